"""How well kinds of question are told on real talk, against two annotators.

    python -m tests.benchmarks.question_kinds --real-speech DIR

The labels lie apart from their texts in ``corpus/questions/labels.tsv`` (the data card describes them): the sentence's
place, its hash, and what two language models said of it, independently. Kappa is Cohen's.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from sklearn.metrics import cohen_kappa_score

from analyzer.corpus.stand_off import sentence_hash
from analyzer.questions.kinds import kind_of
from tests.benchmarks.shared import ROOT, table

LABELS = ROOT / "corpus" / "questions" / "labels.tsv"


def passages(labels: Path, real_speech: Path) -> list[tuple[str, str, str]]:
    """Return text, first and second label of every passage.

    Raises
    ------
    ValueError
        Where the text is not the one that was labelled.
    """
    lines = (real_speech / "conversations.jsonl").read_text(encoding="utf-8").splitlines()
    turns = {c["id"]: [t["text"] for t in c["turns"]] for c in map(json.loads, lines)}
    out = []
    with labels.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            text = turns[row["id"]][int(row["turn"])][int(row["start_char"]) : int(row["end_char"])]
            if sentence_hash(text) != row["hash"]:
                raise ValueError(f"{row['id']}, turn {row['turn']}: this is not the text that was labelled")
            first, second = row["labels"].split("|")
            out.append((text, first, second))
    return out


def agreement(one: Sequence[str], other: Sequence[str]) -> list[float]:
    """Return kappa of question or not, of open, closed or none, and of all four kinds."""
    coarse = {"statement": "closed"}
    return [
        float(cohen_kappa_score(*([kind != "none" for kind in kinds] for kinds in (one, other)))),
        float(cohen_kappa_score(*([coarse.get(kind, kind) for kind in kinds] for kinds in (one, other)))),
        float(cohen_kappa_score(one, other)),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--real-speech", type=Path, required=True, help="folder with conversations.jsonl")
    options = parser.parse_args()
    found = passages(LABELS, options.real_speech)
    told = [kind_of(text) or "none" for text, _, _ in found]
    first, second = [a for _, a, _ in found], [b for _, _, b in found]
    same = [i for i, (a, b) in enumerate(zip(first, second, strict=True)) if a == b]
    rows = [
        ["annotator, annotator", len(found), *agreement(first, second)],
        ["this, first annotator", len(found), *agreement(told, first)],
        ["this, second annotator", len(found), *agreement(told, second)],
        ["this, where both agree", len(same), *agreement([told[i] for i in same], [first[i] for i in same])],
    ]
    head = ["kappa between", "passages", "question or not", "open, closed or none", "statement apart as well"]
    sys.stdout.write(table(head, rows))


if __name__ == "__main__":
    main()
