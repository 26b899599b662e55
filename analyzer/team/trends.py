"""Quantities by week, and whether anything changed, where the calls carry dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import pandas as pd

from analyzer.team.population import Population
from analyzer.team.statistics import LEAST_CALLS, LEVEL, difference_test, holm, mean_interval, wilson
from analyzer.team.store import Store
from analyzer.team.summary import quantities

__all__ = ["CHANGE_COLUMNS", "WEEK_COLUMNS", "changes_frame", "week_of", "weeks_frame"]

#: One row a quantity and ISO week (``2026-W09``) in which it could be told of a call.
WEEK_COLUMNS: Final[dict[str, str]] = {
    "quantity": "string",
    "week": "string",
    "calls": "Int64",
    "value": "float64",
    "low": "float64",
    "high": "float64",
}
#: One row a quantity: the earlier half of its weeks against the later half. ``changed`` is missing where nothing is
#: claimed.
CHANGE_COLUMNS: Final[dict[str, str]] = {
    "quantity": "string",
    "earlier_calls": "Int64",
    "later_calls": "Int64",
    "later_from": "string",
    "earlier": "float64",
    "later": "float64",
    "p_holm": "float64",
    "changed": "boolean",
    "why": "string",
}


def weeks_frame(store: Store, over: Population) -> pd.DataFrame:
    """Return each quantity by week, with the columns `WEEK_COLUMNS`. Calls without a date are not in it."""
    weeks = _weeks(over)
    rows: list[dict[str, Any]] = []
    for quantity in quantities(store, over):
        by_week: dict[str, list[float]] = {}
        for call, value in quantity.values.items():
            if call in weeks:
                by_week.setdefault(weeks[call], []).append(value)
        for week, x in sorted(by_week.items()):
            interval = wilson(int(sum(x)), len(x)) if quantity.kind == "rate" else mean_interval(x)
            rows.append(
                {
                    "quantity": quantity.name,
                    "week": week,
                    "calls": len(x),
                    "value": sum(x) / len(x),
                    "low": interval.low if interval is not None else None,
                    "high": interval.high if interval is not None else None,
                }
            )
    return _frame(rows, WEEK_COLUMNS)


def changes_frame(store: Store, over: Population) -> pd.DataFrame:
    """Return for each quantity whether it changed, with the columns `CHANGE_COLUMNS`.

    The weeks with calls are halved, and the calls of the two halves compared by permutation, with Holm's correction
    over all quantities. Under ten calls in a half nothing is claimed.
    """
    weeks = _weeks(over)
    rows: list[dict[str, Any]] = []
    tests: list[float | None] = []
    for quantity in quantities(store, over):
        told = {call: value for call, value in quantity.values.items() if call in weeks}
        seen = sorted({weeks[call] for call in told})
        cut = seen[len(seen) // 2] if len(seen) > 1 else None
        x = [value for call, value in told.items() if cut is not None and weeks[call] < cut]
        y = [value for call, value in told.items() if cut is not None and weeks[call] >= cut]
        why = None
        if cut is None:
            why = "dates in under two weeks"
        elif min(len(x), len(y)) < LEAST_CALLS:
            why = f"under {LEAST_CALLS} calls in one half ({len(x)} and {len(y)}): nothing is claimed"
        tests.append(difference_test(x, y) if why is None else None)
        rows.append(
            {
                "quantity": quantity.name,
                "earlier_calls": len(x),
                "later_calls": len(y),
                "later_from": cut,
                "earlier": sum(x) / len(x) if x else None,
                "later": sum(y) / len(y) if y else None,
                "why": why,
            }
        )
    for row, p in zip(rows, holm(tests), strict=True):
        row["p_holm"] = p
        row["changed"] = p < 1 - LEVEL if p is not None else None
    return _frame(rows, CHANGE_COLUMNS)


def week_of(day: str | None) -> str | None:
    """Return the ISO week of a date (``2026-W09``); None where there is none, or it is no day, such as "May 2026"."""
    try:
        year, week, _ = date.fromisoformat((day or "")[:10]).isocalendar()
    except ValueError:
        return None
    return f"{year}-W{week:02d}"


def _weeks(over: Population) -> dict[int, str]:
    return {call["call_id"]: week for call in over.calls if (week := week_of(call["date"])) is not None}


def _frame(rows: Sequence[dict[str, Any]], columns: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame({key: pd.Series([row[key] for row in rows], dtype=kind) for key, kind in columns.items()})
