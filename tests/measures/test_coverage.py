from __future__ import annotations

import pytest

from analyzer.conversation import CORE_STAGES, STAGES, Stage
from analyzer.measures.confidence import shown_verdicts, verdict_chances
from analyzer.measures.coverage import Coverage, coverage_of, premature_pitch
from analyzer.measures.substance import answers_of, content_words
from tests.builders import FILLING, Line, call, padded, swapped


def judge(stage: Stage, *lines: Line) -> Coverage:
    return coverage_of(padded(*lines))[stage]


ANSWERS = [
    # question of the rep, answer of the prospect, whether the answer is of substance
    ("Is that important to you?", "Yes.", False),
    ("Is that important to you?", "Um, yeah, I think so, yeah.", False),
    ("Is that important to you?", "I don’t know.", False),
    ("Is that important to you?", "Well, not really, no.", False),
    ("Is that important to you?", "Yes, very important to me.", False),  # an echo
    ("Is that important to you?", "It is.", False),
    ("Is that important to you?", "Yes, because my kids depend on it.", True),
    ("Does that cost you sales?", "It costs us sales.", False),  # an echo with another ending
    ("Does that cost you sales?", "It costs us forty sales.", True),
    ("Is it five days or nine?", "Nine.", True),  # a choice is answered with the question's words
    ("Is it nine days?", "Nine days.", False),
    ("In what year?", "2030.", True),
    ("Who does it?", "Gail.", True),
    ("Where does it hurt?", "[inaudible]", False),
]


@pytest.mark.parametrize("stage", ["values", "goals", "realities"])
@pytest.mark.parametrize(("question", "answer", "substance"), ANSWERS)
def test_substance(stage: Stage, question: str, answer: str, substance: bool) -> None:
    staged = call(FILLING, ("rep", stage, question), ("prospect", stage, answer), masked=["[inaudible]"])
    found = coverage_of(staged)[stage]
    assert found.verdict == ("covered" if substance else "asked")
    assert found.substance == ((2,) if substance else ())


COMMITMENTS = [
    # stage of the rep's sentence, the answer, whether it is of substance
    ("same", "Sure.", True),
    ("same", "No.", True),
    ("same", "Yes, I think so.", True),
    ("same", "I don't know.", False),
    ("same", "Maybe, it depends.", False),
    ("same", "Tuesday at ten works.", True),
    ("same", "Tuesday, yes.", True),  # an echo accepts too
    ("other", "Sure.", False),
    ("other", "Just send me something.", True),
]


@pytest.mark.parametrize("stage", ["next_step", "implement"])
@pytest.mark.parametrize(("before", "answer", "substance"), COMMITMENTS)
def test_a_yes_or_no_to_a_proposal_is_substance(stage: Stage, before: str, answer: str, substance: bool) -> None:
    label: Stage = stage if before == "same" else "other"
    found = judge(stage, ("rep", label, "Shall we go through it on Tuesday?"), ("prospect", stage, answer))
    assert (found.verdict == "covered") is substance


def test_a_proposal_stays_just_before_through_a_trailing_remark() -> None:
    remark: Line = ("rep", "other", "It is warm in here.")
    for n, substance in ((2, True), (3, False)):
        found = judge(
            "next_step",
            ("rep", "next_step", "Shall we meet on Tuesday?"),
            *[remark] * n,
            ("prospect", "next_step", "Yes."),
        )
        assert (found.verdict == "covered") is substance


def test_the_reps_words_never_cover_a_stage() -> None:
    found = judge("values", ("rep", "values", "Surely your kids matter most to you."))
    assert found.verdict == "asked"
    assert [e.text for e in found.evidence] == ["Surely your kids matter most to you."]


def test_evidence_of_a_covered_stage_is_the_three_most_probable_then_in_order() -> None:
    staged = padded(*[("prospect", "goals", f"We want number {n}.") for n in range(5)], sure=0.6)
    staged.probabilities[4, STAGES.index("goals")] = 0.9
    found = coverage_of(staged)["goals"]
    assert [e.sentence for e in found.evidence] == [4, 2, 3]
    assert found.substance == (2, 3, 4, 5, 6)
    assert found.prospect_words == 20
    for quote in found.evidence:
        turn = staged.conversation.turns[quote.turn]
        assert turn.text[quote.start_char : quote.end_char] == quote.text


def test_skipped() -> None:
    found = judge("values", ("other", "values", "It matters to me."))
    assert (found.verdict, found.evidence, found.first) == ("skipped", (), None)


@pytest.mark.parametrize(("words", "verdict"), [(49, "unknown"), (50, "covered")])
def test_under_fifty_prospect_words_nothing_is_known(words: int, verdict: str) -> None:
    staged = call(("rep", "other", "Go on."), ("prospect", "goals", "word " * words))
    found = coverage_of(staged)["goals"]
    assert found.verdict == verdict
    assert (found.confidence is None) == (verdict == "unknown")
    assert verdict == "covered" or "under 50 words of the prospect (49)" in str(found.why)


