"""Cues of sides: they count what they say, and the model is odd, so that swapping the speakers swaps the answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.conversation import STAGES, Conversation, Stage, Turn
from analyzer.errors import ModelError
from analyzer.sentences import segment
from analyzer.speakers import infer
from analyzer.speakers.infer import CUES, RoleModel, SpeakerCues, load_role_model, speaker_cues

Row = tuple[str | None, Stage, str]


def cues_of(rows: list[Row]) -> dict[str, SpeakerCues]:
    call = Conversation(id="x", turns=tuple(Turn(i, who, text) for i, (who, _, text) in enumerate(rows)))
    segmented = segment(call, [(t.index, 0, len(t.text)) for t in call.turns])
    probabilities = np.eye(len(STAGES), dtype=np.float32)[[STAGES.index(stage) for _, stage, _ in rows]]
    return speaker_cues(segmented, probabilities)


def counts(cues: SpeakerCues) -> dict[str, float]:
    return {name: n for name, n in zip(CUES, cues.counts.tolist(), strict=True) if n}


@pytest.mark.parametrize(
    ("stage", "text", "expected"),
    [
        ("other", "Is that all?", {"asks": 1}),
        ("goals", "How many per day?", {"asks": 1, "asks_about_values_goals_realities": 1}),
        ("pitch", "Is it sold by weight?", {"asks": 1, "asks_about_an_offer": 1}),
        ("pitch", "It automates the paperwork.", {"explains_an_offer": 1}),
        ("realities", "It takes nine days.", {"describes_own_world": 1}),
        ("next_step", "Tuesday at ten, then.", {"speaks_of_next_steps": 1}),
        ("other", "Our platform, so our price.", {"offers": 2}),
        ("other", "I’ll send it, and let me ask.", {"steers": 2, "you_over_i": -2}),
        ("other", "We need it because right now we wait.", {"own_world": 2}),
        ("other", "You said that your men, u know.", {"you_over_i": 3}),
        ("other", "I'm sure I've said it's mine.", {"you_over_i": -3}),
        ("other", "Youth, island, wineed.", {}),
    ],
)
def test_cues_count_what_they_say(stage: Stage, text: str, expected: dict[str, float]) -> None:
    assert counts(cues_of([("A", stage, text), ("B", "other", "Right.")])["A"]) == expected


def test_totals_are_over_everybody_named() -> None:
    found = cues_of(
        [
            ("A", "other", "Is it far?"),
            ("B", "other", "Was it far?"),
            (None, "other", "Does it work?"),
            ("A", "other", "Can it work?"),
        ]
    )
    assert set(found) == {"A", "B"}
    assert found["A"].counts[0] == 2
    assert found["A"].totals[0] == found["B"].totals[0] == 3


def test_the_difference_by_hand() -> None:
    rows: list[Row] = [("A", "other", "Is it far?"), ("A", "other", "It is."), ("B", "other", "Right.")]
    # 1 question in 2 sentences + 5, against 0 in 1 + 5, times the root of the smaller side over twenty
    assert cues_of(rows)["A"].x[0] == pytest.approx((1 / 7 - 0) * (1 / 20) ** 0.5)
    many: list[Row] = [(who, "other", "It is.") for who in "AB" for _ in range(40)]
    assert cues_of([*many, ("A", "other", "Is it far?")])["A"].x[0] == pytest.approx(1 / 46)


def test_more_of_the_same_is_more_evidence() -> None:
    few: list[Row] = [("A", "pitch", "It automates that."), ("B", "realities", "It takes nine days.")]
    model = load_role_model()
    chances = [model.probability(cues_of(few * n)["A"]) for n in (1, 3, 10)]
    assert 0.5 < chances[0] < chances[1] < chances[2]


rows = st.lists(
    st.tuples(
        st.sampled_from("AB"),
        st.sampled_from(STAGES),
        st.sampled_from(
            ["How many?", "Our platform helps.", "We need five.", "I'll send you it.", "So.", "Are you there?"]
        ),
    ),
    min_size=1,
    max_size=20,
)


@given(rows)
def test_swapping_the_speakers_mirrors_the_probability(made: list[Row]) -> None:
    made = [("A", "other", "So."), ("B", "other", "So."), *made]
    model = load_role_model()
    one, other = cues_of(made), cues_of([({"A": "B", "B": "A"}[who or ""], stage, text) for who, stage, text in made])
    a, b = model.probability(one["A"]), model.probability(one["B"])
    assert a + b == pytest.approx(1.0)
    assert model.probability(other["A"]) == pytest.approx(b)
    assert model.probability(other["B"]) == pytest.approx(a)


@given(rows)
def test_the_order_of_the_sentences_does_not_matter(made: list[Row]) -> None:
    """Never from position: nobody is the rep because they spoke first."""
    straight, back = cues_of(made), cues_of(made[::-1])
    for name, cues in straight.items():
        np.testing.assert_allclose(cues.x, back[name].x)


def test_nothing_said_is_a_coin() -> None:
    assert load_role_model().probability(cues_of([("A", "other", "So."), ("B", "other", "So.")])["A"]) == 0.5


def weighted(**weights: float) -> RoleModel:
    return RoleModel(np.array([weights.get(c, 0.0) for c in CUES]), 0.85, {})


def test_evidence_is_in_words_the_strongest_first() -> None:
    pitch: Row = ("A", "pitch", "It automates that.")
    asked: Row = ("A", "other", "Is it far?")
    said: Row = ("B", "other", "Right so.")
    found = cues_of([*[pitch] * 3, asked, *[said] * 8])
    model = weighted(asks=9.0, explains_an_offer=9.0, own_world=9.0)
    assert model.evidence(found["A"], True) == ("explains an offer in 3 sentences", "asks 1 of the 1 questions")
    assert model.evidence(found["B"], False) == (
        "less than the other: explains an offer in 0 sentences",
        "less than the other: asks 0 of the 1 questions",
    )
    # what speaks against the side is no evidence for it
    assert model.evidence(found["A"], False) == ()


def test_no_evidence_is_made_of_little() -> None:
    found = cues_of([("A", "other", "Is it far?"), ("B", "other", "Right.")])
    assert weighted(asks=0.5).evidence(found["A"], True) == ()


def test_extreme_weights_give_no_warning() -> None:
    pair: list[Row] = [("A", "other", "Is it far?"), ("B", "other", "Right.")]
    found = cues_of(pair * 30)
    assert weighted(asks=1e9).probability(found["A"]) == pytest.approx(1.0)
    assert weighted(asks=-1e9).probability(found["A"]) == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("change", [{"format": 2}, {"cues": ["asks"]}, {"weights": {}}, {"threshold": "x"}, None])
def test_a_role_model_of_other_code_is_refused(
    change: dict[str, Any] | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    meta = dict(load_role_model().meta)
    text = "{" if change is None else json.dumps(meta | change)
    (tmp_path / "meta.json").write_text(text)
    monkeypatch.setattr(infer, "model_dir", lambda _: tmp_path)
    load_role_model.cache_clear()
    try:
        with pytest.raises(ModelError, match="E-MODEL"):
            load_role_model()
    finally:
        load_role_model.cache_clear()
