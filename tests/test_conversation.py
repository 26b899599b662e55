"""The nouns: words are counted alike everywhere, tags are blanked in place, nothing can be changed."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.conversation import (
    CORE_STAGES,
    MEDIA,
    ROLES,
    STAGES,
    Conversation,
    Participant,
    Turn,
    blanked,
    count_words,
)


def test_the_labels_and_their_order() -> None:
    assert STAGES == ("values", "goals", "realities", "next_step", "implement", "pitch", "other")
    assert CORE_STAGES == ("values", "goals", "realities", "next_step", "implement")
    assert ROLES == ("rep", "prospect", "other", "unknown")
    assert MEDIA == ("transcript", "notes", "chat")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("  \n\t ", 0),
        ("Nine days.", 2),
        ("well – we do … that", 4),
        ("- -- ... ?! __", 0),
        ("_so_ (yes) “no”", 3),
        ("it's a follow-up, 3.5%", 4),
        ("déjà vu 漢字", 3),
        ("a\u00a0b", 2),
        ("9 \ud800 5", 2),
    ],
)
def test_words(text: str, words: int) -> None:
    assert count_words(text) == words


@pytest.mark.parametrize(
    ("masked", "start", "words"),
    [
        ((), 0, 4),
        (((4, 12),), 0, 3),
        (((4, 12), (17, 24)), 0, 2),
        (((104, 112),), 100, 3),  # the ranges are the turn's, the text a sentence of it
        (((90, 104),), 100, 3),  # a tag that began in the sentence before
        (((17, 400),), 0, 3),
        (((500, 600),), 0, 4),
    ],
)
def test_words_leave_out_tags(masked: tuple[tuple[int, int], ...], start: int, words: int) -> None:
    assert count_words("yes [laughs] and later.", masked, start) == words


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(-5, 50), st.integers(-5, 50)), max_size=4))
def test_blanking_keeps_every_other_character_in_its_place(text: str, ranges: list[tuple[int, int]]) -> None:
    out = blanked(text, tuple(ranges))
    assert len(out) == len(text)
    for i, (before, after) in enumerate(zip(text, out, strict=True)):
        assert after == (" " if any(a <= i < b for a, b in ranges) else before)


def test_a_turn_counts_its_speech() -> None:
    turn = Turn(0, "Ann", "Yes [laughs] we do.", masked=((4, 12),))
    assert turn.words == 3
    assert turn.spoken == "Yes          we do."
    assert len(turn.spoken) == len(turn.text)


def test_a_conversation_counts_by_role() -> None:
    turns = (Turn(0, "A", "one two", "rep"), Turn(1, "B", "three", "prospect"), Turn(2, None, "four five six"))
    call = Conversation(id="x", turns=turns)
    assert [call.words(r) for r in ("rep", "prospect", "unknown", "other")] == [2, 1, 3, 0]
    assert call.words() == 6


@pytest.mark.parametrize(
    ("thing", "name"),
    [(Turn(0, "A", "hi"), "text"), (Participant("A"), "role"), (Conversation(id="x", turns=()), "turns")],
)
def test_nothing_downstream_changes_what_was_read(thing: object, name: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(thing, name, None)
