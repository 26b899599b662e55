"""The audit on one screen: what is on it, that it fits, and that no transcript can disturb it."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from analyzer.conversation import Participant
from analyzer.report.data import conversation_dict, plain
from analyzer.report.terminal import render, render_inspection
from analyzer.report.visible import clip, visible
from analyzer.suitability import Suitability
from analyzer.transcripts.report import Note, ParseReport, ParseWarning
from tests.report.audits import CALL, NAMES, Line, audit_of, without_roles

HOLDS = {"rep": "Dana", "prospect": "Gail"}
_LONE = "\ud83d"  # half a surrogate pair
HOSTILE = (
    "[bold red]x[/] \x1b[31m\x1b]0;t\x07 \x9b2J \u202etxt\u2066 \u200f\ud83d\r\nnext\tline [link=http://a]b[/link]"
)


def shown(data: dict[str, Any], width: int = 80, draw: Callable[..., None] = render, **options: Any) -> str:
    out = io.StringIO()
    draw(data, Console(file=out, width=width, **options))
    return out.getvalue()


@pytest.mark.parametrize("width", [60, 72, 80, 120, 200])
@pytest.mark.parametrize("timed", [True, False])
def test_it_fits_the_screen(width: int, timed: bool) -> None:
    text = shown(audit_of(timed=timed, holds_if=None).to_dict(), width)
    lines = text.splitlines()
    assert max(cell_len(line) for line in lines) <= width
    assert all(line == line.rstrip() for line in lines)
    assert len(lines) <= (42 if width >= 80 else 50)


def test_what_a_coach_needs_is_on_it() -> None:
    data = audit_of().to_dict()
    text = " ".join(shown(data).split())
    assert data["verdict"] in text
    assert "Dana from what is said, 93% sure: asks 4 of the 5 questions" in text
    assert "○ values ◐ goals ● realities ● next step ○ implement" in text
    assert "from 0:40" in text
    assert "seconds of rep + prospect" in text
    assert "pitch 30%" in text
    assert "little pitch" in text
    first = data["findings"][0]
    assert first["say_next"] in text
    assert f"{first['message']} ({first['confidence']:.0%} sure)" in text
    assert "“So we build routing software for small hauliers.” Dana, 0:16" in text
    assert "Questions 3 by the rep: 1 open, 2 closed, 0 statement-shaped" in text
    assert "model fast 1 · unsure of 3 of 15 sentences" in text


def test_without_times_the_turn_is_quoted_and_the_band_is_told() -> None:
    text = shown(audit_of(timed=False).to_dict())
    assert "Dana, turn 2" in text
    assert "estimated ±7 points: words of the prospect" in text
    assert "from turn 7" in text


def test_unknown_roles_are_said_loudly() -> None:
    audit = audit_of(holds_if=HOLDS)
    text = shown(without_roles(audit).to_dict())
    assert "WHO IS THE REP IS NOT KNOWN" in text
    assert "--rep" in text
    assert "unknown: Dana, Gail" in text
    assert "⇄ only if rep = Dana, prospect = Gail" in text
    assert "WHO IS THE REP" not in shown(audit_of().to_dict())


def test_what_is_no_interview_says_so_first() -> None:
    audit = audit_of(suitability=Suitability("not_sales", 0.9, ("a voicemail: “after the tone”",)))
    lines = shown(audit.to_dict()).splitlines()
    assert lines[1].startswith("! NO INTERVIEW: not a sales conversation (90% sure): a voicemail")
    assert "No findings." in lines


def test_notes_have_no_talk() -> None:
    text = shown(audit_of(medium="notes", names={}, timed=False).to_dict())
    assert "Talk      not measured: notes hold no speech" in text
    assert "WHO IS THE REP" not in text
    assert "█" not in text


def test_colour_only_where_it_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    data = audit_of().to_dict()
    plain_text = shown(data)
    assert "\x1b" not in plain_text
    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured = shown(data, force_terminal=True, color_system="standard")
    assert "\x1b[" in coloured
    monkeypatch.setenv("NO_COLOR", "1")
    without = shown(data, force_terminal=True, color_system="standard")
    assert "\x1b[31m" not in without
    assert "\x1b[36m" not in without


def hostile_call() -> dict[str, Any]:
    lines: tuple[Line, ...] = tuple((role, stage, f"{HOSTILE.replace(_LONE, '')} {text}") for role, stage, text in CALL)
    data = audit_of(lines, names={"rep": HOSTILE, "prospect": "Gail"}).to_dict()
    for finding in data["findings"]:
        for quote in finding["evidence"]:
            quote["text"] = f"{_LONE} {quote['text']}"
    data["conversation"]["id"] = data["conversation"]["account"] = HOSTILE
    data["model"]["name"] = HOSTILE
    return data


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_hostile_transcript_cannot_touch_the_terminal(width: int) -> None:
    text = shown(hostile_call(), width)
    for char in set(text) - {"\n"}:
        assert unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp"), repr(char)
    assert "[bold red]x[/]" in text
    assert "\\x1b[31m" in text
    assert "\\u202e" in text


@given(st.text(st.characters(categories=("L", "Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "So", "Mn", "Co"))))
def test_visible_text_is_one_harmless_line(text: str) -> None:
    safe = visible(text)
    assert all(c.isprintable() or c in "\u200c\u200d" for c in safe)
    assert safe == safe.strip()
    assert visible(safe) == safe


@given(st.text("ab 漢字é\U0001f600", max_size=60), st.integers(1, 30))
def test_clip_fits(text: str, cells: int) -> None:
    cut = clip(text, cells)
    assert cell_len(cut) <= cells
    assert cut == text or cut.endswith("…")


@pytest.mark.parametrize(
    ("value", "said"), [(0.9999, ">99%"), (1.0, "100%"), (0.001, "<1%"), (0.0, "0%"), (0.5, "50%")]
)
def test_percents_claim_no_certainty(value: float, said: str) -> None:
    data = audit_of().to_dict()
    data["coverage"]["values"]["confidence"] = value
    assert f"skipped {said}" in shown(data)


def test_the_bar_shows_what_is_there_and_adds_up() -> None:
    data = audit_of().to_dict()
    share, pitch = data["measures"]["talk_share"], data["measures"]["pitch_share"]
    for prospect, pitching in [(0.0, 0.0), (1.0, 0.0), (0.999, 0.001), (0.3334, 0.3333), (0.5, 0.5)]:
        share["prospect"]["value"], share["rep"]["value"], pitch["value"] = prospect, 1 - prospect, pitching
        bar = next(line for line in shown(data).splitlines() if line.startswith("Talk")).split()[1]
        assert len(bar) == 70
        assert ("█" in bar) == (prospect > 0)
        assert ("▓" in bar) == (pitching > 0)


def test_many_findings_stay_on_one_screen() -> None:
    data = audit_of().to_dict()
    data["findings"] = data["findings"] * 4
    lines = shown(data).splitlines()
    assert len(lines) <= 44
    assert any(line.startswith("  and ") for line in lines)


def test_inspection() -> None:
    audit = audit_of()
    people = (*audit.conversation.participants, Participant("Bo"))
    report = ParseReport(
        "vtt", "zoom", "utf-8", 40, 15, 3, 149, 25, (Note("cue 3", "empty cues", 2),),
        (ParseWarning("W-TIME", "ends before it starts", 2, ("cue 9",)),), "turns", 1,
        ("Title: \x1b[2J", "a", "b", "c", "d"),
    )  # fmt: skip
    data = {
        "parse": plain(report.to_dict()),
        "conversation": conversation_dict(replace(audit.conversation, participants=people)),
    }
    for turn in data["conversation"]["turns"][-2:]:
        turn["start_s"] = None
    text = shown(data, 80, render_inspection)
    for part in (
        "vtt (zoom), utf-8, times: start and end of each turn",
        "40 units → 15 turns (25 joined to the turn before), 3 named speakers",
        "empty cues: 2, first at cue 3",
        "ends before it starts, 2 times (cue 9) [W-TIME]",
        "1 of 15 turns without a speaker",
        "2 of 15 turns without a time",
        "… and 2 more lines that are no speech",
        "Title: \\x1b[2J",
        "Gail  from what is said, 93% sure",
        "Unknown   Bo",
        "0 0:12 Dana (rep): Morning Gail",
        "… and 9 more turns",
    ):
        assert part in text, part
    assert NAMES["rep"] in text
    assert max(map(cell_len, shown(data, 60, render_inspection).splitlines())) <= 60
