"""Presidio's recognisers find more than our own patterns do, and nothing asks a network."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
import spacy
from typer.testing import CliRunner

from analyzer.cli import app
from analyzer.conversation import Conversation, Participant, Turn
from analyzer.errors import BadSettingsError
from analyzer.presidio import BLANK, load_finder
from analyzer.redact import redact
from analyzer.team.store import Store

pytest.importorskip("presidio_analyzer")

FORMS = {
    "mac_address": ("00:1B:44:11:3A:B7",),
    "crypto": ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",),
    "ip_address": ("192.168.10.44", "2001:0db8:85a3:0000:0000:8a2e:0370:7334"),
}


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("asked a network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def call(*texts: str) -> Conversation:
    turns = tuple(Turn(i, "Ann", text, "prospect") for i, text in enumerate(texts))
    return Conversation("x", turns, participants=(Participant("Ann", "prospect"),))


@pytest.fixture
def pipeline(tmp_path: Path) -> str:
    """A spaCy pipeline with named entities, in a folder, as an installed one is."""
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns(  # type: ignore[attr-defined]
        [{"label": "PERSON", "pattern": "Marta Nowak"}, {"label": "GPE", "pattern": "Leeds"}]
    )
    nlp.to_disk(tmp_path / "own")
    return str(tmp_path / "own")


@pytest.mark.parametrize("kind", FORMS)
def test_numbers_of_more_kinds_are_found_without_a_model(kind: str) -> None:
    for value in FORMS[kind]:
        found = redact(call(f"Um, it's {value}, yeah."), BLANK)
        assert found.counts.get(kind) == 1, value
        assert value not in found.conversation.turns[0].text
        assert f"{kind.upper()}_1" in found.conversation.turns[0].text


def test_our_own_patterns_go_first_and_amounts_stay() -> None:
    text = "Ring 07700 900123 or jo@acme.example, we said forty thousand, so £40,000 by March 2027 for 12345678 rows."
    ours, both = redact(call(text)), redact(call(text), BLANK)
    assert both.conversation.turns[0].text == ours.conversation.turns[0].text
    assert both.counts == ours.counts


def test_people_who_are_only_spoken_of_go_where_a_pipeline_tells_them(pipeline: str) -> None:
    found = redact(call("Marta Nowak in Leeds decides.", "Ask Marta Nowak."), pipeline)
    assert [t.text for t in found.conversation.turns] == ["PERSON_2 in LOCATION_1 decides.", "Ask PERSON_2."]
    assert [t.speaker for t in found.conversation.turns] == ["PERSON_1", "PERSON_1"]


def test_a_pipeline_that_is_not_there_is_never_downloaded() -> None:
    with pytest.raises(BadSettingsError, match="none is downloaded"):
        load_finder("en_core_web_nowhere")


def test_the_commands(tmp_path: Path, pipeline: str) -> None:
    turns = [
        {"speaker": "Ann", "role": "rep", "text": "So who decides about this at your end, and what would it take?"},
        {"speaker": "Bo", "role": "prospect", "text": "Marta Nowak decides, her number at the clinic is 943 476 5919."},
    ]
    file = tmp_path / "call.json"
    file.write_text(json.dumps({"id": "c", "turns": turns * 6}))
    shown = CliRunner().invoke(app, ["redact", str(file), "--presidio", pipeline])
    assert shown.exit_code == 0, shown.output
    assert "Nowak" not in shown.stdout
    refused = CliRunner().invoke(app, ["batch", str(file), "-o", str(tmp_path / "team"), "--presidio", BLANK])
    assert refused.exit_code == 2
    options = ["--model", "fast", "--workers", "1", "--redact", "--presidio", pipeline]
    done = CliRunner().invoke(app, ["batch", str(file), "-o", str(tmp_path / "team"), *options])
    assert done.exit_code == 0, done.output
    with Store.open(tmp_path / "team") as store:
        assert store.calls()[0]["redacted"] >= 12
    raw = b"".join(p.read_bytes() for p in (tmp_path / "team").rglob("*") if p.is_file())
    assert b"Nowak" not in raw
    assert b"943 476" not in raw
