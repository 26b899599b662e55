"""What the prospect raised, and the rep passed over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from analyzer.conversation import STAGES, Stage
from analyzer.findings.finding import READ_RIGHT, Context, Finding, say_next
from analyzer.ladders.raised import Raised, RaisedKind

__all__ = ["Unheard"]

_NAMES: Final[dict[RaisedKind, str]] = {"problem": "problem", "wish": "wish", "feeling": "matter close to the heart"}
_STAGE_OF: Final[dict[RaisedKind, Stage]] = {"problem": "realities", "wish": "goals", "feeling": "values"}
_QUOTED: Final = 3


class Unheard:
    """Fires where the rep's next words neither asked about what the prospect raised nor reflected it.

    One finding a call, with up to three moments, the surest first. Medium where more than half of what was raised was
    passed over, low otherwise: nobody takes up everything.
    """

    name = "unheard"

    def find(self, context: Context) -> Iterator[Finding]:
        """Return at most one finding; never on notes."""
        if context.staged.conversation.medium == "notes":
            return
        answered = [r for r in context.ladders.raised if r.heard is not None and r.kind in _NAMES]
        missed = sorted((r for r in answered if not r.heard), key=lambda r: (-_sure(context, r), r.sentence))
        if not missed:
            return
        worst = missed[0]
        often = 2 * len(missed) > len(answered)
        count = f"one {_NAMES[worst.kind]}" if len(missed) == 1 else f"{len(missed)} of the {len(answered)} things"
        that = "that the prospect raised"
        yield Finding(
            name=self.name,
            stage=_STAGE_OF[worst.kind],
            severity="medium" if often else "low",
            confidence=_sure(context, worst) * READ_RIGHT["unheard"],
            message=f"The rep passed over {count} {that}: the next words neither asked about it nor reflected it.",
            evidence=tuple(r.evidence for r in missed[:_QUOTED]),
            candidates=(),
            due=worst.reply,
            say_next=say_next(self.name, _STAGE_OF[worst.kind]),
        )


def _sure(context: Context, raised: Raised) -> float:
    staged = context.staged
    return float(staged.probabilities[raised.sentence, STAGES.index(staged.stages[raised.sentence])])
