"""A table whose rows are what somebody said: from header and rows to units, whatever file they came from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from analyzer.conversation import ROLES, Role
from analyzer.errors import BadInputError, one_line
from analyzer.transcripts.clean import one_blank
from analyzer.transcripts.columns import Columns, find_columns
from analyzer.transcripts.names import LABEL_ROLES, is_unknown
from analyzer.transcripts.raw import Raw, Unit
from analyzer.transcripts.report import Collector
from analyzer.transcripts.source import Source
from analyzer.transcripts.times import checked, is_time_of_day, parse_clock, seconds, wall_offsets
from analyzer.transcripts.told import told_by_units

__all__ = ["OWN_COLUMNS", "Row", "bare", "find_header", "guarded", "no_text_column", "parse_table"]

#: Header of the tables that this project writes; under it rows are turns, taken verbatim.
OWN_COLUMNS: Final = ("turn", "speaker", "role", "start_s", "end_s", "text")
#: Rows before the header: a title, an export's date.
_MAX_ABOVE: Final = 10
_SHOWN: Final = 8
# A spreadsheet takes such a cell for a formula.
_FORMULA = re.compile(r"'{0,50}[=+\-@\t\r＝＋－＠]")
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(?:[.,][0-9]{1,9})?")
_AMPM = re.compile(r"([0-9:.,]{1,20})\s?([AaPp])\.?[Mm]\.?")
_TURN = re.compile(r"(?:^|\n)[^\n:]{1,40}:\s")
_DAY: Final = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells as text, and where it stands."""

    place: str
    cells: tuple[str, ...]


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe in front, which `bare` takes away."""
    return f"'{cell}" if _FORMULA.match(cell) is not None else cell


def bare(cell: str) -> str:
    """Undo `guarded`."""
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell) is not None else cell


def find_header(rows: Sequence[Row]) -> int | None:
    """Return the index of the row that is a transcript's header, among the first rows; None where none is."""
    for i, row in enumerate(rows[:_MAX_ABOVE]):
        if len(row.cells) > 1 and find_columns(row.cells).is_transcript:
            return i
    return None


def parse_table(source: Source, rows: Sequence[Row], dialect: str, log: Collector, *, comma: bool = False) -> Raw:
    """Make units of a table's rows.

    Parameters
    ----------
    source : Source
        The file, for messages.
    rows : sequence of Row
        All rows, the header among the first.
    dialect : str
        For the report.
    log : Collector
        Takes rows without text, times that are none, columns that are not read.
    comma : bool
        Whether numbers have a decimal comma.

    Returns
    -------
    Raw
        Merged where the table is a stranger's; turn by turn where it is one that this project wrote.

    Raises
    ------
    BadInputError
        E-COLUMNS where there is no text column, more than one, or a row is a call of its own.
    """
    full = [row for row in rows if any(map(str.strip, row.cells))]
    at = find_header(full)
    if at is None:
        at = next((i for i, row in enumerate(full[:_MAX_ABOVE]) if find_columns(row.cells).texts), None)
    if at is None:
        raise no_text_column(source, full[0].cells if full else ())
    columns = find_columns(full[at].cells)
    own = tuple(columns.names) == OWN_COLUMNS
    body = [row for row in full[at + 1 :] if not _is_rule(row)]
    text = _text_column(source, columns, body)
    if not body:
        raise source.refuse("E-NOSPEECH", "a header without rows.")
    _one_call(source, columns, text, body)
    units = _own_units(body, log) if own else _units(columns, text, body, log, comma)
    unread = [
        name
        for i, name in enumerate(columns.names)
        if name and i not in {text, columns.speaker, columns.role, columns.start, columns.end}
    ]
    if unread and not own:
        shown = ", ".join(one_line(name, 30) for name in unread[:_SHOWN])
        log.drop(full[at].place, f"columns that are not read: {shown}", len(unread))
    return Raw(
        tuple(units),
        "own" if own else dialect,
        merge=not own,
        participants=told_by_units(units, f"the table's column {columns.names[columns.role]!r}")
        if columns.role is not None
        else (),
        preamble=tuple(" ".join(filter(None, row.cells)) for row in full[:at]),
        dropped=log.dropped,
        warnings=log.warnings,
    )


