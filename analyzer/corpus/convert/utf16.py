"""Offsets as browsers count them: in UTF-16 units, of which an emoji has two."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

__all__ = ["Utf16"]


class Utf16:
    """Turns offsets of a text between code points and UTF-16 units.

    Examples
    --------
    >>> offsets = Utf16("😀 ok")
    >>> offsets.units(2), offsets.code_points(3)
    (3, 2)
    """

    def __init__(self, text: str) -> None:
        self._starts = None
        if any(c > "\uffff" for c in text):
            self._starts = [0, *accumulate(2 if c > "\uffff" else 1 for c in text)]

    def units(self, code_points: int) -> int:
        """Return the UTF-16 offset of a code point."""
        return code_points if self._starts is None else self._starts[code_points]

    def code_points(self, units: int) -> int:
        """Return the code point at a UTF-16 offset; the last one for an offset past the end."""
        return units if self._starts is None else bisect_right(self._starts, units) - 1
