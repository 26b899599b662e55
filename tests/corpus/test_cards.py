"""Scenario cards: their vocabulary, and the counts of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from analyzer.corpus import Labelled
from analyzer.corpus.cards import card_faults, cards_tables
from tests.stages.tiny import labelled

STAGES = {"values": "skipped", "goals": "covered", "realities": "asked", "next_step": "covered", "implement": "skipped"}
GOOD: dict[str, Any] = {
    "stages": STAGES,
    "order": ["goals", "next_step"],
    "next_step_outcome": "agreed_dated",
    "implement_outcome": "none",
    "goal_rung": 0,
    "values_depth": 3,
    "gap": "linked in words",
    "premature_pitch": False,
    "register": "asr, raw: no capitals",
    "anything": ["else", 3],
}


def test_a_good_card() -> None:
    assert card_faults(GOOD) == []
    assert card_faults({}) == []


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("next_step_outcome", "agreed dated", "card.next_step_outcome 'agreed dated' is not one of"),
        ("implement_outcome", ["none"], "card.implement_outcome ['none'] is not one of"),
        ("goal_rung", 5, "card.goal_rung 5 is not one of"),
        ("goal_rung", True, "card.goal_rung True is not one of"),
        ("values_depth", 2.0, "card.values_depth 2.0 is not one of"),
        ("premature_pitch", 1, "card.premature_pitch 1 is not one of"),
        ("stages", ["values"], "card.stages must be a table"),
        ("stages", STAGES | {"values": "maybe"}, "card.stages.values 'maybe' is not one of"),
        ("stages", STAGES | {"pitch": "covered"}, "card.stages: 'pitch' is not one of"),
        ("stages", {k: v for k, v in STAGES.items() if k != "goals"}, "card.stages has no goals"),
        ("order", "goals", "card.order must be a list"),
        ("order", ["goals", "goals"], "card.order must be a list"),
        ("order", [{"a": 1}], "card.order must be a list"),
        ("next_step_outcom", "none", "card.next_step_outcom: was next_step_outcome meant?"),
    ],
)
def test_what_is_wrong_with_a_card(key: str, value: object, message: str) -> None:
    [fault] = card_faults(GOOD | {key: value})
    assert fault.startswith(message)


def test_counts() -> None:
    def call(name: str, card: dict[str, Any]) -> Labelled:
        return replace(labelled(name, [("rep", [("other", "Hi.")])]), card=card)

    more = {"stages": STAGES | {"goals": "asked"}, "english": "UK", "also": ["a | b"], "second_language_speaker": "rep"}
    tables = cards_tables([call("a", GOOD), call("b", more), call("c", {})])
    assert tables.startswith("2 of 3 conversations have a scenario card")
    assert "| planned | covered | asked | skipped | not said |" in tables
    assert "| goals | 1 | 1 | 0 | 0 |" in tables
    assert "| next_step_outcome | agreed_dated 1; not said 1 |" in tables
    assert "| goal_rung | 0 1; not said 1 |" in tables
    assert "| register | asr, raw 1; not said 1 |" in tables
    assert "| english | UK 1; not said 1 |" in tables
    assert "| second-language speaker | yes 1; not said 1 |" in tables
    assert "| also | a / b 1 |" in tables
    assert cards_tables([call("c", {})]) == ""
