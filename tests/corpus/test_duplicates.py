"""Near-duplicates and conversations that share too much, against a count of all pairs by hand."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.corpus import Labelled
from analyzer.corpus.duplicates import alike_conversations, near_duplicates
from analyzer.corpus.wording import Line, lines_of, shingles
from tests.stages.tiny import labelled

BASE = "what would you like to get out of this meeting before we begin today"


def call(name: str, *texts: str) -> Labelled:
    return labelled(name, [("rep", [("other", t) for t in texts])])


def near(*texts: str) -> int:
    """How many conversations the largest group spans, one sentence a conversation; 0 for no group."""
    groups = near_duplicates(lines_of([call(str(i), t) for i, t in enumerate(texts)]))
    return max((g.conversations for g in groups), default=0)


@pytest.mark.parametrize(
    ("other", "found"),
    [
        (BASE, True),
        ("What would you like to get out of this meeting, before we begin, today?", True),
        (BASE.replace("today", "now"), True),  # 12 of 14 pairs of neighbours
        (BASE.replace("meeting", "call"), False),  # 11 of 15
        ("so " + BASE, True),
        (" ".join(reversed(BASE.split())), False),
        ("how many people work in the warehouse on a normal day in the week", False),
    ],
)
def test_near(other: str, found: bool) -> None:
    assert near(BASE, other) == (2 if found else 0)


def test_numbers_and_names_do_not_hide_a_copy() -> None:
    one = "It was Priya who told us to cut the nine days down before winter."
    other = "It was Dana who told us to cut the forty days down before winter."
    assert near(one, other) == 2


def test_short_sentences_and_repeats_inside_one_conversation_are_none() -> None:
    assert near("How much is it then?", "How much is it then?") == 0
    assert near_duplicates(lines_of([call("a", BASE, BASE), call("b", "Hello.")])) == ()


def test_a_chain_is_one_group_with_its_weakest_link() -> None:
    a, b, c = BASE, BASE.replace("today", "now"), BASE.replace("today", "now").replace("what would", "where would")
    [group] = near_duplicates(lines_of([call("a", a), call("b", b), call("c", c), call("d", "Hello there.")]))
    assert group.conversations == 3
    assert [line.conversation for line in group.lines] == [0, 1, 2]
    assert group.similarity == pytest.approx(12 / 14)


word_lists = st.lists(st.lists(st.sampled_from("abcdefghij"), min_size=7, max_size=14), min_size=2, max_size=8)


@settings(max_examples=200)
@given(word_lists, st.sampled_from([0.5, 0.6, 0.75, 0.8, 1.0]))
def test_no_similar_pair_is_missed(texts: list[list[str]], least: float) -> None:
    lines = [Line(i, 0, tuple(t)) for i, t in enumerate(texts)]
    sets = [frozenset(shingles(t, 2)) for t in texts]
    linked = {
        frozenset((a, b)) for a, b in combinations(range(len(sets)), 2)
        if len(sets[a] & sets[b]) >= least * len(sets[a] | sets[b])
    }  # fmt: skip
    together = [{line.conversation for line in g.lines} for g in near_duplicates(lines, least)]
    for pair in linked:
        assert any(pair <= group for group in together)
    for group in together:
        assert all(any({x, y} in linked for y in group if y != x) for x in group)


def test_conversations_that_share_a_passage() -> None:
    passage = [f"word{k}" for k in range(26)]
    own = [[f"{name}{k}" for k in range(40)] for name in ("a", "b", "c")]
    calls = [call("a", " ".join(own[0] + passage)), call("b", " ".join(own[1] + passage)), call("c", " ".join(own[2]))]
    [pair] = alike_conversations(lines_of(calls))
    assert (pair.first, pair.second, pair.shared) == (0, 1, 22)
    assert pair.share == pytest.approx(22 / 62)
    assert pair.example == "word0 word1 word2 word3 word4"
    assert alike_conversations(lines_of(calls), min_shared=23) == ()
    assert alike_conversations(lines_of(calls), min_share=0.4) == ()


def test_what_many_conversations_share_makes_no_two_alike() -> None:
    passage = " ".join(f"word{k}" for k in range(26))
    assert alike_conversations(lines_of([call(str(i), passage) for i in range(11)])) == ()
    assert len(alike_conversations(lines_of([call(str(i), passage) for i in range(10)]))) == 45
