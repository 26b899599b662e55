"""How well goals and gaps are read: weighted kappa of the rung, precision and recall of parts and of links.

    python tests/benchmarks/goals_and_gaps.py --set FOLDER [--errors]

FOLDER holds ``goals.jsonl`` and ``gaps.jsonl``: an item a line with its `turns` (role, and each sentence with its
stage) and its labels. The rung of an item is that of its best goal, 0 where there is none. Kappas are Cohen's with
quadratic and with linear weights. A part is right when its words and the label's share one word; a link when goal and
reality are the label's sentences, a difference when it is within 2 % of the label's.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import cohen_kappa_score

from analyzer.conversation import STAGES, Conversation, Participant, Turn
from analyzer.figures import figures_of
from analyzer.ladders.gap import gap_of
from analyzer.ladders.goals import PARTS, goals_of
from analyzer.measures.speech import plain_words
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


def f1(hits: int, said: int, true: int) -> str:
    """Write precision, recall and F1 down."""
    precision, recall = hits / said if said else 0.0, hits / true if true else 0.0
    score = 2 * precision * recall / (precision + recall) if hits else 0.0
    return f"precision {precision:.3f} recall {recall:.3f} F1 {score:.3f} ({hits} of {said} said, {true} true)"


def score_goals(path: Path, errors: bool) -> None:
    """Score rungs, parts and what the rep asked for."""
    true, predicted = [], []
    tally: Counter[str] = Counter()
    for item in items_of(path):
        staged = staged_of(item)
        goals = goals_of(staged, figures_of(staged.segmented))
        best = max(goals, key=lambda goal: goal.rung, default=None)
        rung = best.rung if best is not None else 0
        true.append(item["rung"])
        predicted.append(rung)
        said = {name: getattr(best, name).text if best and getattr(best, name) else None for name in PARTS}
        for name in PARTS:
            label = item["parts"][name]
            tally[f"{name} said"] += said[name] is not None
            tally[f"{name} true"] += label is not None
            own = said[name]
            if own is not None and label is not None:
                shared = set(plain_words(own.replace("-", " "))) & set(plain_words(label.replace("-", " ")))
                tally[f"{name} hits"] += bool(shared)
        asked = {name for goal in goals for name in goal.asked_for}
        tally["asked said"] += len(asked)
        tally["asked true"] += len(item["asked"])
        tally["asked hits"] += len(asked & set(item["asked"]))
        if errors and (rung != item["rung"] or asked != set(item["asked"])):
            lines = [f"    {t['role']}: " + " ".join(f"[{a}] {b}" for a, b in t["sentences"]) for t in item["turns"]]
            sys.stdout.write(
                f"{item['id']}: {rung}, should be {item['rung']}; {said}, should be {item['parts']}; asked "
                f"{sorted(asked)}, should be {item['asked']}\n" + "\n".join(lines) + "\n"
            )
    right = sum(a == b for a, b in zip(true, predicted, strict=True))
    sys.stdout.write(
        f"goals: {len(true)} items, rung right in {right / len(true):.3f}, kappa quadratic "
        f"{cohen_kappa_score(true, predicted, weights='quadratic'):.3f}, linear "
        f"{cohen_kappa_score(true, predicted, weights='linear'):.3f}\n"
    )
    for key in (*PARTS, "asked"):
        sys.stdout.write(f"  {key}: {f1(tally[f'{key} hits'], tally[f'{key} said'], tally[f'{key} true'])}\n")


def score_gaps(path: Path, errors: bool) -> None:
    """Score links, their differences, and whether goal and reality were connected in words."""
    tally: Counter[str] = Counter()
    for item in items_of(path):
        staged = staged_of(item)
        figures = figures_of(staged.segmented)
        gap = gap_of(staged, figures, goals_of(staged, figures))
        said = {(link.goal_evidence.text, link.reality_evidence.text): link for link in gap.links}
        true = {(link["goal"], link["reality"]): link for link in item["links"]}
        tally["said"] += len(said)
        tally["true"] += len(true)
        tally["hits"] += len(said.keys() & true.keys())
        wrong = said.keys() != true.keys()
        for pair in said.keys() & true.keys():
            label, found = true[pair]["difference"], said[pair].difference
            tally["differences true"] += label is not None
            tally["differences said"] += found is not None
            if label is not None and found is not None and abs(found - label) <= max(0.02 * abs(label), 0.01):
                tally["differences hits"] += 1
            else:
                wrong |= label is not None or found is not None
            percent = true[pair]["percent"]
            tally["percents hits"] += percent is not None and abs((said[pair].percent or 0.0) - percent) <= 1
        connected = bool(gap.connected)
        tally["connected said"] += connected
        tally["connected true"] += item["connected"]
        tally["connected hits"] += connected and item["connected"]
        if errors and (wrong or connected != item["connected"]):
            lines = [f"    {t['role']}: " + " ".join(f"[{a}] {b}" for a, b in t["sentences"]) for t in item["turns"]]
            sys.stdout.write(
                f"{item['id']}: connected {connected}, should be {item['connected']}\n" + "\n".join(lines) + "\n"
            )
            for pair, link in said.items():
                sys.stdout.write(
                    f"    said {'right' if pair in true else 'wrong'} {pair} {link.difference} {link.unit}\n"
                )
            for pair, label in true.items():
                sys.stdout.write(f"    true {pair} {label['difference']} {label['unit']}\n")
    sys.stdout.write(f"links: {f1(tally['hits'], tally['said'], tally['true'])}\n")
    sys.stdout.write(
        f"  differences: {f1(tally['differences hits'], tally['differences said'], tally['differences true'])}; "
        f"percents right: {tally['percents hits']}\n"
    )
    sys.stdout.write(f"  connected: {f1(tally['connected hits'], tally['connected said'], tally['connected true'])}\n")


def main() -> None:
    """Score the sets of a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", type=Path, required=True)
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    if (options.set / "goals.jsonl").exists():
        score_goals(options.set / "goals.jsonl", options.errors)
    if (options.set / "gaps.jsonl").exists():
        score_gaps(options.set / "gaps.jsonl", options.errors)


if __name__ == "__main__":
    main()
