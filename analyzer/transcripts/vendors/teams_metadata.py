"""Microsoft Teams ``metadataContent`` kept as JSON: one object an utterance, absolute times."""

from __future__ import annotations

from typing import Final

from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors.reading import Reading, first_object, get, has, value_of

__all__ = ["FORMAT"]


def _sniff(source: Source) -> bool:
    value = value_of(source)
    return has(value if isinstance(value, dict) else first_object(value), "spokenText")


def _parse(source: Source) -> Raw:
    reading = Reading(source, "Teams")
    one = isinstance(reading.value, dict)
    items = list(reading.items([reading.value] if one else reading.value, ""))
    times = reading.moments([get(item, key) for key in ("startDateTime", "endDateTime") for _, item in items], "[0]")
    for i, (place, item) in enumerate(items):
        name = get(item, "speakerName")
        start, end = times[i], times[len(items) + i]
        reading.say("" if one else place, reading.person(name, name), get(item, "spokenText"), start, end)
    return reading.finish(
        "metadata",
        used=("startDateTime", "endDateTime", "speakerName", "spokenText", "spokenLanguage"),
        date=reading.date(*(get(item, "startDateTime") for _, item in items[:1])),
    )


FORMAT: Final = Format("teams-metadata", "Teams transcript metadata", (".json", ".jsonl"), _sniff, _parse, "json")
