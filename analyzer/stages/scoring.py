"""Scores whole audits against labelled conversations: sentences, coverage verdicts, premature pitch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from analyzer.conversation import CORE_STAGES, STAGES, Stage
from analyzer.measures.coverage import coverage_of, premature_pitch
from analyzer.sentences import segment
from analyzer.stages.classifier import StageClassifier
from analyzer.stages.datasets import GoldConversation, corpus_digest, gold_spans, project_labels
from analyzer.stages.evaluation import Prediction, score
from analyzer.stages.staged import Staged

__all__ = ["evaluate_model", "gold_staged", "verdict_lines"]

_DRAWS: Final = 1000
#: Fewer conversations than this say nothing about their spread.
_FEWEST: Final = 3
_WORST: Final = 20


def gold_staged(gold: GoldConversation) -> Staged:
    """Return the conversation with its true labels, as if a person had given them all."""
    segmented, labels = gold_spans(gold)
    n = len(labels)
    blank = Staged(segmented, np.zeros((n, len(STAGES)), dtype=np.float32), np.zeros(n, dtype=np.bool_))
    return blank.with_given({i: STAGES[k] for i, k in enumerate(labels.tolist())})


def evaluate_model(
    model: StageClassifier,
    golds: Sequence[GoldConversation],
    instead: Mapping[str, StageClassifier] | None = None,
) -> dict[str, Any]:
    """Score a model on labelled conversations, cut by the tool itself; see `analyzer.cli.evaluate`.

    Coverage truth is the annotators' where the folder has it, otherwise it is derived from their sentence labels.

    Parameters
    ----------
    model : StageClassifier
    golds : sequence of GoldConversation
    instead : mapping of conversation id to StageClassifier, optional
        Models that label these conversations in the place of `model`, such as ones that saw nothing of their kind.
    """
    predictions: list[Prediction] = []
    tally = _Tally()
    digest = corpus_digest(golds)
    seen = False
    for gold in golds:
        own = (instead or {}).get(gold.conversation.id, model)
        data = own.meta_.get("trained_on", {})
        seen = seen or digest in (data.get("sha256"), data.get("own", {}).get("sha256"))
        segmented = segment(gold.conversation)
        probabilities = own.predict_proba([segmented])[0]
        index = project_labels(gold, segmented)
        truth = np.array([STAGES.index(s.stage) for s in gold.sentences], dtype=np.int64)
        padded = np.concatenate([probabilities, np.zeros((1, len(STAGES)), dtype=np.float32)])
        predictions.append(Prediction(gold.conversation.id, gold.source, truth, padded[index]))

        staged = Staged(segmented, probabilities, np.zeros(len(segmented.sentences), dtype=np.bool_), own.kind)
        true_staged = gold_staged(gold)
        true_coverage = gold.coverage or {s: c.verdict for s, c in coverage_of(true_staged).items()}
        tally.add(true_coverage, {s: c.verdict for s, c in coverage_of(staged).items()})
        true_premature = gold.premature_pitch if gold.premature_pitch is not None else premature_pitch(true_staged)
        tally.premature += [(true_premature, premature_pitch(staged))]
    sources = sorted({p.source for p in predictions})
    return {
        "all": score(predictions),
        "by_source": {s: score([p for p in predictions if p.source == s]) for s in sources},
        "verdicts": tally.report(),
        "worst": _worst(golds, predictions),
        "seen": seen,
    }


def _worst(golds: Sequence[GoldConversation], predictions: Sequence[Prediction]) -> list[dict[str, Any]]:
    """Return the sentences that were labelled wrongly with the most confidence, by place, without their text."""
    rows = [
        {
            "id": p.id,
            "turn": sentence.turn,
            "start_char": sentence.start_char,
            "end_char": sentence.end_char,
            "stage": sentence.stage,
            "said": STAGES[said],
            "confidence": round(confidence, 4),
        }
        for gold, p in zip(golds, predictions, strict=True)
        for sentence, said, confidence in zip(
            gold.sentences, p.predicted.tolist(), p.probabilities.max(axis=1).tolist(), strict=True
        )
        if STAGES[said] != sentence.stage
    ]
    return sorted(rows, key=lambda r: -float(str(r["confidence"])))[:_WORST]


class _Tally:
    """Counts verdicts."""

    def __init__(self) -> None:
        self.pairs: list[tuple[Stage, str, str]] = []
        self.premature: list[tuple[bool | None, bool | None]] = []

    def add(self, true: dict[Stage, str], said: dict[Stage, str]) -> None:
        self.pairs += [(s, true[s], said[s]) for s in CORE_STAGES]

    def report(self) -> dict[str, Any]:
        known = [(s, t, p) for s, t, p in self.pairs if t != "unknown"]
        right = sum(t == p for _, t, p in known)
        skipped_true = sum(t == "skipped" for _, t, _ in known)
        skipped_said = sum(p == "skipped" for _, _, p in known)
        skipped_hit = sum(t == p == "skipped" for _, t, p in known)
        premature = [(t, p) for t, p in self.premature if t is not None and p is not None]
        return {
            "verdicts": len(known),
            "accuracy": round(right / len(known), 4) if known else None,
            "accuracy_interval": self._interval(),
            "skipped_precision": round(skipped_hit / skipped_said, 4) if skipped_said else None,
            "skipped_recall": round(skipped_hit / skipped_true, 4) if skipped_true else None,
            "skipped_f1": round(2 * skipped_hit / (skipped_true + skipped_said), 4)
            if skipped_true + skipped_said
            else None,
            "skipped_false_alarms": round(
                (skipped_said - skipped_hit) / max(sum(t != "skipped" for _, t, _ in known), 1), 4
            ),
            "premature_pitch_accuracy": round(sum(t == p for t, p in premature) / len(premature), 4)
            if premature
            else None,
            "conversations_with_premature_verdict": len(premature),
            "by_stage": {
                stage: round(sum(judged) / len(judged), 4) if judged else None
                for stage in CORE_STAGES
                for judged in [[t == p for s, t, p in known if s == stage]]
            },
        }

    def _interval(self) -> list[float] | None:
        """Return the percentile bootstrap of the accuracy over whole conversations: verdicts of one are not apart."""
        n = len(CORE_STAGES)
        calls = [[t == p for _, t, p in self.pairs[i : i + n] if t != "unknown"] for i in range(0, len(self.pairs), n)]
        counts = np.array([(sum(c), len(c)) for c in calls if c])
        if len(counts) < _FEWEST:
            return None
        draws = np.random.default_rng(0).integers(0, len(counts), size=(_DRAWS, len(counts)))
        right, known = counts[draws].sum(axis=1).T
        return [round(float(v), 4) for v in np.percentile(right / known, [2.5, 97.5])]


def verdict_lines(verdicts: dict[str, Any]) -> str:
    """Write the verdicts' scores as a Markdown list."""

    def number(value: float | None) -> str:
        return "–" if value is None else f"{value:.2f}"

    by_stage = ", ".join(f"{s} {number(v)}" for s, v in verdicts["by_stage"].items())
    skipped = (
        f"* skipped stages: precision {number(verdicts['skipped_precision'])}, recall "
        f"{number(verdicts['skipped_recall'])}, F1 {number(verdicts['skipped_f1'])}; false alarms on "
        f"{number(verdicts['skipped_false_alarms'])} of the stages that were not skipped"
    )
    premature = (
        f"* premature pitch right: {number(verdicts['premature_pitch_accuracy'])} of "
        f"{verdicts['conversations_with_premature_verdict']} conversations"
    )
    right = f"* coverage verdicts right: {number(verdicts['accuracy'])} of {verdicts['verdicts']} ({by_stage})"
    if interval := verdicts.get("accuracy_interval"):
        right += f"; 95 % by conversation {interval[0]:.2f} to {interval[1]:.2f}"
    return "\n".join([right, skipped, premature])
