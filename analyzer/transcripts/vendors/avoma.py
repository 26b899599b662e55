"""Avoma: ``transcript`` with a time for each word, and ``speakers`` with ``is_rep``."""

from __future__ import annotations

from typing import Final

from analyzer.conversation import Role
from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors.reading import Reading, first_object, get, has, identity, objects, value_of

__all__ = ["FORMAT"]


def _sniff(source: Source) -> bool:
    value = value_of(source)
    if has(first_object(get(value, "transcript")), "timestamps"):
        return True
    return (
        has(value, "transcript")
        and not get(value, "transcript")
        and has(first_object(get(value, "speakers")), "is_rep")
    )


def _parse(source: Source) -> Raw:
    reading = Reading(source, "Avoma")
    value = reading.value
    people = {identity(get(person, "id")): person for person in objects(get(value, "speakers"))}
    people.pop(None, None)
    ends = 0
    for place, item in reading.items(get(value, "transcript"), "transcript"):
        ident = identity(get(item, "speaker_id"))
        person = people.get(ident)
        is_rep = get(person, "is_rep")
        role: Role = "unknown" if not isinstance(is_rep, bool) else "rep" if is_rep else "prospect"
        speaker = reading.person(
            ident,
            get(person, "name"),
            role=role,
            evidence=f"is_rep {str(is_rep).lower()}",
            email=get(person, "email"),
        )
        stamps = get(item, "timestamps")
        times = stamps if isinstance(stamps, list) else [stamps]
        start = reading.time(times[0], f"{place}.timestamps") if times else None
        end = reading.time(times[-1], f"{place}.timestamps") if len(times) > 1 else None
        ends += end is not None
        reading.say(place, speaker, get(item, "transcript"), start, end)
    if ends:
        reading.log.warn("W-TIME", "ends are the starts of last words: talk time is a lower bound", count=ends)
    return reading.finish(
        "transcriptions",
        used=("transcript", "speakers", "uuid", "meeting_uuid"),
        ident=get(value, "meeting_uuid", "uuid"),
        date=reading.date(get(value, "start_at"), get(value, "created")),
    )


FORMAT: Final = Format("avoma", "an Avoma transcription", (".json",), _sniff, _parse, "json")
