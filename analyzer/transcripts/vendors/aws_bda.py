"""Amazon Bedrock Data Automation: the segments of an audio file."""

from __future__ import annotations

from typing import Final

from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors.reading import MS, Reading, get, has, value_of

__all__ = ["FORMAT"]


def _sniff(source: Source) -> bool:
    return has(value_of(source), "audio_segments")


def _parse(source: Source) -> Raw:
    reading = Reading(source, "Bedrock Data Automation")
    value = reading.value
    for place, item in reading.items(get(value, "audio_segments"), "audio_segments"):
        who = get(item, "speaker")
        speaker = reading.person(get(who, "speaker_label") if isinstance(who, dict) else who, get(who, "speaker_name"))
        start = reading.time(get(item, "start_timestamp_millis"), place, MS)
        end = reading.time(get(item, "end_timestamp_millis"), place, MS)
        reading.say(place, speaker, get(item, "text"), start, end)
    return reading.finish("audio", used=("audio_segments",), what="audio segments")


FORMAT: Final = Format("aws-bda", "a Bedrock Data Automation result", (".json",), _sniff, _parse, "json")
