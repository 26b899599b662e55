"""Moves a finished stage model toward a team's own labels, and says on conversations held out whether that helped."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

import analyzer
from analyzer.conversation import STAGES
from analyzer.errors import BadLabelsError
from analyzer.stages.classifier import StageClassifier
from analyzer.stages.datasets import GoldConversation, corpus_digest, gold_spans
from analyzer.stages.evaluation import Prediction, in_words, score

__all__ = ["adapt_model", "adaptation_table"]

_FOLDS: Final = 5
_FEWEST: Final = 2


def adapt_model(
    base: StageClassifier, golds: Sequence[GoldConversation], folder: Path, *, seed: int = 0
) -> dict[str, Any]:
    """Save `base`, moved toward the labels of `golds`, below `folder`; return held-out scores.

    Parameters
    ----------
    base : StageClassifier
        Stays as it is.
    golds : sequence of GoldConversation
        A team's own labelled conversations.
    folder : Path
        Gets a folder of the model's kind, with ``evaluation.json`` beside the model.
    seed : int
        Deals the conversations out to the folds of the scores.

    Returns
    -------
    dict
        ``base`` and ``adapted``, each as in `analyzer.stages.evaluation.score`: the same conversations, labelled by
        the model as it was and by ones that were moved without them.

    Raises
    ------
    BadLabelsError
        ``E-LABELS`` where there are too few conversations to hold any out.
    """
    if len(golds) < _FEWEST:
        raise BadLabelsError(
            "E-LABELS", f"whether it helps is told on conversations held out: give {_FEWEST} at least, there is one."
        )
    pairs = [gold_spans(g) for g in golds]
    calls, labels = [s for s, _ in pairs], [y for _, y in pairs]
    fold = np.random.default_rng(seed).permutation(len(golds)) % min(_FOLDS, len(golds))
    before = base.predict_proba(calls)
    after = list(before)
    for k in range(int(fold.max()) + 1):
        inside, outside = np.flatnonzero(fold != k), np.flatnonzero(fold == k)
        moved = base.adapted([calls[i] for i in inside], [labels[i] for i in inside])
        for i in outside:
            after[i] = moved.predict_proba([calls[i]])[0]
    report = {
        name: score(
            [Prediction(g.conversation.id, g.source, y, p) for g, y, p in zip(golds, labels, found, strict=True)]
        )
        for name, found in (("base", before), ("adapted", after))
    }
    own = {
        "conversations": len(golds),
        "sentences": sum(len(y) for y in labels),
        "sha256": corpus_digest(golds),
        "base_weights_sha256": base.meta_.get("weights_sha256"),
    }
    base.adapted(calls, labels).save(
        folder / base.kind,
        {
            "name": f"{base.meta_.get('name', base.kind)}, adapted",
            "version": analyzer.__version__,
            "trained_on": {**base.meta_.get("trained_on", {}), "own": own},
            "held_out": report["adapted"],
        },
    )
    (folder / base.kind / "evaluation.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return report


def adaptation_table(report: dict[str, Any]) -> str:
    """Write the scores of `adapt_model` as Markdown."""
    lines = [
        f"### Your {report['base']['conversations']} conversations, each labelled by a model adapted without it",
        "",
        "| | macro-F1 (95 %) | accuracy (95 %) | calibration error | " + " | ".join(f"F1 {s}" for s in STAGES) + " |",
        "|---" * (4 + len(STAGES)) + "|",
    ]
    lines += [
        f"| {name} | {in_words(s['macro_f1'])} | {in_words(s['accuracy'])} | {s['calibration_error']:.3f} | "
        + " | ".join("–" if row["f1"] is None else f"{row['f1']['value']:.2f}" for row in s["labels"].values())
        + " |"
        for name, s in report.items()
    ]
    return "\n".join(lines) + "\n"
