"""How much each side speaks, in seconds where the file has times, otherwise in words.

Seconds follow measures.md: a role's talk time is the union of its timed spans. A turn's seconds are divided
over its sentences by words, and scaled so that a role's sentences sum to its talk time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from analyzer.content import phrases
from analyzer.conversation import ROLES, Conversation, Interval, Role, Sentence

__all__ = [
    "MAX_BACKCHANNEL_WORDS",
    "Speech",
    "account",
    "is_backchannel",
    "made_of",
    "nobody_is",
    "plain_words",
    "union_seconds",
]

#: Share of the words that must lie in timed turns before seconds are used at all.
_TIMED_SHARE: Final = 0.95
#: A turn of more words says something.
MAX_BACKCHANNEL_WORDS: Final = 4
_MAX_PHRASE_WORDS: Final = 4
_PUNCTUATION: Final = ".,!?;:-–—…\"'“”‘()[]"


@dataclass(frozen=True)
class Speech:
    """Speech of a conversation, by role and by sentence.

    Parameters
    ----------
    basis : {"seconds", "words"}
    by_role : mapping of role to float
        Talk time in seconds, or words.
    by_sentence : tuple of float
        Amount of each sentence; a role's sentences sum to its entry in `by_role`.
    words : mapping of role to int
    untimed_turns : int
        Turns with words and without times.
    """

    basis: Literal["seconds", "words"]
    by_role: dict[Role, float]
    by_sentence: tuple[float, ...]
    words: dict[Role, int]
    untimed_turns: int

    @property
    def unit(self) -> str:
        """Unit of the amounts."""
        return "s" if self.basis == "seconds" else "words"

    @property
    def two_sides(self) -> float:
        """Speech of rep and prospect together."""
        return self.by_role["rep"] + self.by_role["prospect"]

    @property
    def strange_share(self) -> float:
        """Share of all speech by people whose side is `other` or `unknown`."""
        total = sum(self.by_role.values())
        return (self.by_role["other"] + self.by_role["unknown"]) / total if total else 0.0


def union_seconds(spans: Iterable[Interval]) -> float:
    """Return the length of the union of intervals, in seconds.

    Examples
    --------
    >>> union_seconds([(0.0, 2.0), (1.0, 3.0), (5.0, 6.0)])
    4.0
    """
    ordered = sorted(spans)
    if len(ordered) == 1:
        return max(ordered[0][1] - ordered[0][0], 0.0)
    total = 0.0
    end = float("-inf")
    for a, b in ordered:
        if b > max(a, end):
            total += b - max(a, end)
            end = b
    return total


def account(conversation: Conversation, sentences: tuple[Sentence, ...]) -> Speech:
    """Divide a conversation's speech over roles and sentences.

    Parameters
    ----------
    conversation : Conversation
    sentences : tuple of Sentence
        All sentences of the conversation. A turn without a sentence (blank text) holds no speech.

    Returns
    -------
    Speech
        In seconds where nearly all words lie in timed turns and both sides have times, otherwise in words.
    """
    per_turn: dict[int, list[Sentence]] = {}
    for sentence in sentences:
        per_turn.setdefault(sentence.turn, []).append(sentence)
    turns = [(turn, turn.words) for turn in conversation.turns if turn.index in per_turn]
    words: dict[Role, int] = dict.fromkeys(ROLES, 0)
    seconds: dict[Role, float] = dict.fromkeys(ROLES, 0.0)
    for turn, n in turns:
        words[turn.role] += n
    for role in ROLES:
        seconds[role] = union_seconds(s for turn, _ in turns if turn.role == role for s in turn.spans)
    total = sum(words.values())
    timed_words = sum(n for turn, n in turns if turn.spans)
    untimed = sum(1 for turn, n in turns if n and not turn.spans)
    timed = (
        total > 0
        and timed_words >= _TIMED_SHARE * total
        and sum(seconds.values()) > 0
        # a side that speaks and has no time would look silent
        and all(seconds[role] > 0 for role in ("rep", "prospect") if words[role])
    )
    if timed:
        own = {turn.index: union_seconds(turn.spans) for turn, _ in turns}
        by_role = seconds
    else:
        own = {turn.index: float(n) for turn, n in turns}
        by_role = {role: float(n) for role, n in words.items()}
    sums: dict[Role, float] = dict.fromkeys(ROLES, 0.0)
    for turn, _ in turns:
        sums[turn.role] += own[turn.index]
    amounts = [0.0] * len(sentences)
    for turn, _ in turns:
        inside = per_turn[turn.index]
        scale = by_role[turn.role] / sums[turn.role] if sums[turn.role] else 0.0
        n = sum(s.words for s in inside)
        for s in inside:
            amounts[s.index] = own[turn.index] * scale * (s.words / n if n else 1 / len(inside))
    return Speech("seconds" if timed else "words", by_role, tuple(amounts), words, untimed)


def nobody_is(sides: Sequence[str], unknown_words: int) -> str:
    """Say that sides did not speak, or that they may have and nobody knows who they are.

    Examples
    --------
    >>> nobody_is(["rep"], 0)
    "the rep's side is missing"
    >>> nobody_is(["rep", "prospect"], 300)
    'nobody is known to be the rep or the prospect'
    """
    if unknown_words:
        return "nobody is known to be " + " or ".join(f"the {side}" for side in sides)
    return " and ".join(f"the {side}'s side" for side in sides) + " is missing"


@lru_cache(maxsize=4096)  # a sentence is looked at by many readers of one audit
def plain_words(text: str) -> tuple[str, ...]:
    """Return lower-case words without the punctuation around them.

    Examples
    --------
    >>> plain_words("Mm-hm, that’s right.")
    ('mm-hm', "that's", 'right')
    """
    return tuple([p for piece in text.lower().replace("’", "'").split() if (p := piece.strip(_PUNCTUATION))])


def made_of(words: Sequence[str], known: frozenset[str]) -> bool:
    """Tell whether words are nothing but known phrases, one after the other.

    Parameters
    ----------
    words : sequence of str
        As from `plain_words`; no words are made of anything.
    known : frozenset of str
        Phrases of one to four words.

    Examples
    --------
    >>> made_of(["yeah", "got", "it"], frozenset({"yeah", "got it"}))
    True
    """
    if words and words[0] not in _first_words(known):
        return False  # most sentences, at no cost
    reachable = [True] + [False] * len(words)
    for end in range(1, len(words) + 1):
        reachable[end] = any(
            reachable[start] and " ".join(words[start:end]) in known
            for start in range(max(0, end - _MAX_PHRASE_WORDS), end)
        )
        if not any(reachable[max(0, end - _MAX_PHRASE_WORDS + 1) : end + 1]):
            return False
    return reachable[-1]


@lru_cache(maxsize=16)
def _first_words(known: frozenset[str]) -> frozenset[str]:
    return frozenset(phrase.partition(" ")[0] for phrase in known)


def is_backchannel(text: str) -> bool:
    """Tell whether a turn's words only show that someone listens ("mm-hm", "right, okay").

    Parameters
    ----------
    text : str
        What was said, without tags. Up to four words can be a backchannel; no word at all is one.
    """
    if not any(c.isalnum() for c in text):
        return True
    words = plain_words(text)
    return len(words) <= MAX_BACKCHANNEL_WORDS and made_of(words, phrases("speech", "backchannels"))
