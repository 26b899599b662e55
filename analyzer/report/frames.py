"""An audit as pandas frames: one row a sentence, a turn, a measure, a goal, a commitment, a finding.

Columns, their order and their types are always the same, also where a frame is empty, so that frames of many
audits can be put together with `pandas.concat`. Units are in the names: ``_s`` is seconds from the start of
the recording (``talk_s`` is a length in seconds), ``_char`` counts code points of the turn's text. Missing is
``<NA>`` in text and whole numbers, NaN in floats.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import pandas as pd

from analyzer.conversation import STAGES
from analyzer.report.data import audit_dict
from analyzer.report.rows import Data, Row, finding_rows, measure_rows, sentence_rows, turn_rows

if TYPE_CHECKING:
    from analyzer.pipeline import Audit

__all__ = [
    "COMMITMENT_COLUMNS",
    "FINDING_COLUMNS",
    "GOAL_COLUMNS",
    "MEASURE_COLUMNS",
    "SENTENCE_COLUMNS",
    "TURN_COLUMNS",
    "commitments_frame",
    "findings_frame",
    "goals_frame",
    "measures_frame",
    "sentences_frame",
    "turns_frame",
]

_TEXT, _INT, _FLOAT, _BOOL = "string", "Int64", "float64", "bool"

#: One row a sentence. ``p_*`` are calibrated probabilities; ``confidence`` is the one of ``stage``.
SENTENCE_COLUMNS: Final[dict[str, str]] = {
    "conversation_id": _TEXT,
    "sentence": _INT,
    "turn": _INT,
    "start_char": _INT,
    "end_char": _INT,
    "start_s": _FLOAT,
    "end_s": _FLOAT,
    "speaker": _TEXT,
    "role": _TEXT,
    "text": _TEXT,
    "words": _INT,
    "is_question": _BOOL,
    "question": _TEXT,
    "stage": _TEXT,
    "confidence": _FLOAT,
    **{f"p_{stage}": _FLOAT for stage in STAGES},
    "unsure": _BOOL,
    "corrected": _BOOL,
}
#: One row a turn. ``talk_s`` is the union of its timed spans, ``words`` leaves tags out.
TURN_COLUMNS: Final[dict[str, str]] = {
    "conversation_id": _TEXT,
    "turn": _INT,
    "start_s": _FLOAT,
    "end_s": _FLOAT,
    "talk_s": _FLOAT,
    "speaker": _TEXT,
    "role": _TEXT,
    "text": _TEXT,
    "words": _INT,
    "sentences": _INT,
}
#: One row a number. ``stage``, ``role`` and ``kind`` (of question) are missing where a measure has none; ``unit``
#: is the unit of ``value`` and of ``band``, the half-width of an estimate's error band; ``details`` is JSON text.
MEASURE_COLUMNS: Final[dict[str, str]] = {
    "conversation_id": _TEXT,
    "measure": _TEXT,
    "stage": _TEXT,
    "role": _TEXT,
    "kind": _TEXT,
    "value": _FLOAT,
    "unit": _TEXT,
    "status": _TEXT,
    "basis": _TEXT,
    "why": _TEXT,
    "band": _FLOAT,
    "details": _TEXT,
}
#: Two rows: ``next_step`` and ``implement``. ``quote*`` is the last of the sentences that it rests on, ``quotes``
#: their number; ``why`` says why an outcome is not known.
COMMITMENT_COLUMNS: Final[dict[str, str]] = {
    "conversation_id": _TEXT,
    "commitment": _TEXT,
    "outcome": _TEXT,
    "who": _TEXT,
    "what": _TEXT,
    "when": _TEXT,
    "quotes": _INT,
    "quote": _TEXT,
    "quote_sentence": _INT,
    "quote_turn": _INT,
    "quote_start_s": _FLOAT,
    "quote_speaker": _TEXT,
    "why": _TEXT,
}
#: One row a goal. ``metric``, ``amount`` and ``date`` are verbatim, ``*_by`` is the role that supplied each and
#: ``*_asked`` says whether the rep had asked for it; ``difference`` is to the linked reality, in ``gap_unit``,
#: ``gap_percent`` is in percent of that reality; ``missing`` is parted by commas.
GOAL_COLUMNS: Final[dict[str, str]] = {
    "conversation_id": _TEXT,
    "goal": _INT,
    "rung": _INT,
    "text": _TEXT,
    **{f"{part}{key}": _TEXT for part in ("metric", "amount", "date") for key in ("", "_by")},
    **{f"{part}_asked": _BOOL for part in ("metric", "amount", "date")},
    "value": _FLOAT,
    "unit": _TEXT,
    "per": _TEXT,
    "date_from": _TEXT,
    "date_to": _TEXT,
    "missing": _TEXT,
    "ask_next": _TEXT,
    "reality": _TEXT,
    "difference": _FLOAT,
    "gap_unit": _TEXT,
    "gap_percent": _FLOAT,
    "quote_sentence": _INT,
    "quote_turn": _INT,
    "quote_start_s": _FLOAT,
}
#: One row a finding, in order of weight. ``quote*`` is the first sentence that it rests on, ``quotes`` their
#: number; ``due_turn`` is where the stage was due; ``holds_if`` is JSON text, missing where it always holds.
FINDING_COLUMNS: Final[dict[str, str]] = {
    "conversation_id": _TEXT,
    "finding": _TEXT,
    "stage": _TEXT,
    "severity": _TEXT,
    "confidence": _FLOAT,
    "message": _TEXT,
    "say_next": _TEXT,
    "quotes": _INT,
    "quote": _TEXT,
    "quote_sentence": _INT,
    "quote_turn": _INT,
    "quote_start_s": _FLOAT,
    "quote_speaker": _TEXT,
    "due_turn": _INT,
    "holds_if": _TEXT,
}


def sentences_frame(audit: Audit | Data) -> pd.DataFrame:
    """Return one row a sentence, with the columns `SENTENCE_COLUMNS`.

    Parameters
    ----------
    audit : Audit or dict
        An audit, or its data dict as `analyzer.report.data.audit_dict` returns it or a JSON file holds it.
    """
    data = _data(audit)
    return _frame(data, sentence_rows(data), SENTENCE_COLUMNS)


def turns_frame(audit: Audit | Data) -> pd.DataFrame:
    """Return one row a turn, with the columns `TURN_COLUMNS`; see `sentences_frame`."""
    data = _data(audit)
    return _frame(data, turn_rows(data), TURN_COLUMNS)


def measures_frame(audit: Audit | Data) -> pd.DataFrame:
    """Return one row a number, with the columns `MEASURE_COLUMNS`; see `sentences_frame`."""
    data = _data(audit)
    return _frame(data, measure_rows(data), MEASURE_COLUMNS)


def commitments_frame(audit: Audit | Data) -> pd.DataFrame:
    """Return one row a commitment, with the columns `COMMITMENT_COLUMNS`; see `sentences_frame`."""
    data = _data(audit)
    rows = []
    for name, commitment in data["commitments"].items():
        quote: Data = commitment["evidence"][-1] if commitment["evidence"] else {}
        rows.append(
            {
                **{key: commitment[key] for key in ("outcome", "who", "what", "when", "why")},
                "commitment": name,
                "quotes": len(commitment["evidence"]),
                "quote": quote.get("text"),
                **{f"quote_{key}": quote.get(key) for key in ("sentence", "turn", "start_s", "speaker")},
            }
        )
    return _frame(data, rows, COMMITMENT_COLUMNS)


def goals_frame(audit: Audit | Data) -> pd.DataFrame:
    """Return one row a goal, with the columns `GOAL_COLUMNS`; see `sentences_frame`."""
    data = _data(audit)
    links = {link["goal"]: link for link in data["gap"]["links"]}
    rows = []
    for position, goal in enumerate(data["goals"]):
        parts, link, quote = goal["parts"], links.get(position, {}), goal["evidence"][0]
        amount, day = parts["amount"] or {}, parts["date"] or {}
        rows.append(
            {
                "goal": position,
                **{key: goal[key] for key in ("rung", "text", "ask_next")},
                **{name: (part or {}).get("text") for name, part in parts.items()},
                **{f"{name}_by": (part or {}).get("supplied_by") for name, part in parts.items()},
                **{f"{name}_asked": name in goal["asked_for"] for name in parts},
                **{key: amount.get(key) for key in ("value", "unit", "per")},
                **{key: day.get(key) for key in ("date_from", "date_to")},
                "missing": ", ".join(goal["missing"]) or None,
                "reality": link["reality_evidence"]["text"] if link else None,
                "difference": link.get("difference"),
                "gap_unit": link.get("unit"),
                "gap_percent": link.get("percent"),
                **{f"quote_{key}": quote[key] for key in ("sentence", "turn", "start_s")},
            }
        )
    return _frame(data, rows, GOAL_COLUMNS)


def findings_frame(audit: Audit | Data) -> pd.DataFrame:
    """Return one row a finding, with the columns `FINDING_COLUMNS`; see `sentences_frame`."""
    data = _data(audit)
    return _frame(data, finding_rows(data), FINDING_COLUMNS)


def _data(audit: Audit | Data) -> Data:
    return audit if isinstance(audit, Mapping) else audit_dict(audit)


def _frame(data: Data, rows: Sequence[Row], columns: Mapping[str, str]) -> pd.DataFrame:
    name = data["conversation"]["id"]
    full = [{**row, "conversation_id": name} for row in rows]
    return pd.DataFrame({key: pd.Series([row[key] for row in full], dtype=dtype) for key, dtype in columns.items()})
