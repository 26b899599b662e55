"""What all commands share: data on stdout, messages on stderr, exit codes, one line an error."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TextIO

import typer

from analyzer.errors import AnalyzerError, BadSettingsError, one_line

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["EXIT_BAD_INPUT", "EXIT_DONE", "EXIT_FINDINGS", "emit", "errors_are_lines", "render_text", "say", "use_utf8"]

#: The command did what it was asked for.
EXIT_DONE: Final = 0
#: There are findings at or above ``--fail-on``.
EXIT_FINDINGS: Final = 1
#: The input or the options are wrong; also every usage error.
EXIT_BAD_INPUT: Final = 2

_FILE_WIDTH: Final = 80

P = ParamSpec("P")


def use_utf8() -> None:
    """Write UTF-8 with plain line ends, whatever the locale says: transcripts are not ASCII."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def say(message: str) -> None:
    """Print one line of message on stderr."""
    with _quiet_when_closed(sys.stderr):
        sys.stderr.write(message + "\n")
        sys.stderr.flush()


def emit(text: str, out: Path | None = None) -> None:
    """Write data to stdout, or to a file in UTF-8.

    Parameters
    ----------
    text : str
        Everything that the command prints, with its last newline.
    out : Path, optional
        File to write instead; replaced when it exists.

    Raises
    ------
    BadSettingsError
        ``E-OUTPUT`` when the file cannot be written.
    """
    if out is None:
        with _quiet_when_closed(sys.stdout):
            sys.stdout.write(text)
            sys.stdout.flush()
        return
    try:
        out.write_bytes(text.encode("utf-8", errors="backslashreplace"))
    except OSError as error:
        raise BadSettingsError(
            "E-OUTPUT", f"cannot be written: {error.strerror or 'not a file'}.", source=out.name or "."
        ) from error


def render_text(
    render: Callable[[dict[str, Any], Console], None], data: dict[str, Any], out: Path | None = None
) -> None:
    """Print a rendering: in the width and colours of the terminal, or plain, 80 columns wide, to a file.

    Parameters
    ----------
    render : callable
        Takes the data and a console.
    data : dict
    out : Path, optional
        As in `emit`.
    """
    from rich.console import Console

    if out is not None:
        console = Console(file=io.StringIO(), width=_FILE_WIDTH, color_system=None, force_terminal=False)
    else:
        console = Console()
    with console.capture() as captured:
        render(data, console)
    emit(captured.get(), out)


def errors_are_lines(command: Callable[P, int]) -> Callable[P, None]:
    """Make a command of a function that returns its exit code: its errors become one line on stderr."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            code = command(*args, **kwargs)
        except AnalyzerError as error:
            say(f"error: {error}")
            code = EXIT_BAD_INPUT
        raise typer.Exit(code)

    return run


@contextmanager
def _quiet_when_closed(stream: TextIO) -> Iterator[None]:
    """Let a reader that has seen enough (``| head``) close the pipe; the command still ends with its own code."""
    try:
        yield
    except BrokenPipeError:
        # what is left in the buffer would raise again when the interpreter shuts down
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        except (OSError, io.UnsupportedOperation) as error:
            sys.exit(one_line(str(error)))
