"""How well the ladders read labelled excerpts: weighted kappa, accuracy and the errors.

    python tests/benchmarks/ladders.py --set FOLDER [--errors]

FOLDER holds ``endings.jsonl``: an item a line with its `turns` (role, and each sentence with its stage) and the
labels of both commitments. Kappas are Cohen's with quadratic and with linear weights, over the six outcomes in their
order, from none to agreed and dated.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import cohen_kappa_score

from analyzer.conversation import STAGES, Conversation, Participant, Turn
from analyzer.ladders.commitments import OUTCOMES, commitments_of
from analyzer.sentences import segment
from analyzer.stages.staged import Staged


def staged_of(item: Mapping[str, Any]) -> Staged:
    """Make a staged conversation of an item: a turn's text is its sentences joined with one blank."""
    turns, spans, stages = [], [], []
    for index, turn in enumerate(item["turns"]):
        at = 0
        for stage, text in turn["sentences"]:
            spans.append((index, at, at + len(text)))
            stages.append(STAGES.index(stage))
            at += len(text) + 1
        text = " ".join(text for _, text in turn["sentences"])
        turns.append(Turn(index, turn["role"], text, turn["role"]))
    people = tuple(Participant(role, role, "explicit", 1.0) for role in ("rep", "prospect"))
    conversation = Conversation(item["id"], tuple(turns), participants=people, date=item.get("date"))
    probabilities = np.eye(len(STAGES), dtype=np.float32)[stages]
    return Staged(segment(conversation, spans), probabilities, np.ones(len(spans), np.bool_))


def items_of(path: Path) -> Iterator[dict[str, Any]]:
    """Read a set, an item a line."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def endings(folder: Path, *, errors: bool) -> None:
    """Score both commitments."""
    items = list(items_of(folder / "endings.jsonl"))
    read = [commitments_of(staged_of(item)) for item in items]
    for name in ("next_step", "implement"):
        truth = [OUTCOMES.index(item[name]["outcome"]) for item in items]
        found = [getattr(commitments, name) for commitments in read]
        guess = [OUTCOMES.index(c.outcome) for c in found]
        right = np.array(truth) == np.array(guess)
        kappas = [
            cohen_kappa_score(truth, guess, weights=weights, labels=range(len(OUTCOMES)))
            for weights in ("quadratic", "linear", None)
        ]
        who = np.mean([c.who == item[name]["who"] for c, item in zip(found, items, strict=True)])
        when = np.mean([_same_time(c.when, item[name]["when"]) for c, item in zip(found, items, strict=True)])
        sys.stdout.write(
            f"{name}: {len(items)} endings; kappa quadratic {kappas[0]:.3f}, linear {kappas[1]:.3f}, unweighted "
            f"{kappas[2]:.3f}; right {right.mean():.3f}, who {who:.3f}, when {when:.3f}\n"
        )
        if errors:
            for item, c, label in zip(items, found, truth, strict=True):
                if OUTCOMES[label] != c.outcome:
                    quotes = " || ".join(e.text[:120] for e in c.evidence)
                    sys.stdout.write(f"  {item['id']}: {OUTCOMES[label]}, read as {c.outcome}: {quotes}\n")


def _same_time(found: str | None, told: str | None) -> bool:
    """Tell whether two texts name one time: one holds the other, whatever the prepositions."""
    if found is None or told is None:
        return found is told
    a, b = found.lower(), told.lower()
    return a in b or b in a


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", type=Path, required=True, dest="folder")
    parser.add_argument("--errors", action="store_true", help="list what was read otherwise than labelled")
    options = parser.parse_args()
    endings(options.folder, errors=options.errors)


if __name__ == "__main__":
    main()
