"""Dialpad: lines of a call; moments and questions of its assistant are no speech."""

from __future__ import annotations

from typing import Final

from analyzer.conversation import Role
from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors.reading import Reading, first_object, get, has, identity, value_of

__all__ = ["FORMAT"]


def _sniff(source: Source) -> bool:
    value = value_of(source)
    return has(value, "lines") and (has(value, "call_id") or has(first_object(get(value, "lines")), "contact_id"))


def _parse(source: Source) -> Raw:
    reading = Reading(source, "Dialpad")
    value = reading.value
    lines = []
    for place, item in reading.items(get(value, "lines"), "lines"):
        if get(item, "type") == "transcript":
            lines.append((place, item))
        else:
            reading.log.drop(place, "moments and questions of the assistant (not speech)")
    starts = reading.moments([get(item, "time") for _, item in lines], "lines")
    for (place, item), start in zip(lines, starts, strict=True):
        user, contact = identity(get(item, "user_id")), identity(get(item, "contact_id"))
        role: Role = "unknown"
        if (user is None) != (contact is None):
            role = "rep" if user is not None else "prospect"
        why = "the line has the user_id of an own user" if user is not None else "the line has a contact_id"
        name = get(item, "name")
        speaker = reading.person(user or contact or name, name, role=role, evidence=why)
        reading.say(place, speaker, get(item, "content"), start)
    return reading.finish(
        "lines",
        used=("lines", "call_id"),
        what="lines of speech",
        ident=get(value, "call_id"),
        date=reading.date(*(get(item, "time") for _, item in lines[:1])),
    )


FORMAT: Final = Format("dialpad", "a Dialpad transcript", (".json",), _sniff, _parse, "json")
