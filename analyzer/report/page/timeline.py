"""The shape of a call: two lanes over time, or over words, as inline SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from analyzer.report.words import clock

__all__ = ["STAGE_CLASS", "Pin", "Timeline", "timeline_of"]

Data = Mapping[str, Any]

#: Class of a stage in the page's marks: a page of an hour holds a thousand of them.
STAGE_CLASS: Final = {
    "values": "v", "goals": "g", "realities": "r", "next_step": "n", "implement": "i", "pitch": "p", "other": "o",
}  # fmt: skip
_LEFT: Final = 76.0
_WIDTH: Final = 920.0
_LANE: Final = 34
_GAP: Final = 5
_TOP: Final = 20
_THIN: Final = 0.6  # so that one word in an hour is seen
_QUESTION_ROOM: Final = 8.0
_PIN_ROOM: Final = 2.6  # percent of the width
_LAST_PIN: Final = 97.6  # percent; further right it would be cut
_TICKS: Final = 8
_STEPS_S: Final = (15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200)
_STEPS_WORDS: Final = (50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000)


@dataclass(frozen=True, slots=True)
class Pin:
    """Where a finding is pinned.

    Parameters
    ----------
    number : int
        Of the finding, from 1.
    left : float
        In percent of the picture's width.
    row : int
        0, or further down where pins would cover each other.
    """

    number: int
    left: float
    row: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """A drawn call.

    Parameters
    ----------
    svg : Markup
    timed : bool
        Whether its axis is time; words otherwise.
    pins : tuple of Pin
    pin_rows : int
    """

    svg: Markup
    timed: bool
    pins: tuple[Pin, ...]
    pin_rows: int


def timeline_of(data: Data) -> Timeline | None:
    """Draw the sentences of an audit; None for notes, which have no course in time, and where nothing was said."""
    sentences: Sequence[Data] = data["sentences"]
    words = sum(s["words"] for s in sentences)
    if data["conversation"]["medium"] == "notes" or not words:
        return None
    timed = all(s["start_s"] is not None and s["end_s"] is not None for s in sentences if s["words"])
    spans = _spans(sentences, timed)
    begin, end = min(a for a, _ in spans), max(b for _, b in spans)
    scale = _WIDTH / ((end - begin) or 1.0)
    roles = {s["role"] for s in sentences if s["words"]}
    lanes = tuple(r for r in ("prospect", "rep", "other", "unknown") if r in roles or r in ("prospect", "rep"))
    top = {role: _TOP + k * (_LANE + _GAP) for k, role in enumerate(lanes)}
    bottom = _TOP + len(lanes) * (_LANE + _GAP)
    marks: list[str] = []
    asked: list[str] = []
    free = 0.0
    for s, (a, b) in zip(sentences, spans, strict=True):
        x, width = _LEFT + (a - begin) * scale, max((b - a) * scale, _THIN) if s["words"] else 0.0
        y = top.get(s["role"], _TOP)
        marks.append(f'<path class="{STAGE_CLASS[s["stage"]]}" d="M{x:.1f} {y}h{width:.1f}v{_LANE}h-{width:.1f}z"/>')
        if s["is_question"] and s["role"] == "rep":
            asked.append(f'<text x="{x:.1f}" y="14">?</text>' if x >= free else f'<path d="M{x:.1f} 6v9"/>')
            free = max(free, x + _QUESTION_ROOM)
    names = "".join(
        f'<text class="lane" x="0" y="{top[role] + _LANE / 2 + 4:.0f}">{role.capitalize()}</text>' for role in lanes
    )
    svg = (
        f'<svg viewBox="0 0 1000 {bottom + 18}" role="img" aria-labelledby="tl-title"><title id="tl-title">'
        f"Who spoke about what, over {'the time of the call' if timed else 'the words of the call'}</title>"
        '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="5" height="5" class="hatch-ground"/><path class="hatch-line" d="M1 0v5"/></pattern></defs>'
        f'<g class="asked">{"".join(asked)}</g>{names}<g id="marks">{"".join(marks)}</g>'
        f'<path class="axis" d="M{_LEFT} {bottom}h{_WIDTH}"/>{_ticks(begin, end, scale, bottom, timed)}</svg>'
    )
    pins = _pins(data["findings"], spans, begin, scale)
    rows = max((p.row for p in pins), default=-1) + 1
    # everything in it is a number or one of our own names
    return Timeline(Markup(svg), timed, pins, rows)  # noqa: S704


def _spans(sentences: Sequence[Data], timed: bool) -> list[tuple[float, float]]:
    """Return where each sentence lies on the axis; one without a word takes no room."""
    spans: list[tuple[float, float]] = []
    at = 0.0
    for s in sentences:
        if timed:
            spans.append((s["start_s"], s["end_s"]) if s["words"] else (at, at))
            at = spans[-1][1]
        else:
            spans.append((at, at + s["words"]))
            at += s["words"]
    if timed:  # a sentence without a word before all others has no time of its own
        first = min(a for (a, _), s in zip(spans, sentences, strict=True) if s["words"])
        spans = [span if s["words"] else (max(span[0], first),) * 2 for span, s in zip(spans, sentences, strict=True)]
    return spans


def _ticks(begin: float, end: float, scale: float, bottom: int, timed: bool) -> str:
    length = end - begin
    steps = _STEPS_S if timed else _STEPS_WORDS
    step = next((s for s in steps if length / s <= _TICKS), steps[-1])
    at = (int(begin // step) + (begin % step > 0)) * step
    out = []
    while at <= end:
        x = _LEFT + (at - begin) * scale
        said = clock(at) if timed else f"{at:,} words" if at else "0"
        anchor = ' text-anchor="middle"' if at > begin + 0.02 * length else ""
        if x < _LEFT + _WIDTH - 12:
            out.append(f'<path class="axis" d="M{x:.1f} {bottom}v4"/>')
            out.append(f'<text x="{x:.1f}" y="{bottom + 16}"{anchor}>{said}</text>')
        at += step
    return "".join(out)


def _pins(
    findings: Sequence[Data], spans: Sequence[tuple[float, float]], begin: float, scale: float
) -> tuple[Pin, ...]:
    """Pin each finding at the first sentence that it rests on, or where the stage was due."""
    places: list[tuple[float, int]] = []
    for number, finding in enumerate(findings, 1):
        quotes = finding["evidence"] or ([finding["due"]] if finding["due"] is not None else [])
        if quotes:
            sentence = min(q["sentence"] for q in quotes)
            places.append(((_LEFT + (spans[sentence][0] - begin) * scale) / 10, number))
    free: list[float] = []
    pins = []
    for left, number in sorted(places):
        row = next((k for k, until in enumerate(free) if left >= until), len(free))
        free[row:] = [left + _PIN_ROOM, *free[row + 1 :]]
        pins.append(Pin(number, round(min(left, _LAST_PIN), 2), row))
    return tuple(sorted(pins, key=lambda p: p.number))
