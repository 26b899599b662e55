"""Finds openers, closers and other ready-made phrases that stand in many conversations of a corpus.

A phrase that everybody uses (`analyzer/content/everyday.toml`) is none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import Final

from analyzer.content import phrases
from analyzer.corpus.format import Labelled
from analyzer.corpus.wording import NAME, NUMBER, Line, shingles

__all__ = ["Frame", "is_everyday", "reused_frames"]

#: A phrase of so many words that stands in so many conversations is a frame.
_MIN_WORDS: Final = 5
_MIN_CONVERSATIONS: Final = 4
#: … and in this share of the conversations: people have phrases in common, the more the more of them speak.
_MIN_SHARE: Final = 0.02
#: Words of a frame that have to be words, not masked numbers or names.
_MIN_PLAIN: Final = 4
#: Turns at either end of a conversation in which a phrase opens or closes it.
_EDGE: Final = 3
#: A phrase is everyday when all but so many of its words lie in pieces, this long, of everyday phrases.
_UNCOVERED: Final = 1
_PIECE: Final = 3


@dataclass(frozen=True, slots=True)
class Frame:
    """A phrase that several conversations share.

    Parameters
    ----------
    words : tuple of str
    lines : tuple of Line
        The first sentence of each conversation that holds it, in order of the corpus.
    where : str
        ``opener`` or ``closer`` when most of these lie within three turns of that end, otherwise ``frame``.
    """

    words: tuple[str, ...]
    lines: tuple[Line, ...]
    where: str


def reused_frames(
    corpus: Sequence[Labelled],
    lines: Sequence[Line],
    min_words: int = _MIN_WORDS,
    min_conversations: int | None = None,
) -> tuple[Frame, ...]:
    """Return the phrases of at least `min_words` words that stand in at least `min_conversations`.

    Without a number: in four, and in two of a hundred.

    Returns
    -------
    tuple of Frame
        Those in the most conversations first, each as long as it can be: a part of a longer frame is listed only
        where it stands in more conversations.
    """
    if min_conversations is None:
        min_conversations = max(_MIN_CONVERSATIONS, ceil(_MIN_SHARE * len(corpus)))
    found: dict[tuple[str, ...], dict[int, Line]] = {}
    n = min_words
    longer: dict[tuple[str, ...], dict[int, Line]] = _held(lines, n, None, min_conversations)
    while longer:
        found.update(longer)
        n += 1
        longer = _held(lines, n, longer, min_conversations)
    frames = []
    covered: dict[tuple[str, ...], int] = {}
    for words in sorted(found, key=len, reverse=True):
        held = found[words]
        if covered.get(words, 0) < len(held) and not is_everyday(words):
            frames.append(Frame(words, tuple(held[c] for c in sorted(held)), _where(corpus, held)))
        for part in (words[1:], words[:-1]):
            covered[part] = max(covered.get(part, 0), covered.get(words, 0), len(held))
    return tuple(sorted(frames, key=lambda f: (-len(f.lines), -len(f.words), f.words)))


def is_everyday(words: tuple[str, ...]) -> bool:
    """Tell whether a phrase is in everybody's mouth, give or take one word.

    Examples
    --------
    >>> is_everyday(("so", "at", "the", "end", "of", "the", "day"))
    True
    >>> is_everyday(("before", "i", "say", "a", "word", "about", "us"))
    False
    """
    if sum(w not in (NAME, NUMBER) for w in words) < _MIN_PLAIN:
        return True
    pieces = _everyday_pieces()
    covered = [False] * len(words)
    for i, piece in enumerate(shingles(words, _PIECE)):
        if piece in pieces:
            covered[i : i + _PIECE] = [True] * _PIECE
    return covered.count(False) <= _UNCOVERED


@lru_cache(maxsize=1)
def _everyday_pieces() -> frozenset[tuple[str, ...]]:
    return frozenset(piece for phrase in phrases("everyday", "phrases") for piece in shingles(phrase.split(), _PIECE))


def _held(
    lines: Sequence[Line], n: int, parts: dict[tuple[str, ...], dict[int, Line]] | None, least: int
) -> dict[tuple[str, ...], dict[int, Line]]:
    """Return the runs of `n` words that enough conversations hold; both runs one word shorter must be in `parts`."""
    held: dict[tuple[str, ...], dict[int, Line]] = {}
    for line in lines:
        for run in shingles(line.words, n):
            if parts is None or (run[1:] in parts and run[:-1] in parts):
                held.setdefault(run, {}).setdefault(line.conversation, line)
    return {run: calls for run, calls in held.items() if len(calls) >= least}


def _where(corpus: Sequence[Labelled], held: dict[int, Line]) -> str:
    tally: Counter[str] = Counter()
    for c, line in held.items():
        turn = corpus[c].sentences[line.sentence].turn
        last = len(corpus[c].conversation.turns) - 1
        tally["opener" if turn < _EDGE else "closer" if turn > last - _EDGE else "frame"] += 1
    where, n = tally.most_common(1)[0]
    return where if 2 * n > len(held) else "frame"
