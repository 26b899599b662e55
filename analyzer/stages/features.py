"""Hashed n-gram features of sentences in their context, built with array operations only.

Everything is computed from the hashes of tokens that `analyzer.sentences.segment` already has, a whole
conversation at a time; a Python loop runs only over the distinct words. So the features cost little more
than the tokenizer itself.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from analyzer.conversation import ROLES, STAGES
from analyzer.sentences import Segmented, mix

__all__ = ["CONTEXT_COLUMNS", "context_features", "ngram_features", "with_words"]

U64 = NDArray[np.uint64]
I64 = NDArray[np.int64]
F32 = NDArray[np.float32]

_N_STAGES: Final = len(STAGES)
_DIGITS = re.compile(r"\d")
_MAX_WORDS: Final = 100_000


def _salt(name: str) -> np.uint64:
    return np.uint64(crc32(name.encode()) * 0x9E3779B97F4A7C15 % 2**64)


_GRAMS: Final = _salt("c")


class _Words(threading.local):
    """What features need of each distinct word, in rows that are kept between conversations.

    Each thread has its own, and makes it anew past `_MAX_WORDS`, so that memory does not grow with the number of calls.
    """

    def __init__(self) -> None:
        self._clear()

    def _clear(self) -> None:
        self._row: dict[int, int] = {}
        #: hash of each word's shape, the word's own where it holds no digit
        self.folded = np.zeros(1025, dtype=np.uint64)
        #: hashes of the character n-grams of word i: grams[bounds[i]:bounds[i + 1]]
        self.grams = np.zeros(8192, dtype=np.uint64)
        self.bounds = np.zeros(1025, dtype=np.int64)

    def rows(self, lower: U64, vocab: Mapping[int, str]) -> I64:
        """Return the row of each token, shape (n_tokens,)."""
        hashes = lower.tolist()
        row = self._row
        try:
            return np.array([row[h] for h in hashes], dtype=np.int64)
        except KeyError:
            new = [h for h in dict.fromkeys(hashes) if h not in row]
        if len(row) + len(new) > _MAX_WORDS and row:
            self._clear()
            return self.rows(lower, vocab)
        for h in new:
            self._learn(h, vocab[h])
        return np.array([row[h] for h in hashes], dtype=np.int64)

    def _learn(self, key: int, word: str) -> None:
        at = len(self._row)
        plain = _DIGITS.sub("0", word)
        marked = f"<{plain}>"
        grams = [crc32(marked[i : i + n].encode()) for n in (3, 4, 5) for i in range(len(marked) - n + 1)]
        first = int(self.bounds[at])
        last = first + len(grams)
        if at + 1 == len(self.bounds):
            self.bounds = _doubled(self.bounds)
            self.folded = _doubled(self.folded)
        while last > len(self.grams):
            self.grams = _doubled(self.grams)
        # 41,000 and 63,500 share a weight
        self.folded[at] = crc32(plain.encode()) if _DIGITS.search(word) else key
        self.grams[first:last] = mix(np.array(grams, dtype=np.uint64) + _GRAMS)
        self.bounds[at + 1] = last
        self._row[key] = at


def _doubled(array: NDArray[Any]) -> NDArray[Any]:
    return np.concatenate([array, np.zeros_like(array)])


_WORDS = _Words()


def _gather(bounds: I64, of: I64, keep: NDArray[np.bool_]) -> tuple[I64, I64]:
    """Return (row, token index) pairs that give row ``i`` the tokens of sentence ``of[i]`` where `keep`."""
    rows = np.flatnonzero(keep)
    first = bounds[of[rows]]
    sizes = bounds[of[rows] + 1] - first
    total = int(sizes.sum())
    if not total:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    row = np.repeat(rows, sizes)
    offset = np.arange(total) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return row, np.repeat(first, sizes) + offset


def _roots(row: I64, n: int) -> NDArray[np.float64]:
    """Return for each feature the root of the number of those in its row, shape of `row`."""
    return np.sqrt(np.bincount(row, minlength=n))[row]


def with_words(segmented: Segmented) -> tuple[Segmented, I64]:
    """Leave out sentences that are nothing but tags; return the rest and their indices, shape (n_kept,).

    Formats differ in whether a lone ``[laughs]`` is a turn of its own, and no label may depend on that.
    """
    bounds = segmented.tokens.bounds
    kept = np.flatnonzero(np.diff(bounds) > 0)
    if len(kept) == len(segmented.sentences):
        return segmented, kept
    sentences = tuple(segmented.sentences[i] for i in kept.tolist())
    tokens = replace(segmented.tokens, bounds=np.concatenate([bounds[:1], bounds[kept + 1]]))
    return replace(segmented, sentences=sentences, tokens=tokens), kept


def _floors(segmented: Segmented) -> I64:
    """Return for each sentence the number of its stretch of one speaker, shape (n_sentences,).

    Formats cut the same talk into turns differently; a label must not depend on that. Notes have no speakers: there
    each item stands for itself.
    """
    turns = segmented.conversation.turns
    floor: list[int] = []
    for turn in turns:
        before = turns[turn.index - 1] if turn.index else None
        goes_on = before is not None and turn.speaker is not None and turn.speaker == before.speaker
        floor.append(floor[-1] if goes_on else len(floor) and floor[-1] + 1)
    return np.array([floor[s.turn] for s in segmented.sentences], dtype=np.int64)


def _neighbours(segmented: Segmented, turn: I64) -> tuple[I64, I64, I64]:
    """Return for each sentence: previous, next, and the last one of the other's talk before, -1 where none."""
    n = len(segmented.sentences)
    index = np.arange(n)
    previous = index - 1
    following = np.where(index + 1 < n, index + 1, -1)
    first_of_turn = np.searchsorted(turn, turn, side="left")
    return previous, following, first_of_turn - 1


