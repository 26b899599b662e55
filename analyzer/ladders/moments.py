"""Where a sentence names a time that an action could be held to.

A small finder of its own: the words of days, months, hours and periods ahead, joined where they stand side by side
("on Tuesday the 14th at ten").
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from analyzer.content import word_set

__all__ = ["exact_to_day", "moment_in"]

_DAYS: Final = r"(?:(?:mon|tues?|wednes|thurs?|fri|satur|sun)day|mon|tues?|weds?|thurs?|fri|sat|sun)"
_MONTHS: Final = (
    r"(?:january|february|march|april|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|"
    r"aug|sept?|oct|nov|dec|(?<=in )may|(?<=of )may|may(?= \d))"
)
_SEASONS: Final = r"(?:spring|summer|autumn|fall|winter)"
_NUMBERS: Final = (
    r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|a few|"
    r"a couple(?: of)?|half an?)"
)
_HOURS: Final = (
    r"(?:\d{1,2}(?:[:.]\d\d)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|lunch(?:time)?)"
)
_ORDINALS: Final = (
    r"(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|"
    r"thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|"
    r"twenty[- ](?:first|second|third|\w+th)|thirtieth|thirty[- ]first)"
)
_UNITS: Final = r"(?:minute|hour|day|week|weekend|fortnight|month|quarter|year|term|semester|season)s?"
_BY: Final = r"(?:on|by|of|from|until|till|before|after)"
_PIECES: Final = (
    rf"(?:{_BY} )?(?:the )?{_ORDINALS} of {_MONTHS}\b",
    rf"{_DAYS}s?\b(?: week\b)?",
    rf"{_MONTHS}\b(?: \d{{1,2}}\b)?",
    r"(?:(?:day after )?tomorrow|tonight|today)\b",
    rf"(?:this|next|the following|that same|every) (?:morning|afternoon|evening|{_UNITS}|{_SEASONS}|{_DAYS}s?)\b",
    rf"(?:in|within|after) {_NUMBERS} {_UNITS}(?:'?s? time)?\b",
    rf"{_NUMBERS} {_UNITS} from (?:now|today|\w+day)\b",
    # "the second call" names no day, "on the second" and "the seventh" do
    rf"{_BY} the {_ORDINALS}\b(?! (?!of\b|at\b|in\b|then\b|and\b)[a-z])",
    rf"the (?!first|second|third){_ORDINALS}\b(?! (?:time|one|of us|is\b|was\b|and last))",
    rf"\d{{1,2}}(?:st|nd|rd|th)\b(?: (?:of )?{_MONTHS})?",
    rf"(?:by|from|for|around|about) {_HOURS}\b(?= ?(?:$|[,.?!]|on\b|in the\b|tomorrow\b|this\b|next\b|o'?clock))",
    (
        rf"(?:at|half|quarter (?:past|to)) {_HOURS}\b"
        r"(?! (?:percent|per|people|of|hundred|thousand|minutes|hours|days|weeks|months|years|grand|k)\b)"
    ),
    rf"{_HOURS}(?: ?[ap]\.?m\b\.?| o'?clock| thirty| fifteen| forty[- ]five| sharp)",
    r"\d{1,2}[:.]\d\d\b(?! ?(?:%|k|grand|percent|million))",
    r"(?:noon|midday|lunchtime|first thing|end of (?:the )?(?:day|week|month|quarter|year|business)|eow|eod|eom)\b",
    r"(?:in the )?(?:morning|afternoon|evening)\b",
    r"(?:in |for |after |by |until |till )?(?:the )?new year\b(?!'s)",
    rf"(?:in |till |until |after |by |before |over )the {_SEASONS}\b",
    rf"{_SEASONS} (?:twenty[- ]?\w*|20\d\d)",
    r"(?:a few|a couple of|two|three|four|six) (?:weeks|months|years)\b",
    r"q[1-4]\b(?: (?:20)?\d\d)?",
    r"(?:in )?(?:20[2-4]\d|twenty (?:twenty|thirty)[- ]?\w*)\b",
    r"(?:before|by|after|over|at|until) (?:christmas|easter|new year'?s?|thanksgiving)\b",
    r"(?:before|by|after|over|at|until) the (?:holidays|weekend|summer|end of \w+(?: \w+)?)\b",
    r"\d{1,2}/\d{1,2}(?:/\d{2,4})?\b",
    r"(?:same|this) time (?:next|tomorrow)\b",
    r"weekend\b",
)
_PIECE: Final = re.compile(rf"\b(?:{'|'.join(_PIECES)})", re.IGNORECASE)
_BETWEEN: Final = re.compile(
    r"[,\s–-]*(?:(?:at|on|in|the|of|or|and|by|to|around|about|morning|afternoon|evening|then|say|week|next|this|early|"
    r"late)\b[,\s]*){0,3}",
    re.IGNORECASE,
)
_HINTS: Final = word_set(
    """
    tomorrow tonight today week month quarter year day morning afternoon evening noon midday lunch lunchtime spring
    summer autumn winter fall christmas easter holiday thanksgiving half first few couple hour minute weekend january
    february march april may june july august september october november december jan feb mar apr jun jul aug sep sept
    oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue wed weds thu thur fri sat sun eow eod
    eom one two three four five six seven eight nine ten eleven twelve o end term semester fortnight season second
    third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth
    seventeenth eighteenth nineteenth twentieth thirtieth twenty thirty same
    """
)
# words of a time that may stand before the one that shows it: "by the end of the", "a couple of"
_REACH: Final = 4
_WORD: Final = re.compile(r"[^\W_][\w'’./:-]*")
_PART: Final = re.compile(r"['’-]")
_DAY: Final = re.compile(
    rf"\b(?:{_DAYS}s?|tomorrow|tonight|today|\d{{1,2}}(?:st|nd|rd|th)?(?!\d)|{_ORDINALS}|noon|midday|o'?clock|"
    rf"(?:at|around|about|half|quarter (?:past|to)) {_HOURS}|first thing|weekend|twenty[- ]\w+)\b",
    re.IGNORECASE,
)


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
    first = _first_piece(text)
    if first is None:
        return None
    start, end = first.span()
    while (gap := _BETWEEN.match(text, end)) is not None and (more := _PIECE.match(text, gap.end())) is not None:
        end = more.end()
    return start, end


def exact_to_day(moment: str) -> bool:
    """Tell whether a time that was named is as exact as a day: "Tuesday", "the 14th", "at ten"; not "in October"."""
    return _DAY.search(moment) is not None


def _first_piece(text: str) -> re.Match[str] | None:
    """Find the first piece of a time, trying only where a word hints at one: most sentences hold none."""
    starts: list[int] = []
    for word in _WORD.finditer(text):
        starts.append(word.start())
        if _hints(word[0]):
            for start in starts[-_REACH - 1 :]:
                found = _PIECE.match(text, start)
                if found is not None:
                    return found
    return None


def _hints(word: str) -> bool:
    word = _PART.split(word.lower(), maxsplit=1)[0].rstrip(".:")
    return word in _HINTS or word[:1].isdigit() or word.rstrip("s") in _HINTS or word[:2] in ("q1", "q2", "q3", "q4")
