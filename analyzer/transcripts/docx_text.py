"""The text of a Word document, in the order of its body: paragraphs, tables, content controls, insertions.

A walk of our own, since what people see is spread over elements that libraries skip (tables, tracked
insertions, smart tags, content controls). The part is parsed as a stream, with DTDs forbidden.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from analyzer.errors import BadInputError
from analyzer.transcripts.clean import one_blank
from analyzer.transcripts.columns import find_columns
from analyzer.transcripts.names import looks_proper, may_be_name, normalise
from analyzer.transcripts.office import Archive
from analyzer.transcripts.report import Collector, Note
from analyzer.transcripts.times import CLOCK

__all__ = ["Document", "load_document"]

#: Elements of a document part: a ten-hour call has a few hundred thousand.
MAX_ELEMENTS: Final = 1_000_000

_WORD: Final = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
#: Elements whose text is not the document's: removed by its editors, or the same picture text a second time.
_SKIPPED: Final = {"del": "text that an editor deleted", "moveFrom": "text that an editor moved away"}
_BREAKS: Final = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_HEADING = re.compile(r"(?:heading|title|berschrift|titre)\s?([1-6]?)", re.IGNORECASE)
_CLOCK = re.compile(rf"[\[(]?\s?(?P<clock>{CLOCK})\s?[\])]?")


@dataclass(frozen=True, slots=True)
class Document:
    """A document's text.

    Parameters
    ----------
    lines : tuple of str
        Lines of all paragraphs; after each paragraph an empty line. Headings begin with ``#``, items of lists
        with ``-``.
    places : tuple of str
        The paragraph or table row that each line stands in.
    notes : tuple of Note
        What was left out.
    """

    lines: tuple[str, ...]
    places: tuple[str, ...]
    notes: tuple[Note, ...]


@dataclass(slots=True)
class _Paragraph:
    pieces: list[str] = field(default_factory=list)
    heading: int = 0
    item: bool = False

    @property
    def text(self) -> str:
        text = "".join(self.pieces).strip("\n")
        if self.heading and text.strip():
            return f"{'#' * self.heading} {text.lstrip()}"
        return f"- {text.lstrip()}" if self.item and text.strip() else text


@dataclass(slots=True)
class _Table:
    number: int
    rows: list[list[list[str]]] = field(default_factory=list)


class _Body:
    """Takes the parser's events; holds the paragraphs that are open, and no tree."""

    def __init__(self, name: str, log: Collector) -> None:
        self.entries: list[tuple[str, str]] = []
        self._name = name
        self._log = log
        self._elements = 0
        self._numbered = 0
        self._tables = 0
        self._skipping: list[str] = []
        self._in_body = False
        self._in_text = False
        self._in_properties = 0
        self._paragraphs: list[_Paragraph] = []
        self._open_tables: list[_Table] = []

    @property
    def _place(self) -> str:
        return f"paragraph {self._numbered + 1}"

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise BadInputError("E-UNSAFE", "the document has more elements than any transcript.", source=self._name)
        space, _, name = tag.rpartition("}")
        if self._skipping or tag == _FALLBACK:
            self._skipping.append(tag)
        elif space + "}" not in _WORD:
            return
        elif name == "body":
            self._in_body = True
        elif not self._in_body:
            return
        elif name in _SKIPPED and not self._in_properties:
            self._log.drop(self._place, _SKIPPED[name])
            self._skipping.append(tag)
        elif name in {"pPr", "rPr", "tblPr", "sectPr", "sdtPr"}:
            self._in_properties += 1
        elif self._in_properties:
            self._property(name, attributes)
        elif name == "p":
            self._paragraphs.append(_Paragraph())
        elif name == "t":
            self._in_text = True
        elif name in _BREAKS and self._paragraphs:
            self._paragraphs[-1].pieces.append(_BREAKS[name])
        elif name == "tbl":
            self._tables += 1
            self._open_tables.append(_Table(self._tables))
        elif name == "tr" and self._open_tables:
            self._open_tables[-1].rows.append([])
        elif name == "tc" and self._open_tables and self._open_tables[-1].rows:
            self._open_tables[-1].rows[-1].append([])

    def _property(self, name: str, attributes: dict[str, str]) -> None:
        if not self._paragraphs:
            return
        if name == "pStyle":
            match = _HEADING.search(next(iter(attributes.values()), ""))
            if match is not None:
                self._paragraphs[-1].heading = int(match.group(1) or 1)
        elif name == "numPr":
            self._paragraphs[-1].item = True

    def end(self, tag: str) -> None:
        if self._skipping:
            self._skipping.pop()
            return
        space, _, name = tag.rpartition("}")
        if not self._in_body or space + "}" not in _WORD:
            return
        if name in {"pPr", "rPr", "tblPr", "sectPr", "sdtPr"}:
            self._in_properties -= 1
        elif self._in_properties:
            return
        elif name == "t":
            self._in_text = False
        elif name == "p" and self._paragraphs:
            self._emit(self._paragraphs.pop().text)
        elif name == "tbl" and self._open_tables:
            self._table(self._open_tables.pop())
        elif name == "body":
            self._in_body = False

    def data(self, text: str) -> None:
        if self._in_text and not self._skipping and self._paragraphs:
            self._paragraphs[-1].pieces.append(text)

    def close(self) -> list[tuple[str, str]]:
        return self.entries

    def _emit(self, text: str) -> None:
        if self._open_tables and self._open_tables[-1].rows and self._open_tables[-1].rows[-1]:
            self._open_tables[-1].rows[-1][-1].append(text)
        elif not self._open_tables:
            self.entries.append((self._place, text))
        if text.strip():
            self._numbered += 1

    def _table(self, table: _Table) -> None:
        rows = [["\n".join(cell).strip() for cell in row] for row in table.rows]
        texts = _turns_of(rows, table.number, self._log)
        if self._open_tables:
            # A table inside a cell: its rows are more text of the cell.
            outer = self._open_tables[-1]
            if outer.rows and outer.rows[-1]:
                outer.rows[-1][-1].extend(text for _, text in texts)
            return
        self.entries.extend((f"table {table.number} row {row}", text) for row, text in texts)


