"""What all readers of services' JSON share: tolerant getters, one call being read, people told apart.

Exports of one service come in camelCase, snake_case, PascalCase and lower case, with strings for numbers, nulls and
missing keys. A reader names the documented key; everything else is forgiven here, and said.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from analyzer.conversation import Medium, Participant, Role
from analyzer.errors import BadInputError, one_line
from analyzer.transcripts.clean import one_blank
from analyzer.transcripts.json_text import clean_value, no_surrogates
from analyzer.transcripts.names import is_unknown, normalise, squash
from analyzer.transcripts.provider import opens_something, provider_message
from analyzer.transcripts.raw import Raw, Unit
from analyzer.transcripts.report import Collector, Timing
from analyzer.transcripts.source import Source
from analyzer.transcripts.times import checked, parse_clock, seconds

__all__ = [
    "MS",
    "TICKS",
    "Reading",
    "first_object",
    "get",
    "has",
    "identity",
    "moment",
    "number",
    "objects",
    "spoken",
    "text_of",
    "value_of",
]

#: Units of time, as so many a second.
MS: Final = 1000.0
TICKS: Final = 10_000_000.0

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MAX_KEY: Final = 60
_NUMBER = re.compile(r"\s*(-?[0-9]{1,18}(?:\.[0-9]{1,18})?(?:[eE][+-]?[0-9]{1,2})?)\s*s?\s*", re.ASCII)
_INTEGER = re.compile(r"[0-9]{1,30}", re.ASCII)
_ISO_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9:.,]{4,20}(?:[Zz]|[+-][0-9:]{2,6})?", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])", re.ASCII)
#: Keys whose value opens a recording or an account.
_SECRET_KEY = re.compile(
    r"ur[li]|href|link|token|secret|signature|password|apikey|credential|authorization|account_?id"
)
#: Keys of text that somebody wrote, or a machine, about what was said.
_ABOUT = re.compile(r"summar|note|action|chat|recap|outline|overview|keyword|highlight|topic|chapter|insight|attendee")
_LONG: Final = 200


@lru_cache(maxsize=4096)
def _folded(key: str) -> str:
    return key.replace("_", "").replace("-", "").casefold()


def get(value: object, *names: str) -> Any:
    """Return what an object holds under the first of the names that it has, None where it has none.

    A key is found as written; otherwise without regard to case and underscores. A null is no value.
    """
    if not isinstance(value, dict):
        return None
    for name in names:
        found = value.get(name)
        if found is not None:
            return found
    folded = {_folded(name) for name in names}
    return next(
        (item for key, item in value.items() if item is not None and len(key) <= _MAX_KEY and _folded(key) in folded),
        None,
    )


def has(value: object, *names: str) -> bool:
    """Tell whether an object has any of the keys, be it with a null."""
    if not isinstance(value, dict):
        return False
    folded = {_folded(name) for name in names}
    return any(name in value for name in names) or any(len(key) <= _MAX_KEY and _folded(key) in folded for key in value)


def objects(value: object) -> list[dict[str, Any]]:
    """Return the objects of a list; an empty list for anything else."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def first_object(value: object) -> dict[str, Any]:
    """Return the first object of a list, by which formats are told apart; an empty one where there is none."""
    if not isinstance(value, list):
        return {}
    return next((item for item in value[:8] if isinstance(item, dict)), {})


def value_of(source: Source) -> Any:
    """Return the JSON of a source, None where it is none."""
    return source.json.value if source.json is not None else None


def spoken(value: object) -> str | None:
    """Return a JSON value as text of speech: a text or a number that lost its quotes; None for anything else."""
    if isinstance(value, str):
        return one_blank(no_surrogates(value))
    if isinstance(value, float):
        return str(value) if math.isfinite(value) else None
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def text_of(value: object) -> str | None:
    """Return a JSON text that is not blank, trimmed; None for anything else."""
    text = squash(no_surrogates(value)) if isinstance(value, str) else ""
    return text or None


