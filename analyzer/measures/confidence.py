"""How sure a verdict is. Uncalibrated: computed from sentence probabilities, until fitted on labelled calls.

Each function returns 1 where a person gave every label.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import prod
from typing import TYPE_CHECKING, Final, Literal

from analyzer.conversation import STAGES, Stage
from analyzer.measures.substance import Answers, answers_of

if TYPE_CHECKING:
    from analyzer.stages.staged import Staged

__all__ = ["KnownVerdict", "premature_confidence", "verdict_confidence"]

KnownVerdict = Literal["covered", "asked", "skipped"]
# One clear sentence covers a stage; more than three add nothing that the first three did not say.
_BEST: Final = 3


def verdict_confidence(staged: Staged, stage: Stage, verdict: KnownVerdict, answers: Answers | None = None) -> float:
    """Estimate the probability that a coverage verdict is right.

    Parameters
    ----------
    staged : Staged
    stage : Stage
        One of the five core stages.
    verdict : {"covered", "asked", "skipped"}
    answers : Answers, optional
        Of the same `staged`, where they are known already.

    Returns
    -------
    float
        ``1 - prod(1 - p)`` over the three largest probabilities of the stage: among the prospect's sentences
        for covered, among the rep's for asked. For skipped ``1 - max p`` of the prospect's. Only sentences
        that would be of substance count on the prospect's side. Treats sentences as independent, which they
        are not: a ranking, not yet a frequency.
    """
    if staged.given.all():
        return 1.0
    found = answers if answers is not None else answers_of(staged)
    column = [float(p) for p in staged.probabilities[:, STAGES.index(stage)]]
    if verdict == "asked":
        return _any(p for s, p in zip(staged.sentences, column, strict=True) if s.role == "rep" and s.words)
    prospect = [p for i, p in enumerate(column) if found.would_count(i, stage)]
    return _any(prospect) if verdict == "covered" else 1.0 - max(prospect, default=0.0)


def premature_confidence(staged: Staged, pitched: Iterable[int], before: int, answers: Answers | None = None) -> float:
    """Estimate the probability that the rep pitched before goals and realities.

    Parameters
    ----------
    staged : Staged
    pitched : iterable of int
        The rep's pitch sentences before anything of substance.
    before : int
        Index of the third of them: nothing of substance must stand before it.
    answers : Answers, optional
        Of the same `staged`.

    Returns
    -------
    float
        Probability that the three surest pitch sentences are all pitch, times the probability that no
        prospect sentence before the third was of substance in goals or realities (by its likeliest one).
    """
    if staged.given.all():
        return 1.0
    found = answers if answers is not None else answers_of(staged)
    p = staged.probabilities
    pitch = sorted((float(p[i, STAGES.index("pitch")]) for i in pitched), reverse=True)[:_BEST]
    columns = [STAGES.index("goals"), STAGES.index("realities")]
    substance = max((float(p[i, columns].sum()) for i in range(before) if found.would_count(i, "goals")), default=0.0)
    return prod(pitch) * (1.0 - min(substance, 1.0))


def _any(probabilities: Iterable[float]) -> float:
    best = sorted(probabilities, reverse=True)[:_BEST]
    return 1.0 - prod(1.0 - p for p in best)
