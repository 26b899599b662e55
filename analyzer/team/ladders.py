"""How far goals and commitments of a team's calls came."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from analyzer.conversation import OUTCOMES
from analyzer.team.population import Population
from analyzer.team.statistics import wilson

__all__ = ["LADDERS", "LADDER_COLUMNS", "ladders_frame"]

#: One row a ladder and rung, for the team (``rep`` is missing) and each rep: in how many of its calls the ladder ended
#: there. ``of`` counts the calls in which that is known; the others are left out. ``low`` and ``high`` are
#: Wilson's interval of the share.
LADDER_COLUMNS: Final[dict[str, str]] = {
    "rep": "string", "ladder": "string", "rung": "string", "calls": "Int64", "of": "Int64",
    "low": "float64", "high": "float64",
}  # fmt: skip
#: The ladders: the column of ``calls``, and its rungs from the bottom.
LADDERS: Final[dict[str, tuple[str, tuple[Any, ...]]]] = {
    "goals": ("goal_rung", (0, 1, 2, 3, 4)),
    "next step": ("next_step_outcome", OUTCOMES),
    "implement": ("implement_outcome", OUTCOMES),
}


def ladders_frame(over: Population) -> pd.DataFrame:
    """Return how many calls ended on which rung, with the columns `LADDER_COLUMNS`."""
    reps = sorted({call["rep"] for call in over.calls if call["rep"] is not None})
    rows = []
    for rep in (None, *reps):
        for ladder, (column, rungs) in LADDERS.items():
            known = [c[column] for c in over.calls if rep in (None, c["rep"]) and c[column] is not None]
            for rung in rungs:
                n = known.count(rung)
                interval = wilson(n, len(known))
                between = {"low": interval.low, "high": interval.high} if interval else {"low": None, "high": None}
                rows.append({"rep": rep, "ladder": ladder, "rung": str(rung), "calls": n, "of": len(known)} | between)
    return pd.DataFrame({k: pd.Series([r[k] for r in rows], dtype=kind) for k, kind in LADDER_COLUMNS.items()})
