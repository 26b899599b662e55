"""What lies in a folder of annotated data: conversations, stand-off labels, minimal pairs, or all three."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from analyzer.corpus.pairs import is_pair_file

__all__ = ["Kind", "parts_of"]

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
