"""A list of objects with a text and a speaker, of a service nobody here knows.

A time is read only where its key names the unit (``start_ms``, ``startTimeMillis``, ``start_seconds``): 250 may be a
quarter of a second or four minutes.
"""

from __future__ import annotations

import re
from typing import Any, Final

from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors.reading import MS, Reading, get, objects, spoken, value_of

__all__ = ["FORMAT"]

_TEXT: Final = ("text", "transcript", "utterance", "content", "sentence", "message", "line", "body", "caption")
_SPEAKER: Final = ("speaker", "speaker_name", "name", "who", "participant", "role", "talker")
_START = re.compile(r"(?:start|begin|from|in|timestamp|offset)(?:_?time|_?offset)?_?", re.IGNORECASE)
_END = re.compile(r"(?:end|to|out|stop)(?:_?time|_?offset)?_?", re.IGNORECASE)
_UNIT = re.compile(r"(ms|millis|milliseconds|msecs?|s|secs?|seconds)", re.IGNORECASE)
_MAX_KEY: Final = 40
#: Objects that have to look like utterances before the list is taken for a call.
_ASKED: Final = 20


def _name_of(value: object) -> object:
    return get(value, "name", "display_name", "label", "id") if isinstance(value, dict) else value


def _text_key(items: list[Any]) -> str | None:
    """Return the key of the texts, where there is exactly one, and a speaker beside it in most objects."""
    asked = objects(items[:_ASKED])
    keys = {key.casefold() for item in asked for key in item if isinstance(item[key], str)} & set(_TEXT)
    speaking = sum(1 for item in asked if isinstance(_name_of(get(item, *_SPEAKER)), str | int))
    if len(keys) != 1 or not speaking or 2 * speaking < len(asked):
        return None
    return keys.pop()


def _lists(value: object) -> list[tuple[str, list[Any], str]]:
    """Return the lists of utterances in a document (itself, or what its keys hold), with the key of their texts."""
    named = [("", value)] if isinstance(value, list) else list(value.items()) if isinstance(value, dict) else []
    found = [(key, items, _text_key(items)) for key, items in named if isinstance(items, list)]
    return [(key, items, text) for key, items, text in found if text is not None]


def _sniff(source: Source) -> bool:
    return len(_lists(value_of(source))) == 1


def _parse(source: Source) -> Raw:
    reading = Reading(source, "JSON")
    [(key, items, text)] = _lists(reading.value)
    untimed = 0
    for place, item in reading.items(items, key):
        who = get(item, *_SPEAKER)
        name = _name_of(who)
        ident = get(who, "id") if isinstance(who, dict) else name
        start, end = _time(reading, item, _START, place), _time(reading, item, _END, place)
        untimed += start is None and _has_time(item)
        speaker = reading.person(ident if ident is not None else name, name if isinstance(name, str) else None)
        reading.say(place, speaker, get(item, text), start, end)
    if untimed:
        reading.log.warn("W-TIME", "times whose key names no unit; taken as unknown", count=untimed)
    ident = get(reading.value, "id", "call_id")
    return reading.finish("list", used=(key, "id", "call_id"), ident=ident)


def _time(reading: Reading, item: dict[str, Any], which: re.Pattern[str], place: str) -> float | None:
    for key, value in item.items():
        match = which.match(key) if len(key) <= _MAX_KEY else None
        unit = _UNIT.fullmatch(key, match.end()) if match is not None else None
        if unit is not None:
            return reading.time(value, place, MS if unit[1].casefold().startswith("m") else 1.0)
    return None


def _has_time(item: dict[str, Any]) -> bool:
    return any(
        len(key) <= _MAX_KEY and _START.fullmatch(key) is not None and spoken(value) for key, value in item.items()
    )


FORMAT: Final = Format("generic", "a list of utterances", (".json", ".jsonl"), _sniff, _parse, "json")
