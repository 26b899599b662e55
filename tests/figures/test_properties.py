"""What holds for figures in any text: verbatim, in order, inside their sentence, and no crash on anything."""

from __future__ import annotations

from datetime import date

from hypothesis import example, given
from hypothesis import strategies as st

from analyzer.conversation import Conversation, Turn
from analyzer.figures import FIGURE_KINDS, figures_in, figures_of
from analyzer.figures.lexicon import lexicon
from analyzer.sentences import segment
from analyzer.transcripts.clean import masked_ranges

_ODD = (
    "of", "or", "and", "to", "the", "in", "by", "end", "half", "from", "between", "within", "next", "last", "about",
    "one", "oh",
    "point", "a", "an", "per", "at", "o'clock", "i'm", "when", "after", "ago", "now", "time", "old", "more", "vans",
    "out",
    "-", ",", ".", "/", "%", "$", "€", "'", "’", "40", "9", "2027", "0", "1,200", "3.5", "15th", "2-3", "40k",
    "9:30", "25:99",
    "2027-02-30", "31/12/2026", "24/7", "q3", "Q4", "h2", "fy27", "'27", "2026-27", "999999999999999999999", "1e9",
    "x", "am", "😀",
    "İ", "ǅ", "٣", "²", "[laughs]", "", "99999999 years", "in 9999999 months", "٣٤", "Ⅳ",
)  # fmt: skip
words = st.sampled_from(sorted(lexicon().starters | lexicon().words["stops"]) + list(_ODD) * 4)
texts = st.one_of(
    st.lists(words, max_size=12).map(" ".join),
    st.lists(words, max_size=8).map("".join),
    st.text(max_size=40),
)
# the boundary model loads with the first call, which no example should pay for
segment(Conversation("x", (Turn(0, "Ann", "so we want nine days and that is all"),)))
days = st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2090, 12, 31)))


@given(texts, texts, days)
def test_figures_are_verbatim_and_in_order(before: str, text: str, today: date | None) -> None:
    whole = f"{before} {text}"
    start = len(before) + 1
    at = start
    for f in figures_in(whole, start, None, today):
        assert at <= f.start_char < f.end_char <= len(whole)
        assert whole[f.start_char : f.end_char] == f.text == f.text.strip()
        assert f.kind in FIGURE_KINDS
        assert (f.date_from is None) == (f.date_to is None)
        if f.date_from is not None and f.date_to is not None:
            assert date.fromisoformat(f.date_from) <= date.fromisoformat(f.date_to)
        if f.noun is not None:
            assert f.noun in whole
        at = f.end_char


@given(texts, days)
def test_a_sentence_is_read_alike_wherever_it_stands(text: str, today: date | None) -> None:
    alone = [(f.text, f.kind, f.value) for f in figures_in(text, today=today)]
    behind = [(f.text, f.kind, f.value) for f in figures_in("So. " + text, 4, None, today)]
    assert alone == behind


@given(st.lists(texts, max_size=4))
@example(["AUG%"])
def test_a_conversation_gives_what_its_sentences_give(parts: list[str]) -> None:
    turns = tuple(Turn(i, "Ann", t, masked=masked_ranges(t)) for i, t in enumerate(parts))
    segmented = segment(Conversation("x", turns, date="2026-03-04"))
    figures = figures_of(segmented)
    assert len(figures) == len(segmented.sentences)
    for sentence, found in zip(segmented.sentences, figures, strict=True):
        turn = turns[sentence.turn]
        expected = figures_in(turn.spoken, sentence.start_char, sentence.end_char, date(2026, 3, 4))
        assert [(f.start_char, f.kind) for f in found] == [(f.start_char, f.kind) for f in expected]
        for f in found:
            assert sentence.start_char <= f.start_char < f.end_char <= sentence.end_char
            assert turn.text[f.start_char : f.end_char] == f.text


def test_a_tag_inside_a_figure_is_quoted_and_not_read() -> None:
    text = "We want forty [9] vans."
    turn = Turn(0, "Ann", text, masked=((14, 17),))
    (found,) = figures_of(segment(Conversation("x", (turn,))))[0]
    assert (found.text, found.value, found.noun) == ("forty [9] vans", 40.0, "vans")


def test_a_date_that_is_none_leaves_relative_dates_open() -> None:
    for told in (None, "soon", "2026-13-01"):
        (found,) = figures_of(segment(Conversation("x", (Turn(0, "Ann", "By June."),), date=told)))[0]
        assert (found.date_from, found.exact_to) == (None, "month")
    (found,) = figures_of(segment(Conversation("x", (Turn(0, "Ann", "By June."),), date="2026-03-04T09:00:00")))[0]
    assert found.date_to == "2026-06-30"