def no_text_column(source: Source, header: Sequence[str]) -> BadInputError:
    """Return the refusal of a table in which nobody says anything."""
    found = ", ".join(one_line(name.strip(), 30) for name in header[:_SHOWN] if name.strip())
    if find_columns(header).is_list_of_calls:
        return source.refuse("E-COLUMNS", f"one row is one call here ({found}). Give the transcript of a call.")
    return source.refuse("E-COLUMNS", f"no text column. Columns found: {found}. Name one of them text.")


def _is_rule(row: Row) -> bool:
    """Tell whether a row is the line below the header of a Markdown table."""
    text = "".join(row.cells)
    return "-" in text and not text.strip(" :-")


def _text_column(source: Source, columns: Columns, body: Sequence[Row]) -> int:
    """Return the one text column; of several those that hold numbers only ("line") are none."""
    if not columns.texts:
        raise no_text_column(source, columns.names)
    wordy = [i for i in columns.texts if any(any(map(str.isalpha, _cell(row, i))) for row in body[:200])]
    if len(wordy) > 1:
        names = ", ".join(columns.names[i] for i in wordy)
        raise source.refuse("E-COLUMNS", f"more than one text column: {names}. Rename all but one.")
    return wordy[0] if wordy else columns.texts[0]


def _one_call(source: Source, columns: Columns, text: int, body: Sequence[Row]) -> None:
    """Refuse a list of calls: a transcript in a cell, or calls told apart by a column."""
    calls = [_cell(row, columns.call) for row in body if _cell(row, columns.call)]
    whole = [row for row in body if len(_TURN.findall(_cell(row, text)[:5000])) > 1]
    if columns.speaker is None and (len(whole) * 2 > len(body) or (columns.start is None and len(set(calls)) > 1)):
        raise source.refuse(
            "E-COLUMNS", f"one row is one call here (column {columns.names[text]}). Save each cell as a text file."
        )
    if len(set(calls)) > 1 and len(set(calls)) < len(body):
        name = columns.names[columns.call] if columns.call is not None else ""
        raise source.refuse(
            "E-COLUMNS", f"{len(set(calls))} calls in one table (column {name}). Save each call as a file of its own."
        )


def _cell(row: Row, column: int | None) -> str:
    return row.cells[column] if column is not None and column < len(row.cells) else ""


def _own_units(body: Sequence[Row], log: Collector) -> list[Unit]:
    units: list[Unit] = []
    for row in body:
        _, speaker, role, start, end, text = (bare(_cell(row, i)) for i in range(6))
        times = checked(_number(start, row, log), _number(end, row, log), row.place, log)
        units.append(Unit(speaker or None, text, *times, row.place, _role(role, row.place, log)))
    return units


def _number(cell: str, row: Row, log: Collector) -> float | None:
    if not cell.strip():
        return None
    try:
        value = seconds(float(cell))
    except ValueError:
        value = None
    if value is None:
        log.warn("W-TIME", "a time that is no number of seconds from 0; taken as unknown", row.place)
    return value


def _role(cell: str, place: str, log: Collector) -> Role | None:
    found = cell.strip().casefold()
    for role in ROLES:
        if found == role:
            return role
    mapped = LABEL_ROLES.get(found)
    if mapped is None and found:
        log.warn("W-ROLE", f"a role that is none of {', '.join(ROLES)}; taken as unknown", place)
        return "unknown"
    return mapped


@dataclass(frozen=True, slots=True)
class _Time:
    """One cell's time: seconds of the recording, or of the day, or since 1970."""

    value: float | None
    clock: str = "recording"


