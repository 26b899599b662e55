"""Transcripts as text: the headers of Otter, Rev, Zoom, Fathom, Meet and Webex, and names before a colon.

A file is read in two passes. The first asks each line whether it could begin a turn (`_header`), the second
decides which of those candidates are speakers, since ``word: text`` also is what notes, logs and YAML
look like.
Lines that begin no turn continue the one above; what stands before the first turn is preamble, never speech.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from statistics import median
from typing import Final

from analyzer.conversation import Participant
from analyzer.errors import BadInputError, one_line
from analyzer.transcripts.clean import decode_entities, is_sound, one_blank, unescape_markdown
from analyzer.transcripts.names import (
    STOP,
    is_numbered,
    is_unknown,
    label_role,
    looks_proper,
    may_be_name,
    normalise,
    squash,
)
from analyzer.transcripts.raw import Format, Raw, Unit
from analyzer.transcripts.report import Collector, Timing
from analyzer.transcripts.source import Source
from analyzer.transcripts.times import CLOCK, checked, parse_clock, wall_offsets

__all__ = ["FORMAT", "no_speakers"]

#: Longer lines are text, whatever they begin with.
_MAX_LINE: Final = 10_000
_MAX_SPEAKERS: Final = 30
_MAX_MEDIAN_HEADER: Final = 40

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
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(?P<title>.*)")
# "May 12, 2026, 10:00AM" is a date line, and no speaker called May.
_DATED = re.compile(r"\b(?:19|20)[0-9]{2}\b|[0-9]{1,2}[./-][0-9]{1,2}[./-]")
_ANCHOR = re.compile(r"\s*\{#[^{}\s]{1,100}\}\s*$")
_BULLET = re.compile(r"\s*[-*+•]\s+(?=\S)")
_RULE = re.compile(r"\s*(?:-{3,}|\*{3,}|_{3,}|={3,})\s*")
_CHAT = re.compile(
    r"(?:[0-9:]{5,8}\s+)?From\s+.{1,80}?\s+to\s+.{1,80}?:?\s*$|[0-9]{2}:[0-9]{2}:[0-9]{2}\t[^\t]{1,80}:\t"
)
_LOG_LEVEL = re.compile(r"\b(?:INFO|WARN|WARNING|ERROR|DEBUG|TRACE|FATAL|CRITICAL|NOTICE)\b")
_TITLE: Final = re.compile(r"(?:📖\s*)?(?:full\s+)?transcript(?:ion)?:?", re.IGNORECASE)
_COMPANY = re.compile(r"(?P<name>\S.*?)\s*\((?P<company>[^()]{1,60})\)")

_MEET: Final = "This editable transcript was computer generated"
_OTTER: Final = "Transcribed by https://otter.ai"
_FATHOM: Final = "VIEW RECORDING - "
#: Lines that tools add around speech, by their beginning or end.
_ADDED_STARTS: Final = (
    _MEET, "Transcribed by https://", "Transcribed by otter", "Meeting ended after ",
    "Transcription ended after ",
    "VIEW RECORDING - ", "Transcript by Rev", "Automatically transcribed by",
)  # fmt: skip
_ADDED_ENDS: Final = (
    "started transcription",
    "stopped transcription",
    "started recording",
    "stopped recording",
)
#: Headings of sections that are no speech.
_SECTIONS: Final = frozenset(
    (
        "summary", "action items", "next steps", "notes", "key takeaways", "takeaways", "meeting notes",
        "chapters",
        "agenda", "attendees", "details", "highlights", "decisions", "suggested next steps", "overview",
        "outline",
        "key points", "topics", "keywords", "summary keywords", "invited", "attachments", "show notes",
        "resources",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Header:
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
        return self.start_s is not None


@dataclass(slots=True)
class _Open:
    """The unit that is being filled."""

    name: str | None
    line: int
    start_s: float | None = None
    end_s: float | None = None
    breaks: bool = False
    time_only: bool = False
    texts: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the first pass found: candidates by line, and who is a speaker."""

    lines: tuple[_Line, ...]
    headers: tuple[_Header | None, ...]
    names: frozenset[str]
    alone: bool
    timed_text: bool
    dialect: str


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


