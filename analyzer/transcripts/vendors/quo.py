"""Quo (OpenPhone): the dialogue of a call, with the number of who speaks and the id of the own user."""

from __future__ import annotations

from typing import Final

from analyzer.conversation import Role
from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors.reading import Reading, get, has, identity, text_of, value_of

__all__ = ["FORMAT"]


def _sniff(source: Source) -> bool:
    return has(value_of(source), "dialogue")


def _parse(source: Source) -> Raw:
    reading = Reading(source, "Quo")
    value = reading.value
    for place, item in reading.items(get(value, "dialogue"), "dialogue"):
        user, phone = identity(get(item, "userId", "actorId")), text_of(get(item, "identifier"))
        role: Role = "rep" if user is not None else "prospect" if phone is not None else "unknown"
        why = "the line has the id of an own user" if user is not None else "a phone number without an own user"
        speaker = reading.person(user or phone, phone, role=role, evidence=why)
        start, end = reading.time(get(item, "start"), place), reading.time(get(item, "end"), place)
        reading.say(place, speaker, get(item, "content"), start, end)
    return reading.finish(
        "dialogue",
        used=("dialogue", "callId", "status"),
        what="dialogue",
        ident=get(value, "callId"),
        date=reading.date(get(value, "createdAt")),
    )


FORMAT: Final = Format("quo", "a Quo (OpenPhone) transcript", (".json",), _sniff, _parse, "json")
