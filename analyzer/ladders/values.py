"""How deep a conversation about values went: named, asked why, asked again down to a personal reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from analyzer.conversation import Evidence, Sentence
from analyzer.ladders.cues import cues, plain
from analyzer.measures.substance import answers_of

if TYPE_CHECKING:
    from analyzer.stages.staged import Staged

__all__ = ["ValuesDepth", "values_depth_of"]

# An answer stands within the prospect's next words; what comes after so many more sentences answers something else.
_WITHIN: Final = 6


@dataclass(frozen=True, slots=True)
class ValuesDepth:
    """The highest rung that values reached, with the sentences that carry each rung.

    Parameters
    ----------
    rung : int or None
        0 none; 1 something is named as important; 2 the rep asked why and got an answer; 3 asked again and
        reached a personal reason. None where it cannot be known.
    evidence : tuple of tuple of Evidence
        One a rung that was reached, the first for rung 1: what was named; then the question and its answer, twice.
    why : str or None
        Why the rung is not known.
    """

    rung: int | None
    evidence: tuple[tuple[Evidence, ...], ...] = ()
    why: str | None = None


def values_depth_of(staged: Staged) -> ValuesDepth:
    """Find how deep values went.

    Parameters
    ----------
    staged : Staged
        A value counts where the prospect says it in a sentence of substance labelled `values`. A question asks why
        where it asks after reasons, meaning or feelings, or is open and labelled `values` itself, and comes after
        something was named. Notes do not show what was asked: they reach rung 1 at most.
    """
    named = answers_of(staged).substance["values"]
    if not named:
        return ValuesDepth(0)
    first = tuple(staged.evidence(i) for i in named[:1])
    rungs = [first]
    after = named[0]
    if staged.conversation.medium != "notes":
        for question, answer in _asked_why(staged, frozenset(named), after):
            deeper = (staged.evidence(question), staged.evidence(answer))
            if len(rungs) == 1:
                rungs.append(deeper)
            elif len(rungs) == 2 and cues("values", "personal")(plain(staged.sentences[answer].text)):
                rungs.append(deeper)
                break
    return ValuesDepth(len(rungs), tuple(rungs))


def _asked_why(staged: Staged, named: frozenset[int], after: int) -> Iterator[tuple[int, int]]:
    """Yield each question of the rep that asks why after `after`, with the values that answer it."""
    stages = staged.stages
    asked: Sentence | None = None
    left = 0
    for sentence in staged.sentences[after + 1 :]:
        if not sentence.words:
            continue
        if sentence.role == "rep":
            if sentence.is_question:
                reasons = sentence.question == "open" and stages[sentence.index] == "values"
                why = reasons or cues("values", "whys")(plain(sentence.text))
                asked, left = (sentence, _WITHIN) if why else (None, 0)
        elif sentence.role == "prospect" and asked is not None:
            if sentence.index in named:
                # the more personal of the sentences that answer, which stand in one stretch of talk
                yield asked.index, _answer(staged, named, sentence.index)
                asked = None
            else:
                left -= 1
                asked = asked if left > 0 else None


def _answer(staged: Staged, named: frozenset[int], first: int) -> int:
    turn = staged.sentences[first].turn
    own = [i for i in sorted(named) if i >= first and staged.sentences[i].turn == turn]
    personal = cues("values", "personal")
    return next((i for i in own if personal(plain(staged.sentences[i].text))), first)
