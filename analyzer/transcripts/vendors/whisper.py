"""Whisper and its cousins: segments without speakers.

openai-whisper, the verbose JSON of the service, whisper-timestamped and faster-whisper have ``segments``;
insanely-fast-whisper has ``chunks`` (and ``speakers`` where it was asked for them), whisper.cpp ``transcription``.
Repeats that the model made up stay: nobody can tell them from speech.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors.reading import MS, Reading, first_object, get, has, objects, value_of

__all__ = ["FORMAT"]


def _sniff(source: Source) -> bool:
    value = value_of(source)
    first = first_object(get(value, "segments"))
    if has(first, "text") and (has(first, "start") or has(first, "seek") or has(first, "tokens")):
        return True
    if has(first_object(get(value, "chunks")), "timestamp"):
        return True
    if has(first_object(get(value, "transcription")), "offsets"):
        return True
    return has(value, "segments") and not get(value, "segments") and (has(value, "text") or has(value, "language"))


def _parse(source: Source) -> Raw:
    reading = Reading(source, "Whisper")
    value = reading.value
    if has(value, "chunks") and not objects(get(value, "segments")):
        dialect, key = "chunks", "speakers" if objects(get(value, "speakers")) else "chunks"
    elif has(value, "transcription") and not objects(get(value, "segments")):
        dialect = key = "transcription"
    else:
        dialect = key = "segments"
    for place, item in reading.items(get(value, key), key):
        start, end = _times(reading, item, place, key)
        name = get(item, "speaker")
        reading.say(place, reading.person(name, name), get(item, "text"), start, end)
    if not any(unit.speaker for unit in reading.units):
        reading.log.warn("W-SPEAKER", "this service tells no speakers apart: no side's share of the talk can be known")
    return reading.finish(
        dialect, used=("segments", "chunks", "speakers", "transcription", "text", "params", "model"), what="segments"
    )


def _times(reading: Reading, item: dict[str, Any], place: str, key: str) -> tuple[float | None, float | None]:
    if key == "segments":
        return reading.time(get(item, "start"), place), reading.time(get(item, "end"), place)
    if key == "transcription":
        offsets = get(item, "offsets")
        return reading.time(get(offsets, "from"), place, MS), reading.time(get(offsets, "to"), place, MS)
    pair = iter(_pair(get(item, "timestamp")))
    return reading.time(next(pair), place), reading.time(next(pair), place)


def _pair(value: object) -> Iterator[object]:
    yield from (value[:2] if isinstance(value, list) else [value])
    yield from (None, None)


FORMAT: Final = Format("whisper", "a Whisper transcription", (".json",), _sniff, _parse, "json")
