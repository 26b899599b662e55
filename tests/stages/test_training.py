"""Training whole: folds by trade, honest held-out scores, the same files from the same seed, and a card."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.errors import BadLabelsError, ModelError
from analyzer.speakers.infer import CUES
from analyzer.stages.card import write_card
from analyzer.stages.classifier import load_classifier
from analyzer.stages.datasets import GoldConversation, corpus_digest, load_gold
from analyzer.stages.fast import FastStageClassifier
from analyzer.stages.scoring import evaluate_model
from analyzer.stages.training import Material, fold_models, folds_by_group, held_out_predictions, train_all
from tests.stages.tiny import labelled, tiny_notes, write_tiny

SMALL: dict[str, Any] = {"bits": 12, "folds": 2}


@pytest.fixture(scope="module")
def golds(tmp_path_factory: pytest.TempPathFactory) -> list[GoldConversation]:
    return load_gold(write_tiny(tmp_path_factory.mktemp("tiny")))


@pytest.fixture(scope="module")
def trained(golds: list[GoldConversation], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("models")
    steps: list[str] = []
    report = train_all(golds, folder, steps.append, seed=0, parameters={"fast": SMALL})["fast"]
    report["steps"] = steps
    return folder, report


@given(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=40), st.integers(1, 6), st.integers(0, 9))
def test_a_group_is_never_split(groups: list[str], folds: int, seed: int) -> None:
    fold = folds_by_group(groups, folds, seed)
    assert fold.shape == (len(groups),)
    by_group = {g: {f for f, h in zip(fold.tolist(), groups, strict=True) if h == g} for g in groups}
    assert all(len(found) == 1 for found in by_group.values())
    sizes = [sum(found == {k} for found in by_group.values()) for k in range(folds)]
    assert max(sizes) - min(sizes) <= 1
    assert folds_by_group(groups, folds, seed).tolist() == fold.tolist()


def test_the_order_of_the_items_does_not_decide_the_fold() -> None:
    groups = list("abcabcdd")
    there = dict(zip(groups, folds_by_group(groups, 3, 1).tolist(), strict=True))
    back = dict(zip(reversed(groups), folds_by_group(groups[::-1], 3, 1).tolist(), strict=True))
    assert there == back


def test_held_out_predictions_saw_nothing_of_the_trade(golds: list[GoldConversation]) -> None:
    """Labels of a trade that are all changed leave that trade's own predictions as they were."""
    make = partial(FastStageClassifier, **SMALL)
    before = held_out_predictions(Material.of(golds, [], 0), make, print)
    changed = [
        replace(g, sentences=tuple(replace(s, stage="pitch") for s in g.sentences)) if g.group == "dental" else g
        for g in golds
    ]
    after = held_out_predictions(Material.of(changed, [], 0), make, print)
    moved = 0
    for g, p, q in zip(golds, before, after, strict=True):
        assert p.shape == q.shape == (len(g.sentences), 7)
        if g.group == "dental":
            np.testing.assert_array_equal(p, q)
        else:
            moved += int((p != q).any())
    assert moved > 5


