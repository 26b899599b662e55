"""ElevenLabs Scribe: words, blanks and sounds in one list, concatenated as they stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors.reading import Reading, first_object, get, has, identity, value_of
from analyzer.transcripts.vendors.words import Word, say_words

__all__ = ["FORMAT"]

_TYPES: Final = frozenset(("word", "spacing", "audio_event"))


def _is_channel(value: object) -> bool:
    word = first_object(get(value, "words"))
    kind = get(word, "type")
    return has(word, "text") and isinstance(kind, str) and kind in _TYPES


def _sniff(source: Source) -> bool:
    value = value_of(source)
    return _is_channel(value) or _is_channel(first_object(get(value, "transcripts")))


def _parse(source: Source) -> Raw:
    reading = Reading(source, "ElevenLabs")
    value = reading.value
    channels = list(reading.items(get(value, "transcripts"), "transcripts")) or [("", value)]
    several = len(channels) > 1
    for i, (place, channel) in enumerate(channels):
        index = identity(get(channel, "channel_index"))
        reading.channel = (index or str(i)) if several else None
        say_words(reading, _words(reading, get(channel, "words"), f"{place}.words" if place else "words"))
    if several:
        reading.interleave()
    return reading.finish(
        "channels" if several else "words",
        used=("words", "text", "transcripts", "transcription_id"),
        what="words",
        ident=get(value, "transcription_id"),
    )


def _words(reading: Reading, value: Any, place: str) -> Iterator[Word]:
    blank = True
    for at, item in reading.items(value, place):
        text = get(item, "text")
        if get(item, "type") == "spacing" or (isinstance(text, str) and not text.strip()):
            blank = True
            continue
        start, end = reading.time(get(item, "start"), at), reading.time(get(item, "end"), at)
        ident = get(item, "speaker_id")
        speaker = reading.voice(ident) if reading.channel is not None else reading.person(ident)
        yield Word(text, start, end, speaker, at, not blank)
        blank = False


FORMAT: Final = Format("elevenlabs", "an ElevenLabs transcription", (".json",), _sniff, _parse, "json")
