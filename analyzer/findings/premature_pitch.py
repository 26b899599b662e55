"""A pitch before the prospect had said what they want or how things are."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.findings.finding import Context, Finding, say_next
from analyzer.measures.confidence import premature_confidence
from analyzer.measures.coverage import PREMATURE_SENTENCES, early_pitch, premature_pitch
from analyzer.measures.substance import answers_of

__all__ = ["PrematurePitch"]


class PrematurePitch:
    """Fires on three or more rep pitch sentences, in all, before anything of substance on goals or realities.

    Severity: high when it also came before values, otherwise medium.
    """

    name = "premature_pitch"

    def find(self, context: Context) -> Iterator[Finding]:
        """Return one finding, or none."""
        staged = context.staged
        answers = answers_of(staged)
        if not {"goals", "realities"}.isdisjoint(context.earlier) or not premature_pitch(staged, answers):
            return
        pitched = early_pitch(staged, answers)
        third = pitched[PREMATURE_SENTENCES - 1]
        values = answers.substance["values"]
        before_values = not values or values[0] > third
        # the first three decide how severe it is; the message must hold for all that it counts
        all_before_values = not values or values[0] > pitched[-1]
        what = "values, goals or current realities" if all_before_values else "goals or current realities"
        yield Finding(
            name=self.name,
            stage="pitch",
            severity="high" if before_values else "medium",
            confidence=premature_confidence(staged, pitched, third, answers),
            message=(
                f"The rep pitched {len(pitched)} sentences before the prospect had said anything of substance "
                f"about {what}."
            ),
            evidence=tuple(staged.evidence(i) for i in pitched[:PREMATURE_SENTENCES]),
            candidates=(),
            due=staged.evidence(pitched[0]),
            say_next=say_next(self.name, "pitch"),
        )
