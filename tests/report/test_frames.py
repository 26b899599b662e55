"""Frames: stable columns and types, one row each, the same numbers as the data dict."""

from __future__ import annotations

import pandas as pd
import pytest

from analyzer.report import frames
from analyzer.suitability import Suitability
from tests.report.audits import CALL, audit_of, without_roles

KINDS = [
    (frames.sentences_frame, frames.SENTENCE_COLUMNS),
    (frames.turns_frame, frames.TURN_COLUMNS),
    (frames.measures_frame, frames.MEASURE_COLUMNS),
    (frames.findings_frame, frames.FINDING_COLUMNS),
    (frames.goals_frame, frames.GOAL_COLUMNS),
]


@pytest.mark.parametrize("number", range(5))
def test_columns_and_types_never_change(number: int) -> None:
    make, columns = KINDS[number]
    audits = [
        audit_of(),
        audit_of(timed=False, holds_if={"rep": "Dana"}),
        audit_of(medium="notes", names={}, timed=False),
        without_roles(audit_of()),
        audit_of(CALL[:1], suitability=Suitability("too_short", 1.0, ())),
    ]
    made = [make(audit) for audit in audits]
    for frame in made:
        assert list(frame.columns) == list(columns)
        assert [str(t) for t in frame.dtypes] == list(columns.values())
    both = pd.concat(made, ignore_index=True)
    assert [str(t) for t in both.dtypes] == list(columns.values())


def test_rows_agree_with_the_data() -> None:
    audit = audit_of()
    data = audit.to_dict()
    sentences, turns = frames.sentences_frame(audit), frames.turns_frame(audit)
    assert len(sentences) == len(data["sentences"])
    assert list(sentences["stage"]) == [s["stage"] for s in data["sentences"]]
    assert sentences.filter(like="p_").sum(axis=1).sub(1).abs().max() < 0.001
    assert list(turns["words"]) == [t.words for t in audit.conversation.turns]
    by_role = turns.groupby("role")["talk_s"].sum()
    assert by_role["prospect"] == pytest.approx(data["measures"]["talk_time"]["prospect"]["value"], abs=0.01)
    pd.testing.assert_frame_equal(sentences, frames.sentences_frame(data))


def test_measures_are_keyed_by_stage_role_and_kind() -> None:
    frame = frames.measures_frame(audit_of())
    shares = frame[frame["measure"] == "stage_share"]
    assert shares["value"].sum() == pytest.approx(1.0, abs=0.001)
    assert set(shares["stage"]) >= {"values", "pitch", "other"}
    assert set(shares["role"]) == {"rep", "prospect"}
    assert shares["kind"].isna().all()
    kinds = frame[frame["measure"] == "question_kinds"]
    assert set(kinds["kind"]) == {"open", "closed", "statement"}
    asked = frame[frame["measure"] == "questions"].set_index("role")["value"]
    assert kinds.groupby("role")["value"].sum().to_dict() == asked.to_dict()
    assert not frame.duplicated(["measure", "stage", "role", "kind"]).any()


def test_findings_quote_and_condition() -> None:
    frame = frames.findings_frame(audit_of(holds_if={"rep": "Dana", "prospect": "Gail"}))
    premature = frame[frame["finding"] == "premature_pitch"].iloc[0]
    assert premature["quote_speaker"] == "Dana"
    assert premature["quote_turn"] == 2
    assert premature["quotes"] >= 3
    assert set(frame["holds_if"]) == {'{"prospect": "Gail", "rep": "Dana"}'}
    absent = frame[frame["finding"] == "skipped"].iloc[0]
    assert pd.isna(absent["quote"])
    assert absent["due_turn"] == 2
