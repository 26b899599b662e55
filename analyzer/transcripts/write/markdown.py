"""Markdown for people: ``[00:00:05.250 → 00:00:09.000] **Name:** text``, a paragraph for each turn; notes as a list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from analyzer.conversation import Conversation, Turn
from analyzer.transcripts.clean import one_blank
from analyzer.transcripts.write.webvtt import clock
from analyzer.transcripts.write.writer import Writer

__all__ = ["WRITER"]

#: Readers take no longer line for one that names a speaker.
_MAX_LINE: Final = 8000
_ENTITY = re.compile(r"&(?=#?\w{1,32};)")
_MARKS = re.compile(r"[\\*`]")


def _escape(text: str) -> str:
    text = _MARKS.sub(r"\\\g<0>", _ENTITY.sub("&amp;", text)).replace("<", "&lt;")
    # Only a link needs its bracket escaped; [inaudible] reads better as it is.
    return text.replace("[", r"\[") if "](" in text else text


def _wrapped(text: str) -> str:
    """Break a very long turn at blanks."""
    lines: list[str] = []
    while len(text) > _MAX_LINE:
        cut = text.rfind(" ", 0, _MAX_LINE)
        if cut < 0:
            break
        lines.append(text[:cut])
        text = text[cut + 1 :]
    return "\n".join([*lines, text])


def _front(turn: Turn) -> str:
    if turn.start_s is None:
        return ""
    return f"[{clock(turn.start_s)}] " if turn.end_s is None else f"[{clock(turn.start_s)} → {clock(turn.end_s)}] "


def _turns(conversation: Conversation) -> Iterator[str]:
    for turn in conversation.turns:
        text = one_blank(turn.text)
        if text:
            name = "Unknown" if turn.speaker is None else _escape(one_blank(turn.speaker))
            yield _wrapped(f"{_front(turn)}**{name}:** {_escape(text)}")


def _notes(conversation: Conversation) -> Iterator[str]:
    above: tuple[str, ...] = ()
    for turn in conversation.turns:
        path = tuple(turn.heading.split(" > ")) if turn.heading else ()
        same = next(
            (i for i, (a, b) in enumerate(zip(above, path, strict=False)) if a != b), min(len(above), len(path))
        )
        for level in range(same, len(path)):
            yield f"{'#' * min(level + 1, 6)} {_escape(path[level])}"
        above = path
        text = one_blank(turn.text)
        if text:
            # A bracket at the front would be an item to tick off.
            escaped = _escape(text)
            yield f"- \\{escaped}" if escaped.startswith("[") else f"- {escaped}"


def _text(conversation: Conversation) -> str:
    blocks = _notes(conversation) if conversation.medium == "notes" else _turns(conversation)
    return "\n\n".join(blocks) + "\n"


WRITER: Final = Writer("md", ".md", _text)