def test_the_models_of_the_folds_can_be_taken_up_again(golds: list[GoldConversation], tmp_path: Path) -> None:
    material = Material.of(golds, [], 0)
    make = partial(FastStageClassifier, **SMALL)
    kept = held_out_predictions(material, make, print, tmp_path)
    models = fold_models(material, tmp_path)
    assert list(models) == material.folds
    for k, model in models.items():
        for i in np.flatnonzero(material.fold == k):
            again = model.predict_proba([material.segmented[i]])[0]
            np.testing.assert_array_equal(again.argmax(axis=1), kept[i].argmax(axis=1))
    # calibrated without what the fold holds out: other results there leave the fold's own temperature as it is
    with np.load(tmp_path / "fold-0.npz") as arrays:
        wrong = {key: a[:, ::-1] for key, a in arrays.items()}
    np.savez(tmp_path / "fold-0.npz", allow_pickle=False, **wrong)
    again_models = fold_models(material, tmp_path)
    temperatures = [(models[k].temperature_, again_models[k].temperature_) for k in models]  # type: ignore[attr-defined]
    assert temperatures[0][0] == temperatures[0][1]
    assert all(a != b for a, b in temperatures[1:])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda f: (f / "fold-1.npz").unlink(), r"fold-1\.npz: no held-out results of these conversations"),
        (lambda f: np.savez(f / "fold-1.npz", x=np.zeros(1)), r"fold-1\.npz: no held-out results of these"),
        (
            lambda f: np.savez(f / "fold-1.npz", allow_pickle=False, **{str(i): np.ones((1, 7)) for i in range(20)}),
            r"fold-1\.npz: these are results of other conversations",
        ),
    ],
)
def test_a_cache_of_other_data_is_refused(
    golds: list[GoldConversation], tmp_path: Path, change: Callable[[Path], None], message: str
) -> None:
    material = Material.of(golds, [], 0)
    held_out_predictions(material, partial(FastStageClassifier, **SMALL), print, tmp_path)
    change(tmp_path)
    with pytest.raises(ModelError, match=message + r".*\[E-MODEL\]"):
        fold_models(material, tmp_path)


def test_every_model_is_saved(trained: tuple[Path, dict[str, Any]], golds: list[GoldConversation]) -> None:
    folder, report = trained
    assert {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()} >= {
        "fast/meta.json",
        "fast/weights.npz",
        "fast/evaluation.json",
        "sentences/meta.json",
        "sentences/weights.npz",
        "roles/meta.json",
        "coverage/fast.json",
    }
    for name in ("fast/meta", "sentences/meta", "roles/meta", "coverage/fast"):
        meta = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        assert meta["trained_on"] == {
            "conversations": len(golds),
            "sentences": sum(len(g.sentences) for g in golds),
            "trades": 5,
            "real_conversations": 0,
            "real_sentences": 0,
            "sha256": corpus_digest(golds),
        }
        assert meta["held_out"]
    assert json.loads((folder / "fast" / "evaluation.json").read_text(encoding="utf-8")) == {
        k: v for k, v in report.items() if k != "steps"
    }
    assert list(json.loads((folder / "roles" / "meta.json").read_text())["weights"]) == list(CUES)
    loaded = FastStageClassifier.load(folder / "fast")
    assert loaded.card()["name"] == "fast"
    assert report["steps"][-1] == "roles"


def test_held_out_scores_are_of_every_sentence(
    trained: tuple[Path, dict[str, Any]], golds: list[GoldConversation]
) -> None:
    report = trained[1]
    scores = report["held_out_trades"]
    assert scores["sentences"] == sum(len(g.sentences) for g in golds)
    assert scores["conversations"] == len(golds)
    assert scores["accuracy"]["value"] > 0.8
    assert set(report["by_kind"]) == {"sales_call", "chat", "notes"}
    assert sum(s["sentences"] for s in report["by_kind"].values()) == scores["sentences"]
    assert report["roles"]["speakers"] == 30
    assert report["roles"]["accuracy"] > 0.9
    assert 0.0 <= report["coverage"]["accuracy"] <= 1.0
    assert report["coverage"]["verdicts"] == 5 * len(golds)


def test_same_corpus_and_seed_same_files(
    trained: tuple[Path, dict[str, Any]], golds: list[GoldConversation], tmp_path: Path
) -> None:
    train_all(golds, tmp_path, lambda _: None, seed=0, parameters={"fast": SMALL})
    for name in ("fast/evaluation.json", "roles/meta.json", "coverage/fast.json", "sentences/meta.json"):
        assert (tmp_path / name).read_text() == (trained[0] / name).read_text()
    for name in ("fast", "sentences"):
        with np.load(tmp_path / name / "weights.npz") as a, np.load(trained[0] / name / "weights.npz") as b:
            assert a.files == b.files
            for key in a.files:
                np.testing.assert_array_equal(a[key], b[key])


