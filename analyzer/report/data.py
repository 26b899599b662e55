"""An audit as plain data: the one source of every other form of it.

The keys are those of ``schema.json``, which ships beside this file. Floats are rounded to four decimals here
and nowhere else; no clock, no absolute path and nothing of the machine is in it, so that the same input,
model and library versions give the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from analyzer.conversation import CORE_STAGES, STAGES, Stage
from analyzer.ladders.goals import PARTS
from analyzer.measures.measure import Measure

if TYPE_CHECKING:
    from analyzer.conversation import Conversation, Evidence, Participant, Sentence, Turn
    from analyzer.findings import Finding
    from analyzer.findings.card import Change
    from analyzer.ladders.commitments import Commitment
    from analyzer.ladders.gap import Gap, Link
    from analyzer.ladders.goals import Goal, Part
    from analyzer.ladders.raised import Raised
    from analyzer.measures.coverage import Coverage
    from analyzer.pipeline import Audit, AuditFinding
    from analyzer.plan import Asked, Plan

__all__ = ["SCHEMA_VERSION", "audit_dict", "conversation_dict", "participant_dict", "plain"]

#: Version of the keys. Later work adds keys and never changes these.
SCHEMA_VERSION: Final = "1.0"
_DECIMALS: Final = 4
_AS_THEY_ARE: Final = frozenset((type(None), bool, int, str))


def audit_dict(audit: Audit) -> dict[str, Any]:
    """Return an audit as JSON types.

    Parameters
    ----------
    audit : Audit

    Returns
    -------
    dict
        The keys of ``schema.json`` in a fixed order. Times are seconds from the start of the recording,
        offsets are code points of the turn's text, shares and confidences are fractions of one.
    """
    return {
        "schema_version": SCHEMA_VERSION,
        "conversation": conversation_dict(audit.conversation),
        "parse": None if audit.parse is None else plain(audit.parse.to_dict()),
        "suitability": {
            "verdict": audit.suitability.verdict,
            "confidence": plain(audit.suitability.confidence),
            "evidence": list(audit.suitability.evidence),
        },
        "verdict": audit.verdict,
        "sentences": _sentences(audit),
        "coverage": {stage: _coverage(audit, audit.coverage[stage]) for stage in CORE_STAGES},
        "measures": plain(audit.measures),
        "goals": [_goal(goal) for goal in audit.ladders.goals],
        "gap": _gap(audit.ladders.gap),
        "commitments": {
            "next_step": _commitment(audit.ladders.commitments.next_step),
            "implement": _commitment(audit.ladders.commitments.implement),
        },
        "values_depth": {
            "rung": audit.ladders.values_depth.rung,
            "evidence": [[_evidence(quote) for quote in rung] for rung in audit.ladders.values_depth.evidence],
            "why": audit.ladders.values_depth.why,
        },
        "raised": [_raised(raised) for raised in audit.ladders.raised],
        "findings": [_finding(found) for found in audit.findings],
        "card": [_change(change) for change in audit.card],
        "plan": None if audit.plan is None else _plan(audit.plan, audit.asked),
        "model": plain(audit.model),
    }


def conversation_dict(conversation: Conversation) -> dict[str, Any]:
    """Return a conversation as JSON types, with its participants and turns."""
    return {
        "id": conversation.id,
        "medium": conversation.medium,
        "date": conversation.date,
        "account": conversation.account,
        "rep": conversation.rep,
        "source_name": conversation.source_name,
        "source_sha256": conversation.source_sha256,
        "participants": [participant_dict(p) for p in conversation.participants],
        "turns": [_turn(turn) for turn in conversation.turns],
    }


def participant_dict(person: Participant) -> dict[str, Any]:
    """Return a participant as JSON types; `evidence` says in words why this role."""
    return {
        "name": person.name,
        "role": person.role,
        "source": person.source,
        "confidence": plain(person.confidence),
        "evidence": list(person.evidence),
    }


def plain(value: Any) -> Any:
    """Return `value` as JSON types: floats rounded to four decimals, measures and numpy numbers unpacked.

    What is no finite number becomes None, and a negative zero becomes zero. Whole numbers and booleans stay
    what they are.

    Raises
    ------
    TypeError
        For a value that has no JSON form, with its type.

    Examples
    --------
    >>> plain({"share": 1 / 3, "pause": -0.00001, "n": 3})
    {'share': 0.3333, 'pause': 0.0, 'n': 3}
    """
    kind = type(value)  # nearly all of them are plain already
    if kind is float and math.isfinite(value):
        return round(value, _DECIMALS) + 0.0
    if kind in _AS_THEY_ARE or isinstance(value, str):
        return value
    if kind is Measure:
        return _measure(value)
    if kind is dict:
        return {str(key): plain(item) for key, item in value.items()}
    if kind is tuple or kind is list:
        return [plain(item) for item in value]
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return round(float(value), _DECIMALS) + 0.0 if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [plain(item) for item in value]
    item = getattr(value, "tolist", None)  # numpy scalars and arrays, without importing numpy
    if callable(item):
        return plain(item())
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _measure(measure: Measure) -> dict[str, Any]:
    out = measure.to_dict()
    for key in ("value", "band", "details"):  # the others are text
        if key in out:
            out[key] = plain(out[key])
    return out


def _turn(turn: Turn) -> dict[str, Any]:
    return {
        "speaker": turn.speaker,
        "role": turn.role,
        "text": turn.text,
        "start_s": plain(turn.start_s),
        "end_s": plain(turn.end_s),
        "spans": plain(turn.spans),
    }


def _sentences(audit: Audit) -> list[dict[str, Any]]:
    staged = audit.staged
    rows = zip(
        staged.sentences,
        staged.stages,
        staged.probabilities.astype("float64").round(_DECIMALS).tolist(),
        audit.unsure.tolist(),
        audit.corrected.tolist(),
        audit.mentions,
        strict=True,
    )
    return [_sentence(*row) for row in rows]


def _sentence(
    sentence: Sentence,
    stage: Stage,
    probabilities: list[float],
    unsure: bool,
    corrected: bool,
    mentions: tuple[str, ...],
) -> dict[str, Any]:
    by_stage = dict(zip(STAGES, probabilities, strict=True))
    return {
        "index": sentence.index,
        "turn": sentence.turn,
        "start_char": sentence.start_char,
        "end_char": sentence.end_char,
        "text": sentence.text,
        "role": sentence.role,
        "words": sentence.words,
        "is_question": sentence.is_question,
        "stage": stage,
        "confidence": by_stage[stage],
        "probabilities": by_stage,
        "unsure": bool(unsure),
        "corrected": bool(corrected),
        "mentions": list(mentions),
        "question": sentence.question,
        "start_s": plain(sentence.start_s),
        "end_s": plain(sentence.end_s),
    }


def _evidence(quote: Evidence) -> dict[str, Any]:
    return {
        "sentence": quote.sentence,
        "turn": quote.turn,
        "start_char": quote.start_char,
        "end_char": quote.end_char,
        "text": quote.text,
        "start_s": plain(quote.start_s),
        "speaker": quote.speaker,
    }


def _coverage(audit: Audit, coverage: Coverage) -> dict[str, Any]:
    return {
        "verdict": coverage.verdict,
        "confidence": plain(coverage.confidence),
        "evidence": [_evidence(quote) for quote in coverage.evidence],
        "first": None if coverage.first is None else _evidence(audit.staged.evidence(coverage.first)),
        "substance": list(coverage.substance),
        "prospect_words": coverage.prospect_words,
        "why": coverage.why,
        "earlier": None if coverage.stage not in audit.earlier else asdict(audit.earlier[coverage.stage]),
    }


def _commitment(commitment: Commitment) -> dict[str, Any]:
    return {
        "outcome": commitment.outcome,
        "who": commitment.who,
        "what": commitment.what,
        "when": commitment.when,
        "evidence": [_evidence(quote) for quote in commitment.evidence],
        "why": commitment.why,
    }


def _goal(goal: Goal) -> dict[str, Any]:
    return {
        "rung": goal.rung,
        "text": goal.text,
        "parts": {name: _part(getattr(goal, name)) for name in PARTS},
        "missing": list(goal.missing),
        "asked_for": list(goal.asked_for),
        "ask_next": goal.ask_next,
        "evidence": [_evidence(quote) for quote in goal.evidence],
    }


def _part(part: Part | None) -> dict[str, Any] | None:
    if part is None:
        return None
    figure = part.figure
    return {
        "text": part.text,
        "start_char": part.start_char,
        "end_char": part.end_char,
        "value": None if figure is None else plain(figure.value),
        "high": None if figure is None else plain(figure.high),
        "unit": None if figure is None else figure.unit,
        "per": None if figure is None else figure.per,
        "date_from": None if figure is None else figure.date_from,
        "date_to": None if figure is None else figure.date_to,
        "exact_to": None if figure is None else figure.exact_to,
        "supplied_by": part.supplied_by,
        "evidence": _evidence(part.evidence),
        "asked_by": None if part.asked_by is None else _evidence(part.asked_by),
    }


def _gap(gap: Gap) -> dict[str, Any]:
    return {
        "links": [_link(link) for link in gap.links],
        "unlinked": list(gap.unlinked),
        "connected": [_evidence(quote) for quote in gap.connected],
    }


def _link(link: Link) -> dict[str, Any]:
    return {
        "goal": link.goal,
        "goal_value": plain(link.goal_value),
        "reality_value": plain(link.reality_value),
        "difference": plain(link.difference),
        "unit": link.unit,
        "per": link.per,
        "percent": plain(link.percent),
        "goal_evidence": _evidence(link.goal_evidence),
        "reality_evidence": _evidence(link.reality_evidence),
    }


def _raised(raised: Raised) -> dict[str, Any]:
    return {
        "kind": raised.kind,
        "evidence": _evidence(raised.evidence),
        "heard": raised.heard,
        "reply": None if raised.reply is None else _evidence(raised.reply),
    }


def _plan(plan: Plan, asked: Sequence[Asked]) -> dict[str, Any]:
    return {
        "title": plan.title,
        "questions": [
            {
                "stage": found.planned.stage,
                "text": found.planned.text,
                "asked": None if found.question is None else _evidence(found.question),
                "likeness": plain(found.likeness),
                "answer": [_evidence(quote) for quote in found.answer],
            }
            for found in asked
        ],
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "finding": change.finding,
        "moment": _evidence(change.moment),
        "where": "after" if change.after else "before",
        "quote": None if change.quote is None else _evidence(change.quote),
        "say": change.say,
    }


def _finding(found: AuditFinding) -> dict[str, Any]:
    finding: Finding = found.finding
    return {
        "name": finding.name,
        "stage": finding.stage,
        "severity": finding.severity,
        "confidence": plain(finding.confidence),
        "message": finding.message,
        "evidence": [_evidence(quote) for quote in finding.evidence],
        "candidates": [
            {"evidence": _evidence(near.evidence), "probability": plain(near.probability)}
            for near in finding.candidates
        ],
        "due": None if finding.due is None else _evidence(finding.due),
        "say_next": finding.say_next,
        "holds_if": None if found.holds_if is None else dict(found.holds_if),
    }
