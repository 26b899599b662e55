"""A stage that nobody opened and nobody answered."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.conversation import CORE_STAGES
from analyzer.findings.finding import STAGE_NAMES, Context, Finding, due, nearest, say_next

__all__ = ["Skipped"]


class Skipped:
    """Fires for each stage whose verdict is ``skipped``; never for ``unknown``.

    Severity: high, and medium for the commitment to implement, which a good first call may leave to the next.
    """

    name = "skipped"

    def find(self, context: Context) -> Iterator[Finding]:
        """Return one finding a skipped stage."""
        for stage in CORE_STAGES:
            coverage = context.coverage[stage]
            if coverage.verdict != "skipped" or coverage.confidence is None or stage in context.earlier:
                continue
            named = STAGE_NAMES[stage]
            if coverage.first is not None:
                # a sentence or two of the stage, which answer nothing or are not likely to be of it
                message = f"Hardly anything was said about {named}."
            elif context.staged.conversation.medium == "notes":
                message = f"The notes say nothing about {named}."
            else:
                message = f"Neither side talked about {named}."
            yield Finding(
                name=self.name,
                stage=stage,
                severity="medium" if stage == "implement" else "high",
                confidence=coverage.confidence,
                message=message,
                evidence=(),
                candidates=nearest(context, stage, ("rep", "prospect")),
                due=due(context, stage),
                say_next=say_next(self.name, stage),
            )
