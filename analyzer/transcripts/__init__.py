"""Transcripts in, conversations out: one reader per format, one parse report per file.

>>> from analyzer.transcripts import formats
>>> formats()
('docx', 'xlsx', 'json', 'vtt', 'srt', 'sbv', 'csv', 'text', 'notes')
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from analyzer.conversation import Conversation, Participant, Role, Turn
from analyzer.transcripts.merge import merge_units
from analyzer.transcripts.names import Roster, label_role
from analyzer.transcripts.raw import Format, Raw, Unit
from analyzer.transcripts.registry import FORMATS, detect, named
from analyzer.transcripts.report import Collector, Note, ParseReport, ParseWarning, Timing
from analyzer.transcripts.source import Source, open_source

__all__ = ["Note", "ParseReport", "ParseWarning", "Timing", "formats", "read", "read_source"]

#: A call outside these lengths, in seconds, is read and doubted: twelve hours and five seconds.
_PLAUSIBLE_S = (5.0, 12 * 3600.0)


def formats() -> tuple[str, ...]:
    """Return the names of all formats, in the order of detection."""
    return tuple(fmt.name for fmt in FORMATS)


def read(
    path: str | os.PathLike[str], *, as_format: str | None = None, encoding: str | None = None
) -> tuple[Conversation, ParseReport]:
    """Read a transcript, chat or notes.

    Parameters
    ----------
    path : path-like
        A regular file of at most 64 MB. Its content decides the format, not its extension.
    as_format : str, optional
        Name of a format (see `formats`) to read the file as.
    encoding : str, optional
        Encoding of the text; without it UTF-8, UTF-16 and UTF-32 are recognised, else Windows-1252 is taken,
        with a warning.

    Returns
    -------
    conversation : Conversation
        Turns in file order. Times are seconds from the start of the recording, None where unknown.
    report : ParseReport
        What was read, merged, mended and not taken as speech.

    Raises
    ------
    BadInputError
        Where the file cannot be read as a conversation. Nothing partial is returned.
    BadSettingsError
        Where there is no such format or encoding.
    """
    chosen = named(as_format) if as_format is not None else None
    return read_source(open_source(path, encoding), chosen)


def read_source(source: Source, chosen: Format | None = None) -> tuple[Conversation, ParseReport]:
    """Read what is in memory already, as `read` does; in the format chosen, or the one it is found to be."""
    fmt = chosen or detect(source)
    return _assemble(source, fmt.name, fmt.parse(source))


def _assemble(source: Source, format_name: str, raw: Raw) -> tuple[Conversation, ParseReport]:
    if not any(any(map(str.isalnum, unit.text)) for unit in raw.units):
        raise source.refuse("E-NOSPEECH", "there are no words in it.")
    log = Collector()
    names, participants = _people(raw)
    roles: dict[str, Role] = {person.name: person.role for person in participants}
    turns = merge_units(raw.units, names, roles, merge=raw.merge)
    timing = raw.timing or _timing(raw.units)
    _doubt_times(raw.units, log)
    unknown = sum(1 for turn in turns if turn.speaker is None)
    if unknown and raw.medium != "notes":
        log.warn("W-SPEAKER", "turns whose speaker the file does not name", count=unknown)
    conversation = Conversation(
        id=raw.id or source.stem,
        turns=turns,
        medium=raw.medium,
        participants=participants,
        date=raw.date,
        rep=raw.rep,
        account=raw.account,
        source_name=source.name,
        source_sha256=source.sha256,
        metadata=raw.metadata,
    )
    report = ParseReport(
        format=format_name,
        dialect=raw.dialect,
        encoding=source.encoding,
        units=len(raw.units),
        turns=len(turns),
        speakers=len(participants),
        words=_words(turns),
        merged=len(raw.units) - len(turns),
        dropped=raw.dropped,
        warnings=source.warnings + raw.warnings + log.warnings,
        timing=timing,
        unknown_turns=unknown,
        preamble=raw.preamble,
    )
    return conversation, report


def _words(turns: Sequence[Turn]) -> int:
    return sum(turn.words for turn in turns)


def _people(raw: Raw) -> tuple[list[str | None], tuple[Participant, ...]]:
    """Name the speaker of each unit, and list who speaks, with the side that the file or the label tells."""
    told = {person.name: person for person in raw.participants}
    if not raw.merge and raw.medium != "notes" and raw.participants:
        # Verbatim: names stay as the file has them.
        return [unit.speaker for unit in raw.units], raw.participants
    roster = Roster(unit.speaker for unit in raw.units)
    people: list[Participant] = []
    for name in roster.names:
        person = told.get(name)
        if person is None:
            label = label_role(name, pairs=roster.labels)
            person = (
                Participant(name, label.role, label.source, 1.0, (label.evidence,))
                if label is not None
                else Participant(name)
            )
        people.append(person)
    return [roster.of(unit.speaker) for unit in raw.units], tuple(people)


def _timing(units: Sequence[Unit]) -> Timing:
    if any(unit.start_s is not None and unit.end_s is not None for unit in units):
        return "turns"
    return "starts" if any(unit.start_s is not None for unit in units) else "none"


def _doubt_times(units: Sequence[Unit], log: Collector) -> None:
    before: float | None = None
    latest = 0.0
    for unit in units:
        if unit.start_s is None:
            continue
        if before is not None and unit.start_s < before:
            log.warn("W-TIME", "starts go backwards; the file's order is kept", unit.place)
        before = unit.start_s
        latest = max(latest, unit.end_s if unit.end_s is not None else unit.start_s)
    if before is not None and latest > _PLAUSIBLE_S[1]:
        log.warn("W-TIME", "by its times the call lasts more than 12 hours")
    elif len(units) > 2 and before is not None and latest < _PLAUSIBLE_S[0]:
        log.warn("W-TIME", "by its times the call lasts less than 5 seconds")
