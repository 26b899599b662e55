"""Plain baselines beside both models: the same folds, the same scorer, one table.

    python -m tests.benchmarks.baselines --keep FOLDER --real-speech DIR [--dev-set DIR] [--only NAME]...

* majority: the most frequent label of the training folds;
* TF-IDF: words and pairs of the sentence alone, logistic regression;
* frozen MiniLM: the sentence alone through the base weights of the accurate model (ONNX, int8, mean of the tokens'
  states), logistic regression; needs the extra ``train``;
* spaCy textcat: blank English, bag of words, and the ensemble that is spaCy's own choice for a CPU.

Whole trades of the corpus and whole kinds of real talk are held out as in ``analyzer train``; with a dev-set each of
its conversations is labelled by a baseline that saw nothing of its kind of talk. What is finished is kept in the
folder, one file a baseline and fold, so that an interrupted run goes on. The models' own rows come from the
``evaluation*.json`` of ``models/``.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, Protocol, cast

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from analyzer.conversation import STAGES
from analyzer.sentences import Segmented, segment
from analyzer.stages.classifier import KINDS, StageClassifier
from analyzer.stages.datasets import GoldConversation, corpus_digest, load_gold
from analyzer.stages.evaluation import score
from analyzer.stages.scoring import evaluate_model
from analyzer.stages.training import Material
from tests.benchmarks.shared import (
    ROOT,
    block_of,
    data_options,
    digest_of,
    kept_arrays,
    kept_json,
    material_of,
    say,
    table,
)

F32 = NDArray[np.float32]
I64 = NDArray[np.int64]
SEED: Final = 0
EVERYTHING: Final = "everything"
#: A word, of one letter too, or a question mark.
_PIECE: Final = r"\b\w+\b|\?"


class Baseline(Protocol):
    """Labels sentences one by one."""

    def fit(self, texts: list[str], truth: I64) -> None:
        """Train."""

    def chances(self, texts: list[str]) -> F32:
        """Return probabilities, shape (n, 7)."""


class Majority:
    def fit(self, texts: list[str], truth: I64) -> None:  # noqa: ARG002
        counts = np.bincount(truth, minlength=len(STAGES))
        self.row = (counts / counts.sum()).astype(np.float32)

    def chances(self, texts: list[str]) -> F32:
        return np.tile(self.row, (len(texts), 1))


class Logistic:
    """Logistic regression over what `features` makes of texts."""

    def __init__(self, regularisation: float) -> None:
        self.model = LogisticRegression(C=regularisation, max_iter=1000)

    def features(self, texts: list[str], *, fit: bool) -> Any:
        raise NotImplementedError

    def fit(self, texts: list[str], truth: I64) -> None:
        self.model.fit(self.features(texts, fit=True), truth)

    def chances(self, texts: list[str]) -> F32:
        out = np.zeros((len(texts), len(STAGES)), dtype=np.float32)
        if texts:
            out[:, self.model.classes_] = self.model.predict_proba(self.features(texts, fit=False))
        return out


class TfIdf(Logistic):
    def __init__(self) -> None:
        super().__init__(regularisation=5.0)
        self.words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2, token_pattern=_PIECE)

    def features(self, texts: list[str], *, fit: bool) -> Any:
        return self.words.fit_transform(texts) if fit else self.words.transform(texts)


class FrozenMiniLM(Logistic):
    """Sentence vectors are computed once and kept for all folds."""

    def __init__(self, vectors: dict[str, F32]) -> None:
        super().__init__(regularisation=10.0)
        self.vectors = vectors

    def features(self, texts: list[str], *, fit: bool) -> Any:  # noqa: ARG002
        return np.stack([self.vectors[t] for t in texts])


class TextCat:
    """SpaCy's text classifier on blank English."""

    epochs: Final = 5
    batch: Final = 256

    def __init__(self, architecture: str) -> None:
        self.architecture = architecture

    def fit(self, texts: list[str], truth: I64) -> None:
        import spacy
        from spacy.training import Example
        from spacy.util import minibatch
        from thinc.api import fix_random_seed

        fix_random_seed(SEED)
        shuffle = random.Random(SEED)  # noqa: S311
        self.nlp = spacy.blank("en")
        bag = {"@architectures": "spacy.TextCatBOW.v3", "exclusive_classes": True, "length": 262144, "ngram_size": 1,
               "no_output_layer": False}  # fmt: skip
        pipe = self.nlp.add_pipe("textcat", config={"model": bag} if self.architecture == "bow" else {})
        one_hot = np.eye(len(STAGES))[truth].tolist()
        examples = [
            Example.from_dict(self.nlp.make_doc(text), {"cats": dict(zip(STAGES, row, strict=True))})
            for text, row in zip(texts, one_hot, strict=True)
        ]
        optimizer = self.nlp.initialize(lambda: examples)
        for number in range(self.epochs):
            shuffle.shuffle(examples)
            losses: dict[str, float] = {}
            for part in minibatch(examples, self.batch):
                self.nlp.update(part, sgd=optimizer, losses=losses, drop=0.2)
            say(f"  epoch {number + 1} of {self.epochs}: loss {losses[cast(Any, pipe).name]:.3f}")

    def chances(self, texts: list[str]) -> F32:
        rows = [[doc.cats[s] for s in STAGES] for doc in self.nlp.pipe(texts, batch_size=self.batch)]
        return np.array(rows, dtype=np.float32).reshape(-1, len(STAGES))


