from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from analyzer.cli.audit import audit_file
from analyzer.conversation import CORE_STAGES
from analyzer.earlier import CoveredEarlier, Earlier, covered_earlier, read_earlier
from analyzer.errors import BadSettingsError
from analyzer.figures import figures_of
from analyzer.findings import findings_of, verdict_of
from analyzer.ladders import ladders_of
from analyzer.measures import measures_of
from analyzer.measures.coverage import coverage_of
from tests.builders import Line, padded
from tests.findings.test_findings import rich
from tests.findings.test_ladder_findings import PROPOSAL
from tests.report.audits import audit_of

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "corpus/sample/first-meeting.vtt"


def first_meeting(**changes: Any) -> dict[str, Any]:
    data = audit_of().to_dict()
    data["conversation"] |= {"date": "2026-03-02", "account": "Harker Haulage", **changes}
    return data


def test_what_an_audit_covered() -> None:
    data = first_meeting()
    earlier = Earlier.of(data)
    covered = {stage for stage in CORE_STAGES if data["coverage"][stage]["verdict"] == "covered"}
    assert set(earlier.covered) == covered != set()
    for stage in covered:
        assert earlier.covered[stage].date == "2026-03-02"
        assert earlier.covered[stage].text == data["coverage"][stage]["evidence"][0]["text"]


def test_a_third_meeting_knows_the_first() -> None:
    data = first_meeting()
    data["coverage"]["values"]["earlier"] = {
        "conversation": "first", "date": "2026-01-01", "text": "For my kids.", "speaker": "Gail", "confidence": 0.9,
    }  # fmt: skip
    assert Earlier.of(data).covered["values"] == CoveredEarlier("first", "2026-01-01", "For my kids.", "Gail", 0.9)


def known(*stages: str) -> dict[Any, CoveredEarlier]:
    return {s: CoveredEarlier("first", "2026-01-01", "For my kids.", "Gail", 0.9) for s in CORE_STAGES if s in stages}


@pytest.mark.parametrize(
    ("lines", "finding", "earlier"),
    [
        (rich("goals", "realities"), ("skipped", "values"), "values"),
        ([*rich("goals"), ("rep", "realities", "How is it?")], ("asked_only", "realities"), "realities"),
        ([("prospect", "values", "It is all about my father's firm.")], ("shallow", "values"), "values"),
        ([("rep", "pitch", "We do that for you.")] * 3, ("premature_pitch", "pitch"), "goals"),
        ([*rich("goals", "realities"), *rich("values")], ("out_of_order", "values"), "values"),
        (
            [
                PROPOSAL,
                ("prospect", "next_step", "Yes, Tuesday at ten, I'll have it ready."),
                *rich("realities", "goals"),
            ],
            ("out_of_order", "next_step"),
            "goals realities",
        ),
        (
            [PROPOSAL, ("prospect", "next_step", "Yes, Tuesday at ten, I'll have the list ready for you.")],
            ("no_implement_check", "implement"),
            "implement",
        ),
    ],
)
def test_what_was_covered_earlier_is_not_missing_now(lines: list[Line], finding: tuple[str, str], earlier: str) -> None:
    staged = padded(*lines)
    ladders, coverage = ladders_of(staged, figures_of(staged.segmented)), coverage_of(staged)
    measures = measures_of(staged, ladders.goals)
    without = findings_of(staged, coverage, measures, ladders)
    assert finding in {(f.name, f.stage) for f in without}
    met = known(*earlier.split())
    found = findings_of(staged, coverage, measures, ladders, met)
    assert finding not in {(f.name, f.stage) for f in found}
    assert {(f.name, f.stage) for f in found} <= {(f.name, f.stage) for f in without} | {("retrace", "realities")}
    told = verdict_of(coverage, found, met)
    missing = [s for s in met if coverage[s].verdict != "covered"]
    assert ("in an earlier meeting" in told) is bool(missing)


def test_the_last_meeting_that_covered_a_stage_counts() -> None:
    call = replace(audit_of().conversation, date="2026-05-01", account="Harker Haulage")
    one, two = (
        Earlier(name, date, "Harker Haulage", {"values": CoveredEarlier(name, date, "x", None, 1.0)})
        for name, date in (("b", "2026-02-01"), ("a", "2026-03-01"))
    )
    assert covered_earlier(call, [two, one])["values"].conversation == "a"
    assert covered_earlier(call, ()) == {}


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"account": "Other Ltd"}, "is of 'Other Ltd'"), ({"date": "2026-06-01"}, "took place on 2026-06-01, after")],
)
def test_another_account_or_a_later_date_is_refused(changes: dict[str, str], message: str) -> None:
    call = replace(audit_of().conversation, date="2026-05-01", account="Harker Haulage")
    with pytest.raises(BadSettingsError, match=message):
        covered_earlier(call, [Earlier.of(first_meeting(**changes))])


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"conversation": 3}', "nonsense", "[" * 100_000])
def test_what_is_no_audit_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "earlier.json"
    file.write_text(text)
    with pytest.raises(BadSettingsError, match=r"E-AFTER"):
        read_earlier(file)
    with pytest.raises(BadSettingsError, match=r"E-AFTER"):
        read_earlier(tmp_path / "missing.json")


def test_the_command_shows_them(tmp_path: Path) -> None:
    file = tmp_path / "earlier.json"
    data = first_meeting(account=None)
    data["coverage"]["implement"] = data["coverage"]["realities"]
    file.write_text(json.dumps(data))
    audit = audit_file(SAMPLE, after=[file], model="fast").to_dict()
    assert audit["coverage"]["implement"]["earlier"]["date"] == "2026-03-02"
    assert not [f for f in audit["findings"] if f["stage"] == "implement" and f["name"] in ("skipped", "asked_only")]
    assert "premature_pitch" not in {f["name"] for f in audit["findings"]}
