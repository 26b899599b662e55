"""How much the rep pitches, when, and how that compares with listening."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from analyzer.conversation import CORE_STAGES
from analyzer.measures.material import Material
from analyzer.measures.measure import Measure, missing
from analyzer.measures.substance import answers_of

__all__ = [
    "first_pitch",
    "listen_share",
    "listen_to_pitch",
    "longest_pitch",
    "pitch_sentences",
    "pitch_share",
    "rep_pitch_share",
]

# Under so much pitch the ratio swings with every sentence (measures.md, `listen_to_pitch`).
_LITTLE_PITCH: Final = {"seconds": 20.0, "words": 60.0}
# What a run of pitch is, so that a passing mention is none (measures.md, `first_pitch`).
_RUN_SENTENCES: Final = 3
_RUN_SECONDS: Final = 60.0
_RUN_WINDOW: Final = 6


def pitch_sentences(material: Material) -> list[int]:
    """Return the indices of the rep's pitch sentences that hold a word."""
    return [
        s.index
        for s, stage in zip(material.sentences, material.stages, strict=True)
        if s.role == "rep" and stage == "pitch" and s.words
    ]


def pitch_share(material: Material) -> Measure:
    """Rep pitch over the speech of both sides."""
    basis = f"rep {material.noun} in pitch / {material.noun} of rep + prospect"
    why = material.lacks("rep", "prospect", sides_known=True)
    if why:
        return missing("share", basis, why)
    return _ratio(material, material.amount("rep", "pitch"), material.speech.two_sides, "share", basis)


def rep_pitch_share(material: Material) -> Measure:
    """Rep pitch over all rep speech."""
    basis = f"rep {material.noun} in pitch / all rep {material.noun}"
    why = material.lacks("rep", sides_known=True)
    if why:
        return missing("share", basis, why)
    return _ratio(material, material.amount("rep", "pitch"), material.speech.by_role["rep"], "share", basis)


def listen_to_pitch(material: Material) -> Measure:
    """Prospect speech over rep pitch, the headline ratio; under 20 s or 60 words it says "little pitch"."""
    basis = f"prospect {material.noun} / rep {material.noun} in pitch"
    why = material.lacks("rep", "prospect", sides_known=True)
    if why:
        return missing("ratio", basis, why)
    pitched = material.amount("rep", "pitch")
    if not pitched:
        return missing("ratio", basis, "the rep did not pitch")
    limit = _LITTLE_PITCH[material.speech.basis]
    little = pitched < limit
    reason = material.caveat
    if little:
        unit = material.speech.unit
        told = f"little pitch: {pitched:.0f} {unit}, under {limit:.0f} {unit}"
        reason = f"{told}; {reason}" if reason else told
    return _ratio(material, material.speech.by_role["prospect"], pitched, "ratio", basis, reason, little_pitch=little)


def listen_share(material: Material) -> Measure:
    """Prospect speech over prospect speech and rep pitch: bounded, and 1 when the rep did not pitch."""
    basis = f"prospect {material.noun} / (prospect {material.noun} + rep {material.noun} in pitch)"
    why = material.lacks("rep", "prospect", sides_known=True)
    if why:
        return missing("share", basis, why)
    heard = material.speech.by_role["prospect"]
    return _ratio(material, heard, heard + material.amount("rep", "pitch"), "share", basis)


