"""Findings: what a coach would raise, each with its evidence and one thing to say next time.

A new finding is a new file with a check, its line in `CHECKS`, and its sentences in
``analyzer/content/say_next.toml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from analyzer.conversation import CORE_STAGES, STAGES, Stage
from analyzer.findings.asked_only import AskedOnly
from analyzer.findings.finding import SEVERITIES, Candidate, Check, Context, Finding, Severity, in_words
from analyzer.findings.fuzzy_goal import FuzzyGoal
from analyzer.findings.no_gap import NoGap
from analyzer.findings.no_implement_check import NoImplementCheck
from analyzer.findings.no_thanks_and_return import NoThanksAndReturn
from analyzer.findings.out_of_order import OutOfOrder
from analyzer.findings.polite_yes import PoliteYes
from analyzer.findings.premature_pitch import PrematurePitch
from analyzer.findings.retrace import Retrace
from analyzer.findings.shallow import Shallow
from analyzer.findings.skipped import Skipped
from analyzer.findings.unheard import Unheard

if TYPE_CHECKING:
    from analyzer.earlier import CoveredEarlier
    from analyzer.ladders import Ladders
    from analyzer.measures import Measures
    from analyzer.measures.coverage import Coverage
    from analyzer.stages.staged import Staged

__all__ = ["CHECKS", "Candidate", "Check", "Context", "Finding", "Severity", "findings_of", "rank", "verdict_of"]

#: Every check that is run.
CHECKS: Final[tuple[Check, ...]] = (
    Skipped(),
    AskedOnly(),
    Shallow(),
    PrematurePitch(),
    OutOfOrder(),
    FuzzyGoal(),
    NoGap(),
    PoliteYes(),
    NoImplementCheck(),
    Retrace(),
    Unheard(),
    NoThanksAndReturn(),
)


_EVEN_ODDS: Final = 0.5


def findings_of(
    staged: Staged,
    coverage: Mapping[Stage, Coverage],
    measures: Measures,
    ladders: Ladders,
    earlier: Mapping[Stage, CoveredEarlier] = MappingProxyType({}),
) -> tuple[Finding, ...]:
    """Run every check.

    Parameters
    ----------
    staged : Staged
    coverage : mapping of Stage to Coverage
    measures : Measures
    ladders : Ladders
    earlier : mapping of Stage to CoveredEarlier
        Stages that an earlier meeting covered: that they are missing now is no finding.

    Returns
    -------
    tuple of Finding
        The most severe first, then the surest, then in the order of the stages.
    """
    context = Context(staged, coverage, measures, ladders, earlier)
    found = [_weighed(finding) for check in CHECKS for finding in check.find(context)]
    return tuple(sorted(found, key=rank))


def _weighed(finding: Finding) -> Finding:
    """Lower what is more likely wrong than right to the least severity: shown with its odds, not pressed."""
    return replace(finding, severity="low") if finding.confidence < _EVEN_ODDS else finding


def rank(finding: Finding) -> tuple[int, float, int]:
    """Return the key by which findings are sorted: severity, confidence, order of the stages."""
    stage = len(STAGES) if finding.stage is None else STAGES.index(finding.stage)
    return SEVERITIES.index(finding.severity), -finding.confidence, stage


def verdict_of(
    coverage: Mapping[Stage, Coverage],
    findings: tuple[Finding, ...],
    earlier: Mapping[Stage, CoveredEarlier] = MappingProxyType({}),
) -> str:
    """Sum a call up in one sentence, made from coverage and the first finding.

    Parameters
    ----------
    coverage : mapping of Stage to Coverage
        All five core stages.
    findings : tuple of Finding
        As from `findings_of`.
    earlier : mapping of Stage to CoveredEarlier
        Stages that an earlier meeting covered.
    """
    known = [stage for stage in CORE_STAGES if coverage[stage].verdict != "unknown"]
    covered = [stage for stage in known if coverage[stage].verdict == "covered"]
    if not known:
        start = f"Which of the five conversations took place is unknown: {coverage['values'].why}"
    elif not covered:
        start = "None of the five conversations was covered"
    elif len(covered) == len(CORE_STAGES):
        start = "All five conversations were covered"
    else:
        were = "was" if len(covered) == 1 else "were"
        start = f"{len(covered)} of the five conversations {were} covered ({in_words(covered)})"
    before = [stage for stage in earlier if coverage[stage].verdict != "covered"]
    if before:
        start += f", {in_words(before)} in an earlier meeting"
    if not findings:
        return f"{start}." if not known else f"{start}, and nothing stands out."
    first = findings[0].message
    return f"{start}, and first of all, {first[0].lower()}{first[1:]}"
