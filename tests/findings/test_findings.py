from __future__ import annotations

from dataclasses import replace

import pytest

from analyzer.content import content
from analyzer.conversation import CORE_STAGES, Stage
from analyzer.figures import figures_of
from analyzer.findings import CHECKS, Finding, findings_of, verdict_of
from analyzer.findings.finding import SEVERITIES, say_next
from analyzer.ladders import ladders_of
from analyzer.measures import measures_of
from analyzer.measures.coverage import coverage_of
from analyzer.stages.staged import Staged
from tests.builders import FILLING, Line, call, padded

RICH: dict[Stage, Line] = {
    "values": ("prospect", "values", "It matters to me because my father lost his own firm that way."),
    "goals": ("prospect", "goals", "We want every order out of the door within two days by June."),
    "realities": ("prospect", "realities", "Right now it takes us nine days and one order in ten comes back."),
    "next_step": ("prospect", "next_step", "Tuesday at ten works, and I will bring the order list with me then."),
    "implement": ("prospect", "implement", "My brother signs with me, and we have set the money aside for it."),
}


#: What follows from a missing stage, and is tested in test_ladder_findings.py.
CONSEQUENCES = {"no_gap", "no_implement_check", "retrace", "unheard", "fuzzy_goal"}


def rich(*stages: Stage) -> list[Line]:
    return [line for stage in stages for line in (("rep", stage, "Tell me about it?"), RICH[stage], RICH[stage])]


def find(staged: Staged) -> tuple[Finding, ...]:
    ladders = ladders_of(staged, figures_of(staged.segmented))
    return findings_of(staged, coverage_of(staged), measures_of(staged, ladders.goals), ladders)


def names(staged: Staged) -> set[tuple[str, Stage | None]]:
    return {(f.name, f.stage) for f in find(staged)}


def one(staged: Staged, name: str, stage: Stage) -> Finding:
    (found,) = [f for f in find(staged) if (f.name, f.stage) == (name, stage)]
    return found


def test_a_whole_call_has_no_finding() -> None:
    connected: Line = ("rep", "realities", "So between nine and two there's a gap of seven days, what does that cost?")
    staged = padded(*rich("values", "goals", "realities"), connected, *rich("next_step", "implement"))
    assert find(staged) == ()
    assert verdict_of(coverage_of(staged), ()) == "All five conversations were covered, and nothing stands out."


@pytest.mark.parametrize("stage", CORE_STAGES)
def test_skipped_and_asked_only(stage: Stage) -> None:
    others = [s for s in CORE_STAGES if s != stage]
    staged = padded(*rich(*others))
    assert {n for n in names(staged) if n[0] not in CONSEQUENCES} == {("skipped", stage)}
    found = one(staged, "skipped", stage)
    assert found.evidence == ()
    assert found.candidates == ()  # a person labelled every sentence: nothing comes near
    assert found.severity == ("medium" if stage == "implement" else "high")
    asked: list[Line] = [("rep", stage, "And what about this?"), ("prospect", stage, "I don't know.")]
    staged = padded(*rich(*others), *asked)
    found = one(staged, "asked_only", stage)
    assert [e.text for e in found.evidence] == ["And what about this?"]


def test_a_bare_yes_that_nobody_asked_for_is_still_skipped() -> None:
    found = one(padded(*rich("goals"), ("prospect", "values", "Yes.")), "skipped", "values")
    assert found.message == "Hardly anything was said about values."


def test_who_is_said_to_have_skipped_a_stage() -> None:
    guest: Line = ("other", "values", "I care about honest books more than anything else.")
    assert one(padded(*rich("goals"), guest), "skipped", "values").message == "Neither side talked about values."
    notes = call(FILLING, *rich("goals"), medium="notes")
    assert one(notes, "skipped", "values").message == "The notes say nothing about values."


def test_an_absence_quotes_its_nearest_candidates_and_the_moment_it_was_due() -> None:
    staged = padded(("rep", "other", "So."), *rich("goals", "realities"), sure=0.7)
    found = one(staged, "skipped", "values")
    assert len(found.candidates) == 3
    probabilities = [c.probability for c in found.candidates]
    assert probabilities == sorted(probabilities, reverse=True)
    assert found.due is not None
    assert found.due.sentence == 3  # the first sentence of goals
    assert found.confidence == coverage_of(staged)["values"].confidence
    assert 0.0 < found.confidence < 1.0
    closing = one(staged, "skipped", "next_step").due
    assert closing is not None
    assert closing.sentence == max(s.index for s in staged.sentences if s.role == "rep")


