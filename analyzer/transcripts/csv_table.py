"""CSV and TSV: a header, then one row for what one speaker said."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.report import Collector
from analyzer.transcripts.source import MAX_BYTES, Source
from analyzer.transcripts.table import Row, find_header, parse_table

__all__ = ["FORMAT", "table_header"]

_SEPARATORS: Final = (",", ";", "\t", "|")
_NAMES: Final = {",": "comma", ";": "semicolon", "\t": "tsv", "|": "pipe"}
#: Lines in which a header is looked for, and how long each may be.
_HEAD_LINES: Final = 12
_MAX_HEADER: Final = 2000


def _head(source: Source, separator: str) -> list[Row]:
    """Return the first lines as rows; a header holds no line breaks."""
    lines = [line for line in source.lines[:_HEAD_LINES] if len(line) <= _MAX_HEADER]
    return [Row("", _cells(line, separator)) for line in lines if line.strip()]


def _cells(line: str, separator: str) -> tuple[str, ...]:
    try:
        return tuple(next(csv.reader([line], delimiter=separator), ()))
    except csv.Error:
        return ()


def _separator(source: Source) -> str | None:
    """Return the separator under which the first lines hold a transcript's header; None where none does."""
    best: tuple[int, str] | None = None
    for separator in _SEPARATORS:
        rows = _head(source, separator)
        at = find_header(rows)
        if at is not None and (best is None or len(rows[at].cells) > best[0]):
            best = len(rows[at].cells), separator
    return best[1] if best is not None else None


def table_header(source: Source) -> tuple[str, ...] | None:
    """Return the first row of a text that is a table of any kind: several lines with as many cells each."""
    for separator in _SEPARATORS:
        rows = _head(source, separator)[:6]
        width = len(rows[0].cells) if rows else 0
        if len(rows) > 1 and width > 2 and all(len(row.cells) == width for row in rows):
            return rows[0].cells
    return None


def _sniff(source: Source) -> bool:
    return _separator(source) is not None


def _rows(source: Source, separator: str, strict: bool) -> Iterator[Row]:
    # The module's own limit is 128 KB a cell; a file is never larger than MAX_BYTES.
    csv.field_size_limit(max(csv.field_size_limit(), MAX_BYTES))
    reader = csv.reader(io.StringIO(source.text, newline=""), delimiter=separator, strict=strict)
    line = 1
    for cells in reader:
        # Excel's own first line names the separator.
        if line > 1 or not cells or not cells[0].casefold().startswith("sep="):
            yield Row(source.place(line), tuple(cells))
        line = reader.line_num + 1


def _parse(source: Source) -> Raw:
    separator = _separator(source)
    if separator is None:
        # Told to read it so: the separator that the first lines have most of.
        separator = max(_SEPARATORS, key="\n".join(source.lines[:_HEAD_LINES]).count)
    log = Collector()
    try:
        rows = list(_rows(source, separator, strict=True))
    except csv.Error:
        log.warn("W-ROW", "a quote that is not closed, or text behind one; cells may run into each other")
        try:
            rows = list(_rows(source, separator, strict=False))
        except csv.Error as error:
            raise source.refuse("E-COLUMNS", f"this is no readable CSV ({error}). Save it again.") from None
    if separator == "|":
        # The outer bars of a Markdown table make an empty cell on either side.
        rows = [Row(row.place, row.cells[1:-1]) if _barred(row) else row for row in rows]
    return parse_table(source, rows, _NAMES[separator], log, comma=separator == ";")


def _barred(row: Row) -> bool:
    return len(row.cells) > 2 and not row.cells[0].strip() and not row.cells[-1].strip()


FORMAT: Final = Format("csv", "table with a header, CSV or TSV", (".csv", ".tsv"), _sniff, _parse)
