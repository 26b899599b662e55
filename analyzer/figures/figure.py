"""What a figure in speech is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

__all__ = ["FIGURE_KINDS", "ExactTo", "Figure", "FigureKind"]

FigureKind = Literal["money", "share", "count", "duration", "date", "age", "plain"]
ExactTo = Literal["day", "month", "quarter", "season", "year"]

FIGURE_KINDS: Final[tuple[FigureKind, ...]] = get_args(FigureKind)


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount or a moment that was said.

    Parameters
    ----------
    start_char, end_char : int
        ``turn.text[start_char:end_char] == text``, as in `Sentence`.
    text : str
        Verbatim words.
    kind : FigureKind
        ``plain`` is a number of which nothing is said.
    value : float or None
        In `unit`; None where no number is told ("a few weeks"), and for dates other than "in two weeks".
    high : float or None
        Upper end of a range, in `unit`.
    unit : str or None
        For money the ISO code of the currency, None where none is told ("forty grand"); for shares ``%``,
        ``points`` or ``x`` (times as much); for durations, ages and "in two weeks" ``second`` … ``decade``;
        ``time`` for a time of day.
    noun : str or None
        What is counted, verbatim ("new vans").
    per : str or None
        The unit of a rate: ``month`` of "200 calls a month".
    date_from, date_to : str or None
        First and last day that are meant, in ISO form. None for a relative date of a call whose own date is not
        known, and for what names no day.
    exact_to : ExactTo or None
        How exact a date is said to be.
    past : bool
        Whether the words themselves lie in the past ("two years ago", "since March").
    """

    start_char: int
    end_char: int
    text: str
    kind: FigureKind
    value: float | None = None
    high: float | None = None
    unit: str | None = None
    noun: str | None = None
    per: str | None = None
    date_from: str | None = None
    date_to: str | None = None
    exact_to: ExactTo | None = None
    past: bool = False
