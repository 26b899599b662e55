"""What the accurate model's encoding costs, and the words per CPU second of both models, beside spaCy's.

    python -m tests.benchmarks.encoding_cost [--corpus FOLDER] [--accurate FOLDER] [--most N]

Tokens encoded per token of text: windows overlap and carry markers. CPU of ``predict_proba`` against the bare forward
pass of the same ONNX graph on the same windows. Words per CPU second of ``predict_proba`` and of whole audits with each
model, against the anchor: ``spacy.blank("en")`` with its sentencizer, one Doc a turn through ``nlp.pipe``, one thread.
CPU seconds, the best of three rounds each, rounds interleaved.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import spacy

from analyzer.corpus import read_corpus
from analyzer.pipeline import audit
from analyzer.sentences import segment
from analyzer.stages.accurate import AccurateStageClassifier
from analyzer.stages.classifier import load_classifier
from analyzer.stages.features import with_words
from analyzer.stages.windows import pieces_of, windows_of
from tests.benchmarks.shared import ROOT, table


def cpu(work: Callable[[], object]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=ROOT / "corpus" / "conversations")
    parser.add_argument("--accurate", type=Path, default=ROOT / "models" / "accurate")
    parser.add_argument("--fast", type=Path, default=ROOT / "models" / "fast")
    parser.add_argument("--most", type=int, default=20, help="so many conversations")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    spoken = [g.conversation for g in read_corpus(options.corpus) if g.conversation.medium != "notes"]
    chosen = np.random.default_rng(0).permutation(len(spoken))[: options.most].tolist()
    calls = [spoken[i] for i in sorted(chosen)]
    words = sum(call.words() for call in calls)
    cut = [segment(call) for call in calls]
    fast = load_classifier(options.fast)
    accurate = AccurateStageClassifier.load(options.accurate)

    windows, text_tokens, marked_tokens = [], 0, 0
    for call in cut:
        pieces = pieces_of(accurate._tokenizer, with_words(call)[0])
        text_tokens += sum(len(p.ids) - 1 for p in pieces)
        marked_tokens += sum(len(p.ids) for p in pieces)
        windows += windows_of(pieces, call.conversation.medium)
    encoded = sum(len(w.ids) for w in windows)
    inputs = [{"ids": np.array([w.ids], dtype=np.int64)} for w in windows]

    def bare() -> None:
        for one in inputs:
            accurate._session.run(["hidden"], one)

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    turns = [t.text for call in calls for t in call.turns]
    works: dict[str, Callable[[], object]] = {
        "anchor": lambda: list(nlp.pipe(turns)),
        "bare ONNX": bare,
        "predict, accurate": lambda: accurate.predict_proba(cut),
        "predict, fast": lambda: fast.predict_proba(cut),
        "audit, accurate": lambda: [audit(call, model=accurate) for call in calls],
        "audit, fast": lambda: [audit(call, model=fast) for call in calls],
    }
    best = dict.fromkeys(works, float("inf"))
    for _ in range(options.rounds):
        for name, work in works.items():
            best[name] = min(best[name], cpu(work))
    sys.stdout.write(
        f"{len(calls)} conversations, {words:,} words, {len(windows)} windows\n"
        f"tokens encoded per token of text {encoded / text_tokens:.2f} (with each sentence's own separator counted as "
        f"text {encoded / marked_tokens:.2f})\n"
        f"CPU of predict against the bare forward pass {best['predict, accurate'] / best['bare ONNX']:.2f}\n\n"
    )
    rows = [
        [name, f"{seconds:.2f}", f"{words / seconds:,.0f}", f"{seconds / best['anchor']:.1f}"]
        for name, seconds in best.items()
    ]
    sys.stdout.write(table(["", "CPU seconds", "words per CPU second", "times the anchor"], rows))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"\npeak memory of the run {peak:,.0f} MB\n")


if __name__ == "__main__":
    main()
