"""Which of the five conversations took place: covered, asked, skipped, or unknown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from analyzer.conversation import CORE_STAGES, STAGES, Evidence, Stage
from analyzer.measures.confidence import shown_verdicts, verdict_chances
from analyzer.measures.speech import nobody_is
from analyzer.measures.substance import Answers, answers_of

if TYPE_CHECKING:
    from analyzer.stages.staged import Staged

__all__ = [
    "PREMATURE_SENTENCES",
    "Coverage",
    "Verdict",
    "coverage_of",
    "early_pitch",
    "premature_pitch",
]

Verdict = Literal["covered", "asked", "skipped", "unknown"]

#: Under so many words of the prospect a verdict says more about the recording (annotation guide).
_MIN_PROSPECT_WORDS: Final = 50
#: Pitch sentences by the rep that make a pitch (annotation guide, `premature_pitch`).
PREMATURE_SENTENCES: Final = 3
_MAX_EVIDENCE: Final = 3


@dataclass(frozen=True)
class Coverage:
    """The verdict on one stage.

    Parameters
    ----------
    stage : Stage
    verdict : {"covered", "asked", "skipped", "unknown"}
    confidence : float or None
        How sure the verdict is (`analyzer.measures.confidence`); None where it is unknown.
    evidence : tuple of Evidence
        For covered up to three sentences of substance, the most probable first; for asked the rep's
        sentences, in order; otherwise empty.
    first : int or None
        Index of the first sentence of the stage, by either side.
    substance : tuple of int
        Indices of the prospect's sentences of substance, in order. A stage with some is still judged skipped or
        asked where the whole conversation speaks more against them than for them.
    prospect_words : int
        Words in the sentences of `substance`.
    why : str or None
        Why the verdict is unknown.
    """

    stage: Stage
    verdict: Verdict
    confidence: float | None
    evidence: tuple[Evidence, ...]
    first: int | None
    substance: tuple[int, ...]
    prospect_words: int
    why: str | None = None


def coverage_of(staged: Staged) -> dict[Stage, Coverage]:
    """Judge each of the five core stages by the annotation guide.

    Parameters
    ----------
    staged : Staged

    Returns
    -------
    dict of Stage to Coverage
        In Bachrach's order. A stage is covered only through the prospect's own words.
    """
    answers = answers_of(staged)
    why = _unknown_because(staged)
    stages = staged.stages
    return {stage: _judge(staged, stage, stages, answers, why) for stage in CORE_STAGES}


def early_pitch(staged: Staged, answers: Answers | None = None) -> tuple[int, ...]:
    """Return the rep's pitch sentences before the prospect said anything of substance on goals or realities.

    Indices, in order; three or more make a premature pitch.
    """
    substance = (answers if answers is not None else answers_of(staged)).substance
    end = min((*substance["goals"], *substance["realities"]), default=len(staged.sentences))
    stages = staged.stages
    return tuple(s.index for s in staged.sentences[:end] if s.role == "rep" and s.words and stages[s.index] == "pitch")


def premature_pitch(staged: Staged, answers: Answers | None = None) -> bool | None:
    """Tell whether the rep pitched before the prospect had said anything of substance on goals or realities.

    Returns
    -------
    bool or None
        None where it cannot be known: on notes, which do not keep the order of what was said, and where one
        of the two sides is missing.
    """
    if staged.conversation.medium == "notes" or not all(
        any(s.words and s.role == role for s in staged.sentences) for role in ("rep", "prospect")
    ):
        return None
    return len(early_pitch(staged, answers)) >= PREMATURE_SENTENCES


def _unknown_because(staged: Staged) -> str | None:
    spoken = {"rep": 0, "prospect": 0}
    total = unknown = 0
    for sentence in staged.sentences:
        total += sentence.words
        if sentence.role == "unknown":
            unknown += sentence.words
        if sentence.role in spoken:
            spoken[sentence.role] += sentence.words
    if not total:
        return "there are no words"
    if staged.conversation.medium == "notes":
        return None
    for role in ("prospect", "rep"):
        if not spoken[role]:
            return nobody_is([role], unknown)
    if spoken["prospect"] < _MIN_PROSPECT_WORDS:
        return f"under {_MIN_PROSPECT_WORDS} words of the prospect ({spoken['prospect']})"
    return None


def _judge(staged: Staged, stage: Stage, stages: tuple[Stage, ...], answers: Answers, why: str | None) -> Coverage:
    entered = [s for s in staged.sentences if stages[s.index] == stage and s.role in ("rep", "prospect") and s.words]
    substance = answers.substance[stage]
    first = entered[0].index if entered else None
    words = sum(staged.sentences[i].words for i in substance)
    if why is not None:
        return Coverage(stage, "unknown", None, (), first, substance, words, why)
    asked = tuple(s.index for s in entered if s.role == "rep")
    chances = verdict_chances(staged, stage, answers)
    # a verdict needs sentences to show; of those that have some, the likeliest
    verdict = max(shown_verdicts(substance=bool(substance), asked=bool(asked)), key=lambda v: chances[v])
    evidence: tuple[int, ...] = asked if verdict == "asked" else ()
    if verdict == "covered":
        column = staged.probabilities[:, STAGES.index(stage)]
        evidence = tuple(sorted(substance, key=lambda i: (-float(column[i]), i))[:_MAX_EVIDENCE])
    return Coverage(stage, verdict, chances[verdict], tuple(map(staged.evidence, evidence)), first, substance, words)
