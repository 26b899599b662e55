"""The labelled excerpts of corpus/ladders keep their format, and their labels point at words that were said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from analyzer.conversation import OUTCOMES, STAGES

FOLDER = Path(__file__).parents[2] / "corpus" / "ladders"


def items(kind: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / f"{kind}.jsonl").read_text(encoding="utf-8").splitlines()]


def said(item: dict[str, Any], role: str | None = None) -> str:
    return "\n".join(
        " ".join(text for _, text in turn["sentences"]) for turn in item["turns"] if role in (None, turn["role"])
    )


@pytest.mark.parametrize(("kind", "least"), [("goals", 250), ("endings", 200), ("gaps", 150), ("unheard", 120)])
def test_items_are_whole(kind: str, least: int) -> None:
    found = items(kind)
    assert len(found) >= least
    assert len({item["id"] for item in found}) == len(found)
    assert {"dev", "test"} <= {item["part"] for item in found} <= {"dev", "test", "fresh"}
    for item in found:
        assert item["turns"], item["id"]
        for turn in item["turns"]:
            assert turn["role"] in ("rep", "prospect"), item["id"]
            assert turn["sentences"], item["id"]
            assert all(stage in STAGES and text.strip() for stage, text in turn["sentences"]), item["id"]


def test_goals_quote_their_parts() -> None:
    for item in items("goals"):
        assert item["rung"] in range(5)
        assert set(item["parts"]) == {"metric", "amount", "date"}
        assert all(words is None or words in said(item) for words in item["parts"].values()), item["id"]
        assert set(item["asked"]) <= {"metric", "amount", "date"}
        assert item["rung"] > 1 or not any(item["parts"].values()), item["id"]


def test_endings_have_an_outcome_each() -> None:
    for item in items("endings"):
        for name in ("next_step", "implement"):
            label = item[name]
            assert label["outcome"] in OUTCOMES, item["id"]
            named = label["who"] not in ("rep", "prospect", "both", None)
            assert not named or label["who"] in said(item), item["id"]
            assert label["when"] is None or label["when"] in said(item), item["id"]
    assert {item["next_step"]["outcome"] for item in items("endings")} == set(OUTCOMES)


def test_gaps_and_unheard_quote_sentences() -> None:
    for item in items("gaps"):
        sentences = {text for turn in item["turns"] for _, text in turn["sentences"]}
        assert all({link["goal"], link["reality"]} <= sentences for link in item["links"]), item["id"]
    for item in items("unheard"):
        prospect = {text for turn in item["turns"] if turn["role"] == "prospect" for _, text in turn["sentences"]}
        assert item["raised"] in prospect, item["id"]
        assert isinstance(item["heard"], bool)
