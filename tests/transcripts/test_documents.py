"""Word documents: what their body says in its order, and archives that are no transcript or no good."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from analyzer.errors import BadInputError
from analyzer.transcripts import office, read
from analyzer.transcripts.report import ParseReport
from tests.transcripts.office_files import archive, document, docx, paragraph, table

FIXTURES = Path(__file__).parent / "fixtures"


def said(tmp_path: Path, *blocks: str) -> tuple[list[tuple[str | None, str]], ParseReport]:
    path = tmp_path / "call.docx"
    path.write_bytes(docx(*blocks))
    conversation, report = read(path)
    assert report.format == "docx"
    return [(turn.speaker, turn.text) for turn in conversation.turns], report


def test_old_teams_has_a_cue_in_each_paragraph() -> None:
    conversation, _ = read(FIXTURES / "teams-old.docx")
    assert [turn.spans for turn in conversation.turns] == [
        ((0.0, 1.87),),
        ((1.085, 4.009),),
        ((3.0, 3.0),),
        ((9.0, 10.0),),
    ]
    assert [turn.place for turn in conversation.turns] == [f"paragraph {i}" for i in (1, 2, 3, 4)]


def test_old_teams_with_a_paragraph_for_each_line_is_the_same(tmp_path: Path) -> None:
    lines = ["0:0:0.0 --> 0:0:1.870", "Ana Ruiz", "Hello there.", "0:0:1.85 --> 0:0:4.9", "Lee, Tom", "20"]
    assert said(tmp_path, *map(paragraph, lines))[0] == [("Ana Ruiz", "Hello there."), ("Lee, Tom", "20")]


def test_teams_copied_out_of_word_is_the_same(tmp_path: Path) -> None:
    path = tmp_path / "call.txt"
    path.write_text(
        "0:0:0.0 --> 0:0:1.870\nAna Ruiz\nHello there.\n0:0:1.85 --> 0:0:4.9\nLee, Tom\n20\n"
        "0:0:5.0 --> 0:0:6.0\nAna Ruiz\nWell.\n",
        encoding="utf-8",
    )
    conversation, report = read(path)
    assert [(turn.speaker, turn.text) for turn in conversation.turns] == [
        ("Ana Ruiz", "Hello there."),
        ("Lee, Tom", "20"),
        ("Ana Ruiz", "Well."),
    ]
    assert (report.dialect, report.warnings) == ("teams", ())


def test_new_teams_what_is_no_speech_is_reported() -> None:
    conversation, report = read(FIXTURES / "teams-new.docx")
    assert [turn.start_s for turn in conversation.turns] == [3, 9, 3612]
    assert [turn.end_s for turn in conversation.turns] == [None] * 3
    assert report.preamble == ("Intro call-20260512_100000-Meeting Recording", "May 12, 2026, 10:00AM", "12m 5s")
    assert [(note.where, note.what, note.count) for note in report.dropped] == [
        ("paragraph 4", "lines that the tool added", 2),
        ("table 1 row 1", "lines after the end of the transcript", 3),
        ("paragraph 1", "lines before the first turn", 3),
    ]


def test_transcription_that_is_started_again_is_read_on(tmp_path: Path) -> None:
    turns, _ = said(
        tmp_path,
        *map(
            paragraph,
            ["Ana Ruiz started transcription", "Ana Ruiz   0:03\nOne.", "Tom Lee   0:05\nI never stopped transcription",
             "Ana Ruiz stopped transcription", "Ana Ruiz started transcription", "Tom Lee   5:03\nTwo."],
        ),
    )  # fmt: skip
    assert turns == [
        ("Ana Ruiz", "One."),
        ("Tom Lee", "I never stopped transcription Two."),
    ]


def test_notes_of_gemini_are_never_speech() -> None:
    conversation, report = read(FIXTURES / "gemini.docx")
    words = " ".join(turn.text for turn in conversation.turns)
    assert "will send the plan" not in words
    assert "explained" not in words
    assert "Ana Ruiz: will send the plan" in report.preamble
    assert [turn.start_s for turn in conversation.turns] == [None] * 4


def test_what_editors_took_out_is_left_out_and_said() -> None:
    _, report = read(FIXTURES / "edited.docx")
    assert {note.what for note in report.dropped} == {
        "text that an editor deleted",
        "text that an editor moved away",
    }


def test_comments_are_reported(tmp_path: Path) -> None:
    path = tmp_path / "call.docx"
    body = document(paragraph("Rep: Hi."), paragraph("Prospect: Ho."))
    path.write_bytes(archive({"word/document.xml": body, "word/comments.xml": "<x/>", "word/footnotes.xml": "<x/>"}))
    assert [note.what for note in read(path)[1].dropped] == ["comments of the document", "footnotes of the document"]


@pytest.mark.parametrize(
    ("rows", "turns"),
    [
        ([["Text", "Who"], ["Hi", "Ana"], ["Ho: you", "Tom"]], [("Ana", "Hi"), ("Tom", "Ho: you")]),
        ([["Ana Ruiz", "Hi"], ["Tom", "Ho"], ["Ana Ruiz", "Bye"]],
         [("Ana Ruiz", "Hi"), ("Tom", "Ho"), ("Ana Ruiz", "Bye")]),
        ([["0:01", "Ana Ruiz", "Hi"], ["0:05", "Tom", "Ho"], ["0:07", "Ana Ruiz", "Bye"]],
         [("Ana Ruiz", "Hi"), ("Tom", "Ho"), ("Ana Ruiz", "Bye")]),
        ([["Rep: Hi"], ["Prospect: Ho"]], [("Rep", "Hi"), ("Prospect", "Ho")]),
    ],
)  # fmt: skip
def test_tables_are_read(tmp_path: Path, rows: list[list[str]], turns: list[tuple[str, str]]) -> None:
    assert said(tmp_path, paragraph("A call"), table(rows))[0] == turns


@pytest.mark.parametrize(
    ("lines", "turns"),
    [
        (["Ana Ruiz", "Great", "Tom Lee", "Hi.", "Ana Ruiz", "So."],
         [("Ana Ruiz", "Great"), ("Tom Lee", "Hi."), ("Ana Ruiz", "So.")]),
        (["Ana Ruiz:", "Great", "Tom Lee:", "Hi.", "Ana Ruiz:", "So."],
         [("Ana Ruiz", "Great"), ("Tom Lee", "Hi."), ("Ana Ruiz", "So.")]),
        (["**Ana Ruiz** 0:01", "Great", "**Tom Lee** 0:05", "Hi."], [("Ana Ruiz", "Great"), ("Tom Lee", "Hi.")]),
        ([">> ANA: Hi.\n>> TOM: Ho."], [("ANA", "Hi."), ("TOM", "Ho.")]),
        (["[00:00:01] Ana: Hi.", "more", "", "[00:00:05] Tom: Ho."], [("Ana", "Hi. more"), ("Tom", "Ho.")]),
    ],
)  # fmt: skip
def test_text_in_word_follows_the_grammar_of_text(
    tmp_path: Path, lines: list[str], turns: list[tuple[str, str]]
) -> None:
    assert said(tmp_path, *map(paragraph, lines))[0] == turns


def test_turns_that_are_styled_as_headings_keep_their_lines(tmp_path: Path) -> None:
    turns, _ = said(tmp_path, paragraph("Ana   0:03\nHi.", "Heading2"), paragraph("Tom   0:05\nHo.", "Heading2"))
    assert turns == [("Ana", "Hi."), ("Tom", "Ho.")]


def test_another_format_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "call.docx"
    path.write_bytes(docx(paragraph("Nine days, she said."), paragraph("It was dark.")))
    with pytest.raises(BadInputError) as refused:
        read(path)
    assert refused.value.code == "E-NOSPEAKERS"
    conversation, report = read(path, as_format="notes")
    assert [turn.text for turn in conversation.turns] == ["Nine days, she said.", "It was dark."]
    assert [turn.place for turn in conversation.turns] == ["paragraph 1", "paragraph 2"]
    assert report.format == "notes"


def _encrypted() -> bytes:
    data = bytearray(docx(paragraph("Rep: Hi.")))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        where = -1
        while (where := data.find(mark, where + 1)) >= 0:
            data[where + at] |= 1
    return bytes(data)


TWICE = [("word/document.xml", document(paragraph("Rep: a"))), ("word/document.xml", document(paragraph("Rep: b")))]
SPEECH = paragraph("Rep: Hi.") + paragraph("Prospect: Ho.")
REFUSED: dict[str, tuple[bytes, str, str]] = {
    "entity": (
        archive({"word/document.xml": document(SPEECH, before="<!DOCTYPE d [<!ENTITY a 'aaa'>]>")}), "E-UNSAFE", "DTD",
    ),
    "external": (
        archive({"word/document.xml": document(SPEECH, before="<!DOCTYPE d SYSTEM 'file:///etc/passwd'>")}),
        "E-UNSAFE", "DTD",
    ),
    "bare doctype": (archive({"word/document.xml": document(SPEECH, before="<!DOCTYPE d>")}), "E-UNSAFE", "DTD"),
    "members": (archive({f"x{i}": "" for i in range(2001)}), "E-UNSAFE", "2000 members"),
    "no xml": (archive({"word/document.xml": "Rep: Hi."}), "E-BINARY", "XML is damaged"),
    "cut xml": (archive({"word/document.xml": document(SPEECH)[:-30]}), "E-BINARY", "XML is damaged"),
    "no text": (docx(paragraph("")), "E-NOSPEECH", "no text"),
    "cut": (docx(SPEECH)[:200], "E-BINARY", "damaged ZIP"),
    "garbled": (docx(SPEECH).replace(b"PK\x01\x02", b"PK\x01\x09"), "E-BINARY", "damaged ZIP"),
    "locked": (_encrypted(), "E-LOCKED", "password"),
    "old": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "E-LOCKED", "password-protected, or an old .doc"),
    "slides": (archive({"ppt/presentation.xml": "<x/>"}), "E-BINARY", "PowerPoint"),
    "opendocument": (archive({"mimetype": "x", "content.xml": "<x/>"}), "E-BINARY", "OpenDocument"),
    "archive": (archive({"call.vtt": "WEBVTT"}), "E-BINARY", "ZIP archive"),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_refused(tmp_path: Path, kind: str) -> None:
    data, code, part = REFUSED[kind]
    path = tmp_path / "call.docx"
    path.write_bytes(data)
    with pytest.raises(BadInputError) as caught:
        read(path)
    message = str(caught.value)
    assert (caught.value.code, part in message) == (code, True), message
    assert message.startswith("call.docx: ")
    assert str(tmp_path) not in message


def test_a_part_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "call.docx"
    with pytest.warns(UserWarning, match="Duplicate"):
        path.write_bytes(archive(TWICE))
    with pytest.raises(BadInputError) as caught:
        read(path)
    assert (caught.value.code, "twice" in str(caught.value)) == ("E-UNSAFE", True)


def test_a_bomb_is_stopped_while_it_unpacks(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made, made.open("word/document.xml", "w") as part:
        part.write(document(SPEECH).encode().removesuffix(b"<w:sectPr/></w:body></w:document>"))
        for _ in range(66):
            part.write(b" " * 1024 * 1024)
    # What the archive says of its sizes is not believed.
    data = out.getvalue().replace(len(SPEECH).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    path = tmp_path / "bomb.docx"
    path.write_bytes(data)
    assert len(data) < 200_000
    with pytest.raises(BadInputError) as caught:
        read(path)
    assert (caught.value.code, "unpacks to more than 64 MB" in str(caught.value)) == ("E-UNSAFE", True)


def test_unpacked_sizes_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "MAX_UNPACKED", 15)
    made = office.Archive("a.zip", archive({"a": "x" * 10, "b": "x" * 10}))
    assert b"".join(made.read("a")) == b"x" * 10
    with pytest.raises(BadInputError):
        list(made.read("b"))


def test_too_many_elements_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analyzer.transcripts.docx_text.MAX_ELEMENTS", 20)
    with pytest.raises(BadInputError) as caught:
        said(tmp_path, *[paragraph("Rep: Hi.")] * 10)
    assert caught.value.code == "E-UNSAFE"
