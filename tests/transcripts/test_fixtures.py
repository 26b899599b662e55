"""Every fixture is read as the table says: format, dialect, speakers and words."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.transcripts import read
from analyzer.transcripts.registry import FORMATS

FIXTURES = Path(__file__).parent / "fixtures"

TABLE: dict[str, tuple[str, str, str, list[tuple[str | None, str]]]] = {
    "zoom.vtt": (
        "vtt",
        "zoom",
        "turns",
        [("Ana Ruiz", "Hello there, this is a test & more."), ("Tom", "Yeah.")],
    ),
    "voices.vtt": ("vtt", "voices", "turns", [("Ana", "How long?"), ("Tom", "Nine days. Too long <sigh>")]),
    "teams.vtt": ("vtt", "teams", "turns", [("Ana & Co", "Hello world"), ("Tom", "Rev")]),
    "webex.vtt": ("vtt", "webex", "turns", [(None, "Hm."), ("Ana Ruiz (she/her)", "Hello: there.")]),
    "rolling.vtt": ("vtt", "rolling", "turns", [(None, "hello there my friend")]),
    "dirt.vtt": (
        "vtt",
        "plain",
        "turns",
        [
            (None, "Text after blank more text Kept text <div> xy a --> b"),
            (None, "One"),
            (None, "Two 7"),
        ],
    ),
    "turn-starts.srt": (
        "srt",
        "names",
        "turns",
        [("Ana Ruiz", "We take nine days."), ("Tom Lee", "Nine?"), ("Ana Ruiz", "Nine.")],
    ),
    "dashes.srt": (
        "srt",
        "names",
        "turns",
        [(None, "Ready?"), (None, "Yes."), ("TOM", "Fine."), (None, "Who is this?")],
    ),
    "headerless.srt": (
        "srt",
        "headerless-vtt",
        "turns",
        [("Ana", "Hello."), ("Tom", "Hi [laughs]."), ("Ana", "So."), ("Tom", "Right: go on.")],
    ),
    "names.sbv": ("sbv", "names", "turns", [("Ana", "Hello there."), ("Tom", "Hi."), ("Ana", "Bye.")]),
    "chevrons.sbv": ("sbv", "plain", "turns", [(None, "Hello"), (None, "Hi & bye.")]),
    "backward.sbv": ("sbv", "plain", "turns", [(None, "no speaker"), (None, "backward")]),
    "meet.txt": (
        "text",
        "meet",
        "blocks",
        [
            ("Ana Ruiz", "Hello Tom."),
            ("Tom O'Neil", "Hi Ana: good day."),
            ("Ana Ruiz", "Great."),
            ("Tom O'Neil", "Note: we start."),
            ("Ana Ruiz", "Ok then."),
        ],
    ),
    "gemini.md": ("text", "markdown", "blocks", [("Ana Ruiz", "Hello"), ("Tom", "Hi"), ("Ana Ruiz", "bye")]),
    "otter.txt": (
        "text",
        "otter",
        "starts",
        [
            ("Ana Ruiz", "Hello there. At 12:30 we go. Second paragraph: yes."),
            (None, "What?"),
            ("Tom", "Fine. http://x.com"),
        ],
    ),
    "fathom.txt": (
        "text",
        "fathom",
        "starts",
        [
            ("Ana Ruiz", "Hello there."),
            ("Tom (Acme Corp)", "Hi there. Lots of things. more."),
            ("Ana Ruiz", "Bye."),
        ],
    ),
    "zoom-midnight.txt": (
        "text",
        "zoom",
        "starts",
        [("Ana Ruiz", "Hello there and so on."), ("Tom | Acme", "Hi.")],
    ),
    "rev.md": ("text", "rev", "starts", [("Ana", "Hello [inaudible 00:00:02] there."), ("Joe", "Hi Also this.")]),
    "bold.md": ("text", "markdown", "none", [("Ana", "Hello"), ("Tom", "Hi you."), ("Ana", "Again")]),
    "teams-copy.txt": (
        "text",
        "teams",
        "starts",
        [("Ruiz, Ana", "Hello there. I am here."), ("Tom", "Hi."), ("Ruiz, Ana", "Bye.")],
    ),
    "speechmatics.txt": (
        "text",
        "speechmatics",
        "none",
        [("S1", "Hello there."), ("S2", "Hi."), ("S1", "Bye")],
    ),
    "range.txt": ("text", "times", "turns", [("Ana", "Hi"), ("Tom", "Ho")]),
    "webex.txt": ("text", "times", "starts", [("Ana", "Hello there"), ("Tom", "Hi"), ("Ana", "So: what now")]),
    "qa.txt": ("text", "q-a", "none", [("Q", "What?"), ("A", "That."), ("Q", "Why?"), ("A", "Because.")]),
    "name-lines.txt": (
        "text",
        "name-lines",
        "none",
        [("Ana Ruiz", "Hello there"), ("Tom", "Hi you"), ("Ana Ruiz", "Bye"), ("Tom", "ok bye")],
    ),
    "call-sheet.txt": (
        "notes",
        "text",
        "none",
        [
            (None, "Company: Acme"),
            (None, "Contact: Dana"),
            (None, "Pain: slow reporting"),
            (None, "Budget: $20k"),
            (None, "Next step: demo on Friday"),
        ],
    ),
    "notes.md": (
        "notes",
        "markdown",
        "none",
        [
            (None, "Cut month-end from nine days to five."),
            (None, "Dana cares about her team & their evenings"),
            (None, "I explained the import."),
            (None, "Sent her the price list"),
            (None, "They showed us their report."),
        ],
    ),
    "prose-notes.txt": (
        "notes",
        "text",
        "none",
        [
            (None, "Met with Dana today. She spends nine days on it."),
            (None, "We offered a trial. She was keen."),
            (None, "I'll send the deck on Friday."),
        ],
    ),
    "own.json": (
        "json",
        "own",
        "turns",
        [
            ("Ana", "  How   long? "),
            ("Ana", "[inaudible] <UNSURE>Nine days</UNSURE>?<UNIN/>"),
            ("Tom", "Nine &amp; more. 😀 (laughs)"),
            (None, ""),
        ],
    ),
    "bad-times.json": ("json", "own", "none", [("Rep", "Hi."), ("Customer", "Hello.")]),
    "notes.json": ("json", "own", "none", [(None, "She wants it by June."), (None, "I explained the offer.")]),
    "teams-old.docx": (
        "docx",
        "teams",
        "turns",
        [
            ("Ana Ruiz", "Hello there."),
            ("Lee & Co, Tom", "Nine days: yes. Really."),
            ("Ana Ruiz", "20"),
            ("Ana Ruiz", "Well."),
        ],
    ),
    "teams-new.docx": (
        "docx",
        "teams",
        "starts",
        [("Ruiz, Ana", "Hello there. I am here."), ("Tom Lee (Guest)", "Hi: fine."), ("Ruiz, Ana", "Bye.")],
    ),
    "gemini.docx": (
        "docx",
        "meet",
        "blocks",
        [
            ("Ana Ruiz", "Hello Tom. How are you?"),
            ("Tom Lee", "Fine."),
            ("Ana Ruiz", "Good. So how long does it take?"),
            ("Tom Lee", "Nine days."),
        ],
    ),
    "otter.docx": (
        "docx",
        "otter",
        "starts",
        [("Ana Ruiz", "Hello there."), (None, "What?"), ("Tom", "Nine days. Second: yes.")],
    ),
    "rev.docx": ("docx", "rev", "starts", [("Ana", "Hello [inaudible 00:00:02] there. More."), ("Tom", "Nine days.")]),
    "edited.docx": (
        "docx",
        "names",
        "none",
        [("Rep", "Hello dear friend Tom."), ("Prospect", "Co-op yes once"), ("Rep", "Bye.")],
    ),
    "table.docx": ("docx", "times", "starts", [("Ana Ruiz", "Hello there."), ("Tom", "Hi: you")]),
    "notes.docx": (
        "docx",
        "markdown",
        "none",
        [(None, "They need it by June."), (None, "I explained the offer."), (None, "Nine days.")],
    ),
    "comma.csv": (
        "csv",
        "comma",
        "turns",
        [("Ana Ruiz", 'Hello, "you". How long?'), ("Tom", "N/A"), (None, "Who?"), ("Ana Ruiz", "null and 007")],
    ),
    "excel.csv": ("csv", "semicolon", "starts", [("Ana", "Hello"), ("Tom", "Nine; days")]),
    "clock.tsv": ("csv", "tsv", "starts", [("Rep", "Hello"), ("Customer", "Nine days"), ("Rep", "Bye")]),
    "own.csv": ("csv", "own", "turns", [("Ana", "=Hi\nyou"), ("Ana", "[laughs] so"), (None, "-x")]),
    "markdown-table.md": ("csv", "pipe", "none", [("Ana", "Hi"), ("Tom", "Ho"), ("Ana", "Bye")]),
    "call.xlsx": ("xlsx", "xlsx", "turns", [("Ana", "Hi"), ("Tom", "7"), ("Ana", "Bye")]),
    "milliseconds.xlsx": ("xlsx", "xlsx", "turns", [("Ana", "Hi"), ("Tom", "N/A"), ("Ana", "Bye")]),
    "dated.xlsx": ("xlsx", "xlsx", "starts", [("Ana", "Hi"), ("Tom", "Ho")]),
}


@pytest.mark.parametrize("name", sorted(TABLE))
def test_fixture_is_read_whole(name: str) -> None:
    fmt, dialect, timing, turns = TABLE[name]
    conversation, report = read(FIXTURES / name)
    assert [(turn.speaker, turn.text) for turn in conversation.turns] == turns
    assert (report.format, report.dialect, report.timing) == (fmt, dialect, timing)
    assert report.turns == len(turns)
    assert report.units == report.turns + report.merged
    assert conversation.source_name == name


def test_every_fixture_is_in_the_table() -> None:
    assert {path.name for path in FIXTURES.iterdir()} == set(TABLE)


def test_every_format_has_three_fixtures() -> None:
    # The JSON of services is tested in `vendors`.
    for name in (fmt.name for fmt in FORMATS if fmt.family != "json" or fmt.name == "json"):
        assert sum(row[0] == name for row in TABLE.values()) >= 3


def test_midnight_and_clock_of_the_wall() -> None:
    conversation, _ = read(FIXTURES / "zoom-midnight.txt")
    assert [turn.start_s for turn in conversation.turns] == [0.0, 15.0]


def test_teams_milliseconds_have_no_padding() -> None:
    conversation, _ = read(FIXTURES / "teams.vtt")
    assert [turn.spans for turn in conversation.turns] == [((0.085, 7.64),), ((7.085, 7.64),)]


def test_nothing_is_dropped_in_silence() -> None:
    _, report = read(FIXTURES / "dirt.vtt")
    assert {note.what for note in report.dropped} == {"STYLE and REGION blocks", "NOTE comments"}
    assert [warning.code for warning in report.warnings] == ["W-CUE", "W-SPEAKER"]
    assert report.warnings[0].places == ("line 19",)
    _, report = read(FIXTURES / "gemini.md")
    assert "- Tom agreed" in report.preamble


def test_own_json_is_verbatim_and_keeps_what_it_does_not_know() -> None:
    conversation, report = read(FIXTURES / "own.json")
    assert conversation.id == "c-1"
    assert (conversation.date, conversation.rep, conversation.account) == ("2026-05-12", "Ana", "Acme")
    assert conversation.metadata == {"source": "made up", "turns": {"1": {"mood": "calm"}}}
    assert [turn.role for turn in conversation.turns] == ["rep", "rep", "prospect", "unknown"]
    assert [turn.place for turn in conversation.turns] == [f"turns[{i}]" for i in range(4)]
    tags = [[turn.text[a:b] for a, b in turn.masked] for turn in conversation.turns]
    assert tags == [[], ["[inaudible]", "<UNSURE>", "</UNSURE>", "<UNIN/>"], ["(laughs)"], []]
    assert [turn.words for turn in conversation.turns] == [2, 2, 3, 0]
    assert conversation.turns[2].start_s == 14
    assert conversation.turns[2].end_s is None
    assert conversation.turns[2].spans == ()
    assert [(w.code, w.places) for w in report.warnings if w.code == "W-TIME"] == [("W-TIME", ("turns[2]",))]


def test_bad_times_keep_their_text() -> None:
    conversation, report = read(FIXTURES / "bad-times.json")
    assert [(turn.start_s, turn.end_s, turn.role) for turn in conversation.turns] == [
        (None, None, "rep"),
        (None, None, "prospect"),
    ]
    assert [(w.code, w.count) for w in report.warnings] == [("W-TIME", 4)]
    assert [(p.source, p.role) for p in conversation.participants] == [
        ("explicit", "rep"),
        ("metadata", "prospect"),
    ]


def test_notes_have_headings_and_sides() -> None:
    conversation, _ = read(FIXTURES / "notes.md")
    assert conversation.medium == "notes"
    assert [turn.role for turn in conversation.turns] == ["prospect", "prospect", "rep", "rep", "prospect"]
    assert conversation.turns[0].heading == "Call with Acme > What they want"
    assert conversation.turns[2].heading == "Call with Acme > What we did"
    assert [turn.role for turn in read(FIXTURES / "notes.json")[0].turns] == ["prospect", "rep"]
    assert [turn.role for turn in read(FIXTURES / "prose-notes.txt")[0].turns] == ["prospect", "rep", "rep"]


def test_company_marks_the_outsider_in_fathom() -> None:
    conversation, _ = read(FIXTURES / "fathom.txt")
    tom = conversation.participants[1]
    assert (tom.role, tom.source, tom.metadata) == ("prospect", "metadata", {"company": "Acme Corp"})
    assert conversation.participants[0].role == "unknown"
