from __future__ import annotations

import pytest

from analyzer.conversation import Conversation, Participant, Role, Turn
from analyzer.errors import BadSettingsError
from analyzer.speakers import tell_roles


def made(*roles: tuple[str | None, Role], people: tuple[Participant, ...] = ()) -> Conversation:
    turns = tuple(Turn(i, name, "Good morning.", role) for i, (name, role) in enumerate(roles))
    return Conversation("call", turns, participants=people)


def test_speakers_of_a_conversation_made_in_memory_become_participants() -> None:
    told = tell_roles(made(("Ann", "unknown"), ("Bob", "unknown"), (None, "unknown")), reps=["ann"])
    assert [(p.name, p.role) for p in told.participants] == [("Ann", "rep"), ("Bob", "prospect")]
    assert [t.role for t in told.turns] == ["rep", "prospect", "unknown"]


def test_roles_of_turns_are_the_participants() -> None:
    told = tell_roles(made(("Ann", "rep"), ("Bob", "other"), ("Bob", "prospect"), ("Bob", "prospect")))
    assert [(p.name, p.role, p.source) for p in told.participants] == [
        ("Ann", "rep", "explicit"),
        ("Bob", "prospect", "explicit"),
    ]
    assert told.participants[0].evidence == ("the turns give the role 'rep'",)
    assert told.turns[1].role == "other"  # each turn keeps its own


def test_turns_without_a_role_take_their_speakers() -> None:
    people = (Participant("Ann", "rep", "explicit", 1.0), Participant("Bob", "prospect", "explicit", 1.0))
    told = tell_roles(made(("Ann", "unknown"), ("Bob", "unknown"), people=people))
    assert [t.role for t in told.turns] == ["rep", "prospect"]
    assert told.participants == people


def test_a_name_that_nobody_has_is_refused() -> None:
    with pytest.raises(BadSettingsError, match="Speakers here: Ann"):
        tell_roles(made(("Ann", "unknown")), reps=["Zed"])
