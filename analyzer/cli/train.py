"""``analyzer train``: every model of the package, from one labelled corpus, with one command.

With ``--base`` a finished model is moved toward a team's own labels instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from analyzer.cli.console import EXIT_DONE, emit, errors_are_lines, say
from analyzer.errors import BadSettingsError

__all__ = ["adapt", "train", "train_command"]


class Kind(StrEnum):
    """Stage models."""

    FAST = "fast"
    ACCURATE = "accurate"


def train(
    corpus: Path,
    output: Path,
    *,
    real_speech: Path | None = None,
    real_labels: Path | None = None,
    kinds: Sequence[str] = ("fast",),
    cache: Path | None = None,
    folds: int | None = None,
    seed: int = 0,
) -> dict[str, Any]:
    """Train models on a labelled folder and save them below `output`.

    Parameters
    ----------
    corpus : Path
        Folder of labelled conversations (`analyzer.stages.datasets`).
    output : Path
        Gets a folder for each model, the model cards among them.
    real_speech : Path, optional
        Folder with ``conversations.jsonl``, the texts of real speech: punctuated, for the boundaries, and joined with
        `real_labels`; without it models are trained on the corpus alone, and that is said.
    real_labels : Path, optional
        Folder of stand-off labels of those texts.
    kinds : sequence of str
        ``fast``, ``accurate`` or both.
    cache : Path, optional
        Folder that keeps finished parts of a long training, so that it goes on after an interruption.
    folds : int, optional
        Hold out only so many of the three folds, where time is short.
    seed : int
        Same data and seed, same predictions.

    Returns
    -------
    dict
        Held-out scores by kind of model.
    """
    from analyzer.stages.card import write_card
    from analyzer.stages.datasets import load_gold, load_punctuated, load_real_speech
    from analyzer.stages.training import train_all

    if real_speech is None:
        say("no --real-speech: trained on the corpus alone, sentence boundaries as well")
    punctuated = load_punctuated(real_speech) if real_speech else []
    real = load_real_speech(real_labels, real_speech) if real_speech and real_labels else []
    report = train_all(
        load_gold(corpus),
        output,
        say,
        real=real,
        punctuated=punctuated,
        kinds=kinds,
        cache=cache,
        folds=folds,
        seed=seed,
    )
    for kind in kinds:
        write_card(output / kind, output)
    return report


def adapt(corpus: Path, output: Path, base: Path | str | None = None, *, seed: int = 0) -> dict[str, Any]:
    """Move a finished stage model toward a team's own labels, and save it below `output`.

    Parameters
    ----------
    corpus : Path
        Folder of a team's labelled conversations (`analyzer.stages.datasets`), two at least.
    output : Path
        Gets a folder of the model's kind.
    base : Path or str, optional
        Model folder, or the name of a packaged model; the packaged default otherwise.
    seed : int

    Returns
    -------
    dict
        Held-out scores as in `analyzer.stages.adapting.adapt_model`.
    """
    from analyzer.pipeline import load_model
    from analyzer.stages.adapting import adapt_model
    from analyzer.stages.datasets import load_gold

    return adapt_model(load_model(base), load_gold(corpus), output, seed=seed)


@errors_are_lines
def train_command(
    corpus: Annotated[Path, typer.Option(help="Folder of labelled conversations.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder that gets the models.")],
    real_speech: Annotated[Path | None, typer.Option(help="Folder with conversations.jsonl, real talk.")] = None,
    real_labels: Annotated[Path | None, typer.Option(help="Folder of stand-off labels of that talk.")] = None,
    model: Annotated[list[Kind] | None, typer.Option(help="fast or accurate; repeatable.")] = None,
    base: Annotated[
        str | None, typer.Option(help="Adapt this model instead: default, fast, accurate, or a model folder.")
    ] = None,
    cache: Annotated[Path | None, typer.Option(help="Keeps finished parts, so that training can go on.")] = None,
    folds: Annotated[int | None, typer.Option(min=1, max=3, help="Hold out only so many of the three folds.")] = None,
    seed: Annotated[int, typer.Option(help="Same data and seed, same models.")] = 0,
) -> int:
    """Train the stage classifiers, sentence boundaries and roles from a labelled corpus, or adapt one to it."""
    from analyzer.stages.adapting import adaptation_table
    from analyzer.stages.evaluation import score_table

    if base is not None:
        if real_speech or real_labels or model or cache:
            raise BadSettingsError(
                "E-SETTINGS",
                "--base adapts a finished model to --corpus alone. Leave out --real-speech, --real-labels, --model "
                "and --cache, or leave out --base.",
            )
        emit(adaptation_table(adapt(corpus, output, None if base == "default" else base, seed=seed)))
        return EXIT_DONE
    kinds = [k.value for k in model] if model else ["fast"]
    reports = train(
        corpus,
        output,
        real_speech=real_speech,
        real_labels=real_labels,
        kinds=kinds,
        cache=cache,
        folds=folds,
        seed=seed,
    )
    for kind, report in reports.items():
        emit(score_table(report["held_out_trades"], f"{kind}: held-out trades of the corpus"))
    return EXIT_DONE
