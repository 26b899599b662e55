"""A conversation written in each dialect is read back: the same words by the same speakers, in order."""

from __future__ import annotations

import csv
import html
import io
import json
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.transcripts import read
from tests.transcripts.office_files import docx, paragraph

NAMES = [
    "Ana Ruiz",
    "Tom O'Neil",
    "Dr. Lee St. Clair",
    "Ruiz, Ana (she/her)",
    "Kai | Acme",
    "SPEAKER_00",
    "Zoë Müller-Graf",
    "Speaker 2",
    "Rep",
    "Prospect",
]
PIECES = st.sampled_from(
    (
        "nine days", "we said: no", "at 12:30", "AT&T & co", "a < b", "so, well", "20 %", "it's", "[laughs]",
        "e.g. this", "http://x.example", "ok", "hm", "über 😀", "the plan - really", "I don't know.", "why?",
    )
)  # fmt: skip
SAID = st.lists(PIECES, min_size=1, max_size=6).map(lambda parts: "well " + " ".join(parts))
Talk = list[tuple[str, str]]


@st.composite
def talks(draw: st.DrawFn) -> Talk:
    """Two to four people who take turns; each speaks at least twice."""
    people = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=4, unique=True))
    rest = draw(st.lists(st.sampled_from(people), max_size=8))
    order = [*people, *people, *rest]
    return [(name, draw(SAID)) for name in order]


def _stamp(seconds: int, point: str) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{point}250"


def _clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}"


def zoom(talk: Talk) -> str:
    cues = [
        f"{i + 1}\r\n{_stamp(5 * i, '.')} --> {_stamp(5 * i + 4, '.')}\r\n{n}: {html.escape(t, quote=False)}\r\n"
        for i, (n, t) in enumerate(talk)
    ]
    return "WEBVTT\r\n\r\n" + "\r\n".join(cues)


def voices(talk: Talk) -> str:
    cues = [
        f"{_stamp(5 * i, '.')} --> {_stamp(5 * i + 4, '.')}\n"
        f"<v {html.escape(n, quote=False)}>{html.escape(t, quote=False).replace(' ', chr(10), 1)}</v>\n"
        for i, (n, t) in enumerate(talk)
    ]
    return "WEBVTT\n\n" + "\n".join(cues)


def webex(talk: Talk) -> str:
    cues = [
        f'{i} "{n}" ({i})\n{_stamp(5 * i, ".")} --> {_stamp(5 * i + 4, ".")}\n{html.escape(t, quote=False)}\n'
        for i, (n, t) in enumerate(talk)
    ]
    return "WEBVTT\n\n" + "\n".join(cues)


def srt(talk: Talk) -> str:
    return "\n".join(
        f"{i + 1}\n{_stamp(5 * i, ',')} --> {_stamp(5 * i + 4, ',')}\n{n}: {html.escape(t, quote=False)}\n"
        for i, (n, t) in enumerate(talk)
    )


def colon(talk: Talk) -> str:
    return "\n".join(f"{n}: {html.escape(t, quote=False)}" for n, t in talk)


def bracket_time(talk: Talk) -> str:
    return "\n".join(f"[{_clock(7 * i)}] {n}: {html.escape(t, quote=False)}" for i, (n, t) in enumerate(talk))


def rev(talk: Talk) -> str:
    return "\n\n".join(f"{n} ({_clock(7 * i)}):\n{html.escape(t, quote=False)}" for i, (n, t) in enumerate(talk))


def otter(talk: Talk) -> str:
    return "\n\n".join(f"{n}  {_clock(7 * i)}  \n{html.escape(t, quote=False)}" for i, (n, t) in enumerate(talk))


def markdown(talk: Talk) -> str:
    return "\n\n".join(f"**{n}:** {html.escape(t, quote=False)}" for n, t in talk)


def fathom(talk: Talk) -> str:
    return "\n\n".join(f"0:{7 * i // 60:02}:{7 * i % 60:02} - {n}\n  {html.escape(t)}" for i, (n, t) in enumerate(talk))


def teams(talk: Talk) -> str:
    """Voices, times without padding, the text over two lines."""
    return "WEBVTT\n\n" + "\n".join(
        f"0:{5 * i // 60}:{5 * i % 60}.5 --> 0:{(5 * i + 4) // 60}:{(5 * i + 4) % 60}.25\n"
        f"<v {html.escape(n, quote=False)}>{html.escape(t, quote=False).replace(' ', chr(10), 1)}</v>\n"
        for i, (n, t) in enumerate(talk)
    )


def teams_json(talk: Talk) -> str:
    """The payloads of Graph's metadata: a JSON object a cue."""
    return "WEBVTT\n\n" + "\n".join(
        f"{_stamp(5 * i, '.')} --> {_stamp(5 * i + 4, '.')}\n{json.dumps({'speakerName': n, 'spokenText': t})}\n"
        for i, (n, t) in enumerate(talk)
    )


