"""The statistics hold by simulation: no difference is told apart too often, a true one is found, intervals cover."""

from __future__ import annotations

import functools
import operator

import numpy as np
import pytest

from analyzer.team.statistics import difference_test, holm, mean_interval, wilson

TRIALS = 300
#: Two standard errors of a share of 0.05 over so many trials.
SLACK = 2 * (0.05 * 0.95 / TRIALS) ** 0.5


@pytest.mark.parametrize("kind", ["rate", "share"])
def test_reps_without_a_difference_are_told_apart_in_a_twentieth_at_most(kind: str) -> None:
    dice = np.random.default_rng(1)
    alarms = 0
    for trial in range(TRIALS):
        a, b = (
            (dice.random(25) < 0.6, dice.random(60) < 0.6)
            if kind == "rate"
            else (dice.beta(2, 3, 25), dice.beta(2, 3, 60))
        )
        p = difference_test(a.astype(float).tolist(), b.astype(float).tolist(), seed=trial)
        alarms += p is not None and p < 0.05
    assert alarms / TRIALS <= 0.05 + SLACK


def test_of_ten_reps_without_a_difference_none_is_told_apart_in_most_teams() -> None:
    dice = np.random.default_rng(2)
    teams = 100
    alarms = 0
    for trial in range(teams):
        calls = [(dice.random(15) < 0.5).astype(float).tolist() for _ in range(10)]
        raw = [
            difference_test(own, functools.reduce(operator.iadd, calls[:k] + calls[k + 1 :], []), seed=trial)
            for k, own in enumerate(calls)
        ]
        alarms += any(p is not None and p < 0.05 for p in holm(raw))
    assert alarms / teams <= 0.05 + 2 * (0.05 * 0.95 / teams) ** 0.5


def test_a_true_difference_is_found() -> None:
    # 85 % against 45 % covered, in 40 calls each: found in nine of ten trials
    dice = np.random.default_rng(3)
    found = 0
    for trial in range(100):
        a, b = ((dice.random(40) < share).astype(float).tolist() for share in (0.85, 0.45))
        p = difference_test(a, b, seed=trial)
        found += p is not None and p < 0.05
    assert found >= 90


@pytest.mark.parametrize("share", [0.05, 0.5, 0.9])
def test_wilson_intervals_cover(share: float) -> None:
    dice = np.random.default_rng(4)
    covered = 0
    for _ in range(1000):
        interval = wilson(int(dice.binomial(30, share)), 30)
        assert interval is not None
        assert 0 <= interval.low <= interval.high <= 1
        covered += interval.low <= share <= interval.high
    assert covered / 1000 >= 0.92
    assert wilson(0, 0) is None


def test_intervals_of_means_cover_skewed_shares() -> None:
    dice = np.random.default_rng(5)
    covered = 0
    for trial in range(TRIALS):
        interval = mean_interval(dice.beta(1, 4, 30).tolist(), seed=trial)
        assert interval is not None
        covered += interval.low <= 0.2 <= interval.high
    assert covered / TRIALS >= 0.91
    assert mean_interval([0.5]) is None


def test_holm_by_hand() -> None:
    assert holm([0.01, None, 0.04, 0.03]) == pytest.approx([0.03, None, 0.06, 0.06])
    assert holm([]) == []
