"""Raw units to turns: neighbours of one speaker become one turn, each keeping its timed spans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from analyzer.conversation import Interval, Role, Turn
from analyzer.transcripts.clean import masked_ranges
from analyzer.transcripts.raw import Unit

__all__ = ["MAX_GAP_S", "merge_units"]

#: Longest silence inside a turn, in seconds. The specification of formats says "a few seconds"; 2 s is above
#: the gaps between cues of one sentence and below most real pauses before another thought.
MAX_GAP_S: Final = 2.0


def merge_units(
    units: Sequence[Unit],
    names: Sequence[str | None],
    roles: Mapping[str, Role],
    *,
    merge: bool = True,
) -> tuple[Turn, ...]:
    """Make turns of units.

    Parameters
    ----------
    units : sequence of Unit
        In file order, which is kept.
    names : sequence of str or None
        The speaker of each unit.
    roles : mapping of str to Role
        Sides of the speakers, where known.
    merge : bool
        False makes every unit a turn.

    Returns
    -------
    tuple of Turn
        Units of one speaker that follow each other are one turn, unless a silence of more than `MAX_GAP_S`
        lies between them; where one of the two times is missing the silence is unknown and they are joined.
        Texts are joined with one blank.
    """
    groups: list[tuple[str | None, list[Unit]]] = []
    latest: float | None = None
    for unit, name in zip(units, names, strict=True):
        last = groups[-1] if merge and groups else None
        if (
            last is not None
            and last[0] == name
            and not unit.breaks
            and unit.role == last[1][-1].role
            and (latest is None or unit.start_s is None or unit.start_s - latest <= MAX_GAP_S)
        ):
            last[1].append(unit)
            if unit.end_s is not None:
                latest = unit.end_s if latest is None else max(latest, unit.end_s)
            elif unit.start_s is not None:
                latest = None
        else:
            groups.append((name, [unit]))
            latest = unit.end_s
    return tuple(_turn(i, name, group, roles) for i, (name, group) in enumerate(groups))


def _turn(index: int, name: str | None, group: list[Unit], roles: Mapping[str, Role]) -> Turn:
    first = group[0]
    text = first.text if len(group) == 1 else " ".join([unit.text for unit in group])
    spans: tuple[Interval, ...] = tuple(
        [(unit.start_s, unit.end_s) for unit in group if unit.start_s is not None and unit.end_s is not None]
    )
    starts = [unit.start_s for unit in group if unit.start_s is not None]
    ends = [unit.end_s for unit in group if unit.end_s is not None]
    role: Role = first.role or (roles.get(name, "unknown") if name is not None else "unknown")
    return Turn(
        index=index,
        speaker=name,
        text=text,
        role=role,
        start_s=min(starts, default=None),
        end_s=max(ends, default=None),
        spans=spans,
        masked=masked_ranges(text),
        heading=first.heading,
        place=first.place or None,
    )
