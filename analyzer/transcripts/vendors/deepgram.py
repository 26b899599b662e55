"""Deepgram: utterances where the request asked for them, otherwise paragraphs, otherwise words, per channel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors.reading import Reading, first_object, get, has, identity, objects, value_of
from analyzer.transcripts.vendors.words import Word, say_words

__all__ = ["FORMAT"]


def _sniff(source: Source) -> bool:
    results = get(value_of(source), "results")
    return has(first_object(get(results, "channels")), "alternatives")


def _parse(source: Source) -> Raw:
    reading = Reading(source, "Deepgram")
    results = get(reading.value, "results")
    channels = list(reading.items(get(results, "channels"), "results.channels"))
    several = len(channels) > 1
    utterances = list(reading.items(get(results, "utterances"), "results.utterances"))
    if utterances:
        for place, item in utterances:
            reading.channel = identity(get(item, "channel")) if several else None
            start, end = reading.time(get(item, "start"), place), reading.time(get(item, "end"), place)
            reading.say(place, reading.voice(get(item, "speaker")), get(item, "transcript"), start, end)
        dialect = "utterances"
    else:
        dialect = "words"
        for i, (place, channel) in enumerate(channels):
            reading.channel = str(i) if several else None
            best = first_object(get(channel, "alternatives"))
            dialect = _say_channel(reading, best, f"{place}.alternatives[0]")
    if several:
        reading.interleave()
    facts = get(reading.value, "metadata")
    return reading.finish(
        dialect,
        used=("results", "metadata", "request_id"),
        ident=get(facts, "request_id"),
        date=reading.date(get(facts, "created")),
        facts=facts,
    )


def _say_channel(reading: Reading, best: dict[str, Any], place: str) -> str:
    paragraphs = get(get(best, "paragraphs"), "paragraphs")
    if objects(paragraphs):
        for at, paragraph in reading.items(paragraphs, f"{place}.paragraphs.paragraphs"):
            speaker = reading.voice(get(paragraph, "speaker"))
            for where, sentence in reading.items(get(paragraph, "sentences"), f"{at}.sentences"):
                start, end = reading.time(get(sentence, "start"), where), reading.time(get(sentence, "end"), where)
                reading.say(where, speaker, get(sentence, "text"), start, end)
        return "paragraphs"
    if objects(get(best, "words")):
        say_words(reading, _words(reading, get(best, "words"), f"{place}.words"))
        return "words"
    reading.say(place, reading.voice(None), get(best, "transcript"))
    return "text"


def _words(reading: Reading, value: Any, place: str) -> Iterator[Word]:
    for at, word in reading.items(value, place):
        start, end = reading.time(get(word, "start"), at), reading.time(get(word, "end"), at)
        yield Word(get(word, "punctuated_word", "word"), start, end, reading.voice(get(word, "speaker")), at)


FORMAT: Final = Format("deepgram", "a Deepgram result", (".json",), _sniff, _parse, "json")
