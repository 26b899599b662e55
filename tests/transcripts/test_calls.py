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


def gong_page() -> dict[str, Any]:
    def entry(n: int) -> dict[str, Any]:
        sentences = [{"start": 1000 * n, "end": 1000 * n + 6000, "text": f"Call {n}."}]
        return {"callId": str(n), "transcript": [{"speakerId": "1", "sentences": sentences if n != 2 else []}]}

    parties = [{"speakerId": "1", "name": "Ana", "affiliation": "Internal"}]
    return {
        "callTranscripts": [entry(1), entry(2), entry(3)],
        "calls": [{"metaData": {"id": "3"}, "parties": parties}],
    }


def test_a_page_of_gong(tmp_path: Path) -> None:
    found = read_all(written(tmp_path, gong_page()))
    assert [(call.id, call.turns[0].speaker, call.turns[0].role, call.turns[0].place) for call, _ in found] == [
        ("1", "Speaker 1", "unknown", "callTranscripts[0].transcript[0].sentences[0]"),
        ("3", "Ana", "rep", "callTranscripts[2].transcript[0].sentences[0]"),
    ]
    assert found[0][1].warnings[-1].places == (
        "calls.json: callTranscripts[1]: Gong: no sentences (still processing?). Export it again. [E-NOSPEECH]",
    )


def test_convokit_of_several_conversations(tmp_path: Path) -> None:
    lines = [("a", "One"), ("b", "Two"), ("a", "Three")]
    text = "\n".join(
        json.dumps({"id": str(i), "speaker": f"s{i}", "conversation_id": call, "text": said})
        for i, (call, said) in enumerate(lines)
    )
    assert texts(written(tmp_path, text, "utterances.jsonl")) == [("a", ["One", "Three"]), ("b", ["Two"])]


def test_pages_of_other_services(tmp_path: Path) -> None:
    close = [{"id": f"c{i}", "recording_transcript": {"utterances": [{"text": f"Call {i}."}]}} for i in range(2)]
    assert texts(written(tmp_path, {"has_more": False, "data": close})) == [("c0", ["Call 0."]), ("c1", ["Call 1."])]
    item = {"participantId": "Agent", "text": "Hi."}
    azure = {"conversations": [{"id": "x", "conversationItems": [item]}, {"id": "y", "conversationItems": [item]}]}
    assert texts(written(tmp_path, azure)) == [("x", ["Hi."]), ("y", ["Hi."])]
    unknown = {"calls": [{"id": i, "entries": [{"who": "Ana", "message": "Hi."}]} for i in range(2)]}
    assert texts(written(tmp_path, unknown)) == [("0", ["Hi."]), ("1", ["Hi."])]


def test_each_call_is_of_the_whole_file(tmp_path: Path) -> None:
    path = written(tmp_path, TWO)
    assert len({call.source_sha256 for call, _ in read_all(path)}) == 1
    assert read_all(path)[0][0].source_name == "calls.json"
