"""A finished model moved toward a team's own labels: it learns them, keeps the rest, and is saved like any other."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, cast

import numpy as np
import pytest
from numpy.typing import NDArray

from analyzer.conversation import STAGES
from analyzer.errors import BadLabelsError
from analyzer.stages.accurate import AccurateStageClassifier
from analyzer.stages.adapting import adapt_model, adaptation_table
from analyzer.stages.classifier import StageClassifier, load_classifier
from analyzer.stages.datasets import GoldConversation, corpus_digest, gold_spans, load_gold
from analyzer.stages.fast import FastStageClassifier
from analyzer.stages.scoring import evaluate_model
from tests.stages.tiny import write_tiny

REALITIES: Final = STAGES.index("realities")
VALUES: Final = STAGES.index("values")


@pytest.fixture(scope="module")
def golds(tmp_path_factory: pytest.TempPathFactory) -> list[GoldConversation]:
    return load_gold(write_tiny(tmp_path_factory.mktemp("tiny")))


@pytest.fixture(scope="module")
def base(golds: list[GoldConversation]) -> FastStageClassifier:
    pairs = [gold_spans(g) for g in golds]
    model = FastStageClassifier(bits=12, folds=3).fit([s for s, _ in pairs], [y for _, y in pairs])
    model.meta_ = {"name": "fast", "trained_on": {"sha256": "0" * 64}, "weights_sha256": "1" * 64}
    return model


def other_habits(golds: list[GoldConversation]) -> list[GoldConversation]:
    """What this team calls values the others call realities."""
    return [
        replace(g, sentences=tuple(replace(s, stage="values") if s.stage == "realities" else s for s in g.sentences))
        for g in golds
    ]


@dataclass
class Encoded:
    ids: list[int]


class Words:
    """Stands in for a tokenizer: a number for each word."""

    def encode_batch_fast(self, texts: list[str], *, add_special_tokens: bool) -> list[Encoded]:
        assert not add_special_tokens
        return [Encoded([2000 + sum(map(ord, w)) % 4000 for w in t.split()]) for t in texts]


class Lookup:
    """Stands in for the encoder: a vector for each token, and for a separator that of the tokens before it."""

    def __init__(self) -> None:
        self.vectors = np.random.default_rng(0).normal(size=(30_000, 384)).astype(np.float32)

    def run(self, names: list[str], inputs: dict[str, NDArray[np.int64]]) -> list[NDArray[np.float32]]:
        assert names == ["hidden"]
        return [self.vectors[inputs["ids"]]]


def accurate() -> AccurateStageClassifier:
    """Make an accurate model whose head has learned nothing, without its run-time packages."""
    model: Any = AccurateStageClassifier()
    model._onnx, model._session = b"", Lookup()
    model._tokenizer_json, model._tokenizer = "{}", Words()
    model.weight_, model.bias_ = np.zeros((768, 7), dtype=np.float32), np.zeros(7, dtype=np.float32)
    model.temperature_, model.unsure_below_ = 2.0, 0.5
    model.classes_, model.meta_ = np.array(STAGES), {}
    return cast("AccurateStageClassifier", model)


def test_fast_learns_the_teams_habit_and_keeps_the_rest(
    base: FastStageClassifier, golds: list[GoldConversation]
) -> None:
    own, later = other_habits(golds[:8]), golds[8:]
    before = [c.copy() for c in (base.coef_first_, base.coef_second_)]
    moved = base.adapted(*zip_pairs(own))
    calls, labels = zip_pairs(later)
    y = np.concatenate(labels)
    said, was = np.concatenate(moved.predict(calls)), np.concatenate(base.predict(calls))
    here = y == REALITIES
    assert (was[here] == REALITIES).mean() >= 0.5
    assert (said[here] == VALUES).mean() >= 0.5
    rest = ~here & (was == y)
    assert (said[rest] == y[rest]).mean() > 0.9
    np.testing.assert_allclose(np.concatenate(moved.predict_proba(calls)).sum(axis=1), 1.0, atol=1e-4)
    for kept, now in zip(before, (base.coef_first_, base.coef_second_), strict=True):
        np.testing.assert_array_equal(kept, now)


def zip_pairs(golds: list[GoldConversation]) -> tuple[list[Any], list[NDArray[np.int64]]]:
    pairs = [gold_spans(g) for g in golds]
    return [s for s, _ in pairs], [y for _, y in pairs]


def test_accurate_moves_its_head_alone(golds: list[GoldConversation]) -> None:
    blank = accurate()
    calls, labels = zip_pairs(golds)
    moved = blank.adapted(calls[:10], labels[:10])
    assert not blank.weight_.any()
    assert moved._session is blank._session
    right = [(moved.predict([c])[0] == y).mean() for c, y in zip(calls[10:], labels[10:], strict=True)]
    assert np.mean(right) > 0.6
    assert (np.concatenate(blank.predict(calls)) == 0).all()  # all alike: the first label


def test_same_labels_same_model(base: FastStageClassifier, golds: list[GoldConversation]) -> None:
    own = zip_pairs(other_habits(golds[:4]))
    a, b = base.adapted(*own), base.adapted(*own)
    np.testing.assert_array_equal(a.coef_first_, b.coef_first_)
    np.testing.assert_array_equal(a.coef_second_, b.coef_second_)
    assert a.temperature_ == b.temperature_


@pytest.mark.parametrize("kind", ["fast", "accurate"])
def test_nothing_to_adapt_to_is_an_error(kind: str, base: FastStageClassifier) -> None:
    model: Any = base if kind == "fast" else accurate()
    with pytest.raises(ValueError, match="0 conversations"):
        model.adapted([], [])


def test_it_is_saved_with_what_it_was_made_of(
    base: FastStageClassifier, golds: list[GoldConversation], tmp_path: Path
) -> None:
    own = other_habits(golds[:8])
    report = adapt_model(base, own, tmp_path)
    assert report["base"]["sentences"] == report["adapted"]["sentences"] == sum(len(g.sentences) for g in own)
    assert report["adapted"]["labels"]["values"]["recall"] > report["base"]["labels"]["values"]["recall"]
    loaded = load_classifier(tmp_path / "fast")
    trained_on = loaded.card()["trained_on"]
    assert trained_on["sha256"] == "0" * 64
    assert trained_on["own"] == {
        "conversations": 8,
        "sentences": report["base"]["sentences"],
        "sha256": corpus_digest(own),
        "base_weights_sha256": "1" * 64,
    }
    assert loaded.card()["name"] == "fast, adapted"
    assert json.loads((tmp_path / "fast" / "evaluation.json").read_text(encoding="utf-8")) == report
    assert evaluate_model(loaded, own)["seen"] is True
    assert evaluate_model(loaded, own[1:])["seen"] is False
    text = adaptation_table(report)
    assert text.startswith("### Your 8 conversations, each labelled by a model adapted without it\n")
    assert f"| base | {report['base']['macro_f1']['value']:.2f} (" in text
    assert f"| adapted | {report['adapted']['macro_f1']['value']:.2f} (" in text


def test_the_scores_are_of_conversations_held_out(golds: list[GoldConversation], tmp_path: Path) -> None:
    """A model that knows nothing but what it was adapted to says nothing right of a label that one call alone has."""
    pitch = STAGES.index("pitch")
    own = [
        replace(g, sentences=tuple(s for s in g.sentences if i == 0 or s.stage != "pitch"))
        for i, g in enumerate(golds[:6])
    ]
    assert (gold_spans(own[0])[1] == pitch).any()

    class Saved(AccurateStageClassifier):
        def save(self, folder: Path, meta: dict[str, Any]) -> None:
            assert meta["held_out"]["sentences"]
            folder.mkdir()

    blank: Any = accurate()
    blank.__class__ = Saved
    report = adapt_model(cast(StageClassifier, blank), own, tmp_path)
    assert report["adapted"]["labels"]["pitch"]["recall"] == 0.0
    assert report["adapted"]["accuracy"]["value"] > report["base"]["accuracy"]["value"]


def test_one_conversation_is_too_few(base: FastStageClassifier, golds: list[GoldConversation], tmp_path: Path) -> None:
    with pytest.raises(BadLabelsError, match=r"give 2 at least, there is one\. \[E-LABELS\]"):
        adapt_model(base, golds[:1], tmp_path)
    assert not list(tmp_path.iterdir())
