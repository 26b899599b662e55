"""The second pass: units out of lines, once it is known who speaks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Final

from analyzer.transcripts.clean import decode_entities, one_blank, unescape_markdown, without_bold
from analyzer.transcripts.names import STOP, is_unknown, looks_proper, may_be_name, normalise, squash
from analyzer.transcripts.plain_text.headers import HEADING, Header, Line, unbold
from analyzer.transcripts.plain_text.plan import BULLET, MEET, SECTIONS, Plan, front_matter
from analyzer.transcripts.raw import Unit
from analyzer.transcripts.report import Collector
from analyzer.transcripts.times import checked

__all__ = ["Builder", "walk"]

RULE = re.compile(r"\s*(?:-{3,}|\*{3,}|_{3,}|={3,})\s*")
#: Lines that tools add around speech, by their beginning or end.
_ADDED_STARTS: Final = (
    MEET, "Transcribed by https://", "Transcribed by otter", "Meeting ended after ",
    "Transcription ended after ",
    "VIEW RECORDING - ", "ACTION ITEM: ", "Transcript by Rev", "Automatically transcribed by",
)  # fmt: skip
_ADDED_ENDS: Final = (
    "started transcription",
    "stopped transcription",
    "started recording",
    "stopped recording",
)


@dataclass(slots=True)
class _Open:
    """The unit that is being filled."""

    name: str | None
    place: str
    start_s: float | None = None
    end_s: float | None = None
    breaks: bool = False
    time_only: bool = False
    texts: list[str] = field(default_factory=list)


class Builder:
    """Fills units from lines, once it is known who speaks."""

    def __init__(self, plan: Plan, blocks: bool, log: Collector) -> None:
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
        """End the turn that is being filled."""
        unit = self._open
        self._open = None
        if unit is None:
            return
        text = one_blank(" ".join(unit.texts))
        if not text:
            if not unit.time_only:
                self._log.drop(unit.place, "headers without text")
            return
        start, end = checked(unit.start_s, unit.end_s, unit.place, self._log)
        self.units.append(Unit(unit.name, text, start, end, unit.place, breaks=unit.breaks))

    def begin(self, place: str, header: Header, name: str | None) -> None:
        """Begin a turn at a header."""
        self.close()
        start, end = (None, None) if self._blocks and header.name is None else (header.start_s, header.end_s)
        if start is None and self._pending is not None:
            start, end = self._pending
        self._pending = None
        self._open = _Open(name, place, start, end, header.breaks)
        if header.rest:
            self._open.texts.append(_clean(header.rest))

    def time_alone(self, place: str, header: Header) -> None:
        """Take a time that stands alone: of the header above, of the one below, or of what follows."""
        if self._blocks:
            self._log.drop(place, "times of blocks, which are no turn's own")
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
            self._open = _Open(name, place, start, header.end_s, time_only=True)
            self._pending = (start, header.end_s)
            return
        self.close()
        self._pending = (start, header.end_s)
        if self._plan.timed_text:
            self._open = _Open(None, place, start, header.end_s, time_only=True)

    def text(self, line: Line) -> None:
        """Take a line that begins nothing: more of the turn, or preamble where there is none yet."""
        if self._open is None:
            self.preamble.append(line.text.strip())
            return
        self._pending = None
        self._open.texts.append(_clean(line.text))


def _clean(text: str) -> str:
    # Markup first: what is escaped is meant as it stands.
    text = without_bold(text)
    if "&" in text:
        text = decode_entities(text)
    return unescape_markdown(text) if "\\" in text else text


def walk(plan: Plan, builder: Builder, log: Collector) -> None:
    """Go through the lines: what begins a turn, what continues one, what is no speech."""
    skipping = False
    front = front_matter([line.text for line in plan.lines])
    for i, (line, header) in enumerate(zip(plan.lines, plan.headers, strict=True)):
        place = line.place
        if i < front:
            log.drop(place, "lines of front matter")
            continue
        bare = line.text.strip()
        if not bare:
            continue
        if i in plan.after:
            log.drop(place, "lines after the end of the transcript")
            continue
        known = header is not None and header.name is not None and normalise(header.name) in plan.names
        if known and header is not None and _may_begin(plan, header):
            skipping = False
            name = None if is_unknown(header.name or "") else squash(decode_entities(header.name or ""))
            builder.begin(place, header, name)
            continue
        if header is not None and header.shape == ">>" and plan.names:
            if header.name is not None:
                header = replace(header, rest=f"{header.name}: {header.rest}")
            builder.begin(place, header, None)
            continue
        if header is not None and header.name is not None and is_unknown(header.name) and header.shape != "alone":
            builder.begin(place, header, None)
            continue
        if header is not None and header.timed and (plan.timed_text or "[" in header.shape or not header.rest):
            if header.name is None and not header.rest:
                builder.time_alone(place, header)
                continue
            if plan.timed_text or header.name is None:
                _timed_text(builder, line, header)
                continue
        if _added(bare):
            log.drop(place, "lines that the tool added")
            continue
        if RULE.fullmatch(bare) is not None:
            log.drop(place, "rules between sections")
            continue
        heading = HEADING.fullmatch(bare) if bare[0] == "#" else None
        label = unbold(bare.partition(":")[0]).casefold() if bare.startswith(("**", "__")) else ""
        if heading is not None and builder.begun:
            title = unbold(heading.group("title")).strip("#: ").casefold()
            skipping = title in SECTIONS
            log.drop(place, "headings")
            continue
        if label and (label in STOP or label in SECTIONS):
            log.drop(place, "labelled lines that are no speech (agenda, recording, break)")
            continue
        if skipping or (bare.rstrip(":").casefold() in SECTIONS and _list_follows(plan, i)):
            skipping = True
            log.drop(place, "lines of sections that are no speech (summary, action items)")
            continue
        builder.text(line)
    builder.close()


def _timed_text(builder: Builder, line: Line, header: Header) -> None:
    """Take a timed line without a speaker: the same one goes on, or nobody is named in the whole file."""
    if header.name is not None:
        colon = ": " if header.shape.endswith(":") else " "
        header = replace(header, rest=f"{header.name}{colon if header.rest else ''}{header.rest}")
    builder.begin(line.place, header, builder.speaker)


def _may_begin(plan: Plan, header: Header) -> bool:
    """Tell whether a header with a speaker's name begins a turn in this file."""
    if header.shape == "alone":
        return plan.alone
    return header.shape != "bare time text"


def _added(line: str) -> bool:
    bare = unbold(line).strip("#* _")
    if bare.startswith(_ADDED_STARTS):
        return True
    end = next((end for end in _ADDED_ENDS if len(bare) < 100 and bare.endswith(end)), None)
    # "Ana Ruiz started recording", and not "yes, I think they started recording".
    return end is not None and may_be_name(bare.removesuffix(end)) and looks_proper(bare.removesuffix(end))


def _list_follows(plan: Plan, i: int) -> bool:
    for line in plan.lines[i + 1 : i + 4]:
        if line.text.strip():
            return BULLET.match(line.text) is not None
    return False
