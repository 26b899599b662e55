"""Tables: which column is which, what a number under a name means, and tables that are no transcript."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from analyzer.errors import BadInputError
from analyzer.transcripts import read
from analyzer.transcripts.columns import find_columns
from analyzer.transcripts.table import bare, guarded
from tests.transcripts.office_files import archive, xlsx

Turns = list[tuple[str | None, str, float | None, float | None]]


def read_bytes(tmp_path: Path, data: bytes, name: str = "call.csv") -> tuple[Turns, list[str]]:
    path = tmp_path / name
    path.write_bytes(data)
    conversation, report = read(path)
    turns = [(turn.speaker, turn.text, turn.start_s, turn.end_s) for turn in conversation.turns]
    return turns, [warning.code for warning in report.warnings]


@pytest.mark.parametrize(
    ("header", "start", "end", "units"),
    [
        ("speaker,text,start,end", "start", "end", (None, None)),
        ("Text;SPEAKER NAME;Begin;To".replace(";", ","), "Begin", "To", (None, None)),
        ("startTimeMillis,endTimeMillis,speakerName,sentence", "startTimeMillis", "endTimeMillis", (0.001, 0.001)),
        ("start_s,end_s,who,utterance", "start_s", "end_s", (1.0, 1.0)),
        ("Start (ms),End (sec),talker,content", "Start (ms)", "End (sec)", (0.001, 1.0)),
        ("start_in_seconds,out,role,body", "start_in_seconds", "out", (1.0, None)),
        (" timestamp ,Minutes,participant,caption", " timestamp ", None, (None, None)),
    ],
)
def test_columns(header: str, start: str, end: str | None, units: tuple[float | None, float | None]) -> None:
    names = header.split(",")
    found = find_columns(names)
    assert found.is_transcript
    assert found.speaker is not None
    assert [names[i] for i in (found.start, found.end) if i is not None] == [n for n in (start, end) if n]
    assert (found.start_unit, found.end_unit) == units


def test_a_role_beside_a_speaker_is_the_side(tmp_path: Path) -> None:
    path = tmp_path / "call.csv"
    path.write_text("speaker,role,text\nAna,rep,Hi\nTom,Customer,Ho\nKai,boss,Hm\nAna,,Bye\n", encoding="utf-8")
    conversation, report = read(path)
    assert [turn.role for turn in conversation.turns] == ["rep", "prospect", "unknown", "rep"]
    ana = conversation.participants[0]
    assert (ana.role, ana.source, ana.evidence) == ("rep", "explicit", ("the table's column 'role' says 'rep'",))
    assert [warning.code for warning in report.warnings] == ["W-ROLE"]


def test_a_bare_number_has_no_unit(tmp_path: Path) -> None:
    turns, codes = read_bytes(tmp_path, b"speaker,text,start\nAna,Hi,250\nTom,Ho,26950\n")
    assert turns == [("Ana", "Hi", None, None), ("Tom", "Ho", None, None)]
    assert codes == ["W-TIME"]


@pytest.mark.parametrize(
    ("column", "first", "second", "starts"),
    [
        ("start_ms", "1500", "2500.5", [1.5, 2.5005]),
        ("start", "0:01", "1:02:03.5", [1.0, 3723.5]),
        ("start", "0:0:1", "-0:01", [1.0, 0.0]),
        ("time", "10:15:02 AM", "1:15:02 PM", [0.0, 10800.0]),
        ("time", "12:00 AM", "12:00 PM", [0.0, 43200.0]),
        ("time", "23:59:50", "0:00:05", [0.0, 15.0]),
        ("timestamp", "2026-05-12T10:00:00Z", "2026-05-12T12:00:01+02:00", [0.0, 1.0]),
        ("timestamp", "2026-05-12 10:00:00", "2026-05-13 10:00:00", [0.0, 86400.0]),
        ("start_s", "nan", "1e3", [None, None]),
        ("start_s", "-1", "007", [0.0, 7.0]),
    ],
)
def test_times(tmp_path: Path, column: str, first: str, second: str, starts: list[float | None]) -> None:
    turns, _ = read_bytes(tmp_path, f"speaker,text,{column}\nAna,Hi,{first}\nTom,Ho,{second}\n".encode())
    assert [turn[2] for turn in turns] == starts


def test_ends_count_from_the_first_start_too(tmp_path: Path) -> None:
    turns, _ = read_bytes(
        tmp_path, b"who,text,start,end\nAna,Hi,23:59:50,0:00:02\nTom,Ho,0:00:05,0:00:06\nKai,Hm,,0:00:07\n"
    )
    assert [turn[2:] for turn in turns] == [(0.0, 12.0), (15.0, 16.0), (None, None)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_bytes_and_separators(tmp_path: Path, encoding: str, separator: str, newline: str) -> None:
    rows = [
        ("speaker", "text"),
        ("Ana", f'"Où, a; b{newline}c ""d"" | e\tf"'),
        ("Tom", "N/A"),
        ("Ana", '""'),
        ("Ana", "null"),
    ]
    text = newline.join(separator.join(row) for row in rows)
    turns, _ = read_bytes(tmp_path, text.encode(encoding))
    assert [turn[:2] for turn in turns] == [("Ana", 'Où, a; b c "d" | e f'), ("Tom", "N/A"), ("Ana", "null")]


def test_text_with_unquoted_separators_is_whole(tmp_path: Path) -> None:
    turns, codes = read_bytes(tmp_path, b"speaker,text\nAna,Well, nine, days\nTom,Ho\n")
    assert [turn[1] for turn in turns] == ["Well, nine, days", "Ho"]
    assert codes == ["W-ROW"]


def test_a_quote_that_stays_open_loses_no_word(tmp_path: Path) -> None:
    turns, codes = read_bytes(tmp_path, b'speaker,text\nAna,"Hi there\nTom,Ho\n')
    assert " ".join(turn[1] for turn in turns) == "Hi there Tom,Ho"
    assert codes == ["W-ROW"]


def test_nul_and_a_very_long_cell(tmp_path: Path) -> None:
    turns, _ = read_bytes(tmp_path, b"speaker,text\nAna,a\0b\nTom," + b"word " * 60_000)
    assert turns[0][1] == "a\ufffdb"
    assert len(turns[1][1].split()) == 60_000


REFUSED = {
    "no text": ("Speaker,Start,End\nAna,1,2\nTom,3,4\n", "no text column. Columns found: Speaker, Start, End"),
    "two texts": ("speaker,text,transcript\nAna,Hi,Hi there\n", "more than one text column: text, transcript"),
    "calls": ("id,account,owner,date\n1,Acme,Ana,2026\n2,Bolt,Tom,2026\n", "one row is one call here (id, account"),
    "cells": ('start,transcript\n0:01,"Ana: Hi\nTom: Ho"\n', "one row is one call here (column transcript)"),
    "one call": ("call_id,content\n1,Hi\n2,Ho\n", "one row is one call here (column content)"),
    "several": ("call_id,who,text\n1,Ana,Hi\n1,Tom,Ho\n2,Kai,Hm\n2,Lee,Hm\n", "2 calls in one table (column call_id)"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_refused(tmp_path: Path, kind: str) -> None:
    text, part = REFUSED[kind]
    with pytest.raises(BadInputError) as caught:
        read_bytes(tmp_path, text.encode())
    assert (caught.value.code, part in str(caught.value)) == ("E-COLUMNS", True), str(caught.value)


def test_a_line_number_is_no_second_text(tmp_path: Path) -> None:
    turns, _ = read_bytes(tmp_path, b"line,speaker,text\n1,Ana,Hi\n2,Tom,Ho\n")
    assert [turn[:2] for turn in turns] == [("Ana", "Hi"), ("Tom", "Ho")]


@pytest.mark.parametrize("cell", ["=1+1", "+49 30", "-no", "@x", "\tx", "\rx", "'=x", "''-x", "＝x"])
def test_formulas_are_guarded_and_come_back(cell: str) -> None:
    assert guarded(cell) == "'" + cell
    assert bare(guarded(cell)) == cell


@pytest.mark.parametrize("cell", ["", "no", "'tis", "''quoted''", "a=b", "[x]"])
def test_other_cells_stay(cell: str) -> None:
    assert guarded(cell) == cell
    assert bare(cell) == cell


def test_apostrophes_of_strangers_stay(tmp_path: Path) -> None:
    turns, _ = read_bytes(tmp_path, b"speaker,text\nAna,'-no\nTom,Ho\n")
    assert turns[0][1] == "'-no"


def test_workbook_without_its_extra_says_how_to_get_it(tmp_path: Path) -> None:
    path = tmp_path / "call.xlsx"
    path.write_bytes(xlsx(("S", [["speaker", "text"], ["Ana", "Hi"]])))
    code = (
        "import sys; sys.modules['openpyxl'] = None\nfrom analyzer.transcripts import read\n"
        "from analyzer.errors import MissingExtraError\n"
        "try:\n    read(sys.argv[1])\nexcept MissingExtraError as error:\n    print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False)
    assert "pip install 'interview-analyzer[xlsx]'" in done.stdout, done.stderr
    assert done.stdout.startswith("call.xlsx: ")


def test_rows_of_a_workbook_have_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analyzer.transcripts.xlsx.MAX_ROWS", 3)
    with pytest.raises(BadInputError) as caught:
        read_bytes(tmp_path, xlsx(("S", [["speaker", "text"], *[["Ana", "Hi"]] * 3])), "call.xlsx")
    assert caught.value.code == "E-UNSAFE"


def _sheet(data: bytes, old: bytes, new: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        members = {name: made.read(name) for name in made.namelist()}
    assert any(old in content for content in members.values())
    return archive({name: content.replace(old, new) for name, content in members.items()})


SMALL = xlsx(("S", [["speaker", "text"], ["Ana", "Hi"], ["Tom", "Ho"]]))


def test_a_sheet_that_lies_about_its_size_is_read_all_the_same(tmp_path: Path) -> None:
    for lie in (b'ref="A1:A1"', b'ref="A1:XFD1048576"'):
        turns, _ = read_bytes(tmp_path, _sheet(SMALL, b'ref="A1:B3"', lie), "call.xlsx")
        assert [turn[:2] for turn in turns] == [("Ana", "Hi"), ("Tom", "Ho")]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"<worksheet", b"<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet", "E-UNSAFE"),
        (b"<styleSheet", b"<!DOCTYPE x><styleSheet", "E-UNSAFE"),
        (b"</worksheet>", b"", "E-BINARY"),
        (b"</workbook>", b"<", "E-BINARY"),
        (b't="inlineStr"><is><t>Ana</t></is>', b't="s"><v>99</v>', "E-BINARY"),
    ],
)
def test_damaged_and_hostile_workbooks(tmp_path: Path, old: bytes, new: bytes, code: str) -> None:
    with pytest.raises(BadInputError) as caught:
        read_bytes(tmp_path, _sheet(SMALL, old, new), "call.xlsx")
    assert caught.value.code == code, str(caught.value)
