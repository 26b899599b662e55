"""doccano's JSON Lines: their exact shape, and what its annotators do."""

from __future__ import annotations

import json
from typing import Any

import pytest

from analyzer.conversation import STAGES
from analyzer.corpus.convert import CONVERTERS
from analyzer.errors import BadLabelsError
from tests.corpus.convert.calls import CALL, settled
from tests.stages.tiny import tiny_notes

FILES = CONVERTERS["doccano"].export([CALL], False)
EXAMPLE = json.loads(FILES["dataset.jsonl"])
BLIND = json.loads(CONVERTERS["doccano"].export([CALL], True)["dataset.jsonl"])
RIGHT = [[5, 14, "other"], [15, 32, "goals"], [37, 57, "goals"]]


def text(*labels: list[list[object]], **more: object) -> str:
    return "".join(json.dumps({**BLIND, "id": k, "label": label, **more}) + "\n" for k, label in enumerate(labels))


def test_the_example() -> None:
    assert EXAMPLE["text"] == "rep: 👋 Hi Jo! What do you want?\nJo: Two ovens 😀 by May."
    # in UTF-16 units, as doccano counts: the wave takes two
    assert EXAMPLE["label"] == RIGHT
    assert EXAMPLE["labels"] == [["other", "other"], ["goals", "values"], ["goals", "goals"]]
    assert BLIND["label"] == []
    assert "labels" not in BLIND
    config = json.loads(FILES["label_config.json"])
    assert [c["text"] for c in config] == list(STAGES)
    assert len({c["suffixKey"] for c in config}) == 7


def test_headings_of_notes_are_shown_and_not_labelled() -> None:
    from dataclasses import replace

    notes = tiny_notes()
    turns = tuple(replace(t, heading="Today" if t.index else None) for t in notes.conversation.turns)
    notes = replace(notes, conversation=replace(notes.conversation, turns=turns))
    example = json.loads(CONVERTERS["doccano"].export([notes], False)["dataset.jsonl"])
    assert example["text"] == (
        "Two people, all on paper.\n# Today\nWants a second shop by next spring.\nMeet on Tuesday at ten."
    )
    for (start, end, _), sentence in zip(example["label"], notes.sentences, strict=True):
        assert example["text"][start:end] == notes.text_of(sentence)


def test_one_who_went_over_labels_decides_and_one_who_saw_none_annotates() -> None:
    changed = {**EXAMPLE, "label": [*RIGHT[:1], [15, 32, "values"], RIGHT[2]], "id": 7, "Comments": []}
    [one] = settled("doccano", json.dumps(changed))
    assert one.labelled is not None
    assert (one.labelled.sentences[1].stage, one.labelled.sentences[1].labels) == ("values", ("goals", "values"))
    [one] = settled("doccano", text(RIGHT))
    assert one.labelled is not None
    assert [s.labels for s in one.labelled.sentences] == [("other",), ("goals",), ("goals",)]


def test_the_same_conversation_in_two_files_is_two_annotators() -> None:
    other = [RIGHT[0], [16, 31, "values"]]
    [one] = settled("doccano", text(RIGHT), text(other))
    assert one.labelled is not None
    assert [s.labels for s in one.labelled.sentences] == [("other", "other"), ("goals", "values"), ("goals",)]
    assert (one.unlabelled, one.undecided) == (0, 1)


def test_skipped_sentences_and_nested_meta() -> None:
    meta = {key: BLIND[key] for key in ("conversation", "front_matter", "rows")}
    nested = {"id": 1, "text": BLIND["text"], "label": [RIGHT[2]], "meta": meta}
    [one] = settled("doccano", json.dumps(nested))
    assert one.labelled is not None
    assert [t.text for t in one.labelled.conversation.turns] == ["Two ovens 😀 by May."]
    assert one.unlabelled == 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"label": [[5, 14, "goal"]]}, "export-1: line 1, label 1: label 'goal' is not one of"),
        ({"label": [[5, 14, "goals"], [5, 14, "values"]]}, "export-1: line 1, label 2: one sentence has two labels"),
        ({"label": [[5, 14]]}, "export-1: line 1, label 1: has to be [start, end, label]"),
        ({"label": [["x", 14, "goals"]]}, "export-1: line 1, label 1: 'x' is no number"),
        ({"label": None}, "export-1: line 1: label has to be a list"),
        ({"text": None}, "export-1: line 1: no text, conversation or front_matter"),
        ({"conversation": None}, "export-1: line 1: no text, conversation or front_matter"),
        ({"front_matter": "a"}, "export-1: line 1: front_matter is not what"),
        ({"rows": None}, "export-1: line 1, rows: no rows"),
        ({"rows": [[0, "rep", None, 5, 500]]}, "export-1: line 1, rows[0]: no such place in the text"),
        ({"labels": [["goals"]]}, "export-1: line 1, labels: has to be a list of 3 lists"),
        ({"labels": [["goals"], ["x"], []]}, "export-1: line 1, labels: label 'x' is not one of"),
    ],
)
def test_what_is_refused_with_its_line(change: dict[str, Any], message: str) -> None:
    with pytest.raises(BadLabelsError) as caught:
        settled("doccano", json.dumps({**EXAMPLE, **change}))
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("export", "message"), [("", "there is no example"), ("3", "has to be an object"), ("{", "not JSON")]
)
def test_no_example(export: str, message: str) -> None:
    with pytest.raises(BadLabelsError, match=message):
        settled("doccano", export)
