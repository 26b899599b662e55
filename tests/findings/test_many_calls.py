"""What must hold on many labelled calls: made ones, and those of the corpus."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

import pytest

from analyzer.conversation import CORE_STAGES, Stage
from analyzer.corpus import read_corpus
from analyzer.figures import figures_of
from analyzer.findings import Finding, findings_of, verdict_of
from analyzer.ladders import ladders_of
from analyzer.measures import measures_of
from analyzer.measures.coverage import coverage_of
from analyzer.stages.staged import Staged
from tests.builders import FILLING, Line, call, labelled_call, swapped

CORPUS = Path(__file__).resolve().parents[2] / "corpus" / "conversations"

LADDERS = {
    "fuzzy_goal", "no_gap", "polite_yes", "no_implement_check", "retrace", "unheard", "no_thanks_and_return",
}  # fmt: skip

ASKED: dict[Stage, tuple[str, ...]] = {
    "values": ("Why does that matter to you?", "What would it give you?", "What are you proud of here?"),
    "goals": ("What would you like to reach?", "How would you measure it?", "In what year?"),
    "realities": ("How does that work today?", "What does a mistake cost?", "Who does that now?"),
    "next_step": ("Shall we look at a plan on Tuesday?", "Could I send you the draft by Friday?"),
    "implement": ("Who else has to agree?", "What could stop you, even if it fits?", "Is there a budget?"),
    "pitch": ("We built this for small firms.", "It runs on its own.", "Forty firms use it.", "It pays for itself."),
}
SAID: dict[Stage, tuple[str, ...]] = {
    "values": ("My father lost his firm over this.", "I never want to fire people again.", "I sleep badly over it."),
    "goals": ("We want orders out in two days.", "A fifth less waste by next June.", "I want to stop at sixty."),
    "realities": ("It takes us nine days, sometimes ten.", "My brother types it all in.", "Two machines stand idle."),
    "next_step": ("Tuesday at ten works for me.", "Send the draft, and my brother will join us."),
    "implement": ("My brother signs with me.", "There are nine thousand set aside.", "If it fits we start in May."),
}
IN_ORDER: tuple[Stage, ...] = ("values", "goals", "realities", "pitch", "implement", "next_step")


def block(random: Random, stage: Stage) -> list[Line]:
    lines: list[Line] = []
    for _ in range(random.randint(2, 4)):
        lines.append(("rep", stage, random.choice(ASKED[stage])))
        if random.random() < 0.3:
            lines.append(("prospect", "other", random.choice(("Mm-hm.", "Right.", "Well, let me think."))))
        if stage in SAID:
            lines.append(("prospect", stage, random.choice(SAID[stage])))
    return lines


def made(seed: int, order: tuple[Stage, ...] = IN_ORDER) -> list[Line]:
    random = Random(seed)  # noqa: S311 - a test's own dice
    blocks = {stage: block(random, stage) for stage in IN_ORDER}
    greeting: list[Line] = [("rep", "other", "Thanks for making the time."), FILLING]
    return greeting + [line for stage in order for line in blocks[stage]]


@cache
def corpus() -> tuple[Staged, ...]:
    if not CORPUS.is_dir() or not any(CORPUS.rglob("*.tsv")):
        return ()
    return tuple(labelled_call(labelled) for labelled in read_corpus(CORPUS))


def names(staged: Staged) -> set[tuple[str, Stage | None]]:
    return {(f.name, f.stage) for f in find(staged)}


def find(staged: Staged) -> tuple[Finding, ...]:
    ladders = ladders_of(staged, figures_of(staged.segmented))
    return findings_of(staged, coverage_of(staged), measures_of(staged, ladders.goals), ladders)


def without(staged: Staged, stage: Stage) -> Staged:
    """Delete the sentences of a stage: what is left, one sentence a turn."""
    lines: list[Line] = [
        (s.role, label, s.text) for s, label in zip(staged.sentences, staged.stages, strict=True) if label != stage
    ]
    return call(*lines, medium=staged.conversation.medium)


@pytest.mark.parametrize("seed", range(60))
def test_a_made_call_in_order_is_covered_and_in_order(seed: int) -> None:
    staged = call(*made(seed))
    assert {c.verdict for c in coverage_of(staged).values()} == {"covered"}
    assert not {name for name, _ in names(staged)} & {"skipped", "asked_only", "out_of_order", "premature_pitch"}


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("stage", CORE_STAGES)
def test_deleting_a_stage_makes_it_skipped(seed: int, stage: Stage) -> None:
    staged = without(call(*made(seed)), stage)
    verdicts = {s: c.verdict for s, c in coverage_of(staged).items()}
    assert verdicts.pop(stage) == "skipped"
    assert set(verdicts.values()) == {"covered"}
    assert ("skipped", stage) in names(staged)
    assert ("out_of_order", stage) not in names(staged)


@pytest.mark.parametrize("seed", range(60))
def test_deleting_the_prospects_part_of_a_stage_makes_it_asked_only(seed: int) -> None:
    stage = CORE_STAGES[seed % 5]
    staged = call(*[line for line in made(seed) if line[:2] != ("prospect", stage)])
    assert coverage_of(staged)[stage].verdict == "asked"
    assert ("asked_only", stage) in names(staged)


def disorder(order: tuple[Stage, ...]) -> set[Stage]:
    """Return what must be out of order, straight from the order of the blocks."""
    at = {stage: order.index(stage) for stage in order}
    out: set[Stage] = set()
    if at["values"] > min(at["goals"], at["realities"], at["pitch"]):
        out.add("values")
    for stage in ("next_step", "implement"):
        if at[stage] < max(at["goals"], at["realities"]):
            out.add(stage)
    return out


@pytest.mark.parametrize("seed", range(120))
def test_permuting_the_blocks_makes_it_out_of_order(seed: int) -> None:
    order = list(IN_ORDER)
    Random(seed).shuffle(order)  # noqa: S311 - a test's own dice
    staged = call(*made(seed, tuple(order)))
    assert {stage for name, stage in names(staged) if name == "out_of_order"} == disorder(tuple(order))


@pytest.mark.parametrize("seed", range(60))
def test_with_every_prospect_sentence_given_to_the_rep_no_stage_is_covered(seed: int) -> None:
    coverage = coverage_of(swapped(call(*made(seed)), {"prospect": "rep"}))
    assert "covered" not in {c.verdict for c in coverage.values()}


@pytest.mark.skipif(not corpus(), reason="this checkout has no corpus")
def test_the_corpus() -> None:
    covered = 0
    for staged in corpus():
        coverage = coverage_of(staged)
        for stage in CORE_STAGES:
            verdict = coverage[stage].verdict
            covered += verdict == "covered"
            left = coverage_of(without(staged, stage))[stage].verdict
            assert left in ("skipped", "unknown"), (staged.conversation.id, stage)
            if coverage[stage].substance and verdict != "unknown":
                assert verdict == "covered"
        turned = coverage_of(swapped(staged, {"prospect": "rep"}))
        assert "covered" not in {c.verdict for c in turned.values()}, staged.conversation.id
        found = find(staged)
        assert verdict_of(coverage, found).endswith(".")
        for f in found:
            # a stage that a person labelled is certain; how a ladder is read is as sure as it was measured
            assert f.confidence == 1.0 or f.name in LADDERS
            assert f.confidence > 0.5
            assert f.evidence or f.name == "skipped"
    assert covered > len(corpus())  # over one stage a conversation, or the reading went wrong
