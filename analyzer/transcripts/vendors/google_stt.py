"""Google Speech-to-Text, v1 and v2.

With diarisation v1 repeats all words in its last result, with tags; taking all results would double the speech, and
taking the last one where it is no repetition would lose it. So the last result is compared with those before it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors.reading import (
    Reading,
    first_object,
    get,
    has,
    identity,
    number,
    objects,
    spoken,
    value_of,
)
from analyzer.transcripts.vendors.words import Word, say_words

__all__ = ["FORMAT"]

#: Share of the earlier words that the last result has to hold to be their repetition.
_REPEATED: Final = 0.9


def _results(value: object) -> Any:
    """Return the list of results, which v2 puts below the address of each recording."""
    results = get(get(value, "response") or value, "results")
    if isinstance(results, dict):
        files = [item for item in results.values() if isinstance(item, dict)]
        if len(files) == 1:
            [file] = files
            inline = get(file, "inlineResult") or file
            return get(get(inline, "transcript") or inline, "results")
    return results


def _sniff(source: Source) -> bool:
    value = value_of(source)
    first = first_object(_results(value))
    best = first_object(get(first, "alternatives"))
    if (
        not has(first, "alternatives")
        or has(first, "type")
        or has(value, "speaker_labels")
        or has(value, "result_index")
    ):
        return False
    return (has(best, "words") or has(best, "transcript") or not best) and not has(best, "timestamps")


def _parse(source: Source) -> Raw:
    reading = Reading(source, "Google Speech-to-Text")
    results = list(reading.items(_results(reading.value), "results"))
    if results and _repeats([item for _, item in results]):
        reading.log.drop("results[0]", "results whose words the last one repeats with speakers", len(results) - 1)
        results = results[-1:]
    several = len({identity(get(item, "channelTag")) for _, item in results}) > 1
    for place, item in results:
        reading.channel = identity(get(item, "channelTag")) if several else None
        best = first_object(get(item, "alternatives"))
        words = list(_words(reading, get(best, "words"), f"{place}.alternatives[0].words"))
        if any(word.speaker is not None for word in words):
            say_words(reading, words)
            continue
        start = next((word.start_s for word in words if word.start_s is not None), None)
        end = next((word.end_s for word in reversed(words) if word.end_s is not None), None)
        text = get(best, "transcript") or " ".join(filter(None, (spoken(word.text) for word in words)))
        reading.say(place, reading.voice(None), text, start, end)
    if several:
        reading.interleave()
    return reading.finish(
        "channels" if several else "speakers" if any(unit.speaker for unit in reading.units) else "results",
        used=("results", "response", "name", "metadata"),
        what="results",
        ident=get(reading.value, "name"),
    )


def _repeats(results: list[dict[str, Any]]) -> bool:
    best = [first_object(get(item, "alternatives")) for item in results]
    last = objects(get(best[-1], "words"))
    if len(best) < 2 or not any(_tag(word) is not None for word in last):
        return False
    before = [word for item in best[:-1] for word in _spelled(item)]
    repeated = sum((Counter(before) & Counter(_spelled(best[-1]))).values())
    return repeated >= _REPEATED * len(before)


def _spelled(best: dict[str, Any]) -> list[str]:
    words = [str(get(word, "word")) for word in objects(get(best, "words"))]
    return words or str(get(best, "transcript") or "").split()


def _tag(word: dict[str, Any]) -> str | None:
    """Return who says a word; v1 has 0 for nobody."""
    found = identity(get(word, "speakerTag", "speakerLabel"))
    return None if found == "0" else found


def _words(reading: Reading, value: Any, place: str) -> Iterator[Word]:
    for at, word in reading.items(value, place):
        start = _offset(reading, get(word, "startTime", "startOffset"), at)
        end = _offset(reading, get(word, "endTime", "endOffset"), at)
        tag = _tag(word)
        speaker = reading.voice(tag) if tag is not None else None
        yield Word(get(word, "word"), start, end, speaker, at)


def _offset(reading: Reading, value: Any, place: str) -> float | None:
    if not isinstance(value, dict):
        return reading.time(value, place)
    # Protobuf leaves out what is zero.
    whole, part = number(get(value, "seconds") or 0), number(get(value, "nanos") or 0)
    if whole is None or part is None:
        return reading.time("?", place)
    return round(whole + part / 1e9, 6)


FORMAT: Final = Format("google-stt", "a Google Speech-to-Text result", (".json",), _sniff, _parse, "json")