def _turns_of(rows: list[list[str]], number: int, log: Collector) -> list[tuple[int, str]]:
    """Write the rows of a table as lines, so that a table of names and texts reads as turns."""
    full = [row for row in rows if any(row)]
    columns = find_columns(full[0]) if full else None
    header = columns is not None and columns.is_transcript
    if header:
        log.drop(f"table {number}", "header rows of tables")
    spoken = not header and _has_speakers(full)
    out: list[tuple[int, str]] = []
    for at, row in enumerate(rows, 1):
        if not any(row) or (header and row is full[0]):
            continue
        if columns is not None and header:
            out.append((at, _line(*(_cell(row, i) for i in (columns.start, columns.speaker, columns.texts[0])))))
        elif spoken:
            out.append((at, _turn_of([cell for cell in row if cell])))
        elif len(row) == 1:
            out.extend((at, text) for text in row[0].split("\n"))
        else:
            out.append((at, "\t".join(one_blank(cell) for cell in row if cell)))
    return out


def _cell(row: list[str], column: int | None) -> str:
    return row[column] if column is not None and column < len(row) else ""


def _line(clock: str, name: str, text: str) -> str:
    match = _CLOCK.fullmatch(clock)
    front = f"[{match.group('clock')}] " if match is not None else ""
    return f"{front}{f'{one_blank(name)}: ' if name else ''}{one_blank(text)}"


def _has_speakers(rows: list[list[str]]) -> bool:
    """Tell whether a column of the table holds names that come again, with text beside them."""
    names: dict[str, int] = {}
    for row in rows:
        if not 2 <= len(row) <= 4:
            return False
        name = next((cell for cell in row if _CLOCK.fullmatch(cell) is None), "")
        if may_be_name(name) and looks_proper(name) and name != row[-1]:
            names[normalise(name)] = names.get(normalise(name), 0) + 1
    return max(names.values(), default=0) > 1 and sum(names.values()) * 2 >= len(rows)


def _turn_of(cells: list[str]) -> str:
    """Return ``[clock] Name: text`` for the cells of a row; the name is the first that may be one."""
    clock = next((cell for cell in cells if _CLOCK.fullmatch(cell) is not None), "")
    rest = [cell for cell in cells if cell != clock]
    name = next((cell for cell in rest[:-1] if may_be_name(one_blank(cell))), "")
    return _line(clock, name, " ".join(cell for cell in rest if cell != name))


def load_document(archive: Archive, name: str) -> Document:
    """Read the text of a Word document.

    Parameters
    ----------
    archive : Archive
        Of kind "docx".
    name : str
        The file's name, for messages.

    Returns
    -------
    Document

    Raises
    ------
    BadInputError
        E-UNSAFE for a document type declaration and for more than 64 MB or a million elements; E-BINARY
        for damaged XML; E-NOSPEECH where there is no text.
    """
    log = Collector()
    body = _Body(name, log)
    parser = DefusedXMLParser(target=body, forbid_dtd=True)
    try:
        for piece in archive.read(archive.document):
            parser.feed(piece)
        parser.close()
    except DefusedXmlException:
        raise BadInputError(
            "E-UNSAFE", "the document declares a DTD or entities, which no Word file does.", source=name
        ) from None
    except (ParseError, LookupError, ValueError):
        raise BadInputError("E-BINARY", "the document's XML is damaged. Save it again.", source=name) from None
    for member in archive.members:
        part = re.fullmatch(r"word/(comments|footnotes|endnotes)\.xml", member)
        if part is not None:
            log.drop(member, f"{part.group(1)} of the document")
    lines: list[str] = []
    places: list[str] = []
    for place, text in body.entries:
        for line in (*text.split("\n"), ""):
            lines.append(line)
            places.append(place)
    if not any(map(str.strip, lines)):
        raise BadInputError("E-NOSPEECH", "the document has no text.", source=name)
    return Document(tuple(lines), tuple(places), log.dropped)
