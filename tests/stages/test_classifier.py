"""The classifier as an estimator: it learns, is deterministic, saves without pickles, and refuses what does not fit."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.metrics import f1_score

from analyzer.conversation import STAGES, Conversation, Role, Stage, Turn
from analyzer.errors import ModelError
from analyzer.sentences import Segmented, segment
from analyzer.stages.evaluation import Prediction, calibration_error, four_way, macro_f1, score
from analyzer.stages.fast import FastStageClassifier
from analyzer.stages.training import folds_by_group

LINES: dict[Stage, tuple[Role, str]] = {
    "values": ("prospect", "It matters to me because my kids should never worry"),
    "goals": ("prospect", "We want five days by March next year"),
    "realities": ("prospect", "Right now it takes us nine days"),
    "next_step": ("rep", "Shall we meet on Tuesday at ten"),
    "implement": ("prospect", "My boss has to approve the budget"),
    "pitch": ("rep", "Our platform automates all of that"),
    "other": ("rep", "Can you hear me okay"),
}


def problem(n: int = 14) -> tuple[list[Segmented], list[NDArray[np.int64]]]:
    """Small calls in which every stage has its words."""
    rng = np.random.default_rng(3)
    calls, labels = [], []
    for k in range(n):
        order = rng.permutation(len(STAGES))
        turns = []
        for i, stage in enumerate(order):
            role, text = LINES[STAGES[stage]]
            turns.append(Turn(i, role, f"{text} {rng.choice(['really', 'then', 'you know', 'so far'])}.", role))
        calls.append(segment(Conversation(id=f"c{k}", turns=tuple(turns))))
        labels.append(order.astype(np.int64))
    return calls, labels


@pytest.fixture(scope="module")
def fitted() -> FastStageClassifier:
    return FastStageClassifier(bits=14, folds=3).fit(*problem())


def test_it_learns(fitted: FastStageClassifier) -> None:
    calls, labels = problem(20)
    predicted = np.concatenate(fitted.predict(calls[14:]))
    assert (predicted == np.concatenate(labels[14:])).mean() > 0.9


def test_probabilities_sum_to_one_and_depend_on_the_call_alone(fitted: FastStageClassifier) -> None:
    calls, _ = problem(6)
    together = fitted.predict_proba(calls)
    for call, p in zip(calls, together, strict=True):
        assert p.shape == (len(call.sentences), len(STAGES))
        np.testing.assert_allclose(p.sum(axis=1), 1.0, atol=1e-5)
        np.testing.assert_array_equal(fitted.predict_proba([call])[0], p)


def test_same_data_and_seed_same_model(fitted: FastStageClassifier) -> None:
    again = clone(fitted).fit(*problem())
    np.testing.assert_array_equal(again.coef_first_, fitted.coef_first_)
    np.testing.assert_array_equal(again.coef_second_, fitted.coef_second_)
    assert again.temperature_ == fitted.temperature_


def test_more_turns_of_the_same_talk_change_no_label(fitted: FastStageClassifier) -> None:
    rows: list[tuple[Role, str]] = [("rep", "Can you hear me okay."), ("rep", "Our platform automates it.")]
    rows += [("prospect", "Right now it takes us nine days."), ("prospect", "We want five days by March.")]
    apart = Conversation(id="a", turns=tuple(Turn(i, r, t, r) for i, (r, t) in enumerate(rows)))
    sides: tuple[Role, Role] = ("rep", "prospect")
    joined = Conversation(
        id="a", turns=tuple(Turn(i, r, " ".join(t for q, t in rows if q == r), r) for i, r in enumerate(sides))
    )
    one, two = fitted.predict_proba([segment(apart), segment(joined)])
    np.testing.assert_allclose(one, two, atol=1e-6)


def test_unlabelled_sentences_are_context_only() -> None:
    calls, labels = problem()
    hidden = [np.where(y == STAGES.index("pitch"), -1, y) for y in labels]
    model = FastStageClassifier(bits=12, folds=3).fit(calls, hidden)
    assert STAGES.index("pitch") not in np.concatenate(model.predict(calls))


def test_not_fitted_and_mismatched_input_are_errors() -> None:
    with pytest.raises(NotFittedError):
        FastStageClassifier().predict_proba([])
    with pytest.raises(ValueError, match="0 conversations"):
        FastStageClassifier().fit([], [])


def test_saved_and_loaded_it_says_the_same(fitted: FastStageClassifier, tmp_path: Path) -> None:
    fitted.save(tmp_path, {"name": "tiny", "version": "0"})
    loaded = FastStageClassifier.load(tmp_path)
    calls, _ = problem(3)
    for a, b in zip(fitted.predict_proba(calls), loaded.predict_proba(calls), strict=True):
        np.testing.assert_allclose(a, b, atol=0.01)  # weights are kept in half precision
    assert loaded.card()["name"] == "tiny"
    assert loaded.unsure_below_ == fitted.unsure_below_


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": 99}, "made for another version"),
        ({"kind": "slow"}, "made for another version"),
        ({"stages": ["a", "b"]}, "labels or features"),
        ({"columns": 3}, "labels or features"),
        ({"weights_sha256": "00"}, "damaged"),
    ],
)
def test_it_refuses_to_load_where_it_would_be_wrong(
    fitted: FastStageClassifier, tmp_path: Path, change: dict[str, object], message: str
) -> None:
    fitted.save(tmp_path, {})
    meta = json.loads((tmp_path / "meta.json").read_text())
    (tmp_path / "meta.json").write_text(json.dumps(meta | change))
    with pytest.raises(ModelError, match=message):
        FastStageClassifier.load(tmp_path)


def test_a_folder_without_a_model_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="not a model folder"):
        FastStageClassifier.load(tmp_path)


def test_scores_agree_with_scikit_learn() -> None:
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 7, 400)
    probabilities = rng.dirichlet(np.ones(7), 400).astype(np.float32)
    result = score([Prediction(str(k), "s", truth[k::4], probabilities[k::4]) for k in range(4)])
    predicted = probabilities.argmax(axis=1)
    assert result["macro_f1"]["value"] == pytest.approx(f1_score(truth, predicted, average="macro"), abs=1e-4)
    assert result["accuracy"]["value"] == pytest.approx((truth == predicted).mean(), abs=1e-4)
    assert result["macro_f1"]["low"] <= result["macro_f1"]["value"] <= result["macro_f1"]["high"]
    joined = {5: 5, 4: 3}
    four = f1_score([joined.get(t, t) for t in truth], [joined.get(t, t) for t in predicted], average="macro")
    assert result["four_way_macro_f1"]["value"] == pytest.approx(four, abs=1e-4)


def test_two_conversations_have_no_interval() -> None:
    p = Prediction("a", "s", np.array([0, 1]), np.eye(7, dtype=np.float32)[:2])
    assert score([p, replace(p, id="b")])["macro_f1"] == {"value": 1.0, "low": None, "high": None}


def test_a_missing_sentence_counts_as_other_at_no_confidence() -> None:
    p = Prediction("a", "s", np.array([0, 6]), np.zeros((2, 7), dtype=np.float32))
    assert p.predicted.tolist() == [6, 6]


def test_hand_computed_scores() -> None:
    confusion = np.array([[10, 0], [5, 5]])
    assert macro_f1(confusion) == pytest.approx((20 / 25 + 10 / 15) / 2)
    assert macro_f1(np.array([[10, 0], [0, 3]])) == 1.0  # a label with three sentences does not count
    assert four_way(np.eye(7, dtype=int))[3, 3] == 2
    confidence = np.array([0.95, 0.95, 0.55, 0.55], dtype=np.float32)
    assert calibration_error(confidence, np.array([True, True, True, False])) == pytest.approx(0.05, abs=1e-6)


def test_folds_never_split_a_group() -> None:
    groups = [f"g{k % 9}" for k in range(50)]
    fold = folds_by_group(groups, 4)
    assert set(fold.tolist()) == {0, 1, 2, 3}
    for name in set(groups):
        assert len({f for f, g in zip(fold.tolist(), groups, strict=True) if g == name}) == 1


def test_a_turn_that_is_only_a_tag_changes_no_label(fitted: FastStageClassifier) -> None:
    said = [Turn(i, r, t, r) for i, (r, t) in enumerate(LINES.values())]
    laugh = Turn(3, "rep", "[laughs]", "rep", masked=((0, 8),))
    later = [replace(t, index=t.index + 1) for t in said[3:]]
    without, with_tag = (
        fitted.predict_proba([segment(Conversation("x", tuple(turns)))])[0]
        for turns in (said, [*said[:3], laugh, *later])
    )
    assert np.array_equal(np.delete(with_tag, 3, axis=0), without)
    assert STAGES[int(with_tag[3].argmax())] == "other"
