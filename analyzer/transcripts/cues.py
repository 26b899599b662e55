"""Timed cues out of subtitle text: one tolerant reader for WebVTT and SRT, and for what claims to be either.

Browsers drop a cue whose timing line is damaged. We keep its text, without a time, and say so; we keep text
that an exporter put behind a blank line; and an identifier is one only where a timing line follows it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from analyzer.transcripts.report import Collector
from analyzer.transcripts.times import checked, is_teams_form, parse_clock

__all__ = ["WEBEX_ID", "Cue", "CueFile", "has_arrow_timing", "read_cues"]

ARROW: Final = "-->"
WEBEX_ID: Final = re.compile(r'\s*[0-9]{1,9}\s+"(.{0,200})"(?:\s+\(([0-9]{1,20})\))?\s*')

# The form nearly every file has, read without further parsing.
_STRICT = re.compile(
    r"([0-9]{2,4}:[0-5][0-9]):([0-5][0-9])[.,]([0-9]{3}) --> ([0-9]{2,4}:[0-5][0-9]):([0-5][0-9])[.,]([0-9]{3})"
    r"(?:[ \t].*)?",
    re.ASCII,
)
#: A timing: start, end, and whether both were understood.
_Timing = tuple[float | None, float | None, bool]
_CLOCKISH = re.compile(r"-?[0-9]{1,9}[:.,][0-9:.,;-]*[0-9]|-?[0-9]{1,9}")
_GUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F-]{4,40}(?:/[0-9-]{1,20})?")
_COMMENT = re.compile(r"NOTE(?:[ \t].*)?")
_CSS = re.compile(r"(?:STYLE|REGION)[ \t]*")


@dataclass(slots=True)
class Cue:
    """One cue: times in seconds, where it stands and the payload's lines as written."""

    start_s: float | None
    end_s: float | None
    place: str
    identifier: str | None = None
    lines: list[str] = field(default_factory=list)


@dataclass(slots=True)
class CueFile:
    """All cues of a file in file order, with what stood around them."""

    cues: list[Cue] = field(default_factory=list)
    header: list[str] = field(default_factory=list)
    unpadded: bool = False


@lru_cache(maxsize=1024)  # neighbouring cues begin in the same minute
def _minute(text: str) -> int:
    """Return the milliseconds before ``hh:mm``."""
    hours, _, minutes = text.partition(":")
    return (int(hours) * 60 + int(minutes)) * 60_000


def _strict(line: str) -> _Timing | None:
    match = _STRICT.fullmatch(line)
    if match is None:
        return None
    a, b, c, d, e, f = match.groups()
    # One division, so that 9.726 stays 9.726.
    return (_minute(a) + int(b + c)) / 1000, (_minute(d) + int(e + f)) / 1000, True


def _sides(line: str) -> tuple[str, str] | None:
    """Return both clock texts of a line that is meant as a timing, or None where it is text with an arrow."""
    left, _, right = line.partition(ARROW)
    words = right.split(None, 1)
    a, b = left.strip(), words[0] if words else ""
    good_a, good_b = _CLOCKISH.fullmatch(a) is not None, _CLOCKISH.fullmatch(b) is not None
    if (good_a and (good_b or not b)) or (good_b and not a) or (":" in a and good_a) or (":" in b and good_b):
        return a, b
    return None


def has_arrow_timing(lines: Sequence[str], within: int = 60) -> bool:
    """Tell whether a timing line stands in the first blocks of the file."""
    for line in lines[:within]:
        if ARROW in line and len(line) < 1000:
            sides = _sides(line)
            if sides is not None and parse_clock(sides[0]) is not None and ":" in sides[0]:
                return True
    return False


