"""CSV for spreadsheets: one row a sentence; the annotator fills the column ``stage``.

UTF-8 with a byte order mark, without which Excel takes it for another encoding. A cell that a spreadsheet would run
as a formula gets an apostrophe in front, which is taken off again. The front matter stands, sealed, on a
conversation's first row, the labels before adjudication in ``labels``, joined by ``|``; without labels that column is
missing. Several annotators fill one copy each; read together, the n-th row of a sentence is the n-th annotator.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final

from analyzer.conversation import Stage
from analyzer.corpus.convert.occurrences import Occurrence, by_occurrence, carried_labels
from analyzer.corpus.convert.sheet import (
    Answers,
    Converter,
    Row,
    Sheet,
    integer,
    refuse,
    sealed,
    sheet_of,
    stage_named,
    unsealed,
)
from analyzer.corpus.format import Labelled

__all__ = ["FORMAT"]

_COLUMNS: Final = (
    "conversation", "sentence", "turn", "speaker", "role", "heading", "text", "stage", "labels", "front_matter",
)  # fmt: skip
_NEEDED: Final = ("conversation", "sentence", "turn", "speaker", "heading", "text", "stage", "front_matter")
_FORMULA: Final = ("=", "+", "-", "@", "'")
_DELIMITERS: Final = ",;\t"


def _export(corpus: Sequence[Labelled], blind: bool) -> dict[str, str]:
    out = io.StringIO()
    writer = csv.DictWriter(
        out,
        [c for c in _COLUMNS if not (blind and c == "labels")],
        lineterminator="\r\n",
        extrasaction="ignore",
    )
    writer.writeheader()
    for labelled in corpus:
        sheet = sheet_of(labelled)
        for i, (row, s) in enumerate(zip(sheet.rows, labelled.sentences, strict=True)):
            cells = {
                "conversation": labelled.conversation.id,
                "sentence": str(i),
                "turn": str(row.turn),
                "speaker": row.speaker or "",
                "role": labelled.conversation.turns[row.turn].role,
                "heading": row.heading or "",
                "text": row.text,
                "stage": "" if blind else s.stage,
                "labels": "|".join(s.labels),
                "front_matter": "" if i else sealed(sheet.front_matter),
            }
            writer.writerow({key: f"'{cell}" if cell.startswith(_FORMULA) else cell for key, cell in cells.items()})
    return {"sentences.csv": "\ufeff" + out.getvalue()}


class _Copy:
    """One annotator's copy of a conversation."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.rows: dict[int, Row] = {}
        self.stages: dict[int, Stage] = {}
        self.labels: dict[int, list[str]] = {}


def _parse(files: Sequence[tuple[str, str]]) -> list[Answers]:
    copies: dict[str, list[_Copy]] = {}
    heads: dict[str, str] = {}
    carried = False
    for source, text in files:
        for place, cells in _rows(source, text):
            name, number = cells["conversation"], integer(cells["sentence"], source, place)
            copy = next((c for c in copies.setdefault(name, []) if number not in c.rows), None)
            if copy is None:
                copy = _Copy(place)
                copies[name].append(copy)
            copy.rows[number] = Row(
                integer(cells["turn"], source, place), cells["speaker"] or None, cells["heading"] or None, cells["text"]
            )
            if cells["stage"].strip():
                copy.stages[number] = stage_named(cells["stage"].strip().lower(), source, place)
            if cells["front_matter"]:
                heads.setdefault(name, unsealed(cells["front_matter"], source, place))
            carried = carried or "labels" in cells
            copy.labels[number] = cells.get("labels", "").split("|") if cells.get("labels") else []
    found = []
    for name, own in copies.items():
        if name not in heads:
            raise refuse(files[0][0], own[0].place, f"{name!r}: no row has its front_matter.")
        for copy in own:
            order = sorted(copy.rows)
            sheet = Sheet(heads[name], tuple(copy.rows[k] for k in order))
            labels = {i: copy.stages[k] for i, k in enumerate(order) if k in copy.stages}
            told = carried_labels([copy.labels[k] for k in order], len(order), files[0][0], copy.place)
            found.append(Occurrence(name, sheet, copy.place, labels, told if carried else None))
    return by_occurrence(found)


def _rows(source: str, text: str) -> Iterator[tuple[str, dict[str, str]]]:
    head = text.removeprefix("\ufeff").split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter, strict=True)
    try:
        columns = next(reader, [])
        missing = [c for c in _NEEDED if c not in columns]
        if missing:
            raise refuse(source, "line 1", f"no column {missing}; columns found: {columns}.")
        empty = True
        for cells in reader:
            if any(cells):
                place = f"line {reader.line_num}"
                if len(cells) != len(columns):
                    raise refuse(source, place, f"{len(cells)} columns, not {len(columns)}.")
                empty = False
                yield place, dict(zip(columns, (c.removeprefix("'") for c in cells), strict=True))
        if empty:
            raise refuse(source, "line 1", "there is no row.")
    except csv.Error as error:
        raise refuse(source, f"line {reader.line_num}", f"not CSV: {error}.") from error


FORMAT: Final = Converter("csv", _export, _parse)
