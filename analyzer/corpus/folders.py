"""What lies in a folder of annotated data: conversations, stand-off labels, minimal pairs, or all three."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from analyzer.corpus.format import LabelledSentence, read_corpus
from analyzer.corpus.pairs import is_pair_file
from analyzer.corpus.stand_off import read_stand_off_labels
from analyzer.errors import BadLabelsError

__all__ = ["Kind", "labels_of", "part_of", "parts_of"]

Kind = Literal["conversations", "stand-off", "pairs"]


def parts_of(folder: Path) -> list[tuple[Kind, Path]]:
    """Return the parts of a folder, each with its kind.

    Stand-off labels have a ``manifest.tsv``, minimal pairs their columns on top; a folder with neither and no ``*.tsv``
    of its own is a whole corpus if it has a folder ``conversations``, ``real-speech`` or ``pairs``. Everything else is
    taken for conversations.
    """
    if (folder / "manifest.tsv").is_file():
        return [("stand-off", folder)]
    own = sorted(folder.glob("*.tsv"))
    if own:
        return [("pairs" if any(map(is_pair_file, own)) else "conversations", folder)]
    below = [folder / name for name in ("conversations", "real-speech", "pairs")]
    parts = [part for path in below if path.is_dir() for part in parts_of(path)]
    return parts or [("conversations", folder)]


def part_of(folder: Path, kind: Kind) -> Path:
    """Return the part of a folder that has a kind.

    Raises
    ------
    BadLabelsError
        ``E-LABELS`` where there is none.
    """
    path = dict(parts_of(folder)).get(kind)
    if path is None:
        raise BadLabelsError("E-LABELS", f"no {kind} here.", source=folder.name)
    return path


def labels_of(folder: Path, *, stand_off: bool = False) -> Mapping[str, Sequence[LabelledSentence]]:
    """Return the labelled sentences of a folder, by conversation.

    Parameters
    ----------
    folder : Path
        Conversations, stand-off labels, or a whole corpus.
    stand_off : bool
        In a whole corpus, take the stand-off labels and not the conversations.

    Raises
    ------
    BadLabelsError
        ``E-LABELS`` where the folder has no such part, or a file is malformed.
    """
    if stand_off or all(kind != "conversations" for kind, _ in parts_of(folder)):
        return {labels.id: labels.sentences for labels in read_stand_off_labels(part_of(folder, "stand-off"))}
    return {c.conversation.id: c.sentences for c in read_corpus(part_of(folder, "conversations"))}
