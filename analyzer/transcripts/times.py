"""Clock text to seconds, and the checks that every time has to pass."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from analyzer.transcripts.report import Collector

__all__ = ["CLOCK", "checked", "is_teams_form", "is_time_of_day", "parse_clock", "seconds", "wall_offsets"]

#: A clock time in running text: M:SS, MM:SS, H:MM:SS, each with an optional fraction.
CLOCK: Final = r"[0-9]{1,3}:[0-9]{2}(?::[0-9]{2})?(?:[.,][0-9]{1,6})?"

_CLOCK = re.compile(r"(-?)(?:(?:([0-9]{1,9}):)?([0-9]{1,3}):)?([0-9]{1,2})(?:[.,]([0-9]{1,6}))?", re.ASCII)
_TEAMS = re.compile(r"-?[0-9]+:(?:[0-9]:[0-9]{1,2}|[0-9]{1,2}:[0-9])\.[0-9]{1,3}", re.ASCII)
_NOON: Final = 12 * 3600.0
_DAY: Final = 24 * 3600.0
#: A transcript that begins later than this, in seconds, has times of day: no export skips four hours of a call.
_LATE: Final = 4 * 3600.0
# Past any clock in seconds, those that count from 1970 included; beyond it sums of times would overflow.
_LARGEST: Final = 1e12


def is_teams_form(text: str) -> bool:
    """Tell whether a clock is written as Teams does: no zero padding, and so milliseconds without padding."""
    return _TEAMS.fullmatch(text.strip()) is not None


def parse_clock(text: str, *, unpadded_ms: bool = False) -> float | None:
    """Return the seconds that a clock text means, or None.

    Parameters
    ----------
    text : str
        ``[[H:]M:]S`` with an optional fraction after a point or comma.
    unpadded_ms : bool
        The fraction is a number of milliseconds (Teams): ``0:0:7.85`` is 7.085 s.

    Returns
    -------
    float or None
        Seconds, negative where the text is; None for anything else, ``HH:MM:SS:FF`` (frames) included.
    """
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        return None
    sign, hours, minutes, secs, fraction = match.groups()
    if int(secs) > 59 or (hours is not None and int(minutes) > 59):
        return None
    value = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(secs)
    if fraction:
        part = int(fraction) / 1000 if unpadded_ms and len(fraction) <= 3 else float(f"0.{fraction}")
        total = round(value + part, 6)
    else:
        total = float(value)
    return -total if sign else total


def seconds(value: object) -> float | None:
    """Return a JSON number as seconds, or None where it is negative, not finite or no time of any clock."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if 0 <= number <= _LARGEST else None


def checked(start: float | None, end: float | None, place: str, log: Collector) -> tuple[float | None, float | None]:
    """Mend a pair of times and say so.

    A negative start (the transcript began before the recording) becomes 0; an end before its start is
    unknown. A length of nothing is kept, and counted.
    """
    if start is not None and start < 0:
        log.warn("W-TIME", "a start before the recording; taken as 0", place)
        start = 0.0
    if end is not None and end < 0:
        log.warn("W-TIME", "an end before the recording; taken as unknown", place)
        end = None
    if start is not None and end is not None:
        if end < start:
            log.warn("W-TIME", "an end before its start; the end is taken as unknown", place)
            end = None
        elif end == start:
            log.warn("W-TIME", "a unit that lasts no time", place)
    return start, end


def is_time_of_day(starts: Iterable[float | None]) -> bool:
    """Tell whether times that claim to be of the recording are of the day: even the first lies beyond four hours."""
    return next((start for start in starts if start is not None), 0.0) >= _LATE


def wall_offsets(clock: list[float | None]) -> list[float | None]:
    """Turn times of day into seconds from the first one, over midnight where they fall by half a day."""
    first: float | None = None
    before: float | None = None
    days = 0.0
    out: list[float | None] = []
    for value in clock:
        if value is None:
            out.append(None)
            continue
        if first is None:
            first = value
        if before is not None and before - value > _NOON:
            days += _DAY
        before = value
        out.append(max(0.0, round(value + days - first, 6)))
    return out
