"""Stand-off labels: joined only with the very text that was labelled."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.conversation import Conversation, Turn
from analyzer.corpus import LabelledSentence
from analyzer.corpus.stand_off import (
    MANIFEST_COLUMNS,
    read_stand_off,
    read_stand_off_labels,
    write_stand_off,
)
from analyzer.errors import BadLabelsError

REAL_SPEECH = Path(__file__).parents[2] / "corpus" / "real-speech"
CALL = Conversation(id="c1", turns=(Turn(0, "A", "What number? So."), Turn(1, "B", "Five days.")))
ROW = {"id": "c1", "source": "somewhere", "licence": "CC0", "attribution": "nobody", "first_turn": "3"}
LABELS = [LabelledSentence(0, 0, 12, "goals", ("goals", "other")), LabelledSentence(1, 0, 10, "goals", ("goals",))]


def test_round_trip_without_any_text(tmp_path: Path) -> None:
    write_stand_off(tmp_path, ROW, CALL, LABELS)
    [joined] = read_stand_off(tmp_path, {"c1": CALL})
    assert joined.sentences == tuple(LABELS)
    assert joined.source == "somewhere"
    written = "".join(p.read_text() for p in tmp_path.rglob("*.tsv"))
    assert "Five" not in written
    assert "number" not in written


def test_changed_or_missing_text_is_refused(tmp_path: Path) -> None:
    write_stand_off(tmp_path, ROW, CALL, LABELS)
    changed = Conversation(id="c1", turns=(CALL.turns[0], Turn(1, "B", "Nine days.")))
    with pytest.raises(BadLabelsError, match=r"c1.tsv: line 3: the sentence is not the one that was labelled"):
        read_stand_off(tmp_path, {"c1": changed})
    with pytest.raises(BadLabelsError, match="no text for 'c1'"):
        read_stand_off(tmp_path, {})
    with pytest.raises(BadLabelsError, match="no such place"):
        read_stand_off(tmp_path, {"c1": Conversation(id="c1", turns=CALL.turns[:1])})


def test_the_committed_labels_are_whole_and_name_their_licences() -> None:
    lines = (REAL_SPEECH / "manifest.tsv").read_text(encoding="utf-8").splitlines()
    assert tuple(lines[0].split("\t")) == MANIFEST_COLUMNS
    rows = [dict(zip(MANIFEST_COLUMNS, line.split("\t"), strict=True)) for line in lines[1:]]
    assert {f"{r['id']}.tsv" for r in rows} == {p.name for p in (REAL_SPEECH / "labels").iterdir()}
    assert all(r["licence"] and r["attribution"] for r in rows)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("manifest.tsv", "id\tsource", "ids\tsource", "manifest.tsv: line 1: must begin with the columns"),
        ("manifest.tsv", "\tCC0\t", "\t\t", "manifest.tsv: line 2: 'c1' has no licence"),
        ("manifest.tsv", "\tnobody\t", "\t \t", "manifest.tsv: line 2: 'c1' has no attribution"),
        ("manifest.tsv", "\t3\n", "\tx\n", "manifest.tsv: line 2: first_turn 'x' is not a number"),
        ("manifest.tsv", "c1\t", "../c1\t", "manifest.tsv: line 2: id '../c1' cannot be the name of a file"),
        ("manifest.tsv", "c1\tsomewhere", "c2\tsomewhere", "c2.tsv: cannot be read"),
        ("labels/c1.tsv", "\tgoals|other\n", "\n", "c1.tsv: line 2: 5 columns, not 6"),
        ("labels/c1.tsv", "\tgoals|other\n", "\tgoals|otter\n", "c1.tsv: line 2: stage 'otter' is not one of"),
        ("labels/c1.tsv", "\tgoals\tgoals|", "\tgaols\tgoals|", "c1.tsv: line 2: stage 'gaols' is not one of"),
        ("labels/c1.tsv", "\n0\t0\t", "\n0\t-1\t", "c1.tsv: line 2: turn, start_char and end_char must be numbers"),
        ("labels/c1.tsv", "\n0\t0\t12\t", "\n0\t12\t12\t", "c1.tsv: line 2: the sentence is empty, out of order"),
        ("labels/c1.tsv", "\n1\t0\t10\t", "\n0\t11\t12\t", "c1.tsv: line 3: the sentence is empty, out of order"),
    ],
)
def test_what_is_malformed_is_refused_without_any_text(
    tmp_path: Path, file: str, old: str, new: str, message: str
) -> None:
    write_stand_off(tmp_path, ROW, CALL, LABELS)
    assert read_stand_off_labels(tmp_path)[0].sentences == tuple(LABELS)
    path = tmp_path / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadLabelsError) as caught:
        read_stand_off_labels(tmp_path)
    assert str(caught.value).startswith(message)


def test_hashes_repeats_and_strays_are_looked_at(tmp_path: Path) -> None:
    write_stand_off(tmp_path, ROW, CALL, LABELS)
    manifest, labels = tmp_path / "manifest.tsv", tmp_path / "labels" / "c1.tsv"
    good = manifest.read_text(encoding="utf-8"), labels.read_text(encoding="utf-8")
    (tmp_path / "labels" / "c9.tsv").write_text(good[1], encoding="utf-8")
    with pytest.raises(BadLabelsError, match=r"labels/c9\.tsv has no line here \(1 such files\)"):
        read_stand_off_labels(tmp_path)
    (tmp_path / "labels" / "c9.tsv").unlink()
    manifest.write_text(good[0] + good[0].split("\n")[1] + "\n", encoding="utf-8")
    with pytest.raises(BadLabelsError, match="line 3: 'c1' stands here twice"):
        read_stand_off_labels(tmp_path)
    manifest.write_text(good[0], encoding="utf-8")
    labels.write_text(good[1].replace(good[1].split("\n")[1].split("\t")[3], "XYZ"), encoding="utf-8")
    with pytest.raises(BadLabelsError, match="line 2: hash 'XYZ' is not twelve hex digits"):
        read_stand_off_labels(tmp_path)
