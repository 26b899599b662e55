"""The data dict: its keys, its numbers, its quotes, its bytes, against the shipped schema."""

from __future__ import annotations

import copy
import json
import math
import re
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.conversation import STAGES
from analyzer.pipeline import Audit
from analyzer.report.data import plain
from analyzer.report.json_text import to_json
from analyzer.suitability import Suitability
from tests.report.audits import CALL, audit_of, without_roles

SCHEMA = json.loads((files("analyzer.report") / "schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
EVIDENCE_KEYS = ["sentence", "turn", "start_char", "end_char", "text", "start_s", "speaker"]


def problems(data: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(data)]


def variants() -> list[Audit]:
    empty = audit_of(CALL[:1], suitability=Suitability("too_short", 1.0, ("7 words",)))
    return [
        audit_of(),
        audit_of(timed=False),
        audit_of(medium="notes", names={}, timed=False),
        audit_of(holds_if={"rep": "Dana", "prospect": "Gail"}),
        without_roles(audit_of()),
        empty,
    ]


def quotes(node: Any) -> list[dict[str, Any]]:
    """Find every piece of evidence, wherever it stands."""
    if isinstance(node, list):
        return [q for item in node for q in quotes(item)]
    if not isinstance(node, dict):
        return []
    own = [node] if {"sentence", "speaker"} <= set(node) else []
    return own + [q for item in node.values() for q in quotes(item)]


def test_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("number", range(6))
def test_audits_follow_the_schema(number: int) -> None:
    data = variants()[number].to_dict()
    assert problems(data) == []
    assert problems(json.loads(to_json(data))) == []


def test_keys_stand_in_the_documented_order() -> None:
    assert list(audit_of().to_dict()) == [
        "schema_version",
        "conversation",
        "parse",
        "suitability",
        "verdict",
        "sentences",
        "coverage",
        "measures",
        "goals",
        "gap",
        "commitments",
        "values_depth",
        "raised",
        "findings",
        "card",
        "plan",
        "model",
    ]


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Paths of all keys, one of each kind of list item; optional keys left out."""
    if isinstance(node, list):
        return places(node[0], (*path, 0)) if node else []
    if not isinstance(node, dict):
        return []
    optional = {"details", "band", "holds_if", "kind"}
    out = []
    for key, value in node.items():
        if key not in optional or path[-2:-1] == ("findings",):
            out.append((*path, key))
            out += places(value, (*path, key))
    return out


def test_the_schema_misses_no_missing_key() -> None:
    data = audit_of().to_dict()
    tried = 0
    for path in places(data):
        # a measure's sides and kinds are not all named in the schema
        if path[0] == "measures" and len(path) > 2 and path[-1] not in ("value", "unit", "basis", "why"):
            continue
        broken = copy.deepcopy(data)
        node = broken
        for key in path[:-1]:
            node = node[key]
        del node[path[-1]]
        assert problems(broken), f"nobody misses {path}"
        tried += 1
    assert tried > 150


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema_version",), "2.0"),
        (("suitability", "verdict"), "fine"),
        (("sentences", 0, "stage"), "closing"),
        (("sentences", 0, "confidence"), 1.5),
        (("sentences", 0, "probabilities", "closing"), 0.5),
        (("coverage", "values", "verdict"), "unknown"),
        (("measures", "talk_share", "rep", "value"), None),
        (("measures", "talk_share", "rep", "status"), "not_measured"),
        (("findings", 0, "severity"), "dire"),
        (("findings", 0, "say_next"), ""),
        (("conversation", "source_sha256"), "/home/me/call.vtt"),
        (("conversation", "turns", 0, "spans"), [[1.0]]),
    ],
)
def test_the_schema_refuses(path: tuple[Any, ...], value: Any) -> None:
    data = audit_of().to_dict()
    node: Any = data
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    assert problems(data)


@pytest.mark.parametrize("number", range(6))
def test_every_quote_is_verbatim(number: int) -> None:
    data = variants()[number].to_dict()
    turns, sentences = data["conversation"]["turns"], data["sentences"]
    for quote in quotes(data):
        if "end_char" not in quote:  # details of a measure name a sentence, without quoting it
            continue
        assert list(quote) == EVIDENCE_KEYS
        turn = turns[quote["turn"]]
        assert turn["text"][quote["start_char"] : quote["end_char"]] == quote["text"]
        assert quote["speaker"] == turn["speaker"]
        assert sentences[quote["sentence"]]["text"] == quote["text"]
    for s in sentences:
        assert turns[s["turn"]]["text"][s["start_char"] : s["end_char"]] == s["text"]
        assert s["confidence"] == s["probabilities"][s["stage"]] == max(s["probabilities"].values())
        assert list(s["probabilities"]) == list(STAGES)


def test_a_finding_of_absence_has_candidates_and_a_moment() -> None:
    data = audit_of().to_dict()
    skipped = next(f for f in data["findings"] if f["name"] == "skipped" and f["stage"] == "values")
    assert skipped["due"]["turn"] == 2
    assert 1 <= len(skipped["candidates"]) <= 3
    assert set(skipped["candidates"][0]) == {"evidence", "probability"}


def test_corrections_and_doubt_are_marked_per_sentence() -> None:
    audit = audit_of()
    n = len(audit.staged.sentences)
    marked = replace(audit, corrected=np.arange(n) == 3, unsure=np.arange(n) == 4).to_dict()["sentences"]
    assert [s["index"] for s in marked if s["corrected"]] == [3]
    assert [s["index"] for s in marked if s["unsure"]] == [4]


def test_nothing_of_the_machine_is_in_it() -> None:
    text = to_json(audit_of().to_dict())
    assert str(Path.cwd()) not in text
    assert str(Path.home()) not in text
    assert not re.search(r'"/\w', text)


def test_same_audit_same_bytes() -> None:
    assert to_json(audit_of().to_dict()) == to_json(audit_of().to_dict())


def test_surrogates_and_letters_in_json() -> None:
    text = to_json({"a": "caf\u00e9 \U0001f600 \ud83d!", "b": [0.5, None, True]})
    assert "caf\u00e9 \U0001f600 \ufffd!" in text
    assert text.endswith("}\n")
    assert text.encode("utf-8")
    with pytest.raises(ValueError, match="JSON"):
        to_json({"a": math.nan})


@given(st.floats())
def test_floats_have_four_decimals_and_are_finite(x: float) -> None:
    value = plain(x)
    if not math.isfinite(x):
        assert value is None
        return
    assert value == round(x, 4)
    assert math.copysign(1, value) == 1 or value < 0  # no -0.0


def test_plain_unpacks_numpy_and_refuses_the_rest() -> None:
    value = plain({"a": np.float32(0.25), "b": np.int64(3), "c": np.array([0.5, 1.0]), "d": (1, 2.0), "e": np.bool_(1)})
    assert value == {"a": 0.25, "b": 3, "c": [0.5, 1.0], "d": [1, 2.0], "e": True}
    assert [type(v) for v in value.values()] == [float, int, list, list, bool]
    with pytest.raises(TypeError, match="object"):
        plain(object())
