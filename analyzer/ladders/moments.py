"""Where a sentence names a time that an action could be held to.

A small finder of its own: the words of days, months, hours and periods ahead, joined where they stand side by side
("on Tuesday the 14th at ten").
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

__all__ = ["exact_to_day", "moment_in"]

_DAYS: Final = r"(?:mon|tues?|wednes|thurs?|fri|satur|sun)day|mon|tues?|weds?|thurs?|fri(?!end)"
_MONTHS: Final = (
    r"january|february|march|april|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|"
    r"sept?|oct|nov|dec|(?<=in )may|(?<=of )may|may(?= \d)"
)
_NUMBERS: Final = (
    r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|a few|a couple(?: of)?|"
    r"half an?)"
)
_HOURS: Final = r"(?:\d{1,2}(?:[:.]\d\d)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|lunch(?:time)?)"
_ORDINALS: Final = (
    r"(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|"
    r"thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty[- ]\w+th|"
    r"twenty[- ](?:first|second|third)|thirtieth|thirty[- ]first)"
)
_UNIT: Final = r"(?:minute|hour|day|week|weekend|fortnight|month|quarter|year|term|semester|season)s?"
_PIECES: Final = (
    rf"(?:(?:on|by|from|until|before|after) )?(?:the )?{_ORDINALS} of (?:{_MONTHS})\b",
    rf"(?:{_DAYS})s?\b",
    rf"(?:{_MONTHS})\b(?: \d{{1,2}}\b)?",
    r"(?:day after )?tomorrow\b", r"tonight\b", r"today\b", r"(?:this|next|the following|that same|every) (?:morning|afternoon|evening|"
    rf"{_UNIT}|spring|summer|autumn|fall|winter|(?:{_DAYS})s?)\b",
    rf"(?:in|within|after) {_NUMBERS} {_UNIT}(?:'?s? time)?\b", rf"{_NUMBERS} {_UNIT} from (?:now|today|\w+day)\b",
    rf"(?:on|by|of|from|until|till|before|after) the {_ORDINALS}\b(?! (?!of\b|at\b|in\b|then\b|and\b)[a-z])", rf"the (?!first|second|third){_ORDINALS}\b(?! (?:time|one|of us|is\b|was\b|and last))", rf"\d{{1,2}}(?:st|nd|rd|th)\b(?: (?:of )?(?:{_MONTHS}))?",
    rf"(?:by|from|for|around|about) {_HOURS}\b(?= ?(?:$|[,.?!]|on\b|in the\b|tomorrow\b|this\b|next\b|o'?clock))", rf"(?:at|half|quarter (?:past|to)) {_HOURS}\b(?! (?:percent|per|people|of|hundred|thousand|minutes|hours|days|weeks|months|years|grand|k))",
    rf"{_HOURS}(?: ?[ap]\.?m\b\.?| o'?clock| thirty| fifteen| forty[- ]five| sharp)", r"\d{1,2}[:.]\d\d\b(?! ?(?:%|k|grand|percent|million))", r"(?:noon|midday|lunchtime|first thing|end of (?:the )?(?:day|week|month|quarter|year|business)|"
    rf"eow|eod|eom|(?:in the )?(?:morning|afternoon|evening))\b",
    r"(?:in |for |after |by |until |till )?(?:the )?new year\b(?!'s)", r"(?:in |till |until |after |by |before |over )the (?:spring|summer|autumn|fall|winter)\b", r"(?:spring|summer|autumn|winter) (?:twenty[- ]?\w*|20\d\d)", rf"(?:a few|a couple of|two|three|four|six) (?:weeks|months|years)\b", r"q[1-4]\b(?: (?:20)?\d\d)?", r"(?:in )?(?:20[2-4]\d|twenty (?:twenty|thirty)[- ]?\w*)\b", r"(?:before|by|after|over|at|until) (?:christmas|easter|new year'?s?|thanksgiving|the (?:holidays|weekend|summer|end of \w+(?: \w+)?))\b",
    r"\d{1,2}/\d{1,2}(?:/\d{2,4})?\b", r"(?:same time|this time) (?:next|tomorrow)\b", r"weekend\b", r"(?:monday|tuesday|wednesday|thursday|friday) week\b",
)  # fmt: skip
_PIECE: Final = re.compile(rf"\b(?:{'|'.join(_PIECES)})", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"[,\s–-]*(?:(?:at|on|in|the|of|or|and|by|to|around|about|morning|afternoon|evening|then|say|week|next|this|early|late)\b[,\s]*){0,3}", re.IGNORECASE)
_BEFORE: Final = re.compile(r"\b(?:(?:on|by|at|in|from|before|after|until|till|around|about|early|late|mid|end of|the|this|next|last)[ -])+$", re.IGNORECASE)
_HINTS: Final = frozenset(
    "tomorrow tonight today week weeks weekend month months quarter year years day days morning afternoon evening noon midday "
    "lunch lunchtime spring summer autumn winter fall christmas easter holidays thanksgiving half first few couple hour hours "
    "minutes january february march april may june july august september october november december jan feb mar apr jun jul "
    "aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue tues wed weds thu thur thurs "
    "fri sat sun eow eod eom one two three four five six seven eight nine ten eleven twelve q1 q2 q3 q4 o'clock oclock end "
    "term semester fortnight season second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth twenty thirty same".split()
)


def _hints(text: str) -> bool:
    """Tell whether a text may name a time; most do not, and this is cheap."""
    for piece in text.lower().split():
        word = piece.strip(".,!?;:'\"()")
        if word in _HINTS or word[:1].isdigit() or word.partition("'")[0].rstrip("s") in _HINTS or word[:6] == "twenty":
            return True
    return False


@lru_cache(maxsize=1024)  # an answer and its judge both ask
def moment_in(text: str) -> tuple[int, int] | None:
    """Return where `text` names a time, as (start, end), or None.

    Examples
    --------
    >>> text = "Shall we say Tuesday the 14th at ten?"
    >>> start, end = moment_in(text)
    >>> text[start:end]
    'Tuesday the 14th at ten'
    """
    if not _hints(text):
        return None
    first = _PIECE.search(text)
    if first is None:
        return None
    start, end = first.span()
    while (gap := _BETWEEN.match(text, end)) is not None and (more := _PIECE.match(text, gap.end())) is not None:
        end = more.end()
    return start, end


_DAY: Final = re.compile(
    rf"\b(?:(?:{_DAYS})s?|tomorrow|tonight|today|\d{{1,2}}(?:st|nd|rd|th)?(?!\d)|{_ORDINALS}|noon|midday|o'?clock|"
    rf"(?:at|around|about|half|quarter (?:past|to)) {_HOURS}|first thing|weekend|twenty[- ]\w+)\b",
    re.IGNORECASE,
)


def exact_to_day(moment: str) -> bool:
    """Tell whether a time that was named is as exact as a day: "Tuesday", "the 14th", "at ten"; not "in October"."""
    return _DAY.search(moment) is not None
