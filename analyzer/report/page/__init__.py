"""The page of one call: a file that a coach opens, made from the same data as the JSON, that fetches nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from analyzer.conversation import CORE_STAGES, STAGES
from analyzer.report.page.environment import page_of
from analyzer.report.page.figures import rows_of, stage_bars_of
from analyzer.report.page.timeline import STAGE_CLASS, timeline_of
from analyzer.report.page.transcript import transcript_of
from analyzer.report.visible import visible
from analyzer.report.words import (
    DEPTHS,
    MARKS,
    ROLE_NAMES,
    RUNGS,
    TIMING,
    UNSUITABLE,
    clock,
    missing_of,
    plural,
    role_doubt,
)

__all__ = ["render_page"]

Data = Mapping[str, Any]

#: The ladder of commitments, from the bottom.
_OUTCOMES: Final = ("none", "declined", "deferred", "hedged", "agreed", "agreed_dated")
_HOW_KNOWN: Final = {"explicit": "told", "metadata": "from the file", "inferred": "from what is said"}


def render_page(data: Data) -> str:
    """Return the page of an audit as HTML.

    Parameters
    ----------
    data : dict
        As `audit_dict` returns it, or as it is read back from the JSON.

    Returns
    -------
    str
        One self-contained document: style, script and drawing inline, nothing fetched, readable without the script.
    """
    conversation = data["conversation"]
    notes = conversation["medium"] == "notes"
    doubt = role_doubt(data)
    return page_of(
        __name__,
        "call.html.j2",
        "call.css",
        "call.js",
        title=f"{visible(conversation['id'])}: audit of the interview",
        data=data,
        conversation=conversation,
        notes=notes,
        facts=_facts(data),
        unsuitable=UNSUITABLE.get(data["suitability"]["verdict"]),
        doubt=None if doubt is None else {"turning": doubt[0], "unknown": doubt[1]},
        stages=CORE_STAGES,
        all_stages=STAGES,
        letters=STAGE_CLASS,
        marks=MARKS,
        rungs=RUNGS,
        depths=DEPTHS,
        outcomes=_OUTCOMES,
        role_names=ROLE_NAMES,
        how_known=_HOW_KNOWN,
        timing=TIMING,
        timeline=timeline_of(data),
        bar=None if notes else _bar(data["measures"]),
        rows=rows_of(data["measures"]),
        stage_bars=stage_bars_of(data["measures"]),
        missing=missing_of(data["measures"]),
        transcript=transcript_of(data),
        judged=any(found["verdict"] != "unknown" for found in data["coverage"].values()),
        unsure=sum(1 for s in data["sentences"] if s["unsure"]),
        corrected=sum(1 for s in data["sentences"] if s["corrected"]),
    )


def _facts(data: Data) -> list[str]:
    """Return what the head says of the conversation beside its name."""
    conversation = data["conversation"]
    turns: Sequence[Data] = conversation["turns"]
    facts = [conversation["medium"]]
    ends = [t["end_s"] for t in turns if t["end_s"] is not None]
    if ends:
        facts.append(clock(max(ends)))
    facts.append(plural(len(turns), "item" if conversation["medium"] == "notes" else "turn"))
    if data["parse"] is not None:
        facts.append(plural(data["parse"]["words"], "word"))
    facts += [visible(conversation[key]) for key in ("date", "account") if conversation[key] is not None]
    return facts


def _bar(measures: Data) -> list[tuple[str, str, float]] | None:
    """Divide the talk: the prospect, the rep's without pitch, and pitch, as (class, words, share)."""
    share, pitch = measures["talk_share"], measures["pitch_share"]["value"]
    prospect, rep = share["prospect"]["value"], share["rep"]["value"]
    if prospect is None or rep is None:
        return None
    if pitch is None:
        return [("pro", "prospect", prospect), ("rep", "rep", rep)]
    return [("pro", "prospect", prospect), ("rep", "rep, no pitch", max(rep - pitch, 0.0)), ("pit", "pitch", pitch)]