def _unbold(text: str) -> str:
    return text.replace("**", "").replace("__", "").strip() if "*" in text or "_" in text else text.strip()


def _split_colon(text: str) -> tuple[str, str] | None:
    """Cut ``Name: text`` or ``Name : text`` at its first colon before a blank or the line's end."""
    at = text.find(":")
    while 0 <= at <= 70:
        if at + 1 == len(text) or text[at + 1] in " \t\u00a0\u2009":
            label = _unbold(text[:at])
            rest = text[at + 1 :].strip()
            if text[:at].count("**") % 2:
                rest = rest.removeprefix("**").strip()
            return (label, rest) if may_be_name(label) else None
        if text.startswith(("**", "__"), at + 1):
            label = _unbold(text[:at])
            return (label, text[at + 3 :].strip()) if may_be_name(label) else None
        at = text.find(":", at + 1)
    return None


def _header(line: str, previous_blank: bool) -> _Header | None:
    """Return what kind of turn a line may begin; None where it is only text."""
    if len(line) > _MAX_LINE:
        return None
    text = one_blank(line)
    if not text:
        return None
    heading = _HEADING.fullmatch(text) if text[0] == "#" else None
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
            return _Header("[name] time", match.group("name").strip(), start_s=start, wall=True)
        tag = _LEAD_TAG.fullmatch(text)
        if tag is not None and is_sound(tag.group("tag")[1:-1]) and not is_unknown(tag.group("tag")):
            inner = _header(tag.group("rest"), previous_blank)
            if inner is not None and inner.name is not None and inner.shape != "alone":
                return replace(inner, rest=f"{tag.group('tag')} {inner.rest}".strip())
    if head == ">":
        chevron = _CHEVRON.fullmatch(text)
        if chevron is not None:
            cut = _split_colon(chevron.group("rest"))
            if cut is not None:
                return _Header(">>", cut[0], cut[1], breaks=True)
            return _Header(">>", None, chevron.group("rest").strip(), breaks=True)
    if ":" in text:
        found = _with_colon(text)
        if found is not None:
            return found
    if head in "QA":
        qa = _QA.fullmatch(text)
        if qa is not None:
            return _Header("q/a", qa.group("name"), qa.group("rest").strip())
    if previous_blank or heading is not None:
        name = _unbold(text)
        if (
            len(name) <= 60
            and len(name.split()) <= 5
            and may_be_name(name)
            and looks_proper(name)
            and name[-1] not in ".,?!"
        ):
            return _Header("heading" if heading is not None else "alone", name)
    return None


def _with_colon(text: str) -> _Header | None:
    spoken = _SPEAKER_IS.fullmatch(text)
    if spoken is not None and len(spoken.group("name").split()) <= 4:
        return _Header("speaker:", spoken.group("name").strip())
    if any(map(str.isdigit, text)):
        match = _TIME_BEHIND.fullmatch(text)
        if match is not None:
            name = _unbold(match.group("name")).rstrip(":").strip()
            if ": " not in name and may_be_name(name):
                start = _clock(match.group("start"), match.group("ampm"))
                end = parse_clock(match.group("end")) if match.group("end") else None
                rest = match.group("rest").strip().removeprefix("**").strip()
                shape = "name (time)" if match.group("colon").strip() or not rest else "name (time) text"
                return _Header(shape, name, rest, start, end, wall=match.group("ampm") is not None)
        match = _TIME_END.fullmatch(_unbold(text))
        if match is not None:
            name = match.group("name").rstrip(" :-–—,").strip()
            if ": " not in name and may_be_name(name) and _DATED.search(name) is None:
                start = _clock(match.group("start"), match.group("ampm"))
                return _Header("name time", name, start_s=start, wall=match.group("ampm") is not None)
    if text[0] in "QA":
        qa = _QA.fullmatch(text)
        if qa is not None:
            return _Header("q/a", qa.group("name"), qa.group("rest").strip())
    bold = _BOLD.fullmatch(text)
    if bold is not None and (bold.group("in") or bold.group("out")):
        name = bold.group("name").strip()
        return _Header("bold", name, bold.group("rest").strip()) if may_be_name(name) else None
    cut = _split_colon(text)
    return _Header("name:", cut[0], cut[1]) if cut is not None else None


