"""Speechmatics, format 1: words with string times, speakers as a list of stretches."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors.reading import Reading, first_object, get, has, number, objects, value_of
from analyzer.transcripts.vendors.words import Word, is_closing, say_words

__all__ = ["FORMAT"]


def _sniff(source: Source) -> bool:
    value = value_of(source)
    word = first_object(get(value, "words"))
    return has(word, "name") and has(word, "time") and has(value, "speakers")


def _parse(source: Source) -> Raw:
    reading = Reading(source, "Speechmatics")
    value = reading.value
    stretches = []
    for item in objects(get(value, "speakers")):
        start, length = number(get(item, "time")), number(get(item, "duration"))
        if start is not None:
            stretches.append((start, length, reading.person(get(item, "name"))))
    stretches.sort(key=lambda stretch: stretch[0])
    say_words(reading, _words(reading, stretches))
    job = get(value, "job")
    return reading.finish(
        "v1",
        used=("words", "speakers", "job", "format"),
        what="words",
        ident=get(job, "id"),
        date=reading.date(get(job, "created_at")),
    )


def _words(reading: Reading, stretches: list[tuple[float, float | None, str | None]]) -> Iterator[Word]:
    starts = [stretch[0] for stretch in stretches]
    for at, item in reading.items(get(reading.value, "words"), "words"):
        text = get(item, "name")
        mark = is_closing(text)
        start, length = reading.time(get(item, "time"), at), reading.time(get(item, "duration"), at)
        end = round(start + length, 6) if start is not None and length is not None and not mark else None
        speaker = None
        i = bisect_right(starts, start) - 1 if start is not None else -1
        if i >= 0 and start is not None:
            begin, lasts, name = stretches[i]
            # Times are rounded to hundredths.
            speaker = name if lasts is None or start <= begin + lasts + 0.01 else None
        yield Word(text, None if mark else start, end, speaker, at, mark)


FORMAT: Final = Format("speechmatics-v1", "a Speechmatics transcript of format 1", (".json",), _sniff, _parse, "json")
