"""The whole path on real files: what a user of the package or the command line sees."""

from __future__ import annotations

import json
import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import analyzer
from analyzer.conversation import Conversation, Participant, Role, Turn
from analyzer.corpus import read_corpus
from analyzer.corrections import read_corrections
from analyzer.errors import BadLabelsError, BadSettingsError
from analyzer.pipeline import audit, load_model
from analyzer.resources import model_dir
from analyzer.settings import Settings, load_settings
from analyzer.transcripts import read

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "corpus" / "sample" / "first-meeting.vtt"


def blinded(conversation: Conversation) -> Conversation:
    """The same conversation with names that say nothing, and no roles."""
    names = {p.name: f"Speaker {i}" for i, p in enumerate(conversation.participants, 1)}
    turns = tuple(replace(t, speaker=names.get(t.speaker or ""), role="unknown") for t in conversation.turns)
    return replace(conversation, turns=turns, participants=tuple(Participant(n) for n in names.values()))


def swapped(conversation: Conversation) -> Conversation:
    """The turns with each person's words put into the other one's mouth."""
    a, b = (p.name for p in conversation.participants)
    other = {a: b, b: a}
    return replace(conversation, turns=tuple(replace(t, speaker=other[t.speaker or ""]) for t in conversation.turns))


@pytest.fixture(scope="module")
def sample() -> Conversation:
    return read(SAMPLE)[0]


def test_sample_has_its_early_pitch_named(sample: Conversation) -> None:
    """The call was written with an early pitch; the models never saw it."""
    result = audit(sample)
    assert "premature_pitch" in {f.finding.name for f in result.findings}
    roles = {p.name: p.role for p in result.conversation.participants}
    assert roles == {"Nigel": "rep", "Jill": "prospect"}


def test_sample_has_its_skipped_stage_named(sample: Conversation) -> None:
    result = audit(sample)
    assert result.coverage["values"].verdict == "skipped"
    assert ("skipped", "values") in {(f.finding.name, f.finding.stage) for f in result.findings}


def test_every_quote_is_in_the_transcript(sample: Conversation) -> None:
    data = audit(sample).to_dict()
    turns = data["conversation"]["turns"]
    quotes: list[dict[str, Any]] = [e for c in data["coverage"].values() for e in c["evidence"]]
    for finding in data["findings"]:
        quotes += (
            finding["evidence"]
            + [c["evidence"] for c in finding["candidates"]]
            + ([finding["due"]] if finding["due"] else [])
        )
    assert len(quotes) > 10
    for quote in quotes:
        assert turns[quote["turn"]]["text"][quote["start_char"] : quote["end_char"]] == quote["text"]
        assert data["sentences"][quote["sentence"]]["text"] == quote["text"]
    for s in data["sentences"]:
        assert turns[s["turn"]]["text"][s["start_char"] : s["end_char"]] == s["text"]


def test_same_input_same_bytes_whatever_else_is_audited(sample: Conversation) -> None:
    first = json.dumps(audit(sample).to_dict())
    for labelled in list(read_corpus(ROOT / "corpus" / "conversations"))[:5]:
        audit(labelled.conversation)
    assert json.dumps(audit(sample).to_dict()) == first


def test_nothing_reaches_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert analyzer.audit(SAMPLE).findings


def test_roles_told_by_the_user(sample: Conversation) -> None:
    result = audit(sample, reps=["jill"])
    by_name = {p.name: p for p in result.conversation.participants}
    assert by_name["Jill"].role == "rep"
    assert by_name["Jill"].source == "explicit"
    assert by_name["Nigel"].role == "prospect"
    assert "the other one of two" in by_name["Nigel"].evidence[0]
    assert all(t.role == by_name[t.speaker or ""].role for t in result.conversation.turns)


def test_a_name_that_nobody_has_is_refused(sample: Conversation) -> None:
    with pytest.raises(BadSettingsError, match=r"nobody is called 'Bob'. Speakers here: Nigel, Jill. \[E-ROLE\]"):
        audit(sample, reps=["Bob"])
    with pytest.raises(BadSettingsError, match="given both sides"):
        audit(sample, reps=["Jill"], prospects=["Jill"])


def test_a_first_name_is_enough_where_one_person_has_it(sample: Conversation) -> None:
    full = {"Nigel": "Nigel Tern", "Jill": "Jill Tern"}
    call = replace(
        sample,
        turns=tuple(replace(t, speaker=full[t.speaker or ""]) for t in sample.turns),
        participants=tuple(replace(p, name=full[p.name]) for p in sample.participants),
    )
    assert audit(call, reps=["nigel"]).conversation.participants[0].role == "rep"
    with pytest.raises(BadSettingsError, match="2 people are called 'Tern'"):
        audit(call, reps=["Tern"])


