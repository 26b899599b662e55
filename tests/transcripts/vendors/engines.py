"""Cases of speech engines and of services that sell nothing but transcription."""

from __future__ import annotations

from typing import Any

from tests.transcripts.vendors.cases import Case, Refusal

__all__ = ["READ", "REFUSED"]


def deepgram(*channels: dict[str, Any], **results: Any) -> dict[str, Any]:
    listed = [{"alternatives": [channel]} for channel in channels]
    facts = {"request_id": "dg1", "created": "2026-02-19T10:00:00Z", "duration": 6.5, "channels": len(channels)}
    return {"metadata": facts, "results": {"channels": listed, **results}}


def dg_word(text: str, start: float, end: float, speaker: int | None = None) -> dict[str, Any]:
    found: dict[str, Any] = {"word": text.lower().strip("?.,"), "punctuated_word": text, "start": start, "end": end}
    return found if speaker is None else {**found, "speaker": speaker}


def assembly(**facts: Any) -> dict[str, Any]:
    return {
        "id": "aai1",
        "status": "completed",
        "audio_url": "https://x.example/a.mp3",
        "audio_duration": 6,
        "acoustic_model": "default",
        "text": "How long? Nine.",
        "words": [],
        "utterances": None,
        **facts,
    }


def result(kind: str, content: Any, start: float, end: float, speaker: str = "S1", **facts: Any) -> dict[str, Any]:
    return {
        "type": kind,
        "start_time": start,
        "end_time": end,
        "alternatives": [{"content": content, "confidence": 1.0, "speaker": speaker}],
        **facts,
    }


def speechmatics(*results: dict[str, Any], delimiter: str = " ", **facts: Any) -> dict[str, Any]:
    pack = {"language_pack_info": {"word_delimiter": delimiter}, "created_at": "2026-02-19T10:00:00Z"}
    return {"format": "2.9", "job": {"id": "sm1"}, "metadata": pack, "results": list(results), **facts}


def rev(*monologues: tuple[Any, list[dict[str, Any]]], **facts: Any) -> dict[str, Any]:
    return {"monologues": [{"speaker": who, "elements": elements} for who, elements in monologues], **facts}


def text(value: str, ts: Any = None, end: Any = None) -> dict[str, Any]:
    return {"type": "text", "value": value, "ts": ts, "end_ts": end}


def punct(value: str) -> dict[str, Any]:
    return {"type": "punct", "value": value}


def scribe(*words: tuple[str, str, float | None, float | None, str | None]) -> list[dict[str, Any]]:
    return [{"text": t, "type": kind, "start": a, "end": b, "speaker_id": who} for t, kind, a, b, who in words]


def seg(start: Any, end: Any, line: str, **facts: Any) -> dict[str, Any]:
    return {"id": 0, "start": start, "end": end, "text": line, **facts}


GLADIA = [
    {"start": 0.5, "end": 1.5, "text": "How long?", "language": "en", "speaker": 0, "channel": 0, "words": []},
    {"start": 1.6, "end": 5.5, "text": "Nine days.", "language": "en", "speaker": 1, "channel": 0, "words": []},
]

