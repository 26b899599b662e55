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
    last: list[Sentence] = []  # the prospect's last stretch of talk before the rep spoke
    stretch: list[Sentence] = []
    for sentence, question in zip(staged.sentences, questions_of(staged.segmented), strict=True):
        if not sentence.words:
            continue
        if sentence.role == "prospect":
            stretch.append(sentence)
            if asked:
                asked[-1][2].append(sentence)
        elif sentence.role == "rep":
            if stretch:
                last = stretch if not _listens(stretch) else last
                stretch = []
            if question is not None:
                asked.append((question, last, []))
    stages = staged.stages
    out = []
    for question, before, answer in asked:
        out.append(
            Exchange(
                question,
                words=sum(s.words for s in answer),
                stage_sentences=sum(stages[s.index] in CORE_STAGES for s in answer),
                stacked=not answer and question is not asked[-1][0],
                unanswered=_unanswered(question, answer) and (bool(answer) or question is asked[-1][0]),
                follow_up=bool(before) and _builds_on(staged.sentences[question.sentence], before),
            )
        )
    return tuple(out)


def _listens(stretch: Sequence[Sentence]) -> bool:
    return sum(s.words for s in stretch) <= MAX_BACKCHANNEL_WORDS and all(is_backchannel(s.text) for s in stretch)


def _unanswered(question: Question, answer: Sequence[Sentence]) -> bool:
    if all(s.is_question for s in answer):
        return True
    return question.kind == "open" and _listens(answer)


def _builds_on(asked: Sentence, before: Sequence[Sentence]) -> bool:
    taken_up = content_words(asked.text)
    return bool(taken_up) and any(taken_up & content_words(s.text) for s in before)
