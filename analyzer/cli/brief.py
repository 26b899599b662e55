"""``analyzer brief``: what a call opened up, and a follow-up made of the prospect's words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analyzer.cli.audit import audit_file
from analyzer.cli.console import EXIT_DONE, emit, errors_are_lines

__all__ = ["brief_cli"]


@errors_are_lines
def brief_cli(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Transcript, chat or notes.", show_default=False)],
    out: Annotated[Path | None, typer.Option("-o", "--output", help="Write to this file instead.")] = None,
    as_format: Annotated[
        str | None, typer.Option("--as", metavar="FORMAT", help="Take the file for this format, such as vtt or notes.")
    ] = None,
    rep: Annotated[list[str] | None, typer.Option("--rep", metavar="NAME", help="Who sells; repeatable.")] = None,
    prospect: Annotated[
        list[str] | None, typer.Option("--prospect", metavar="NAME", help="Who is sold to; repeatable.")
    ] = None,
    model: Annotated[
        str | None, typer.Option("--model", metavar="MODEL", help="fast, accurate, or a model folder.")
    ] = None,
) -> int:
    """Write down what the prospect raised, whether it was taken up, what is open, and a follow-up, as Markdown."""
    audit = audit_file(file, as_format=as_format, reps=rep or (), prospects=prospect or (), model=model)

    from analyzer.report.brief import brief_markdown

    emit(brief_markdown(audit.to_dict()), out)
    return EXIT_DONE
