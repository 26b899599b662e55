"""Ready-made phrases: which are found, how long, where; which are everyday."""

from __future__ import annotations

import pytest

from analyzer.corpus import Labelled
from analyzer.corpus.frames import Frame, is_everyday, reused_frames
from analyzer.corpus.wording import lines_of
from tests.stages.tiny import labelled

FRAME = "that's exactly what a baker needs"


def calls(*middles: str, opening: str = "", closing: str = "") -> list[Labelled]:
    """One conversation a middle, with distinct words around it."""
    out = []
    for k, middle in enumerate(middles):
        texts = [opening or f"aa{k}", *(f"bb{k}x{i}" for i in range(3)), middle, *(f"cc{k}x{i}" for i in range(3))]
        rows = [("rep" if i % 2 else "prospect", [("other", t)]) for i, t in enumerate([*texts, closing or f"dd{k}"])]
        out.append(labelled(str(k), rows))  # type: ignore[arg-type]
    return out


def frames_of(corpus: list[Labelled]) -> list[Frame]:
    return list(reused_frames(corpus, lines_of(corpus)))


def test_four_conversations_make_a_frame_and_three_do_not() -> None:
    middles = [f"q{k} {FRAME} r{k}" for k in range(4)]
    [frame] = frames_of(calls(*middles))
    assert " ".join(frame.words) == FRAME
    assert frame.where == "frame"
    assert [(line.conversation, line.sentence) for line in frame.lines] == [(k, 4) for k in range(4)]
    assert frames_of(calls(*middles[:3])) == []


def test_a_part_is_listed_only_where_it_stands_more_often() -> None:
    long = f"{FRAME} every morning"
    part = FRAME.removeprefix("that's ")
    found = frames_of(calls(*[long] * 4, part, part))
    assert [(" ".join(f.words), len(f.lines)) for f in found] == [(part, 6), (long, 4)]


def test_four_words_are_too_few() -> None:
    assert frames_of(calls(*[f"q{k} exactly what bakers need r{k}" for k in range(6)])) == []


@pytest.mark.parametrize(("end", "where"), [("opening", "opener"), ("closing", "closer")])
def test_where_it_stands(end: str, where: str) -> None:
    said = {end: "Ovens and ladders from Brightpath speaking."}
    [frame] = frames_of(calls(*["x"] * 4, **said))
    assert frame.where == where


@pytest.mark.parametrize(
    ("words", "everyday"),
    [
        ("at the end of the day", True),
        ("by the end of the month", True),
        ("i don't want to be", True),
        ("and you know what i mean", True),
        ("# @ # @ okay then now", True),  # hardly a word left
        ("that's exactly what i was after", False),
        ("what would make it a ten", False),
        ("i come back with ideas", False),
    ],
)
def test_everyday(words: str, everyday: bool) -> None:
    assert is_everyday(tuple(words.split())) is everyday
