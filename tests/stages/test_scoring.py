"""Scores of whole audits: the tally of verdicts on cases made by hand, and a model that is always right."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from analyzer.conversation import CORE_STAGES, STAGES, Stage
from analyzer.sentences import Segmented
from analyzer.stages.datasets import GoldConversation, corpus_digest, load_gold
from analyzer.stages.fast import FastStageClassifier
from analyzer.stages.scoring import _Tally, evaluate_model, gold_staged, verdict_lines
from tests.stages.tiny import write_tiny


def verdicts(*five: str) -> dict[Stage, str]:
    return dict(zip(CORE_STAGES, five, strict=True))


def test_verdicts_are_counted() -> None:
    tally = _Tally()
    tally.add(
        verdicts("covered", "skipped", "asked", "skipped", "unknown"),
        verdicts("covered", "skipped", "skipped", "covered", "skipped"),
    )
    tally.add(
        verdicts("covered", "covered", "covered", "skipped", "unknown"),
        verdicts("unknown", "covered", "covered", "skipped", "covered"),
    )
    tally.premature = [(True, True), (False, True), (None, True), (True, None)]
    report = tally.report()
    # implement is left out: its truth is unknown; values said unknown in the second call is an error
    assert report["verdicts"] == 8
    assert report["accuracy"] == pytest.approx(5 / 8)
    assert report["skipped_precision"] == pytest.approx(2 / 3, abs=1e-4)
    assert report["skipped_recall"] == pytest.approx(2 / 3, abs=1e-4)
    assert report["skipped_f1"] == pytest.approx(2 / 3, abs=1e-4)
    assert report["skipped_false_alarms"] == pytest.approx(1 / 5)
    assert report["premature_pitch_accuracy"] == 0.5
    assert report["conversations_with_premature_verdict"] == 2
    assert report["by_stage"] == {"values": 0.5, "goals": 1.0, "realities": 0.5, "next_step": 0.5, "implement": None}
    lines = verdict_lines(report)
    assert "coverage verdicts right: 0.62 of 8 (values 0.50, goals 1.00" in lines
    assert "implement –)" in lines
    assert "precision 0.67, recall 0.67, F1 0.67; false alarms on 0.20" in lines
    assert "premature pitch right: 0.50 of 2 conversations" in lines


def test_nothing_known_is_no_number() -> None:
    tally = _Tally()
    tally.add(verdicts(*["unknown"] * 5), verdicts(*["skipped"] * 5))
    report = tally.report()
    assert report["verdicts"] == 0
    for key in ("accuracy", "skipped_precision", "skipped_recall", "skipped_f1", "premature_pitch_accuracy"):
        assert report[key] is None
    assert set(report["by_stage"].values()) == {None}
    assert "–" in verdict_lines(report)


class Oracle:
    """Knows the labels of the conversations it is asked about."""

    kind = "fast"

    def __init__(self, golds: list[GoldConversation], wrong: Stage | None = None) -> None:
        self.known = {
            (g.conversation.id, g.conversation.turns[s.turn].text[s.start_char : s.end_char]): s.stage
            for g in golds
            for s in g.sentences
        }
        self.wrong = wrong
        self.meta_: dict[str, Any] = {"trained_on": {"sha256": corpus_digest(golds)}}

    def predict_proba(self, conversations: list[Segmented]) -> list[Any]:
        out = []
        for c in conversations:
            stages = [self.known[(c.conversation.id, s.text)] for s in c.sentences]
            stages = ["other" if s == self.wrong else s for s in stages]
            out.append(np.eye(len(STAGES), dtype=np.float32)[[STAGES.index(s) for s in stages]])
        return out


@pytest.fixture(scope="module")
def golds(tmp_path_factory: pytest.TempPathFactory) -> list[GoldConversation]:
    return load_gold(write_tiny(tmp_path_factory.mktemp("tiny")))


def evaluated(golds: list[GoldConversation], wrong: Stage | None = None) -> dict[str, Any]:
    return evaluate_model(cast("FastStageClassifier", Oracle(golds, wrong)), golds)


def test_who_is_always_right_scores_one(golds: list[GoldConversation]) -> None:
    result = evaluated(golds)
    assert result["all"]["macro_f1"]["value"] == 1.0
    assert result["all"]["calibration_error"] == 0.0
    assert result["all"]["sentences"] == sum(len(g.sentences) for g in golds)
    assert set(result["by_source"]) == {"sales_call", "chat", "notes"}
    assert result["by_source"]["notes"]["conversations"] == 1
    assert result["verdicts"]["accuracy"] == 1.0
    assert result["verdicts"]["verdicts"] == 5 * len(golds)
    # notes do not keep the order of what was said
    assert result["verdicts"]["conversations_with_premature_verdict"] == len(golds) - 1
    assert result["seen"] is True
    assert evaluate_model(cast("FastStageClassifier", Oracle(golds)), golds[1:])["seen"] is False


def test_who_never_hears_goals_calls_them_skipped(golds: list[GoldConversation]) -> None:
    result = evaluated(golds, wrong="goals")
    said = [row[STAGES.index("goals")] for row in result["all"]["confusion"]]
    assert sum(said) == 0
    by_stage = result["verdicts"]["by_stage"]
    assert by_stage["values"] == 1.0
    assert by_stage["goals"] < 0.7
    assert result["verdicts"]["skipped_recall"] == 1.0
    assert result["verdicts"]["skipped_precision"] < 1.0


def test_a_model_can_be_given_for_some_conversations(golds: list[GoldConversation]) -> None:
    deaf = cast("FastStageClassifier", Oracle(golds, wrong="goals"))
    right = cast("FastStageClassifier", Oracle(golds))
    chosen = [g.conversation.id for g in golds if g.source == "chat"]
    result = evaluate_model(deaf, golds, dict.fromkeys(chosen, right))
    assert result["by_source"]["chat"]["macro_f1"]["value"] == 1.0
    assert result["by_source"]["sales_call"] == evaluated(golds, wrong="goals")["by_source"]["sales_call"]
    assert evaluate_model(deaf, golds, dict.fromkeys((g.conversation.id for g in golds), right)) == evaluated(golds)


def test_the_surest_errors_are_told_by_place(golds: list[GoldConversation]) -> None:
    assert evaluated(golds)["worst"] == []
    worst = evaluated(golds, wrong="goals")["worst"]
    missed = [(g.conversation.id, s.turn, s.start_char, s.end_char) for g in golds for s in g.sentences
              if s.stage == "goals"]  # fmt: skip
    assert len(worst) == min(20, len(missed))
    assert [(r["id"], r["turn"], r["start_char"], r["end_char"]) for r in worst] == missed[:20]
    assert {(r["stage"], r["said"], r["confidence"]) for r in worst} == {("goals", "other", 1.0)}
    assert all("text" not in r for r in worst)


def test_the_interval_of_verdicts_is_by_conversation(golds: list[GoldConversation]) -> None:
    assert evaluated(golds)["verdicts"]["accuracy_interval"] == [1.0, 1.0]
    assert evaluated(golds[:2])["verdicts"]["accuracy_interval"] is None
    verdicts = evaluated(golds, wrong="goals")["verdicts"]
    low, high = verdicts["accuracy_interval"]
    assert low < verdicts["accuracy"] < high
    assert f"; 95 % by conversation {low:.2f} to {high:.2f}" in verdict_lines(verdicts)


def test_annotators_verdicts_go_before_derived_ones(golds: list[GoldConversation]) -> None:
    told = [replace(golds[0], coverage=dict.fromkeys(CORE_STAGES, "unknown"), premature_pitch=False)]
    result = evaluated(told)
    assert result["verdicts"]["verdicts"] == 0
    assert result["verdicts"]["premature_pitch_accuracy"] == 0.0  # by its labels the call is premature


def test_gold_is_what_a_person_gave(golds: list[GoldConversation]) -> None:
    staged = gold_staged(golds[0])
    assert staged.given.all()
    assert staged.stages == tuple(s.stage for s in golds[0].sentences)
    np.testing.assert_array_equal(staged.probabilities.max(axis=1), 1.0)


def test_a_sentence_cut_elsewhere_is_scored_where_it_overlaps(tmp_path: Path, golds: list[GoldConversation]) -> None:
    """Two labelled halves of one sentence of the tool both get that sentence's label."""
    text = (write_tiny(tmp_path / "c") / "000-bakery.tsv").read_text(encoding="utf-8")
    whole = "0\trep\tother\tother|other\tHi, can you hear me okay?\n"
    assert whole in text
    halves = "0\trep\tother\tother\tHi,\n0\trep\tpitch\tpitch\tcan you hear me okay?\n"
    (tmp_path / "c" / "000-bakery.tsv").write_text(text.replace(whole, halves), encoding="utf-8")
    cut = load_gold(tmp_path / "c")
    result = evaluate_model(cast("FastStageClassifier", Oracle(golds)), cut)
    assert result["all"]["sentences"] == sum(len(g.sentences) for g in golds) + 1
    pitch, other = STAGES.index("pitch"), STAGES.index("other")
    assert result["all"]["confusion"][pitch][other] == 1
    assert result["all"]["accuracy"]["value"] < 1.0
