"""Labels of real speech whose text stays where it is: kept apart from it, checked against it when they are joined.

``manifest.tsv`` names each conversation with its source, licence and attribution; ``labels/<id>.tsv`` holds one line a
sentence: turn (index in the excerpt), offsets in the turn's text, a hash of the sentence, the stage, and the
independent annotators' labels. No text is in either.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from analyzer.conversation import STAGES, Conversation, Stage
from analyzer.corpus.format import LabelledSentence
from analyzer.errors import BadLabelsError

__all__ = ["MANIFEST_COLUMNS", "StandOff", "read_stand_off", "sentence_hash", "write_stand_off"]

MANIFEST_COLUMNS: Final = ("id", "source", "licence", "attribution", "first_turn")
_COLUMNS: Final = ("turn", "start_char", "end_char", "hash", "stage", "labels")


@dataclass(frozen=True)
class StandOff:
    """Labels of one conversation, joined with its text.

    Parameters
    ----------
    conversation : Conversation
    sentences : tuple of LabelledSentence
    source : str
    """

    conversation: Conversation
    sentences: tuple[LabelledSentence, ...]
    source: str


def sentence_hash(text: str) -> str:
    """Return twelve hex digits that tell whether a sentence is still the one that was labelled."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def read_stand_off(folder: Path, texts: Mapping[str, Conversation]) -> list[StandOff]:
    """Join every labelled conversation of `folder` with its text.

    Parameters
    ----------
    folder : Path
        Holds ``manifest.tsv`` and ``labels/``.
    texts : mapping of id to Conversation
        The conversations, as their source has them.

    Raises
    ------
    BadLabelsError
        ``E-LABELS`` with the place, when a file is malformed, a text is missing, or a sentence is not the one that was
        labelled.
    """
    out = []
    for number, row in _rows(folder / "manifest.tsv", MANIFEST_COLUMNS):
        if row["id"] not in texts:
            raise BadLabelsError(
                "E-LABELS", f"no text for {row['id']!r}.", source="manifest.tsv", place=f"line {number}"
            )
        call = texts[row["id"]]
        path = folder / "labels" / f"{row['id']}.tsv"
        sentences = tuple(_sentence(path.name, line, cells, call) for line, cells in _rows(path, _COLUMNS))
        out.append(StandOff(call, sentences, row["source"]))
    return out


def write_stand_off(folder: Path, row: Mapping[str, str], call: Conversation, labels: list[LabelledSentence]) -> None:
    """Add one conversation's labels to `folder`; the manifest is kept in order of id."""
    (folder / "labels").mkdir(parents=True, exist_ok=True)
    lines = ["\t".join(_COLUMNS)]
    for s in labels:
        text = call.turns[s.turn].text[s.start_char : s.end_char]
        cells = (s.turn, s.start_char, s.end_char, sentence_hash(text), s.stage, "|".join(s.labels))
        lines.append("\t".join(map(str, cells)))
    (folder / "labels" / f"{row['id']}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    manifest = folder / "manifest.tsv"
    known = {r["id"]: r for _, r in _rows(manifest, MANIFEST_COLUMNS)} if manifest.exists() else {}
    known[row["id"]] = dict(row)
    table = ["\t".join(MANIFEST_COLUMNS)]
    table += ["\t".join(known[key][c] for c in MANIFEST_COLUMNS) for key in sorted(known)]
    manifest.write_text("\n".join(table) + "\n", encoding="utf-8")


def _rows(path: Path, columns: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadLabelsError("E-LABELS", f"cannot be read: {error}", source=path.name) from error
    if tuple(lines[0].split("\t")) != columns:
        raise BadLabelsError("E-LABELS", f"must begin with the columns {columns}.", source=path.name, place="line 1")
    out = []
    for number, line in enumerate(lines[1:], 2):
        cells = line.split("\t")
        if line and len(cells) != len(columns):
            raise BadLabelsError(
                "E-LABELS", f"{len(cells)} columns, not {len(columns)}.", source=path.name, place=f"line {number}"
            )
        if line:
            out.append((number, dict(zip(columns, cells, strict=True))))
    return out


def _sentence(source: str, line: int, cells: dict[str, str], call: Conversation) -> LabelledSentence:
    labels = tuple(filter(None, cells["labels"].split("|")))
    try:
        turn, start, end = (int(cells[key]) for key in ("turn", "start_char", "end_char"))
        text = call.turns[turn].text[start:end]
    except (ValueError, IndexError) as error:
        raise BadLabelsError("E-LABELS", f"no such place: {error}", source=source, place=f"line {line}") from error
    if sentence_hash(text) != cells["hash"]:
        raise BadLabelsError(
            "E-LABELS", "the sentence is not the one that was labelled.", source=source, place=f"line {line}"
        )
    for name in (cells["stage"], *labels):
        if name not in STAGES:
            raise BadLabelsError("E-LABELS", f"stage {name!r} is unknown.", source=source, place=f"line {line}")
    return LabelledSentence(turn, start, end, cast("Stage", cells["stage"]), cast("tuple[Stage, ...]", labels))
