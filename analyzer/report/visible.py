"""Untrusted text made fit for a terminal: what a transcript holds must not move a cursor or turn a line."""

from __future__ import annotations

from typing import Final

from rich.cells import cell_len, set_cell_size

__all__ = ["clip", "visible"]

#: Joiners that scripts and emoji need, and that move nothing.
_KEPT: Final = frozenset("\u200c\u200d")


def visible(text: str) -> str:
    r"""Return `text` on one line, with everything that is no printing character as a visible escape.

    That covers ESC and the other C0 and C1 controls, bidirectional marks and overrides, tag characters and
    lone surrogates. Runs of blanks and line ends become one blank.

    Examples
    --------
    >>> visible("so\n\x1b[31mred \u202eevil")
    'so \\x1b[31mred \\u202eevil'
    """
    # escape first: some separators (U+001C and the like) count as blanks for split() but are controls
    if text.isprintable():
        return " ".join(text.split())
    return " ".join("".join(c if _harmless(c) else _escape(c) for c in text).split())


def clip(text: str, cells: int) -> str:
    """Return `text` in at most `cells` columns of a terminal, cut at a word where possible, with an ellipsis."""
    if cell_len(text) <= cells:
        return text
    if cells < 1:
        return ""
    # every kept character needs at most a few code points, so a long text is cut before it is measured
    cut = set_cell_size(text[: cells * 8], cells - 1)
    blank = cut.rfind(" ")
    if blank > len(cut) // 2:
        cut = cut[:blank]
    return cut.rstrip(" ,;:") + "…"


def _harmless(char: str) -> bool:
    return char.isprintable() or char in _KEPT or (char.isspace() and not "\x1c" <= char <= "\x1f")


def _escape(char: str) -> str:
    point = ord(char)
    return f"\\x{point:02x}" if point < 0x100 else f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"
