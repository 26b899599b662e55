from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.errors import BadSettingsError
from analyzer.team.inputs import RowColumns, find_inputs, name_pattern, read_manifest


def touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    return path


def test_a_file_has_one_name_however_it_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touch(tmp_path / "calls" / "deep" / "a.vtt")
    touch(tmp_path / "team" / "calls.csv")
    touch(tmp_path / "calls" / ".hidden.vtt")
    touch(tmp_path / "calls" / "film.mp4")
    out = tmp_path / "team"
    for given in ("calls", "calls/deep/a.vtt", "calls/**/*.vtt", str(tmp_path)):
        monkeypatch.chdir(tmp_path)
        assert [i.source for i in find_inputs([given], out).items] == ["calls/deep/a.vtt"], given
    monkeypatch.chdir(tmp_path / "calls")
    assert [i.source for i in find_inputs(["deep", "deep/a.vtt"], out).items] == ["calls/deep/a.vtt"]
    assert find_inputs([str(tmp_path)], out).passed_over == {".mp4": 1}


@pytest.mark.parametrize("given", ["nothing", "*.none"])
def test_what_is_not_there_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadSettingsError, match="E-INPUT"):
        find_inputs([given], tmp_path / "team")


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("name,date\na,b\n", "no column file"),
        ("file\na.vtt\na.vtt\n", r"row 2: a\.vtt is named twice"),
        ("file,rep\n,Dana\n", "row 1: no file is named"),
        ("", "empty"),
    ],
)
def test_a_bad_manifest_is_refused(tmp_path: Path, text: str, match: str) -> None:
    path = tmp_path / "m.csv"
    path.write_text(text)
    with pytest.raises(BadSettingsError, match=match):
        read_manifest(path)


@pytest.mark.parametrize(
    ("pattern", "name", "found"),
    [
        ("{date}_{rep}", "2026-03-02_Dana Reed", {"date": "2026-03-02", "rep": "Dana Reed"}),
        ("{rep}-{*}-{account}", "Dana-x-y-Harker", {"rep": "Dana", "account": "y-Harker"}),
        ("call ({rep})", "call (Lee)", {"rep": "Lee"}),
        ("{date}_{rep}", "Dana_2026-03-02", None),
    ],
)
def test_names_tell_what_the_pattern_says(pattern: str, name: str, found: dict[str, str] | None) -> None:
    match = name_pattern(pattern).fullmatch(name)
    assert (match.groupdict() if match is not None else None) == found


@pytest.mark.parametrize("pattern", ["{rap}", "{rep}{rep}", "nothing"])
def test_a_bad_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(BadSettingsError, match="E-OPTION"):
        name_pattern(pattern)


def test_rows_of_tables_in_three_formats(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    (tmp_path / "a.csv").write_text("said;by\nhello;Dana\n")
    (tmp_path / "b.jsonl").write_text('{"said": "hello", "by": "Dana", "n": 12345678901234567890}\n\n{"said": "bye"}\n')
    book = openpyxl.Workbook()
    book.active.append(["said", "by"])
    book.active.append(["hello", "Dana"])
    book.save(tmp_path / "c.xlsx")
    found = find_inputs([str(tmp_path)], tmp_path / "team", rows=RowColumns("said", rep="by"))
    assert [(i.source, i.part, i.text, i.rep) for i in found.items] == [
        ("a.csv", "1", "hello", "Dana"),
        ("b.jsonl", "1", "hello", "Dana"),
        ("b.jsonl", "3", "bye", None),
        ("c.xlsx", "1", "hello", "Dana"),
    ]
    assert found.items[2].not_found == ("rep: the row has none",)


def test_a_table_without_the_column_is_one_failure(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,y\n1,2\n")
    found = find_inputs([str(tmp_path / "a.csv")], tmp_path / "team", rows=RowColumns("said"))
    [(source, part, error)] = found.refused
    assert (source, part, error.code) == ("a.csv", "", "E-COLUMNS")
    assert "There are: x, y" in str(error)
