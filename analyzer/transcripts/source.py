"""A file as bytes and as text: what is refused before any format is asked, and how bytes become text."""

from __future__ import annotations

import codecs
import hashlib
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from analyzer.errors import BadInputError, BadSettingsError, one_line
from analyzer.transcripts.docx_text import Document, load_document
from analyzer.transcripts.json_text import JsonText, load_json
from analyzer.transcripts.office import Archive, Kind
from analyzer.transcripts.report import ParseWarning

__all__ = ["MAX_BYTES", "Source", "open_source"]

#: Size limit before reading (64 MB: a two-hour call with word times is about 10 MB of JSON).
MAX_BYTES: Final = 64 * 1024 * 1024

# Control characters that no text has; ESC, tab, newlines, form feed and vertical tab may occur.
_CONTROL: Final = bytes((*range(9), *range(14, 27), *range(28, 32), 127))
#: More control characters than this share of the text, and it is not text. Some real VTT files hold a few
#: NULs; Windows-1252 decodes almost any bytes, so there the limit is lower.
_MAX_CONTROL: Final = 0.05
_MAX_CONTROL_GUESSED: Final = 0.002
_SAMPLE: Final = 8192

_RECORDING: Final = "this is a recording ({}), not a transcript. Transcribe it first"
_MAGIC: Final[tuple[tuple[int, bytes, str, str], ...]] = (
    (
        0,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "E-LOCKED",
        "password-protected, or an old .doc or .xls. Save it as an unprotected .docx or as text",
    ),
    (0, b"PK\x05\x06", "E-BINARY", "this is an empty ZIP archive"),
    (0, b"%PDF", "E-BINARY", "this is a PDF. Export the transcript as VTT or text"),
    (0, b"\x1f\x8b", "E-BINARY", "this is a gzip archive. Unpack it first"),
    (0, b"BZh", "E-BINARY", "this is a bzip2 archive. Unpack it first"),
    (0, b"\xfd7zXZ\x00", "E-BINARY", "this is an xz archive. Unpack it first"),
    (0, b"7z\xbc\xaf\x27\x1c", "E-BINARY", "this is a 7-Zip archive. Unpack it first"),
    (0, b"Rar!\x1a\x07", "E-BINARY", "this is a RAR archive. Unpack it first"),
    (0, b"\x89PNG\r\n\x1a\n", "E-BINARY", "this is a picture (PNG), not a transcript"),
    (0, b"\xff\xd8\xff", "E-BINARY", "this is a picture (JPEG), not a transcript"),
    (0, b"GIF8", "E-BINARY", "this is a picture (GIF), not a transcript"),
    (4, b"ftyp", "E-BINARY", _RECORDING.format("MP4")),
    (0, b"ID3", "E-BINARY", _RECORDING.format("MP3")),
    (0, b"\xff\xfb", "E-BINARY", _RECORDING.format("MP3")),
    (0, b"\xff\xf3", "E-BINARY", _RECORDING.format("MP3")),
    (8, b"WAVE", "E-BINARY", _RECORDING.format("WAV")),
    (0, b"fLaC", "E-BINARY", _RECORDING.format("FLAC")),
    (0, b"OggS", "E-BINARY", _RECORDING.format("Ogg")),
    (0, b"\x1a\x45\xdf\xa3", "E-BINARY", _RECORDING.format("WebM")),
    (0, b"SQLite format 3\x00", "E-BINARY", "this is a database, not a transcript"),
    (0, b"\x7fELF", "E-BINARY", "this is a program, not a transcript"),
    (0, b"{\\rtf", "E-BINARY", "this is RTF. Save it as plain text"),
)
_ZIP: Final = b"PK\x03\x04"
_ARCHIVES: Final[dict[Kind, str]] = {
    "xlsx": "an Excel workbook and no text. Read it without --as, or save the sheet as CSV",
    "pptx": "a PowerPoint presentation, not a transcript",
    "opendocument": "an OpenDocument file. Save it as .docx or as text",
    "zip": "a ZIP archive. Unpack it first",
}
_HTML = re.compile(r"\s*(?:<!doctype html|<html[\s>])", re.IGNORECASE)
_BOMS: Final[tuple[tuple[bytes, str], ...]] = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF8, "utf-8"),
)


