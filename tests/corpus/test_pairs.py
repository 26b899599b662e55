"""Minimal pairs: the format, what is refused, and what is doubtful."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.corpus.pairs import SETS, is_pair_file, pair_faults, parse_pairs, read_pairs
from analyzer.errors import BadLabelsError

HEAD = "pair_id\trole\tstage\ttext\n"
GOOD = HEAD + (
    "# capacity\n"
    "1\trep\t-\tWhat is your capacity?\n"
    "1\tprospect\trealities\tFour hundred a week.\n"
    "1\trep\t-\tWhat capacity do you want?\n"
    "1\tprospect\tgoals\tFour hundred a week.\n"
    "\n"
    "2\tprospect\tgoals\tWe want two bakers.\n"
    "2\tprospect\trealities\tWe lost two bakers.\n"
)
#: Two pairs of each set.
EXAMPLES = {
    "goal-reality": GOOD,
    "value-goal": HEAD
    + "1\tprospect\tgoals\tI want the shop shut on Sundays by June.\n"
    + "1\tprospect\tvalues\tI want the shop shut on Sundays because that day is for the kids.\n"
    + "2\trep\t-\tWhat would you like?\n2\tprospect\tgoals\tTo sleep until seven.\n"
    + "2\trep\t-\tWhy does it matter?\n2\tprospect\tvalues\tTo sleep until seven.\n",
    "next_step-implement": HEAD
    + "1\trep\t-\tShall I send you the draft?\n1\tprospect\tnext_step\tYes, go ahead.\n"
    + "1\trep\t-\tShall we sign then?\n1\tprospect\timplement\tYes, go ahead.\n"
    + "2\trep\tnext_step\tCould your partner join us on Tuesday?\n"
    + "2\trep\timplement\tCould your partner stop this on Tuesday?\n",
    "pitch-implement": HEAD
    + "1\tprospect\tpitch\tThe oven is too dear at that price.\n"
    + "1\tprospect\timplement\tThe oven is too dear for our budget.\n"
    + "2\trep\tpitch\tOur oven pays for itself in a year.\n"
    + "2\trep\timplement\tWould you sign if it pays for itself in a year?\n",
    "answer-backchannel": HEAD
    + "1\trep\t-\tIs that costing you sales?\n1\tprospect\trealities\tYeah.\n"
    + "1\trep\t-\tSo that is costing you\n1\tprospect\tother\tYeah.\n"
    + "2\trep\t-\tShall we say Tuesday?\n2\tprospect\tnext_step\tOkay.\n"
    + "2\trep\t-\tLast Tuesday we\n2\tprospect\tother\tOkay.\n",
}


@pytest.mark.parametrize("name", SETS)
def test_the_examples_of_every_set_are_read(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.tsv"
    path.write_text(EXAMPLES[name], encoding="utf-8")
    assert is_pair_file(path)
    pairs = read_pairs(path)
    assert [(p.set, p.name) for p in pairs] == [(name, "1"), (name, "2")]
    assert pair_faults(pairs) == []


def test_what_is_read() -> None:
    first, second = parse_pairs(GOOD, "goal-reality.tsv")
    assert first.first.lines == (("rep", "What is your capacity?"), ("prospect", "Four hundred a week."))
    assert (first.first.stage, first.second.stage) == ("realities", "goals")
    assert (first.first.line, first.second.line, second.second.line) == (4, 6, 9)
    assert first.second.text == "Four hundred a week."
    assert second.similarity == pytest.approx(0.75)


def test_a_passage_as_a_conversation() -> None:
    text = HEAD + (
        "a\trep\t-\tOkay.\na\tprospect\t-\tWe have ovens.\na\tprospect\tgoals\tWe want ten.\n"
        "a\tprospect\trealities\tWe have ten.\n"
    )
    [pair] = parse_pairs(text, "goal-reality.tsv")
    conversation, judged = pair.first.conversation("p")
    assert [(t.role, t.text) for t in conversation.turns] == [
        ("rep", "Okay."),
        ("prospect", "We have ovens. We want ten."),
    ]
    assert conversation.turns[judged.turn].text[judged.start_char : judged.end_char] == "We want ten."
    assert {(p.name, p.role) for p in conversation.participants} == {("rep", "rep"), ("prospect", "prospect")}


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        (HEAD, "", 2, "must name the columns"),
        ("pair_id\trole", "pair\trole", 1, "must name the columns"),
        ("2\tprospect\tgoals", "2\tprospect\tpitch", 9, "pitch and realities are not the two sides of goal-reality"),
        ("2\tprospect\tgoals", "2\tprospect\trealities", 9, "realities and realities are not the two sides"),
        ("2\tprospect\tgoals", "2\tprospect\tgaols", 8, "stage 'gaols'"),
        ("2\tprospect\tgoals", "2\tboss\tgoals", 8, "role 'boss'"),
        ("2\tprospect\tgoals", "\tprospect\tgoals", 8, "empty"),
        ("2\tprospect\tgoals", "2\tgoals", 8, "3 columns, not 4"),
        ("2\tprospect\tgoals", "3\tprospect\tgoals", 8, "pair '3' has one passage"),
        ("2\tprospect\tgoals\tWe want two bakers.\n", "", 8, "pair '2' has one passage"),
        ("2\tprospect\tgoals", "1\tprospect\tgoals", 8, "pair '1' was there before"),
        (
            "two bakers.\n2\tprospect\trealities\tWe lost two bakers.\n",
            "x.\n2\trep\t-\tAnd?\n",
            9,
            "has no sentence after it",
        ),
        ("1\tprospect\tgoals\tFour", "4\tprospect\tgoals\tFour", 6, "context of pair '1' has no sentence"),
        ("We lost two bakers.", " We lost.", 9, "blanks around it"),
    ],
)
def test_what_is_refused_with_its_line(old: str, new: str, line: int, message: str) -> None:
    assert old in GOOD
    with pytest.raises(BadLabelsError) as caught:
        parse_pairs(GOOD.replace(old, new, 1), "goal-reality.tsv")
    assert message in str(caught.value)
    assert str(caught.value).startswith(f"goal-reality.tsv: line {line}:")


def test_sets_have_names_and_pairs(tmp_path: Path) -> None:
    with pytest.raises(BadLabelsError, match="no set is called so"):
        parse_pairs(GOOD, "goals-reality.tsv")
    with pytest.raises(BadLabelsError, match="there is no pair"):
        parse_pairs(HEAD, "goal-reality.tsv")
    with pytest.raises(BadLabelsError, match=r"no minimal pairs"):
        read_pairs(tmp_path)
    with pytest.raises(BadLabelsError, match="cannot be read as UTF-8"):
        read_pairs(tmp_path / "goal-reality.tsv")
    same = HEAD + "1\trep\tgoals\tNine days.\n1\trep\trealities\tNine days.\n"
    with pytest.raises(BadLabelsError, match="the two passages are the same"):
        parse_pairs(same, "goal-reality.tsv")


def test_doubtful_pairs() -> None:
    text = HEAD + (
        "1\trep\tgoals\tWe want ten ovens.\n1\trep\trealities\tWe have ten ovens.\n"
        "2\trep\tgoals\tWe want ten ovens.\n2\trep\trealities\tNobody calls back here.\n"
    )
    faults = [(p.name, what) for p, what in pair_faults(parse_pairs(text, "goal-reality.tsv"))]
    assert faults == [
        ("2", "the passages share 0% of their words: is that a minimal change?"),
        ("2", "line 4 repeats a passage of pair '1' of goal-reality"),
    ]
