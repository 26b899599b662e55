"""Lines that may begin a turn: the shapes of the plain-text grammar, most specific first."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from analyzer.transcripts.clean import is_sound, one_blank
from analyzer.transcripts.names import is_unknown, looks_proper, may_be_name
from analyzer.transcripts.times import CLOCK, parse_clock

__all__ = ["HEADING", "Header", "Line", "header_of", "unbold"]

#: Longer lines are text, whatever they begin with.
_MAX_LINE: Final = 10_000

_AMPM = r"(?:\s?(?P<ampm>[AaPp])\.?[Mm]\.?)?"
_TO = r"\s*(?:→|-{1,2}>|–|—|-|\bto\b)\s*"
_TIME_FIRST = re.compile(
    rf"(?P<open>[\[(]?)\s?(?P<start>{CLOCK}){_AMPM}(?:{_TO}(?P<end>{CLOCK}))?\s?(?P<close>[\])]?)"
    r"(?![\w.,:]?\d)"
    rf"(?P<rest>(?:\s|[-–—|:*]|$).*)"
)
_TIME_BEHIND = re.compile(
    rf"(?P<name>[^\s\[(].{{0,80}}?)\s?\s?\s?[\[(]\s?(?P<start>{CLOCK}){_AMPM}(?:{_TO}(?P<end>{CLOCK}))?\s?"
    r"[\])]\s?(?P<colon>(?:\*\*|__)?\s?[:\-–—]?(?:\*\*)?)(?P<rest>(?:\s.*)?)"
)
_BRACKETED_NAME = re.compile(rf"\[(?P<name>[^\[\]]{{1,80}})\]\s+(?P<start>{CLOCK}){_AMPM}\s*")
_TIME_END = re.compile(rf"(?P<name>\S.{{0,80}}?)(?:\s*[-–—|,·]\s*|\s+)(?P<start>{CLOCK}){_AMPM}\s*")
_BOLD = re.compile(r"(?:\*\*|__)(?P<name>[^*\n]{1,80}?)\s?(?P<in>:?)\s?(?:\*\*|__)\s?(?P<out>:?)(?P<rest>(?:\s.*)?)")
_CHEVRON = re.compile(r">{2,3}\s?(?P<rest>.*)")
_QA = re.compile(r"(?P<name>[QA])[0-9]{0,3}\s?[.:)](?P<rest>(?:\s.*)?)")
_LEAD_TAG = re.compile(r"(?P<tag>[\[(][^\[\]()]{1,40}[\])])\s+(?P<rest>\S.*)")
_SPEAKER_IS = re.compile(r"SPEAKER:\s+(?P<name>\S.{0,60})")
HEADING = re.compile(r"\s{0,3}#{1,6}\s+(?P<title>.*)")
# "May 12, 2026, 10:00AM" is a date line, and no speaker called May.
_DATED = re.compile(r"\b(?:19|20)[0-9]{2}\b|[0-9]{1,2}[./-][0-9]{1,2}[./-]")
_ANCHOR = re.compile(r"\s?\{#[^{}\s]{1,100}\}\s?$")


@dataclass(frozen=True, slots=True)
class Header:
    """A line that may begin a turn."""

    shape: str
    name: str | None
    rest: str = ""
    start_s: float | None = None
    end_s: float | None = None
    wall: bool = False
    breaks: bool = False

    @property
    def timed(self) -> bool:
        """Whether it has a time of its own."""
        return self.start_s is not None


@dataclass(frozen=True, slots=True)
class Line:
    """One line, or a part of one that holds several turns: where it stands, and whether a paragraph begins there."""

    place: str
    text: str
    starts: bool = True


def _clock(text: str, ampm: str | None) -> float | None:
    value = parse_clock(text)
    if value is None or ampm is None:
        return value
    hours = value // 3600
    if text.count(":") == 1:
        value *= 60  # hours and minutes
        hours = value // 3600
    # Twelve o'clock is the one where AM and PM are not an addition.
    shift = (-12 if hours == 12 else 0) if ampm in "aA" else (0 if hours >= 12 else 12)
    return value + shift * 3600.0


def unbold(text: str) -> str:
    """Take the marks of bold text away."""
    return text.replace("**", "").replace("__", "").strip() if "*" in text or "_" in text else text.strip()


def _split_colon(text: str) -> tuple[str, str] | None:
    """Cut ``Name: text`` or ``Name : text`` at its first colon before a blank or the line's end."""
    at = text.find(":")
    while 0 <= at <= 70:
        if at + 1 == len(text) or text[at + 1] in " \t\u00a0\u2009":
            label = unbold(text[:at])
            rest = text[at + 1 :].strip()
            if text[:at].count("**") % 2:
                rest = rest.removeprefix("**").strip()
            return (label, rest) if may_be_name(label) else None
        if text.startswith(("**", "__"), at + 1):
            label = unbold(text[:at])
            return (label, text[at + 3 :].strip()) if may_be_name(label) else None
        at = text.find(":", at + 1)
    return None


