"""The classifier where training data is thin, and where a saved model is damaged; more stands in `test_classifier`."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.base import clone

from analyzer.conversation import STAGES, Conversation, Role
from analyzer.errors import ModelError
from analyzer.sentences import Segmented, segment
from analyzer.stages.calibration import log_softmax, temperature_for
from analyzer.stages.datasets import gold_spans, load_gold
from analyzer.stages.fast import FastStageClassifier
from tests.stages.tiny import write_tiny

Problem = tuple[list[Segmented], list[NDArray[np.int64]]]


@pytest.fixture(scope="module")
def problem(tmp_path_factory: pytest.TempPathFactory) -> Problem:
    pairs = [gold_spans(g) for g in load_gold(write_tiny(tmp_path_factory.mktemp("tiny")))]
    return [s for s, _ in pairs], [y for _, y in pairs]


@pytest.fixture(scope="module")
def fitted(problem: Problem) -> FastStageClassifier:
    return FastStageClassifier(bits=12, folds=3).fit(*problem)


def test_parameters_are_an_estimators() -> None:
    # typed as what scikit-learn takes it for: it gives no types for these two methods
    model: Any = FastStageClassifier(bits=9, seed=4, balance=0.1)
    parameters = model.get_params()
    assert parameters["bits"] == 9
    assert clone(model).get_params() == parameters
    assert model.set_params(folds=2) is model
    assert model.get_params() == parameters | {"folds": 2}
    with pytest.raises(ValueError, match="Invalid parameter"):
        model.set_params(epochs=3)


def test_another_seed_another_model_but_the_same_sense(problem: Problem, fitted: FastStageClassifier) -> None:
    other = FastStageClassifier(bits=12, folds=3, seed=7).fit(*problem)
    assert (other.coef_first_ != fitted.coef_first_).any()
    a, b = np.concatenate(fitted.predict(problem[0])), np.concatenate(other.predict(problem[0]))
    assert (a == b).mean() > 0.9


def test_unsure_below_cuts_off_the_least_sure_fifth(fitted: FastStageClassifier) -> None:
    confidence = np.concatenate([p.max(axis=1) for p in fitted.held_out_])
    assert (confidence < fitted.unsure_below_).mean() == pytest.approx(0.2, abs=0.02)


def test_held_out_probabilities_are_worse_than_remembered_ones(problem: Problem, fitted: FastStageClassifier) -> None:
    truth = np.concatenate(problem[1])
    remembered = np.concatenate(fitted.predict_proba(problem[0]))
    held_out = np.concatenate(fitted.held_out_)
    assert held_out.shape == remembered.shape
    index = np.arange(len(truth))
    assert np.log(held_out[index, truth]).mean() < np.log(remembered[index, truth]).mean()


@pytest.mark.parametrize("labels", [(0, 1), (0, 3, 6), tuple(range(6))])
def test_labels_that_never_occur_are_never_said(problem: Problem, labels: tuple[int, ...]) -> None:
    calls, truth = problem
    model = FastStageClassifier(bits=12, folds=3).fit(calls, [np.where(np.isin(y, labels), y, -1) for y in truth])
    for p in model.predict_proba(calls):
        assert set(p.argmax(axis=1).tolist()) <= set(labels)
        np.testing.assert_allclose(p.sum(axis=1), 1.0, atol=1e-4)


def test_a_label_that_only_one_call_has(problem: Problem) -> None:
    """The fold that holds that call out has never seen the label: it must cope, it need not learn."""
    calls, truth = problem
    pitch = STAGES.index("pitch")
    rare = [np.where((y == pitch) & (k > 0), -1, y) for k, y in enumerate(truth)]
    model = FastStageClassifier(bits=12, folds=4).fit(calls, rare)
    assert np.isfinite(model.temperature_)
    for p in model.predict_proba(calls):
        np.testing.assert_allclose(p.sum(axis=1), 1.0, atol=1e-4)


def test_one_conversation_is_enough_to_fit(problem: Problem) -> None:
    model = FastStageClassifier(bits=12).fit(problem[0][:1], problem[1][:1])
    assert (model.predict(problem[0][:1])[0] == problem[1][0]).mean() > 0.8


def test_weights_pull(problem: Problem) -> None:
    """Calls with the same words and opposite labels, as many of each: the heavier ones win."""
    call, y = problem[0][0], problem[1][0]
    values, goals = STAGES.index("values"), STAGES.index("goals")
    labels = [y, np.where(y == values, goals, y)] * 6
    for weights, expected in (([20.0, 1.0], values), ([1.0, 20.0], goals)):
        model = FastStageClassifier(bits=12, folds=3, role_dropout=0).fit([call] * 12, labels, weights * 6)
        assert set(model.predict([call])[0][y == values].tolist()) == {expected}


def test_nothing_to_label_is_no_error(fitted: FastStageClassifier) -> None:
    empty = segment(Conversation(id="x", turns=()))
    assert fitted.predict_proba([empty])[0].shape == (0, len(STAGES))
    assert fitted.predict_proba([]) == []


def test_blind_probabilities_do_not_look_at_roles(problem: Problem, fitted: FastStageClassifier) -> None:
    call = problem[0][0]
    swap: dict[Role, Role] = {"rep": "prospect", "prospect": "rep"}
    other = replace(call, sentences=tuple(replace(s, role=swap[s.role]) for s in call.sentences))
    np.testing.assert_array_equal(fitted.predict_blind(call), fitted.predict_blind(other))
    assert (fitted.predict_proba([call])[0] != fitted.predict_proba([other])[0]).any()


def test_saving_loses_half_precision_and_nothing_else(
    problem: Problem, fitted: FastStageClassifier, tmp_path: Path
) -> None:
    fitted.save(tmp_path / "a", {"name": "tiny"})
    loaded = FastStageClassifier.load(tmp_path / "a")
    assert repr(loaded) == repr(fitted)  # scikit-learn prints every parameter that is not the default
    loaded.save(tmp_path / "b", {"name": "tiny"})
    again = FastStageClassifier.load(tmp_path / "b")
    for a, b in zip(loaded.predict_proba(problem[0]), again.predict_proba(problem[0]), strict=True):
        np.testing.assert_array_equal(a, b)
    assert {p.name for p in (tmp_path / "a").iterdir()} == {"meta.json", "weights.npz"}
    with np.load(tmp_path / "a" / "weights.npz", allow_pickle=False) as arrays:
        assert all(arrays[name].dtype.kind == "f" for name in arrays.files)


def test_changed_weights_are_noticed(fitted: FastStageClassifier, tmp_path: Path) -> None:
    fitted.save(tmp_path, {})
    raw = bytearray((tmp_path / "weights.npz").read_bytes())
    raw[len(raw) // 2] ^= 1
    (tmp_path / "weights.npz").write_bytes(raw)
    with pytest.raises(ModelError, match=r"damaged .* \[E-MODEL\]"):
        FastStageClassifier.load(tmp_path)


@pytest.mark.parametrize("missing", ["meta.json", "weights.npz"])
def test_half_a_model_is_none(fitted: FastStageClassifier, tmp_path: Path, missing: str) -> None:
    fitted.save(tmp_path, {})
    (tmp_path / missing).unlink()
    with pytest.raises(ModelError, match=r"not a model folder .* \[E-MODEL\]"):
        FastStageClassifier.load(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", "3", "null", '"fast"', "\x00", '{"format": 1}'])
def test_a_meta_file_that_is_none_is_an_error_in_one_line(
    fitted: FastStageClassifier, tmp_path: Path, text: str
) -> None:
    fitted.save(tmp_path, {})
    (tmp_path / "meta.json").write_text(text)
    with pytest.raises(ModelError, match="E-MODEL") as caught:
        FastStageClassifier.load(tmp_path)
    assert "\n" not in str(caught.value)
    assert str(tmp_path.parent) not in str(caught.value)


@pytest.mark.parametrize("key", ["format", "kind", "parameters", "temperature", "unsure_below", "stages", "columns"])
def test_a_meta_file_without_a_key_is_refused(fitted: FastStageClassifier, tmp_path: Path, key: str) -> None:
    fitted.save(tmp_path, {})
    meta = json.loads((tmp_path / "meta.json").read_text())
    del meta[key]
    (tmp_path / "meta.json").write_text(json.dumps(meta))
    with pytest.raises(ModelError, match="E-MODEL"):
        FastStageClassifier.load(tmp_path)


def test_the_temperature_softens_what_is_too_sure() -> None:
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(4000, 7)) * 2
    chance = np.exp(log_softmax(logits)).astype(np.float64)
    truth = np.array([rng.choice(7, p=p / p.sum()) for p in chance])
    assert temperature_for(logits.astype(np.float32), truth) == pytest.approx(1.0, rel=0.1)
    assert temperature_for((3 * logits).astype(np.float32), truth) == pytest.approx(3.0, rel=0.1)


def test_log_softmax_never_says_never() -> None:
    p = np.exp(log_softmax([[1000.0, 0.0], [0.0, 0.0]]))
    np.testing.assert_allclose(p, [[1.0, 1e-6], [0.5, 0.5]], rtol=1e-4)
