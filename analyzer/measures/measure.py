"""The shape of every number: a value with its unit, its status, what it rests on, and what was missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

__all__ = ["Measure", "Status", "missing"]

Status = Literal["measured", "estimated", "not_measured"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of an audit.

    Parameters
    ----------
    value : float, int or None
        None exactly when `status` is ``not_measured``; never 0 in its place.
    unit : str
        ``s``, ``share``, ``ratio``, ``words``, ``count``, ``per hour``, ``per minute``, ``per 100 words`` or
        ``rung``.
    status : Status
        ``measured`` from times or exact counts, ``estimated`` from words, or ``not_measured``.
    basis : str
        What it was computed from, with the denominator.
    why : str or None
        What was missing: for an estimate, an absent value, or one that leaves turns out.
    band : float or None
        Half-width of the error band of an estimate, in the same unit.
    details : mapping
        Further facts, such as where a run begins.
    """

    value: float | int | None
    unit: str
    status: Status
    basis: str
    why: str | None = None
    band: float | None = None
    details: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the measure as plain data."""
        out: dict[str, Any] = {
            "value": self.value,
            "unit": self.unit,
            "status": self.status,
            "basis": self.basis,
            "why": self.why,
        }
        if self.band is not None:
            out["band"] = self.band
        if self.details:
            out["details"] = dict(self.details)
        return out


def missing(unit: str, basis: str, why: str) -> Measure:
    """Return a measure that could not be taken."""
    return Measure(None, unit, "not_measured", basis, why)
