"""The benchmark that tells written from real talk: its cues by hand, and two folders that differ by one word."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from analyzer.conversation import Conversation, Turn
from tests.stages.tiny import tiny_call, write_tiny

SCRIPT = Path(__file__).parents[1] / "benchmarks" / "corpus_distance.py"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("corpus_distance", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("What do you want?", "open"),
        ("And um how many loaves is it", "open"),
        ("So do you bake at night?", "closed"),
        ("Is that all?", "closed"),
        ("You bake at night, right?", "tag"),
        ("It's too dear, isn't it?", "tag"),
        ("Right?", None),
        ("Nine days?", "statement"),
        ("You bake at night?", "statement"),
        ("You bake at night.", None),
        ("What we do is bake.", None),
    ],
)
def test_question_forms(script: ModuleType, text: str, form: str | None) -> None:
    assert script.question_form(text) == form


def test_topic_words_become_classes(script: ModuleType) -> None:
    words = ["we", "were", "baking", "40", "loaves", "slowly", "bread"]
    assert script.masked(words, frozenset(("we", "were"))) == "we were <ing> <num> <s> <ly> <w>"


def test_surface_measures(script: ModuleType) -> None:
    texts = ["Um, I I mean nine.", "Yeah.", "Do you bake at night?", "[laughs]"]
    turns = tuple(
        Turn(i, "rep", t, "rep", masked=((0, len(t)),) if t.startswith("[") else ()) for i, t in enumerate(texts)
    )
    measures = script.surface([script.Talk(Conversation("c", turns), "g", True)])
    assert measures["turns"] == 3
    assert (measures["q25"], measures["q50"], measures["q75"]) == (3, 5, 5)
    assert measures["short"] == pytest.approx(1 / 3)
    for key in ("um", "repeats", "phrases"):
        assert measures[key] == pytest.approx(100 / 11)
    assert measures["backchannels"] == pytest.approx(1 / 3)
    assert (measures["questions"], measures["closed"]) == (pytest.approx(1 / 3), 1.0)


def run(corpus: Path, folder: Path, calls: list[dict[str, object]]) -> str:
    folder.mkdir()
    lines = "".join(json.dumps(call) + "\n" for call in calls)
    (folder / "conversations.jsonl").write_text(lines, encoding="utf-8")
    command = [sys.executable, str(SCRIPT), "--corpus", str(corpus), "--real-speech", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_one_word_gives_it_away_and_no_word_does_not(tmp_path: Path) -> None:
    corpus = write_tiny(tmp_path / "corpus", [tiny_call(k) for k in range(12) if k % 4 != 3])
    # the same calls, held by others
    calls = [tiny_call(k) for k in range(12) if k % 4 != 3]

    def as_json(end: str) -> list[dict[str, object]]:
        return [
            {
                "id": f"real-{c.conversation.id}",
                "source": "somewhere",
                "kind": "real",
                "turns": [{"speaker": t.speaker, "role": t.role, "text": t.text + end} for t in c.conversation.turns],
            }
            for c in calls
        ]

    def auc(report: str) -> float:
        found = re.search(r"\| turn by turn \| ([\d.]+) ", report)
        assert found is not None
        return float(found[1])

    told = run(corpus, tmp_path / "um", as_json(" um"))
    assert auc(told) > 0.95
    assert "Most telling of real talk: `um`" in told
    assert "| real, speech: somewhere | 9 |" in told
    assert auc(run(corpus, tmp_path / "same", as_json(""))) < 0.6
