"""Scores beside scikit-learn's own functions and beside cases computed by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.metrics import cohen_kappa_score, confusion_matrix, f1_score, precision_recall_fscore_support

from analyzer.conversation import STAGES
from analyzer.stages.evaluation import Prediction, calibration_error, four_way, in_words, macro_f1, score, score_table

N = len(STAGES)


def predictions(n: int = 600, calls: int = 6, seed: int = 0) -> list[Prediction]:
    rng = np.random.default_rng(seed)
    truth = rng.choice(N, n, p=[0.05, 0.1, 0.15, 0.1, 0.05, 0.15, 0.4])
    probabilities = rng.dirichlet(np.ones(N), n).astype(np.float32)
    probabilities[np.arange(n), truth] += 0.3
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    return [Prediction(f"c{k}", "s", truth[k::calls], probabilities[k::calls]) for k in range(calls)]


def test_every_score_agrees_with_scikit_learn() -> None:
    made = predictions()
    truth = np.concatenate([p.truth for p in made])
    said = np.concatenate([p.predicted for p in made])
    result = score(made)
    precision, recall, f1, support = precision_recall_fscore_support(truth, said, labels=range(N))
    for i, stage in enumerate(STAGES):
        row = result["labels"][stage]
        assert row["precision"] == pytest.approx(precision[i], abs=1e-4)
        assert row["recall"] == pytest.approx(recall[i], abs=1e-4)
        assert row["f1"]["value"] == pytest.approx(f1[i], abs=1e-4)
        assert row["f1"]["low"] <= row["f1"]["value"] <= row["f1"]["high"]
        assert row["support"] == support[i]
    assert result["kappa"] == pytest.approx(cohen_kappa_score(truth, said), abs=1e-4)
    assert result["confusion"] == confusion_matrix(truth, said, labels=range(N)).tolist()
    assert (result["conversations"], result["sentences"]) == (6, 600)


@given(st.lists(st.lists(st.integers(0, 30), min_size=4, max_size=4), min_size=4, max_size=4))
def test_macro_f1_is_scikit_learns_over_the_labels_that_count(rows: list[list[int]]) -> None:
    confusion = np.array(rows)
    pairs = [(i, j) for i in range(4) for j in range(4) for _ in range(confusion[i, j])]
    counted = [i for i in range(4) if confusion[i].sum() >= 10] or [i for i in range(4) if confusion[i].any()]
    if not counted:
        assert macro_f1(confusion) == 0.0
        return
    truth, said = zip(*pairs, strict=True)
    expected = f1_score(truth, said, labels=counted, average="macro", zero_division=0)
    assert macro_f1(confusion) == pytest.approx(expected)


def test_four_way_joins_the_commitments() -> None:
    confusion = np.arange(N * N).reshape(N, N)
    joined = four_way(confusion)
    assert joined.shape == (6, 6)
    assert joined.sum() == confusion.sum()
    assert joined[3, 3] == confusion[3:5, 3:5].sum()
    assert joined[0, 3] == confusion[0, 3] + confusion[0, 4]
    assert joined[3, 5] == confusion[3, 6] + confusion[4, 6]
    assert confusion[3, 3] == 3 * N + 3  # the matrix that was given is not changed


def test_taking_one_commitment_for_the_other_costs_nothing_four_ways() -> None:
    step, implement = STAGES.index("next_step"), STAGES.index("implement")
    truth = np.array([step] * 12 + [implement] * 12)
    p = Prediction("a", "s", truth, np.eye(N, dtype=np.float32)[np.where(truth == step, implement, step)])
    result = score([p])
    assert result["macro_f1"]["value"] == 0.0
    assert result["four_way_macro_f1"]["value"] == 1.0


@pytest.mark.parametrize(
    ("confidence", "right", "expected"),
    [
        ([1.0, 1.0], [True, True], 0.0),
        ([1.0, 1.0], [False, False], 1.0),
        ([0.75, 0.75, 0.75, 0.75], [True, True, True, False], 0.0),
        ([0.0, 0.0], [False, False], 0.0),
        # two bins: |0.55 - 1| on one quarter, |0.85 - 2/3| on three quarters
        ([0.55, 0.85, 0.85, 0.85], [True, True, True, False], 0.25 * 0.45 + 0.75 * (0.85 - 2 / 3)),
    ],
)
def test_calibration_error_by_hand(confidence: list[float], right: list[bool], expected: float) -> None:
    error = calibration_error(np.array(confidence, dtype=np.float32), np.array(right))
    assert error == pytest.approx(expected, abs=1e-6)


def rows(confidences: list[float], labels: list[int]) -> NDArray[np.float32]:
    out = np.repeat((1 - np.array(confidences, dtype=np.float32))[:, None] / (N - 1), N, axis=1)
    out[np.arange(len(labels)), labels] = confidences
    return out.astype(np.float32)


def test_accuracy_on_the_surest_four_fifths() -> None:
    truth = np.zeros(5, dtype=np.int64)
    p = Prediction("a", "s", truth, rows([0.9, 0.8, 0.7, 0.6, 0.5], [0, 0, 0, 1, 1]))
    assert score([p])["accuracy_at_80"] == 0.75
    assert score([p])["accuracy"]["value"] == 0.6


def test_risk_and_coverage() -> None:
    truth = np.zeros(5, dtype=np.int64)
    p = Prediction("a", "s", truth, rows([0.9, 0.8, 0.7, 0.6, 0.5], [0, 0, 1, 0, 1]))
    curve = dict(score([p])["risk_coverage"])
    assert list(curve) == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]
    assert curve[0.1] == curve[0.2] == curve[0.4] == 1.0
    assert curve[0.6] == pytest.approx(2 / 3, abs=1e-4)
    assert curve[0.8] == 0.75
    assert curve[1.0] == 0.6


def test_a_sentence_that_the_tool_missed_is_the_least_sure() -> None:
    probabilities = np.concatenate([rows([0.9, 0.9, 0.9, 0.9], [0, 0, 0, 0]), np.zeros((1, N), np.float32)])
    result = score([Prediction("a", "s", np.zeros(5, dtype=np.int64), probabilities)])
    assert result["accuracy_at_80"] == 1.0
    assert result["confusion"][0][STAGES.index("other")] == 1


def test_intervals_are_by_conversation_and_repeat_with_the_seed() -> None:
    made = predictions()
    assert score(made, seed=3) == score(made, seed=3)
    assert score(made, seed=3)["macro_f1"] != score(made, seed=4)["macro_f1"]
    # conversations that are all alike have no spread, however few their sentences
    same = [made[0]] * 5
    cell = score(same)["accuracy"]
    assert cell["low"] == cell["value"] == cell["high"]


def test_labels_without_a_sentence_have_no_score() -> None:
    result = score([Prediction("a", "s", np.array([0, 0]), rows([0.9, 0.9], [0, 1]))])
    assert result["labels"]["goals"] == {"precision": 0.0, "recall": None, "f1": None, "support": 0}
    assert result["labels"]["pitch"]["precision"] is None
    table = score_table(result, "A title")
    assert "| goals | 0.00 | – | – | 0 |" in table
    assert "| pitch | – | – | – | 0 |" in table


def test_the_table_says_what_was_scored() -> None:
    result = score(predictions())
    table = score_table(result, "Held out")
    assert table.startswith("### Held out\n\n6 conversations, 600 labelled sentences. Macro-F1 0.")
    row = result["labels"]["values"]
    assert (
        f"| values | {row['precision']:.2f} | {row['recall']:.2f} | {in_words(row['f1'])} | {row['support']} |" in table
    )
    for stage, counts in zip(STAGES, result["confusion"], strict=True):
        assert f"| {stage} | {' | '.join(map(str, counts))} |" in table


def test_values_in_words() -> None:
    assert in_words(None) == "–"
    assert in_words({"value": 0.5, "low": None, "high": None}) == "0.50"
    assert in_words({"value": 0.5, "low": 0.25, "high": 0.754}) == "0.50 (0.25 to 0.75)"
