from __future__ import annotations

import json
from typing import Any

import pytest

from analyzer.conversation import STAGES
from analyzer.measures import Measure, Measures, measures_of
from tests.builders import Line, call

TALK: tuple[Line, ...] = (
    ("rep", "other", "Good morning to you.", 0.0, 4.0),
    ("prospect", "realities", "Our old vendor never calls us back.", 5.0, 11.0),
    ("rep", "pitch", "We always call back.", 12.0, 16.0),
    ("prospect", "goals", "We want it by June.", 17.0, 19.0),
)


def leaf(measures: Measures, *path: str) -> Measure:
    node: Any = measures
    for key in path:
        node = node[key]
    assert isinstance(node, Measure)
    return node


def every(node: Any) -> list[Measure]:
    return [node] if isinstance(node, Measure) else [m for child in node.values() for m in every(child)]


def take(*lines: Line, path: str, **options: Any) -> Measure:
    return leaf(measures_of(call(*lines), **options), *path.split("."))


def test_shares_of_a_timed_call() -> None:
    m = measures_of(call(*TALK))
    assert leaf(m, "talk_time", "rep").value == pytest.approx(8)
    assert leaf(m, "talk_share", "rep").value == pytest.approx(0.5)
    assert leaf(m, "talk_share", "rep").status == "measured"
    assert leaf(m, "talk_share", "rep").band is None
    assert leaf(m, "pitch_share").value == pytest.approx(4 / 16)
    assert leaf(m, "rep_pitch_share").value == pytest.approx(4 / 8)
    assert leaf(m, "listen_to_pitch").value == pytest.approx(8 / 4)
    assert leaf(m, "listen_share").value == pytest.approx(8 / 12)
    assert leaf(m, "stage_share", "realities", "prospect").value == pytest.approx(6 / 16)
    assert leaf(m, "pace", "prospect").value == pytest.approx(12 / (8 / 60))
    assert leaf(m, "switches_per_hour").value == pytest.approx(3 / (19 / 3600))
    assert "rep + prospect" in leaf(m, "talk_share", "rep").basis


def test_without_times_words_are_counted_and_said_to_be_an_estimate() -> None:
    m = measures_of(call(*[(line[0], line[1], line[2]) for line in TALK]))
    share = leaf(m, "talk_share", "prospect")
    assert share.value == pytest.approx(12 / 20)
    assert (share.status, share.band) == ("estimated", 0.07)
    assert share.why is not None
    assert "words of the prospect / words of rep + prospect" in share.basis
    for name in ("talk_time.rep", "pace.rep", "switches_per_hour", "patience", "interruptions.rep"):
        found = leaf(m, *name.split("."))
        assert found.status == "not_measured"
        assert "no start and end times" in str(found.why)
    story = leaf(m, "longest_story")
    assert (story.value, story.unit, story.status) == (7, "words", "estimated")


def test_overlap_counts_for_both_sides_and_once_for_each() -> None:
    m = measures_of(
        call(
            ("rep", "other", "one two three four", 0.0, 10.0),
            ("prospect", "other", "one two three four", 5.0, 10.0),
            ("rep", "other", "one two three four", 8.0, 12.0),
        )
    )
    assert leaf(m, "talk_time", "rep").value == pytest.approx(12)
    assert leaf(m, "talk_time", "prospect").value == pytest.approx(5)
    assert leaf(m, "stage_share", "other", "rep").value == pytest.approx(12 / 17)


@pytest.mark.parametrize(("seconds", "measured"), [(2.0, True), (5.0, False)])
def test_much_speech_by_others_makes_shares_unmeasured(seconds: float, measured: bool) -> None:
    m = measures_of(call(*TALK, ("other", "other", "And I am the interpreter.", 20.0, 20.0 + seconds)))
    share = leaf(m, "talk_share", "rep")
    assert (share.status == "measured") is measured
    if measured:
        assert share.details["other"] == pytest.approx(2.0)
        assert share.value == pytest.approx(0.5)
    else:
        for name in ("pitch_share", "rep_pitch_share", "listen_to_pitch", "listen_share"):
            assert leaf(m, name).status == "not_measured"
        assert "over 20%" in str(share.why)
        assert leaf(m, "talk_time", "rep").value == pytest.approx(8)


