"""What reading costs, as a ratio to spaCy's tokenizer and sentencizer on the same words, in one run.

    python tests/benchmarks/read_cost.py [--calls 1000]

One-hour calls are put together from the corpus' turns and written as WebVTT as Zoom and Teams write it (a few seconds
and some words a cue, the name in each). The anchor is ``spacy.blank("en")`` with its sentencizer, one Doc a turn,
through ``nlp.pipe``, one thread. CPU seconds, the best of three rounds each, rounds interleaved. Reading includes
opening the file, detection, roles that labels tell, and merging cues to turns.
"""

from __future__ import annotations

import argparse
import html
import itertools
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import spacy

from analyzer.conversation import Turn
from analyzer.corpus import read_corpus
from analyzer.process import collect_seldom
from analyzer.transcripts import read

ROOT = Path(__file__).parents[2]
WORDS_OF_AN_HOUR = 9_000
WORDS_OF_A_CUE = 12
WORDS_A_SECOND = 2.7


def clock(seconds: float) -> str:
    whole, ms = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{ms:03}"


def cues(turns: Iterator[Turn]) -> Iterator[tuple[str, str, str, str]]:
    """Cut an hour of turns into cues: start, end, name, text."""
    size = 0
    at = 0.0
    while size < WORDS_OF_AN_HOUR:
        turn = next(turns)
        words = turn.text.split()
        for i in range(0, len(words), WORDS_OF_A_CUE):
            some = words[i : i + WORDS_OF_A_CUE]
            lasts = len(some) / WORDS_A_SECOND
            name = "Dana Reed" if turn.role == "rep" else "Tom O'Neil"
            yield clock(at), clock(at + lasts), name, html.escape(" ".join(some), quote=False)
            at += lasts + 0.2
            size += len(some)


def zoom(turns: Iterator[Turn]) -> str:
    blocks = (f"{i}\r\n{a} --> {b}\r\n{name}: {text}\r\n" for i, (a, b, name, text) in enumerate(cues(turns), 1))
    return "WEBVTT\r\n\r\n" + "\r\n".join(blocks)


def voices(turns: Iterator[Turn]) -> str:
    blocks = (f"{a} --> {b}\n<v {name}>{text}</v>\n" for a, b, name, text in cues(turns))
    return "WEBVTT\n\n" + "\n".join(blocks)


def cpu(work: Callable[[], object]) -> float:
    """Return the CPU seconds of one call of `work`."""
    before = time.process_time()
    work()
    return time.process_time() - before


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    collect_seldom()
    conversations = [labelled.conversation for labelled in read_corpus(ROOT / "corpus" / "conversations")]
    turns = [turn for call in conversations if call.medium != "notes" for turn in call.turns]
    for write in (zoom, voices):
        with tempfile.TemporaryDirectory() as folder:
            ribbon = itertools.cycle(turns)
            paths = [Path(folder) / f"{i}.vtt" for i in range(options.calls)]
            for path in paths:
                path.write_bytes(write(ribbon).encode("utf-8"))
            texts = [turn.text for path in paths for turn in read(path)[0].turns]
            words = sum(len(text.split()) for text in texts)

            def reading(paths: list[Path] = paths) -> None:
                for path in paths:
                    read(path)

            def anchor(texts: list[str] = texts) -> None:
                nlp = spacy.blank("en")
                nlp.add_pipe("sentencizer")
                for _ in nlp.pipe(texts):
                    pass

            rounds = [(cpu(partial(anchor)), cpu(partial(reading))) for _ in range(options.rounds)]
        base, ours = (min(times) for times in zip(*rounds, strict=True))
        sys.stdout.write(
            f"{write.__name__}: {options.calls} calls, {words:,} words; anchor {words / base:,.0f} words a CPU second; "
            f"reading {words / ours:,.0f}, ratio {ours / base:.2f}\n"
        )


if __name__ == "__main__":
    main()
