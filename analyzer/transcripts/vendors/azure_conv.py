"""Azure conversations, as its language service takes them: items with a ``participantId``, often several calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from analyzer.conversation import Medium, Role
from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors.reading import TICKS, Reading, first_object, get, has, objects, text_of, value_of

__all__ = ["FORMAT"]

_SIDES: Final[dict[str, Role]] = {"agent": "rep", "customer": "prospect"}


def _sniff(source: Source) -> bool:
    value = value_of(source)
    return has(value, "conversationItems") or has(first_object(get(value, "conversations")), "conversationItems")


def _split(source: Source) -> Sequence[Source]:
    value = value_of(source)
    if has(value, "conversationItems"):
        return (source,)
    return [source.part(item, f"conversations[{i}]") for i, item in enumerate(get(value, "conversations"))]


def _parse(source: Source) -> Raw:
    reading = Reading(source, "Azure")
    value = reading.value
    for place, item in reading.items(get(value, "conversationItems"), "conversationItems"):
        told = text_of(get(item, "role")) or text_of(get(item, "participantId")) or ""
        ident = get(item, "participantId")
        key = "role" if text_of(get(item, "role")) else "participantId"
        role: Role = _SIDES.get(told.casefold(), "unknown")
        speaker = reading.person(ident, role=role, evidence=f"{key} {told}")
        start, end = _times(reading, get(item, "audioTimings"), place)
        reading.say(place, speaker, get(item, "text"), start, end)
    chat = (text_of(get(value, "modality")) or "").casefold() == "text"
    medium: Medium = "chat" if chat else "transcript"
    return reading.finish(
        "chat" if chat else "conversation",
        used=("conversationItems", "id"),
        what="conversation items",
        ident=get(value, "id"),
        medium=medium,
    )


def _times(reading: Reading, value: Any, place: str) -> tuple[float | None, float | None]:
    words = objects(value)
    if not words:
        return None, None
    start = reading.time(get(words[0], "offset"), place, TICKS)
    last = reading.time(get(words[-1], "offset"), place, TICKS)
    length = reading.time(get(words[-1], "duration"), place, TICKS)
    return start, round(last + length, 6) if last is not None and length is not None else None


FORMAT: Final = Format("azure-conv", "an Azure conversation", (".json",), _sniff, _parse, "json", _split)
