"""AssemblyAI: utterances, or words where there are none; times in milliseconds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors.reading import MS, Reading, get, has, objects, value_of
from analyzer.transcripts.vendors.words import Word, say_words

__all__ = ["FORMAT"]


def _sniff(source: Source) -> bool:
    value = value_of(source)
    job = has(value, "audio_duration") or has(value, "acoustic_model") or has(value, "audio_url")
    return job and (has(value, "utterances") or has(value, "words"))


def _parse(source: Source) -> Raw:
    reading = Reading(source, "AssemblyAI")
    value = reading.value
    if objects(get(value, "utterances")):
        for place, item in reading.items(get(value, "utterances"), "utterances"):
            start, end = reading.time(get(item, "start"), place, MS), reading.time(get(item, "end"), place, MS)
            reading.say(place, reading.person(get(item, "speaker")), get(item, "text"), start, end)
        dialect = "utterances"
    elif objects(get(value, "words")):
        say_words(reading, _words(reading))
        dialect = "words"
    else:
        reading.say("text", None, get(value, "text"))
        dialect = "text"
    return reading.finish(dialect, used=("id", "utterances", "words", "text", "status"), ident=get(value, "id"))


def _words(reading: Reading) -> Iterator[Word]:
    for at, word in reading.items(get(reading.value, "words"), "words"):
        start, end = reading.time(get(word, "start"), at, MS), reading.time(get(word, "end"), at, MS)
        yield Word(get(word, "text"), start, end, reading.person(get(word, "speaker")), at)


FORMAT: Final = Format("assemblyai", "an AssemblyAI transcript", (".json",), _sniff, _parse, "json")
