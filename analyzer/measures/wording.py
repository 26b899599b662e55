"""What is asked, and how it is said: questions and fillers."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from analyzer.content import phrases
from analyzer.conversation import ROLES, Role
from analyzer.measures.material import SIDES, Material, Side
from analyzer.measures.measure import Measure, missing
from analyzer.measures.speech import plain_words

__all__ = ["QUESTION_KINDS", "fillers", "question_kinds", "question_yield", "questions"]

QUESTION_KINDS: Final = ("open", "closed", "statement")
_UNTIL_KINDS: Final = "until kinds of question are told apart"


def questions(material: Material) -> dict[str, Measure]:
    """Count the sentences of each side that ask something, with or without a question mark."""
    out: dict[str, Measure] = {}
    for side in SIDES:
        basis = f"sentences of the {side} that ask something, with or without a question mark"
        why = material.lacks(side)
        if why:
            out[side] = missing("count", basis, why)
            continue
        spoken = [s for s in material.sentences if s.role == side and s.words]
        asked = sum(s.is_question for s in spoken)
        out[side] = Measure(asked, "count", "measured", basis, details={"sentences": len(spoken)})
    return out


def question_kinds(material: Material) -> dict[str, dict[str, Measure]]:
    """Questions by kind and side: not measured before the kinds are told apart."""
    return {
        kind: {
            side: missing("count", f"{kind} questions of the {side}", material.lacks(side) or _UNTIL_KINDS)
            for side in SIDES
        }
        for kind in QUESTION_KINDS
    }


def question_yield(material: Material) -> Measure:
    """Prospect words between a rep's question and the next: not measured before kinds are told apart."""
    basis = "median prospect words and stage sentences between a rep's question and the next"
    return missing("words", basis, material.lacks("rep", "prospect") or _UNTIL_KINDS)


def fillers(material: Material) -> dict[str, Measure]:
    """Fillers of each side per 100 of its words.

    Not measured where the whole transcript holds not one um or uh: it was cleaned, or typed.
    """
    single = phrases("speech", "fillers_single")
    found: dict[Role, int] = dict.fromkeys(ROLES, 0)
    for turn in material.conversation.turns:
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
def _between_commas() -> re.Pattern[str]:
    known = "|".join(sorted(re.escape(p) for p in phrases("speech", "fillers_between_commas")))
    return re.compile(rf"(?<=,)\s*(?:{known})\s*(?=,)", re.IGNORECASE)
