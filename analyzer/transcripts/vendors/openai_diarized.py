"""OpenAI's diarised transcription: segments that say their type."""

from __future__ import annotations

from typing import Final

from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors.reading import Reading, first_object, get, value_of

__all__ = ["FORMAT"]


def _sniff(source: Source) -> bool:
    kind = get(first_object(get(value_of(source), "segments")), "type")
    return isinstance(kind, str) and kind.startswith("transcript.text")


def _parse(source: Source) -> Raw:
    reading = Reading(source, "OpenAI")
    for place, item in reading.items(get(reading.value, "segments"), "segments"):
        start, end = reading.time(get(item, "start"), place), reading.time(get(item, "end"), place)
        reading.say(place, reading.person(get(item, "speaker")), get(item, "text"), start, end)
    return reading.finish("segments", used=("segments", "text", "usage"), what="segments")


FORMAT: Final = Format("openai-diarized", "an OpenAI diarised transcription", (".json",), _sniff, _parse, "json")
