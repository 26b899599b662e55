"""Properties that hold for any call."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.conversation import STAGES, Conversation, Role, Stage, Turn
from analyzer.measures import Measure, measures_of
from analyzer.measures.speech import account, union_seconds
from analyzer.stages.staged import Staged
from tests.builders import Line, call, stage_conversation, swapped

# sentences of four words of one length, so that time divided by words and by characters is the same
SENTENCES = ("We need five now", "Um ok, like, sure", "So you know that", "They said it all")

times = st.floats(0, 600, allow_nan=False).map(lambda t: round(t, 3))


@st.composite
def lines(draw: st.DrawFn, timed: bool | None = None) -> list[Line]:
    with_times = draw(st.booleans()) if timed is None else timed
    out: list[Line] = []
    clock = 0.0
    for _ in range(draw(st.integers(0, 14))):
        role: Role = draw(st.sampled_from(["rep", "prospect", "rep", "prospect", "rep", "prospect", "other"]))
        stage: Stage = draw(st.sampled_from(STAGES))
        text = draw(st.sampled_from([*SENTENCES, "Mm-hm.", "Why is that?", "..."]))
        if with_times and draw(st.integers(0, 30)):
            start = max(0.0, clock + draw(st.integers(-30, 60)) / 10)
            clock = start + draw(st.integers(1, 80)) / 10
            out.append((role, stage, text, start, clock))
        else:
            out.append((role, stage, text))
    return out


def values(node: Any, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], float | int | None]:
    if isinstance(node, Measure):
        return {path: node.value}
    return {k: v for key, child in node.items() for k, v in values(child, (*path, key)).items()}


def same(a: dict[tuple[str, ...], Any], b: dict[tuple[str, ...], Any]) -> None:
    assert a.keys() == b.keys()
    for key, value in a.items():
        assert b[key] == (value if value is None else pytest.approx(value, abs=1e-6)), key


@given(lines())
def test_shares_sum_to_one_between_the_two_sides(made: list[Line]) -> None:
    m = values(measures_of(call(*made)))
    rep, prospect = m["talk_share", "rep"], m["talk_share", "prospect"]
    assert (rep is None) == (prospect is None)
    if rep is None or prospect is None:
        return
    assert rep + prospect == pytest.approx(1)
    for side, share in (("rep", rep), ("prospect", prospect)):
        assert sum(m["stage_share", stage, side] or 0 for stage in STAGES) == pytest.approx(share)
    for name in ("pitch_share", "rep_pitch_share", "listen_share", "first_pitch"):
        value = m[name,]
        assert value is None or -1e-9 <= value <= 1 + 1e-9
    pitch = m["pitch_share",]
    assert pitch == pytest.approx(m["stage_share", "pitch", "rep"])


@given(lines())
def test_swapping_the_roles_swaps_the_measures(made: list[Line]) -> None:
    staged = call(*made)
    turned = swapped(staged, {"rep": "prospect", "prospect": "rep"})
    a, b = values(measures_of(staged)), values(measures_of(turned))
    for key, value in a.items():
        if key[-1] in ("rep", "prospect"):
            other = (*key[:-1], "prospect" if key[-1] == "rep" else "rep")
            assert b[other] == (value if value is None else pytest.approx(value)), key
    assert b["longest_story",] == a["longest_monologue",]
    assert b["longest_monologue",] == a["longest_story",]
    assert b["switches_per_hour",] == a["switches_per_hour",]


@st.composite
def long_turns(draw: st.DrawFn) -> tuple[Staged, Staged]:
    """Draw a call, and the same one with some turns cut in two between sentences and their time divided."""
    timed = draw(st.booleans())
    whole: list[Turn] = []
    parts: list[Turn] = []
    spans: list[tuple[int, int, int]] = []
    part_spans: list[tuple[int, int, int]] = []
    stages: list[Stage] = []
    clock = 0.0
    for index in range(draw(st.integers(1, 9))):
        role: Role = draw(st.sampled_from(["rep", "prospect"]))
        said = draw(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=5))
        stages += [draw(st.sampled_from(["pitch", "pitch", "goals", "other"])) for _ in said]
        start = max(0.0, clock + draw(st.integers(-20, 50)) / 10)
        clock = start + 1.5 * len(said)
        at = draw(st.integers(0, len(said)))
        for target, target_spans, groups in (
            (whole, spans, [said]),
            (parts, part_spans, [said[:at], said[at:]]),
        ):
            begin = start
            for group in groups:
                if not group:
                    continue
                text = " ".join(group)
                end = begin + 1.5 * len(group)
                number = len(target)
                target.append(
                    Turn(number, role, text, role, begin, end, ((begin, end),))
                    if timed
                    else Turn(number, role, text, role)
                )
                position = 0
                for sentence in group:
                    target_spans.append((number, position, position + len(sentence)))
                    position += len(sentence) + 1
                begin = end
        del index
    return (
        stage_conversation(Conversation("whole", tuple(whole)), spans, stages),
        stage_conversation(Conversation("parts", tuple(parts)), part_spans, stages),
    )


@given(long_turns())
def test_splitting_a_turn_changes_nothing(pair: tuple[Staged, Staged]) -> None:
    whole, parts = (values(measures_of(staged)) for staged in pair)
    # a sentence's own start is interpolated by characters, which the blank at the cut shifts a little
    a, b = whole.pop(("first_pitch",)), parts.pop(("first_pitch",))
    same(whole, parts)
    assert (a is None) == (b is None)
    if a is not None and b is not None:
        assert a == pytest.approx(b, abs=0.05)


@given(lines(timed=True))
def test_a_sides_sentences_sum_to_its_talk(made: list[Line]) -> None:
    staged = call(*made)
    speech = account(staged.conversation, staged.sentences)
    for role, amount in speech.by_role.items():
        mine = sum(speech.by_sentence[s.index] for s in staged.sentences if s.role == role)
        assert mine == pytest.approx(amount)


@given(st.lists(st.tuples(times, times)))
def test_union_is_at_least_the_longest_and_at_most_the_sum(spans: list[tuple[float, float]]) -> None:
    lengths = [max(b - a, 0.0) for a, b in spans]
    assert max(lengths, default=0) - 1e-6 <= union_seconds(spans) <= sum(lengths) + 1e-6


def test_a_perfectly_balanced_call() -> None:
    made: list[Line] = []
    for k in range(6):
        made.append(("rep", "realities", SENTENCES[0], 10.0 * k, 10.0 * k + 4))
        made.append(("prospect", "realities", SENTENCES[0], 10.0 * k + 5, 10.0 * k + 9))
    m = values(measures_of(call(*made)))
    assert m["talk_share", "rep"] == m["talk_share", "prospect"] == pytest.approx(0.5)
    assert m["pace", "rep"] == pytest.approx(m["pace", "prospect"])
    assert m["patience",] == pytest.approx(1.0)


def test_given_spans_that_leave_a_turn_out_take_its_time_out_too() -> None:
    staged = call(("rep", "other", "One two three.", 0.0, 3.0), ("prospect", "other", "One two.", 3.0, 5.0))
    turns = (*staged.conversation.turns, Turn(2, "rep", "  ", "rep", 5.0, 9.0, ((5.0, 9.0),)))
    conversation = replace(staged.conversation, turns=turns)
    assert account(conversation, staged.sentences).by_role["rep"] == pytest.approx(3.0)
