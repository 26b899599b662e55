"""What is asked, and how it is said: questions and fillers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from statistics import median
from typing import Any, Final

from analyzer.content import phrases
from analyzer.conversation import QUESTION_KINDS, ROLES, STAGES, QuestionKind, Role
from analyzer.measures.material import SIDES, Material, Side
from analyzer.measures.measure import Measure, missing
from analyzer.measures.speech import plain_words

__all__ = ["fillers", "question_kinds", "question_yield", "questions"]

_KIND_NAMES: Final[Mapping[QuestionKind, str]] = {
    "open": "open",
    "closed": "closed",
    "statement": "statement-shaped",
}


def questions(material: Material) -> dict[str, Measure]:
    """Count the sentences of each side that ask something, with or without a question mark.

    For the rep with what they were like: ``stacked`` (another one followed before the prospect had said a
    word), ``hypothetical`` (they bring a thought of the rep's), ``unanswered`` and ``follow_ups`` (they take up
    a content word of what the prospect had last said), as indices of sentences.
    """
    out: dict[str, Measure] = {}
    for side in SIDES:
        basis = f"sentences of the {side} that ask something, with or without a question mark"
        why = material.lacks(side)
        if why:
            out[side] = missing("count", basis, why)
            continue
        spoken = [s for s in material.sentences if s.role == side and s.words]
        asked = sum(s.is_question for s in spoken)
        details: dict[str, Any] = {"sentences": len(spoken)}
        if side == "rep":
            details |= {
                "stacked": [e.question.sentence for e in material.exchanges if e.stacked],
                "hypothetical": [e.question.sentence for e in material.exchanges if e.question.hypothetical],
                "unanswered": [e.question.sentence for e in material.exchanges if e.unanswered],
                "follow_ups": [e.question.sentence for e in material.exchanges if e.follow_up],
            }
        out[side] = Measure(asked, "count", "measured", basis, details=details)
    return out


def question_kinds(material: Material) -> dict[str, dict[str, Measure]]:
    """Count questions by kind and side, with their stages in the details."""
    found = Counter(
        (s.question, s.role, material.stages[s.index]) for s in material.sentences if s.question is not None and s.words
    )
    lacking = {side: material.lacks(side) for side in SIDES}
    out: dict[str, dict[str, Measure]] = {kind: {} for kind in QUESTION_KINDS}
    for kind in QUESTION_KINDS:
        for side in SIDES:
            basis = f"{_KIND_NAMES[kind]} questions of the {side}"
            why = lacking[side]
            if why is not None:
                out[kind][side] = missing("count", basis, why)
                continue
            by_stage = {stage: found[kind, side, stage] for stage in STAGES}
            asked = sum(by_stage.values())
            out[kind][side] = Measure(asked, "count", "measured", basis, details={"by_stage": by_stage})
    return out


def question_yield(material: Material) -> Measure:
    """Median number of the prospect's words between a rep's question and the next, with each in the details."""
    basis = "median prospect words and stage sentences between a rep's question and the next"
    why = material.lacks("rep", "prospect")
    if why is None and not material.exchanges:
        why = "the rep asked nothing"
    if why:
        return missing("words", basis, why)
    each = [
        {
            "sentence": e.question.sentence,
            "kind": e.question.kind,
            "stage": material.stages[e.question.sentence],
            "words": e.words,
            "stage_sentences": e.stage_sentences,
        }
        for e in material.exchanges
    ]
    return Measure(
        median(e.words for e in material.exchanges),
        "words",
        "measured",
        basis,
        details={"stage_sentences": median(e.stage_sentences for e in material.exchanges), "questions": each},
    )


def fillers(material: Material) -> dict[str, Measure]:
    """Fillers of each side per 100 of its words.

    Not measured where the whole transcript holds not one um or uh: it was cleaned, or typed.
    """
    single, possible = phrases("speech", "fillers_single"), _fillers_inside()
    found: dict[Role, int] = dict.fromkeys(ROLES, 0)
    for turn in material.conversation.turns:
        if possible.search(turn.spoken):  # most turns hold none, and taking a turn apart is dear
            found[turn.role] += sum(word in single for word in plain_words(turn.spoken))
    cleaned = not any(found.values())
    return {side: _fillers(material, side, found[side], cleaned) for side in SIDES}


def _fillers(material: Material, side: Side, single: int, cleaned: bool) -> Measure:
    basis = f'um, uh, er, and "you know", "like" between commas, of the {side} / 100 words of the {side}'
    why = material.lacks(side)
    if why is None and cleaned:
        why = "the transcript holds not one um or uh: it was cleaned"
    if why:
        return missing("per 100 words", basis, why)
    turns = [t for t in material.conversation.turns if t.role == side]
    n = single + sum(len(_between_commas().findall(t.spoken)) for t in turns)
    words = material.speech.words[side]
    return Measure(100 * n / words, "per 100 words", "measured", basis, details={"fillers": n, "words": words})


@lru_cache(maxsize=1)
def _fillers_inside() -> re.Pattern[str]:
    known = "|".join(sorted(re.escape(p) for p in phrases("speech", "fillers_single")))
    return re.compile(rf"\b(?:{known})\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def _between_commas() -> re.Pattern[str]:
    known = "|".join(sorted(re.escape(p) for p in phrases("speech", "fillers_between_commas")))
    return re.compile(rf"(?<=,)\s*(?:{known})\s*(?=,)", re.IGNORECASE)
