"""How much each side talks: talk time, talk share, pace, and the share of each stage."""

from __future__ import annotations

from typing import Final

from analyzer.conversation import STAGES
from analyzer.measures.material import SIDES, Material, Side
from analyzer.measures.measure import Measure, missing

__all__ = ["pace", "stage_share", "talk_share", "talk_time"]

#: Half-width of the error of a talk share from words: covers about nine calls in ten of 127 timed counselling
#: sessions (3.6 points apart on average, 7.4 at the 90th percentile; measures.md).
TALK_SHARE_BAND: Final = 0.07


def talk_time(material: Material) -> dict[str, Measure]:
    """Seconds in which each side speaks: the union of its timed spans, so overlap counts for both."""
    basis = "union of the side's timed spans; overlap counts for both sides"
    out: dict[str, Measure] = {}
    for side in SIDES:
        why = material.lacks(side, times=True)
        if why:
            out[side] = missing("s", basis, why)
            continue
        details: dict[str, object] = dict(material.beside())
        if material.speech.untimed_turns:
            details["untimed_turns"] = material.speech.untimed_turns
        out[side] = Measure(material.speech.by_role[side], "s", "measured", basis, material.caveat, details=details)
    return out


def talk_share(material: Material) -> dict[str, Measure]:
    """Talk of each side over the talk of rep and prospect."""
    speech = material.speech
    why = _between_sides(material)
    out: dict[str, Measure] = {}
    for side in SIDES:
        basis = f"{material.noun} of the {side} / {material.noun} of rep + prospect"
        if why:
            out[side] = missing("share", basis, why)
            continue
        out[side] = Measure(
            speech.by_role[side] / speech.two_sides,
            "share",
            material.status,
            basis,
            material.caveat,
            band=None if speech.basis == "seconds" else TALK_SHARE_BAND,
            details={
                "numerator": speech.by_role[side],
                "denominator": speech.two_sides,
                "unit": speech.unit,
                **material.beside(),
            },
        )
    return out


def stage_share(material: Material) -> dict[str, dict[str, Measure]]:
    """Speech of each side in each stage over all speech of the two sides; sums to the talk shares."""
    speech = material.speech
    why = _between_sides(material)
    out: dict[str, dict[str, Measure]] = {}
    for stage in STAGES:
        out[stage] = {}
        for side in SIDES:
            basis = f"{material.noun} of the {side} in {stage} / {material.noun} of rep + prospect"
            if why:
                out[stage][side] = missing("share", basis, why)
                continue
            amount = material.amount(side, stage)
            out[stage][side] = Measure(
                amount / speech.two_sides,
                "share",
                material.status,
                basis,
                material.caveat,
                details={"numerator": amount, "denominator": speech.two_sides, "unit": speech.unit},
            )
    return out


def pace(material: Material) -> dict[str, Measure]:
    """Words of each side per minute of its talk time; words of turns without times are left out."""
    return {side: _pace(material, side) for side in SIDES}


def _pace(material: Material, side: Side) -> Measure:
    basis = f"words of the {side} / minutes of the {side}'s talk time"
    why = material.lacks(side, times=True)
    if why:
        return missing("per minute", basis, why)
    words = sum(t.words for t in material.conversation.turns if t.role == side and t.spans)
    seconds = material.speech.by_role[side]
    return Measure(
        words / (seconds / 60),
        "per minute",
        "measured",
        basis,
        material.caveat,
        details={"words": words, "seconds": seconds},
    )


def _between_sides(material: Material) -> str | None:
    return material.lacks("rep", "prospect", sides_known=True)
