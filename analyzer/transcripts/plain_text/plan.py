"""The first pass over a text: what may begin a turn, who speaks, and what stands around the speech."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

from analyzer.transcripts.names import looks_proper, may_be_name, normalise, squash
from analyzer.transcripts.plain_text.headers import HEADING, Header, Line, header_of, unbold
from analyzer.transcripts.plain_text.speakers import accept, accept_alone, is_conversation
from analyzer.transcripts.source import Source

__all__ = ["BULLET", "MEET", "SECTIONS", "Plan", "front_matter", "plan_of"]

BULLET = re.compile(r"\s*[-*+•]\s+(?=\S)")
_LOG_LEVEL = re.compile(r"\b(?:INFO|WARN|WARNING|ERROR|DEBUG|TRACE|FATAL|CRITICAL|NOTICE)\b")
_TITLE: Final = re.compile(r"(?:📖\s*)?(?:full\s+)?transcript(?:ion)?:?", re.IGNORECASE)

MEET: Final = "This editable transcript was computer generated"
_OTTER: Final = "Transcribed by https://otter.ai"
# "Ana Ruiz stopped transcription" (Teams), "Meeting ended after 00:31:40 👋" (Meet).
_STOPPED = re.compile(r"\S(?:.{0,60}\S)? stopped transcription\s*$|(?:Meeting|Transcription) ended after [0-9]")
_STARTED = re.compile(r"\S started transcription\s*$")
_FATHOM: Final = "VIEW RECORDING - "
#: Headings of sections that are no speech.
SECTIONS: Final = frozenset(
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
class Plan:
    """What the first pass found: candidates by line, and who is a speaker."""

    lines: tuple[Line, ...]
    headers: tuple[Header | None, ...]
    names: frozenset[str]
    alone: bool
    timed_text: bool
    dialect: str
    after: frozenset[int]


def front_matter(lines: Sequence[str]) -> int:
    """Return the number of lines of YAML front matter, its fences included."""
    if not lines or lines[0].strip() != "---":
        return 0
    for end in range(1, min(len(lines), 60)):
        if lines[end].strip() == "---":
            return end + 1 if any(re.match(r"[\w -]{1,40}:(?:\s|$)", line) for line in lines[1:end]) else 0
    return 0


def attendees(lines: Sequence[str]) -> set[str]:
    """Return the names listed under "Attendees"."""
    names: set[str] = set()
    for i, line in enumerate(lines[:60]):
        if unbold(line).strip("# :").casefold() == "attendees":
            for below in lines[i + 1 : i + 4]:
                if below.strip():
                    names |= {squash(part) for part in unbold(below).split(",") if may_be_name(part)}
                    break
    return names


def split_paragraphs(lines: list[Line], names: set[str]) -> list[Line]:
    """Cut lines that hold several turns before each ``Name:`` of someone known (Gemini documents)."""
    known = sorted({name for name in names if len(name) > 2}, key=len, reverse=True)[:200]
    if not known:
        return lines
    pattern = re.compile(r"(?<=\s)(?:\*\*)?(?:" + "|".join(map(re.escape, known)) + r")(?:\*\*:|:\*\*|:)(?=\s)")
    out: list[Line] = []
    for line in lines:
        since = 0
        for match in pattern.finditer(line.text):
            if line.text[since : match.start()].strip():
                out.append(Line(line.place, line.text[since : match.start()], line.starts and not since))
                since = match.start()
        out.append(Line(line.place, line.text[since:], line.starts and not since) if since else line)
    return out


#: Recognising a text is the first pass itself: it is not taken again to read the same file.
_PLANS: Final[WeakKeyDictionary[Source, Plan | None]] = WeakKeyDictionary()


def plan_of(source: Source) -> Plan | None:
    """Take the first pass; None where the text is no conversation."""
    if source not in _PLANS:
        _PLANS[source] = _plan(source)
    return _PLANS[source]


def _plan(source: Source) -> Plan | None:
    text = source.text
    raw = source.lines
    meet = MEET in text
    # A document's empty lines only part its paragraphs, which `starts` tells.
    known: set[str] = set()
    lines = [
        Line(source.place(i), line, source.begins_paragraph(i))
        for i, line in enumerate(raw, 1)
        if source.document is None or line.strip()
    ]
    if meet:
        heads = (header_of(line.text, True) for line in lines)
        seen = {
            h.name for h in heads if h is not None and h.name and h.shape in {"name:", "bold"} and looks_proper(h.name)
        }
        known = attendees(raw)
        lines = split_paragraphs(lines, known | {squash(name) for name in seen})
    plan = _plan_from(lines, text, meet, frozenset(map(normalise, known)))
    if plan is None and sum(BULLET.match(line) is not None for line in raw) * 5 >= 4 * sum(
        map(bool, map(str.strip, raw))
    ):
        # A list whose items are the turns.
        bare = [Line(line.place, _without_bullet(line.text), line.starts) for line in lines]
        plan = _plan_from(bare, text, meet, frozenset())
    return plan


def _without_bullet(line: str) -> str:
    match = BULLET.match(line)
    return line[match.end() :] if match is not None else line


def _plan_from(lines: Sequence[Line], text: str, meet: bool, known: frozenset[str]) -> Plan | None:
    headers: list[Header | None] = []
    nameless = below = False
    for line in lines:
        headers.append(header_of(line.text, (line.starts or nameless) and not below))
        nameless = headers[-1] is not None and headers[-1].name is None
        # What stands right below a name is what was said, however much it looks like a name ("Great").
        below = headers[-1] is not None and headers[-1].shape == "alone"
    begin = front_matter([line.text for line in lines])
    for i in range(begin):
        headers[i] = None
    title = _transcript_title(lines, headers)
    for i in range(title):
        headers[i] = None
    _forget_sections(lines, headers, title)
    after = _after_end(lines, headers)
    for i in after:
        headers[i] = None
    if _FATHOM in text:
        # "0:00:07 - Ana Ruiz" is Fathom's header, and nothing else in its copy looks so.
        known |= {normalise(h.name) for h in headers if h is not None and h.name is not None and h.shape == "time name"}
    names = accept(headers, lines, known)
    if is_conversation((h for h in headers if h is not None), names):
        return Plan(
            tuple(lines), tuple(headers), names, False, False, _dialect(text, lines, headers, names, meet), after
        )
    alone = accept_alone(headers, lines)
    if alone:
        return Plan(tuple(lines), tuple(headers), alone, True, False, "meet" if meet else "name-lines", after)
    if _only_times(headers, lines, text):
        return Plan(tuple(lines), tuple(headers), frozenset(), False, True, "timed-lines", after)
    return None


def _transcript_title(lines: Sequence[Line], headers: Sequence[Header | None]) -> int:
    """Return the line after the title "Transcript", if turns follow it; notes stand before it."""
    for i, line in enumerate(lines):
        if len(line.text) < 60 and _TITLE.fullmatch(unbold(line.text.strip().strip("#")).strip()) is not None:
            named = [h for h in headers[i + 1 :] if h is not None and h.name is not None]
            return i + 1 if len(named) >= 2 else 0
    return 0


def _forget_sections(lines: Sequence[Line], headers: list[Header | None], begin: int) -> None:
    """Blank the candidates under headings of sections that are no speech."""
    inside = False
    for i in range(begin, len(lines)):
        line = lines[i].text
        if line[:1] == "#" or (line[:2] in {"**", "__"} and len(line) < 80):
            match = HEADING.fullmatch(line.strip())
            title = unbold(match.group("title") if match is not None else line).strip("#: ").casefold()
            if match is not None:
                inside = title in SECTIONS
            elif title in SECTIONS:
                inside = True
        if inside:
            headers[i] = None


def _after_end(lines: Sequence[Line], headers: Sequence[Header | None]) -> frozenset[int]:
    """Return the lines behind the tool's own last line; a table of attendees or an advert may follow it."""
    after: list[int] = []
    begun = ended = False
    for i, (line, header) in enumerate(zip(lines, headers, strict=True)):
        begun = begun or (header is not None and header.name is not None)
        if len(line.text) < 100:
            if ended and (_STARTED.search(line.text) or _TITLE.fullmatch(unbold(line.text.strip("# ")))):
                ended = False
            elif begun and not ended and _STOPPED.match(unbold(line.text)) is not None:
                ended = True
                continue
        if ended:
            after.append(i)
    return frozenset(after)


def _only_times(headers: Sequence[Header | None], lines: Sequence[Line], text: str) -> bool:
    """Tell whether the text is timed lines without speakers (YouTube's copied transcript, Graph's text)."""
    full = sum(1 for line in lines if line.text.strip())
    texts = sum(1 for h in headers if h is not None and h.timed and (h.rest or h.name))
    bare = sum(1 for h in headers if h is not None and h.timed and not h.rest and h.name is None)
    if texts + bare < 2 or len(_LOG_LEVEL.findall(text)) * 3 > texts + bare:
        return False
    return texts >= 0.6 * full or (bare >= 0.3 * full and full > bare)


def _dialect(
    text: str, lines: Sequence[Line], headers: Sequence[Header | None], names: frozenset[str], meet: bool
) -> str:
    if meet:
        return "meet"
    if any(_STARTED.search(line.text) is not None for line in lines if len(line.text) < 100):
        return "teams"
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
