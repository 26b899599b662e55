"""Amazon Transcribe Call Analytics and Contact Lens: turns with the role of who speaks."""

from __future__ import annotations

from typing import Final

from analyzer.conversation import Medium, Role
from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors.reading import (
    MS,
    Reading,
    first_object,
    get,
    has,
    identity,
    number,
    objects,
    text_of,
    value_of,
)

__all__ = ["FORMAT"]

#: Rounding of many turns.
_SLACK_S: Final = 1.0
_SIDES: Final[dict[str, Role]] = {"agent": "rep", "customer": "prospect"}


def _sniff(source: Source) -> bool:
    first = first_object(get(value_of(source), "Transcript"))
    return has(first, "Content") and (has(first, "ParticipantRole") or has(first, "ParticipantId"))


def _parse(source: Source) -> Raw:
    reading = Reading(source, "AWS Call Analytics")
    value = reading.value
    roles = {
        identity(get(person, "ParticipantId")): text_of(get(person, "ParticipantRole"))
        for person in objects(get(value, "Participants"))
    }
    for place, item in reading.items(get(value, "Transcript"), "Transcript"):
        ident = identity(get(item, "ParticipantId"))
        told = text_of(get(item, "ParticipantRole")) or (roles.get(ident) if ident is not None else None) or ""
        role: Role = _SIDES.get(told.casefold(), "unknown")
        speaker = reading.person(ident or told, told or None, role=role, evidence=f"ParticipantRole {told}")
        start = reading.time(get(item, "BeginOffsetMillis"), place, MS)
        end = reading.time(get(item, "EndOffsetMillis"), place, MS)
        reading.say(place, speaker, get(item, "Content"), start, end)
    _check_talk(reading)
    chat = (text_of(get(value, "Channel")) or "").casefold() == "chat"
    medium: Medium = "chat" if chat else "transcript"
    return reading.finish(
        "chat" if chat else "call",
        used=("Transcript", "Participants", "JobName", "JobStatus"),
        ident=get(value, "JobName", "ContactId"),
        medium=medium,
        keep=("ConversationCharacteristics",),
    )


def _check_talk(reading: Reading) -> None:
    """Compare with the service's own talk time, which leaves pauses out and so is below the sum of the turns."""
    talk = get(get(reading.value, "ConversationCharacteristics"), "TalkTime")
    told = number(get(talk, "TotalTimeMillis"))
    spans = [unit.end_s - unit.start_s for unit in reading.units if unit.start_s is not None and unit.end_s is not None]
    if told is not None and told / MS > sum(spans) + _SLACK_S:
        reading.log.warn("W-TIME", "the service counts more talk than the turns hold; some may be missing")


FORMAT: Final = Format("aws-tca", "an AWS Call Analytics result", (".json",), _sniff, _parse, "json")
