"""The package as it is installed: light to import, complete in a wheel, true to its README."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = ("spacy", "sklearn", "pandas", "numpy", "scipy")


def run(*args: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1"}
    return subprocess.run(args, cwd=cwd, env=environment, text=True, capture_output=True, check=False)


INVOKE = (
    "from analyzer.cli import app; from typer.testing import CliRunner; "
    "assert not CliRunner().invoke(app, {}).exit_code"
)


@pytest.mark.parametrize("code", ["import analyzer", INVOKE.format(["--help"]), INVOKE.format(["audit", "--help"])])
def test_import_and_help_load_nothing_heavy(code: str) -> None:
    done = run(sys.executable, "-c", f"{code}\nimport sys\nprint([m for m in {HEAVY!r} if m in sys.modules])")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def test_readme_shows_what_the_command_prints() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"<!-- sample output begins -->\n```text\n(.*?)\n```\n", readme, re.DOTALL)
    assert shown is not None
    done = run(sys.executable, "-m", "analyzer", "audit", "corpus/sample/first-meeting.vtt")
    assert done.returncode == 0, done.stderr
    assert shown[1].rstrip() == "\n".join(line.rstrip() for line in done.stdout.rstrip().split("\n"))


@pytest.mark.slow
def test_wheel_audits_in_an_empty_environment(tmp_path: Path) -> None:
    """Build the wheel, install it where nothing else is, and audit from another folder."""
    built = run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path))
    assert built.returncode == 0, built.stderr
    [wheel] = tmp_path.glob("*.whl")
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    installed = run(str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel))
    assert installed.returncode == 0, installed.stderr
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "call.vtt").write_bytes((ROOT / "corpus" / "sample" / "first-meeting.vtt").read_bytes())
    command = str(tmp_path / "env" / "bin" / "analyzer")
    done = run(command, "audit", "call.vtt", "--format", "json", cwd=elsewhere)
    assert done.returncode == 0, done.stderr
    from_wheel = json.loads(done.stdout)
    assert len(from_wheel["sentences"]) > 50
    here = run(sys.executable, "-m", "analyzer", "audit", str(elsewhere / "call.vtt"), "--format", "json")
    assert json.loads(here.stdout) == from_wheel


def test_data_card_counts_what_is_there() -> None:
    card = (ROOT / "corpus" / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"<!-- counts begin -->\n(.*?)<!-- counts end -->", card, re.DOTALL)
    assert shown is not None
    done = run(sys.executable, "-m", "analyzer", "corpus", "stats", "corpus/conversations")
    assert shown[1] == done.stdout


def test_model_card_is_of_this_model_and_this_corpus() -> None:
    meta = json.loads((ROOT / "models" / "fast" / "meta.json").read_text(encoding="utf-8"))
    card = (ROOT / "models" / "fast" / "README.md").read_text(encoding="utf-8")
    assert meta["weights_sha256"][:16] in card
    assert meta["trained_on"]["sha256"][:16] in card
    assert f"{meta['trained_on']['sentences']:,} labelled sentences" in (ROOT / "corpus" / "README.md").read_text(
        "utf-8"
    )
