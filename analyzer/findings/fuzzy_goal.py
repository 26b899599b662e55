"""A goal that stayed a wish, or half measured, and nobody asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from analyzer.findings.finding import READ_RIGHT, Context, Finding, say_next

__all__ = ["FuzzyGoal"]

_DATED: Final = 3
_RUNGS: Final = {1: "a wish", 2: "half measured"}


class FuzzyGoal:
    """Fires where the best goal stays below rung 3 and nobody asked for the metric, the number or the date. Medium."""

    name = "fuzzy_goal"

    def find(self, context: Context) -> Iterator[Finding]:
        """Return at most one finding."""
        goals = context.ladders.goals
        coverage = context.coverage["goals"]
        if not goals or coverage.verdict != "covered" or coverage.confidence is None:
            return
        best = max(goals, key=lambda goal: goal.rung)
        if best.rung >= _DATED or any(goal.asked_for for goal in goals):
            return
        lacks = ", no ".join(best.missing)
        yield Finding(
            name=self.name,
            stage="goals",
            severity="medium",
            confidence=coverage.confidence * READ_RIGHT["goal_rung"],
            message=f"The most concrete goal stayed {_RUNGS[best.rung]} (no {lacks}), and nobody asked for more.",
            evidence=best.evidence,
            candidates=(),
            due=best.evidence[-1],
            say_next=best.ask_next or say_next(self.name, "goals"),
        )
