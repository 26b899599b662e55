"""``analyzer corpus``: checks and counts annotated conversations."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analyzer.cli.console import EXIT_BAD_INPUT, EXIT_DONE, emit, errors_are_lines, say

if TYPE_CHECKING:
    from analyzer.corpus.check import Fault

__all__ = ["check", "corpus_app", "stats"]

corpus_app = typer.Typer(help="Check and count annotated conversations.", no_args_is_help=True, rich_markup_mode=None)

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder of *.tsv files.", show_default=False)]


def stats(folder: Path) -> str:
    """Return the counts of a corpus, or of a part of one, as Markdown."""
    from analyzer.corpus.counts import counts_of

    return counts_of(folder)


def check(folder: Path) -> list[Fault]:
    """Return what is wrong with a corpus, or with a part of one."""
    from analyzer.corpus.check import check_folder

    return check_folder(folder)


@corpus_app.command("stats")
@errors_are_lines
def stats_command(folder: Folder) -> int:
    """Print how many conversations, sentences, labels, planned faults and outcomes there are."""
    emit(stats(folder))
    return EXIT_DONE


@corpus_app.command("check")
@errors_are_lines
def check_command(folder: Folder) -> int:
    """Check formats, ids and cards; look for sentences, stretches and phrases that several conversations share."""
    wrong = check(folder)
    for fault in wrong:
        say(str(fault))
    say(f"{len(wrong)} things to look at" if wrong else "nothing to complain of")
    return EXIT_BAD_INPUT if wrong else EXIT_DONE