def test_no_pitch() -> None:
    m = measures_of(call(*[line for line in TALK if line[1] != "pitch"]))
    assert leaf(m, "listen_to_pitch").value is None
    assert leaf(m, "listen_to_pitch").why == "the rep did not pitch"
    assert leaf(m, "listen_share").value == 1
    assert leaf(m, "pitch_share").value == 0
    assert leaf(m, "first_pitch").why == "the rep did not pitch"


@pytest.mark.parametrize(("words", "little"), [(59, True), (60, False)])
def test_little_pitch_in_words(words: int, little: bool) -> None:
    found = take(("rep", "pitch", "word " * words), ("prospect", "other", "fine by us"), path="listen_to_pitch")
    assert found.details["little_pitch"] is little
    assert ("little pitch" in str(found.why)) is little


@pytest.mark.parametrize(("seconds", "little"), [(19.9, True), (20.0, False)])
def test_little_pitch_in_seconds(seconds: float, little: bool) -> None:
    found = take(
        ("rep", "pitch", "we do that", 0.0, seconds),
        ("prospect", "other", "fine by us", 30.0, 31.0),
        path="listen_to_pitch",
    )
    assert found.details["little_pitch"] is little


def pitches(*starts: float) -> list[Line]:
    return [("rep", "pitch", "We do that.", at, at + 1.0) for at in starts]


@pytest.mark.parametrize(
    ("starts", "first"),
    [((0, 30, 60), 0), ((0, 31, 61), None), ((0, 50, 70, 90), 1), ((5, 6), None)],
)
def test_a_pitch_run_is_three_within_a_minute(starts: tuple[float, ...], first: int | None) -> None:
    staged = call(*pitches(*starts), ("prospect", "other", "Fine by us.", 100.0, 200.0))
    found = leaf(measures_of(staged), "first_pitch")
    assert found.details.get("sentence") == first
    if first is not None:
        begin = starts[0]
        assert found.value == pytest.approx((starts[first] - begin) / (200 - begin))
        assert found.details["start_s"] == pytest.approx(starts[first])


@pytest.mark.parametrize(("between", "is_run"), [(3, True), (4, False)])
def test_without_times_a_pitch_run_lies_within_six_sentences(between: int, is_run: bool) -> None:
    pitch: Line = ("rep", "pitch", "We do that.")
    aside: Line = ("prospect", "other", "Well I never.")
    staged = call(pitch, *[aside] * between, pitch, pitch)
    found = leaf(measures_of(staged), "first_pitch")
    assert (found.value is not None) is is_run
    assert found.status == ("estimated" if is_run else "not_measured")


def test_first_pitch_tells_what_was_covered_by_then() -> None:
    pitch: Line = ("rep", "pitch", "We do that.")
    found = take(
        ("prospect", "realities", "It takes us nine days."),
        ("rep", "goals", "What do you want?"),
        pitch,
        pitch,
        pitch,
        ("prospect", "goals", "We want five days."),
        path="first_pitch",
    )
    assert found.details["covered"] == ["realities"]


def test_a_prospects_pitch_sentence_is_no_pitch_of_the_rep() -> None:
    found = take(
        ("prospect", "pitch", "Does it work with SAP?"), ("rep", "other", "Good question."), path="pitch_share"
    )
    assert found.value == 0


@pytest.mark.parametrize(
    ("middle", "words"),
    [
        (("prospect", "other", "Right, okay."), 6),  # two words break nothing
        (("prospect", "other", "But why is that?"), 3),
        (("rep", "other", "Let me see."), 3),  # a rep sentence of another stage ends the run
        (("other", "other", "Sorry, wrong room, everyone."), 3),
    ],
)
def test_longest_pitch(middle: Line, words: int) -> None:
    pitch: Line = ("rep", "pitch", "We do that.")
    assert take(pitch, middle, pitch, path="longest_pitch").value == words


