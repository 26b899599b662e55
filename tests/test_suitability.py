from __future__ import annotations

import pytest

from analyzer.conversation import Conversation, Role, Turn
from analyzer.sentences import segment
from analyzer.suitability import suitability_of

TALK = "We want every order out of the door within two days, and right now it takes us nine of them. "


def conversation(*turns: tuple[str | None, Role, str]) -> Conversation:
    return Conversation("call", tuple(Turn(i, name, text, role) for i, (name, role, text) in enumerate(turns)))


@pytest.mark.parametrize(
    ("second", "evidence"),
    [
        ("Ann", "only one person speaks"),
        (None, "one speaker is named, of 60 of 120 words"),
    ],
)
def test_unnamed_speech_is_not_said_to_be_one_persons(second: str | None, evidence: str) -> None:
    found = suitability_of(segment(conversation(("Ann", "rep", TALK * 3), (second, "unknown", TALK * 3))))
    assert (found.verdict, found.evidence) == ("one_sided", (evidence,))


def test_no_named_speaker() -> None:
    found = suitability_of(segment(conversation((None, "unknown", TALK * 3), (None, "unknown", TALK * 3))))
    assert (found.verdict, found.evidence) == ("one_sided", ("no turn names its speaker",))


def test_a_voicemail() -> None:
    message = "Sorry I missed you, this is about the orders. Please call me back when you can. "
    found = suitability_of(segment(conversation(("Ann", "rep", message + TALK * 4))))
    assert found.verdict == "not_sales"
    assert found.evidence == ("a voicemail: “call me back”, “sorry i missed you”",)


def test_a_meeting_of_three() -> None:
    said = "The next sprint takes the backlog and one action item. " + TALK * 2
    found = suitability_of(segment(conversation(*[(name, "unknown", said) for name in ("Al", "Bo", "Cy")])))
    assert found.verdict == "not_sales"
    assert found.evidence[0] == "3 people speak, and nobody is known to sell or buy"


def test_two_sides_are_an_interview() -> None:
    found = suitability_of(segment(conversation(("Ann", "rep", TALK * 2), ("Bob", "prospect", TALK * 3))))
    assert found.verdict == "interview"
    assert found.auditable
