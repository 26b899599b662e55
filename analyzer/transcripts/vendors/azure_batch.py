"""Azure batch transcription, and Video Indexer's spelling of it: recognised phrases, channel after channel."""

from __future__ import annotations

import re
from typing import Any, Final

from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors.reading import TICKS, Reading, first_object, get, has, identity, text_of, value_of

__all__ = ["FORMAT"]

_DURATION = re.compile(
    r"PT(?:([0-9]{1,6}(?:\.[0-9]{1,9})?)H)?(?:([0-9]{1,6}(?:\.[0-9]{1,9})?)M)?(?:([0-9]{1,9}(?:\.[0-9]{1,9})?)S)?",
    re.ASCII,
)


def _sniff(source: Source) -> bool:
    return has(value_of(source), "recognizedPhrases")


def _parse(source: Source) -> Raw:
    reading = Reading(source, "Azure")
    value = reading.value
    phrases = list(reading.items(get(value, "recognizedPhrases"), "recognizedPhrases"))
    several = len({identity(get(item, "channel")) for _, item in phrases}) > 1
    for place, item in phrases:
        status = text_of(get(item, "recognitionStatus"))
        best = first_object(get(item, "nBest"))
        if status is not None and status.casefold() != "success" and not best:
            reading.log.drop(place, "phrases that were not recognised")
            continue
        reading.channel = identity(get(item, "channel")) if several else None
        start = _time(reading, item, "offset", place)
        length = _time(reading, item, "duration", place)
        end = round(start + length, 6) if start is not None and length is not None else None
        # Version 3 first had the speaker in the best reading.
        voice = reading.voice(get(item, "speaker") or get(best, "speaker"))
        reading.say(place, voice, get(best, "display", "lexical"), start, end)
    reading.interleave()
    return reading.finish(
        "channels" if several else "phrases",
        used=("recognizedPhrases", "combinedRecognizedPhrases", "source"),
        what="recognised phrases",
        date=reading.date(get(value, "timestamp")),
    )


def _time(reading: Reading, item: dict[str, Any], key: str, place: str) -> float | None:
    ticks = get(item, f"{key}InTicks")
    if ticks is not None:
        return reading.time(ticks, place, TICKS)
    value = get(item, key)
    match = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if match is None or len(match[0]) < 4:
        return reading.time(value if not isinstance(value, int | float) else "?", place)
    hours, minutes, seconds = (float(part or 0) for part in match.groups())
    return round(hours * 3600 + minutes * 60 + seconds, 6)


FORMAT: Final = Format("azure-batch", "an Azure batch transcription", (".json",), _sniff, _parse, "json")
