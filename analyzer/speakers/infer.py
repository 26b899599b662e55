"""Infers sides from what is said: who asks, who explains an offer, who describes a world of their own.

Never from position: nothing here knows who spoke first. Each cue is a difference between one speaker and all
the others, the model is odd in it (without an intercept), so that swapping the speakers swaps the answer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analyzer.content import phrases
from analyzer.conversation import STAGES
from analyzer.errors import ModelError
from analyzer.resources import model_dir
from analyzer.sentences import Segmented

__all__ = ["CUES", "RoleModel", "SpeakerCues", "load_role_model", "speaker_cues"]

F64 = NDArray[np.float64]

#: The cues, in the order of the model's weights.
CUES: Final = (
    "asks", "asks_about_values_goals_realities", "explains_an_offer", "asks_about_an_offer",
    "describes_own_world", "speaks_of_next_steps", "offers", "steers", "own_world", "asks_offer", "you_over_i",
)  # fmt: skip
_SAID: Final = {
    "asks": "asks {n} of the {of} questions",
    "asks_about_values_goals_realities": "asks about the other side's wishes and situation ({n} times)",
    "explains_an_offer": "explains an offer in {n} sentences",
    "asks_about_an_offer": "asks about an offer {n} times",
    "describes_own_world": "describes aims or a situation of their own in {n} sentences",
    "speaks_of_next_steps": "proposes next steps in {n} sentences",
    "offers": "speaks for a seller ({n} phrases such as “we offer”)",
    "steers": "steers the conversation ({n} phrases such as “let me ask”)",
    "own_world": "speaks of own needs ({n} phrases such as “we need”)",
    "asks_offer": "asks for price or scope ({n} phrases such as “how much is”)",
    "you_over_i": "says “you” rather than “I” ({n} times)",
}
_YOU = re.compile(r"\b(?:you|your|yours|you're|you've|you'd|u)\b", re.IGNORECASE)
_I = re.compile(r"\b(?:i|my|me|mine|i'm|i've|i'd|i'll)\b", re.IGNORECASE)
_SUBJECT_CUES: Final = ("offers", "steers", "own_world", "asks_offer")


@dataclass(frozen=True)
class SpeakerCues:
    """What one speaker does in the conversation.

    Parameters
    ----------
    counts : ndarray, shape (len(CUES),)
        Expected number of sentences or phrases of each cue.
    totals : ndarray, shape (len(CUES),)
        The same over all speakers.
    x : ndarray, shape (len(CUES),)
        The model's input: the speaker's rate less the others' rate, per sentence with words.
    """

    counts: F64
    totals: F64
    x: F64


@dataclass(frozen=True)
class RoleModel:
    """Logistic model of being the rep.

    Parameters
    ----------
    weights : ndarray, shape (len(CUES),)
    threshold : float
        Probability from which a side is named; below it the role stays unknown.
    """

    weights: F64
    threshold: float
    meta: Mapping[str, Any]

    def probability(self, cues: SpeakerCues) -> float:
        """Return the probability that the speaker is the rep."""
        return float(1 / (1 + np.exp(-np.clip(self.weights @ cues.x, -30, 30))))

    def evidence(self, cues: SpeakerCues, rep: bool) -> tuple[str, ...]:
        """Say in words what weighed most for the side, strongest first."""
        pull = self.weights * cues.x * (1 if rep else -1)
        out = []
        for i in np.argsort(-pull)[:3]:
            if pull[i] <= 0.05 or round(cues.totals[i]) < 1:
                continue
            n = round(cues.counts[i])
            text = _SAID[CUES[i]].format(n=n, of=round(cues.totals[i]))
            if self.weights[i] * (1 if rep else -1) < 0:
                text = "less than the other: " + text
            out.append(text)
        return tuple(out)


@lru_cache
def load_role_model() -> RoleModel:
    """Load the packaged role model (trained by ``analyzer train``)."""
    folder = model_dir("roles")
    try:
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        if meta["format"] != 1 or meta["cues"] != list(CUES):
            raise ModelError("E-MODEL", "made for other code. Reinstall the package.", source="roles")
        return RoleModel(np.array([meta["weights"][c] for c in CUES]), float(meta["threshold"]), meta)
    except (OSError, ValueError, KeyError) as error:
        raise ModelError("E-MODEL", "not a role model. Reinstall the package.", source="roles") from error


@lru_cache
def _pattern(cue: str) -> re.Pattern[str]:
    alternatives = "|".join(re.escape(p) for p in sorted(phrases("roles", cue), key=len, reverse=True))
    return re.compile(rf"\b(?:{alternatives})\b", re.IGNORECASE)


def speaker_cues(segmented: Segmented, probabilities: NDArray[np.float32]) -> dict[str, SpeakerCues]:
    """Count the cues of each named speaker.

    Parameters
    ----------
    segmented : Segmented
    probabilities : ndarray, shape (n_sentences, 7)
        Stages by a model that did not look at roles.
    """
    turns = segmented.conversation.turns
    names: list[str] = sorted({t.speaker for t in turns if t.speaker is not None})
    row = {name: i for i, name in enumerate(names)}
    counts = np.zeros((len(names), len(CUES)))
    sizes = np.zeros(len(names))
    at = {s: i for i, s in enumerate(STAGES)}
    core = [at["values"], at["goals"], at["realities"]]
    for sentence, p in zip(segmented.sentences, probabilities.tolist(), strict=True):
        speaker = turns[sentence.turn].speaker
        if speaker is None or not sentence.words:
            continue
        c = counts[row[speaker]]
        sizes[row[speaker]] += 1
        own = sum(p[k] for k in core)
        if sentence.is_question:
            c[0] += 1
            c[1] += own
            c[3] += p[at["pitch"]]
        else:
            c[2] += p[at["pitch"]]
            c[4] += own
            c[5] += p[at["next_step"]]
        text = sentence.text.replace("’", "'")
        for k, cue in enumerate(_SUBJECT_CUES, 6):
            c[k] += len(_pattern(cue).findall(text))
        c[10] += len(_YOU.findall(text)) - len(_I.findall(text))
    return {name: _cues(counts, sizes, i) for name, i in row.items()}


def _cues(counts: F64, sizes: F64, i: int) -> SpeakerCues:
    others = counts.sum(axis=0) - counts[i]
    rate = counts[i] / (sizes[i] + 5)
    other_rate = others / (sizes.sum() - sizes[i] + 5)
    # few sentences are little evidence: the difference grows with the smaller side, up to about twenty sentences
    weight = np.sqrt(min(sizes[i], sizes.sum() - sizes[i]) / 20) if len(sizes) > 1 else np.sqrt(sizes[i] / 20)
    return SpeakerCues(counts[i], counts.sum(axis=0), (rate - other_rate) * min(float(weight), 1.0))
