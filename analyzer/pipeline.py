"""One conversation through the whole house: roles, sentences, stages, coverage, measures, findings.

`audit` is a pure function of the conversation, the model and the corrections. It reads no clock and keeps
no state, so the same input gives the same audit whatever else is analysed beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from analyzer.conversation import CORE_STAGES, Conversation, Stage
from analyzer.corrections import Correction, corrected_roles, corrected_stages
from analyzer.earlier import CoveredEarlier, Earlier, covered_earlier
from analyzer.figures import figures_of
from analyzer.findings import Finding, findings_of, rank, verdict_of
from analyzer.findings.card import Change, card_of
from analyzer.ladders import Ladders, ladders_of
from analyzer.measures import Measure, Measures, measures_of, missing
from analyzer.measures.coverage import Coverage, coverage_of
from analyzer.mentions import find_mentions
from analyzer.plan import Asked, Plan, asked_of
from analyzer.sentences import Segmented, segment
from analyzer.settings import Settings
from analyzer.speakers import KnownSpeakers, assign_roles, hypotheses, load_role_model, tell_roles
from analyzer.speakers.assign import with_conversation
from analyzer.stages.classifier import StageClassifier, load_classifier
from analyzer.stages.staged import Staged
from analyzer.suitability import Suitability, suitability_of

if TYPE_CHECKING:
    import pandas as pd

    from analyzer.transcripts import ParseReport

__all__ = ["DEFAULT_MODEL", "Audit", "AuditFinding", "audit", "load_model"]

#: The packaged model that audits use unless told otherwise; chosen on held-out real speech (model cards).
DEFAULT_MODEL: Final = "accurate"


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """A finding, and under which roles it holds.

    Parameters
    ----------
    finding : Finding
    holds_if : mapping of role to speaker names, or None
        None: whoever is the rep. Otherwise the finding turns over when the roles are swapped, and this is the
        assignment under which it holds.
    """

    finding: Finding
    holds_if: Mapping[str, str] | None = None


@dataclass(frozen=True, repr=False)
class Audit:
    """Everything that was found out about one conversation.

    Parameters
    ----------
    conversation : Conversation
        With roles filled in as far as they are known.
    parse : ParseReport or None
        How the file was read; None for a conversation made in memory.
    suitability : Suitability
    staged : Staged
        Sentences with stages and probabilities.
    unsure : ndarray of bool, shape (n_sentences,)
        Sentences that a person should look at.
    corrected : ndarray of bool, shape (n_sentences,)
        Sentences whose stage or role a person corrected.
    mentions : tuple of tuple of str
        For each sentence the names of `analyzer.toml` that it mentions.
    coverage : mapping of stage to Coverage
    earlier : mapping of stage to CoveredEarlier
        What earlier meetings covered.
    measures : Measures
    ladders : Ladders
        Goals, the gap, commitments, and the depth of values.
    findings : tuple of AuditFinding
        The most severe first.
    card : tuple of Change
        The one or two changes that would have mattered most.
    plan : Plan or None
    asked : tuple of Asked
        What became of each question of the plan.
    verdict : str
        The call in one sentence.
    model : mapping
        Which model made the labels.
    """

    conversation: Conversation
    parse: ParseReport | None
    suitability: Suitability
    staged: Staged
    unsure: NDArray[np.bool_]
    corrected: NDArray[np.bool_]
    mentions: tuple[tuple[str, ...], ...]
    coverage: Mapping[Stage, Coverage]
    earlier: Mapping[Stage, CoveredEarlier]
    measures: Measures
    ladders: Ladders
    findings: tuple[AuditFinding, ...]
    card: tuple[Change, ...]
    plan: Plan | None
    asked: tuple[Asked, ...]
    verdict: str
    model: Mapping[str, Any]

    def __repr__(self) -> str:
        return f"<Audit of {self.conversation.id!r}: {self.verdict}>"

    def to_dict(self) -> dict[str, Any]:
        """Return the audit as plain data, as ``analyzer audit --format json`` prints it."""
        from analyzer.report.data import audit_dict

        return audit_dict(self)

    @property
    def sentences(self) -> pd.DataFrame:
        """One row a sentence; see `analyzer.report.frames`."""
        from analyzer.report.frames import sentences_frame

        return sentences_frame(self)

    @property
    def turns(self) -> pd.DataFrame:
        """One row a turn; see `analyzer.report.frames`."""
        from analyzer.report.frames import turns_frame

        return turns_frame(self)

    @property
    def measures_frame(self) -> pd.DataFrame:
        """One row a measure and role; see `analyzer.report.frames`."""
        from analyzer.report.frames import measures_frame

        return measures_frame(self)

    @property
    def commitments_frame(self) -> pd.DataFrame:
        """One row a commitment; see `analyzer.report.frames`."""
        from analyzer.report.frames import commitments_frame

        return commitments_frame(self)

    @property
    def goals_frame(self) -> pd.DataFrame:
        """One row a goal; see `analyzer.report.frames`."""
        from analyzer.report.frames import goals_frame

        return goals_frame(self)

    @property
    def findings_frame(self) -> pd.DataFrame:
        """One row a finding; see `analyzer.report.frames`."""
        from analyzer.report.frames import findings_frame

        return findings_frame(self)


@lru_cache(maxsize=4)
def load_model(model: Path | str | None = None) -> StageClassifier:
    """Load a stage model: a folder, the name of a packaged one, or the default where none is given."""
    return load_classifier(model if model is not None else DEFAULT_MODEL)


def audit(
    conversation: Conversation,
    *,
    parse: ParseReport | None = None,
    reps: Sequence[str] = (),
    prospects: Sequence[str] = (),
    settings: Settings | None = None,
    speakers: KnownSpeakers | None = None,
    corrections: Sequence[Correction] = (),
    labels: Mapping[int, Stage] | None = None,
    earlier: Sequence[Earlier] = (),
    plan: Plan | None = None,
    model: StageClassifier | None = None,
) -> Audit:
    """Audit one conversation.

    Parameters
    ----------
    conversation : Conversation
    parse : ParseReport, optional
        Passed on to the audit.
    reps, prospects : sequence of str
        Names of the people on each side, where the user knows them.
    settings : Settings, optional
        Own company, products, competitors and domains.
    speakers : KnownSpeakers, optional
        People and domains that are on one side in every call.
    corrections : sequence of Correction
        A person's stages and roles, which override the model's.
    labels : mapping of sentence index to stage, optional
        Stages that are given, such as an annotator's.
    earlier : sequence of Earlier
        Audits of earlier meetings with the account: what they covered is not missing now.
    plan : Plan, optional
        Questions that the rep meant to ask: which of them were asked is told.
    model : StageClassifier, optional
        The packaged default otherwise.

    Raises
    ------
    BadSettingsError
        ``E-ROLE`` when a name is not in the conversation; ``E-AFTER`` when an earlier meeting is of another account or
        took place later.
    BadLabelsError
        ``E-CORRECTION`` when a correction does not fit the conversation.
    """
    model = model or load_model()
    before = covered_earlier(conversation, earlier)
    roles = load_role_model()
    told = tell_roles(conversation, reps, prospects, settings, speakers)
    told, role_corrected = corrected_roles(told, corrections)
    mentions = find_mentions(segment(told), settings or Settings())
    segmented = mentions.segmented
    blind_cache: dict[int, NDArray[np.float32]] = {}

    def blind(of: Segmented) -> NDArray[np.float32]:
        """Judge stages for the roles: always by the fast model, whose probabilities the role model was fitted on."""
        key = id(of.tokens)
        if key not in blind_cache:
            blind_cache[key] = (model if model.kind == "fast" else load_model("fast")).predict_blind(of)
        return blind_cache[key]

    segmented = assign_roles(segmented, roles, blind)
    given = dict(labels or {}) | corrected_stages(segmented.sentences, corrections)
    suitability = suitability_of(segmented)
    staged = _stage(segmented, model, given)
    figures = figures_of(segmented)

    either = hypotheses(segmented, roles, blind) if suitability.auditable else None
    if either is None:
        coverage, ladders = coverage_of(staged), ladders_of(staged, figures)
        measures = measures_of(staged, ladders.goals)
        found = findings_of(staged, coverage, measures, ladders, before)
        findings, card = tuple(map(AuditFinding, found)), card_of(staged, found)
    else:
        ways = [_stage(with_conversation(segmented, c), model, given) for c in (either.likely, either.swapped)]
        both = [ladders_of(way, figures) for way in ways]
        coverage, findings = _both_ways(ways, both, before)
        card = ()  # which side could have said it is not known
        ladders = both[0].agreeing(both[1])
        measures = measures_of(staged, both[0].goals) | _rung_both_ways(ways, both)
    if not suitability.auditable:
        why = f"not audited: {suitability.verdict.replace('_', ' ')}"
        coverage = {s: _unknown(coverage[s], why) for s in CORE_STAGES}
        findings, card, ladders = (), (), Ladders.unknown(why)
        measures["goal_rung"] = missing("rung", "goals of an interview", why)
    corrected = staged.given.copy()
    for s in staged.sentences:
        if s.turn in role_corrected:
            corrected[s.index] = True
    confident = staged.probabilities.max(axis=1) if len(staged.sentences) else np.zeros(0, np.float32)
    return Audit(
        conversation=segmented.conversation,
        parse=parse,
        suitability=suitability,
        staged=staged,
        unsure=(confident < model.unsure_below_) & ~staged.given,
        corrected=corrected,
        mentions=mentions.names,
        coverage=coverage,
        earlier=before,
        measures=measures,
        ladders=ladders,
        findings=findings,
        card=card,
        plan=plan,
        asked=asked_of(staged, plan.questions) if plan is not None else (),
        verdict=verdict_of(coverage, tuple(f.finding for f in findings), before),
        model=model.card(),
    )


def _stage(segmented: Segmented, model: StageClassifier, given: Mapping[int, Stage]) -> Staged:
    given_none = np.zeros(len(segmented.sentences), dtype=np.bool_)
    staged = Staged(segmented, model.predict_proba([segmented])[0], given_none, model.kind)
    return staged.with_given(dict(given)) if given else staged


def _both_ways(
    ways: Sequence[Staged], ladders: Sequence[Ladders], earlier: Mapping[Stage, CoveredEarlier]
) -> tuple[dict[Stage, Coverage], tuple[AuditFinding, ...]]:
    """Audit both assignments of the roles: keep what both say, mark what turns over."""
    covers = [coverage_of(way) for way in ways]
    coverage = {
        stage: covers[0][stage]
        if covers[0][stage].verdict == covers[1][stage].verdict
        else _unknown(
            covers[0][stage],
            f"roles unknown: {covers[0][stage].verdict} one way round, {covers[1][stage].verdict} the other",
        )
        for stage in CORE_STAGES
    }
    found = [
        findings_of(way, cover, measures_of(way, own.goals), own, earlier)
        for way, cover, own in zip(ways, covers, ladders, strict=True)
    ]
    keys = [{(f.name, f.stage) for f in group} for group in found]
    out = [
        AuditFinding(f, None if (f.name, f.stage) in keys[1 - k] else _sides(ways[k].conversation))
        for k, group in enumerate(found)
        for f in group
        if k == 0 or (f.name, f.stage) not in keys[0]
    ]
    return coverage, tuple(sorted(out, key=lambda f: rank(f.finding)))


def _rung_both_ways(ways: Sequence[Staged], ladders: Sequence[Ladders]) -> Measures:
    """Take the rung of the goals where both assignments of the roles give the same."""
    one, other = (measures_of(way, own.goals)["goal_rung"] for way, own in zip(ways, ladders, strict=True))
    if one == other or not (isinstance(one, Measure) and isinstance(other, Measure)):
        return {"goal_rung": one}
    why = f"roles unknown: rung {one.value} one way round, {other.value} the other"
    return {"goal_rung": missing("rung", one.basis, why)}


def _sides(conversation: Conversation) -> dict[str, str]:
    return {
        role: ", ".join(p.name for p in conversation.participants if p.role == role) for role in ("rep", "prospect")
    }


def _unknown(coverage: Coverage, why: str) -> Coverage:
    return replace(coverage, verdict="unknown", confidence=None, evidence=(), why=why)
