"""How often the report names a fault that was planted in a call, and how often it names one where there is none.

    python -m tests.benchmarks.planted_faults --kind accurate --cache CACHE/accurate-KEY --real-speech DIR

A stage of a labelled conversation of the corpus is deleted, hollowed out (the prospect's part of it is taken away) or
moved: values to the end, the commitments to the beginning; only where the annotators' labels then show the fault and
did not before. The conversation is labelled by the fold's model that had not seen its trade. A fault is named when the
report has ``skipped`` or ``asked_only`` for a stage that was deleted or hollowed out, ``out_of_order`` for one moved.
False alarms: the same finding on the untouched original.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from analyzer.conversation import CORE_STAGES, STAGES, Conversation, Stage, Turn
from analyzer.figures import figures_of
from analyzer.findings import findings_of
from analyzer.ladders import ladders_of
from analyzer.measures import measures_of
from analyzer.measures.coverage import coverage_of
from analyzer.sentences import Segmented, segment
from analyzer.stages.classifier import KINDS, StageClassifier
from analyzer.stages.staged import Staged
from analyzer.stages.training import fold_models
from tests.benchmarks.shared import data_options, material_of, say, table

_NAMED = {"deleted": {"skipped", "asked_only"}, "hollowed out": {"skipped", "asked_only"}, "moved": {"out_of_order"}}
#: Turn, text and stage of a sentence.
Line = tuple[Turn, str, Stage]


def lines_of(segmented: Segmented, labels: Sequence[int]) -> list[Line]:
    """Return a conversation's sentences with their labels; those without one are `other`."""
    turns = segmented.conversation.turns
    return [
        (turns[s.turn], s.text, STAGES[label] if label >= 0 else "other")
        for s, label in zip(segmented.sentences, labels, strict=True)
    ]


def conversation_of(lines: Sequence[Line], original: Conversation) -> tuple[Segmented, list[int]]:
    """Put sentences together again: neighbours of one speaker are a turn."""
    turns: list[Turn] = []
    spans: list[tuple[int, int, int]] = []
    for turn, text, _ in lines:
        if turns and turns[-1].speaker == turn.speaker:
            start = len(turns[-1].text) + 1
            turns[-1] = replace(turns[-1], text=f"{turns[-1].text} {text}")
        else:
            start = 0
            turns.append(Turn(len(turns), turn.speaker, text, turn.role))
        spans.append((len(turns) - 1, start, start + len(text)))
    call = replace(original, turns=tuple(turns))
    return segment(call, spans), [STAGES.index(stage) for *_, stage in lines]


def planted(lines: Sequence[Line], fault: str, stage: Stage) -> list[Line]:
    """Plant a fault."""
    own = [line for line in lines if line[2] == stage]
    rest = [line for line in lines if line[2] != stage]
    if fault == "deleted":
        return rest
    if fault == "hollowed out":
        return [line for line in lines if line[2] != stage or line[0].role != "prospect"]
    return [*rest, *own] if stage == "values" else [*own, *rest]


def named(segmented: Segmented, labels: Sequence[int], model: StageClassifier | None) -> set[tuple[str, Stage | None]]:
    """Return the findings, by the model's labels or by the given ones."""
    n = len(segmented.sentences)
    if model is None:
        staged = Staged(segmented, np.eye(len(STAGES), dtype=np.float32)[list(labels)], np.ones(n, np.bool_))
    else:
        staged = Staged(segmented, model.predict_proba([segmented])[0], np.zeros(n, np.bool_), model.kind)
    ladders = ladders_of(staged, figures_of(segmented))
    found = findings_of(staged, coverage_of(staged), measures_of(staged, ladders.goals), ladders)
    return {(f.name, f.stage) for f in found}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, required=True, help="folder of the folds' models and results")
    parser.add_argument("--kind", choices=KINDS, required=True)
    parser.add_argument("--faults", type=int, default=200)
    data_options(parser)
    options = parser.parse_args()
    material = material_of(options)
    by_fold = fold_models(material, options.cache)
    dice = random.Random(0)  # noqa: S311 - the same faults every time
    order = [i for i in range(material.written) if material.golds[i].conversation.medium != "notes"]
    dice.shuffle(order)
    tally: Counter[tuple[str, str]] = Counter()
    for position, i in enumerate(order):
        if sum(n for (_, what), n in tally.items() if what == "planted") >= options.faults:
            break
        fault = ("deleted", "hollowed out", "moved")[position % 3]
        lines = lines_of(material.segmented[i], material.labels[i].tolist())
        original = material.golds[i].conversation
        whole, labels = conversation_of(lines, original)
        true = named(whole, labels, None)
        stages: list[Stage] = [s for s in CORE_STAGES if fault != "moved" or s in ("values", "next_step", "implement")]
        dice.shuffle(stages)
        wanted = _NAMED[fault]
        for stage in stages:
            broken, broken_labels = conversation_of(planted(lines, fault, stage), original)
            by_labels = named(broken, broken_labels, None)
            # planted only where the annotators' labels show it, and did not before
            if {(name, stage) for name in wanted} & true or not {(name, stage) for name in wanted} & by_labels:
                continue
            model = by_fold[int(material.fold[i])]
            tally[fault, "planted"] += 1
            tally[fault, "named"] += bool({(name, stage) for name in wanted} & named(broken, broken_labels, model))
            tally[fault, "alarms"] += bool({(name, stage) for name in wanted} & named(whole, labels, model))
            break
        say(f"{position + 1} conversations, {dict(tally)}")
    rows = []
    for fault in (*_NAMED, "all"):
        count = {
            what: sum(n for (f, w), n in tally.items() if w == what and fault in (f, "all"))
            for what in ("planted", "named", "alarms")
        }
        share = max(count["planted"], 1)
        rows.append([fault, count["planted"], count["named"] / share, count["alarms"] / share])
    sys.stdout.write(table(["fault", "calls", "named", "false alarms on the originals"], rows))


if __name__ == "__main__":
    main()
