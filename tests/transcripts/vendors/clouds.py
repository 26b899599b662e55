"""Cases of the large clouds: Amazon, Google, Microsoft, IBM."""

from __future__ import annotations

from typing import Any

from tests.transcripts.vendors.cases import Case, Refusal

__all__ = ["READ", "REFUSED"]


def word(text: str, start: str, end: str, **facts: Any) -> dict[str, Any]:
    return {"type": "pronunciation", "start_time": start, "end_time": end, "alternatives": [{"content": text}], **facts}


def mark(text: str, **facts: Any) -> dict[str, Any]:
    return {"type": "punctuation", "alternatives": [{"confidence": "0.0", "content": text}], **facts}


def aws(items: Any, **results: Any) -> dict[str, Any]:
    return {
        "jobName": "job1",
        "accountId": "123456789012",
        "status": "COMPLETED",
        "results": {"transcripts": [{"transcript": "How long? Nine."}], "items": items, **results},
    }


def segment(label: str, start: str, end: str, *starts: str) -> dict[str, Any]:
    items = [{"speaker_label": label, "start_time": at, "end_time": at} for at in starts]
    return {"speaker_label": label, "start_time": start, "end_time": end, "items": items}


ITEMS = [word("How", "0.5", "0.7"), word("long", "0.75", "1.25"), mark("?"), word("Nine", "1.5", "2.0"), mark(".")]


def google(*results: dict[str, Any], **facts: Any) -> dict[str, Any]:
    return {**facts, "results": list(results)}


def heard(text: str, *words: tuple[str, Any, Any, Any], tag: str = "speakerTag", **facts: Any) -> dict[str, Any]:
    listed = [
        {"word": w, "startTime": a, "endTime": b, **({tag: who} if who is not None else {})} for w, a, b, who in words
    ]
    return {"alternatives": [{"transcript": text, "words": listed}], **facts}


def azure(*phrases: tuple[Any, int | None, Any, Any, str]) -> dict[str, Any]:
    return {
        "source": "https://x.example/audio.wav?sig=1",
        "timestamp": "2026-02-19T10:00:00Z",
        "durationInTicks": 60000000,
        "combinedRecognizedPhrases": [{"channel": 0, "display": "all"}],
        "recognizedPhrases": [
            {
                "recognitionStatus": "Success",
                "channel": channel,
                "speaker": speaker,
                "offsetInTicks": offset,
                "durationInTicks": length,
                "nBest": [{"confidence": 0.9, "lexical": text.lower(), "display": text}],
            }
            for channel, speaker, offset, length, text in phrases
        ],
    }


def ibm(*results: dict[str, Any], **facts: Any) -> dict[str, Any]:
    return {"result_index": 0, "results": list(results), **facts}


def stamped(transcript: str, *stamps: Any, final: bool = True) -> dict[str, Any]:
    return {"final": final, "alternatives": [{"transcript": transcript, "timestamps": list(stamps)}]}


