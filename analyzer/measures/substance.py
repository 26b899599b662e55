"""When a sentence of the prospect says something of substance (annotation guide, "Per conversation")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from analyzer.content import phrases
from analyzer.conversation import CORE_STAGES, Sentence, Stage
from analyzer.measures.speech import made_of, plain_words

if TYPE_CHECKING:
    from analyzer.stages.staged import Staged

__all__ = ["Answer", "Answers", "answers_of", "content_words"]

Answer = Literal["none", "yes_no", "undecided", "echo", "full"]

#: Stages in which a yes or no to a concrete proposal is substance.
_COMMITMENTS: Final = frozenset({"next_step", "implement"})
# A proposal stands "just before" an answer when it is among the last sentences of the rep's talk before it:
# "Shall we say Tuesday? I can do ten. Or is that early?"
_JUST_BEFORE: Final = 3


@dataclass(frozen=True)
class Answers:
    """What each sentence of the prospect answers, and whether that is of substance.

    Parameters
    ----------
    kinds : tuple of Answer
        One a sentence: ``none`` (not the prospect's, or without a word), ``yes_no``, ``undecided`` ("I don't
        know"), ``echo`` (all its content words stand in the question before) or ``full``.
    proposed : tuple of frozenset of Stage
        Stages of the last three sentences of the rep's talk just before each sentence.
    substance : dict of Stage to tuple of int
        Sentences of substance by core stage, in order, on the most probable labels.
    """

    kinds: tuple[Answer, ...]
    proposed: tuple[frozenset[Stage], ...]
    substance: dict[Stage, tuple[int, ...]]

    def counting(self, stage: Stage) -> list[int]:
        """Return the sentences that would be of substance if their label were `stage`, in order."""
        if stage not in _COMMITMENTS:
            return [i for i, kind in enumerate(self.kinds) if kind == "full"]
        return [
            i
            for i, kind in enumerate(self.kinds)
            if kind in ("full", "echo") or (kind == "yes_no" and stage in self.proposed[i])
        ]


@lru_cache(maxsize=4)  # coverage, confidence and findings ask for the same ones
def answers_of(staged: Staged) -> Answers:
    """Judge each sentence of the prospect beside what the rep said just before.

    Parameters
    ----------
    staged : Staged

    Returns
    -------
    Answers
        Rules: for values, goals and realities a sentence that only says yes, no or I don't know, or echoes
        the question, is not of substance. For the two commitments a yes or no to a concrete proposal (a rep
        sentence of that stage just before) is.
    """
    stages = staged.stages
    kinds: list[Answer] = []
    proposed: list[frozenset[Stage]] = []
    run: list[Sentence] = []
    rep_speaks = False
    asked: frozenset[str] | None = None
    labels: frozenset[Stage] = frozenset()
    for sentence in staged.sentences:
        if not sentence.words:
            kinds.append("none")
            proposed.append(frozenset())
            continue
        if sentence.role == "rep":
            if not rep_speaks:
                run = []
            run.append(sentence)
            rep_speaks = True
            kinds.append("none")
            proposed.append(frozenset())
            continue
        if rep_speaks:
            labels = frozenset(stages[s.index] for s in run[-_JUST_BEFORE:])
            asked = _asked_words(run)
            rep_speaks = False
        kinds.append(_judge(sentence, asked) if sentence.role == "prospect" else "none")
        proposed.append(labels)
    draft = Answers(tuple(kinds), tuple(proposed), {})
    substance: dict[Stage, tuple[int, ...]] = {
        stage: tuple([i for i in draft.counting(stage) if stages[i] == stage]) for stage in CORE_STAGES
    }
    return Answers(draft.kinds, draft.proposed, substance)


@lru_cache(maxsize=4096)  # goals, the gap and what was raised look at the same sentences
def content_words(text: str) -> frozenset[str]:
    """Return the words of a text that carry content, without a plural or third-person s.

    Examples
    --------
    >>> sorted(content_words("It costs us the sales."))
    ['cost', 'sale']
    """
    return frozenset(_content(plain_words(text)))


def _content(words: Iterable[str]) -> Iterator[str]:
    function = phrases("speech", "function_words")
    for word in words:
        if word not in function:
            bare = word.removesuffix("'s")
            yield bare[:-1] if len(bare) > 3 and bare.endswith("s") and not bare.endswith("ss") else bare


@lru_cache(maxsize=1)
def _empty() -> frozenset[str]:
    return phrases("speech", "empty_answers") | phrases("speech", "around_answers")


@lru_cache(maxsize=1)
def _undecided() -> frozenset[str]:
    return phrases("speech", "undecided_answers") | phrases("speech", "around_answers")


def _asked_words(run: list[Sentence]) -> frozenset[str] | None:
    """Content words of the last question of a rep's talk, or of its last sentence; None where it offers a choice.

    A choice ("five days or nine?") is answered with the question's own words, and that is no echo.
    """
    asked = next((s for s in reversed(run) if s.is_question), run[-1])
    return None if "or" in plain_words(asked.text) else content_words(asked.text)


def _judge(sentence: Sentence, asked: frozenset[str] | None) -> Answer:
    words = plain_words(sentence.text)
    if made_of(words, _empty()):
        return "undecided" if made_of(words, _undecided()) else "yes_no"
    said = _content(words)
    first = next(said, None)
    if first is None:
        return "yes_no"  # "We would, yes": function words alone say no more than a yes
    if asked is not None and first in asked and all(word in asked for word in said):
        return "echo"
    return "full"
