"""``analyzer corpus``: checks and counts annotated conversations."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analyzer.cli.console import EXIT_BAD_INPUT, EXIT_DONE, emit, errors_are_lines, say

if TYPE_CHECKING:
    from analyzer.corpus.check import Fault

__all__ = ["agreement", "check", "corpus_app", "stats"]

corpus_app = typer.Typer(help="Check and count annotated conversations.", no_args_is_help=True, rich_markup_mode=None)


class Format(StrEnum):
    """How an agreement is printed."""

    TEXT = "text"
    JSON = "json"


Folder = Annotated[
    Path, typer.Argument(metavar="FOLDER", help="Folder of *.tsv files, or a whole corpus.", show_default=False)
]


def stats(folder: Path) -> str:
    """Return the counts of a corpus, or of a part of one, as Markdown."""
    from analyzer.corpus.counts import counts_of

    return counts_of(folder)


def check(folder: Path) -> list[Fault]:
    """Return what is wrong with a corpus, or with a part of one."""
    from analyzer.corpus.check import check_folder

    return check_folder(folder)


def agreement(folder: Path, stand_off: bool = False) -> dict[str, Any]:
    """Compare the two independent labels of a corpus' sentences.

    Parameters
    ----------
    folder : Path
        Conversations, stand-off labels, or a whole corpus.
    stand_off : bool
        In a whole corpus, take the stand-off labels and not the conversations.

    Returns
    -------
    dict
        As in `analyzer.corpus.agreement.agreement`.
    """
    from analyzer.corpus.agreement import agreement as compare
    from analyzer.corpus.folders import labels_of

    return compare(labels_of(folder, stand_off=stand_off))


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


@corpus_app.command("agreement")
@errors_are_lines
def agreement_command(
    folder: Folder,
    stand_off: Annotated[bool, typer.Option("--stand-off", help="Of real speech, where FOLDER holds both.")] = False,
    form: Annotated[Format, typer.Option("--format", help="text (Markdown) or json.")] = Format.TEXT,
) -> int:
    """Print how far two independent annotators agree, and how their differences were settled."""
    from analyzer.corpus.agreement import agreement_table

    result = agreement(folder, stand_off)
    emit(json.dumps(result, indent=1) + "\n" if form is Format.JSON else agreement_table(result, folder.name))
    return EXIT_DONE
