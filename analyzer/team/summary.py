"""Per rep and for the team: how often each conversation took place, how much was listened and pitched.

A rep is compared with the rest of the team, by permutation with Holm's correction over the whole table, and only
where both sides have ten calls: a manager must not read noise as a ranking.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
from sqlalchemy import select

from analyzer.conversation import CORE_STAGES
from analyzer.team.population import Population
from analyzer.team.schema import findings
from analyzer.team.statistics import LEAST_CALLS, LEVEL, difference_test, holm, mean_interval, wilson
from analyzer.team.store import Store

__all__ = ["SUMMARY_COLUMNS", "Quantity", "judged_conversations", "quantities", "summary_frame", "verdict_accuracy"]

_TEXT, _INT, _FLOAT, _BOOL = "string", "Int64", "float64", "boolean"

#: One row a quantity, for the team (``rep`` is missing) and for each rep. ``value`` is the share of calls (``rate``)
#: or the mean of the calls' values (``mean``), ``low`` and ``high`` its 95 % interval by the method ``interval``;
#: ``pooled`` is the value over all words together. ``rest`` is the value of everybody else, ``p_holm`` the corrected
#: p of the difference, ``differs`` whether it is under 0.05, missing where nothing is claimed, with the reason in
#: ``why``. ``estimated`` counts calls whose value is estimated from words; ``verdict_accuracy`` is how often the
#: model's verdict is right on real calls.
SUMMARY_COLUMNS: Final[dict[str, str]] = {
    "rep": _TEXT,
    "quantity": _TEXT,
    "kind": _TEXT,
    "calls": _INT,
    "value": _FLOAT,
    "low": _FLOAT,
    "high": _FLOAT,
    "interval": _TEXT,
    "pooled": _FLOAT,
    "basis": _TEXT,
    "estimated": _INT,
    "rest": _FLOAT,
    "p_holm": _FLOAT,
    "differs": _BOOL,
    "why": _TEXT,
    "verdict_accuracy": _FLOAT,
}

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Quantity:
    """One thing that reps are compared by.

    Parameters
    ----------
    name : str
    kind : {"rate", "mean"}
    basis : str
        What it is a share of.
    values : mapping of int to float
        By ``call_id``; calls where it is unknown are not in it.
    estimated : frozenset of int
        Calls whose value is an estimate.
    pooled : callable, optional
        Rows of calls to the pooled value.
    stage : str or None
        The stage whose verdicts it counts.
    """

    name: str
    kind: str
    basis: str
    values: Mapping[int, float]
    estimated: frozenset[int] = frozenset()
    pooled: Callable[[Sequence[Row]], float | None] | None = None
    stage: str | None = None


def quantities(store: Store, over: Population) -> list[Quantity]:
    """Return everything that reps are compared by, with its value for each call."""
    out: list[Quantity] = []
    for verdict in ("covered", "skipped"):
        for stage in CORE_STAGES:
            values = {
                call["call_id"]: float(call[f"{stage}_verdict"] == verdict)
                for call in over.calls
                if call[f"{stage}_verdict"] != "unknown"
            }
            out.append(Quantity(f"{stage}_{verdict}", "rate", "calls with a verdict", values, stage=stage))
    early = {
        row["call_id"] for row in store.rows(select(findings.c.call_id).where(findings.c.finding == "premature_pitch"))
    }
    spoken = [
        c["call_id"] for c in over.calls if c["medium"] != "notes"
    ]  # notes do not keep the order of what was said
    out.append(Quantity("premature_pitch", "rate", "calls that are no notes", {i: float(i in early) for i in spoken}))
    for name, role, top, bottom in _MEANS:
        found = over.values(store, name, role)
        out.append(
            Quantity(
                f"{role}_{name}" if role is not None else name,
                "mean",
                f"mean of calls; pooled: {' + '.join(top)} / {' + '.join(bottom)}",
                {i: value for i, (value, _) in found.items()},
                frozenset(i for i, (_, estimated) in found.items() if estimated),
                _pooling(top, bottom),
            )
        )
    return out


#: Measures whose means are shown: name, role, and the columns of ``calls`` of the pooled value's numerator,
#: denominator.
_MEANS: Final[tuple[tuple[str, str | None, tuple[str, ...], tuple[str, ...]], ...]] = (
    ("listen_share", None, ("prospect_words",), ("prospect_words", "rep_pitch_words")),
    ("talk_share", "rep", ("rep_words",), ("rep_words", "prospect_words")),
    ("pitch_share", None, ("rep_pitch_words",), ("rep_words", "prospect_words")),
    ("rep_pitch_share", None, ("rep_pitch_words",), ("rep_words",)),
)


def _pooling(top: Sequence[str], bottom: Sequence[str]) -> Callable[[Sequence[Row]], float | None]:
    def pooled(calls: Sequence[Row]) -> float | None:
        whole = sum(call[key] for call in calls for key in bottom)
        return sum(call[key] for call in calls for key in top) / whole if whole else None

    return pooled


def summary_frame(store: Store, over: Population) -> pd.DataFrame:
    """Return the table of the team and of each rep, with the columns `SUMMARY_COLUMNS`.

    Parameters
    ----------
    store : Store
    over : Population
        As from `analyzer.team.population.population`.
    """
    accuracy = verdict_accuracy(over.model_kind)
    reps = sorted({call["rep"] for call in over.calls if call["rep"] is not None})
    rows: list[dict[str, Any]] = []
    tests: list[float | None] = []
    for quantity in quantities(store, over):
        for rep in (None, *reps):
            ours = [c for c in over.calls if c["call_id"] in quantity.values and rep in (None, c["rep"])]
            others = [
                c for c in over.calls if c["call_id"] in quantity.values and c["rep"] != rep and c["rep"] is not None
            ]
            row, p = _row(quantity, ours, others if rep is not None else [], rep, len(reps))
            row["verdict_accuracy"] = accuracy.get(quantity.stage) if quantity.stage is not None else None
            rows.append(row)
            tests.append(p)
    for row, p in zip(rows, holm(tests), strict=True):
        row["p_holm"] = p
        row["differs"] = p < 1 - LEVEL if p is not None else None
    rows.sort(key=lambda row: (row["rep"] is not None, row["rep"] or ""))
    return pd.DataFrame(
        {key: pd.Series([row[key] for row in rows], dtype=kind) for key, kind in SUMMARY_COLUMNS.items()}
    )


def _row(
    quantity: Quantity, ours: Sequence[Row], others: Sequence[Row], rep: str | None, reps: int
) -> tuple[dict[str, Any], float | None]:
    x = [quantity.values[c["call_id"]] for c in ours]
    y = [quantity.values[c["call_id"]] for c in others]
    interval = wilson(int(sum(x)), len(x)) if quantity.kind == "rate" else mean_interval(x)
    why = None
    if rep is not None:
        if reps < 2:
            why = "no other rep to compare with"
        elif min(len(x), len(y)) < LEAST_CALLS:
            why = f"under {LEAST_CALLS} calls on one side ({len(x)} and {len(y)}): nothing is claimed"
    p = difference_test(x, y) if rep is not None and why is None else None
    return {
        "rep": rep,
        "quantity": quantity.name,
        "kind": quantity.kind,
        "calls": len(x),
        "value": sum(x) / len(x) if x else None,
        "low": interval.low if interval is not None else None,
        "high": interval.high if interval is not None else None,
        "interval": interval.method if interval is not None else None,
        "pooled": quantity.pooled(ours) if quantity.pooled is not None and ours else None,
        "basis": quantity.basis,
        "estimated": sum(1 for c in ours if c["call_id"] in quantity.estimated),
        "rest": sum(y) / len(y) if y else None,
        "why": why,
    }, p


def verdict_accuracy(model_kind: str | None) -> dict[str, float]:
    """Return how often a packaged model's coverage verdicts are right on real speech, by stage.

    From the evaluation that the model carries; empty where it carries none.
    """
    by_stage = _evaluation(model_kind).get("verdicts", {}).get("by_stage", {})
    return {stage: float(share) for stage, share in by_stage.items()}


def judged_conversations(model_kind: str | None) -> int | None:
    """Return over how many real conversations `verdict_accuracy` is; None where the model carries no evaluation."""
    count: int | None = _evaluation(model_kind).get("all", {}).get("conversations")
    return count


def _evaluation(model_kind: str | None) -> dict[str, Any]:
    from analyzer.errors import ModelError
    from analyzer.resources import model_dir

    if model_kind is None:
        return {}
    try:
        folder = model_dir(model_kind)
    except ModelError:
        return {}  # a model of the team's own
    path = folder / "evaluation-dev-set.json"
    if not path.is_file():
        return {}
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