def _time_first(text: str) -> _Header | None:
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
        return _Header(kind, None, start_s=start, end_s=end, wall=wall)
    cut = _split_colon(rest)
    if cut is not None:
        return _Header(f"{kind} name:", cut[0], cut[1], start, end, wall)
    coded = re.match(r"\[([^\[\]]{1,60})\]:?\s+", rest) if rest[0] == "[" else None
    if coded is not None and not is_sound(coded.group(1)) and may_be_name(coded.group(1)):
        return _Header(f"{kind} [name]", coded.group(1), rest[coded.end() :].strip(), start, end, wall)
    if may_be_name(_unbold(rest)) and looks_proper(_unbold(rest)) and len(rest.split()) <= 6:
        return _Header(f"{kind} name", _unbold(rest), "", start, end, wall)
    if bracketed or dashed:
        return _Header(f"{kind} text", None, rest, start, end, wall)
    return _Header("bare time text", None, rest, start, end, wall)


_STRONG: Final = frozenset(
    (
        "[name] time", "name (time)", "name (time) text", "name time", "[time] name:", "time name:",
        "[time] [name]",
        "time [name]", "bold", ">>", "speaker:",
    )
)  # fmt: skip
_NAME_THEN_TEXT: Final = frozenset({"[time] name", "time name"})


def _accept(headers: Sequence[_Header | None], lines: Sequence[_Line]) -> frozenset[str]:
    """Decide which names speak (see the guards of the module's specification)."""
    strong: Counter[str] = Counter()
    colon: Counter[str] = Counter()
    below: Counter[str] = Counter()
    words: dict[str, int] = {}
    covered: Counter[str] = Counter()
    full = 0
    order: list[str] = []
    for i, header in enumerate(headers):
        alone = header is not None and header.timed and header.name is None and not header.rest
        full += bool(lines[i].text.strip()) and not alone
        if header is None or header.name is None:
            continue
        key = normalise(header.name)
        if header.shape in _STRONG:
            strong[key] += 1
        elif header.shape in {"name:", "q/a"}:
            colon[key] += 1
        elif header.shape in _NAME_THEN_TEXT or header.shape == "heading":
            below[key] += 1
            continue
        else:
            continue
        order.append(key)
        said = header.rest
        if not said and i + 1 < len(lines):
            below_it = headers[i + 1]
            if below_it is None or below_it.name is None or below_it.rest:
                said = lines[i + 1].text
                covered[key] += 1
        words[key] = words.get(key, 0) + len(said.split())
    counts = strong + colon
    sayers = {key for key in counts if words.get(key, 0) > 0 or strong[key]}
    proper = {key for key in sayers if looks_proper(key)}
    accepted = {key for key in strong if key in proper}
    accepted |= {key for key in colon if key in proper and counts[key] > 1}
    # A label alone on its line also speaks for the line below it.
    share = sum(counts[key] + covered[key] for key in proper) / max(full, 1)
    several = len({key for key in proper if counts[key] > 1})
    # Labels in small letters ("alice: …") are names where nearly every line has one and they take turns.
    # Beside headers that leave no doubt (a name with a time) they are names only in such headers themselves.
    plain = {
        key
        for key in sayers - proper
        if counts[key] > 1 and words[key] >= 3 * counts[key] and (strong[key] or not accepted & strong.keys())
    }
    if plain and sum(counts[key] for key in plain | accepted) >= 0.8 * full and len(plain | accepted) > 1:
        accepted |= plain
    if several:
        singles = {key for key in proper if counts[key] == 1}
        accepted |= {key for key in singles if label_role(key) is not None}
        if share >= 0.8 or (len(accepted) < 2 and share >= 0.6):
            accepted |= singles
        else:
            accepted |= _like_the_others(singles, accepted, headers, lines)
    elif not accepted and len(proper) >= 2 and share >= 0.6 and (len(proper) <= 3 or all(map(is_numbered, proper))):
        accepted |= proper
    if not {"Q", "A"} <= accepted | set(colon):
        accepted -= {"Q", "A"}
    elif colon["Q"] and colon["A"]:
        accepted |= {"Q", "A"}
    if sum(counts[key] for key in accepted) < 2:
        repeated = {key for key, n in below.items() if n > 1 and looks_proper(key)}
        if len(repeated) > 1 or (repeated and len(below) > 1):
            accepted |= {key for key in below if looks_proper(key)}
    return frozenset(key for key in accepted if key.casefold() not in STOP)


