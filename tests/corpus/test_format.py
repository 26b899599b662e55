"""The corpus' format at its edges: notes, odd texts and heads, files on disk; more stands in `test_files`."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.conversation import STAGES, Conversation, Participant, Turn
from analyzer.corpus import Labelled, LabelledSentence, format_labelled, parse_labelled, read_corpus, read_labelled
from analyzer.corpus.counts import counts_table
from analyzer.corpus.duplicates import repeated_sentences
from analyzer.errors import BadLabelsError
from tests.stages.tiny import labelled, tiny_call, tiny_corpus, tiny_notes, write_tiny

CONVERSATIONS = Path(__file__).parents[2] / "corpus" / "conversations"
COLUMNS = "turn\tspeaker\tstage\tlabels\ttext"
NOTES = (
    '+++\nid = "n"\nmedium = "notes"\n+++\n'
    f"{COLUMNS}\n#\t\t\t\tToday\n0\t\trealities\t\tAll on paper.\n1\t\tgoals\t\tTwo shops.\n#\t\t\t\tNext\n"
    "2\t\tnext_step\t\tTuesday at ten.\n"
)


def test_headings_are_context_of_the_items_below_them() -> None:
    notes = parse_labelled(NOTES)
    turns = notes.conversation.turns
    assert [t.heading for t in turns] == ["Today", "Today", "Next"]
    assert [t.speaker for t in turns] == [None] * 3
    assert [t.role for t in turns] == ["prospect"] * 3
    assert len(notes.sentences) == 3
    assert format_labelled(notes) == NOTES


@pytest.mark.parametrize("one", tiny_corpus(), ids=lambda c: c.conversation.id)
def test_what_is_written_to_disk_is_read_back(one: Labelled, tmp_path: Path) -> None:
    write_tiny(tmp_path, [one])
    back = read_labelled(tmp_path / f"{one.conversation.id}.tsv")
    assert back.sentences == one.sentences
    assert back.conversation == one.conversation
    assert (back.trade, back.kind, back.card) == (one.trade, one.kind, one.card)


def test_lines_may_end_as_on_windows(tmp_path: Path) -> None:
    path = tmp_path / "000-bakery.tsv"
    path.write_bytes(format_labelled(tiny_call(0)).replace("\n", "\r\n").encode())
    assert read_labelled(path).sentences == tiny_call(0).sentences


odd = st.text(max_size=12)
values = st.one_of(odd, st.booleans(), st.integers(-9, 9), st.floats(allow_nan=False), st.lists(odd, max_size=3))


@given(odd, st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), values, max_size=4), odd.filter(bool))
def test_any_head_comes_back(name: str, card: dict[str, object], speaker: str) -> None:
    """Quotes, backslashes, control characters and line breaks in what is written as TOML."""
    bare = "".join(c for c in speaker if c.isprintable()) or "x"
    turn = Turn(0, bare, "Hi.", "rep")
    call = Conversation(
        name, (turn,), participants=(Participant(bare, "rep"),), date="2024-01-02", rep=name, account=name
    )
    back = parse_labelled(format_labelled(Labelled(call, (LabelledSentence(0, 0, 3, "other"),), name, name, card)))
    c = back.conversation
    assert (c.id, c.rep, c.account, c.date, back.trade, back.kind) == (name, name, name, "2024-01-02", name, name)
    assert back.card == card
    assert c.turns == (turn,)


LINE = f"{COLUMNS}\n0\trep\tother\t\tHi.\n"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "front matter between two"),
        ("+++", 1, "front matter between two"),
        ('+++\nid = "x"\n', 1, "front matter between two"),
        ('\ufeff+++\nid = "x"\n+++\n', 1, "front matter between two"),
        ("+++\nid = x\n+++\n", 1, "not TOML"),
        ('+++\nid = "x"\nid = "y"\n+++\n', 1, "not TOML"),
        ('+++\nid = "x"\n+++', 4, "must name the columns"),
        ('+++\nid = "x"\n+++\n', 4, "must name the columns"),
        (f'+++\nid = "x"\n+++\n{COLUMNS}\n', 1, "there is no sentence"),
        (f'+++\nid = "x"\n+++\n{COLUMNS}\n#\t\t\t\tA heading\n', 1, "there is no sentence"),
        (f'+++\nid = "x"\nspeakers = 3\n+++\n{LINE}', 1, "speakers must be a table"),
        (f'+++\nid = "x"\ncard = "y"\n+++\n{LINE}', 1, "card must be a table"),
        (f'+++\nid = "x"\ndate = 2024-01-01\n+++\n{LINE}', 1, "date must be a text"),
        (f'+++\nid = "x"\ntrade = 3\n+++\n{LINE}', 1, "trade must be a text"),
        (f'+++\nid = "x"\nmedium = []\n+++\n{LINE}', 1, "medium []"),
        (f'+++\nid = "x"\n[speakers]\nrep = ["rep"]\n+++\n{LINE}', 1, "of speaker 'rep' is not one of"),
        (f'+++\nid = "x"\n+++\n{COLUMNS}\n0\trep\tother\t\tHi.\n', 5, "not in [speakers]"),
        (f'+++\nid = "x"\n+++\n{COLUMNS}\n1\t\tother\t\tHi.\n', 5, "turn '1' does not follow"),
        (f'+++\nid = "x"\n+++\n{COLUMNS}\n00\t\tother\t\tHi.\n', 5, "turn '00' does not follow"),
        (f'+++\nid = "x"\n+++\n{COLUMNS}\n٠\t\tother\t\tHi.\n', 5, "does not follow"),
        (f'+++\nid = "x"\n+++\n{COLUMNS}\n{"9" * 5000}\t\tother\t\tHi.\n', 5, "9…' does not follow"),
        (f'+++\nid = "x"\n+++\n{COLUMNS}\n0\t\tother\t\t\n', 5, "the sentence is empty"),
        (f'+++\nid = "x"\n+++\n{COLUMNS}\n0\t\tother\tother|gaols\tHi.\n', 5, "stage 'gaols'"),
        (f'+++\nid = "x"\n+++\n{COLUMNS}\n0\t\tother\tother|\tHi.\n', 5, "stage ''"),
        (f'+++\nid = "x"\n+++\n{COLUMNS}\n0\t\tother\t\tHi.\tthere\n', 5, "6 columns, not 5"),
        (f'+++\nid = "x"\n+++\n{COLUMNS}\n#\t\t\t\t \n', 5, "the sentence is empty"),
    ],
)
def test_what_is_no_corpus_file_is_refused_with_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(BadLabelsError) as caught:
        parse_labelled(text, "call.tsv")
    assert message in str(caught.value)
    assert str(caught.value).startswith(f"call.tsv: line {line}:")
    assert caught.value.code == "E-LABELS"


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_bytes(b"\xff\xfe")
    with pytest.raises(BadLabelsError, match=r"^a\.tsv: cannot be read as UTF-8"):
        read_labelled(tmp_path / "a.tsv")
    with pytest.raises(BadLabelsError, match="cannot be read"):
        read_labelled(tmp_path / "none.tsv")


def test_folders_are_read_in_order_with_those_below(tmp_path: Path) -> None:
    write_tiny(tmp_path / "b", [tiny_call(1)])
    write_tiny(tmp_path / "a", [tiny_call(2)])
    (tmp_path / "a" / "README.md").write_text("no call")
    assert [c.conversation.id for c in read_corpus(tmp_path)] == ["002-roofing", "001-freight"]


def test_counts_by_hand() -> None:
    one = labelled("a", [("rep", [("other", "Hi.")]), ("prospect", [("goals", "Five.")])], trade="t", kind="chat")
    table = counts_table([one, tiny_notes()])
    assert table.startswith("2 conversations, 5 labelled sentences, 2 trades; 5 sentences labelled twice.")
    assert "| chat | 1 | 2 | 0% | 50% | 0% | 0% | 0% | 0% | 50% |" in table
    assert "| notes | 1 | 3 | 0% | 33% | 33% | 33% | 0% | 0% | 0% |" in table


def test_repeats_are_found_without_case_and_marks() -> None:
    def call(name: str, *texts: str) -> Labelled:
        return labelled(name, [("rep", [("other", t) for t in texts])])

    corpus = [
        call("a", "We want five days, by June!", "Short one."),
        call("b", "we want five days by june.", "Short one."),
        call("c", "We want five days by June.", "And now this stands here twice.", "And now this stands here twice."),
    ]
    [found] = repeated_sentences(corpus, 6)
    assert found.words == "we want five days by june"
    assert found.conversations == ("a", "b", "c")
    assert repeated_sentences(corpus, 7) == ()
    assert [r.words for r in repeated_sentences(corpus, 2)] == ["we want five days by june", "short one"]


def test_every_file_of_the_corpus_holds_what_its_name_says() -> None:
    corpus = list(read_corpus(CONVERSATIONS))
    assert len(corpus) == len(list(CONVERSATIONS.glob("*.tsv")))
    for c in corpus:
        assert c.conversation.source_name == f"{c.conversation.id}.tsv"
        assert format_labelled(parse_labelled(format_labelled(c))) == format_labelled(c)
        assert {s.stage for s in c.sentences} <= set(STAGES)
        for s in c.sentences:
            text = c.conversation.turns[s.turn].text[s.start_char : s.end_char]
            assert text == text.strip() != ""
    # near-duplicates: a handful of everyday sentences, none of them in more than a few calls
    repeated = repeated_sentences(corpus, 6)
    assert len(repeated) <= 12
    assert max((len(r.conversations) for r in repeated), default=0) <= 5
