"""Counts a corpus, for its data card."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from analyzer.conversation import STAGES
from analyzer.corpus.format import Labelled

__all__ = ["counts_table"]


def counts_table(corpus: Sequence[Labelled]) -> str:
    """Return conversations, sentences and labels by kind of talk, as a Markdown table.

    Parameters
    ----------
    corpus : sequence of Labelled
    """
    kinds = sorted({c.kind or "–" for c in corpus})
    twice = sum(len(s.labels) > 1 for c in corpus for s in c.sentences)
    total = sum(len(c.sentences) for c in corpus)
    summary = (
        f"{len(corpus)} conversations, {total:,} labelled sentences, {len({c.trade for c in corpus})} trades; "
        f"{twice:,} sentences labelled twice."
    )
    lines = [
        summary,
        "",
        f"| kind | conversations | sentences | {' | '.join(STAGES)} |",
        "|---|" + "---|" * (len(STAGES) + 2),
    ]
    for kind in kinds:
        inside = [c for c in corpus if (c.kind or "–") == kind]
        tally = Counter(s.stage for c in inside for s in c.sentences)
        n = sum(tally.values())
        shares = " | ".join(f"{tally[s] / n:.0%}" for s in STAGES)
        lines.append(f"| {kind} | {len(inside)} | {n:,} | {shares} |")
    return "\n".join(lines) + "\n"
