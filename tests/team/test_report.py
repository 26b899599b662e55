"""The page of a team: its numbers are those of the frames, and names stay away where they are asked to."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from analyzer.cli import app
from analyzer.cli.team import report
from analyzer.errors import BadSettingsError
from analyzer.team.audits import audits_in, store_of_audits
from analyzer.team.page import report_data
from analyzer.team.page.names import Names
from analyzer.team.population import population
from analyzer.team.store import Store
from tests.report.test_page import Reader
from tests.team.calls import LINES, write_call

REPS = ("Dana Reed", "Tom Oakley", "Xaver Quill")


def run(*args: str) -> str:
    done = CliRunner().invoke(app, list(args))
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("team")
    (folder / "in").mkdir()
    for n in range(24):
        rep = REPS[0 if n < 11 else 1 if n < 22 else 2]
        turns = []
        for k, line in enumerate(LINES):
            if n % 4 == 0 and k in (4, 5):
                continue  # no talk of values
            ours, text = line.startswith("Dana"), line.partition(": ")[2].format(n=100 + n, m=107 + n)
            who = {"speaker": rep if ours else "Jill", "role": "rep" if ours else "prospect"}
            turns.append({**who, "text": text, "start": 9.0 * k, "end": 9.0 * k + 8})
        day = f"2026-0{1 + n % 6}-1{n % 9}"
        call = {"id": f"call-{n}", "date": day, "rep": rep, "account": f"A{n}", "turns": turns}
        (folder / "in" / f"{rep.split()[0].lower()}-{n:02d}.json").write_text(json.dumps(call))
    (folder / "in" / "empty.txt").write_text("")
    done = CliRunner().invoke(
        app, ["batch", str(folder / "in"), "-o", str(folder / "out"), "--model", "fast", "--workers", "1"]
    )
    assert done.exit_code == 2, done.output  # the empty file
    return folder / "out"


def test_the_page_shows_the_numbers_of_the_frames(team: Path, tmp_path: Path) -> None:
    run("team", "report", str(team), "-o", str(tmp_path / "team.html"))
    html = (tmp_path / "team.html").read_text(encoding="utf-8")
    page = Reader(html)
    text = " ".join(page.text.split())
    with Store.open(team, create=False) as store:
        data = report_data(store, population(store))
    assert [rep["name"] for rep in data["reps"]] == list(REPS)
    for rep in data["reps"]:
        assert f"{rep['name']} {rep['calls']} calls" in text
    few = data["reps"][2]
    assert few["rows"]["values_covered"]["why"] in text
    assert few["rows"]["values_covered"]["differs"] is None
    assert "1 that could not be analysed" in text
    rate = data["team"]["values_skipped"]["value"]
    assert 0 < rate < 1
    assert f"{rate:.0%} of 24" in text
    for row in data["triage"]:
        assert row["why"] in text
    assert len(re.findall(r'class="item call"', html)) == 24
    assert "Not for employment decisions" in text
    assert not re.findall(r"https?://|@import|url\(", html)


def test_every_interval_lies_about_its_rate(team: Path) -> None:
    with Store.open(team, create=False) as store:
        data = report_data(store, population(store))
    rungs = [row for rep in data["reps"] for rows in rep["ladders"].values() for row in rows]
    assert len(rungs) == 3 * (5 + 6 + 6)
    for row in rungs:
        assert row["low"] - 1e-9 <= row["calls"] / row["of"] <= row["high"] + 1e-9
    for rep in data["reps"]:
        for ladder in rep["ladders"].values():
            assert sum(row["calls"] for row in ladder) == ladder[0]["of"] <= rep["calls"]


@pytest.mark.parametrize("kind", ["codes", "initials"])
def test_no_name_is_left_where_names_are_hidden(team: Path, tmp_path: Path, kind: str) -> None:
    run("team", "report", str(team), "-o", str(tmp_path / "team.html"), "--anonymous", kind)
    html = (tmp_path / "team.html").read_text(encoding="utf-8").casefold()
    for name in ("dana", "reed", "oakley", "xaver", "quill", "jill", "tom"):
        assert not re.search(rf"(?<![a-z]){name}(?![a-z])", html), name
    assert ("rep 1" if kind == "codes" else "d. r.") in html
    with pytest.raises(BadSettingsError, match="hold names"):
        report(team, tmp_path / "x.html", pages=True, anonymous="codes")


def test_reps_of_the_same_initials_are_told_apart() -> None:
    names = Names(["Dana Reed", "Dora Rink", ""], "initials")
    shown = {names("Dana Reed"), names("Dora Rink"), names("")}
    assert len(shown) == 3
    assert names.hide("Reed and DORA") == f"{names('Dana Reed')} and {names('Dora Rink')}"


def test_ranking_is_only_on_demand_and_leaves_few_calls_last(team: Path) -> None:
    with Store.open(team, create=False) as store:
        over = population(store)
        ranked = report_data(store, over, rank=True)
        plain = report_data(store, over)
    assert ranked["reps"][-1]["name"] == REPS[2]
    assert [rep["name"] for rep in plain["reps"]] == sorted(REPS)


def test_each_call_has_its_page_with_the_verdicts_of_the_store(team: Path, tmp_path: Path) -> None:
    run("team", "report", str(team), "-o", str(tmp_path / "team.html"), "--pages")
    html = (tmp_path / "team.html").read_text(encoding="utf-8")
    links = {a["href"] for tag, a in Reader(html).elements if tag == "a" and (a.get("href") or "")[0] != "#"}
    assert len(links) == 24
    with Store.open(team, create=False) as store:
        verdicts = {call["verdict"] for call in store.calls()}
    for link in links:
        assert link is not None
        path = tmp_path / link
        assert path.stat().st_mode & 0o077 == 0
        page = Reader(path.read_text(encoding="utf-8"))
        assert any(verdict in page.text for verdict in verdicts)


def test_a_folder_of_audits_gives_the_same_page(tmp_path: Path) -> None:
    (tmp_path / "audits").mkdir()
    (tmp_path / "audits" / "package.json").write_text('{"name": "no audit"}')
    for n in range(4):
        call = write_call(tmp_path / "calls" / f"c{n}.txt", 100 + n)
        run("audit", str(call), "--model", "fast", "--rep", "Dana", "--format", "json",
            "-o", str(tmp_path / "audits" / f"c{n}.json"))  # fmt: skip
    run("batch", str(tmp_path / "calls"), "-o", str(tmp_path / "out"), "--model", "fast", "--workers", "1")
    with store_of_audits(audits_in(tmp_path / "audits")) as store:
        one = report_data(store, population(store))
    with Store.open(tmp_path / "out", create=False) as store:
        other = report_data(store, population(store))
    assert one["team"] == other["team"]
    assert one["team_ladders"] == other["team_ladders"]
    run("team", "report", str(tmp_path / "audits"), "-o", str(tmp_path / "team.html"), "--pages")
    assert len(list((tmp_path / "team-calls").iterdir())) == 4


def test_a_folder_with_nothing_to_show_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadSettingsError, match="no store") as error:
        report(tmp_path, tmp_path / "x.html")
    assert error.value.code == "E-STORE"
    (tmp_path / "old.json").write_text('{"schema_version": "0", "conversation": {}, "coverage": {}, "findings": []}')
    with pytest.raises(BadSettingsError, match="not an audit of this version"):
        report(tmp_path, tmp_path / "x.html")
