"""Counts a corpus, or a part of one, for its data card."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from analyzer.conversation import STAGES
from analyzer.corpus.cards import cards_tables
from analyzer.corpus.folders import parts_of
from analyzer.corpus.format import Labelled, LabelledSentence, read_corpus
from analyzer.corpus.pairs import MinimalPair, read_pairs
from analyzer.corpus.stand_off import StandOffLabels, read_stand_off_labels

__all__ = ["counts_of", "counts_table", "pairs_table", "stand_off_table"]


def counts_of(folder: Path) -> str:
    """Return the counts of a folder as Markdown; of a whole corpus, part by part.

    Raises
    ------
    BadLabelsError
        ``E-LABELS`` with file and line.
    """
    texts = []
    for kind, part in parts_of(folder):
        if kind == "stand-off":
            texts.append(stand_off_table(read_stand_off_labels(part)))
        elif kind == "pairs":
            texts.append(pairs_table(read_pairs(part)))
        else:
            corpus = list(read_corpus(part))
            texts += filter(None, (counts_table(corpus), cards_tables(corpus)))
    return "\n".join(texts)


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
    rows = [(kind, [c.sentences for c in corpus if (c.kind or "–") == kind]) for kind in kinds]
    return "\n".join([summary, "", *_stages_table("kind", rows)]) + "\n"


def stand_off_table(labels: Sequence[StandOffLabels]) -> str:
    """Return conversations, sentences and labels by source and licence, as a Markdown table."""
    sources = sorted({(c.source, c.licence) for c in labels})
    twice = sum(len(s.labels) > 1 for c in labels for s in c.sentences)
    summary = (
        f"{len(labels)} conversations of real speech, {sum(len(c.sentences) for c in labels):,} labelled sentences, "
        f"{len({c.source for c in labels})} sources; {twice:,} sentences labelled twice."
    )
    rows = [
        (f"{source}, {licence}", [c.sentences for c in labels if (c.source, c.licence) == (source, licence)])
        for source, licence in sources
    ]
    return "\n".join([summary, "", *_stages_table("source", rows)]) + "\n"


def pairs_table(pairs: Sequence[MinimalPair]) -> str:
    """Return how many minimal pairs each set has, as a Markdown table."""
    counted = Counter(p.set for p in pairs)
    lines = [f"{len(pairs)} minimal pairs.", "", "| set | pairs |", "|---|---|"]
    return "\n".join([*lines, *(f"| {name} | {n} |" for name, n in sorted(counted.items()))]) + "\n"


def _stages_table(what: str, rows: Sequence[tuple[str, Sequence[tuple[LabelledSentence, ...]]]]) -> list[str]:
    lines = [
        f"| {what} | conversations | sentences | {' | '.join(STAGES)} |",
        "|---|" + "---|" * (len(STAGES) + 2),
    ]
    for name, conversations in rows:
        tally = Counter(s.stage for sentences in conversations for s in sentences)
        n = tally.total()
        shares = " | ".join(f"{tally[s] / n:.0%}" for s in STAGES) if n else " | ".join("–" for _ in STAGES)
        lines.append(f"| {name} | {len(conversations)} | {n:,} | {shares} |")
    return lines
