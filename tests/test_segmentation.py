"""Sentences: boundaries on clean and dirty transcripts, and offsets that always hold."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from analyzer import sentences as module
from analyzer.conversation import Conversation, Turn
from analyzer.sentences import segment
from analyzer.transcripts.clean import masked_ranges


def cut(text: str) -> list[str]:
    turn = Turn(0, "A", text, masked=masked_ranges(text))
    return [s.text for s in segment(Conversation(id="x", turns=(turn,))).sentences]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nine days. We want five.", ["Nine days.", "We want five."]),
        ("Is that so? Yes! Right.", ["Is that so?", "Yes!", "Right."]),
        ("Mr. Lee of Foo Inc. said e.g. 3.5 is fine.", ["Mr. Lee of Foo Inc. said e.g. 3.5 is fine."]),
        ("We stop at 5 p.m. Then we go.", ["We stop at 5 p.m.", "Then we go."]),
        ("That is plan B. We never had a plan C.", ["That is plan B.", "We never had a plan C."]),
        ("J. Smith rang.", ["J. Smith rang."]),
        ("I was... going there.", ["I was... going there."]),
        ("I was... Anyway, we left.", ["I was...", "Anyway, we left."]),
        ('He said "go." Then he left.', ['He said "go."', "Then he left."]),
        ("ok. so we start", ["ok.", "so we start"]),
        ("It was done.So we left.", ["It was done.", "So we left."]),
        ("Costs:\n- rent\n- two people\n\nNext thing", ["Costs:", "- rent", "- two people", "Next thing"]),
        ("this runs\nover a line break.", ["this runs\nover a line break."]),
        ("[laughs] Yes. [inaudible] no.", ["[laughs] Yes. [inaudible]", "no."]),
        ("[inaudible]", ["[inaudible]"]),
        ("", []),
        (" \n ", []),
        ("???", ["???"]),
    ],
)
def test_boundaries(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_a_long_stretch_without_any_mark_is_cut() -> None:
    spoken = (
        "yeah so we have about forty vans on the road every day okay and how do you plan them at the moment um well "
        "it is mostly me and a whiteboard right and what would you like to change about that i want to be home by six"
    )
    pieces = cut(spoken)
    assert len(pieces) >= 2
    assert " ".join(pieces) == spoken


def test_a_lone_surrogate_keeps_its_place() -> None:
    text = "We \ud800 want five. By June."
    assert cut(text) == ["We \ud800 want five.", "By June."]


texts = st.text(st.sampled_from("ab .?!\n\t,A1'’\"()[]…-é漢\u200b"), max_size=60)


@given(st.lists(texts, max_size=5))
def test_offsets_hold_and_no_word_is_lost_or_doubled(parts: list[str]) -> None:
    turns = tuple(Turn(i, "AB"[i % 2], t, masked=masked_ranges(t)) for i, t in enumerate(parts))
    result = segment(Conversation(id="x", turns=turns)).sentences
    for turn in turns:
        mine = [s for s in result if s.turn == turn.index]
        assert bool(mine) == bool(turn.text.strip())
        end = 0
        for s in mine:
            assert turn.text[s.start_char : s.end_char] == s.text
            assert s.start_char >= end
            assert not any(c.isalnum() for c in turn.spoken[end : s.start_char])
            end = s.end_char
        assert not any(c.isalnum() for c in turn.spoken[end:])
        if not turn.masked:
            assert sum(s.words for s in mine) >= turn.words
    assert [s.index for s in result] == list(range(len(result)))


def test_given_sentences_are_taken_as_they_are() -> None:
    call = Conversation(id="x", turns=(Turn(0, "A", "yes I know. no"),))
    result = segment(call, [(0, 0, 3), (0, 4, 14)])
    assert [s.text for s in result.sentences] == ["yes", "I know. no"]
    assert result.tokens.bounds.tolist() == [0, 1, 5]


def test_times_are_interpolated_over_the_spans() -> None:
    turn = Turn(0, "A", "Ten chars. Ten chars!", start_s=0.0, end_s=30.0, spans=((0.0, 10.0), (20.0, 30.0)))
    first, second = segment(Conversation(id="x", turns=(turn,))).sentences
    assert first.start_s == 0.0
    assert first.end_s == pytest.approx(20 * 10 / 21)
    assert second.start_s == pytest.approx(10 + 20 * 11 / 21)
    assert second.end_s == 30.0


def test_a_start_alone_times_only_the_first_sentence() -> None:
    turn = Turn(0, "A", "One. Two.", start_s=7.0)
    first, second = segment(Conversation(id="x", turns=(turn,))).sentences
    assert (first.start_s, first.end_s, second.start_s) == (7.0, None, None)


def test_the_spacy_component_cuts_alike() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("interview_sentences")
    text = "Nine days. Mr. Lee said so. why is that"
    assert [s.text for s in nlp(text).sents] == cut(text)


def test_the_vocabulary_is_made_anew_before_it_grows_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    before = cut("Nine days. We want five.")
    pipeline = module._TOKENIZER.pipeline()
    monkeypatch.setattr(module, "_MAX_STRINGS", 1)
    assert cut("Nine days. We want five.") == before
    assert module._TOKENIZER.pipeline() is not pipeline
