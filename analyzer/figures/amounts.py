"""Amounts as they are said: money, shares, counts with their noun, durations, and bare numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from analyzer.figures.dates import Reader, When
from analyzer.figures.figure import FigureKind
from analyzer.figures.lexicon import MONTHS, WEEKDAYS
from analyzer.figures.numerals import FRACTIONS, Numeral, cardinal, code_end, fraction, numeral

__all__ = ["Amount", "Amounts"]

_PERCENT: Final = frozenset(("%", "percent", "pct", "percentage"))
_TIMES: Final = frozenset(("x", "fold", "times"))
_COMPARED: Final = frozenset(("more", "less", "faster", "slower", "as", "so", "the", "that", "what", "over",
    "bigger", "higher",
                              "better", "cheaper", "our", "my", "return", "growth"))  # fmt: skip
_DOUBLES: Final = {"double": 2.0, "doubled": 2.0, "doubling": 2.0, "triple": 3.0, "tripled": 3.0, "quadruple": 4.0}
_AFTER_DOUBLE: Final = frozenset(("the", "our", "my", "your", "their", "that", "this", "it", "what", "in", "by",
    "sales",
                                  "revenue", "turnover", "output", "profit", "profits", "every", "to",
                                  "within"))  # fmt: skip
_OWNERS: Final = frozenset(("the", "our", "my", "your", "their", "all", "these", "those", "its", "his", "her", "every"))
_RATES: Final = {
    "monthly": "month",
    "weekly": "week",
    "daily": "day",
    "yearly": "year",
    "annually": "year",
    "hourly": "hour",
}
# words that leave "a week" no rate and no idiom but a length of time
_TAKES: Final = frozenset(
    ("takes", "took", "take", "taking", "about", "only", "just", "under", "than", "least", "another", "lasts",
        "lasted", "wait",
     "waiting", "waited", "spend", "spends", "lose", "loses", "lost", "save", "saves", "saving", "to", "for",
     "nearly", "almost",
     "half", "around", "roughly", "within", "after")
)  # fmt: skip
_LIMITS: Final = frozenset(
    ("under", "than", "within", "takes", "took", "about", "least", "nearly", "almost", "over", "below")
)
_MORE_OR_LESS: Final = frozenset(
    ("less", "more", "fewer", "off", "lower", "higher", "cheaper", "faster", "quicker", "longer", "shorter",
        "better", "bigger",
     "smaller", "slower")
)  # fmt: skip
_MONEY_FROM: Final = 100
_NEAR: Final = 4
_NOUN_WORDS: Final = 3
_HALF_CUES: Final = frozenset(("in", "by", "about", "almost", "nearly", "over", "than", "only", "least", "around"))


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in the pieces ``start`` to before ``end``; the other fields as in `Figure`.

    `noun` is a range of pieces; `when` is set where the words tell a moment ("two years ago").
    """

    start: int
    end: int
    kind: FigureKind
    value: float | None = None
    high: float | None = None
    unit: str | None = None
    noun: tuple[int, int] | None = None
    per: str | None = None
    when: When | None = None