def sbv(talk: Talk) -> str:
    return "\n".join(
        f"{_stamp(5 * i, '.')},{_stamp(5 * i + 4, '.')}\n{n}: {html.escape(t, quote=False)}\n"
        for i, (n, t) in enumerate(talk)
    )


def zoom_text(talk: Talk) -> str:
    return "\n".join(
        f"[{n}] {(86_390 + 7 * i) % 86_400 // 3600:02}:{(86_390 + 7 * i) % 3600 // 60:02}:{(86_390 + 7 * i) % 60:02}\n"
        f"{html.escape(t, quote=False)}\n"
        for i, (n, t) in enumerate(talk)
    )


def teams_copy(talk: Talk) -> str:
    return "\n".join(
        f"0:{5 * i // 60}:{5 * i % 60}.0 --> 0:{(5 * i + 4) // 60}:{(5 * i + 4) % 60}.70\n"
        f"{n}\n{html.escape(t, quote=False)}"
        for i, (n, t) in enumerate(talk)
    )


def ranges(talk: Talk) -> str:
    return "\n".join(
        f"[{_clock(7 * i)} → {_clock(7 * i + 5)}] **{n}:** {html.escape(t, quote=False)}"
        for i, (n, t) in enumerate(talk)
    )


def comma(talk: Talk) -> str:
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(("Text", "Start (ms)", "Speaker"))
    rows.writerows((t, 7000 * i, n) for i, (n, t) in enumerate(talk))
    return out.getvalue()


def old_teams_docx(talk: Talk) -> bytes:
    return docx(
        *(
            paragraph(f"0:{5 * i // 60}:{5 * i % 60}.5 --> 0:{(5 * i + 4) // 60}:{(5 * i + 4) % 60}.250\n{n}\n{t}")
            for i, (n, t) in enumerate(talk)
        )
    )


def new_teams_docx(talk: Talk) -> bytes:
    turns = (paragraph(f"{n}   {_clock(7 * i)}\n{t}") for i, (n, t) in enumerate(talk))
    return docx(
        paragraph("Intro-20260512_100000-Meeting Recording"), paragraph("May 12, 2026, 10:00AM"), paragraph("12m 5s"),
        paragraph("Ana Ruiz started transcription"), *turns, paragraph("Ana Ruiz stopped transcription"),
    )  # fmt: skip


WRITERS: list[Callable[[Talk], str | bytes]] = [
    zoom, voices, webex, srt, colon, bracket_time, rev, otter, markdown, fathom, teams, teams_json, sbv, zoom_text,
    teams_copy, ranges, comma, old_teams_docx, new_teams_docx,
]  # fmt: skip


def _words(talk: list[tuple[str | None, str]]) -> list[tuple[str | None, list[str]]]:
    return [
        (name, [word for _, text in group for word in text.split()])
        for name, group in groupby(talk, key=lambda pair: pair[0])
    ]


@pytest.mark.parametrize("write", WRITERS, ids=lambda write: write.__name__)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(talk=talks())
def test_same_words_and_speakers(tmp_path: Path, write: Callable[[Talk], str | bytes], talk: Talk) -> None:
    path = tmp_path / "call.txt"
    written = write(talk)
    path.write_bytes(written if isinstance(written, bytes) else written.encode("utf-8"))
    conversation, report = read(path)
    found = [(turn.speaker, turn.text) for turn in conversation.turns]
    assert _words(found) == _words([(name, text) for name, text in talk])
    assert report.unknown_turns == 0


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    turns=st.lists(
        st.fixed_dictionaries(
            {"speaker": st.none() | st.sampled_from(NAMES), "text": st.text(max_size=40)},
            optional={
                "role": st.sampled_from(["rep", "prospect", "other", "unknown"]),
                "start": st.floats(0, 1e6),
                "mood": st.text(max_size=4),
            },
        ),
        max_size=8,
    )
)
def test_own_json_is_taken_verbatim(tmp_path: Path, turns: list[dict[str, object]]) -> None:
    turns = [*turns, {"speaker": "Ana", "text": "word"}]
    path = tmp_path / "call.json"
    path.write_text(json.dumps({"turns": turns}), encoding="utf-8")
    conversation, report = read(path)
    assert [turn.text for turn in conversation.turns] == [turn["text"] for turn in turns]
    assert [turn.speaker for turn in conversation.turns] == [turn["speaker"] for turn in turns]
    assert [turn.start_s for turn in conversation.turns] == [turn.get("start") for turn in turns]
    for turn, written in zip(conversation.turns, turns, strict=True):
        if "role" in written:
            assert turn.role == written["role"]
    assert report.merged == 0