READ = [
    Case(
        "aws-transcribe",
        "plain: speakers by the start of a word, marks without times",
        aws(
            ITEMS,
            speaker_labels={
                "speakers": 2,
                "segments": [
                    segment("spk_0", "0.5", "1.25", "0.5", "0.75"),
                    segment("spk_1", "1.5", "2.0", "1.5"),
                    segment("", "2.0", "9.0"),
                ],
            },
        ),
        [("spk_0", "unknown", "How long?", 0.5, 1.25), ("spk_1", "unknown", "Nine.", 1.5, 2.0)],
        "speakers",
        dropped=("addresses, e-mails and keys, which may open a recording (not kept)",),
        id="job1",
    ),
    Case(
        "aws-transcribe",
        "channels win over speakers, and are interleaved by time",
        aws(
            [],
            speaker_labels={"segments": [segment("spk_0", "0", "9", "0.5")]},
            channel_labels={
                "number_of_channels": 2,
                "channels": [
                    {
                        "channel_label": "ch_0",
                        "items": [word("Hi", "0.5", "0.75"), mark("."), word("Bye", "5.0", "5.5")],
                    },
                    {
                        "channel_label": "ch_1",
                        "items": [word("Yes", "1.5", "2.0"), word("yes", "2.5", "3.0"), mark("!")],
                    },
                ],
            },
        ),
        [
            ("ch_0", "unknown", "Hi.", 0.5, 0.75),
            ("ch_1", "unknown", "Yes yes!", 1.5, 3.0),
            ("ch_0", "unknown", "Bye", 5.0, 5.5),
        ],
        "channels",
        dropped=("addresses, e-mails and keys, which may open a recording (not kept)",),
        id="job1",
    ),
    Case(
        "aws-transcribe",
        "dirty: labels on the items, a segment for the others, a mark first, a time that is none",
        aws(
            [
                mark("¿"),
                word("Uno", "x", "0.75"),
                word("dos", "1.5", "2.0", speaker_label="spk_1"),
                word("tres", "2.1", "2.2"),
            ],
            speaker_labels={"segments": [segment("spk_0", "2.05", "3.0")]},
        ),
        [
            (None, "unknown", "¿ Uno", None, 0.75),
            ("spk_1", "unknown", "dos", 1.5, 2.0),
            ("spk_0", "unknown", "tres", 2.1, 2.2),
        ],
        "speakers",
        {"W-TIME": 2, "W-SPEAKER": 1},
        ("addresses, e-mails and keys, which may open a recording (not kept)",),
        id="job1",
    ),
    Case(
        "aws-transcribe",
        "the text alone",
        aws([]),
        [(None, "unknown", "How long? Nine.", None, None)],
        "text",
        {"W-SPEAKER": 1},
        ("addresses, e-mails and keys, which may open a recording (not kept)",),
        id="job1",
    ),
    Case(
        "aws-transcribe",
        "cut down to the items",
        {"results": {"items": ITEMS[:3], "speaker_labels": {"segments": [segment("spk_0", "0", "9")]}}},
        [("spk_0", "unknown", "How long?", 0.5, 1.25)],
        "speakers",
    ),
    Case(
        "aws-tca",
        "plain",
        {
            "JobName": "tca1",
            "JobStatus": "COMPLETED",
            "Channel": "VOICE",
            "Transcript": [
                {
                    "ParticipantRole": "AGENT",
                    "Content": "How long?",
                    "BeginOffsetMillis": 500,
                    "EndOffsetMillis": 1500,
                    "LoudnessScores": [70.1],
                    "Items": [],
                },
                {
                    "ParticipantRole": "CUSTOMER",
                    "Content": "Nine days.",
                    "BeginOffsetMillis": 1600,
                    "EndOffsetMillis": 5500,
                },
            ],
            "ConversationCharacteristics": {"TalkTime": {"TotalTimeMillis": 4000}},
        },
        [("AGENT", "rep", "How long?", 0.5, 1.5), ("CUSTOMER", "prospect", "Nine days.", 1.6, 5.5)],
        "call",
        id="tca1",
    ),
    Case(
        "aws-tca",
        "Contact Lens: roles by participant, one of them unknown",
        {
            "Transcript": [
                {"ParticipantId": "p1", "Content": "One", "BeginOffsetMillis": "500", "EndOffsetMillis": None},
                {"ParticipantId": "p2", "Content": "Two", "BeginOffsetMillis": 1600, "EndOffsetMillis": 1500},
                {"ParticipantId": "p3", "Content": "Three", "BeginOffsetMillis": -5, "EndOffsetMillis": 5500},
            ],
            "Participants": [
                {"ParticipantId": "p1", "ParticipantRole": "AGENT"},
                {"ParticipantId": "p2", "ParticipantRole": "SYSTEM"},
            ],
        },
        [
            ("AGENT", "rep", "One", 0.5, None),
            ("SYSTEM", "unknown", "Two", 1.6, None),
            ("p3", "unknown", "Three", 0.0, 5.5),
        ],
        "call",
        {"W-TIME": 3},
    ),
    Case(
        "aws-pca",
        "plain",
        {
            "ConversationAnalytics": {
                "GUID": "g1",
                "LanguageCode": "en-US",
                "SpeakerLabels": [
                    {"Speaker": "spk_0", "DisplayText": "Agent"},
                    {"Speaker": "spk_1", "DisplayText": "Customer"},
                ],
                "SentimentTrends": {"spk_0": {}},
            },
            "SpeechSegments": [
                {
                    "SegmentStartTime": 0.5,
                    "SegmentEndTime": 1.5,
                    "SegmentSpeaker": "spk_0",
                    "OriginalText": "how long",
                    "DisplayText": "How long?",
                },
                {
                    "SegmentStartTime": 1.6,
                    "SegmentEndTime": 5.5,
                    "SegmentSpeaker": "spk_1",
                    "OriginalText": "Nine days.",
                },
            ],
        },
        [("Agent", "rep", "How long?", 0.5, 1.5), ("Customer", "prospect", "Nine days.", 1.6, 5.5)],
        "segments",
        dropped=("SentimentTrends (not speech)",),
        id="g1",
    ),
    Case(
        "aws-pca",
        "dirty: a speaker without a label, texts for numbers",
        {
            "ConversationAnalytics": {"SpeakerLabels": [{"Speaker": "spk_0", "DisplayText": "Ana"}, {"Speaker": None}]},
            "SpeechSegments": [
                {"SegmentStartTime": "0.5", "SegmentEndTime": "1.5", "SegmentSpeaker": "spk_0", "DisplayText": "One"},
                {"SegmentStartTime": {}, "SegmentEndTime": 5.5, "SegmentSpeaker": "spk_1", "DisplayText": "Two"},
            ],
        },
        [("Ana", "unknown", "One", 0.5, 1.5), ("spk_1", "unknown", "Two", None, 5.5)],
        "segments",
        {"W-TIME": 1},
    ),
    Case(
        "aws-pca",
        "no id, and a time of the call",
        {
            "ConversationAnalytics": {"GUID": "None", "ConversationTime": "2026-02-19 13:35:14.215558"},
            "SpeechSegments": [{"SegmentStartTime": 0, "SegmentEndTime": 6, "SegmentSpeaker": 0, "DisplayText": "Hi."}],
        },
        [("Speaker 0", "unknown", "Hi.", 0.0, 6.0)],
        "segments",
        date="2026-02-19",
    ),
    Case(
        "aws-bda",
        "plain",
        {
            "metadata": {"semantic_modality": "AUDIO"},
            "audio": {"summary": "They talked."},
            "audio_segments": [
                {
                    "start_timestamp_millis": 500,
                    "end_timestamp_millis": 1500,
                    "type": "TRANSCRIPT",
                    "text": "How long?",
                    "speaker": {"speaker_label": "spk_0"},
                },
                {
                    "start_timestamp_millis": 1600,
                    "end_timestamp_millis": 5500,
                    "type": "TRANSCRIPT",
                    "text": "Nine days.",
                    "speaker": {"speaker_label": "spk_1"},
                },
            ],
        },
        [("spk_0", "unknown", "How long?", 0.5, 1.5), ("spk_1", "unknown", "Nine days.", 1.6, 5.5)],
        "audio",
        dropped=("metadata (not speech)", "audio (not speech)"),
    ),
    Case(
        "aws-bda",
        "dirty: no speaker, no times",
        {
            "audio_segments": [
                {"text": "One", "speaker": None},
                {"text": "Two", "speaker": "spk_1", "end_timestamp_millis": "x"},
            ]
        },
        [(None, "unknown", "One", None, None), ("spk_1", "unknown", "Two", None, None)],
        "audio",
        {"W-TIME": 1, "W-SPEAKER": 1},
    ),
    Case(
        "google-stt",
        "v1 with speakers: the last result repeats all words",
        google(
            heard("how long", ("how", "0.500s", "0.700s", None), ("long", "0.700s", "1.200s", None)),
            heard(" nine", ("nine", "1.500s", "2s", None)),
            heard("", ("how", "0.500s", "0.700s", 1), ("long", "0.700s", "1.200s", 1), ("nine", "1.500s", "2s", 2)),
        ),
        [("Speaker 1", "unknown", "how long", 0.5, 1.2), ("Speaker 2", "unknown", "nine", 1.5, 2.0)],
        "speakers",
        dropped=("results whose words the last one repeats with speakers",),
    ),
    Case(
        "google-stt",
        "v2 with speakers: the last result repeats nothing",
        google(
            heard("How long?", ("How", "0.5s", "0.7s", "1"), ("long?", "0.8s", "1.2s", "1"), tag="speakerLabel"),
            heard("Nine days.", ("Nine", "1.5s", "2s", "2"), ("days.", "2s", "2.5s", "2"), tag="speakerLabel"),
        ),
        [("Speaker 1", "unknown", "How long?", 0.5, 1.2), ("Speaker 2", "unknown", "Nine days.", 1.5, 2.5)],
        "speakers",
    ),
    Case(
        "google-stt",
        "without speakers: the transcript of every result; protobuf's times",
        {
            "name": "operations/1",
            "done": True,
            "response": google(
                heard(
                    "How long?",
                    ("How", {}, {"nanos": 900000000}, None),
                    ("long?", {"seconds": "1"}, {"seconds": 2}, None),
                ),
                heard("Nine.", ("Nine.", {"seconds": "12", "nanos": 900000000}, None, 0)),
            ),
        },
        [(None, "unknown", "How long?", 0.0, 2.0), (None, "unknown", "Nine.", 12.9, None)],
        "results",
        {"W-SPEAKER": 2},
        id="operations/1",
    ),
    Case(
        "google-stt",
        "two channels, below the address of the recording",
        {
            "results": {
                "gs://bucket/a.wav": {
                    "transcript": google(
                        heard("Hi.", ("Hi.", "0.5s", "1s", None), channelTag=1),
                        heard("Bye.", ("Bye.", "5s", "6s", None), channelTag=1),
                        heard("Yes.", ("Yes.", "1.5s", "2s", None), channelTag=2),
                    )
                }
            }
        },
        [
            ("Channel 1", "unknown", "Hi.", 0.5, 1.0),
            ("Channel 2", "unknown", "Yes.", 1.5, 2.0),
            ("Channel 1", "unknown", "Bye.", 5.0, 6.0),
        ],
        "channels",
    ),
    Case(
        "azure-batch",
        "plain: two channels one after the other are interleaved",
        azure(
            (0, None, 5000000, 10000000.0, "How long?"),
            (0, None, 60000000, 5000000, "Great."),
            (1, 2, 20000000, 10000000, "Nine days."),
        ),
        [
            ("Channel 0", "unknown", "How long?", 0.5, 1.5),
            ("Channel 1, speaker 2", "unknown", "Nine days.", 2.0, 3.0),
            ("Channel 0", "unknown", "Great.", 6.0, 6.5),
        ],
        "channels",
        date="2026-02-19",
    ),
    Case(
        "azure-batch",
        "dirty: PascalCase, ISO durations, a phrase that was not recognised",
        {
            "RecognizedPhrases": [
                {
                    "RecognitionStatus": "Success",
                    "Speaker": 1,
                    "Offset": "PT1M3.5S",
                    "Duration": "PT2S",
                    "NBest": [{"Display": "One"}],
                },
                {"RecognitionStatus": "InitialSilenceTimeout", "NBest": []},
                {
                    "RecognitionStatus": "Success",
                    "Speaker": 2,
                    "Offset": "PT1H",
                    "Duration": 5,
                    "NBest": [{"Lexical": "two"}],
                },
            ]
        },
        [("Speaker 1", "unknown", "One", 63.5, 65.5), ("Speaker 2", "unknown", "two", 3600.0, None)],
        "phrases",
        {"W-TIME": 1},
        ("phrases that were not recognised",),
    ),
    Case(
        "azure-batch",
        "the speaker of the first version 3",
        {"recognizedPhrases": [{"offset": "PT0.5S", "duration": "PT6S", "nBest": [{"speaker": 1, "display": "Hi."}]}]},
        [("Speaker 1", "unknown", "Hi.", 0.5, 6.5)],
        "phrases",
    ),
    Case(
        "azure-fast",
        "plain",
        {
            "durationMilliseconds": 6000,
            "combinedPhrases": [{"text": "all"}],
            "phrases": [
                {
                    "speaker": 1,
                    "offsetMilliseconds": 500,
                    "durationMilliseconds": 1000,
                    "text": "How long?",
                    "locale": "en",
                },
                {"speaker": 2, "offsetMilliseconds": 2000, "durationMilliseconds": 4000, "text": "Nine days."},
            ],
        },
        [("Speaker 1", "unknown", "How long?", 0.5, 1.5), ("Speaker 2", "unknown", "Nine days.", 2.0, 6.0)],
        "phrases",
    ),
    Case(
        "azure-fast",
        "dirty: two channels, a time that is none",
        {
            "phrases": [
                {"channel": 0, "offsetMilliseconds": "500", "durationMilliseconds": False, "text": "One"},
                {"channel": 0, "offsetMilliseconds": 9000, "durationMilliseconds": 10, "text": "Three"},
                {"channel": 1, "speaker": 1, "offsetMilliseconds": 3000, "text": "Two"},
            ]
        },
        [
            ("Channel 0", "unknown", "One", 0.5, None),
            ("Channel 1, speaker 1", "unknown", "Two", 3.0, None),
            ("Channel 0", "unknown", "Three", 9.0, 9.01),
        ],
        "channels",
        {"W-TIME": 1},
    ),
    Case(
        "azure-conv",
        "plain",
        {
            "displayName": "x",
            "analysisInput": {
                "conversations": [
                    {
                        "id": "cv1",
                        "language": "en",
                        "modality": "transcript",
                        "conversationItems": [
                            {
                                "id": "1",
                                "participantId": "Agent",
                                "text": "How long?",
                                "audioTimings": [
                                    {"word": "How", "offset": 5000000, "duration": 2000000},
                                    {"word": "long", "offset": 8000000, "duration": 2000000},
                                ],
                            },
                            {"id": "2", "participantId": "Customer", "text": "Nine days.", "lexical": "nine days"},
                        ],
                    }
                ]
            },
        },
        [("Agent", "rep", "How long?", 0.5, 1.0), ("Customer", "prospect", "Nine days.", None, None)],
        "conversation",
        id="cv1",
    ),
    Case(
        "azure-conv",
        "dirty: a role beside the id, nobody, no words",
        {
            "conversationItems": [
                {"participantId": "p1", "role": "Agent", "text": "One"},
                {"participantId": None, "text": "Two"},
                {"participantId": "p2", "text": None, "audioTimings": "x"},
            ]
        },
        [("p1", "rep", "One", None, None), (None, "unknown", "Two", None, None)],
        "conversation",
        {"W-SPEAKER": 1},
        ("items without words",),
    ),
    Case(
        "ibm-watson",
        "plain",
        ibm(
            stamped("how long ", ["how", 0.5, 0.7], ["long", 0.75, 1.25]),
            stamped("nine %HESITATION days ", ["nine", 1.5, 1.7], ["%HESITATION", 1.8, 2.0], ["days", 2.0, 2.5]),
            speaker_labels=[
                {"from": 0.5, "to": 0.7, "speaker": 0},
                {"from": 0.75, "to": 1.25, "speaker": 0},
                {"from": 1.5, "to": 1.7, "speaker": 1},
                {"from": 1.8, "to": 2.0, "speaker": 1},
                {"from": 2.0, "to": 2.5, "speaker": 1},
            ],
        ),
        [("Speaker 0", "unknown", "how long", 0.5, 1.25), ("Speaker 1", "unknown", "nine %HESITATION days", 1.5, 2.5)],
        "speakers",
    ),
    Case(
        "ibm-watson",
        "dirty: a change of speaker within a result, a stamp that is none, what was not final",
        [
            ibm(
                stamped("so nine", ["so", 0.5, 0.7], "x", ["nine", 0.75, 1.25]),
                stamped("so ni", ["so", 0.5, 0.7], final=False),
                speaker_labels=[{"from": 0.5, "speaker": 0}, {"from": 0.75, "speaker": 1}, {"from": None}],
            ),
            ibm(
                stamped("Yes, ten.", ["yes", 6.0, 6.2], ["ten", 6.3, 7.0]),
                speaker_labels=[{"from": 6.0, "speaker": 0}, {"from": 6.3, "speaker": 0}],
            ),
        ],
        [
            ("Speaker 0", "unknown", "so", 0.5, 0.7),
            ("Speaker 1", "unknown", "nine", 0.75, 1.25),
            ("Speaker 0", "unknown", "Yes, ten.", 6.0, 7.0),
        ],
        "speakers",
        {"W-ITEM": 1},
        ("results that were not final",),
    ),
    Case(
        "ibm-watson",
        "the answer of a job",
        {
            "created": "2026-02-19T10:00:00Z",
            "status": "completed",
            "results": [
                ibm(
                    stamped("hi there ", ["hi", 13.04, 13.23], ["there", 13.23, 13.6]),
                    speaker_labels=[{"from": 13.04, "to": 13.23, "speaker": 1, "final": False}],
                )
            ],
        },
        [("Speaker 1", "unknown", "hi", 13.04, 13.23), (None, "unknown", "there", 13.23, 13.6)],
        "speakers",
        {"W-SPEAKER": 1},
    ),
    Case(
        "ibm-watson",
        "no time stamps",
        ibm({"alternatives": [{"transcript": "one two "}]}),
        [(None, "unknown", "one two", None, None)],
        "results",
        {"W-SPEAKER": 1},
    ),
]

