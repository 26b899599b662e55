"""Scores on minimal pairs: a model whose mind is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from analyzer.conversation import STAGES, Stage
from analyzer.corpus.pairs import parse_pairs
from analyzer.sentences import Segmented
from analyzer.stages.pair_scoring import pair_table, score_pairs
from tests.corpus.test_pairs import EXAMPLES, GOOD


class Says:
    """A model that gives each sentence 0.6 for a stage told by its text and context, and 0.4 for another one."""

    def __init__(self, stage: Callable[[str, str], tuple[Stage, Stage]]) -> None:
        self.stage = stage

    def predict_proba(self, conversations: Sequence[Segmented]) -> list[NDArray[np.float32]]:
        out = []
        for c in conversations:
            rows = np.zeros((len(c.sentences), len(STAGES)), dtype=np.float32)
            for s in c.sentences:
                best, second = self.stage(s.text, " ".join(t.text for t in c.conversation.turns))
                rows[s.index, STAGES.index(second)] = 0.4
                rows[s.index, STAGES.index(best)] = 0.6
            out.append(rows)
        return out


@pytest.mark.parametrize(
    ("mind", "expected"),
    [
        (
            lambda _, call: ("goals", "realities") if "want" in call else ("realities", "goals"),
            {"both": 2, "one": 0, "none": 0, "same": 0, "moved": 2},
        ),
        (lambda _, __: ("goals", "realities"), {"both": 0, "one": 2, "none": 0, "same": 2, "moved": 0}),
        (
            lambda _, call: ("realities", "goals") if "want" in call else ("goals", "realities"),
            {"both": 0, "one": 0, "none": 2, "same": 0, "moved": 0},
        ),
        (
            lambda _, call: ("other", "goals") if "want" in call else ("other", "realities"),
            {"both": 0, "one": 0, "none": 2, "same": 2, "moved": 2},
        ),
        # only the judged sentence counts, whatever its context is taken for
        (
            lambda text, call: (
                ("pitch", "values") if text.startswith("What") else
                ("goals", "realities") if "want" in call else ("realities", "goals")
            ),
            {"both": 2, "one": 0, "none": 0, "same": 0, "moved": 2},
        ),
    ],
)  # fmt: skip
def test_scores(mind: Callable[[str, str], tuple[Stage, Stage]], expected: dict[str, int]) -> None:
    scores = score_pairs(Says(mind), parse_pairs(GOOD, "goal-reality.tsv"))
    assert scores == {"all": {"pairs": 2, **expected}, "by_set": {"goal-reality": {"pairs": 2, **expected}}}


def test_a_passage_stands_in_the_middle_of_a_call() -> None:
    seen: list[str] = []

    def mind(_: str, call: str) -> tuple[Stage, Stage]:
        seen.append(call)
        return "goals", "other"

    [first, _] = parse_pairs(GOOD, "goal-reality.tsv")
    score_pairs(Says(mind), [first])
    assert all(call.startswith("Okay. Mm-hm. ") and call.endswith(" Okay. Mm-hm.") for call in seen)
    assert {call.replace("Okay. Mm-hm.", "").strip() for call in seen} == {
        "What is your capacity? Four hundred a week.",
        "What capacity do you want? Four hundred a week.",
    }


def test_the_table() -> None:
    pairs = [p for name, text in EXAMPLES.items() for p in parse_pairs(text, name)]
    table = pair_table(score_pairs(Says(lambda _, __: ("goals", "values")), pairs))
    assert "| goal-reality | 2 | 0 (0%) | 2 (100%) | 0 (0%) | 2 (100%) | 0 (0%) |" in table
    assert "| pitch-implement | 2 | 0 (0%) | 0 (0%) | 2 (100%) | 2 (100%) | 0 (0%) |" in table
    assert table.endswith("| all | 10 | 0 (0%) | 4 (40%) | 6 (60%) | 10 (100%) | 0 (0%) |\n")
