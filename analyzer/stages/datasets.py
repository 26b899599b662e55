"""Labelled conversations from folders, in the two layouts that exist, as arrays for training and scoring.

* the corpus' own: ``*.tsv`` files (`analyzer.corpus`);
* an evaluation set: ``conversations/<id>.json`` in the project's JSON beside ``labels/<id>.json``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, cast

import numpy as np
from numpy.typing import NDArray

from analyzer.conversation import CORE_STAGES, STAGES, Conversation, Stage, Turn
from analyzer.corpus import Labelled, LabelledSentence, read_corpus
from analyzer.corpus.stand_off import read_stand_off
from analyzer.errors import BadLabelsError
from analyzer.sentences import Segmented, segment
from analyzer.transcripts import read
from analyzer.transcripts.clean import masked_ranges
from analyzer.transcripts.notes import role_of_note

__all__ = [
    "GoldConversation",
    "corpus_digest",
    "gold_spans",
    "load_gold",
    "load_punctuated",
    "load_real_speech",
    "project_labels",
]

I64 = NDArray[np.int64]


@dataclass(frozen=True)
class GoldConversation:
    """A conversation with its true labels.

    Parameters
    ----------
    conversation : Conversation
        With its roles.
    sentences : tuple of LabelledSentence
    source : str
        Where it comes from, for tables: the kind of talk in the corpus, the source in an evaluation set.
    group : str
        What is held out together: the trade in the corpus, the source elsewhere.
    coverage : dict of stage to verdict, or None
        Conversation-level truth, where annotated.
    premature_pitch : bool or None
    """

    conversation: Conversation
    sentences: tuple[LabelledSentence, ...]
    source: str
    group: str
    coverage: dict[Stage, str] | None = None
    premature_pitch: bool | None = None


def load_gold(folder: Path) -> list[GoldConversation]:
    """Read every labelled conversation of a folder, in order of name.

    Raises
    ------
    BadLabelsError
        ``E-LABELS`` where the folder has neither layout, or labels and conversations do not fit.
    """
    if (folder / "labels").is_dir() and (folder / "conversations").is_dir():
        paths = sorted((folder / "labels").glob("*.json"))
        if not paths:
            raise BadLabelsError("E-LABELS", "labels/ holds no *.json.", source=folder.name)
        return [_stand_off(folder / "conversations" / p.name, p) for p in paths]
    if not folder.is_dir():
        raise BadLabelsError("E-LABELS", "no such folder.", source=folder.name)
    return [_from_corpus(labelled) for labelled in read_corpus(folder)]


def _from_corpus(labelled: Labelled) -> GoldConversation:
    conversation = labelled.conversation
    if conversation.medium == "notes":
        # the corpus does not say which side a note tells of: the reader's rule does, as it will in use
        turns = tuple(replace(t, role=role_of_note(t.text)) for t in conversation.turns)
        conversation = replace(conversation, turns=turns)
    return GoldConversation(
        conversation,
        labelled.sentences,
        labelled.kind or "corpus",
        labelled.trade or labelled.conversation.id,
    )


def _stand_off(conversation_path: Path, labels_path: Path) -> GoldConversation:
    conversation, _ = read(conversation_path, as_format="json")
    try:
        table: dict[str, Any] = json.loads(labels_path.read_text(encoding="utf-8"))
        rows = [
            LabelledSentence(int(r["turn"]), int(r["start_char"]), int(r["end_char"]), cast("Stage", r["stage"]))
            for r in table["sentences"]
        ]
        coverage = table.get("coverage")
        verdicts = {s: str(coverage[s]) for s in CORE_STAGES} if isinstance(coverage, dict) else None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadLabelsError("E-LABELS", f"not a labels file: {error!r}", source=labels_path.name) from error
    for r in rows:
        if (
            r.stage not in STAGES
            or not 0 <= r.turn < len(conversation.turns)
            or not 0 <= r.start_char < r.end_char <= len(conversation.turns[r.turn].text)
        ):
            raise BadLabelsError("E-LABELS", f"bad row at turn {r.turn}: {r.stage!r}", source=labels_path.name)
    source = str(conversation.metadata.get("source") or conversation.metadata.get("domain") or "unknown")
    return GoldConversation(
        conversation,
        tuple(rows),
        source,
        source,
        verdicts,
        table.get("premature_pitch") if isinstance(table.get("premature_pitch"), bool) else None,
    )


def load_real_speech(labels: Path, texts: Path) -> list[GoldConversation]:
    """Join the stand-off labels of real speech with the texts.

    Parameters
    ----------
    labels : Path
        Folder with ``manifest.tsv`` and ``labels/`` (`analyzer.corpus.stand_off`).
    texts : Path
        Folder with ``conversations.jsonl``, one conversation a line in the project's JSON.

    Returns
    -------
    list of GoldConversation
        ``group`` is the kind of talk, held out together: speech, typed or consultation.
    """
    out = []
    for joined in read_stand_off(labels, _texts(texts)):
        block = next((b for b, names in _BLOCKS.items() if joined.source.startswith(names)), joined.source)
        out.append(GoldConversation(joined.conversation, joined.sentences, joined.source, block))
    return out


#: Sources of real speech that are like one another, by the beginning of their names.
_BLOCKS: Final = {
    "speech": ("thechangelog", "hitsave", "revdotcom", "Yale-LILY"),
    "typed": ("ohyj1002", "kushalchawla", "niledatabase"),
    "consultation": ("babylonhealth",),
}


def _texts(folder: Path) -> dict[str, Conversation]:
    path = folder / "conversations.jsonl"
    try:
        tables = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
        return {table["id"]: _verbatim(table) for table in tables}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadLabelsError("E-LABELS", f"not conversations in JSON Lines: {error!r}", source=path.name) from error


def _verbatim(table: dict[str, Any]) -> Conversation:
    """Make a conversation of a line of ``conversations.jsonl``: the project's JSON, turn by turn."""
    turns = tuple(
        Turn(i, t.get("speaker"), t["text"], t.get("role", "unknown"), masked=masked_ranges(t["text"]))
        for i, t in enumerate(table["turns"])
    )
    metadata = {"source": str(table.get("source", "unknown"))}
    return Conversation(table["id"], turns, table.get("medium", "transcript"), metadata=metadata)


