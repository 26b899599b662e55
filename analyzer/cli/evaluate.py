"""``analyzer evaluate``: a model's scores on labelled conversations."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from analyzer.cli.console import EXIT_DONE, emit, errors_are_lines, say

__all__ = ["evaluate", "evaluate_command"]


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


@errors_are_lines
def evaluate_command(
    on: Annotated[Path, typer.Option(help="Folder of labelled conversations.")],
    model: Annotated[str | None, typer.Option(help="fast, accurate, or a model folder.")] = None,
    form: Annotated[Format, typer.Option("--format", help="text (Markdown) or json.")] = Format.TEXT,
) -> int:
    """Print precision, recall, F1, confusion and calibration on labelled conversations."""
    from analyzer.stages.evaluation import score_table
    from analyzer.stages.scoring import verdict_lines

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
