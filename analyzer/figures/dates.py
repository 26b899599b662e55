"""Dates and periods as they are said: "end of Q3", "next fall", "within 3 to 4 months", "Tuesday at ten".

Quarters and halves are those of the calendar. Seasons are those of the north. A month or weekday without a year or
week is the next one, unless the words lie in the past ("since March").
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from analyzer.figures import periods
from analyzer.figures.figure import ExactTo
from analyzer.figures.lexicon import MONTHS, NAMED_PERIODS, SEASONS, WEEKDAYS, Lexicon
from analyzer.figures.numerals import Numeral, cardinal, numeral, ordinal
from analyzer.figures.periods import Period
from analyzer.figures.pieces import Pieces

__all__ = ["Reader", "When"]

_EXACT: Final[dict[str, ExactTo]] = {
    "second": "day", "minute": "day", "hour": "day", "day": "day", "week": "day", "fortnight": "day", "weekend": "day",
    "month": "month", "quarter": "quarter", "year": "year", "decade": "year", "half": "season",
}  # fmt: skip
_ORDER: Final[tuple[ExactTo, ...]] = ("day", "month", "quarter", "season", "year")
_MONTHS_OF: Final = {"month": 1, "quarter": 3, "year": 12, "decade": 120}
_DAYS_OF: Final = {"second": 0.0, "minute": 0.0, "hour": 1 / 24, "day": 1.0, "week": 7.0, "fortnight": 14.0}
_PARTS: Final = {
    "end": "end", "start": "start", "beginning": "start", "middle": "mid", "mid": "mid", "early": "early",
    "late": "late",
}  # fmt: skip
_ENDS: Final = {"eod": "day", "eow": "week", "eom": "month", "eoq": "quarter", "eoy": "year"}
# words behind which "may" and "march" are months, and a season or an ordinal is a date
_LEADS: Final = frozenset(
    ("in", "by", "until", "till", "til", "before", "of", "this", "next", "last", "since", "early", "mid", "late",
        "from",
     "for", "around", "during", "after", "through", "or", "to", "come", "between", "every", "on", "and", "about",
     "over")
)  # fmt: skip
_SURE_LEADS: Final = _LEADS - {"of", "or", "to", "on", "and", "about", "come", "for", "from", "this", "every", "over"}
_SPANS: Final = frozenset(("in", "within", "inside", "over", "during", "for", "throughout"))
_SOFT: Final = frozenset(("about", "around", "roughly", "maybe", "say", "approximately", "like", "another", "just"))
_BACK: Final = frozenset(("last", "past", "previous"))
_PARTS_OF_DAY: Final = frozenset(("morning", "afternoon", "evening", "night", "lunchtime"))
_QUARTERS: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "final": 4}
_OLDEST: Final = 14
_LAST_AGE: Final = 110


@dataclass(frozen=True, slots=True)
class When:
    """A moment, and where its words end.

    Parameters
    ----------
    end : int
        Position of the piece after it.
    exact_to : ExactTo
    period : (date, date) or None
        None where it is relative to a call without a date.
    past : bool
    value, high : float or None
        Of "in two weeks": 2, with `unit`.
    unit : str or None
    coarse : str
        What was named (``month``, ``week`` …), for parts of it.
    """

    end: int
    exact_to: ExactTo
    period: Period | None = None
    past: bool = False
    value: float | None = None
    high: float | None = None
    unit: str | None = None
    coarse: str = "day"


class Reader:
    """Reads the moments in the pieces of one sentence.

    Parameters
    ----------
    p : Pieces
    lex : Lexicon
    today : date or None
        Date of the call.
    """

    def __init__(self, p: Pieces, lex: Lexicon, today: date | None) -> None:
        self.p = p
        self.low = p.low
        self.lex = lex
        self.today = today

    def at(self, i: int) -> When | None:
        """Read a moment that begins at piece `i`."""
        word = self.low[i]
        found: When | None = None
        if word in _PARTS:
            found = self._part(i)
        elif word in _SPANS:
            found = self._span(i)
        elif word == "the":
            found = self._the(i)
        elif word in _ENDS:
            found = self._this(_ENDS[word], i + 1)
            found = self._ending(found) if _ENDS[word] != "day" else found
        elif word in ("first", "second") and self.low[i + 1] == "half":
            found = self._half(i)
        if found is None:
            found = self._atom(i)
            if found is not None:
                found = self._joined(self._with_time(found), i)
        return found

    # -- what moments are made of ------------------------------------------------------------------------------

    def _atom(self, i: int) -> When | None:
        low, word = self.low, self.low[i]
        if word in MONTHS:
            return self._month(i)
        if word in WEEKDAYS:
            return self._weekday(i)
        if word in SEASONS:
            return self._season(i)
        if word in ("next", "this", "coming", "following", *_BACK):
            return self._relative(i)
        if word in ("today", "tonight", "tomorrow", "yesterday"):
            step = {"tomorrow": 1, "yesterday": -1}.get(word, 0)
            when = self._day(i + 1, step)
            return replace(when, past=step < 0)
        if word in ("christmas", "easter", "thanksgiving"):
            return self._holiday(i)
        if word in ("year", "month", "quarter", "week") and self._year_end(i):
            return self._ending(self._this(word, i + 2 + (low[i + 1] in ("'s", "-"))))
        if word == "week" and (calendar := self._calendar_week(i)) is not None:
            return calendar
        if word == "year" and i and (year := self._year(i + 1)) is not None:
            return year
        if word == "new" and low[i + 1] in ("year", "year's", "years"):
            return self._new_year(i + 2)
        if word == "day" and low[i + 1 : i + 3] == ["after", "tomorrow"]:
            return self._day(i + 3, 2)
        if word in ("first", "second", "third", "fourth") and low[i + 1] == "quarter":
            return self._quarter(_QUARTERS[word], i + 2)
        if word in ("fiscal", "financial") and low[i + 1] == "year":
            return When(i + 2, "year", coarse="year")
        shape = self.p.shapes.get(i)
        if shape is not None:
            return self._shaped(i, shape)
        if i in self.p.numbers and self.low[i + 1] in MONTHS and (day := self._day_before(i + 1)) is not None:
            return self._dated(MONTHS[self.low[i + 1]], day, i + 2, i)
        year = self._year(i) if i in self.p.numbers or word in ("twenty", "nineteen", "two") else None
        return year or self._time_first(i)

    def _shaped(self, i: int, shape: str) -> When | None:
        word = self.low[i]
        if shape == "quarter":
            return self._quarter(int(word[1]), i + 1)
        if shape == "half":
            return self._half_of(int(word[1]), i + 1)
        if shape == "ordinal":
            return self._ordinal_day(i)
        if shape == "fiscal":
            return When(i + 1, "year", coarse="year")  # where a company's year begins is not known
        if shape == "short":
            number = int(word[1:])
            return When(i + 1, "year", periods.year(2000 + number if number < 50 else 1900 + number), coarse="year")
        if shape == "years":
            return When(i + 1, "year", (date(int(word[:4]), 1, 1), date(int(word[:2] + word[-2:]), 12, 31)))
        if shape == "clock":
            return self._time_first(i)
        if shape in ("iso", "slashed"):
            days = _written(word, shape)
            return When(i + 1, "day", (min(days), max(days))) if days else None
        return None

    def _month(self, i: int) -> When | None:
        low, number = self.low, MONTHS[self.low[i]]
        before = low[i - 1] if i else ""
        end = i + 1
        if low[end] == "." and len(low[i]) <= 4 and self.p.glued(end) and low[end + 1]:
            end += 1
        day = self._day_of_month(end)
        if day is not None:
            return self._dated(number, day[0], day[1], i)
        year, end_of_year = self._year_of(end)
        if not self._is_month(i, before, year is not None or end_of_year > end):
            return None
        past = before in ("last", "since")
        period = self._month_period(number, year, past, before, end, end_of_year)
        return When(end_of_year, "month", period, past or self._over(period), coarse="month")

    def _is_month(self, i: int, before: str, dated: bool) -> bool:
        low, word = self.low, self.low[i]
        if dated or before in _SURE_LEADS:
            return True
        if before == "-" and self.p.glued(i):
            return True
        if word in ("may", "march", "mar", "jan", "jun", "dec", "apr", "sep"):
            ends = not low[i + 1] or (not low[i + 1].isalnum() and low[i + 1] not in ("'", "-"))
            near = before in _LEADS or self._month_beside(i)
            if word in ("may", "march"):
                return near and (ends or self.p.capital(i) or before in ("of", "this")) and before != "and"
            return near or ends
        a_name = word in ("april", "june", "august") and low[i + 1] in self.lex.words["after_names"]
        return not a_name or before in _LEADS

    def _month_beside(self, i: int) -> bool:
        """Tell whether another month is joined to this one: "March or April"."""
        return (i > 1 and self.low[i - 2] in MONTHS and self.low[i - 1] in ("or", "and", "to", "/", "-")) or (
            self.low[i + 1] in ("or", "and", "to", "/", "-", "through") and self.low[i + 2] in MONTHS
        )

    def _month_period(
        self, number: int, year: int | None, past: bool, before: str, end: int, end_of_year: int
    ) -> Period | None:
        if year is not None:
            return periods.month(year, number)
        if self.today is None:
            return None
        of_year = self.today.year
        if end_of_year > end:  # "next year", "this year", "last year" behind it
            step = {"next": 1, "last": -1}.get(self.low[end_of_year - 2], 0)
            return periods.month(of_year + step, number)
        if past:
            return periods.month(of_year if number < self.today.month else of_year - 1, number)
        return periods.month(of_year if number > self.today.month - (before != "next") else of_year + 1, number)

    def _calendar_week(self, i: int) -> When | None:
        """Read "in week thirty-one"; "week two of the course" is none."""
        before = self.low[i - 1] if i else ""
        number = cardinal(self.p, i + 1)
        if before not in ("in", "by", "until", "till", "from", "before", "calendar", ",") or number is None:
            return None
        if not 1 <= number.value <= 53 or number.value % 1 or self.low[number.end] == "of" or not self.ends(number.end):
            return None
        if self.today is None:
            return When(number.end, "day")
        of_year = self.today.isocalendar()
        year = of_year.year + (number.value < of_year.week)
        try:
            monday = date.fromisocalendar(year, int(number.value), 1)
        except ValueError:
            return None  # a year of 52 weeks
        return When(number.end, "day", periods.week(monday))

    def _day_of_month(self, i: int) -> tuple[int, int] | None:
        """Read the day behind a month: "March 15th", "March the fifteenth", "June 3"."""
        low = self.low
        at = i + 1 if low[i] == "the" else i
        day = ordinal(self.p, at)
        if day is not None and not (
            low[at] in ("first", "second", "third") and low[day[1]] not in ("", ".", ",", "of")
        ):
            return day
        number = self.p.numbers.get(at) if at not in self.p.shapes else None
        if (
            number is not None
            and 1 <= number <= 31
            and number == number // 1
            and at == i
            and low[at + 1] not in ("%", ":")
        ):
            unit = self.lex.units.get(low[at + 1]) or self.lex.is_plural(low[at + 1])
            return None if unit else (int(number), at + 1)
        return None

    def _day_before(self, i: int) -> int | None:
        """Return the day before a month: "15 March"."""
        j = i - 1
        number = self.p.numbers.get(j)
        if number is None or not 1 <= number <= 31 or number != number // 1:
            return None
        return int(number)

    def _dated(self, month: int, day: int, end: int, i: int) -> When | None:
        year, after = self._year_of(end + 1 if self.low[end] == "," else end)
        end = after if year is not None or after > end + 1 else end
        if year is None:
            if self.today is None:
                return When(end, "day") if day <= periods.month(2028, month)[1].day else None
            year = self.today.year
            if self.low[end - 1] == "year" and self.low[end - 2] in ("next", "last"):
                year += 1 if self.low[end - 2] == "next" else -1
            elif (month, day) < (self.today.month, self.today.day) and not (i and self.low[i - 1] == "since"):
                year += 1
        last = periods.month(year, month)[1].day
        if day > last:
            return None
        when = date(year, month, day)
        return When(end, "day", periods.days(when), self._over((when, when)))

    def _year_of(self, i: int) -> tuple[int | None, int]:
        """Read the year behind a month, quarter or season, and where it ends; "next year" has no number."""
        low = self.low
        at = i + 1 if low[i] in ("of", "in") else i
        if low[at] in ("next", "this", "last") and low[at + 1] == "year":
            return None, at + 2
        year = self._year(at)
        if year is not None and year.period is not None:
            return year.period[0].year, year.end
        return None, i

    def _year(self, i: int) -> When | None:
        if self.p.shapes.get(i) == "short":
            return self._shaped(i, "short")
        if i in self.p.shapes:
            return None
        number = cardinal(self.p, i)
        if number is None or not number.like_year:
            return None
        follows = self.low[number.end]
        if follows == "of" and i not in self.p.numbers:
            return None
        counted = follows in self.lex.units or follows in self.lex.currencies or follows in ("%", "percent", "per")
        if counted or self.lex.is_plural(follows) or (follows == "-" and self.p.glued(number.end)):
            return None
        if i and (self.low[i - 1] in self.lex.currencies or self.low[i - 1] in self.lex.words["labels"]):
            return None
        if number.sized or i not in self.p.numbers:  # in words a year needs something that leads to it, or an end
            leads = i and (self.low[i - 1] in _LEADS or self.low[i - 1] in MONTHS or self.low[i - 1] in ("year", ","))
            if not leads and follows and (follows.isalnum() and follows not in self.lex.words["stops"]):
                return None
        return When(number.end, "year", periods.year(int(number.value)), self._over(periods.year(int(number.value))))

    def _weekday(self, i: int) -> When | None:
        low = self.low
        end, number = i + 1, WEEKDAYS[low[i]]
        short = len(low[i]) <= 5 and low[i] not in ("monday", "friday", "sunday")
        before = low[i - 1] if i else ""
        if short and before not in _LEADS and self.p.shapes.get(end) != "ordinal" and not self.p.capital(i):
            return None
        if low[end] in (",", "the") and (day := ordinal(self.p, end + 1)) is not None:
            return replace(self._ordinal_day(end + 1) or When(day[1], "day"), coarse="day")
        if (day := ordinal(self.p, end)) is not None:
            return self._ordinal_day(end) or When(day[1], "day")
        at = end + 1 if low[end] == "of" else end
        if low[at] in ("next", "this") and low[at + 1] == "week":
            return self._weekday_in(number, 7 if low[at] == "next" else 0, at + 2)
        if low[at : at + 3] == ["the", "week", "after"] and low[at + 3] == "next":
            return self._weekday_in(number, 14, at + 4)
        if self.today is None:
            return When(end, "day", past=before == "last")
        ahead = (number - self.today.weekday() - 1) % 7 + 1
        coming = self.today + timedelta(days=ahead)
        if before == "last":
            return When(end, "day", periods.days(coming - timedelta(days=7)), past=True)
        if before == "next":  # the coming one, or the one of the week after
            monday = self.today - timedelta(days=self.today.weekday())
            return When(end, "day", (coming, max(coming, monday + timedelta(days=7 + number))))
        return When(end, "day", periods.days(coming))

    def _weekday_in(self, number: int, step: int, end: int) -> When:
        if self.today is None:
            return When(end, "day")
        monday = self.today - timedelta(days=self.today.weekday())
        return When(end, "day", periods.days(monday + timedelta(days=step + number)))

    def _season(self, i: int) -> When | None:
        low, name = self.low, self.low[i]
        before = low[i - 1] if i else ""
        if before == "the":
            before = low[i - 2] if i > 1 else ""
            if before not in _LEADS:
                return None
        year, end = self._year_of(i + 1)
        dated = end > i + 1
        if not dated and before not in _LEADS and (name in ("spring", "fall") or not self.ends(i + 1)):
            return None
        if name in ("spring", "fall") and before in ("to", "and", "or", "will", "on", "about") and not dated:
            return None
        past = before in ("last", "since")
        return When(end, "season", self._season_period(name, year, before, end, dated), past, coarse="season")

    def _season_period(self, name: str, year: int | None, before: str, end: int, dated: bool) -> Period | None:
        if year is not None:
            return periods.season(year, name)
        if self.today is None:
            return None
        if dated:
            step = {"next": 1, "last": -1}.get(self.low[end - 2], 0)
            return periods.season(self.today.year + step, name)
        near = [periods.season(self.today.year + k, name) for k in (-2, -1, 0, 1)]
        if before in ("last", "since"):
            return max(s for s in near if s[1] < self.today)
        if before == "next":
            return min(s for s in near if s[0] > self.today)
        return min(s for s in near if s[1] >= self.today)

    def _quarter(self, number: int, end: int) -> When:
        at = end + 1 if self.low[end] in (",", "-", "/") else end
        year, after = self._year_of(at)
        if after > at:
            end = after
        if year is None and self.today is not None:
            year = self.today.year
            if after > at:
                year += {"next": 1, "last": -1}.get(self.low[end - 2], 0)
            elif periods.quarter(year, number)[1] < self.today:
                year += 1
        return When(end, "quarter", periods.quarter(year, number) if year is not None else None, coarse="quarter")

    def _half(self, i: int) -> When | None:
        number = 1 if self.low[i] == "first" else 2
        if self.low[i + 2 : i + 5] == ["of", "the", "year"]:
            return replace(self._half_of(number, i + 2), end=i + 5)
        return self._half_of(number, i + 2) if self._year_of(i + 2)[1] > i + 2 else None

    def _half_of(self, number: int, end: int) -> When:
        year, after = self._year_of(end)
        if year is None and self.today is not None:
            year = self.today.year
            if after > end:
                year += {"next": 1, "last": -1}.get(self.low[after - 2], 0)
            elif periods.half(year, number)[1] < self.today:
                year += 1
        return When(after, "season", periods.half(year, number) if year is not None else None, coarse="half")

    def _holiday(self, i: int) -> When | None:
        name = self.low[i]
        if self.low[i + 1] in ("party", "card", "cards", "tree", "present", "presents", "eggs"):
            return None
        year, end = self._year_of(i + 1)
        if year is None and self.today is not None:
            year = self.today.year
            if end > i + 1:
                year += {"next": 1, "last": -1}.get(self.low[end - 2], 0)
            elif i and self.low[i - 1] == "last":
                year -= self.today <= _feast(name, year)
            elif _feast(name, year) < self.today:
                year += 1
        past = bool(i) and self.low[i - 1] in ("last", "since")
        return When(end, "day", periods.days(_feast(name, year)) if year is not None else None, past)

    def _new_year(self, end: int) -> When:
        if self.low[end] in ("eve", "day"):
            end += 1
        period = periods.month(self.today.year + 1, 1) if self.today is not None else None
        return When(end, "month", period, coarse="month")

    def _ordinal_day(self, i: int) -> When | None:
        """Read "15th of March", "fifteenth" (of this month or the next one)."""
        day = ordinal(self.p, i)
        if day is None:
            return None
        number, end = day
        at = end + 1 if self.low[end] == "of" else end
        if self.low[at] in MONTHS:
            return self._dated(MONTHS[self.low[at]], number, at + 1, i)
        step: int | None = None
        if self.low[end] == "of" and self.low[end + 1] in ("this", "next") and self.low[end + 2] == "month":
            step, end = (1 if self.low[end + 1] == "next" else 0), end + 3
        elif self.low[end] == "of":
            return None
        if self.today is None:
            return When(end, "day")
        first = self.today.replace(day=1)
        for months in (0, 1, 2) if step is None else (step,):
            start = periods.later(first, months=months)
            if number <= periods.month(start.year, start.month)[1].day:
                when = start.replace(day=number)
                if step is not None or when > self.today:
                    return When(end, "day", periods.days(when))
        return None

    # -- moments relative to the call --------------------------------------------------------------------------

    def _the(self, i: int) -> When | None:
        """Read what begins with "the": "the fifteenth", "the week after next", "the next six months"."""
        low = self.low
        word = low[i + 1]
        if word in self.lex.units and low[i + 2 : i + 4] == ["after", "next"]:
            return self._step(self.lex.units[word], 2, i + 4)
        if word in ("next", "coming", *_BACK):
            return self._relative(i + 1)
        if word == "new" or (word == "year" and self._year(i + 2) is not None):
            return self._atom(i + 1)
        day = ordinal(self.p, i + 1)
        if day is None:
            return None
        number, end = day
        before = low[i - 1] if i else ""
        monthly = low[end] == "of" and (low[end + 1] in MONTHS or low[end + 2] == "month")
        weekday = before in WEEKDAYS
        if not monthly and not weekday:
            if low[end] in FRACTION_TAILS or not self.ends(end):
                return None
            if low[i + 1] in _QUARTERS or (number < 10 and self.p.shapes.get(i + 1) != "ordinal"):
                return None
        when = self._ordinal_day(i + 1)
        return None if when is None else self._joined(self._with_time(when), i)

    def _relative(self, i: int) -> When | None:
        """Read "next week", "this quarter", "last March", "the next 3 to 4 months"."""
        low, word = self.low, self.low[i]
        j = i + 1
        back = word in _BACK
        if low[j] in WEEKDAYS or low[j] in MONTHS or low[j] in SEASONS or low[j] in ("christmas", "easter"):
            return self._with_time(found) if (found := self._atom(j)) is not None else None
        if word == "this":
            if low[j] in _PARTS_OF_DAY:
                return self._day(j + 1, 0)
            if low[j] == "time" and low[j + 1] in ("next", "last"):
                when = self._relative(j + 1)
                return when and replace(when, exact_to="month", period=None)
            if low[j] == "coming":
                j += 1
        unit = self.lex.units.get(low[j]) or ("weekend" if low[j] == "weekend" else None)
        if unit is not None and low[j] in (unit, "wk", "yr"):
            if unit in ("second", "minute"):
                return None
            step = -1 if back else 0 if word == "this" else 1
            if not back and low[j + 1 : j + 3] == ["or", "two"]:
                return self._ahead(Numeral(1.0, j + 3, 2.0), unit, j + 3)
            if low[j] == "day" or (low[j] == "night" and step == 0):
                return None if low[j] == "day" else self._day(j + 1, 0)
            found = self._step(unit, step, j + 1)
            if unit == "week" and low[j + 1] in WEEKDAYS:
                found = replace(self._weekday_in(WEEKDAYS[low[j + 1]], 7 * step, j + 2), past=back)
            return replace(found, past=back)
        named = j + (low[j].isalpha() and low[j + 1] in NAMED_PERIODS)  # "this regulatory period"
        if low[named] in NAMED_PERIODS:
            return When(named + 1, "season", None, back, coarse="season")
        few = low[j] in ("few", "several")
        number = numeral(self.p, j) if not few else Numeral(0.0, j + 1)
        if number is None or word == "this":
            return None
        k = self.skip(number.end)
        if low[k] in NAMED_PERIODS:
            return When(k + 1, "season", None, back, number.value or None, number.high, coarse="season")
        unit = self.lex.units.get(low[k])
        if unit is None:
            return None
        if few:
            return When(k + 1, _EXACT[unit], None, back, unit=unit, coarse=unit)
        return self._back(number, unit, k + 1) if back else self._ahead(number, unit, k + 1)

    def _span(self, i: int) -> When | None:
        """Read "in two weeks", "within 3 to 4 months", "over the next year", "in a year or two"."""
        low, word = self.low, self.low[i]
        j = i + 1
        if low[j] == "the" and low[j + 1] in ("next", "coming", *_BACK):
            return self._relative(j + 1)
        if low[j] in ("next", "coming") and word != "for":
            return self._relative(j)
        if word in ("for", "over", "during", "throughout"):
            return None
        if word in ("within", "inside") and low[j] in ("the", "this"):
            unit = self.lex.units.get(low[j + 1])
            if unit in ("minute", "hour", "day"):
                return self._ahead(Numeral(1.0, j + 2), unit, j + 2)
            return self._this(unit, j + 2) if unit in ("week", "month", "quarter", "year") else None
        while low[j] in _SOFT or low[j : j + 2] in (["less", "than"], ["under", "a"], ["no", "more"], ["up", "to"]):
            j += 1 if low[j] in _SOFT or low[j] == "under" else 2
            j += low[j] == "than"
        j += low[j] == "under"
        if low[j] in ("a", "an") and low[j + 1] in ("few", "couple"):
            few = low[j + 1] == "few"
            number: Numeral | None = Numeral(0.0, j + 2) if few else cardinal(self.p, j)
        elif low[j] in ("a", "an") and low[j + 1] in self.lex.units:
            few, number = False, Numeral(1.0, j + 1)
            if self.lex.units[low[j + 1]] in ("second", "minute"):
                return None
            if low[j + 2 : j + 4] == ["or", "two"] or low[j + 2 : j + 4] == ["or", "so"]:
                high = 2.0 if low[j + 3] == "two" else None
                return self._to_date(Numeral(1.0, j + 4, high), self.lex.units[low[j + 1]], j + 4, word)
        else:
            few, number = False, numeral(self.p, j)
        if number is None:
            return None
        k = self.skip(number.end)
        unit = self.lex.units.get(low[k])
        if unit is None or number.pair is not None:
            return None
        if few:
            return When(self._time_tail(k + 1), _EXACT[unit], None, unit=unit, coarse=unit)
        return self._to_date(number, unit, k + 1, word)

    def _to_date(self, number: Numeral, unit: str, end: int, word: str) -> When | None:
        """Take "in two weeks" for a moment; "in two days" is how long something takes as well."""
        low = self.low
        if low[end : end + 3] == ["and", "a", "half"]:
            number, end = number._replace(value=number.value + 0.5), end + 3
        if low[end] == "of" or (low[end] == "'" and low[end + 1] != "time"):
            return None  # "in two weeks of talks"
        if low[end] == "ago":
            return None
        after = self._time_tail(end)
        when = self._ahead(number, unit, after)
        if word != "in" and when.period is not None and self.today is not None:
            when = replace(when, period=(self.today, when.period[1]))
        return when

    def _time_tail(self, end: int) -> int:
        """Return where "time", "from now" or "or so" behind a duration ends."""
        low = self.low
        if low[end] == "'" and low[end + 1] == "time":
            return end + 2
        if low[end] in ("time", "max", "tops"):
            return end + 1
        if low[end] == "from" and low[end + 1] in ("now", "today", "tomorrow", "then"):
            return end + 2
        return end + 2 if low[end] == "or" and low[end + 1] in ("so", "less", "sooner") else end

    def after_duration(self, number: Numeral, unit: str, end: int) -> When | None:
        """Read what makes a moment of a duration: "two years ago", "six weeks from now", "in … time"."""
        low = self.low
        if low[end] == "ago":
            return self._back(number, unit, end + 1, single=True)
        if low[end : end + 2] in (["from", "now"], ["from", "today"]):
            return self._ahead(number, unit, end + 2)
        return None

    def _ahead(self, number: Numeral, unit: str, end: int) -> When:
        period: Period | None = None
        if self.today is not None:
            first = self._shift(number.value, unit, 1)
            last = self._shift(number.high, unit, 1) if number.high is not None else first
            if first is not None and last is not None:
                period = (self.today if self._open(end) else first, last)
        return When(end, _EXACT[unit], period, False, number.value, number.high, unit, unit)

    def _open(self, end: int) -> bool:
        """Tell whether "next" makes a period of the number before `end`, which begins today."""
        return any(self.low[k] in ("next", "coming") for k in range(max(0, end - 6), end))

    def _back(self, number: Numeral, unit: str, end: int, *, single: bool = False) -> When:
        period: Period | None = None
        if self.today is not None:
            first = self._shift(number.high or number.value, unit, -1)
            last = self._shift(number.value, unit, -1) if single else self.today
            period = (first, last) if first is not None and last is not None else None
        return When(end, _EXACT[unit], period, True, number.value, number.high, unit, unit)

    def _shift(self, count: float, unit: str, sign: int) -> date | None:
        if self.today is None:
            return None
        try:
            if unit in _MONTHS_OF:
                return periods.later(self.today, months=sign * count * _MONTHS_OF[unit])
            return periods.later(self.today, days=sign * count * _DAYS_OF[unit])
        except (OverflowError, ValueError):
            return None  # a million years

    def _step(self, unit: str, step: int, end: int) -> When:
        """Return this, the next or the last week, month, quarter or year."""
        exact = _EXACT[unit]
        if self.today is None or unit == "hour":
            return When(end, exact, coarse=unit)
        today = self.today
        if unit in ("week", "weekend", "fortnight"):
            period = periods.week(today + timedelta(days=7 * step))
            period = (period[0] + 5 * periods.DAY, period[1]) if unit == "weekend" else period
        elif unit == "month":
            start = periods.later(today.replace(day=1), months=step)
            period = periods.month(start.year, start.month)
        elif unit == "quarter":
            start = periods.later(today.replace(day=1), months=3 * step)
            period = periods.quarter(start.year, (start.month + 2) // 3)
        elif unit == "decade":
            first = today.year // 10 * 10 + 10 * step
            period = (date(first, 1, 1), date(first + 9, 12, 31))
        elif unit == "year":
            period = periods.year(today.year + step)
        else:
            period = periods.days(today + timedelta(days=step))
        return When(end, exact, period, coarse=unit)

    def _this(self, unit: str, end: int) -> When:
        return self._step(unit, 0, end)

    def _day(self, end: int, step: int) -> When:
        period = periods.days(self.today + timedelta(days=step)) if self.today is not None else None
        return self._with_time(When(end, "day", period))

    # -- parts, ranges, times of day ---------------------------------------------------------------------------

    def _part(self, i: int) -> When | None:
        """Read "end of Q3", "mid-March", "early next year", "start of the year"."""
        low, word = self.low, self.low[i]
        part = _PARTS[word]
        j = i + 1
        if low[j] in ("-", "to") and word in ("early", "mid", "late"):
            j += 1
            if low[j] in ("mid", "late"):
                j += 1 + (low[j + 1] == "-")
        needs_of = word in ("end", "start", "beginning", "middle")
        if needs_of and low[j] != "of":
            return None
        j += low[j] in ("of", "in")
        article = low[j] in ("the", "this", "our", "my", "their", "your")
        if article and low[j + 1] in ("calendar", "fiscal", "financial"):
            return self._ending(When(j + 3, "year", coarse="year")) if low[j + 2] == "year" else None
        unit = self.lex.units.get(low[j + 1]) if article else None
        if unit in ("day", "week", "month", "quarter", "year", "decade") and low[j + 1] == unit:
            if unit == "day" and low[j] == "the":
                return None  # "at the end of the day"
            whole: When | None = self._this(unit, j + 2)
        elif article and low[j] == "the" and low[j + 1] in (*SEASONS, *_QUARTERS, "year"):
            whole = self._atom(j + 1)
        elif (
            needs_of or low[j] in MONTHS or low[j] in SEASONS or low[j] in ("next", "this", "last") or self._dateish(j)
        ):
            whole = self._whole_of(j)
        else:
            return None
        if whole is None or (whole.exact_to == "day" and whole.coarse == "day"):
            return whole if whole is not None and needs_of else None
        if part in ("end", "start"):
            return self._ending(whole, part)
        exact = {"year": "quarter", "season": "month", "quarter": "month", "month": "month"}.get(whole.exact_to, "day")
        return self._joined(
            replace(
                whole,
                exact_to=exact if exact in _ORDER else "day",
                period=whole.period and periods.part_of(whole.period, part),
            ),
            i,
        )

    def _whole_of(self, j: int) -> When | None:
        """Read what "end of" and "early" are said of; there a bare month or season is sure."""
        if self.low[j] in ("may", "march") and self._year_of(j + 1)[1] == j + 1:
            number = MONTHS[self.low[j]]
            return When(j + 1, "month", self._month_period(number, None, False, "of", j + 1, j + 1), coarse="month")
        return self._atom(j)

    def _dateish(self, j: int) -> bool:
        return self.p.shapes.get(j) in ("quarter", "half", "fiscal", "short") or self._year(j) is not None

    def _ending(self, whole: When, part: str = "end") -> When:
        exact: ExactTo = "day" if whole.exact_to == "day" else "month"
        return replace(whole, exact_to=exact, period=whole.period and periods.part_of(whole.period, part))

    def _joined(self, first: When, i: int) -> When:
        """Join "March or April", "Tuesday or Wednesday", "2027 or 2028" to one range."""
        low, j = self.low, first.end
        between = i > 0 and low[i - 1] == "between"
        if not (low[j] in ("or", "to", "through", "/", "-", "–") or (low[j] == "and" and between)):
            return first
        k = j + 1
        k += low[k] in ("early", "mid", "late", "maybe", "in", "the", "on")
        if not (low[k] in MONTHS or low[k] in WEEKDAYS or self.p.shapes.get(k) == "quarter" or low[k] in SEASONS
                or ordinal(self.p, k) is not None or self._year(k) is not None):  # fmt: skip
            return first
        second = self._atom(k) if ordinal(self.p, k) is None else self._ordinal_day(k)
        if second is None or second.exact_to != first.exact_to:
            return first
        second = self._with_time(second)
        period = None
        if first.period is not None and second.period is not None:
            start, end = first.period[0], second.period[1]
            if self.low[second.end - 1] not in MONTHS and second.exact_to == "month" and start.year < end.year:
                start = start.replace(year=end.year)  # "March or April 2027"
            period = (min(start, second.period[0]), max(end, first.period[1]))
        return replace(first, end=second.end, period=period)

    def _with_time(self, when: When) -> When:
        """Take the time of day into a day: "Tuesday at ten", "tomorrow morning", "Friday, 9:30"."""
        if when.exact_to != "day" or when.coarse != "day" or when.value is not None:
            return when
        low, end = self.low, when.end
        if low[end] in _PARTS_OF_DAY:
            end += 1
        at = end + (low[end] == ",")
        if low[at] in ("at", "around", "about", "from", "before", "after", "by") or at in self.p.shapes:
            time = self.time(at + (low[at] in ("at", "around", "about", "from", "before", "after", "by")))
            if time is not None:
                end = time
        return replace(when, end=end)

    def _time_first(self, i: int) -> When | None:
        """Read a time of day that stands before its day, or alone: "10 am on Tuesday", "half past nine"."""
        end = self.time(i, sure=True)
        if end is None:
            return None
        at = end + (self.low[end] in ("on", "this", "next", ","))
        if self.low[at] in WEEKDAYS or self.low[at] in ("tomorrow", "today"):
            day = self._atom(at)
            if day is not None:
                return day
        return When(end, "day", unit="time")

    def time(self, i: int, *, sure: bool = False) -> int | None:
        """Return where a time of day that begins at piece `i` ends.

        Parameters
        ----------
        i : int
        sure : bool
            Whether it has to say itself that it is a time ("9:30", "ten o'clock", "9 am").
        """
        low = self.low
        if low[i] in ("noon", "midnight"):
            return i + 1
        if low[i] in ("half", "quarter") and low[i + 1] in ("past", "to"):
            number = cardinal(self.p, i + 2)
            return number.end if number is not None and 1 <= number.value <= 12 else None
        if self.p.shapes.get(i) == "clock":
            hour, minute = self.low[i].rstrip("apm").split(":")
            if int(hour) > 24 or int(minute) > 59:
                return None
            return self._half_day(i + 1) or i + 1
        number = cardinal(self.p, i)
        if number is None or not 1 <= number.value <= 24 or number.value != number.value // 1 or number.sized:
            return None
        end = number.end
        marked = self._half_day(end)
        if marked is not None:
            return marked
        if low[end] in ("o'clock", "oclock", "ish"):
            return end + 1
        if low[end : end + 2] == ["in", "the"] and low[end + 2] in _PARTS_OF_DAY:
            return end + 3
        if low[end : end + 2] == ["o", "clock"]:
            return end + 2
        if low[end] in ("fifteen", "thirty") and number.value <= 12:
            told = i > 0 and low[i - 1] in ("at", "till", "until", "by", "around", "like", "from", "before")
            end += 1
            return self._half_day(end) or (end if told or not sure else None)
        if sure or low[end] in self.lex.units or self.lex.is_plural(low[end]) or low[end] in ("%", "percent"):
            return None
        return end

    def _half_day(self, i: int) -> int | None:
        low = self.low
        if low[i] in ("am", "pm"):
            return i + 1
        if low[i] in ("a", "p") and low[i + 1] == "." and low[i + 2] == "m":
            return i + 3 + (low[i + 3] == "." and bool(low[i + 4 : i + 5]) and low[i + 4] != "")
        return None

    def skip(self, j: int) -> int:
        """Return the position after words between a number and its unit: "two full days", "3-month"."""
        while self.low[j] in self.lex.words["between"] or (self.low[j] in ("-", "+") and self.p.glued(j)):
            j += 1
        return j

    def ends(self, j: int) -> bool:
        """Tell whether a phrase can end before piece `j`."""
        word = self.low[j]
        return not word or not word[0].isalnum() or word in self.lex.words["stops"]

    def _year_end(self, i: int) -> bool:
        low = self.low
        j = i + 1 + (low[i + 1] in ("'s", "-"))
        return low[j] == "end" and low[j + 1] != "of" and low[i] != "week"

    def _over(self, period: Period | None) -> bool:
        return period is not None and self.today is not None and period[1] < self.today

    def age(self, i: int) -> tuple[int, float] | None:
        """Read an age, "by the time I'm 65", "at age 65", "65 years old": where it ends, and its value."""
        low = self.low
        j = i
        if low[j : j + 3] == ["by", "the", "time"]:
            j += 3
        elif low[j] in ("when", "once", "until", "before", "till", "after"):
            j += 1
        elif low[j] == "at" and low[j + 1 : j + 4] == ["the", "age", "of"]:
            return self._years_old(j + 4, bare=True)
        elif low[j] == "at" and low[j + 1] == "age":
            return self._years_old(j + 2, bare=True)
        elif low[j] in ("age", "aged"):
            return self._years_old(j + 1 + (low[j + 1] == "of"), bare=True)
        elif low[j] == "at":
            near = set(low[max(0, i - 5) : i + 8])
            return self._years_old(j + 1, bare=True) if near & self.lex.words["age_cues"] else None
        led = j > i
        if low[j] in ("i'm", "he's", "she's", "we're", "they're"):
            j += 1
        elif low[j] in ("i", "he", "she", "we", "they") and low[j + 1] in (
            "am", "is", "are", "turn", "turns", "hit", "reach", "was", "were", "get", "turned",
        ):  # fmt: skip
            j += 2 + (low[j + 2] == "to")
        else:
            return None
        return self._years_old(j, bare=led or low[j - 1] in ("i'm", "turn", "turns", "turned"))

    def _years_old(self, j: int, *, bare: bool) -> tuple[int, float] | None:
        number = cardinal(self.p, j)
        if number is None or not _OLDEST <= number.value <= _LAST_AGE or number.sized:
            return None
        end = number.end
        if self.low[end] in ("years", "year") and self.low[end + 1] == "old":
            return end + 2, number.value
        if not bare or not self.ends(end) or self.low[end] in ("%", "-", "/", "of", "per", "to", "and"):
            return None
        return end, number.value


#: Behind an ordinal these make a fraction of it ("the fifth of our sales").
FRACTION_TAILS: Final = frozenset(("of",))


def _written(word: str, shape: str) -> list[date]:
    """Return the days that a written date may mean: 03/04/2027 is one of two."""
    parts = word.replace(".", "/").replace("-", "/").split("/") if shape == "slashed" else word.split("-")
    numbers = [int(part) for part in parts]
    if shape == "iso":
        orders = [(numbers[0], numbers[1], numbers[2])]
    else:
        year = numbers[2] if numbers[2] > 99 else 2000 + numbers[2]
        orders = [(year, numbers[0], numbers[1]), (year, numbers[1], numbers[0])]
    days = []
    for year, month, day in orders:
        if 1 <= year < 9999 and 1 <= month <= 12 and 1 <= day <= periods.month(year, month)[1].day:
            days.append(date(year, month, day))
    return days


def _feast(name: str, year: int) -> date:
    if name == "christmas":
        return date(year, 12, 25)
    if name == "easter":
        return periods.easter(year)
    first = date(year, 11, 1)  # Thanksgiving: the fourth Thursday of November
    return first + timedelta(days=(3 - first.weekday()) % 7 + 21)
