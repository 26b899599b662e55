"""What every stage classifier can do, and how one is loaded from its folder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from analyzer.errors import ModelError
from analyzer.resources import model_dir
from analyzer.sentences import Segmented

__all__ = ["KINDS", "StageClassifier", "load_classifier"]

F32 = NDArray[np.float32]
I64 = NDArray[np.int64]

#: The kinds of stage model: linear over n-grams, and a small transformer.
KINDS: Final = ("fast", "accurate")


class StageClassifier(Protocol):
    """Labels every sentence of a conversation with a stage; a conversation's result depends on nothing but itself."""

    #: One of `KINDS`.
    kind: str
    #: Facts of the saved model.
    meta_: dict[str, Any]
    #: Below this probability a label is unsure.
    unsure_below_: float

    def fit(
        self, conversations: Sequence[Segmented], labels: Sequence[I64], weights: Sequence[float] | None = None
    ) -> Self:
        """Train on whole conversations; see the classifiers."""

    def adapted(self, conversations: Sequence[Segmented], labels: Sequence[I64]) -> Self:
        """Return a copy moved toward a team's own labels; see the classifiers."""

    def predict_proba(self, conversations: Sequence[Segmented]) -> list[F32]:
        """Return calibrated probabilities, one array of shape (n_sentences, 7) for each conversation."""

    def predict(self, conversations: Sequence[Segmented]) -> list[I64]:
        """Return the most probable stage of each sentence, as indices into `STAGES`."""

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return the parameters it was made with, as scikit-learn's estimators do."""

    def predict_blind(self, conversation: Segmented) -> F32:
        """Return probabilities that do not look at roles, shape (n_sentences, 7)."""

    def calibrate(self, log_probabilities: Sequence[F32], labels: Sequence[I64]) -> Self:
        """Fit temperature and threshold of doubt on conversations that were not trained on."""

    def card(self) -> dict[str, Any]:
        """Return what a report says of the model."""

    def save(self, folder: Path, meta: dict[str, Any]) -> None:
        """Write the model without pickles."""


def load_classifier(model: Path | str) -> StageClassifier:
    """Load a stage model.

    Parameters
    ----------
    model : Path or str
        A folder, or the name of a packaged model (`KINDS`).

    Raises
    ------
    ModelError
        ``E-MODEL`` where there is no such model, or it does not fit this code.
    """
    folder = model_dir(str(model)) if str(model) in KINDS else Path(model)
    try:
        kind = json.loads((folder / "meta.json").read_text(encoding="utf-8")).get("kind")
    except (OSError, ValueError, AttributeError) as error:
        raise ModelError("E-MODEL", "not a model folder (no meta.json). Train it again, or name one of: "
                         f"{', '.join(KINDS)}.", source=folder.name) from error  # fmt: skip
    if kind == "accurate":
        from analyzer.stages.accurate import AccurateStageClassifier

        return AccurateStageClassifier.load(folder)
    from analyzer.stages.fast import FastStageClassifier

    return FastStageClassifier.load(folder)
