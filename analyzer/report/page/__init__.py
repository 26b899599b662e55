"""The page of one call: a file that a coach opens, made from the same data as the JSON, that fetches nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analyzer.conversation import CORE_STAGES, OUTCOMES, STAGES
from analyzer.report.page.environment import page_of
from analyzer.report.page.measures import rows_of, stage_bars_of
from analyzer.report.page.timeline import STAGE_CLASS, timeline_of
from analyzer.report.page.transcript import transcript_of
from analyzer.report.visible import visible
from analyzer.report.words import (
    DEPTHS,
    HOW_KNOWN,
    MARKS,
    ROLE_NAMES,
    RUNGS,
    TIMING,
    UNSUITABLE,
    facts_of,
    missing_of,
    role_doubt,
    talk_parts,
)  # fmt: skip

__all__ = ["render_page"]

Data = Mapping[str, Any]


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
        facts=facts_of(data),
        unsuitable=UNSUITABLE.get(data["suitability"]["verdict"]),
        doubt=None if doubt is None else {"turning": doubt[0], "unknown": doubt[1]},
        stages=CORE_STAGES,
        all_stages=STAGES,
        letters=STAGE_CLASS,
        marks=MARKS,
        rungs=RUNGS,
        depths=DEPTHS,
        outcomes=OUTCOMES,
        role_names=ROLE_NAMES,
        how_known=HOW_KNOWN,
        timing=TIMING,
        timeline=timeline_of(data),
        bar=None if notes else talk_parts(data["measures"]),
        rows=rows_of(data["measures"]),
        stage_bars=stage_bars_of(data["measures"]),
        missing=missing_of(data["measures"]),
        transcript=transcript_of(data),
        judged=any(found["verdict"] != "unknown" for found in data["coverage"].values()),
        unsure=sum(1 for s in data["sentences"] if s["unsure"]),
        corrected=sum(1 for s in data["sentences"] if s["corrected"]),
    )
