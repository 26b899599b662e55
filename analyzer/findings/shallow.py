"""A stage that is covered, but only just."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from analyzer.conversation import CORE_STAGES, Stage
from analyzer.findings.finding import STAGE_NAMES, Context, Finding, say_next
from analyzer.measures.measure import Measure

__all__ = ["Shallow", "how_shallow"]

# measures.md, `shallow`.
_MIN_SENTENCES: Final = 2
_MIN_WORDS: Final = 12
_WISH: Final = 1


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
            how = how_shallow(context, stage)
            if how is None or coverage.confidence is None:
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


def how_shallow(context: Context, stage: Stage) -> str | None:
    """Say in which way a covered stage is shallow; None where it is not, or not covered."""
    coverage = context.coverage[stage]
    if coverage.verdict != "covered" or coverage.confidence is None or stage in context.earlier:
        return None
    if len(coverage.substance) < _MIN_SENTENCES:
        return f"said one sentence ({_words(coverage.prospect_words)})"
    if coverage.prospect_words < _MIN_WORDS:
        return f"said only {_words(coverage.prospect_words)}"
    if stage == "goals" and _wish_at_best(context):
        return "gave no metric, amount or date"
    return None


def _wish_at_best(context: Context) -> bool:
    """Tell whether the best goal is a wish: neither a metric nor an amount nor a date (rung 1)."""
    rung = context.measures["goal_rung"]
    return isinstance(rung, Measure) and rung.value == _WISH


def _words(n: int) -> str:
    return f"{n} word" if n == 1 else f"{n} words"
