"""RingCentral: utterances with ``speakerId``."""

from __future__ import annotations

from typing import Final

from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors.reading import Reading, first_object, get, has, value_of

__all__ = ["FORMAT"]


def _sniff(source: Source) -> bool:
    first = first_object(get(value_of(source), "utterances"))
    return has(first, "speakerId") and has(first, "text")


def _parse(source: Source) -> Raw:
    reading = Reading(source, "RingCentral")
    for place, item in reading.items(get(reading.value, "utterances"), "utterances"):
        start, end = reading.time(get(item, "start"), place), reading.time(get(item, "end"), place)
        reading.say(place, reading.person(get(item, "speakerId")), get(item, "text"), start, end)
    return reading.finish("utterances", used=("utterances", "words", "transcript"))


FORMAT: Final = Format("ringcentral", "a RingCentral transcript", (".json",), _sniff, _parse, "json")
