"""Roles told, implied and inferred, with three speakers, odd names and two on a side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from analyzer.conversation import STAGES, Conversation, Medium, Participant, Role, Stage, Turn
from analyzer.errors import BadSettingsError
from analyzer.sentences import Segmented, segment
from analyzer.settings import Settings
from analyzer.speakers import assign_roles, hypotheses, load_role_model, tell_roles

SELLING: tuple[tuple[Stage, str], ...] = (
    ("pitch", "Our platform automates the paperwork."),
    ("goals", "How many would you like per day?"),
    ("pitch", "Our customers use it every day."),
)
BUYING: tuple[tuple[Stage, str], ...] = (
    ("realities", "Right now we use paper."),
    ("goals", "We need five days."),
    ("realities", "My boss is unhappy with it."),
)
STAGE_OF = {text: stage for stage, text in (*SELLING, *BUYING)}


def talk(*names: str | None, **facts: object) -> Conversation:
    turns = tuple(Turn(i, name, "Good morning.") for i, name in enumerate(names))
    people = tuple(Participant(n) for n in dict.fromkeys(names) if n is not None)
    return replace(Conversation("call", turns, participants=people), **facts)  # type: ignore[arg-type]


def roles(conversation: Conversation) -> dict[str, Role]:
    return {p.name: p.role for p in conversation.participants}


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("Gail Ortiz", "gail ortiz"),
        ("Gail Ortiz", "  GAIL \t ORTIZ "),
        ("Gail  Ortiz", "Gail Ortiz"),
        ("Zoë", "zoe\u0308"),
        ("Straße", "STRASSE"),
        ("Gail\u00a0Ortiz", "gail ortiz"),
        ("漢字", "漢字"),
    ],
)
def test_names_are_compared_without_case_and_blanks(name: str, given: str) -> None:
    assert roles(tell_roles(talk(name, "Bob"), reps=[given])) == {name: "rep", "Bob": "prospect"}


@pytest.mark.parametrize("given", ["", " ", "Gai", "Gail Orti", "Gail Ortiz Jr"])
def test_a_piece_of_a_word_is_no_name(given: str) -> None:
    with pytest.raises(BadSettingsError, match=r"Speakers here: Gail Ortiz, Bob\. \[E-ROLE\]"):
        tell_roles(talk("Gail Ortiz", "Bob"), reps=[given])


def test_a_word_of_a_name_is_enough_where_one_person_has_it() -> None:
    assert roles(tell_roles(talk("Gail Ortiz", "Bob"), reps=["ortiz"])) == {"Gail Ortiz": "rep", "Bob": "prospect"}
    with pytest.raises(BadSettingsError, match=r"2 people are called 'Gail'"):
        tell_roles(talk("Gail Ortiz", "Gail Poe"), reps=["Gail"])
    # the whole name goes before a word of another's
    assert roles(tell_roles(talk("Gail", "Gail Poe"), reps=["gail"])) == {"Gail": "rep", "Gail Poe": "prospect"}


def test_names_that_differ_only_in_case_are_told_apart_by_it() -> None:
    assert roles(tell_roles(talk("Ann", "ANN"), reps=["Ann"])) == {"Ann": "rep", "ANN": "prospect"}
    assert roles(tell_roles(talk("Ann", "ANN"), reps=["ANN"])) == {"Ann": "prospect", "ANN": "rep"}
    with pytest.raises(BadSettingsError, match=r"2 people are called 'ann'"):
        tell_roles(talk("Ann", "ANN"), reps=["ann"])


def test_a_hostile_name_moves_no_cursor() -> None:
    with pytest.raises(BadSettingsError) as caught:
        tell_roles(talk("\x1b[31mEve\nEve", "Bob"), reps=["Zed\r"])
    assert str(caught.value).isprintable()


def test_two_reps_and_a_prospect() -> None:
    told = tell_roles(talk("Ann", "Bob", "Cy"), reps=["Ann", "bob"], prospects=["cy"])
    assert roles(told) == {"Ann": "rep", "Bob": "rep", "Cy": "prospect"}
    assert [t.role for t in told.turns] == ["rep", "rep", "prospect"]
    assert {(p.source, p.confidence) for p in told.participants} == {("explicit", 1.0)}


def test_one_of_three_settles_nothing_about_the_others() -> None:
    assert roles(tell_roles(talk("Ann", "Bob", "Cy"), reps=["Ann"])) == {
        "Ann": "rep",
        "Bob": "unknown",
        "Cy": "unknown",
    }


def test_naming_somebody_twice_is_no_conflict_on_one_side_only() -> None:
    assert roles(tell_roles(talk("Ann", "Bob"), reps=["Ann", "ANN"])) == {"Ann": "rep", "Bob": "prospect"}
    with pytest.raises(BadSettingsError, match=r"'ANN' is given both sides\. \[E-ROLE\]"):
        tell_roles(talk("Ann", "Bob"), reps=["Ann"], prospects=["ANN"])


def test_the_file_names_its_rep() -> None:
    told = tell_roles(talk("Ann", "Bob", rep="  bob "))
    assert roles(told) == {"Ann": "prospect", "Bob": "rep"}
    ann, bob = told.participants
    assert (bob.source, bob.evidence) == ("metadata", ("the file names them as the rep",))
    assert (ann.source, ann.evidence) == ("metadata", ("the other one of two: Bob is the rep",))
    assert roles(tell_roles(talk("Ann", "Bob", rep="Zed"))) == {"Ann": "unknown", "Bob": "unknown"}


def test_the_user_goes_before_the_file() -> None:
    told = tell_roles(talk("Ann", "Bob", rep="Bob"), reps=["Ann"])
    assert roles(told) == {"Ann": "rep", "Bob": "prospect"}
    assert {p.source for p in told.participants} == {"explicit"}


@pytest.mark.parametrize(
    ("metadata", "role", "evidence"),
    [
        ({"email": "a@tern.example"}, "rep", "e-mail at the own domain tern.example"),
        ({"email": "a@Sales.TERN.example"}, "rep", "e-mail at the own domain sales.tern.example"),
        ({"email": "a@notatern.example"}, "prospect", "e-mail at notatern.example"),
        ({"company": " TERN "}, "rep", "of the own company, Tern"),
        ({"company": "Mill"}, "prospect", "of another company, Mill"),
        ({"email": "nothing"}, "unknown", None),
        ({"email": 3, "company": None}, "unknown", None),
    ],
)
def test_what_the_file_says_of_a_person(metadata: dict[str, object], role: Role, evidence: str | None) -> None:
    call = talk("A", "B", "C")
    call = replace(call, participants=(Participant("A", metadata=metadata), *call.participants[1:]))
    found = tell_roles(call, settings=Settings(company="Tern", domains=("tern.example",))).participants[0]
    assert found.role == role
    assert found.evidence == (() if evidence is None else (evidence,))


def meeting(**parts: tuple[tuple[Stage, str], ...]) -> Segmented:
    """Everybody says their lines eight times, in turn."""
    lines = [(name, text) for _ in range(8) for k in range(3) for name, said in parts.items() for _, text in [said[k]]]
    call = Conversation("call", tuple(Turn(i, name, text) for i, (name, text) in enumerate(lines)))
    return segment(tell_roles(call))


def blind(segmented: Segmented) -> NDArray[np.float32]:
    return np.eye(7, dtype=np.float32)[[STAGES.index(STAGE_OF.get(s.text, "other")) for s in segmented.sentences]]


def refuse(_: Segmented) -> NDArray[np.float32]:
    raise AssertionError("nobody is unknown: stages are not needed")


def assigned(segmented: Segmented, give: Callable[[Segmented], NDArray[np.float32]] = blind) -> Segmented:
    return assign_roles(segmented, load_role_model(), give)


def test_who_sells_is_the_rep_whoever_speaks_first() -> None:
    for segmented in (meeting(A=SELLING, B=BUYING), meeting(B=BUYING, A=SELLING)):
        result = assigned(segmented)
        assert roles(result.conversation) == {"A": "rep", "B": "prospect"}
        for p in result.conversation.participants:
            assert p.source == "inferred"
            assert p.confidence is not None
            assert p.confidence >= load_role_model().threshold
            assert p.evidence
        turns = result.conversation.turns
        assert all(s.role == turns[s.turn].role == {"A": "rep", "B": "prospect"}[turns[s.turn].speaker or ""]
                   for s in result.sentences)  # fmt: skip
        assert result.tokens is segmented.tokens


def test_three_speakers_two_of_whom_sell() -> None:
    found = roles(assigned(meeting(A=SELLING, B=BUYING, C=SELLING)).conversation)
    assert found["B"] == "prospect"
    assert "prospect" not in (found["A"], found["C"])


def test_three_speakers_two_of_whom_buy() -> None:
    found = roles(assigned(meeting(A=BUYING, B=BUYING, C=SELLING)).conversation)
    assert found["C"] == "rep"
    assert "rep" not in (found["A"], found["B"])


def test_a_role_that_was_told_stays() -> None:
    segmented = meeting(A=SELLING, B=BUYING, C=BUYING)
    call = tell_roles(segmented.conversation, prospects=["A"])
    result = assigned(segment(call))
    assert roles(result.conversation)["A"] == "prospect"
    assert result.conversation.participants[0].source == "explicit"


def test_stages_are_not_asked_for_when_roles_are_known() -> None:
    known = segment(tell_roles(meeting(A=SELLING, B=BUYING).conversation, reps=["A"]))
    assert assigned(known, refuse) is known
    alone = segment(talk("A", "A"))
    assert assigned(alone, refuse) is alone
    medium: Medium = "notes"
    notes = segment(talk("A", "B", medium=medium))
    assert assigned(notes, refuse) is notes


def test_two_alike_stay_unknown_with_the_reason() -> None:
    result = assigned(meeting(A=BUYING, B=BUYING)).conversation
    assert roles(result) == {"A": "unknown", "B": "unknown"}
    for p in result.participants:
        assert (p.source, p.confidence) == ("none", None)
        assert p.evidence == ("more likely the rep, but only with probability 0.50",)


def test_both_ways_round_are_kept_where_nobody_knows() -> None:
    either = hypotheses(meeting(A=BUYING, B=SELLING), load_role_model(), blind)
    assert either is not None
    assert roles(either.likely) == {"A": "prospect", "B": "rep"}
    assert roles(either.swapped) == {"A": "rep", "B": "prospect"}
    assert either.probability > 0.85
    assert [t.role for t in either.swapped.turns[:2]] == ["rep", "prospect"]


def test_both_sides_are_always_taken() -> None:
    """Two who talk alike are still one rep and one prospect."""
    either = hypotheses(meeting(A=BUYING, B=BUYING), load_role_model(), blind)
    assert either is not None
    assert set(roles(either.likely).values()) == set(roles(either.swapped).values()) == {"rep", "prospect"}
    assert either.probability == pytest.approx(0.5)


def test_known_roles_and_notes_leave_nothing_open() -> None:
    known = segment(tell_roles(meeting(A=SELLING, B=BUYING).conversation, reps=["A"]))
    assert hypotheses(known, load_role_model(), refuse) is None
    medium: Medium = "notes"
    assert hypotheses(segment(talk("A", "B", medium=medium)), load_role_model(), refuse) is None


def test_turns_without_a_speaker_stay_unknown() -> None:
    told = tell_roles(talk("Ann", None, "Bob"), reps=["Ann"])
    assert [t.role for t in told.turns] == ["rep", "unknown", "prospect"]