@pytest.mark.parametrize(
    ("said", "seconds", "size"),
    [
        ("No no.", 3.0, 20.0),  # two words
        ("No no no no.", 1.0, 20.0),  # one second
        ("No no no no.", 1.1, 10.0),
    ],
)
def test_longest_monologue_is_broken_by_words_and_seconds(said: str, seconds: float, size: float) -> None:
    lines: list[Line] = [
        ("rep", "other", "I went on and on.", 0.0, 10.0),
        ("prospect", "other", said, 10.0, 10.0 + seconds),
        ("rep", "other", "And on and on again.", 15.0, 25.0),
    ]
    assert take(*lines, path="longest_monologue").value == pytest.approx(size)
    easily = take(*lines, path="longest_monologue", break_words=1, break_s=0.5)
    assert easily.value == pytest.approx(10.0)
    assert "over 1 words and 0.5 s" in easily.basis


def pauses(*gaps: float, glue: bool = False) -> list[Line]:
    lines: list[Line] = []
    clock = 0.0
    for gap in gaps:
        lines.append(("prospect", "other", "So that was all of it.", clock, clock + 3.0))
        start = clock + 3.0 + gap
        lines.append(("rep", "other", "And what came after that?", start, start + 2.0))
        clock = start + (2.0 if glue else 2.4)
    return lines


def test_patience_is_the_median_pause_before_the_rep_speaks() -> None:
    found = take(*pauses(0.2, 1.0, 0.6, 2.0, -1.0), path="patience")
    assert found.value == pytest.approx(0.6)  # 0, 0.2, 0.6, 1.0, 2.0: overlap counts as none
    assert found.details["pauses"] == 5


def test_overlap_counts_as_no_pause() -> None:
    assert take(*pauses(-1.0, -0.5, -2.0, 0.5, 1.0), path="patience").value == 0


def test_patience_needs_five_pauses_and_real_ends() -> None:
    assert "4 pauses" in str(take(*pauses(1, 1, 1, 1), path="patience").why)
    assert "next start" in str(take(*pauses(0, 0, 0, 0, 0, 0, glue=True), path="patience").why)


def test_patience_skips_the_reps_backchannels() -> None:
    lines: list[Line] = []
    for k in range(5):
        at = 20.0 * k
        lines += [
            ("prospect", "other", "So that was all of it.", at, at + 3.0),
            ("rep", "other", "Mm-hm.", at + 3.1, at + 3.4),
            ("prospect", "other", "And then some more came.", at + 5.0, at + 8.0),
            ("rep", "other", "What came after that?", at + 9.5, at + 11.0),
        ]
    assert take(*lines, path="patience").value == pytest.approx(1.5)


@pytest.mark.parametrize(
    ("text", "start", "count"),
    [
        ("But listen to me now.", 9.0, 1),
        ("But listen to me now.", 9.6, 0),  # within half a second of the end
        ("But listen to me now.", 7.9, 0),  # the other side went on for over two seconds
        ("Yeah, right.", 9.0, 0),  # a backchannel
        ("But listen to me now.", 11.0, 0),
    ],
)
def test_interruptions(text: str, start: float, count: int) -> None:
    m = measures_of(
        call(
            ("prospect", "other", "It was a long story that I told.", 0.0, 10.0),
            ("rep", "other", text, start, start + 5.0),
            ("prospect", "other", "As I was saying to you.", 20.0, 24.0),
            ("rep", "other", "Mm.", 21.0, 21.2),
        )
    )
    assert leaf(m, "interruptions", "rep").value == count
    assert leaf(m, "interruptions", "prospect").value == 0


