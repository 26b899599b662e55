"""Cases of services that record meetings and sales calls."""

from __future__ import annotations

from typing import Any

from tests.transcripts.vendors.cases import Case, Refusal

__all__ = ["READ", "REFUSED"]


def fireflies(sentences: Any, **facts: Any) -> dict[str, Any]:
    return {"data": {"transcript": {"id": "ff1", "title": "Intro call", **facts, "sentences": sentences}}}


def gong(*monologues: tuple[str | None, list[dict[str, Any]]], **facts: Any) -> dict[str, Any]:
    entry = {"callId": "7782342274025937895", "transcript": [{"speakerId": s, "sentences": t} for s, t in monologues]}
    return {"requestId": "r1", "callTranscripts": [{**entry, **facts}]}


PARTIES = [
    {
        "id": "1",
        "name": "Ana Ruiz",
        "emailAddress": "ana@own.example",
        "speakerId": "6432345678555530067",
        "affiliation": "Internal",
    },
    {"id": "2", "name": "Tom Lee", "speakerId": "6432345678555530068", "affiliation": "External"},
    {"id": "3", "name": "Kim", "speakerId": "6432345678555530069", "affiliation": "Unknown"},
    {"id": "4", "name": "Silent", "affiliation": "Internal"},
]
EXTENSIVE = {
    "metaData": {
        "id": "7782342274025937895",
        "url": "https://x.example/call?sig=secret",
        "title": "Intro call",
        "started": "2026-02-19T10:00:00Z",
    },
    "parties": PARTIES,
    "content": {"brief": "They want a demo."},
}
MONOLOGUES = (
    ("6432345678555530067", [{"start": 460230, "end": 462343, "text": "How long?"}]),
    (
        "6432345678555530068",
        [{"start": 462500, "end": 463000, "text": "Nine days."}, {"start": 463100, "text": "Ten."}],
    ),
    ("6432345678555530069", [{"start": 464000, "end": 465000, "text": "Hm."}]),
)


def chorus(*utterances: dict[str, Any], **facts: Any) -> dict[str, Any]:
    recording = {"utterances": list(utterances), "duration": 12.5}
    attributes = {"recording": recording, "date_time": "2026-02-19T10:00:00Z", **facts}
    return {"data": {"id": "c1", "type": "conversation", "attributes": attributes}}


def avoma(*items: dict[str, Any], **facts: Any) -> dict[str, Any]:
    speakers = [
        {"id": 0, "name": "Ana", "email": "ana@own.example", "is_rep": True},
        {"id": 1, "name": "Tom", "email": "tom@acme.example", "is_rep": False},
        {"id": 2, "name": "Kim", "is_rep": None},
    ]
    return {"uuid": "u1", "meeting_uuid": "m1", "speakers": speakers, "transcript": list(items), **facts}


def fathom(*items: tuple[str | None, str | None, Any, str]) -> dict[str, Any]:
    return {
        "title": "Intro call",
        "recording_id": 123456789012345678,
        "share_url": "https://x.example/share/abc",
        "recording_start_time": "2026-02-19T10:00:00Z",
        "transcript": [
            {"speaker": {"display_name": name, "matched_calendar_invitee_email": email}, "text": text, "timestamp": at}
            for name, email, at, text in items
        ],
        "default_summary": {"markdown_formatted": "## Summary"},
        "action_items": [{"description": "Send the deck"}],
        "calendar_invitees": [
            {"name": "Ana Ruiz", "email": "ana@own.example", "is_external": False},
            {
                "name": "T. Lee",
                "matched_speaker_display_name": "Tom Lee",
                "email": "tom@acme.example",
                "is_external": True,
            },
        ],
    }


def recall(name: str | None, *words: tuple[str, float | None, float | None], **facts: Any) -> dict[str, Any]:
    return {
        "participant": {"id": facts.pop("id", 1), "name": name, "is_host": True, "email": None, **facts},
        "words": [
            {"text": text, "start_timestamp": {"relative": a, "absolute": None}, "end_timestamp": {"relative": b}}
            for text, a, b in words
        ],
    }


