"""What each question of the rep earned: the prospect's words until the next one, and what it built on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analyzer.conversation import CORE_STAGES, Sentence
from analyzer.measures.speech import MAX_BACKCHANNEL_WORDS, is_backchannel
from analyzer.measures.substance import content_words
from analyzer.questions import Question, questions_of

if TYPE_CHECKING:
    from analyzer.stages.staged import Staged

__all__ = ["Exchange", "exchanges_of"]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question of the rep, and what came of it.

    Parameters
    ----------
    question : Question
    words : int
        Words of the prospect between it and the rep's next question, or the end.
    stage_sentences : int
        Those of the prospect's sentences in between that belong to one of the five core stages.
    stacked : bool
        Whether the rep asked another one before the prospect had said a word.
    unanswered : bool
        Whether the prospect said nothing, or to an open question no more than a listener's "mm-hm", or only asked
        back. A stack is answered or not by what follows its last question.
    follow_up : bool
        Whether it takes up a content word of what the prospect had last said.
    """

    question: Question
    words: int
    stage_sentences: int
    stacked: bool
    unanswered: bool
    follow_up: bool


def exchanges_of(staged: Staged) -> tuple[Exchange, ...]:
    """Return the questions of the rep, in order, with what each earned.

    Parameters
    ----------
    staged : Staged
    """
    asked: list[tuple[Question, list[Sentence], list[Sentence]]] = []
    stretches: list[list[Sentence]] = []  # what the prospect said, between the rep's turns
    answering = False
    for sentence, question in zip(staged.sentences, questions_of(staged.segmented), strict=True):
        if not sentence.words:
            continue
        if sentence.role == "prospect":
            if not answering:
                stretches.append([])
                answering = True
            stretches[-1].append(sentence)
            if asked:
                asked[-1][2].append(sentence)
        elif sentence.role == "rep":
            answering = False
            if question is not None:
                while stretches and _listens(stretches[-1]):
                    stretches.pop()
                asked.append((question, stretches[-1] if stretches else [], []))
    stages = staged.stages
    words = {id(before): frozenset[str]() for _, before, _ in asked}
    for _, before, _ in asked:
        if not words[id(before)]:
            words[id(before)] = frozenset(word for s in before for word in content_words(s.text))
    return tuple(
        Exchange(
            question,
            words=sum(s.words for s in answer),
            stage_sentences=sum(stages[s.index] in CORE_STAGES for s in answer),
            stacked=not answer and question is not asked[-1][0],
            unanswered=_unanswered(question, answer) and (bool(answer) or question is asked[-1][0]),
            follow_up=bool(before)
            and not words[id(before)].isdisjoint(content_words(staged.sentences[question.sentence].text)),
        )
        for question, before, answer in asked
    )


def _listens(stretch: Sequence[Sentence]) -> bool:
    return sum(s.words for s in stretch) <= MAX_BACKCHANNEL_WORDS and all(is_backchannel(s.text) for s in stretch)


def _unanswered(question: Question, answer: Sequence[Sentence]) -> bool:
    if all(s.is_question for s in answer):
        return True
    return question.kind == "open" and _listens(answer)
