"""Word documents: Teams (old and new), Google Meet with or without Gemini's notes, and text typed or pasted.

A document's paragraphs are lines (`analyzer.transcripts.docx_text`), and lines are what the readers of text know:
Teams' old export is made of cues, everything else is the plain-text grammar or notes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from analyzer.transcripts import notes, plain_text, srt
from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source

__all__ = ["FORMAT"]


def _sniff(source: Source) -> bool:
    return source.archive is not None and source.archive.kind == "docx"


def _parse(source: Source) -> Raw:
    document = source.document
    if document is None:
        raise source.refuse("E-BINARY", "this is no Word document (.docx).")
    reader = next((reader for reader in (srt.FORMAT, plain_text.FORMAT, notes.FORMAT) if reader.sniff(source)), None)
    if reader is None:
        raise plain_text.no_speakers(source)
    raw = reader.parse(source)
    return replace(raw, dropped=document.notes + raw.dropped)


FORMAT: Final = Format("docx", "Word document", (".docx",), _sniff, _parse, "bytes")
