"""``analyzer schema``: the JSON Schema of an audit."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from analyzer.cli.console import EXIT_DONE, emit, errors_are_lines

__all__ = ["schema_cli", "schema_text"]


def schema_text() -> str:
    """Return the JSON Schema (2020-12) of ``analyzer audit --format json`` as text."""
    return (files("analyzer.report") / "schema.json").read_text(encoding="utf-8")


@errors_are_lines
def schema_cli(
    out: Annotated[Path | None, typer.Option("-o", "--output", help="Write to this file instead.")] = None,
) -> int:
    """Print the JSON Schema that every audit in JSON follows."""
    emit(schema_text(), out)
    return EXIT_DONE
