"""Audits made by hand, from real sentences, measures, coverage and findings: no trained model is needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from analyzer.conversation import STAGES, Conversation, Medium, Participant, Role, Stage, Turn
from analyzer.figures import figures_of
from analyzer.findings import findings_of, verdict_of
from analyzer.findings.card import card_of
from analyzer.ladders import Ladders, ladders_of
from analyzer.measures import measures_of
from analyzer.measures.coverage import coverage_of
from analyzer.pipeline import Audit, AuditFinding
from analyzer.sentences import segment
from analyzer.stages.staged import Staged
from analyzer.suitability import Suitability
from analyzer.transcripts import ParseReport

Line = tuple[Role, Stage, str]

#: A call with every kind of trouble: an early pitch, a goal that was only asked for, no values, a polite yes.
CALL: tuple[Line, ...] = (
    ("rep", "other", "Morning Gail, thanks for making the time."),
    ("prospect", "other", "Sure, no problem."),
    ("rep", "pitch", "So we build routing software for small hauliers."),
    ("rep", "pitch", "It plans the whole day in a minute and it sends the drivers their stops."),
    ("rep", "pitch", "Forty firms like yours run on it, and they save a tenth of their diesel."),
    ("prospect", "pitch", "Does it run on the old phones that my drivers have?"),
    ("rep", "pitch", "It does, on nearly all of them."),
    ("rep", "realities", "How do you plan the routes today?"),
    (
        "prospect",
        "realities",
        "My brother draws them up on a whiteboard at five every morning, and when he is ill nobody can.",
    ),
    ("prospect", "realities", "Last month we sent two lorries to the same yard, and that cost us four hundred pounds."),
    ("rep", "goals", "Where would you like that to be by Christmas?"),
    ("prospect", "goals", "I don't know."),
    ("rep", "next_step", "Shall I send you the brochure and ring you on Tuesday at ten?"),
    ("prospect", "next_step", "Send it over, I'll have a look when things are quiet."),
    ("rep", "other", "Lovely, thanks a lot."),
)
NAMES: Mapping[Role, str] = {"rep": "Dana", "prospect": "Gail"}
MODEL = {"kind": "fast", "name": "fast", "version": "1", "trained_on": "a test", "weights_sha256": "0" * 64}
INTERVIEW = Suitability("interview", 0.9, ("many words by 2 speakers",))


def conversation_of(
    lines: Sequence[Line],
    *,
    timed: bool = True,
    medium: Medium = "transcript",
    names: Mapping[Role, str] = NAMES,
    source: str = "inferred",
) -> Conversation:
    """Put each line in a turn of its own; a timed word takes 0.4 s."""
    turns, clock = [], 12.0
    for index, (role, _, text) in enumerate(lines):
        end = clock + 0.4 * len(text.split())
        times = {"start_s": clock, "end_s": end, "spans": ((clock, end),)} if timed else {}
        turns.append(Turn(index, names.get(role), text, role, **times))  # type: ignore[arg-type]
        clock = end + 0.3
    participants = tuple(
        Participant(name, role, source, 0.93, ("asks 4 of the 5 questions",))  # type: ignore[arg-type]
        for role, name in names.items()
    )
    return Conversation(
        "017-freight",
        tuple(turns),
        medium,
        participants,
        date="2026-03-02",
        account="Harker Haulage",
        source_name="017-freight.vtt",
        source_sha256="ab" * 32,
    )


def staged_of(conversation: Conversation, lines: Sequence[Line], sure: float = 0.88) -> Staged:
    """Give each sentence the stage of its line with probability `sure`; the rest is spread."""
    segmented = segment(conversation)
    probabilities = np.full((len(segmented.sentences), len(STAGES)), (1 - sure) / 6, np.float32)
    for s in segmented.sentences:
        probabilities[s.index, STAGES.index(lines[s.turn][1])] = sure
    return Staged(segmented, probabilities, np.zeros(len(segmented.sentences), np.bool_))


def audit_of(
    lines: Sequence[Line] = CALL,
    *,
    timed: bool = True,
    medium: Medium = "transcript",
    names: Mapping[Role, str] = NAMES,
    parse: ParseReport | None = None,
    suitability: Suitability = INTERVIEW,
    holds_if: Mapping[str, str] | None = None,
) -> Audit:
    """Audit labelled lines as the pipeline would."""
    conversation = conversation_of(lines, timed=timed, medium=medium, names=names)
    staged = staged_of(conversation, lines)
    ladders = ladders_of(staged, figures_of(staged.segmented))
    coverage, measures = coverage_of(staged), measures_of(staged, ladders.goals)
    findings = findings_of(staged, coverage, measures, ladders) if suitability.auditable else ()
    n = len(staged.sentences)
    return Audit(
        conversation=staged.conversation,
        parse=parse,
        suitability=suitability,
        staged=staged,
        unsure=np.arange(n) % 5 == 0,
        corrected=np.zeros(n, np.bool_),
        mentions=((),) * n,
        coverage=coverage,
        earlier={},
        measures=measures,
        ladders=ladders if suitability.auditable else Ladders.unknown("not audited: too short"),
        findings=tuple(AuditFinding(f, holds_if) for f in findings),
        card=card_of(staged, findings),
        plan=None,
        asked=(),
        verdict=verdict_of(coverage, findings),
        model=MODEL,
    )


def without_roles(audit: Audit) -> Audit:
    """Return an audit whose people nobody could place."""
    people = tuple(replace(p, role="unknown", source="none", confidence=None) for p in audit.conversation.participants)
    turns = tuple(replace(t, role="unknown") for t in audit.conversation.turns)
    return replace(audit, conversation=replace(audit.conversation, turns=turns, participants=people))
