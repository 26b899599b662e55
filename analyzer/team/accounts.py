"""The view of an account: what was covered over several meetings, and what is still open."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from analyzer.conversation import CORE_STAGES
from analyzer.team.population import Population

__all__ = ["ACCOUNT_COLUMNS", "accounts_frame"]

#: One row an account. A stage's column is the best verdict of its calls; ``<stage>_in`` the first call that covered it;
#: ``open`` the stages that no call covered, in Bachrach's order.
ACCOUNT_COLUMNS: Final[dict[str, str]] = {
    "account": "string",
    "calls": "Int64",
    "first_date": "string",
    "last_date": "string",
    "reps": "string",
    **{key: "string" for stage in CORE_STAGES for key in (stage, f"{stage}_in")},
    "open": "string",
}
_BEST: Final = ("covered", "asked", "skipped", "unknown")


def accounts_frame(over: Population) -> pd.DataFrame:
    """Return one row an account, in their order, with the columns `ACCOUNT_COLUMNS`.

    Calls without an account are not in it. Calls are taken in the order of their dates, those without one last.
    """
    by_account: dict[str, list[dict[str, Any]]] = {}
    for call in over.calls:
        if call["account"] is not None:
            by_account.setdefault(call["account"], []).append(call)
    rows: list[dict[str, Any]] = []
    for account, calls in sorted(by_account.items()):
        calls.sort(key=lambda c: (c["date"] is None, c["date"] or ""))
        dates = [c["date"] for c in calls if c["date"] is not None]
        row: dict[str, Any] = {
            "account": account,
            "calls": len(calls),
            "first_date": dates[0] if dates else None,
            "last_date": dates[-1] if dates else None,
            "reps": ", ".join(sorted({c["rep"] for c in calls if c["rep"] is not None})) or None,
        }
        for stage in CORE_STAGES:
            key = f"{stage}_verdict"
            best = min(calls, key=lambda c, key=key: _BEST.index(c[key]))  # type: ignore[misc]
            row[stage] = best[key]
            row[f"{stage}_in"] = best["source"] if best[key] == "covered" else None
        row["open"] = ", ".join(s for s in CORE_STAGES if row[s] != "covered") or None
        rows.append(row)
    return pd.DataFrame(
        {key: pd.Series([row[key] for row in rows], dtype=kind) for key, kind in ACCOUNT_COLUMNS.items()}
    )