READ = [
    Case(
        "rev-ai",
        "plain: marks carry their own blanks",
        rev(
            (0, [text("How", 0.5, 0.7), punct(" "), text("long", 0.8, 1.2), punct("?"), punct(" ")]),
            (
                1,
                [
                    text("Nine", 1.5, 1.7),
                    punct(","),
                    punct(" "),
                    text("3", 1.8, 1.9),
                    punct("."),
                    text("5", 1.9, 2.1),
                    punct(" "),
                    {"type": "unknown", "value": "<inaudible>"},
                ],
            ),
        ),
        [("Speaker 0", "unknown", "How long?", 0.5, 1.2), ("Speaker 1", "unknown", "Nine, 3.5 <inaudible>", 1.5, 2.1)],
        "monologues",
    ),
    Case(
        "rev-ai",
        "dirty: names beside, clock texts, blanks that are missing, a speaker that is none",
        rev(
            (
                1,
                [
                    {"type": "text", "value": "One", "timestamp": "00:00:01,500", "end_timestamp": "00:00:02,000"},
                    text("two", None, "x"),
                ],
            ),
            (None, [text("Three")]),
            speakers=[{"id": 1, "name": "Ana"}],
        ),
        [("Ana", "unknown", "One two", 1.5, 2.0), (None, "unknown", "Three", None, None)],
        "monologues",
        {"W-TIME": 1, "W-SPEAKER": 1},
    ),
    Case(
        "deepgram",
        "utterances of two channels: speakers are counted in each",
        deepgram(
            {"transcript": "x"},
            {"transcript": "x"},
            utterances=[
                {"start": 0.5, "end": 1.5, "channel": 0, "transcript": "How long?", "speaker": 0},
                {"start": 6.0, "end": 6.5, "channel": 0, "transcript": "Great.", "speaker": 0},
                {"start": 3.1400001, "end": 4.5, "channel": 1, "transcript": "Nine.", "speaker": 0},
            ],
        ),
        [
            ("Channel 0, speaker 0", "unknown", "How long?", 0.5, 1.5),
            ("Channel 1, speaker 0", "unknown", "Nine.", 3.1400001, 4.5),
            ("Channel 0, speaker 0", "unknown", "Great.", 6.0, 6.5),
        ],
        "utterances",
        id="dg1",
        date="2026-02-19",
    ),
    Case(
        "deepgram",
        "paragraphs",
        deepgram(
            {
                "transcript": "x",
                "words": [],
                "paragraphs": {
                    "transcript": "x",
                    "paragraphs": [
                        {
                            "speaker": 0,
                            "sentences": [
                                {"text": "How long?", "start": 0.5, "end": 1.5},
                                {"text": "Say it.", "start": 1.6, "end": 2.5},
                            ],
                        },
                        {"speaker": 1, "sentences": [{"text": "Nine.", "start": 5.0, "end": 5.5}]},
                    ],
                },
            }
        ),
        [("Speaker 0", "unknown", "How long? Say it.", 0.5, 2.5), ("Speaker 1", "unknown", "Nine.", 5.0, 5.5)],
        "paragraphs",
        id="dg1",
        date="2026-02-19",
    ),
    Case(
        "deepgram",
        "words, as they are punctuated",
        deepgram(
            {
                "transcript": "x",
                "words": [
                    dg_word("How", 0.5, 0.7, 0),
                    dg_word("long?", 0.7, 1.2, 0),
                    dg_word("Nine.", 1.5, 5.2, 1),
                ],
            },
            utterances=[],
        ),
        [("Speaker 0", "unknown", "How long?", 0.5, 1.2), ("Speaker 1", "unknown", "Nine.", 1.5, 5.2)],
        "words",
        id="dg1",
        date="2026-02-19",
    ),
    Case(
        "deepgram",
        "dirty: nobody told apart, the text alone",
        {"results": {"channels": [{"alternatives": [{"transcript": "How long? Nine."}]}]}},
        [(None, "unknown", "How long? Nine.", None, None)],
        "text",
        {"W-SPEAKER": 1},
    ),
    Case(
        "assemblyai",
        "plain: milliseconds",
        assembly(
            utterances=[
                {"speaker": "A", "text": "How long?", "start": 250, "end": 1500, "words": []},
                {"speaker": "B", "text": "Nine.", "start": 1600, "end": 26950, "words": []},
            ],
            chapters=[{"summary": "Nine."}],
        ),
        [("Speaker A", "unknown", "How long?", 0.25, 1.5), ("Speaker B", "unknown", "Nine.", 1.6, 26.95)],
        "utterances",
        dropped=("addresses, e-mails and keys, which may open a recording (not kept)", "chapters (not speech)"),
        id="aai1",
    ),
    Case(
        "assemblyai",
        "words where there are no utterances",
        assembly(
            words=[
                {"text": "How", "start": 250, "end": 400, "speaker": None},
                {"text": "long?", "start": 400, "end": 900},
                {"text": "Nine.", "start": 4000, "end": 5000, "speaker": "B"},
            ]
        ),
        [(None, "unknown", "How long?", 0.25, 0.9), ("Speaker B", "unknown", "Nine.", 4.0, 5.0)],
        "words",
        {"W-SPEAKER": 1},
        ("addresses, e-mails and keys, which may open a recording (not kept)",),
        id="aai1",
    ),
    Case(
        "openai-diarized",
        "plain",
        {
            "task": "transcribe",
            "duration": 6.5,
            "text": "How long? Nine.",
            "segments": [
                {
                    "type": "transcript.text.segment",
                    "id": "s0",
                    "start": 0.5,
                    "end": 1.5,
                    "text": " How long?",
                    "speaker": "A",
                },
                {
                    "type": "transcript.text.segment",
                    "id": "s1",
                    "start": 1.6,
                    "end": 6.5,
                    "text": "Nine.",
                    "speaker": "tom",
                },
            ],
            "usage": {"type": "tokens"},
        },
        [("Speaker A", "unknown", "How long?", 0.5, 1.5), ("tom", "unknown", "Nine.", 1.6, 6.5)],
        "segments",
    ),
    Case(
        "openai-diarized",
        "dirty: nobody, no times",
        {
            "segments": [
                {"type": "transcript.text.segment", "text": "One", "speaker": None},
                {"type": "transcript.text.segment", "text": "Two", "speaker": "B", "start": "", "end": -1},
            ]
        },
        [(None, "unknown", "One", None, None), ("Speaker B", "unknown", "Two", None, None)],
        "segments",
        {"W-TIME": 1, "W-SPEAKER": 1},
    ),
    Case(
        "whisper",
        "plain: nobody is told apart, and repeats stay",
        {
            "text": " How long? Nine. Nine.",
            "language": "en",
            "segments": [
                seg(0.5, 1.5, " How long?", seek=0, tokens=[1], avg_logprob=-0.2),
                seg(2.0, 3.0, " Nine."),
                seg(6.0, 7.0, " Nine."),
            ],
        },
        [(None, "unknown", "How long? Nine.", 0.5, 3.0), (None, "unknown", "Nine.", 6.0, 7.0)],
        "segments",
        {"W-SPEAKER": 3},
    ),
    Case(
        "whisper",
        "chunks, the last of which has no end",
        {
            "text": "x",
            "chunks": [
                {"timestamp": [0.0, 2.5], "text": " One"},
                {"timestamp": [6.0, None], "text": " two"},
                {"timestamp": None, "text": " three"},
            ],
        },
        [(None, "unknown", "One", 0.0, 2.5), (None, "unknown", "two three", 6.0, None)],
        "chunks",
        {"W-SPEAKER": 3},
    ),
    Case(
        "whisper",
        "chunks with speakers",
        {
            "chunks": [{"timestamp": [0.0, 6.5], "text": " One two"}],
            "speakers": [
                {"speaker": "SPEAKER_00", "timestamp": [0.0, 2.5], "text": " One"},
                {"speaker": "SPEAKER_01", "timestamp": [2.5, 6.5], "text": " two"},
            ],
        },
        [("SPEAKER_00", "unknown", "One", 0.0, 2.5), ("SPEAKER_01", "unknown", "two", 2.5, 6.5)],
        "chunks",
    ),
    Case(
        "whisper",
        "whisper.cpp",
        {
            "params": {"model": "x"},
            "result": {"language": "en"},
            "transcription": [
                {"timestamps": {"from": "00:00:00,500"}, "offsets": {"from": 500, "to": 5500}, "text": " One two."}
            ],
        },
        [(None, "unknown", "One two.", 0.5, 5.5)],
        "transcription",
        {"W-SPEAKER": 2},
        ("result (not speech)",),
    ),
    Case(
        "whisperx",
        "plain: the segment's text is the truth, though numbers are not aligned",
        {
            "segments": [
                seg(0.5, 1.5, " How long?", speaker="SPEAKER_00", words=[{"word": "How", "start": 0.5, "end": 0.7}]),
                seg(
                    1.6,
                    6.0,
                    " About 9 days.",
                    speaker="SPEAKER_01",
                    words=[
                        {"word": "About", "start": 1.6, "end": 1.8},
                        {"word": "9"},
                        {"word": "days.", "start": 2, "end": 6},
                    ],
                ),
            ],
            "word_segments": [{"word": "How"}],
            "language": "en",
        },
        [("SPEAKER_00", "unknown", "How long?", 0.5, 1.5), ("SPEAKER_01", "unknown", "About 9 days.", 1.6, 6.0)],
        "segments",
    ),
    Case(
        "whisperx",
        "dirty: speakers at the words only, and at nothing",
        {
            "segments": [
                seg(
                    0.5,
                    3.0,
                    " So 9? Yes.",
                    words=[
                        {"word": "So", "start": 0.5, "end": 0.7, "speaker": "A1"},
                        {"word": "9?", "start": None},
                        {"word": "Yes.", "start": 2.0, "end": 3.0, "speaker": "B1"},
                    ],
                ),
                seg(3.5, 6.0, "Text that the words are not", words=[{"word": "Other", "speaker": "A1"}]),
            ]
        },
        [
            ("A1", "unknown", "So 9?", 0.5, 0.7),
            ("B1", "unknown", "Yes.", 2.0, 3.0),
            (None, "unknown", "Text that the words are not", 3.5, 6.0),
        ],
        "segments",
        {"W-SPEAKER": 1},
    ),
    Case(
        "speechmatics",
        "plain: marks attach to the word before",
        speechmatics(
            result("word", "How", 0.5, 0.7),
            result("word", "long", 0.7, 1.2),
            result("punctuation", "?", 1.2, 1.2, attaches_to="previous", is_eos=True),
            result("word", "Nine", 1.5, 1.7, "S2"),
            result("entity", "2026", 1.8, 5.5, "S2", spoken_form=[{"type": "word"}], written_form=[{"type": "word"}]),
            result("punctuation", ".", 5.5, 5.5, "S1"),
        ),
        [("S1", "unknown", "How long?", 0.5, 1.2), ("S2", "unknown", "Nine 2026.", 1.5, 5.5)],
        "results",
        id="sm1",
        date="2026-02-19",
    ),
    Case(
        "speechmatics",
        "dirty: nobody, other results, marks that attach to the next word",
        speechmatics(
            result("word", "Um", 0.5, 0.7, "UU"),
            {"type": "speaker_change", "start_time": 1},
            result("punctuation", "(", 1, 1, attaches_to="next"),
            result("word", "so", 1.0, "x"),  # type: ignore[arg-type]
            result("word", None, 1.0, 6.0),
        ),
        [(None, "unknown", "Um", 0.5, 0.7), ("S1", "unknown", "(so", None, None)],
        "results",
        {"W-TIME": 1, "W-SPEAKER": 1},
        ("results that are no words (changes of speaker, sounds)",),
        id="sm1",
        date="2026-02-19",
    ),
    Case(
        "speechmatics",
        "channels, in a language without blanks",
        speechmatics(
            result("word", "你", 0.5, 0.7, channel="rep"),
            result("word", "好", 0.7, 6.0, channel="rep"),
            result("word", "好", 1.5, 2.0, "UU", channel="other"),
            delimiter="",
        ),
        [("rep, S1", "unknown", "你好", 0.5, 6.0), ("other", "unknown", "好", 1.5, 2.0)],
        "channels",
        id="sm1",
        date="2026-02-19",
    ),
    Case(
        "speechmatics-v1",
        "plain: numbers as texts",
        {
            "format": "1.0",
            "job": {"id": 7, "created_at": "2026-02-19"},
            "speakers": [
                {"name": "M1", "time": "0.500", "duration": "1.000"},
                {"name": "F1", "time": "1.600", "duration": "4.000"},
            ],
            "words": [
                {"name": "How", "time": "0.500", "duration": "0.200", "confidence": "0.9"},
                {"name": "long", "time": "0.750", "duration": "0.500"},
                {"name": "?", "time": "1.250", "duration": "0.000"},
                {"name": "Nine", "time": "1.600", "duration": "0.400"},
                {"name": ".", "time": "2.000", "duration": "0.000"},
            ],
        },
        [("M1", "unknown", "How long?", 0.5, 1.25), ("F1", "unknown", "Nine.", 1.6, 2.0)],
        "v1",
        id="7",
        date="2026-02-19",
    ),
    Case(
        "speechmatics-v1",
        "dirty: between the stretches, nobody's",
        {
            "speakers": [
                {"name": "UU", "time": "0", "duration": "1"},
                {"name": "M1", "time": "5", "duration": None},
                {},
            ],
            "words": [
                {"name": "One", "time": "0.5"},
                {"name": "two", "time": "2.5", "duration": "0.1"},
                {"name": "three", "time": "6", "duration": True},
                {"name": "four", "time": None},
            ],
        },
        [
            (None, "unknown", "One two", 0.5, 2.6),
            ("M1", "unknown", "three", 6.0, None),
            (None, "unknown", "four", None, None),
        ],
        "v1",
        {"W-TIME": 1, "W-SPEAKER": 2},
    ),
    Case(
        "gladia",
        "plain",
        {
            "id": "g1",
            "status": "done",
            "created_at": "2026-02-19T10:00:00Z",
            "file": {"source": "x"},
            "result": {
                "metadata": {"audio_duration": 6},
                "summarization": {"results": "Nine."},
                "transcription": {"full_transcript": "x", "languages": ["en"], "utterances": GLADIA},
            },
        },
        [("Speaker 0", "unknown", "How long?", 0.5, 1.5), ("Speaker 1", "unknown", "Nine days.", 1.6, 5.5)],
        "utterances",
        dropped=("file (not speech)", "metadata (not speech)", "summarization (not speech)"),
        id="g1",
        date="2026-02-19",
    ),
    Case(
        "gladia",
        "dirty: live, two channels, nobody told apart",
        {
            "type": "post_final_transcript",
            "session_id": "s1",
            "data": {
                "utterances": [
                    {**GLADIA[1], "channel": 1, "speaker": None, "end": "later"},
                    {**GLADIA[0], "speaker": None},
                ]
            },
        },
        [("Channel 0", "unknown", "How long?", 0.5, 1.5), ("Channel 1", "unknown", "Nine days.", 1.6, None)],
        "channels",
        {"W-TIME": 1},
        id="s1",
    ),
    Case(
        "elevenlabs",
        "plain: concatenated as it stands",
        {
            "language_code": "eng",
            "language_probability": 0.98,
            "text": "x",
            "words": scribe(
                ("How", "word", 0.5, 0.7, "speaker_0"),
                (" ", "spacing", 0.7, 0.8, "speaker_0"),
                ("long?", "word", 0.8, 1.2, "speaker_0"),
                (" ", "spacing", 1.2, 1.5, "speaker_0"),
                ("(laughter)", "audio_event", 1.5, 1.7, "speaker_1"),
                (" ", "spacing", 1.7, 1.7, "speaker_1"),
                ("Nine", "word", 1.8, 2.0, "speaker_1"),
                ("-ish.", "word", 2.0, 5.5, "speaker_1"),
            ),
        },
        [("speaker_0", "unknown", "How long?", 0.5, 1.2), ("speaker_1", "unknown", "(laughter) Nine-ish.", 1.5, 5.5)],
        "words",
    ),
    Case(
        "elevenlabs",
        "dirty: channels, no blank at a change of speaker",
        {
            "transcription_id": "t1",
            "transcripts": [
                {
                    "channel_index": 0,
                    "words": scribe(("Hi.", "word", 0.5, 0.7, None), ("Bye.", "word", 5.0, 5.5, "speaker_1")),
                },
                {"channel_index": 1, "words": scribe(("Yes", "word", 2.0, None, None))},
            ],
        },
        [
            ("Channel 0", "unknown", "Hi.", 0.5, 0.7),
            ("Channel 1", "unknown", "Yes", 2.0, None),
            ("Channel 0, speaker_1", "unknown", "Bye.", 5.0, 5.5),
        ],
        "channels",
        id="t1",
    ),
    Case(
        "podcast-json",
        "plain: a word a segment, the speaker only where it changes",
        {
            "version": "1.0.0",
            "segments": [
                {"speaker": "Ana", "startTime": 0.5, "endTime": 0.7, "body": "How"},
                {"startTime": 0.7, "endTime": 1.0, "body": "long"},
                {"startTime": 1.0, "endTime": 1.2, "body": "?"},
                {"speaker": "Tom", "startTime": 1.5, "endTime": 5.5, "body": "Nine."},
            ],
        },
        [("Ana", "unknown", "How long?", 0.5, 1.2), ("Tom", "unknown", "Nine.", 1.5, 5.5)],
        "words",
    ),
    Case(
        "podcast-json",
        "dirty: a null speaker is nobody",
        {
            "segments": [
                {"speaker": "Ana", "startTime": "0.5", "endTime": 2, "body": "How long does it take?"},
                {"speaker": None, "startTime": 3, "endTime": 2, "body": "It takes nine days."},
                {"body": {}},
            ]
        },
        [("Ana", "unknown", "How long does it take?", 0.5, 2.0), (None, "unknown", "It takes nine days.", 3.0, None)],
        "segments",
        {"W-TIME": 1, "W-ITEM": 1, "W-SPEAKER": 1},
    ),
]