def _like_the_others(
    singles: set[str], accepted: set[str], headers: Sequence[_Header | None], lines: Sequence[_Line]
) -> set[str]:
    """Accept a name that occurs once where it stands behind a blank line, as the accepted ones do."""

    def after_blank(i: int) -> bool:
        return i == 0 or not lines[i - 1].text.strip()

    keys = {i: normalise(h.name) for i, h in enumerate(headers) if h is not None and h.name is not None}
    theirs = [after_blank(i) for i, key in keys.items() if key in accepted]
    if not theirs or sum(theirs) < 0.8 * len(theirs):
        return set()
    return {keys[i] for i in keys if keys[i] in singles and after_blank(i) and (" " in keys[i] or keys[i].isupper())}


def _accept_alone(headers: Sequence[_Header | None], lines: Sequence[_Line]) -> frozenset[str]:
    """Accept names alone on a line: those that come again, each with text below it."""
    counts: Counter[str] = Counter()
    for i, header in enumerate(headers):
        if header is None or header.shape not in {"alone", "heading"} or header.name is None:
            continue
        if header.shape == "heading" or (i + 1 < len(lines) and lines[i + 1].text.strip()):
            counts[normalise(header.name)] += 1
    repeated = {key for key, n in counts.items() if n > 1}
    paragraphs = sum(
        1 for i, line in enumerate(lines) if line.text.strip() and (i == 0 or not lines[i - 1].text.strip())
    )
    sides = all(label_role(key) is not None for key in counts)
    if len(counts) > 1 and (repeated or sides) and sum(counts.values()) >= 0.9 * paragraphs:
        return frozenset(counts)
    return frozenset(repeated) if len(repeated) > 1 else frozenset()


def _is_conversation(plan_headers: Iterable[_Header], names: frozenset[str]) -> bool:
    found = [normalise(h.name) for h in plan_headers if h.name is not None and normalise(h.name) in names]
    if len(found) < 2:
        return False
    distinct = len(set(found))
    if distinct < 2 and len(found) < 2:
        return False
    if distinct > _MAX_SPEAKERS and len(found) < 3 * distinct:
        return False
    return median(map(len, found)) < _MAX_MEDIAN_HEADER


def _front_matter(lines: Sequence[str]) -> int:
    if not lines or lines[0].strip() != "---":
        return 0
    for end in range(1, min(len(lines), 60)):
        if lines[end].strip() == "---":
            return end + 1 if any(re.match(r"[\w -]{1,40}:(?:\s|$)", line) for line in lines[1:end]) else 0
    return 0


