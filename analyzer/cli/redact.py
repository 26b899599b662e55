"""``analyzer redact``: a conversation without addresses, numbers and its speakers' names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analyzer.cli.console import EXIT_DONE, emit, errors_are_lines, say

if TYPE_CHECKING:
    from analyzer.redact import Redacted

__all__ = ["redact_cli", "redact_file"]


def redact_file(
    path: Path, *, as_format: str | None = None, encoding: str | None = None, presidio: str | None = None
) -> Redacted:
    """Read a file and replace what identifies people; see `analyzer.redact.redact`.

    Parameters
    ----------
    path : Path
    as_format, encoding : str, optional
    presidio : str, optional
        Pipeline for Presidio's recognisers; see `analyzer.presidio.load_finder`.

    Raises
    ------
    AnalyzerError
        Where the file cannot be read.
    """
    from analyzer.redact import redact
    from analyzer.transcripts import read

    conversation, _ = read(path, as_format=as_format, encoding=encoding)
    return redact(conversation, presidio)


@errors_are_lines
def redact_cli(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Transcript, chat or notes.", show_default=False)],
    out: Annotated[Path | None, typer.Option("-o", "--output", help="Write to this file instead.")] = None,
    as_format: Annotated[
        str | None, typer.Option("--as", metavar="FORMAT", help="Take the file for this format, such as vtt or notes.")
    ] = None,
    encoding: Annotated[str | None, typer.Option("--encoding", help="Encoding of the file.")] = None,
    presidio: Annotated[
        str | None,
        typer.Option(
            "--presidio",
            metavar="PIPELINE",
            help="Presidio's recognisers too, with this installed spaCy pipeline, or blank.",
        ),
    ] = None,
) -> int:
    """Print a conversation as JSON with addresses, numbers, links and the speakers' names replaced by placeholders."""
    from analyzer.report.json_text import to_json

    result = redact_file(file, as_format=as_format, encoding=encoding, presidio=presidio)
    of = result.conversation
    turns: list[dict[str, Any]] = [
        {"speaker": t.speaker, "role": t.role, "text": t.text, "start": t.start_s, "end": t.end_s} for t in of.turns
    ]
    told = {"id": of.id, "medium": of.medium, "date": of.date, "rep": of.rep, "account": of.account, "turns": turns}
    emit(to_json({key: value for key, value in told.items() if value is not None}), out)
    counts = ", ".join(f"{n} {kind}" for kind, n in sorted(result.counts.items()))
    say(f"replaced: {counts}" if counts else "nothing to replace was found")
    return EXIT_DONE
