"""The command line as a user meets it: exit codes, streams, errors in one line, light start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner

from analyzer.cli import app
from analyzer.cli.audit import FailOn, fails
from analyzer.cli.console import emit
from analyzer.cli.schema import schema_text
from analyzer.errors import BadSettingsError
from tests.report.audits import CALL, audit_of, conversation_of

RUNNER = CliRunner()
HEAVY = ("spacy", "sklearn", "pandas")


def run(*args: str, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[bytes]:
    clean = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR", "FORCE_COLOR")}
    root = str(Path(__file__).resolve().parents[2])
    return subprocess.run(
        [sys.executable, "-m", "analyzer", *args],
        capture_output=True,
        cwd=cwd,
        env={**clean, "PYTHONPATH": root, **env},
        timeout=120,
        check=False,
    )


@pytest.fixture
def call(tmp_path: Path) -> Path:
    """A call in the project's own JSON, with names and without roles."""
    turns = [
        {"speaker": t.speaker, "text": t.text, "start": t.start_s, "end": t.end_s} for t in conversation_of(CALL).turns
    ]
    turns[1]["text"] = "Sure, no problem – café [bold]\u202e"
    path = tmp_path / "017-freight.json"
    path.write_text(json.dumps({"id": "017-freight", "turns": turns}), encoding="utf-8")
    return path


