"""Tools in which a text has one annotator: the same conversation twice is two annotators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.conversation import Stage
from analyzer.corpus.convert.sheet import Answers, Labels, Sheet, refuse, stage_named

__all__ = ["Occurrence", "by_occurrence", "carried_labels"]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A conversation as one annotator left it.

    Parameters
    ----------
    name : str
    sheet : Sheet
    place : str
    labels : mapping of int to Stage
    carried : sequence of mapping, or None
        Labels before adjudication that went out with it; None where it went out without labels.
    """

    name: str
    sheet: Sheet
    place: str
    labels: Labels
    carried: Sequence[Labels] | None


def by_occurrence(found: Sequence[Occurrence]) -> list[Answers]:
    """Return the answers, a conversation each.

    A conversation that went out with its labels and came back once was adjudicated; otherwise whoever labelled it is an
    independent annotator.
    """
    grouped: dict[str, list[Occurrence]] = {}
    for one in found:
        grouped.setdefault(one.name, []).append(one)
    out = []
    for first, *others in grouped.values():
        if not others and first.carried is not None:
            out.append(Answers(first.sheet, first.place, first.labels, first.carried))
        else:
            out.append(Answers(first.sheet, first.place, {}, [o.labels for o in (first, *others)]))
    return out


def carried_labels(rows: object, n: int, source: str, place: str) -> list[dict[int, Stage]]:
    """Return lists of labels, one a sentence, as one mapping an annotator."""
    if not isinstance(rows, list) or len(rows) != n or not all(isinstance(r, list) for r in rows):
        raise refuse(source, place, f"has to be a list of {n} lists of labels.")
    most = max(map(len, rows), default=0)
    return [{i: stage_named(row[k], source, place) for i, row in enumerate(rows) if len(row) > k} for k in range(most)]
