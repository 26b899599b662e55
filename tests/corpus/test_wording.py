"""Plain words: what is masked, and what is not."""

from __future__ import annotations

import doctest

import pytest

from analyzer.corpus import frames, wording
from analyzer.corpus.wording import lines_of, shingles, word_parts
from tests.stages.tiny import labelled


@pytest.mark.parametrize("module", [wording, frames])
def test_docstrings(module: object) -> None:
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted
    assert not result.failed


def words_of(*texts: str) -> list[str]:
    call = labelled("a", [("rep", [("other", t) for t in texts])])
    return [" ".join(line.words) for line in lines_of([call])]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("We pay 40 a month.", "we pay ninety-five a month"),
        ("It's ÖKO, isn't it?", "it’s öko isn’t it"),
        ("So we, um, we pay nine.", "so we pay nine"),
        ("It is £1,200.50 now.", "It is twenty thousand now."),
    ],
)
def test_the_same_but_for_numbers_case_marks_and_stammers(one: str, other: str) -> None:
    assert len(set(words_of(one, other))) == 1


def test_a_name_is_what_is_written_with_a_capital_inside_a_sentence() -> None:
    # Dana and Priya are seen inside a sentence; "Nobody" only begins one, and "will" is mostly a small word
    lines = words_of(
        "I met Dana and Priya.", "Dana called.", "priya called", "Nobody called.", "Ask Will.", "it will do", "we will"
    )
    assert lines == ["i met @ and @", "@ called", "@ called", "nobody called", "ask will", "it will do", "we will"]


def test_i_is_no_name() -> None:
    assert words_of("And I know I'm late.") == ["and i know i'm late"]


def test_lines_say_where_they_stand() -> None:
    calls = [
        labelled("a", [("rep", [("other", "Hi."), ("other", "So.")])]),
        labelled("b", [("rep", [("other", "Yo.")])]),
    ]
    assert [(line.conversation, line.sentence, line.words) for line in lines_of(calls)] == [
        (0, 0, ("hi",)),
        (0, 1, ("so",)),
        (1, 0, ("yo",)),
    ]


def test_shingles_of_too_few_words() -> None:
    assert list(shingles(["a", "b", "c"], 2)) == [("a", "b"), ("b", "c")]
    assert list(shingles(["a"], 2)) == []
    assert word_parts("— … !") == []
