"""IBM Watson Speech to Text: time stamps of words, joined to speakers by their start."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors.reading import Reading, first_object, get, has, number, objects, spoken, value_of
from analyzer.transcripts.vendors.words import Word, say_words

__all__ = ["FORMAT"]


def _messages(value: object) -> list[Any]:
    """Return the messages of a call: over a socket one call arrives in many."""
    return value if isinstance(value, list) else [value]


def _sniff(source: Source) -> bool:
    value = value_of(source)
    message = first_object(value) if isinstance(value, list) else value
    best = first_object(get(first_object(get(message, "results")), "alternatives"))
    if isinstance(value, list) and not has(message, "result_index"):
        return False
    return has(best, "timestamps") or (bool(best) and (has(message, "speaker_labels") or has(message, "result_index")))


def _parse(source: Source) -> Raw:
    reading = Reading(source, "IBM Watson")
    messages = _messages(reading.value)
    speakers: dict[float, str | None] = {}
    for message in messages:
        for label in objects(get(message, "speaker_labels")):
            start = number(get(label, "from"))
            if start is not None:
                speakers[start] = reading.person(get(label, "speaker"))
    for i, message in enumerate(messages):
        prefix = f"[{i}].results" if isinstance(reading.value, list) else "results"
        for place, result in reading.items(get(message, "results"), prefix):
            if get(result, "final") is False:
                reading.log.drop(place, "results that were not final")
                continue
            best = first_object(get(result, "alternatives"))
            at = f"{place}.alternatives[0]"
            stamps = get(best, "timestamps")
            if isinstance(stamps, list) and stamps:
                _say(reading, best, list(_words(reading, stamps, f"{at}.timestamps", speakers)), at)
            else:
                reading.say(at, None, get(best, "transcript"))
    return reading.finish(
        "speakers" if speakers else "results", used=("results", "speaker_labels", "result_index"), what="results"
    )


def _say(reading: Reading, best: dict[str, Any], words: list[Word], place: str) -> None:
    """Take the text of one speaker as it is written, marks included; otherwise the words."""
    text = spoken(get(best, "transcript"))
    if text and words and len({word.speaker for word in words}) == 1 and len(text.split()) == len(words):
        say_words(
            reading,
            (
                Word(piece, word.start_s, word.end_s, word.speaker, word.place)
                for piece, word in zip(text.split(), words, strict=True)
            ),
        )
    elif words:
        say_words(reading, words)
    else:
        reading.say(place, None, text)


def _words(reading: Reading, stamps: list[Any], place: str, speakers: dict[float, str | None]) -> Iterator[Word]:
    for i, stamp in enumerate(stamps):
        at = f"{place}[{i}]"
        if not isinstance(stamp, list) or not stamp:
            reading.log.warn("W-ITEM", "something else in the place of a time stamp; left out", at)
            continue
        start = reading.time(stamp[1] if len(stamp) > 1 else None, at)
        end = reading.time(stamp[2] if len(stamp) > 2 else None, at)
        yield Word(stamp[0], start, end, speakers.get(start) if start is not None else None, at)


FORMAT: Final = Format("ibm-watson", "an IBM Watson result", (".json",), _sniff, _parse, "json")
