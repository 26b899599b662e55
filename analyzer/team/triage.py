"""Which calls to listen to first, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd
from sqlalchemy import select

from analyzer.team.population import Population
from analyzer.team.schema import findings
from analyzer.team.store import Store

__all__ = ["TRIAGE_COLUMNS", "triage_frame"]

#: One row a call, the most urgent first. ``expected`` is the number of findings that are likely to hold: the sum of
#: their confidences, a high one counted as three medium ones, low ones (more likely wrong than right) not at all.
#: ``why`` is what the two weightiest say, ``listen_at_s`` where the first one's quote begins.
TRIAGE_COLUMNS: Final[dict[str, str]] = {
    "source": "string",
    "part": "string",
    "rep": "string",
    "date": "string",
    "account": "string",
    "expected": "float64",
    "why": "string",
    "quote": "string",
    "listen_at_s": "float64",
}
_WEIGHT: Final[Mapping[str, float]] = {"high": 3.0, "medium": 1.0}
_REASONS: Final = 2


def triage_frame(store: Store, over: Population, limit: int | None = None) -> pd.DataFrame:
    """Return the calls with findings of weight, with the columns `TRIAGE_COLUMNS`.

    Parameters
    ----------
    store : Store
    over : Population
    limit : int, optional
        How many calls; all otherwise.
    """
    by_call: dict[int, list[dict[str, Any]]] = {}
    for row in store.rows(select(findings).order_by(findings.c.call_id, findings.c.row)):
        if row["severity"] in _WEIGHT:
            by_call.setdefault(row["call_id"], []).append(row)
    rows: list[dict[str, Any]] = []
    for call in over.calls:
        found = by_call.get(call["call_id"], [])
        if not found:
            continue
        found.sort(key=lambda f: (-_WEIGHT[f["severity"]] * f["confidence"], f["row"]))
        rows.append(
            {
                **{key: call[key] for key in ("source", "part", "rep", "date", "account")},
                "expected": round(sum(_WEIGHT[f["severity"]] * f["confidence"] for f in found), 4),
                "why": " ".join(f"{f['message']} ({f['confidence']:.0%} sure)" for f in found[:_REASONS]),
                "quote": found[0]["quote"],
                "listen_at_s": found[0]["quote_start_s"],
            }
        )
    rows.sort(key=lambda row: -row["expected"])  # stable: equal ones stay in the order of their source
    rows = rows[:limit]
    return pd.DataFrame(
        {key: pd.Series([row[key] for row in rows], dtype=kind) for key, kind in TRIAGE_COLUMNS.items()}
    )