def ngram_features(segmented: Segmented, bits: int, *, roles: bool = True) -> csr_matrix:
    """Return hashed features of every sentence, shape (n_sentences, 2 ** bits), rows of unit length.

    Words, pairs and triples of the sentence; character n-grams of its words; its words and pairs with the
    speaker's role; words of the sentence before, of the one after, and of the last sentence of the turn
    before, each in a space of its own.

    Parameters
    ----------
    segmented : Segmented
    bits : int
        Size of the hashed space.
    roles : bool
        Whether the speaker's role is looked at.
    """
    tokens = segmented.tokens
    n = len(segmented.sentences)
    size = 2**bits
    if n == 0:
        return csr_matrix((0, size), dtype=np.float32)
    lower, bounds = tokens.lower, tokens.bounds
    mask = np.uint64(size - 1)
    sentence_of = np.repeat(np.arange(n), np.diff(bounds))
    role_of = np.array([ROLES.index(s.role) for s in segmented.sentences], dtype=np.uint64)
    if not roles:
        role_of[:] = ROLES.index("unknown")
    role_hash = mix(role_of + _salt("role"))

    where = _WORDS.rows(lower, tokens.vocab)
    folded = _WORDS.folded[where]

    rows: list[I64] = []
    ids: list[U64] = []
    values: list[F32] = []

    def add(row: I64, hashes: U64, weight: float, roots: NDArray[np.float64]) -> None:
        if len(row):
            # each group of features has unit length of its own before it is weighted
            rows.append(row)
            ids.append(hashes & mask)
            values.append((weight / roots).astype(np.float32))

    edge = np.uint64(1)
    left = np.full(len(lower) + 1, edge, dtype=np.uint64)
    left[1:] = folded
    left = left[:-1].copy()
    starts = bounds[:-1][np.diff(bounds) > 0]
    left[starts] = edge
    left2 = np.full(len(lower), edge, dtype=np.uint64)
    left2[1:] = left[:-1]
    left2[starts] = np.uint64(2)
    single = mix(folded + _salt("w1"))
    pair = mix(mix(left + _salt("w2")) ^ folded)
    triple = mix(mix(mix(left2 + _salt("w3")) ^ left) ^ folded)
    roots = _roots(sentence_of, n)
    add(sentence_of, single, 1.0, roots)
    add(sentence_of, pair, 1.0, roots)
    add(sentence_of, triple, 0.6, roots)
    by_role = role_hash[sentence_of]
    add(sentence_of, mix(single ^ by_role), 0.7, roots)
    add(sentence_of, mix(pair ^ by_role), 0.7, roots)

    gram_row, gram_index = _gather(_WORDS.bounds, where, np.ones(len(lower), np.bool_))
    gram_row = sentence_of[gram_row]
    add(gram_row, _WORDS.grams[gram_index], 0.8, _roots(gram_row, n))

    floor = _floors(segmented)
    previous, following, before_turn = _neighbours(segmented, floor)
    same_turn = np.zeros(n, dtype=np.uint64)
    same_turn[1:] = floor[1:] == floor[:-1]
    for name, other, weight in (("p", previous, 0.5), ("n", following, 0.3), ("t", before_turn, 0.5)):
        row, token = _gather(bounds, other, other >= 0)
        salt = mix(_salt(name) + role_of + np.uint64(8) * same_turn) if name == "p" else None
        here = salt[row] if salt is not None else _salt(name)
        roots = _roots(row, n)
        add(row, mix(single[token] ^ here), weight, roots)
        if name == "t":
            add(row, mix(pair[token] ^ here), weight, roots)

    if not rows:
        return csr_matrix((n, size), dtype=np.float32)
    row_all = np.concatenate(rows)
    order = np.argsort(row_all, kind="stable")
    indptr = np.concatenate([[0], np.cumsum(np.bincount(row_all, minlength=n))])
    return csr_matrix(
        (np.concatenate(values)[order], np.concatenate(ids)[order].astype(np.int64), indptr), shape=(n, size)
    )