def test_corrections_may_be_a_path_in_python(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("turn,start_char,end_char,stage,role\n0,,,,prospect\n")
    result = analyzer.audit(SAMPLE, corrections=file)
    assert result.conversation.participants[0].role == "prospect"
    assert repr(result) == f"<Audit of 'first-meeting': {result.verdict}>"


def test_roles_are_never_inferred_from_position(sample: Conversation) -> None:
    """Names that say nothing, and the words swapped: the roles follow the words."""
    blind = blinded(sample)
    straight = {p.name: p.role for p in audit(blind).conversation.participants}
    crossed = {p.name: p.role for p in audit(swapped(blind)).conversation.participants}
    assert straight == {"Speaker 1": "rep", "Speaker 2": "prospect"}
    assert crossed == {"Speaker 1": "prospect", "Speaker 2": "rep"}


def unclear() -> Conversation:
    """Two people of whom nobody could say who sells."""
    lines = ["It rained all day on Sunday and the dog would not go out at all, so we stayed in."] * 6
    turns = tuple(Turn(i, "AB"[i % 2], line) for i, line in enumerate(lines))
    return Conversation(id="unclear", turns=turns, participants=(Participant("A"), Participant("B")))


def test_unclear_roles_stay_unknown_and_are_said() -> None:
    result = audit(unclear())
    assert {p.role for p in result.conversation.participants} == {"unknown"}
    data = result.to_dict()
    assert data["measures"]["talk_share"]["rep"]["status"] == "not_measured"
    assert data["measures"]["talk_share"]["rep"]["value"] is None
    for finding in result.findings:
        if finding.holds_if is not None:
            assert set(finding.holds_if) == {"rep", "prospect"}


def test_findings_that_turn_over_with_the_roles_are_marked() -> None:
    """A alone speaks of goals: whether they were covered depends on who the prospect is."""
    result = audit(unclear(), labels={i: "goals" if i % 2 == 0 else "other" for i in range(6)})
    assert result.coverage["goals"].verdict == "unknown"
    assert "roles unknown" in (result.coverage["goals"].why or "")
    assert result.coverage["values"].verdict == "skipped"
    marks = {(f.finding.name, f.finding.stage): f.holds_if for f in result.findings}
    assert marks[("skipped", "values")] is None
    assert marks[("asked_only", "goals")] == {"rep": "A", "prospect": "B"}


def test_corrections_override_and_are_marked(sample: Conversation, tmp_path: Path) -> None:
    before = audit(sample)
    target = next(s for s in before.staged.sentences if s.role == "prospect" and s.words > 6)
    file = tmp_path / "mine.csv"
    file.write_text(
        f"turn,start_char,end_char,stage,role\n{target.turn},{target.start_char},{target.end_char},values,\n"
    )
    after = audit(sample, corrections=read_corrections(file))
    assert after.staged.stages[target.index] == "values"
    assert after.coverage["values"].verdict == "covered"
    data = after.to_dict()["sentences"][target.index]
    assert data["corrected"] is True
    assert data["confidence"] == 1.0
    assert sum(s["corrected"] for s in after.to_dict()["sentences"]) == 1


def test_corrected_role_goes_to_the_speaker(sample: Conversation, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("turn,start_char,end_char,stage,role\n0,,,,prospect\n1,,,,rep\n")
    result = audit(sample, corrections=read_corrections(file))
    assert {p.name: p.role for p in result.conversation.participants} == {"Nigel": "prospect", "Jill": "rep"}
    assert result.corrected.all()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1,2\n", "Needed: turn and stage or role"),
        ("turn,stage\nx,goals\n", "turn is 'x', not a whole number"),
        (f"turn,stage\n{'9' * 5000},goals\n", "not a whole number"),
        ("turn,start_char,end_char,stage\n0,0,5,gaols\n", "stage 'gaols' is not one of"),
        ("turn,start_char,end_char,stage\n0,5,5,goals\n", "the end after the start"),
        ("turn,start_char,end_char,stage\n900,0,5,goals\n", "turn 900 is past the last one"),
        ("turn,start_char,end_char,stage\n0,9000,9005,goals\n", "no sentence of turn 0"),
        ("turn,role\n0,boss\n", "role 'boss' is not one of"),
        ("turn,role\n0,\n", "neither a stage nor a role"),
    ],
)
def test_bad_corrections_are_refused_with_their_line(
    sample: Conversation, tmp_path: Path, text: str, message: str
) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(text)
    with pytest.raises(BadLabelsError, match=message):
        audit(sample, corrections=read_corrections(file))


def test_settings_name_the_own_side(tmp_path: Path) -> None:
    (tmp_path / "analyzer.toml").write_text('[own]\ncompany = "Tern"\ndomains = ["tern.example"]\n')
    settings = load_settings(tmp_path)
    call = replace(
        unclear(),
        participants=(
            Participant("A", metadata={"email": "a@tern.example"}),
            Participant("B", metadata={"email": "b@mill.example"}),
        ),
    )
    result = audit(call, settings=settings)
    by_name = {p.name: p for p in result.conversation.participants}
    assert by_name["A"].role == "rep"
    assert by_name["A"].source == "metadata"
    assert "tern.example" in by_name["A"].evidence[0]
    assert by_name["B"].role == "prospect"


