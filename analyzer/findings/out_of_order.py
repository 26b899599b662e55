"""Stages that came before those that they build on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import prod
from typing import Final

from analyzer.conversation import Stage
from analyzer.findings.finding import STAGE_NAMES, Context, Finding, in_words, say_next

__all__ = ["OutOfOrder"]

# A stage sets in with two of its sentences, by either side, within eight (measures.md, `out_of_order`).
_WINDOW: Final = 8
_AFTER_VALUES: Final[tuple[Stage, ...]] = ("goals", "realities", "pitch")
_CLOSING: Final[tuple[Stage, ...]] = ("next_step", "implement")
_BEFORE_CLOSING: Final[tuple[Stage, ...]] = ("goals", "realities")


class OutOfOrder:
    """Fires where goals, realities or pitch set in before values, or the rep closes before goals and realities.

    Only between stages that are covered or asked; a missing one is just skipped. A stage sets in before values
    when both of its first two sentences within eight stand before the first sentence of values. A commitment
    comes early when the rep's first sentence of it stands before the prospect's first sentence of substance on
    goals or on realities; a stage of these two that was asked and never answered stands where it was asked.
    Never on notes, which do not keep the order of what was said. Severity: medium.
    """

    name = "out_of_order"

    def find(self, context: Context) -> Iterator[Finding]:
        """Return a finding for values and for each commitment that is out of order."""
        if context.staged.conversation.medium == "notes":
            return
        yield from self._values(context)
        for stage in _CLOSING:
            yield from self._closing(context, stage)

    def _values(self, context: Context) -> Iterator[Finding]:
        values = context.coverage["values"]
        if not _there(context, "values") or values.first is None or "values" in context.earlier:
            return
        early: dict[Stage, tuple[int, int]] = {}
        for stage in _AFTER_VALUES:
            pair = _sets_in(context, stage)
            if pair is not None and pair[1] < values.first and _there(context, stage):
                early[stage] = pair
        if not early:
            return
        order = sorted(early, key=lambda stage: early[stage])
        quoted = [i for stage in order for i in early[stage]]
        yield self._finding(
            context,
            "values",
            f"Values came after {in_words(order)}.",
            (*quoted, values.first),
            ("values", *(s for s in order if s != "pitch")),
        )

    def _closing(self, context: Context, stage: Stage) -> Iterator[Finding]:
        if not all(_there(context, s) for s in (stage, *_BEFORE_CLOSING)):
            return
        stages = context.staged.stages
        asked = next(
            (s.index for s in context.staged.sentences if s.role == "rep" and s.words and stages[s.index] == stage),
            None,
        )
        if asked is None:
            return
        late: dict[Stage, int] = {}
        for earlier in _BEFORE_CLOSING:
            if earlier in context.earlier:
                continue
            coverage = context.coverage[earlier]
            position = coverage.substance[0] if coverage.substance else coverage.first
            if position is not None and position > asked:
                late[earlier] = position
        if not late:
            return
        yield self._finding(
            context,
            stage,
            f"The rep asked for {STAGE_NAMES[stage]} before {in_words(late)} had been covered.",
            (asked, *late.values()),
            (stage, *late),
        )

    def _finding(
        self,
        context: Context,
        stage: Stage,
        message: str,
        quoted: tuple[int, ...],
        rests_on: tuple[Stage, ...],
    ) -> Finding:
        sure = prod(context.coverage[s].confidence or 0.0 for s in rests_on)
        return Finding(
            name=self.name,
            stage=stage,
            severity="medium",
            confidence=sure,
            message=message,
            evidence=tuple(context.staged.evidence(i) for i in quoted),
            candidates=(),
            due=context.staged.evidence(quoted[0]),
            say_next=say_next(self.name, stage),
        )


def _there(context: Context, stage: Stage) -> bool:
    return stage == "pitch" or context.coverage[stage].verdict in ("covered", "asked")


def _sets_in(context: Context, stage: Stage) -> tuple[int, int] | None:
    """Return the first two sentences of a stage, by either side, that stand within eight sentences."""
    staged = context.staged
    stages = staged.stages
    spoken = [s for s in staged.sentences if s.words]
    places = [(n, s.index) for n, s in enumerate(spoken) if stages[s.index] == stage and s.role in ("rep", "prospect")]
    return next(((i, j) for (a, i), (b, j) in pairwise(places) if b - a < _WINDOW), None)
