"""Fireflies: the ``transcript`` of its GraphQL interface, alone or as a page of them."""

from __future__ import annotations

from typing import Any, Final

from analyzer.conversation import Role
from analyzer.transcripts.names import domain_of, normalise
from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors.reading import (
    MS,
    Reading,
    first_object,
    get,
    has,
    objects,
    text_of,
    value_of,
)

__all__ = ["FORMAT"]

_OTHER_KEYS: Final = (
    "organizer_email", "transcript_url", "audio_url", "meeting_attendees", "summary", "dateString", "title",
)  # fmt: skip
#: Where everybody may have an address, a domain says nothing of who works together.
_PUBLIC: Final = frozenset(
    (
        "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com", "icloud.com", "me.com",
        "aol.com", "proton.me", "protonmail.com", "gmx.de", "gmx.net", "web.de",
    )
)  # fmt: skip


def _sniff(source: Source) -> bool:
    value = value_of(source)
    sentences = get(value, "sentences")
    if sentences:
        first = first_object(sentences)
        return has(first, "speaker_name") or has(first, "raw_text")
    return has(value, "sentences") and any(has(value, key) for key in _OTHER_KEYS)


def _parse(source: Source) -> Raw:
    reading = Reading(source, "Fireflies")
    value = reading.value
    sides = _Sides(value)
    for place, item in reading.items(get(value, "sentences"), "sentences"):
        name = text_of(get(item, "speaker_name"))
        email, role, why = sides.of(name)
        speaker = reading.person(name or get(item, "speaker_id"), name, role=role, evidence=why, email=email)
        start, end = reading.time(get(item, "start_time"), place), reading.time(get(item, "end_time"), place)
        reading.say(place, speaker, get(item, "text", "raw_text"), start, end)
    return reading.finish(
        "graphql",
        used=(
            "id", "sentences", "speakers", "organizer_email", "host_email", "workspace_users", "fireflies_users",
            "participants",
        ),
        what="sentences",
        ident=get(value, "id"),
        date=reading.date(get(value, "dateString"), get(value, "date"), per_s=MS),
    )  # fmt: skip


class _Sides:
    """Who is on the side of the team that records: by the domain of its users, for names that match an attendee."""

    def __init__(self, value: Any) -> None:
        users = [*_emails(get(value, "workspace_users")), *_emails(get(value, "fireflies_users"))]
        self._whose = "a workspace user" if users else "the organizer"
        own = users or _emails([get(value, "organizer_email")])
        self._addresses = frozenset(own)
        self._domains = frozenset(d for d in map(domain_of, own) if d is not None and d not in _PUBLIC)
        self._attendees: dict[str, str] = {}
        for item in objects(get(value, "meeting_attendees")):
            for email in _emails([item]):
                for name in (get(item, "displayName"), get(item, "name"), email):
                    if text_of(name) is not None:
                        self._attendees.setdefault(normalise(name).casefold(), email)

    def of(self, name: str | None) -> tuple[str | None, Role, str]:
        """Return the e-mail, the side and the reason for a speaker's name."""
        email = self._attendees.get(normalise(name).casefold()) if name is not None else None
        domain = domain_of(email)
        if email is None or domain is None or not self._addresses:
            return email, "unknown", ""
        if email in self._addresses:
            return email, "rep", f"the e-mail is that of {self._whose}"
        if domain in self._domains:
            return email, "rep", f"e-mail at the domain of {self._whose}, {domain}"
        if self._domains and domain not in _PUBLIC:
            return email, "prospect", f"e-mail at {domain}, not at the domain of {self._whose}"
        return email, "unknown", ""


def _emails(value: object) -> list[str]:
    """Return addresses from a list of texts or of objects with an ``email``."""
    found = []
    for item in value if isinstance(value, list) else []:
        text = text_of(get(item, "email") if isinstance(item, dict) else item)
        if text is not None and "@" in text:
            found.append(text.casefold())
    return found


FORMAT: Final = Format("fireflies", "a Fireflies transcript", (".json",), _sniff, _parse, "json")
