"""How sure a verdict is: a small model of whole conversations, calibrated on conversations held out by trade.

Multiplying the probabilities of sentences would make four hundred sentences at 0.01 a "covered". So a multinomial
logistic model looks at the largest probabilities, their sums and the length of the talk, and says how often a verdict
of such a conversation was right. Fitted by ``analyzer train``; it lies in ``models/coverage`` as JSON, one file for
each kind of stage model.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from typing import TYPE_CHECKING, Final, Literal

from analyzer.conversation import CORE_STAGES, STAGES, Stage
from analyzer.errors import ModelError
from analyzer.measures.substance import Answers, answers_of
from analyzer.resources import model_dir

if TYPE_CHECKING:
    from analyzer.stages.staged import Staged

__all__ = [
    "VERDICTS",
    "VERDICT_FEATURES",
    "KnownVerdict",
    "VerdictModel",
    "load_verdict_model",
    "premature_confidence",
    "rule_verdicts",
    "shown_verdicts",
    "verdict_chances",
    "verdict_features",
]

KnownVerdict = Literal["covered", "asked", "skipped"]
#: The classes of the model, in the order of its rows.
VERDICTS: Final[tuple[KnownVerdict, ...]] = ("asked", "covered", "skipped")
#: The features, in the order of its columns.
VERDICT_FEATURES: Final = (
    "prospect_first", "prospect_second", "prospect_third", "prospect_sum", "prospect_sentences", "rep_first",
    "rep_second", "rep_sum", "notes", *(f"is_{stage}" for stage in CORE_STAGES),
)  # fmt: skip
# The surest pitch sentences that a premature pitch rests on.
_BEST: Final = 3
# keeps log-odds within ±4: a sentence that is not there weighs like one at 0.02, not like a proof
_EDGE: Final = 0.02


@dataclass(frozen=True)
class VerdictModel:
    """Multinomial logistic model of coverage verdicts.

    Parameters
    ----------
    weights : tuple of tuple of float, shape (3, len(VERDICT_FEATURES))
        In the order of `VERDICTS`.
    intercepts : tuple of float, shape (3,)
    """

    weights: tuple[tuple[float, ...], ...]
    intercepts: tuple[float, ...]

    def probabilities(self, features: list[float]) -> dict[KnownVerdict, float]:
        """Return the probability of each verdict."""
        scores = [
            b + sum(w * x for w, x in zip(row, features, strict=True))
            for row, b in zip(self.weights, self.intercepts, strict=True)
        ]
        top = max(scores)
        odds = [math.exp(score - top) for score in scores]
        total = sum(odds)
        return {verdict: o / total for verdict, o in zip(VERDICTS, odds, strict=True)}


@lru_cache(maxsize=4)
def load_verdict_model(kind: str) -> VerdictModel:
    """Load the packaged model.

    Parameters
    ----------
    kind : str
        Kind of stage model whose probabilities it reads: how sure those are differs.

    Raises
    ------
    ModelError
        ``E-MODEL`` when it is missing or made for other code.
    """
    try:
        meta = json.loads((model_dir("coverage") / f"{kind}.json").read_text(encoding="utf-8"))
        if (meta["format"], meta["features"], meta["verdicts"]) != (1, list(VERDICT_FEATURES), list(VERDICTS)):
            raise ModelError("E-MODEL", "made for other code. Reinstall the package.", source="coverage")
        return VerdictModel(tuple(map(tuple, meta["weights"])), tuple(meta["intercepts"]))
    except (OSError, ValueError, KeyError) as error:
        raise ModelError("E-MODEL", "not a coverage model. Reinstall the package.", source="coverage") from error


def verdict_features(staged: Staged, stage: Stage, answers: Answers) -> list[float]:
    """Return the features of one stage in one conversation, in the order of `VERDICT_FEATURES`.

    Log-odds of the prospect's three likeliest sentences that would be of substance and of the rep's two likeliest;
    the logarithms of one plus their sums and of the number of the prospect's; notes or talk; which stage.
    """
    column: list[float] = staged.probabilities[:, STAGES.index(stage)].tolist()
    prospect = sorted([column[i] for i in answers.counting(stage)], reverse=True)
    rep = sorted([column[i] for i in _spoken_by_rep(staged)], reverse=True)
    return [
        *(_log_odds(prospect, k) for k in range(3)),
        math.log1p(sum(prospect)),
        math.log1p(len(prospect)),
        _log_odds(rep, 0),
        _log_odds(rep, 1),
        math.log1p(sum(rep)),
        float(staged.conversation.medium == "notes"),
        *(float(stage == s) for s in CORE_STAGES),
    ]


@lru_cache(maxsize=4)  # five stages ask for the same ones
def _spoken_by_rep(staged: Staged) -> tuple[int, ...]:
    return tuple(s.index for s in staged.sentences if s.role == "rep" and s.words)


def _log_odds(ranked: list[float], k: int) -> float:
    p = ranked[k] if k < len(ranked) else 0.0
    return math.log((p + _EDGE) / (1 - p + _EDGE))


def rule_verdicts(staged: Staged, answers: Answers) -> dict[Stage, KnownVerdict]:
    """Return the verdicts by the rule on the most probable labels alone, whether or not they can be known.

    Parameters
    ----------
    staged : Staged
    answers : Answers
        Of the same `staged`.
    """
    asked = {label for s, label in zip(staged.sentences, staged.stages, strict=True) if s.role == "rep" and s.words}
    return {
        stage: "covered" if answers.substance[stage] else "asked" if stage in asked else "skipped"
        for stage in CORE_STAGES
    }


def shown_verdicts(*, substance: bool, asked: bool) -> tuple[KnownVerdict, ...]:
    """Return the verdicts on a stage that some sentence shows; that it was skipped needs none.

    Parameters
    ----------
    substance : bool
        Whether the prospect has a sentence of substance with this label.
    asked : bool
        Whether the rep has a sentence with this label.
    """
    shown: dict[KnownVerdict, bool] = {"covered": substance, "asked": asked, "skipped": True}
    return tuple(verdict for verdict, there in shown.items() if there)


def verdict_chances(staged: Staged, stage: Stage, answers: Answers) -> dict[KnownVerdict, float]:
    """Return the probability of each coverage verdict.

    Parameters
    ----------
    staged : Staged
    stage : Stage
        One of the five core stages.
    answers : Answers
        Of the same `staged`.

    Returns
    -------
    dict of verdict to float
        1 for the rule's verdict where people gave the labels that decide: all of them, or one of substance.
    """
    if staged.given.all() or any(staged.given[i] for i in answers.substance[stage]):
        rule = rule_verdicts(staged, answers)[stage]
        return {verdict: float(verdict == rule) for verdict in VERDICTS}
    return load_verdict_model(staged.kind).probabilities(verdict_features(staged, stage, answers))


def premature_confidence(staged: Staged, pitched: Iterable[int], before: int, answers: Answers | None = None) -> float:
    """Estimate the probability that the rep pitched before goals and realities.

    Parameters
    ----------
    staged : Staged
    pitched : iterable of int
        The rep's pitch sentences before anything of substance.
    before : int
        Index of the third of them: nothing of substance must stand before it.
    answers : Answers, optional
        Of the same `staged`.

    Returns
    -------
    float
        Probability that the three surest pitch sentences are all pitch, times the probability that no
        prospect sentence before the third was of substance in goals or realities (by its likeliest one).
    """
    if staged.given.all():
        return 1.0
    found = answers if answers is not None else answers_of(staged)
    p = staged.probabilities
    pitch = sorted((float(p[i, STAGES.index("pitch")]) for i in pitched), reverse=True)[:_BEST]
    columns = [STAGES.index("goals"), STAGES.index("realities")]
    substance = max((float(p[i, columns].sum()) for i in found.counting("goals") if i < before), default=0.0)
    return prod(pitch) * (1.0 - min(substance, 1.0))
