"""Files with several calls: all of them, none of them silently lost, and one refused with the number."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import analyzer
from analyzer.errors import BadInputError
from analyzer.transcripts import read, read_all


def own(*texts: str, **facts: str) -> dict[str, Any]:
    return {**facts, "turns": [{"speaker": "Ana", "text": text} for text in texts]}


def written(folder: Path, value: object, name: str = "calls.json") -> Path:
    path = folder / name
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


def texts(path: Path) -> list[tuple[str, list[str]]]:
    return [(call.id, [turn.text for turn in call.turns]) for call, _ in read_all(path)]


TWO = [own("Hello.", id="a"), own("Good day.", "Bye.")]
SEVERAL = {
    "list": TWO,
    "page": {"results": TWO, "next": 2},
    "page of pages": {"data": {"items": TWO}},
    "lines": "\n".join(map(json.dumps, TWO)),
    "lines with blanks": "\r\n\r\n".join(map(json.dumps, TWO)) + "\r\n",
    "documents over several lines": "\n".join(json.dumps(call, indent=1) for call in TWO),
    "pages": [{"data": TWO[:1]}, {"data": TWO[1:]}],
}


@pytest.mark.parametrize("value", SEVERAL.values(), ids=SEVERAL)
def test_every_call_is_read(tmp_path: Path, value: object) -> None:
    path = written(tmp_path, value)
    assert texts(path) == [("a", ["Hello."]), ("calls-2", ["Good day.", "Bye."])]


@pytest.mark.parametrize("value", SEVERAL.values(), ids=SEVERAL)
def test_read_refuses_several_and_says_how_many(tmp_path: Path, value: object) -> None:
    with pytest.raises(BadInputError, match=r"calls\.json: the file holds 2 calls\. .*read_all") as caught:
        read(written(tmp_path, value))
    assert caught.value.code == "E-CALLS"


@pytest.mark.parametrize("value", [own("Hello."), [own("Hello.")], {"data": [own("Hello.")]}])
def test_one_call_needs_no_number(tmp_path: Path, value: object) -> None:
    path = written(tmp_path, value, "one.json")
    assert texts(path) == [("one", ["Hello."])]
    assert read(path)[0].turns[0].text == "Hello."
    assert analyzer.read_all(path) == read_all(path)


def test_a_text_is_one_call(tmp_path: Path) -> None:
    assert texts(written(tmp_path, "Ana: Hi.\nTom: Ho.\nAna: Bye.\n", "a.txt")) == [("a", ["Hi.", "Ho.", "Bye."])]


def test_calls_that_cannot_be_read_are_said(tmp_path: Path) -> None:
    path = written(tmp_path, [own("Hello.", id="a"), own(), {"status": "failed", "error": "No audio"}, 7])
    [(conversation, report)] = read_all(path)
    assert conversation.id == "a"
    [warning] = report.warnings
    assert (warning.code, warning.count) == ("W-CALLS", 3)
    assert warning.places[0] == "calls.json: [1].turns: no turns in it. [E-NOSPEECH]"
    assert '"error": No audio' in warning.places[1]


def test_where_nothing_can_be_read_the_first_reason_is_given(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"calls\.json: \[0\]\.turns: no turns in it"):
        read_all(written(tmp_path, [own(), own()]))


def test_a_known_format_by_name_finds_its_calls_below_a_wrapper(tmp_path: Path) -> None:
    path = written(tmp_path, {"data": own("Hello.")})
    assert read(path, as_format="json")[0].turns[0].text == "Hello."
    with pytest.raises(BadInputError, match=r"not this project's own JSON\. Keys: a\..*--as") as caught:
        read(written(tmp_path, {"a": 1}), as_format="json")
    assert caught.value.code == "E-SCHEMA"


def test_nothing_is_looked_for_deeper_than_three_wrappers(tmp_path: Path) -> None:
    three = {"data": {"results": {"items": own("Hello.")}}}
    assert read(written(tmp_path, three))[0].turns[0].text == "Hello."
    with pytest.raises(BadInputError, match="unknown JSON"):
        read(written(tmp_path, {"data": three}))
