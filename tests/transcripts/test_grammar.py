"""Shapes of plain-text transcripts, and texts that only look like one."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.errors import BadInputError
from analyzer.transcripts import read
from analyzer.transcripts.times import seconds

A, B = "Ana Ruiz", "Tom Lee"
SHAPES: dict[str, tuple[str, list[str | None], list[float | None]]] = {
    "name below time": (f"[0:05] {A}\nHi friend.\n[0:09] {B}\nHi.\n[0:12] {A}\nBye.\n", [A, B, A], [5, 9, 12]),
    "name, time, text": (f"{A}\n0:05\nHi\n\n{B}\n0:10\nHo\n\n{A}\n0:15\nBye\n", [A, B, A], [5, 10, 15]),
    "time, then name": (f"0:05\n{A}: Hi\n\n0:10\n{B}: Ho\n\n0:15\n{A}: Bye\n", [A, B, A], [5, 10, 15]),
    "bold name, time": (f"**{A}** (0:01): Hi\n\n**{B}** (0:05): Ho\n", [A, B], [1, 5]),
    "name - time": (f"{A} - 0:01\nHi\n\n{B} - 0:05\nHo\n", [A, B], [1, 5]),
    "day time": (f"{A} 10:15 AM\nhi\n\n{B} 1:16 PM\nho\n", [A, B], [0, 10860]),
    "text below": ("Rep:\nHello there.\n\nProspect:\nHi.\n", ["Rep", "Prospect"], [None, None]),
    "colon in speech": (f"{A}: He said: no.\n{B}: See http://x.example\n{A}: at 12:30\n", [A, B, A], [None] * 3),
    "list": ("- Rep: hello there\n- Prospect: hi\n- Rep: ok\n", ["Rep", "Prospect", "Rep"], [None] * 3),
    "unknown": (f"(UNKNOWN): Who?\n{A}: Me.\n(APPLAUSE) {B}: You?\n{A}: Yes.\n", [None, A, B, A], [None] * 4),
    "small letters": ("ana: hi how are you\ntom: fine thanks a lot\nana: so good to hear\ntom: yes it is so\n",
                      ["ana", "tom", "ana", "tom"], [None] * 4),
    "wrapped": ("Rep: Hi there.\nHow are you?\nProspect: Fine.\nRep: Good.\n", ["Rep", "Prospect", "Rep"], [None] * 3),
    "chevrons": (">> ANA: Hi.\n>> TOM: Ho.\n>> Who?\n>> ANA: Me.\n", ["ANA", "TOM", None, "ANA"], [None] * 4),
    "Q1": ("Q1: What?\nA1: That.\nQ2: Why?\nA2: So.\n", ["Q", "A", "Q", "A"], [None] * 4),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_shape(tmp_path: Path, shape: str) -> None:
    text, speakers, starts = SHAPES[shape]
    path = tmp_path / "call.txt"
    path.write_text(text, encoding="utf-8")
    conversation, report = read(path)
    assert [turn.speaker for turn in conversation.turns] == speakers
    assert [turn.start_s for turn in conversation.turns] == starts
    assert report.format == "text"
    assert report.dropped == ()


MEET = "This editable transcript was computer generated and might contain errors."
TOOLS: dict[str, tuple[str, str, list[tuple[str | None, str]]]] = {
    "Meet, each once": (
        (
            f"Intro\nAttendees\nAna Ruiz, Tom Lee, Zed\nTranscript\n00:00:00\n\nAna Ruiz: Hello.\nZed: yes\n00:05:00\n"
            f"Tom Lee: Hi\nMeeting ended after 00:31:40 👋\n{MEET}\nNotes: none\n"
        ),
        "meet",
        [("Ana Ruiz", "Hello."), ("Zed", "yes"), ("Tom Lee", "Hi")],
    ),
    "Meet in Markdown": (
        (
            f"## Attendees\n\nAna Ruiz, Tom Lee\n\n## Transcript\n\n*{MEET}*\n\n### 00:00:00 {{#00:00:00}}\n\n"
            "**Ana Ruiz:** Hello \\- Tom\\!  \n**Tom Lee:** Hi. Ana Ruiz: So?  \n\n### 00:05:12\n\nTom Lee: Bye.\n"
        ),
        "meet",
        [("Ana Ruiz", "Hello - Tom!"), ("Tom Lee", "Hi."), ("Ana Ruiz", "So?"), ("Tom Lee", "Bye.")],
    ),
    "Fathom, each once": (
        (
            "Intro - May 12\nVIEW RECORDING - 47 mins (No highlights): https://x.example\n\n---\n\n"
            "0:00:07 - Ana Ruiz\n  Hello.\n\n"
            "0:00:12 - Tom (Acme)\n  Hi.\n  ACTION ITEM: Send it - WATCH: https://x.example\n  more\n"
        ),
        "fathom",
        [("Ana Ruiz", "Hello."), ("Tom (Acme)", "Hi. more")],
    ),
    "Teams out of Word": (
        "**Ana Ruiz** 0:03\nHello\n\n**Tom Lee** 0:09\nHi\n",
        "otter",
        [("Ana Ruiz", "Hello"), ("Tom Lee", "Hi")],
    ),
    "Rev goes on": (
        "Speaker 1 (00:00):\nHello.\n\nSpeaker 2 (00:05):\nHi there.\n(00:00:09):\nmore\n\nSPEAKER 1 (00:12):\nyes\n",
        "rev",
        [("Speaker 1", "Hello."), ("Speaker 2", "Hi there. more"), ("Speaker 1", "yes")],
    ),
    "time of day": ("[14:05:07] Ana: Hi\n[14:05:12] Tom: Ho\n", "times", [("Ana", "Hi"), ("Tom", "Ho")]),
}


@pytest.mark.parametrize("tool", TOOLS)
def test_tool(tmp_path: Path, tool: str) -> None:
    text, dialect, turns = TOOLS[tool]
    path = tmp_path / "call.txt"
    path.write_text(text, encoding="utf-8")
    conversation, report = read(path)
    assert [(turn.speaker, turn.text) for turn in conversation.turns] == turns
    assert report.dialect == dialect
    if tool == "time of day":
        assert [turn.start_s for turn in conversation.turns] == [0, 5]
        assert [warning.code for warning in report.warnings] == ["W-TIME"]


CHATS = {
    "zoom": "14:05:07 From Ana Ruiz to Everyone:\n\tHello\n14:05:12 From Tom Lee to Everyone:\n\tHi\n",
    "zoom cloud": '00:05:07\tAna Ruiz:\tHello\r\n00:05:12\tTom Lee:\tReacted to "Hello" with 👍\r\n\tmore\r\n',
    "webex": "2026-05-12 10:05 : Ana Ruiz : <p>Hello</p>\n2026-05-12 10:06 : Tom Lee : <p>Hi</p>\n",
}


@pytest.mark.parametrize("tool", CHATS)
def test_chat_is_refused(tmp_path: Path, tool: str) -> None:
    path = tmp_path / "chat.txt"
    path.write_bytes(CHATS[tool].encode())
    with pytest.raises(BadInputError) as caught:
        read(path)
    assert caught.value.code == "E-CHAT"


NO_CONVERSATION = {
    "ttml": '<?xml version="1.0"?><tt xmlns="http://www.w3.org/ns/ttml"><body><p begin="1s">Hi</p></body></tt>',
    "python": "try:\n    import x\nexcept ImportError:\n    pass\nelse:\n    y = 1\nif a:\n    b\nelse:\n    c\n",
    "yaml": "name: x\nvalue: y\nname: z\nvalue: u\n",
    "log": "[12:00:01] INFO: started\n[12:00:02] ERROR: failed x\n[12:00:03] INFO: done\n",
    "mail": "From: a@b.example\nTo: c@d.example\nSubject: Call\n\nSee you then.\n",
    "one label": "Ana: hello there\n",
    "sentence": "The point: we go. Then we said this: it is late.\n",
}


@pytest.mark.parametrize("kind", NO_CONVERSATION)
def test_no_conversation(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "call.txt"
    path.write_text(NO_CONVERSATION[kind], encoding="utf-8")
    try:
        conversation, report = read(path)
    except BadInputError as error:
        assert error.code == "E-NOSPEAKERS"  # noqa: PT017
    else:
        assert report.format == "notes"
        assert conversation.participants == ()


def test_summary_and_headings_are_no_speech(tmp_path: Path) -> None:
    path = tmp_path / "call.md"
    path.write_text(
        "# Call\n\n## Summary\n- Ana: will send it\n\n## Transcript\n\n**Ana:** Hi.\n\n**Tom:** Ho.\n\n"
        "**Ana:** Bye.\n\n## Action items\n\n- Ana: send it\n",
        encoding="utf-8",
    )
    conversation, report = read(path)
    assert [turn.text for turn in conversation.turns] == ["Hi.", "Ho.", "Bye."]
    assert "- Ana: will send it" in report.preamble
    assert "lines of sections that are no speech (summary, action items)" in {n.what for n in report.dropped}


def test_speech_with_a_colon_below_headers_with_a_time_is_no_label(tmp_path: Path) -> None:
    path = tmp_path / "call.txt"
    said = ["well nine days", "well we said: no", "well we said: no", "well we said: no nine days nine days"]
    talk = list(zip(["Ana Ruiz", "Tom Lee"] * 2, said, strict=True))
    path.write_text("\n\n".join(f"{n} (0:0{i}):\n{t}" for i, (n, t) in enumerate(talk)), encoding="utf-8")
    conversation, _ = read(path)
    assert [(turn.speaker, turn.text) for turn in conversation.turns] == talk


@pytest.mark.parametrize("value", [1e300, 10**400, float("inf"), float("nan"), -1, True, "12"])
def test_numbers_that_are_no_time(value: object) -> None:
    assert seconds(value) is None
