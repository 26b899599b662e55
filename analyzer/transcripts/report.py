"""What a reader made of a file: the parse report, and the collector that readers write it with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Literal

from analyzer.errors import one_line

__all__ = ["Collector", "Note", "ParseReport", "ParseWarning", "Timing"]

#: Which times the file carries: start and end of its units, starts only, one time for a block of several
#: turns (Google Meet), or none.
Timing = Literal["turns", "starts", "blocks", "none"]

#: Places listed with a warning; the count says how many there are.
MAX_PLACES: Final = 3


@dataclass(frozen=True, slots=True)
class Note:
    """Something in the file that was not taken as speech.

    Parameters
    ----------
    where : str
        First place ("line 12", "cue 3").
    what : str
        What it was, in words a user understands.
    count : int
        How many of its kind.
    """

    where: str
    what: str
    count: int = 1

    def to_dict(self) -> dict[str, Any]:
        """Return the note as JSON types."""
        return {"where": self.where, "what": self.what, "count": self.count}


@dataclass(frozen=True, slots=True)
class ParseWarning:
    """Something that was read, but not as the format says.

    Parameters
    ----------
    code : str
        Stable code, such as ``"W-TIME"``.
    message : str
        What was found and what was made of it.
    count : int
        How often.
    places : tuple of str
        The first three places.
    """

    code: str
    message: str
    count: int = 1
    places: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the warning as JSON types."""
        return {
            "code": self.code,
            "message": self.message,
            "count": self.count,
            "places": list(self.places),
        }


@dataclass(frozen=True, slots=True)
class ParseReport:
    """How a file was read.

    Parameters
    ----------
    format : str
        Name of the format, as `formats()` lists it and ``--as`` takes it.
    dialect : str
        Which kind of that format ("zoom", "teams", "otter").
    encoding : str
        How the bytes were decoded.
    units : int
        Cues, blocks or items in the file that hold text.
    turns : int
        Turns of the conversation.
    speakers : int
        Named speakers.
    words : int
        Spoken words, tags left out.
    merged : int
        Units that were joined to the unit before.
    dropped : tuple of Note
        What is in the file and was not taken as speech.
    warnings : tuple of ParseWarning
        What was mended or is doubtful.
    timing : Timing
        Which times the file carries.
    unknown_turns : int
        Turns whose speaker the file does not name.
    preamble : tuple of str
        Text before the first turn (title, attendees, notes): kept, never speech.
    """

    format: str
    dialect: str
    encoding: str
    units: int
    turns: int
    speakers: int
    words: int
    merged: int
    dropped: tuple[Note, ...] = ()
    warnings: tuple[ParseWarning, ...] = ()
    timing: Timing = "none"
    unknown_turns: int = 0
    preamble: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON types."""
        return {
            "format": self.format,
            "dialect": self.dialect,
            "encoding": self.encoding,
            "units": self.units,
            "turns": self.turns,
            "speakers": self.speakers,
            "unknown_turns": self.unknown_turns,
            "words": self.words,
            "merged": self.merged,
            "timing": self.timing,
            "dropped": [note.to_dict() for note in self.dropped],
            "warnings": [warning.to_dict() for warning in self.warnings],
            "preamble": list(self.preamble),
        }


@dataclass(slots=True)
class Collector:
    """Gathers notes and warnings while a file is read; equal ones are counted, not repeated."""

    _dropped: dict[str, tuple[str, int]] = field(default_factory=dict)
    _warnings: dict[tuple[str, str], tuple[int, tuple[str, ...]]] = field(default_factory=dict)

    def drop(self, where: str, what: str, count: int = 1) -> None:
        """Note that something at `where` is not speech."""
        first, seen = self._dropped.get(what, (where, 0))
        self._dropped[what] = (first, seen + count)

    def warn(self, code: str, message: str, place: str | None = None, count: int = 1) -> None:
        """Warn; `message` has to be the same for the same kind of trouble."""
        seen, places = self._warnings.get((code, message), (0, ()))
        if place is not None and len(places) < MAX_PLACES:
            places = (*places, one_line(place, 80))
        self._warnings[code, message] = (seen + count, places)

    @property
    def dropped(self) -> tuple[Note, ...]:
        """Everything dropped, in order of first appearance."""
        return tuple(Note(where, what, count) for what, (where, count) in self._dropped.items())

    @property
    def warnings(self) -> tuple[ParseWarning, ...]:
        """All warnings, in order of first appearance."""
        return tuple(
            ParseWarning(code, message, count, places) for (code, message), (count, places) in self._warnings.items()
        )