def first_pitch(material: Material) -> Measure:
    """When the rep's first run of pitch begins, as a share of the call, and what had been covered by then.

    Returns
    -------
    Measure
        `value` is a share of the call's time, or of its words. `details`: ``sentence``, ``turn``,
        ``start_s``, ``covered`` (stages in which the prospect had said something of substance by then).
    """
    timed = material.speech.basis == "seconds"
    within = f"{_RUN_SECONDS:.0f} s" if timed else f"{_RUN_WINDOW} sentences"
    run = f"{_RUN_SENTENCES} rep pitch sentences within {within}"
    by_words = f"words before {run} / all words"
    basis = f"time before {run} / call time from first start to last end" if timed else by_words
    why = material.lacks("rep", "prospect")
    if why:
        return missing("share", basis, why)
    pitched = pitch_sentences(material)
    begin = next(
        (i for i, last in zip(pitched, pitched[_RUN_SENTENCES - 1 :], strict=False) if _is_run(material, i, last)),
        None,
    )
    if begin is None:
        told = "the rep did not pitch"
        if pitched:
            told = f"no run of pitch: {len(pitched)} pitch sentences by the rep, none three together"
        return missing("share", basis, told)
    sentence = material.sentences[begin]
    caveat = material.caveat
    if timed and sentence.start_s is not None:
        start, end = material.call_bounds
        share = min(max((sentence.start_s - start) / (end - start), 0.0), 1.0)
    else:
        words = [s.words for s in material.sentences]
        share = sum(words[:begin]) / sum(words)
        if timed:
            basis, caveat = by_words, "the pitch begins in a turn without times: estimated from words"
            timed = False
    substance = answers_of(material.staged).substance
    return Measure(
        share,
        "share",
        "measured" if timed else "estimated",
        basis,
        caveat,
        details={
            "sentence": begin,
            "turn": sentence.turn,
            "start_s": sentence.start_s,
            "covered": [stage for stage in CORE_STAGES if substance[stage] and substance[stage][0] < begin],
        },
    )


def _is_run(material: Material, first: int, last: int) -> bool:
    a, b = material.sentences[first].start_s, material.sentences[last].start_s
    if material.speech.basis == "seconds" and a is not None and b is not None:
        return b - a <= _RUN_SECONDS
    return last - first < _RUN_WINDOW


def longest_pitch(material: Material, break_words: int, break_s: float) -> Measure:
    """Longest run of consecutive pitch by the rep.

    A rep sentence of another stage ends the run, and so does a turn of another side that breaks a monologue.
    """
    unit = material.speech.unit
    basis = (
        f"rep {material.noun} in pitch, ended by a rep sentence of another stage or by a turn of another "
        f"side over {break_words} words and {break_s:g} s"
    )
    why = material.lacks("rep")
    if why:
        return missing(unit, basis, why)
    breaking = {
        turn.index
        for block in material.blocks
        if block.role != "rep" and block.breaks(break_words, break_s)
        for turn in block.turns
    }
    best = _Run()
    run = _Run()
    for sentence, stage in zip(material.sentences, material.stages, strict=True):
        if sentence.role == "rep" and sentence.words:
            run = run.longer(sentence.index, material.speech.by_sentence) if stage == "pitch" else _Run()
            if run.amount > best.amount:
                best = run
        elif sentence.turn in breaking:
            run = _Run()
    details: dict[str, object] = {}
    if best.sentences:
        first = material.sentences[best.first]
        details = {
            "first_sentence": best.first,
            "last_sentence": best.last,
            "sentences": best.sentences,
            "turn": first.turn,
            "start_s": first.start_s,
        }
    return Measure(best.amount, unit, material.status, basis, material.caveat, details=details)


@dataclass(frozen=True)
class _Run:
    """Consecutive pitch: its first and last sentence, their number, and how much speech they are."""

    first: int = -1
    last: int = -1
    sentences: int = 0
    amount: float = 0.0

    def longer(self, index: int, amounts: tuple[float, ...]) -> _Run:
        first = self.first if self.sentences else index
        return _Run(first, index, self.sentences + 1, self.amount + amounts[index])


def _ratio(
    material: Material,
    numerator: float,
    denominator: float,
    unit: str,
    basis: str,
    why: str | None = None,
    **details: object,
) -> Measure:
    return Measure(
        numerator / denominator,
        unit,
        material.status,
        basis,
        why if why is not None else material.caveat,
        details={
            "numerator": numerator,
            "denominator": denominator,
            "unit": material.speech.unit,
            **material.beside(),
            **details,
        },
    )