@pytest.mark.parametrize("kind", ["fast", "accurate"])
def test_own_names_show_the_rep_and_mark_pitch(kind: str) -> None:
    lines = [
        ("A", "Hi, it's Sam calling from Brightpath about Tuesday."),
        ("B", "Right, yes, hello."),
        ("A", "So the Zibbo Pro automates the reports and Zibbo comes with support."),
        ("B", "We looked at Northway too, it was raining all day on Sunday when they came to see us here."),
    ]
    call = Conversation(
        id="x",
        turns=tuple(Turn(i, who, text) for i, (who, text) in enumerate(lines * 5)),
        participants=(Participant("A"), Participant("B")),
    )
    settings = Settings(company="Brightpath", products=("Zibbo", "Zibbo Pro"), competitors=("Northway",))
    model = load_model(kind)
    result = audit(call, settings=settings, model=model)
    by_name = {p.name: p for p in result.conversation.participants}
    assert (by_name["A"].role, by_name["B"].role) == ("rep", "prospect")
    assert by_name["A"].evidence == ("says “it's Sam calling from Brightpath”",)
    sentences = result.to_dict()["sentences"]
    assert sentences[2]["mentions"] == ["Zibbo Pro", "Zibbo"]
    assert any(s["mentions"] == ["Northway"] for s in sentences)
    plain = audit(call, reps=["A"], model=model).to_dict()["sentences"][2]
    assert plain["mentions"] == []
    assert sentences[2]["probabilities"]["pitch"] > plain["probabilities"]["pitch"]
    assert sentences[2]["text"] == plain["text"]


@pytest.mark.parametrize("text", ["[own]\ncompany = 3\n", "[own]\nproduct = []\n", "own = 3\n", "[[[\n"])
def test_bad_settings_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "analyzer.toml").write_text(text)
    with pytest.raises(BadSettingsError, match="E-SETTINGS"):
        load_settings(tmp_path)


def test_no_settings_are_no_error(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == Settings()


@pytest.mark.parametrize(
    ("turns", "verdict"),
    [
        ([("A", "rep", "Hi, is that Bob?"), ("B", "prospect", "Yes, hello.")], "too_short"),
        ([("A", "rep", "We do windows and doors, and we do them very well indeed. " * 20)], "one_sided"),
        (
            [
                ("A", "rep", "Guten Tag, wir möchten gerne über Ihre Ziele sprechen und wie es heute läuft. " * 4),
                ("B", "prospect", "Ja gerne, wir brauchen heute neun Tage und das ist viel zu lang für uns alle. " * 4),
            ],
            "not_english",
        ),
        (
            [
                (
                    None,
                    "unknown",
                    "You've reached Ann, please leave a message after the tone. Hi Ann, it's Bob, sorry I missed you, "
                    "I just wanted to ask about Tuesday, so give me a call back when you can, thanks, bye. " * 3,
                )
            ],
            "not_sales",
        ),
    ],
)
def test_what_is_no_interview_gets_no_verdicts(turns: list[tuple[str | None, Role, str]], verdict: str) -> None:
    names = list(dict.fromkeys((n, r) for n, r, _ in turns if n))
    call = Conversation(
        id="x",
        turns=tuple(Turn(i, n, text, r) for i, (n, r, text) in enumerate(turns)),
        participants=tuple(Participant(n or "", r) for n, r in names),
    )
    result = audit(call)
    assert result.suitability.verdict == verdict
    assert result.suitability.evidence
    assert not result.findings
    assert {c.verdict for c in result.coverage.values()} == {"unknown"}


def test_nothing_at_all_is_audited_without_a_crash() -> None:
    result = audit(Conversation(id="x", turns=(Turn(0, "A", "[inaudible]", masked=((0, 11),)),)))
    assert result.suitability.verdict == "too_short"
    assert result.to_dict()["sentences"][0]["words"] == 0


def test_labels_can_be_given(sample: Conversation) -> None:
    n = len(audit(sample).staged.sentences)
    result = audit(sample, labels=dict.fromkeys(range(n), "other"))
    assert {c.verdict for c in result.coverage.values()} == {"skipped"}
    assert all(c.confidence == 1.0 for c in result.coverage.values())


def test_threads_do_not_disturb_each_other() -> None:
    calls = [labelled.conversation for labelled in list(read_corpus(ROOT / "corpus" / "conversations"))[:12]] * 3
    model = load_model("fast")
    alone = [json.dumps(audit(call, model=model).to_dict()) for call in calls]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda call: json.dumps(audit(call, model=model).to_dict()), calls))
    assert together == alone


def test_a_model_is_named_or_a_folder() -> None:
    call = Conversation("x", (Turn(0, "A", "We want five days by March.", "prospect"),))
    fast = analyzer.audit(call, model="fast")
    assert fast.model["kind"] == "fast"
    assert analyzer.audit(call, model=model_dir("fast")).to_dict() == fast.to_dict()
