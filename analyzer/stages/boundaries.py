"""Trains the model of sentence boundaries for text that nobody punctuated.

The corpus' sentences are the truth. Their punctuation and case are taken away, and the model learns between
which words a sentence ended.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import SGDClassifier

from analyzer.conversation import Conversation, Turn
from analyzer.sentences import BoundaryModel, Segmented, segment
from analyzer.stages.datasets import GoldConversation

__all__ = ["boundary_scores", "train_boundaries", "unpunctuated"]

_BITS: Final = 16
_FOLDS: Final = 4
_MARKS: Final = str.maketrans("", "", '.,?!;:…"“”()')


def unpunctuated(gold: GoldConversation) -> tuple[Conversation, list[tuple[int, int, int]]]:
    """Return the conversation in lower case without marks, and where its sentences lie now."""
    turns: list[Turn] = []
    spans: list[tuple[int, int, int]] = []
    by_turn: dict[int, list[str]] = {}
    for s in gold.sentences:
        text = gold.conversation.turns[s.turn].text[s.start_char : s.end_char]
        bare = " ".join(text.translate(_MARKS).lower().split())
        if bare:
            by_turn.setdefault(s.turn, []).append(bare)
    for index in sorted(by_turn):
        start = 0
        for sentence in by_turn[index]:
            spans.append((len(turns), start, start + len(sentence)))
            start += len(sentence) + 1
        turn = gold.conversation.turns[index]
        turns.append(Turn(len(turns), turn.speaker, " ".join(by_turn[index]), turn.role))
    return Conversation(id=gold.conversation.id, turns=tuple(turns)), spans


def _examples(model: BoundaryModel, segmented: Segmented) -> tuple[NDArray[np.uint64], NDArray[np.bool_]]:
    """Return features and truth of every token that does not begin its turn."""
    tokens = segmented.tokens
    starts = np.zeros(len(tokens.lower), dtype=np.bool_)
    starts[tokens.bounds[:-1][np.diff(tokens.bounds) > 0]] = True
    turn_of = np.repeat([s.turn for s in segmented.sentences], np.diff(tokens.bounds))
    features, truth = [], []
    for turn in np.unique(turn_of):
        where = np.flatnonzero(turn_of == turn)
        features.append(model.features(tokens.lower[where])[1:])
        truth.append(starts[where][1:])
    return np.concatenate(features), np.concatenate(truth)


def train_boundaries(golds: Sequence[GoldConversation], seed: int = 0) -> BoundaryModel:
    """Train on the sentences of the corpus (notes left out: their lines are cut by the writer)."""
    empty = BoundaryModel(np.zeros(2**_BITS, dtype=np.float32), 0.0, 0.0)
    xs, ys = [], []
    for gold in golds:
        if gold.conversation.medium == "notes":
            continue
        conversation, spans = unpunctuated(gold)
        x, y = _examples(empty, segment(conversation, spans))
        xs.append(x)
        ys.append(y)
    x, y = np.concatenate(xs), np.concatenate(ys)
    n, k = x.shape
    matrix = csr_matrix(
        (np.ones(n * k, dtype=np.float32), x.astype(np.int64).ravel(), np.arange(0, n * k + 1, k)),
        shape=(n, 2**_BITS),
    )
    matrix.sum_duplicates()
    fold = np.repeat(np.arange(len(ys)) % _FOLDS, [len(y) for y in ys])
    held_out = np.zeros(n)
    for k in range(min(_FOLDS, len(ys))):
        inside = fold != k if len(ys) > 1 else fold == k
        part = _fit(matrix[inside], y[inside], seed)
        held_out[fold == k] = matrix[fold == k] @ part.coef_[0] + part.intercept_[0]
    # as many boundaries as there are, on conversations not trained on: recall and precision then balance
    threshold = float(np.quantile(held_out, 1 - y.mean()))
    model = _fit(matrix, y, seed)
    return BoundaryModel(model.coef_[0].astype(np.float32), float(model.intercept_[0]), threshold)


def _fit(x: csr_matrix, y: NDArray[np.bool_], seed: int) -> SGDClassifier:
    model = SGDClassifier(loss="log_loss", alpha=1e-5, max_iter=20, tol=None, random_state=seed, average=True)
    model.fit(x, y)
    return model


def boundary_scores(model: BoundaryModel, golds: Sequence[GoldConversation]) -> dict[str, Any]:
    """Return precision, recall and F1 of boundaries inside turns, on text without marks."""
    hit = said = true = 0
    for gold in golds:
        if gold.conversation.medium == "notes":
            continue
        conversation, spans = unpunctuated(gold)
        x, y = _examples(model, segment(conversation, spans))
        found = model.weights[x].sum(axis=1) + model.intercept > model.threshold
        hit, said, true = hit + int((found & y).sum()), said + int(found.sum()), true + int(y.sum())
    precision, recall = hit / max(said, 1), hit / max(true, 1)
    return {
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * hit / max(said + true, 1), 4),
        "boundaries": true,
    }
