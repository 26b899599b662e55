"""Scores of a stage model on labelled conversations, with intervals by conversation.

Definitions follow scikit-learn where it has one. Intervals are percentile bootstraps over whole conversations
(1,000 draws, fixed seed): sentences of one conversation are not independent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analyzer.conversation import STAGES

__all__ = ["Prediction", "calibration_error", "cohen_kappa", "four_way", "in_words", "macro_f1", "score", "score_table"]

F32 = NDArray[np.float32]
I64 = NDArray[np.int64]

_DRAWS: Final = 1000
_BINS: Final = 10
#: Shares of the sentences, the surest first, on which accuracy is told (risk and coverage).
_SHARES: Final = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
#: A label counts towards macro-F1 when the set holds at least this many sentences of it.
_MIN_SUPPORT: Final = 10
#: Fewer conversations than this say nothing about their spread.
_FEWEST: Final = 3
_COMMITMENTS: Final = (STAGES.index("next_step"), STAGES.index("implement"))
_OTHER: Final = STAGES.index("other")


@dataclass(frozen=True)
class Prediction:
    """Truth and probabilities of one conversation's labelled sentences.

    Parameters
    ----------
    id, source : str
    truth : ndarray of int, shape (n,)
    probabilities : ndarray of float, shape (n, 7)
        A row of zeros where the tool has no sentence: it then counts as `other` at confidence 0.
    """

    id: str
    source: str
    truth: I64
    probabilities: F32

    @property
    def predicted(self) -> I64:
        """Most probable label; `other` where the tool has no sentence."""
        return np.where(self.probabilities.any(axis=1), self.probabilities.argmax(axis=1), _OTHER)


def _counts(truth: I64, predicted: I64, n: int = len(STAGES)) -> I64:
    return np.bincount(truth * n + predicted, minlength=n * n).reshape(n, n)


def _f1(confusion: NDArray[Any]) -> NDArray[np.float64]:
    hit = np.diagonal(confusion).astype(float)
    total = confusion.sum(axis=0) + confusion.sum(axis=1)
    f1: NDArray[np.float64] = np.divide(2 * hit, total, out=np.zeros_like(hit), where=total > 0)
    return f1


def macro_f1(confusion: NDArray[Any]) -> float:
    """Return the mean F1 over labels with at least ten true sentences (all labels where none has).

    Parameters
    ----------
    confusion : ndarray of int, shape (k, k)
        Truth in rows, prediction in columns.
    """
    support = confusion.sum(axis=1)
    enough = support >= _MIN_SUPPORT
    if not enough.any():
        enough = support > 0
    return float(_f1(confusion)[enough].mean()) if enough.any() else 0.0


def four_way(confusion: NDArray[Any]) -> NDArray[Any]:
    """Join next_step and implement into commitments; shape (6, 6), the commitments in the place of next_step."""
    a, b = _COMMITMENTS
    joined = confusion.copy()
    joined[a] += joined[b]
    joined[:, a] += joined[:, b]
    keep = [i for i in range(len(confusion)) if i != b]
    return joined[np.ix_(keep, keep)]


def calibration_error(confidence: F32, right: NDArray[np.bool_]) -> float:
    """Return the expected calibration error in ten equal bins (Guo et al., 2017)."""
    bins = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    error = 0.0
    for b in range(_BINS):
        inside = bins == b
        if inside.any():
            error += inside.mean() * abs(float(confidence[inside].mean()) - float(right[inside].mean()))
    return float(error)


def score(predictions: Sequence[Prediction], seed: int = 0) -> dict[str, Any]:
    """Score predictions.

    Returns
    -------
    dict
        ``conversations``, ``sentences``, ``macro_f1``, ``accuracy``, ``four_way_macro_f1``, ``kappa`` (None where
        undefined), each
        ``{value, low, high}`` (low, high None under three conversations); ``labels`` with precision, recall, F1 and
        support; ``confusion``; ``calibration_error``; ``risk_coverage``, pairs of a share of the sentences, the surest
        ones, and the accuracy on them; ``accuracy_at_80``, the one on four fifths.
    """
    matrices = np.stack([_counts(p.truth, p.predicted) for p in predictions])
    total = matrices.sum(axis=0)
    rng = np.random.default_rng(seed)
    draws = rng.integers(0, len(predictions), size=(_DRAWS, len(predictions)))
    resampled = [matrices[d].sum(axis=0) for d in draws]

    def interval(values: Sequence[float], value: float) -> dict[str, float | None]:
        if len(predictions) < _FEWEST:
            return {"value": round(value, 4), "low": None, "high": None}
        low, high = np.percentile(np.asarray(values), [2.5, 97.5])
        return {"value": round(value, 4), "low": round(float(low), 4), "high": round(float(high), 4)}

    kappa = float(cohen_kappa(total))
    truth = np.concatenate([p.truth for p in predictions])
    predicted = np.concatenate([p.predicted for p in predictions])
    confidence = np.concatenate([p.probabilities.max(axis=1) for p in predictions])
    right = truth == predicted
    order = np.argsort(-confidence, kind="stable")
    by_share = {share: float(right[order[: max(1, round(share * len(order)))]].mean()) for share in _SHARES}
    f1s = np.stack([_f1(m) for m in resampled])
    labels = {}
    for i, stage in enumerate(STAGES):
        hit, said, true = int(total[i, i]), int(total[:, i].sum()), int(total[i].sum())
        labels[stage] = {
            "precision": round(hit / said, 4) if said else None,
            "recall": round(hit / true, 4) if true else None,
            "f1": interval(f1s[:, i].tolist(), float(_f1(total)[i])) if true else None,
            "support": true,
        }
    return {
        "conversations": len(predictions),
        "sentences": len(truth),
        "macro_f1": interval([macro_f1(m) for m in resampled], macro_f1(total)),
        "four_way_macro_f1": interval([macro_f1(four_way(m)) for m in resampled], macro_f1(four_way(total))),
        "accuracy": interval([float(np.trace(m) / max(m.sum(), 1)) for m in resampled], float(right.mean())),
        "kappa": None if np.isnan(kappa) else round(kappa, 4),
        "calibration_error": round(calibration_error(confidence, right), 4),
        "risk_coverage": [[share, round(accuracy, 4)] for share, accuracy in by_share.items()],
        "accuracy_at_80": round(by_share[0.8], 4),
        "labels": labels,
        "confusion": total.tolist(),
    }


def cohen_kappa(confusion: NDArray[Any]) -> NDArray[np.float64]:
    """Return Cohen's kappa of confusion matrices.

    Parameters
    ----------
    confusion : ndarray, shape (..., k, k)
        The first annotator's labels in rows, the second one's in columns.

    Returns
    -------
    ndarray of float, shape (...)
        NaN where it is undefined: no sentence, or both gave nothing but one and the same label.

    Examples
    --------
    >>> round(float(cohen_kappa(np.array([[20, 5], [10, 15]]))), 4)
    0.4
    """
    counts = np.asarray(confusion, dtype=np.float64)
    n = counts.sum(axis=(-2, -1))
    # both sides times n squared, so that nothing is divided before it is known to be defined
    observed = np.trace(counts, axis1=-2, axis2=-1) * n
    expected = (counts.sum(axis=-1) * counts.sum(axis=-2)).sum(axis=-1)
    room = n**2 - expected
    kappa: NDArray[np.float64] = np.divide(observed - expected, room, out=np.full_like(room, np.nan), where=room > 0)
    return kappa


def in_words(cell: dict[str, float | None] | None) -> str:
    """Write a value with its interval, where it has one."""
    if cell is None:
        return "–"
    interval = f" ({cell['low']:.2f} to {cell['high']:.2f})" if cell["low"] is not None else ""
    return f"{cell['value']:.2f}{interval}"


def score_table(scores: dict[str, Any], title: str) -> str:
    """Write scores as Markdown, for the model card and the terminal."""

    def number(value: float | None) -> str:
        return "–" if value is None else f"{value:.2f}"

    summary = (
        f"{scores['conversations']} conversations, {scores['sentences']:,} labelled sentences. "
        f"Macro-F1 {in_words(scores['macro_f1'])}; four-way {in_words(scores['four_way_macro_f1'])}; "
        f"accuracy {in_words(scores['accuracy'])}; κ {number(scores['kappa'])}; "
        f"expected calibration error {scores['calibration_error']:.3f}; "
        f"accuracy on the surest 80 % {scores['accuracy_at_80']:.2f}."
    )
    lines = [
        f"### {title}",
        "",
        summary,
        "",
        "| stage | precision | recall | F1 (95 %) | sentences |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {stage} | {number(row['precision'])} | {number(row['recall'])} | {in_words(row['f1'])} | {row['support']} |"
        for stage, row in scores["labels"].items()
    ]
    lines += [
        "",
        "Confusion (truth in rows):",
        "",
        "| | " + " | ".join(STAGES) + " |",
        "|---" * (len(STAGES) + 1) + "|",
    ]
    lines += [
        f"| {stage} | " + " | ".join(str(n) for n in row) + " |"
        for stage, row in zip(STAGES, scores["confusion"], strict=True)
    ]
    return "\n".join(lines) + "\n"