REFUSED = [
    Refusal("rev-ai", "nothing", rev(), "E-NOSPEECH", "Rev.ai: no monologues"),
    Refusal("deepgram", "nothing", deepgram({"transcript": ""}), "E-NOSPEECH", "Deepgram: no utterances"),
    Refusal(
        "assemblyai",
        "failed",
        assembly(status="error", error="Download error for https://x.example/?k=1 (404)"),
        "E-PROVIDER",
        'AssemblyAI reports "error": Download error for (404).',
    ),
    Refusal("assemblyai", "not done", assembly(status="processing", text=None), "E-PROVIDER", '"status": processing'),
    Refusal(
        "openai-diarized",
        "no words",
        {"segments": [{"type": "transcript.text.segment", "text": ""}]},
        "E-NOSPEECH",
        "OpenAI: no segments",
    ),
    Refusal("whisper", "nothing", {"text": "", "segments": [], "language": "en"}, "E-NOSPEECH", "Whisper: no segments"),
    Refusal("whisperx", "no words", {"segments": [seg(0, 1, " ", speaker="A1")]}, "E-NOSPEECH", "WhisperX"),
    Refusal("speechmatics", "nothing", speechmatics(), "E-NOSPEECH", "Speechmatics: no results"),
    Refusal(
        "speechmatics-v1", "no words", {"speakers": [], "words": [{"name": "", "time": "1"}]}, "E-NOSPEECH", "no words"
    ),
    Refusal(
        "gladia",
        "queued",
        {"id": "1", "status": "queued", "result": {"transcription": {"utterances": [], "full_transcript": ""}}},
        "E-PROVIDER",
        'Gladia reports "status": queued',
    ),
    Refusal(
        "gladia",
        "nothing",
        {"result": {"transcription": {"utterances": [], "full_transcript": ""}}},
        "E-NOSPEECH",
        "Gladia: no utterances",
    ),
    Refusal(
        "elevenlabs", "nothing", {"words": scribe((" ", "spacing", 0, 1, None))}, "E-NOSPEECH", "ElevenLabs: no words"
    ),
    Refusal("podcast-json", "nothing", {"segments": [{"body": None}]}, "E-NOSPEECH", "podcast JSON: no segments"),
]
