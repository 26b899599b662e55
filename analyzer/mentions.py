"""Finds the names of a team's own company, products and rivals in what was said.

The stage model knows no names. Where settings give some, the model is shown what they stand for: "our company", "our
platform", "a competitor". So a sentence about Blueprint reads like one about "our platform", and the sentence carries
the name as evidence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analyzer.sentences import Segmented, hashed_words
from analyzer.settings import Settings

__all__ = ["Mentions", "find_mentions"]

# what a name's tokens are replaced by, the last word last; earlier tokens take the first word
_STANDS_FOR = {"company": ("our", "company"), "product": ("our", "platform"), "competitor": ("another", "company")}


@dataclass(frozen=True)
class Mentions:
    """Names in a conversation.

    Parameters
    ----------
    segmented : Segmented
        With names replaced by what they stand for, in the tokens and in what a model reads; texts are untouched.
    names : tuple of tuple of str
        For each sentence the names that it mentions, as the settings write them.
    """

    segmented: Segmented
    names: tuple[tuple[str, ...], ...]


def find_mentions(segmented: Segmented, settings: Settings) -> Mentions:
    """Find every name of `settings` in the sentences.

    Parameters
    ----------
    segmented : Segmented
    settings : Settings
    """
    n = len(segmented.sentences)
    known = [("company", settings.company)] if settings.company else []
    known += [("product", name) for name in settings.products]
    known += [("competitor", name) for name in settings.competitors]
    if not known or not n:
        return Mentions(segmented, ((),) * n)
    tokens = segmented.tokens
    lower, vocab = tokens.lower.copy(), dict(tokens.vocab)
    sentence_of = np.repeat(np.arange(n), np.diff(tokens.bounds))
    found: list[list[str]] = [[] for _ in range(n)]
    for kind, name in sorted(known, key=lambda pair: -len(pair[1])):
        pattern = hashed_words(name)[0]
        first, last = hashed_words(" ".join(_STANDS_FOR[kind]))[0]
        for at in _occurrences(tokens.lower, pattern, sentence_of):
            inside = slice(at, at + len(pattern))
            if not np.array_equal(lower[inside], tokens.lower[inside]):
                continue  # part of a longer name that was found before
            lower[inside] = first
            lower[at + len(pattern) - 1] = last
            vocab |= dict(zip((int(first), int(last)), _STANDS_FOR[kind], strict=True))
            found[sentence_of[at]].append(name)
    names = tuple(tuple(dict.fromkeys(own)) for own in found)
    kinds = {name: kind for kind, name in known}
    turns = segmented.conversation.turns
    reworded = {}
    for sentence, own in zip(segmented.sentences, names, strict=True):
        if own:
            text = turns[sentence.turn].spoken[sentence.start_char : sentence.end_char]
            reworded[sentence.turn, sentence.start_char] = _reworded(text, own, kinds)
    changed = replace(segmented, tokens=replace(tokens, lower=lower, vocab=vocab), reworded=reworded)
    return Mentions(changed, names)


def _reworded(text: str, names: Sequence[str], kinds: Mapping[str, str]) -> str:
    """Replace names, the longest first, as `find_mentions` does in the tokens."""
    longest_first = sorted(names, key=len, reverse=True)
    pattern = "|".join(r"\s+".join(map(re.escape, name.split())) for name in longest_first)
    by_words = {tuple(name.lower().split()): " ".join(_STANDS_FOR[kinds[name]]) for name in names}
    return re.sub(
        rf"(?<!\w)(?:{pattern})(?!\w)", lambda m: by_words[tuple(m[0].lower().split())], text, flags=re.IGNORECASE
    )


def _occurrences(lower: NDArray[np.uint64], pattern: NDArray[np.uint64], sentence_of: NDArray[np.int64]) -> list[int]:
    k = len(pattern)
    if not k or len(lower) < k:
        return []
    match = np.ones(len(lower) - k + 1, dtype=np.bool_)
    for j in range(k):
        match &= lower[j : len(lower) - k + 1 + j] == pattern[j]
    match &= sentence_of[: len(match)] == sentence_of[k - 1 :]
    return [int(i) for i in np.flatnonzero(match)]
