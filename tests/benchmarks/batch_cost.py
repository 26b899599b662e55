"""What a batch costs, as ratios in one run: CPU, processes, memory, a second run, and the size of the store.

    python -m tests.benchmarks.batch_cost [--calls 1000] [--words 9000] [--folder FOLDER]

Calls of an hour, put together from the corpus' turns as WebVTT files. The anchor is ``spacy.blank("en")`` with its
sentencizer, one Doc a turn through ``nlp.pipe``, one thread, over the same turns. CPU seconds are of the command and
its processes; elapsed time is compared only between runs of this benchmark, on an idle machine.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import spacy

from analyzer.process import collect_seldom
from analyzer.transcripts.write import write
from tests.benchmarks.audit_cost import calls_of, corpus_turns, cpu


class Cost(NamedTuple):
    """What a command took: seconds elapsed, CPU seconds with its children's, and the largest process in MB."""

    elapsed: float
    cpu: float
    peak: float


def cost(*command: str) -> Cost:
    """Run a command, and measure it and all processes that it waits for."""
    code = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run(sys.argv[1:], stderr=subprocess.PIPE, text=True)\n"
        "u = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(u.ru_utime + u.ru_stime, u.ru_maxrss / 1024)\n"
        "sys.stderr.write(done.stderr); sys.exit(done.returncode)"
    )
    before = time.monotonic()
    done = subprocess.run([sys.executable, "-c", code, *command], capture_output=True, text=True, check=True)
    seconds, peak = map(float, done.stdout.split())
    return Cost(time.monotonic() - before, seconds, peak)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=1000)
    parser.add_argument("--words", type=int, default=9000)
    parser.add_argument("--few", type=int, default=10, help="the small batch whose memory is compared")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        measure(Path(name), options.calls, options.words, options.few)


def measure(folder: Path, count: int, words: int, few: int) -> None:
    """Write the calls, run the batches, and print the ratios."""
    turns = corpus_turns()
    (folder / "in").mkdir()
    (folder / "few").mkdir()
    texts: list[str] = []
    size = 0
    for n, call in enumerate(calls_of(turns, words, count)):
        # numbers that differ, so that no call has the words of another one
        own = tuple(replace(t, text=f"{t.text} {n}") if t.index == 0 else t for t in call.turns)
        path = folder / "in" / f"call-{n:05d}.vtt"
        path.write_text(write(replace(call, turns=own), path.name).text, encoding="utf-8")
        texts += [t.text for t in own]
        size += sum(len(t.text.encode()) for t in own)
        if n < few:
            shutil.copy(path, folder / "few")
    said = sum(len(text.split()) for text in texts)
    collect_seldom()
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")

    def anchor() -> None:
        for _ in nlp.pipe(texts):
            pass

    base = cpu(anchor)
    batch = [sys.executable, "-m", "analyzer", "batch", "--model", "fast"]
    small = cost(*batch, str(folder / "few"), "-o", str(folder / "out-few"), "--workers", "1")
    one = cost(*batch, str(folder / "in"), "-o", str(folder / "out-1"), "--workers", "1")
    two = cost(*batch, str(folder / "in"), "-o", str(folder / "out-2"), "--workers", "2")
    again = cost(*batch, str(folder / "in"), "-o", str(folder / "out-2"), "--workers", "2")
    store = sum(p.stat().st_size for p in (folder / "out-1").glob("store.sqlite*"))
    here = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(
        f"{count:,} calls, {said:,} words; anchor {base:.1f} CPU seconds\n"
        f"one process: {one.cpu:.1f} CPU seconds, {one.cpu / base:.1f} times the anchor (limit 10), "
        f"{one.elapsed:.1f} s\n"
        f"two processes: {two.cpu:.1f} CPU seconds, {two.cpu / base:.1f} times the anchor, {two.elapsed:.1f} s, "
        f"{one.elapsed / two.elapsed:.2f} times faster (aim 1.7)\n"
        f"largest process: {small.peak:,.0f} MB at {few} calls, {one.peak:,.0f} MB at {count:,}, "
        f"{two.peak:,.0f} MB of two (limit 1,000); this benchmark {here:,.0f} MB\n"
        f"second run: {100 * again.cpu / two.cpu:.1f} % of the CPU, {100 * again.elapsed / two.elapsed:.1f} % of the "
        f"time of the first (limit 3)\n"
        f"store: {store / size:.2f} times the text (limit 4)\n"
    )


if __name__ == "__main__":
    main()
