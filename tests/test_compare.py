from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from analyzer.cli import app
from analyzer.compare import Comparison, compare
from tests.builders import Line, call

TALK: list[Line] = [
    ("rep", "realities", "How does it work today?"),
    ("prospect", "realities", "Right now it takes us nine days to ship an order, sometimes ten."),
    ("rep", "goals", "And what would you want?"),
    ("prospect", "goals", "We want every order out of the door within five days by June."),
    ("prospect", "values", "My father lost his own firm because the customers walked away."),
    ("rep", "next_step", "Shall I come by on Tuesday at ten?"),
    ("prospect", "next_step", "Yes, Tuesday at ten, I'll have the order list ready for you."),
]


def laid(*notes: Line) -> Comparison:
    return compare(call(*notes, medium="notes"), call(*TALK))


def test_what_was_said_is_supported() -> None:
    found = laid(
        ("prospect", "realities", "Nine days to ship an order"),
        ("prospect", "goals", "orders out within five days by June"),
        ("prospect", "values", "father lost firm, customers walked"),
        ("prospect", "next_step", "Tuesday at ten, order list ready"),
    )
    assert [c.share > 0.5 for c in found.supported] == [True] * 4
    assert (found.unsupported, found.conflicts, found.missed) == ((), (), ())
    assert found.supported[0].support is not None
    assert found.supported[0].support.sentence == 1


def test_what_was_not_said_is_without_evidence() -> None:
    found = laid(("prospect", "implement", "Budget of forty thousand approved by the board"))
    [claim] = found.unsupported
    assert claim.evidence.text == "Budget of forty thousand approved by the board"
    assert {m.stage for m in found.missed} == {"realities", "goals", "values", "next_step"}


@pytest.mark.parametrize(("noted", "conflict"), [("seven", True), ("nine", False), ("9", False)])
def test_figures_have_to_agree(noted: str, conflict: bool) -> None:
    found = laid(("prospect", "realities", f"takes {noted} days now to ship an order, sometimes ten"))
    assert [c.noted for c in found.conflicts] == ([f"{noted} days"] if conflict else [])


def test_the_command(tmp_path: Path) -> None:
    notes, talk = tmp_path / "notes.md", tmp_path / "call.txt"
    notes.write_text(
        "# Meeting\n\n- It takes them nine days to ship an order\n- Board approved forty thousand already\n"
    )
    talk.write_text("\n".join(f"{'Rep' if role == 'rep' else 'Prospect'}: {text}" for role, _, text, *_ in TALK))
    done = CliRunner().invoke(app, ["compare", str(notes), str(talk), "--format", "json", "--model", "fast"])
    assert done.exit_code == 0, done.output
    data = json.loads(done.stdout)
    assert set(data) == {"supported", "unsupported", "conflicts", "missed"}
    done = CliRunner().invoke(app, ["compare", str(notes), str(talk), "--model", "fast"])
    assert "Said and not in the notes: " in done.stdout
    assert CliRunner().invoke(app, ["compare", str(notes), str(notes), "--model", "fast"]).exit_code == 2
