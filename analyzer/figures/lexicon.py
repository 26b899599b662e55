"""The words of ``analyzer/content/figures.toml``, checked and in the shape in which rules look them up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from analyzer.content import content
from analyzer.figures.numerals import FRACTIONS, NUMBER_WORDS, ORDINALS
from analyzer.figures.pieces import Pieces, pieces_of

__all__ = ["MONTHS", "NAMED_PERIODS", "SEASONS", "WEEKDAYS", "Lexicon", "lexicon"]

MONTHS: Final = {
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9,
    "october": 10, "november": 11, "december": 12, "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8,
    "sep": 9, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
WEEKDAYS: Final = {
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
    "mon": 0, "tue": 1, "tues": 1, "wed": 2, "weds": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4,
}  # fmt: skip
#: Periods whose days only the people who speak know.
NAMED_PERIODS: Final = frozenset(
    ("season", "seasons", "term", "terms", "semester", "semesters", "period", "cycle", "cycles", "harvest", "harvests")
)
SEASONS: Final = frozenset(("spring", "summer", "fall", "autumn", "winter"))
_DATE_WORDS: Final = frozenset(
    ("today", "tonight", "tomorrow", "yesterday", "weekend", "christmas", "easter", "thanksgiving", "eod", "eow", "eom",
     "eoq", "eoy", "noon", "midnight", "twice", "double", "triple", "quadruple", "doubled", "doubling", "tripled",
     "percent", "afternoon", "morning", "evening", "thirtieth", "once", "century", "new year")
)  # fmt: skip
# words of figures that are mostly none; a sentence holds others where they are
_TOO_COMMON: Final = frozenset(("one", "first", "second", "sec", "once"))
_STARTERS: Final = frozenset(
    ("a", "an", "the", "in", "within", "inside", "over", "during", "end", "start", "beginning", "middle", "mid",
        "early",
     "late", "next", "this", "last", "past", "previous", "coming", "following", "by", "when", "until", "before", "till",
     "after", "at", "age", "aged", "i'm", "he's", "she's", "we're", "they're", "i", "he", "she", "we", "they", "new",
     "fiscal",
     "financial", "throughout")
)  # fmt: skip
_LISTS: Final = (
    "between", "money_cues", "weight_cues", "age_cues", "labels", "streets", "plurals", "measures", "no_plurals",
    "stops", "after_names",
)  # fmt: skip


@dataclass(frozen=True)
class Lexicon:
    """Words that figures are found by.

    Parameters
    ----------
    currencies, units : mapping of str to str
    words : mapping of str to frozenset of str
        The lists of ``[words]``.
    phrases : mapping of str to tuple of tuple of str
        Phrases that are no figure, by their first word.
    triggers : frozenset of str
        Words without which (and without a digit or a sign of money) a sentence holds no figure.
    counting : frozenset of str
        Words without which (and without a digit) it holds no number but one ("a day", "one of them").
    starters : frozenset of str
        Words that a figure or one of the phrases can begin with.
    """

    currencies: Mapping[str, str]
    units: Mapping[str, str]
    words: Mapping[str, frozenset[str]]
    phrases: Mapping[str, tuple[tuple[str, ...], ...]]
    triggers: frozenset[str]
    counting: frozenset[str]
    starters: frozenset[str]

    def phrase_end(self, p: Pieces, i: int) -> int | None:
        """Return where a phrase that is no figure ends, if one begins at piece `i`."""
        for phrase in self.phrases.get(p.low[i], ()):
            if tuple(p.low[i : i + len(phrase)]) == phrase:
                return i + len(phrase)
        return None

    def is_plural(self, word: str) -> bool:
        """Tell whether a word looks like a plural noun."""
        if word in self.words["plurals"]:
            return True
        return (
            len(word) > 3
            and word.endswith("s")
            and not word.endswith(("ss", "'s", "us"))
            and word not in self.words["no_plurals"]
            and word not in self.words["stops"]
        )


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Load and check the words.

    Raises
    ------
    ValueError
        When the file lacks a list, or holds something else than lower-case words: a fault of the content.
    """
    table = content("figures")
    maps = {key: table.get(key) for key in ("currencies", "units")}
    lists = {key: table.get("words", {}).get(key) for key in _LISTS} | {"none": table.get("phrases", {}).get("none")}
    for key, words in (maps | lists).items():
        if not words or not all(isinstance(word, str) and word == word.lower() for word in words):
            raise ValueError(f"analyzer/content/figures.toml: {key} must hold lower-case words")
    phrases: dict[str, list[tuple[str, ...]]] = {}
    for phrase in lists.pop("none") or ():
        words = tuple(pieces_of(phrase, 0, len(phrase)).low[:-4])
        phrases.setdefault(words[0], []).append(words)
    triggers = frozenset().union(
        NUMBER_WORDS, FRACTIONS, MONTHS, WEEKDAYS, SEASONS, ORDINALS, NAMED_PERIODS, _DATE_WORDS,
        maps["currencies"] or (), maps["units"] or (),
    )  # fmt: skip
    return Lexicon(
        currencies=maps["currencies"] or {},
        units=maps["units"] or {},
        words={key: frozenset(words or ()) for key, words in lists.items()},
        phrases={first: tuple(sorted(found, key=len, reverse=True)) for first, found in phrases.items()},
        triggers=triggers - _TOO_COMMON,
        counting=frozenset().union(NUMBER_WORDS, FRACTIONS, ORDINALS, _DATE_WORDS) - _TOO_COMMON,
        starters=triggers | _STARTERS | frozenset(phrases),
    )
