"""Renders the model card from the files that training left, so that no figure in it is typed by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from analyzer.stages.evaluation import in_words, score_table
from analyzer.stages.scoring import verdict_lines

__all__ = ["write_card"]

_WHAT = {
    "fast": """# Model card: `fast`

Labels every sentence of a first sales interview with one of seven stages: values, goals, realities, next_step,
implement, pitch, other. Two passes of logistic regression over hashed word and character n-grams, the speaker's
role and the neighbouring sentences; probabilities are calibrated by a temperature.
""",
    "accurate": """# Model card: `accurate`

Labels every sentence of a first sales interview with one of seven stages: values, goals, realities, next_step,
implement, pitch, other. A small transformer reads overlapping windows of the dialogue in which each sentence ends
with a separator that tells who speaks; a linear head classifies each sentence from its separator and the mean of its
tokens (sequential sentence classification, Cohan et al., 2019). It runs as int8 ONNX on one thread; probabilities are
calibrated by a temperature.

* **Base** MiniLM-L6, 22 M parameters ({origin}; {licence}), fine-tuned here and quantised: see NOTICE. Weights from
  the package {package} {base_version}, sha256 `{base_sha}`.
""",
}

#: Titles of evaluations on other folders, by the names of their files.
_TITLES = {
    "dev-set": "dev-set, conversations that nobody here wrote: as trained",
    "dev-set-left-out": "dev-set, each conversation's kind of talk left out of training: the headline",
}

_INTRO = """
* **Version** {version}; weights sha256 `{sha}`.
* **Trained on** {conversations} conversations, {sentences:,} sentences, {trades} trades of this project's corpus, and
  {real}; hash `{data}`. Nothing else went in.
* **Licence** Apache-2.0.

## What the data is, plainly

The conversations were **written and labelled by language models**. No person checked them. Writer and annotator
of a conversation were different runs, the annotator saw neither the scenario nor another annotator's labels, but
such annotators share their blind spots: agreement between them overstates the agreement of people, and scores on
written conversations overstate scores on real calls. Written and real results are never pooled below.

## Intended use, and limits

For coaching and for auditing calls, by people who read the quoted evidence before they act on it. Not for
employment decisions. English only. Short answers depend on context and are where the model errs most; so does
speech whose sentences a machine cut wrongly. The least sure fifth of sentences (confidence under {unsure:.2f}) is
marked `unsure`. Nothing is inferred about tone, accent or emotion.

