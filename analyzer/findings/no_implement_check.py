"""A next step without a look at whether it will come to anything."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.findings.finding import READ_RIGHT, Context, Finding, due, nearest, say_next

__all__ = ["NoImplementCheck"]


class NoImplementCheck:
    """Fires where a next step was agreed and nobody tested will, power, money or timing. Medium."""

    name = "no_implement_check"

    def find(self, context: Context) -> Iterator[Finding]:
        """Return at most one finding."""
        step, coverage = context.ladders.commitments.next_step, context.coverage["implement"]
        if step.outcome not in ("agreed", "agreed_dated") or coverage.verdict != "skipped" or not step.evidence:
            return
        if coverage.confidence is None or "implement" in context.earlier:
            return
        yield Finding(
            name=self.name,
            stage="implement",
            severity="medium",
            confidence=coverage.confidence * READ_RIGHT["next_step"],
            message="A next step was agreed, and nobody tested whether the prospect can and will go ahead.",
            evidence=step.evidence,
            candidates=nearest(context, "implement", ("rep", "prospect")),
            due=due(context, "implement"),
            say_next=say_next(self.name, "implement"),
        )