def header_of(line: str, previous_blank: bool) -> Header | None:
    """Return what kind of turn a line may begin; None where it is only text."""
    if len(line) > _MAX_LINE:
        return None
    text = one_blank(line)
    if not text:
        return None
    heading = HEADING.fullmatch(text) if text[0] == "#" else None
    if heading is not None:
        text = _ANCHOR.sub("", heading.group("title")).strip().rstrip("#").strip()
        if not text:
            return None
    head = text[0]
    if head.isdigit() or head in "[(":
        found = _time_first(text)
        if found is not None:
            return found
        match = _BRACKETED_NAME.fullmatch(text) if head == "[" else None
        if match is not None and not is_sound(match.group("name")):
            start = _clock(match.group("start"), match.group("ampm"))
            return Header("[name] time", match.group("name").strip(), start_s=start, wall=True)
        tag = _LEAD_TAG.fullmatch(text)
        if tag is not None and is_sound(tag.group("tag")[1:-1]) and not is_unknown(tag.group("tag")):
            inner = header_of(tag.group("rest"), previous_blank)
            if inner is not None and inner.name is not None and inner.shape != "alone":
                return replace(inner, rest=f"{tag.group('tag')} {inner.rest}".strip())
    if head == ">":
        chevron = _CHEVRON.fullmatch(text)
        if chevron is not None:
            cut = _split_colon(chevron.group("rest"))
            if cut is not None:
                return Header(">>", cut[0], cut[1], breaks=True)
            return Header(">>", None, chevron.group("rest").strip(), breaks=True)
    if ":" in text:
        found = _with_colon(text)
        if found is not None:
            return found
    if head in "QA":
        qa = _QA.fullmatch(text)
        if qa is not None:
            return Header("q/a", qa.group("name"), qa.group("rest").strip())
    if previous_blank or heading is not None:
        name = unbold(text)
        if (
            len(name) <= 60
            and len(name.split()) <= 5
            and may_be_name(name)
            and looks_proper(name)
            and name[-1] not in ".,?!"
        ):
            return Header("heading" if heading is not None else "alone", name)
    return None


def _with_colon(text: str) -> Header | None:
    spoken = _SPEAKER_IS.fullmatch(text)
    if spoken is not None and len(spoken.group("name").split()) <= 4:
        return Header("speaker:", spoken.group("name").strip())
    if any(map(str.isdigit, text)):
        match = _TIME_BEHIND.fullmatch(text)
        if match is not None:
            name = unbold(match.group("name")).rstrip(":").strip()
            if ": " not in name and may_be_name(name):
                start = _clock(match.group("start"), match.group("ampm"))
                end = parse_clock(match.group("end")) if match.group("end") else None
                rest = match.group("rest").strip().removeprefix("**").strip()
                shape = "name (time)" if match.group("colon").strip() or not rest else "name (time) text"
                return Header(shape, name, rest, start, end, wall=match.group("ampm") is not None)
        match = _TIME_END.fullmatch(unbold(text))
        if match is not None:
            name = match.group("name").rstrip(" :-–—,").strip()
            if ": " not in name and may_be_name(name) and _DATED.search(name) is None:
                start = _clock(match.group("start"), match.group("ampm"))
                return Header("name time", name, start_s=start, wall=match.group("ampm") is not None)
    if text[0] in "QA":
        qa = _QA.fullmatch(text)
        if qa is not None:
            return Header("q/a", qa.group("name"), qa.group("rest").strip())
    bold = _BOLD.fullmatch(text)
    if bold is not None and (bold.group("in") or bold.group("out")):
        name = bold.group("name").strip()
        return Header("bold", name, bold.group("rest").strip()) if may_be_name(name) else None
    cut = _split_colon(text)
    return Header("name:", cut[0], cut[1]) if cut is not None else None


def _time_first(text: str) -> Header | None:
    match = _TIME_FIRST.fullmatch(text)
    if match is None or bool(match.group("open")) != bool(match.group("close")):
        return None
    start = _clock(match.group("start"), match.group("ampm"))
    if start is None:
        return None
    end = parse_clock(match.group("end")) if match.group("end") else None
    wall = match.group("ampm") is not None
    rest = match.group("rest").strip()
    dashed = rest[:1] in {"-", "–", "—", "|", ":"}
    if dashed:
        rest = rest[1:].strip()
    bracketed = bool(match.group("open"))
    kind = "[time]" if bracketed else "time"
    if not rest:
        return Header(kind, None, start_s=start, end_s=end, wall=wall)
    cut = _split_colon(rest)
    if cut is not None:
        return Header(f"{kind} name:", cut[0], cut[1], start, end, wall)
    coded = re.match(r"\[([^\[\]]{1,60})\]:?\s+", rest) if rest[0] == "[" else None
    if coded is not None and not is_sound(coded.group(1)) and may_be_name(coded.group(1)):
        return Header(f"{kind} [name]", coded.group(1), rest[coded.end() :].strip(), start, end, wall)
    if may_be_name(unbold(rest)) and looks_proper(unbold(rest)) and len(rest.split()) <= 6:
        return Header(f"{kind} name", unbold(rest), "", start, end, wall)
    if bracketed or dashed:
        return Header(f"{kind} text", None, rest, start, end, wall)
    return Header("bare time text", None, rest, start, end, wall)
