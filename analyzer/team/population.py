"""Which calls a team's rates are over, and how many are left out for what reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from analyzer.team.schema import measures, runs
from analyzer.team.store import Store

__all__ = ["Population", "population"]

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Population:
    """The calls that count.

    Parameters
    ----------
    calls : tuple of dict
        Rows of the table ``calls``, ordered by source.
    left_out : mapping of str to int
        Calls that do not count, by the reason.
    model_kind : str or None
        Which model judged them.
    """

    calls: tuple[Row, ...]
    left_out: Mapping[str, int]
    model_kind: str | None

    def values(self, store: Store, measure: str, role: str | None = None) -> dict[int, tuple[float, bool]]:
        """Return a measure by ``call_id``: its value, and whether it is an estimate. Calls without it are not in it."""
        of = measures.c.role.is_(None) if role is None else measures.c.role == role
        columns = (measures.c.call_id, measures.c.value, measures.c.status)
        query = select(*columns).where(
            measures.c.measure == measure, measures.c.stage.is_(None), measures.c.kind.is_(None), of
        )
        ours = {call["call_id"] for call in self.calls}
        return {
            row["call_id"]: (float(row["value"]), row["status"] == "estimated")
            for row in store.rows(query)
            if row["call_id"] in ours and row["value"] is not None
        }


def population(store: Store, *, mix_models: bool = False) -> Population:
    """Take the calls that count: suitable, no duplicates, judged by the model of the last run.

    Parameters
    ----------
    store : Store
    mix_models : bool
        Whether to take the calls of all models together.
    """
    last = store.rows(select(runs.c.model_kind, runs.c.model_version).order_by(runs.c.run_id.desc()).limit(1))
    model = last[0] if last else None
    left: Counter[str] = Counter()
    kept: list[Row] = []
    for call in store.calls():
        if call["duplicate_of"] is not None:
            left["duplicate"] += 1
        elif call["suitability"] != "interview":
            left[call["suitability"].replace("_", " ")] += 1
        elif not mix_models and model is not None and call["model_version"] != model["model_version"]:
            left["judged by another model"] += 1
        else:
            kept.append(call)
    return Population(tuple(kept), dict(sorted(left.items())), model["model_kind"] if model is not None else None)
