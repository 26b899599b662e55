"""tl;dv: ``meetingId`` and ``data`` with speakers and texts. The unit of its times is in no document: unknown."""

from __future__ import annotations

from typing import Final

from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors.reading import Reading, first_object, get, has, value_of

__all__ = ["FORMAT"]


def _sniff(source: Source) -> bool:
    value = value_of(source)
    first = first_object(get(value, "data"))
    return has(value, "meetingId") and has(first, "speaker") and has(first, "text")


def _parse(source: Source) -> Raw:
    reading = Reading(source, "tl;dv")
    value = reading.value
    timed = 0
    for place, item in reading.items(get(value, "data"), "data"):
        name = get(item, "speaker")
        timed += get(item, "startTime") is not None
        reading.say(place, reading.person(name, name), get(item, "text"))
    if timed:
        reading.log.warn("W-TIME", "times whose unit nobody documents; taken as unknown", "data", timed)
    return reading.finish("transcript", used=("data", "id", "meetingId"), ident=get(value, "meetingId"))


FORMAT: Final = Format("tldv", "a tl;dv transcript", (".json",), _sniff, _parse, "json")
