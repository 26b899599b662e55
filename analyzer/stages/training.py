"""Trains everything that the package carries from one labelled corpus, with one command.

The stage classifier, the boundaries of unpunctuated speech, the roles, and the confidence of coverage
verdicts, each with scores on conversations that were held out whole, by trade.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

import analyzer
from analyzer.conversation import CORE_STAGES
from analyzer.errors import BadLabelsError
from analyzer.measures.confidence import VERDICT_FEATURES, VERDICTS, rule_verdicts, verdict_features
from analyzer.measures.coverage import coverage_of
from analyzer.measures.substance import answers_of
from analyzer.sentences import Segmented
from analyzer.speakers.infer import CUES, speaker_cues
from analyzer.stages.boundaries import boundary_scores, train_boundaries
from analyzer.stages.datasets import GoldConversation, corpus_digest, gold_spans
from analyzer.stages.evaluation import Prediction, calibration_error, score
from analyzer.stages.fast import FastStageClassifier
from analyzer.stages.scoring import gold_staged
from analyzer.stages.staged import Staged

__all__ = ["folds_by_group", "held_out_predictions", "train_all"]

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
Progress = Callable[[str], None]

_FOLDS: Final = 5
_ROLE_THRESHOLD: Final = 0.85
_FEWEST: Final = 2


def folds_by_group(groups: Sequence[str], folds: int, seed: int = 0) -> I64:
    """Return a fold for each item such that a group is never split, sizes balanced by a seeded deal."""
    names = sorted(set(groups))
    order = np.random.default_rng(seed).permutation(len(names))
    fold_of = {names[i]: k % folds for k, i in enumerate(order)}
    return np.array([fold_of[g] for g in groups], dtype=np.int64)


def held_out_predictions(
    golds: Sequence[GoldConversation], progress: Progress, *, seed: int = 0, **parameters: Any
) -> list[tuple[F32, F32]]:
    """Return probabilities of each conversation, with and without roles, from models that saw none of its trade."""
    pairs = [gold_spans(g) for g in golds]
    fold = folds_by_group([g.group for g in golds], min(_FOLDS, len({g.group for g in golds})), seed)
    out: list[tuple[F32, F32]] = [(np.zeros((0, 7), np.float32),) * 2] * len(golds)
    for k in sorted(set(fold.tolist())):
        progress(f"held-out fold {k + 1} of {len(set(fold.tolist()))}")
        inside = np.flatnonzero(fold != k)
        model = FastStageClassifier(seed=seed, **parameters).fit(
            [pairs[i][0] for i in inside], [pairs[i][1] for i in inside]
        )
        for i in np.flatnonzero(fold == k):
            out[i] = (model.predict_proba([pairs[i][0]])[0], model.predict_blind(pairs[i][0]))
    return out


def train_all(
    golds: Sequence[GoldConversation],
    folder: Path,
    progress: Progress,
    *,
    punctuated: Sequence[GoldConversation] = (),
    seed: int = 0,
    **parameters: Any,
) -> dict[str, Any]:
    """Train and save every model below `folder`; return the held-out scores.

    Parameters
    ----------
    golds : sequence of GoldConversation
    folder : Path
        Gets ``fast/``, ``sentences/``, ``roles/`` and ``coverage/``.
    progress : callable
        Called with a line at each step.
    punctuated : sequence of GoldConversation
        Real conversations whose punctuation teaches sentence boundaries, and nothing else.

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
    digest = corpus_digest(golds)
    facts = {
        "version": analyzer.__version__,
        "trained_on": {
            "conversations": len(golds),
            "sentences": sum(len(g.sentences) for g in golds),
            "trades": len({g.group for g in golds}),
            "sha256": digest,
        },
    }
    progress("sentence boundaries")
    fold = folds_by_group([g.group for g in golds], min(_FOLDS, len({g.group for g in golds})), seed)
    inside = [g for g, f in zip(golds, fold, strict=True) if f]
    outside = [g for g, f in zip(golds, fold, strict=True) if not f]
    other_fold = np.arange(len(punctuated)) % _FOLDS
    held = train_boundaries([*inside, *(g for g, f in zip(punctuated, other_fold, strict=True) if f)], seed)
    boundary_report = {"corpus": boundary_scores(held, outside)}
    if punctuated:
        held_real = [g for g, f in zip(punctuated, other_fold, strict=True) if not f]
        boundary_report["real speech"] = boundary_scores(held, held_real)
    train_boundaries([*golds, *punctuated], seed).save(
        folder / "sentences", {**facts, "punctuated_conversations": len(punctuated), "held_out": boundary_report}
    )

    out = held_out_predictions(golds, progress, seed=seed, **parameters)
    pairs = [gold_spans(g) for g in golds]
    predictions = [
        Prediction(g.conversation.id, g.source, y, p) for g, (_, y), (p, _) in zip(golds, pairs, out, strict=True)
    ]
    report: dict[str, Any] = {"held_out_trades": score(predictions), "by_kind": {}, "boundaries": boundary_report}
    for kind in sorted({p.source for p in predictions}):
        report["by_kind"][kind] = score([p for p in predictions if p.source == kind])

    progress("roles")
    report["roles"] = _train_roles(golds, [s for s, _ in pairs], [b for _, b in out], folder / "roles", facts, fold)
    progress("confidence of coverage verdicts")
    report["coverage"] = _train_verdicts(
        golds, [s for s, _ in pairs], [p for p, _ in out], folder / "coverage", facts, fold
    )
    progress("stages, on everything")
    model = FastStageClassifier(seed=seed, **parameters).fit([s for s, _ in pairs], [y for _, y in pairs])
    model.save(folder / "fast", {"name": "fast", **facts, "held_out": report["held_out_trades"]})
    (folder / "fast" / "evaluation.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return report


def _train_roles(
    golds: Sequence[GoldConversation],
    segmented: Sequence[Segmented],
    blind: Sequence[F32],
    folder: Path,
    facts: dict[str, Any],
    fold: I64,
) -> dict[str, Any]:
    """Fit the odd logistic model of `analyzer.speakers.infer`, and measure it on held-out trades."""
    rows: list[F64] = []
    truth: list[int] = []
    where: list[int] = []
    for i, (g, s, p) in enumerate(zip(golds, segmented, blind, strict=True)):
        if g.conversation.medium == "notes":
            continue
        side = {t.speaker: t.role for t in g.conversation.turns if t.speaker}
        for name, cues in speaker_cues(s, p).items():
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
    golds: Sequence[GoldConversation],
    segmented: Sequence[Segmented],
    probabilities: Sequence[F32],
    folder: Path,
    facts: dict[str, Any],
    fold: I64,
) -> dict[str, Any]:
    """Fit the model of `analyzer.measures.confidence` on held-out probabilities, and measure it on held-out trades."""
    rows: list[list[float]] = []
    truth: list[str] = []
    said: list[int] = []
    where: list[int] = []
    for i, (gold, s, p) in enumerate(zip(golds, segmented, probabilities, strict=True)):
        staged = Staged(s, p, np.zeros(len(p), dtype=np.bool_))
        answers = answers_of(staged)
        true, ours = coverage_of(gold_staged(gold)), rule_verdicts(staged, answers)
        for stage in CORE_STAGES:
            if true[stage].verdict != "unknown":
                rows.append(verdict_features(staged, stage, answers))
                truth.append(true[stage].verdict)
                said.append(VERDICTS.index(ours[stage]))
                where.append(i)
    x, y, rule, of = np.array(rows), np.array(truth), np.array(said), np.array(where)

    def fit(keep: NDArray[np.bool_]) -> LogisticRegression:
        model = LogisticRegression(C=0.1, max_iter=2000)
        model.fit(x[keep], y[keep])
        return model

    confidence = np.zeros(len(y), dtype=np.float32)
    for k in sorted(set(fold.tolist())):
        test = fold[of] == k
        if test.any() and (~test).any():
            chance = fit(~test).predict_proba(x[test])
            confidence[test] = chance[np.arange(len(chance)), rule[test]]
    right = y == np.array(VERDICTS)[rule]
    skipped = rule == VERDICTS.index("skipped")
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
    (folder / "meta.json").write_text(json.dumps(meta, indent=2) + "\n", encoding="utf-8")
    return report
