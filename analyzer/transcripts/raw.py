"""What a format's reader hands over: units in file order, before merging; and what a format is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from analyzer.conversation import Medium, Participant, Role
from analyzer.transcripts.report import Note, ParseWarning, Timing
from analyzer.transcripts.source import Source

__all__ = ["Format", "Raw", "Unit"]


@dataclass(slots=True)  # not frozen: an hour has a thousand, and a frozen one takes five times as long to make
class Unit:
    """One cue, paragraph, item or JSON utterance.

    Parameters
    ----------
    speaker : str or None
        Name as written; None where unknown.
    text : str
        Cleaned text, or verbatim text where `Raw.verbatim`.
    start_s, end_s : float or None
        Seconds; never negative, and never an end before its start.
    place : str
        Where it stands in the file.
    role : Role or None
        Role that the unit itself carries (JSON, notes); None leaves it to the speaker.
    heading : str or None
        For notes: the headings above.
    breaks : bool
        Another person begins here, though nobody says who: never merged into the unit before.
    """

    speaker: str | None
    text: str
    start_s: float | None = None
    end_s: float | None = None
    place: str = ""
    role: Role | None = None
    heading: str | None = None
    breaks: bool = False


@dataclass(frozen=True, slots=True)
class Raw:
    """Everything that a reader found in a file.

    Parameters
    ----------
    units : tuple of Unit
        In file order.
    dialect : str
        Which kind of the format it was.
    medium : Medium
        Transcript, notes or chat.
    merge : bool
        Whether neighbours of one speaker become one turn. False where the file's turns are to be kept.
    timing : Timing or None
        Which times the file carries; None to tell it from the units.
    participants : tuple of Participant
        What the file says of its speakers (role, company), by name. Order and names of those who speak come
        from the units.
    id, date, rep, account : str or None
        As in `Conversation`.
    metadata : mapping
        Everything else that the file said.
    preamble : tuple of str
        Text before the first turn.
    dropped, warnings
        See `ParseReport`.
    """

    units: tuple[Unit, ...]
    dialect: str
    medium: Medium = "transcript"
    merge: bool = True
    timing: Timing | None = None
    participants: tuple[Participant, ...] = ()
    id: str | None = None
    date: str | None = None
    rep: str | None = None
    account: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    preamble: tuple[str, ...] = ()
    dropped: tuple[Note, ...] = ()
    warnings: tuple[ParseWarning, ...] = ()


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: how it is recognised and read.

    Parameters
    ----------
    name : str
        What ``--as`` takes and the report shows.
    title : str
        What it is, in words.
    extensions : tuple of str
        Usual extensions. A hint for people and for ``--as``; detection goes by content.
    sniff : callable
        Whether a source is of this format. Sees no other format's verdict: the registry's order decides.
    parse : callable
        Source to raw units. Raises `BadInputError` where nothing can be read.
    family : {"bytes", "json", "text"}
        What it is made of: formats of bytes are asked before anything is decoded, and a file that is JSON is
        shown to formats of JSON only.
    split : callable or None
        For formats that may hold several calls: a source that `sniff` takes to one part a call, each of which
        `parse` reads.
    """

    name: str
    title: str
    extensions: tuple[str, ...]
    sniff: Callable[[Source], bool]
    parse: Callable[[Source], Raw]
    family: Literal["bytes", "json", "text"] = "text"
    split: Callable[[Source], Sequence[Source]] | None = None
