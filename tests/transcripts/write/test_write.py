"""What is written is read back as the same conversation, and what a format cannot hold is said."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.conversation import ROLES, Conversation, Participant, Turn
from analyzer.errors import BadInputError, BadSettingsError
from analyzer.transcripts import read
from analyzer.transcripts.clean import masked_ranges
from analyzer.transcripts.write import WRITERS, write

FORMATS = [writer.extension for writer in WRITERS]
NAMES = [
    "Ana Ruiz", "Tom O'Neil", "Dr. Lee St. Clair", "Ruiz, Ana (she/her)", "Kai | Acme", "SPEAKER_00", "A & B <x>",
    "Zoë Müller-Graf", "=Sum", "+49 30 123", "@kai / Kai (ORG)", "O", "😀 Kim", "Rep", "X's iPhone", "Dr. X: CEO",
]  # fmt: skip
PLAIN_NAMES = ["Ana Ruiz", "Tom O'Neil", "Ruiz, Ana (she/her)", "Kai | Acme", "SPEAKER_00", "Zoë Müller-Graf"]
PIECES = [
    "nine days", "we said: no", "at 12:30", "AT&T & co", "a < b > c", "&amp; &lt;div&gt;", "it's", "[laughs]",
    "<v Tom>no</v>", "--> so", "{\\an8}x", "back\\slash \\N", "**bold** _so_ `x`", "[a](http://x.example)", "über 😀",
    "Tom: hm", "[00:01]", "- dash", "# no heading", "=1+1", "why?", "<00:00:01.000>", "1", "NOTE",
    "long " * 399 + "long",
]  # fmt: skip
SAID = st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map(lambda parts: "well " + " ".join(parts).strip())


@st.composite
def conversations(draw: st.DrawFn, names: list[str], timed: bool) -> Conversation:
    """Two to four people who take turns, each at least twice, with sides or without."""
    people = draw(st.lists(st.sampled_from(names), min_size=2, max_size=4, unique=True))
    order = [*people, *people, *draw(st.lists(st.sampled_from(people), max_size=6))]
    # A label that names its side is never of another.
    roles = {name: "rep" if name == "Rep" else draw(st.sampled_from(ROLES)) for name in people}
    turns: list[Turn] = []
    clock = 0
    for i, name in enumerate(order):
        start, end = (clock / 1000, (clock + draw(st.integers(0, 9000))) / 1000) if timed else (None, None)
        clock += draw(st.integers(11_100, 4_000_000 if i == 3 else 20_000))
        text = draw(SAID)
        spans = ((start, end),) if start is not None and end is not None else ()
        turns.append(Turn(i, name, text, roles[name], start, end, spans, masked_ranges(text)))
    participants = tuple(Participant(name, roles[name], "explicit", 1.0) for name in people)
    return Conversation("call", tuple(turns), participants=participants, source_name="call.json")


def said(conversation: Conversation) -> list[tuple[str | None, str, list[str]]]:
    return [
        (name, role, [word for turn in group for word in turn.text.split()])
        for (name, role), group in groupby(conversation.turns, key=lambda turn: (turn.speaker, turn.role))
    ]


def back(tmp_path: Path, conversation: Conversation, extension: str) -> tuple[Conversation, tuple[str, ...]]:
    path = tmp_path / f"call{extension}"
    text, lost = write(conversation, path.name)
    path.write_bytes(text.encode("utf-8"))
    return read(path)[0], lost


PROPERTY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@PROPERTY
@given(conversation=conversations(NAMES, timed=True))
def test_vtt_comes_back(tmp_path: Path, conversation: Conversation) -> None:
    found, lost = back(tmp_path, conversation, ".vtt")
    assert said(found) == said(conversation)
    assert lost == ()
    assert [(turn.start_s, turn.end_s, turn.masked) for turn in found.turns] == [
        (turn.start_s, turn.end_s, turn.masked) for turn in conversation.turns
    ]


@pytest.mark.parametrize("extension", [".json", ".csv"])
@PROPERTY
@given(conversation=st.one_of(conversations(NAMES, timed=True), conversations(NAMES, timed=False)), data=st.data())
def test_json_and_csv_come_back_to_the_letter(
    tmp_path: Path, extension: str, conversation: Conversation, data: st.DataObject
) -> None:
    texts = data.draw(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30),
                               min_size=3, max_size=3))  # fmt: skip
    turns = tuple(
        replace(turn, text=text, masked=masked_ranges(text))
        for turn, text in zip(conversation.turns[:3], texts, strict=True)
    )
    conversation = replace(conversation, turns=turns + conversation.turns[3:])
    found, lost = back(tmp_path, conversation, extension)
    assert lost == ()
    assert [(t.speaker, t.text, t.role, t.start_s, t.end_s, t.masked) for t in found.turns] == [
        (t.speaker, t.text, t.role, t.start_s, t.end_s, t.masked) for t in conversation.turns
    ]
    assert [p.role for p in found.participants] == [
        p.role for p in conversation.participants if p.name in {t.speaker for t in conversation.turns}
    ]


@PROPERTY
@given(
    conversation=st.one_of(conversations(PLAIN_NAMES, timed=True), conversations(PLAIN_NAMES, timed=False)),
)
def test_markdown_comes_back_but_for_roles(tmp_path: Path, conversation: Conversation) -> None:
    found, lost = back(tmp_path, conversation, ".md")
    assert [(name, words) for name, _, words in said(found)] == [(n, w) for n, _, w in said(conversation)]
    assert all(line.startswith(("roles", f"{len(conversation.turns)} turns become")) for line in lost)


NOTES = Conversation(
    "n",
    (
        Turn(0, None, "nine days", "prospect", heading="Call > Pain"),
        Turn(1, None, "I sent the plan & *more*", "rep", heading="Call > Pain"),
        Turn(2, None, "[ ] by June", "prospect", heading="Call > Plan"),
    ),
    medium="notes",
    source_name="n.json",
)


def test_notes_come_back_from_markdown(tmp_path: Path) -> None:
    found, lost = back(tmp_path, NOTES, ".md")
    assert lost == ()
    assert [(t.text, t.role, t.heading) for t in found.turns] == [(t.text, t.role, t.heading) for t in NOTES.turns]


def _call(*turns: Turn, **more: object) -> Conversation:
    return replace(Conversation("call", turns, source_name="call.txt"), **more)  # type: ignore[arg-type]


ANA = Turn(0, "Ana", "Hi\nthere", "rep", 1.0, 2.0, ((1.0, 2.0),))
LOST: dict[str, list[tuple[Conversation, tuple[str, ...]]]] = {
    ".vtt": [
        (_call(ANA), ("line breaks and runs of blanks: 1 turn",)),
        (
            _call(ANA, Turn(1, "Tom", "Ho", start_s=5.0), Turn(2, None, "Hm")),
            ("line breaks and runs of blanks: 1 turn", "times that nobody knows are written all the same: 2 turns"),
        ),
        (
            _call(replace(ANA, text="Hi"), Turn(1, "Ana", "you", "rep", 2.5, 3.0)),
            ("2 turns become 1, since neighbours of one speaker are one turn",),
        ),
        (_call(replace(ANA, text="Hi", spans=((1.0, 1.2), (1.5, 2.0)))), ("pauses inside turns: 1 turn",)),
        (_call(replace(ANA, text="Hi"), Turn(1, "Tom", " ")), ("turns without text: 1",)),
    ],
    ".csv": [
        (
            _call(ANA, date="2026-05-12", account="Acme", metadata={"header": ["x"]}),
            ("date (2026-05-12)", "account (Acme)", "metadata (header)"),
        ),
        (NOTES, ("headings: 3 turns", "medium (notes)")),
        (_call(ANA, id="c-1"), ("id (c-1)",)),
    ],
    ".json": [(NOTES, ("headings: 3 turns",))],
    ".md": [(_call(Turn(0, "Zed", "Hi")), ("it cannot be read back as a conversation",))],
}  # fmt: skip


@pytest.mark.parametrize(
    ("extension", "case"), [(extension, i) for extension, cases in LOST.items() for i in range(len(cases))]
)
def test_losses_are_said(extension: str, case: int) -> None:
    conversation, lost = LOST[extension][case]
    found = write(conversation, f"call{extension}").lost
    assert len(found) == len(lost)
    assert all(a.startswith(b) for a, b in zip(found, lost, strict=True)), found


def test_json_keeps_everything_else(tmp_path: Path) -> None:
    fixture = read(Path(__file__).parent.parent / "fixtures" / "own.json")[0]
    found, lost = back(tmp_path, fixture, ".json")
    assert lost == ()
    assert replace(found, source_name=None, source_sha256=None, participants=()) == replace(
        fixture, source_name=None, source_sha256=None, participants=()
    )


def test_sides_are_classes_of_voices() -> None:
    text = write(_call(replace(ANA, text="a & b --> c")), "x.vtt").text
    assert text == "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n<v.rep Ana>a &amp; b --&gt; c</v>\n"


def test_no_cell_of_a_csv_is_a_formula() -> None:
    turns = [Turn(i, "=cmd|' /C calc'!A0", text) for i, text in enumerate(["=1+1", "+x", "-x", "@x", "\tx", "\rx"])]
    rows = list(csv.reader(io.StringIO(write(_call(*turns), "x.csv").text, newline="")))
    assert not [cell for row in rows for cell in row if cell[:1] in set("=+-@\t\r")]


def test_formats_that_cannot_be_written() -> None:
    with pytest.raises(BadInputError) as untimed:
        write(_call(Turn(0, "Ana", "Hi")), "x.vtt")
    assert (untimed.value.code, "no times" in str(untimed.value)) == ("E-OUTPUT", True)
    with pytest.raises(BadSettingsError) as unknown:
        write(_call(ANA), "x.docx")
    assert (unknown.value.code, ".vtt, .json, .csv, .md" in str(unknown.value)) == ("E-OUTPUT", True)
