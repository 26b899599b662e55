"""Every service's JSON is read as its rows say: speakers, sides, words, order, times, warnings, and refusals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analyzer.errors import BadSettingsError
from analyzer.transcripts import read
from analyzer.transcripts.registry import FORMATS, named
from tests.transcripts.vendors import clouds, engines, lists, meetings, phones
from tests.transcripts.vendors.cases import Case, Refusal, check, check_refusal, load, written

MODULES = (meetings, phones, clouds, engines, lists)
READ = [case for module in MODULES for case in module.READ]
REFUSED = [case for module in MODULES for case in module.REFUSED]


@pytest.mark.parametrize("case", READ, ids=lambda case: f"{case.format}: {case.name}")
def test_read(tmp_path: Path, case: Case) -> None:
    check(tmp_path, case)


@pytest.mark.parametrize("refusal", REFUSED, ids=lambda case: f"{case.format}: {case.name}")
def test_refused(tmp_path: Path, refusal: Refusal) -> None:
    check_refusal(tmp_path, refusal)


def test_every_format_of_json_has_three_cases() -> None:
    for fmt in FORMATS:
        if fmt.family == "json" and fmt.name != "json":
            read, refused = ([case.format for case in table].count(fmt.name) for table in (READ, REFUSED))
            assert read >= 2, fmt.name
            assert refused >= 1, fmt.name


@pytest.mark.parametrize("case", READ, ids=lambda case: f"{case.format}: {case.name}")
def test_no_address_and_no_key_is_kept(tmp_path: Path, case: Case) -> None:
    conversation, report = load(tmp_path, case.document)
    said = json.dumps([dict(conversation.metadata), report.to_dict()])
    for secret in ("://", "sig=", "token", "@"):
        assert secret not in said


def test_what_the_service_measured_is_kept_and_compared(tmp_path: Path) -> None:
    case = next(case for case in READ if case.format == "aws-tca")
    told = {"TalkTime": {"TotalTimeMillis": 4000}}
    assert load(tmp_path, case.document)[0].metadata["ConversationCharacteristics"] == told
    more = {**case.document, "ConversationCharacteristics": {"TalkTime": {"TotalTimeMillis": 9000}}}
    [warning] = load(tmp_path, more)[1].warnings
    assert "more talk than the turns hold" in warning.message


def test_plain_facts_are_kept_and_summaries_are_not_speech(tmp_path: Path) -> None:
    document = {
        "title": "Intro call",
        "summary": "They talked about nine days.",
        "status": "completed",
        "segments": [{"start": 0.5, "end": 6.0, "text": "Hi.", "speaker": "A1"}],
    }
    conversation, report = load(tmp_path, document)
    assert conversation.metadata == {"title": "Intro call", "status": "completed"}
    assert [(note.where, note.what) for note in report.dropped] == [("summary", "summary (not speech)")]
    assert [turn.text for turn in conversation.turns] == ["Hi."]


@pytest.mark.parametrize(
    ("document", "part"),
    [
        (
            {"status": "InProgress", "response": {"utterances": [{"speakerId": 1, "text": "Hi."}]}},
            "RingCentral reports",
        ),
        ({"name": "operations/1", "done": False}, '"status": running'),
        ({"detail": "Not found."}, '"detail": Not found.'),
        ({"error": {"message": "Key sk-123 of ana@own.example is bad"}}, '"error": Key of is bad.'),
    ],
)
def test_jobs_that_are_not_done(tmp_path: Path, document: object, part: str) -> None:
    check_refusal(tmp_path, Refusal("", "", document, "E-PROVIDER", part))


@pytest.mark.parametrize(
    ("alias", "name"), [("openphone", "quo"), ("video-indexer", "azure-batch"), (".GONG", "gong"), ("webvtt", "vtt")]
)
def test_formats_have_other_names(alias: str, name: str) -> None:
    assert named(alias).name == name


def test_a_name_that_no_format_has(tmp_path: Path) -> None:
    with pytest.raises(
        BadSettingsError, match=r"no format 'deepgrm'\. Do you mean deepgram\? Known: docx, xlsx, json, fireflies"
    ):
        read(written(tmp_path, []), as_format="deepgrm")


def test_the_readme_names_every_format_and_their_number() -> None:
    readme = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
    names = {fmt.name for fmt in FORMATS if fmt.family == "json"} - {"json"}
    assert {name for name in names if f"`{name}`" not in readme} == set()
    assert f"[{len(names - {'generic'})} services and engines]" in readme
