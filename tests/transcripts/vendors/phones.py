"""Cases of telephone services and of what calls them."""

from __future__ import annotations

from typing import Any

from tests.transcripts.vendors.cases import Case, Refusal

__all__ = ["READ", "REFUSED"]


def quo(*dialogue: dict[str, Any], **facts: Any) -> dict[str, Any]:
    return {
        "data": {
            "callId": "AC1",
            "createdAt": "2026-02-19T10:00:00Z",
            "duration": 9,
            "status": "completed",
            "dialogue": list(dialogue),
            **facts,
        }
    }


READ = [
    Case(
        "dialpad",
        "plain",
        {
            "call_id": 5123456789012345678,
            "lines": [
                {
                    "type": "transcript",
                    "content": "How long?",
                    "name": "Ana",
                    "user_id": 11,
                    "contact_id": None,
                    "time": "2026-02-19T10:00:01.500",
                },
                {"type": "moment", "content": "question", "name": "Ana", "time": "2026-02-19T10:00:02"},
                {
                    "type": "transcript",
                    "content": "Nine days.",
                    "name": "Tom",
                    "user_id": None,
                    "contact_id": 22,
                    "time": "2026-02-19T10:00:04",
                },
                {"type": "ai_question", "content": "Budget?", "time": None},
                {
                    "type": "transcript",
                    "content": "Great.",
                    "name": "Ana",
                    "user_id": 11,
                    "time": "2026-02-19T10:00:08",
                },
            ],
        },
        [
            ("Ana", "rep", "How long?", 0.0, None),
            ("Tom", "prospect", "Nine days.", 2.5, None),
            ("Ana", "rep", "Great.", 6.5, None),
        ],
        "lines",
        dropped=("moments and questions of the assistant (not speech)",),
        id="5123456789012345678",
        date="2026-02-19",
    ),
    Case(
        "dialpad",
        "dirty: every field may be null, and times without order or sense",
        {
            "call_id": None,
            "lines": [
                {
                    "type": "transcript",
                    "content": "One",
                    "name": None,
                    "user_id": None,
                    "contact_id": None,
                    "time": None,
                },
                {"type": "transcript", "content": "Two", "name": "Tom", "user_id": 1, "contact_id": 2, "time": "10:00"},
                {"type": None, "content": "Three", "name": "Tom"},
                {
                    "type": "transcript",
                    "content": "Four",
                    "name": "Kim",
                    "contact_id": "3",
                    "time": "2026-02-19T10:00:09Z",
                },
                {
                    "type": "transcript",
                    "content": "Five",
                    "name": "Ana",
                    "user_id": 5,
                    "time": "2026-02-19T11:00:02+01:00",
                },
            ],
        },
        [
            (None, "unknown", "One", None, None),
            ("Tom", "unknown", "Two", None, None),
            ("Kim", "prospect", "Four", 7.0, None),
            ("Ana", "rep", "Five", 0.0, None),
        ],
        "lines",
        {"W-TIME": 2, "W-SPEAKER": 1},
        ("moments and questions of the assistant (not speech)",),
    ),
    Case(
        "quo",
        "plain",
        quo(
            {"content": "How long?", "start": 0.5, "end": 1.5, "identifier": "+15550100", "userId": "US1"},
            {"content": "Nine days.", "start": 1.75, "end": 5.5, "identifier": "+15550199", "userId": None},
        ),
        [("+15550100", "rep", "How long?", 0.5, 1.5), ("+15550199", "prospect", "Nine days.", 1.75, 5.5)],
        "dialogue",
        id="AC1",
        date="2026-02-19",
    ),
    Case(
        "quo",
        "dirty: nobody's number",
        quo(
            {"content": "One", "start": "0.5", "end": None, "identifier": None, "userId": None},
            {"content": "Two", "start": float("nan"), "end": 5.5, "identifier": None, "userId": "US1"},
        ),
        [(None, "unknown", "One", 0.5, None), ("US1", "rep", "Two", None, 5.5)],
        "dialogue",
        {"W-TIME": 1, "W-SPEAKER": 1},
        id="AC1",
        date="2026-02-19",
    ),
    Case(
        "intercom",
        "plain, times as texts",
        [
            {
                "content": "How long?",
                "start_time": "0.0",
                "end_time": "1.5",
                "speaker_label": "Teammate 1",
                "speaker_type": "admin",
                "speaker_id": "789",
            },
            {
                "content": "Nine days.",
                "start_time": "2.0",
                "end_time": "6.00",
                "speaker_label": "Contact",
                "speaker_type": "user",
                "speaker_id": "12",
            },
        ],
        [("Teammate 1", "rep", "How long?", 0.0, 1.5), ("Contact", "prospect", "Nine days.", 2.0, 6.0)],
        "turns",
    ),
    Case(
        "intercom",
        "dirty: no type of speaker, numbers, below a wrapper",
        {
            "id": "call-9",
            "transcript": [
                {"content": "One", "start_time": 0.0, "end_time": 1.5, "speaker_label": "A"},
                {"content": "Two", "start_time": 2, "end_time": 1, "speaker_label": None, "speaker_type": "bot"},
                {"content": "Three", "start_time": 3, "end_time": 6, "speaker_label": "B", "speaker_type": None},
            ],
        },
        [
            ("A", "unknown", "One", 0.0, 1.5),
            ("bot", "unknown", "Two", 2.0, None),
            ("B", "unknown", "Three", 3.0, 6.0),
        ],
        "turns",
        {"W-TIME": 1},
    ),
    Case(
        "ringcentral",
        "plain, the answer of a job",
        {
            "jobId": "j1",
            "status": "Success",
            "response": {
                "speakerCount": 2,
                "utterances": [
                    {"speakerId": "0", "start": 0.3, "end": 1.5, "text": "How long?", "confidence": 0.9},
                    {"speakerId": "1", "start": 1.6, "end": 5.1, "text": "Nine days.", "wordTimings": []},
                ],
            },
        },
        [("Speaker 0", "unknown", "How long?", 0.3, 1.5), ("Speaker 1", "unknown", "Nine days.", 1.6, 5.1)],
        "utterances",
    ),
    Case(
        "ringcentral",
        "dirty: names for ids, nobody, backward",
        {
            "utterances": [
                {"speakerId": "JohnDoe", "start": 3, "end": 5.5, "text": "One"},
                {"speakerId": -1, "start": 1, "end": 2, "text": "Two"},
            ]
        },
        [("JohnDoe", "unknown", "One", 3.0, 5.5), (None, "unknown", "Two", 1.0, 2.0)],
        "utterances",
        {"W-TIME": 1, "W-SPEAKER": 1},
    ),
    Case(
        "close",
        "plain",
        {
            "id": "acti_1",
            "_type": "Call",
            "date_created": "2026-02-19T10:00:00",
            "note": "Ring again",
            "recording_url": "https://x.example/r",
            "recording_transcript": {
                "summary_text": "They talked.",
                "utterances": [
                    {
                        "speaker_label": "Ana",
                        "speaker_side": "close-user",
                        "start": 0.5,
                        "end": 1.5,
                        "text": "How long?",
                    },
                    {"speaker_label": "Tom", "speaker_side": "contact", "start": 1.6, "end": 5.5, "text": "Nine days."},
                ],
            },
        },
        [("Ana", "rep", "How long?", 0.5, 1.5), ("Tom", "prospect", "Nine days.", 1.6, 5.5)],
        "recording_transcript",
        dropped=(
            "note (not speech)",
            "addresses, e-mails and keys, which may open a recording (not kept)",
            "summary_text (not speech)",
        ),
        id="acti_1",
        date="2026-02-19",
    ),
    Case(
        "close",
        "dirty: a voicemail, no label, no such side",
        {
            "id": "acti_2",
            "recording_transcript": None,
            "voicemail_transcript": {
                "utterances": [
                    {"speaker_label": None, "speaker_side": "contact", "start": None, "end": None, "text": "One"},
                    {"speaker_label": "C", "speaker_side": "third", "start": [], "end": 6, "text": "Two"},
                ]
            },
        },
        [("contact", "prospect", "One", None, None), ("Speaker C", "unknown", "Two", None, 6.0)],
        "voicemail_transcript",
        {"W-TIME": 1},
        id="acti_2",
    ),
]

REFUSED = [
    Refusal(
        "dialpad", "no speech", {"call_id": 1, "lines": [{"type": "moment", "content": "x"}]}, "E-NOSPEECH", "lines"
    ),
    Refusal(
        "quo", "not done", quo(status="in-progress", dialogue=None), "E-PROVIDER", 'Quo reports "status": in-progress'
    ),
    Refusal("quo", "nothing", quo(), "E-NOSPEECH", "data: Quo: no dialogue"),
    Refusal("intercom", "no words", [{"content": "", "speaker_label": "A"}], "E-NOSPEECH", "Intercom: no turns"),
    Refusal("ringcentral", "no words", {"utterances": [{"speakerId": 1, "text": "?!"}]}, "E-NOSPEECH", "no words"),
    Refusal("close", "no transcript", {"id": "1", "recording_transcript": {"utterances": []}}, "E-NOSPEECH", "Close"),
    Refusal("close", "null", {"id": "1", "recording_transcript": None}, "E-NOSPEECH", "Close: no utterances"),
]
