"""WebVTT: a cue for each turn, the speaker as its voice, the side as the voice's class (``<v.rep Ana Ruiz>``)."""

from __future__ import annotations

from typing import Final

from analyzer.conversation import Conversation, Turn
from analyzer.errors import BadInputError
from analyzer.transcripts.clean import one_blank
from analyzer.transcripts.write.writer import Writer

__all__ = ["WRITER"]


def _escape(text: str) -> str:
    # A backslash begins codes of other subtitle formats (\N, {\an8}), which readers take out.
    for char, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\\", "&#92;")):
        text = text.replace(char, entity)
    return text


def clock(seconds: float) -> str:
    """Return seconds as ``HH:MM:SS.mmm``."""
    whole, ms = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{ms:03}"


def _payload(turn: Turn) -> str:
    text = _escape(one_blank(turn.text))
    side = "" if turn.role == "unknown" else f".{turn.role}"
    if turn.speaker is None:
        return f"<v{side}>{text}</v>" if side else text
    return f"<v{side} {_escape(one_blank(turn.speaker))}>{text}</v>"


def _text(conversation: Conversation) -> str:
    turns = [turn for turn in conversation.turns if turn.text.strip()]
    if not any(turn.start_s is not None for turn in turns):
        raise BadInputError(
            "E-OUTPUT",
            "no times in it, and WebVTT cannot do without. Write .json, .csv or .md.",
            source=conversation.source_name or conversation.id,
        )
    # A cue needs both times: a missing end is the next start, a missing start the last end.
    following: list[float | None] = [None] * len(turns)
    later: float | None = None
    for i in reversed(range(len(turns))):
        following[i] = later
        later = turns[i].start_s if turns[i].start_s is not None else later
    blocks = ["WEBVTT"]
    before = 0.0
    for turn, after in zip(turns, following, strict=True):
        start = before if turn.start_s is None else turn.start_s
        end = turn.end_s if turn.end_s is not None else max(start, after if after is not None else start)
        before = max(start, end)
        blocks.append(f"{clock(start)} --> {clock(before)}\n{_payload(turn)}")
    return "\n\n".join(blocks) + "\n"


WRITER: Final = Writer("vtt", ".vtt", _text)
