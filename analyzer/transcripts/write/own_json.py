"""The project's own JSON, which its reader takes turn by turn and character by character."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from analyzer.conversation import Conversation, Turn
from analyzer.transcripts.json_text import clean_value, no_surrogates
from analyzer.transcripts.write.writer import Writer

__all__ = ["WRITER"]


def _turn(turn: Turn, extra: Mapping[str, Any]) -> dict[str, Any]:
    known: dict[str, Any] = {"speaker": turn.speaker, "role": turn.role, "text": turn.text}
    if turn.start_s is not None:
        known["start"] = turn.start_s
    if turn.end_s is not None:
        known["end"] = turn.end_s
    return {**known, **{key: value for key, value in extra.items() if key not in known}}


def _text(conversation: Conversation) -> str:
    extra = conversation.metadata.get("turns")
    of_turns = extra if isinstance(extra, Mapping) else {}
    head: dict[str, Any] = {"id": conversation.id, "medium": conversation.medium}
    for key in ("date", "rep", "account"):
        value = getattr(conversation, key)
        if value is not None:
            head[key] = value
    rest = {key: value for key, value in conversation.metadata.items() if key not in head and key != "turns"}
    turns = [_turn(turn, of_turns.get(str(turn.index), {})) for turn in conversation.turns]
    data = clean_value({**head, **rest, "turns": turns})
    return no_surrogates(json.dumps(data, ensure_ascii=False, allow_nan=False, indent=1)) + "\n"


WRITER: Final = Writer("json", ".json", _text)
