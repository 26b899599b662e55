"""Intercom: turns of a call with ``speaker_type`` admin or user."""

from __future__ import annotations

from typing import Final

from analyzer.conversation import Role
from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors.reading import Reading, first_object, get, has, text_of, value_of

__all__ = ["FORMAT"]

_SIDES: Final[dict[str, Role]] = {"admin": "rep", "user": "prospect"}


def _sniff(source: Source) -> bool:
    first = first_object(value_of(source))
    return has(first, "content") and (has(first, "speaker_label") or has(first, "speaker_type"))


def _parse(source: Source) -> Raw:
    reading = Reading(source, "Intercom")
    for place, item in reading.items(reading.value, ""):
        kind = text_of(get(item, "speaker_type")) or ""
        label = get(item, "speaker_label", "speaker")
        role: Role = _SIDES.get(kind.casefold(), "unknown")
        speaker = reading.person(
            get(item, "speaker_id") or label or kind, label, role=role, evidence=f"speaker_type {kind}"
        )
        start, end = reading.time(get(item, "start_time"), place), reading.time(get(item, "end_time"), place)
        reading.say(place, speaker, get(item, "content"), start, end)
    return reading.finish("turns", what="turns")


FORMAT: Final = Format("intercom", "an Intercom call transcript", (".json",), _sniff, _parse, "json")
