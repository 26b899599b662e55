"""What a report says of a stage model: which one it is, and how often it was right on what it had not seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["model_facts"]


def model_facts(kind: str, meta: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of a model for an audit.

    Parameters
    ----------
    kind : str
    meta : mapping
        Of the model's folder; empty for a model that was never saved.

    Returns
    -------
    dict
        ``kind``, ``name``, ``version``, ``trained_on``, ``weights_sha256``, and ``held_out``: `conversations`,
        `sentences`, `accuracy` and `macro_f1` on conversations of trades that it was not trained on, or None.
    """
    scores = meta.get("held_out") or {}
    held_out = None
    if {"conversations", "sentences", "accuracy", "macro_f1"} <= scores.keys():
        held_out = {
            "conversations": scores["conversations"],
            "sentences": scores["sentences"],
            "accuracy": scores["accuracy"]["value"],
            "macro_f1": scores["macro_f1"]["value"],
        }
    named = {key: meta.get(key) for key in ("name", "version", "trained_on", "weights_sha256")}
    return {"kind": kind, **named, "held_out": held_out}
