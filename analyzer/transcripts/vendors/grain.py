"""Grain: a list of utterances with ``participant_id``, times in milliseconds."""

from __future__ import annotations

from typing import Final

from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors.reading import MS, Reading, first_object, get, has, value_of

__all__ = ["FORMAT"]


def _sniff(source: Source) -> bool:
    first = first_object(value_of(source))
    return has(first, "participant_id") and has(first, "speaker") and has(first, "text")


def _parse(source: Source) -> Raw:
    reading = Reading(source, "Grain")
    for place, item in reading.items(reading.value, ""):
        name = get(item, "speaker")
        speaker = reading.person(get(item, "participant_id") or name, name)
        start, end = reading.time(get(item, "start"), place, MS), reading.time(get(item, "end"), place, MS)
        reading.say(place, speaker, get(item, "text"), start, end)
    return reading.finish("list")


FORMAT: Final = Format("grain", "a Grain transcript", (".json",), _sniff, _parse, "json")
