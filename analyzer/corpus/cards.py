"""The scenario cards: what a conversation was written to do, in the words that tools count.

A card may say anything; these keys have a fixed vocabulary, since verdicts are scored against them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Final

from analyzer.conversation import CORE_STAGES, OUTCOMES
from analyzer.corpus.format import Labelled

__all__ = ["card_faults", "cards_tables"]

_VERDICTS: Final = ("covered", "asked", "skipped")
_CHOICES: Final[dict[str, tuple[object, ...]]] = {
    "next_step_outcome": OUTCOMES,
    "implement_outcome": OUTCOMES,
    "goal_rung": (0, 1, 2, 3, 4),
    "values_depth": (0, 1, 2, 3),
    "premature_pitch": (True, False),
    "gap": ("never connected", "linked in words", "linked by figures"),
}
_FREE: Final = (
    "about", "also", "emphasis", "english", "excerpt", "order", "people", "pitch", "prospect", "register", "rep",
    "second_language_speaker", "stages",
)  # fmt: skip
#: How alike an unknown key has to be to a known one to be taken for a slip of the pen (difflib's ratio).
_SLIP: Final = 0.85


def card_faults(card: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with a card: values outside the vocabulary, and keys that look misspelt."""
    known = (*_CHOICES, *_FREE)
    faults = []
    for key, value in card.items():
        if key in _CHOICES:
            # True == 1, so the type has to fit too
            if not any(value == c and type(value) is type(c) for c in _CHOICES[key]):
                faults.append(f"card.{key} {value!r} is not one of {list(_CHOICES[key])}")
        elif key not in known and (near := get_close_matches(key, known, 1, _SLIP)):
            faults.append(f"card.{key}: was {near[0]} meant?")
    return faults + _stage_faults(card.get("stages")) + _order_faults(card.get("order"))


def _stage_faults(stages: object) -> list[str]:
    if stages is None:
        return []
    if not isinstance(stages, Mapping):
        return ["card.stages must be a table of stage = verdict"]
    faults = [f"card.stages: {s!r} is not one of {list(CORE_STAGES)}" for s in stages if s not in CORE_STAGES]
    faults += [f"card.stages has no {s}" for s in CORE_STAGES if s not in stages]
    faults += [
        f"card.stages.{s} {v!r} is not one of {list(_VERDICTS)}" for s, v in stages.items() if v not in _VERDICTS
    ]
    return faults


def _order_faults(order: object) -> list[str]:
    if order is None:
        return []
    if not isinstance(order, list) or not all(s in CORE_STAGES for s in order) or len(set(order)) != len(order):
        return [f"card.order must be a list of different stages of {list(CORE_STAGES)}"]
    return []


def cards_tables(corpus: Sequence[Labelled]) -> str:
    """Return how many conversations have which fault, outcome, rung, register and English, as Markdown tables.

    Returns
    -------
    str
        Empty when no conversation has a card.
    """
    cards = [c.card for c in corpus if c.card]
    if not cards:
        return ""
    lines = [f"{len(cards)} of {len(corpus)} conversations have a scenario card; each count is of conversations.", ""]
    verdicts = {s: Counter(_verdict(card, s) for card in cards) for s in CORE_STAGES}
    lines += ["| planned | " + " | ".join((*_VERDICTS, "not said")) + " |", "|---|---|---|---|---|"]
    lines += [f"| {s} | " + " | ".join(str(n[v]) for v in (*_VERDICTS, "not said")) + " |" for s, n in verdicts.items()]
    lines += ["", "| card | conversations |", "|---|---|"]
    for key in ("next_step_outcome", "implement_outcome", "goal_rung", "values_depth", "gap", "premature_pitch"):
        told = Counter(str(card[key]) for card in cards if key in card)
        counts = [(str(v), told[str(v)]) for v in _CHOICES[key] if told[str(v)]]
        lines += [_row(key, counts, len(cards))] if counts else []
    for key in ("pitch", "rep", "prospect", "register", "english"):
        # "asr, raw: machine transcript with no punctuation …": the name is enough in a table
        counted = Counter(str(card[key]).partition(":")[0] for card in cards if key in card)
        lines += [_row(key, _most_common(counted), len(cards))] if counted else []
    lines += [
        _row("second-language speaker", [("yes", sum("second_language_speaker" in c for c in cards))], len(cards))
    ]
    also = Counter(str(a) for card in cards for a in (card["also"] if isinstance(card.get("also"), list) else ()))
    lines += [_row("also", _most_common(also), None)] if also else []
    return "\n".join(lines) + "\n"


def _verdict(card: Mapping[str, Any], stage: str) -> str:
    stages = card.get("stages")
    return str(stages.get(stage, "not said")) if isinstance(stages, Mapping) else "not said"


def _most_common(counted: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda x: (-x[1], x[0]))


def _row(key: str, counted: Sequence[tuple[str, int]], cards: int | None) -> str:
    told = [f"{value.replace('|', '/')} {n}" for value, n in counted]
    if cards is not None and (left := cards - sum(n for _, n in counted)):
        told.append(f"not said {left}")
    return f"| {key} | {'; '.join(told)} |"
