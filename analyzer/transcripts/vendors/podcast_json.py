"""Podcast namespace JSON: segments with ``body``, often one word each; a speaker stands only where it changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors.reading import Reading, first_object, get, has, spoken, value_of
from analyzer.transcripts.vendors.words import Word, is_closing, say_words

__all__ = ["FORMAT"]


def _sniff(source: Source) -> bool:
    return has(first_object(get(value_of(source), "segments")), "body")


def _parse(source: Source) -> Raw:
    reading = Reading(source, "podcast JSON")
    items = list(reading.items(get(reading.value, "segments"), "segments"))
    words = list(_segments(reading, items))
    lengths = [len((spoken(word.text) or "").split()) for word in words]
    # Nearly all segments are one word: the file lists words, and sentences have to be made of them.
    if sum(lengths) < 2 * len(lengths):
        say_words(reading, words)
        dialect = "words"
    else:
        for word in words:
            reading.say(word.place, word.speaker, word.text, word.start_s, word.end_s)
        dialect = "segments"
    return reading.finish(dialect, used=("segments", "version"), what="segments")


def _segments(reading: Reading, items: list[tuple[str, dict[str, Any]]]) -> Iterator[Word]:
    speaker: str | None = None
    for place, item in items:
        if has(item, "speaker"):
            name = get(item, "speaker")
            speaker = reading.person(name, name)
        start, end = reading.time(get(item, "startTime"), place), reading.time(get(item, "endTime"), place)
        body = get(item, "body")
        yield Word(body, start, end, speaker, place, is_closing(body))


FORMAT: Final = Format("podcast-json", "a podcast transcript", (".json",), _sniff, _parse, "json")
