"""Recall.ai: a list of stretches of one participant, each with its words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors.reading import Reading, first_object, get, has, objects, value_of
from analyzer.transcripts.vendors.words import Word, is_closing, say_words

__all__ = ["FORMAT"]

_ASKED: Final = 20


def _sniff(source: Source) -> bool:
    value = value_of(source)
    # A stretch may have no words.
    return isinstance(value, list) and any(
        (has(item, "participant") or has(item, "speaker")) and has(first_object(get(item, "words")), "start_timestamp")
        for item in objects(value[:_ASKED])
    )


def _parse(source: Source) -> Raw:
    reading = Reading(source, "Recall")
    for place, item in reading.items(reading.value, ""):
        who = get(item, "participant")
        name = get(who, "name") or get(item, "speaker")
        speaker = reading.person(get(who, "id") or get(item, "speaker_id") or name, name, email=get(who, "email"))
        say_words(reading, _words(reading, get(item, "words"), place, speaker))
    return reading.finish("participants")


def _words(reading: Reading, value: Any, place: str, speaker: str | None) -> Iterator[Word]:
    for at, word in reading.items(value, f"{place}.words"):
        start, end = (_relative(reading, get(word, key), at) for key in ("start_timestamp", "end_timestamp"))
        text = get(word, "text")
        yield Word(text, start, end, speaker, at, is_closing(text))


def _relative(reading: Reading, value: Any, place: str) -> float | None:
    # Older exports have the number itself; a new one may lack the relative time.
    return reading.time(get(value, "relative") if isinstance(value, dict) else value, place)


FORMAT: Final = Format("recall", "a Recall.ai transcript", (".json",), _sniff, _parse, "json")
