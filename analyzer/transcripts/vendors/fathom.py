"""Fathom: a meeting of its API with ``transcript``, ``speaker.display_name`` and clock times without ends."""

from __future__ import annotations

from typing import Any, Final

from analyzer.conversation import Role
from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors.reading import Reading, first_object, get, has, objects, text_of, value_of

__all__ = ["FORMAT"]


def _sniff(source: Source) -> bool:
    value = value_of(source)
    first = first_object(get(value, "transcript"))
    if first:
        return has(get(first, "speaker"), "display_name")
    return has(value, "transcript") and has(value, "calendar_invitees")


def _parse(source: Source) -> Raw:
    reading = Reading(source, "Fathom")
    value = reading.value
    invitees: dict[str, dict[str, Any]] = {}
    for invitee in objects(get(value, "calendar_invitees")):
        for key in ("email", "matched_speaker_display_name", "name"):
            known = text_of(get(invitee, key))
            if known is not None:
                invitees.setdefault(known.casefold(), invitee)
    for place, item in reading.items(get(value, "transcript"), "transcript"):
        who = get(item, "speaker")
        name, email = text_of(get(who, "display_name")), text_of(get(who, "matched_calendar_invitee_email"))
        person = invitees.get((email or name or "").casefold(), invitees.get((name or "").casefold()))
        external = get(person, "is_external")
        role: Role = "unknown" if not isinstance(external, bool) else "prospect" if external else "rep"
        speaker = reading.person(
            name,
            name,
            role=role,
            evidence=f"is_external {str(external).lower()}",
            email=email or get(person, "email"),
        )
        reading.say(place, speaker, get(item, "text"), reading.clock(get(item, "timestamp"), place))
    return reading.finish(
        "meeting",
        used=("transcript", "calendar_invitees", "recorded_by", "recording_id"),
        ident=get(value, "recording_id"),
        date=reading.date(get(value, "recording_start_time"), get(value, "scheduled_start_time")),
    )


FORMAT: Final = Format("fathom", "a Fathom meeting", (".json",), _sniff, _parse, "json")
