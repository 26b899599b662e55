"""Google Meet's REST entries: absolute times, participants by resource name."""

from __future__ import annotations

from typing import Any, Final

from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors.reading import Reading, first_object, get, has, objects, text_of, value_of

__all__ = ["FORMAT"]

_KEYS: Final = ("transcriptEntries", "entries")


def _entries(value: object) -> tuple[Any, str]:
    if isinstance(value, list):
        return value, ""
    key = next((key for key in _KEYS if has(value, key)), _KEYS[0])
    return get(value, key), key


def _sniff(source: Source) -> bool:
    value = value_of(source)
    first = first_object(_entries(value)[0])
    return has(value, "transcriptEntries") or (
        has(first, "participant") and has(first, "text") and has(first, "startTime")
    )


def _parse(source: Source) -> Raw:
    reading = Reading(source, "Google Meet")
    value = reading.value
    found, key = _entries(value)
    entries = list(reading.items(found, key))
    names: dict[str | None, object] = {}
    for person in objects(get(value, "participants")):
        user = get(person, "signedinUser", "anonymousUser", "phoneUser")
        names[text_of(get(person, "name"))] = get(user, "displayName")
    starts_ends = reading.moments(
        [get(item, name) for name in ("startTime", "endTime") for _, item in entries], key or "entries"
    )
    for i, (place, item) in enumerate(entries):
        ident = text_of(get(item, "participant"))
        label = ident.rsplit("/", 1)[-1] if ident is not None else None
        speaker = reading.person(label, names.get(ident))
        reading.say(place, speaker, get(item, "text"), starts_ends[i], starts_ends[len(entries) + i])
    if text_of(get(value, "nextPageToken")) is not None:
        reading.log.warn("W-PAGE", "the file is one page, and more follow: join them for the whole call")
    return reading.finish(
        "entries",
        used=(*_KEYS, "participants", "nextPageToken"),
        what="entries",
        date=reading.date(*(get(item, "startTime") for _, item in entries[:1])),
    )


FORMAT: Final = Format("meet-entries", "Google Meet transcript entries", (".json",), _sniff, _parse, "json")
