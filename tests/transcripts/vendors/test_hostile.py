"""JSON from a stranger: whatever a node turns into, it is read or refused, and time stays linear."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.errors import AnalyzerError
from analyzer.transcripts import formats, read, read_all
from tests.transcripts.vendors.cases import load, written
from tests.transcripts.vendors.test_vendors import READ

#: What a reader may find where it looks for something else; floats include NaN and Infinity, texts surrogates and NUL.
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.sampled_from([10**20, -(10**400), 1e308, float("nan"), float("inf"), -0.0, 0.1, -1.5]),
    st.sampled_from(
        ["", " ", "x", "-1", "1e99", "NaN", "Infinity", "0:99", "\x00", "\ud800", "9" * 400, "PT", "UU", "?"]
    ),
    st.sampled_from([[], {}, [[]], [{}], [None], {"": None}, [[1, 2]], {"seconds": []}, [{"text": "a"}]]),
)
DOCUMENTS = [case.document for case in READ]


def _lists_and_objects(value: Any) -> list[Any]:
    """Return all containers of a document, whose places may be changed."""
    found = [value] if isinstance(value, dict | list) else []
    for container in found:
        children = container.values() if isinstance(container, dict) else container
        found += [child for child in children if isinstance(child, dict | list)]
    return found


def _survives(folder: Path, document: Any, as_format: str | None) -> None:
    path = written(folder, document)
    for reader in (read, read_all):
        try:
            found = reader(path, as_format=as_format)
        except AnalyzerError as error:
            assert str(folder) not in str(error)  # noqa: PT017
            assert len(str(error)) <= 301  # noqa: PT017
            continue
        for conversation, report in found if isinstance(found, list) else [found]:
            assert conversation.words() == report.words
            for turn in conversation.turns:
                assert turn.start_s is None or turn.start_s >= 0
                assert all(0 <= start <= end for start, end in turn.spans)
            said = json.dumps([report.to_dict(), dict(conversation.metadata)], allow_nan=False)
            (said + "".join(turn.text for turn in conversation.turns)).encode("utf-8")


@settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_mutated_documents_are_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    document = data.draw(st.sampled_from(DOCUMENTS))
    if isinstance(document, str):
        document = [json.loads(line) for line in document.splitlines()]
    document = copy.deepcopy(document)
    for _ in range(data.draw(st.integers(1, 4))):
        container = data.draw(st.sampled_from(_lists_and_objects(document)))
        if not container:
            continue
        places = list(container) if isinstance(container, dict) else list(range(len(container)))
        place = data.draw(st.sampled_from(places))
        kind = data.draw(st.sampled_from(["drop", "null", "odd", "odd", "double"]))
        if kind == "drop":
            del container[place]
        elif kind == "double" and isinstance(container, list):
            container.append(copy.deepcopy(container[place]))
        else:
            container[place] = None if kind == "null" else copy.deepcopy(data.draw(ODD))
    _survives(tmp_path, document, data.draw(st.none() | st.sampled_from(formats())))


@pytest.mark.parametrize("name", [name for name in formats() if any(case.format == name for case in READ)])
def test_every_document_as_every_format(tmp_path: Path, name: str) -> None:
    for document in DOCUMENTS:
        _survives(tmp_path, document, name)


@pytest.mark.parametrize(
    "odd", [True, "NaN", float("nan"), float("inf"), -3, "-3", 10**400, 10**300, [], {}, "9" * 400]
)
def test_a_time_that_is_none_is_none(tmp_path: Path, odd: Any) -> None:
    """No odd time becomes a number; only a negative start is taken as the beginning."""
    document = {"segments": [{"start": odd, "end": odd, "text": "One", "speaker": "A1"}]}
    [turn] = load(tmp_path, document)[0].turns
    assert (turn.start_s, turn.end_s) == (0.0 if odd in (-3, "-3") else None, None)


def test_ids_never_go_through_float(tmp_path: Path) -> None:
    text = (
        '{"call_id": 9007199254740993, "lines": [{"type": "transcript", "content": "Hi", "user_id": 9007199254740995}]}'
    )
    conversation, _ = load(tmp_path, text)
    assert (conversation.id, conversation.turns[0].speaker) == ("9007199254740993", "Speaker 9007199254740995")


def test_duplicate_keys_are_said_and_names_move_no_cursor(tmp_path: Path) -> None:
    text = (
        '{"segments": [{"speaker": "A\\u001b[31m", "speaker": "\\u001b[31mEve", "start": 0, "end": 6, "text": "Hi"}]}'
    )
    conversation, report = load(tmp_path, text)
    assert conversation.turns[0].speaker == "\x1b[31mEve"
    assert [warning.code for warning in report.warnings] == ["W-JSON"]


N = 100_000


def _words(n: int) -> Any:
    words = [{"word": "w", "start": i / 3, "end": i / 3 + 0.2, "speaker": i // 50 % 2} for i in range(n)]
    return {"results": {"channels": [{"alternatives": [{"words": words}]}]}}


def _items(n: int) -> Any:
    items = [
        {"type": "pronunciation", "start_time": f"{i / 3:.3f}", "alternatives": [{"content": "w"}]} for i in range(n)
    ]
    segments = [{"start_time": f"{i}", "end_time": f"{i + 1}", "speaker_label": f"s{i % 3}"} for i in range(n // 3)]
    return {"results": {"transcripts": [], "items": items, "speaker_labels": {"segments": segments}}}


LARGE: dict[str, Callable[[int], Any]] = {
    "words": _words,
    "items": _items,
    "namesakes": lambda n: [{"participant_id": i, "speaker": "Ana", "start": i, "text": "w"} for i in range(n)],
    "unknown objects": lambda n: [{"a": i, "b": {"c": []}} for i in range(n)],
    "calls": lambda n: [{"turns": [{"speaker": "Ana", "text": "w"}]} for _ in range(n // 10)],
}


@pytest.mark.parametrize("name", LARGE)
def test_time_is_linear(tmp_path: Path, name: str) -> None:
    """Ten times the words take about ten times as long; what is quadratic would take a hundred times."""
    assert _cost(tmp_path, LARGE[name](N)) < 40 * max(_cost(tmp_path, LARGE[name](N // 10)), 0.01)


def _cost(folder: Path, document: Any) -> float:
    path = written(folder, document)
    begun = time.process_time()
    try:
        read_all(path)
    except AnalyzerError as error:
        assert error.code == "E-SCHEMA"  # noqa: PT017
    return time.process_time() - begun
