"""Ladders: how concrete a goal is, how large the gap, how firm a commitment, how deep the values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from analyzer.ladders.commitments import Commitment, Commitments, commitments_of
from analyzer.ladders.gap import Gap, gap_of
from analyzer.ladders.goals import Goal, goals_of
from analyzer.ladders.raised import Raised, raised_of
from analyzer.ladders.values import ValuesDepth, values_depth_of

if TYPE_CHECKING:
    from analyzer.figures import Figures
    from analyzer.stages.staged import Staged

__all__ = ["Ladders", "ladders_of"]


@dataclass(frozen=True, slots=True)
class Ladders:
    """What a conversation reached on every ladder of measures.md.

    Parameters
    ----------
    goals : tuple of Goal
        The prospect's goals, in the order in which they were first said.
    gap : Gap
        Goals beside the realities of the same subject.
    commitments : Commitments
        Where the next step and implementing stand at the end.
    values_depth : ValuesDepth
    raised : tuple of Raised
        What the prospect raised, in order, and whether the rep took it up.
    """

    goals: tuple[Goal, ...]
    gap: Gap
    commitments: Commitments
    values_depth: ValuesDepth
    raised: tuple[Raised, ...]

    @classmethod
    def unknown(cls, why: str) -> Ladders:
        """Return ladders on which nothing is known, and why."""
        commitment = Commitment(None, why=why)
        return cls((), Gap(), Commitments(commitment, commitment), ValuesDepth(None, why=why), ())

    def agreeing(self, other: Ladders) -> Ladders:
        """Keep what holds under both assignments of the roles; `other` is the swapped one."""
        same_goals = self.goals == other.goals
        depth = self.values_depth
        if depth.rung != other.values_depth.rung:
            why = f"roles unknown: rung {depth.rung} one way round, {other.values_depth.rung} the other"
            depth = ValuesDepth(None, why=why)
        return replace(
            self,
            goals=self.goals if same_goals else (),
            gap=self.gap if same_goals and self.gap == other.gap else Gap(),
            commitments=Commitments(
                _agreeing(self.commitments.next_step, other.commitments.next_step),
                _agreeing(self.commitments.implement, other.commitments.implement),
            ),
            values_depth=depth,
            raised=self.raised if self.raised == other.raised else (),
        )


def ladders_of(staged: Staged, figures: Figures) -> Ladders:
    """Read every ladder.

    Parameters
    ----------
    staged : Staged
    figures : Figures
        Of the same conversation (`analyzer.figures.figures_of`).
    """
    goals = goals_of(staged, figures)
    return Ladders(
        goals, gap_of(staged, figures, goals), commitments_of(staged), values_depth_of(staged), raised_of(staged)
    )


def _agreeing(one: Commitment, other: Commitment) -> Commitment:
    if one.outcome == other.outcome:
        return one
    return Commitment(None, why=f"roles unknown: {one.outcome} one way round, {other.outcome} the other")
