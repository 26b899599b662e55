"""The calls that a JSON document holds: looked for below its wrappers, one source a call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from analyzer.transcripts.raw import Format
from analyzer.transcripts.source import Source

__all__ = ["Call", "json_calls"]

#: Keys under which services put what they return.
_WRAPPERS: Final = (
    "data", "results", "result", "response", "payload", "body", "output", "transcript", "transcripts", "transcription",
    "calls", "meetings", "items", "records", "messages", "analysisInput", "meeting", "call",
)  # fmt: skip
#: A known schema is looked for at most this far down (specification of formats, section 7C).
_LEVELS: Final = 3
#: Items of a list that are asked whether they are calls, before the whole list is.
_FIRST: Final = 8


@dataclass(frozen=True, slots=True)
class Call:
    """One call: where it stands, and its format; None where the item is none that is known."""

    source: Source
    format: Format | None


def json_calls(source: Source, tiers: Sequence[Sequence[Format]]) -> tuple[Call, ...]:
    """Find the calls of a document.

    Parameters
    ----------
    source : Source
        A file of JSON.
    tiers : sequence of sequences of Format
        Formats to ask, by rank: nothing of a later tier is tried before an earlier one failed everywhere.

    Returns
    -------
    tuple of Call
        In file order; empty where nothing is known. Linear in the number of items.
    """
    for tier in tiers:
        whole = _known(source, tier)
        if whole is not None:
            return whole
        for view in _views(source):
            several = _listed(view, tier)
            if several:
                return several
    return ()


def _known(source: Source, formats: Sequence[Format]) -> tuple[Call, ...] | None:
    for view in _views(source):
        for fmt in formats:
            if fmt.sniff(view):
                parts = fmt.split(view) if fmt.split is not None else (view,)
                return tuple(Call(part, fmt) for part in parts)
    return None


def _listed(source: Source, formats: Sequence[Format]) -> tuple[Call, ...]:
    """Return the calls of a list, each item one or a page of them."""
    value = source.json.value if source.json is not None else None
    if not isinstance(value, list) or len(value) < 2:
        return ()
    items = [source.part(item, f"[{i}]") for i, item in enumerate(value)]
    if not any(_known(item, formats) for item in items[:_FIRST]):
        return ()
    return tuple(call for item in items for call in _known(item, formats) or (Call(item, None),))


def _views(source: Source) -> Iterator[Source]:
    """Yield the document, then what its wrappers hold, nearest first."""
    level = [source]
    for depth in range(_LEVELS + 1):
        yield from level
        if depth < _LEVELS:
            level = [inner for view in level for inner in _inner(view)]


def _inner(source: Source) -> Iterator[Source]:
    value = source.json.value if source.json is not None else None
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict | list):
        yield source.part(value[0], "[0]")
    elif isinstance(value, dict):
        for key in _WRAPPERS:
            if isinstance(value.get(key), dict | list):
                yield source.part(value[key], key, {k: v for k, v in value.items() if k != key})
