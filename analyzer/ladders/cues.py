"""Cues: patterns of words, as data, found fast.

A pattern is words with blanks between them. ``a|b`` is either word, ``word?`` may be left out, ``*`` stands for up
to three words of any kind, ``#`` for a number, ``~ing`` for any word that ends so. They are compared with what `plain`
makes of a text, where ``I will`` and ``I'll`` are one word: patterns are written with the short form.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from analyzer.content import content
from analyzer.measures.speech import plain_words

__all__ = ["Cues", "cues", "plain"]

_MOST_WILD: Final = 3
_JOINED: Final[dict[str, dict[str, str]]] = {
    "i": {"am": "i'm", "will": "i'll", "would": "i'd", "have": "i've", "shall": "i'll"},
    "we": {"are": "we're", "will": "we'll", "would": "we'd", "have": "we've", "shall": "we'll"},
    "you": {"are": "you're", "will": "you'll", "would": "you'd", "have": "you've"},
    "it": {"is": "it's", "will": "it'll"},
    "that": {"is": "that's", "would": "that'd"},
    "do": {"not": "don't"},
    "does": {"not": "doesn't"},
    "did": {"not": "didn't"},
    "is": {"not": "isn't"},
    "are": {"not": "aren't"},
    "will": {"not": "won't"},
    "would": {"not": "wouldn't"},
    "could": {"not": "couldn't"},
    "can": {"not": "can't"},
    "going": {"to": "gonna"},
    "want": {"to": "wanna"},
    "let": {"us": "let's"},
    "thank": {"you": "thanks"},
    "have": {"to": "hafta"},
    "got": {"to": "hafta"},
    "need": {"to": "hafta"},
}
_SPELT: Final = {
    "cannot": "can't", "cant": "can't", "dont": "don't", "wont": "won't", "doesnt": "doesn't", "didnt": "didn't",
    "im": "i'm", "ive": "i've", "youre": "you're", "lets": "let's", "thats": "that's", "isnt": "isn't",
    "wouldnt": "wouldn't", "gunna": "gonna", "gotta": "hafta", "u": "you", "ya": "yeah", "yea": "yeah", "ok": "okay",
    "alright": "okay", "pls": "please", "thx": "thanks", "tomorow": "tomorrow", "e-mail": "email", "whatsapp": "text",
    "ringing": "ring",
}  # fmt: skip

_Token = tuple[frozenset[str] | None, bool]  # None: any word; the flag: may be left out


@lru_cache(maxsize=4096)  # every ladder looks at the same sentences
def plain(text: str) -> tuple[str, ...]:
    """Return the words of a text in lower case, without punctuation, pairs such as "I will" joined.

    Examples
    --------
    >>> plain("I will send it, we're going to sign.")
    ("i'll", 'send', 'it', "we're", 'gonna', 'sign')
    """
    out: list[str] = []
    for word in plain_words(text):
        word = _SPELT.get(word, word)
        pairs = _JOINED.get(out[-1]) if out else None
        if pairs is not None and word in pairs:
            out[-1] = pairs[word]
        else:
            out.append(word)
    return tuple(out)


class Cues:
    """Patterns of one list.

    Parameters
    ----------
    patterns : sequence of str

    Raises
    ------
    ValueError
        Where a pattern is empty, not in lower case, or begins with a word that may be left out.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        # by the first word, and by the second where that one is fixed: a sentence is full of "I" and "we"
        self._by_first: dict[str, _Rests] = {}
        for pattern in patterns:
            tokens = tuple(_token(part) for part in pattern.split())
            if not tokens or pattern != pattern.lower() or tokens[0][0] is None or tokens[0][1]:
                raise ValueError(f"the cue {pattern!r} must be lower case and begin with a word that has to be there")
            for first in tokens[0][0]:
                self._by_first.setdefault(first, _Rests()).add(tokens[1:])
        self._digits = self._by_first.get("#")
        self._firsts = frozenset(self._by_first)

    def find(self, words: Sequence[str], start: int = 0) -> tuple[int, int] | None:
        """Return where the first pattern is found, as (first word, one past the last), or None."""
        by_first, digits = self._by_first, self._digits
        if digits is None and self._firsts.isdisjoint(words):
            return None  # most sentences: no word of theirs begins a pattern
        for at in range(start, len(words)):
            word = words[at]
            rests = by_first.get(word)
            if rests is None and digits is not None and word[0].isdigit():
                rests = digits
            if rests is not None:
                end = rests.match(words, at + 1)
                if end >= 0:
                    return at, end
        return None

    def __call__(self, words: Sequence[str]) -> bool:
        """Tell whether any pattern is found."""
        return self.find(words) is not None


class _Rests:
    """What may follow a first word."""

    def __init__(self) -> None:
        self.alone = False
        self.by_second: dict[str, list[tuple[_Token, ...]]] = {}
        self.others: list[tuple[_Token, ...]] = []

    def add(self, tokens: tuple[_Token, ...]) -> None:
        if not tokens:
            self.alone = True
            return
        seconds, optional = tokens[0]
        if seconds is None or optional or not seconds.isdisjoint(("#", "~ing")):
            self.others.append(tokens)
            return
        for second in seconds:
            self.by_second.setdefault(second, []).append(tokens[1:])

    def match(self, words: Sequence[str], at: int) -> int:
        """Return one past the last word of the longest match, or -1."""
        best = at if self.alone else -1
        if at < len(words):
            for rest in self.by_second.get(words[at], ()):
                best = max(best, _match(words, at + 1, rest, 0))
        for rest in self.others:
            best = max(best, _match(words, at, rest, 0))
        return best


def _token(part: str) -> _Token:
    optional = part.endswith("?") and part != "?"
    part = part.rstrip("?") if optional else part
    return (None if part == "*" else frozenset(part.split("|"))), optional


def _fits(word: str, known: frozenset[str]) -> bool:
    return ("#" in known and word[0].isdigit()) or ("~ing" in known and word.endswith("ing"))


def _match(words: Sequence[str], at: int, tokens: Sequence[_Token], k: int) -> int:
    """Return one past the last word of a match of ``tokens[k:]`` at `at`, or -1."""
    while k < len(tokens):
        known, optional = tokens[k]
        if known is None:
            for skipped in range(_MOST_WILD + 1):
                end = _match(words, at + skipped, tokens, k + 1)
                if end >= 0:
                    return end
            return -1
        here = at < len(words) and (words[at] in known or _fits(words[at], known))
        if not here:
            if not optional:
                return -1
            k += 1
            continue
        if optional:
            end = _match(words, at, tokens, k + 1)  # the word may belong to what follows
            if end >= 0:
                return max(end, _match(words, at + 1, tokens, k + 1))
        at += 1
        k += 1
    return at


@lru_cache
def cues(name: str, key: str) -> Cues:
    """Return a list of patterns of a content file, ready to be found.

    Raises
    ------
    ValueError
        A fault of the content, not of any input: the list is no list of patterns.
    """
    found = content(name)[key]
    if not isinstance(found, list) or not all(isinstance(p, str) for p in found):
        raise ValueError(f"analyzer/content/{name}.toml: {key} must be a list of patterns")
    try:
        return Cues(found)
    except ValueError as error:
        raise ValueError(f"analyzer/content/{name}.toml: {key}: {error}") from None
