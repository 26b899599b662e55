"""How well notes are laid beside the talk: planted inventions and omissions.

    python tests/benchmarks/notes_against_talk.py [--corpus FOLDER] [--calls N]

Notes are made of a labelled conversation: of each sentence of weight the content words, in their order and without a
quarter of them, as people jot; a third of the sentences is left out, and for every fourth that is kept one comes from a
conversation of another trade. An invention should be unsupported, what was left out missed, and the rest neither.
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path

import numpy as np

from analyzer.compare import compare, weighty
from analyzer.conversation import STAGES, Conversation, Stage, Turn
from analyzer.figures import figures_of
from analyzer.measures.speech import plain_words
from analyzer.measures.substance import content_words
from analyzer.sentences import segment
from analyzer.stages.datasets import load_gold
from analyzer.stages.scoring import gold_staged
from analyzer.stages.staged import Staged

ROOT = Path(__file__).parents[2]


def jotted(text: str, dice: random.Random) -> str:
    """Return the content words of a sentence, three quarters of them."""
    words = [w for w in plain_words(text) if content_words(w)]
    return " ".join(w for w in words if dice.random() > 0.25) or " ".join(words)


def notes_of(lines: list[tuple[Stage, str]]) -> Staged:
    """Make staged notes, a sentence an item."""
    turns = tuple(Turn(i, None, text, "prospect") for i, (_, text) in enumerate(lines))
    segmented = segment(
        Conversation("notes", turns, medium="notes"), [(i, 0, len(t.text)) for i, t in enumerate(turns)]
    )
    p = np.eye(len(STAGES), dtype=np.float32)[[STAGES.index(stage) for stage, _ in lines]]
    return Staged(segmented, p, np.ones(len(lines), np.bool_))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=ROOT / "corpus" / "conversations")
    parser.add_argument("--calls", type=int, default=60)
    options = parser.parse_args()
    dice = random.Random(0)  # noqa: S311 - the same notes every time
    golds = [g for g in load_gold(options.corpus) if g.conversation.medium != "notes"]
    dice.shuffle(golds)
    talks = [gold_staged(g) for g in golds[: options.calls + 1]]
    weights = [weighty(t, figures_of(t.segmented)) for t in talks]
    tally = dict.fromkeys(("invented", "said invented", "right invented", "left", "said left", "right left"), 0)
    for talk, own, other, foreign in zip(talks, weights, talks[1:], weights[1:], strict=False):
        lines: list[tuple[Stage, str]] = []
        invented: set[str] = set()
        left: set[int] = set()
        for k, i in enumerate(own):
            if k % 3 == 2:
                left.add(i)
                continue
            lines.append((talk.stages[i], jotted(talk.sentences[i].text, dice)))
            if k % 4 == 0 and foreign:
                j = foreign[k % len(foreign)]
                lines.append((other.stages[j], jotted(other.sentences[j].text, dice)))
                invented.add(lines[-1][1])
        if not lines:
            continue
        found = compare(notes_of(lines), talk)
        doubted = {c.evidence.text for c in found.unsupported}
        missed = {m.evidence.sentence for m in found.missed}
        tally["invented"] += len(invented)
        tally["said invented"] += len(doubted)
        tally["right invented"] += len(doubted & invented)
        tally["left"] += len(left)
        tally["said left"] += len(missed)
        tally["right left"] += len(missed & left)
    for name, title in (("invented", "claims without evidence"), ("left", "evidence that the notes miss")):
        said, true, right = tally[f"said {name}"], tally[name], tally[f"right {name}"]
        sys.stdout.write(
            f"{title}: precision {right / said:.3f} ({said} said), recall {right / true:.3f} ({true} true)\n"
        )


if __name__ == "__main__":
    main()
