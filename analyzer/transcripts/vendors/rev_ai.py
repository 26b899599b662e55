"""Rev.ai and Rev: ``monologues`` of elements, whose marks carry their own blanks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors.reading import Reading, get, has, identity, objects, text_of, value_of
from analyzer.transcripts.vendors.words import Word, say_words

__all__ = ["FORMAT"]


def _sniff(source: Source) -> bool:
    return has(value_of(source), "monologues")


def _parse(source: Source) -> Raw:
    reading = Reading(source, "Rev.ai")
    value = reading.value
    names = {identity(get(person, "id")): get(person, "name") for person in objects(get(value, "speakers"))}
    for place, item in reading.items(get(value, "monologues"), "monologues"):
        ident = identity(get(item, "speaker"))
        speaker = reading.person(ident, names.get(ident) or get(get(item, "speaker_info"), "display_name"))
        say_words(reading, _words(reading, get(item, "elements"), place, speaker))
    return reading.finish("monologues", used=("monologues", "speakers"), what="monologues")


def _words(reading: Reading, value: Any, place: str, speaker: str | None) -> Iterator[Word]:
    before = "blank"
    for at, element in reading.items(value, f"{place}.elements"):
        text = get(element, "value")
        if not isinstance(text, str) or not text.strip():
            before = "blank"
            continue
        start = reading.clock(get(element, "ts", "timestamp"), at)
        end = reading.clock(get(element, "end_ts", "end_timestamp"), at)
        mark = text_of(get(element, "type")) == "punct"
        # Two words are two words even where the blank between them is missing.
        glued = (before == "mark" or (before == "word" and mark)) and not text[0].isspace()
        yield Word(text, start, end, speaker, at, glued)
        before = "blank" if text[-1].isspace() else "mark" if mark else "word"


FORMAT: Final = Format("rev-ai", "a Rev.ai transcript", (".json",), _sniff, _parse, "json")