def sentence_vectors(texts: Sequence[str]) -> F32:
    """Return the mean of the base weights' states of each text, shape (n, 384), of unit length."""
    from tokenizers import Tokenizer
    from transformers import BertModel

    from analyzer.stages.accurate import _session
    from analyzer.stages.finetune import base_folder, onnx_bytes

    session = _session(onnx_bytes(BertModel.from_pretrained(base_folder(), add_pooling_layer=False)))
    tokenizer = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(256)
    out = np.zeros((len(texts), 384), dtype=np.float32)
    for i, encoded in enumerate(tokenizer.encode_batch_fast(list(texts))):
        [hidden] = session.run(["hidden"], {"ids": np.array([encoded.ids], dtype=np.int64)})
        mean = hidden[0].mean(axis=0)
        out[i] = mean / max(float(np.linalg.norm(mean)), 1e-9)
    return out


class Remembered:
    """Answers for conversations that were labelled earlier."""

    kind = "fast"
    meta_: Final[dict[str, Any]] = {}

    def __init__(self, known: dict[str, F32]) -> None:
        self.known = known

    def predict_proba(self, conversations: Sequence[Segmented]) -> list[F32]:
        return [self.known[c.conversation.id] for c in conversations]


def texts_of(segmented: Segmented) -> list[str]:
    return [s.text for s in segmented.sentences]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, required=True, help="folder of what is finished, and of the results")
    parser.add_argument("--dev-set", type=Path)
    parser.add_argument("--models", type=Path, default=ROOT / "models")
    parser.add_argument("--only", action="append", help="majority, tfidf, minilm, textcat-bow, textcat-ensemble")
    data_options(parser)
    options = parser.parse_args()
    material = material_of(options)
    dev = load_gold(options.dev_set) if options.dev_set else []
    dev_cut = [segment(g.conversation) for g in dev]
    keep = options.keep / f"{digest_of(material)}-{corpus_digest(dev)[:6]}"

    def minilm() -> Callable[[], Baseline]:
        every = sorted({t for s in [*material.segmented, *dev_cut] for t in texts_of(s)})
        kept = kept_arrays(keep / "minilm" / "vectors.npz", lambda: {"vectors": sentence_vectors(every)})
        row = dict(zip(every, kept["vectors"], strict=True))
        return lambda: FrozenMiniLM(row)

    make: dict[str, Callable[[], Callable[[], Baseline]]] = {
        "majority": lambda: Majority,
        "tfidf": lambda: TfIdf,
        "minilm": minilm,
        "textcat-bow": lambda: lambda: TextCat("bow"),
        "textcat-ensemble": lambda: lambda: TextCat("ensemble"),
    }
    results: dict[str, Any] = {}
    for name in options.only or make:
        probabilities, of_dev = labelled_by(make[name], material, dev, dev_cut, keep / name)
        work = partial(scores_of, material, probabilities, dev, of_dev)
        results[name] = kept_json(keep / name / "scores.json", work)
    for kind in KINDS:
        if (options.models / kind / "evaluation.json").exists():
            results[kind] = scores_of_model(options.models / kind)
    (keep / "baselines.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    text = in_markdown(results)
    (keep / "baselines.md").write_text(text, encoding="utf-8")
    sys.stdout.write(text)


def labelled_by(
    make: Callable[[], Callable[[], Baseline]],
    material: Material,
    dev: Sequence[GoldConversation],
    dev_cut: Sequence[Segmented],
    keep: Path,
) -> tuple[list[F32], dict[str, F32]]:
    """Label everything with baselines that saw nothing of its trade or kind of talk."""
    fold_of = {material.golds[i].group: int(material.fold[i]) for i in range(material.written, len(material.golds))}
    dev_fold = [fold_of.get(block_of(g.conversation.id) or "") for g in dev]
    out: list[F32] = [np.zeros((0, len(STAGES)), np.float32)] * len(material.golds)
    of_dev: dict[str, F32] = {}
    ready: list[Callable[[], Baseline]] = []  # what takes long to prepare is prepared only where something is missing
    for k in [*material.folds, *([None] if None in dev_fold else [])]:
        inside = np.flatnonzero(material.fold != (-1 if k is None else k)).tolist()
        outside = [] if k is None else np.flatnonzero(material.fold == k).tolist()
        unseen = [j for j, f in enumerate(dev_fold) if f == k]

        def work(
            inside: list[int] = inside, outside: list[int] = outside, unseen: list[int] = unseen
        ) -> dict[str, NDArray[Any]]:
            if not ready:
                ready.append(make())
            baseline = ready[0]()
            texts = [t for i in inside for t in texts_of(material.segmented[i])]
            baseline.fit(texts, np.concatenate([material.labels[i] for i in inside]))
            found = {str(i): baseline.chances(texts_of(material.segmented[i])) for i in outside}
            return found | {f"dev-{j}": baseline.chances(texts_of(dev_cut[j])) for j in unseen}

        name = EVERYTHING if k is None else f"fold-{k}"
        kept = kept_arrays(keep / f"{name}.npz", work)
        for i in outside:
            out[i] = kept[str(i)]
        of_dev |= {dev[j].conversation.id: kept[f"dev-{j}"] for j in unseen}
    return out, of_dev


def scores_of(
    material: Material, probabilities: Sequence[F32], dev: Sequence[GoldConversation], of_dev: dict[str, F32]
) -> dict[str, Any]:
    result: dict[str, Any] = {"held_out_trades": score(material.predictions(probabilities, real=False))}
    real = material.predictions(probabilities, real=True)
    result["held_out_real_speech"] = {
        source: score([p for p in real if p.source == source]) for source in sorted({p.source for p in real})
    }
    if dev:
        result["dev_set_left_out"] = evaluate_model(cast(StageClassifier, Remembered(of_dev)), dev)
    return result


def scores_of_model(folder: Path) -> dict[str, Any]:
    """Read what training and ``held_out.py`` left of a model."""
    report = json.loads((folder / "evaluation.json").read_text(encoding="utf-8"))
    result = {key: report.get(key, {}) for key in ("held_out_trades", "held_out_real_speech")}
    dev = folder / "evaluation-dev-set-left-out.json"
    if dev.exists():
        result["dev_set_left_out"] = json.loads(dev.read_text(encoding="utf-8"))
    return result


def in_markdown(results: dict[str, Any]) -> str:
    """Write one table of everything that is scored, and the F1 of each label."""
    sources = sorted({s for r in results.values() for s in r["held_out_real_speech"]})
    head = [
        "model",
        "corpus, trades held out: macro-F1",
        "accuracy",
        "calibration error",
        "accuracy on the surest 80 %",
    ]
    head += [f"{s}: macro-F1" for s in sources]
    head += ["dev-set, kind left out: macro-F1", "four-way", "calibration error", "verdicts right", "skipped F1"]

    def row(name: str, r: dict[str, Any]) -> list[Any]:
        trades = r["held_out_trades"]
        dev = r.get("dev_set_left_out")
        out = [name, trades["macro_f1"], trades["accuracy"], trades["calibration_error"], trades["accuracy_at_80"]]
        out += [r["held_out_real_speech"].get(s, {}).get("macro_f1") for s in sources]
        if dev is None:
            return [*out, *[None] * 5]
        verdicts = dev["verdicts"]
        return [*out, dev["all"]["macro_f1"], dev["all"]["four_way_macro_f1"], dev["all"]["calibration_error"],
                verdicts["accuracy"], verdicts["skipped_f1"]]  # fmt: skip

    by_label = [[name, *(r["held_out_trades"]["labels"][s]["f1"] for s in STAGES)] for name, r in results.items()]
    return "\n".join(
        [
            "### Held-out results of both models and the baselines",
            "",
            table(head, [row(name, r) for name, r in results.items()]),
            "F1 of each label, corpus, trades held out:",
            "",
            table(["model", *STAGES], by_label),
        ]
    )


if __name__ == "__main__":
    main()
