"""What is added to a model for a team's own labels: nothing where they ask for nothing, and what they ask for else."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from analyzer.conversation import STAGES
from analyzer.stages.calibration import calibration_for, log_softmax
from analyzer.stages.drift import cross_fitted, fit_drift

N = len(STAGES)
F32 = NDArray[np.float32]
I64 = NDArray[np.int64]


def task(n: int = 400, width: int = 6, seed: int = 0) -> tuple[F32, F32, I64]:
    """Rows, the log-odds of a model that is right, and labels drawn from it."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, width)).astype(np.float32)
    offset = (x @ rng.normal(size=(width, N))).astype(np.float32)
    chances = np.exp(log_softmax(offset)).astype(float)
    truth = np.array([rng.choice(N, p=p / p.sum()) for p in chances])
    return x, offset, truth


def loss(logits: F32, truth: I64) -> float:
    return -float(log_softmax(logits)[np.arange(len(truth)), truth].mean())


def test_a_model_that_is_right_stays_almost_as_it_was() -> None:
    x, offset, truth = task()
    drift = fit_drift(x, offset, truth, 100.0)
    assert np.abs(drift.coef).max() < 0.15
    assert loss(offset + drift(x), truth) <= loss(offset, truth)


def test_swapped_labels_are_learned_against_the_model() -> None:
    x, offset, truth = task()
    swapped = np.array([1, 0, 2, 3, 4, 5, 6])[truth]
    moved = offset + fit_drift(x, offset, swapped, 0.1)(x)
    assert loss(moved, swapped) < 0.6 * loss(offset, swapped)


def test_a_label_that_is_more_frequent_here_moves_the_intercept() -> None:
    offset = np.zeros((100, N), dtype=np.float32)
    truth = np.repeat([2, 5], [90, 10])
    drift = fit_drift(np.zeros((100, 3), dtype=np.float32), offset, truth, 1.0)
    assert not drift.coef.any()
    assert drift.intercept.argmax() == 2
    assert drift.intercept[5] > drift.intercept[0]


@pytest.mark.parametrize("penalty", [0.1, 10.0, 1e7])
def test_the_pull_is_toward_nothing(penalty: float) -> None:
    x, _, truth = task()
    drift = fit_drift(x, np.zeros((len(x), N), dtype=np.float32), truth, penalty)
    stronger = fit_drift(x, np.zeros((len(x), N), dtype=np.float32), truth, 10 * penalty)
    assert np.square(stronger.coef).sum() < np.square(drift.coef).sum()
    if penalty > 1e6:
        assert np.abs(drift.coef).max() < 1e-3


def test_sparse_and_dense_rows_say_the_same_and_columns_without_a_row_stay() -> None:
    x, offset, truth = task(80)
    wide = np.zeros((80, 50), dtype=np.float32)
    wide[:, 10:16] = x
    dense, sparse = fit_drift(x, offset, truth, 2.0), fit_drift(csr_matrix(wide), offset, truth, 2.0)
    np.testing.assert_allclose(sparse.coef[10:16], dense.coef, atol=1e-4)
    assert not sparse.coef[:10].any()
    assert not sparse.coef[16:].any()


def test_sentences_without_a_label_teach_nothing() -> None:
    x, offset, truth = task(100)
    hidden = truth.copy()
    hidden[50:] = -1
    a, b = fit_drift(x, offset, hidden, 1.0), fit_drift(x[:50], offset[:50], truth[:50], 1.0)
    np.testing.assert_allclose(a.coef, b.coef, atol=1e-4)
    nothing = fit_drift(x, offset, np.full(100, -1), 1.0)
    assert not nothing.coef.any()
    assert not nothing.intercept.any()


def test_held_out_log_odds_have_not_seen_the_conversation() -> None:
    x, offset, truth = task(120)
    parts = [slice(i, i + 20) for i in range(0, 120, 20)]
    xs, offsets, ys = [x[p] for p in parts], [offset[p] for p in parts], [truth[p] for p in parts]
    before, _ = cross_fitted(xs, offsets, ys, 1.0, seed=0)
    changed = [np.zeros_like(ys[0]), *ys[1:]]
    after, _ = cross_fitted(xs, offsets, changed, 1.0, seed=0)
    np.testing.assert_array_equal(before[0], after[0])
    assert sum((a != b).any() for a, b in zip(before, after, strict=True)) >= 4


def test_a_single_conversation_cannot_be_held_out() -> None:
    x, offset, truth = task(40)
    held_out, drift = cross_fitted([x], [offset], [truth], 1.0, seed=0)
    np.testing.assert_array_equal(held_out[0], offset)
    assert drift.coef.any()


def test_few_sentences_do_not_overrule_the_belief_in_the_temperature() -> None:
    _, offset, truth = task(60)
    alone, _ = calibration_for([offset * 3], [truth])
    with_belief, unsure = calibration_for([offset * 3], [truth], belief=300)
    assert alone > 2
    assert with_belief == pytest.approx(alone ** (60 / 360))
    assert 0 < unsure < 1