@pytest.mark.parametrize(("silent", "lines"), [("rep", [FILLING]), ("prospect", [("rep", "goals", "Well?")])])
def test_a_missing_side_makes_everything_unknown(silent: str, lines: list[Line]) -> None:
    for found in coverage_of(call(*lines)).values():
        assert (found.verdict, found.why) == ("unknown", f"the {silent}'s side is missing")


def test_notes_are_judged_however_short() -> None:
    found = coverage_of(call(("prospect", "goals", "Wants five days by June."), medium="notes"))
    assert found["goals"].verdict == "covered"
    assert found["values"].verdict == "skipped"
    assert {c.verdict for c in coverage_of(call(medium="notes")).values()} == {"unknown"}


def test_with_every_prospect_sentence_given_to_the_rep_nothing_is_covered() -> None:
    lines: list[Line] = [("prospect", stage, "We said a good deal about it.") for stage in CORE_STAGES]
    staged = padded(*lines)
    assert {c.verdict for c in coverage_of(staged).values()} == {"covered"}
    turned = coverage_of(swapped(staged, {"prospect": "rep"}))
    assert {c.verdict for c in turned.values()} == {"unknown"}
    notes = call(*lines, medium="notes")
    assert {c.verdict for c in coverage_of(swapped(notes, {"prospect": "rep"})).values()} == {"asked"}


def test_confidence() -> None:
    lines: list[Line] = [("rep", "goals", "What do you want?"), ("prospect", "goals", "Fewer returns.")]
    assert coverage_of(padded(*lines))["goals"].confidence == 1.0
    staged = padded(*lines, sure=0.7)
    chances = verdict_chances(staged, "goals", answers_of(staged))
    assert sum(chances.values()) == pytest.approx(1.0)
    assert all(0.0 < chance < 1.0 for chance in chances.values())
    # a surer prospect makes a surer verdict, and silence makes skipped the surest
    faint, clear = (padded(("prospect", "goals", "Fewer returns."), sure=sure) for sure in (0.5, 0.95))
    assert (
        verdict_chances(clear, "goals", answers_of(clear))["covered"]
        > verdict_chances(faint, "goals", answers_of(faint))["covered"]
    )
    assert coverage_of(staged)["values"].verdict == "skipped"


def test_the_verdict_is_the_likeliest_that_a_sentence_shows() -> None:
    said = set()
    for sure in (0.3, 0.5, 0.7, 0.95):
        lines: list[Line] = [("rep", "values", "Why?"), ("prospect", "values", "It is for my dad."), *[GOAL] * 60]
        staged = padded(*lines, sure=sure)
        answers = answers_of(staged)
        for stage, coverage in coverage_of(staged).items():
            chances = {str(k): v for k, v in verdict_chances(staged, stage, answers).items()}
            assert coverage.confidence == chances[coverage.verdict]
            shown = shown_verdicts(substance=bool(coverage.substance), asked=stage == "values")
            if stage != "goals":
                assert shown == (("covered", "asked", "skipped") if stage == "values" else ("skipped",))
            assert coverage.confidence == max(chances[v] for v in shown)
        values = coverage_of(staged)["values"]
        assert bool(values.evidence) == (values.verdict != "skipped")
        assert len(values.substance) == 1
        said.add(values.verdict)
    # the label is values each time; whether it covers the stage depends on how sure it is, and on how much was said
    assert said == {"covered", "skipped"}


def test_one_sentence_that_a_person_gave_makes_covered_certain() -> None:
    staged = padded(("prospect", "other", "Fewer returns by June."), sure=0.7)
    index = next(s.index for s in staged.sentences if s.text == "Fewer returns by June.")
    assert coverage_of(staged.with_given({index: "goals"}))["goals"].confidence == 1.0


PITCH: Line = ("rep", "pitch", "We do that for you.")
GOAL: Line = ("prospect", "goals", "We want five days.")


@pytest.mark.parametrize(
    ("lines", "premature"),
    [
        ([PITCH, PITCH, PITCH, GOAL], True),
        ([PITCH, PITCH, GOAL, PITCH, PITCH], False),
        ([PITCH, FILLING, PITCH, ("rep", "other", "So."), PITCH], True),  # in all, not a run
        ([PITCH, PITCH, ("prospect", "goals", "Yes."), PITCH], True),  # nothing of substance
        ([PITCH, PITCH, ("prospect", "values", "My kids matter."), PITCH], True),
        ([("prospect", "realities", "It takes nine days."), PITCH, PITCH, PITCH], False),
        ([("prospect", "pitch", "Does it scale?")] * 3, False),
        ([GOAL], False),
    ],
)
def test_premature_pitch(lines: list[Line], premature: bool) -> None:
    assert premature_pitch(padded(*lines)) is premature


def test_premature_pitch_is_not_known_on_notes_and_one_sided_calls() -> None:
    assert premature_pitch(call(PITCH, PITCH, PITCH, GOAL, medium="notes")) is None
    assert premature_pitch(call(PITCH, PITCH, PITCH)) is None
    assert premature_pitch(call(GOAL)) is None


def test_content_words() -> None:
    assert content_words("We would, yes.") == frozenset()
    assert content_words("the boss's 9 classes") == {"boss", "9", "classe"}
