"""What the benchmarks share: their data, results that are kept between sittings, and tables."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analyzer.stages.classifier import StageClassifier
from analyzer.stages.datasets import GoldConversation, corpus_digest, load_gold, load_real_speech
from analyzer.stages.evaluation import in_words
from analyzer.stages.training import Material

__all__ = [
    "ROOT",
    "block_of",
    "cell",
    "data_options",
    "digest_of",
    "kept_arrays",
    "kept_json",
    "material_of",
    "say",
    "table",
    "unseen_models",
]

ROOT: Final = Path(__file__).parents[2]

#: Kind of real talk of conversations of the dev-set, by the beginnings of their ids; the others have no relative.
_BLOCKS: Final = {
    "founderstalk": "speech", "hitsave": "speech", "p4g": "typed", "nile": "typed", "primock": "consultation",
}  # fmt: skip


def say(line: str) -> None:
    """Tell progress on stderr."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def data_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the data that models are trained on."""
    parser.add_argument("--corpus", type=Path, default=ROOT / "corpus" / "conversations")
    parser.add_argument("--real-labels", type=Path, default=ROOT / "corpus" / "real-speech")
    parser.add_argument("--real-speech", type=Path, help="folder with conversations.jsonl, the texts of real talk")
    parser.add_argument("--most", type=int, help="so many conversations of either sort, for a trial run")


def material_of(options: argparse.Namespace) -> Material:
    """Read the data, and deal the folds as ``analyzer train`` does."""
    golds = load_gold(options.corpus)
    real = load_real_speech(options.real_labels, options.real_speech) if options.real_speech else []
    if options.most:
        golds, real = (
            [some[i] for i in sorted(np.random.default_rng(0).permutation(len(some))[: options.most].tolist())]
            for some in (golds, real)
        )
    return Material.of(golds, real, 0)


def digest_of(material: Material) -> str:
    """Return a short hash of the data: what is kept of other data is never taken up."""
    return corpus_digest(material.golds)[:12]


def block_of(name: str) -> str | None:
    """Return the kind of real talk of a conversation of the dev-set, None where no such talk is trained on."""
    return next((block for beginning, block in _BLOCKS.items() if name.startswith(beginning)), None)


def unseen_models(
    golds: Sequence[GoldConversation], material: Material, by_fold: Mapping[int, StageClassifier]
) -> dict[str, StageClassifier]:
    """Return by conversation the model that saw nothing of its kind of talk, or, of the corpus, of its trade.

    There is none for those without a relative.
    """
    fold_of = {material.golds[i].group: int(material.fold[i]) for i in range(material.written, len(material.golds))}
    written = {material.golds[i].conversation.id: int(material.fold[i]) for i in range(material.written)}
    names = [g.conversation.id for g in golds]
    found = {name: written.get(name, fold_of.get(block_of(name) or "")) for name in names}
    return {name: by_fold[k] for name, k in found.items() if k is not None}


def kept_json(path: Path, work: Callable[[], Any]) -> Any:
    """Return what `path` keeps, or do the work and keep it."""
    if not path.exists():
        result = work()
        path.parent.mkdir(parents=True, exist_ok=True)
        whole = path.with_suffix(".partial")
        whole.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
        whole.replace(path)
    return json.loads(path.read_text(encoding="utf-8"))


def kept_arrays(path: Path, work: Callable[[], Mapping[str, NDArray[Any]]]) -> dict[str, NDArray[Any]]:
    """Return the arrays that `path` keeps, or do the work and keep them."""
    if path.exists():
        say(f"{path.parent.name}/{path.stem}: as kept")
    else:
        say(f"{path.parent.name}/{path.stem}")
        arrays = work()
        path.parent.mkdir(parents=True, exist_ok=True)
        whole = path.with_suffix(".partial.npz")
        np.savez_compressed(whole, allow_pickle=False, **arrays)
        whole.replace(path)
    with np.load(path, allow_pickle=False) as kept:
        return dict(kept)


def cell(value: Any) -> str:
    """Write a number, or a value with its interval, for a table."""
    if value is None:
        return "–"
    if isinstance(value, dict):
        return in_words(value)
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Write a Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    lines += ["| " + " | ".join(cell(v) for v in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"
