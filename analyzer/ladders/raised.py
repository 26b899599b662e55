"""What the prospect raised (problems, wishes, feelings), and whether the rep took it up with the next words.

After Brock: ask, listen, and come back to what the customer said. Raised is what the words show, never a tone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from analyzer.conversation import Evidence, Sentence, Stage
from analyzer.ladders.cues import cues, plain
from analyzer.measures.substance import content_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.stages.staged import Staged

__all__ = ["Raised", "RaisedKind", "raised_of", "taken_up"]

RaisedKind = Literal["problem", "wish", "feeling", "person"]

_KIND_OF: Final[dict[Stage, RaisedKind]] = {"values": "feeling", "goals": "wish", "realities": "problem"}
_CUES: Final[dict[RaisedKind, str]] = {
    "problem": "problems", "wish": "wishes", "feeling": "feelings", "person": "people",
}  # fmt: skip
# A raised matter takes a few words: "yes, always late" answers, "the lorries are always late" raises.
_MIN_WORDS: Final = 5
# Of the rep's next words, what still answers the prospect rather than goes on to something else.
_NEXT: Final = 3
# Beside this many new content words a pronoun is no longer what a question is about.
_NEW_WORDS: Final = 2
# Words that begin with so many equal letters are forms of one word.
_STEM: Final = 5


@dataclass(frozen=True, slots=True)
class Raised:
    """Something that the prospect raised.

    Parameters
    ----------
    kind : {"problem", "wish", "feeling", "person"}
        A person is one whom the prospect brings in: "my wife does them, at night".
    sentence : int
        Its index.
    evidence : Evidence
    heard : bool or None
        Whether the rep's next words asked about it or reflected it; None where the rep said nothing more.
    reply : Evidence or None
        The rep's sentence that took it up, or the first of those that did not.
    """

    kind: RaisedKind
    sentence: int
    evidence: Evidence
    heard: bool | None
    reply: Evidence | None


def raised_of(staged: Staged) -> tuple[Raised, ...]:
    """Return what the prospect raised, in order; of a run in one breath the last, to which the rep replies.

    Parameters
    ----------
    staged : Staged
    """
    spoken = [s for s in staged.sentences if s.words]
    out: list[Raised] = []
    k = 0
    while k < len(spoken):
        if spoken[k].role != "prospect":
            k += 1
            continue
        run = k
        while run < len(spoken) and spoken[run].role == "prospect":
            run += 1
        found = [(s, kind) for s in spoken[k:run] if (kind := _kind(staged, s)) is not None]
        replies = [s for s in _until_prospect(spoken[run:]) if s.role == "rep"]
        heard = [taken_up(staged, s, replies) for s, _ in found]
        for position, (sentence, kind) in enumerate(found):
            # "We lose two days and the drivers leave": asked about one of them, the rep listened to the whole
            by = next((r for r in heard if r is not None), None) if any(heard) else None
            if position < len(found) - 1 and by is None and replies:
                continue
            reply = by or (replies[0] if replies else None)
            out.append(
                Raised(
                    kind,
                    sentence.index,
                    staged.evidence(sentence.index),
                    None if not replies else by is not None,
                    None if reply is None else staged.evidence(reply.index),
                )
            )
        k = run
    return tuple(out)


def taken_up(staged: Staged, raised: Sentence, replies: Sequence[Sentence]) -> Sentence | None:
    """Return the rep's sentence that asks about what was raised or reflects it, or None.

    Parameters
    ----------
    staged : Staged
    raised : Sentence
        The prospect's.
    replies : sequence of Sentence
        What the rep said next, before the prospect spoke again.
    """
    words = content_words(raised.text)
    stages = staged.stages
    for reply in replies[:_NEXT]:
        if stages[reply.index] not in _KIND_OF:
            continue
        own = content_words(reply.text)
        shared = {w for w in own if _same(w, words)}
        if shared:
            return reply
        takes_up = cues("raised", "takes_up")(plain(reply.text))
        if takes_up and len(own) <= _NEW_WORDS:
            return reply
        if not reply.is_question and _speaks_of_them(reply):
            return reply
    return None


def _same(word: str, words: frozenset[str]) -> bool:
    """Tell whether a word stands in `words`, in one of its forms: frightened, frighten; wake, waking."""
    return word in words or (len(word) > _STEM and any(w[:_STEM] == word[:_STEM] for w in words if len(w) > _STEM))


_TO_THEM: Final = frozenset(("you", "you're", "you've", "you'd", "your", "he's", "she's", "they're", "it's", "that's"))
_OPENERS: Final = frozenset(("so", "and", "okay", "right", "then", "oh", "ah", "well", "yeah", "mm", "because"))


def _speaks_of_them(reply: Sentence) -> bool:
    """Tell whether a statement is about the other side: "So you came in and found nothing"."""
    words = [w for w in plain(reply.text) if w not in _OPENERS][:_NEXT]
    return not _TO_THEM.isdisjoint(words)


def _kind(staged: Staged, sentence: Sentence) -> RaisedKind | None:
    kind = _KIND_OF.get(staged.stages[sentence.index])
    if kind is None or sentence.words < _MIN_WORDS or sentence.is_question:
        return None
    if kind == "feeling":
        # what matters is raised by saying it; "yes, that is just how it is" says nothing
        return kind if content_words(sentence.text) else None
    words = plain(sentence.text)
    for raised in (kind, *(k for k in _CUES if k != kind)):
        if cues("raised", _CUES[raised])(words):
            return raised
    return None


def _until_prospect(spoken: Sequence[Sentence]) -> list[Sentence]:
    """Return what is said before the prospect says something of more than a word or two."""
    out: list[Sentence] = []
    for sentence in spoken:
        if sentence.role == "prospect":
            break
        out.append(sentence)
    return out
