"""What a file does not hold of the conversation that was written to it, found by reading it back."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Final

from analyzer.conversation import Conversation, Turn
from analyzer.errors import BadInputError, one_line
from analyzer.transcripts import read_source
from analyzer.transcripts.source import Source

__all__ = ["losses"]

#: Times are compared in milliseconds, which is what subtitles hold.
_RESOLUTION_S: Final = 0.001


def losses(conversation: Conversation, text: str, name: str) -> tuple[str, ...]:
    """Compare a conversation with what its file says.

    Parameters
    ----------
    conversation : Conversation
        What was to be written.
    text : str
        The file.
    name : str
        The file's name.

    Returns
    -------
    tuple of str
        One line for each kind of loss, with how many turns have it; empty where everything comes back.
    """
    try:
        back, _ = read_source(Source(name, text.encode("utf-8", "replace")))
    except BadInputError as error:
        return (f"it cannot be read back as a conversation ({error.what.rstrip('.')})",)
    found: list[str] = []
    wanted, got = _said(conversation), _said(back)
    if wanted != got:
        at = next((i for i, (a, b) in enumerate(zip(wanted, got, strict=False)) if a != b), min(len(wanted), len(got)))
        found.append(f"words or speakers differ, from stretch {at + 1} of {len(wanted)} on")
    whole = [turn for turn in conversation.turns if turn.text.strip()]
    if len(whole) < len(conversation.turns) and len(back.turns) < len(conversation.turns):
        found.append(f"turns without text: {len(conversation.turns) - len(whole)}")
    turns = whole if len(back.turns) == len(whole) else list(conversation.turns)
    if len(turns) == len(back.turns):
        found += _of_turns(turns, back.turns)
    else:
        found.append(f"{len(turns)} turns become {len(back.turns)}, since neighbours of one speaker are one turn")
        if _roles(conversation) != _roles(back):
            found.append("roles")
    # An identifier that is only the name of the file it came from is no loss.
    named = conversation.id != Path(conversation.source_name or "").stem
    for key in ("id", "medium", "date", "rep", "account"):
        if (key != "id" or named) and getattr(conversation, key) not in {None, getattr(back, key)}:
            found.append(f"{key} ({one_line(str(getattr(conversation, key)))})")
    lost = [key for key in conversation.metadata if conversation.metadata[key] != back.metadata.get(key)]
    if lost:
        found.append(f"metadata ({one_line(', '.join(map(str, lost)), 80)})")
    return tuple(found)


def _of_turns(wanted: list[Turn], got: tuple[Turn, ...]) -> list[str]:
    pairs = list(zip(wanted, got, strict=True))
    counts = {
        "roles": sum(a.role != b.role for a, b in pairs),
        "headings": sum(a.heading is not None and a.heading != b.heading for a, b in pairs),
        "line breaks and runs of blanks": sum(a.text != b.text and a.text.split() == b.text.split() for a, b in pairs),
        "times that nobody knows are written all the same": sum(
            (a.start_s is None and b.start_s is not None) or (a.end_s is None and b.end_s is not None) for a, b in pairs
        ),
        "times": sum(_differs(a.start_s, b.start_s) or _differs(a.end_s, b.end_s) for a, b in pairs),
        "pauses inside turns": sum(len(a.spans) > 1 and len(b.spans) != len(a.spans) for a, b in pairs),
    }
    return [f"{what}: {count} {'turn' if count == 1 else 'turns'}" for what, count in counts.items() if count]


def _differs(wanted: float | None, got: float | None) -> bool:
    return wanted is not None and (got is None or abs(wanted - got) > _RESOLUTION_S)


def _said(conversation: Conversation) -> list[tuple[str | None, list[str]]]:
    """Return who said which words, stretch by stretch."""
    spoken = (turn for turn in conversation.turns if turn.text.strip())
    return [
        (name, [word for turn in group for word in turn.text.split()])
        for name, group in groupby(spoken, key=lambda turn: turn.speaker)
    ]


def _roles(conversation: Conversation) -> list[tuple[str | None, str]]:
    return [key for key, _ in groupby((turn.speaker, turn.role) for turn in conversation.turns if turn.text.strip())]
