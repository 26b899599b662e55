"""A file of known speakers, own domains, and what goes before what."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import analyzer
from analyzer.cli.audit import audit_file
from analyzer.cli.inspect import inspect_file
from analyzer.conversation import Conversation, Participant, Role, Turn
from analyzer.errors import BadSettingsError
from analyzer.settings import Settings
from analyzer.speakers import KnownSpeakers, load_speakers, tell_roles

GOOD = """
[rep]
names = ["Dana Reed", "Lee Park"]
domains = ["@Brightpath.example"]

[prospect]
names = ["Jo Moss"]
domains = ["acme.example"]

[aliases]
"Dana's iPhone" = "dana  reed"
"""


def loaded(folder: Path, text: str = GOOD) -> KnownSpeakers:
    path = folder / "speakers.toml"
    path.write_text(text, encoding="utf-8")
    return load_speakers(path)


def person(name: str, email: str | None = None, role: Role = "unknown") -> Participant:
    told = role != "unknown"
    return Participant(
        name,
        role,
        "metadata" if told else "none",
        1.0 if told else None,
        ("Gong: affiliation",) if told else (),
        {"email": email} if email is not None else {},
    )


def call(*people: Participant) -> Conversation:
    turns = tuple(Turn(i, p.name, "Good morning.", p.role) for i, p in enumerate(people))
    return Conversation("call", turns, participants=people)


def told(conversation: Conversation, **how: Any) -> list[tuple[str, str, str]]:
    return [
        (p.role, p.source, p.evidence[0] if p.evidence else "") for p in tell_roles(conversation, **how).participants
    ]


@pytest.mark.parametrize(
    ("who", "side", "why"),
    [
        (person("Dana Reed"), "rep", "named as rep in speakers.toml"),
        (person("  DANA\u00a0reed "), "rep", "named as rep in speakers.toml"),
        (person("Dana's iPhone"), "rep", "named as rep in speakers.toml, an alias"),
        (person("Jo Moss", "jo@brightpath.example"), "prospect", "named as prospect in speakers.toml"),
        (
            person("Kim", "kim@sales.brightpath.example"),
            "rep",
            "e-mail at sales.brightpath.example, rep in speakers.toml",
        ),
        (person("Kim", "Kim <kim@ACME.example>"), "prospect", "e-mail at acme.example, prospect in speakers.toml"),
    ],
)
def test_side_of_a_known_speaker(tmp_path: Path, who: Participant, side: str, why: str) -> None:
    assert loaded(tmp_path).side_of(who) == (side, why)


@pytest.mark.parametrize(
    "who", [person("Dana"), person("Dana Reed Jr"), person("Kim", "kim@notacme.example"), person("Kim", "acme.example")]
)
def test_a_part_of_a_name_or_domain_is_nobody(tmp_path: Path, who: Participant) -> None:
    assert loaded(tmp_path).side_of(who) is None


def test_a_name_that_is_in_no_call_is_no_mistake(tmp_path: Path) -> None:
    assert (
        told(call(person("Ana"), person("Bo"), person("Cy")), speakers=loaded(tmp_path))
        == [("unknown", "none", "")] * 3
    )


def test_what_goes_before_what(tmp_path: Path) -> None:
    speakers = loaded(tmp_path)
    conversation = call(person("Dana Reed", role="prospect"), person("Jo Moss", role="rep"), person("Kim", role="rep"))
    # the file of speakers before the transcript's own fields
    assert told(conversation, speakers=speakers) == [
        ("rep", "explicit", "named as rep in speakers.toml"),
        ("prospect", "explicit", "named as prospect in speakers.toml"),
        ("rep", "metadata", "Gong: affiliation"),
    ]
    assert [t.role for t in tell_roles(conversation, speakers=speakers).turns] == ["rep", "prospect", "rep"]
    # what is said of this call before what is said of all calls
    first = told(conversation, speakers=speakers, prospects=["Dana Reed"])[0]
    assert first == ("prospect", "explicit", "named as prospect by the user")


def test_the_other_one_of_two(tmp_path: Path) -> None:
    assert told(call(person("Dana Reed"), person("Kim")), speakers=loaded(tmp_path)) == [
        ("rep", "explicit", "named as rep in speakers.toml"),
        ("prospect", "metadata", "the other one of two: Dana Reed is the rep"),
    ]
    # a colleague stays one
    assert [
        role for role, *_ in told(call(person("Dana Reed"), person("Kim", role="rep")), speakers=loaded(tmp_path))
    ] == [
        "rep",
        "rep",
    ]


def test_an_own_domain_makes_a_rep_whatever_the_transcript_says_and_no_other_makes_a_prospect_of_one() -> None:
    own = Settings().with_domains(["own.example"])
    conversation = call(
        person("Ana", "ana@own.example", "prospect"), person("Bo", "bo@sub.example", "rep"), person("Cy")
    )
    assert told(conversation, settings=own) == [
        ("rep", "metadata", "e-mail at the own domain own.example"),
        ("rep", "metadata", "Gong: affiliation"),
        ("unknown", "none", ""),
    ]


WRONG = {
    "no toml": ("[rep", "cannot be read"),
    "deep": ("a = " + "[" * 100_000, "cannot be read"),
    "section": ("[sales]\nnames = []", r"unknown keys \['sales'\]\. Known: \[rep\]"),
    "key": ("[rep]\nmails = []", r"unknown keys \['mails'\] in \[rep\]"),
    "no section": ('rep = "Dana"', "rep has to be a section"),
    "no list": ('[rep]\nnames = "Dana"', "rep.names has to be a list of texts"),
    "numbers": ("[prospect]\nnames = [1]", "prospect.names has to be a list of texts"),
    "blank": ('[rep]\nnames = [" "]', "rep.names has to be a list of texts"),
    "both sides": ('[rep]\nnames = ["Jo"]\n[prospect]\nnames = ["JO"]', "'JO' is given both sides"),
    "domain of both": ('[rep]\ndomains = ["a.b"]\n[prospect]\ndomains = ["A.b"]', "domain 'A.b' is given both sides"),
    "no domain": ('[rep]\ndomains = ["https://a.b"]', "'https://a.b' is no e-mail domain"),
    "alias of nobody": ('[rep]\nnames = ["Jo"]\n[aliases]\nX = "Al"', "alias 'X' is of nobody"),
    "alias of a number": ("[aliases]\nX = 1", "alias 'X' is of nobody"),
}


@pytest.mark.parametrize(("text", "part"), WRONG.values(), ids=WRONG)
def test_a_file_that_is_wrong(tmp_path: Path, text: str, part: str) -> None:
    with pytest.raises(BadSettingsError, match=part) as caught:
        loaded(tmp_path, text)
    assert caught.value.code == "E-SETTINGS"
    assert str(caught.value).startswith("speakers.toml: ")


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(BadSettingsError, match=r"none\.toml: cannot be read: No such file"):
        load_speakers(tmp_path / "none.toml")


@pytest.mark.parametrize(
    "text", ["", "example", "a b.example", "ana@own.example", "own.example/x", "https://own.example"]
)
def test_no_domain(text: str) -> None:
    with pytest.raises(BadSettingsError, match="is no e-mail domain"):
        Settings().with_domains([text])


@pytest.fixture
def meeting(tmp_path: Path) -> Path:
    """Return a call of three whose sides nothing but e-mails and names can tell."""
    said = [("Ana", "ana@own.example"), ("Tom", "tom@acme.example"), ("Kim", None)]
    utterances = [
        {
            "speaker": {"id": name, "name": name, "email": email},
            "text": "Good morning to you.",
            "startTimeMillis": 1000 * i,
        }
        for i, (name, email) in enumerate(said)
    ]
    path = tmp_path / "meeting.json"
    path.write_text(json.dumps({"transcriptCreateUtterances": utterances}), encoding="utf-8")
    return path


def roles(people: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(p["name"], p["role"]) for p in people]


def test_everything_takes_both(meeting: Path, tmp_path: Path) -> None:
    loaded(tmp_path, '[prospect]\nnames = ["Kim"]')
    wanted = [("Ana", "rep"), ("Tom", "prospect"), ("Kim", "prospect")]
    how: dict[str, Any] = {"our_domains": ["own.example"], "speakers": tmp_path / "speakers.toml"}
    data = inspect_file(meeting, folder=tmp_path, **how)
    assert roles(data["conversation"]["participants"]) == wanted
    assert "acme.example" in data["conversation"]["participants"][1]["evidence"][0]
    assert roles(audit_file(meeting, folder=tmp_path, **how).to_dict()["conversation"]["participants"]) == wanted
    assert roles(analyzer.audit(meeting, **how).to_dict()["conversation"]["participants"]) == wanted
    (tmp_path / "analyzer.toml").write_text('[own]\ndomains = ["other.example"]', encoding="utf-8")
    joined = inspect_file(meeting, folder=tmp_path, our_domains=["own.example"])
    assert roles(joined["conversation"]["participants"])[:2] == wanted[:2]