class Amounts:
    """Reads the amounts in the pieces of one sentence.

    Parameters
    ----------
    dates : Reader
        Reader of the moments of the same pieces.
    """

    def __init__(self, dates: Reader) -> None:
        self.dates = dates
        self.p = dates.p
        self.low = dates.low
        self.lex = dates.lex

    def at(self, i: int) -> tuple[list[Amount], int] | None:
        """Read what begins at piece `i`.

        Returns
        -------
        (list of Amount, int) or None
            What was found, and the position after it. No amount with a position is a number that is none.
        """
        low, word = self.low, self.low[i]
        if word in ("$", "€", "£", "¥") or (word in ("usd", "gbp", "eur") and i + 1 in self.p.numbers):
            return self._signed(i)
        part = self._part(i)
        if part is not None:
            return part
        if word in _DOUBLES:
            ahead = low[i + 1]
            if ahead in _AFTER_DOUBLE or not ahead or not ahead[0].isalnum():
                return [Amount(i, i + 1, "share", _DOUBLES[word], unit="x")], i + 1
            return None
        if word in ("twice", "once"):
            return self._often(i)
        if word in ("a", "an") and low[i + 1] in self.lex.units:
            return self._one_unit(i)
        code = code_end(self.p, i)
        if code is not None or (i and low[i - 1] == "point"):
            return [], code or i + 1
        before = self._before(i)
        number = numeral(self.p, i, both=before)
        if number is None:
            return None
        if word == "one" and number.end == i + 1 and number.high is None:
            return self._one(i)
        one_in = self._one_in(i, number)
        if one_in is not None:
            return one_in
        if self._is_address(number.end):
            return [], number.end
        found = self._told(i, number)
        named = i and self._is_label(i, number)
        if named and (not found or found[0].kind == "plain"):
            return [], number.end
        return found, found[-1].end if found else number.end

    def _before(self, i: int) -> str | None:
        j = i - 1
        while j >= 0 and self.low[j] in ("about", "around", "roughly", "maybe", "say", "like"):
            j -= 1
        return self.low[j] if j >= 0 and self.low[j] in ("from", "between") else None

    def _is_label(self, i: int, number: Numeral) -> bool:
        """Tell whether a number is a name: "phase two", "Office 365"."""
        before = self.low[i - 1]
        if before in self.lex.words["labels"] or (before == "#" or (before == "-" and self.p.glued(i) and i > 1)):
            return True
        capital = i > 1 and self.p.capital(i - 1) and before.isalpha() and before != "i"
        named = capital and i in self.p.numbers and before not in MONTHS and before not in WEEKDAYS
        return named and not number.sized and self.low[i - 2] not in (".", "?", "!")

    def _is_address(self, j: int) -> bool:
        near = range(j, min(j + 3, len(self.low) - 4))
        return any(
            self.low[k] in self.lex.words["streets"] and all(self.p.capital(m) for m in range(j, k + 1)) and k > j
            for k in near
        )

    # -- money -------------------------------------------------------------------------------------------------

    def _signed(self, i: int) -> tuple[list[Amount], int] | None:
        number = numeral(self.p, i + 1, both=self._before(i))
        if number is None:
            return None
        unit, end = self.lex.currencies[self.low[i]], number.end
        if number.high is None and self.low[end] in ("to", "or", "-", "–", "and") and self.low[end + 1] == self.low[i]:
            second = cardinal(self.p, end + 2)
            joins = self.low[end] != "and" or self._before(i) == "between"
            if second is not None and joins and self._before(i) != "from" and second.value > number.value:
                number = Numeral(number.value, second.end, second.value)
        if number.pair is not None:
            first = Amount(i, number.pair[0], "money", number.value, None, unit)
            return self._closed([first, Amount(number.pair[1], number.end, "money", number.high, None, unit)])
        return self._closed([Amount(i, number.end, "money", number.value, number.high, unit)])

    def _closed(self, found: list[Amount]) -> tuple[list[Amount], int]:
        """Give the last of some amounts the rate behind it."""
        per, end = self._per(found[-1].end)
        if per is not None:
            found = [replace(a, per=per) for a in found]
            found[-1] = replace(found[-1], end=end)
        return found, found[-1].end

    def _per(self, j: int) -> tuple[str | None, int]:
        low, word = self.low, self.low[j]
        if word in ("a", "an", "per", "each", "every", "/"):
            unit = self.lex.units.get(low[j + 1])
            if unit is not None and low[j + 1] not in ("second", "quarter") and low[j + 2 : j + 3] != ["ago"]:
                return unit, j + 2
            if low[j + 1] == "quarter" and low[j + 2] != "of":
                return "quarter", j + 2
            if word == "per" and low[j + 1] == "annum":
                return "year", j + 2
            if (word == "per" or (word == "/" and self.p.glued(j))) and low[j + 1].isalpha():
                return low[j + 1], j + 2
        if word in _RATES:
            return _RATES[word], j + 1
        return None, j

    # -- parts of a whole --------------------------------------------------------------------------------------

    def _part(self, i: int) -> tuple[list[Amount], int] | None:
        low = self.low
        if low[i] not in ("a", "an", "half") and low[i + 1] not in FRACTIONS and low[i + 1] != "-":
            return None
        if low[i] == "half" and low[i + 1] in ("a", "an") and low[i + 2] in self.lex.units:
            return self._closed([Amount(i, i + 3, "duration", 0.5, None, self.lex.units[low[i + 2]])])
        if low[i] == "half" and low[i + 1] in ("a", "an") and low[i + 2] in self.lex.words["measures"]:
            return self._closed([Amount(i, i + 3, "count", 0.5, None, None, (i + 2, i + 3))])
        if low[i] == "half" and low[i + 1] in ("a", "an") and low[i + 2] == "percent":
            return self._closed([Amount(i, i + 3, "share", 0.5, None, "%")])
        if low[i + 1] == "half" and cardinal(self.p, i) is not None:
            return None  # "a half a million"
        found = fraction(self.p, i, self._ends_part)
        if found is None or (i and low[i - 1] == "and"):
            return None
        share, end = found
        if low[end] == "of" and low[end + 1] in ("a", "an"):
            unit = self.lex.units.get(low[end + 2])
            if unit is not None:
                return self._closed([Amount(i, end + 3, "duration", share, None, unit)])
            if low[end + 2] in ("million", "billion"):
                size = 1e6 if low[end + 2] == "million" else 1e9
                return self._closed(self._told(i, Numeral(share * size, end + 3, sized=True)))
        if low[i] == "half" and not self._is_half(i):
            return None
        if low[i] in ("a", "an") and low[i + 1] == "quarter" and low[end] != "of" and self._rated(i):
            return self._closed([Amount(i, end, "duration", 1.0, None, "quarter")])
        owned = low[end] == "of" or (low[i] == "half" and low[end] in _OWNERS)
        return self._closed([self._share(i, end, 100 * share, owned=owned)])

    def _ends_part(self, j: int) -> bool:
        """Tell whether a part of a whole can end before piece `j`: "a fifth of", "a quarter less"."""
        return self.dates.ends(j) or self.low[j] in _MORE_OR_LESS

    def _rated(self, i: int) -> bool:
        return i > 0 and self.low[i - 1] in ("takes", "took", "take", "for", "within", "every", "last")

    def _is_half(self, i: int) -> bool:
        """Tell whether "half" is a share: "half of them", "half the time", "cut it in half", "about half."."""
        low = self.low
        ahead = low[i + 1]
        if ahead in ("of", *_OWNERS, "that", "as"):
            return True
        before = low[i - 1] if i else ""
        return before in _HALF_CUES and self.dates.ends(i + 1) and ahead not in ("a", "an", "past")

    def _share(self, i: int, end: int, value: float, *, owned: bool = True, high: float | None = None) -> Amount:
        noun = None
        if owned:
            j = end + 1 if self.low[end] == "of" else end
            while self.low[j] in _OWNERS:
                j += 1
            noun = self._noun(j) or ((j, j + 1) if self.low[j].isalpha() and not self.dates.ends(j) else None)
        return Amount(i, end, "share", round(value, 4), high, "%", noun)

    # -- numbers and what they count ---------------------------------------------------------------------------

    def _told(self, i: int, number: Numeral) -> list[Amount]:
        """Say what a number that begins at piece `i` is a number of."""
        j = number.end
        told = self._unit(i, j, number)
        if number.pair is None:
            if told.when is not None or told.kind in ("plain", "date"):
                return [told]
            return self._closed([told])[0]
        first_end, second = number.pair
        if told.kind == "plain" and self._before(i) != "from":
            return []  # a ratio or an idiom: "nine to five"
        first = replace(told, end=first_end, high=None, noun=told.noun)
        return self._closed([first, replace(told, start=second, value=number.high, high=None)])[0]

    def _unit(self, i: int, j: int, number: Numeral) -> Amount:
        low = self.low
        value, high = number.value, number.high
        if number.pair is not None:
            high = None
        if low[j] == "+" and self.p.glued(j):
            j += 1
        money = self._currency(j)
        if money is not None:
            unit, end = money
            scale = 0.01 if low[end - 1] in ("cents", "cent", "pence") else 1.0
            if unit == "GBP" and set(low[max(0, i - _NEAR) : i]) & self.lex.words["weight_cues"]:
                return Amount(i, end, "count", value, high, None, (end - 1, end))
            return Amount(i, end, "money", value * scale, high and high * scale, unit)
        if number.grand:
            return Amount(i, j, "money", value, high)
        if low[j] in _PERCENT or low[j : j + 2] == ["per", "cent"]:
            return self._percent(i, j, value, high)
        if low[j] == "basis" and low[j + 1] == "points":
            return Amount(i, j + 2, "share", value / 100, high and high / 100, "points")
        if low[j] in _TIMES or (low[j] == "-" and low[j + 1] == "fold"):
            return self._times(i, j, value, high)
        duration = self._duration(i, j, number)
        if duration is not None:
            return duration
        noun = self._noun(j)
        if noun is not None:
            return Amount(i, noun[1], "count", value, high, None, noun)
        cued = set(low[max(0, i - _NEAR) : i]) & self.lex.words["money_cues"]
        if cued and value >= _MONEY_FROM and not number.like_year and self.dates.ends(j):
            return Amount(i, j, "money", value, high)
        return self._counted_per(i, j, value, high)

    def _counted_per(self, i: int, j: int, value: float, high: float | None) -> Amount:
        per, end = self._per(j)
        return Amount(i, end, "plain", value, high, per=per)

    def _currency(self, j: int) -> tuple[str, int] | None:
        low = self.low
        if low[j] in ("us", "canadian", "australian") and low[j + 1] in ("dollars", "dollar"):
            unit = {"us": "USD", "canadian": "CAD", "australian": "AUD"}[low[j]]
            return unit, j + 2
        if low[j] == "-" and self.p.glued(j) and low[j + 1] in ("dollar", "pound", "euro"):
            j += 1
        unit_or_none = self.lex.currencies.get(low[j])
        return (unit_or_none, j + 1) if unit_or_none is not None else None

    def _percent(self, i: int, j: int, value: float, high: float | None) -> Amount:
        low = self.low
        end = j + (2 if low[j] == "per" else 1)
        if low[j] == "percentage":
            if low[end] not in ("points", "point"):
                return Amount(i, j, "plain", value, high)
            return Amount(i, end + 1, "share", value, high, "points")
        if low[end] in ("points", "point"):
            return Amount(i, end + 1, "share", value, high, "points")
        if high is None and low[end] in ("to", "or", "-", "–") and self._before(i) != "from":
            second = cardinal(self.p, end + 1)
            if second is not None and second.value > value and low[second.end] in _PERCENT:
                high, end = second.value, second.end + 1
        return self._share(i, end, value, owned=low[end] == "of", high=high)

    def _times(self, i: int, j: int, value: float, high: float | None) -> Amount:
        low = self.low
        word_end = j + (2 if low[j] == "-" else 1)
        if low[j] != "times":
            return Amount(i, word_end, "share", value, high, "x")
        if low[word_end] in _COMPARED or low[word_end].endswith("er"):
            return Amount(i, word_end, "share", value, high, "x")
        return Amount(i, word_end, "count", value, high, None, (j, j + 1))

    def _duration(self, i: int, j: int, number: Numeral) -> Amount | None:
        low = self.low
        k = self.dates.skip(j)
        word = low[k].removesuffix("'s")
        unit = self.lex.units.get(word)
        if unit is None or (word == "second" and number.value != 1):
            return None
        end = k + 1
        if low[end] == "'":
            end += 1
        if unit == "year" and (low[end] == "old" or low[end : end + 2] == ["-", "old"]):
            end += 1 if low[end] == "old" else 2
            return Amount(i, end, "age", number.value, number.high, "year")
        if low[end : end + 3] in (["and", "a", "half"], ["and", "a", "quarter"]):
            number = number._replace(value=number.value + FRACTIONS[low[end + 2]])
            end += 3
        elif unit == "hour" and (more := self._minutes(end)) is not None:
            number, end = number._replace(value=number.value + more[0] / 60), more[1]
        high = number.high if number.pair is None else None
        when = self.dates.after_duration(number, unit, end) if number.pair is None else None
        if when is not None:
            return Amount(i, when.end, "date", number.value, number.high, unit, when=when)
        return Amount(i, end, "duration", number.value, high, unit)

    def _minutes(self, j: int) -> tuple[float, int] | None:
        """Read what is over the hour: "and ten", "and twenty minutes"."""
        low = self.low
        if low[j] != "and":
            return None
        number = cardinal(self.p, j + 1)
        if number is None or not 1 < number.value < 60:
            return None
        told = self.lex.units.get(low[number.end]) == "minute"
        return (number.value, number.end + told) if told or self.dates.ends(number.end) else None

    def _noun(self, j: int) -> tuple[int, int] | None:
        """Find what is counted: up to three words, the last of which is a plural."""
        low = self.low
        k = j
        while low[k] in self.lex.words["between"]:
            k += 1
        if low[k] == "-" and self.p.glued(k):
            return None
        start, words = k, 0
        while words < _NOUN_WORDS and low[k] and low[k][0].isalpha() and low[k] not in self.lex.words["stops"]:
            rate = low[k] in _RATES and not self.lex.is_plural(low[k + 1])
            if low[k] in self.lex.currencies or low[k] in self.lex.units or rate:
                return None
            k += 1
            words += 1
            if self.lex.is_plural(low[k - 1]):
                while low[k] and self.lex.is_plural(low[k]) and low[k] not in self.lex.units and low[k] not in _RATES:
                    k += 1
                return start, k
            while low[k] == "-" and self.p.glued(k) and low[k + 1].isalpha():
                k += 2
                if self.lex.is_plural(low[k - 1]):
                    return start, k
        return None

    # -- ones, twos, and lengths without a number --------------------------------------------------------------

    def _one(self, i: int) -> tuple[list[Amount], int] | None:
        """Read "one" where it measures: "one week", "one percent", "one in five"; "one of those" is none."""
        counted = self._one_in(i, Numeral(1.0, i + 1))
        if counted is not None:
            return counted
        told = self._unit(i, i + 1, Numeral(1.0, i + 1))
        if told.kind not in ("duration", "money", "share", "age", "date") or told.unit in ("second", "minute"):
            return None
        return ([told], told.end) if told.when is not None else self._closed([told])

    def _one_in(self, i: int, number: Numeral) -> tuple[list[Amount], int] | None:
        """Read "one in five", "nine out of ten"."""
        low, j = self.low, number.end
        single = low[i] == "one" and low[j].isalpha() and low[j + 1] == "in"  # "one remake in a hundred"
        j += 1 if low[j] in ("in", "of") else 2 if low[j : j + 2] == ["out", "of"] or single else 0
        if j == number.end or number.high is not None or number.like_year:
            return None
        whole = cardinal(self.p, j)
        if whole is None or whole.high is not None or not number.value < whole.value <= 1000 or whole.like_year:
            return None
        if low[whole.end] in self.lex.units or low[whole.end] in self.lex.currencies or low[whole.end] in _PERCENT:
            return None
        share = self._share(i, whole.end, 100 * number.value / whole.value, owned=False)
        noun = (number.end, number.end + 1) if single else self._noun(whole.end)
        return self._closed([replace(share, noun=noun)])

    def _often(self, i: int) -> tuple[list[Amount], int] | None:
        """Read "twice a week" and "twice as many"."""
        low, times = self.low, 2.0 if self.low[i] == "twice" else 1.0
        per, end = self._per(i + 1)
        if per is not None and per in self.lex.units.values():
            return [Amount(i, end, "count", times, per=per)], end
        if times > 1 and low[i + 1] in ("as", "so", "the", "that", "what", "our", "my"):
            return [Amount(i, i + 1, "share", times, unit="x")], i + 1
        return None

    def _one_unit(self, i: int) -> tuple[list[Amount], int] | None:
        """Read "a week" where it is a length of time, and "a year ago"."""
        low, end = self.low, i + 2
        unit = self.lex.units[low[i + 1]]
        if low[i + 1] != unit:
            return None
        if unit in ("second", "minute") and (not i or low[i - 1] not in _LIMITS):
            return None  # "wait a minute"
        number = Numeral(1.0, end)
        when = self.dates.after_duration(number, unit, end)
        if when is not None:
            return [Amount(i, when.end, "date", 1.0, None, unit, when=when)], when.end
        high = None
        if low[end : end + 3] == ["and", "a", "half"]:
            return self._closed([Amount(i, end + 3, "duration", 1.5, None, unit)])
        if unit == "hour" and (more := self._minutes(end)) is not None:
            return self._closed([Amount(i, more[1], "duration", round(1 + more[0] / 60, 4), None, unit)])
        if low[end : end + 2] == ["or", "two"]:
            high, end = 2.0, end + 2
        if high is None and (not i or low[i - 1] not in _TAKES):
            return None
        return self._closed([Amount(i, end, "duration", 1.0, high, unit)])
