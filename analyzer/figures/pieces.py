"""A sentence in pieces: words, numbers and marks, each where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

__all__ = ["Pieces", "may_hold", "pieces_of"]

_DIGIT: Final = re.compile(r"\d")
_PIECE: Final = re.compile(
    r"[^\W\d_]+(?:'[^\W\d_]+)*(?![\w])|'?\w*\d(?:[\w.,:/'–-]*\w)?|\w+|[^\w\s]",
)
_NUMBER: Final = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
# shapes of a blank-separated chunk that holds a digit; every other one (24/7, 555-0142, 2.10.3, b2b) is no figure
_PLAIN: Final = re.compile(_NUMBER)
_TAILED: Final = re.compile(rf"({_NUMBER})[-/]?([^\W\d_]+(?:[-/][^\W\d_]+)*)")
_RANGE: Final = re.compile(rf"({_NUMBER})([kmb]?)[-–]({_NUMBER})(?:-?([^\W\d_]+))?")
_WHOLE: Final = re.compile(
    r"(?P<iso>\d{4}-\d{2}-\d{2})|(?P<slashed>\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2}))|(?P<clock>\d{1,2}:\d{2})(?:am|pm)?|"
    r"(?P<quarter>q[1-4])|(?P<half>h[12])|(?P<fiscal>fy(?:\d{4}|\d{2}))|(?P<short>'\d{2})|"
    r"(?P<years>(?:19|20)\d{2}[-–/](?:(?:19|20)\d{2}|\d{2}))",
)
_TAILS_OF_THEIR_OWN: Final = frozenset(("st", "nd", "rd", "th", "s"))
# letters behind a number that make a word of their own of it: 4g, 3d, 1b
_NAMES: Final = frozenset(("g", "d", "e", "c", "a", "p", "r", "f", "w", "v"))


@dataclass(slots=True)
class Pieces:
    """The pieces of one sentence, as parallel lists; ``low[i] == ""`` ends them.

    Parameters
    ----------
    text : str
        Text that the offsets point into.
    low : list of str
        Each piece in lower case, with straight apostrophes.
    starts, ends : list of int
        Offsets.
    numbers : dict of int to float
        Values of the pieces that are written in digits.
    shapes : dict of int to str
        ``ordinal``, ``iso``, ``slashed``, ``clock``, ``quarter``, ``half``, ``fiscal``, ``short``, ``years`` or
        ``opaque``.
    """

    text: str
    low: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    numbers: dict[int, float] = field(default_factory=dict)
    shapes: dict[int, str] = field(default_factory=dict)

    def add(self, low: str, start: int, end: int) -> int:
        """Add a piece, and return its position."""
        self.low.append(low)
        self.starts.append(start)
        self.ends.append(end)
        return len(self.low) - 1

    def glued(self, i: int) -> bool:
        """Tell whether piece `i` follows the one before without a blank."""
        return 0 < i < len(self.starts) and self.starts[i] == self.ends[i - 1]

    def said(self, i: int, j: int) -> str:
        """Return the text from piece `i` to before piece `j`, verbatim."""
        return self.text[self.starts[i] : self.ends[j - 1]]

    def capital(self, i: int) -> bool:
        """Tell whether piece `i` is written with a capital."""
        return self.text[self.starts[i]].isupper()


def may_hold(text: str, triggers: frozenset[str]) -> bool:
    """Tell whether a text holds a digit or one of these pieces: most do not, and cutting them is dear."""
    return _DIGIT.search(text) is not None or not triggers.isdisjoint(_PIECE.findall(text.lower().replace("’", "'")))


def pieces_of(text: str, start: int, end: int) -> Pieces:
    """Cut ``text[start:end]`` into pieces."""
    out = Pieces(text)
    part = text[start:end]
    lower = part.lower()
    if len(lower) != len(part):  # a letter whose small form takes two
        lower = "".join(c if len(c.lower()) > 1 else c.lower() for c in part)
    low, starts, ends = out.low, out.starts, out.ends
    for match in _PIECE.finditer(lower.replace("’", "'")):
        piece = match.group()
        first, last = match.span()
        if piece.isalpha() or not any(map(str.isdecimal, piece)):
            low.append(piece)
            starts.append(start + first)
            ends.append(start + last)
        else:
            _digits(out, piece, start + first, start + last)
    low += ["", "", "", ""]  # so that rules may look a few pieces ahead
    return out


def _digits(out: Pieces, low: str, a: int, b: int) -> None:
    if not low.isascii() and "–" not in low:
        out.shapes[out.add(low, a, b)] = "opaque"
        return
    if _PLAIN.fullmatch(low):
        i = out.add(low, a, b)
        if (low[0] == "0" and len(low) > 1 and low[1] != ".") or (
            out.shapes.get(i - 1) == "opaque" and low.isdecimal()
        ):
            out.shapes[i] = "opaque"  # a code or a telephone number, or one part of it
        else:
            out.numbers[i] = float(low.replace(",", ""))
        return
    whole = _WHOLE.fullmatch(low)
    if whole:
        out.shapes[out.add(low, a, b)] = next(name for name, found in whole.groupdict().items() if found)
        return
    tailed = _TAILED.fullmatch(low)
    if tailed and tailed[2] not in _NAMES and low[0] != "0":
        number, tail = tailed.groups()
        if tail in _TAILS_OF_THEIR_OWN:
            i = out.add(low, a, b)
            out.shapes[i] = "opaque" if tail == "s" else "ordinal"
            out.numbers |= {} if tail == "s" else {i: float(number.replace(",", ""))}
            return
        out.numbers[out.add(number, a, a + len(number))] = float(number.replace(",", ""))
        at = a + len(number)
        for word in re.split(r"([-/])", low[len(number) :]):
            if word:
                out.add(word, at, at + len(word))
                at += len(word)
        return
    ranged = _RANGE.fullmatch(low)
    if ranged and low[0] != "0":
        first, magnitude, second, tail = ranged.groups()
        x, y = float(first.replace(",", "")), float(second.replace(",", ""))
        if second[0] != "0" and (x < y or (tail and tail not in _NAMES)):
            out.numbers[out.add(first, a, a + len(first))] = x
            at = a + len(first)
            if magnitude:
                out.add(magnitude, at, at + 1)
                at += 1
            out.add("-", at, at + 1)
            at += 1
            out.numbers[out.add(second, at, at + len(second))] = y
            if tail:
                out.add(tail, b - len(tail), b)
            return
    out.shapes[out.add(low, a, b)] = "opaque"
