"""Gong: ``callTranscripts``, with the parties of ``calls/extensive`` where an export joins them.

Transcripts and parties come from two requests. Without the parties nobody has a name or a side, and speakers stay
told apart by their ids; the parties without the transcript are half a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from analyzer.conversation import Role
from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors.reading import (
    MS,
    Reading,
    first_object,
    get,
    has,
    identity,
    objects,
    text_of,
    value_of,
)

__all__ = ["FORMAT"]

_SIDES: Final[dict[str, Role]] = {"internal": "rep", "external": "prospect"}


def _is_monologues(value: object) -> bool:
    return has(first_object(value), "sentences")


def _sniff(source: Source) -> bool:
    value = value_of(source)
    if has(value, "callTranscripts"):
        return True
    if _is_monologues(get(value, "transcript")):
        return True
    return _is_extensive(value) or _is_extensive(first_object(get(value, "calls")))


def _is_extensive(value: object) -> bool:
    return has(value, "metaData") and has(value, "parties")


def _split(source: Source) -> Sequence[Source]:
    value = value_of(source)
    if _is_monologues(get(value, "transcript")):
        return (source,)
    entries = get(value, "callTranscripts")
    if not has(value, "callTranscripts"):
        raise source.refuse("E-HALF", "this is Gong's calls/extensive (parties only). Add the callTranscripts to it.")
    if not objects(entries):
        raise source.refuse("E-NOSPEECH", "Gong: no transcripts. Export the call again.", "callTranscripts")
    calls = {_call_id(call): call for call in objects(get(value, "calls"))}
    parts = []
    for i, entry in enumerate(entries):
        ident = identity(get(entry, "callId"))
        joined = {**calls.get(ident, {}), **entry} if isinstance(entry, dict) else entry
        parts.append(source.part(joined, f"callTranscripts[{i}]"))
    return parts


def _call_id(call: dict[str, Any]) -> str | None:
    return identity(get(get(call, "metaData"), "id")) or identity(get(call, "id"))


def _parse(source: Source) -> Raw:
    reading = Reading(source, "Gong")
    value = reading.value
    facts = get(value, "metaData")
    parties = {identity(get(party, "speakerId")): party for party in objects(get(value, "parties"))}
    parties.pop(None, None)
    if not parties:
        reading.log.warn("W-SPEAKER", "no parties in the file: names and sides are in Gong's calls/extensive")
    for place, monologue in reading.items(get(value, "transcript"), "transcript"):
        speaker = _speaker(reading, identity(get(monologue, "speakerId")), parties)
        for at, sentence in reading.items(get(monologue, "sentences"), f"{place}.sentences"):
            start = reading.time(get(sentence, "start", "startMs"), at, MS)
            end = reading.time(get(sentence, "end", "endMs"), at, MS)
            reading.say(at, speaker, get(sentence, "text"), start, end)
    return reading.finish(
        "merged" if parties else "separate",
        used=("callId", "transcript", "parties", "metaData"),
        what="sentences",
        ident=identity(get(value, "callId")) or identity(get(facts, "id")),
        date=reading.date(get(facts, "started"), get(facts, "scheduled")),
        facts=facts,
    )


def _speaker(reading: Reading, ident: str | None, parties: dict[str | None, dict[str, Any]]) -> str | None:
    party = parties.get(ident)
    if party is None:
        # Among parties that are known, a voice that is nobody's is unknown.
        return reading.person(ident) if not parties else None
    affiliation = text_of(get(party, "affiliation")) or ""
    role: Role = _SIDES.get(affiliation.casefold(), "unknown")
    email = get(party, "emailAddress", "email")
    return reading.person(
        ident, get(party, "name") or email, role=role, evidence=f"affiliation {affiliation}", email=email
    )


FORMAT: Final = Format("gong", "a Gong call transcript", (".json",), _sniff, _parse, "json", _split)