def _attendees(lines: Sequence[str]) -> set[str]:
    """Return the names listed under "Attendees"."""
    names: set[str] = set()
    for i, line in enumerate(lines[:60]):
        if _unbold(line).strip("# :").casefold() == "attendees":
            for below in lines[i + 1 : i + 4]:
                if below.strip():
                    names |= {squash(part) for part in _unbold(below).split(",") if may_be_name(part)}
                    break
    return names


def _split_paragraphs(lines: list[_Line], names: set[str]) -> list[_Line]:
    """Cut lines that hold several turns before each ``Name:`` of someone known (Gemini documents)."""
    known = sorted({name for name in names if len(name) > 2}, key=len, reverse=True)[:200]
    if not known:
        return lines
    pattern = re.compile(r"(?<=\s)(?:\*\*)?(?:" + "|".join(map(re.escape, known)) + r")(?:\*\*:|:\*\*|:)(?=\s)")
    out: list[_Line] = []
    for line in lines:
        since = 0
        for match in pattern.finditer(line.text):
            if line.text[since : match.start()].strip():
                out.append(_Line(line.number, line.text[since : match.start()]))
                since = match.start()
        out.append(_Line(line.number, line.text[since:] if since else line.text))
    return out


def _plan(source: Source) -> _Plan | None:
    """Take the first pass; None where the text is no conversation."""
    text = source.text
    raw = source.lines
    meet = _MEET in text
    lines = [_Line(i + 1, line) for i, line in enumerate(raw)]
    if meet:
        heads = (_header(line.text, True) for line in lines)
        seen = {
            h.name for h in heads if h is not None and h.name and h.shape in {"name:", "bold"} and looks_proper(h.name)
        }
        lines = _split_paragraphs(lines, _attendees(raw) | {squash(name) for name in seen})
    plan = _plan_of(lines, text, meet)
    if plan is None and sum(_BULLET.match(line) is not None for line in raw) * 5 >= 4 * sum(
        map(bool, map(str.strip, raw))
    ):
        # A list whose items are the turns.
        bare = [_Line(line.number, _BULLET.sub("", line.text, count=1)) for line in lines]
        plan = _plan_of(bare, text, meet)
    return plan


def _plan_of(lines: Sequence[_Line], text: str, meet: bool) -> _Plan | None:
    headers: list[_Header | None] = []
    blank = True
    for line in lines:
        headers.append(_header(line.text, blank))
        blank = not line.text.strip() or (headers[-1] is not None and headers[-1].name is None)
    begin = _front_matter([line.text for line in lines])
    for i in range(begin):
        headers[i] = None
    title = _transcript_title(lines, headers)
    for i in range(title):
        headers[i] = None
    _forget_sections(lines, headers, title)
    names = _accept(headers, lines)
    if _is_conversation((h for h in headers if h is not None), names):
        return _Plan(tuple(lines), tuple(headers), names, False, False, _dialect(text, headers, names, meet))
    alone = _accept_alone(headers, lines)
    if alone:
        return _Plan(tuple(lines), tuple(headers), alone, True, False, "meet" if meet else "name-lines")
    if _only_times(headers, lines, text):
        return _Plan(tuple(lines), tuple(headers), frozenset(), False, True, "timed-lines")
    return None


def _transcript_title(lines: Sequence[_Line], headers: Sequence[_Header | None]) -> int:
    """Return the line after the title "Transcript", if turns follow it; notes stand before it."""
    for i, line in enumerate(lines):
        if len(line.text) < 60 and _TITLE.fullmatch(_unbold(line.text.strip().strip("#")).strip()) is not None:
            named = [h for h in headers[i + 1 :] if h is not None and h.name is not None]
            return i + 1 if len(named) >= 2 else 0
    return 0


