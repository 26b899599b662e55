"""The page of a team: who covers which conversation, how that changed, and which calls to listen to first.

It computes nothing: every number is from the frames of `analyzer.team`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from analyzer.conversation import CORE_STAGES
from analyzer.report.page.environment import page_of
from analyzer.report.visible import visible
from analyzer.report.words import MARKS, RUNGS, stage_name
from analyzer.team.ladders import LADDERS, ladders_frame
from analyzer.team.page.drawing import course, dots
from analyzer.team.page.names import Anonymous, Names
from analyzer.team.population import Population
from analyzer.team.statistics import LEAST_CALLS
from analyzer.team.store import Store
from analyzer.team.summary import judged_conversations, summary_frame
from analyzer.team.trends import changes_frame, week_of, weeks_frame
from analyzer.team.triage import triage_frame

__all__ = ["render_team", "report_data"]

Data = Mapping[str, Any]
Key = tuple[str, str]

_FIRST: Final = 15
_TALK: Final = (
    ("listen_share", "listening, of listening and pitch"),
    ("rep_talk_share", "the rep's share of the talk"),
    ("pitch_share", "pitch, of all talk"),
)


def report_data(
    store: Store,
    over: Population,
    *,
    anonymous: Anonymous | None = None,
    rank: bool = False,
    pages: Mapping[Key, str] | None = None,
) -> dict[str, Any]:
    """Return what the page of a team shows.

    Parameters
    ----------
    store : Store
    over : Population
    anonymous : {"codes", "initials"}, optional
        Show reps under codes or initials, without the words of calls and the names of files, which hold names.
    rank : bool
        Order the reps by how many conversations they cover, those with too few calls last; by name otherwise.
    pages : mapping of (source, part) to str, optional
        Links to the calls' own pages.

    Returns
    -------
    dict
        Plain data: ``reps``, ``team``, ``heat``, ``weeks``, ``changes``, ``triage``, ``calls``, ``left_out`` …
    """
    summary = _records(summary_frame(store, over))
    names = Names([c["rep"] for c in over.calls if c["rep"] is not None], anonymous)
    by_rep: dict[str | None, dict[str, Data]] = {}
    for row in summary:
        by_rep.setdefault(row["rep"], {})[row["quantity"]] = row
    ladders: dict[str | None, dict[str, list[Data]]] = {}
    for row in _records(ladders_frame(over)):
        ladders.setdefault(row["rep"], {}).setdefault(row["ladder"], []).append(row)
    count = {rep: sum(1 for c in over.calls if c["rep"] == rep) for rep in by_rep if rep is not None}
    reps = sorted((rep for rep in by_rep if rep is not None), key=lambda r: names(r) or "")
    if rank:
        reps.sort(key=lambda r: (count[r] < LEAST_CALLS, -_covered(by_rep[r])))
    weeks = _records(weeks_frame(store, over))
    number = {(c["source"], c["part"]): k for k, c in enumerate(over.calls, 1)}
    linked = pages if pages is not None and anonymous is None else {}

    def call(row: Data) -> dict[str, Any]:
        key = (row["source"], row["part"] or "")
        source = row["source"] + (f" #{row['part']}" if row["part"] else "")
        return {
            "name": f"call {number[key]}" if anonymous is not None else source,
            "link": linked.get(key),
            "rep": names(row["rep"]),
            "date": row["date"],
        }

    return {
        "calls_count": len(over.calls),
        "left_out": dict(over.left_out),
        "failed": len(store.failures()),
        "model": over.model_kind,
        "anonymous": anonymous,
        "ranked": rank,
        "least": LEAST_CALLS,
        "team": by_rep.get(None, {}),
        "team_ladders": ladders.get(None, {}),
        "reps": [
            {"name": names(rep), "calls": count[rep], "rows": by_rep[rep], "ladders": ladders[rep]} for rep in reps
        ],
        "weeks": weeks,
        "changes": _records(changes_frame(store, over)),
        "triage": [
            call(row) | {
                "expected": row["expected"],
                "why": names.hide(row["why"]),
                "quote": None if anonymous is not None else row["quote"],
                "listen_at_s": row["listen_at_s"],
            }
            for row in _records(triage_frame(store, over, _FIRST))
        ],
        "calls": [
            call(c) | {
                "week": week_of(c["date"]),
                "medium": c["medium"],
                "verdicts": {stage: c[f"{stage}_verdict"] for stage in CORE_STAGES},
                "next_step": c["next_step_outcome"],
            }
            for c in over.calls
        ],
    }  # fmt: skip


def render_team(data: Data) -> str:
    """Return the page as HTML: one self-contained document, readable without its script.

    Parameters
    ----------
    data : dict
        As `report_data` returns it.
    """
    team: dict[str, float | None] = {stage: _value(data["team"], f"{stage}_covered") for stage in CORE_STAGES}
    weeks: dict[str, dict[str, Data]] = {}
    for row in data["weeks"]:
        weeks.setdefault(row["week"], {})[row["quantity"]] = row
    listened = [row for row in data["weeks"] if row["quantity"] == "listen_share"]
    return page_of(
        __name__,
        "team.html.j2",
        "team.css",
        "team.js",
        title="A team's interviews",
        data=data,
        stages=CORE_STAGES,
        marks=MARKS,
        panels=[(rep, _panel(rep["name"], rep["rows"], team)) for rep in data["reps"]],
        team_panel=_panel("the team", data["team"], {}),
        weeks=weeks,
        course=course(listened, "Share of listening by week, with intervals") if listened else None,
        changes={row["quantity"]: row for row in data["changes"]},
        talk=_TALK,
        ladders=[(name, [_rung(name, r) for r in rungs]) for name, (_, rungs) in LADDERS.items()],
        accuracy=[
            (stage_name(stage), data["team"][f"{stage}_covered"]["verdict_accuracy"])
            for stage in CORE_STAGES
            if f"{stage}_covered" in data["team"] and data["team"][f"{stage}_covered"]["verdict_accuracy"] is not None
        ],
        judged=judged_conversations(data["model"]),
        rep_names=[rep["name"] for rep in data["reps"]],
        week_names=sorted({c["week"] for c in data["calls"] if c["week"] is not None}),
        media=sorted({c["medium"] for c in data["calls"]}),
    )


def _panel(name: str, rows: Mapping[str, Data], team: dict[str, float | None]) -> Any:
    lines = []
    for stage in CORE_STAGES:
        row = rows.get(f"{stage}_covered", {})
        lines.append(
            {"name": stage, "label": stage_name(stage), "class": stage}
            | {key: row.get(key) for key in ("value", "low", "high")}
        )
    said = ", ".join(f"{r['label']} {r['value']:.0%}" for r in lines if r["value"] is not None)
    return dots(lines, team, f"How often {visible(name)} covered each conversation: {said}")


def _rung(ladder: str, rung: Any) -> tuple[str, str]:
    """Return a rung's name in the data, and in words."""
    if ladder == "goals":
        return str(rung), RUNGS.get(int(rung), "no goal")
    return str(rung), str(rung).replace("_", ", ")


def _covered(rows: Mapping[str, Data]) -> float:
    found = [v for stage in CORE_STAGES if (v := _value(rows, f"{stage}_covered")) is not None]
    return sum(found) / len(found) if found else 0.0


def _value(rows: Mapping[str, Data], quantity: str) -> float | None:
    value: float | None = rows[quantity]["value"] if quantity in rows else None
    return value


def _records(frame: pd.DataFrame) -> Sequence[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(frame.to_json(orient="records", double_precision=6))
    return rows
