"""Labels of real speech whose text stays where it is: kept apart from it, checked against it when they are joined.

``manifest.tsv`` names each conversation with its source, licence and attribution; ``labels/<id>.tsv`` holds one line a
sentence: turn (index in the excerpt), offsets in the turn's text, a hash of the sentence, the stage, and the
independent annotators' labels. No text is in either.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from analyzer.conversation import STAGES, Conversation, Stage
from analyzer.corpus.format import LabelledSentence, is_file_name
from analyzer.errors import BadLabelsError, one_line

__all__ = [
    "MANIFEST_COLUMNS",
    "StandOff",
    "StandOffLabels",
    "read_stand_off",
    "read_stand_off_labels",
    "sentence_hash",
    "write_stand_off",
]

MANIFEST_COLUMNS: Final = ("id", "source", "licence", "attribution", "first_turn")
_COLUMNS: Final = ("turn", "start_char", "end_char", "hash", "stage", "labels")
_HASH: Final = re.compile("[0-9a-f]{12}")


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


@dataclass(frozen=True)
class StandOffLabels:
    """Labels of one conversation without its text.

    Parameters
    ----------
    id, source, licence, attribution : str
    first_turn : int
        Where the excerpt begins in its source.
    sentences : tuple of LabelledSentence
    hashes : tuple of str
        Of each sentence's text.
    lines : tuple of int
        Of each sentence in its file.
    """

    id: str
    source: str
    licence: str
    attribution: str
    first_turn: int
    sentences: tuple[LabelledSentence, ...]
    hashes: tuple[str, ...]
    lines: tuple[int, ...]


def sentence_hash(text: str) -> str:
    """Return twelve hex digits that tell whether a sentence is still the one that was labelled."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def read_stand_off_labels(folder: Path) -> list[StandOffLabels]:
    """Read the labels of `folder`, without the texts they belong to.

    Parameters
    ----------
    folder : Path
        Holds ``manifest.tsv`` and ``labels/``.

    Raises
    ------
    BadLabelsError
        ``E-LABELS`` with the place: a malformed line, sentences out of order or on top of each other, a conversation
        without licence or attribution, twice in the manifest, or with labels that the manifest does not name.
    """
    rows = _rows(folder / "manifest.tsv", MANIFEST_COLUMNS)
    out: dict[str, StandOffLabels] = {}
    for number, row in rows:
        name = row["id"]
        if not is_file_name(name):
            raise _bad("manifest.tsv", number, f"id {name!r} cannot be the name of a file.")
        if name in out:
            raise _bad("manifest.tsv", number, f"{name!r} stands here twice.")
        missing = [key for key in ("source", "licence", "attribution") if not row[key].strip()]
        if missing:
            raise _bad("manifest.tsv", number, f"{name!r} has no {missing[0]}.")
        if not row["first_turn"].isdecimal() or len(row["first_turn"]) > 9:
            raise _bad("manifest.tsv", number, f"first_turn {row['first_turn']!r} is not a number.")
        out[name] = _labels(folder / "labels" / f"{name}.tsv", row)
    stray = sorted(p.name for p in (folder / "labels").glob("*.tsv") if p.stem not in out)
    if stray:
        raise _bad("manifest.tsv", 1, f"labels/{stray[0]} has no line here ({len(stray)} such files).")
    return list(out.values())


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
    for labels in read_stand_off_labels(folder):
        if labels.id not in texts:
            raise BadLabelsError("E-LABELS", f"no text for {labels.id!r}.", source="manifest.tsv")
        call = texts[labels.id]
        for line, s, digest in zip(labels.lines, labels.sentences, labels.hashes, strict=True):
            if s.turn >= len(call.turns) or s.end_char > len(call.turns[s.turn].text):
                raise _bad(f"{labels.id}.tsv", line, f"no such place in the text: turn {s.turn}.")
            if sentence_hash(call.turns[s.turn].text[s.start_char : s.end_char]) != digest:
                raise _bad(f"{labels.id}.tsv", line, "the sentence is not the one that was labelled.")
        out.append(StandOff(call, labels.sentences, labels.source))
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
        raise _bad(path.name, 1, f"must begin with the columns {columns}.")
    out = []
    for number, line in enumerate(lines[1:], 2):
        cells = line.split("\t")
        if line and len(cells) != len(columns):
            raise _bad(path.name, number, f"{len(cells)} columns, not {len(columns)}.")
        if line:
            out.append((number, dict(zip(columns, cells, strict=True))))
    return out


def _labels(path: Path, row: Mapping[str, str]) -> StandOffLabels:
    sentences: list[LabelledSentence] = []
    hashes: list[str] = []
    lines: list[int] = []
    last = (0, 0)
    for line, cells in _rows(path, _COLUMNS):
        labels = tuple(cells["labels"].split("|")) if cells["labels"] else ()
        for name in (cells["stage"], *labels):
            if name not in STAGES:
                raise _bad(path.name, line, f"stage {name!r} is not one of {list(STAGES)}.")
        if not all(cells[key].isdecimal() and len(cells[key]) < 10 for key in ("turn", "start_char", "end_char")):
            raise _bad(path.name, line, "turn, start_char and end_char must be numbers.")
        turn, start, end = (int(cells[key]) for key in ("turn", "start_char", "end_char"))
        if (turn, start) < last or start >= end:
            raise _bad(path.name, line, "the sentence is empty, out of order, or begins before the last one ends.")
        if not _HASH.fullmatch(cells["hash"]):
            raise _bad(path.name, line, f"hash {one_line(cells['hash'])!r} is not twelve hex digits.")
        last = (turn, end)
        stage, names = cast("Stage", cells["stage"]), cast("tuple[Stage, ...]", labels)
        sentences.append(LabelledSentence(turn, start, end, stage, names))
        hashes.append(cells["hash"])
        lines.append(line)
    return StandOffLabels(
        id=row["id"],
        source=row["source"],
        licence=row["licence"],
        attribution=row["attribution"],
        first_turn=int(row["first_turn"]),
        sentences=tuple(sentences),
        hashes=tuple(hashes),
        lines=tuple(lines),
    )


def _bad(source: str, line: int, what: str) -> BadLabelsError:
    return BadLabelsError("E-LABELS", what, source=source, place=f"line {line}")
