"""Identifiers out of a conversation before anything is stored: addresses, numbers, links, and the speakers' own names.

Each is replaced by a placeholder that stays the same for the same identifier within a conversation: ``EMAIL_1``,
``PHONE_1``, ``CARD_1``, ``ACCOUNT_1``, ``URL_1``, ``PERSON_1``. Placeholders are words, so that counts of words and
offsets mean the same before and after. Amounts, dates and times stay.

Names are those of the speaker column, whole or in parts. People who are only spoken of, streets, and firms stay; with a
finder of `analyzer.presidio` also what that finds goes (people and places that a spaCy pipeline tells, numbers of more
kinds).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from analyzer.content import phrases
from analyzer.conversation import Conversation, Participant, Turn
from analyzer.transcripts.names import is_numbered, is_unknown, label_role, normalise

if TYPE_CHECKING:
    from analyzer.presidio import Finder

__all__ = ["Redacted", "redact", "redact_text"]

_EMAIL: Final = re.compile(r"[\w.+'-]*\w@\w[\w-]*(?:\.\w[\w-]*)+")
#: "dana dot reed at brightpath dot com"; the words before "at" in "we are at acme dot com" are nobody's.
_SPOKEN_EMAIL: Final = re.compile(
    r"\b(?!(?:am|are|is|was|were|be|been|me|us|him|her|them|it|look|looking|here|there|work|works)\b)"
    r"[\w-]+(?:\s+(?:dot|underscore|dash)\s+[\w-]+|\.[\w-]+)*\s+at\s+[\w-]+(?:(?:\s+dot\s+|\.)[a-z][\w-]*)+\b",
    re.IGNORECASE,
)
_IBAN: Final = re.compile(r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")
#: A run of digits with what may stand between them. Not behind a currency sign, a word, or a number's point.
_NUMBER: Final = re.compile(
    r"(?<![\w$€£¥.,:/-])\+?\(?[0-9](?:[0-9 \u00a0().\-\u2010-\u2013/]*[0-9])?(?![\w%]|[.,:][0-9])"
)
_GROUP: Final = re.compile(r"[0-9]+")
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")
_DAY: Final = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_LEAD: Final = 40
_LEAST_TOLD: Final = 5
_TRAILING: Final = ".,;:!?)]}'\"’”"


@dataclass(frozen=True, slots=True)
class Redacted:
    """A conversation without identifiers.

    Parameters
    ----------
    conversation : Conversation
        Turns, names, headings and id are redacted; metadata and people's metadata are left out.
    counts : mapping of str to int
        Replacements by kind: ``email``, ``phone``, ``card``, ``account``, ``url``, ``person``, and those of a finder.
    """

    conversation: Conversation
    counts: Mapping[str, int]


@dataclass(slots=True)
class _Placeholders:
    """Hands out placeholders: the same one for the same identifier."""

    names: Mapping[str, str] = field(default_factory=dict)
    pattern: re.Pattern[str] | None = None
    finder: Finder | None = None
    given: dict[tuple[str, str], str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def of(self, kind: str, key: str) -> str:
        number = sum(1 for other, _ in self.given if other == kind) + 1
        return self.given.setdefault((kind, key), f"{kind.upper()}_{number}")


def redact(conversation: Conversation, presidio: str | None = None) -> Redacted:
    """Replace what identifies people.

    Parameters
    ----------
    conversation : Conversation
        With the sides told as far as addresses and names tell them: afterwards they no longer can.
    presidio : str, optional
        Pipeline for Presidio's recognisers, which then look for more; see `analyzer.presidio.load_finder`.
    """
    people = _Placeholders(finder=_finder(presidio))
    shown: dict[str, str] = {}
    names: dict[str, str] = {}
    speakers = dict.fromkeys(
        [*(p.name for p in conversation.participants), *(t.speaker or "" for t in conversation.turns)]
    )
    for speaker in [*speakers, conversation.rep or ""]:
        if not speaker or speaker in shown or _names_nobody(speaker):
            continue
        bare = normalise(speaker).casefold()
        shown[speaker] = names.get(bare) or people.of("person", bare)
        names.setdefault(bare, shown[speaker])
        for part in re.findall(r"[^\W\d_][\w'’-]+", speaker):
            if part.casefold() not in phrases("redact", "particles"):
                names.setdefault(part.casefold(), shown[speaker])
    people.names, people.pattern = names, _any_of(names)
    turns = tuple(_turn(turn, shown, people) for turn in conversation.turns)
    participants = tuple(
        Participant(
            shown.get(p.name, p.name), p.role, p.source, p.confidence, tuple(_clean(e, people) for e in p.evidence)
        )
        for p in conversation.participants
    )
    counts = dict(people.counts)  # what follows repeats what has been counted
    return Redacted(
        replace(
            conversation,
            id=_clean(conversation.id, people),
            turns=turns,
            participants=participants,
            rep=shown.get(conversation.rep, conversation.rep) if conversation.rep is not None else None,
            source_name=_clean(conversation.source_name, people) if conversation.source_name is not None else None,
            metadata={},
        ),
        counts,
    )


def _finder(presidio: str | None) -> Finder | None:
    if presidio is None:
        return None
    from analyzer.presidio import load_finder

    return load_finder(presidio)


def redact_text(text: str) -> str:
    """Replace addresses, numbers and links in a text of which no names are known.

    Examples
    --------
    >>> redact_text("Write to jo@acme.example or ring +44 20 7946 0018 about the £40,000.")
    'Write to EMAIL_1 or ring PHONE_1 about the £40,000.'
    """
    return _clean(text, _Placeholders())


def _clean(text: str, people: _Placeholders) -> str:
    return _replaced(text, people)[0]


def _turn(turn: Turn, shown: Mapping[str, str], people: _Placeholders) -> Turn:
    text, moved = _replaced(turn.text, people)
    if turn.speaker in shown:
        people.counts["person"] += 1
    return replace(
        turn,
        text=text,
        speaker=shown.get(turn.speaker, turn.speaker) if turn.speaker is not None else None,
        masked=tuple((moved(a), moved(b)) for a, b in turn.masked),
        heading=_clean(turn.heading, people) if turn.heading is not None else None,
    )


def _replaced(text: str, people: _Placeholders) -> tuple[str, Callable[[int], int]]:
    """Return the text, and the function from offsets before to offsets after."""
    found: list[tuple[int, int, str]] = []
    taken = bytearray(len(text))
    for start, end, kind, key in _identifiers(text, people):
        if not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            people.counts[kind] += 1
            found.append((start, end, people.of(kind, key) if kind != "person" else key))
    found.sort()
    pieces, at = [], 0
    for start, end, placeholder in found:
        pieces += [text[at:start], placeholder]
        at = end

    def moved(offset: int) -> int:
        shift = 0
        for start, end, placeholder in found:
            if offset >= end:
                shift += len(placeholder) - (end - start)
            elif offset > start:
                return start + shift  # within what was replaced
        return offset + shift

    return "".join([*pieces, text[at:]]), moved


def _identifiers(text: str, people: _Placeholders) -> Iterator[tuple[int, int, str, str]]:
    """Yield what identifies: start, end, kind, and what it is the same by. The surest kinds first."""
    for match in _EMAIL.finditer(text):
        yield match.start(), match.end(), "email", match[0].casefold()
    if " at " in text.casefold():
        for match in _SPOKEN_EMAIL.finditer(text):
            if match[0].casefold().split()[-1].rpartition(".")[2] in phrases("redact", "domains"):
                yield match.start(), match.end(), "email", match[0].casefold()
    for match in _links().finditer(text):
        whole = match[0].rstrip(_TRAILING)
        yield match.start(), match.start() + len(whole), "url", whole.casefold()
    for match in _IBAN.finditer(text):
        yield match.start(), match.end(), "account", match[0].replace(" ", "")
    for match in _NUMBER.finditer(text):
        kind = _kind_of(match[0], text[max(0, match.start() - _LEAD) : match.start()])
        if kind is not None:
            yield match.start(), match.end(), kind, "".join(_GROUP.findall(match[0]))
    for match in _spoken_digits().finditer(text):
        yield match.start(), match.end(), "phone", " ".join(re.findall(r"\w+", match[0].casefold()))
    if people.pattern is not None:
        words = phrases("redact", "names_that_are_words")
        for match in people.pattern.finditer(text):
            name = normalise(match[0]).casefold()
            if name not in words or not match[0].islower():
                yield match.start(), match.end(), "person", people.names[name]
    if people.finder is not None:
        for start, end, kind in people.finder(text):
            key = normalise(text[start:end]).casefold()
            yield start, end, kind, people.of(kind, key) if kind == "person" else key


def _kind_of(number: str, before: str) -> str | None:
    """Tell what a run of digits is; None for amounts, dates and anything that is nobody's number."""
    groups = _GROUP.findall(number)
    lengths = [len(g) for g in groups]
    total = sum(lengths)
    if number.startswith("+"):
        return "phone" if 7 <= total <= 15 else None
    if 13 <= total <= 19 and _luhn("".join(groups)):
        return "card"
    told = _leads().search(before)
    if told is not None and total >= _LEAST_TOLD and not _is_date(groups):
        lead = told[1].casefold()
        return (
            "card"
            if lead == "card"
            else "phone"
            if re.search("phone|mobile|cell| (?:on|at)|number", lead)
            else "account"
        )
    if total < 7 or _is_date(groups) or all(map(_YEAR.fullmatch, groups)):
        return None
    if lengths == [3, 2, 4]:
        return "account"  # a social security number
    if groups[0].startswith("0") and 9 <= total <= 15:
        return "phone"  # a national number, or one with the international prefix 00
    if _american(number, lengths):
        return "phone"
    if len(groups) > 1 and lengths[0] <= 3 and set(lengths[1:]) == {3}:
        return None  # thousands
    if (len(groups) == 1 and total >= 8) or (len(groups) >= 3 and total >= 10 and min(lengths[:-1]) >= 4):
        return "account"
    return None


