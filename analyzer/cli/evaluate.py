"""``analyzer evaluate``: a model's scores on labelled conversations."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from analyzer.cli.console import EXIT_DONE, emit, errors_are_lines, say
from analyzer.errors import BadSettingsError

__all__ = ["evaluate", "evaluate_command", "evaluate_pairs"]


class Format(StrEnum):
    """How scores are printed."""

    TEXT = "text"
    JSON = "json"


def evaluate(on: Path, model: Path | str | None = None) -> dict[str, Any]:
    """Score a stage model, and the verdicts of whole audits, on a labelled folder.

    Parameters
    ----------
    on : Path
        Folder in one of the layouts of `analyzer.stages.datasets`.
    model : Path or str, optional
        Model folder, or the name of a packaged model; the packaged default otherwise.

    Returns
    -------
    dict
        ``all`` and ``by_source`` as in `analyzer.stages.evaluation.score`, ``verdicts``, ``seen`` (whether the
        model was trained on this very folder).
    """
    from analyzer.pipeline import load_model
    from analyzer.stages.datasets import load_gold
    from analyzer.stages.scoring import evaluate_model

    return evaluate_model(load_model(model), load_gold(on))


def evaluate_pairs(pairs: Path, model: Path | str | None = None) -> dict[str, Any]:
    """Score a stage model on minimal pairs.

    Parameters
    ----------
    pairs : Path
        One set, or a folder of sets, in the format of `analyzer.corpus.pairs`.
    model : Path, optional
        Model folder; the packaged default otherwise.

    Returns
    -------
    dict
        As in `analyzer.stages.pair_scoring.score_pairs`.
    """
    from analyzer.corpus.pairs import read_pairs
    from analyzer.pipeline import load_model
    from analyzer.stages.pair_scoring import score_pairs

    return score_pairs(load_model(model), read_pairs(pairs))


@errors_are_lines
def evaluate_command(
    on: Annotated[Path | None, typer.Option(help="Folder of labelled conversations.", show_default=False)] = None,
    pairs: Annotated[
        Path | None, typer.Option(help="Minimal pairs: a set or a folder of sets.", show_default=False)
    ] = None,
    model: Annotated[str | None, typer.Option(help="fast, accurate, or a model folder.")] = None,
    form: Annotated[Format, typer.Option("--format", help="text (Markdown) or json.")] = Format.TEXT,
) -> int:
    """Print precision, recall, F1, confusion and calibration on labelled conversations, or scores on minimal pairs."""
    from analyzer.stages.evaluation import score_table
    from analyzer.stages.pair_scoring import pair_table
    from analyzer.stages.scoring import verdict_lines

    if pairs is not None and on is None:
        scores = evaluate_pairs(pairs, model)
        emit(json.dumps(scores, indent=1) + "\n" if form is Format.JSON else pair_table(scores))
        return EXIT_DONE
    if on is None or pairs is not None:
        raise BadSettingsError("E-OPTION", "give either --on FOLDER or --pairs PATH.")
    result = evaluate(on, model)
    if form is Format.JSON:
        emit(json.dumps(result, indent=1) + "\n")
        return EXIT_DONE
    if result["seen"]:
        say("The model was trained on these conversations: the scores say how well it remembers.")
    parts = [score_table(result["all"], on.name)]
    if len(result["by_source"]) > 1:
        parts += [score_table(s, name) for name, s in result["by_source"].items()]
    emit("\n".join([*parts, verdict_lines(result["verdicts"])]) + "\n")
    return EXIT_DONE
