from __future__ import annotations

from dataclasses import replace

import pytest

from analyzer.conversation import Conversation, Participant, Role, Turn
from analyzer.sentences import segment
from analyzer.suitability import suitability_of

TALK = "We want every order out of the door within two days, and right now it takes us nine of them. "
Turns = tuple[tuple[str | None, Role, str], ...]


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


@pytest.mark.parametrize(("words", "verdict"), [(74, "too_short"), (75, "interview")])
def test_the_fewest_words_of_a_talk(words: int, verdict: str) -> None:
    said = " ".join((TALK * 9).split()[: words - 11])
    turns: Turns = (("Ann", "rep", "So how long does it take you at the moment?"), ("Bob", "prospect", f"{said} okay"))
    found = suitability_of(segment(conversation(*turns)))
    assert found.verdict == verdict
    assert found.evidence[0].startswith(f"{words} words")


@pytest.mark.parametrize(("words", "verdict"), [(14, "too_short"), (15, "interview")])
def test_the_fewest_words_of_notes(words: int, verdict: str) -> None:
    item = Turn(0, None, " ".join((TALK * 2).split()[:words]), "prospect")
    found = suitability_of(segment(Conversation("notes", (item,), "notes")))
    assert found.verdict == verdict


def test_tags_are_no_words() -> None:
    tag = "[crosstalk] " * 80
    masked = tuple((12 * k, 12 * k + 11) for k in range(80))
    turns = (Turn(0, "Ann", tag, "rep", masked=masked), Turn(1, "Bob", "Yes.", "prospect"))
    found = suitability_of(segment(Conversation("call", turns)))
    assert (found.verdict, found.evidence) == ("too_short", ("1 words; at least 75 are needed",))


def test_one_side_that_hardly_speaks() -> None:
    found = suitability_of(segment(conversation(("Ann", "rep", TALK * 10), ("Bob", "prospect", "Yes."))))
    assert (found.verdict, found.evidence) == ("one_sided", ("the prospect speaks 1 of 201 words",))
    # a lecture with a few answers still is a conversation
    some = suitability_of(segment(conversation(("Ann", "rep", TALK * 10), ("Bob", "prospect", "We want it in five."))))
    assert some.verdict == "interview"


def test_unknown_roles_do_not_make_a_side() -> None:
    turns: Turns = (("Ann", "unknown", TALK * 10), ("Bob", "unknown", "Yes."))
    assert suitability_of(segment(conversation(*turns))).verdict == "interview"


def test_a_call_that_speaks_of_voicemail_is_none() -> None:
    """The cues in a talk of two with enough words: somebody tells of a message."""
    told = "You left a message after the tone and said call me back, so sorry I missed you. "
    found = suitability_of(segment(conversation(("Ann", "rep", told + TALK * 6), ("Bob", "prospect", TALK * 6))))
    assert found.verdict == "interview"


def test_a_meeting_whose_sides_are_known_is_a_sale() -> None:
    said = "The next sprint takes the backlog and one action item. " + TALK * 2
    call = conversation(*[(name, "unknown", said) for name in ("Al", "Bo", "Cy")])
    told = replace(call, participants=(Participant("Al", "rep"), Participant("Bo"), Participant("Cy")))
    assert suitability_of(segment(told)).verdict == "interview"


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour, nous voulons livrer chaque commande en cinq jours parce que les clients attendent. ",
        "Buenos días, queremos entregar cada pedido en cinco días porque los clientes esperan. ",
        "我们 希望 每个 订单 五天 之内 送到 客户 手里 现在 要 九天 ",
    ],
)
def test_other_languages_are_said(text: str) -> None:
    found = suitability_of(segment(conversation(("A", "rep", text * 5), ("B", "prospect", text * 5))))
    assert found.verdict == "not_english"
    assert "English has about 50%" in found.evidence[0]


def test_broken_english_is_english() -> None:
    said = "yeah we do like 9 day now boss he want 5 so is problem for us you know "
    assert suitability_of(segment(conversation(("A", "rep", said * 4), ("B", "prospect", said * 4)))).auditable


@pytest.mark.parametrize("texts", [(), ("",), ("[laughs]",)])
def test_nothing_said_is_too_short(texts: tuple[str, ...]) -> None:
    turns = tuple(Turn(i, "A", t, masked=((0, len(t)),)) for i, t in enumerate(texts))
    found = suitability_of(segment(Conversation("x", turns)))
    assert (found.verdict, found.evidence) == ("too_short", ("0 words; at least 75 are needed",))
