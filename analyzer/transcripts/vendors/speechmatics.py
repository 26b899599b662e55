"""Speechmatics, format 2: words, marks and entities as results."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors.reading import Reading, first_object, get, has, identity, text_of, value_of
from analyzer.transcripts.vendors.words import Word, say_words

__all__ = ["FORMAT"]

_SPEECH: Final = frozenset(("word", "punctuation", "entity"))


def _sniff(source: Source) -> bool:
    value = value_of(source)
    first = first_object(get(value, "results"))
    if not get(value, "results") and has(value, "results"):
        return has(value, "format") and has(value, "metadata")
    return has(first, "type") and (has(first, "alternatives") or has(value, "format"))


def _parse(source: Source) -> Raw:
    reading = Reading(source, "Speechmatics")
    value = reading.value
    facts = get(value, "metadata")
    delimiter = get(get(facts, "language_pack_info"), "word_delimiter")
    blank = delimiter if isinstance(delimiter, str) and not delimiter.strip() else " "
    channels: dict[str | None, list[Word]] = {}
    for channel, word in _words(reading):
        channels.setdefault(channel, []).append(word)
    for channel, words in channels.items():
        reading.channel = channel
        say_words(reading, words, blank)
    if len(channels) > 1:
        reading.interleave()
    job = get(value, "job")
    return reading.finish(
        "channels" if len(channels) > 1 else "results",
        used=("results", "metadata", "job", "format"),
        what="results",
        ident=get(job, "id"),
        date=reading.date(get(job, "created_at"), get(facts, "created_at")),
    )


def _words(reading: Reading) -> Iterator[tuple[str | None, Word]]:
    to_next = False
    for at, item in reading.items(get(reading.value, "results"), "results"):
        kind = text_of(get(item, "type"))
        if kind not in _SPEECH:
            reading.log.drop(at, "results that are no words (changes of speaker, sounds)")
            continue
        best = first_object(get(item, "alternatives"))
        mark = kind == "punctuation"
        attaches = get(item, "attaches_to")
        start = reading.time(get(item, "start_time"), at)
        end = reading.time(get(item, "end_time"), at)
        channel = text_of(get(item, "channel"))
        ident = identity(get(best, "speaker"))
        if channel is not None:
            # Nobody in particular, but of this channel.
            ident = channel if ident in (None, "UU") else f"{channel}, {ident}"
        speaker = reading.person(ident)
        glued = to_next or (mark and attaches in (None, "previous", "both"))
        # A mark has its own times; its end lies at the end of the word and adds nothing.
        yield channel, Word(get(best, "content"), None if mark else start, None if mark else end, speaker, at, glued)
        to_next = mark and attaches in ("next", "both")


FORMAT: Final = Format("speechmatics", "a Speechmatics transcript", (".json",), _sniff, _parse, "json")
