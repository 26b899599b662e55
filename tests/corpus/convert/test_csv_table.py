"""The CSV: its exact shape, and what people and spreadsheets do to it."""

from __future__ import annotations

import csv
import io

import pytest

from analyzer.corpus.convert import CONVERTERS
from analyzer.errors import BadLabelsError
from tests.corpus.convert.calls import CALL, settled
from tests.stages.tiny import labelled

TEXT = CONVERTERS["csv"].export([CALL], False)["sentences.csv"]
BLIND = CONVERTERS["csv"].export([CALL], True)["sentences.csv"]


def filled(*stages: str) -> str:
    rows = list(csv.reader(io.StringIO(BLIND.removeprefix("\ufeff"), newline="")))
    at = rows[0].index("stage")
    for row, stage in zip(rows[1:], stages, strict=True):
        row[at] = stage
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def test_the_rows() -> None:
    lines = TEXT.split("\r\n")
    assert lines[0] == "\ufeffconversation,sentence,turn,speaker,role,heading,text,stage,labels,front_matter"
    assert lines[2] == "c1,1,0,rep,rep,,What do you want?,goals,goals|values,"
    assert BLIND.split("\r\n")[2] == "c1,1,0,rep,rep,,What do you want?,,"


def test_what_a_spreadsheet_would_run_is_made_text() -> None:
    call = labelled("c", [("rep", [("other", '=HYPERLINK("x")'), ("other", "'cause"), ("other", "- no")])])
    table = CONVERTERS["csv"].export([call], False)["sentences.csv"]
    cells = [row["text"] for row in csv.DictReader(io.StringIO(table.removeprefix("\ufeff")))]
    assert cells == ['\'=HYPERLINK("x")', "''cause", "'- no"]
    [one] = settled("csv", table)
    assert one.labelled == call


def test_annotators_fill_copies() -> None:
    [one] = settled("csv", filled("Other ", "goals", ""))
    assert one.labelled is not None
    assert [s.labels for s in one.labelled.sentences] == [("other",), ("goals",)]
    assert one.unlabelled == 1
    [two] = settled("csv", filled("other", "goals", ""), filled("other", "values", "goals"))
    assert two.labelled is not None
    assert [s.labels for s in two.labelled.sentences] == [("other", "other"), ("goals", "values"), ("goals",)]
    assert two.undecided == 1


def test_an_adjudicator_changes_the_stage_and_not_the_labels() -> None:
    [one] = settled("csv", TEXT.replace("want?,goals,", "want?,values,"))
    assert one.labelled is not None
    assert (one.labelled.sentences[1].stage, one.labelled.sentences[1].labels) == ("values", ("goals", "values"))


def test_sorted_rows_other_delimiters_and_line_ends() -> None:
    rows = list(csv.reader(io.StringIO(TEXT.removeprefix("\ufeff"), newline="")))
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\n").writerows([rows[0], *reversed(rows[1:])])
    [one] = settled("csv", out.getvalue() + "\n;;\n".replace(";", ""))
    assert one.labelled == CALL


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("want?,goals,", "want?,goal,", "export-1: line 3: label 'goal' is not one of"),
        ("goals|values", "goals|value", "export-1: line 2: label 'value' is not one of"),
        ("c1,1,0,", "c1,x,0,", "export-1: line 3: 'x' is no number"),
        ("c1,1,0,", "c1,1,0,0,", "export-1: line 3: 11 columns, not 10"),
        ("stage,", "label,", "export-1: line 1: no column ['stage']"),
        ("c1,0,0,", "c2,0,0,", "export-1: line 3: 'c1': no row has its front_matter"),
    ],
)
def test_what_is_refused_with_its_line(old: str, new: str, message: str) -> None:
    assert old in TEXT
    with pytest.raises(BadLabelsError) as caught:
        settled("csv", TEXT.replace(old, new, 1))
    assert str(caught.value).startswith(message)


def test_no_rows() -> None:
    with pytest.raises(BadLabelsError, match="there is no row"):
        settled("csv", TEXT.split("\r\n")[0])
    with pytest.raises(BadLabelsError, match="no column"):
        settled("csv", "")
    with pytest.raises(BadLabelsError, match="not CSV"):
        settled("csv", TEXT + '"never closed')
