"""Office files for tests, put together from what stands in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from xml.sax.saxutils import escape

import openpyxl

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_BREAKS = {"\n": "</w:t><w:br/><w:t xml:space='preserve'>", "\t": "</w:t><w:tab/><w:t xml:space='preserve'>"}


def run(text: str) -> str:
    """A run of text; tabs and line ends are elements, as Word writes them."""
    inner = "".join(_BREAKS.get(char) or escape(char) for char in text)
    return f"<w:r><w:rPr><w:b/></w:rPr><w:t xml:space='preserve'>{inner}</w:t></w:r>"


def paragraph(text: str, style: str | None = None) -> str:
    """A paragraph of one run, perhaps with a style ("Heading1")."""
    properties = f"<w:pPr><w:pStyle w:val='{style}'/></w:pPr>" if style else ""
    return f"<w:p>{properties}{run(text)}</w:p>"


def table(rows: Iterable[Sequence[str]]) -> str:
    """A table with one paragraph a cell."""
    cells = ("".join(f"<w:tc><w:tcPr/>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl><w:tblPr/>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def document(*blocks: str, before: str = "") -> str:
    """The part word/document.xml; `before` stands between the XML declaration and its root."""
    return (
        f"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>{before}"
        f"<w:document xmlns:w='{WORD}' xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
        f"<w:body>{''.join(blocks)}<w:sectPr/></w:body></w:document>"
    )


def archive(members: Mapping[str, str | bytes] | Sequence[tuple[str, str | bytes]]) -> bytes:
    """A ZIP archive, the same bytes each time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items() if isinstance(members, Mapping) else members:
            made.writestr(zipfile.ZipInfo(name, (2026, 5, 12, 10, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def docx(*blocks: str) -> bytes:
    """A Word document of such blocks, with no more parts than a reader needs."""
    return archive({"[Content_Types].xml": "<Types/>", "word/document.xml": document(*blocks)})


def xlsx(*sheets: tuple[str, Sequence[Sequence[object]]], hidden: Sequence[str] = ()) -> bytes:
    """A workbook of named sheets."""
    book = openpyxl.Workbook()
    book.properties.created = book.properties.modified = datetime(2026, 5, 12)
    first = book.active
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        if title in hidden:
            sheet.sheet_state = "hidden"
    if first is not None:
        book.remove(first)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
