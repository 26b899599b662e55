"""AWS post-call analytics (the sample solution): ``SpeechSegments`` and ``ConversationAnalytics``."""

from __future__ import annotations

from typing import Final

from analyzer.conversation import Role
from analyzer.transcripts.names import label_role
from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors.reading import Reading, get, has, identity, objects, text_of, value_of

__all__ = ["FORMAT"]


def _sniff(source: Source) -> bool:
    value = value_of(source)
    return has(value, "ConversationAnalytics") and has(value, "SpeechSegments")


def _parse(source: Source) -> Raw:
    reading = Reading(source, "AWS post-call analytics")
    value = reading.value
    facts = get(value, "ConversationAnalytics")
    names = {
        identity(get(label, "Speaker")): text_of(get(label, "DisplayText"))
        for label in objects(get(facts, "SpeakerLabels"))
    }
    for place, item in reading.items(get(value, "SpeechSegments"), "SpeechSegments"):
        label = identity(get(item, "SegmentSpeaker"))
        name = names.get(label) if label is not None else None
        told = label_role(name) if name is not None else None
        role: Role = told.role if told is not None else "unknown"
        speaker = reading.person(label, name, role=role, evidence=f"SpeakerLabels {label} is {name}")
        start = reading.time(get(item, "SegmentStartTime"), place)
        end = reading.time(get(item, "SegmentEndTime"), place)
        reading.say(place, speaker, get(item, "DisplayText", "OriginalText"), start, end)
    ident = text_of(get(facts, "GUID"))
    return reading.finish(
        "segments",
        used=("ConversationAnalytics", "SpeechSegments", "SpeakerLabels", "GUID"),
        what="speech segments",
        # The solution writes Python's None as a text.
        ident=None if ident == "None" else ident,
        date=reading.date(get(facts, "ConversationTime")),
        facts=facts,
    )


FORMAT: Final = Format("aws-pca", "an AWS post-call analytics result", (".json",), _sniff, _parse, "json")
