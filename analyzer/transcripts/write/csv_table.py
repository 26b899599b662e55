"""CSV: a row for each turn, under the header by which the reader knows that it is one of ours.

A cell that a spreadsheet would take for a formula has an apostrophe in front; the reader takes it away.
"""

from __future__ import annotations

import csv
import io
from typing import Final

from analyzer.conversation import Conversation
from analyzer.transcripts.table import OWN_COLUMNS, guarded
from analyzer.transcripts.write.writer import Writer

__all__ = ["WRITER"]


def _time(seconds: float | None) -> str:
    return "" if seconds is None else repr(float(seconds))


def _text(conversation: Conversation) -> str:
    out = io.StringIO(newline="")
    # RFC 4180; the module also quotes a lone carriage return only where it is in the line end.
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(OWN_COLUMNS)
    for turn in conversation.turns:
        writer.writerow(
            (
                turn.index,
                guarded(turn.speaker or ""),
                turn.role,
                _time(turn.start_s),
                _time(turn.end_s),
                guarded(turn.text),
            )
        )
    return out.getvalue()


WRITER: Final = Writer("csv", ".csv", _text)
