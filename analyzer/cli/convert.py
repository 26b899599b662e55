"""``analyzer convert``: a conversation in another format."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analyzer.cli.console import EXIT_DONE, errors_are_lines, say
from analyzer.errors import BadSettingsError

__all__ = ["convert_cli", "convert_file"]


def convert_file(
    path: Path, out: Path, *, as_format: str | None = None, encoding: str | None = None, force: bool = False
) -> tuple[str, ...]:
    """Read a conversation and write it in the format of another file's extension.

    Parameters
    ----------
    path : Path
        Transcript, chat or notes.
    out : Path
        File to write: .vtt, .json (the project's own), .csv or .md, in UTF-8.
    as_format, encoding : str, optional
        As in `analyzer.read`.
    force : bool
        Whether a file that exists is replaced.

    Returns
    -------
    tuple of str
        What the new file does not hold, a line each; empty where reading it gives the same conversation.

    Raises
    ------
    AnalyzerError
        Where the input cannot be read, or the output not be written (E-OUTPUT).
    """
    from analyzer.transcripts import read
    from analyzer.transcripts.write import write, writer_for

    writer_for(out.name)
    conversation, _ = read(path, as_format=as_format, encoding=encoding)
    written = write(conversation, out.name)
    try:
        with out.open("wb" if force else "xb") as stream:
            stream.write(written.text.encode("utf-8", "replace"))
    except FileExistsError:
        raise BadSettingsError("E-OUTPUT", "the file exists. Give --force to replace it.", source=out.name) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a file"
        raise BadSettingsError("E-OUTPUT", f"cannot be written: {reason}.", source=out.name or ".") from None
    return written.lost


@errors_are_lines
def convert_cli(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Transcript, chat or notes.", show_default=False)],
    out: Annotated[
        Path, typer.Option("-o", "--output", help="File to write: .vtt, .json, .csv or .md.", show_default=False)
    ],
    as_format: Annotated[
        str | None, typer.Option("--as", metavar="FORMAT", help="Take the file for this format, such as vtt or notes.")
    ] = None,
    encoding: Annotated[str | None, typer.Option("--encoding", help="Encoding of the file.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the output where it exists.")] = False,
) -> int:
    """Write a conversation as WebVTT, JSON, CSV or Markdown, and say what that format does not hold."""
    for lost in convert_file(file, out, as_format=as_format, encoding=encoding, force=force):
        say(f"{out.name}: not kept: {lost}")
    return EXIT_DONE
