"""Features: shapes, what they look at, and that they go by stretches of one speaker, never by turns."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.conversation import STAGES, Conversation, Role, Turn
from analyzer.sentences import Segmented, segment
from analyzer.stages.features import CONTEXT_COLUMNS, context_features, ngram_features

BITS = 12
SENTENCES = ("We want five.", "How many?", "Nine days.", "Our platform helps.", "So it is.", "Yes.")


def call(rows: list[tuple[Role, str]]) -> Segmented:
    return segment(Conversation(id="x", turns=tuple(Turn(i, r, t, r) for i, (r, t) in enumerate(rows))))


def own(n: int) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    probabilities = np.random.default_rng(1).dirichlet(np.ones(len(STAGES)), n)
    return np.log(probabilities).astype(np.float32)


def test_shapes() -> None:
    segmented = call([("rep", "Hi. Is now okay?"), ("prospect", "Yes."), ("rep", "[…]")])
    n = len(segmented.sentences)
    features = ngram_features(segmented, BITS)
    assert features.shape == (n, 2**BITS)
    assert features.dtype == np.float32
    assert (features.getnnz(axis=1) > 0).all()
    dense = context_features(segmented, own(n))
    assert dense.shape == (n, len(CONTEXT_COLUMNS))
    assert np.isfinite(dense).all()
    assert len(set(CONTEXT_COLUMNS)) == len(CONTEXT_COLUMNS)


def test_nothing_gives_nothing() -> None:
    empty = segment(Conversation(id="x", turns=()))
    assert ngram_features(empty, BITS).shape == (0, 2**BITS)
    assert context_features(empty, own(0)).shape == (0, len(CONTEXT_COLUMNS))


def test_tags_alone_have_no_words_and_no_crash() -> None:
    turn = Turn(0, "A", "[laughs]", masked=((0, 8),))
    segmented = segment(Conversation(id="x", turns=(turn,)))
    assert ngram_features(segmented, BITS).shape == (1, 2**BITS)
    assert ngram_features(segmented, BITS).nnz == 0


def test_roles_are_looked_at_only_when_asked() -> None:
    texts = ["We want five.", "How many?"]
    one, two = call([("rep", texts[0]), ("prospect", texts[1])]), call([("prospect", texts[0]), ("rep", texts[1])])
    assert (ngram_features(one, BITS) != ngram_features(two, BITS)).nnz
    assert (ngram_features(one, BITS, roles=False) != ngram_features(two, BITS, roles=False)).nnz == 0
    assert (context_features(one, own(2)) != context_features(two, own(2))).any()
    np.testing.assert_array_equal(
        context_features(one, own(2), roles=False), context_features(two, own(2), roles=False)
    )


def test_numbers_of_one_shape_share_their_features() -> None:
    a, b, c = (ngram_features(call([("rep", f"It costs {n} now.")]), BITS) for n in ("41,000", "63,500", "9"))
    assert (a != b).nnz == 0
    assert (a != c).nnz > 0


def test_a_sentence_knows_its_neighbours() -> None:
    def features(before: str, after: str) -> list[float]:
        rows = ngram_features(call([("rep", before), ("prospect", "2030."), ("rep", after)]), BITS)
        return [float(value) for value in rows[1].toarray().ravel()]

    base = features("In what year?", "Good.")
    assert base != features("How many vans?", "Good.")
    assert base != features("In what year?", "Never.")


@given(
    st.lists(
        st.tuples(st.sampled_from(["rep", "prospect"]), st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4)),
        min_size=1,
        max_size=5,
    ),
    st.randoms(use_true_random=False),
)
def test_the_cut_into_turns_changes_no_feature(rows: list[tuple[Role, list[str]]], random: object) -> None:
    """The same talk, each stretch cut into turns at random sentences, has the same features to the last bit."""
    whole: list[tuple[Role, list[str]]] = []
    for role, parts in rows:
        if whole and whole[-1][0] == role:
            whole[-1][1].extend(parts)
        else:
            whole.append((role, list(parts)))
    cut: list[tuple[Role, str]] = []
    for role, parts in whole:
        here: list[str] = []
        for part in parts:
            here.append(part)
            if random.random() < 0.5:  # type: ignore[attr-defined]
                cut.append((role, " ".join(here)))
                here = []
        if here:
            cut.append((role, " ".join(here)))
    one, two = call([(r, " ".join(p)) for r, p in whole]), call(cut)
    assert [s.text for s in one.sentences] == [s.text for s in two.sentences]
    n = len(one.sentences)
    assert (ngram_features(one, BITS) != ngram_features(two, BITS)).nnz == 0
    np.testing.assert_array_equal(context_features(one, own(n)), context_features(two, own(n)))


def test_notes_have_no_stretches() -> None:
    """Items without a speaker stand each for itself: they are not one long turn."""
    items = tuple(Turn(i, None, "Two people.", "prospect") for i in range(3))
    x = context_features(segment(Conversation(id="n", turns=items, medium="notes")), own(3))
    assert x[:, CONTEXT_COLUMNS.index("first_of_turn")].tolist() == [1, 1, 1]
    joined = call([("prospect", "Two people. Two people. Two people.")])
    y = context_features(joined, own(3))
    assert y[:, CONTEXT_COLUMNS.index("first_of_turn")].tolist() == [1, 0, 0]
    assert y[:, CONTEXT_COLUMNS.index("last_of_turn")].tolist() == [0, 0, 1]


def test_columns_hold_what_they_are_called() -> None:
    segmented = call([("rep", "Hello there now. How many days?"), ("prospect", "9."), ("rep", "Right, fine.")])
    p = own(4)
    x = context_features(segmented, p)
    column = {name: x[:, i] for i, name in enumerate(CONTEXT_COLUMNS)}
    chance = np.exp(p)
    np.testing.assert_allclose(column["own_goals"], p[:, 1])
    np.testing.assert_allclose(column["at+1_goals"], [*chance[1:, 1], 0], rtol=1e-5)
    np.testing.assert_allclose(column["at-2_goals"], [0, 0, *chance[:2, 1]], rtol=1e-5)
    np.testing.assert_allclose(column["question_goals"], [0, 0, chance[1, 1], chance[1, 1]], rtol=1e-5)
    np.testing.assert_allclose(column["other_side_goals"], [0, 0, chance[1, 1], chance[2, 1]], rtol=1e-5)
    np.testing.assert_allclose(column["turn_goals"][:2], chance[:2, 1].mean(), rtol=1e-5)
    np.testing.assert_allclose(column["call_goals"], chance[:, 1].mean(), rtol=1e-5)
    assert column["question"].tolist() == [0, 1, 0, 0]
    assert column["has_digit"].tolist() == [0, 0, 1, 0]
    assert column["one_word"].tolist() == [0, 0, 1, 0]
    assert column["two_or_three_words"].tolist() == [1, 1, 0, 1]
    assert column["role_rep"].tolist() == [1, 1, 0, 1]
    assert column["previous_role_prospect"].tolist() == [0, 0, 0, 1]
    assert column["turn_share_of_question"].tolist() == [0.5, 0.5, 0, 0]
    assert column["position"].tolist() == pytest.approx([0, 0.25, 0.5, 0.75])
