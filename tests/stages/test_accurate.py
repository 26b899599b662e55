"""The packaged transformer at run time, and its training where the extra is installed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analyzer.conversation import STAGES, Conversation, Turn
from analyzer.errors import ModelError
from analyzer.resources import model_dir
from analyzer.sentences import Segmented, segment
from analyzer.stages.accurate import AccurateStageClassifier
from analyzer.stages.classifier import load_classifier
from analyzer.stages.datasets import GoldConversation, gold_spans
from analyzer.stages.windows import pieces_of, windows_of
from tests.stages.tiny import tiny_corpus

TURNS = (
    Turn(0, "Ann", "Hi Bob, can you hear me? Good. So what number are you aiming for, and by when?", "rep"),
    Turn(1, "Bob", "We want five days by March.", "prospect"),
    Turn(2, "Ann", "And how long does it take today?", "rep"),
    Turn(3, "Bob", "Nine. Honestly it has been nine for years, and two people just copy orders all day.", "prospect"),
    Turn(4, "Ann", "Our platform automates all of that, it comes with scanners and a yearly contract.", "rep"),
    Turn(5, "Bob", "Okay.", "prospect"),
)


@pytest.fixture(scope="module")
def model() -> AccurateStageClassifier:
    loaded = load_classifier("accurate")
    assert isinstance(loaded, AccurateStageClassifier)
    return loaded


def call(*turns: Turn) -> Segmented:
    return segment(Conversation("x", tuple(replace(t, index=i) for i, t in enumerate(turns))))


def stage_of(model: AccurateStageClassifier, segmented: Segmented, text: str) -> str:
    [index] = [s.index for s in segmented.sentences if s.text == text]
    return STAGES[int(model.predict([segmented])[0][index])]


def test_it_reads_the_sentences_around(model: AccurateStageClassifier) -> None:
    segmented = call(*TURNS)
    assert stage_of(model, segmented, "We want five days by March.") == "goals"
    assert stage_of(model, segmented, "Okay.") == "other"


def test_a_call_depends_on_nothing_but_itself(model: AccurateStageClassifier) -> None:
    one, other = call(*TURNS), call(*TURNS[::-1], *TURNS * 12)
    alone = model.predict_proba([one])[0]
    assert np.array_equal(model.predict_proba([other, one])[1], alone)
    assert np.array_equal(load_classifier("accurate").predict_proba([one])[0], alone)
    assert alone.shape == (len(one.sentences), len(STAGES))
    np.testing.assert_allclose(alone.sum(axis=1), 1, atol=1e-5)


def test_a_turn_that_is_only_a_tag_changes_no_label(model: AccurateStageClassifier) -> None:
    tag = Turn(0, "Ann", "[laughs]", "rep", masked=((0, 8),))
    with_tag = model.predict_proba([call(*TURNS[:2], tag, *TURNS[2:])])[0]
    where = [s.text for s in call(*TURNS[:2], tag, *TURNS[2:]).sentences].index("[laughs]")
    assert STAGES[int(with_tag[where].argmax())] == "other"
    assert np.array_equal(np.delete(with_tag, where, axis=0), model.predict_proba([call(*TURNS)])[0])


def test_blind_predictions_see_no_role(model: AccurateStageClassifier) -> None:
    swap: dict[str, Any] = {"rep": "prospect", "prospect": "rep"}
    swapped = call(*(replace(t, role=swap[t.role]) for t in TURNS))
    assert np.array_equal(model.predict_blind(call(*TURNS)), model.predict_blind(swapped))
    assert not np.array_equal(model.predict_proba([call(*TURNS)])[0], model.predict_proba([swapped])[0])


def test_nothing_said_has_no_labels(model: AccurateStageClassifier) -> None:
    assert model.predict_proba([call()])[0].shape == (0, len(STAGES))


def test_tokens_are_encoded_at_most_twice_or_so(model: AccurateStageClassifier) -> None:
    pieces = pieces_of(model._tokenizer, call(*TURNS * 60))
    text = sum(len(p.ids) - 1 for p in pieces)
    assert sum(len(w.ids) for w in windows_of(pieces, "transcript")) <= 2.2 * text


def test_no_training_library_at_run_time() -> None:
    code = (
        "import sys; from analyzer.stages.classifier import load_classifier; load_classifier('accurate'); "
        "print([m for m in ('torch', 'transformers', 'onnx') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": 99}, "made for another version"),
        ({"kind": "fast"}, "made for another version"),
        ({"stages": ["a"]}, "not this code's"),
        ({"window": [1, 2]}, "not this code's"),
        ({"weights_sha256": "0"}, "damaged"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(model_dir("accurate"), folder)
    meta = json.loads((folder / "meta.json").read_text()) | change
    (folder / "meta.json").write_text(json.dumps(meta))
    with pytest.raises(ModelError, match=message):
        AccurateStageClassifier.load(folder)


@pytest.mark.parametrize("name", ["meta.json", "encoder.onnx", "tokenizer.json", "head.npz"])
def test_a_missing_file_is_said(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(model_dir("accurate"), folder)
    (folder / name).unlink()
    with pytest.raises(ModelError, match="not a model folder"):
        AccurateStageClassifier.load(folder)


def test_the_licence_of_the_base_travels_with_it() -> None:
    folder = model_dir("accurate")
    assert "Apache License" in (folder / "LICENSE.txt").read_text(encoding="utf-8")
    assert "modified version" in (folder / "NOTICE").read_text(encoding="utf-8")
    assert sum(p.stat().st_size for p in folder.iterdir()) < 30e6


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")  # torch on itself
def test_training_is_deterministic_and_survives_saving(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    pytest.importorskip("transformers")
    golds = [GoldConversation(c.conversation, c.sentences, "s", c.trade or "") for c in tiny_corpus(6)]
    pairs = [gold_spans(g) for g in golds]
    conversations, labels = [s for s, _ in pairs], [y for _, y in pairs]

    def fitted() -> AccurateStageClassifier:
        return AccurateStageClassifier(epochs=2).fit(conversations, labels)

    first, second = fitted(), fitted()
    expected = first.predict_proba(conversations)
    for a, b in zip(expected, second.predict_proba(conversations), strict=True):
        assert np.array_equal(a, b)
    first.calibrate([np.log(p) for p in expected], labels)
    first.save(tmp_path / "accurate", {"name": "accurate"})
    again = AccurateStageClassifier.load(tmp_path / "accurate")
    assert again.temperature_ == first.temperature_
    assert np.array_equal(again.predict_proba(conversations)[0], first.predict_proba(conversations)[0])


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")  # torch on itself
def test_training_goes_on_where_it_was_interrupted(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    pytest.importorskip("transformers")
    pairs = [gold_spans(GoldConversation(c.conversation, c.sentences, "s", c.trade or "")) for c in tiny_corpus(6)]
    conversations, labels = [s for s, _ in pairs], [y for _, y in pairs]
    kept = tmp_path / "cache" / "fold-0.checkpoint"
    told: list[str] = []

    def interrupt(line: str) -> None:
        if line.startswith("epoch 2"):
            raise KeyboardInterrupt

    def classifier() -> AccurateStageClassifier:
        return AccurateStageClassifier(epochs=3)

    expected = classifier().fit(conversations, labels).predict_proba(conversations)
    with pytest.raises(KeyboardInterrupt):
        classifier().resuming(kept).telling(interrupt).fit(conversations, labels)
    assert kept.exists()
    resumed = classifier().resuming(kept).telling(told.append).fit(conversations, labels)
    assert told[0] == "goes on after epoch 1"
    assert len(told) == 3
    assert not kept.exists()
    for a, b in zip(expected, resumed.predict_proba(conversations), strict=True):
        assert np.array_equal(a, b)
