"""What a team takes out of a store: exports, comparisons, calls to listen to."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from analyzer.cli import app
from analyzer.team.export import neutral, write_csv
from tests.team.calls import write_call, write_calls


def run(*args: str) -> str:
    done = CliRunner().invoke(app, list(args))
    assert done.exit_code in (0, 2), done.output
    return done.stdout


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("team")
    write_calls(folder / "in", 6)
    write_call(folder / "in" / "again.txt", 100)
    (folder / "in" / "broken.vtt").write_text("nothing")
    run("batch", str(folder / "in"), "-o", str(folder / "out"), "--model", "fast", "--workers", "1")
    return folder / "out"


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(tmp_path: Path, value: str) -> None:
    write_csv(tmp_path / "x.csv", ["a", "b"], [{"a": value, "b": -1.5}])
    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as file:
        [row] = list(csv.DictReader(file))
    assert row["a"][0] not in "=+-@\t\r"
    assert row["b"] == "-1.5"
    assert neutral("Dana") == "Dana"


@pytest.mark.parametrize("form", ["csv", "parquet", "xlsx"])
def test_exports_hold_every_call(team: Path, tmp_path: Path, form: str) -> None:
    run("team", "export", str(team), "-o", str(tmp_path), "--format", form)
    read = {"csv": pd.read_csv, "parquet": pd.read_parquet, "xlsx": pd.read_excel}[form]
    [path] = [p for p in tmp_path.iterdir() if p.suffix == f".{form}" and (form == "xlsx" or p.stem == "calls")]
    calls = read(path)  # type: ignore[operator]
    assert len(calls) == 7
    assert calls["duplicate_of"].notna().sum() == 1
    assert set(calls["next_step_outcome"]) <= {"none", "declined", "deferred", "hedged", "agreed", "agreed_dated"}


def test_the_summary_leaves_duplicates_out_and_ranks_nobody_on_few_calls(team: Path) -> None:
    table = json.loads(run("team", "summary", str(team), "--format", "json"))
    [covered] = [r for r in table if r["quantity"] == "values_covered" and r["rep"] is None]
    assert covered["calls"] == 6
    assert covered["low"] < covered["value"] <= covered["high"]
    assert not any(r["differs"] for r in table)


def test_triage_says_why(team: Path) -> None:
    text = run("team", "triage", str(team))
    assert "call-" in text
    assert run("team", "trends", str(team))
    assert run("team", "accounts", str(team)) is not None
