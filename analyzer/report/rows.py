"""An audit as rows of plain data: one a sentence, a turn, a measure, a finding.

What frames and the team's store are made of, so that both have the same columns with the same meaning. No pandas here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from analyzer.conversation import STAGES
from analyzer.measures.speech import union_seconds

__all__ = ["Data", "Row", "finding_rows", "measure_rows", "sentence_rows", "turn_rows"]

Data = Mapping[str, Any]
Row = dict[str, Any]

_SIDES: Final = ("rep", "prospect")
_SENTENCE_KEYS: Final = (
    "turn", "start_char", "end_char", "start_s", "end_s", "role", "text", "words", "is_question", "question", "stage",
    "confidence", "unsure", "corrected",
)  # fmt: skip
_TURN_KEYS: Final = ("start_s", "end_s", "speaker", "role", "text")
_FINDING_KEYS: Final = ("stage", "severity", "confidence", "message", "say_next")


def sentence_rows(data: Data) -> list[Row]:
    """Return one row a sentence.

    Parameters
    ----------
    data : mapping
        An audit's data dict, as `analyzer.report.data.audit_dict` returns it or a JSON file holds it.
    """
    turns = data["conversation"]["turns"]
    return [
        {
            **{key: s[key] for key in _SENTENCE_KEYS},
            "sentence": s["index"],
            "speaker": turns[s["turn"]]["speaker"],
            **{f"p_{stage}": s["probabilities"][stage] for stage in STAGES},
        }
        for s in data["sentences"]
    ]


def turn_rows(data: Data) -> list[Row]:
    """Return one row a turn; see `sentence_rows`."""
    turns = data["conversation"]["turns"]
    words, sentences = [0] * len(turns), [0] * len(turns)
    for s in data["sentences"]:
        words[s["turn"]] += s["words"]
        sentences[s["turn"]] += 1
    return [
        {
            **{key: turn[key] for key in _TURN_KEYS},
            "turn": index,
            "talk_s": union_seconds((a, b) for a, b in turn["spans"]) if turn["spans"] else None,
            "words": words[index],
            "sentences": sentences[index],
        }
        for index, turn in enumerate(turns)
    ]


def measure_rows(data: Data) -> list[Row]:
    """Return one row a number; see `sentence_rows`."""
    # "other" is a stage here, never a role: only the two sides have measures
    return [
        {
            "measure": name,
            "stage": next((key for key in keys if key in STAGES), None),
            "role": next((key for key in keys if key in _SIDES), None),
            "kind": next((key for key in keys if key not in STAGES and key not in _SIDES), None),
            **{key: measure.get(key) for key in ("value", "unit", "status", "basis", "why", "band")},
            "details": _json(measure.get("details")),
        }
        for name, node in data["measures"].items()
        for keys, measure in _leaves(node)
    ]


def finding_rows(data: Data) -> list[Row]:
    """Return one row a finding, in order of weight; see `sentence_rows`."""
    rows = []
    for finding in data["findings"]:
        quote: Data = finding["evidence"][0] if finding["evidence"] else {}
        rows.append(
            {
                **{key: finding[key] for key in _FINDING_KEYS},
                "finding": finding["name"],
                "quotes": len(finding["evidence"]),
                "quote": quote.get("text"),
                **{f"quote_{key}": quote.get(key) for key in ("sentence", "turn", "start_s", "speaker")},
                "due_turn": finding["due"]["turn"] if finding["due"] is not None else None,
                "holds_if": _json(finding["holds_if"]),
            }
        )
    return rows


def _leaves(node: Data, keys: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Data]]:
    """Walk measures: a leaf has a status, every other level is keyed by stage, role or kind."""
    if "status" in node:
        yield keys, node
        return
    for key, inner in node.items():
        yield from _leaves(inner, (*keys, key))


def _json(value: Any) -> str | None:
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if value else None
