"""The numbers of a call as rows of a table: value by role, what it is a share of, and what was published about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from analyzer.conversation import STAGES
from analyzer.report.words import clock, leaves, number, percent, status_of

__all__ = ["Row", "StageBar", "rows_of", "said_of", "stage_bars_of"]

Data = Mapping[str, Any]

_ROWS: Final = (
    ("talk_share", "Share of the talk"),
    ("talk_time", "Talk time"),
    ("pitch_share", "Pitch, of all talk"),
    ("rep_pitch_share", "Pitch, of the rep's talk"),
    ("listen_to_pitch", "Listening to pitch"),
    ("first_pitch", "First pitch begins"),
    ("longest_pitch", "Longest pitch"),
    ("longest_monologue", "Longest monologue of the rep"),
    ("longest_story", "Longest story of the prospect"),
    ("questions", "Questions"),
    ("question_yield", "Words that a question earned"),
    ("switches_per_hour", "Changes of speaker"),
    ("patience", "Pause before the rep goes on"),
    ("interruptions", "Interruptions"),
    ("pace", "Pace"),
    ("fillers", "Fillers"),
)
#: What was published, by whom; context and not a grade.
_PUBLISHED: Final = {
    "talk_share": "Gong Labs quotes 43 : 57 (rep : prospect) as best and over 65 % by the rep as harmful; a vendor's "
    "research, correlations only",
    "longest_pitch": "Gong Labs: company overviews of over 2 minutes go with lost deals; correlations only",
    "first_pitch": "Bachrach: values before any talk of needs or solutions",
    "listen_to_pitch": "Brock: talk about the customer, not about your product",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A measure: its value for the call, or for each side."""

    label: str
    call: str | None
    rep: str | None
    prospect: str | None
    basis: str
    status: str
    published: str | None


@dataclass(frozen=True, slots=True)
class StageBar:
    """How a side's speech is divided: pieces of (stage, share of all speech, in words), and their sum."""

    side: str
    pieces: tuple[tuple[str, float, str], ...]
    total: str


def said_of(measure: Data) -> str:
    """Return a measure's value with its unit; an en dash where it was not measured."""
    value, unit = measure["value"], measure["unit"]
    if value is None:
        return "–"
    if unit == "share":
        return percent(value)
    if unit == "s":
        return clock(value) if value >= 60 else f"{number(round(value, 1))} s"
    if unit == "ratio":
        return f"{value:,.1f} : 1"
    if unit == "count":
        return f"{value:,}"
    return f"{number(round(value, 1))} {unit}"


def rows_of(measures: Data) -> list[Row]:
    """Return the rows of the measures that were taken, at least on one side."""
    rows = []
    for name, label in _ROWS:
        value = measures[name]
        sides = "status" not in value
        taken = [m for m in leaves(value) if m["status"] != "not_measured"]
        if not taken:
            continue
        call = None if sides else said_of(value)
        if name == "first_pitch" and call is not None:
            start = value["details"].get("start_s")
            call = (f"{clock(start)}, " if start is not None else "") + f"{call} into the call"
        rows.append(
            Row(
                label,
                call,
                said_of(value["rep"]) if sides and "rep" in value else None,
                said_of(value["prospect"]) if sides and "prospect" in value else None,
                taken[0]["basis"],
                status_of(taken[0]),
                _PUBLISHED.get(name),
            )
        )
    return rows


def stage_bars_of(measures: Data) -> list[StageBar]:
    """Return how each side's speech is divided over the stages; nothing where that was not measured."""
    shares = measures["stage_share"]
    bars = []
    for side in ("prospect", "rep"):
        values = [(stage, shares[stage][side]["value"]) for stage in STAGES]
        if any(v is None for _, v in values):
            return []
        pieces = tuple((stage, v, percent(v)) for stage, v in values if v > 0)
        bars.append(StageBar(side, pieces, percent(sum(v for _, v in values))))
    return bars
