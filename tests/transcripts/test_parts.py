"""The parts of the readers, by table: times, names, tags, merging, notes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from analyzer.conversation import count_words
from analyzer.transcripts import read
from analyzer.transcripts.clean import decode_entities, masked_ranges, strip_markup, without_bold
from analyzer.transcripts.merge import merge_units
from analyzer.transcripts.names import Roster, is_unknown, label_role, looks_proper, may_be_name
from analyzer.transcripts.notes import role_of_note
from analyzer.transcripts.raw import Unit
from analyzer.transcripts.times import parse_clock, seconds, wall_offsets


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**Hello** there, **Dana.** So", "Hello there, Dana. So"),
        ("***both***", "both"),
        ("**“Yes,”** he said", "“Yes,” he said"),
        # names that were blanked
        ("I'm *** and this is **** from ** Ltd", "I'm *** and this is **** from ** Ltd"),
        ("That is ***.", "That is ***."),
        ("It's ***'s car", "It's ***'s car"),
    ],
)
def test_marks_of_bold_go_and_blanked_names_stay(text: str, expected: str) -> None:
    assert without_bold(text) == expected


@pytest.mark.parametrize("form", ["txt", "md"])
def test_a_blanked_name_is_kept_by_the_text_readers(tmp_path: Path, form: str) -> None:
    file = tmp_path / f"call.{form}"
    said = "I'm *** and this is ****, we are colleagues."
    file.write_text(
        f"Rep: {said}\n\nProspect: **Good** to meet you, ***.\n" if form == "txt" else f"- {said}\n- He is ***.\n"
    )
    conversation, _ = read(file)
    assert conversation.turns[0].text == said
    assert conversation.turns[1].text in ("Good to meet you, ***.", "He is ***.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("00:00:01.500", 1.5),
        ("0:01,5", 1.5),
        ("1:02", 62.0),
        ("1:02:03", 3723.0),
        ("100:00:00.000", 360_000.0),
        ("90:00", 5400.0),
        ("-0:00:01.000", -1.0),
        ("12.5", 12.5),
        ("00:00:01:12", None),
        ("00:61:00", None),
        ("00:00:99", None),
        ("", None),
        ("x", None),
    ],
)
def test_clock(text: str, expected: float | None) -> None:
    assert parse_clock(text) == expected


def test_unpadded_milliseconds() -> None:
    assert parse_clock("0:0:7.85", unpadded_ms=True) == 7.085
    assert parse_clock("0:0:7.85") == 7.85


def test_numbers_that_are_no_seconds() -> None:
    assert seconds(3) == 3.0
    for bad in (True, -1, float("nan"), float("inf"), "3", None, 10**400):
        assert seconds(bad) is None


def test_clock_of_the_wall_over_midnight() -> None:
    assert wall_offsets([86_390.0, None, 5.0]) == [0.0, None, 15.0]


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("so [inaudible 00:07:12] yes", ["[inaudible 00:07:12]"]),
        ("(laughs) right (softly)", ["(laughs)"]),
        ("[crosstalk] [PERSON_NAME] [the plan]", ["[crosstalk]", "[PERSON_NAME]"]),
        (r"\[08:22\] And \[laughs\] so \[he\] said", [r"\[08:22\]", r"\[laughs\]"]),
        (
            "<UNSURE>oh</UNSURE> <UNIN/> <INAUDIBLE_SPEECH/>",
            ["<UNSURE>", "</UNSURE>", "<UNIN/>", "<INAUDIBLE_SPEECH/>"],
        ),
        ("we write <div> here, 2 < 3", []),
        ("*sigh* and **bold**", ["*sigh*"]),
        ("%HESITATION so 20% off", ["%HESITATION"]),
        ("(in the old office)", []),
        ("♪ la la ♪", ["♪", "♪"]),
        ("plain", []),
    ],
)
def test_tags_are_masked_and_stay_in_the_text(text: str, tags: list[str]) -> None:
    assert [text[a:b] for a, b in masked_ranges(text)] == tags


@pytest.mark.parametrize(
    ("noise", "around"),
    [
        ("[" * 300, "so {} yes"),
        ("?!" * 150, "so {} yes"),
        ("a[" * 3000, "so {} yes"),
        ("😀" * 250, "{}"),
        ("(x" * 2600, "{}"),
    ],
)
def test_runs_of_signs_are_no_speech(noise: str, around: str) -> None:
    text = around.format(noise)
    at = text.index(noise)
    assert masked_ranges(text) == ((at, at + len(noise)),)


def test_long_words_and_tags_inside_noise() -> None:
    assert masked_ranges("字" * 9000) == ()
    assert masked_ranges("https://x.example/" + "a" * 3000) == ()
    assert masked_ranges("[laughs] " + "=" * 250 + "[laughs]") == ((0, 8), (9, 267))


def test_words_between_tags_count() -> None:
    text = "<UNSURE>two words</UNSURE> [inaudible]"
    assert count_words(text, masked_ranges(text)) == 2


def test_markup_first_then_entities_once() -> None:
    assert (
        decode_entities(strip_markup("<c.x>&lt;div&gt;</c> <00:00:01.000>a{\\an8} &amp;lt; AT&T"))
        == "<div> a &lt; AT&T"
    )


@pytest.mark.parametrize(
    ("label", "good"),
    [
        ("Ana", True), ("Name | Company", True), ("Ana (she/her)", True), ("Surname, Given", True),
        ("St. Clair", True), ("a@b.example", True), ("X's iPhone", True), ("Speaker 1", True), ("Tom Jr.", True),
        ("+1 555 0100", True), ("Note", False), ("http", False), ("12:30", False), ("He said! Then", False),
        ("We went there. and then", False), ("one two three four five six seven eight", False), ("", False),
    ],
)  # fmt: skip
def test_names(label: str, good: bool) -> None:
    assert may_be_name(label) is good


@pytest.mark.parametrize(
    ("label", "proper"),
    [("Ana Ruiz (she/her) | Acme", True), ("Ana (external)", True), ("(guest)", False), ("so we said", False)],
)
def test_written_like_a_name(label: str, proper: bool) -> None:
    assert looks_proper(label) is proper


@pytest.mark.parametrize("label", ["", "Unknown", "Unknown Speaker", "(UNKNOWN)", "UU", " unidentified speaker "])
def test_unknown_markers(label: str) -> None:
    assert is_unknown(label)


def test_labels_name_sides_and_position_never_does() -> None:
    rep = label_role("Rep")
    assert rep is not None
    assert (rep.role, rep.source) == ("rep", "explicit")
    customer = label_role("Customer 2")
    assert customer is not None
    assert (customer.role, customer.source) == ("prospect", "metadata")
    assert label_role("Q") is None
    assert label_role("Q", pairs=frozenset({"q", "a"})) is not None
    assert label_role("Participant 1") is None
    assert label_role("Speaker 1") is None


def test_spellings_of_one_person() -> None:
    roster = Roster(["Speaker 1", "SPEAKER 1", "Ana\u00a0Ruiz", "Ana Ruiz", "А", "A"])
    assert roster.names == ("Speaker 1", "Ana Ruiz", "А", "A")
    assert roster.of("SPEAKER 1") == "Speaker 1"


def _unit(speaker: str | None, text: str, start: float | None = None, end: float | None = None) -> Unit:
    return Unit(speaker, text, start, end)


def test_neighbours_merge_up_to_two_seconds() -> None:
    units = [_unit("A", "a", 0, 1), _unit("A", "b", 3, 4), _unit("A", "c", 6.1, 7), _unit("B", "d", 6, 8)]
    turns = merge_units(units, [unit.speaker for unit in units], {"A": "rep"})
    assert [turn.text for turn in turns] == ["a b", "c", "d"]
    assert turns[0].spans == ((0, 1), (3, 4))
    assert (turns[0].start_s, turns[0].end_s, turns[0].role) == (0, 4, "rep")


def test_units_without_times_merge_by_speaker() -> None:
    units = [_unit("A", "a"), _unit("A", "b"), _unit(None, "c"), _unit(None, "d")]
    turns = merge_units(units, [unit.speaker for unit in units], {})
    assert [(turn.speaker, turn.text) for turn in turns] == [("A", "a b"), (None, "c d")]


@pytest.mark.parametrize(
    ("note", "role"),
    [
        ("I explained how the import works", "rep"),
        ("We offered them a free month", "rep"),
        ("sent them the deck", "rep"),
        ("showed demo", "rep"),
        ("I'll send the quote on Friday", "rep"),
        ("She is tired of it. I told her about the trial.", "rep"),
        ("Showed interest in the trial", "prospect"),
        ("They sent us their numbers", "prospect"),
        ("We need this by June, she says", "prospect"),
        ("wants to cut it from nine days to five", "prospect"),
        ("Asked about pricing", "prospect"),
        ("Budget: 20k", "prospect"),
    ],
)
def test_side_of_a_note(note: str, role: str) -> None:
    assert role_of_note(note) == role


def test_readers_load_no_heavy_library() -> None:
    heavy = ("spacy", "sklearn", "pandas", "numpy")
    code = f"import sys, analyzer.transcripts; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
