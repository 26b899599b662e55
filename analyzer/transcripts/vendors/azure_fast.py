"""Azure fast transcription: phrases with offset and duration in milliseconds."""

from __future__ import annotations

from typing import Final

from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors.reading import MS, Reading, first_object, get, has, identity, value_of

__all__ = ["FORMAT"]


def _sniff(source: Source) -> bool:
    value = value_of(source)
    return has(first_object(get(value, "phrases")), "offsetMilliseconds") or (
        has(value, "phrases") and has(value, "combinedPhrases")
    )


def _parse(source: Source) -> Raw:
    reading = Reading(source, "Azure")
    phrases = list(reading.items(get(reading.value, "phrases"), "phrases"))
    several = len({identity(get(item, "channel")) for _, item in phrases}) > 1
    for place, item in phrases:
        reading.channel = identity(get(item, "channel")) if several else None
        start = reading.time(get(item, "offsetMilliseconds"), place, MS)
        length = reading.time(get(item, "durationMilliseconds"), place, MS)
        end = round(start + length, 6) if start is not None and length is not None else None
        reading.say(place, reading.voice(get(item, "speaker")), get(item, "text"), start, end)
    reading.interleave()
    return reading.finish("channels" if several else "phrases", used=("phrases", "combinedPhrases"), what="phrases")


FORMAT: Final = Format("azure-fast", "an Azure fast transcription", (".json",), _sniff, _parse, "json")