@dataclass(frozen=True, eq=False)
class Source:
    """A file's content, decoded on demand so that formats made of bytes need no text.

    Parameters
    ----------
    name : str
        File name, without folder.
    data : bytes
        Content.
    wanted_encoding : str or None
        Encoding that the user asked for; None to find it.
    of : Source or None
        The whole file, where this is a part of its JSON.
    value : JSON value
        That part; see `part`.
    at : str
        Where in the JSON it stands ("data.transcript", "[3]"); empty for the whole.
    around : mapping
        What the objects that wrap the part hold beside it.
    """

    name: str
    data: bytes = field(repr=False)
    wanted_encoding: str | None = None
    of: Source | None = field(default=None, repr=False)
    value: Any = field(default=None, repr=False)
    at: str = ""
    around: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def stem(self) -> str:
        """Name without its last extension."""
        return Path(self.name).stem or self.name

    @cached_property
    def sha256(self) -> str:
        """Hash of the bytes of the whole file, in hex."""
        if self.of is not None:
            return self.of.sha256
        return hashlib.sha256(self.data).hexdigest()

    @cached_property
    def archive(self) -> Archive | None:
        """The file as a ZIP archive, which Office files are; None for anything else.

        Raises
        ------
        BadInputError
            E-BINARY, E-UNSAFE, as `Archive` does.
        """
        return Archive(self.name, self.data) if self.data.startswith(_ZIP) else None

    @cached_property
    def document(self) -> Document | None:
        """The text of a Word document; None for anything else.

        Raises
        ------
        BadInputError
            As `load_document` does.
        """
        archive = self.archive
        return load_document(archive, self.name) if archive is not None and archive.kind == "docx" else None

    @cached_property
    def _decoded(self) -> tuple[str, str, tuple[ParseWarning, ...]]:
        if self.of is not None:
            return self.of._decoded
        if self.archive is not None:
            # What a document says is in its lines; how its parts are encoded is the parser's affair.
            if self.document is not None:
                return "\n".join(self.document.lines), "utf-8", ()
            raise self.refuse("E-BINARY", f"this is {_ARCHIVES[self.archive.kind]}.")
        return _decode(self.name, self.data, self.wanted_encoding)

    @property
    def text(self) -> str:
        """Decoded text, without byte order marks.

        Raises
        ------
        BadInputError
            Where the bytes are no text (E-BINARY, E-LOCKED, E-EMPTY) or no text we can decode (E-ENCODING).
        """
        return self._decoded[0]

    @property
    def encoding(self) -> str:
        """How the bytes were decoded; of an Office file, whose parser decodes its parts, UTF-8."""
        return "utf-8" if self.archive is not None else self._decoded[1]

    @property
    def warnings(self) -> tuple[ParseWarning, ...]:
        """What was doubtful in decoding."""
        return () if self.archive is not None else self._decoded[2]

    @cached_property
    def lines(self) -> list[str]:
        """Lines of the text, split at CRLF, LF and CR only, so that line numbers are those of an editor."""
        text = self.text
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        return text.split("\n")

    @cached_property
    def first(self) -> str:
        """First character that is not blank, or the empty string."""
        return self.text.lstrip()[:1] if self.text[:1].isspace() else self.text[:1]

    @cached_property
    def json(self) -> JsonText | None:
        """The text as JSON; None where it is meant as text.

        Raises
        ------
        BadInputError
            E-JSON, where the text is meant as JSON and is none.
        """
        if self.of is not None:
            whole = self.of.json
            return JsonText(self.value, whole.warnings if whole is not None else ())
        return load_json(self.text, self.name) if self.first in {"{", "["} else None

    def part(self, value: Any, at: str, around: Mapping[str, Any] | None = None) -> Source:
        """Return a part of this file's JSON as a source of its own.

        Parameters
        ----------
        value : JSON value
            What the part holds; it may be joined from several places.
        at : str
            Where it stands below this source: a key, or an index in brackets.
        around : mapping, optional
            What its wrapper holds beside it.
        """
        return Source(
            self.name,
            self.data,
            self.wanted_encoding,
            self.of or self,
            value,
            self.path(at),
            {**self.around, **(around or {})},
        )

    def path(self, place: str) -> str:
        """Return the JSON path of a place below this source."""
        return f"{self.at}.{place}" if self.at and place and place[0] != "[" else f"{self.at}{place}"

    def place(self, line: int) -> str:
        """Return where line `line`, counted from 1, stands in the file, as its own program counts."""
        return f"line {line}" if self.document is None else self.document.places[line - 1]

    def begins_paragraph(self, line: int) -> bool:
        """Tell whether line `line`, counted from 1, is the first of a paragraph."""
        if line == 1:
            return True
        if self.document is not None:
            return self.document.places[line - 2] != self.document.places[line - 1]
        return not self.lines[line - 2].strip()

    def refuse(self, code: str, what: str, place: str | None = None) -> BadInputError:
        """Return the error that refuses this file; `place` counts from this source."""
        return BadInputError(code, what, source=self.name, place=self.path(place or "") or None)


