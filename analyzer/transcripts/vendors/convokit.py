"""ConvoKit ``utterances.jsonl``: one utterance a line, of one conversation or of many. Its time stamps have no unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors.reading import Reading, first_object, get, has, identity, value_of

__all__ = ["FORMAT"]

_IDS: Final = ("conversation_id", "root")


def _sniff(source: Source) -> bool:
    first = first_object(value_of(source))
    speaks = has(first, "speaker") or has(first, "user")
    return has(first, "text") and speaks and any(has(first, key) for key in _IDS) and has(first, "id")


def _split(source: Source) -> Sequence[Source]:
    value = value_of(source)
    calls: dict[str | None, list[Any]] = {}
    for item in value:
        calls.setdefault(identity(get(item, *_IDS)), []).append(item)
    if len(calls) == 1:
        return (source,)
    return [source.part(items, f'["{ident}"]') for ident, items in calls.items()]


def _parse(source: Source) -> Raw:
    reading = Reading(source, "ConvoKit")
    timed = 0
    for place, item in reading.items(reading.value, ""):
        who = get(item, "speaker", "user")
        name = get(who, "id", "name") if isinstance(who, dict) else identity(who)
        timed += get(item, "timestamp") is not None
        reading.say(place, reading.person(name, name), get(item, "text"))
    if timed:
        reading.log.warn("W-TIME", "time stamps without a unit; taken as unknown", count=timed)
    return reading.finish("utterances", ident=get(first_object(reading.value), *_IDS))


FORMAT: Final = Format("convokit", "ConvoKit utterances", (".jsonl", ".json"), _sniff, _parse, "json", _split)