REFUSED = [
    Refusal(
        "aws-transcribe",
        "failed",
        {"jobName": "j", "status": "FAILED", "results": {"transcripts": [], "items": []}},
        "E-PROVIDER",
        'Amazon Transcribe reports "status": FAILED',
    ),
    Refusal(
        "aws-transcribe",
        "nothing",
        {"results": {"transcripts": [{"transcript": ""}], "items": []}},
        "E-NOSPEECH",
        "Amazon Transcribe: no items",
    ),
    Refusal(
        "aws-tca", "nothing", {"Transcript": [{"ParticipantRole": "AGENT", "Content": ""}]}, "E-NOSPEECH", "Analytics"
    ),
    Refusal(
        "aws-pca", "nothing", {"ConversationAnalytics": {}, "SpeechSegments": []}, "E-NOSPEECH", "no speech segments"
    ),
    Refusal("aws-bda", "nothing", {"audio_segments": []}, "E-NOSPEECH", "Bedrock"),
    Refusal("google-stt", "nothing", google({"alternatives": []}), "E-NOSPEECH", "Google Speech-to-Text: no results"),
    Refusal(
        "google-stt",
        "failed",
        {"name": "operations/1", "error": {"code": 3, "message": "Bad audio."}},
        "E-PROVIDER",
        '"error": Bad audio.',
    ),
    Refusal(
        "azure-batch",
        "nothing",
        {"recognizedPhrases": [{"recognitionStatus": "NoMatch", "nBest": []}]},
        "E-NOSPEECH",
        "no recognised phrases",
    ),
    Refusal("azure-fast", "nothing", {"phrases": [], "combinedPhrases": []}, "E-NOSPEECH", "Azure: no phrases"),
    Refusal("azure-conv", "nothing", {"conversationItems": []}, "E-NOSPEECH", "Azure: no conversation items"),
    Refusal("ibm-watson", "nothing", ibm(stamped("a", ["a", 0, 1], final=False)), "E-NOSPEECH", "IBM Watson"),
]
