"""How the two sides take turns: stretches, switches, pauses, interruptions."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import pairwise
from statistics import median
from typing import Final

from analyzer.conversation import Interval, Turn
from analyzer.measures.blocks import Block
from analyzer.measures.material import SIDES, Material, Side, other_side
from analyzer.measures.measure import Measure, missing
from analyzer.measures.speech import union_seconds

__all__ = ["interruptions", "longest_stretch", "patience", "switches_per_hour"]

# measures.md, `interruptions` and `patience`.
_MIN_OVERLAP_S: Final = 0.5
_STOPS_WITHIN_S: Final = 2.0
_MIN_PAUSES: Final = 5
# An export that wrote each end as the next start does so everywhere but where a silence was cut out.
_GLUED_SHARE: Final = 0.9
_SAME_TIME_S: Final = 0.0015


def longest_stretch(material: Material, side: Side, break_words: int, break_s: float) -> Measure:
    """Longest stretch of one side that the other did not break: monologue of a rep, story of a prospect.

    Parameters
    ----------
    material : Material
    side : {"rep", "prospect"}
    break_words, break_s : int, float
        A turn of another side breaks it when longer than both; without times the words alone decide.

    Returns
    -------
    Measure
        In seconds of that side's own talk, or in words.
    """
    unit = material.speech.unit
    limit = f"over {break_words} words"
    if material.speech.basis == "seconds":
        limit += f" and {break_s:g} s"
    basis = f"{material.noun} of the {side}, broken by a turn of another side {limit}"
    why = material.lacks(side)
    if why:
        return missing(unit, basis, why)
    best: tuple[float, list[Turn]] = (-1.0, [])
    for stretch in _stretches(material.blocks, side, break_words, break_s):
        size = (
            union_seconds(span for turn in stretch for span in turn.spans)
            if material.speech.basis == "seconds"
            else float(sum(turn.words for turn in stretch))
        )
        if size > best[0]:
            best = (size, stretch)
    size, stretch = best
    return Measure(
        size,
        unit,
        material.status,
        basis,
        material.caveat,
        details={
            "turn": stretch[0].index,
            "last_turn": stretch[-1].index,
            "start_s": stretch[0].start_s,
            "words": sum(turn.words for turn in stretch),
        },
    )


def _stretches(blocks: Iterable[Block], side: Side, break_words: int, break_s: float) -> Iterable[list[Turn]]:
    stretch: list[Turn] = []
    for block in blocks:
        if block.role == side:
            stretch.extend(block.turns)
        elif stretch and block.breaks(break_words, break_s):
            yield stretch
            stretch = []
    if stretch:
        yield stretch


def switches_per_hour(material: Material) -> Measure:
    """Count changes of the speaking role per hour of call, first start to last end."""
    basis = "changes of speaking role / hours of call, first start to last end"
    why = material.lacks("rep", "prospect", times=True, sides_known=True)
    if why:
        return missing("per hour", basis, why)
    begin, end = material.call_bounds
    seconds = end - begin
    switches = sum(a.role != b.role for a, b in pairwise(material.blocks))
    return Measure(
        switches / (seconds / 3600),
        "per hour",
        "measured",
        basis,
        details={"switches": switches, "call_s": seconds},
    )


def patience(material: Material) -> Measure:
    """Median seconds from the end of the prospect's turn to the start of the rep's next one."""
    basis = "median seconds from prospect's end to rep's start, rep backchannels skipped, overlap as 0"
    why = material.lacks("rep", "prospect", times=True)
    if why:
        return missing("s", basis, why)
    changes = [(a, b) for a, b in pairwise(material.blocks) if a.role != b.role and a.timed and b.timed]
    glued = sum(abs(b.start_s - a.end_s) <= _SAME_TIME_S for a, b in changes)
    if changes and glued >= _GLUED_SHARE * len(changes):
        return missing("s", basis, "the file gives each end as the next start: no real ends")
    speaking = [b for b in material.blocks if not (b.role == "rep" and b.backchannel)]
    pauses = [
        max(0.0, b.start_s - a.end_s)
        for a, b in pairwise(speaking)
        if a.role == "prospect" and b.role == "rep" and a.timed and b.timed
    ]
    if len(pauses) < _MIN_PAUSES:
        return missing("s", basis, f"{len(pauses)} pauses, under {_MIN_PAUSES}")
    return Measure(median(pauses), "s", "measured", basis, details={"pauses": len(pauses)})


def interruptions(material: Material) -> dict[str, Measure]:
    """Count the turns of each side that cut the other off.

    A turn counts that begins more than 0.5 s before the other side has ended, is no backchannel, and after
    which the other side stops within 2 s of that beginning.
    """
    overlap = _overlaps(material.conversation.turns)
    return {side: _interruptions(material, side, overlap) for side in SIDES}


def _interruptions(material: Material, side: Side, overlap: bool) -> Measure:
    other = other_side(side)
    basis = (
        f"turns of the {side} that begin over {_MIN_OVERLAP_S:g} s before the {other} ends, who stops within "
        f"{_STOPS_WITHIN_S:g} s; backchannels excluded"
    )
    why = material.lacks("rep", "prospect", times=True)
    if why:
        return missing("count", basis, why)
    if not overlap:
        return missing("count", basis, "no two units of the file overlap: the export serialised them")
    held = _joined((b.start_s, b.end_s) for b in material.blocks if b.role == other and b.timed)
    starts = [a for a, _ in held]
    found: list[int] = []
    for block in material.blocks:
        if block.role != side or block.backchannel or not block.timed:
            continue
        at = bisect_left(starts, block.start_s) - 1  # the other side's talk that began before
        if at < 0:
            continue
        left = held[at][1] - block.start_s
        if _MIN_OVERLAP_S < left <= _STOPS_WITHIN_S:
            found.append(block.turns[0].index)
    return Measure(len(found), "count", "measured", basis, details={"turns": found})


def _joined(intervals: Iterable[Interval]) -> list[Interval]:
    """Join intervals that touch or overlap; the result is sorted and disjoint."""
    out: list[Interval] = []
    for a, b in sorted(intervals):
        if out and a <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], b))
        else:
            out.append((a, b))
    return out


def _overlaps(turns: Iterable[Turn]) -> bool:
    """Tell whether units of two speakers overlap anywhere."""
    units = sorted((a, b, (t.role, t.speaker or "")) for t in turns for a, b in t.spans)
    ends: dict[tuple[str, str], float] = {}
    first: tuple[str, str] | None = None  # the speaker with the latest end so far
    for a, b, who in units:
        if first is not None:
            if first != who and ends[first] > a + _SAME_TIME_S:
                return True
            rest = max((end for key, end in ends.items() if key != who), default=float("-inf"))
            if rest > a + _SAME_TIME_S:
                return True
        ends[who] = max(b, ends.get(who, float("-inf")))
        if first is None or ends[who] > ends[first]:
            first = who
    return False
