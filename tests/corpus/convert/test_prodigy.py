"""Prodigy's JSON Lines: their exact shape, and what its annotators do."""

from __future__ import annotations

import json
from typing import Any

import pytest

from analyzer.conversation import STAGES
from analyzer.corpus.convert import CONVERTERS
from analyzer.errors import BadLabelsError
from tests.corpus.convert.calls import CALL, settled
from tests.stages.tiny import labelled

LINES = [json.loads(line) for line in CONVERTERS["prodigy"].export([CALL], False)["tasks.jsonl"].splitlines()]
BLIND = [json.loads(line) for line in CONVERTERS["prodigy"].export([CALL], True)["tasks.jsonl"].splitlines()]


def answer(sentence: int, label: str | None, annotator: str | None = None, answer: str = "accept") -> dict[str, Any]:
    task = {**BLIND[sentence], "accept": [label] if label else [], "answer": answer}
    return task if annotator is None else {**task, "_annotator_id": annotator, "_session_id": f"set-{annotator}"}


def text(*tasks: dict[str, Any]) -> str:
    return "\n".join(map(json.dumps, tasks)) + "\n"


def test_the_tasks() -> None:
    assert len(BLIND) == 3
    assert len(LINES) == 9
    task = BLIND[1]
    assert task["text"] == "What do you want?"
    assert task["options"] == [{"id": stage, "text": stage} for stage in STAGES]
    assert task["meta"] == {
        "conversation": "c1", "sentence": 1, "turn": 0, "speaker": "rep", "before": "rep: 👋 Hi Jo!"
    }  # fmt: skip
    assert not {"accept", "answer", "_annotator_id", "_session_id"} & set(task)
    second = LINES[5]
    assert (second["accept"], second["answer"], second["_annotator_id"]) == (["values"], "accept", "annotator-2")
    assert LINES[3]["_annotator_id"] == "adjudicated"


def test_the_same_words_in_two_places_are_two_tasks_and_the_same_place_is_one() -> None:
    call = labelled("c", [("rep", [("other", "Yeah."), ("other", "Yeah.")])])
    lines = [json.loads(x) for x in CONVERTERS["prodigy"].export([call], False)["tasks.jsonl"].splitlines()]
    hashes = [(x["_input_hash"], x["_task_hash"]) for x in lines]
    assert len(set(hashes)) == 2
    assert len(hashes) == 6
    assert all(0 <= h < 2**31 for pair in hashes for h in pair)


def test_several_annotators() -> None:
    export = text(
        answer(0, "other", "bo"), answer(1, "goals", "bo"), answer(2, "goals", "bo"),
        answer(0, "other", "al"), answer(1, "values", "al"), answer(2, "goals", "al"),
        answer(1, "pitch", "al"),  # who answered twice has thought again
    )  # fmt: skip
    [one] = settled("prodigy", export)
    assert one.labelled is not None
    assert one.labelled.sentences[1].labels == ("pitch", "goals")
    assert one.undecided == 1
    review = {**answer(1, "values"), "versions": [{"accept": ["pitch"], "sessions": ["al"]}], "_session_id": "x"}
    [one] = settled("prodigy", export, text(review))
    assert one.labelled is not None
    assert (one.labelled.sentences[1].stage, one.labelled.sentences[1].labels) == ("values", ("pitch", "goals"))
    assert one.undecided == 0


def test_skipped_rejected_and_missing_tasks() -> None:
    [one] = settled("prodigy", text(answer(0, None), answer(1, "goals", answer="ignore"), answer(2, "goals")))
    assert one.labelled is not None
    assert [s.stage for s in one.labelled.sentences] == ["goals"]
    assert one.unlabelled == 2
    [one] = settled("prodigy", text(answer(2, "goals", answer="accept")))
    assert one.unlabelled == 2
    [one] = settled("prodigy", text(answer(1, "goals", answer="reject")))
    assert (one.labelled, one.unlabelled) == (None, 3)


@pytest.mark.parametrize(
    ("task", "message"),
    [
        (answer(1, "goal"), "export-1: line 1: label 'goal' is not one of"),
        ({**answer(1, "goals"), "accept": ["goals", "values"]}, "export-1: line 1: accept has to be a list of one"),
        ({**answer(1, "goals"), "accept": "goals"}, "export-1: line 1: accept has to be a list of one"),
        ({**answer(1, "goals"), "meta": {}}, "export-1: line 1: meta.conversation and text have to be texts"),
        ({**answer(1, "goals"), "text": 3}, "export-1: line 1: meta.conversation and text have to be texts"),
        ({"text": "Hi."}, "export-1: line 1: no meta or corpus"),
        ({**answer(1, "goals"), "meta": {"conversation": "c1", "sentence": -1}}, "export-1: line 1: '-1' is no number"),
        (
            {**answer(1, "goals"), "corpus": {"front_matter": "é", "sentences": 1}},
            "export-1: line 1: front_matter is not",
        ),
    ],
)
def test_what_is_refused_with_its_line(task: dict[str, Any], message: str) -> None:
    with pytest.raises(BadLabelsError) as caught:
        settled("prodigy", text(task))
    assert str(caught.value).startswith(message)


def test_no_task() -> None:
    with pytest.raises(BadLabelsError, match="there is no task"):
        settled("prodigy", "\n")
    with pytest.raises(BadLabelsError, match="line 2: not JSON"):
        settled("prodigy", text(answer(1, "goals")) + "{")
