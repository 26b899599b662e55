"""Goals and current realities that nobody laid side by side."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.findings.finding import READ_RIGHT, Context, Finding, say_next

__all__ = ["NoGap"]


class NoGap:
    """Fires where goals and realities are both covered and nobody connects them in words: the gap sells. Medium."""

    name = "no_gap"

    def find(self, context: Context) -> Iterator[Finding]:
        """Return at most one finding; never on notes, which keep no talk that could connect them."""
        goals, realities = context.coverage["goals"], context.coverage["realities"]
        if context.staged.conversation.medium == "notes" or context.ladders.gap.connected:
            return
        if goals.verdict != "covered" or realities.verdict != "covered":
            return
        if goals.confidence is None or realities.confidence is None:
            return
        # a linked pair shows best what could have been connected
        link = next(iter(context.ladders.gap.links), None)
        pair = (goals.evidence[0], realities.evidence[0])
        evidence = pair if link is None else (link.goal_evidence, link.reality_evidence)
        later = max(evidence, key=lambda e: e.sentence)
        yield Finding(
            name=self.name,
            stage="realities",
            severity="medium",
            confidence=goals.confidence * realities.confidence * READ_RIGHT["unconnected"],
            message="What the prospect wants and how things are were both said, and never laid side by side.",
            evidence=evidence,
            candidates=(),
            due=later,
            say_next=say_next(self.name, "realities"),
        )
