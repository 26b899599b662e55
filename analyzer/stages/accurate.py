"""The accurate stage classifier: a small transformer over windows of the dialogue, run as int8 ONNX.

Trained by `analyzer.stages.finetune` (the extra ``train``); at run time onnxruntime and tokenizers are enough. Nothing
is pickled: a saved model is an ONNX graph, a tokenizer in JSON, arrays and JSON.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.utils.validation import check_is_fitted

from analyzer.conversation import STAGES, Medium
from analyzer.errors import ModelError
from analyzer.stages.calibration import calibration_for, log_softmax
from analyzer.stages.drift import BELIEF, cross_fitted
from analyzer.stages.facts import model_facts
from analyzer.stages.features import with_words
from analyzer.stages.windows import OVERLAP, SIZE, Piece, Window, pieces_of, windows_of

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

    from analyzer.sentences import Segmented

__all__ = ["AccurateStageClassifier"]

F32 = NDArray[np.float32]
I64 = NDArray[np.int64]
Progress = Callable[[str], None]

_FORMAT: Final = 1
#: One thread, always: sums in another order would be other probabilities, and a batch has a process for each core.
_THREADS: Final = 1
_HEAD_PENALTY: Final = 10.0
_PARAMETERS: Final = (
    "epochs", "learning_rate", "batch", "balance", "role_dropout", "mark_dropout", "noise", "seed",
)  # fmt: skip
_FILES: Final = ("encoder.onnx", "tokenizer.json", "head.npz")


class AccurateStageClassifier(ClassifierMixin, BaseEstimator):
    """Labels every sentence of a conversation with a stage, reading the sentences around it.

    Parameters
    ----------
    epochs, learning_rate, batch, balance, role_dropout, mark_dropout, noise, seed
        As in `analyzer.stages.finetune.Recipe`.

    Attributes
    ----------
    classes_ : ndarray of str, shape (7,)
    temperature_ : float
        Divides the logits, so that probabilities are calibrated on conversations not trained on; 1 until
        `calibrate` has seen some.
    unsure_below_ : float
        The least sure fifth of held-out sentences lies below this probability.
    """

    kind = "accurate"

    def __init__(
        self,
        epochs: int = 10,
        learning_rate: float = 2e-4,
        batch: int = 12,
        balance: float = 0.3,
        role_dropout: float = 0.15,
        mark_dropout: float = 0.2,
        noise: float = 0.15,
        seed: int = 0,
    ) -> None:
        self.epochs = epochs
        self.learning_rate = learning_rate
        self.batch = batch
        self.balance = balance
        self.role_dropout = role_dropout
        self.mark_dropout = mark_dropout
        self.noise = noise
        self.seed = seed
        self._progress: Progress = _silent
        self._checkpoint: Path | None = None

    def telling(self, progress: Progress) -> Self:
        """Have training tell its progress, a line an epoch."""
        self._progress = progress
        return self

    def resuming(self, checkpoint: Path) -> Self:
        """Have training keep each finished epoch in a file, and go on from there if it was interrupted."""
        self._checkpoint = checkpoint
        return self

    def fit(
        self,
        conversations: Sequence[Segmented],
        labels: Sequence[I64],
        weights: Sequence[float] | None = None,
    ) -> Self:
        """Fine-tune on whole conversations. Needs the extra ``train``; minutes to an hour on two cores.

        Parameters
        ----------
        conversations : sequence of Segmented
        labels : sequence of ndarray of int, each of shape (n_sentences,)
            Index into `STAGES`; -1 for sentences without a label, which are context only.
        weights : sequence of float, optional
            Weight of each conversation.

        Raises
        ------
        MissingExtraError
            Where torch or the base weights are not installed.
        """
        if len(conversations) != len(labels) or not conversations:
            raise ValueError(f"{len(conversations)} conversations, {len(labels)} arrays of labels")
        from analyzer.stages.finetune import Recipe, base_folder, fine_tune, onnx_bytes

        self._tokenizer_json = (base_folder() / "tokenizer.json").read_text(encoding="utf-8")
        self._tokenizer = _tokenizer(self._tokenizer_json)
        spoken = [with_words(c) for c in conversations]
        tuned = fine_tune(
            [pieces_of(self._tokenizer, c) for c, _ in spoken],
            [c.conversation.medium for c in conversations],
            [np.asarray(y)[kept] for (_, kept), y in zip(spoken, labels, strict=True)],
            [1.0] * len(labels) if weights is None else list(weights),
            Recipe(**{name: getattr(self, name) for name in _PARAMETERS}),
            _marks(self._tokenizer),
            self._progress,
            self._checkpoint,
        )
        self._onnx = onnx_bytes(tuned.encoder)
        self._session = _session(self._onnx)
        self.weight_, self.bias_ = tuned.weight, tuned.bias
        self.temperature_ = 1.0
        self.unsure_below_ = 0.5
        self.classes_ = np.array(STAGES)
        self.meta_: dict[str, Any] = {}
        return self

    def calibrate(self, log_probabilities: Sequence[F32], labels: Sequence[I64]) -> Self:
        """Fit the temperature and the threshold of doubt on conversations that were not trained on.

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
        """Return a copy whose head is moved toward a team's own labels; this model stays as it is.

        The encoder is frozen: int8 weights cannot be trained further.

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
        y = [np.asarray(truth)[kept] for (_, kept), truth in zip(spoken, labels, strict=True)]
        states = [self._states(pieces_of(self._tokenizer, c), c.conversation.medium) for c, _ in spoken]
        weight, bias = self.weight_ / self.temperature_, self.bias_ / self.temperature_
        held_out, drift = cross_fitted(states, [s @ weight + bias for s in states], y, _HEAD_PENALTY, self.seed)
        moved: Self = clone(self)
        moved._onnx, moved._session = self._onnx, self._session
        moved._tokenizer_json, moved._tokenizer = self._tokenizer_json, self._tokenizer
        moved.weight_, moved.bias_ = weight + drift.coef, bias + drift.intercept
        moved.temperature_, moved.unsure_below_ = calibration_for(held_out, y, BELIEF)
        moved.classes_, moved.meta_ = self.classes_, {}
        return moved

    def predict_proba(self, conversations: Sequence[Segmented]) -> list[F32]:
        """Return calibrated probabilities, one array of shape (n_sentences, 7) for each conversation.

        A conversation's result depends on nothing but itself.
        """
        return [self._probabilities(c) for c in conversations]

    def predict(self, conversations: Sequence[Segmented]) -> list[I64]:
        """Return the most probable stage of each sentence, as indices into `STAGES`."""
        return [p.argmax(axis=1) for p in self.predict_proba(conversations)]

    def predict_blind(self, conversation: Segmented) -> F32:
        """Return probabilities that do not look at roles, shape (n_sentences, 7)."""
        return self._probabilities(conversation, roles=False)

    def _probabilities(self, conversation: Segmented, *, roles: bool = True) -> F32:
        check_is_fitted(self, "temperature_")
        n = len(conversation.sentences)
        spoken, kept = with_words(conversation)
        out = np.zeros((n, len(STAGES)), dtype=np.float32)
        out[:, STAGES.index("other")] = 1.0
        if len(kept):
            pieces = pieces_of(self._tokenizer, spoken, roles=roles)
            states = self._states(pieces, conversation.conversation.medium)
            out[kept] = np.exp(log_softmax((states @ self.weight_ + self.bias_) / self.temperature_))
        return out

    def _states(self, pieces: Sequence[Piece], medium: Medium) -> F32:
        """Return what the head reads of every sentence: separator and mean of its tokens, shape (n_sentences, 768).

        A sentence that lies in two windows gets their mean, weighted by how much context each gives it on its
        narrower side. Windows are encoded one by one: int8 scales span what is encoded together, and a label must
        not depend on what else is in a batch.
        """
        n = len(pieces)
        total = np.zeros((n, len(self.weight_)))
        mass = np.zeros((n, 1))
        for window in windows_of(pieces, medium):
            found = self._encoded(window)
            bounds = np.array(window.bounds)
            where = slice(window.first, window.first + len(found))
            # a call's own edge is no lack of context
            left = bounds[:-1] - bounds[0] + SIZE * (where.start == 0)
            right = bounds[-1] - bounds[1:] + SIZE * (where.stop == n)
            weight = (np.minimum(left, right) + 1.0)[:, None]
            total[where] += weight * found
            mass[where] += weight
        return (total / np.maximum(mass, 1e-9)).astype(np.float32)

    def _encoded(self, window: Window) -> F32:
        [hidden] = self._session.run(["hidden"], {"ids": np.array([window.ids], dtype=np.int64)})
        bounds = np.array(window.bounds)
        inside = hidden[0, bounds[0] : bounds[-1]]
        means = np.add.reduceat(inside, bounds[:-1] - bounds[0], axis=0) / np.diff(bounds)[:, None]
        states: F32 = np.concatenate([hidden[0, bounds[1:] - 1], means], axis=1)
        return states

    def card(self) -> dict[str, Any]:
        """Return what a report says of the model; see `analyzer.stages.facts.model_facts`."""
        return model_facts(self.kind, getattr(self, "meta_", {}))

    def save(self, folder: Path, meta: dict[str, Any]) -> None:
        """Write the model to `folder`: ``encoder.onnx``, ``tokenizer.json``, ``head.npz`` and ``meta.json``."""
        check_is_fitted(self, "temperature_")
        from analyzer.stages.finetune import BASE, NOTICE

        folder.mkdir(parents=True, exist_ok=True)
        (folder / "encoder.onnx").write_bytes(self._onnx)
        (folder / "tokenizer.json").write_text(self._tokenizer_json, encoding="utf-8")
        (folder / "NOTICE").write_text(NOTICE, encoding="utf-8")
        np.savez_compressed(folder / "head.npz", weight=self.weight_, bias=self.bias_)
        facts = {
            "format": _FORMAT,
            "kind": self.kind,
            "parameters": {name: getattr(self, name) for name in _PARAMETERS},
            "temperature": self.temperature_,
            "unsure_below": self.unsure_below_,
            "stages": list(STAGES),
            "window": [SIZE, OVERLAP],
            "base": {"package": BASE.package, "version": BASE.version, "sha256": BASE.sha256,
                     "licence": BASE.licence, "origin": BASE.origin},
            "weights_sha256": _digest(folder),
            **meta,
        }  # fmt: skip
        (folder / "meta.json").write_text(json.dumps(facts, indent=2, sort_keys=True) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> AccurateStageClassifier:
        """Read a saved model.

        Raises
        ------
        ModelError
            ``E-MODEL`` when the folder is incomplete, damaged, or made for other code.
        """
        try:
            meta = dict(json.loads((folder / "meta.json").read_text(encoding="utf-8")))
            digest = _digest(folder)
        except (OSError, TypeError, ValueError) as error:
            raise ModelError("E-MODEL", f"not a model folder (meta.json, {', '.join(_FILES)}). Train it again.",
                             source=folder.name) from error  # fmt: skip
        if meta.get("format") != _FORMAT or meta.get("kind") != "accurate":
            raise ModelError("E-MODEL", f"made for another version (format {meta.get('format')}, kind "
                             f"{meta.get('kind')}; this code reads {_FORMAT}, accurate). Train it again.",
                             source=folder.name)  # fmt: skip
        if (
            meta.get("stages") != list(STAGES)
            or meta.get("window") != [SIZE, OVERLAP]
            or set(meta.get("parameters") or ()) != set(_PARAMETERS)
            or not {"temperature", "unsure_below"} <= meta.keys()
        ):
            raise ModelError("E-MODEL", "its labels or windows are not this code's. Train it again.",
                             source=folder.name)  # fmt: skip
        if meta.get("weights_sha256") != digest:
            raise ModelError("E-MODEL", "its files are damaged (their hash differs). Copy or train it again.",
                             source=folder.name)  # fmt: skip
        model = cls(**meta["parameters"])
        model._onnx = (folder / "encoder.onnx").read_bytes()
        model._session = _session(model._onnx)
        model._tokenizer_json = (folder / "tokenizer.json").read_text(encoding="utf-8")
        model._tokenizer = _tokenizer(model._tokenizer_json)
        with np.load(folder / "head.npz", allow_pickle=False) as arrays:
            model.weight_, model.bias_ = arrays["weight"], arrays["bias"]
        model.temperature_ = float(meta["temperature"])
        model.unsure_below_ = float(meta["unsure_below"])
        model.classes_ = np.array(STAGES)
        model.meta_ = meta
        return model


def _silent(line: str) -> None:
    """Say nothing."""


def _digest(folder: Path) -> str:
    """Return one hash over the files that decide the labels."""
    whole = hashlib.sha256()
    for name in _FILES:
        whole.update(hashlib.sha256((folder / name).read_bytes()).digest())
    return whole.hexdigest()


def _session(onnx: bytes) -> InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = _THREADS
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(onnx, options, providers=["CPUExecutionProvider"])


def _tokenizer(text: str) -> Tokenizer:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(text)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _marks(tokenizer: Tokenizer) -> frozenset[int]:
    """Return the ids of tokens that are punctuation."""
    return frozenset(
        index for token, index in tokenizer.get_vocab().items() if not any(map(str.isalnum, token.removeprefix("##")))
    )