def test_the_other_side_that_goes_on_in_its_next_turn_was_not_cut_off() -> None:
    found = take(
        ("prospect", "other", "It was a long story", 0.0, 10.0),
        ("rep", "other", "But listen to me now.", 9.0, 12.0),
        ("prospect", "other", "that I told all of them.", 10.0, 16.0),
        path="interruptions.rep",
    )
    assert found.value == 0


def test_interruptions_need_an_export_with_overlap() -> None:
    assert "serialised" in str(take(*TALK, path="interruptions.rep").why)


def test_questions_count_with_and_without_a_mark() -> None:
    m = measures_of(
        call(
            ("rep", "goals", "What do you want?"),
            ("rep", "goals", "so how many do you need"),
            ("rep", "pitch", "What we do is simple."),
            ("prospect", "pitch", "Does it scale?"),
        )
    )
    assert leaf(m, "questions", "rep").value == 2
    assert leaf(m, "questions", "prospect").value == 1
    assert leaf(m, "question_kinds", "open", "rep").value == 1
    assert leaf(m, "question_kinds", "closed", "rep").value == 1
    assert leaf(m, "question_kinds", "closed", "prospect").value == 1


def test_fillers() -> None:
    m = measures_of(
        call(
            ("rep", "other", "Um, we are, like, here, you know, and I like it. You know that, uh."),
            ("prospect", "other", "I like what you know."),
        )
    )
    assert leaf(m, "fillers", "rep").value == pytest.approx(100 * 4 / 15)
    assert leaf(m, "fillers", "prospect").value == 0


def test_fillers_of_a_cleaned_transcript_are_not_measured() -> None:
    assert "cleaned" in str(take(*TALK, path="fillers.rep").why)


def test_tags_are_no_words() -> None:
    staged = call(
        ("rep", "other", "Hi [um laughs] there you."),
        ("prospect", "other", "[inaudible]"),
        ("prospect", "other", "Hello to you."),
        masked=["[um laughs]", "[inaudible]"],
    )
    m = measures_of(staged)
    assert leaf(m, "talk_share", "rep").value == pytest.approx(0.5)
    assert leaf(m, "fillers", "rep").status == "not_measured"


def test_notes_hold_no_speech() -> None:
    m = measures_of(
        call(("prospect", "goals", "Wants five days?"), ("rep", "pitch", "Showed demo."), medium="notes"), ()
    )
    assert leaf(m, "goal_rung").value == 0  # notes keep goals
    del m["goal_rung"]
    assert {found.status for found in every(m)} == {"not_measured"}
    assert {found.why for found in every(m)} == {"notes hold no speech"}


@pytest.mark.parametrize("side", ["rep", "prospect"])
def test_one_side_only(side: str) -> None:
    lines: list[Line] = [line for line in TALK if line[0] == side]
    m = measures_of(call(*lines))
    absent = "prospect" if side == "rep" else "rep"
    assert leaf(m, "talk_time", side).value == pytest.approx(8)
    assert leaf(m, "talk_time", absent).value is None
    for name in ("talk_share.rep", "pitch_share", "listen_to_pitch", "listen_share", "switches_per_hour"):
        assert leaf(m, *name.split(".")).why == f"the {absent}'s side is missing"


def test_speech_of_nobody_known_is_not_said_to_be_missing() -> None:
    m = measures_of(call(("unknown", "other", "word " * 60), ("rep", "other", "Good morning to you.")))
    assert leaf(m, "questions", "prospect").why == "nobody is known to be the prospect"
    assert leaf(m, "questions", "rep").status == "measured"


@pytest.mark.parametrize("lines", [(), (("rep", "other", "..."),), (("prospect", "other", "--", 1.0, 2.0),)])
def test_no_words(lines: tuple[Line, ...]) -> None:
    m = measures_of(call(*lines))
    assert {found.why for found in every(m)} == {"there are no words"}


