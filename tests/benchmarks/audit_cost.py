"""What an audit costs, as a ratio to spaCy's tokenizer and sentencizer on the same text, in one run.

    python tests/benchmarks/audit_cost.py [--model accurate] [--corpus FOLDER]

The anchor is ``spacy.blank("en")`` with its sentencizer, one Doc a turn through ``nlp.pipe``, one thread. Two loads:
one two-hour call, and a thousand short ones; both are put together from the corpus' turns. CPU seconds, of each
fiftieth of a load the best of five rounds, rounds interleaved, so that a busy machine hits both sides; both begin each
round with an empty vocabulary, and both run with one thread of linear algebra and the garbage collector set as the
command sets them.
"""

from __future__ import annotations

import argparse
import itertools
import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import spacy
from spacy.language import Language
from threadpoolctl import threadpool_limits

from analyzer import sentences
from analyzer.conversation import Conversation, Participant, Turn
from analyzer.corpus import read_corpus
from analyzer.pipeline import audit, load_model
from analyzer.process import collect_seldom

ROOT = Path(__file__).parents[2]
WORDS_OF_TWO_HOURS = 18_000
WORDS_OF_A_SHORT_CALL = 300
PARTS = 50


def corpus_turns(folder: Path = ROOT / "corpus" / "conversations") -> list[Turn]:
    """Return the turns of everything in the corpus that was said."""
    talks = [labelled.conversation for labelled in read_corpus(folder) if labelled.conversation.medium != "notes"]
    return [turn for talk in talks for turn in talk.turns]


def calls_of(turns: list[Turn], words: int, count: int) -> list[Conversation]:
    """Cut an endless ribbon of the corpus' turns into calls of at least so many words."""
    ribbon = itertools.cycle(turns)
    out = []
    people = (Participant("rep", "rep", "explicit", 1.0), Participant("prospect", "prospect", "explicit", 1.0))
    for k in range(count):
        own: list[Turn] = []
        size = 0
        clock = 0.0
        while size < words:
            turn = next(ribbon)
            seconds = max(turn.words, 1) / 2.7
            span = (clock, clock + seconds)
            speaker = "rep" if turn.role == "rep" else "prospect"
            own.append(replace(turn, index=len(own), speaker=speaker, start_s=span[0], end_s=span[1], spans=(span,)))
            clock += seconds + 0.4
            size += turn.words
        out.append(Conversation(id=f"call-{k}", turns=tuple(own), participants=people))
    return out


def cpu(work: Callable[[], object]) -> float:
    """Return the CPU seconds of one call of `work`."""
    before = time.process_time()
    work()
    return time.process_time() - before


def by_parts(work: Callable[[Sequence[Conversation]], object], calls: Sequence[Conversation]) -> list[float]:
    """Return the CPU seconds of `work` on each fiftieth of the calls."""
    size = max(len(calls) // PARTS, 1)
    return [cpu(partial(work, calls[first : first + size])) for first in range(0, len(calls), size)]


def cold(work: Callable[[Sequence[Conversation]], object], calls: Sequence[Conversation]) -> list[float]:
    """Return what `by_parts` does, with an empty vocabulary, as the anchor has; making it is not timed."""
    sentences._TOKENIZER = sentences._Tokenizer()
    sentences._TOKENIZER.pipeline()
    return by_parts(work, calls)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=ROOT / "corpus" / "conversations")
    parser.add_argument("--model", default="fast", help="fast, whose cost is bounded, or accurate")
    parser.add_argument("--calls", type=int, default=1000, help="short calls")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    collect_seldom()
    threadpool_limits(1)
    turns = corpus_turns(options.corpus)
    model = load_model(options.model)
    many = options.calls
    loads = {
        "one two-hour call": calls_of(turns, WORDS_OF_TWO_HOURS, 1),
        f"{many:,} short calls": calls_of(turns, WORDS_OF_A_SHORT_CALL, many),
    }
    for name, calls in loads.items():
        words = sum(call.words() for call in calls)

        def audits(part: Sequence[Conversation]) -> None:
            for call in part:
                audit(call, model=model)

        def with_json(part: Sequence[Conversation]) -> None:
            for call in part:
                json.dumps(audit(call, model=model).to_dict())

        rounds = []
        for _ in range(options.rounds):
            nlp = spacy.blank("en")
            nlp.add_pipe("sentencizer")

            def anchor(part: Sequence[Conversation], nlp: Language = nlp) -> None:
                for _ in nlp.pipe([turn.text for call in part for turn in call.turns]):
                    pass

            rounds.append((by_parts(anchor, calls), cold(audits, calls), cold(with_json, calls)))
        base, plain, full = (sum(map(min, zip(*side, strict=True))) for side in zip(*rounds, strict=True))
        sys.stdout.write(
            f"{name}: {words:,} words; anchor {words / base:,.0f} words per CPU second; audit {words / plain:,.0f}, "
            f"ratio {plain / base:.1f}; with its JSON {words / full:,.0f}, ratio {full / base:.1f}\n"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"peak memory of the run {peak:,.0f} MB\n")


if __name__ == "__main__":
    main()
