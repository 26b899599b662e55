"""What becomes of several annotators' labels, and of sentences that nobody labelled."""

from __future__ import annotations

import pytest

from analyzer.conversation import Stage
from analyzer.corpus.convert.sheet import Answers, Region, Row, Sheet, answered, settle
from analyzer.errors import BadLabelsError

HEAD = 'id = "c"\nmedium = "transcript"\n\n[speakers]\n"A" = "rep"\n"B" = "prospect"'
ROWS = (Row(0, "A", None, "One."), Row(0, "A", None, "Two."), Row(1, "B", None, "Three."), Row(2, "A", None, "Four."))
ALL: dict[int, Stage] = {0: "goals", 1: "goals", 2: "goals", 3: "goals"}


def answers(adjudicated: dict[int, Stage], *annotators: dict[int, Stage], rows: tuple[Row, ...] = ROWS) -> Answers:
    return Answers(Sheet(HEAD, rows), "task 1", adjudicated, annotators)


@pytest.mark.parametrize(
    ("adjudicated", "labels", "stage", "undecided"),
    [
        ("values", (), "values", 0),
        ("values", ("goals", "goals"), "values", 0),
        (None, ("goals",), "goals", 0),
        (None, ("goals", "goals"), "goals", 0),
        (None, ("pitch", "goals"), "pitch", 1),
        (None, ("pitch", "goals", "goals"), "goals", 0),
        (None, ("pitch", "goals", "other"), "pitch", 1),
        (None, ("pitch", "goals", "goals", "other", "other"), "pitch", 1),
    ],
)
def test_who_decides(adjudicated: Stage | None, labels: tuple[Stage, ...], stage: Stage, undecided: int) -> None:
    others: dict[int, Stage] = {1: "other", 2: "other", 3: "other"}
    decided = others if adjudicated is None else {0: adjudicated, **others}
    result = settle(answers(decided, *({0: one} for one in labels)), "f")
    assert result.labelled is not None
    assert result.labelled.sentences[0].stage == stage
    assert result.labelled.sentences[0].labels == labels
    assert (result.unlabelled, result.undecided) == (0, undecided)


def test_skipped_sentences_are_left_out_and_counted() -> None:
    result = settle(answers({1: "goals", 3: "other"}), "f")
    assert result.labelled is not None
    assert [t.text for t in result.labelled.conversation.turns] == ["Two.", "Four."]
    assert [t.speaker for t in result.labelled.conversation.turns] == ["A", "A"]
    assert [s.turn for s in result.labelled.sentences] == [0, 1]
    assert (result.unlabelled, result.undecided) == (2, 0)
    assert settle(answers({}), "f").labelled is None
    assert settle(answers({}), "f").unlabelled == 4


@pytest.mark.parametrize(
    ("head", "row", "message"),
    [
        ("id = c", ROWS[0], "f: task 1: is no conversation of the corpus: front matter is not TOML"),
        (HEAD.replace('"c"', '"../c"'), ROWS[0], "f: task 1: id '../c' cannot be the name of a file"),
        (HEAD, Row(0, "Z", None, "One."), "f: task 1: is no conversation of the corpus: speaker 'Z'"),
        (HEAD, Row(0, "A", None, "One\nTwo."), "f: task 1: is no conversation of the corpus: a text holds a tab"),
        (HEAD, Row(0, "A", "x\ty", "One."), "f: task 1: is no conversation of the corpus: a text holds a tab"),
        (HEAD, Row(0, "A", None, "One \ud800."), "f: task 1: is no conversation of the corpus: a text holds half"),
        (HEAD, Row(0, "A", None, " "), "f: task 1: is no conversation of the corpus: the sentence is empty"),
    ],
)
def test_what_is_no_conversation(head: str, row: Row, message: str) -> None:
    with pytest.raises(BadLabelsError) as caught:
        settle(Answers(Sheet(head, (row,)), "task 1", {0: "goals"}, ()), "f")
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("region", "sentences"),
    [
        ((0, 10), [0]),
        ((1, 11), [0]),  # a character off
        ((0, 5), []),  # half is not more than half
        ((0, 6), [0]),
        ((4, 17), [0, 1]),
        ((0, 40), [0, 1, 2]),
        ((10, 11), []),
        ((50, 60), []),
    ],
)
def test_a_region_labels_what_it_covers_by_more_than_half(region: tuple[int, int], sentences: list[int]) -> None:
    spans = [(0, 10), (11, 21), (22, 32)]
    assert answered(spans, [Region(*region, "goals", "r")], "f") == dict.fromkeys(sentences, "goals")


def test_two_labels_for_one_sentence() -> None:
    with pytest.raises(BadLabelsError, match="f: r2: one sentence has two labels, goals and values"):
        answered([(0, 10)], [Region(0, 10, "goals", "r1"), Region(0, 10, "values", "r2")], "f")
    assert answered([(0, 10)], [Region(0, 10, "goals", "r1"), Region(0, 9, "goals", "r2")], "f") == {0: "goals"}
