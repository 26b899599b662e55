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
        ident = identity(get(item, "SegmentSpeaker"))
        name = names.get(ident) if ident is not None else None
        told = label_role(name) if name is not None else None
        role: Role = told.role if told is not None else "unknown"
        speaker = reading.person(ident, name, role=role, evidence=f"SpeakerLabels {ident} is {name}")
        start = reading.time(get(item, "SegmentStartTime"), place)
        end = reading.time(get(item, "SegmentEndTime"), place)
        reading.say(place, speaker, get(item, "DisplayText", "OriginalText"), start, end)
    return reading.finish(
        "segments",
        used=("ConversationAnalytics", "SpeechSegments", "SpeakerLabels"),
        what="speech segments",
        ident=get(facts, "GUID"),
        facts=facts,
    )


FORMAT: Final = Format("aws-pca", "an AWS post-call analytics result", (".json",), _sniff, _parse, "json")
