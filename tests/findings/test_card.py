"""The coaching card: what it says, said at its moment and answered, clears the finding."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from analyzer.corpus import read_corpus
from analyzer.findings import Finding
from analyzer.findings.card import Change, card_of
from analyzer.stages.staged import Staged
from tests.builders import Line, call, labelled_call, padded
from tests.findings.test_findings import find, rich
from tests.findings.test_ladder_findings import PROPOSAL

CORPUS = Path(__file__).resolve().parents[2] / "corpus" / "conversations"

#: What a prospect may answer, by the stage that a finding is about.
ANSWERS: dict[str, list[Line]] = {
    "values": [
        ("prospect", "values", "It matters to me because my father lost his own firm that way."),
        ("prospect", "values", "I want to sleep at night and be home for dinner with them."),
    ],
    "goals": [
        ("prospect", "goals", "We want every order out of the door within two days by March 2027."),
        ("prospect", "goals", "That would be two instead of nine, on every order that we take."),
    ],
    "realities": [
        ("prospect", "realities", "Right now it takes us nine days and one order in ten comes back."),
        ("prospect", "realities", "My brother types it all in by hand in the evening, after his shift."),
    ],
    "next_step": [
        ("prospect", "next_step", "Then let's say Tuesday at ten, and I will bring the order list with me."),
        ("prospect", "next_step", "I'll have my brother there as well, so put it in the diary, please."),
    ],
    "implement": [
        ("prospect", "implement", "My brother signs with me, and we have set the money aside for it."),
        ("prospect", "implement", "If it does what you say we would start with it in the spring."),
    ],
}
ANSWERS["pitch"] = ANSWERS["realities"]


def lines_of(staged: Staged) -> list[Line]:
    return [(s.role, label, s.text) for s, label in zip(staged.sentences, staged.stages, strict=True)]


def with_change(staged: Staged, change: Change, finding: Finding) -> Staged:
    """Say what the card says at its moment, and answer it."""
    lines = lines_of(staged)
    at = change.moment.sentence + change.after
    stage = finding.stage or "other"
    answer = ANSWERS[stage]
    if finding.name == "out_of_order" and stage != "values":
        answer = ANSWERS["goals"] + ANSWERS["realities"]  # "what would you want to reach, and where do you stand?"
    # a question that goes back to goals or realities is about them
    about = "realities" if stage == "pitch" else "goals" if finding.name == "out_of_order" else stage
    if stage == "values":
        about = "values"
    asked: Line = ("rep", about, change.say)
    return call(*lines[:at], asked, *answer, *lines[at:], medium=staged.conversation.medium)


def clears(staged: Staged, change: Change, finding: Finding) -> bool:
    left = [f for f in find(with_change(staged, change, finding)) if (f.name, f.stage) == (finding.name, finding.stage)]
    if finding.name == "unheard":
        return finding.evidence[0].text not in {e.text for f in left for e in f.evidence}
    return not left


@cache
def corpus() -> tuple[Staged, ...]:
    return tuple(
        call(*lines_of(labelled_call(labelled)))
        for labelled in list(read_corpus(CORPUS))[::6]
        if labelled.conversation.medium != "notes"
    )


@pytest.mark.skipif(not CORPUS.is_dir(), reason="this checkout has no corpus")
def test_what_the_card_says_clears_the_finding() -> None:
    tried: dict[str, list[bool]] = {}
    for staged in corpus():
        findings = find(staged)
        for change in card_of(staged, findings):
            finding = findings[change.finding]
            tried.setdefault(finding.name, []).append(clears(staged, change, finding))
    assert len(tried) >= 5
    assert sum(map(len, tried.values())) > 60
    failed = {name: f"{len(done) - sum(done)} of {len(done)}" for name, done in tried.items() if not all(done)}
    assert failed == {}


def test_two_changes_at_most_at_two_moments_the_weightiest_first() -> None:
    put_off: list[Line] = [PROPOSAL, ("prospect", "next_step", "Not this year, call me again in January.")]
    pitch: list[Line] = [("rep", "pitch", "We do that for you.")] * 4
    staged = padded(*pitch, *rich("goals", "realities"), *put_off)
    findings = find(staged)
    card = card_of(staged, findings)
    assert 1 <= len(card) <= 2
    assert [c.finding for c in card] == sorted(c.finding for c in card)
    assert len({c.moment.sentence for c in card}) == len(card)
    assert all(findings[c.finding].severity != "low" for c in card)


def test_it_speaks_in_the_prospects_own_words() -> None:
    staged = padded(("prospect", "realities", "We type every order in twice, at night."), *rich("goals"))
    findings = find(staged)
    [change, *_] = [c for c in card_of(staged, findings) if findings[c.finding].stage == "values"]
    assert change.quote is None  # values were due before anything was said
    late = [f for f in findings if f.name == "skipped" and f.stage == "next_step"]
    [end] = card_of(staged, late)
    assert end.quote is not None
    assert end.say.startswith(f"You said “{' '.join(end.quote.text.split()[:3])}")
    assert end.say.endswith(late[0].say_next)


def test_notes_have_no_moments() -> None:
    notes = call(*rich("goals", "realities"), medium="notes")
    assert find(notes)
    assert card_of(notes, find(notes)) == ()
