"""Office files as ZIP archives, under limits that are counted while reading, since an archive's headers lie."""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final, Literal

from analyzer.errors import BadInputError

__all__ = ["Archive", "Kind"]

Kind = Literal["docx", "xlsx", "pptx", "opendocument", "zip"]

#: More members than any Office file has; counted in the bytes, before Python builds its own list of them.
MAX_MEMBERS: Final = 2000
#: All members that are read, unpacked, in bytes.
MAX_UNPACKED: Final = 64 * 1024 * 1024
_CHUNK: Final = 64 * 1024

#: What `zipfile` and the decompressors raise on damaged and hostile archives.
_DAMAGED: Final = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError,
    NotImplementedError, ValueError, OverflowError,
)  # fmt: skip
# Office Online also writes document2.xml.
_WORD = re.compile(r"word/document[0-9]{0,3}\.xml", re.IGNORECASE)


class Archive:
    """A ZIP archive in memory. Nothing is extracted, and names of members are no paths.

    Parameters
    ----------
    name : str
        The file's name, for messages.
    data : bytes
        The file.

    Raises
    ------
    BadInputError
        E-UNSAFE for more than 2000 members or a main part that is there twice, E-BINARY for a damaged archive.
    """

    def __init__(self, name: str, data: bytes) -> None:
        self._name = name
        self._left = MAX_UNPACKED
        if data.count(b"PK\x01\x02") > MAX_MEMBERS:
            raise self._refuse("E-UNSAFE", f"the archive has more than {MAX_MEMBERS} members.")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            members = [member.replace("\\", "/") for member in self._zip.namelist()]
        except _DAMAGED:
            raise self._damaged() from None
        self.members: Final = tuple(members)
        self.kind: Final[Kind] = self._kind()

    @property
    def document(self) -> str:
        """Name of the member that holds a Word document's text."""
        return next(member for member in self.members if _WORD.fullmatch(member))

    def read(self, member: str) -> Iterator[bytes]:
        """Unpack a member piece by piece.

        Raises
        ------
        BadInputError
            E-UNSAFE where the members read so far unpack to more than 64 MB, E-LOCKED where it is encrypted,
            E-BINARY where it is damaged.
        """
        try:
            with self._zip.open(member) as stream:
                while piece := stream.read(_CHUNK):
                    self._left -= len(piece)
                    if self._left < 0:
                        size = MAX_UNPACKED // 1024 // 1024
                        raise self._refuse("E-UNSAFE", f"{member} unpacks to more than {size} MB.")
                    yield piece
        except RuntimeError as error:
            if isinstance(error, NotImplementedError):
                raise self._damaged() from None
            raise self._refuse("E-LOCKED", "password-protected. Save it without a password.") from None
        except (KeyError, *_DAMAGED):
            raise self._damaged() from None

    def _kind(self) -> Kind:
        words = [member for member in self.members if _WORD.fullmatch(member)]
        sheets = [member for member in self.members if member.casefold() == "xl/workbook.xml"]
        if len(words) > 1 or len(sheets) > 1:
            # Readers differ in which of them they show, so that what is read need not be what was seen.
            raise self._refuse("E-UNSAFE", f"{(words or sheets)[0]} is there twice. Save the file again.")
        if words:
            return "docx"
        if sheets:
            return "xlsx"
        if "ppt/presentation.xml" in self.members:
            return "pptx"
        return "opendocument" if {"content.xml", "mimetype"} <= set(self.members) else "zip"

    def _refuse(self, code: str, what: str) -> BadInputError:
        return BadInputError(code, what, source=self._name)

    def _damaged(self) -> BadInputError:
        return self._refuse("E-BINARY", "this is a damaged ZIP archive or Office file. Download or save it again.")
