"""Sentences beyond single boundaries: whole conversations, tokens, times, questions, spaCy, and memory.

Single boundaries stand in `tests.test_segmentation`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from importlib.metadata import entry_points
from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer import sentences as module
from analyzer.conversation import Conversation, Interval, Role, Turn
from analyzer.errors import ModelError
from analyzer.sentences import BoundaryModel, Segmented, hashed_words, load_boundary_model, segment
from analyzer.transcripts.clean import masked_ranges


def conversation(*texts: str) -> Conversation:
    roles: tuple[Role, Role] = ("rep", "prospect")
    return Conversation(
        id="x",
        turns=tuple(Turn(i, roles[i % 2], t, roles[i % 2], masked=masked_ranges(t)) for i, t in enumerate(texts)),
    )


def cut(*texts: str) -> list[str]:
    return [s.text for s in segment(conversation(*texts)).sentences]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # abbreviations and initials
        ("Dr. Lee and Mrs. Poe met J. R. Smith.", ["Dr. Lee and Mrs. Poe met J. R. Smith."]),
        ("We open at 9 a.m. and close at 5 p.m. on Fridays.", ["We open at 9 a.m. and close at 5 p.m. on Fridays."]),
        ("Vans, trucks, etc. We have both.", ["Vans, trucks, etc.", "We have both."]),
        ("There is plan A. Yes.", ["There is plan A.", "Yes."]),
        # numbers
        ("It costs 3.50 now. It was 2.95.", ["It costs 3.50 now.", "It was 2.95."]),
        ("We pay $1,200.50. Each.", ["We pay $1,200.50.", "Each."]),
        (
            "Mail bob@mill.example or see www.mill.example today.",
            ["Mail bob@mill.example or see www.mill.example today."],
        ),
        # several marks, ellipses
        ("You did what?! No way!!! Okay.", ["You did what?!", "No way!!!", "Okay."]),
        ("Well… we did.", ["Well… we did."]),
        ("Well… We did.", ["Well…", "We did."]),
        ("It took… 9 days.", ["It took…", "9 days."]),
        # quotes and brackets
        ("She said “no.” And he left.", ["She said “no.”", "And he left."]),
        ('Really? "Yes," he said.', ["Really?", '"Yes," he said.']),
        ("We left (it was late.) Then it rained.", ["We left (it was late.)", "Then it rained."]),
        # lines
        ("1) rent\n2) people", ["1) rent", "2) people"]),
        ("Rent\r\nPeople", ["Rent", "People"]),
        ("we stop\n\nand start", ["we stop", "and start"]),
        ("we stop\nand start", ["we stop\nand start"]),
        # tags
        ("[laughs] [inaudible]", ["[laughs] [inaudible]"]),
        # blanks and odd characters
        ("\u00a0\u2003", []),
        ("  Hi.  Yes.  ", ["Hi.", "Yes."]),
        ("\ud800\udfff", ["\ud800\udfff"]),
        ("Nine\x00days. Yes.", ["Nine\x00days.", "Yes."]),
        ("👍🏽 Great. 🙂", ["👍🏽 Great.", "🙂"]),
    ],
)
def test_boundaries(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_marks_inside_a_tag_end_nothing() -> None:
    text = "So [noise. more! what?] it went on. Yes."
    turn = Turn(0, "A", text, masked=((3, 23),))
    assert [s.text for s in segment(Conversation(id="x", turns=(turn,))).sentences] == [text[:-5], "Yes."]
    assert [s.words for s in segment(Conversation(id="x", turns=(turn,))).sentences] == [4, 1]


def test_a_long_sentence_that_somebody_punctuated_stays_whole() -> None:
    text = "We have " + ", ".join(f"a van number {i}" for i in range(20)) + ", and that is all of it."
    assert cut(text, "Yes. Okay. Right. Fine.") == [text, "Yes.", "Okay.", "Right.", "Fine."]


def test_short_turns_without_marks_are_left_alone_where_others_punctuate() -> None:
    assert cut("so what do you use", "We use paper. It is slow. We hate it.", "okay and why is that") == [
        "so what do you use", "We use paper.", "It is slow.", "We hate it.", "okay and why is that",
    ]  # fmt: skip


SPOKEN = (
    "so thanks for coming how are you today",
    "i'm good thanks we have forty vans on the road every day and it is mostly me and a whiteboard",
    "okay and what would you like to change about that",
    "i want to be home by six i never see my kids",
)


def test_where_nobody_punctuated_words_are_kept_and_turns_are_never_crossed() -> None:
    result = segment(conversation(*SPOKEN)).sentences
    assert len(result) > len(SPOKEN)
    for i, text in enumerate(SPOKEN):
        assert " ".join(s.text for s in result if s.turn == i) == text


def test_without_a_boundary_model_turns_stay_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "load_boundary_model", lambda: None)
    assert cut(*SPOKEN) == list(SPOKEN)


words = st.sampled_from(
    ["we", "want", "nine", "Days", "Mr.", "e.g.", "3.5", "5", "p.m.", "B.", "...", "…", ".", "?", "!", ",", "\n",
     "\n\n", "- ", '"', "”", "(", ")", "[laughs]", "don't", "gonna", "it's", "😀", "\ud800", "é", "漢", "\u200b",
     "\u00a0", "_"]
)  # fmt: skip
texts = st.lists(st.tuples(words, st.sampled_from(["", " ", " ", "  "])), max_size=14).map(
    lambda parts: "".join(a + b for a, b in parts)
)
calls = st.lists(texts, max_size=5).map(lambda parts: conversation(*parts))


@given(calls)
def test_every_character_of_a_word_is_in_exactly_one_sentence(call: Conversation) -> None:
    result = segment(call).sentences
    assert [(s.turn, s.start_char) for s in result] == sorted((s.turn, s.start_char) for s in result)
    for turn in call.turns:
        mine = [s for s in result if s.turn == turn.index]
        for s in mine:
            assert 0 <= s.start_char < s.end_char <= len(turn.text)
            assert turn.text[s.start_char : s.end_char] == s.text == s.text.strip()
            assert s.role == turn.role
        for i, c in enumerate(turn.spoken):
            if c.isalnum():
                assert sum(s.start_char <= i < s.end_char for s in mine) == 1


@given(calls)
def test_tokens_are_those_of_the_sentences(call: Conversation) -> None:
    result = segment(call)
    tokens = result.tokens
    assert len(tokens.bounds) == len(result.sentences) + 1
    assert tokens.bounds[0] == 0
    assert tokens.bounds[-1] == len(tokens.lower)
    assert set(tokens.vocab) == set(tokens.lower.tolist())
    for s in result.sentences:
        row = tokens.lower[tokens.bounds[s.index] : tokens.bounds[s.index + 1]].tolist()
        spoken = call.turns[s.turn].spoken[s.start_char : s.end_char].replace("\ud800", "\ufffd")
        assert "".join(tokens.vocab[h] for h in row) == "".join(spoken.lower().split())


def same(a: Segmented, b: Segmented) -> bool:
    return (
        a.sentences == b.sentences
        and a.tokens.lower.tolist() == b.tokens.lower.tolist()
        and a.tokens.bounds.tolist() == b.tokens.bounds.tolist()
        and a.tokens.vocab == b.tokens.vocab
    )


@given(calls, calls)
def test_a_result_depends_on_nothing_but_its_conversation(call: Conversation, between: Conversation) -> None:
    first = segment(call)
    segment(between)
    assert same(segment(call), first)


@given(calls)
def test_given_sentences_give_the_same_back(call: Conversation) -> None:
    found = segment(call)
    again = segment(call, [(s.turn, s.start_char, s.end_char) for s in found.sentences])
    assert again.sentences == found.sentences
    assert again.tokens.lower.tolist() == found.tokens.lower.tolist()
    assert again.tokens.bounds.tolist() == found.tokens.bounds.tolist()


def test_given_sentences_need_not_be_all() -> None:
    call = conversation("Hi. Is now okay? Good.", "Yes. It is.")
    result = segment(call, [(0, 4, 16), (1, 5, 11)])
    assert [(s.index, s.turn, s.text) for s in result.sentences] == [(0, 0, "Is now okay?"), (1, 1, "It is.")]
    assert result.tokens.bounds.tolist() == [0, 4, 7]
    assert segment(call, []).sentences == ()


spans = st.lists(st.floats(0, 100), min_size=2, max_size=8).map(
    lambda xs: tuple(zip(sorted(xs)[::2], sorted(xs)[1::2], strict=False))
)


@given(texts, spans)
def test_times_go_up_and_stay_inside_the_spans(text: str, timed: tuple[Interval, ...]) -> None:
    turn = Turn(0, "A", text, start_s=timed[0][0], end_s=timed[-1][1], spans=timed)
    times = []
    for s in segment(Conversation(id="x", turns=(turn,))).sentences:
        assert s.start_s is not None
        assert s.end_s is not None
        times += [s.start_s, s.end_s]
    assert times == sorted(times) or np.allclose(times, sorted(times))
    for t in times:
        assert any(a - 1e-9 <= t <= b + 1e-9 for a, b in timed)


def test_a_start_alone_times_the_first_given_sentence_too() -> None:
    call = Conversation(id="x", turns=(Turn(0, "A", "One. Two.", start_s=7.0), Turn(1, "B", "Three.")))
    result = segment(call, [(0, 0, 4), (0, 5, 9), (1, 0, 6)]).sentences
    assert [(s.start_s, s.end_s) for s in result] == [(7.0, None), (None, None), (None, None)]


def test_questions_are_marked_in_the_conversation() -> None:
    found = segment(conversation("Hi Ann. How many vans? we have nine", "and what do you pay"))
    assert [s.is_question for s in found.sentences] == [False, True, False, True]
    assert [s.question for s in found.sentences] == [None, "closed", None, "open"]


def test_a_mark_inside_a_tag_asks_nothing() -> None:
    turn = Turn(0, "A", "We did [inaudible?] that.", masked=((7, 19),))
    assert [s.question for s in segment(Conversation(id="x", turns=(turn,))).sentences] == [None]


def test_the_entry_point_is_installed() -> None:
    """spaCy finds the component by itself, without an import of this package."""
    if not entry_points(group="spacy_factories", name="interview_sentences"):
        pytest.skip("the package is not installed")
    program = (
        "import sys, spacy\n"
        "nlp = spacy.blank('en')\n"
        "nlp.add_pipe('interview_sentences')\n"
        "print([s.text for s in nlp('Nine days. We want five.').sents])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['Nine days.', 'We want five.']"


BLANK = spacy.blank("en")
PIPELINE = spacy.blank("en")
PIPELINE.add_pipe("interview_sentences")


@given(texts)
def test_the_spacy_component_agrees(text: str) -> None:
    text = text.replace("\ud800", "").replace("[laughs]", "")
    doc = PIPELINE(text)
    assert "".join(s.text_with_ws for s in doc.sents) == text
    # a text alone has no tags: "( )" is one only where a transcript marks it
    plain = segment(Conversation("x", (Turn(0, None, text),))).sentences
    assert [t for t in (s.text.strip() for s in doc.sents) if t] == [s.text for s in plain]


spoken_words = st.sampled_from(
    (
        "don't",
        "I'll",
        "can't,",
        "we're:",
        "9:30",
        "a.m.",
        "e-mail",
        "U.K.",
        ":)",
        "(ok)",
        "“right”",
        "it’s",
        "…",
        "$40k",
    )
)


@given(st.lists(st.one_of(spoken_words, st.text(max_size=6), st.sampled_from((" ", "", "\t", "\n", "\u00a0")))))
@settings(max_examples=300)
def test_tokens_are_spacys_whatever_was_read_before(words: list[str]) -> None:
    text = " ".join(words)
    text = "".join(c for c in text if not "\ud800" <= c <= "\udfff")
    doc = BLANK.make_doc(text)
    tokenizer = module._TOKENIZER
    hashes, offsets, _ = tokenizer.tokens(tokenizer.pipeline(), text)
    assert hashes == [token.lower for token in doc]
    assert offsets[:-1] == [token.idx for token in doc]
    assert offsets[-1] == len(text)


def test_hashed_words_are_the_tokens_of_a_conversation() -> None:
    hashes, found = hashed_words("Don't wait, Ann.\nNine days")
    tokens = segment(conversation("Don't wait, Ann.\nNine days")).tokens
    assert hashes.tolist() == tokens.lower.tolist()
    assert found == tuple(tokens.vocab[h] for h in hashes.tolist())
    assert hashed_words("")[0].shape == (0,)


@pytest.fixture
def small_vocabulary(monkeypatch: pytest.MonkeyPatch) -> int:
    """A limit just above what a blank pipeline holds."""
    limit = len(spacy.blank("en").vocab.strings) + 50
    monkeypatch.setattr(module, "_MAX_STRINGS", limit)
    monkeypatch.setattr(module, "_TOKENIZER", module._Tokenizer())
    return limit


def test_the_vocabulary_does_not_grow_for_ever(small_vocabulary: int) -> None:
    sizes = []
    for k in range(30):
        new = " ".join(f"word{k}x{i}" for i in range(20))
        assert cut(f"{new}. Yes.") == [f"{new}.", "Yes."]
        sizes.append(len(module._TOKENIZER.pipeline().vocab.strings))
    assert max(sizes) <= small_vocabulary + 100
    assert sizes != sorted(sizes)


@pytest.mark.usefixtures("small_vocabulary")
def test_a_conversation_larger_than_the_vocabulary_is_still_whole() -> None:
    call = conversation(*(" ".join(f"new{k}x{i}" for i in range(30)) + ". Yes." for k in range(10)))
    found = segment(call)
    assert len(found.sentences) == 20
    assert same(segment(call), found)
    assert {found.tokens.vocab[h] for h in found.tokens.lower.tolist()} >= {"new0x0", "new9x29", "yes"}


def test_a_boundary_model_saves_and_loads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weights = np.random.default_rng(0).normal(size=2**10).astype(np.float16).astype(np.float32)
    model = BoundaryModel(weights, -0.5, 0.25)
    model.save(tmp_path, {"version": "0"})
    monkeypatch.setattr(module, "model_dir", lambda _: tmp_path)
    load_boundary_model.cache_clear()
    try:
        loaded = load_boundary_model()
        assert loaded is not None
        lower = hashed_words("so we have nine vans okay and why")[0]
        np.testing.assert_array_equal(loaded.weights, weights)
        np.testing.assert_array_equal(loaded.boundaries(lower), model.boundaries(lower))
        meta = json.loads((tmp_path / "meta.json").read_text())
        assert meta == {"format": 1, "intercept": -0.5, "threshold": 0.25, "version": "0"}
        load_boundary_model.cache_clear()
        (tmp_path / "meta.json").write_text(json.dumps(meta | {"format": 2}))
        with pytest.raises(ModelError, match="has format 2, not 1"):
            load_boundary_model()
    finally:
        load_boundary_model.cache_clear()


def test_boundaries_begin_with_the_first_token() -> None:
    never = BoundaryModel(np.zeros(2**8, dtype=np.float32), -1.0, 0.0)
    assert never.boundaries(np.zeros(0, np.uint64)).tolist() == []
    assert never.boundaries(hashed_words("one two three")[0]).tolist() == [True, False, False]
    always = BoundaryModel(np.zeros(2**8, dtype=np.float32), 1.0, 0.0)
    assert always.boundaries(hashed_words("one two three")[0]).tolist() == [True, True, True]
    assert always.features(hashed_words("one two three")[0]).max() < 2**8


def test_what_a_word_stands_beside_decides_its_features() -> None:
    model = BoundaryModel(np.zeros(2**16, dtype=np.float32), 0.0, 0.0)
    a, b = model.features(hashed_words("we have nine vans")[0]), model.features(hashed_words("we have five vans")[0])
    assert (a[0, :3] == b[0, :3]).all()
    assert a[2, 0] == b[2, 0]  # the word before the boundary
    assert a[2, 1] != b[2, 1]  # the word after it


def test_offsets_hold_on_a_copy_with_other_roles() -> None:
    call = conversation("Hi. Is now okay?", "Yes.")
    other = replace(call, turns=tuple(replace(t, role="unknown") for t in call.turns))
    assert [s.text for s in segment(other).sentences] == [s.text for s in segment(call).sentences]
    assert {s.role for s in segment(other).sentences} == {"unknown"}


def test_a_tag_stays_with_the_words_that_it_opens() -> None:
    text = "How are you? <UNSURE>Oh</UNSURE> fine. Good <UNIN/> <b><UNSURE>bye</UNSURE> now. [laughs]"
    call = Conversation("x", (Turn(0, "Ann", text, masked=masked_ranges(text)),))
    assert [s.text for s in segment(call).sentences] == [
        "How are you?",
        "<UNSURE>Oh</UNSURE> fine.",
        "Good <UNIN/> <b><UNSURE>bye</UNSURE> now. [laughs]",
    ]
