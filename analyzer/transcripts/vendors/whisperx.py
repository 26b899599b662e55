"""WhisperX: Whisper's segments with speakers. The segment's text is the truth: numbers have no word times."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors.reading import Reading, first_object, get, has, objects, spoken, value_of
from analyzer.transcripts.vendors.words import Word, say_words

__all__ = ["FORMAT"]

#: Segments that are asked for a speaker; the first ones of a call may have none.
_ASKED: Final = 50


def _sniff(source: Source) -> bool:
    value = value_of(source)
    segments = get(value, "segments")
    if not has(first_object(segments), "text"):
        return False
    return has(value, "word_segments") or any(
        has(item, "speaker") or has(first_object(get(item, "words")), "speaker") for item in objects(segments[:_ASKED])
    )


def _parse(source: Source) -> Raw:
    reading = Reading(source, "WhisperX")
    value = reading.value
    for place, item in reading.items(get(value, "segments"), "segments"):
        if get(item, "speaker") is None and _split_fits(item):
            say_words(reading, _words(reading, item, f"{place}.words"))
            continue
        start, end = reading.time(get(item, "start"), place), reading.time(get(item, "end"), place)
        reading.say(place, reading.person(get(item, "speaker")), get(item, "text"), start, end)
    if not any(unit.speaker for unit in reading.units):
        reading.log.warn("W-SPEAKER", "diarisation was off: no side's share of the talk can be known")
    return reading.finish("segments", used=("segments", "word_segments", "text"), what="segments")


def _split_fits(item: dict[str, Any]) -> bool:
    """Tell whether the words name speakers and are the whole text, so that it may be cut between them."""
    words = objects(get(item, "words"))
    joined = " ".join(filter(None, (spoken(get(word, "word")) for word in words)))
    return any(get(word, "speaker") is not None for word in words) and joined == spoken(get(item, "text"))


def _words(reading: Reading, item: dict[str, Any], place: str) -> Iterator[Word]:
    # A word that could not be aligned has neither time nor speaker; inside its segment nobody else began.
    speaker = next(
        (reading.person(get(w, "speaker")) for w in objects(get(item, "words")) if get(w, "speaker") is not None), None
    )
    for at, word in reading.items(get(item, "words"), place):
        if get(word, "speaker") is not None:
            speaker = reading.person(get(word, "speaker"))
        start, end = reading.time(get(word, "start"), at), reading.time(get(word, "end"), at)
        yield Word(get(word, "word"), start, end, speaker, at)


FORMAT: Final = Format("whisperx", "a WhisperX transcription", (".json",), _sniff, _parse, "json")
