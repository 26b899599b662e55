"""Findings that rest on the ladders: goals, the gap, commitments, what was raised, the end."""

from __future__ import annotations

import pytest

from analyzer.findings import Finding
from tests.builders import FILLING, Line, call, padded
from tests.findings.test_findings import find, names, rich

ASKS_GOAL: Line = ("rep", "goals", "What would you like to reach?")
WISH: list[Line] = [
    ASKS_GOAL,
    ("prospect", "goals", "We just want the orders to go out faster than they do these days."),
    ("prospect", "goals", "And we want the people in the hall to be content with how it goes."),
]


def only(staged_lines: list[Line], name: str, **options: str) -> Finding | None:
    staged = call(FILLING, *staged_lines, medium="notes") if options else padded(*staged_lines)
    found = [f for f in find(staged) if f.name == name]
    assert len(found) <= 1
    return found[0] if found else None


@pytest.mark.parametrize(
    ("more", "fires"),
    [
        ([], True),
        ([("rep", "goals", "How many days would that be?"), ("prospect", "goals", "I never counted.")], False),
        ([("rep", "goals", "By when would you want that?"), ("prospect", "goals", "No idea.")], False),
        ([("prospect", "goals", "So five days instead of nine, by March 2027.")], False),
    ],
)
def test_fuzzy_goal(more: list[Line], fires: bool) -> None:
    found = only([*WISH, *more], "fuzzy_goal")
    assert (found is not None) is fires
    if found is not None:
        assert found.stage == "goals"
        assert found.evidence
        assert found.say_next.endswith("?")


@pytest.mark.parametrize(
    ("bridge", "fires"),
    [
        ("Okay, noted, and who else works there?", True),
        ("So between nine and two there's a gap of seven days, what does that cost you?", False),
        ("What's standing in the way of getting there?", False),
    ],
)
def test_no_gap(bridge: str, fires: bool) -> None:
    found = only([*rich("values", "goals", "realities"), ("rep", "realities", bridge)], "no_gap")
    assert (found is not None) is fires
    if found is not None:
        assert len(found.evidence) == 2


def test_no_gap_needs_both_sides_of_it_and_talk() -> None:
    assert only(rich("values", "goals"), "no_gap") is None
    assert only(rich("values", "goals", "realities"), "no_gap", medium="notes") is None


PROPOSAL: Line = ("rep", "next_step", "Shall I come by on Tuesday at ten and show you the plan?")


@pytest.mark.parametrize(
    ("answer", "polite"),
    [
        ("Sounds good, just send me something and we'll see.", True),
        ("Yes, Tuesday at ten, and I'll have the order list ready for you.", False),
        ("No, we're not interested, thanks.", False),
    ],
)
def test_polite_yes(answer: str, polite: bool) -> None:
    lines: list[Line] = [*rich("values", "goals", "realities"), PROPOSAL, ("prospect", "next_step", answer)]
    found = only(lines, "polite_yes")
    assert (found is not None) is polite
    if found is not None:
        assert answer.startswith(found.evidence[-1].text) or answer in {e.text for e in found.evidence}


def test_no_implement_check() -> None:
    agreed: list[Line] = [PROPOSAL, ("prospect", "next_step", "Yes, Tuesday at ten, I'll have the list ready.")]
    lines = [*rich("values", "goals", "realities"), *agreed]
    assert only(lines, "no_implement_check") is not None
    tested: Line = ("rep", "implement", "And who else has to agree before you could go ahead?")
    assert only([*lines, tested], "no_implement_check") is None
    assert only([*lines, tested, *rich("implement")], "no_implement_check") is None


@pytest.mark.parametrize(
    ("before", "earliest"),
    [
        (rich("goals", "realities"), "values"),
        (rich("values", "realities"), "goals"),
        ([*rich("values", "goals"), ("rep", "realities", "How is it today?")], "realities"),
        (rich("values", "goals", "realities"), None),
    ],
)
def test_retrace_names_the_earliest_thin_stage(before: list[Line], earliest: str | None) -> None:
    put_off: list[Line] = [PROPOSAL, ("prospect", "next_step", "Not this year, call me again in January.")]
    found = only([*before, *put_off], "retrace")
    assert (found.stage if found else None) == earliest
    if found is not None:
        assert found.severity == "high"
        assert "Not this year, call me again in January." in {e.text for e in found.evidence}
        assert found.say_next.startswith("Can we go back a step?")
    kept: list[Line] = [PROPOSAL, ("prospect", "next_step", "Yes, Tuesday at ten, I'll have the list ready.")]
    assert only([*before, *kept], "retrace") is None


TROUBLE: Line = ("prospect", "realities", "Half the lorries are late and nobody tells the customers anything.")


@pytest.mark.parametrize(
    ("reply", "unheard"),
    [
        (("rep", "realities", "Late, and how often does that happen?"), False),
        (("rep", "realities", "So you stand there with customers who know nothing."), False),
        (("rep", "realities", "What does that do to you?"), False),
        (("rep", "realities", "How many people work in the office?"), True),
        (("rep", "pitch", "With us every lorry is on the map."), True),
        (("rep", "other", "Okay, right."), True),
    ],
)
def test_unheard(reply: Line, unheard: bool) -> None:
    found = only([TROUBLE, reply, ("prospect", "other", "Right then.")], "unheard")
    assert (found is not None) is unheard
    if found is not None:
        assert [e.text for e in found.evidence] == [TROUBLE[2]]
        assert found.due is not None
        assert found.due.text == reply[2]


def test_what_is_raised_last_of_all_is_not_unheard() -> None:
    assert only([("rep", "other", "Well."), TROUBLE], "unheard") is None


@pytest.mark.parametrize(
    ("last", "lacks"),
    [
        (["Thank you for your time, I'll come back with two ideas.", "Bye."], None),
        (["I'll come back with two ideas.", "Bye."], "thanks"),
        (["Thank you so much.", "Bye."], "a word of coming back"),
        (["How many people work there?"], None),  # an excerpt: nobody said goodbye
    ],
)
def test_no_thanks_and_return(last: list[str], lacks: str | None) -> None:
    talk = rich("values", "goals", "realities", "implement")  # what is said at the beginning is no thanks at the end
    found = only([*talk, *[("rep", "other", text) for text in last]], "no_thanks_and_return")
    assert (found is None) is (lacks is None)
    if found is not None and lacks is not None:
        assert lacks in found.message
        assert found.severity == "low"


def test_notes_have_none_of_the_findings_that_need_talk() -> None:
    staged = call(FILLING, *rich("goals", "realities"), TROUBLE, medium="notes")
    assert not {name for name, _ in names(staged)} & {"unheard", "no_gap", "no_thanks_and_return"}
