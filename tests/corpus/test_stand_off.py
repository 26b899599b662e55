"""Stand-off labels: joined only with the very text that was labelled."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.conversation import Conversation, Turn
from analyzer.corpus import LabelledSentence
from analyzer.corpus.stand_off import MANIFEST_COLUMNS, read_stand_off, write_stand_off
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