def _time(cell: str, unit: float | None, comma: bool, place: str, log: Collector) -> _Time:
    text = cell.strip()
    if not text:
        return _Time(None)
    if _NUMBER.fullmatch(text) is not None:
        if unit is None:
            log.warn(
                "W-TIME",
                "a number whose unit no column name tells; taken as unknown. Name the column start_s or start_ms",
                place,
            )
            return _Time(None)
        value = float(text.replace(",", ".")) if comma or "," not in text else float(text.replace(",", ""))
        return _Time(round(value * unit, 6))
    match = _AMPM.fullmatch(text)
    if match is not None and ":" in match.group(1):
        clock = parse_clock(match.group(1) if match.group(1).count(":") > 1 else f"{match.group(1)}:00")
        if clock is not None:
            noon = 12 * 3600.0
            return _Time(clock % noon + (noon if match.group(2) in "pP" else 0.0), "day")
    if ":" in text and (value_s := parse_clock(text)) is not None:
        return _Time(value_s)
    try:
        moment = datetime.fromisoformat(text)
        return _Time(moment.timestamp() if moment.tzinfo else (moment - datetime(1970, 1, 1)).total_seconds(), "epoch")
    except (ValueError, OverflowError):
        log.warn("W-TIME", "a time that is not understood; taken as unknown", place)
        return _Time(None)


def _units(columns: Columns, text: int, body: Sequence[Row], log: Collector, comma: bool) -> list[Unit]:
    units: list[Unit] = []
    times: list[tuple[_Time, _Time]] = []
    for row in body:
        said = _cell(row, text)
        beyond = [cell for cell in row.cells[len(columns.names) :] if cell.strip()]
        if beyond:
            if text == len(columns.names) - 1:
                # Nobody quoted the separators in what was said.
                said = f"{said}, {', '.join(cell.strip() for cell in beyond)}"
                log.warn("W-ROW", "a row with more cells than the header; they are taken as more text", row.place)
            else:
                log.warn("W-ROW", "a row with more cells than the header; they are not read", row.place)
        said = one_blank(said)
        if not said:
            log.drop(row.place, "rows without text")
            continue
        speaker = _cell(row, columns.speaker)
        role = _role(_cell(row, columns.role), row.place, log)
        units.append(Unit(None if is_unknown(speaker) else speaker, said, place=row.place, role=role))
        times.append(
            (
                _time(_cell(row, columns.start), columns.start_unit, comma, row.place, log),
                _time(_cell(row, columns.end), columns.end_unit, comma, row.place, log),
            )
        )
    return [
        Unit(unit.speaker, unit.text, *checked(start, end, unit.place, log), unit.place, unit.role)
        for unit, (start, end) in zip(units, _offsets(times, log), strict=True)
    ]


def _offsets(times: Sequence[tuple[_Time, _Time]], log: Collector) -> list[tuple[float | None, float | None]]:
    """Count times of day and dates from the first one; times of the recording stay."""
    known = [start for start, _ in times if start.value is not None]
    if not known or not (known[0].clock != "recording" or is_time_of_day([start.value for start, _ in times])):
        return [(start.value, end.value) for start, end in times]
    log.warn("W-TIME", "times of day or dates; they are counted from the first one", count=len(known))
    days = known[0].clock != "epoch"
    starts = [start.value if start.clock == known[0].clock else None for start, _ in times]
    if days:
        offsets = wall_offsets(starts)
    else:
        first = next(value for value in starts if value is not None)
        offsets = [None if value is None else round(value - first, 6) for value in starts]
    out: list[tuple[float | None, float | None]] = []
    for (start, end), offset in zip(times, offsets, strict=True):
        lasts = None
        if offset is not None and start.value is not None and end.value is not None and end.clock == start.clock:
            lasts = end.value - start.value
            if days and lasts < -_DAY / 2:
                lasts += _DAY
        out.append((offset, None if offset is None or lasts is None else round(offset + lasts, 6)))
    return out
