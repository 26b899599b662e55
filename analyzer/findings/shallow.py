"""A stage that is covered, but only just."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from analyzer.content import phrases
from analyzer.conversation import CORE_STAGES, Sentence
from analyzer.findings.finding import STAGE_NAMES, Context, Finding, say_next
from analyzer.measures.speech import plain_words

__all__ = ["Shallow", "names_a_measure"]

# measures.md, `shallow`.
_MIN_SENTENCES: Final = 2
_MIN_WORDS: Final = 12
_SIGNS: Final = frozenset("%$€£¥")


class Shallow:
    """Fires for a stage that is covered by one sentence or by under 12 prospect words.

    For goals also where the best rung of goal concreteness is 1, a wish. Severity: medium for values, goals
    and realities, low for the commitments, which take few words.
    """

    name = "shallow"

    def find(self, context: Context) -> Iterator[Finding]:
        """Return one finding a shallow stage."""
        for stage in CORE_STAGES:
            coverage = context.coverage[stage]
            if coverage.verdict != "covered" or coverage.confidence is None:
                continue
            sentences = [context.staged.sentences[i] for i in coverage.substance]
            if len(sentences) < _MIN_SENTENCES:
                how = f"said one sentence ({_words(coverage.prospect_words)})"
            elif coverage.prospect_words < _MIN_WORDS:
                how = f"said only {_words(coverage.prospect_words)}"
            elif stage == "goals" and not names_a_measure(_goal_sentences(context)):
                how = "gave no figure, amount or date"
            else:
                continue
            yield Finding(
                name=self.name,
                stage=stage,
                severity="low" if stage in ("next_step", "implement") else "medium",
                confidence=coverage.confidence,
                message=f"On {STAGE_NAMES[stage]} the prospect {how}.",
                evidence=coverage.evidence,
                candidates=(),
                due=None,
                say_next=say_next(self.name, stage),
            )


def _goal_sentences(context: Context) -> Iterator[Sentence]:
    stages = context.staged.stages
    return (s for s in context.staged.sentences if s.role == "prospect" and stages[s.index] == "goals")


def names_a_measure(sentences: Iterable[Sentence]) -> bool:
    """Tell whether any sentence names a figure, an amount or a date.

    Stands for "rung 2 or higher" of goal concreteness: a wish (rung 1) has none of the three. A metric without
    a figure ("fewer returns") is not recognised, and a number that measures nothing ("my two kids") is taken
    for one.
    """
    known = phrases("figures", "amounts") | phrases("figures", "dates")
    for sentence in sentences:
        if any(c.isdigit() or c in _SIGNS for c in sentence.text):
            return True
        if any(part in known for word in plain_words(sentence.text) for part in word.split("-")):
            return True
    return False


def _words(n: int) -> str:
    return f"{n} word" if n == 1 else f"{n} words"
