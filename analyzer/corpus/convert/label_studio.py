"""Label Studio: one task a conversation, shown as a dialogue, its sentences labelled as regions.

``tasks.json`` is Label Studio's JSON (https://labelstud.io/guide/task_format), ``config.xml`` the labelling
configuration with ``Paragraphs`` and ``ParagraphLabels`` (https://labelstud.io/tags/paragraphs). A region says its
paragraph in ``start`` and ``end`` and its place there in UTF-16 units. Every annotator is one annotation of the task;
the one marked ``ground_truth`` decides. Predictions are nobody's labels and are not read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from analyzer.conversation import STAGES, Stage
from analyzer.corpus.convert.sheet import (
    Answers,
    Converter,
    Labels,
    Region,
    Sheet,
    answered,
    integer,
    json_value,
    labels_by_annotator,
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

_TAG: Final = "dialogue"
_LABELS: Final = "stage"
_TYPE: Final = "paragraphlabels"
_COLOURS: Final = ("#b15928", "#1f78b4", "#33a02c", "#6a3d9a", "#e31a1c", "#ff7f00", "#7f7f7f")


def _export(corpus: Sequence[Labelled], blind: bool) -> dict[str, str]:
    tasks = [_task(labelled, blind) for labelled in corpus]
    return {"tasks.json": json.dumps(tasks, ensure_ascii=False, indent=1) + "\n", "config.xml": _config()}


def _config() -> str:
    labels = "".join(
        f'    <Label value="{stage}" background="{colour}"/>\n' for stage, colour in zip(STAGES, _COLOURS, strict=True)
    )
    return (
        f'<View>\n  <ParagraphLabels name="{_LABELS}" toName="{_TAG}" choice="single">\n{labels}  </ParagraphLabels>\n'
        f'  <Paragraphs name="{_TAG}" value="${_TAG}" layout="dialogue" nameKey="author" textKey="text"/>\n</View>\n'
    )


def _task(labelled: Labelled, blind: bool) -> dict[str, Any]:
    turns = labelled.conversation.turns
    task: dict[str, Any] = {
        "data": {
            "conversation": labelled.conversation.id,
            _TAG: [{"author": t.speaker or t.heading or "", "text": t.text} for t in turns],
        },
        "meta": {
            "front_matter": sealed(sheet_of(labelled).front_matter),
            "rows": [
                [s.turn, turns[s.turn].speaker, turns[s.turn].heading, s.start_char, s.end_char]
                for s in labelled.sentences
            ],
        },
    }
    if not blind:
        in_force: Labels = {i: s.stage for i, s in enumerate(labelled.sentences)}
        task["annotations"] = [
            {"ground_truth": truth, "was_cancelled": False, "result": _result(labelled, labels)}
            for truth, labels in ((True, in_force), *((False, labels) for labels in labels_by_annotator(labelled)))
        ]
    return task


def _result(labelled: Labelled, labels: Labels) -> list[dict[str, Any]]:
    out = []
    offsets = [Utf16(t.text) for t in labelled.conversation.turns]
    for i, stage in labels.items():
        s = labelled.sentences[i]
        units = offsets[s.turn].units
        out.append(
            {
                "id": f"s{i}",
                "from_name": _LABELS,
                "to_name": _TAG,
                "type": _TYPE,
                "value": {
                    "start": str(s.turn),
                    "end": str(s.turn),
                    "startOffset": units(s.start_char),
                    "endOffset": units(s.end_char),
                    "text": labelled.text_of(s),
                    _TYPE: [stage],
                },
            }
        )
    return out


def _parse(files: Sequence[tuple[str, str]]) -> list[Answers]:
    out = []
    for source, text in files:
        tasks = json_value(text, source, "tasks")
        if not isinstance(tasks, list) or not tasks:
            raise refuse(source, "tasks", "has to be a list of tasks, as Label Studio's JSON export is.")
        out += [_task_answers(task, source, f"task {k}") for k, task in enumerate(tasks, 1)]
    return out


def _task_answers(task: Any, source: str, place: str) -> Answers:
    data, meta = (task.get(key) if isinstance(task, dict) else None for key in ("data", "meta"))
    paragraphs = data.get(_TAG) if isinstance(data, dict) else None
    if not isinstance(meta, dict) or not isinstance(meta.get("front_matter"), str) or not isinstance(paragraphs, list):
        raise refuse(source, place, f"no data.{_TAG} or meta: was this exported by analyzer corpus export?")
    texts = [p.get("text") if isinstance(p, dict) else None for p in paragraphs]
    if not all(isinstance(t, str) for t in texts):
        raise refuse(source, place, f"data.{_TAG}: a paragraph has no text.")
    rows = rows_of_cells(
        meta.get("rows"), lambda turn: texts[turn] if turn < len(texts) else None, source, f"{place}, meta.rows"
    )
    truths: list[Labels] = []
    annotators: list[Labels] = []
    for k, annotation in _in_order(task, source, place):
        at = f"{place}, annotation {k}"
        result = annotation.get("result")
        if not isinstance(result, list):
            raise refuse(source, at, "result has to be a list.")
        regions: dict[int, list[Region]] = {}
        for item in result:
            for turn, region in _regions(item, texts, source, at):
                regions.setdefault(turn, []).append(region)
        labels: dict[int, Stage] = {}
        for turn, own in regions.items():
            spans = [(i, start, end) for i, (row, start, end) in enumerate(rows) if row.turn == turn]
            found = answered([(start, end) for _, start, end in spans], own, source)
            labels |= {spans[j][0]: stage for j, stage in found.items()}
        (truths if annotation.get("ground_truth") is True else annotators).append(labels)
    decided = {i: stage for labels in reversed(truths) for i, stage in labels.items()}
    head = unsealed(meta["front_matter"], source, place)
    return Answers(Sheet(head, tuple(row for row, _, _ in rows)), place, decided, annotators)


def _in_order(task: dict[str, Any], source: str, place: str) -> list[tuple[int, dict[str, Any]]]:
    """Return the annotations that count, in the order of their annotators where the file names them."""
    annotations = task.get("annotations", [])
    if not isinstance(annotations, list) or not all(isinstance(a, dict) for a in annotations):
        raise refuse(source, place, "annotations has to be a list.")
    kept = [(k, a) for k, a in enumerate(annotations, 1) if not a.get("was_cancelled")]
    if all(a.get("completed_by") is not None for _, a in kept):
        kept.sort(key=lambda pair: _natural(pair[1]["completed_by"]))
    return kept


def _natural(annotator: object) -> tuple[int, str]:
    name = str(annotator.get("email") or annotator.get("id")) if isinstance(annotator, dict) else str(annotator)
    return len(name), name


def _regions(item: Any, texts: Sequence[Any], source: str, place: str) -> Iterator[tuple[int, Region]]:
    """Yield a region paragraph by paragraph."""
    if not isinstance(item, dict) or item.get("type") != _TYPE:
        return
    value = item.get("value")
    at = f"{place}, region {item.get('id')}"
    labels = value.get(_TYPE) if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(labels, list):
        raise refuse(source, at, f"has no value.{_TYPE}.")
    if not labels:
        return
    if len(labels) > 1:
        raise refuse(source, at, f"has {len(labels)} labels, not one.")
    stage = stage_named(labels[0], source, at)
    keys = ("start", "end", "startOffset", "endOffset")
    first, last, start, end = (integer(value.get(key), source, at) for key in keys)
    if not first <= last < len(texts):
        raise refuse(source, at, "no such paragraph.")
    for turn in range(first, last + 1):
        offsets = Utf16(texts[turn])
        begin = offsets.code_points(start) if turn == first else 0
        finish = offsets.code_points(end) if turn == last else len(texts[turn])
        yield turn, Region(begin, finish, stage, at)


FORMAT: Final = Converter("label-studio", _export, _parse)