## Results
"""


def _folds(held_out: int, of: int) -> list[str]:
    """Say where only some of the folds were held out, so that their scores are not taken for all."""
    if held_out == of:
        return []
    said = (
        f"Held out so far: **{held_out} of {of} folds** of trades and kinds of talk. The scores on held-out "
        "conversations and the calibration rest on these alone.\n"
    )
    return [said]


def write_card(folder: Path, models: Path) -> str:
    """Write ``README.md`` into the model folder from its ``meta.json`` and ``evaluation.json`` files.

    Parameters
    ----------
    folder : Path
        Model folder with ``meta.json``, ``evaluation.json`` and, where `analyzer evaluate` has been run on other
        folders, ``evaluation-NAME.json``.
    models : Path
        Folder with the other models, whose held-out scores stand in the card as well.
    """
    meta: dict[str, Any] = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    report: dict[str, Any] = json.loads((folder / "evaluation.json").read_text(encoding="utf-8"))
    trained = meta["trained_on"]
    base = meta.get("base", {})
    what = _WHAT[meta["kind"]].format(
        origin=base.get("origin"),
        licence=base.get("licence"),
        package=base.get("package"),
        base_version=base.get("version"),
        base_sha=base.get("sha256", "")[:16],
    )
    real = "no real talk"
    if trained["real_conversations"]:
        real = f"{trained['real_conversations']} real conversations ({trained['real_sentences']:,} sentences)"
    parts = [
        what.rstrip()
        + "\n"
        + _INTRO.format(
            version=meta["version"],
            real=real,
            sha=meta["weights_sha256"][:16],
            conversations=trained["conversations"],
            sentences=trained["sentences"],
            trades=trained["trades"],
            data=trained["sha256"][:16],
            unsure=meta["unsure_below"],
        ),
        *_folds(*report.get("folds", (1, 1))),
        score_table(report["held_out_trades"], "Written conversations, whole trades held out"),
        "By kind of talk:\n\n| kind | sentences | macro-F1 (95 %) | accuracy |\n|---|---|---|---|",
    ]
    parts += [
        f"| {kind} | {s['sentences']:,} | {in_words(s['macro_f1'])} | {s['accuracy']['value']:.2f} |"
        for kind, s in report["by_kind"].items()
    ]
    if "held_out_real_speech" in report:
        parts += [
            "",
            "### Real talk, whole kinds of it held out",
            "",
            "Speech, typed talk and consultations are held out whole: no source was trained on when it was scored.",
            "`niledatabase` was written by a language model, the others are people.",
            "",
            "| source | conversations | sentences | macro-F1 (95 %) | accuracy | calibration error |",
            "|---|---|---|---|---|---|",
        ]
        parts += [
            f"| {source} | {s['conversations']} | {s['sentences']:,} | {in_words(s['macro_f1'])} | "
            f"{s['accuracy']['value']:.2f} | {s['calibration_error']:.3f} |"
            for source, s in report["held_out_real_speech"].items()
        ]
    for extra in sorted(folder.glob("evaluation-*.json")):
        result = json.loads(extra.read_text(encoding="utf-8"))
        name = extra.stem.removeprefix("evaluation-")
        title = _TITLES.get(name, f"{name}: conversations that nobody here wrote")
        parts += ["", score_table(result["all"], title), _risk_line(result["all"])]
        if left_out := result.get("left_out"):
            alone = sum(block is None for block in left_out.values())
            parts += [
                "",
                f"{alone} of {len(left_out)} conversations have no relative in the training data: nothing is left out.",
            ]
        parts += ["", "| source | sentences | macro-F1 (95 %) | accuracy |\n|---|---|---|---|"]
        parts += [
            f"| {source} | {s['sentences']:,} | {in_words(s['macro_f1'])} | {s['accuracy']['value']:.2f} |"
            for source, s in result["by_source"].items()
        ]
        parts += ["", verdict_lines(result["verdicts"])]
    boundaries = json.loads((models / "sentences" / "meta.json").read_text(encoding="utf-8"))["held_out"]
    roles = json.loads((models / "roles" / "meta.json").read_text(encoding="utf-8"))["held_out"]
    on_boundaries = "* `sentences` finds boundaries in text without punctuation or case; held out: " + "; ".join(
        f"{name}: precision {b['precision']:.2f}, recall {b['recall']:.2f} of {b['boundaries']:,} inside turns"
        for name, b in boundaries.items()
    )
    on_boundaries += ". Where nobody punctuated, expect sentences that run on."
    on_roles = (
        f"* `roles` tells rep from prospect by what they say: right for {roles['accuracy']:.0%} of {roles['speakers']} "
        f"speakers in held-out trades; it names a side for {roles['named_share']:.0%} of them and is then right in "
        f"{_share(roles['accuracy_when_named'])}."
    )
    verdicts = json.loads((models / "coverage" / f"{folder.name}.json").read_text(encoding="utf-8"))["held_out"]
    on_verdicts = (
        f"* `coverage` says how sure a verdict (covered, asked, skipped) is: its calibration error is "
        f"{verdicts['calibration_error']:.3f} on {verdicts['verdicts']} verdicts of held-out conversations, of which "
        f"{verdicts['accuracy']:.0%} are right. Skipped stages: precision {verdicts['skipped_precision']:.2f}, recall "
        f"{verdicts['skipped_recall']:.2f}, false alarms on {verdicts['skipped_false_alarms']:.0%} of the others."
    )
    parts += ["", "## The smaller models beside it", "", on_boundaries, on_roles, on_verdicts, ""]
    text = "\n".join(parts)
    (folder / "README.md").write_text(text, encoding="utf-8")
    return text


def _risk_line(scores: dict[str, Any]) -> str:
    shares = ", ".join(f"{share:.0%}: {accuracy:.2f}" for share, accuracy in scores["risk_coverage"])
    return f"Accuracy on the surest {shares}."


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"