def test_a_stage_was_due_before_the_reps_pitch_and_not_before_a_question_about_the_offer() -> None:
    asks: Line = ("prospect", "pitch", "Does it scale?")
    found = one(padded(asks, ("rep", "pitch", "It does, for anyone."), *rich("goals")), "skipped", "values")
    assert found.due is not None
    assert found.due.text == "It does, for anyone."


def test_unknown_verdicts_fire_nothing() -> None:
    staged = call(("rep", "goals", "What do you want?"), ("prospect", "goals", "Five days."))
    assert find(staged) == ()
    told = verdict_of(coverage_of(staged), ())
    assert told == "Which of the five conversations took place is unknown: under 50 words of the prospect (2)."


@pytest.mark.parametrize(
    ("said", "shallow"),
    [
        (["It takes us nine days and one order in ten of them comes back."], True),  # one sentence
        (["It takes us nine days.", "One order in ten comes back."], True),  # eleven words
        (["It takes us nine days.", "Then one order in ten comes back."], False),  # twelve words
    ],
)
def test_shallow(said: list[str], shallow: bool) -> None:
    staged = padded(*[("prospect", "realities", text) for text in said])
    assert (("shallow", "realities") in names(staged)) is shallow


@pytest.mark.parametrize(("figure", "shallow"), [("much faster", True), ("in two days", False)])
def test_goals_are_shallow_without_figure_amount_or_date(figure: str, shallow: bool) -> None:
    goals: list[Line] = [
        ("prospect", "goals", f"We want the orders to leave us {figure} than they do."),
        ("prospect", "goals", "And we want the people here to be content with it."),
    ]
    staged = padded(*goals)
    assert (("shallow", "goals") in names(staged)) is shallow


PITCH: Line = ("rep", "pitch", "We do that for you.")


def test_premature_pitch_is_worse_before_values() -> None:
    later = rich("goals", "realities")
    worse = one(padded(PITCH, PITCH, PITCH, *rich("values"), *later), "premature_pitch", "pitch")
    assert worse.severity == "high"
    assert "values, goals" in worse.message
    bad = one(padded(*rich("values"), PITCH, PITCH, PITCH, *later), "premature_pitch", "pitch")
    assert bad.severity == "medium"
    assert [e.text for e in bad.evidence] == [PITCH[2]] * 3
    assert ("premature_pitch", "pitch") not in names(padded(*later, PITCH, PITCH, PITCH))


def test_a_premature_pitch_claims_no_more_than_its_sentences_bear() -> None:
    staged = padded(PITCH, PITCH, PITCH, *rich("values"), PITCH, PITCH, *rich("goals", "realities"))
    found = one(staged, "premature_pitch", "pitch")
    assert found.severity == "high"  # three of the five stand before values
    assert found.message == (
        "The rep pitched 5 sentences before the prospect had said anything of substance about goals or current "
        "realities."
    )


def test_confidence_of_a_premature_pitch() -> None:
    staged = padded(PITCH, PITCH, PITCH, *rich("goals"), sure=0.7)
    # three pitch sentences at 0.7; the filling before them is goals or realities with 0.05 + 0.05
    assert one(staged, "premature_pitch", "pitch").confidence == pytest.approx(0.7**3 * 0.9, abs=1e-6)


@pytest.mark.parametrize("stage", ["goals", "realities", "pitch"])
@pytest.mark.parametrize(
    ("between", "fires"),
    [(0, True), (6, True), (7, False)],
)
def test_setting_in_before_values_is_two_within_eight(stage: Stage, between: int, fires: bool) -> None:
    line: Line = ("prospect", stage, "We went on about that.")
    aside: Line = ("rep", "other", "Go on, please.")
    staged = padded(line, *[aside] * between, line, *rich("values"))
    assert (("out_of_order", "values") in names(staged)) is fires


