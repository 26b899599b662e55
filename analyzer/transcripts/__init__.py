"""Transcripts in, conversations out: one reader per format, one parse report per file.

>>> from analyzer.transcripts import formats
>>> formats()[:4]
('docx', 'xlsx', 'json', 'fireflies')
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace

from analyzer.conversation import Conversation, Participant, Role, Turn
from analyzer.errors import BadInputError, one_line
from analyzer.transcripts.calls import Call
from analyzer.transcripts.merge import merge_units
from analyzer.transcripts.names import Roster, label_role
from analyzer.transcripts.raw import Raw, Unit
from analyzer.transcripts.registry import FORMATS, detect, named, unknown_json
from analyzer.transcripts.report import MAX_PLACES, Collector, Note, ParseReport, ParseWarning, Timing
from analyzer.transcripts.source import Source, open_source

__all__ = ["Note", "ParseReport", "ParseWarning", "Timing", "formats", "read", "read_all", "read_source", "read_text"]

#: A call outside these lengths, in seconds, is read and doubted: twelve hours and five seconds.
_PLAUSIBLE_S = (5.0, 12 * 3600.0)
#: Characters of the reason why a call could not be read, in the warning of the others.
_PLACE = 160


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
    source, calls = _open(path, as_format, encoding)
    if len(calls) > 1:
        raise source.refuse(
            "E-CALLS",
            f"the file holds {len(calls)} calls. Read them with analyzer.read_all, or save each one by itself.",
        )
    return _read(calls[0])


def read_all(
    path: str | os.PathLike[str], *, as_format: str | None = None, encoding: str | None = None
) -> list[tuple[Conversation, ParseReport]]:
    """Read a file that may hold several calls: JSON Lines, a list of calls, a page of an API.

    Parameters
    ----------
    path, as_format, encoding
        As in `read`.

    Returns
    -------
    list of (Conversation, ParseReport)
        One pair a call, in file order; one pair for a file of one call. A call without an id of its own has the
        file's name and its number as id. Calls that cannot be read are left out, and each report says how many and
        why (W-CALLS).

    Raises
    ------
    BadInputError
        Where no call of the file can be read: what is wrong with the first.
    BadSettingsError
        Where there is no such format or encoding.

    Examples
    --------
    >>> for conversation, report in read_all("calls.jsonl"):  # doctest: +SKIP
    ...     print(conversation.id, report.turns)
    """
    _, calls = _open(path, as_format, encoding)
    done: list[tuple[Conversation, ParseReport]] = []
    refused: list[BadInputError] = []
    for i, call in enumerate(calls):
        try:
            conversation, report = _read(call)
        except BadInputError as error:
            refused.append(error)
            continue
        if len(calls) > 1 and conversation.id == call.source.stem:
            conversation = replace(conversation, id=f"{conversation.id}-{i + 1}")
        done.append((conversation, report))
    if not refused:
        return done
    if not done:
        raise refused[0]
    places = tuple(one_line(str(error), _PLACE) for error in refused[:MAX_PLACES])
    warning = ParseWarning("W-CALLS", "calls of this file that could not be read; left out", len(refused), places)
    return [(conversation, replace(report, warnings=(*report.warnings, warning))) for conversation, report in done]


def read_text(text: str, name: str, *, as_format: str | None = None) -> tuple[Conversation, ParseReport]:
    """Read the text of a call that is kept in a cell of a table: a transcript, a chat, notes or JSON.

    Parameters
    ----------
    text : str
        Text that names no speakers is taken for notes, which is what such tables mostly hold.
    name : str
        What to call it in messages.
    as_format : str, optional
        As in `read`.

    Raises
    ------
    BadInputError
        As in `read`.
    """
    chosen = named(as_format) if as_format is not None else None
    # half a surrogate pair, as JSON may hold, is no character of any encoding
    data = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode("utf-8")
    source = Source(name, data, "utf-8")
    try:
        calls = detect(source, chosen)
    except BadInputError as error:
        if error.code != "E-NOSPEAKERS":
            raise
        calls = (Call(source, named("notes")),)
    if len(calls) > 1:
        raise source.refuse("E-CALLS", f"the text holds {len(calls)} calls. Give each one a row of its own.")
    return _read(calls[0])


def _open(path: str | os.PathLike[str], as_format: str | None, encoding: str | None) -> tuple[Source, tuple[Call, ...]]:
    chosen = named(as_format) if as_format is not None else None
    source = open_source(path, encoding)
    return source, detect(source, chosen)


def read_source(source: Source) -> tuple[Conversation, ParseReport]:
    """Read what is in memory already, as `read` does; of several calls the first."""
    return _read(detect(source)[0])


def _read(call: Call) -> tuple[Conversation, ParseReport]:
    if call.format is None:
        raise unknown_json(call.source)
    return _assemble(call.source, call.format.name, call.format.parse(call.source))


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
        person = told.get(name, Participant(name))
        label = label_role(name, pairs=roster.labels) if person.role == "unknown" else None
        if label is not None:
            person = replace(person, role=label.role, source=label.source, confidence=1.0, evidence=(label.evidence,))
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
