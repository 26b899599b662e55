"""How far two independent annotators agree, and what the adjudicator made of their differences.

Cohen's kappa (1960) with unweighted labels. Intervals are percentile bootstraps over whole conversations (1,000 draws,
fixed seed): sentences of one conversation are not independent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analyzer.conversation import STAGES
from analyzer.corpus.format import LabelledSentence
from analyzer.errors import BadLabelsError
from analyzer.stages.evaluation import cohen_kappa, in_words

__all__ = ["agreement", "agreement_table"]

F64 = NDArray[np.float64]

_DRAWS: Final = 1000
#: Fewer conversations than this say nothing about their spread.
_FEWEST: Final = 3
_BOTH: Final = 2
#: Rows of the table of disagreements.
_MOST_SHOWN: Final = 12


def agreement(conversations: Mapping[str, Sequence[LabelledSentence]], seed: int = 0) -> dict[str, Any]:
    """Compare the first two labels of every sentence that has two.

    Parameters
    ----------
    conversations : mapping of id to sequence of LabelledSentence
    seed : int
        Of the bootstrap.

    Returns
    -------
    dict
        ``conversations`` and ``sentences`` that were labelled twice, ``left_out`` (sentences with under two labels),
        ``more_than_two``; ``kappa``, ``agreement`` (share of equal labels), ``macro_f1`` (mean of the labels' F1, one
        annotator against the other, over the labels that either used), each ``{value, low, high}``, None where
        undefined or where under three conversations say nothing of the spread; ``labels``, one against the rest, with
        ``kappa``, ``f1``, ``first``, ``second``, ``both``; ``confusion`` (the first annotator in rows); ``resolved``:
        how many disagreements went to the ``first``, the ``second``, ``neither``; ``overruled``: agreements that the
        stage in force does not follow; ``pairs``: the disagreements with their resolution, most frequent first.

    Raises
    ------
    BadLabelsError
        ``E-LABELS`` where no sentence has two labels.
    """
    matrices: list[NDArray[np.int64]] = []
    resolved: Counter[str] = Counter()
    pairs: dict[tuple[str, str], Counter[str]] = {}
    overruled = more = 0
    for sentences in conversations.values():
        counts = np.zeros((len(STAGES), len(STAGES)), dtype=np.int64)
        for s in sentences:
            if len(s.labels) < _BOTH:
                continue
            first, second = s.labels[:_BOTH]
            more += len(s.labels) > _BOTH
            counts[STAGES.index(first), STAGES.index(second)] += 1
            if first == second:
                overruled += s.stage != first
            else:
                resolved["first" if s.stage == first else "second" if s.stage == second else "neither"] += 1
                pairs.setdefault((first, second), Counter())[s.stage] += 1
        if counts.any():
            matrices.append(counts)
    if not matrices:
        raise BadLabelsError("E-LABELS", "no sentence here has two independent labels.")
    stacked = np.stack(matrices)
    total = stacked.sum(axis=0)
    rng = np.random.default_rng(seed)
    weights = rng.multinomial(len(stacked), np.full(len(stacked), 1 / len(stacked)), size=_DRAWS)
    resampled = np.tensordot(weights, stacked, axes=1)

    def cell(value: F64, draws: F64) -> dict[str, float | None]:
        return _interval(float(value), draws if len(stacked) >= _FEWEST else np.zeros(0))

    f1, f1_drawn = _f1(total), _f1(resampled)
    one_kappa, one_drawn = (cohen_kappa(_one_against_rest(m)) for m in (total, resampled))
    return {
        "conversations": len(stacked),
        "sentences": int(total.sum()),
        "left_out": sum(len(s.labels) < _BOTH for sentences in conversations.values() for s in sentences),
        "more_than_two": more,
        "kappa": cell(cohen_kappa(total), cohen_kappa(resampled)),
        "agreement": cell(_agreed(total), _agreed(resampled)),
        "macro_f1": cell(_mean_of_used(f1), _mean_of_used(f1_drawn)),
        "labels": {
            stage: {
                "kappa": cell(one_kappa[i], one_drawn[:, i]),
                "f1": cell(f1[i], f1_drawn[:, i]),
                "first": int(total[i].sum()),
                "second": int(total[:, i].sum()),
                "both": int(total[i, i]),
            }
            for i, stage in enumerate(STAGES)
        },
        "confusion": total.tolist(),
        "resolved": {side: resolved[side] for side in ("first", "second", "neither")},
        "overruled": overruled,
        "pairs": [
            {"first": a, "second": b, "sentences": n.total(), "stages": dict(n.most_common())}
            for (a, b), n in sorted(pairs.items(), key=lambda p: (-p[1].total(), p[0]))
        ],
    }


def _interval(value: float, draws: F64) -> dict[str, float | None]:
    known = draws[~np.isnan(draws)]
    low, high = np.percentile(known, [2.5, 97.5]).tolist() if len(known) and not np.isnan(value) else (None, None)
    return {
        name: None if number is None or np.isnan(number) else round(number, 4)
        for name, number in (("value", value), ("low", low), ("high", high))
    }


def _agreed(counts: NDArray[np.int64]) -> F64:
    agreed: F64 = np.trace(counts, axis1=-2, axis2=-1) / counts.sum(axis=(-2, -1))
    return agreed


def _f1(counts: NDArray[np.int64]) -> F64:
    """Return each label's F1 of one annotator against the other, NaN for a label that neither used; shape (..., 7)."""
    both = 2.0 * np.diagonal(counts, axis1=-2, axis2=-1)
    used = counts.sum(axis=-1) + counts.sum(axis=-2)
    f1: F64 = np.divide(both, used, out=np.full_like(both, np.nan), where=used > 0)
    return f1