def identity(value: object) -> str | None:
    """Return an identifier as text; whole numbers never go through float. None where there is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else None
    return text_of(value)


def number(value: object) -> float | None:
    """Return a JSON number, or a text that is one ("12.5", "0.500s"), as a finite float; None for anything else."""
    if isinstance(value, str):
        match = _NUMBER.fullmatch(value)
        if match is None:
            return None
        value = float(match[1])
    below = isinstance(value, int | float) and not isinstance(value, bool) and value < 0
    size = seconds(-value if below else value)  # type: ignore[operator]
    return -size if below and size is not None else size


def moment(value: object) -> float | None:
    """Return an absolute time (RFC 3339, ISO 8601) as seconds from 1970; without a zone it is read as UTC."""
    if not isinstance(value, str) or _ISO_MOMENT.fullmatch(value.strip()) is None:
        return None
    try:
        found = datetime.fromisoformat(value.strip().upper().replace(",", "."))
        return ((found if found.tzinfo is not None else found.replace(tzinfo=UTC)) - _EPOCH).total_seconds()
    except (ValueError, OverflowError):
        return None


class Reading:
    """One call while it is read: its utterances, its people, and what is said about both.

    Parameters
    ----------
    source : Source
        The call's part of the file.
    vendor : str
        Name of the service, for messages and evidence.

    Raises
    ------
    BadInputError
        E-PROVIDER, where the service says that the job failed or is not done.
    """

    def __init__(self, source: Source, vendor: str) -> None:
        self.source = source
        self.vendor = vendor
        self.value = value_of(source)
        self.log = Collector()
        self.units: list[Unit] = []
        #: Channel of the recording that is being read; `interleave` needs it.
        self.channel: str | None = None
        self._channels: list[str | None] = []
        self._people: dict[str, Participant] = {}
        self._namesakes: Counter[str] = Counter()
        self._shown: dict[tuple[str, str | None], str | None] = {}
        # Of a wrapper only the status counts: it may report errors of other parts.
        state = {key: value for key, value in source.around.items() if "error" not in key}
        told = provider_message(self.value, known=True) or provider_message(state, known=True)
        if told is not None:
            raise source.refuse("E-PROVIDER", f"{vendor} reports {told}. Export the call again.")

    def items(self, value: object, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the objects of a list with their places; anything else in it is reported."""
        if not isinstance(value, list):
            if value is not None:
                self.log.warn("W-ITEM", "something else in the place of a list; left out", place)
            return
        for i, item in enumerate(value):
            if isinstance(item, dict):
                yield f"{place}[{i}]", item
            else:
                self.log.warn("W-ITEM", "something else in the place of an object; left out", f"{place}[{i}]")

    def time(self, value: object, place: str, per_s: float = 1.0) -> float | None:
        """Return a time in seconds, negative where the file has it so; what is no time is None, with a warning."""
        if value is None or value == "":
            return None
        found = number(value)
        if found is None:
            self.log.warn("W-TIME", "a time that is no number; taken as unknown", place)
            return None
        return found if per_s == 1.0 else round(found / per_s, 6)

    def clock(self, value: object, place: str) -> float | None:
        """Return a clock text in seconds; anything else as `time` does."""
        found = parse_clock(value) if isinstance(value, str) and ":" in value else None
        return found if found is not None else self.time(value, place)

    def moments(self, values: list[object], place: str) -> list[float | None]:
        """Return absolute times as seconds from the earliest of them; what is none is None, with a warning."""
        found = [moment(value) for value in values]
        odd = sum(1 for a, b in zip(values, found, strict=True) if a is not None and b is None)
        if odd:
            self.log.warn("W-TIME", "a time that is no date with a clock; taken as unknown", place, odd)
        first = min((value for value in found if value is not None), default=0.0)
        return [None if value is None else round(value - first, 6) for value in found]

    def person(
        self,
        ident: object,
        name: object = None,
        *,
        role: Role = "unknown",
        evidence: str = "",
        email: object = None,
        company: object = None,
    ) -> str | None:
        """Return the name to show for a speaker; None where nobody knows who it is.

        Parameters
        ----------
        ident : JSON value
            What tells people apart: an id, a number, or the name itself.
        name : JSON value
            Name, where the file has one; otherwise a label is made of `ident`.
        role : Role
            Side that a field of the file tells.
        evidence : str
            Which field it was.
        email, company : JSON value
            Kept with the participant.
        """
        key, given = identity(ident), text_of(name)
        if key is None and given is None:
            return None
        cached = (key or "", given)
        if cached not in self._shown:
            shown = _label(key or "") if given is None or given.isdecimal() else given
            if is_unknown(shown) or key == "-1":
                self._shown[cached] = None
            else:
                # Of a name alone nobody can tell whether it is two people's.
                shown = shown if key is None or key == given else self._told_apart(shown)
                self._shown[cached] = shown
                if shown not in self._people:
                    self._people[shown] = self._participant(shown, role, evidence, email, company)
        return self._shown[cached]

    def _told_apart(self, shown: str) -> str:
        folded = normalise(shown).casefold()
        self._namesakes[folded] += 1
        if self._namesakes[folded] == 1:
            return shown
        self.log.warn("W-SPEAKER", "another person of the same name; told apart by a number", one_line(shown, 30))
        return f"{shown} ({self._namesakes[folded]})"

    def _participant(self, shown: str, role: Role, evidence: str, email: object, company: object) -> Participant:
        facts = {"email": text_of(email), "company": text_of(company)}
        told = role != "unknown"
        return Participant(
            shown,
            role,
            "metadata" if told else "none",
            1.0 if told else None,
            (f"{self.vendor}: {one_line(evidence, 80)}",) if told else (),
            {key: value for key, value in facts.items() if value is not None},
        )

    def say(
        self, place: str, speaker: str | None, text: object, start: float | None = None, end: float | None = None
    ) -> None:
        """Take an utterance; one without words is reported and left out.

        Parameters
        ----------
        place : str
            JSON path below this call.
        speaker : str or None
            As `person` returns it.
        text : JSON value
        start, end : float or None
            Seconds, as `time` returns them.
        """
        words = spoken(text)
        if not words:
            if text is None or isinstance(text, str):
                self.log.drop(self.source.path(place), "items without words")
            else:
                self.log.warn("W-ITEM", "something else in the place of a text; left out", place)
            return
        if isinstance(text, str) and no_surrogates(text) != text:
            self.log.warn("W-TEXT", "a lone surrogate, which is no character; shown as U+FFFD", place)
        if start is not None or end is not None:
            start, end = checked(start, end, place, self.log)
        self.units.append(Unit(speaker, words, start, end, self.source.path(place)))
        self._channels.append(self.channel)

    def voice(self, ident: object) -> str | None:
        """Return the name to show for a number that counts the speakers of the channel being read."""
        label = identity(ident)
        if self.channel is None:
            return self.person(label)
        who = f", speaker {label}" if label is not None and label.isdecimal() else f", {label}" if label else ""
        return self.person(f"Channel {self.channel}{who}")

    def interleave(self) -> None:
        """Put utterances of several channels in the order of their starts; each channel keeps its own order.

        One without a start stays behind the one before it in its channel.
        """
        now: dict[str | None, float] = {}
        order: list[tuple[float, int]] = []
        for i, (unit, channel) in enumerate(zip(self.units, self._channels, strict=True)):
            before = now.get(channel, 0.0)
            now[channel] = max(before, unit.start_s if unit.start_s is not None else before)
            order.append((now[channel], i))
        self.units = [self.units[i] for _, i in sorted(order)]

    def nothing(self, what: str, place: str | None = None) -> BadInputError:
        """Return the error for a call that is known and has no speech in it."""
        return self.source.refuse(
            "E-NOSPEECH", f"{self.vendor}: no {what} (still processing?). Export it again.", place
        )

    def date(self, *values: Any, per_s: float = 1.0) -> str | None:
        """Return the first value that is a date, as an ISO date: an ISO text, or a number since 1970."""
        for value in values:
            if isinstance(value, str) and (match := _DATE.match(value)) is not None:
                try:
                    return datetime.fromisoformat(match[0]).date().isoformat()
                except ValueError:
                    continue
            if isinstance(value, str) and _INTEGER.fullmatch(value) is not None:
                value = int(value)
            if isinstance(value, int | float) and not isinstance(value, bool):
                value = value // int(per_s)
            found = number(value)
            if found is not None:
                try:
                    return (_EPOCH + timedelta(seconds=found)).date().isoformat()
                except OverflowError:
                    continue
        return None

    def finish(
        self,
        dialect: str,
        *,
        used: Collection[str] = (),
        what: str = "utterances",
        ident: object = None,
        date: str | None = None,
        medium: Medium = "transcript",
        timing: Timing | None = None,
        facts: object = None,
        keep: Collection[str] = (),
    ) -> Raw:
        """Return what was read.

        Parameters
        ----------
        dialect : str
            Which kind of the format it was.
        used : collection of str
            Top keys of the call that were read as speech or of whom; all other keys are kept or reported.
        what : str
            What the speech is called in the file, for the message where there is none.
        ident, date, medium, timing
            See `Raw`.
        facts : JSON value
            An object in the call that describes it; read for metadata as the call's own keys are.
        keep : collection of str
            Keys of the call whose objects are kept whole in the metadata.

        Raises
        ------
        BadInputError
            E-NOSPEECH, where there is no utterance.
        """
        if not self.units:
            raise self.nothing(what)
        document = self.source.json
        metadata = self._rest(frozenset(map(_folded, (*used, *keep))), facts)
        metadata |= {key: clean_value(get(self.value, key)) for key in keep if get(self.value, key) is not None}
        return Raw(
            tuple(self.units),
            dialect,
            medium=medium,
            timing=timing,
            participants=tuple(self._people.values()),
            id=identity(ident),
            date=date,
            metadata=metadata,
            dropped=self.log.dropped,
            warnings=(document.warnings if document is not None else ()) + self.log.warnings,
        )

    def _rest(self, used: frozenset[str], facts: object) -> dict[str, Any]:
        """Keep plain facts of the call; report what is no speech and what may open a recording."""
        kept: dict[str, Any] = {}
        for owner, known in ((self.source.around, frozenset[str]()), (self.value, used), (facts, used)):
            for key, value in owner.items() if isinstance(owner, Mapping) else ():
                if value is None or value in ("", [], {}) or _folded(key[:_MAX_KEY]) in known:
                    continue
                name, low = one_line(key, 30), key[:_MAX_KEY].casefold()
                place = one_line(key, 60)
                words = value if isinstance(value, str) else ""
                if _SECRET_KEY.search(low) is not None or opens_something(words[:_LONG]):
                    self.log.drop(place, "addresses, e-mails and keys, which may open a recording (not kept)")
                elif isinstance(value, dict | list) or _ABOUT.search(low) is not None or len(words) > _LONG:
                    self.log.drop(place, f"{name} (not speech)")
                else:
                    kept[no_surrogates(key)] = clean_value(value)
        return kept


def _label(ident: str) -> str:
    """Make a label of an identifier: numbers and single letters alone would be no names."""
    if len(ident) == 1 and ident.isalpha():
        return f"Speaker {ident}"
    return f"Speaker {ident}" if _INTEGER.fullmatch(ident) is not None else ident