def _looks_like_id(line: str) -> bool:
    text = line.strip()
    return text.isdigit() or _GUID.fullmatch(text) is not None or WEBEX_ID.fullmatch(text) is not None


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield runs of lines that are not blank, each with the index of its first line."""
    block: list[str] = []
    begin = 0
    for i, line in enumerate(lines):
        if line and not line.isspace():
            if not block:
                begin = i
            block.append(line)
        elif block:
            yield begin, block
            block = []
    if block:
        yield begin, block


class _Reader:
    def __init__(self, lines: Sequence[str], webvtt: bool, log: Collector, place: Callable[[int], str]) -> None:
        arrows = [line for line in lines if ARROW in line]
        self._timings = {line: found for line in arrows if (found := _strict(line)) is not None}
        unpadded = any(line not in self._timings and _any_teams(line) for line in arrows)
        self.file = CueFile(unpadded=unpadded)
        self._webvtt = webvtt
        self._log = log
        self._place = place
        self._open_braces = 0
        self._in_style = False

    def timing(self, line: str) -> _Timing | None:
        """Return start, end and whether both were understood; None where the line is no timing."""
        found = self._timings.get(line)
        if found is not None:
            return found
        sides = _sides(line)
        if sides is None:
            return None
        first = parse_clock(sides[0], unpadded_ms=self.file.unpadded)
        last = parse_clock(sides[1], unpadded_ms=self.file.unpadded)
        return first, last, first is not None and last is not None

    def text(self, number: int, lines: Sequence[str], *, last_block: bool = False) -> None:
        """Take lines without a timing: a comment, a style sheet, more text of the cue above, or a header."""
        if not lines:
            return
        if self._webvtt and self._apart(number, lines):
            return
        if not self.file.cues:
            self.file.header.extend(line.strip() for line in lines)
            self._log.drop(self._place(number + 1), "lines before the first cue", len(lines))
            return
        cue = self.file.cues[-1]
        if last_block and len(lines) == 1 and cue.lines and self._next_number(cue, lines[0]):
            self._log.drop(self._place(number + 1), "a cue number without a cue (the file is cut off)")
            self._log.warn("W-CUE", "the file ends with a cue number; it may be cut off", self._place(number + 1))
            return
        cue.lines.extend(lines)

    def _next_number(self, cue: Cue, line: str) -> bool:
        text, before = line.strip(), (cue.identifier or "").strip()
        short = len(text) < 10 and len(before) < 10
        return short and text.isdecimal() and before.isdecimal() and int(text) == int(before) + 1

    def _apart(self, number: int, lines: Sequence[str]) -> bool:
        place = self._place(number + 1)
        if self._in_style:
            # Style sheets may hold blank lines; they go on until their braces are closed.
            self._count_braces(lines)
            return True
        if _COMMENT.fullmatch(lines[0]) is not None:
            self._log.drop(place, "NOTE comments")
            return True
        if _CSS.fullmatch(lines[0]) is not None:
            self._log.drop(place, "STYLE and REGION blocks")
            self._count_braces(lines[1:])
            return True
        return False

    def _count_braces(self, lines: Sequence[str]) -> None:
        for line in lines:
            self._open_braces += line.count("{") - line.count("}")
        self._in_style = self._open_braces > 0
        if not self._in_style:
            self._open_braces = 0

    def block(self, begin: int, lines: list[str], last_block: bool) -> None:
        """Take one run of lines that are not blank."""
        since = 0
        for i, line in enumerate(lines):
            if ARROW not in line:
                continue
            found = self.timing(line)
            if found is None:
                continue
            self._in_style, self._open_braces = False, 0
            identifier = None
            until = i
            # One line above a timing is its identifier at the start of a block; elsewhere it has to look so.
            second = since == 0 and i == 1
            comment = second and self._webvtt and _COMMENT.fullmatch(lines[0]) is not None
            if i > since and not comment and (second or self._is_id(lines[i - 1])):
                identifier = lines[i - 1].strip()
                until = i - 1
            if since < until:
                self.text(begin + since, lines[since:until])
            self._cue(begin + i + 1, identifier, found)
            since = i + 1
        if since and since < len(lines):
            self.file.cues[-1].lines.extend(lines[since:])
        elif not since:
            self.text(begin, lines, last_block=last_block)

    def _is_id(self, line: str) -> bool:
        """Tell whether a line inside a block is the next cue's identifier; Teams, unpadded, numbers no cues."""
        return _looks_like_id(line) and not (self.file.unpadded and line.strip().isdecimal())

    def _cue(self, number: int, identifier: str | None, found: _Timing) -> None:
        start, end, understood = found
        place = self._place(number)
        if not understood:
            self._log.warn("W-CUE", "timing not understood; text kept without that time", place)
        if not understood or start is None or end is None or start < 0 or end <= start:
            start, end = checked(start, end, place, self._log)
        self.file.cues.append(Cue(start, end, place, identifier))


def _line(number: int) -> str:
    return f"line {number}"


def read_cues(lines: Sequence[str], log: Collector, *, webvtt: bool, place: Callable[[int], str] = _line) -> CueFile:
    """Read all cues.

    Parameters
    ----------
    lines : sequence of str
        The file's lines; of a WebVTT file with its header line.
    log : Collector
        Takes damaged timings, comments, style sheets and what stands before the first cue.
    webvtt : bool
        Whether NOTE, STYLE and REGION blocks have their meaning.
    place : callable
        Names the place of a line, counted from 1.

    Returns
    -------
    CueFile
        Cues in file order. Linear in the length of the text.
    """
    reader = _Reader(lines, webvtt, log, place)
    begin = 0
    if webvtt and lines and lines[0].lstrip().startswith("WEBVTT"):
        begin = 1
        title = lines[0].strip()[6:].strip(" \t-")
        if title:
            reader.file.header.append(title)
        # Header lines end at the first blank line or timing.
        while begin < len(lines) and lines[begin].strip() and ARROW not in lines[begin]:
            following = lines[begin + 1] if begin + 1 < len(lines) else ""
            if ARROW in following and ":" not in lines[begin]:
                break
            reader.file.header.append(lines[begin].strip())
            begin += 1
    waiting: tuple[int, list[str]] | None = None
    for start, block in _blocks(lines[begin:]):
        if waiting is not None:
            # An identifier, a blank line, then the timing.
            if ARROW in block[0] and _looks_like_id(waiting[1][0]) and reader.timing(block[0]) is not None:
                block, start = [waiting[1][0], *block], start - 1
            else:
                reader.block(waiting[0] + begin, waiting[1], last_block=False)
            waiting = None
        if len(block) == 1 and _looks_like_id(block[0]):
            waiting = (start, block)
        else:
            reader.block(start + begin, block, last_block=False)
    if waiting is not None:
        reader.block(waiting[0] + begin, waiting[1], last_block=True)
    return reader.file


def _any_teams(line: str) -> bool:
    sides = _sides(line)
    return sides is not None and (is_teams_form(sides[0]) or is_teams_form(sides[1]))