def _forget_sections(lines: Sequence[_Line], headers: list[_Header | None], begin: int) -> None:
    """Blank the candidates under headings of sections that are no speech."""
    inside = False
    for i in range(begin, len(lines)):
        line = lines[i].text
        if line[:1] == "#" or (line[:2] in {"**", "__"} and len(line) < 80):
            match = _HEADING.fullmatch(line.strip())
            title = _unbold(match.group("title") if match is not None else line).strip("#: ").casefold()
            if match is not None:
                inside = title in _SECTIONS
            elif title in _SECTIONS:
                inside = True
        if inside:
            headers[i] = None


def _only_times(headers: Sequence[_Header | None], lines: Sequence[_Line], text: str) -> bool:
    """Tell whether the text is timed lines without speakers (YouTube's copied transcript, Graph's text)."""
    full = sum(1 for line in lines if line.text.strip())
    texts = sum(1 for h in headers if h is not None and h.timed and (h.rest or h.name))
    bare = sum(1 for h in headers if h is not None and h.timed and not h.rest and h.name is None)
    if texts + bare < 2 or len(_LOG_LEVEL.findall(text)) * 3 > texts + bare:
        return False
    return texts >= 0.6 * full or (bare >= 0.3 * full and full > bare)


def _dialect(text: str, headers: Sequence[_Header | None], names: frozenset[str], meet: bool) -> str:
    if meet:
        return "meet"
    if _OTTER in text:
        return "otter"
    if _FATHOM in text:
        return "fathom"
    shapes = Counter(h.shape for h in headers if h is not None and h.name is not None and normalise(h.name) in names)
    shape = shapes.most_common(1)[0][0] if shapes else "name:"
    return {
        "[name] time": "zoom", "name time": "otter", "name (time)": "rev", "name (time) text": "rev",
        "q/a": "q-a", "bold": "markdown", ">>": "captions", "speaker:": "speechmatics",
    }.get(shape, "times" if "time" in shape else "names")  # fmt: skip


def no_speakers(source: Source) -> BadInputError:
    """Return the refusal of a text in which nothing was recognised."""
    head = one_line(one_blank(source.text[:200]))
    if _looks_like_table(source.lines):
        return source.refuse("E-NOSPEAKERS", f"a table, not a transcript: {head!r}. Save the call as VTT or text.")
    return source.refuse(
        "E-NOSPEAKERS",
        f'no speaker labels found in {head!r}. Label lines "Name: text", or use --as notes.',
    )


def _looks_like_table(lines: Sequence[str]) -> bool:
    head = [line for line in lines[:6] if line.strip()]
    return len(head) > 1 and any(min(line.count(sep) for line in head) > 1 for sep in (",", ";", "\t", "|"))


def _is_chat(lines: Sequence[str]) -> bool:
    full = [line for line in lines[:400] if line.strip()]
    hits = sum(1 for line in full if len(line) < 1000 and _CHAT.match(line) is not None)
    return hits > 0 and hits * 4 >= len(full) and _CHAT.match(full[0]) is not None


def _sniff(source: Source) -> bool:
    if _is_chat(source.lines):
        raise source.refuse("E-CHAT", "a chat log, not a transcript of speech. Give the transcript's file.")
    return _plan(source) is not None


