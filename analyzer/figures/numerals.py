"""Numbers in words, digits and both: "forty five hundred", "one point two million", "2 and a half", "40k"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from analyzer.figures.pieces import Pieces

__all__ = ["FRACTIONS", "NUMBER_WORDS", "ORDINALS", "Numeral", "cardinal", "code_end", "fraction", "numeral", "ordinal"]

_UNITS: Final = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
}  # fmt: skip
_TEENS: Final = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS: Final = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
_SMALL: Final = _UNITS | _TEENS | _TENS
_MAGNITUDES: Final = {
    "thousand": 1e3, "grand": 1e3, "k": 1e3, "million": 1e6, "mil": 1e6, "mill": 1e6, "m": 1e6, "mn": 1e6,
    "billion": 1e9,
    "bn": 1e9, "b": 1e9,
}  # fmt: skip
_DOZEN: Final = 12
#: Parts of a whole.
FRACTIONS: Final = {
    "half": 1 / 2, "halves": 1 / 2, "third": 1 / 3, "thirds": 1 / 3, "quarter": 1 / 4, "quarters": 1 / 4,
    "fifth": 1 / 5, "fifths": 1 / 5, "sixth": 1 / 6, "sixths": 1 / 6, "seventh": 1 / 7, "eighth": 1 / 8,
    "eighths": 1 / 8,
    "ninth": 1 / 9, "tenth": 1 / 10, "tenths": 1 / 10, "twentieth": 1 / 20, "hundredth": 1 / 100,
}  # fmt: skip
#: Days of a month, as they are counted.
ORDINALS: Final = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
}  # fmt: skip
#: Words that a number can begin with.
NUMBER_WORDS: Final = frozenset(_SMALL) | {"hundred", "thousand", "million", "billion", "dozen", "couple"}
# "a" alone begins a number only before these
_AFTER_A: Final = frozenset(("hundred", "thousand", "million", "billion", "dozen"))
_DIGIT_WORDS: Final = frozenset(_UNITS) | {"oh"}
# so many digits in a row are a telephone number or a code
_DIGITS_OF_A_CODE: Final = 3
_BETWEEN: Final = frozenset(("to", "or", "-", "–", "through"))


class Numeral(NamedTuple):
    """A number and where it ends.

    Parameters
    ----------
    value : float
    end : int
        Position of the piece after it.
    high : float or None
        Upper end of a range.
    like_year : bool
        Whether it may be a year: four digits, "twenty twenty seven".
    grand : bool
        Whether it was said in grand, which is always money.
    sized : bool
        Whether it was said with a magnitude ("40k", "two million").
    pair : tuple of int or None
        For "9 to 5", which goes down and is no range: where the first number ends and where the second begins.
    """

    value: float
    end: int
    high: float | None = None
    like_year: bool = False
    grand: bool = False
    sized: bool = False
    pair: tuple[int, int] | None = None


def numeral(p: Pieces, i: int, *, both: str | None = None) -> Numeral | None:
    """Read a number or a range that begins at piece `i`.

    Parameters
    ----------
    p : Pieces
    i : int
    both : str, optional
        The word before: after ``between`` an "and" joins a range too, and after ``from`` "to" joins none.
    """
    first = cardinal(p, i)
    if first is None:
        return None
    j = first.end
    joined = p.low[j] in _BETWEEN or (p.low[j] == "and" and both == "between")
    if not joined:
        follows = cardinal(p, j)
        if follows is not None and _runs_on(first, follows, p, j):  # "two three weeks", "thirty forty people"
            return Numeral(first.value, follows.end, follows.value)
        return first
    k = j + 1
    if p.low[k] in ("maybe", "even", "about", "say", "perhaps"):
        k += 1
    second = cardinal(p, k)
    if second is None:
        return first
    low = first.value
    if second.sized and not first.sized and low < 1000:  # "two to three million"
        scale = next(m for m in (1e9, 1e6, 1e3) if second.value >= m)
        low = low * scale if low * scale < second.value or low > second.value / scale else low
    grand = first.grand or second.grand
    sized = first.sized or second.sized
    if both == "from" or low >= second.value:
        return Numeral(low, second.end, second.value, grand=grand, sized=sized, pair=(first.end, k))
    return Numeral(low, second.end, second.value, first.like_year and second.like_year, grand, sized)


def _runs_on(first: Numeral, second: Numeral, p: Pieces, j: int) -> bool:
    if p.glued(j) or first.sized or first.like_year or second.like_year or j in p.numbers:
        return False
    step = second.value - first.value
    return step in (1, 10) or (step == 5 and first.value % 5 == 0)


def cardinal(p: Pieces, i: int) -> Numeral | None:
    """Read one number that begins at piece `i`; None where there is none, or a code."""
    low = p.low
    word = low[i]
    if i in p.shapes:
        return None
    if word in ("a", "an"):
        if low[i + 1] == "half" and low[i + 2] in ("a", *_AFTER_A):
            return (
                _whole_of(low, i + 2 + (low[i + 2] == "a"), 0.5)
                if low[i + 2 + (low[i + 2] == "a")] in _AFTER_A
                else None
            )
        if low[i + 1] == "couple":
            return Numeral(2.0, i + 3 if low[i + 2] == "of" else i + 2)
        if low[i + 1] not in _AFTER_A:
            return None
    elif word == "couple":
        return Numeral(2.0, i + 2 if low[i + 1] == "of" else i + 1)
    elif word == "half":
        if low[i + 1] in ("a", "an") and low[i + 2] in _AFTER_A:
            return _whole_of(low, i + 2, 0.5)
        return None
    elif word == "point" or (i not in p.numbers and word not in NUMBER_WORDS):
        return None
    if code_end(p, i) is not None:
        return None
    return _spoken_year(p, i) or _sum(p, i)


def _whole_of(low: list[str], i: int, share: float) -> Numeral:
    sizes = {**_MAGNITUDES, "dozen": float(_DOZEN), "hundred": 100.0}
    return Numeral(share * sizes[low[i]], i + 1, sized=low[i] != "dozen")


def code_end(p: Pieces, i: int) -> int | None:
    """Return where digits end that are told one by one from piece `i` on, as of a telephone number."""
    n = 0
    j = i
    while p.low[j] in _DIGIT_WORDS or (n and p.low[j] in ("-", ",") and p.low[j + 1] in _DIGIT_WORDS):
        n += p.low[j] in _DIGIT_WORDS
        j += 1
    return j if n >= _DIGITS_OF_A_CODE or (n > 1 and "oh" in p.low[i:j]) else None


def _spoken_year(p: Pieces, i: int) -> Numeral | None:
    """Read "twenty twenty seven" or "nineteen ninety eight"."""
    low = p.low
    century = {"twenty": 2000, "nineteen": 1900}.get(low[i])
    if century is None:
        return None
    j = i + 1
    if low[j] in _TEENS:
        return Numeral(century + _TEENS[low[j]], j + 1, like_year=True)
    if low[j] == "oh" and low[j + 1] in _UNITS:
        return Numeral(century + _UNITS[low[j + 1]], j + 2, like_year=True)
    if low[j] in _TENS:
        j, unit = _with_unit(p, j)
        return Numeral(century + unit, j, like_year=True)
    return None


def _with_unit(p: Pieces, j: int) -> tuple[int, int]:
    """Read tens with their unit: "twenty", "twenty seven", "twenty-seven"."""
    value = _TENS[p.low[j]]
    k = j + 2 if p.low[j + 1] == "-" and p.glued(j + 1) else j + 1
    if p.low[k] in _UNITS and p.low[k] != "zero":
        return k + 1, value + _UNITS[p.low[k]]
    return j + 1, value


def _sum(p: Pieces, i: int) -> Numeral | None:
    """Add groups up from the largest magnitude down: 2 million, 500 thousand, a hundred and twenty."""
    low = p.low
    total, group = 0.0, 0.0  # what magnitudes have closed, and the number since
    size = float("inf")  # of the magnitude before
    j = i + 1 if low[i] in ("a", "an") else i
    began = grand = sized = False
    while True:
        word = low[j]
        written = p.numbers.get(j) if j not in p.shapes else None
        fresh = group == 0 and (sized or not began)  # a new group can begin
        open_hundreds = fresh or (group % 100 == 0 and group > 0)  # "a hundred … five"
        if written is not None and (not began or (fresh and written < size) or (low[j - 1] == "and" and written < 100)):
            group, j = group + written, j + 1
        elif word in _TENS and open_hundreds:
            j, tens = _with_unit(p, j)
            group += tens
        elif (word in _TEENS or word in _UNITS) and open_hundreds:
            group, j = group + _SMALL[word], j + 1
        elif word == "hundred" and group < 100:
            group, j = (group or 1) * 100, j + 1
        elif word == "dozen" and group < 100:
            return Numeral(total + (group or 1) * _DOZEN, j + 1)
        elif word in _MAGNITUDES and _MAGNITUDES[word] < size and _is_magnitude(p, j, began):
            size = _MAGNITUDES[word]
            total, group, j = total + (group or 1) * size, 0.0, j + 1
            sized, grand = True, grand or word == "grand"
        elif not began:
            return None
        elif (decimals := _decimals(p, j)) is not None and group == group // 1:
            group, j = group + decimals[0], decimals[1]
        elif (more := _and_a_part(p, j)) is not None:
            last = size if not group and sized else 100.0 if low[j - 1] == "hundred" else 1.0
            group, j = group + more[0] * last, more[1]
            if last > 1 or low[j] not in _MAGNITUDES:
                break
        elif (word == "and" and _continues(p, j + 1, group, sized)) or (
            word == "-" and p.glued(j) and p.glued(j + 1) and low[j + 1] in ("hundred", "thousand", "million")
        ):
            j += 1
        else:
            break
        began = True
    value = total + group
    like_year = (i in p.numbers and j == i + 1 and 1900 <= value < 2100 and len(low[i]) == 4) or (
        low[i] == "two" and low[i + 1] == "thousand" and 2000 < value < 2100
    )
    return Numeral(value, j, None, like_year, grand, sized)


def _is_magnitude(p: Pieces, j: int, began: bool) -> bool:
    """Tell whether a magnitude counts here: "grand" and short forms need a number before them."""
    if p.low[j] in ("thousand", "million", "billion"):
        return True
    return began and (p.low[j] in ("grand", "k", "mil") or (p.low[j] == "mill" and not p.capital(j)) or p.glued(j))


def _decimals(p: Pieces, j: int) -> tuple[float, int] | None:
    """Read "point two five" and return its value."""
    if p.low[j] != "point":
        return None
    k, digits = j + 1, ""
    while p.low[k] in _DIGIT_WORDS:
        digits += str(_UNITS.get(p.low[k], 0))
        k += 1
    if not digits and k in p.numbers and p.numbers[k] == p.numbers[k] // 1:
        digits, k = str(int(p.numbers[k])), k + 1
    return (float(f"0.{digits}"), k) if digits else None


def _and_a_part(p: Pieces, j: int) -> tuple[float, int] | None:
    """Read "and a half", "and three quarters"."""
    if p.low[j] != "and":
        return None
    if p.low[j + 1] in ("a", "one") and p.low[j + 2] in ("half", "quarter", "third"):
        return FRACTIONS[p.low[j + 2]], j + 3
    if p.low[j + 1] == "three" and p.low[j + 2] == "quarters":
        return 0.75, j + 3
    return None


def _continues(p: Pieces, j: int, group: float, sized: bool) -> bool:
    """Tell whether "and" stands inside a number: "a hundred and twenty", "two thousand and five"."""
    if not (group >= 100 and group % 100 == 0) and (group or not sized):
        return False
    small = p.low[j] in _SMALL or (j not in p.shapes and p.numbers.get(j, 100) < 100)
    return small and not (p.low[j] == "one" and p.low[j + 1] == "of")


def ordinal(p: Pieces, i: int) -> tuple[int, int] | None:
    """Read the day of a month at piece `i`, "fifteenth", "twenty first" or "15th", and where it ends."""
    low = p.low
    if p.shapes.get(i) == "ordinal":
        day = int(p.numbers[i])
        return (day, i + 1) if 1 <= day <= 31 else None
    if low[i] in ORDINALS:
        return ORDINALS[low[i]], i + 1
    if low[i] in ("twenty", "thirty"):
        j = i + 2 if low[i + 1] == "-" else i + 1
        day = _TENS[low[i]] + ORDINALS.get(low[j], 31)
        return (day, j + 1) if day <= 31 and ORDINALS.get(low[j], 31) < 10 else None
    return None


def fraction(p: Pieces, i: int, ends_here: Callable[[int], bool]) -> tuple[float, int] | None:
    """Read a part of a whole at piece `i`, "a fifth", "two thirds", "half", and where it ends.

    Parameters
    ----------
    p : Pieces
    i : int
    ends_here : callable
        Tells of a position whether a phrase can end before it: "a third of", but not "a third option".
    """
    low = p.low
    if low[i] == "half":
        return (0.5, i + 1) if low[i + 1] != "-" else None
    if low[i] in ("a", "an", "one"):
        share = FRACTIONS.get(low[i + 1])
        return (share, i + 2) if share is not None and ends_here(i + 2) else None
    count = _SMALL.get(low[i]) or (p.numbers.get(i) if i not in p.shapes else None)
    j = i + 2 if low[i + 1] == "-" else i + 1
    share = FRACTIONS.get(low[j])
    if count is None or share is None or not 1 < count < round(1 / share) or not low[j].endswith("s"):
        return None
    return count * share, j + 1
