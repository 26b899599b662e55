"""``analyzer convert``: the file, what is said on stderr, and files that are not replaced unasked."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from analyzer import read
from analyzer.cli import app
from analyzer.cli.convert import convert_file

RUNNER = CliRunner()


@pytest.fixture
def call(tmp_path: Path) -> Path:
    path = tmp_path / "call.txt"
    path.write_text(
        "Rep (0:01):\nHi there.\n\nProspect (0:05):\n=Nine days.\n\nRep (0:09):\nGo on.\n", encoding="utf-8"
    )
    return path


@pytest.mark.parametrize("extension", [".vtt", ".json", ".csv", ".md", ".VTT"])
def test_converts(call: Path, extension: str) -> None:
    out = call.with_suffix(extension)
    done = RUNNER.invoke(app, ["convert", str(call), "-o", str(out)])
    assert (done.exit_code, done.stdout) == (0, "")
    words = [(turn.speaker, turn.text, turn.role, turn.start_s) for turn in read(out)[0].turns]
    assert words == [
        ("Rep", "Hi there.", "rep", 1.0),
        ("Prospect", "=Nine days.", "prospect", 5.0),
        ("Rep", "Go on.", "rep", 9.0),
    ]
    invented = "times that nobody knows are written all the same: 3 turns"
    assert done.stderr == (f"{out.name}: not kept: {invented}\n" if extension.lower() == ".vtt" else "")


def test_nothing_is_replaced_unasked(call: Path) -> None:
    out = call.with_suffix(".csv")
    out.write_text("mine", encoding="utf-8")
    done = RUNNER.invoke(app, ["convert", str(call), "-o", str(out)])
    assert done.exit_code == 2
    assert done.stderr == "error: call.csv: the file exists. Give --force to replace it. [E-OUTPUT]\n"
    assert out.read_text(encoding="utf-8") == "mine"
    convert_file(call, out, force=True)
    assert out.read_text(encoding="utf-8").startswith("turn,speaker,role")


@pytest.mark.parametrize(("name", "part"), [("x.docx", "Use .vtt"), ("none/x.csv", "cannot be written"), ("", "Use")])
def test_outputs_that_cannot_be(call: Path, name: str, part: str) -> None:
    done = RUNNER.invoke(app, ["convert", str(call), "-o", str(call.parent / name)])
    assert done.exit_code == 2
    assert part in done.stderr
    assert "E-OUTPUT" in done.stderr
    assert str(call.parent) not in done.stderr
