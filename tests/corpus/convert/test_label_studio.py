"""Label Studio's JSON: its exact shape, and what its annotators do."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

import pytest

from analyzer.conversation import STAGES
from analyzer.corpus.convert import CONVERTERS
from analyzer.errors import BadLabelsError
from tests.corpus.convert.calls import CALL, settled

FILES = CONVERTERS["label-studio"].export([CALL], False)
BLIND = json.loads(CONVERTERS["label-studio"].export([CALL], True)["tasks.json"])


def region(turn: str, start: int, end: int, label: str, **more: object) -> dict[str, Any]:
    value = {"start": turn, "end": turn, "startOffset": start, "endOffset": end, "paragraphlabels": [label], **more}
    return {"id": "r", "from_name": "stage", "to_name": "dialogue", "type": "paragraphlabels", "value": value}


#: What three regions look like when Label Studio wrote them, in UTF-16 units.
RIGHT = [region("0", 0, 9, "other"), region("0", 10, 27, "goals"), region("1", 0, 20, "goals")]


def annotated(*results: list[dict[str, Any]], **more: object) -> str:
    task = {**BLIND[0], "annotations": [{"result": r, "was_cancelled": False, **more} for r in results]}
    return json.dumps([task])


def test_the_task() -> None:
    [task] = json.loads(FILES["tasks.json"])
    assert set(task) == {"data", "meta", "annotations"}
    assert task["data"]["dialogue"] == [
        {"author": "rep", "text": "👋 Hi Jo! What do you want?"},
        {"author": "Jo", "text": "Two ovens 😀 by May."},
    ]
    truth, first, second = task["annotations"]
    assert [a["ground_truth"] for a in (truth, first, second)] == [True, False, False]
    assert second["result"][1] == {
        "id": "s1",
        "from_name": "stage",
        "to_name": "dialogue",
        "type": "paragraphlabels",
        "value": {
            "start": "0",
            "end": "0",
            "startOffset": 10,
            "endOffset": 27,
            "text": "What do you want?",
            "paragraphlabels": ["values"],
        },
    }
    assert truth["result"][2]["value"]["endOffset"] == 20
    assert "annotations" not in BLIND[0]


def test_the_configuration_names_what_the_regions_name() -> None:
    view = ET.fromstring(FILES["config.xml"])  # noqa: S314
    labels, paragraphs = view
    assert (labels.tag, labels.get("name"), labels.get("toName")) == ("ParagraphLabels", "stage", "dialogue")
    assert [label.get("value") for label in labels] == list(STAGES)
    assert (paragraphs.tag, paragraphs.get("value")) == ("Paragraphs", "$dialogue")
    assert (paragraphs.get("nameKey"), paragraphs.get("textKey")) == ("author", "text")


def test_one_annotator() -> None:
    [one] = settled("label-studio", annotated(RIGHT))
    assert one.labelled is not None
    assert [(s.stage, s.labels) for s in one.labelled.sentences] == [
        ("other", ("other",)),
        ("goals", ("goals",)),
        ("goals", ("goals",)),
    ]
    assert one.labelled.card == CALL.card


def test_several_annotators_in_the_order_of_their_names() -> None:
    task = json.loads(annotated(RIGHT))[0]
    other = [*RIGHT[:2], region("1", 0, 20, "realities")]
    task["annotations"] = [
        {"result": RIGHT, "completed_by": 12},
        {"result": other, "completed_by": 3},
        {"result": [region("1", 0, 20, "values")], "completed_by": 1, "was_cancelled": True},
    ]
    [one] = settled("label-studio", json.dumps([task]))
    assert one.labelled is not None
    assert one.labelled.sentences[2].labels == ("realities", "goals")
    assert one.labelled.sentences[2].stage == "realities"
    assert one.undecided == 1
    for k, name in enumerate(("zoe@x.example", "al@x.example", "bo@x.example")):
        task["annotations"][k]["completed_by"] = {"id": k, "email": name}
    task["annotations"].append({"result": [region("1", 0, 20, "pitch")], "ground_truth": True, "completed_by": 1})
    [one] = settled("label-studio", json.dumps([task]))
    assert one.labelled is not None
    assert one.labelled.sentences[2].stage == "pitch"
    assert one.labelled.sentences[2].labels == ("realities", "goals")
    assert one.undecided == 0


def test_skipped_sentences_predictions_and_other_regions() -> None:
    task = json.loads(annotated([RIGHT[2], {"type": "textarea", "value": {"text": ["?"]}}]))[0]
    task["predictions"] = [{"result": RIGHT}]
    task["annotations"][0]["result"][0]["value"]["endOffset"] = 19
    [one] = settled("label-studio", json.dumps([task]))
    assert one.labelled is not None
    assert [t.text for t in one.labelled.conversation.turns] == ["Two ovens 😀 by May."]
    assert one.unlabelled == 2
    [none] = settled("label-studio", json.dumps([{**BLIND[0], "annotations": []}]))
    assert (none.labelled, none.unlabelled) == (None, 3)


def test_a_region_over_two_paragraphs_labels_both() -> None:
    wide = region("0", 10, 20, "goals")
    wide["value"]["end"] = "1"
    [one] = settled("label-studio", annotated([wide]))
    assert one.labelled is not None
    assert [c.labels for c in one.labelled.sentences] == [("goals",), ("goals",)]


def change(path: str, value: object) -> Callable[[Any], Any]:
    def changed(tasks: Any) -> Any:
        node = tasks
        *keys, last = (int(k) if k.isdigit() else k for k in path.split("/"))
        for key in keys:
            node = node[key]
        node[last] = value
        return tasks

    return changed


@pytest.mark.parametrize(
    ("breaking", "message"),
    [
        (lambda _: {}, "export-1: tasks: has to be a list of tasks"),
        (lambda _: [3], "export-1: task 1: no data.dialogue or meta"),
        (change("0/meta/front_matter", "?"), "export-1: task 1: front_matter is not what"),
        (change("0/meta", {}), "export-1: task 1: no data.dialogue or meta"),
        (change("0/meta/rows", []), "export-1: task 1, meta.rows: no rows"),
        (change("0/meta/rows/1", [0, "rep"]), "export-1: task 1, meta.rows[1]: a row has to be"),
        (change("0/meta/rows/1/4", 99), "export-1: task 1, meta.rows[1]: no such place in the text"),
        (change("0/meta/rows/1/0", 9), "export-1: task 1, meta.rows[1]: no such place in the text"),
        (change("0/meta/rows/1/1", 9), "export-1: task 1, meta.rows[1]: '9' is no text"),
        (change("0/data/dialogue/1", {}), "export-1: task 1: data.dialogue: a paragraph has no text"),
        (change("0/annotations", 3), "export-1: task 1: annotations has to be a list"),
        (change("0/annotations/0/result", 3), "export-1: task 1, annotation 1: result has to be a list"),
        (
            change("0/annotations/0/result/1/value/paragraphlabels", ["goal"]),
            "export-1: task 1, annotation 1, region r: label 'goal' is not one of",
        ),
        (
            change("0/annotations/0/result/1/value/paragraphlabels", ["goals", "values"]),
            "export-1: task 1, annotation 1, region r: has 2 labels, not one",
        ),
        (
            change("0/annotations/0/result/1/value/start", "7"),
            "export-1: task 1, annotation 1, region r: no such paragraph",
        ),
        (
            change("0/annotations/0/result/1/value/startOffset", -1),
            "export-1: task 1, annotation 1, region r: '-1' is no number",
        ),
        (change("0/annotations/0/result/1/value", None), "export-1: task 1, annotation 1, region r: has no value"),
    ],
)
def test_what_is_refused_with_its_place(breaking: Callable[[Any], Any], message: str) -> None:
    with pytest.raises(BadLabelsError) as caught:
        settled("label-studio", json.dumps(breaking(json.loads(annotated(RIGHT)))))
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("text", ["", "[", "[" * 100_000, "x"])
def test_no_json(text: str) -> None:
    with pytest.raises(BadLabelsError, match="export-1: tasks: not JSON"):
        settled("label-studio", text)
