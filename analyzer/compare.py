"""Notes laid beside the transcript of the same meeting: what they claim without evidence, and what they miss."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from analyzer.conversation import CORE_STAGES, Evidence, Sentence, Stage
from analyzer.figures import Figure, Figures, figures_of
from analyzer.ladders import ladders_of
from analyzer.measures.substance import answers_of, content_words

if TYPE_CHECKING:
    from analyzer.stages.staged import Staged

__all__ = ["Claim", "Comparison", "Conflict", "Missed", "compare", "weighty"]

#: Share of a claim's words, weighted by how rare they are in the talk, that the talk has to hold in one place. Chosen
#: on notes made of the corpus' talk (``tests/benchmarks/notes_against_talk.py``).
ENOUGH: Final = 0.5
# A claim may sum up what was said in a few sentences one after the other.
_WINDOW: Final = 3
_STEM: Final = 5


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of the notes.

    Parameters
    ----------
    evidence : Evidence
        In the notes.
    stage : Stage
    support : Evidence or None
        The sentence of the talk that comes nearest; None where none has a word of it.
    share : float
        How much of the claim is found there, 0 to 1.
    """

    evidence: Evidence
    stage: Stage
    support: Evidence | None
    share: float


@dataclass(frozen=True, slots=True)
class Conflict:
    """A figure that notes and talk give differently."""

    claim: Evidence
    noted: str
    said: str
    support: Evidence


@dataclass(frozen=True, slots=True)
class Missed:
    """Something of weight that was said and is not in the notes."""

    stage: Stage
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Comparison:
    """Notes against talk.

    Parameters
    ----------
    supported, unsupported : tuple of Claim
        In the order of the notes.
    conflicts : tuple of Conflict
    missed : tuple of Missed
        In the order of the talk.
    """

    supported: tuple[Claim, ...]
    unsupported: tuple[Claim, ...]
    conflicts: tuple[Conflict, ...]
    missed: tuple[Missed, ...]


class _Words:
    """Words of sentences, weighted by how rare they are among them."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self.of = [frozenset(map(_stem, content_words(s.text))) for s in sentences]
        counts = Counter(word for words in self.of for word in words)
        n = max(len(self.of), 1)
        self.weights = {word: math.log(1 + n / count) for word, count in counts.items()}
        self.unseen = math.log(1 + n)

    def weight(self, words: Iterable[str]) -> float:
        return sum(self.weights.get(word, self.unseen) for word in words)

    def best(self, words: frozenset[str]) -> tuple[float, int | None]:
        """Return the share of `words` in the best few sentences in a row, and the sentence with most of them."""
        whole = self.weight(words)
        best, at = 0.0, None
        for i in range(len(self.of)):
            window = frozenset().union(*self.of[i : i + _WINDOW])
            share = self.weight(words & window) / whole if whole else 0.0
            if share > best + 1e-9:
                best = share
                at = max(range(i, min(i + _WINDOW, len(self.of))), key=lambda j: self.weight(words & self.of[j]))
        return best, at


def compare(notes: Staged, talk: Staged) -> Comparison:
    """Lay notes beside the talk that they are of.

    Parameters
    ----------
    notes, talk : Staged
        The notes' sentences of the five conversations are claims; what of the talk is of weight are the sentences that
        state the prospect's goals, what is important, what carries a figure about how things are, and commitments.

    Returns
    -------
    Comparison
    """
    said, noted = _Words(talk.sentences), _Words(notes.sentences)
    own, theirs = figures_of(notes.segmented), figures_of(talk.segmented)
    supported: list[Claim] = []
    unsupported: list[Claim] = []
    conflicts: list[Conflict] = []
    for sentence, stage in zip(notes.sentences, notes.stages, strict=True):
        words = noted.of[sentence.index]
        if stage not in CORE_STAGES or not words:
            continue
        share, at = said.best(words)
        support = None if at is None else talk.evidence(at)
        claim = Claim(notes.evidence(sentence.index), stage, support, share)
        (supported if share >= ENOUGH else unsupported).append(claim)
        if share >= ENOUGH and at is not None and support is not None:
            near = [
                f for k in range(max(at - _WINDOW + 1, 0), min(at + _WINDOW, len(talk.sentences))) for f in theirs[k]
            ]
            conflicts += _conflicts(claim.evidence, own[sentence.index], near, support)
    # what a claim rests on is in the notes, however short the claim is
    kept = {claim.support.sentence for claim in supported if claim.support is not None}
    missed = tuple(
        Missed(talk.stages[i], talk.evidence(i))
        for i in weighty(talk, theirs)
        if i not in kept and noted.best(said.of[i])[0] < ENOUGH
    )
    return Comparison(tuple(supported), tuple(unsupported), tuple(conflicts), missed)


def _stem(word: str) -> str:
    return word[:_STEM] if word.isalpha() else word


def _conflicts(claim: Evidence, noted: Sequence[Figure], said: Sequence[Figure], support: Evidence) -> list[Conflict]:
    """Return figures of the notes that the talk beside them gives only otherwise: same kind, unit and noun."""
    out = []
    for figure in noted:
        alike = [f for f in said if (f.kind, f.unit) == (figure.kind, figure.unit) and _same_noun(f, figure)]
        if figure.value is None or not alike or any(_equal(f, figure) for f in alike):
            continue
        out.append(Conflict(claim, figure.text, alike[0].text, support))
    return out


def _same_noun(a: Figure, b: Figure) -> bool:
    if a.noun is None or b.noun is None:
        return a.noun is b.noun
    return not {_stem(w) for w in content_words(a.noun)}.isdisjoint(_stem(w) for w in content_words(b.noun))


def _equal(a: Figure, b: Figure) -> bool:
    if a.value is None or b.value is None:
        return False
    low, high = a.value, a.high if a.high is not None else a.value
    return low - 1e-9 <= b.value <= high + 1e-9 or (b.high is not None and b.value <= low <= b.high)


def weighty(talk: Staged, figures: Figures) -> list[int]:
    """Return the sentences that notes of this talk should hold: goals, values, measured realities, commitments."""
    ladders = ladders_of(talk, figures)
    substance = answers_of(talk).substance
    out = {goal.evidence[0].sentence for goal in ladders.goals}
    out |= set(substance["values"])
    out |= {i for i in substance["realities"] if figures[i]}
    for commitment in (ladders.commitments.next_step, ladders.commitments.implement):
        if commitment.outcome not in (None, "none"):
            out |= {e.sentence for e in commitment.evidence if talk.sentences[e.sentence].role == "prospect"}
    return sorted(i for i in out if len(content_words(talk.sentences[i].text)) > 1)
