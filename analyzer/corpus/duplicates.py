"""Finds what a writer who repeats himself leaves behind: sentences and whole stretches that conversations share."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from analyzer.corpus.format import Labelled
from analyzer.corpus.wording import NAME, NUMBER, Line, shingles

__all__ = [
    "Alike",
    "NearDuplicates",
    "Repeated",
    "alike_conversations",
    "near_duplicates",
    "repeated_sentences",
]

#: Shorter sentences repeat in any talk ("How much is it?").
_MIN_WORDS: Final = 7
#: Jaccard similarity of the two sentences' pairs of neighbouring words. 0.8 lets one word of nineteen change, or the
#: last one of ten; at 0.6 real calls that have nothing to do with each other begin to match.
_SIMILAR: Final = 0.8
_PAIR: Final = 2
#: Conversations are compared by runs of five words. In the corpus' first 179 conversations no two share
#: more than 7; two consultations held by one doctor (PriMock57) share up to 45.
_RUN: Final = 5
_MIN_SHARED: Final = 20
_MIN_SHARE: Final = 0.02
#: A run that stands in more conversations than this is a phrase of the trade or of the language (`frames`).
_MOST_OWNERS: Final = 10


@dataclass(frozen=True, slots=True)
class Repeated:
    """A sentence of several conversations, compared without case and punctuation.

    Parameters
    ----------
    words : str
    places : tuple of (id, turn)
        Where it stands first in each conversation, in order of id.
    """

    words: str
    places: tuple[tuple[str, int], ...]

    @property
    def conversations(self) -> tuple[str, ...]:
        """The ids of the conversations."""
        return tuple(name for name, _ in self.places)


@dataclass(frozen=True, slots=True)
class NearDuplicates:
    """Sentences of at least two conversations that differ in little more than names and numbers.

    Parameters
    ----------
    lines : tuple of Line
        One a wording and conversation, in order of the corpus.
    conversations : int
        How many conversations they stand in.
    similarity : float
        Of the least alike pair that joined them.
    """

    lines: tuple[Line, ...]
    conversations: int
    similarity: float


@dataclass(frozen=True, slots=True)
class Alike:
    """Two conversations (indices into the corpus) that share many runs of words.

    Parameters
    ----------
    first, second : int
    shared : int
        Number of runs of five words that stand in both and in few others.
    share : float
        Of the runs of the shorter conversation.
    example : str
    """

    first: int
    second: int
    shared: int
    share: float
    example: str


def repeated_sentences(corpus: Sequence[Labelled], min_words: int = _MIN_WORDS) -> tuple[Repeated, ...]:
    """Return the sentences of at least `min_words` words that stand in more than one conversation.

    Returns
    -------
    tuple of Repeated
        The most repeated first.
    """
    where: dict[str, dict[str, int]] = {}
    for labelled in corpus:
        for s in labelled.sentences:
            words = "".join(c.lower() if c.isalnum() else " " for c in labelled.text_of(s))
            bare = " ".join(words.split())
            if bare.count(" ") + 1 >= min_words:
                where.setdefault(bare, {}).setdefault(labelled.conversation.id, s.turn)
    found = [Repeated(words, tuple(sorted(calls.items()))) for words, calls in where.items() if len(calls) > 1]
    return tuple(sorted(found, key=lambda r: (-len(r.places), r.words)))


def near_duplicates(
    lines: Sequence[Line], similarity: float = _SIMILAR, min_words: int = _MIN_WORDS
) -> tuple[NearDuplicates, ...]:
    """Return groups of sentences of different conversations that say the same in nearly the same words.

    Parameters
    ----------
    lines : sequence of Line
        As `analyzer.corpus.wording.lines_of` gives them.
    similarity : float
        Least Jaccard similarity of two sentences' sets of neighbouring words.
    min_words : int
        Shorter sentences are left out; masked numbers and names do not count.

    Returns
    -------
    tuple of NearDuplicates
        Those in the most conversations first. Cost: every wording is compared only with wordings that share one of
        its rarest pairs of words (prefix filtering: no similar pair is missed), so that 40,000 sentences take seconds.
    """
    wordings: dict[tuple[str, ...], list[Line]] = {}
    for line in lines:
        if sum(w not in (NAME, NUMBER) for w in line.words) >= min_words:
            wordings.setdefault(line.words, []).append(line)
    groups = _Groups(len(wordings))
    keys = list(wordings)
    for a, b, alike in _similar_sets([frozenset(shingles(w, _PAIR)) for w in keys], similarity):
        groups.join(a, b, alike)
    found = []
    for members, weakest in groups.all():
        own = {(k, line.conversation): line for k in members for line in reversed(wordings[keys[k]])}
        calls = {line.conversation for line in own.values()}
        if len(calls) > 1:
            rows = sorted(own.values(), key=lambda row: (row.conversation, row.sentence))
            found.append(NearDuplicates(tuple(rows), len(calls), weakest))
    return tuple(sorted(found, key=lambda g: (-g.conversations, -g.similarity, g.lines[0].words)))


def alike_conversations(
    lines: Sequence[Line], min_shared: int = _MIN_SHARED, min_share: float = _MIN_SHARE
) -> tuple[Alike, ...]:
    """Return the pairs of conversations that share at least so many runs of five words, the closest first."""
    owners: dict[tuple[str, ...], set[int]] = {}
    for line in lines:
        for run in shingles(line.words, _RUN):
            owners.setdefault(run, set()).add(line.conversation)
    sizes = Counter(c for calls in owners.values() for c in calls)
    shared: dict[tuple[int, int], list[tuple[str, ...]]] = {}
    for run, calls in owners.items():
        if 1 < len(calls) <= _MOST_OWNERS:
            row = sorted(calls)
            for i, first in enumerate(row):
                for second in row[i + 1 :]:
                    shared.setdefault((first, second), []).append(run)
    found = [
        Alike(a, b, len(runs), len(runs) / min(sizes[a], sizes[b]), " ".join(runs[0]))
        for (a, b), runs in shared.items()
        if len(runs) >= max(min_shared, min_share * min(sizes[a], sizes[b]))
    ]
    return tuple(sorted(found, key=lambda p: (-p.shared, -p.share, p.first, p.second)))


class _Groups:
    """Disjoint sets, with the weakest link of each."""

    def __init__(self, n: int) -> None:
        self.parent = list(range(n))
        self.weakest = [1.0] * n

    def root(self, k: int) -> int:
        while self.parent[k] != k:
            self.parent[k] = self.parent[self.parent[k]]
            k = self.parent[k]
        return k

    def join(self, a: int, b: int, alike: float) -> None:
        a, b = self.root(a), self.root(b)
        self.weakest[a] = min(self.weakest[a], self.weakest[b], alike)
        self.parent[b] = a

    def all(self) -> Iterable[tuple[list[int], float]]:
        members: dict[int, list[int]] = {}
        for k in range(len(self.parent)):
            members.setdefault(self.root(k), []).append(k)
        return [(ks, self.weakest[root]) for root, ks in members.items()]


def _similar_sets(sets: Sequence[frozenset[tuple[str, ...]]], least: float) -> Iterable[tuple[int, int, float]]:
    """Yield the pairs of sets with a Jaccard similarity of at least `least`, after Bayardo et al. (2007)."""
    frequency = Counter(item for s in sets for item in s)
    rank = {item: i for i, (item, _) in enumerate(sorted(frequency.items(), key=lambda x: (x[1], x[0])))}
    index: dict[int, list[int]] = {}
    for k in sorted(range(len(sets)), key=lambda k: len(sets[k])):
        items = sorted(rank[item] for item in sets[k])
        # two sets that are so similar share one of the rarest items of each
        prefix = items[: len(items) - math.ceil(least * len(items)) + 1]
        candidates = {other for item in prefix for other in index.get(item, ())}
        for other in candidates:
            if len(sets[other]) >= least * len(items):
                both = len(sets[other] & sets[k])
                alike = both / (len(sets[other]) + len(items) - both)
                if alike >= least:
                    yield other, k, alike
        for item in prefix:
            index.setdefault(item, []).append(k)
