"""Columns of a table: which holds the text, the speaker and the times, and in which unit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["Columns", "find_columns"]

_SPEAKER: Final = ("speaker", "speaker_name", "who", "talker", "participant", "speaker_label", "name", "role")
_TEXT: Final = (
    "text", "transcript", "utterance", "content", "sentence", "message", "line", "body", "caption",
)  # fmt: skip
_START: Final = ("start", "start_time", "begin", "from", "in", "time", "timestamp", "offset", "start_offset", "time_in")
_END: Final = ("end", "end_time", "to", "out", "end_offset", "time_out")
#: Columns that tell one call from another.
_CALL: Final = frozenset(
    (
        "call", "call_id", "conversation", "conversation_id", "meeting", "meeting_id", "recording",
        "recording_id", "session", "session_id", "transcript_id", "deal", "deal_id",
    )
)  # fmt: skip
#: Columns that a list of calls has and a transcript has not.
_OF_A_CALL: Final = _CALL | {"duration", "outcome", "stage", "account", "owner", "date", "score", "disposition"}
_UNITS: Final[dict[str, float]] = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1.0),
    **dict.fromkeys(("ms", "msec", "msecs", "milli", "millis", "millisecond", "milliseconds"), 0.001),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), 60.0),
}
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NO_WORD = re.compile(r"[^0-9a-z]+")
_MAX_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class Columns:
    """Places of the known columns in a header row.

    Parameters
    ----------
    names : tuple of str
        The header as written, trimmed.
    texts : tuple of int
        Columns that may hold what was said.
    speaker, role, start, end, call : int or None
        Where they are.
    start_unit, end_unit : float or None
        Seconds in one of a column's units; None where its name tells none.
    """

    names: tuple[str, ...]
    texts: tuple[int, ...]
    speaker: int | None
    role: int | None
    start: int | None
    end: int | None
    call: int | None
    start_unit: float | None
    end_unit: float | None

    @property
    def is_transcript(self) -> bool:
        """Whether a table under this header can be a transcript: a text column beside a speaker, time or call."""
        beside = (self.speaker, self.start, self.call)
        return bool(self.texts) and any(column is not None for column in beside)

    @property
    def is_list_of_calls(self) -> bool:
        """Whether the header is that of a list of calls."""
        return sum(key in _OF_A_CALL for key, _ in map(_key, self.names)) > 1


def _key(name: str) -> tuple[str, float | None]:
    """Return a column's name in one spelling, without its unit, and the unit in seconds."""
    if len(name) > _MAX_NAME:
        return "", None
    words = _NO_WORD.sub(" ", _CAMEL.sub(" ", name).lower()).split()
    unit = _UNITS.get(words[-1]) if len(words) > 1 else None
    if unit is not None:
        words.pop()
        if len(words) > 1 and words[-1] == "in":
            words.pop()
    return "_".join(words), unit


def find_columns(header: Sequence[str]) -> Columns:
    """Find the known columns of a header row; names in any case, order and spelling (``startTimeMillis``)."""
    keys = [_key(name) for name in header]
    names = [key for key, _ in keys]

    def first(known: Sequence[str]) -> int | None:
        return next((names.index(key) for key in known if key in names), None)

    speaker = first(_SPEAKER)
    role = names.index("role") if "role" in names and speaker != names.index("role") else None
    start, end = first(_START), first(_END)
    return Columns(
        names=tuple(name.strip() for name in header),
        texts=tuple(i for i, (key, unit) in enumerate(keys) if key in _TEXT and unit is None),
        speaker=speaker,
        role=role,
        start=start,
        end=end,
        call=next((i for i, key in enumerate(names) if key in _CALL), None),
        start_unit=keys[start][1] if start is not None else None,
        end_unit=keys[end][1] if end is not None else None,
    )
