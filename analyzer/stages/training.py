"""Trains everything that the package carries from one labelled corpus, with one command.

The stage classifier, the boundaries of unpunctuated speech, the roles, and the confidence of coverage
verdicts, each with scores on conversations that were held out whole, by trade.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

import analyzer
from analyzer.conversation import CORE_STAGES, STAGES
from analyzer.errors import BadLabelsError, ModelError
from analyzer.measures.confidence import VERDICT_FEATURES, VERDICTS, shown_verdicts, verdict_features
from analyzer.measures.coverage import coverage_of
from analyzer.measures.substance import answers_of
from analyzer.sentences import Segmented
from analyzer.speakers.infer import CUES, speaker_cues
from analyzer.stages.boundaries import boundary_scores, train_boundaries
from analyzer.stages.calibration import calibration_for, log_softmax
from analyzer.stages.classifier import StageClassifier, load_classifier
from analyzer.stages.datasets import GoldConversation, corpus_digest, gold_spans
from analyzer.stages.evaluation import Prediction, calibration_error, score
from analyzer.stages.fast import FastStageClassifier
from analyzer.stages.scoring import gold_staged
from analyzer.stages.staged import Staged

__all__ = ["Material", "fold_models", "folds_by_group", "held_out_predictions", "train_all"]

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
Progress = Callable[[str], None]

#: Three: speech, typed talk and consultations are held out in turn, and a transformer takes its time.
_FOLDS: Final = 3
_ROLE_THRESHOLD: Final = 0.85
_FEWEST: Final = 2


def folds_by_group(groups: Sequence[str], folds: int, seed: int = 0) -> I64:
    """Return a fold for each item such that a group is never split, sizes balanced by a seeded deal."""
    names = sorted(set(groups))
    order = np.random.default_rng(seed).permutation(len(names))
    fold_of = {names[i]: k % folds for k, i in enumerate(order)}
    return np.array([fold_of[g] for g in groups], dtype=np.int64)


@dataclass(frozen=True)
class Material:
    """Conversations to train on, cut and numbered, with the fold in which each is held out.

    Parameters
    ----------
    golds : sequence of GoldConversation
        Written ones first, then real ones.
    written : int
        How many of them were written.
    fold : ndarray of int, shape (n,)
        Whole trades of the written ones and whole kinds of real talk share a fold.
    """

    golds: Sequence[GoldConversation]
    written: int
    fold: I64
    segmented: tuple[Segmented, ...]
    labels: tuple[I64, ...]

    @classmethod
    def of(cls, golds: Sequence[GoldConversation], real: Sequence[GoldConversation], seed: int) -> Material:
        """Cut the conversations where the annotators cut them, and deal the folds."""
        folds = min(_FOLDS, len({g.group for g in golds}))
        blocks = sorted({g.group for g in real})
        dealt = [folds_by_group([g.group for g in golds], folds, seed)]
        dealt.append(np.array([blocks.index(g.group) % folds for g in real], dtype=np.int64))
        pairs = [gold_spans(g) for g in [*golds, *real]]
        return cls(
            [*golds, *real],
            len(golds),
            np.concatenate(dealt),
            tuple(s for s, _ in pairs),
            tuple(y for _, y in pairs),
        )

    @property
    def folds(self) -> list[int]:
        """The folds that hold a conversation."""
        return sorted(set(self.fold.tolist()))

    def only(self, folds: Sequence[int]) -> Material:
        """Return the conversations of these folds alone."""
        kept = [i for i, k in enumerate(self.fold.tolist()) if k in folds]
        return Material(
            [self.golds[i] for i in kept],
            sum(i < self.written for i in kept),
            self.fold[kept],
            tuple(self.segmented[i] for i in kept),
            tuple(self.labels[i] for i in kept),
        )

    def predictions(self, probabilities: Sequence[F32], *, real: bool) -> list[Prediction]:
        """Join truth and held-out probabilities of the written or of the real conversations."""
        which = range(self.written, len(self.golds)) if real else range(self.written)
        return [
            Prediction(self.golds[i].conversation.id, self.golds[i].source, self.labels[i], probabilities[i])
            for i in which
        ]


def held_out_predictions(
    material: Material,
    make: Callable[[], StageClassifier],
    progress: Progress,
    cache: Path | None = None,
    folds: int | None = None,
) -> list[F32]:
    """Return probabilities of each conversation, from models that saw nothing of its trade or kind of talk.

    Parameters
    ----------
    material : Material
    make : callable
        Makes an unfitted classifier.
    progress : callable
    cache : Path, optional
        Folder that keeps each fold's model and results, so that an interrupted training goes on where it stopped and
        other conversations of a held-out kind can be scored (``tests/benchmarks/held_out.py``).
    folds : int, optional
        How many of the folds to hold out; the conversations of the others get arrays without rows.
    """
    out: list[F32] = [np.zeros((0, len(STAGES)), np.float32)] * len(material.golds)
    for k in material.folds[:folds]:
        inside, outside = np.flatnonzero(material.fold != k), np.flatnonzero(material.fold == k)
        kept = cache / f"fold-{k}.npz" if cache is not None else None
        if kept is not None and kept.exists():
            progress(f"held-out fold {k + 1} of {len(material.folds)}: as kept")
            with np.load(kept, allow_pickle=False) as arrays:
                found = [arrays[str(i)] for i in outside]
        else:
            progress(f"held-out fold {k + 1} of {len(material.folds)}")
            model = _made(make, kept and kept.with_suffix(".checkpoint"))
            model.fit([material.segmented[i] for i in inside], [material.labels[i] for i in inside])
            found = model.predict_proba([material.segmented[i] for i in outside])
            if kept is not None:
                model.save(kept.with_suffix(""), {"held_out_fold": k})
                partial = kept.with_suffix(".partial.npz")
                np.savez(partial, allow_pickle=False, **{str(i): p for i, p in zip(outside, found, strict=True)})
                partial.replace(kept)
        for i, p in zip(outside, found, strict=True):
            out[i] = p
    return out


def fold_models(material: Material, cache: Path) -> dict[int, StageClassifier]:
    """Load the models that `held_out_predictions` kept, to label other conversations of the kinds they never saw.

    Each is calibrated on what the other folds' models made of their own conversations, so that nothing of its fold
    has touched it.

    Parameters
    ----------
    material : Material
        The one that the cache is of.
    cache : Path
        Folder with ``fold-K`` and ``fold-K.npz`` of each fold.

    Returns
    -------
    dict of int to StageClassifier
        By fold.

    Raises
    ------
    ModelError
        ``E-MODEL`` where a fold is missing, or the cache is of other data.
    """
    raw: dict[int, F32] = {}
    for k in material.folds:
        outside = np.flatnonzero(material.fold == k).tolist()
        try:
            with np.load(cache / f"fold-{k}.npz", allow_pickle=False) as arrays:
                raw |= {i: _logs(arrays[str(i)]) for i in outside}
        except (OSError, KeyError, ValueError) as error:
            raise ModelError(
                "E-MODEL", f"no held-out results of these conversations: {error}. Train with this folder as --cache.",
                source=cache.name, place=f"fold-{k}.npz",
            ) from error  # fmt: skip
        if any(len(raw[i]) != len(material.labels[i]) for i in outside):
            raise ModelError("E-MODEL", "these are results of other conversations. Train with an empty --cache.",
                             source=cache.name, place=f"fold-{k}.npz")  # fmt: skip
    models: dict[int, StageClassifier] = {}
    for k in material.folds:
        others = np.flatnonzero(material.fold != k).tolist()
        model = load_classifier(cache / f"fold-{k}")
        models[k] = model.calibrate([raw[i] for i in others], [material.labels[i] for i in others])
    return models


def train_all(
    golds: Sequence[GoldConversation],
    folder: Path,
    progress: Progress,
    *,
    real: Sequence[GoldConversation] = (),
    punctuated: Sequence[GoldConversation] = (),
    kinds: Sequence[str] = ("fast",),
    seed: int = 0,
    parameters: Mapping[str, Mapping[str, Any]] | None = None,
    cache: Path | None = None,
    folds: int | None = None,
) -> dict[str, Any]:
    """Train and save every model below `folder`; return the held-out scores.

    Parameters
    ----------
    golds : sequence of GoldConversation
        Written conversations.
    folder : Path
        Gets a folder for each stage model, and ``sentences/``, ``roles/`` and ``coverage/``.
    progress : callable
        Called with a line at each step.
    real : sequence of GoldConversation
        Labelled real talk (`analyzer.stages.datasets.load_real_speech`).
    punctuated : sequence of GoldConversation
        Real conversations whose punctuation teaches sentence boundaries, and nothing else.
    kinds : sequence of str
        Stage models to train (`analyzer.stages.classifier.KINDS`); ``fast`` also trains the smaller models.
    seed : int
    parameters : mapping of kind to parameters, optional
    cache : Path, optional
        Keeps what is finished, epochs too, so that an interrupted training goes on.
    folds : int, optional
        Hold out only so many of the three folds, where time is short: scores and calibration then rest on these.

    Raises
    ------
    BadLabelsError
        ``E-LABELS`` when the corpus is too small to hold anything out.
    """
    talks = [g for g in golds if g.conversation.medium != "notes"]
    if len({g.group for g in talks}) < _FEWEST or len({s.stage for g in talks for s in g.sentences}) < _FEWEST:
        raise BadLabelsError(
            "E-LABELS",
            "whole trades are held out: training needs conversations, not notes, of two trades and two labels.",
        )
    digest = corpus_digest([*golds, *real])
    facts: dict[str, Any] = {
        "version": analyzer.__version__,
        "trained_on": {
            "conversations": len(golds),
            "sentences": sum(len(g.sentences) for g in golds),
            "trades": len({g.group for g in golds}),
            "real_conversations": len(real),
            "real_sentences": sum(len(g.sentences) for g in real),
            "sha256": digest,
        },
    }
    material = Material.of(golds, real, seed)
    reports: dict[str, Any] = {}
    for kind in kinds:
        own = dict((parameters or {}).get(kind, {}), seed=seed)
        make = partial(_new, kind, own, progress)
        kept = cache / f"{kind}-{_key(digest, make().get_params())}" if cache is not None else None
        judged = material.only(material.folds[:folds])
        found = held_out_predictions(material, make, progress, kept, folds)
        raw = [_logs(p) for p, k in zip(found, material.fold.tolist(), strict=True) if k in judged.folds]
        temperature, _ = calibration_for(raw, judged.labels)
        out = [np.exp(log_softmax(logs / temperature)) for logs in raw]
        report: dict[str, Any] = {"folds": [len(judged.folds), len(material.folds)]}
        report["held_out_trades"] = score(judged.predictions(out, real=False))
        report["by_kind"] = _by_source(judged.predictions(out, real=False))
        if judged.written < len(judged.golds):
            report["held_out_real_speech"] = _by_source(judged.predictions(out, real=True))
        progress(f"{kind}: confidence of coverage verdicts")
        report["coverage"] = _train_verdicts(judged, out, kind, folder / "coverage", facts)
        progress(f"{kind}: on everything")
        model = _final(make, material, kept)
        model.calibrate(raw, judged.labels)
        model.save(folder / kind, {"name": kind, **facts, "held_out": report["held_out_trades"]})
        if kind == "fast":
            report["boundaries"] = _train_sentences(golds, punctuated, folder / "sentences", facts, seed)
            progress("roles")
            report["roles"] = _train_roles(material, make, folder / "roles", facts)
        (folder / kind / "evaluation.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
        reports[kind] = report
    return reports


def _final(make: Callable[[], StageClassifier], material: Material, cache: Path | None) -> StageClassifier:
    """Fit on everything, or take what an interrupted training had fitted."""
    kept = cache / "final" if cache is not None else None
    if kept is not None and kept.exists():
        return load_classifier(kept)
    model = _made(make, kept and kept.with_suffix(".checkpoint"))
    model.fit(material.segmented, material.labels)
    if kept is not None:
        partial_folder = kept.with_name("final.partial")
        model.save(partial_folder, {})
        partial_folder.rename(kept)
    return model


def _made(make: Callable[[], StageClassifier], checkpoint: Path | None) -> StageClassifier:
    """Make a classifier, one that trains for long with the file that keeps what is done."""
    model = make()
    if checkpoint is not None and isinstance(model, _Resumable):
        model.resuming(checkpoint)
    return model


@runtime_checkable
class _Resumable(Protocol):
    def resuming(self, checkpoint: Path) -> object: ...


def _new(kind: str, parameters: Mapping[str, Any], progress: Progress) -> StageClassifier:
    if kind == "accurate":
        from analyzer.stages.accurate import AccurateStageClassifier

        return AccurateStageClassifier(**parameters).telling(progress)
    return FastStageClassifier(**parameters)


def _key(digest: str, parameters: Mapping[str, Any]) -> str:
    return hashlib.sha256((digest + json.dumps(parameters, sort_keys=True)).encode()).hexdigest()[:12]


def _logs(probabilities: F32) -> F32:
    return log_softmax(np.log(np.maximum(probabilities, 1e-6)))


def _by_source(predictions: Sequence[Prediction]) -> dict[str, Any]:
    return {
        source: score([p for p in predictions if p.source == source])
        for source in sorted({p.source for p in predictions})
    }


def _train_sentences(
    golds: Sequence[GoldConversation],
    punctuated: Sequence[GoldConversation],
    folder: Path,
    facts: dict[str, Any],
    seed: int,
) -> dict[str, Any]:
    """Fit the model of `analyzer.stages.boundaries`, and measure it on held-out trades and conversations."""
    fold = folds_by_group([g.group for g in golds], min(_FOLDS, len({g.group for g in golds})), seed)
    inside = [g for g, f in zip(golds, fold, strict=True) if f]
    outside = [g for g, f in zip(golds, fold, strict=True) if not f]
    other_fold = np.arange(len(punctuated)) % _FOLDS
    held = train_boundaries([*inside, *(g for g, f in zip(punctuated, other_fold, strict=True) if f)], seed)
    report = {"corpus": boundary_scores(held, outside)}
    if punctuated:
        held_real = [g for g, f in zip(punctuated, other_fold, strict=True) if not f]
        report["real speech"] = boundary_scores(held, held_real)
    train_boundaries([*golds, *punctuated], seed).save(
        folder, {**facts, "punctuated_conversations": len(punctuated), "held_out": report}
    )
    return report


def _train_roles(
    material: Material, make: Callable[[], StageClassifier], folder: Path, facts: dict[str, Any]
) -> dict[str, Any]:
    """Fit the odd logistic model of `analyzer.speakers.infer` on written talk, and measure it on held-out trades."""
    rows: list[F64] = []
    truth: list[int] = []
    where: list[int] = []
    fold = material.fold
    for k in material.folds:
        inside = np.flatnonzero(fold != k)
        model = make().fit([material.segmented[i] for i in inside], [material.labels[i] for i in inside])
        for i in np.flatnonzero(fold[: material.written] == k).tolist():
            conversation = material.golds[i].conversation
            if conversation.medium == "notes":
                continue
            side = {t.speaker: t.role for t in conversation.turns if t.speaker}
            cues_of = speaker_cues(material.segmented[i], model.predict_blind(material.segmented[i]))
            for name, cues in cues_of.items():
                if side[name] in ("rep", "prospect"):
                    rows.append(cues.x)
                    truth.append(int(side[name] == "rep"))
                    where.append(i)
    x, y, of = np.array(rows), np.array(truth), np.array(where)

    def fit(keep: NDArray[np.bool_]) -> F64:
        model = LogisticRegression(C=30.0, fit_intercept=False, max_iter=1000)
        model.fit(np.concatenate([x[keep], -x[keep]]), np.concatenate([y[keep], 1 - y[keep]]))
        weights: F64 = model.coef_[0]
        return weights

    chance = np.zeros(len(y))
    for k in sorted(set(fold.tolist())):
        test = fold[of] == k
        if test.any() and (~test).any():
            chance[test] = 1 / (1 + np.exp(-(x[test] @ fit(~test))))
    sure = np.maximum(chance, 1 - chance) >= _ROLE_THRESHOLD
    right = (chance >= 0.5) == (y == 1)
    report = {
        "speakers": len(y),
        "accuracy": round(float(right.mean()), 4),
        "named_share": round(float(sure.mean()), 4),
        "accuracy_when_named": round(float(right[sure].mean()), 4) if sure.any() else None,
    }
    folder.mkdir(parents=True, exist_ok=True)
    meta = {
        "format": 1,
        "cues": list(CUES),
        "weights": dict(zip(CUES, [round(float(w), 6) for w in fit(np.ones(len(y), np.bool_))], strict=True)),
        "threshold": _ROLE_THRESHOLD,
        "held_out": report,
        **facts,
    }
    (folder / "meta.json").write_text(json.dumps(meta, indent=2) + "\n", encoding="utf-8")
    return report


def _train_verdicts(
    material: Material, probabilities: Sequence[F32], kind: str, folder: Path, facts: dict[str, Any]
) -> dict[str, Any]:
    """Fit the model of `analyzer.measures.confidence` on held-out probabilities, and measure it on held-out folds."""
    rows: list[list[float]] = []
    truth: list[str] = []
    shown: list[list[bool]] = []
    where: list[int] = []
    fold = material.fold
    if len(material.folds) == 1:  # of one fold held out by the stage model, the verdicts' own are dealt anew
        fold = folds_by_group([g.group for g in material.golds], _FOLDS, 0)
    for i, (gold, s, p) in enumerate(zip(material.golds, material.segmented, probabilities, strict=True)):
        staged = Staged(s, p, np.zeros(len(p), dtype=np.bool_), kind)
        answers = answers_of(staged)
        true = coverage_of(gold_staged(gold))
        raised = {label for s_, label in zip(s.sentences, staged.stages, strict=True) if s_.role == "rep" and s_.words}
        for stage in CORE_STAGES:
            if true[stage].verdict != "unknown":
                rows.append(verdict_features(staged, stage, answers))
                truth.append(true[stage].verdict)
                possible = shown_verdicts(substance=bool(answers.substance[stage]), asked=stage in raised)
                shown.append([v in possible for v in VERDICTS])
                where.append(i)
    x, y, of = np.array(rows), np.array(truth), np.array(where)

    def fit(keep: NDArray[np.bool_]) -> LogisticRegression:
        model = LogisticRegression(C=0.1, max_iter=2000)
        model.fit(x[keep], y[keep])
        return model

    chance = np.full((len(y), len(VERDICTS)), 1 / len(VERDICTS), dtype=np.float32)
    for k in sorted(set(fold.tolist())):
        test = fold[of] == k
        if test.any() and (~test).any():
            chance[test] = fit(~test).predict_proba(x[test])
    said = np.where(shown, chance, -1.0).argmax(axis=1)
    confidence = chance[np.arange(len(y)), said]
    right = y == np.array(VERDICTS)[said]
    skipped = said == VERDICTS.index("skipped")
    hit = int((skipped & right).sum())
    report = {
        "verdicts": len(y),
        "accuracy": round(float(right.mean()), 4),
        "calibration_error": round(calibration_error(confidence, right), 4),
        "skipped_precision": round(hit / max(int(skipped.sum()), 1), 4),
        "skipped_recall": round(hit / max(int((y == "skipped").sum()), 1), 4),
        "skipped_false_alarms": round(int((skipped & ~right).sum()) / max(int((y != "skipped").sum()), 1), 4),
    }
    model = fit(np.ones(len(y), np.bool_))
    if list(model.classes_) != list(VERDICTS):
        raise BadLabelsError("E-LABELS", f"the corpus must hold every verdict; it has {list(model.classes_)}.")
    meta = {
        "format": 1,
        "features": list(VERDICT_FEATURES),
        "verdicts": list(VERDICTS),
        "weights": [[round(float(w), 6) for w in row] for row in model.coef_],
        "intercepts": [round(float(b), 6) for b in model.intercept_],
        "held_out": report,
        **facts,
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{kind}.json").write_text(json.dumps(meta, indent=2) + "\n", encoding="utf-8")
    return report
