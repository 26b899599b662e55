"""Excel workbooks: the first visible sheet that has a transcript's header. Needs the extra ``xlsx``."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException

from analyzer.errors import MissingExtraError
from analyzer.transcripts.office import Archive
from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.report import Collector
from analyzer.transcripts.source import Source
from analyzer.transcripts.table import Row, find_header, no_text_column, parse_table

__all__ = ["FORMAT"]

#: Rows and columns that are read; a sheet's own word on its size is not trusted.
MAX_ROWS: Final = 200_000
MAX_COLUMNS: Final = 64
_FIRST_ROWS: Final = 10

#: What openpyxl raises on damaged workbooks.
_DAMAGED: Final = (
    AttributeError, IndexError, KeyError, LookupError, OSError, OverflowError, ParseError, TypeError, ValueError,
)  # fmt: skip


def _sniff(source: Source) -> bool:
    return source.archive is not None and source.archive.kind == "xlsx"


def _parse(source: Source) -> Raw:
    archive = source.archive
    if archive is None or archive.kind != "xlsx":
        raise source.refuse("E-BINARY", "this is no Excel workbook (.xlsx).")
    try:
        import openpyxl
    except ImportError:
        raise MissingExtraError("xlsx", "openpyxl, which reads Excel workbooks,", source=source.name) from None
    _check(source, archive)
    log = Collector()
    try:
        with warnings.catch_warnings():
            # About styles and extensions of no meaning here.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(source.data), read_only=True, data_only=True)
            rows = _sheet(source, book.worksheets, log)
    except (DefusedXmlException, *_DAMAGED):
        raise source.refuse("E-BINARY", "the workbook is damaged. Save it again, or as CSV.") from None
    return parse_table(source, rows, "xlsx", log)


def _check(source: Source, archive: Archive) -> None:
    """Unpack every part once, within the limits, and look for what a workbook never declares."""
    for member in archive.members:
        tail = b""
        for piece in archive.read(member):
            seen = tail + piece
            if b"<!DOCTYPE" in seen or b"<\0!\0D\0O\0C" in seen or b"\0<\0!\0D\0O\0C" in seen:
                raise source.refuse("E-UNSAFE", f"{member} declares a DTD, which no workbook does.")
            tail = piece[-16:]


def _sheet(source: Source, sheets: Sequence[Any], log: Collector) -> list[Row]:
    """Return the rows of the first visible sheet with a header that fits; the others are reported."""
    visible = [sheet for sheet in sheets if sheet.sheet_state == "visible"]
    for sheet in sheets:
        if sheet not in visible:
            log.drop(f"sheet {sheet.title}", "hidden sheets")
    for sheet in visible:
        sheet.reset_dimensions()
        head = [row for _, row in zip(range(_FIRST_ROWS * 5), _rows(sheet), strict=False) if any(row.cells)]
        if find_header(head[:_FIRST_ROWS]) is None:
            continue
        for other in visible:
            if other is not sheet:
                log.drop(f"sheet {other.title}", "other sheets")
        rows: list[Row] = []
        for row in _rows(sheet):
            if len(rows) >= MAX_ROWS:
                raise source.refuse("E-UNSAFE", f"the sheet has more than {MAX_ROWS} rows. Split it.")
            rows.append(row)
        return rows
    header = next((row.cells for sheet in visible for row in _rows(sheet) if any(row.cells)), ())
    raise no_text_column(source, header)


def _rows(sheet: Any) -> Iterator[Row]:
    for number, values in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True), 1):
        cells = [_text(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        yield Row(f"row {number}", tuple(cells))


def _text(value: Any) -> str:
    """Return a cell as the text that a CSV of the sheet would have."""
    if value is None:
        return ""
    if isinstance(value, timedelta):
        total = value.total_seconds()
        return f"{int(total // 3600)}:{int(total % 3600 // 60):02}:{total % 60:06.3f}"
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


FORMAT: Final = Format("xlsx", "Excel workbook", (".xlsx",), _sniff, _parse, "bytes")
