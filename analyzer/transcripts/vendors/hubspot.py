"""HubSpot: the utterances of a call's transcript, as its calling extensions take them."""

from __future__ import annotations

from typing import Final

from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors.reading import MS, Reading, get, has, value_of

__all__ = ["FORMAT"]

_KEYS: Final = ("transcriptCreateUtterances", "transcriptUtterances")


def _sniff(source: Source) -> bool:
    return any(has(value_of(source), key) for key in _KEYS)


def _parse(source: Source) -> Raw:
    reading = Reading(source, "HubSpot")
    value = reading.value
    for place, item in reading.items(get(value, *_KEYS), _KEYS[0]):
        who = get(item, "speaker")
        speaker = reading.person(get(who, "id"), get(who, "name"), email=get(who, "email"))
        start = reading.time(get(item, "startTimeMillis"), place, MS)
        end = reading.time(get(item, "endTimeMillis"), place, MS)
        reading.say(place, speaker, get(item, "text"), start, end)
    return reading.finish("utterances", used=(*_KEYS, "engagementId"), ident=get(value, "engagementId"))


FORMAT: Final = Format("hubspot", "a HubSpot call transcript", (".json",), _sniff, _parse, "json")
