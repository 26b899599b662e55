"""Labelled folders in both layouts, and labels carried over to the tool's own sentences."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.conversation import CORE_STAGES, STAGES, Conversation, Turn
from analyzer.corpus import LabelledSentence
from analyzer.errors import AnalyzerError, BadLabelsError
from analyzer.sentences import segment
from analyzer.stages.datasets import (
    GoldConversation,
    corpus_digest,
    gold_spans,
    load_gold,
    load_punctuated,
    project_labels,
)
from tests.stages.tiny import tiny_call, tiny_corpus, write_tiny

TEXT = "Hi there. We want five days by June."


def gold(text: str, spans: list[tuple[int, int]]) -> GoldConversation:
    call = Conversation(id="x", turns=(Turn(0, "A", text, "prospect"),))
    return GoldConversation(call, tuple(LabelledSentence(0, a, b, "goals") for a, b in spans), "s", "g")


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ([(0, 9), (10, 36)], [(0, 9), (10, 36)], [0, 1]),
        ([(0, 36)], [(0, 9), (10, 36)], [0, 0]),
        ([(0, 9), (10, 17), (18, 36)], [(0, 9), (10, 36)], [0, 2]),  # the larger part
        ([(0, 9), (10, 17), (18, 25)], [(10, 36)], [1]),  # equal parts: the first
        ([(0, 9)], [(10, 36)], [-1]),  # nothing there
        ([(0, 10)], [(10, 36)], [-1]),  # touching is no overlap
        ([(13, 14)], [(10, 36)], [0]),
    ],
)
def test_labels_go_to_the_largest_overlap(
    ours: list[tuple[int, int]], theirs: list[tuple[int, int]], expected: list[int]
) -> None:
    g = gold(TEXT, theirs)
    assert project_labels(g, segment(g.conversation, [(0, a, b) for a, b in ours])).tolist() == expected


def test_labels_never_cross_turns() -> None:
    call = Conversation(id="x", turns=(Turn(0, "A", "Hi."), Turn(1, "B", "Yes.")))
    g = GoldConversation(call, (LabelledSentence(1, 0, 4, "other"),), "s", "g")
    assert project_labels(g, segment(call, [(0, 0, 3)])).tolist() == [-1]
    assert project_labels(g, segment(call)).tolist() == [1]


@given(st.text(st.sampled_from("ab .?!\n"), min_size=1, max_size=60), st.data())
def test_the_overlap_is_never_less_than_another(text: str, data: st.DataObject) -> None:
    a = data.draw(st.integers(0, len(text) - 1))
    b = data.draw(st.integers(a + 1, len(text)))
    g = gold(text, [(a, b)])
    segmented = segment(g.conversation)
    overlaps = [min(s.end_char, b) - max(s.start_char, a) for s in segmented.sentences]
    [index] = project_labels(g, segmented).tolist()
    if index == -1:
        assert all(n <= 0 for n in overlaps)
    else:
        assert overlaps[index] == max(overlaps) > 0
        assert index == overlaps.index(max(overlaps))


def test_the_corpus_is_read_with_its_groups(tmp_path: Path) -> None:
    golds = load_gold(write_tiny(tmp_path / "c"))
    assert [g.conversation.id for g in golds] == sorted(g.conversation.id for g in golds)
    assert {g.group for g in golds} == {"bakery", "freight", "roofing", "dental", "printing"}
    assert {g.source for g in golds} == {"sales_call", "chat", "notes"}
    by_id = {c.conversation.id: c for c in tiny_corpus()}
    for g in golds:
        assert g.sentences == by_id[g.conversation.id].sentences
        assert g.coverage is None
        assert g.premature_pitch is None


def test_without_trade_or_kind_a_conversation_is_its_own_group(tmp_path: Path) -> None:
    [g] = load_gold(write_tiny(tmp_path / "c", [replace(tiny_call(0), trade=None, kind=None)]))
    assert (g.group, g.source) == ("000-bakery", "corpus")


def test_labels_become_indices(tmp_path: Path) -> None:
    [g] = load_gold(write_tiny(tmp_path / "c", [tiny_call(0)]))
    segmented, labels = gold_spans(g)
    assert labels.tolist() == [STAGES.index(s.stage) for s in g.sentences]
    assert labels.dtype == np.int64
    assert [(s.turn, s.start_char, s.end_char) for s in segmented.sentences] == [
        (s.turn, s.start_char, s.end_char) for s in g.sentences
    ]


def test_the_digest_changes_with_every_label_and_word(tmp_path: Path) -> None:
    golds = load_gold(write_tiny(tmp_path / "c"))
    digest = corpus_digest(golds)
    assert digest == corpus_digest(load_gold(tmp_path / "c"))
    first = golds[0]
    relabelled = replace(first.sentences[0], stage="pitch")
    turn = replace(first.conversation.turns[0], text=first.conversation.turns[0].text.replace("hear", "near"))
    for other in (
        replace(first, sentences=(relabelled, *first.sentences[1:])),
        replace(first, conversation=replace(first.conversation, id="y")),
        replace(first, conversation=replace(first.conversation, turns=(turn, *first.conversation.turns[1:]))),
    ):
        assert corpus_digest([other, *golds[1:]]) != digest
    assert corpus_digest(golds[1:]) != digest


LABELS: dict[str, Any] = {
    "sentences": [
        {"turn": 0, "start_char": 0, "end_char": 9, "stage": "other"},
        {"turn": 1, "start_char": 0, "end_char": 13, "stage": "goals"},
    ],
    "coverage": dict.fromkeys(CORE_STAGES, "skipped") | {"goals": "covered"},
    "premature_pitch": False,
}


def write_stand_off(folder: Path, labels: object, *, text: str | None = None) -> Path:
    (folder / "conversations").mkdir(parents=True)
    (folder / "labels").mkdir()
    turns = [
        {"speaker": "A", "role": "rep", "text": "Hi there."},
        {"speaker": "B", "role": "prospect", "text": "We want five."},
    ]
    call = {"id": "one", "turns": turns, "source": "trams"}
    (folder / "conversations" / "one.json").write_text(json.dumps(call), encoding="utf-8")
    (folder / "labels" / "one.json").write_text(text if text is not None else json.dumps(labels), encoding="utf-8")
    return folder


def test_labels_beside_conversations_are_read(tmp_path: Path) -> None:
    [g] = load_gold(write_stand_off(tmp_path / "set", LABELS))
    assert g.conversation.id == "one"
    assert [t.role for t in g.conversation.turns] == ["rep", "prospect"]
    assert [s.stage for s in g.sentences] == ["other", "goals"]
    assert g.coverage is not None
    assert g.coverage["goals"] == "covered"
    assert g.premature_pitch is False
    assert g.source == g.group == "trams"


def test_verdicts_may_be_missing(tmp_path: Path) -> None:
    [g] = load_gold(write_stand_off(tmp_path / "set", {"sentences": LABELS["sentences"], "premature_pitch": None}))
    assert (g.coverage, g.premature_pitch) == (None, None)


def row(**changes: object) -> dict[str, Any]:
    return {"sentences": [LABELS["sentences"][0] | changes]}


@pytest.mark.parametrize(
    "labels",
    [
        [],
        3,
        {},
        {"sentences": 3},
        {"sentences": [3]},
        row(stage="gaols"),
        row(turn=2),
        row(turn=-1),
        row(turn="x"),
        row(start_char=9),
        row(start_char=-1),
        row(end_char=10),
        {"sentences": [{"turn": 0, "start_char": 0, "end_char": 9}]},
        LABELS | {"coverage": {"goals": "covered"}},
    ],
)
def test_bad_labels_are_refused_with_their_file(tmp_path: Path, labels: object) -> None:
    with pytest.raises(BadLabelsError, match=r"^one\.json: .*\[E-LABELS\]$"):
        load_gold(write_stand_off(tmp_path / "set", labels))


def test_labels_that_are_no_json(tmp_path: Path) -> None:
    with pytest.raises(BadLabelsError, match="not a labels file"):
        load_gold(write_stand_off(tmp_path / "set", None, text="{"))


def test_labels_without_their_conversation(tmp_path: Path) -> None:
    folder = write_stand_off(tmp_path / "set", LABELS)
    (folder / "conversations" / "one.json").unlink()
    with pytest.raises(AnalyzerError, match="E-MISSING"):
        load_gold(folder)


def test_folders_that_hold_nothing(tmp_path: Path) -> None:
    with pytest.raises(BadLabelsError, match="no such folder"):
        load_gold(tmp_path / "none")
    with pytest.raises(BadLabelsError, match="no labelled conversations"):
        load_gold(tmp_path)
    folder = write_stand_off(tmp_path / "set", LABELS)
    (folder / "labels" / "one.json").unlink()
    with pytest.raises(BadLabelsError, match="no \\*\\.json"):
        load_gold(folder)


def test_punctuated_speech_is_cut_where_it_was_punctuated(tmp_path: Path) -> None:
    calls = [
        {"id": "a", "source": "radio", "turns": [{"speaker": "A", "text": "[laughs] Hi there. It rains."}]},
        {"id": "b", "turns": [{"text": "Yes."}]},
    ]
    (tmp_path / "conversations.jsonl").write_text("\n".join(map(json.dumps, calls)) + "\n", encoding="utf-8")
    one, two = load_punctuated(tmp_path)
    assert [(s.start_char, s.end_char, s.stage) for s in one.sentences] == [(0, 18, "other"), (19, 28, "other")]
    assert one.conversation.turns[0].masked == ((0, 8),)
    assert (one.source, two.source) == ("radio", "unknown")


@pytest.mark.parametrize("line", ["{", "[]", "3", '{"id": "a"}', '{"id": "a", "turns": ["x"]}', '{"turns": []}',
                                  '{"id": "a", "turns": [{"text": 3}]}'])  # fmt: skip
def test_bad_punctuated_speech_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "conversations.jsonl").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(BadLabelsError, match=r"^conversations\.jsonl: not conversations in JSON Lines"):
        load_punctuated(tmp_path)
    with pytest.raises(BadLabelsError, match="not conversations in JSON Lines"):
        load_punctuated(tmp_path / "none")
