"""Days, months, quarters and years: plain arithmetic with dates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

__all__ = ["DAY", "Period", "days", "easter", "half", "later", "month", "part_of", "quarter", "season", "week", "year"]

#: First and last day.
Period = tuple[date, date]
DAY: Final = timedelta(days=1)

# meteorological seasons of the north, first month of each
_SEASONS: Final = {"spring": 3, "summer": 6, "fall": 9, "autumn": 9, "winter": 12}
_MONTHS_IN_YEAR: Final = 12


def later(day: date, *, months: float = 0, days: float = 0) -> date:
    """Return the day so many months and days later; a month's end stays inside its month.

    Examples
    --------
    >>> later(date(2027, 1, 31), months=1)
    datetime.date(2027, 2, 28)
    """
    whole = int(months // 1)
    count = day.year * _MONTHS_IN_YEAR + day.month - 1 + whole
    if not _MONTHS_IN_YEAR <= count < 9999 * _MONTHS_IN_YEAR:
        raise OverflowError("no such year")
    first = date(count // _MONTHS_IN_YEAR, count % _MONTHS_IN_YEAR + 1, 1)
    last = month(first.year, first.month)[1].day
    return first.replace(day=min(day.day, last)) + timedelta(days=days + 30 * (months - whole))


def days(first: date, count: int = 1) -> Period:
    """Return so many days from `first` on."""
    return first, first + timedelta(days=count - 1)


def month(of_year: int, number: int) -> Period:
    """Return a month."""
    first = date(of_year, number, 1)
    following = date(of_year + number // _MONTHS_IN_YEAR, number % _MONTHS_IN_YEAR + 1, 1)
    return first, following - DAY


def quarter(of_year: int, number: int) -> Period:
    """Return a quarter of the calendar year, 1 to 4."""
    return date(of_year, 3 * number - 2, 1), month(of_year, 3 * number)[1]


def half(of_year: int, number: int) -> Period:
    """Return a half of the calendar year, 1 or 2."""
    return date(of_year, 6 * number - 5, 1), month(of_year, 6 * number)[1]


def year(number: int) -> Period:
    """Return a calendar year."""
    return date(number, 1, 1), date(number, 12, 31)


def week(day: date) -> Period:
    """Return the week, Monday to Sunday, that holds `day`."""
    return days(day - timedelta(days=day.weekday()), 7)


def season(of_year: int, name: str) -> Period:
    """Return a season of the north; winter begins in December of `of_year`."""
    first = date(of_year, _SEASONS[name], 1)
    return first, later(first, months=3) - DAY


def easter(of_year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (Gauss' rule as Meeus states it).

    Examples
    --------
    >>> easter(2027)
    datetime.date(2027, 3, 28)
    """
    a, (b, c) = of_year % 19, divmod(of_year, 100)
    d, e = divmod(b, 4)
    h = (19 * a + b - d - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    number, day = divmod(h + m - 7 * n + 114, 31)
    return date(of_year, number, day + 1)


def part_of(period: Period, part: str) -> Period:
    """Return a part of a period.

    ``end`` and ``start`` are its last and first month (week, of a month or less), ``early``, ``mid`` and ``late`` its
    thirds. A week ends on Friday.
    """
    first, last = period
    length = (last - first).days + 1
    if part == "end":
        return (last.replace(day=1) if length > 31 else last - (2 if length <= 7 else 6) * DAY), last
    if part == "start":
        return first, (month(first.year, first.month)[1] if length > 31 else min(last, first + 6 * DAY))
    third = length // 3
    return {
        "early": (first, first + (third - 1) * DAY),
        "mid": (first + third * DAY, last - third * DAY),
        "late": (last - (third - 1) * DAY, last),
    }[part]
