"""How long one short call takes from the command to the audit, as a ratio to importing the libraries, in one run.

    python tests/benchmarks/start_cost.py [--rounds 5]

The anchor is ``python -c "import spacy, sklearn"``. CPU seconds of whole processes, the best of the rounds, which are
interleaved; the call is the first three hundred words of the bundled one.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import analyzer
from analyzer.transcripts.write import write

SAMPLE = Path(__file__).parents[2] / "corpus" / "sample" / "first-meeting.vtt"
WORDS = 300


def short_call(folder: Path) -> Path:
    """Write the beginning of the bundled call, and return its path."""
    conversation, _ = analyzer.read(SAMPLE)
    kept, words = [], 0
    for turn in conversation.turns:
        if words >= WORDS:
            break
        kept.append(turn)
        words += turn.words
    path = folder / "short.vtt"
    path.write_text(write(replace(conversation, turns=tuple(kept)), path.name).text, encoding="utf-8")
    return path


def cpu(command: list[str]) -> float:
    """Return the CPU seconds of a process, its children included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        call = short_call(Path(folder))
        audit = [sys.executable, "-m", "analyzer", "audit", str(call)]
        commands = {
            "import spacy, sklearn": [sys.executable, "-c", "import spacy, sklearn"],
            "audit, fast": [*audit, "--model", "fast"],
            "audit, accurate": [*audit, "--model", "accurate"],
        }
        best = dict.fromkeys(commands, float("inf"))
        for _ in range(options.rounds):
            for name, command in commands.items():
                best[name] = min(best[name], cpu(command))
    anchor = best["import spacy, sklearn"]
    for name, seconds in best.items():
        sys.stdout.write(f"{name}: {seconds:.2f} CPU seconds, ratio {seconds / anchor:.2f}\n")


if __name__ == "__main__":
    main()
