"""Agreement of two annotators, against scikit-learn and by hand."""

from __future__ import annotations

import doctest
import json
import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score, f1_score
from typer.testing import CliRunner, Result

from analyzer.cli import app
from analyzer.conversation import STAGES, Conversation, Stage, Turn
from analyzer.corpus import LabelledSentence, format_labelled
from analyzer.corpus.agreement import agreement, agreement_table
from analyzer.corpus.stand_off import write_stand_off
from analyzer.errors import BadLabelsError
from analyzer.stages import evaluation
from tests.stages.tiny import tiny_call, tiny_notes, write_tiny


def sentences(*rows: tuple[Stage, ...]) -> tuple[LabelledSentence, ...]:
    """The stage in force first, then the labels."""
    return tuple(LabelledSentence(0, i, i + 1, row[0], row[1:]) for i, row in enumerate(rows))


GOALS: tuple[Stage, ...] = ("goals", "goals", "goals")
MIXED: tuple[Stage, ...] = ("goals", "goals", "other")
BY_HAND = {
    "a": sentences(
        ("goals", "goals", "goals"),
        ("goals", "goals", "realities"),
        ("realities", "goals", "realities"),
        ("other", "other", "other"),
        ("other",),
    ),
    "b": sentences(("pitch", "goals", "other"), ("goals", "other", "other"), ("other", "other")),
    "c": sentences(("other", "other", "other", "goals")),
    "d": sentences(("other", "other")),
}


def test_by_hand() -> None:
    result = agreement(BY_HAND)
    assert (result["conversations"], result["sentences"], result["left_out"], result["more_than_two"]) == (3, 7, 3, 1)
    assert result["agreement"]["value"] == pytest.approx(4 / 7, abs=1e-4)
    # first: goals 4, other 3; second: goals 1, realities 2, other 4; expected 4/49 + 12/49
    assert result["kappa"]["value"] == pytest.approx((4 / 7 - 16 / 49) / (1 - 16 / 49), abs=1e-4)
    assert result["labels"]["goals"] == {
        "kappa": {
            "value": pytest.approx(0.2222, abs=1e-4),
            "low": pytest.approx(0, abs=1),
            "high": pytest.approx(0, abs=1),
        },
        "f1": {"value": 0.4, "low": pytest.approx(0.5, abs=0.5), "high": pytest.approx(0.5, abs=0.5)},
        "first": 4,
        "second": 1,
        "both": 1,
    }
    assert result["labels"]["values"]["kappa"] == {"value": None, "low": None, "high": None}
    assert result["macro_f1"]["value"] == pytest.approx((0.4 + 0 + 6 / 7) / 3, abs=1e-4)
    assert result["resolved"] == {"first": 1, "second": 1, "neither": 1}
    assert result["overruled"] == 1
    assert result["pairs"] == [
        {"first": "goals", "second": "realities", "sentences": 2, "stages": {"goals": 1, "realities": 1}},
        {"first": "goals", "second": "other", "sentences": 1, "stages": {"pitch": 1}},
    ]
    assert np.array(result["confusion"]).sum() == 7
    assert result["confusion"][STAGES.index("goals")][STAGES.index("realities")] == 2


labels = st.sampled_from(STAGES)
calls = st.lists(st.lists(st.tuples(labels, labels, labels), min_size=1, max_size=12), min_size=1, max_size=5)


@given(calls)
def test_kappa_and_f1_are_scikit_learns(rows: list[list[tuple[Stage, Stage, Stage]]]) -> None:
    result = agreement({str(i): sentences(*call) for i, call in enumerate(rows)})
    first = [row[1] for call in rows for row in call]
    second = [row[2] for call in rows for row in call]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scikit-learn warns where kappa is undefined
        expected = float(cohen_kappa_score(first, second))
        for stage in STAGES:
            one = float(cohen_kappa_score([a == stage for a in first], [b == stage for b in second]))
            got = result["labels"][stage]["kappa"]["value"]
            assert np.isnan(one) if got is None else got == pytest.approx(one, abs=1e-4)
    kappa = result["kappa"]["value"]
    assert np.isnan(expected) if kappa is None else kappa == pytest.approx(expected, abs=1e-4)
    assert result["macro_f1"]["value"] == pytest.approx(f1_score(first, second, average="macro"), abs=1e-4)
    assert sum(result["resolved"].values()) == sum(a != b for a, b in zip(first, second, strict=True))
    low, high = result["agreement"]["low"], result["agreement"]["high"]
    if len(rows) < 3:
        assert (low, high) == (None, None)
    else:
        assert 0 <= low <= result["agreement"]["value"] + 1e-4
        assert result["agreement"]["value"] - 1e-4 <= high <= 1


def test_the_interval_is_over_conversations_not_sentences() -> None:
    # every conversation is of one mind: within it there is nothing to resample
    even = {str(i): sentences(*[GOALS] * 9, ("other", "goals", "other")) for i in range(5)}
    cell = agreement(even)["agreement"]
    assert (cell["low"], cell["value"], cell["high"]) == (0.9, 0.9, 0.9)
    uneven = {str(i): sentences(*[GOALS if i % 2 else MIXED] * 10) for i in range(6)}
    cell = agreement(uneven)["agreement"]
    assert cell["high"] - cell["low"] > 0.5


def test_nothing_labelled_twice_is_said() -> None:
    with pytest.raises(BadLabelsError, match="no sentence here has two independent labels"):
        agreement({"a": sentences(("goals", "goals"))})


def test_the_table() -> None:
    table = agreement_table(agreement(BY_HAND), "corpus")
    assert table.startswith("### Agreement: corpus\n\n7 sentences of 3 conversations were labelled twice (1 have more:")
    assert "3 were not and are left out." in table
    assert (
        "Of 3 disagreements 1 went to the first annotator, 1 to the second, 1 to another label; 1 agreements" in table
    )
    assert "| values | – | – | 0 | 0 | 0 |" in table
    assert "| goals | realities | 2 | goals 1, realities 1 |" in table


def test_the_docstring_of_kappa_runs() -> None:
    result = doctest.testmod(evaluation)
    assert result.attempted
    assert not result.failed


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(app, ["corpus", "agreement", *map(str, args)])


def test_the_command(tmp_path: Path) -> None:
    write_tiny(tmp_path / "conversations", [tiny_call(0), tiny_call(1), tiny_notes()])
    result = run(tmp_path)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("### Agreement:")
    in_force = json.loads(run(tmp_path / "conversations", "--format", "json").stdout)
    assert in_force["kappa"] == {"value": 1.0, "low": 1.0, "high": 1.0}
    assert run(tmp_path, "--stand-off").stderr == f"error: {tmp_path.name}: no stand-off here. [E-LABELS]\n"

    call = Conversation(id="c1", turns=(Turn(0, "A", "Hi. Yo."),))
    row = {"id": "c1", "source": "s", "licence": "CC0", "attribution": "n", "first_turn": "0"}
    spoken = [
        LabelledSentence(0, 0, 3, "other", ("other", "goals")),
        LabelledSentence(0, 4, 7, "goals", ("goals", "goals")),
    ]
    write_stand_off(tmp_path / "real-speech", row, call, spoken)
    for folder, option in ((tmp_path, ["--stand-off"]), (tmp_path / "real-speech", [])):
        assert json.loads(run(folder, "--format", "json", *option).stdout)["sentences"] == 2
    (tmp_path / "conversations" / "x.tsv").write_text(
        format_labelled(tiny_call(2)).replace("\tgoals\tgoals|", "\tx\tgoals|")
    )
    assert run(tmp_path).exit_code == 2