def _american(number: str, lengths: list[int]) -> bool:
    if lengths in ([3, 3, 4], [1, 3, 3, 4], [10]) or (number.startswith("(") and lengths == [3, 7]):
        return True
    return lengths == [3, 4] and number[3] in "-."


def _is_date(groups: list[str]) -> bool:
    if len(groups) == 1:
        return _DAY.fullmatch(groups[0]) is not None
    day = groups[:3]
    lengths = [len(g) for g in day]
    if lengths[:1] == [4]:
        return _YEAR.fullmatch(day[0]) is not None and all(n <= 2 for n in lengths[1:])
    return len(day) == 3 and lengths[0] <= 2 and lengths[1] <= 2 and _YEAR.fullmatch(day[2]) is not None


def _luhn(digits: str) -> bool:
    total = 0
    for n, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + n % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _names_nobody(speaker: str) -> bool:
    return (
        is_unknown(speaker)
        or is_numbered(normalise(speaker))
        or (label_role(speaker) is not None and len(speaker.split()) == 1)
    )


def _any_of(names: Mapping[str, str]) -> re.Pattern[str] | None:
    if not names:
        return None
    longest = sorted(names, key=lambda name: (-len(name), name))
    either = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest)
    return re.compile(rf"(?<![\w])(?:{either})(?!\w)", re.IGNORECASE)


@lru_cache
def _links() -> re.Pattern[str]:
    domains = "|".join(sorted(phrases("redact", "domains")))
    return re.compile(
        rf"\b(?:https?://|www\.)\S+|(?<![\w@.])(?:[a-z0-9][a-z0-9-]*\.)+(?:{domains})\b(?![.]?\w)(?:/\S*)?",
        re.IGNORECASE,
    )


@lru_cache
def _leads() -> re.Pattern[str]:
    leads = "|".join(re.escape(p) for p in sorted(phrases("redact", "number_leads"), key=len, reverse=True))
    return re.compile(rf"\b({leads})\b(?:\s+(?:number|no\.?|is|it's|code|on|at|ending|in))*[\s:#.,]*$", re.IGNORECASE)


@lru_cache
def _spoken_digits() -> re.Pattern[str]:
    digit = "|".join(sorted(phrases("redact", "digits")))
    return re.compile(
        rf"\b(?:(?:double |triple )?(?:{digit})\b[\s,.-]*){{6,}}(?:double |triple )?(?:{digit})\b", re.IGNORECASE
    )
