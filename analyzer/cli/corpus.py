"""``analyzer corpus``: checks and counts annotated conversations."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analyzer.cli.console import EXIT_BAD_INPUT, EXIT_DONE, emit, errors_are_lines, say
from analyzer.errors import one_line

__all__ = ["check", "corpus_app", "stats"]

corpus_app = typer.Typer(help="Check and count annotated conversations.", no_args_is_help=True, rich_markup_mode=None)

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder of *.tsv files.", show_default=False)]


def stats(folder: Path) -> str:
    """Return the counts of a corpus as Markdown."""
    from analyzer.corpus import read_corpus
    from analyzer.corpus.counts import counts_table

    return counts_table(list(read_corpus(folder)))


def check(folder: Path) -> list[str]:
    """Return what is wrong with a corpus, a line each; a file that cannot be read is raised as an error."""
    from analyzer.corpus import read_corpus
    from analyzer.corpus.duplicates import repeated_sentences

    corpus = list(read_corpus(folder))
    wrong = [
        f"{c.conversation.source_name}: its id is {c.conversation.id}"
        for c in corpus
        if c.conversation.source_name != f"{c.conversation.id}.tsv"
    ]
    wrong += [
        f"in {len(r.conversations)} conversations ({', '.join(r.conversations[:3])}): “{one_line(r.words, 80)}”"
        for r in repeated_sentences(corpus)
    ]
    return wrong


@corpus_app.command("stats")
@errors_are_lines
def stats_command(folder: Folder) -> int:
    """Print how many conversations, sentences and labels there are."""
    emit(stats(folder))
    return EXIT_DONE


@corpus_app.command("check")
@errors_are_lines
def check_command(folder: Folder) -> int:
    """Check every file's format, and look for sentences that several conversations share."""
    wrong = check(folder)
    for line in wrong:
        say(line)
    say(f"{len(wrong)} things to look at" if wrong else "nothing to complain of")
    return EXIT_BAD_INPUT if wrong else EXIT_DONE
