"""The fast stage classifier: hashed n-grams, two linear passes, calibrated.

The first pass judges each sentence by its own words and a glimpse of its neighbours. The second pass judges
it again, knowing what the first one thinks of the sentences around it, so that "2030." after "In what year?"
becomes a goal. Both are scikit-learn's: the first one-against-rest by averaged stochastic gradient descent (as
good as multinomial logistic regression on held-out trades, at a tenth of the time), the second multinomial.
Nothing is pickled: a saved model is arrays and JSON.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import sklearn
from numpy.typing import NDArray
from scipy.sparse import vstack
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.utils.validation import check_is_fitted

from analyzer.conversation import STAGES
from analyzer.errors import ModelError
from analyzer.sentences import Segmented
from analyzer.stages.calibration import UNSURE_SHARE, calibration_for, log_softmax, temperature_for
from analyzer.stages.drift import BELIEF, cross_fitted
from analyzer.stages.facts import model_facts
from analyzer.stages.features import CONTEXT_COLUMNS, context_features, ngram_features, with_words

__all__ = ["FastStageClassifier"]

F32 = NDArray[np.float32]
I64 = NDArray[np.int64]

_FORMAT: Final = 1
_EPOCHS: Final = 12
#: Pull of the two passes toward the model that is adapted. Of five pairs the one with the best macro-F1 on a source of
#: typed talk that the model had never seen, at 5, 20 and 32 of its conversations; moving one pass alone was worse.
_FIRST_PENALTY: Final = 3.0
_SECOND_PENALTY: Final = 30.0
_PARAMETERS: Final = ("bits", "alpha_first", "c_second", "balance", "folds", "role_dropout", "seed")


class FastStageClassifier(ClassifierMixin, BaseEstimator):
    """Labels every sentence of a conversation with a stage.

    Parameters
    ----------
    bits : int
        The hashed space has ``2 ** bits`` features.
    alpha_first : float
        Regularisation of the first pass, as in scikit-learn's SGDClassifier.
    c_second : float
        Inverse regularisation of the second pass, as in its LogisticRegression.
    balance : float
        Classes are weighted by ``frequency ** -balance``: 0 leaves them as they are, 1 balances them.
    folds : int
        Whole conversations are held out in this many folds, to give the second pass honest first-pass
        probabilities, and the temperature honest second-pass ones.
    role_dropout : float
        Share of conversations that are also shown with unknown roles, so that the model copes with them.
    seed : int
        Decides folds and dropout. Same data and seed, same model.

    Attributes
    ----------
    classes_ : ndarray of str, shape (7,)
    temperature_ : float
        Divides the log-odds, so that probabilities are calibrated on conversations not trained on.
    """

    kind = "fast"

    def __init__(
        self,
        bits: int = 18,
        alpha_first: float = 1e-4,
        c_second: float = 0.02,
        balance: float = 0.4,
        folds: int = 5,
        role_dropout: float = 0.2,
        seed: int = 0,
    ) -> None:
        self.bits = bits
        self.alpha_first = alpha_first
        self.c_second = c_second
        self.balance = balance
        self.folds = folds
        self.role_dropout = role_dropout
        self.seed = seed

    def fit(
        self,
        conversations: Sequence[Segmented],
        labels: Sequence[I64],
        weights: Sequence[float] | None = None,
    ) -> Self:
        """Train on whole conversations.

        Parameters
        ----------
        conversations : sequence of Segmented
        labels : sequence of ndarray of int, each of shape (n_sentences,)
            Index into `STAGES`; -1 for sentences without a label, which are context only.
        weights : sequence of float, optional
            Weight of each conversation.
        """
        if len(conversations) != len(labels) or not conversations:
            raise ValueError(f"{len(conversations)} conversations, {len(labels)} arrays of labels")
        spoken = [with_words(c) for c in conversations]
        conversations, labels = (
            [c for c, _ in spoken],
            [np.asarray(y)[kept] for (_, kept), y in zip(spoken, labels, strict=True)],
        )
        rng = np.random.default_rng(self.seed)
        blind = rng.random(len(conversations)) < self.role_dropout
        views = [(i, True) for i in range(len(conversations))]
        views += [(i, False) for i in np.flatnonzero(blind).tolist()]
        first_x = [ngram_features(conversations[i], self.bits, roles=seen) for i, seen in views]
        y = [np.asarray(labels[i]) for i, _ in views]
        w = [np.full(len(y[k]), 1.0 if weights is None else weights[i]) for k, (i, _) in enumerate(views)]
        fold_of = rng.permutation(len(conversations)) % min(self.folds, len(conversations))
        fold = np.array([fold_of[i] for i, _ in views])

        own: list[F32] = [np.zeros((0, 0), np.float32)] * len(views)
        for k in range(int(fold.max()) + 1):
            inside, outside = np.flatnonzero(fold != k), np.flatnonzero(fold == k)
            if not len(inside):
                inside = outside  # a single conversation: nothing can be held out
            coef, intercept = self._first(vstack([first_x[i] for i in inside]), y, w, inside)
            for i in outside:
                own[i] = log_softmax(first_x[i] @ coef + intercept)
        everything = np.arange(len(views))
        self.coef_first_, self.intercept_first_ = self._first(vstack(first_x), y, w, everything)

        second_x = [context_features(conversations[i], own[k], roles=seen) for k, (i, seen) in enumerate(views)]
        stacked = np.concatenate(second_x)
        self.mean_ = stacked.mean(axis=0)
        self.scale_ = np.maximum(stacked.std(axis=0), 1e-3)
        second_x = [(x - self.mean_) / self.scale_ for x in second_x]
        held_out: list[F32] = [np.zeros((0, 0), np.float32)] * len(views)
        for k in range(int(fold.max()) + 1):
            inside, outside = np.flatnonzero(fold != k), np.flatnonzero(fold == k)
            if not len(inside):
                inside = outside
            coef, intercept = self._second(np.concatenate([second_x[i] for i in inside]), y, w, inside)
            for i in outside:
                held_out[i] = (second_x[i] @ coef + intercept).astype(np.float32)
        self.coef_second_, self.intercept_second_ = self._second(np.concatenate(second_x), y, w, everything)
        truth = np.concatenate(y)
        self.temperature_ = temperature_for(np.concatenate(held_out)[truth >= 0], truth[truth >= 0])
        #: calibrated probabilities of the training conversations, each from models that had not seen it
        self.held_out_ = [np.exp(log_softmax(held_out[k] / self.temperature_)) for k in range(len(conversations))]
        confidence = np.concatenate([p.max(axis=1) for p in self.held_out_])
        #: the least sure fifth of held-out sentences lies below this
        self.unsure_below_ = float(np.quantile(confidence, UNSURE_SHARE))
        self.classes_ = np.array(STAGES)
        self.meta_: dict[str, Any] = {}
        return self

    def _first(self, x: Any, y: Sequence[I64], w: Sequence[Any], which: I64) -> tuple[F32, F32]:
        from sklearn.linear_model import SGDClassifier  # training alone needs it, and every audit would wait for it

        model = SGDClassifier(
            loss="log_loss", alpha=self.alpha_first, max_iter=_EPOCHS, tol=None, average=True, random_state=self.seed
        )
        return self._fitted(model, x, y, w, which)

    def _second(self, x: Any, y: Sequence[I64], w: Sequence[Any], which: I64) -> tuple[F32, F32]:
        from sklearn.linear_model import LogisticRegression

        return self._fitted(LogisticRegression(C=self.c_second, max_iter=300, tol=1e-3), x, y, w, which)

    def _fitted(self, model: Any, x: Any, y: Sequence[I64], w: Sequence[Any], which: I64) -> tuple[F32, F32]:
        """Fit a linear model; return its coefficients (n_features, 7) and intercepts (7,)."""
        truth = np.concatenate([y[i] for i in which])
        weight = np.concatenate([w[i] for i in which])
        known = truth >= 0
        counts = np.bincount(truth[known], minlength=len(STAGES)).astype(float)
        by_class = (counts.sum() / np.maximum(counts, 1.0)) ** self.balance
        by_class /= by_class[truth[known]].mean()
        model.fit(x[known], truth[known], sample_weight=weight[known] * by_class[truth[known]])
        rows, offsets = model.coef_, model.intercept_
        if len(model.classes_) == 2:  # scikit-learn keeps one row for two classes
            rows, offsets = np.vstack([-rows, rows]) / 2, np.concatenate([-offsets, offsets]) / 2
        coef = np.zeros((x.shape[1], len(STAGES)), dtype=np.float32)
        intercept = np.full(len(STAGES), -20.0, dtype=np.float32)
        coef[:, model.classes_] = rows.T
        intercept[model.classes_] = offsets
        return coef, intercept

    def calibrate(self, log_probabilities: Sequence[F32], labels: Sequence[I64]) -> Self:
        """Fit the temperature and the threshold of doubt anew, on conversations that were not trained on.

        Parameters
        ----------
        log_probabilities : sequence of ndarray, each of shape (n_sentences, 7)
            From models like this one that had not seen the conversation, as `predict_proba` gives them.
        labels : sequence of ndarray of int, each of shape (n_sentences,)
        """
        check_is_fitted(self, "temperature_")
        again, self.unsure_below_ = calibration_for(log_probabilities, labels)
        self.temperature_ *= again
        return self

    def adapted(self, conversations: Sequence[Segmented], labels: Sequence[I64]) -> Self:
        """Return a copy moved toward a team's own labels; this model stays as it is.

        Parameters
        ----------
        conversations : sequence of Segmented
        labels : sequence of ndarray of int, each of shape (n_sentences,)
            Index into `STAGES`; -1 for sentences without a label.
        """
        check_is_fitted(self, "temperature_")
        if len(conversations) != len(labels) or not conversations:
            raise ValueError(f"{len(conversations)} conversations, {len(labels)} arrays of labels")
        spoken = [with_words(c) for c in conversations]
        calls = [c for c, _ in spoken]
        y = [np.asarray(truth)[kept] for (_, kept), truth in zip(spoken, labels, strict=True)]
        x = [ngram_features(c, self.bits) for c in calls]
        offset = [np.asarray(r @ self.coef_first_ + self.intercept_first_, dtype=np.float32) for r in x]
        own, first = cross_fitted(x, offset, y, _FIRST_PENALTY, self.seed)
        moved: Self = clone(self)
        moved.coef_first_, moved.intercept_first_ = (
            self.coef_first_ + first.coef,
            self.intercept_first_ + first.intercept,
        )
        moved.mean_, moved.scale_ = self.mean_, self.scale_

        seen = [
            (context_features(c, log_softmax(o)) - self.mean_) / self.scale_ for c, o in zip(calls, own, strict=True)
        ]
        coef, intercept = self.coef_second_ / self.temperature_, self.intercept_second_ / self.temperature_
        offset = [np.asarray(r @ coef + intercept, dtype=np.float32) for r in seen]
        held_out, second = cross_fitted(seen, offset, y, _SECOND_PENALTY, self.seed)
        moved.coef_second_, moved.intercept_second_ = coef + second.coef, intercept + second.intercept
        moved.temperature_, moved.unsure_below_ = calibration_for(held_out, y, BELIEF)
        moved.classes_, moved.meta_ = self.classes_, {}
        return moved

    def predict_proba(self, conversations: Sequence[Segmented]) -> list[F32]:
        """Return calibrated probabilities, one array of shape (n_sentences, 7) for each conversation.

        A conversation's result depends on nothing but itself.
        """
        check_is_fitted(self, "temperature_")
        return [self._probabilities(c) for c in conversations]

    def predict(self, conversations: Sequence[Segmented]) -> list[I64]:
        """Return the most probable stage of each sentence, as indices into `STAGES`."""
        return [p.argmax(axis=1) for p in self.predict_proba(conversations)]

    def predict_blind(self, conversation: Segmented) -> F32:
        """Return probabilities that do not look at roles, shape (n_sentences, 7)."""
        check_is_fitted(self, "temperature_")
        return self._probabilities(conversation, roles=False)

    def card(self) -> dict[str, Any]:
        """Return what a report says of the model; see `analyzer.stages.facts.model_facts`."""
        return model_facts(self.kind, getattr(self, "meta_", {}))

    def _probabilities(self, conversation: Segmented, *, roles: bool = True) -> F32:
        n = len(conversation.sentences)
        conversation, kept = with_words(conversation)
        features = ngram_features(conversation, self.bits, roles=roles)
        own = log_softmax(features @ self.coef_first_ + self.intercept_first_)
        x = (context_features(conversation, own, roles=roles) - self.mean_) / self.scale_
        logits = (x @ self.coef_second_ + self.intercept_second_) / self.temperature_
        out = np.zeros((n, len(STAGES)), dtype=np.float32)
        out[:, STAGES.index("other")] = 1.0
        out[kept] = np.exp(log_softmax(logits))
        return out

    def save(self, folder: Path, meta: dict[str, Any]) -> None:
        """Write the model to `folder`: ``weights.npz`` and ``meta.json``."""
        check_is_fitted(self, "temperature_")
        folder.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(
            folder / "weights.npz",
            coef_first=self.coef_first_.astype(np.float16),
            intercept_first=self.intercept_first_,
            coef_second=self.coef_second_.astype(np.float32),
            intercept_second=self.intercept_second_,
            mean=self.mean_.astype(np.float32),
            scale=self.scale_.astype(np.float32),
        )
        digest = hashlib.sha256((folder / "weights.npz").read_bytes()).hexdigest()
        facts = {
            "format": _FORMAT,
            "kind": self.kind,
            "parameters": {name: getattr(self, name) for name in _PARAMETERS},
            "temperature": self.temperature_,
            "unsure_below": self.unsure_below_,
            "stages": list(STAGES),
            "columns": len(CONTEXT_COLUMNS),
            "weights_sha256": digest,
            "scikit_learn": sklearn.__version__,
            **meta,
        }
        (folder / "meta.json").write_text(json.dumps(facts, indent=2, sort_keys=True) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> FastStageClassifier:
        """Read a saved model.

        Raises
        ------
        ModelError
            ``E-MODEL`` when the folder is incomplete, damaged, or made for other code.
        """
        try:
            meta = dict(json.loads((folder / "meta.json").read_text(encoding="utf-8")))
            raw = (folder / "weights.npz").read_bytes()
        except (OSError, TypeError, ValueError) as error:
            raise ModelError("E-MODEL", "not a model folder (meta.json, weights.npz). Train it again.",
                             source=folder.name) from error  # fmt: skip
        if meta.get("format") != _FORMAT or meta.get("kind") != "fast":
            raise ModelError("E-MODEL", f"made for another version (format {meta.get('format')}, kind "
                             f"{meta.get('kind')}; this code reads {_FORMAT}, fast). Train it again.",
                             source=folder.name)  # fmt: skip
        if (
            meta.get("stages") != list(STAGES)
            or meta.get("columns") != len(CONTEXT_COLUMNS)
            or set(meta.get("parameters") or ()) != set(_PARAMETERS)
            or not {"temperature", "unsure_below"} <= meta.keys()
        ):
            raise ModelError("E-MODEL", "its labels or features are not this code's. Train it again.",
                             source=folder.name)  # fmt: skip
        if meta.get("weights_sha256") != hashlib.sha256(raw).hexdigest():
            raise ModelError("E-MODEL", "weights.npz is damaged (its hash differs). Copy or train it again.",
                             source=folder.name)  # fmt: skip
        model = cls(**meta["parameters"])
        with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
            model.coef_first_ = arrays["coef_first"].astype(np.float32)
            model.intercept_first_ = arrays["intercept_first"]
            model.coef_second_ = arrays["coef_second"]
            model.intercept_second_ = arrays["intercept_second"]
            model.mean_ = arrays["mean"]
            model.scale_ = arrays["scale"]
        model.temperature_ = float(meta["temperature"])
        model.unsure_below_ = float(meta["unsure_below"])
        model.classes_ = np.array(STAGES)
        model.meta_ = meta
        return model