@pytest.fixture
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Audit without a trained model, so that the findings are known."""
    monkeypatch.setattr("analyzer.cli.audit.audit_file", lambda *_, **__: audit_of())


def test_text_is_the_default(call: Path) -> None:
    done = run("audit", str(call), "--rep", "Dana", LC_ALL="C", LANG="C", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr
    assert done.stderr == b""
    text = done.stdout.decode("utf-8")
    assert "named as rep by the user" in text
    assert "Say next time" in text
    assert "█" in text
    assert "\x1b" not in text


def test_json_follows_the_printed_schema(call: Path, tmp_path: Path) -> None:
    first = run("audit", str(call), "--format", "json", "--rep", "Dana")
    second = run("audit", str(call), "--format", "json", "--rep", "Dana", "-o", str(tmp_path / "o.json"), cwd=tmp_path)
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert second.stdout == b""
    assert (tmp_path / "o.json").read_bytes() == first.stdout
    data = json.loads(first.stdout)
    jsonschema.Draft202012Validator(json.loads(run("schema").stdout)).validate(data)
    assert data["parse"]["format"] == "json"
    assert [t["text"] for t in data["conversation"]["turns"]][1].endswith("café [bold]\u202e")
    assert str(tmp_path) not in first.stdout.decode("utf-8")


def test_corrections_are_marked(call: Path, tmp_path: Path) -> None:
    table = tmp_path / "fix.csv"
    table.write_text("turn,start_char,end_char,stage,role\n7,0,33,values,\n", encoding="utf-8")
    done = run("audit", str(call), "--format", "json", "--corrections", str(table))
    marked = [s for s in json.loads(done.stdout)["sentences"] if s["corrected"]]
    assert [(s["turn"], s["stage"], s["confidence"]) for s in marked] == [(7, "values", 1.0)]


def test_settings_of_the_working_folder_are_read(call: Path, tmp_path: Path) -> None:
    (tmp_path / "analyzer.toml").write_text("[own]\ncompany = 3\n", encoding="utf-8")
    done = run("audit", str(call), cwd=tmp_path)
    assert done.returncode == 2
    assert b"analyzer.toml: own.company must be a name" in done.stderr


@pytest.mark.usefixtures("no_model")
@pytest.mark.parametrize(("threshold", "code"), [(None, 0), ("high", 1), ("medium", 1)])
def test_fail_on(threshold: str | None, code: int) -> None:
    args = ["audit", "x.json"] + (["--fail-on", threshold] if threshold else [])
    assert RUNNER.invoke(app, args).exit_code == code


def test_fail_on_thresholds() -> None:
    def data(*severities: str) -> dict[str, Any]:
        return {"findings": [{"severity": s} for s in severities]}

    assert not fails(data("medium", "low"), FailOn.high)
    assert fails(data("medium"), FailOn.medium)
    assert fails(data("low", "high"), FailOn.medium)
    assert not fails(data("low"), FailOn.medium)
    assert not fails(data(), FailOn.medium)
    assert not fails(data("high"), None)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("none.vtt", None, "E-MISSING"),
        ("empty.vtt", b"", "E-EMPTY"),
        ("pdf.txt", b"%PDF-1.4 \x00\x01", "E-BINARY"),
        ("cut.json", b'{"turns": [{"speaker": "A", "te', "E-"),
        ("evil\x1b[31m.json", b"{", "E-"),
    ],
)
@pytest.mark.parametrize("command", ["audit", "inspect"])
def test_bad_input_is_one_line_and_exit_2(
    tmp_path: Path, command: str, name: str, content: bytes | None, code: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    done = run(command, str(path))
    message = done.stderr.decode("utf-8")
    assert done.returncode == 2
    assert done.stdout == b""
    assert message.startswith("error: ")
    assert message.count("\n") == 1
    assert code in message
    assert "\x1b" not in message
    assert str(tmp_path) not in message


@pytest.mark.parametrize(
    "args",
    [
        ("nothing",),
        ("audit",),
        ("audit", "a.vtt", "--format", "html"),
        ("audit", "a.vtt", "--fail-on", "low"),
        ("audit", "a.vtt", "--unknown"),
    ],
)
def test_usage_errors_are_exit_2(args: tuple[str, ...]) -> None:
    result = RUNNER.invoke(app, list(args))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr


def test_bad_options_are_one_line(call: Path, tmp_path: Path) -> None:
    for args in (
        ("audit", str(call), "--rep", "Nobody"),
        ("audit", str(call), "--model", str(tmp_path / "none")),
        ("audit", str(call), "--as", "docx9"),
        ("inspect", str(call), "-o", str(tmp_path / "no" / "where")),
        ("schema", "-o", str(tmp_path)),
    ):
        done = run(*args)
        assert done.returncode == 2, args
        assert done.stdout == b""
        assert done.stderr.startswith(b"error: ")
        assert done.stderr.count(b"\n") == 1


def test_inspect_shows_the_reading(call: Path) -> None:
    done = run("inspect", str(call), "--rep", "Dana")
    text = done.stdout.decode("utf-8")
    assert done.returncode == 0, done.stderr
    assert "15 units → 15 turns" in text
    assert "named as rep by the user" in text
    assert "the other one of two" in text
    data = json.loads(run("inspect", str(call), "--format", "json").stdout)
    assert list(data) == ["schema_version", "parse", "conversation"]
    assert [p["name"] for p in data["conversation"]["participants"]] == ["Dana", "Gail"]


def test_schema_prints_what_ships() -> None:
    done = run("schema")
    assert done.returncode == 0
    assert done.stdout.decode("utf-8") == schema_text()


@pytest.mark.skipif(os.name == "nt", reason="pipes close differently")
def test_a_closed_pipe_is_quiet() -> None:
    root = str(Path(__file__).resolve().parents[2])
    read_end, write_end = os.pipe()
    os.close(read_end)
    done = subprocess.run(
        [sys.executable, "-m", "analyzer", "schema"],
        stdout=write_end,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": root},
        check=False,
    )
    os.close(write_end)
    assert done.stderr == b""
    assert done.returncode == 0


def test_emit_replaces_a_file_and_refuses_a_folder(tmp_path: Path) -> None:
    out = tmp_path / "a.json"
    out.write_text("old and long")
    emit("é\n", out)
    assert out.read_bytes() == "é\n".encode()
    with pytest.raises(BadSettingsError, match="E-OUTPUT"):
        emit("x", tmp_path)


@pytest.mark.parametrize(
    "args", [[], ["--help"], ["--version"], ["audit", "--help"], ["inspect", "--help"], ["schema"], ["train", "--help"]]
)
def test_help_is_light(args: list[str]) -> None:
    program = (
        "import sys\n"
        "import analyzer\n"
        "from analyzer.cli import main\n"
        f"sys.argv = ['analyzer', *{args!r}]\n"
        "try:\n    main()\n"
        "except SystemExit:\n    pass\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1] == "[]"


def test_import_is_light() -> None:
    program = f"import sys, analyzer\nprint([m for m in (*{HEAVY!r}, 'numpy', 'typer', 'rich') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("command", ["audit", "inspect"])
def test_who_is_who_is_told_by_options(tmp_path: Path, command: str) -> None:
    call = tmp_path / "call.json"
    said = [("Ana", "ana@own.example"), ("Tom", "tom@acme.example"), ("Kim", None)]
    rows = [{"speaker": {"name": name, "email": email}, "text": "Good morning to you."} for name, email in said]
    call.write_text(json.dumps({"transcriptCreateUtterances": rows}), encoding="utf-8")
    known = tmp_path / "speakers.toml"
    known.write_text('[prospect]\nnames = ["Kim"]\n', encoding="utf-8")
    arguments = [command, str(call), "--our-domain", "own.example", "--speakers", str(known), "--format", "json"]
    done = RUNNER.invoke(app, arguments)
    assert done.exit_code == 0, done.stderr
    people = json.loads(done.stdout)["conversation"]["participants"]
    assert [(p["name"], p["role"]) for p in people] == [("Ana", "rep"), ("Tom", "prospect"), ("Kim", "prospect")]
    wrong = RUNNER.invoke(app, [command, str(call), "--our-domain", "own"])
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert "'own' is no e-mail domain" in wrong.stderr
