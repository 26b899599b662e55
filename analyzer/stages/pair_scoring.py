"""Scores a stage model on minimal pairs, where little changes but the label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from analyzer.conversation import STAGES, Conversation, Role, Turn
from analyzer.corpus.format import LabelledSentence
from analyzer.corpus.pairs import MinimalPair
from analyzer.sentences import Segmented, segment
from analyzer.stages.datasets import GoldConversation, project_labels

__all__ = ["pair_table", "score_pairs"]


#: Said before and after each passage, so that it stands in the middle of a call: as a call of two lines it would be
#: taken for a greeting and a goodbye, whatever its words (the default model then calls 17 of 20 sentences `other`).
_AROUND: Final[tuple[tuple[Role, str], ...]] = (("rep", "Okay."), ("prospect", "Mm-hm.")) * 10


class _Model(Protocol):
    def predict_proba(self, conversations: Sequence[Segmented]) -> list[NDArray[np.float32]]: ...


def score_pairs(model: _Model, pairs: Sequence[MinimalPair]) -> dict[str, Any]:
    """Score a model on minimal pairs, each passage cut into sentences by the tool itself.

    Every passage is put between the same twenty backchannels, so that it stands in the middle of a call.

    Parameters
    ----------
    model : StageClassifier
        Or whatever has its ``predict_proba``.
    pairs : sequence of MinimalPair

    Returns
    -------
    dict
        ``all`` and ``by_set``, each with ``pairs``, ``both``, ``one``, ``none`` (how many pairs have so many passages
        labelled right), ``same`` (both passages given one label), and ``moved`` (the odds of the one stage against
        the other are higher where it is right: the change is noticed, whatever label wins).
    """
    named = [(f"{p.set}/{p.name}/{side}", q) for p in pairs for side, q in enumerate((p.first, p.second))]
    built = [_in_the_middle(*q.conversation(name)) for name, q in named]
    cut = [segment(conversation) for conversation, _ in built]
    rows = []
    for (conversation, judged), segmented, probabilities in zip(built, cut, model.predict_proba(cut), strict=True):
        at = project_labels(GoldConversation(conversation, (judged,), "pairs", conversation.id), segmented)[0]
        rows.append(probabilities[at])
    judged_pairs = [
        (p.set, _judge(p, rows[2 * k].astype(float), rows[2 * k + 1].astype(float))) for k, p in enumerate(pairs)
    ]
    names = dict.fromkeys(name for name, _ in judged_pairs)
    return {
        "all": _count([j for _, j in judged_pairs]),
        "by_set": {name: _count([j for n, j in judged_pairs if n == name]) for name in names},
    }


def _in_the_middle(passage: Conversation, judged: LabelledSentence) -> tuple[Conversation, LabelledSentence]:
    around = [Turn(i, role, text, role) for i, (role, text) in enumerate(_AROUND)]
    turns = tuple(replace(t, index=i) for i, t in enumerate((*around, *passage.turns, *around)))
    return replace(passage, turns=turns), replace(judged, turn=judged.turn + len(around))


def _judge(pair: MinimalPair, first: NDArray[np.float64], second: NDArray[np.float64]) -> tuple[int, bool, bool]:
    """Return how many passages are right, whether both got one label, and whether the odds moved the right way."""
    a, b = STAGES.index(pair.first.stage), STAGES.index(pair.second.stage)
    right = int(first.argmax() == a) + int(second.argmax() == b)
    moved = first[a] * second[b] > first[b] * second[a]
    return right, bool(first.argmax() == second.argmax()), bool(moved)


def _count(judged: Sequence[tuple[int, bool, bool]]) -> dict[str, int]:
    right = [r for r, _, _ in judged]
    return {
        "pairs": len(judged),
        "both": right.count(2),
        "one": right.count(1),
        "none": right.count(0),
        "same": sum(s for _, s, _ in judged),
        "moved": sum(m for _, _, m in judged),
    }


def pair_table(scores: dict[str, Any]) -> str:
    """Write the scores as a Markdown table."""
    lines = [
        "### Minimal pairs",
        "",
        "| set | pairs | both right | one right | none right | one label for both | odds moved rightly |",
        "|---|---|---|---|---|---|---|",
    ]
    parts = {**scores["by_set"], "all": scores["all"]}
    lines += [
        f"| {name} | {row['pairs']} | "
        + " | ".join(f"{row[k]} ({row[k] / row['pairs']:.0%})" for k in ("both", "one", "none", "same", "moved"))
        + " |"
        for name, row in parts.items()
    ]
    return "\n".join(lines) + "\n"
