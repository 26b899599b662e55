"""How concrete the prospect's goals became, as one number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analyzer.measures.measure import Measure, missing

if TYPE_CHECKING:
    from analyzer.ladders.goals import Goal
    from analyzer.measures.material import Material

__all__ = ["goal_rung"]


def goal_rung(material: Material, goals: Sequence[Goal] | None) -> Measure:
    """Highest rung of goal concreteness that any goal reached, 0 to 4 (measures.md, goal concreteness).

    0 where the prospect named no goal. Taken from notes too, which keep goals as well as talk does.
    """
    basis = "highest rung of goal concreteness of the prospect's goals: 0 none, 1 wish, 2 measured, 3 dated, 4 exact"
    why = None if material.conversation.medium == "notes" else material.lacks("prospect")
    if why is not None or goals is None:
        return missing("rung", basis, why or "goals were not read")
    return Measure(max((g.rung for g in goals), default=0), "rung", "measured", basis, details={"goals": len(goals)})