READ = [
    Case(
        "fireflies",
        "plain",
        fireflies(
            [
                {
                    "index": 0,
                    "speaker_name": "Ana Ruiz",
                    "speaker_id": 0,
                    "text": "How long?",
                    "raw_text": "how long",
                    "start_time": 0.5,
                    "end_time": 1.5,
                },
                {
                    "index": 1,
                    "speaker_name": "Tom Lee",
                    "speaker_id": 1,
                    "text": "Nine days.",
                    "raw_text": "nine days",
                    "start_time": 1.6,
                    "end_time": 2.5,
                    "ai_filters": {"question": None},
                },
            ],
            date=1771495200000,
            duration=12,
            organizer_email="ana@own.example",
            meeting_attendees=[
                {"displayName": "Ana Ruiz", "email": "ana@own.example"},
                {"displayName": None, "name": "Tom Lee", "email": "tom@acme.example"},
            ],
            summary={"overview": "Tom said nine days."},
            audio_url="https://x.example/a.mp3?signature=abc",
        ),
        [
            ("Ana Ruiz", "rep", "How long?", 0.5, 1.5),
            ("Tom Lee", "prospect", "Nine days.", 1.6, 2.5),
        ],
        "graphql",
        dropped=(
            "meeting_attendees (not speech)",
            "summary (not speech)",
            "addresses, e-mails and keys, which may open a recording (not kept)",
        ),
        id="ff1",
        date="2026-02-19",
    ),
    Case(
        "fireflies",
        "dirty",
        {
            "data": {
                "transcript": {
                    "sentences": [
                        {
                            "speaker_name": None,
                            "speaker_id": None,
                            "text": "  So\nthen ",
                            "start_time": "1.5",
                            "end_time": "x",
                        },
                        {"speaker_name": "Guest", "text": None, "raw_text": "ok", "start_time": True, "end_time": 3},
                        {"speaker_name": "Guest", "text": "", "raw_text": None},
                        "what",
                        {"speaker_name": "Kim", "text": 40},
                    ],
                    "workspace_users": ["ana@own.example"],
                }
            }
        },
        [
            (None, "unknown", "So then", 1.5, None),
            ("Guest", "unknown", "ok", None, 3.0),
            ("Kim", "unknown", "40", None, None),
        ],
        "graphql",
        {"W-TIME": 3, "W-ITEM": 1, "W-SPEAKER": 1},
        ("items without words",),
    ),
    Case(
        "fireflies",
        "public-domains",
        fireflies(
            [
                {"speaker_name": "Ana", "raw_text": "a", "text": "One"},
                {"speaker_name": "Tom", "raw_text": "a", "text": "Two"},
            ],
            organizer_email="ana@gmail.com",
            meeting_attendees=[{"name": "Ana", "email": "Ana@gmail.com"}, {"name": "Tom", "email": "tom@gmail.com"}],
        ),
        [("Ana", "rep", "One", None, None), ("Tom", "unknown", "Two", None, None)],
        "graphql",
        dropped=("meeting_attendees (not speech)",),
        id="ff1",
    ),
    Case(
        "gong",
        "merged",
        {**gong(*MONOLOGUES), "calls": [{"metaData": {"id": "9"}, "parties": []}, EXTENSIVE]},
        [
            ("Ana Ruiz", "rep", "How long?", 460.23, 462.343),
            ("Tom Lee", "prospect", "Nine days. Ten.", 462.5, 463.0),
            ("Kim", "unknown", "Hm.", 464.0, 465.0),
        ],
        "merged",
        dropped=("content (not speech)", "addresses, e-mails and keys, which may open a recording (not kept)"),
        id="7782342274025937895",
        date="2026-02-19",
    ),
    Case(
        "gong",
        "separate",
        gong(*MONOLOGUES[:2]),
        [
            ("Speaker 6432345678555530067", "unknown", "How long?", 460.23, 462.343),
            ("Speaker 6432345678555530068", "unknown", "Nine days. Ten.", 462.5, 463.0),
        ],
        "separate",
        {"W-SPEAKER": 1},
        id="7782342274025937895",
    ),
    Case(
        "gong",
        "snake-case-and-numbers",
        {
            "call_transcripts": [
                {
                    "call_id": 7782342274025937895,
                    "transcript": [
                        {
                            "speaker_id": 6432345678555530067,
                            "sentences": [{"startMs": "1000", "endMs": "900", "text": "One"}],
                        },
                        {"speaker_id": 1, "sentences": [{"start": -20, "end": 1500, "text": "Two"}]},
                        {"speaker_id": None, "sentences": None},
                    ],
                    "parties": [{"name": "Ana", "speaker_id": 6432345678555530067, "affiliation": "INTERNAL"}],
                }
            ]
        },
        [("Ana", "rep", "One", 1.0, None), (None, "unknown", "Two", 0.0, 1.5)],
        "merged",
        {"W-TIME": 3, "W-SPEAKER": 1},
        id="7782342274025937895",
    ),
    Case(
        "gong",
        "lower-case, joined by an exporter",
        {
            "metadata": {"id": "5", "started": "2026-03-01"},
            "parties": [{"name": "Ana", "speakerid": "8"}],
            "transcript": [{"speakerid": "8", "sentences": [{"start": 0, "end": 6000, "text": "One"}]}],
        },
        [("Ana", "unknown", "One", 0.0, 6.0)],
        "merged",
        id="5",
        date="2026-03-01",
    ),
    Case(
        "chorus",
        "plain",
        chorus(
            {
                "index": 1,
                "snippet": "Nine days.",
                "snippet_time": 1.5,
                "snippet_length": 1.0,
                "speaker_name": "Tom",
                "speaker_type": "customer",
            },
            {
                "index": 0,
                "snippet": "How long?",
                "snippet_time": 0.0,
                "snippet_length": 1.25,
                "speaker_name": "Ana",
                "speaker_type": "rep",
            },
            summary="They talked.",
            action_items=["Send it"],
        ),
        [("Ana", "rep", "How long?", 0.0, 1.25), ("Tom", "prospect", "Nine days.", 1.5, 2.5)],
        "conversation",
        dropped=("summary (not speech)", "action_items (not speech)"),
        id="c1",
        date="2026-02-19",
    ),
    Case(
        "chorus",
        "dirty: participants tell the sides, no index, no length",
        chorus(
            {"snippet": "One", "snippet_time": "3", "snippet_length": None, "speaker_name": "Ana"},
            {"snippet": "Two", "snippet_time": None, "snippet_length": 2, "speaker_name": "Tom"},
            {"snippet": "Three", "snippet_time": 9, "snippet_length": -2, "speaker_name": "Kim"},
            participants=[
                {"name": "Ana", "is_my_team": True},
                {"name": "Tom", "type": "prospect"},
                {"name": "Kim", "type": "guest"},
            ],
        ),
        [
            ("Ana", "rep", "One", 3.0, None),
            ("Tom", "prospect", "Two", None, None),
            ("Kim", "unknown", "Three", 9.0, None),
        ],
        "conversation",
        id="c1",
        date="2026-02-19",
    ),
    Case(
        "avoma",
        "plain",
        avoma(
            {"transcript": "How long?", "timestamps": [0.4, 0.9], "speaker_id": 0},
            {"transcript": "Nine days, perhaps.", "timestamps": [1.5, 1.9, 2.8], "speaker_id": 1},
            {"transcript": "Hm.", "timestamps": [5.5], "speaker_id": 2},
            transcription_vtt_url="https://x.example/v.vtt?token=1",
        ),
        [
            ("Ana", "rep", "How long?", 0.4, 0.9),
            ("Tom", "prospect", "Nine days, perhaps.", 1.5, 2.8),
            ("Kim", "unknown", "Hm.", 5.5, None),
        ],
        "transcriptions",
        {"W-TIME": 2},
        ("addresses, e-mails and keys, which may open a recording (not kept)",),
        id="m1",
    ),
    Case(
        "avoma",
        "dirty: in results, no such speaker, no times",
        {
            "count": 1,
            "results": [
                avoma(
                    {"transcript": "One", "timestamps": [], "speaker_id": 7},
                    {"transcript": "Two", "timestamps": None, "speaker_id": "1"},
                )
            ],
        },
        [("Speaker 7", "unknown", "One", None, None), ("Tom", "prospect", "Two", None, None)],
        "transcriptions",
        id="m1",
    ),
    Case(
        "fathom",
        "plain",
        fathom(
            ("Ana Ruiz", "ana@own.example", "00:00:05", "How long?"),
            ("Tom Lee", None, "01:00:07", "Nine days."),
            ("Kim", None, "01:00:09", "Hm."),
        ),
        [
            ("Ana Ruiz", "rep", "How long?", 5.0, None),
            ("Tom Lee", "prospect", "Nine days.", 3607.0, None),
            ("Kim", "unknown", "Hm.", 3609.0, None),
        ],
        "meeting",
        dropped=(
            "addresses, e-mails and keys, which may open a recording (not kept)",
            "default_summary (not speech)",
            "action_items (not speech)",
        ),
        id="123456789012345678",
        date="2026-02-19",
    ),
    Case(
        "fathom",
        "dirty: a list of one, times that are none",
        {
            "items": [
                {
                    "transcript": [
                        {"speaker": {"display_name": "Ana"}, "text": "One", "timestamp": "later"},
                        {"speaker": None, "text": "Two", "timestamp": None},
                        {"speaker": {"display_name": "Ana"}, "text": "Three", "timestamp": 7},
                    ]
                }
            ],
            "next_cursor": "abc",
        },
        [
            ("Ana", "unknown", "One", None, None),
            (None, "unknown", "Two", None, None),
            ("Ana", "unknown", "Three", 7, None),
        ],
        "meeting",
        {"W-TIME": 1, "W-SPEAKER": 1},
    ),
    Case(
        "grain",
        "plain",
        [
            {"start": 500, "end": 1500, "speaker": "Ana", "participant_id": "p1", "text": "How long?"},
            {"start": 1600, "end": 6000, "speaker": "Tom", "participant_id": "p2", "text": "Nine days."},
        ],
        [("Ana", "unknown", "How long?", 0.5, 1.5), ("Tom", "unknown", "Nine days.", 1.6, 6.0)],
        "list",
    ),
    Case(
        "grain",
        "dirty: two people of one name, nobody",
        [
            {"start": None, "end": 1500, "speaker": "Ana", "participant_id": "p1", "text": "One"},
            {"start": 1600, "end": 6000, "speaker": "Ana", "participant_id": "p2", "text": "Two"},
            {"start": 7000, "end": 8000, "speaker": None, "participant_id": None, "text": "Three"},
        ],
        [
            ("Ana", "unknown", "One", None, 1.5),
            ("Ana (2)", "unknown", "Two", 1.6, 6.0),
            (None, "unknown", "Three", 7.0, 8.0),
        ],
        "list",
        {"W-SPEAKER": 2},
    ),
    Case(
        "tldv",
        "plain: the unit of its times is unknown",
        {
            "id": "t1",
            "meetingId": "m1",
            "data": [
                {"speaker": "Ana", "text": "How long?", "startTime": 1, "endTime": 2},
                {"speaker": "Tom", "text": "Nine days.", "startTime": 3, "endTime": 4},
            ],
        },
        [("Ana", "unknown", "How long?", None, None), ("Tom", "unknown", "Nine days.", None, None)],
        "transcript",
        {"W-TIME": 2},
        id="m1",
    ),
    Case(
        "tldv",
        "dirty: nobody, nothing",
        {
            "meetingId": None,
            "data": [
                {"speaker": "Ana", "text": "One"},
                {"speaker": "Unknown", "text": "Two"},
                {"speaker": "Ana", "text": []},
                None,
            ],
        },
        [("Ana", "unknown", "One", None, None), (None, "unknown", "Two", None, None)],
        "transcript",
        {"W-ITEM": 2, "W-SPEAKER": 1},
    ),
    Case(
        "hubspot",
        "plain",
        {
            "engagementId": 38390,
            "transcriptCreateUtterances": [
                {
                    "speaker": {"id": "1", "name": "Ana", "email": "ana@own.example"},
                    "text": "How long?",
                    "languageCode": "en-US",
                    "startTimeMillis": 500,
                    "endTimeMillis": 1500,
                },
                {
                    "speaker": {"id": "2", "name": "Tom"},
                    "text": "Nine days.",
                    "startTimeMillis": 1600,
                    "endTimeMillis": 5500,
                },
            ],
        },
        [("Ana", "unknown", "How long?", 0.5, 1.5), ("Tom", "unknown", "Nine days.", 1.6, 5.5)],
        "utterances",
        id="38390",
    ),
    Case(
        "hubspot",
        "dirty: snake case, texts for numbers, a speaker without a name",
        {
            "engagement_id": "1",
            "transcript_create_utterances": [
                {"speaker": {"id": 1}, "text": "One", "start_time_millis": "500", "end_time_millis": "five"},
                {"speaker": "Tom", "text": "Two", "start_time_millis": 2500, "end_time_millis": 2500},
            ],
        },
        [("Speaker 1", "unknown", "One", 0.5, None), (None, "unknown", "Two", 2.5, 2.5)],
        "utterances",
        {"W-TIME": 2, "W-SPEAKER": 1},
        id="1",
    ),
    Case(
        "recall",
        "plain: pauses of a second and more end an utterance, of two a turn",
        [
            recall("Ana", ("How", 0.5, 0.7), ("long", 0.8, 1.0), ("?", 1.0, 1.1), ("Say", 2.5, 2.7), ("it.", 5.0, 5.5)),
            recall("Tom", ("Nine", 6.0, 6.2), ("days.", 6.3, 6.9), id=2),
        ],
        [
            ("Ana", "unknown", "How long? Say", 0.5, 2.7),
            ("Ana", "unknown", "it.", 5.0, 5.5),
            ("Tom", "unknown", "Nine days.", 6.0, 6.9),
        ],
        "participants",
    ),
    Case(
        "recall",
        "dirty: nobody's name, no times, the older shape",
        [
            recall(None, ("One", None, None), ("two", None, 3.0), id=None),
            recall("Ana", id=3),
            {
                "speaker": "Tom",
                "speaker_id": 4,
                "words": [{"text": "Three", "start_timestamp": 6, "end_timestamp": 7.5}],
            },
            {"participant": {"id": 5, "name": None}, "words": [{"text": "Four", "start_timestamp": None}]},
        ],
        [
            (None, "unknown", "One two", None, 3.0),
            ("Tom", "unknown", "Three", 6.0, 7.5),
            ("Speaker 5", "unknown", "Four", None, None),
        ],
        "participants",
        {"W-SPEAKER": 1},
    ),
]