def load_punctuated(folder: Path) -> list[GoldConversation]:
    """Read ``conversations.jsonl`` (one conversation a line, the project's JSON) as truth for boundaries.

    Nobody labelled these; their transcribers' punctuation says where sentences end. Every sentence is given the
    stage `other`, which nothing may learn from.
    """
    out = []
    for conversation in _texts(folder).values():
        sentences = tuple(
            LabelledSentence(s.turn, s.start_char, s.end_char, "other") for s in segment(conversation).sentences
        )
        source = conversation.metadata["source"]
        out.append(GoldConversation(conversation, sentences, source, source))
    return out


def gold_spans(gold: GoldConversation) -> tuple[Segmented, I64]:
    """Return the conversation cut where the annotators cut it, and its labels as indices into `STAGES`."""
    spans = [(s.turn, s.start_char, s.end_char) for s in gold.sentences]
    labels = np.array([STAGES.index(s.stage) for s in gold.sentences], dtype=np.int64)
    return segment(gold.conversation, spans), labels


def project_labels(gold: GoldConversation, segmented: Segmented) -> I64:
    """Return for each labelled sentence the tool's sentence with the largest overlap in the turn, -1 for none.

    Returns
    -------
    ndarray of int, shape (len(gold.sentences),)
    """
    by_turn: dict[int, list[tuple[int, int, int]]] = {}
    for s in segmented.sentences:
        by_turn.setdefault(s.turn, []).append((s.start_char, s.end_char, s.index))
    return np.array([_best(by_turn.get(g.turn, ()), g.start_char, g.end_char) for g in gold.sentences], dtype=np.int64)


def _best(spans: Sequence[tuple[int, int, int]], start: int, end: int) -> int:
    best, index = 0, -1
    for a, b, i in spans:
        overlap = min(b, end) - max(a, start)
        if overlap > best:
            best, index = overlap, i
    return index


def corpus_digest(golds: Sequence[GoldConversation]) -> str:
    """Return a hash of all ids, sentences and labels, in hex."""
    h = hashlib.sha256()
    for g in golds:
        h.update(g.conversation.id.encode())
        for s in g.sentences:
            text = g.conversation.turns[s.turn].text[s.start_char : s.end_char]
            h.update(f"{s.turn}\t{s.stage}\t{text}\n".encode())
    return h.hexdigest()
