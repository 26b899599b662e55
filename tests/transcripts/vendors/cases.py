"""How the tests of services' JSON are written: a document, and the turns that it has to give."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from analyzer.conversation import Conversation, Role
from analyzer.errors import BadInputError
from analyzer.transcripts import ParseReport, read

__all__ = ["Case", "Refusal", "Said", "check", "check_refusal", "load", "written"]

#: Speaker, role, text, start and end in seconds.
Said = tuple[str | None, Role, str, float | None, float | None]


@dataclass(frozen=True)
class Case:
    """A document that is read: what it is, its turns, its dialect, the codes and counts of its warnings."""

    format: str
    name: str
    document: Any
    turns: list[Said]
    dialect: str
    warnings: dict[str, int] = field(default_factory=dict)
    #: Words of the notes on what was not taken as speech.
    dropped: tuple[str, ...] = ()
    id: str = "call"
    date: str | None = None


@dataclass(frozen=True)
class Refusal:
    """A document that is refused: its code, and what the message has to say. Detected without help unless `named`."""

    format: str
    name: str
    document: Any
    code: str
    part: str
    named: bool = False


def written(folder: Path, document: object) -> Path:
    """Write a document; a text is written as it stands."""
    path = folder / "call.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return path


def load(folder: Path, document: object) -> tuple[Conversation, ParseReport]:
    """Read a document from a file."""
    return read(written(folder, document))


def check(folder: Path, case: Case) -> None:
    """Assert everything that a case says."""
    conversation, report = load(folder, case.document)
    assert [(t.speaker, t.role, t.text, t.start_s, t.end_s) for t in conversation.turns] == case.turns
    counts: dict[str, int] = {}
    for warning in report.warnings:
        counts[warning.code] = counts.get(warning.code, 0) + warning.count
    assert (report.format, report.dialect, counts) == (case.format, case.dialect, case.warnings)
    assert tuple(note.what for note in report.dropped) == case.dropped
    assert (conversation.id, conversation.date) == (case.id, case.date)
    for person in conversation.participants:
        assert (person.source == "none") is (person.role == "unknown")
        assert bool(person.evidence) is (person.role != "unknown")
    named, _ = read(folder / "call.json", as_format=case.format)
    assert named == conversation


def check_refusal(folder: Path, refusal: Refusal) -> None:
    """Assert that a document is refused as the row says."""
    path = written(folder, refusal.document)
    with pytest.raises(BadInputError) as caught:
        read(path, as_format=refusal.format if refusal.named else None)
    message = str(caught.value)
    assert (caught.value.code, refusal.part in message) == (refusal.code, True), message
    assert message.startswith("call.json: ")
    assert len(message) <= 300
    assert message.endswith(f"[{refusal.code}]")
