"""A corpus' sentences as plain words, with numbers and names taken out, so that rewordings can be compared.

"So Dana, is it 40 or 45 a month?" and "so priya is it ninety a month" become the same words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from analyzer.content import phrases
from analyzer.corpus.format import Labelled

__all__ = ["NAME", "NUMBER", "Line", "lines_of", "shingles", "word_parts"]

#: What stands in the place of a run of numbers, and of a name.
NUMBER: Final = "#"
NAME: Final = "@"

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SENTENCE_START = re.compile(r"[.?!…:]\W*$")
# always written with a capital, never a name
_CAPITAL_I: Final = ("i", "i'm", "i've", "i'd", "i'll")


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of the corpus in plain words.

    Parameters
    ----------
    conversation : int
        Index into the corpus.
    sentence : int
        Index into that conversation's sentences.
    words : tuple of str
    """

    conversation: int
    sentence: int
    words: tuple[str, ...]


def word_parts(text: str) -> list[str]:
    """Return the words of a text in lower case, without punctuation, compounds in parts ("ninety-five" is two numbers).

    Examples
    --------
    >>> word_parts("Well – that’s 9:30, OK?")
    ['well', "that's", '9', '30', 'ok']
    """
    return _WORD.findall(text.lower().replace("’", "'"))


def lines_of(corpus: Sequence[Labelled]) -> list[Line]:
    """Return every sentence of a corpus in plain words, with numbers and names masked.

    A word is a name when the corpus writes it with a capital inside a sentence at least as often as without. Fillers
    are left out, and a word said twice running counts once: a stammer makes no new sentence.
    """
    numbers = phrases("everyday", "numbers")
    fillers = phrases("speech", "fillers_single")
    names = _names(corpus)
    out = []
    for c, labelled in enumerate(corpus):
        for k, sentence in enumerate(labelled.sentences):
            masked: list[str] = []
            for word in word_parts(labelled.text_of(sentence)):
                sign = NUMBER if word in numbers or word[0].isdigit() else NAME if word in names else word
                if word not in fillers and (not masked or sign != masked[-1]):
                    masked.append(sign)
            out.append(Line(c, k, tuple(masked)))
    return out


def shingles(words: Sequence[str], n: int) -> Iterator[tuple[str, ...]]:
    """Yield the runs of `n` words."""
    return (tuple(words[i : i + n]) for i in range(len(words) - n + 1))


def _names(corpus: Sequence[Labelled]) -> frozenset[str]:
    capital: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for labelled in corpus:
        for sentence in labelled.sentences:
            text = labelled.text_of(sentence).replace("’", "'")
            for match in _WORD.finditer(text):
                word = match[0]
                if word[0].islower():
                    small[word.lower()] += 1
                elif word[0].isupper() and match.start() and not _SENTENCE_START.search(text, 0, match.start()):
                    capital[word.lower()] += 1
    return frozenset(w for w, n in capital.items() if n >= small[w] and w not in _CAPITAL_I)