def test_real_speech_teaches_boundaries_only(
    trained: tuple[Path, dict[str, Any]], golds: list[GoldConversation], tmp_path: Path
) -> None:
    real = [
        replace(
            g,
            sentences=tuple(replace(s, stage="other") for s in g.sentences),
            group="radio",
            conversation=replace(g.conversation, id=f"real-{g.conversation.id}"),
        )
        for g in golds[:6]
    ]
    report = train_all(golds, tmp_path, lambda _: None, punctuated=real, parameters={"fast": SMALL})["fast"]
    assert set(report["boundaries"]) == {"corpus", "real speech"}
    meta = json.loads((tmp_path / "sentences" / "meta.json").read_text())
    assert meta["punctuated_conversations"] == 6
    assert meta["trained_on"]["conversations"] == len(golds)
    assert report["held_out_trades"] == trained[1]["held_out_trades"]


def test_the_card_is_rendered_from_the_files(trained: tuple[Path, dict[str, Any]]) -> None:
    folder, report = trained
    text = write_card(folder / "fast", folder)
    assert (folder / "fast" / "README.md").read_text(encoding="utf-8") == text
    meta = json.loads((folder / "fast" / "meta.json").read_text())
    assert f"weights sha256 `{meta['weights_sha256'][:16]}`" in text
    assert "16 conversations" in text
    assert "5 trades" in text
    assert "written and labelled by language models" in text
    assert f"Macro-F1 {report['held_out_trades']['macro_f1']['value']:.2f}" in text
    assert f"| notes | 3 | {report['by_kind']['notes']['macro_f1']['value']:.2f} |" in text
    assert f"right for {report['roles']['accuracy']:.0%} of 30 speakers" in text
    assert f"{report['coverage']['calibration_error']:.3f} on 80 verdicts" in text
    assert "conversations that nobody here wrote" not in text
    assert "{" not in text


def test_the_card_shows_the_dev_set_twice(
    trained: tuple[Path, dict[str, Any]], golds: list[GoldConversation], tmp_path: Path
) -> None:
    shutil.copytree(trained[0], tmp_path / "models")
    folder = tmp_path / "models" / "fast"
    result = evaluate_model(load_classifier(folder), golds[:5])
    left_out = result | {"left_out": {"a": "speech", "b": None, "c": None}}
    (folder / "evaluation-dev-set.json").write_text(json.dumps(result))
    (folder / "evaluation-dev-set-left-out.json").write_text(json.dumps(left_out))
    text = write_card(folder, tmp_path / "models")
    headline = text.index("### dev-set, each conversation's kind of talk left out of training: the headline")
    assert headline < text.index("### dev-set, conversations that nobody here wrote: as trained")
    assert "2 of 3 conversations have no relative in the training data" in text
    first = result["all"]["risk_coverage"][0][1]
    assert text.count(f"Accuracy on the surest 10%: {first:.2f}, 20%: ") == 2


@pytest.mark.parametrize(
    "corpus",
    [
        [labelled(f"a{k}", [("rep", [("other", "Hi."), ("goals", "What for?")])], trade="x") for k in range(4)],
        [labelled(f"a{k}", [("rep", [("other", "Hi.")])], trade=f"t{k}") for k in range(4)],
        [replace(tiny_notes(), trade="x"), tiny_notes()],
    ],
    ids=["one trade", "one label", "notes alone"],
)
def test_a_corpus_too_small_to_hold_anything_out_is_an_error(corpus: list[Any], tmp_path: Path) -> None:
    golds = [GoldConversation(c.conversation, c.sentences, "s", c.trade) for c in corpus]
    with pytest.raises(BadLabelsError, match=r"two trades and two labels\. \[E-LABELS\]"):
        train_all(golds, tmp_path, lambda _: None)
    assert not list(tmp_path.iterdir())
