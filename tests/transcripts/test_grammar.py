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


NO_CONVERSATION = {
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
