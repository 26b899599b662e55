"""Probabilities that mean what they say: temperature scaling (Guo, Pleiss, Sun and Weinberger, 2017)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["UNSURE_SHARE", "calibration_for", "log_softmax", "temperature_for"]

F32 = NDArray[np.float32]
I64 = NDArray[np.int64]

#: This share of held-out sentences, the least sure ones, is marked as unsure.
UNSURE_SHARE: Final = 0.2
_FLOOR: Final = 1e-6


def log_softmax(logits: Any) -> F32:
    """Return log-probabilities along the last axis, floored so that no one is certain."""
    logits = np.asarray(logits, dtype=np.float64)
    shifted = logits - logits.max(axis=1, keepdims=True)
    out = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    floored: F32 = np.maximum(out, np.log(_FLOOR)).astype(np.float32)
    return floored


def temperature_for(logits: F32, truth: I64) -> float:
    """Return the temperature that makes `logits` most likely to have produced `truth`.

    Parameters
    ----------
    logits : ndarray, shape (n, 7)
    truth : ndarray of int, shape (n,)
    """
    candidates = np.geomspace(0.4, 4.0, 70)
    losses = [-float(log_softmax(logits / t)[np.arange(len(truth)), truth].mean(dtype=np.float64)) for t in candidates]
    return float(candidates[int(np.argmin(losses))])


def calibration_for(logits: Sequence[F32], labels: Sequence[I64], belief: float = 0.0) -> tuple[float, float]:
    """Return the temperature and the threshold of doubt for whole conversations that were held out.

    Parameters
    ----------
    logits : sequence of ndarray, each of shape (n_sentences, 7)
    labels : sequence of ndarray of int, each of shape (n_sentences,)
        -1 for sentences without a label.
    belief : float
        So many sentences' worth of belief that the temperature is 1, where the logits were calibrated before and few
        sentences could say otherwise.
    """
    x, y = np.concatenate(list(logits)), np.concatenate([np.asarray(v) for v in labels])
    x, y = x[y >= 0], y[y >= 0]
    temperature = temperature_for(x, y) ** (len(y) / (len(y) + belief))
    confidence = np.exp(log_softmax(x / temperature)).max(axis=1)
    return temperature, float(np.quantile(confidence, UNSURE_SHARE))
