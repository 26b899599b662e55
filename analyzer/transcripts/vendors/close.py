"""Close: a call with ``recording_transcript`` or ``voicemail_transcript``."""

from __future__ import annotations

from typing import Final

from analyzer.conversation import Role
from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors.reading import Reading, first_object, get, has, text_of, value_of

__all__ = ["FORMAT"]

_KEYS: Final = ("recording_transcript", "voicemail_transcript")
_SIDES: Final[dict[str, Role]] = {"close-user": "rep", "user": "rep", "contact": "prospect", "lead": "prospect"}


def _sniff(source: Source) -> bool:
    value = value_of(source)
    return any(has(value, key) for key in _KEYS) or has(first_object(get(value, "utterances")), "speaker_side")


def _parse(source: Source) -> Raw:
    reading = Reading(source, "Close")
    value = reading.value
    key = next((key for key in _KEYS if get(value, key) is not None), None)
    inner = get(value, key) if key is not None else value
    path = f"{key}.utterances" if key is not None else "utterances"
    for place, item in reading.items(get(inner, "utterances"), path):
        label, side = get(item, "speaker_label"), text_of(get(item, "speaker_side")) or ""
        role: Role = _SIDES.get(side.casefold(), "unknown")
        speaker = reading.person(label or side, role=role, evidence=f"speaker_side {side}")
        start, end = reading.time(get(item, "start"), place), reading.time(get(item, "end"), place)
        reading.say(place, speaker, get(item, "text"), start, end)
    return reading.finish(
        key or "utterances",
        used=("id", "utterances", *_KEYS),
        ident=get(value, "id"),
        date=reading.date(get(value, "activity_at"), get(value, "date_created")),
        facts=inner if inner is not value else None,
    )


FORMAT: Final = Format("close", "a Close call", (".json",), _sniff, _parse, "json")
