"""The sides that a file gives to units, as sides of the people who speak them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from analyzer.conversation import Participant, Role
from analyzer.transcripts.raw import Unit

__all__ = ["told_by_units"]


def told_by_units(units: Iterable[Unit], evidence: str) -> tuple[Participant, ...]:
    """Give each speaker the side that his units carry most often.

    Parameters
    ----------
    units : iterable of Unit
        Those with a role say something; each turn keeps its own all the same.
    evidence : str
        What in the file says it ("the table's column 'role'").

    Returns
    -------
    tuple of Participant
        In order of first appearance, unknown where no unit says anything.
    """
    told: dict[str, Counter[Role]] = {}
    for unit in units:
        if unit.speaker is not None:
            counts = told.get(unit.speaker)
            if counts is None:
                counts = told[unit.speaker] = Counter()
            if unit.role is not None and unit.role != "unknown":
                counts[unit.role] += 1
    people: list[Participant] = []
    for name, counts in told.items():
        if counts:
            [(role, _)] = counts.most_common(1)
            people.append(Participant(name, role, "explicit", 1.0, (f"{evidence} says {role!r}",)))
        else:
            people.append(Participant(name))
    return tuple(people)