def _mean_of_used(f1: F64) -> F64:
    used = ~np.isnan(f1)
    mean: F64 = np.where(used, f1, 0.0).sum(axis=-1) / used.sum(axis=-1)
    return mean


def _one_against_rest(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each label the matrix of "this" against "another one"; shape (..., 7, 2, 2)."""
    both = np.diagonal(counts, axis1=-2, axis2=-1)
    rows, columns = counts.sum(axis=-1), counts.sum(axis=-2)
    n = counts.sum(axis=(-2, -1))[..., None]
    flat = np.stack([both, rows - both, columns - both, n - rows - columns + both], axis=-1)
    return flat.reshape(*flat.shape[:-1], 2, 2)


def agreement_table(result: Mapping[str, Any], title: str) -> str:
    """Write an agreement as Markdown."""
    disagreements = sum(result["resolved"].values())
    more = f" ({result['more_than_two']:,} have more: their first two)" if result["more_than_two"] else ""
    summary = (
        f"{result['sentences']:,} sentences of {result['conversations']} conversations were labelled twice{more}; "
        f"{result['left_out']:,} were not and are left out. "
        f"Cohen's κ {_words(result['kappa'])}; equal labels {_words(result['agreement'])}; "
        f"macro-F1 of one against the other {_words(result['macro_f1'])}. Intervals: 95 %, by conversation."
    )
    settled = (
        f"Of {disagreements:,} disagreements {result['resolved']['first']:,} went to the first annotator, "
        f"{result['resolved']['second']:,} to the second, {result['resolved']['neither']:,} to another label; "
        f"{result['overruled']:,} agreements were overruled."
    )
    lines = [
        f"### Agreement: {title}",
        "",
        summary,
        "",
        settled,
        "",
        "| label | κ, one against the rest | F1 | first | second | both |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {stage} | {_words(row['kappa'])} | {_words(row['f1'])} | {row['first']} | {row['second']} | {row['both']} |"
        for stage, row in result["labels"].items()
    ]
    lines += [
        "",
        "First annotator in rows, second in columns:",
        "",
        "| | " + " | ".join(STAGES) + " |",
        "|---" * (len(STAGES) + 1) + "|",
    ]
    lines += [
        f"| {stage} | " + " | ".join(map(str, row)) + " |"
        for stage, row in zip(STAGES, result["confusion"], strict=True)
    ]
    if result["pairs"]:
        lines += ["", "| first | second | sentences | the stage in force |", "|---|---|---|---|"]
        lines += [
            f"| {p['first']} | {p['second']} | {p['sentences']} | "
            + ", ".join(f"{stage} {n}" for stage, n in p["stages"].items())
            + " |"
            for p in result["pairs"][:_MOST_SHOWN]
        ]
    return "\n".join(lines) + "\n"


def _words(cell: dict[str, float | None]) -> str:
    return in_words(cell if cell["value"] is not None else None)
