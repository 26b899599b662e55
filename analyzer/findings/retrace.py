"""A commitment that failed, and the earliest stage that it may have failed on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from analyzer.conversation import CORE_STAGES, Outcome, Stage
from analyzer.findings.finding import READ_RIGHT, STAGE_NAMES, Context, Finding, Severity, due, say_next
from analyzer.findings.shallow import how_shallow
from analyzer.ladders.commitments import Commitment

__all__ = ["Retrace"]

_FAILED: Final[dict[Outcome, tuple[str, Severity]]] = {
    "declined": ("declined", "high"),
    "deferred": ("put off", "high"),
    "hedged": ("in a polite yes", "medium"),
}
_THIN: Final = {"skipped": "was skipped", "asked": "was raised and not answered", "covered": "stayed shallow"}


class Retrace:
    """Fires where the next step or implementing ends declined, deferred or hedged and an earlier stage is thin.

    After Bachrach: when commitment fails, something earlier is out of line. It names the earliest thin stage (skipped,
    asked only or shallow) as the likely one. Severity: high where it was declined or put off, medium where hedged.
    """

    name = "retrace"

    def find(self, context: Context) -> Iterator[Finding]:
        """Return at most one finding: for the next step where both failed, since that is what is to be saved first."""
        commitments = context.ladders.commitments
        failed: tuple[tuple[Stage, Commitment], ...] = (
            ("next_step", commitments.next_step),
            ("implement", commitments.implement),
        )
        for stage, commitment in failed:
            if commitment.outcome not in _FAILED or not commitment.evidence:
                continue
            thin = _earliest_thin(context, stage)
            if thin is None:
                continue
            ended, severity = _FAILED[commitment.outcome]
            coverage = context.coverage[thin]
            yield Finding(
                name=self.name,
                stage=thin,
                severity=severity,
                confidence=(coverage.confidence or 0.0) * READ_RIGHT[stage],
                message=(
                    f"{STAGE_NAMES[stage].capitalize()} ended {ended}; the earliest stage out of line is "
                    f"{STAGE_NAMES[thin]}, which {_THIN[coverage.verdict]}."
                ),
                evidence=(*commitment.evidence, *coverage.evidence[:1]),
                candidates=(),
                due=due(context, thin) if coverage.verdict != "covered" else coverage.evidence[0],
                say_next=say_next(self.name, thin),
            )
            return


def _earliest_thin(context: Context, before: Stage) -> Stage | None:
    for stage in CORE_STAGES[: CORE_STAGES.index(before)]:
        coverage = context.coverage[stage]
        if stage in context.earlier:
            continue
        if coverage.verdict in ("skipped", "asked") or (
            coverage.verdict == "covered" and how_shallow(context, stage) is not None
        ):
            return stage
    return None
