"""Amazon Transcribe: words and marks as items, speakers or channels beside them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, Final

from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors.reading import Reading, first_object, get, has, identity, number, objects, value_of
from analyzer.transcripts.vendors.words import Word, say_words

__all__ = ["FORMAT"]


def _sniff(source: Source) -> bool:
    results = get(value_of(source), "results")
    return has(results, "channel_labels") or (
        has(results, "items") and (has(results, "transcripts") or has(results, "speaker_labels"))
    )


def _parse(source: Source) -> Raw:
    reading = Reading(source, "Amazon Transcribe")
    results = get(reading.value, "results")
    channels = list(reading.items(get(get(results, "channel_labels"), "channels"), "results.channel_labels.channels"))
    if any(objects(get(channel, "items")) for _, channel in channels):
        _say_channels(reading, channels)
        dialect = "channels"
    else:
        speakers = _Speakers(get(results, "speaker_labels"))
        say_words(reading, _words(reading, get(results, "items"), "results.items", speakers))
        dialect = "speakers" if any(unit.speaker for unit in reading.units) else "words"
    if not reading.units:
        # An export may hold the text alone.
        for place, item in reading.items(get(results, "transcripts"), "results.transcripts"):
            reading.say(place, None, get(item, "transcript"))
        dialect = "text"
    return reading.finish(
        dialect, used=("results", "jobName", "status"), what="items", ident=get(reading.value, "jobName")
    )


def _say_channels(reading: Reading, channels: list[tuple[str, dict[str, Any]]]) -> None:
    for place, channel in channels:
        reading.channel = identity(get(channel, "channel_label"))
        speaker = reading.person(reading.channel)
        say_words(reading, _words(reading, get(channel, "items"), f"{place}.items", speaker))
    reading.interleave()


class _Speakers:
    """Labels by the start of a word, as ``speaker_labels.segments`` has them; by the segment it lies in otherwise."""

    def __init__(self, value: Any) -> None:
        self._by_start: dict[float, str | None] = {}
        spans: list[tuple[float, float, str | None]] = []
        for segment in objects(get(value, "segments")):
            label = identity(get(segment, "speaker_label"))
            start, end = number(get(segment, "start_time")), number(get(segment, "end_time"))
            if start is not None and end is not None:
                spans.append((start, end, label))
            for item in objects(get(segment, "items")):
                at = number(get(item, "start_time"))
                if at is not None:
                    self._by_start[at] = identity(get(item, "speaker_label")) or label
        self._spans = sorted(spans, key=lambda span: span[:2])
        self._starts = [span[0] for span in self._spans]

    def at(self, start: float | None) -> str | None:
        if start is None:
            return None
        if start in self._by_start:
            return self._by_start[start]
        i = bisect_right(self._starts, start) - 1
        return self._spans[i][2] if i >= 0 and start < self._spans[i][1] else None


def _words(reading: Reading, value: Any, place: str, speaker: _Speakers | str | None) -> Iterator[Word]:
    before: str | None = None
    for at, item in reading.items(value, place):
        content = get(first_object(get(item, "alternatives")), "content")
        if get(item, "type") == "punctuation":
            # Marks have no time of their own, and belong to the word before.
            yield Word(content, None, None, before, at, glued=True)
            continue
        start, end = reading.time(get(item, "start_time"), at), reading.time(get(item, "end_time"), at)
        if isinstance(speaker, _Speakers):
            before = reading.person(get(item, "speaker_label") or speaker.at(start))
        else:
            before = speaker
        yield Word(content, start, end, before, at)


FORMAT: Final = Format("aws-transcribe", "an Amazon Transcribe result", (".json",), _sniff, _parse, "json")
