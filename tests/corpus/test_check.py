"""The whole check and the counts, on folders with one thing wrong each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from analyzer.conversation import Conversation, Turn
from analyzer.corpus import Labelled, LabelledSentence, format_labelled
from analyzer.corpus.check import Fault, check_folder
from analyzer.corpus.counts import counts_of
from analyzer.corpus.stand_off import write_stand_off
from analyzer.errors import BadLabelsError
from tests.corpus.test_pairs import GOOD as PAIRS
from tests.stages.tiny import labelled, write_tiny

CORPUS = Path(__file__).parents[2] / "corpus"
LONG = "We would rather bake nine hundred loaves before the sun comes up."


def call(name: str, *texts: str) -> Labelled:
    return labelled(name, [("rep", [("goals", t) for t in texts])], trade="bakery", kind="sales_call")


def faults(folder: Path, *corpus: Labelled) -> list[tuple[str, str]]:
    return [(f.code, f.what) for f in check_folder(write_tiny(folder, list(corpus)))]


def test_nothing_wrong(tmp_path: Path) -> None:
    assert faults(tmp_path, call("a", LONG), call("b", "Hi.")) == []


def test_every_malformed_file_is_told_and_the_others_are_still_checked(tmp_path: Path) -> None:
    write_tiny(tmp_path, [call("a", LONG), call("b", LONG)])
    (tmp_path / "c.tsv").write_text("no front matter")
    (tmp_path / "d.tsv").write_bytes(b"\xff")
    found = check_folder(tmp_path)
    assert [f.code for f in found] == ["E-LABELS", "E-LABELS", "W-REPEATED"]
    assert found[0].what == "c.tsv: line 1: the file must begin with front matter between two +++ lines."
    assert found[1].what.startswith("d.tsv: cannot be read")
    assert str(found[2]) == (
        "in 2 conversations (a turn 0, b turn 0): "
        "“we would rather bake nine hundred loaves before the sun comes up” [W-REPEATED]"
    )


def test_ids(tmp_path: Path) -> None:
    write_tiny(tmp_path, [call("a", "Hi."), call("b", "Yo.")])
    (tmp_path / "b.tsv").write_text(format_labelled(call("a", "Yo.")))
    assert check_folder(tmp_path) == [
        Fault("E-ID", "b.tsv: its id is a"),
        Fault("E-ID", "a: several files have this id"),
    ]


def test_cards(tmp_path: Path) -> None:
    [(code, what)] = faults(tmp_path, replace(call("a", "Hi."), card={"goal_rung": 9}))
    assert (code, what) == ("E-CARD", "a.tsv: card.goal_rung 9 is not one of [0, 1, 2, 3, 4]")


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([("goals", "goals"), ("goals",)], "a.tsv: not every sentence has as many labels: 1 sentences with 1, 1 "),
        (
            [("other", "other"), ("goals", "goals")],
            "a.tsv: turn 0: stage goals, though every annotator said other: “Hi.”",
        ),
        ([("other",), ("goals",)], "a.tsv: 1 sentences whose stage is not the one label that they were given"),
    ],
)
def test_labels(tmp_path: Path, labels: list[tuple[str, ...]], message: str) -> None:
    one = call("a", "Hi.", "Yo.")
    sentences = tuple(replace(s, labels=told) for s, told in zip(one.sentences, labels, strict=True))  # type: ignore[arg-type]
    [(code, what)] = faults(tmp_path, replace(one, sentences=sentences))
    assert code == "W-LABELS"
    assert what.startswith(message)


def test_near_duplicates_quote_each_place(tmp_path: Path) -> None:
    [(code, what)] = faults(tmp_path, call("a", "Hi.", LONG), call("b", LONG.replace("nine", "eight")))
    assert code == "W-NEAR"
    assert what == f"in 2 conversations, 100% alike: a turn 0: “{LONG}”; b turn 0: “{LONG.replace('nine', 'eight')}”"


def test_frames_and_alike_conversations(tmp_path: Path) -> None:
    passage = " ".join(f"word{chr(97 + k)}" for k in range(26))
    found = faults(tmp_path, *(call(name, f"x{name} {passage} y{name}") for name in "abcd"))
    codes = [code for code, _ in found]
    assert codes.count("W-NEAR") == 1
    assert codes.count("W-ALIKE") == 6
    assert codes.count("W-FRAME") == 1
    alike = next(what for code, what in found if code == "W-ALIKE")
    assert alike.startswith("a and b share 22 runs of five words (91.7% of the shorter one), such as “worda wordb")
    frame = next(what for code, what in found if code == "W-FRAME")
    assert frame.startswith("opener in 4 conversations (a turn 0, b turn 0, c turn 0 and 1 more): “worda wordb")


def stand_off(folder: Path) -> Path:
    text = Conversation(id="c1", turns=(Turn(0, "A", "What number? So."),))
    row = {"id": "c1", "source": "somewhere", "licence": "CC0", "attribution": "nobody", "first_turn": "3"}
    labels = [LabelledSentence(0, 0, 12, "goals", ("goals", "other")), LabelledSentence(0, 13, 16, "other", ("other",))]
    write_stand_off(folder, row, text, labels)
    return folder


def test_a_whole_corpus_is_checked_and_counted_part_by_part(tmp_path: Path) -> None:
    write_tiny(tmp_path / "conversations", [call("a", "Hi.")])
    stand_off(tmp_path / "real-speech")
    (tmp_path / "pairs").mkdir()
    (tmp_path / "pairs" / "goal-reality.tsv").write_text(PAIRS)
    assert check_folder(tmp_path) == []
    counts = counts_of(tmp_path)
    assert "1 conversations, 1 labelled sentences, 1 trades; 0 sentences labelled twice." not in counts
    assert "| sales_call | 1 | 1 | 0% | 100% |" in counts
    assert "1 conversations of real speech, 2 labelled sentences, 1 sources; 1 sentences labelled twice." in counts
    assert "| somewhere, CC0 | 1 | 2 | 0% | 50% | 0% | 0% | 0% | 0% | 50% |" in counts
    assert "| goal-reality | 2 |" in counts
    (tmp_path / "real-speech" / "labels" / "c1.tsv").write_text("x")
    (tmp_path / "pairs" / "pitch-implement.tsv").write_text(PAIRS)
    assert [f.code for f in check_folder(tmp_path)] == ["E-LABELS", "E-LABELS"]


def test_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(BadLabelsError, match="no labelled conversations"):
        check_folder(tmp_path)
    with pytest.raises(BadLabelsError, match="no labelled conversations"):
        counts_of(tmp_path / "none")


def test_the_committed_stand_off_labels_are_sound() -> None:
    assert check_folder(CORPUS / "real-speech") == []
