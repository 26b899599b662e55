"""A next step that ends with a polite yes."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.findings.finding import READ_RIGHT, Context, Finding, say_next

__all__ = ["PoliteYes"]


class PoliteYes:
    """Fires where the next step ends hedged: the prospect agrees to nothing that the prospect has to do. Medium."""

    name = "polite_yes"

    def find(self, context: Context) -> Iterator[Finding]:
        """Return at most one finding."""
        step = context.ladders.commitments.next_step
        if step.outcome != "hedged" or not step.evidence:
            return
        yield Finding(
            name=self.name,
            stage="next_step",
            severity="medium",
            confidence=READ_RIGHT["next_step"],
            message="The next step ended in a polite yes: nothing that the prospect has to do on a day.",
            evidence=step.evidence,
            candidates=(),
            due=step.evidence[-1],
            say_next=say_next(self.name, "next_step"),
        )
