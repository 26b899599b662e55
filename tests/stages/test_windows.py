"""Windows: every sentence in one of them, always cut the same way, with the speaker's role at its end."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.conversation import MEDIA, Medium
from analyzer.stages.windows import OVERLAP, SIZE, Piece, windows_of

lengths = st.lists(st.integers(1, 97), min_size=1, max_size=120)


def pieces(sizes: list[int]) -> list[Piece]:
    return [Piece((*range(1000, 999 + n), 1)) for n in sizes]


@given(lengths)
def test_every_sentence_lies_in_a_window_whole(sizes: list[int]) -> None:
    said = pieces(sizes)
    windows = windows_of(said, "transcript")
    seen: set[int] = set()
    for w in windows:
        assert len(w.ids) <= SIZE
        for k in range(len(w.bounds) - 1):
            assert w.ids[w.bounds[k] : w.bounds[k + 1]] == said[w.first + k].ids
            seen.add(w.first + k)
    assert seen == set(range(len(sizes)))


@given(lengths)
def test_windows_go_on_and_share_no_more_than_the_overlap(sizes: list[int]) -> None:
    windows = windows_of(pieces(sizes), "chat")
    for before, after in itertools.pairwise(windows):
        end = before.first + len(before.bounds) - 1
        assert before.first < after.first <= end
        assert sum(sizes[after.first : end]) <= OVERLAP
    encoded = sum(len(w.ids) for w in windows)
    assert encoded <= 2.2 * sum(sizes) + 4 * len(windows)


@given(lengths, st.integers(120, SIZE))
def test_without_overlap_no_sentence_is_seen_twice(sizes: list[int], first: int) -> None:
    windows = windows_of(pieces(sizes), "notes", overlap=0, first_size=first)
    assert [w.first + k for w in windows for k in range(len(w.bounds) - 1)] == list(range(len(sizes)))


def test_nothing_said_makes_no_window() -> None:
    assert windows_of([], "transcript") == []


@pytest.mark.parametrize("medium", MEDIA)
def test_the_markers_tell_the_medium_and_the_edges_of_the_call(medium: Medium) -> None:
    first, last = windows_of(pieces([97] * 3), medium, overlap=0)
    assert first.ids[0] == last.ids[0]
    assert first.bounds[0] == last.bounds[0] + 1  # the beginning is marked
    assert len(last.ids) == last.bounds[-1] + 1  # and so is the end
    assert len(first.ids) == first.bounds[-1]
    others = [windows_of(pieces([97] * 3), m)[0].ids[1] for m in MEDIA if m != medium]
    assert first.ids[1] not in others
