"""Gladia: the utterances of a transcription, of a file or of a live session."""

from __future__ import annotations

from typing import Any, Final

from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors.reading import Reading, first_object, get, has, identity, value_of

__all__ = ["FORMAT"]


def _transcription(value: object) -> tuple[Any, str]:
    for keys in (("result", "transcription"), ("data", "transcription"), ("data",), ("transcription",)):
        inner = value
        for key in keys:
            inner = get(inner, key)
        if has(inner, "utterances"):
            return inner, ".".join(keys) + "."
    return value, ""


def _sniff(source: Source) -> bool:
    inner, path = _transcription(value_of(source))
    first = first_object(get(inner, "utterances"))
    if not has(inner, "utterances") or has(first, "speaker_side") or has(first, "speakerId"):
        return False
    return has(inner, "full_transcript") or (has(first, "language") and (has(first, "channel") or bool(path)))


def _parse(source: Source) -> Raw:
    reading = Reading(source, "Gladia")
    inner, path = _transcription(reading.value)
    items = list(reading.items(get(inner, "utterances"), f"{path}utterances"))
    several = len({identity(get(item, "channel")) for _, item in items}) > 1
    for place, item in items:
        reading.channel = identity(get(item, "channel")) if several else None
        start, end = reading.time(get(item, "start"), place), reading.time(get(item, "end"), place)
        reading.say(place, reading.voice(get(item, "speaker")), get(item, "text"), start, end)
    if several:
        reading.interleave()
    return reading.finish(
        "channels" if several else "utterances",
        used=("id", "status", "result", "data", "transcription", "utterances", "full_transcript"),
        ident=get(reading.value, "id", "session_id"),
        date=reading.date(get(reading.value, "created_at")),
        facts=get(reading.value, "result"),
    )


FORMAT: Final = Format("gladia", "a Gladia transcription", (".json",), _sniff, _parse, "json")
