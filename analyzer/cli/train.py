"""``analyzer train``: every model of the package, from one labelled corpus, with one command."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from analyzer.cli.console import EXIT_DONE, emit, errors_are_lines, say

__all__ = ["train", "train_command"]


def train(corpus: Path, output: Path, *, real_speech: Path | None = None, seed: int = 0) -> dict[str, Any]:
    """Train all models on a labelled folder and save them below `output`.

    Parameters
    ----------
    corpus : Path
        Folder of labelled conversations (`analyzer.stages.datasets`).
    output : Path
        Gets a folder for each model, the model card among them.
    real_speech : Path, optional
        Folder with ``conversations.jsonl``, punctuated real speech, for the boundaries; without it they are learned
        from the corpus alone, and that is said.
    seed : int
        Same data and seed, same models.

    Returns
    -------
    dict
        Scores on held-out trades.
    """
    from analyzer.stages.card import write_card
    from analyzer.stages.datasets import load_gold, load_punctuated
    from analyzer.stages.training import train_all

    if real_speech is None:
        say("no --real-speech: sentence boundaries are learned from the corpus alone")
    punctuated = load_punctuated(real_speech) if real_speech else []
    report = train_all(load_gold(corpus), output, say, punctuated=punctuated, seed=seed)
    write_card(output / "fast", output)
    return report


@errors_are_lines
def train_command(
    corpus: Annotated[Path, typer.Option(help="Folder of labelled conversations.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder that gets the models.")],
    real_speech: Annotated[Path | None, typer.Option(help="Folder with conversations.jsonl, for boundaries.")] = None,
    seed: Annotated[int, typer.Option(help="Same data and seed, same models.")] = 0,
) -> int:
    """Train the stage classifier, sentence boundaries and roles from a labelled corpus."""
    from analyzer.stages.evaluation import score_table

    report = train(corpus, output, real_speech=real_speech, seed=seed)
    emit(score_table(report["held_out_trades"], "Held-out trades of the corpus"))
    return EXIT_DONE