class _Builder:
    """Fills units from lines, once it is known who speaks."""

    def __init__(self, plan: _Plan, blocks: bool, log: Collector) -> None:
        self.units: list[Unit] = []
        self.preamble: list[str] = []
        self._plan = plan
        self._blocks = blocks
        self._log = log
        self._open: _Open | None = None
        self._pending: tuple[float, float | None] | None = None

    @property
    def begun(self) -> bool:
        """Whether the first turn was reached."""
        return self._open is not None or bool(self.units)

    @property
    def speaker(self) -> str | None:
        """Who is speaking."""
        return self._open.name if self._open is not None else None

    def close(self) -> None:
        unit = self._open
        self._open = None
        if unit is None:
            return
        text = one_blank(" ".join(unit.texts))
        place = f"line {unit.line}"
        if not text:
            if not unit.time_only:
                self._log.drop(place, "headers without text")
            return
        start, end = checked(unit.start_s, unit.end_s, place, self._log)
        self.units.append(Unit(unit.name, text, start, end, place, breaks=unit.breaks))

    def begin(self, line: int, header: _Header, name: str | None) -> None:
        self.close()
        start, end = (None, None) if self._blocks and header.name is None else (header.start_s, header.end_s)
        if start is None and self._pending is not None:
            start, end = self._pending
        self._pending = None
        self._open = _Open(name, line, start, end, header.breaks)
        if header.rest:
            self._open.texts.append(_clean(header.rest))

    def time_alone(self, line: int, header: _Header) -> None:
        """Take a time that stands alone: of the header above, of the one below, or of what follows."""
        if self._blocks:
            self._log.drop(f"line {line}", "times of blocks, which are no turn's own")
            return
        start = header.start_s
        if start is None:
            return
        if self._open is not None and not self._open.texts and self._open.start_s is None:
            self._open.start_s, self._open.end_s = start, header.end_s
            return
        if self._open is not None and not self._plan.timed_text:
            # The same speaker goes on (Rev), unless a header follows at once and takes the time.
            name = self._open.name
            self.close()
            self._open = _Open(name, line, start, header.end_s, time_only=True)
            self._pending = (start, header.end_s)
            return
        self.close()
        self._pending = (start, header.end_s)
        if self._plan.timed_text:
            self._open = _Open(None, line, start, header.end_s, time_only=True)

    def text(self, line: _Line) -> None:
        if self._open is None:
            self.preamble.append(line.text.strip())
            return
        self._pending = None
        self._open.texts.append(_clean(line.text))


def _clean(text: str) -> str:
    if "&" in text:
        text = decode_entities(text)
    if "\\" in text:
        text = unescape_markdown(text)
    return text.replace("**", "") if "**" in text else text


def _parse(source: Source) -> Raw:
    plan = _plan(source)
    if plan is None:
        raise no_speakers(source)
    log = Collector()
    times = sum(1 for h in plan.headers if h is not None and h.timed and h.name is None and not h.rest)
    speakers = [h for h in plan.headers if h is not None and h.name is not None and normalise(h.name) in plan.names]
    # Times that stand alone, fewer than the turns, none of which has its own: each is of a block of turns.
    untimed = not any(h.timed for h in speakers)
    blocks = plan.dialect == "meet" or (0 < times < len(speakers) and untimed and not plan.timed_text)
    # Times of day only where all are: a dated title is no reason to move the clock of the turns.
    wall = any(h.wall for h in speakers) and all(h.wall for h in speakers if h.timed)
    builder = _Builder(plan, blocks, log)
    _walk(plan, builder, log)
    units = _wall_clock(builder.units) if wall else builder.units
    preamble = tuple(line for line in builder.preamble if line)
    if preamble:
        log.drop("line 1", "lines before the first turn", len(preamble))
    if not units:
        raise source.refuse("E-NOSPEECH", "speaker names only, no speech under them.")
    timed = any(unit.start_s is not None for unit in units)
    timing: Timing | None = "blocks" if blocks and times and not timed else None
    people: tuple[Participant, ...] = ()
    if plan.dialect == "fathom":
        people = _fathom_people(units)
    metadata = {"wall_clock": [unit.start_s for unit in builder.units][:1]} if wall else {}
    return Raw(
        tuple(units), plan.dialect, timing=timing, participants=people, metadata=metadata,
        preamble=preamble, dropped=log.dropped, warnings=log.warnings,
    )  # fmt: skip


