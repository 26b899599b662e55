"""A stage that the rep opened and the prospect did not enter."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.conversation import CORE_STAGES
from analyzer.findings.finding import STAGE_NAMES, Context, Finding, due, nearest, say_next

__all__ = ["AskedOnly"]


class AskedOnly:
    """Fires for each stage whose verdict is ``asked``: the prospect gave nothing of substance. Medium."""

    name = "asked_only"

    def find(self, context: Context) -> Iterator[Finding]:
        """Return one finding a stage."""
        for stage in CORE_STAGES:
            coverage = context.coverage[stage]
            if coverage.verdict != "asked" or coverage.confidence is None or stage in context.earlier:
                continue
            yield Finding(
                name=self.name,
                stage=stage,
                severity="medium",
                confidence=coverage.confidence,
                message=f"The rep raised {STAGE_NAMES[stage]}, and the prospect said nothing of substance on it.",
                evidence=coverage.evidence,
                candidates=nearest(context, stage, ("prospect",)),
                due=due(context, stage),
                say_next=say_next(self.name, stage),
            )
