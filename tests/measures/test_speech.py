from __future__ import annotations

import pytest

from analyzer.measures.blocks import blocks_of
from analyzer.measures.speech import is_backchannel, made_of, plain_words
from tests.builders import Line, call


@pytest.mark.parametrize("text", ["Mm-hm.", "Right, okay.", "Yeah, got it.", "Oh, I see!", "…"])
def test_backchannels(text: str) -> None:
    assert is_backchannel(text)


@pytest.mark.parametrize(
    "text", ["Tuesday.", "Right, but why?", "I see a problem.", "yeah yeah yeah yeah yeah", "got", "2030"]
)
def test_no_backchannels(text: str) -> None:
    assert not is_backchannel(text)


def test_made_of_covers_the_whole_or_fails() -> None:
    known = frozenset({"a", "b c d e"})
    assert made_of(plain_words("a b c d e a"), known)
    assert not made_of(plain_words("a b c d"), known)
    assert made_of([], known)


def blocks(*lines: Line) -> list[tuple[str, int, bool]]:
    return [(b.role, len(b.turns), b.backchannel) for b in blocks_of(call(*lines).conversation.turns)]


def test_blocks_join_neighbours_of_one_side_unless_a_silence_parts_them() -> None:
    assert blocks(
        ("rep", "other", "One.", 0.0, 1.0),
        ("rep", "other", "Two.", 3.0, 4.0),
        ("rep", "other", "Three.", 6.1, 7.0),
        ("prospect", "other", "...", 7.0, 8.0),
        ("rep", "other", "Four.", 8.0, 9.0),
        ("prospect", "other", "Yeah."),
    ) == [("rep", 2, False), ("rep", 2, False), ("prospect", 1, True)]
