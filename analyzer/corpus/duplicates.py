"""Finds sentences that stand in several conversations: what a writer who repeats himself leaves behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from analyzer.corpus.format import Labelled

__all__ = ["Repeated", "repeated_sentences"]

#: Shorter sentences repeat in any talk ("How much is it?").
_MIN_WORDS: Final = 7


@dataclass(frozen=True, slots=True)
class Repeated:
    """A sentence of several conversations, compared without case and punctuation."""

    words: str
    conversations: tuple[str, ...]


def repeated_sentences(corpus: Sequence[Labelled], min_words: int = _MIN_WORDS) -> tuple[Repeated, ...]:
    """Return the sentences of at least `min_words` words that stand in more than one conversation.

    Returns
    -------
    tuple of Repeated
        The most repeated first.
    """
    where: dict[str, set[str]] = {}
    for labelled in corpus:
        turns = labelled.conversation.turns
        for s in labelled.sentences:
            words = "".join(c.lower() if c.isalnum() else " " for c in turns[s.turn].text[s.start_char : s.end_char])
            bare = " ".join(words.split())
            if bare.count(" ") + 1 >= min_words:
                where.setdefault(bare, set()).add(labelled.conversation.id)
    found = [Repeated(words, tuple(sorted(ids))) for words, ids in where.items() if len(ids) > 1]
    return tuple(sorted(found, key=lambda r: (-len(r.conversations), r.words)))