_SCALARS: Final = (
    "log_words", "one_word", "two_or_three_words", "question", "position", "from_end", "first_of_turn",
    "last_of_turn", "log_turn_words", "has_digit", "turn_share_of_question",
)  # fmt: skip
_OFFSETS: Final = (-3, -2, -1, 1, 2, 3)
#: Names of the columns of `context_features`, in order.
CONTEXT_COLUMNS: Final[tuple[str, ...]] = (
    *(f"own_{s}" for s in STAGES),
    *(f"at{o:+d}_{s}" for o in _OFFSETS for s in STAGES),
    *(f"question_{s}" for s in STAGES),
    *(f"other_side_{s}" for s in STAGES),
    *(f"turn_{s}" for s in STAGES),
    *(f"near_{s}" for s in STAGES),
    *(f"call_{s}" for s in STAGES),
    *_SCALARS,
    *(f"role_{r}" for r in ROLES),
    *(f"previous_role_{r}" for r in ROLES),
)


def context_features(segmented: Segmented, own: F32, *, roles: bool = True) -> F32:
    """Return dense features for the second pass, shape (n_sentences, len(CONTEXT_COLUMNS)).

    Parameters
    ----------
    segmented : Segmented
    own : ndarray, shape (n_sentences, 7)
        First-pass log-probabilities of each sentence.
    roles : bool
        Whether the speaker's role is looked at.

    Notes
    -----
    The second pass sees what the first one thinks of the sentences around: three on either side, the last
    question of another turn, the last sentence of the turn before, the rest of the turn, a window of eight,
    and the whole conversation. This is stacked sequential learning (Cohen and Carvalho, 2005).
    """
    sentences = segmented.sentences
    n = len(sentences)
    if n == 0:
        return np.zeros((0, len(CONTEXT_COLUMNS)), dtype=np.float32)
    probabilities = np.exp(own).astype(np.float32)
    blocks: list[F32] = [own.astype(np.float32)]
    empty = np.zeros((1, _N_STAGES), dtype=np.float32)
    index = np.arange(n)

    def at(where: I64) -> F32:
        padded = np.concatenate([probabilities, empty])
        return padded[np.where((where >= 0) & (where < n), where, n)]

    blocks.extend(at(index + offset) for offset in _OFFSETS)
    turn = _floors(segmented)
    question = np.array([s.is_question for s in sentences], dtype=np.bool_)
    first = np.searchsorted(turn, turn, side="left")
    last = np.searchsorted(turn, turn, side="right")
    # the last question asked before this turn, if it is not older than ten sentences
    last_question = np.maximum.accumulate(np.where(question, index, -1))
    asked = np.where(first > 0, last_question[np.maximum(first - 1, 0)], -1)
    asked = np.where(index - asked <= 10, asked, -1)
    blocks.append(at(asked))
    blocks.append(at(first - 1))
    sums = np.concatenate([np.zeros((1, _N_STAGES)), np.cumsum(probabilities, axis=0, dtype=np.float64)])
    blocks.append(((sums[last] - sums[first]) / (last - first)[:, None]).astype(np.float32))
    low, high = np.maximum(index - 8, 0), np.minimum(index + 9, n)
    blocks.append(((sums[high] - sums[low]) / (high - low)[:, None]).astype(np.float32))
    blocks.append(np.broadcast_to((sums[n] / n).astype(np.float32), (n, _N_STAGES)))

    words = np.array([s.words for s in sentences], dtype=np.float32)
    word_sums = np.concatenate([[0.0], np.cumsum(words)])
    digits = np.array([_DIGITS.search(s.text) is not None for s in sentences], dtype=np.float32)
    question_sums = np.concatenate([[0.0], np.cumsum(question)])
    scalars = np.column_stack(
        [
            np.log1p(words),
            words <= 1,
            (words >= 2) & (words <= 3),
            question,
            index / n,
            np.minimum(n - 1 - index, 10) / 10,
            index == first,
            index == last - 1,
            np.log1p(word_sums[last] - word_sums[first]),
            digits,
            (question_sums[last] - question_sums[first]) / (last - first),
        ]
    ).astype(np.float32)
    blocks.append(scalars)
    role = np.array([ROLES.index(s.role) if roles else ROLES.index("unknown") for s in sentences])
    one_hot = np.eye(len(ROLES), dtype=np.float32)
    blocks.append(one_hot[role])
    before = np.where(first > 0, role[np.maximum(first - 1, 0)], ROLES.index("unknown"))
    blocks.append(one_hot[before])
    return np.concatenate(blocks, axis=1)
