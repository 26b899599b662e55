"""How well the ladders read labelled excerpts: weighted kappas, precision and recall.

    python tests/benchmarks/ladders.py [--part fresh] [--errors]

The sets lie in ``corpus/ladders`` (its data card describes them): an item a line with its `turns`, each sentence with
its stage, so that only the ladder is measured and not the stage model. The rules were written against the part
``dev``; ``test`` and ``fresh``, written later, are for measuring alone. The rung of an item is that of its best goal, 0
where there is none. A part of a goal is right when its words and the label's share one word; a link when goal and
reality are the label's sentences, a difference when it is within 2 % of the label's. Kappas are Cohen's with quadratic
and with linear weights. A set that has nothing of the part is left out.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import cohen_kappa_score

from analyzer.conversation import OUTCOMES, STAGES, Conversation, Participant, Turn
from analyzer.figures import figures_of
from analyzer.ladders import ladders_of
from analyzer.ladders.goals import PARTS
from analyzer.measures.speech import plain_words
from analyzer.sentences import segment
from analyzer.stages.staged import Staged

SETS = Path(__file__).parents[2] / "corpus" / "ladders"


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


def items_of(kind: str, part: str | None) -> list[dict[str, Any]]:
    """Read a set: the items of one part, or all."""
    lines = (SETS / f"{kind}.jsonl").read_text(encoding="utf-8").splitlines()
    return [item for item in map(json.loads, lines) if part in (None, item["part"])]


def f1(hits: int, said: int, true: int) -> str:
    """Write precision, recall and F1 down."""
    precision, recall = hits / said if said else 0.0, hits / true if true else 0.0
    score = 2 * precision * recall / (precision + recall) if hits else 0.0
    return f"precision {precision:.3f} recall {recall:.3f} F1 {score:.3f} ({hits} of {said} said, {true} true)"


def score_goals(items: list[dict[str, Any]], *, errors: bool) -> None:
    """Score rungs, parts and what the rep asked for."""
    true, predicted = [], []
    tally: Counter[str] = Counter()
    for item in items:
        staged = staged_of(item)
        goals = ladders_of(staged, figures_of(staged.segmented)).goals
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


def score_gaps(items: list[dict[str, Any]], *, errors: bool) -> None:
    """Score links, their differences, and whether goal and reality were connected in words."""
    tally: Counter[str] = Counter()
    for item in items:
        staged = staged_of(item)
        gap = ladders_of(staged, figures_of(staged.segmented)).gap
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


def score_endings(items: list[dict[str, Any]], *, errors: bool) -> None:
    """Score both commitments."""
    staged = [staged_of(item) for item in items]
    read = [ladders_of(s, figures_of(s.segmented)).commitments for s in staged]
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
    """Score the sets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=("dev", "test", "fresh"), default="test")
    parser.add_argument("--errors", action="store_true", help="list what was read otherwise than labelled")
    options = parser.parse_args()
    for kind, scored in (("goals", score_goals), ("gaps", score_gaps), ("endings", score_endings)):
        if items := items_of(kind, options.part):
            scored(items, errors=options.errors)


if __name__ == "__main__":
    main()
