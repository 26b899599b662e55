"""The corpus' format, and the corpus itself."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.cli.corpus import check
from analyzer.conversation import STAGES, Conversation, Participant, Turn
from analyzer.corpus import Labelled, LabelledSentence, format_labelled, parse_labelled, read_corpus
from analyzer.errors import BadLabelsError

CONVERSATIONS = Path(__file__).parents[2] / "corpus" / "conversations"
GOOD = (
    '+++\nid = "x"\nmedium = "transcript"\ntrade = "freight"\n\n[speakers]\n"rep" = "rep"\n"Jo" = "prospect"\n+++\n'
    "turn\tspeaker\tstage\tlabels\ttext\n0\trep\tother\tother|goals\tHi.\n0\trep\tgoals\t\tWhat do you want?\n"
    "1\tJo\tgoals\tgoals\tFive days.\n"
)


def test_it_reads_what_it_says() -> None:
    labelled = parse_labelled(GOOD)
    assert [t.text for t in labelled.conversation.turns] == ["Hi. What do you want?", "Five days."]
    assert [t.role for t in labelled.conversation.turns] == ["rep", "prospect"]
    assert labelled.sentences[1] == LabelledSentence(0, 4, 21, "goals", ())
    assert labelled.sentences[0].labels == ("other", "goals")
    assert format_labelled(labelled) == GOOD


words = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs")), min_size=1, max_size=8)
sentence = st.lists(words, min_size=1, max_size=5).map(" ".join)


@given(st.lists(st.tuples(st.sampled_from(["rep", 'J"o\\'[:3]]), st.lists(sentence, min_size=1)), min_size=1), sentence)
def test_round_trip(rows: list[tuple[str, list[str]]], odd: str) -> None:
    merged = [row for k, row in enumerate(rows) if not k or row[0] != rows[k - 1][0]]
    turns, sentences = [], []
    for i, (speaker, parts) in enumerate(merged):
        turns.append(Turn(i, speaker, " ".join(parts), "rep" if speaker == "rep" else "prospect"))
        start = 0
        for k, part in enumerate(parts):
            sentences.append(LabelledSentence(i, start, start + len(part), STAGES[k % 7], (STAGES[k % 7],)))
            start += len(part) + 1
    names = dict.fromkeys(t.speaker or "" for t in turns)
    people = tuple(Participant(n, "rep" if n == "rep" else "prospect") for n in names)
    call = Labelled(
        Conversation(id=odd, turns=tuple(turns), participants=people), tuple(sentences), odd, odd, {"a": odd}
    )
    back = parse_labelled(format_labelled(call))
    assert back.sentences == call.sentences
    assert back.conversation.turns == call.conversation.turns
    assert (back.conversation.id, back.trade, back.kind, back.card) == (odd, odd, odd, {"a": odd})


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("+++\nid", "id", 1, "front matter between two"),
        ('id = "x"', "id = 3", 1, "needs an id"),
        ('id = "x"', 'id = "x"\nodd = 1', 1, "unknown keys"),
        ('"transcript"', '"song"', 1, "medium 'song'"),
        ('"prospect"', '"boss"', 1, "role 'boss'"),
        ("turn\tspeaker", "turns\tspeaker", 10, "must name the columns"),
        ("1\tJo\tgoals\tgoals\tFive", "1\tJo\tgoals\tFive", 13, "4 columns"),
        ("1\tJo\tgoals", "3\tJo\tgoals", 13, "does not follow"),
        ("1\tJo\tgoals", "1\tJo\tgaols", 13, "stage 'gaols'"),
        ("1\tJo", "1\tZoe", 13, "not in [speakers]"),
        ("0\trep\tgoals", "0\tJo\tgoals", 12, "two speakers"),
        ("Five days.", " Five days.", 13, "blanks around it"),
    ],
)
def test_a_malformed_file_is_refused_with_its_line(old: str, new: str, line: int, message: str) -> None:
    with pytest.raises(BadLabelsError) as caught:
        parse_labelled(GOOD.replace(old, new, 1), "call.tsv")
    assert message in str(caught.value)
    assert str(caught.value).startswith(f"call.tsv: line {line}:")


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadLabelsError, match="no labelled conversations"):
        list(read_corpus(tmp_path))


def test_the_corpus_is_sound_and_varied() -> None:
    corpus = list(read_corpus(CONVERSATIONS))
    interviews = [c for c in corpus if c.conversation.medium != "notes"]
    assert len(interviews) >= 350
    assert len(corpus) - len(interviews) >= 90
    assert sum(len(c.sentences) for c in corpus) >= 25_000
    assert len({c.trade for c in corpus}) >= 30
    assert {s.stage for c in corpus for s in c.sentences} == set(STAGES)
    faults = Counter(fault.code for fault in check(CONVERSATIONS))
    # a handful of everyday phrases may stand in two calls; more would be a template
    assert faults["W-REPEATED"] <= 10
    assert faults["W-NEAR"] <= 10
    assert not {"E-LABELS", "E-ID", "E-CARD", "W-LABELS", "W-ALIKE"} & set(faults)
