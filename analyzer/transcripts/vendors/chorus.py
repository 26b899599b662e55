"""Chorus: a conversation of its API, ``recording.utterances`` with snippets."""

from __future__ import annotations

from typing import Any, Final

from analyzer.conversation import Role
from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors.reading import Reading, first_object, get, has, objects, text_of, value_of

__all__ = ["FORMAT"]

_SIDES: Final[dict[str, Role]] = {"rep": "rep", "customer": "prospect", "prospect": "prospect"}


def _attributes(value: object) -> Any:
    return get(value, "attributes") or value


def _sniff(source: Source) -> bool:
    recording = get(_attributes(value_of(source)), "recording")
    utterances = get(recording, "utterances")
    return has(first_object(utterances), "snippet") or (has(recording, "utterances") and not utterances)


def _parse(source: Source) -> Raw:
    reading = Reading(source, "Chorus")
    facts = _attributes(reading.value)
    recording = get(facts, "recording")
    people = {text_of(get(person, "name")): person for person in objects(get(facts, "participants"))}
    items = list(reading.items(get(recording, "utterances"), "recording.utterances"))
    if items and all(type(get(item, "index")) is int for _, item in items):
        items.sort(key=lambda pair: get(pair[1], "index"))
    for place, item in items:
        name = text_of(get(item, "speaker_name"))
        person = people.get(name) if name is not None else None
        role, why = _side(item, person)
        speaker = reading.person(name, name, role=role, evidence=why, email=get(person, "email"))
        start = reading.time(get(item, "snippet_time"), place)
        length = reading.time(get(item, "snippet_length"), place)
        end = round(start + length, 6) if start is not None and length is not None and length >= 0 else None
        reading.say(place, speaker, get(item, "snippet"), start, end)
    return reading.finish(
        "conversation",
        used=("id", "type", "attributes", "recording", "participants"),
        ident=get(reading.value, "id"),
        date=reading.date(get(facts, "date_time"), get(recording, "start_time")),
        facts=None if facts is reading.value else facts,
    )


def _side(item: dict[str, Any], person: dict[str, Any] | None) -> tuple[Role, str]:
    kind = text_of(get(item, "speaker_type")) or ""
    if kind.casefold() in _SIDES:
        return _SIDES[kind.casefold()], f"speaker_type {kind}"
    mine = get(person, "is_my_team")
    if isinstance(mine, bool):
        return "rep" if mine else "prospect", f"is_my_team {str(mine).lower()}"
    kind = text_of(get(person, "type")) or ""
    return _SIDES.get(kind.casefold(), "unknown"), f"participant type {kind}"


FORMAT: Final = Format("chorus", "a Chorus conversation", (".json",), _sniff, _parse, "json")
