"""Transcripts as text: the headers of Otter, Rev, Zoom, Fathom, Meet and Webex, and names before a colon.

A file is read in two passes. The first asks each line whether it could begin a turn (`headers`), and decides
which of those candidates are speakers (`speakers`, `plan`), since ``word: text`` also is what notes, logs and YAML
look like. The second fills the turns (`turns`).
Lines that begin no turn continue the one above; what stands before the first turn is preamble, never speech.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from analyzer.conversation import Participant
from analyzer.errors import BadInputError, one_line
from analyzer.transcripts.clean import one_blank
from analyzer.transcripts.names import normalise
from analyzer.transcripts.plain_text.plan import plan_of
from analyzer.transcripts.plain_text.turns import Builder, walk
from analyzer.transcripts.raw import Format, Raw, Unit
from analyzer.transcripts.report import Collector, Timing
from analyzer.transcripts.source import Source
from analyzer.transcripts.times import is_time_of_day, wall_offsets

__all__ = ["FORMAT", "no_speakers"]

_CHAT = re.compile(
    r"(?:[0-9:]{5,8}\s+)?From\s+.{1,80}?\s+to\s+.{1,80}?:?\s*$|[0-9]{2}:[0-9]{2}:[0-9]{2}\t[^\t]{1,80}:\t"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2} : .{1,80}? : "
)
_XML = re.compile(r"\s{0,9}<(?:\?xml\b|tt\b)")
_COMPANY = re.compile(r"(?P<name>\S.*?)\s*\((?P<company>[^()]{1,60})\)")


def no_speakers(source: Source) -> BadInputError:
    """Return the refusal of a text in which nothing was recognised."""
    head = one_line(one_blank(source.text[:200]))
    if _XML.match(source.text[:200]) is not None:
        return source.refuse("E-NOSPEAKERS", "this is XML (TTML?), which is not supported. Export VTT or SRT.")
    return source.refuse(
        "E-NOSPEAKERS",
        f'no speaker labels found in {head!r}. Label lines "Name: text", or use --as notes.',
    )


def _is_chat(lines: Sequence[str]) -> bool:
    full = [line for line in lines[:400] if line.strip()]
    hits = sum(1 for line in full if len(line) < 1000 and _CHAT.match(line) is not None)
    return hits > 0 and hits * 4 >= len(full) and _CHAT.match(full[0]) is not None


def _sniff(source: Source) -> bool:
    if _is_chat(source.lines):
        raise source.refuse("E-CHAT", "a chat log, not a transcript of speech. Give the transcript's file.")
    return plan_of(source) is not None


def _parse(source: Source) -> Raw:
    plan = plan_of(source)
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
    builder = Builder(plan, blocks, log)
    walk(plan, builder, log)
    if not wall and is_time_of_day(unit.start_s for unit in builder.units):
        wall = True
        log.warn("W-TIME", "times of day, it seems; they are counted from the first one", builder.units[0].place)
    units = _wall_clock(builder.units) if wall else builder.units
    preamble = tuple(line for line in builder.preamble if line)
    if preamble:
        log.drop(source.place(1), "lines before the first turn", len(preamble))
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


def _wall_clock(units: Sequence[Unit]) -> list[Unit]:
    offsets = wall_offsets([unit.start_s for unit in units])
    ends = [
        None if offset is None or unit.start_s is None or unit.end_s is None else offset + unit.end_s - unit.start_s
        for unit, offset in zip(units, offsets, strict=True)
    ]
    return [replace(unit, start_s=a, end_s=b) for unit, a, b in zip(units, offsets, ends, strict=True)]


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
