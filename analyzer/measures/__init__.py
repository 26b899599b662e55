"""Measures: the numbers of an audit, each with its unit, denominator, status and reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from analyzer.measures import interaction, pitch, talk, wording
from analyzer.measures.concreteness import goal_rung
from analyzer.measures.material import material_of
from analyzer.measures.measure import Measure, missing

if TYPE_CHECKING:
    from analyzer.ladders.goals import Goal
    from analyzer.stages.staged import Staged

__all__ = ["Measure", "Measures", "measures_of", "missing"]

Measures = dict[str, Measure | dict[str, Measure] | dict[str, dict[str, Measure]]]

# The definition of a broken monologue in force (measures.md, `longest_monologue`).
_BREAK_WORDS: Final = 2
_BREAK_S: Final = 1.0


def measures_of(
    staged: Staged,
    goals: Sequence[Goal] | None = None,
    *,
    break_words: int = _BREAK_WORDS,
    break_s: float = _BREAK_S,
) -> Measures:
    """Take every measure of a conversation.

    Parameters
    ----------
    staged : Staged
    goals : sequence of Goal, optional
        The prospect's goals; without them `goal_rung` is not measured.
    break_words, break_s : int, float
        A turn of another side longer than so many words and seconds breaks a monologue, story or pitch.

    Returns
    -------
    Measures
        By name; by side (``measures["talk_share"]["rep"]``), stage and side
        (``measures["stage_share"]["values"]["rep"]``) or kind and side
        (``measures["question_kinds"]["open"]["rep"]``) where the measure has them. The names are always the
        same; what could not be measured says so.
    """
    m = material_of(staged)
    return {
        "talk_time": talk.talk_time(m),
        "talk_share": talk.talk_share(m),
        "pitch_share": pitch.pitch_share(m),
        "rep_pitch_share": pitch.rep_pitch_share(m),
        "listen_to_pitch": pitch.listen_to_pitch(m),
        "listen_share": pitch.listen_share(m),
        "first_pitch": pitch.first_pitch(m),
        "longest_pitch": pitch.longest_pitch(m, break_words, break_s),
        "longest_monologue": interaction.longest_stretch(m, "rep", break_words, break_s),
        "longest_story": interaction.longest_stretch(m, "prospect", break_words, break_s),
        "switches_per_hour": interaction.switches_per_hour(m),
        "patience": interaction.patience(m),
        "interruptions": interaction.interruptions(m),
        "questions": wording.questions(m),
        "question_kinds": wording.question_kinds(m),
        "question_yield": wording.question_yield(m),
        "stage_share": talk.stage_share(m),
        "pace": talk.pace(m),
        "fillers": wording.fillers(m),
        "goal_rung": goal_rung(m, goals),
    }
