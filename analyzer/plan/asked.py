"""Which planned questions were asked, by what they are after and not by their words, and what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from analyzer.content import content
from analyzer.conversation import STAGES, Evidence
from analyzer.ladders.cues import cues, plain
from analyzer.measures.substance import content_words

if TYPE_CHECKING:
    from analyzer.plan.planned import Planned
    from analyzer.stages.staged import Staged

__all__ = ["Asked", "asked_of", "likeness"]

#: A question of the rep's counts as the planned one from here on; chosen on ``tests/plan/pairs.tsv``.
ENOUGH: Final = 0.45
_INTENT: Final = 0.65
_WORDS: Final = 0.35
_STAGE: Final = 0.35


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of a planned question.

    Parameters
    ----------
    planned : Planned
    question : Evidence or None
        The rep's sentence that asked it; None where it was not asked.
    likeness : float
        How like the two are, 0 to 1.
    answer : tuple of Evidence
        What the prospect said next.
    """

    planned: Planned
    question: Evidence | None
    likeness: float
    answer: tuple[Evidence, ...]


def asked_of(staged: Staged, planned: Sequence[Planned]) -> tuple[Asked, ...]:
    """Find each planned question among the rep's; a question of the rep's is the one that it is most like.

    Parameters
    ----------
    staged : Staged
    planned : sequence of Planned

    Returns
    -------
    tuple of Asked
        In the order of `planned`.
    """
    asks = [s for s in staged.sentences if s.role == "rep" and s.is_question and s.words]
    scores: list[tuple[float, int, int]] = []
    for k, wanted in enumerate(planned):
        column = STAGES.index(wanted.stage)
        for s in asks:
            near = float(staged.probabilities[s.index, column])
            score = likeness(wanted.text, s.text) * (1 - _STAGE) + near * _STAGE
            if score >= ENOUGH and near >= _NEAR:
                scores.append((score, k, s.index))
    found: dict[int, tuple[float, int]] = {}
    taken: set[int] = set()
    for score, k, index in sorted(scores, key=lambda item: (-item[0], item[1], item[2])):
        if k not in found and index not in taken:
            found[k] = (score, index)
            taken.add(index)
    return tuple(
        Asked(wanted, staged.evidence(found[k][1]), found[k][0], _answer(staged, found[k][1]))
        if k in found
        else Asked(wanted, None, 0.0, ())
        for k, wanted in enumerate(planned)
    )


#: A question that is hardly of the stage is not the planned one, whatever its words.
_NEAR: Final = 0.05
_QUOTED: Final = 3


def _answer(staged: Staged, question: int) -> tuple[Evidence, ...]:
    out: list[Evidence] = []
    for s in staged.sentences[question + 1 :]:
        if not s.words:
            continue
        if s.role == "prospect":
            out.append(staged.evidence(s.index))
        elif out:
            break
    return tuple(out[:_QUOTED])


@lru_cache(maxsize=4096)
def _intents(text: str) -> frozenset[str]:
    words = plain(text)
    return frozenset(name for name in content("intents") if cues("intents", name)(words))


def likeness(planned: str, asked: str) -> float:
    """Return how much two questions are after the same, 0 to 1: what they ask for, and of what."""
    a, b = _intents(planned), _intents(asked)
    intent = len(a & b) / max(min(len(a), len(b)), 1)
    own, other = content_words(planned), content_words(asked)
    words = len(own & other) / max(min(len(own), len(other)), 1)
    return _INTENT * intent + _WORDS * words
