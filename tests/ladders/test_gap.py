"""Goals are laid beside the realities of the same subject and dimension, and nothing else is."""

from __future__ import annotations

import pytest

from analyzer.figures import figures_of
from analyzer.ladders import ladders_of
from analyzer.ladders.gap import Gap
from tests.benchmarks.ladders import staged_of

NOW = ("rep", "realities")
HAVE = ("prospect", "realities")
AIM = ("rep", "goals")
WANT = ("prospect", "goals")
Said = tuple[tuple[str, str], str]


def gap(*said: Said) -> Gap:
    turns = [{"role": role, "sentences": [[stage, text]]} for (role, stage), text in said]
    staged = staged_of({"id": "gap", "date": "2026-02-11", "turns": turns})
    return ladders_of(staged, figures_of(staged.segmented)).gap


@pytest.mark.parametrize(
    ("said", "reality", "difference"),
    [
        (
            ((NOW, "How long does it take?"), (HAVE, "Nine days."), (AIM, "And it should?"), (WANT, "Five days.")),
            "Nine days.",
            4,
        ),
        (
            (
                (WANT, "We want half of it by twenty thirty."),
                (HAVE, "There are nine crews."),
                (HAVE, "We recycle thirty four percent, says the March return."),
                (NOW, "So from thirty four up to fifty."),
            ),
            "We recycle thirty four percent, says the March return.",
            16,
        ),
        (
            (
                (WANT, "We should turn up with a deposit of fifty k."),
                (NOW, "And what have you got put away as of today?"),
                (HAVE, "Thirty-one."),
            ),
            "Thirty-one.",
            19_000,
        ),
    ],
)
def test_a_goal_meets_its_reality(said: tuple[Said, ...], reality: str, difference: float) -> None:
    [link] = gap(*said).links
    assert link.reality_evidence.text == reality
    assert link.difference == pytest.approx(difference)


def test_whoever_names_both_numbers_connects_them() -> None:
    said: tuple[Said, ...] = (
        (HAVE, "Two hundred thousand words a month is what we make."),
        (WANT, "I want to come to three hundred thousand words a month."),
    )
    assert not gap(*said).connected
    assert gap(*said, (NOW, "So two hundred now, three hundred wanted.")).connected


def test_a_direction_meets_its_reality_in_words() -> None:
    [link] = gap(
        (HAVE, "The share of the young ones is tiny."),
        (HAVE, "The hall is cold."),
        (WANT, "We'd like more of the young ones in."),
    ).links
    assert link.reality_evidence.text == "The share of the young ones is tiny."
    assert link.difference is None


@pytest.mark.parametrize(
    "said",
    [
        ((WANT, "I want three hundred thousand words a month."), (HAVE, "That's three people in house.")),
        ((WANT, "We'd like more of the young ones in."), (HAVE, "The hall is cold.")),
        ((WANT, "I want the returns under ten percent."), (HAVE, "A parcel takes three days.")),
    ],
)
def test_other_subjects_and_other_dimensions_do_not_meet(said: tuple[Said, ...]) -> None:
    found = gap(*said)
    assert not found.links
    assert found.unlinked == (0,)
