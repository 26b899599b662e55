"""The questions of a conversation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from analyzer.conversation import QuestionKind

if TYPE_CHECKING:
    from analyzer.sentences import Segmented

__all__ = ["Question", "questions_of"]

# "If you could …, what would that do to …?": a thought that the asker brings, and an answer that is left open.
_SUPPOSED: Final = re.compile(
    r"\b(?:if|suppose|supposing|imagine|let's say|say you|assuming|in a world where|pretend|magic wand)\b"
)
_CONSEQUENCE: Final = re.compile(
    r"\b(?:what|how|which|where|who)(?:'d\b|\b[^?]*\b(?:would|could|might|will)\b)|\bwhat (?:does|do) (?:that|it)\b"
)


@dataclass(frozen=True, slots=True)
class Question:
    """A sentence that asks.

    Parameters
    ----------
    sentence : int
        Its index.
    kind : {"open", "closed", "statement"}
    hypothetical : bool
        Whether it brings a thought of the asker's and asks what would come of it ("if you could …, what would
        that do to …?").
    """

    sentence: int
    kind: QuestionKind
    hypothetical: bool = False


def questions_of(segmented: Segmented) -> tuple[Question | None, ...]:
    """Return for each sentence its question, or None where it asks nothing.

    Parameters
    ----------
    segmented : Segmented

    Returns
    -------
    tuple of (Question or None), one a sentence
        None exactly where ``Sentence.is_question`` is false.
    """
    return tuple(
        None if s.question is None else Question(s.index, s.question, _supposes(s.text)) for s in segmented.sentences
    )


def _supposes(text: str) -> bool:
    low = text.lower().replace("’", "'")
    return _SUPPOSED.search(low) is not None and _CONSEQUENCE.search(low) is not None