def open_source(path: str | os.PathLike[str], encoding: str | None = None) -> Source:
    """Read a regular file within the size limit.

    Parameters
    ----------
    path : path-like
        The file. Links are followed; what they lead to has to be a regular file.
    encoding : str, optional
        Name of the encoding to use in place of detection.

    Raises
    ------
    BadInputError
        E-MISSING, E-FILE (directory, FIFO, socket, device, unreadable), E-UNSAFE (too large), E-EMPTY.
    BadSettingsError
        E-ENCODING, where Python knows no such encoding.
    """
    if encoding is not None:
        _check_encoding(encoding)
    try:
        file = Path(path)
        name = file.name or "input"
        status = file.stat()
    except FileNotFoundError:
        raise BadInputError("E-MISSING", "there is no such file. Check the path.", source=_name(path)) from None
    except ValueError:
        raise BadInputError("E-MISSING", "this is not a file name (it holds a NUL).", source="input") from None
    except OSError as error:
        raise BadInputError("E-FILE", f"cannot be opened: {_reason(error)}.", source=_name(path)) from None
    if stat.S_ISDIR(status.st_mode):
        raise BadInputError("E-FILE", "this is a folder. Give one file.", source=name)
    if not stat.S_ISREG(status.st_mode):
        raise BadInputError("E-FILE", "this is no regular file (a pipe, socket or device).", source=name)
    if status.st_size > MAX_BYTES:
        raise _too_large(name)
    try:
        # Non-blocking, and asked again once open: between the two looks a pipe may have taken its place.
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as stream:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise BadInputError("E-FILE", "this is no regular file.", source=name)
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadInputError("E-FILE", f"cannot be read: {_reason(error)}.", source=name) from None
    if len(data) > MAX_BYTES:
        raise _too_large(name)
    if not data:
        raise BadInputError("E-EMPTY", "the file is empty.", source=name)
    return Source(name, data, encoding)


def _name(path: str | os.PathLike[str]) -> str:
    return Path(path).name or "input"


def _reason(error: OSError) -> str:
    return (error.strerror or "unknown reason").lower()


def _too_large(name: str) -> BadInputError:
    return BadInputError("E-UNSAFE", f"the file is larger than {MAX_BYTES // 1024 // 1024} MB. Split it.", source=name)


