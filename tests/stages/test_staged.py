"""A staged conversation: most probable stages, a person's labels, quotes."""

from __future__ import annotations

import numpy as np

from tests.builders import call


def test_a_persons_labels_replace_the_models() -> None:
    staged = call(("rep", "pitch", "Our platform helps."), ("prospect", "goals", "We want five."), sure=0.6)
    assert staged.stages == ("pitch", "goals")
    other = staged.with_given({1: "values"})
    assert other.stages == ("pitch", "values")
    assert other.given.tolist() == [False, True]
    np.testing.assert_array_equal(other.probabilities[1], np.eye(7)[0])
    np.testing.assert_array_equal(other.probabilities[0], staged.probabilities[0])
    assert staged.stages == ("pitch", "goals")
    assert staged.given.tolist() == [False, False]


def test_evidence_quotes_the_turn() -> None:
    staged = call(("rep", "other", "Hi."), ("prospect", "goals", "We want five.", 2.0, 4.0))
    quote = staged.evidence(1)
    assert (quote.sentence, quote.turn, quote.speaker, quote.start_s) == (1, 1, "prospect", 2.0)
    turn = staged.conversation.turns[quote.turn]
    assert turn.text[quote.start_char : quote.end_char] == quote.text == "We want five."


def test_compared_by_identity() -> None:
    one, two = call(("rep", "other", "Hi.")), call(("rep", "other", "Hi."))
    assert one != two
    assert len({one, two}) == 2
