from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from analyzer.cli import app
from analyzer.report.brief import brief_markdown
from tests.report.audits import CALL, Line, audit_of
from tests.report.test_data import variants

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = "corpus/sample/first-meeting.vtt"
QUOTED = re.compile(r"“(.*?)” \(")


@pytest.mark.parametrize("number", range(6))
def test_every_quote_was_said(number: int) -> None:
    audit = variants()[number]
    said = " ".join(" ".join(t.text.split()) for t in audit.conversation.turns)
    quotes = QUOTED.findall(brief_markdown(audit.to_dict()))
    plain = [re.sub(r"\\(.)", r"\1", q) for q in quotes]
    assert all(quote in said for quote in plain)


def test_what_was_raised_stands_with_what_became_of_it() -> None:
    audit = audit_of()
    data = audit.to_dict()
    assert data["raised"]
    text = brief_markdown(data)
    for raised in data["raised"]:
        assert raised["evidence"]["text"][:20] in text
    assert text.count("taken up: “") == sum(r["heard"] is True for r in data["raised"])
    assert text.count("**passed over**") == sum(r["heard"] is False for r in data["raised"])
    assert "## Still open" in text
    assert "> Dear Gail," in text


def test_marks_of_the_transcript_do_not_become_markdown() -> None:
    told = "Half the lorries are late, *nine* <b>times</b> of [ten](x), it's a nightmare."
    lines: list[Line] = [*CALL[:4], ("prospect", "realities", told, *CALL[4][3:]), *CALL[5:]]
    text = brief_markdown(audit_of(lines).to_dict())
    assert "\\*nine\\* \\<b\\>times\\</b\\> of \\[ten\\](x)" in text


def test_nothing_raised_is_said() -> None:
    data = audit_of().to_dict()
    data["raised"], data["goals"] = [], []
    text = brief_markdown(data)
    assert "Nothing was found" in text
    assert "No goal was named." in text


def test_the_command(tmp_path: Path) -> None:
    out = tmp_path / "brief.md"
    done = CliRunner().invoke(
        app, ["brief", str(ROOT / "corpus/sample/first-meeting.vtt"), "-o", str(out), "--model", "fast"]
    )
    assert done.exit_code == 0, done.output
    text = out.read_text(encoding="utf-8")
    assert text.startswith("# After the call: first-meeting\n")
    assert "> Dear Jill," in text
