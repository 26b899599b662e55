"""What more text, real talk, and a team's own labels bring.

    python -m tests.benchmarks.learning_curve --keep FOLDER --real-speech DIR [--kind accurate] [--fractions 1/8,1]
    python -m tests.benchmarks.learning_curve --keep FOLDER --real-speech DIR --own --cache CACHE/fast-KEY

The curve: models trained on growing parts of the corpus, each with and without real talk, scored on whole trades and
whole kinds of real talk that were held out as in ``analyzer train``. The smaller parts lie inside the larger ones. One
file a model is kept in the folder, so that an interrupted run goes on; the transformer takes hours in all.

A team's own labels: for each source of real talk, and each kind of it, the fold's model that saw nothing of that kind
is adapted (``analyzer train --base``) to 5, 20 and 50 conversations and scored on the others of the same source. Every
size is scored on the same conversations.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analyzer.conversation import STAGES
from analyzer.stages.calibration import log_softmax, temperature_for
from analyzer.stages.classifier import KINDS, StageClassifier
from analyzer.stages.evaluation import Prediction, score
from analyzer.stages.fast import FastStageClassifier
from analyzer.stages.training import Material, fold_models
from tests.benchmarks.shared import data_options, digest_of, kept_arrays, kept_json, material_of, say, table

F32 = NDArray[np.float32]
FRACTIONS: Final = "1/8,1/4,1/2,1"
OWN_SIZES: Final = (5, 20, 50)
#: A score on fewer conversations says little.
FEWEST_TO_SCORE: Final = 10


def new_model(kind: str) -> StageClassifier:
    if kind == "accurate":
        from analyzer.stages.accurate import AccurateStageClassifier

        return AccurateStageClassifier().telling(say)
    return FastStageClassifier()


def fitted(kind: str, material: Material, fraction: Fraction, k: int, *, real: bool) -> dict[str, NDArray[Any]]:
    """Train on a part of what the fold leaves; return the probabilities of what it holds out."""
    order = np.random.default_rng(0).permutation(material.written)
    inside = [i for i in order.tolist() if material.fold[i] != k]
    inside = sorted(inside[: max(1, round(len(inside) * fraction))])
    if real:
        inside += [i for i in range(material.written, len(material.golds)) if material.fold[i] != k]
    outside = np.flatnonzero(material.fold == k).tolist()
    model = new_model(kind).fit([material.segmented[i] for i in inside], [material.labels[i] for i in inside])
    found = model.predict_proba([material.segmented[i] for i in outside])
    sizes = {"trained_on": np.array([len(inside), sum(len(material.labels[i]) for i in inside)])}
    return sizes | {str(i): p for i, p in zip(outside, found, strict=True)}


def curve(kind: str, material: Material, fractions: Sequence[Fraction], keep: Path) -> list[dict[str, Any]]:
    rows = []
    has_real = material.written < len(material.golds)
    for real in (False, True) if has_real else (False,):
        for fraction in fractions:
            out: list[F32] = [np.zeros((0, len(STAGES)), np.float32)] * len(material.golds)
            sizes = []
            for k in material.folds:
                name = f"{fraction.numerator}-{fraction.denominator}-{'with' if real else 'without'}-real-{k}"
                work = partial(fitted, kind, material, fraction, k, real=real)
                kept = kept_arrays(keep / f"{name}.npz", work)
                sizes.append(kept["trained_on"])
                for i in np.flatnonzero(material.fold == k).tolist():
                    out[i] = kept[str(i)]
            logs = np.concatenate([log_softmax(np.log(np.maximum(p, 1e-6))) for p in out])
            temperature = temperature_for(logs, np.concatenate(material.labels))
            out = [np.exp(log_softmax(np.log(np.maximum(p, 1e-6)) / temperature)) for p in out]
            talk = material.predictions(out, real=True)
            conversations, sentences = np.mean(sizes, axis=0).round().astype(int).tolist()
            rows.append(
                {
                    "fraction": str(fraction),
                    "real": real,
                    "conversations": conversations,
                    "sentences": sentences,
                    "held_out_trades": score(material.predictions(out, real=False)),
                    "held_out_real_speech": {
                        source: score([p for p in talk if p.source == source])
                        for source in sorted({p.source for p in talk})
                    },
                }
            )
    return rows


def curve_table(rows: Sequence[dict[str, Any]]) -> str:
    sources = sorted(rows[0]["held_out_real_speech"])
    head = ["corpus", "real talk", "conversations", "sentences", "trades held out: macro-F1", "calibration error"]
    return table(
        [*head, *(f"{s}: macro-F1" for s in sources)],
        [
            [r["fraction"], "with" if r["real"] else "without", r["conversations"], r["sentences"],
             r["held_out_trades"]["macro_f1"], r["held_out_trades"]["calibration_error"],
             *(r["held_out_real_speech"][s]["macro_f1"] for s in sources)]
            for r in rows
        ],
    )  # fmt: skip


def own_labels(
    material: Material, models: dict[int, StageClassifier], which: Sequence[int], sizes: Sequence[int]
) -> list[dict[str, Any]]:
    """Adapt the model that saw nothing of this talk to growing numbers of its conversations; score on the rest."""
    order = [which[i] for i in np.random.default_rng(1).permutation(len(which)).tolist()]
    base = models[int(material.fold[order[0]])]
    test = order[max(sizes) :]

    def scores(model: StageClassifier) -> dict[str, Any]:
        found = model.predict_proba([material.segmented[i] for i in test])
        return score(
            [
                Prediction(material.golds[i].conversation.id, material.golds[i].source, material.labels[i], p)
                for i, p in zip(test, found, strict=True)
            ]
        )

    rows = [{"own": 0, "sentences": 0, "score": scores(base)}]
    for size in sizes:
        own = order[:size]
        model = base.adapted([material.segmented[i] for i in own], [material.labels[i] for i in own])
        rows.append({"own": size, "sentences": sum(len(material.labels[i]) for i in own), "score": scores(model)})
    return rows


def own_table(results: dict[str, list[dict[str, Any]]]) -> str:
    head = ["whose talk", "own conversations", "own sentences", "scored on", "macro-F1 (95 %)", "accuracy (95 %)"]
    rows = [
        [team, r["own"], r["sentences"], s["conversations"], s["macro_f1"], s["accuracy"], s["calibration_error"]]
        for team, found in results.items()
        for r in found
        for s in [r["score"]]
    ]
    return table([*head, "calibration error"], rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, required=True, help="folder of what is finished, and of the results")
    parser.add_argument("--kind", choices=KINDS, default="fast")
    parser.add_argument("--fractions", default=FRACTIONS)
    parser.add_argument("--own", action="store_true", help="a team's own labels, instead of the curve")
    parser.add_argument("--cache", type=Path, help="for --own: folder of the folds' models and results")
    data_options(parser)
    options = parser.parse_args()
    if options.own and not options.cache:
        parser.error("--own needs --cache: models that saw nothing of a kind of talk are moved toward it")
    material = material_of(options)
    keep = options.keep / f"{options.kind}-{digest_of(material)}"
    if not options.own:
        rows = curve(options.kind, material, [Fraction(f) for f in options.fractions.split(",")], keep)
        (keep / "curve.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
        sys.stdout.write(f"### {options.kind}: learning curve\n\n{curve_table(rows)}")
        return
    models = fold_models(material, options.cache)
    talk = range(material.written, len(material.golds))
    teams: dict[str, list[int]] = {}
    for i in talk:
        for name in dict.fromkeys((material.golds[i].source, f"all {material.golds[i].group}")):
            teams.setdefault(name, []).append(i)
    results: dict[str, list[dict[str, Any]]] = {}
    for name, which in sorted(teams.items()):
        sizes = [n for n in OWN_SIZES if n + FEWEST_TO_SCORE <= len(which)]
        if sizes:
            say(f"own labels: {name}")
            safe = "".join(c if c.isalnum() else "-" for c in name)
            work = partial(own_labels, material, models, which, sizes)
            results[name] = kept_json(keep / f"own-{safe}.json", work)
    sys.stdout.write(f"### {options.kind}: a team's own labels\n\n{own_table(results)}")


if __name__ == "__main__":
    main()
