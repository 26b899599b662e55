"""Prodigy: JSON Lines, one choice a sentence (https://prodi.gy/docs/api-interfaces, ``choice``).

Labels come as ``accept``, one line an annotator, named in ``_annotator_id`` and ``_session_id`` as Prodigy names them;
the annotator ``adjudicated``, or a line that the ``review`` recipe wrote (it has ``versions``), decides. What is shown
below a card stands in ``meta``; the front matter, which would fill the screen there, in ``corpus``: Prodigy keeps
keys that it does not know. The hashes are set, since "Yeah." in two places is two tasks and not one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any, Final

from analyzer.conversation import STAGES, Stage
from analyzer.corpus.convert.sheet import (
    Answers,
    Converter,
    Labels,
    Row,
    Sheet,
    integer,
    json_value,
    labels_by_annotator,
    refuse,
    sealed,
    sheet_of,
    stage_named,
    text_or_none,
    unsealed,
)
from analyzer.corpus.format import Labelled

__all__ = ["FORMAT"]

_ADJUDICATED: Final = "adjudicated"
#: Sentences shown before the one that is judged.
_BEFORE: Final = 3


def _export(corpus: Sequence[Labelled], blind: bool) -> dict[str, str]:
    lines = [json.dumps(task, ensure_ascii=False) for labelled in corpus for task in _tasks(labelled, blind)]
    return {"tasks.jsonl": "\n".join(lines) + "\n"}


def _tasks(labelled: Labelled, blind: bool) -> list[dict[str, Any]]:
    sheet = sheet_of(labelled)
    named: list[tuple[str, Labels]] = [(_ADJUDICATED, {i: s.stage for i, s in enumerate(labelled.sentences)})]
    named += [(f"annotator-{k}", labels) for k, labels in enumerate(labels_by_annotator(labelled), 1)]
    out = []
    for i, row in enumerate(sheet.rows):
        before = [f"{r.speaker or '–'}: {r.text}" for r in sheet.rows[max(i - _BEFORE, 0) : i]]
        seed = f"{labelled.conversation.id}\n{i}"
        task: dict[str, Any] = {
            "text": row.text,
            "options": [{"id": stage, "text": stage} for stage in STAGES],
            "meta": {"conversation": labelled.conversation.id, "sentence": i, "turn": row.turn},
            "corpus": {"front_matter": sealed(sheet.front_matter), "sentences": len(sheet.rows)},
            "_input_hash": _hash(seed),
            "_task_hash": _hash(f"{seed}\nstage"),
            "_view_id": "choice",
        }
        task["meta"] |= {
            key: value
            for key, value in (("speaker", row.speaker), ("heading", row.heading), ("before", " / ".join(before)))
            if value
        }
        if blind:
            out.append(task)
            continue
        out += [
            {**task, "accept": [labels[i]], "answer": "accept", "_annotator_id": name, "_session_id": name}
            for name, labels in named
            if i in labels
        ]
    return out


def _hash(seed: str) -> int:
    return int.from_bytes(hashlib.sha256(seed.encode("utf-8", "surrogatepass")).digest()[:4], "big") >> 1


class _Collected:
    """The lines of one conversation."""

    def __init__(self, front_matter: str, total: int, place: str) -> None:
        self.front_matter = front_matter
        self.total = total
        self.place = place
        self.rows: dict[int, Row] = {}
        self.labels: dict[str, dict[int, Stage]] = {}

    def answers(self, names: Sequence[str]) -> Answers:
        order = {sentence: i for i, sentence in enumerate(sorted(self.rows))}
        labels = {name: {order[s]: stage for s, stage in own.items()} for name, own in self.labels.items()}
        return Answers(
            Sheet(self.front_matter, tuple(self.rows[s] for s in order)),
            self.place,
            labels.get(_ADJUDICATED, {}),
            [labels[name] for name in names if name in labels],
            max(self.total - len(order), 0),
        )


def _parse(files: Sequence[tuple[str, str]]) -> list[Answers]:
    found: dict[str, _Collected] = {}
    for source, text in files:
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                _read_line(found, json_value(line, source, f"line {number}"), source, f"line {number}")
    if not found:
        raise refuse(files[0][0], "line 1", "there is no task.")
    names = {name for collected in found.values() for name in collected.labels} - {_ADJUDICATED}
    ordered = sorted(names, key=lambda name: (len(name), name))
    return [collected.answers(ordered) for collected in found.values()]


def _read_line(found: dict[str, _Collected], task: Any, source: str, place: str) -> None:
    meta, corpus = (task.get(key) if isinstance(task, dict) else None for key in ("meta", "corpus"))
    if not isinstance(meta, dict) or not isinstance(corpus, dict) or not isinstance(corpus.get("front_matter"), str):
        raise refuse(source, place, "no meta or corpus: was this exported by analyzer corpus export?")
    name, text = meta.get("conversation"), task.get("text")
    if not isinstance(name, str) or not isinstance(text, str):
        raise refuse(source, place, "meta.conversation and text have to be texts.")
    total = integer(corpus.get("sentences"), source, place)
    sentence, turn = (integer(meta.get(key), source, place) for key in ("sentence", "turn"))
    speaker, heading = (text_or_none(meta.get(key), source, place) for key in ("speaker", "heading"))
    own = found.setdefault(name, _Collected(unsealed(corpus["front_matter"], source, place), total, place))
    own.rows[sentence] = Row(turn, speaker, heading, text)
    accept = task.get("accept", [])
    if not isinstance(accept, list) or len(accept) > 1:
        raise refuse(source, place, "accept has to be a list of one label.")
    if accept and task.get("answer") == "accept":
        annotator = str(task.get("_annotator_id") or task.get("_session_id") or "")
        if "versions" in task or annotator.endswith(_ADJUDICATED):
            annotator = _ADJUDICATED
        # who answered twice has thought again
        own.labels.setdefault(annotator, {})[sentence] = stage_named(accept[0], source, place)


FORMAT: Final = Converter("prodigy", _export, _parse)
