"""Scores of a trained model on talk that nobody here wrote, as trained and with each kind of talk left out.

    python -m tests.benchmarks.held_out --kind accurate --cache CACHE/accurate-KEY --models models \
        --dev-set DIR --real-speech DIR [--corpus FOLDER --real-labels FOLDER] [--also-corpus]

The cache is what ``analyzer train --cache`` left of the same data: for each fold a model, and what it made of the
conversations that it had not seen. Each conversation of the evaluation set is labelled twice: by the model as it was
trained, and by the fold's model that saw nothing of its kind of talk (speech, typed, consultation); a conversation
without a relative in the training data is labelled by the model as trained both times. Leaves
``evaluation-dev-set.json`` and ``evaluation-dev-set-left-out.json`` in the model's folder, renders its card anew, and
prints both as Markdown. ``--also-corpus`` does the same for the held-out conversations of the corpus and of real talk,
as the tool itself cuts them (``evaluation-corpus.json``, ``evaluation-real-speech.json`` in the cache).
"""

from __future__ import annotations

import argparse
import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

from analyzer.stages.card import write_card
from analyzer.stages.classifier import KINDS, load_classifier
from analyzer.stages.datasets import load_gold
from analyzer.stages.evaluation import score_table
from analyzer.stages.scoring import evaluate_model, verdict_lines
from analyzer.stages.training import fold_models
from tests.benchmarks.shared import ROOT, block_of, data_options, kept_json, material_of, say, table, unseen_models


def in_markdown(result: dict[str, Any], title: str) -> str:
    """Write what `evaluate_model` returns, everything that is measured."""
    sources = table(
        ["source", "conversations", "sentences", "macro-F1 (95 %)", "four-way", "accuracy", "calibration error",
         "accuracy on the surest 80 %"],
        [
            [name, s["conversations"], s["sentences"], s["macro_f1"], s["four_way_macro_f1"], s["accuracy"],
             s["calibration_error"], s["accuracy_at_80"]]
            for name, s in result["by_source"].items()
        ],
    )  # fmt: skip
    curve = table(
        ["surest share", *(f"{share:.0%}" for share, _ in result["all"]["risk_coverage"])],
        [["accuracy", *(accuracy for _, accuracy in result["all"]["risk_coverage"])]],
    )
    worst = table(
        ["conversation", "turn", "characters", "truth", "said", "confidence"],
        [
            [r["id"], r["turn"], f"{r['start_char']}–{r['end_char']}", r["stage"], r["said"], r["confidence"]]
            for r in result["worst"]
        ],
    )
    return "\n".join(
        [score_table(result["all"], title), curve, sources, verdict_lines(result["verdicts"]), "",
         "Labelled wrongly with the most confidence:", "", worst]
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, required=True, help="folder of the folds' models and results")
    parser.add_argument("--kind", choices=KINDS, required=True)
    parser.add_argument("--models", type=Path, default=ROOT / "models", help="folder of the trained models")
    parser.add_argument("--dev-set", type=Path, required=True)
    parser.add_argument("--also-corpus", action="store_true")
    data_options(parser)
    options = parser.parse_args()
    folder = options.models / options.kind
    model = load_classifier(folder)
    golds = load_gold(options.dev_set)
    say("reading and cutting the training data")
    material = material_of(options)
    by_fold = fold_models(material, options.cache)

    as_trained = evaluate_model(model, golds)
    left_out = evaluate_model(model, golds, unseen_models(golds, material, by_fold))
    left_out["left_out"] = {g.conversation.id: block_of(g.conversation.id) for g in golds}
    for name, result, title in (
        ("dev-set", as_trained, "dev-set, as trained"),
        ("dev-set-left-out", left_out, "dev-set, each conversation's kind of talk left out of training"),
    ):
        path = folder / f"evaluation-{name}.json"
        path.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
        sys.stdout.write(in_markdown(result, f"{options.kind}: {title}") + "\n")
    write_card(folder, options.models)
    if options.also_corpus:
        unseen = {g.conversation.id: by_fold[k] for g, k in zip(material.golds, material.fold.tolist(), strict=True)}
        written = material.written
        for name, some in (("corpus", material.golds[:written]), ("real-speech", material.golds[written:])):
            if not some:
                continue
            say(f"held-out conversations of {name}")
            work = partial(evaluate_model, model, some, unseen)
            result = kept_json(options.cache / f"evaluation-{name}.json", work)
            sys.stdout.write(in_markdown(result, f"{options.kind}: {name}, held out") + "\n")


if __name__ == "__main__":
    main()
