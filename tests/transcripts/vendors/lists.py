"""Cases of plain lists of utterances: Meet, Teams, ConvoKit, and what nobody here knows."""

from __future__ import annotations

import json
from typing import Any

from tests.transcripts.vendors.cases import Case, Refusal

__all__ = ["READ", "REFUSED"]


def entry(who: str | None, text: Any, start: Any, end: Any) -> dict[str, Any]:
    participant = f"conferenceRecords/c/participants/{who}" if who is not None else None
    return {
        "name": "conferenceRecords/c/transcripts/t/entries/e",
        "participant": participant,
        "text": text,
        "languageCode": "en-US",
        "startTime": start,
        "endTime": end,
    }


def spoken(who: Any, text: str, start: str | None, end: str | None) -> dict[str, Any]:
    return {
        "startDateTime": start,
        "endDateTime": end,
        "speakerName": who,
        "spokenText": text,
        "spokenLanguage": "en-us",
    }


def utterance(n: int, who: Any, text: Any, **facts: Any) -> dict[str, Any]:
    return {"id": f"u{n}", "speaker": who, "conversation_id": "c1", "reply-to": None, "text": text, "meta": {}, **facts}


READ = [
    Case(
        "meet-entries",
        "plain: absolute times, names from the second list",
        {
            "transcriptEntries": [
                entry("p1", "How long?", "2026-02-19T10:00:01.500Z", "2026-02-19T10:00:02.500Z"),
                entry("p2", "Nine days.", "2026-02-19T10:00:03.123456789Z", "2026-02-19T10:00:08Z"),
            ],
            "participants": [
                {"name": "conferenceRecords/c/participants/p1", "signedinUser": {"displayName": "Ana Ruiz"}},
                {"name": "conferenceRecords/c/participants/p2", "anonymousUser": {"displayName": "Tom"}},
            ],
        },
        [("Ana Ruiz", "unknown", "How long?", 0.0, 1.0), ("Tom", "unknown", "Nine days.", 1.623456, 6.5)],
        "entries",
        date="2026-02-19",
    ),
    Case(
        "meet-entries",
        "dirty: one page of several, no names, no time",
        {
            "transcriptEntries": [
                entry("p1", "One", None, "2026-02-19T10:00:02.500Z"),
                entry(None, "Two", "soon", "2026-02-19T10:00:09Z"),
            ],
            "nextPageToken": "abc",
        },
        [("p1", "unknown", "One", None, 0.0), (None, "unknown", "Two", None, 6.5)],
        "entries",
        {"W-TIME": 1, "W-PAGE": 1, "W-SPEAKER": 1},
    ),
    Case(
        "teams-metadata",
        "plain",
        [
            spoken("Ruiz, Ana", "How long?", "2026-02-19T10:00:01.5Z", "2026-02-19T10:00:02.5Z"),
            spoken("Tom", "Nine days.", "2026-02-19T10:00:03Z", "2026-02-19T10:00:08Z"),
        ],
        [("Ruiz, Ana", "unknown", "How long?", 0.0, 1.0), ("Tom", "unknown", "Nine days.", 1.5, 6.5)],
        "metadata",
        date="2026-02-19",
    ),
    Case(
        "teams-metadata",
        "dirty: JSON Lines, a name that is none, an end before its start",
        "\n".join(
            map(
                json.dumps,
                [
                    spoken(None, "One", "2026-02-19T10:00:02Z", "2026-02-19T10:00:01Z"),
                    spoken(7, "Two", "2026-02-19T10:00:03Z", "2026-02-19T10:00:08Z"),
                ],
            )
        ),
        [(None, "unknown", "One", 1.0, None), ("Speaker 7", "unknown", "Two", 2.0, 7.0)],
        "metadata",
        {"W-TIME": 1, "W-SPEAKER": 1},
        date="2026-02-19",
    ),
    Case(
        "convokit",
        "plain",
        "\n".join(map(json.dumps, [utterance(1, "ana", "How long?"), utterance(2, "tom", "Nine days.")])),
        [("ana", "unknown", "How long?", None, None), ("tom", "unknown", "Nine days.", None, None)],
        "utterances",
        id="c1",
    ),
    Case(
        "convokit",
        "dirty: the older keys, time stamps without a unit, a speaker that is an object",
        [
            {"id": 1, "user": "ana", "root": 5, "text": "One", "timestamp": 1700000000},
            {"id": 2, "user": {"id": "tom"}, "root": 5, "text": "Two", "timestamp": None},
            {"id": 3, "user": None, "root": 5, "text": "Three"},
        ],
        [
            ("ana", "unknown", "One", None, None),
            ("tom", "unknown", "Two", None, None),
            (None, "unknown", "Three", None, None),
        ],
        "utterances",
        {"W-TIME": 1, "W-SPEAKER": 1},
        id="5",
    ),
    Case(
        "generic",
        "plain: a key that names the unit",
        [
            {"speaker": "Rep", "text": "How long?", "start_ms": 500, "end_ms": 1500},
            {"speaker": "Tom", "text": "Nine days.", "start_ms": 1600, "end_ms": 5500},
        ],
        [("Rep", "rep", "How long?", 0.5, 1.5), ("Tom", "unknown", "Nine days.", 1.6, 5.5)],
        "list",
    ),
    Case(
        "generic",
        "a key that names no unit gives no time",
        {
            "title": "Intro",
            "entries": [
                {"who": {"name": "Ana", "id": 1}, "message": "One", "start": 250, "end": 26950},
                {"who": {"name": "Tom", "id": 2}, "message": "Two", "start": 27000},
            ],
        },
        [("Ana", "unknown", "One", None, None), ("Tom", "unknown", "Two", None, None)],
        "list",
        {"W-TIME": 2},
    ),
    Case(
        "generic",
        "dirty: camel case, seconds, numbers for names, JSON Lines",
        "\n".join(
            map(
                json.dumps,
                [
                    {"Speaker": 0, "Text": "One", "startTimeMillis": 500, "endTimeMillis": "x"},
                    {"Speaker": 1, "Text": "Two", "start_seconds": 2.5, "endSeconds": "6.5"},
                    {"Speaker": None, "Text": "Three"},
                    {"Speaker": "1", "Text": 3},
                    [],
                ],
            )
        ),
        [
            ("Speaker 0", "unknown", "One", 0.5, None),
            ("Speaker 1", "unknown", "Two", 2.5, 6.5),
            (None, "unknown", "Three", None, None),
            ("Speaker 1", "unknown", "3", None, None),
        ],
        "list",
        {"W-TIME": 1, "W-ITEM": 1, "W-SPEAKER": 1},
    ),
]

REFUSED = [
    Refusal("meet-entries", "nothing", {"transcriptEntries": []}, "E-NOSPEECH", "Google Meet: no entries"),
    Refusal("teams-metadata", "no words", [spoken("Ana", " ", None, None)], "E-NOSPEECH", "Teams: no utterances"),
    Refusal("convokit", "no words", [utterance(1, "ana", "")], "E-NOSPEECH", "ConvoKit: no utterances"),
    Refusal("generic", "no speakers", [{"text": "One"}, {"text": "Two"}], "E-SCHEMA", "a list of 2 items. Keys: text."),
    Refusal(
        "generic",
        "no texts",
        {"rows": [{"speaker": "Ana", "n": 1}]},
        "E-SCHEMA",
        "Keys: rows. Supported: json, fireflies",
    ),
    Refusal(
        "generic",
        "two lists",
        {"a": [{"speaker": "Ana", "text": "x"}], "b": [{"speaker": "Ana", "text": "y"}]},
        "E-SCHEMA",
        "Keys: a, b.",
    ),
]
