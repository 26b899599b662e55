"""Boundaries learnt from sentences whose marks were taken away."""

from __future__ import annotations

import numpy as np
import pytest

from analyzer.conversation import Conversation, Turn
from analyzer.corpus import LabelledSentence
from analyzer.sentences import BoundaryModel
from analyzer.stages.boundaries import boundary_scores, train_boundaries, unpunctuated
from analyzer.stages.datasets import GoldConversation
from tests.stages.tiny import tiny_corpus


def gold(*turns: list[str], medium: str = "transcript") -> GoldConversation:
    sentences = []
    for i, parts in enumerate(turns):
        start = 0
        for part in parts:
            sentences.append(LabelledSentence(i, start, start + len(part), "other"))
            start += len(part) + 1
    call = Conversation(
        id="x",
        turns=tuple(Turn(i, "AB"[i % 2], " ".join(parts), "rep") for i, parts in enumerate(turns)),
        medium=medium,  # type: ignore[arg-type]
    )
    return GoldConversation(call, tuple(sentences), "s", "g")


TINY = [GoldConversation(c.conversation, c.sentences, "s", c.trade or "") for c in tiny_corpus()]


def test_marks_and_case_are_taken_away() -> None:
    call, spans = unpunctuated(gold(["Hi, Ann!", "It's  nine – “days”."], ["…"], ["What?"]))
    assert [t.text for t in call.turns] == ["hi ann it's nine – days", "what"]
    assert [t.index for t in call.turns] == [0, 1]
    assert [call.turns[t].text[a:b] for t, a, b in spans] == ["hi ann", "it's nine – days", "what"]


def test_it_learns_where_sentences_begin() -> None:
    model = train_boundaries(TINY, seed=0)
    scores = boundary_scores(model, TINY)
    assert scores["f1"] > 0.95
    assert scores["boundaries"] == sum(
        len(g.sentences) - len({s.turn for s in g.sentences}) for g in TINY if g.conversation.medium != "notes"
    )


def test_same_seed_same_model() -> None:
    one, two = train_boundaries(TINY, seed=1), train_boundaries(TINY, seed=1)
    np.testing.assert_array_equal(one.weights, two.weights)
    assert (one.intercept, one.threshold) == (two.intercept, two.threshold)


def test_notes_are_left_out() -> None:
    notes = gold(["Two people.", "All on paper."], medium="notes")
    with_notes, without = train_boundaries([*TINY, notes]), train_boundaries(TINY)
    np.testing.assert_array_equal(with_notes.weights, without.weights)
    assert boundary_scores(without, [notes])["boundaries"] == 0


def test_scores_by_hand() -> None:
    call = gold(["One two.", "Three."], ["Four.", "Five six."])
    zero = np.zeros(2**8, dtype=np.float32)
    always, never = BoundaryModel(zero, 1.0, 0.0), BoundaryModel(zero, -1.0, 0.0)
    # four places between words inside turns, two of them boundaries
    assert boundary_scores(always, [call]) == {"precision": 0.5, "recall": 1.0, "f1": 0.6667, "boundaries": 2}
    assert boundary_scores(never, [call]) == {"precision": 0.0, "recall": 0.0, "f1": 0.0, "boundaries": 2}


def test_one_conversation_is_enough() -> None:
    model = train_boundaries(TINY[:1])
    assert np.isfinite(model.threshold)
    assert boundary_scores(model, TINY[:1])["f1"] == pytest.approx(1.0, abs=0.1)