REFUSED = [
    Refusal("fireflies", "no access", fireflies(None), "E-NOSPEECH", "data.transcript: Fireflies: no sentences"),
    Refusal(
        "fireflies",
        "an error of GraphQL",
        {"data": {"transcript": None}, "errors": [{"message": "Not found ffk_1=2"}]},
        "E-PROVIDER",
        '"errors": Not found. Export',
    ),
    Refusal("fireflies", "another's file", READ[3].document, "E-SCHEMA", "not a Fireflies transcript", named=True),
    Refusal("gong", "half a file", {"calls": [EXTENSIVE]}, "E-HALF", "parties only"),
    Refusal("gong", "half a file, one call", EXTENSIVE, "E-HALF", "Add the callTranscripts"),
    Refusal("gong", "nothing in it", {"callTranscripts": []}, "E-NOSPEECH", "callTranscripts"),
    Refusal("gong", "no sentences", gong(("1", [])), "E-NOSPEECH", "callTranscripts[0]: Gong: no sentences"),
    Refusal("chorus", "nothing in it", chorus(), "E-NOSPEECH", "Chorus: no utterances"),
    Refusal("avoma", "nothing in it", avoma(), "E-NOSPEECH", "Avoma: no utterances"),
    Refusal("fathom", "not done", {**fathom(), "transcript": None}, "E-NOSPEECH", "Fathom: no utterances"),
    Refusal("grain", "no words", [{"participant_id": 1, "speaker": "A", "text": " "}], "E-NOSPEECH", "Grain"),
    Refusal("tldv", "no words", {"meetingId": 1, "data": [{"speaker": "A", "text": None}]}, "E-NOSPEECH", "tl;dv"),
    Refusal("hubspot", "null", {"transcriptCreateUtterances": None}, "E-NOSPEECH", "HubSpot"),
    Refusal("recall", "no words", [recall("Ana", (" ", 1.0, 2.0))], "E-NOSPEECH", "Recall"),
]
