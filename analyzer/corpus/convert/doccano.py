"""doccano: JSON Lines for sequence labelling, one example a conversation (https://doccano.github.io/doccano/).

``label`` holds ``[start, end, label]`` in UTF-16 units of ``text``, as doccano counts unless a project is told to count
grapheme clusters (leave that off). Other keys are doccano's meta data and come back with the export. An import has one
annotator; so ``label`` is the stage in force, and the labels before adjudication travel in ``labels``. Exports of
several annotators (one file each) are read together: each is one annotator, in the order of the files.
``label_config.json`` is for doccano's import of label types.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from analyzer.conversation import STAGES
from analyzer.corpus.convert.occurrences import Occurrence, by_occurrence, carried_labels
from analyzer.corpus.convert.sheet import (
    Answers,
    Converter,
    Region,
    Sheet,
    answered,
    integer,
    json_value,
    refuse,
    rows_of_cells,
    sealed,
    sheet_of,
    stage_named,
    unsealed,
)
from analyzer.corpus.convert.utf16 import Utf16
from analyzer.corpus.format import Labelled

__all__ = ["FORMAT"]

_COLOURS: Final = ("#b15928", "#1f78b4", "#33a02c", "#6a3d9a", "#e31a1c", "#ff7f00", "#7f7f7f")
_SPAN: Final = 3


def _export(corpus: Sequence[Labelled], blind: bool) -> dict[str, str]:
    lines = [json.dumps(_example(labelled, blind), ensure_ascii=False) for labelled in corpus]
    labels = [
        {"text": stage, "suffixKey": str(k), "backgroundColor": colour, "textColor": "#ffffff"}
        for k, (stage, colour) in enumerate(zip(STAGES, _COLOURS, strict=True), 1)
    ]
    return {
        "dataset.jsonl": "\n".join(lines) + "\n",
        "label_config.json": json.dumps(labels, indent=1) + "\n",
    }


def _example(labelled: Labelled, blind: bool) -> dict[str, Any]:
    pieces: list[str] = []
    rows: list[list[object]] = []
    length = 0
    last, heading = -1, None

    def add(piece: str) -> None:
        nonlocal length
        pieces.append(piece)
        length += len(piece)

    for row in sheet_of(labelled).rows:
        if row.turn != last:
            add("\n" if pieces else "")
            if row.heading is not None and row.heading != heading:
                add(f"# {row.heading}\n")
            add(f"{row.speaker}: " if row.speaker else "")
        else:
            add(" ")
        last, heading = row.turn, row.heading
        rows.append([row.turn, row.speaker, row.heading, length, length + len(row.text)])
        add(row.text)
    text = "".join(pieces)
    units = Utf16(text).units
    example: dict[str, Any] = {
        "text": text,
        "label": [],
        "conversation": labelled.conversation.id,
        "front_matter": sealed(sheet_of(labelled).front_matter),
        "rows": rows,
    }
    if not blind:
        example["label"] = [
            [units(int(str(row[3]))), units(int(str(row[4]))), s.stage]
            for row, s in zip(rows, labelled.sentences, strict=True)
        ]
        example["labels"] = [list(s.labels) for s in labelled.sentences]
    return example


def _parse(files: Sequence[tuple[str, str]]) -> list[Answers]:
    found: list[Occurrence] = []
    for source, text in files:
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                place = f"line {number}"
                found.append(_occurrence(json_value(line, source, place), source, place))
    if not found:
        raise refuse(files[0][0], "line 1", "there is no example.")
    return by_occurrence(found)


def _occurrence(example: Any, source: str, place: str) -> Occurrence:
    if not isinstance(example, dict):
        raise refuse(source, place, "an example has to be an object.")
    # some versions nest what they were given in "meta"
    meta = example["meta"] if isinstance(example.get("meta"), dict) and "rows" in example["meta"] else example
    text, label, name, head = (
        example.get("text"),
        example.get("label"),
        meta.get("conversation"),
        meta.get("front_matter"),
    )
    if not isinstance(text, str) or not isinstance(name, str) or not isinstance(head, str):
        raise refuse(
            source, place, "no text, conversation or front_matter: was this exported by analyzer corpus export?"
        )
    if not isinstance(label, list):
        raise refuse(source, place, "label has to be a list of [start, end, label].")
    rows = rows_of_cells(meta.get("rows"), lambda _: text, source, f"{place}, rows")
    offsets = Utf16(text).code_points
    regions = []
    for k, span in enumerate(label):
        at = f"{place}, label {k + 1}"
        if not isinstance(span, list) or len(span) != _SPAN:
            raise refuse(source, at, "has to be [start, end, label].")
        start, end = (offsets(integer(value, source, at)) for value in span[:2])
        regions.append(Region(start, end, stage_named(span[2], source, at), at))
    labels = answered([(start, end) for _, start, end in rows], regions, source)
    sheet = Sheet(unsealed(head, source, place), tuple(row for row, _, _ in rows))
    told = meta.get("labels")
    carried = carried_labels(told, len(rows), source, f"{place}, labels") if told is not None else None
    return Occurrence(name, sheet, place, labels, carried)


FORMAT: Final = Converter("doccano", _export, _parse)