def _walk(plan: _Plan, builder: _Builder, log: Collector) -> None:
    """Go through the lines: what begins a turn, what continues one, what is no speech."""
    skipping = False
    front = _front_matter([line.text for line in plan.lines])
    for i, (line, header) in enumerate(zip(plan.lines, plan.headers, strict=True)):
        place = f"line {line.number}"
        if i < front:
            log.drop(place, "lines of front matter")
            continue
        bare = line.text.strip()
        if not bare:
            continue
        known = header is not None and header.name is not None and normalise(header.name) in plan.names
        if known and header is not None and _may_begin(plan, header):
            skipping = False
            name = None if is_unknown(header.name or "") else squash(decode_entities(header.name or ""))
            builder.begin(line.number, header, name)
            continue
        if header is not None and header.shape == ">>" and plan.names:
            if header.name is not None:
                header = replace(header, rest=f"{header.name}: {header.rest}")
            builder.begin(line.number, header, None)
            continue
        if header is not None and header.name is not None and is_unknown(header.name) and header.shape != "alone":
            builder.begin(line.number, header, None)
            continue
        if header is not None and header.timed and (plan.timed_text or "[" in header.shape or not header.rest):
            if header.name is None and not header.rest:
                builder.time_alone(line.number, header)
                continue
            if plan.timed_text or header.name is None:
                _timed_text(builder, line, header)
                continue
        if _added(bare):
            log.drop(place, "lines that the tool added")
            continue
        if _RULE.fullmatch(bare) is not None:
            log.drop(place, "rules between sections")
            continue
        heading = _HEADING.fullmatch(bare) if bare[0] == "#" else None
        label = _unbold(bare.partition(":")[0]).casefold() if bare.startswith(("**", "__")) else ""
        if heading is not None and builder.begun:
            title = _unbold(heading.group("title")).strip("#: ").casefold()
            skipping = title in _SECTIONS
            log.drop(place, "headings")
            continue
        if label and (label in STOP or label in _SECTIONS):
            log.drop(place, "labelled lines that are no speech (agenda, recording, break)")
            continue
        if skipping or (bare.rstrip(":").casefold() in _SECTIONS and _list_follows(plan, i)):
            skipping = True
            log.drop(place, "lines of sections that are no speech (summary, action items)")
            continue
        builder.text(line)
    builder.close()


def _timed_text(builder: _Builder, line: _Line, header: _Header) -> None:
    """Take a timed line without a speaker: the same one goes on, or nobody is named in the whole file."""
    if header.name is not None:
        colon = ": " if header.shape.endswith(":") else " "
        header = replace(header, rest=f"{header.name}{colon if header.rest else ''}{header.rest}")
    name = builder.speaker
    builder.begin(line.number, header, name)


def _may_begin(plan: _Plan, header: _Header) -> bool:
    """Tell whether a header with a speaker's name begins a turn in this file."""
    if header.shape == "alone":
        return plan.alone
    return header.shape != "bare time text"


def _added(line: str) -> bool:
    bare = _unbold(line).strip("#* _")
    return bare.startswith(_ADDED_STARTS) or (len(bare) < 100 and bare.endswith(_ADDED_ENDS))


def _list_follows(plan: _Plan, i: int) -> bool:
    for line in plan.lines[i + 1 : i + 4]:
        if line.text.strip():
            return _BULLET.match(line.text) is not None
    return False


def _wall_clock(units: Sequence[Unit]) -> list[Unit]:
    offsets = wall_offsets([unit.start_s for unit in units])
    return [replace(unit, start_s=start, end_s=None) for unit, start in zip(units, offsets, strict=True)]


def _fathom_people(units: Sequence[Unit]) -> tuple[Participant, ...]:
    """Take "(Company)" behind a name as Fathom means it: someone from outside the user's own team."""
    people = []
    for name in dict.fromkeys(unit.speaker for unit in units if unit.speaker is not None):
        match = _COMPANY.fullmatch(name)
        if match is not None:
            evidence = "Fathom marks people from outside with their company"
            people.append(
                Participant(name, "prospect", "metadata", 1.0, (evidence,), {"company": match.group("company")})
            )
    return tuple(people)


FORMAT: Final = Format("text", "transcript as plain text", (".txt", ".md", ".text"), _sniff, _parse)