def test_missing_times_of_a_little_speech_are_left_out_and_of_much_end_seconds() -> None:
    long: Line = ("rep", "other", "word " * 100, 0.0, 50.0)
    timed: Line = ("prospect", "other", "word " * 20, 50.0, 60.0)
    few = measures_of(call(long, timed, ("prospect", "other", "we agree")))
    assert leaf(few, "talk_share", "prospect").value == pytest.approx(10 / 60)
    assert leaf(few, "talk_time", "prospect").details["untimed_turns"] == 1
    assert leaf(few, "pace", "prospect").value == pytest.approx(120)
    many = measures_of(call(long, timed, ("prospect", "other", "word " * 20)))
    assert leaf(many, "talk_share", "prospect").value == pytest.approx(40 / 140)
    assert leaf(many, "talk_time", "prospect").why == "no start and end times for 1 turn"


def test_what_is_said_of_missing_times_is_true() -> None:
    long: Line = ("rep", "pitch", "word " * 100, 0.0, 50.0)
    timed: Line = ("prospect", "other", "word " * 20, 50.0, 60.0)
    few = measures_of(call(long, timed, ("prospect", "other", "we agree")))
    for name in ("talk_share.rep", "talk_time.rep", "pitch_share", "longest_monologue", "pace.prospect"):
        found = leaf(few, *name.split("."))
        assert (found.status, found.why) == ("measured", "1 turn without times left out")
    untimed: Line = ("prospect", "other", "word " * 20)
    many = measures_of(call(long, timed, untimed, untimed))
    assert leaf(many, "talk_share", "rep").why == "no start and end times for 2 turns: estimated from words"
    none = measures_of(call(long[:3], timed[:3]))
    assert leaf(none, "talk_share", "rep").why == "the file holds no start and end times: estimated from words"
    points = measures_of(call(("rep", "other", "So.", 1.0, 1.0), ("prospect", "other", "Good to know.", 1.0, 1.0)))
    assert leaf(points, "talk_time", "rep").why == "the file's times hold no length"


def test_a_first_pitch_without_a_time_in_a_timed_call_names_the_words_it_is_placed_by() -> None:
    talk: Line = ("prospect", "other", "word " * 100, 0.0, 40.0)
    sell: Line = ("rep", "pitch", "We do that.")
    found = take(talk, ("rep", "other", "So.", 40.0, 41.0), sell, sell, sell, path="first_pitch", break_s=1.0)
    assert found.status == "estimated"
    mixed = take(
        ("rep", "other", "word " * 200, 0.0, 90.0),
        talk,
        ("rep", "pitch", "Our tool."),
        ("rep", "pitch", "It is fast.", 131.0, 132.0),
        ("rep", "pitch", "It is cheap.", 133.0, 134.0),
        path="first_pitch",
    )
    assert mixed.value == pytest.approx(300 / 308)
    assert mixed.status == "estimated"
    assert mixed.basis == "words before 3 rep pitch sentences within 60 s / all words"
    assert mixed.why == "the pitch begins in a turn without times: estimated from words"


def test_a_side_that_speaks_without_times_is_not_taken_for_silent() -> None:
    m = measures_of(call(("rep", "other", "word " * 100, 0.0, 50.0), ("prospect", "other", "we agree")))
    assert leaf(m, "talk_share", "prospect").status == "estimated"


def test_times_of_no_length_do_not_divide_by_zero() -> None:
    m = measures_of(call(("rep", "pitch", "We do that.", 1.0, 1.0), ("prospect", "other", "Good to know.", 1.0, 1.0)))
    assert leaf(m, "talk_share", "rep").status == "estimated"


def test_the_names_are_always_the_same_and_everything_is_plain() -> None:
    def shape(node: Any) -> Any:
        return None if isinstance(node, Measure) else {k: shape(v) for k, v in node.items()}

    full, empty = measures_of(call(*TALK)), measures_of(call())
    assert shape(full) == shape(empty)
    assert set(full["stage_share"]) == set(STAGES)  # type: ignore[arg-type]
    for found in every(full):
        json.dumps(found.to_dict(), allow_nan=False)
        assert (found.value is None) == (found.status == "not_measured")
        assert found.basis
        assert found.status == "measured" or found.why