def _check_encoding(encoding: str) -> None:
    try:
        b" ".decode(encoding)
    except (LookupError, UnicodeError, ValueError):
        # UTF-16 and UTF-32 cannot decode one byte, and are known all the same.
        try:
            "a".encode(encoding).decode(encoding)
        except (LookupError, UnicodeError, ValueError):
            raise BadSettingsError(
                "E-ENCODING", f"no text encoding is called {one_line(encoding)!r}. Try utf-8 or cp1252."
            ) from None


def _decode(name: str, data: bytes, wanted: str | None) -> tuple[str, str, tuple[ParseWarning, ...]]:
    _refuse_magic(name, data)
    guessed = False
    if wanted is not None:
        text, encoding = _strict(name, data, wanted), codecs.lookup(wanted).name
    else:
        for bom, codec in _BOMS:
            if data.startswith(bom):
                encoding = codec
                break
        else:
            encoding = _utf16_without_bom(data) or "utf-8"
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            if encoding != "utf-8" or data.startswith(codecs.BOM_UTF8):
                raise _undecodable(name, encoding, error) from None
            text, encoding, guessed = _windows(name, data, error), "cp1252", True
    text = text.lstrip("\ufeff")
    if _HTML.match(text[:_SAMPLE]):
        raise BadInputError(
            "E-BINARY",
            "this is a web page, perhaps a login page, not a transcript. Download the file itself.",
            source=name,
        )
    if not text.strip():
        raise BadInputError("E-EMPTY", "the file is empty.", source=name)
    encoded = text.encode("utf-8", "surrogatepass")
    controls = len(encoded) - len(encoded.translate(None, _CONTROL))
    if controls > len(text) * (_MAX_CONTROL_GUESSED if guessed else _MAX_CONTROL):
        raise BadInputError("E-BINARY", "this is not text. Give the transcript's own file.", source=name)
    warnings: list[ParseWarning] = []
    if guessed:
        message = "not UTF-8; read as Windows-1252. Give --encoding where names or quotes look wrong"
        warnings.append(ParseWarning("W-ENCODING", message))
    nuls = text.count("\x00")
    if nuls:
        text = text.replace("\x00", "\ufffd")
        warnings.append(ParseWarning("W-TEXT", "a NUL character; shown as U+FFFD", nuls))
    return text, encoding, tuple(warnings)


def _refuse_magic(name: str, data: bytes) -> None:
    head = data[:32]
    for offset, magic, code, what in _MAGIC:
        if head.startswith(magic, offset) and (magic != b"WAVE" or head.startswith(b"RIFF")):
            raise BadInputError(code, f"{what}.", source=name)


def _utf16_without_bom(data: bytes) -> str | None:
    """Recognise UTF-16 without a mark: Latin text then has a NUL in every other byte."""
    sample = data[: _SAMPLE - _SAMPLE % 2]
    pairs = len(sample) // 2
    if pairs < 2 or len(data) % 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.4 * pairs and even < 0.05 * pairs:
        return "utf-16-le"
    if even > 0.4 * pairs and odd < 0.05 * pairs:
        return "utf-16-be"
    return None


def _strict(name: str, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _undecodable(name, encoding, error) from None
    except (UnicodeError, ValueError):
        raise BadInputError("E-ENCODING", f"this is not {one_line(encoding)}.", source=name) from None


def _windows(name: str, data: bytes, utf8: UnicodeDecodeError) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        if len(data[:_SAMPLE].translate(None, _CONTROL)) < len(data[:_SAMPLE]):
            raise BadInputError("E-BINARY", "this is not text. Give the transcript's own file.", source=name) from None
        raise _undecodable(name, "utf-8", utf8) from None


def _undecodable(name: str, encoding: str, error: UnicodeDecodeError) -> BadInputError:
    return BadInputError(
        "E-ENCODING",
        f"byte {error.start} is not {encoding.upper()}. Save the file as UTF-8 or give --encoding.",
        source=name,
    )