def test_one_passing_sentence_before_values_is_no_disorder() -> None:
    staged = padded(RICH["goals"], *rich("values"), RICH["goals"])
    assert ("out_of_order", "values") not in names(staged)


def test_a_missing_stage_is_not_out_of_order() -> None:
    staged = padded(*rich("goals", "realities", "next_step"))
    assert not any(f.name == "out_of_order" for f in find(staged))
    early = padded(*rich("next_step", "goals"))  # realities are not there
    assert not any(f.name == "out_of_order" for f in find(early))


@pytest.mark.parametrize("stage", ["next_step", "implement"])
@pytest.mark.parametrize(
    ("before", "after", "fires"),
    [
        (("goals", "realities"), (), False),
        (("goals",), ("realities",), True),
        (("realities",), ("goals",), True),
        ((), ("goals", "realities"), True),
    ],
)
def test_closing_before_goals_and_realities(
    stage: Stage, before: tuple[Stage, ...], after: tuple[Stage, ...], fires: bool
) -> None:
    staged = padded(*rich("values", *before, stage, *after))
    assert (("out_of_order", stage) in names(staged)) is fires
    if fires:
        found = one(staged, "out_of_order", stage)
        assert [e.sentence for e in found.evidence] == sorted(e.sentence for e in found.evidence)


def test_a_commitment_that_the_prospect_raises_is_not_asked_for_early() -> None:
    staged = padded(RICH["implement"], RICH["implement"], *rich("values", "goals", "realities"))
    assert ("out_of_order", "implement") not in names(staged)


def test_an_unanswered_stage_stands_where_it_was_asked() -> None:
    asked: Line = ("rep", "goals", "Where should it be?")
    in_order = padded(*rich("values", "realities"), asked, *rich("next_step"))
    assert ("out_of_order", "next_step") not in names(in_order)
    late = padded(*rich("values", "realities", "next_step"), asked)
    assert ("out_of_order", "next_step") in names(late)


def test_notes_have_no_order() -> None:
    staged = call(*rich("next_step", "realities", "goals", "values"), PITCH, PITCH, PITCH, medium="notes")
    assert {name for name, _ in names(staged)} - CONSEQUENCES == {"skipped"}
    assert find(staged)[0].due is None


def test_findings_come_by_severity_then_confidence_then_stage() -> None:
    staged = padded(PITCH, PITCH, PITCH, RICH["realities"], *rich("next_step", "goals"), sure=0.8)
    found = find(staged)
    assert len(found) >= 5
    ranks = [(SEVERITIES.index(f.severity), -f.confidence) for f in found]
    assert ranks == sorted(ranks)
    assert all(0 <= f.confidence <= 1 for f in found)
    for f in found:
        for quote in (*f.evidence, *(c.evidence for c in f.candidates), *([f.due] if f.due else [])):
            turn = staged.conversation.turns[quote.turn]
            assert turn.text[quote.start_char : quote.end_char] == quote.text
        assert f.message.endswith(".")
        assert f.say_next


def test_the_verdict_is_one_sentence_of_coverage_and_the_first_finding() -> None:
    staged = padded(*rich("goals", "realities", "next_step"))
    assert verdict_of(coverage_of(staged), find(staged)) == (
        "3 of the five conversations were covered (goals, current realities and the next step), and first of "
        "all, neither side talked about values."
    )
    nothing = padded(FILLING)
    told = verdict_of(coverage_of(nothing), find(nothing))
    assert told.startswith("None of the five conversations was covered, and first of all, neither side")


def test_every_check_has_its_sentences_to_say_next() -> None:
    table = content("say_next")
    assert set(table) == {check.name for check in CHECKS}
    for name in ("skipped", "asked_only", "shallow"):
        assert set(table[name]) == set(CORE_STAGES)
    said = [text for stages in table.values() for text in stages.values()]
    assert len(set(said)) == len(said)
    with pytest.raises(ValueError, match="no_such_finding"):
        say_next("no_such_finding", "next_step")


def test_findings_are_frozen() -> None:
    found = find(padded(*rich("goals")))[0]
    assert replace(found) == found
    with pytest.raises(AttributeError):
        found.name = "x"  # type: ignore[misc]
