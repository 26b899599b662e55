"""Bad input is refused with one line and a code, whatever the bytes."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.errors import BadInputError, BadSettingsError
from analyzer.transcripts import formats, read
from analyzer.transcripts import source as source_module
from tests.transcripts.test_fuzz import survives

SPEECH = "Ana: Où est-il?\nTom: Là.\nAna: Ok.\n"

REFUSED: list[tuple[str, bytes, str, str]] = [
    ("empty.txt", b"", "E-EMPTY", "empty"),
    ("bom.txt", b"\xef\xbb\xbf \r\n", "E-EMPTY", "empty"),
    ("call.vtt", b"\x00\x00\x00\x18ftypmp42" + bytes(50), "E-BINARY", "MP4"),
    ("call.txt", b"\x89PNG\r\n\x1a\n123", "E-BINARY", "picture"),
    ("call.docx", b"PK\x03\x04abc", "E-BINARY", "ZIP"),
    ("call.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "E-LOCKED", "password"),
    ("call.pdf", b"%PDF-1.7", "E-BINARY", "PDF"),
    ("call.html", b"<!DOCTYPE html><html>", "E-BINARY", "web page"),
    ("noise.bin", bytes(range(256)) * 4, "E-BINARY", "not text"),
    ("latin.srt", b"caf\xe9 \x81 text", "E-ENCODING", "byte 3"),
    ("utf16.txt", b"\xff\xfeA\x00\x00", "E-ENCODING", "UTF-16"),
    ("cut.json", b'{"turns": [{"speaker": "A", "te', "E-JSON", "line 1 column"),
    ("cut2.json", b'{"turns": [{"text": "a"},\n', "E-JSON", "cut off?"),
    ("bad.json", b'{"turns": [}]}', "E-JSON", "line 1 column 12"),
    ("lines.json", b'{"turns": []}\n{"turns": []}', "E-CALLS", "2 calls"),
    ("after.json", b'{"turns": []} and more', "E-JSON", "line 1 column 15"),
    ("cut.jsonl", b'{"turns": []}\n{"turns": [{"te', "E-JSON", "cut off?"),
    ("deep.json", b"[" * 100_000, "E-UNSAFE", "deeply"),
    ("deeper.json", b'{"turns":' + b"[" * 500 + b"]" * 500 + b"}", "E-UNSAFE", "deeply"),
    ("digits.json", b'{"turns": [], "x": ' + b"1" * 5000 + b"}", "E-UNSAFE", "digits"),
    ("none.json", b'{"turns": []}', "E-NOSPEECH", "turns"),
    ("blank.json", b'{"turns": [{"text": " ."}]}', "E-NOSPEECH", "words"),
    ("list.json", b"[]", "E-NOSPEECH", "empty list"),
    ("type.json", b'{"turns": {"a": 1}}', "E-SCHEMA", "turns has to be a list and is an object"),
    (
        "text.json",
        b'{"turns": [{"text": "a"}, {"text": "a"}, {"text": "a"}, {"text": 7}]}',
        "E-SCHEMA",
        "turns[3].text has to be a text and is a number",
    ),
    ("speaker.json", b'{"turns": [{"speaker": 1, "text": "a"}]}', "E-SCHEMA", "turns[0].speaker"),
    ("medium.json", b'{"medium": "fax", "turns": [{"text": "a"}]}', "E-SCHEMA", "medium"),
    ("keys.json", b'{"a": 1, "segments": []}', "E-SCHEMA", "Keys: a, segments"),
    ("error.json", b'{"error": "Invalid API key https://x?sig=1"}', "E-PROVIDER", "Invalid API key"),
    ("vtt.vtt", b"WEBVTT\n\nNOTE nothing\n", "E-NOSPEECH", "no cues"),
    ("prose.txt", b"It was dark: very dark. We went home.\n", "E-NOSPEAKERS", "--as notes"),
    ("app.log", b"INFO: start\nERROR: failed\nINFO: stop\n", "E-NOSPEAKERS", "labels"),
    ("conf.yaml", b"name: x\nvalue: 1\nname: y\nvalue: 2\n", "E-NOSPEAKERS", "labels"),
    ("t.csv", b"N,In,Out\n1,0:01,0:02\n2,0:03,0:04\n", "E-COLUMNS", "Columns found: N, In, Out"),
    ("calls.csv", b"call_id,rep,duration\nc1,Ana,30\nc2,Tom,40\n", "E-COLUMNS", "one row is one call"),
    (
        "cells.csv",
        b"call_id,transcript\nc1,Ana: Hi\nc2,Tom: Ho\n",
        "E-COLUMNS",
        "one row is one call here (column transcript)",
    ),
    ("chat.txt", b"10:00:01\tAna:\tHello\r\n10:00:05\tTom:\tHi\r\n", "E-CHAT", "chat"),
]


@pytest.mark.parametrize(("name", "data", "code", "part"), REFUSED, ids=[row[0] for row in REFUSED])
def test_refused(tmp_path: Path, name: str, data: bytes, code: str, part: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(BadInputError) as caught:
        read(path)
    message = str(caught.value)
    assert caught.value.code == code, message
    assert part in message
    assert message.startswith(f"{name}: ")
    assert str(tmp_path) not in message
    assert "\n" not in message
    assert "sig=" not in message


def test_no_file_and_no_regular_file(tmp_path: Path) -> None:
    with pytest.raises(BadInputError) as missing:
        read(tmp_path / "none.vtt")
    assert missing.value.code == "E-MISSING"
    with pytest.raises(BadInputError) as folder:
        read(tmp_path)
    assert folder.value.code == "E-FILE"
    with pytest.raises(BadInputError) as nul:
        read("a\0b")
    assert nul.value.code == "E-MISSING"
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    with pytest.raises(BadInputError) as looped:
        read(loop)
    assert looped.value.code == "E-FILE"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs here")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(BadInputError) as caught:
        read(tmp_path / "pipe.txt")
    assert caught.value.code == "E-FILE"


def test_size_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_module, "MAX_BYTES", 10)
    (tmp_path / "a.txt").write_text(SPEECH, encoding="utf-8")
    with pytest.raises(BadInputError) as caught:
        read(tmp_path / "a.txt")
    assert caught.value.code == "E-UNSAFE"


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-8", b"\xef\xbb\xbf\xef\xbb\xbf"),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("utf-32-le", b"\xff\xfe\x00\x00"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_and_newlines(tmp_path: Path, encoding: str, mark: bytes, newline: str) -> None:
    (tmp_path / "a.txt").write_bytes(mark + SPEECH.replace("\n", newline).encode(encoding))
    conversation, report = read(tmp_path / "a.txt")
    assert [turn.text for turn in conversation.turns] == ["Où est-il?", "Là.", "Ok."]
    assert report.encoding == encoding
    assert report.warnings == ()


def test_windows_1252_is_read_with_a_warning(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(SPEECH.encode("cp1252"))
    conversation, report = read(tmp_path / "a.txt")
    assert conversation.turns[0].text == "Où est-il?"
    assert [warning.code for warning in report.warnings] == ["W-ENCODING"]
    assert read(tmp_path / "a.txt", encoding="cp1252")[1].warnings == ()
    with pytest.raises(BadSettingsError):
        read(tmp_path / "a.txt", encoding="klingon")
    with pytest.raises(BadSettingsError):
        read(tmp_path / "a.txt", as_format="klingon")
    with pytest.raises(BadInputError) as caught:
        read(tmp_path / "a.txt", encoding="utf-8")
    assert caught.value.code == "E-ENCODING"


def test_duplicate_keys_and_surrogates_are_said(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(
        '{"turns": [{"text": "a", "text": "b\\ud800c", "start": 1e999}]}', encoding="utf-8"
    )
    conversation, report = read(tmp_path / "a.json")
    assert conversation.turns[0].text == "b\ufffdc"
    assert [w.code for w in report.warnings] == ["W-JSON", "W-TEXT", "W-TIME", "W-SPEAKER"]
    json.dumps(report.to_dict(), allow_nan=False).encode("utf-8")


SLOW_OK = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
FORMATS = st.one_of(st.none(), st.sampled_from(formats()))


@SLOW_OK
@given(data=st.binary(max_size=300), as_format=FORMATS)
def test_any_bytes(tmp_path: Path, data: bytes, as_format: str | None) -> None:
    survives(tmp_path / "x.txt", data, as_format)


@SLOW_OK
@given(text=st.text(max_size=300), as_format=FORMATS)
def test_any_text(tmp_path: Path, text: str, as_format: str | None) -> None:
    survives(tmp_path / "x.txt", text.encode("utf-8", "replace"), as_format)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["turns", "text", "speaker", "role", "start", "end", "id", "medium", "rep", "error"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@SLOW_OK
@given(value=JSON_VALUES)
def test_any_json(tmp_path: Path, value: object) -> None:
    survives(tmp_path / "x.json", json.dumps({"turns": value}).encode(), None)
    survives(tmp_path / "x.json", json.dumps({"turns": [{"text": "a", "start": value, "x": value}]}).encode(), None)
