from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from analyzer.cli import app
from analyzer.cli.audit import audit_file
from analyzer.content import content
from analyzer.conversation import CORE_STAGES
from analyzer.errors import BadSettingsError
from analyzer.ladders.cues import cues
from analyzer.plan import Plan, Planned, asked_of, plan_of, questions_for, read_plan, trades
from analyzer.plan.asked import ENOUGH, likeness
from analyzer.report.terminal import render
from tests.builders import Line, call
from tests.report.audits import audit_of
from tests.report.test_terminal import shown

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "corpus/sample/first-meeting.vtt"


def test_the_bank_has_questions_for_every_conversation_and_a_dozen_trades() -> None:
    assert len(trades()) >= 12
    for trade in (None, *trades()):
        questions = questions_for(trade, product="Blueprint", account="Harker Haulage")
        assert list(questions) == list(CORE_STAGES)
        assert all(len(questions[stage]) >= 4 for stage in CORE_STAGES)
        said = [q for own in questions.values() for q in own]
        assert len(set(said)) == len(said)
        assert not any("{" in q for q in said)


def test_a_question_whose_slot_is_empty_is_left_out() -> None:
    with_name = questions_for("software", product="Blueprint")["goals"]
    assert any("Blueprint" in q for q in with_name)
    assert len(questions_for("software")["goals"]) == len(with_name) - 1


def test_an_unknown_trade_is_refused_with_those_there_are() -> None:
    with pytest.raises(BadSettingsError, match=r"'alchemy' has no questions.*logistics"):
        questions_for("alchemy")


def test_every_intent_is_a_list_of_patterns() -> None:
    for name in content("intents"):
        assert cues("intents", name)


def test_a_plan_is_read_back(tmp_path: Path) -> None:
    plan = plan_of(trade="Logistics", product="*Blueprint* <b>", account="Harker & Sons #1")
    file = tmp_path / "plan.md"
    file.write_text(plan.to_markdown(), encoding="utf-8")
    again = read_plan(file)
    assert again.title == "Harker & Sons #1"
    assert [(q.stage, q.text) for q in again.questions] == [(q.stage, q.text) for q in plan.questions]


def test_a_plan_written_by_hand_is_read(tmp_path: Path) -> None:
    file = tmp_path / "plan.md"
    file.write_text("# Monday\n\nBring samples.\n\n## Goals\n\n* [x] By when?\n- How many?\n\n## Mine\n\n- Coffee\n")
    assert read_plan(file) == Plan("plan", (Planned("goals", "By when?"), Planned("goals", "How many?")))


@pytest.mark.parametrize("data", [b"", b"# Plan\n\n- a bullet under no stage\n", b"\xff\xfe\x00bad"])
def test_what_is_no_plan_is_refused(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "plan.md"
    file.write_bytes(data)
    with pytest.raises(BadSettingsError, match="E-PLAN"):
        read_plan(file)
    with pytest.raises(BadSettingsError, match="E-PLAN"):
        read_plan(tmp_path / "none.md")


def test_what_was_left_open_comes_first() -> None:
    audit = audit_of().to_dict()
    plan = plan_of(after=audit)
    firsts = {stage: next(q for q in plan.questions if q.stage == stage) for stage in CORE_STAGES}
    left = {f["stage"]: f["say_next"] for f in audit["findings"] if f["name"] in ("skipped", "asked_only")}
    assert left
    for stage, question in left.items():
        own = [q for q in plan.questions if q.stage == stage and q.why is not None]
        assert question in {q.text for q in own}
        assert firsts[stage].why is not None
    with pytest.raises(BadSettingsError, match="E-AFTER"):
        plan_of(after={"conversation": {}})


def pairs() -> list[tuple[str, str, bool]]:
    rows = (Path(__file__).parent / "pairs.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return [(planned, asked, same == "yes") for _, planned, asked, same in (row.split("\t") for row in rows)]


def test_questions_are_known_by_what_they_are_after() -> None:
    # the questions of the pairs are of their stages, as the stage model would say with some doubt
    judged = [(0.65 * likeness(planned, asked) + 0.35 * 0.8 >= ENOUGH, same) for planned, asked, same in pairs()]
    said, right = sum(j for j, _ in judged), sum(j and s for j, s in judged)
    assert right / said >= 0.95
    assert right / sum(s for _, s in judged) >= 0.9


ASKED: list[Line] = [
    ("rep", "realities", "How does that work at the moment?"),
    ("prospect", "realities", "My brother types it all in at night."),
    ("prospect", "realities", "And then it's wrong half the time."),
    ("rep", "values", "Why does that matter to you?"),
    ("prospect", "values", "He's got small kids."),
]


def test_what_was_asked_is_told_with_its_answer() -> None:
    plan = (
        Planned("values", "What's important about this to you?"),
        Planned("realities", "Walk me through how it works today, from the beginning."),
        Planned("implement", "Who decides, and how have you decided on such things before?"),
    )
    important, today, decides = asked_of(call(*ASKED), plan)
    assert important.question is not None
    assert important.question.text == "Why does that matter to you?"
    assert [e.text for e in important.answer] == ["He's got small kids."]
    assert today.question is not None
    assert [e.sentence for e in today.answer] == [1, 2]
    assert decides.question is None
    assert decides.answer == ()


def test_one_question_of_the_reps_answers_for_one_of_the_plan() -> None:
    twice = (
        Planned("values", "What's important about this to you?"),
        Planned("values", "Why is that important to you?"),
    )
    found = [a for a in asked_of(call(*ASKED), twice) if a.question is not None]
    assert len(found) == 1


def test_the_commands(tmp_path: Path) -> None:
    settings, plan = tmp_path / "plan.toml", tmp_path / "plan.md"
    settings.write_text('trade = "events"\nproduct = "a cruise"\n')
    done = CliRunner().invoke(app, ["plan", "--file", str(settings), "-o", str(plan)])
    assert done.exit_code == 0, done.output
    data: dict[str, Any] = audit_file(SAMPLE, plan=plan, model="fast").to_dict()
    questions = data["plan"]["questions"]
    asked = [q for q in questions if q["asked"] is not None]
    assert 0 < len(asked) < len(questions)
    assert f"{len(asked)} of {len(questions)} planned questions asked" in shown(data, draw=render)
    settings.write_text("trade = 3\n")
    done = CliRunner().invoke(app, ["plan", "--file", str(settings)])
    assert done.exit_code == 2
    bad = tmp_path / "audit.json"
    bad.write_text(json.dumps([1]))
    assert CliRunner().invoke(app, ["plan", "--after", str(bad)]).exit_code == 2
