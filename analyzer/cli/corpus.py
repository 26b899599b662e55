"""``analyzer corpus``: checks and counts annotated conversations."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analyzer.cli.console import EXIT_BAD_INPUT, EXIT_DONE, emit, errors_are_lines, say
from analyzer.errors import BadLabelsError, BadSettingsError

if TYPE_CHECKING:
    from analyzer.corpus.check import Fault
    from analyzer.corpus.convert import Settled

__all__ = ["agreement", "check", "corpus_app", "export_corpus", "import_corpus", "stats"]

corpus_app = typer.Typer(
    help="Check, count and compare annotated conversations; give them to labelling tools and take them back.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


class Format(StrEnum):
    """How an agreement is printed."""

    TEXT = "text"
    JSON = "json"


class Tool(StrEnum):
    """Labelling tools that conversations can be given to and taken from."""

    LABEL_STUDIO = "label-studio"
    PRODIGY = "prodigy"
    DOCCANO = "doccano"
    CSV = "csv"


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


def export_corpus(folder: Path, tool: str, out: Path, without_labels: bool = False) -> list[Path]:
    """Write a corpus for a labelling tool.

    Parameters
    ----------
    folder : Path
        Conversations, or a whole corpus.
    tool : str
        A key of `analyzer.corpus.convert.CONVERTERS`.
    out : Path
        Folder to write to, made where it does not exist.
    without_labels : bool
        Leave the labels out, so that annotators do not see each other's.

    Returns
    -------
    list of Path
        The files written.
    """
    from analyzer.corpus import read_corpus
    from analyzer.corpus.convert import CONVERTERS
    from analyzer.corpus.folders import part_of

    files = CONVERTERS[tool].export(list(read_corpus(part_of(folder, "conversations"))), without_labels)
    _make(out)
    for name, text in files.items():
        emit(text, out / name)
    return [out / name for name in files]


def import_corpus(files: list[Path], tool: str, out: Path) -> list[Settled]:
    """Read what came back from a labelling tool into the corpus' format.

    Parameters
    ----------
    files : list of Path
        Exports of the tool; the same conversation in several of them was labelled by several annotators.
    tool : str
        A key of `analyzer.corpus.convert.CONVERTERS`.
    out : Path
        Folder to write to; a conversation's file is replaced when it exists.

    Returns
    -------
    list of Settled
        A conversation each, also those without any label, which are not written.

    Raises
    ------
    BadLabelsError
        ``E-LABELS`` with file and place.
    """
    from analyzer.corpus import format_labelled
    from analyzer.corpus.convert import CONVERTERS, settle

    texts = [(path.name, _text_of(path)) for path in files]
    settled = [settle(answers, texts[0][0]) for answers in CONVERTERS[tool].parse(texts)]
    _make(out)
    for one in settled:
        if one.labelled is not None:
            emit(format_labelled(one.labelled), out / f"{one.labelled.conversation.id}.tsv")
    return settled


def _text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadLabelsError("E-LABELS", f"cannot be read as UTF-8: {error}", source=path.name) from error


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSettingsError("E-OUTPUT", "cannot be made a folder.", source=folder.name) from error


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


@corpus_app.command("export")
@errors_are_lines
def export_command(
    folder: Folder,
    tool: Annotated[Tool, typer.Option("--to", help="The labelling tool.", show_default=False)],
    out: Annotated[Path, typer.Option("--output", "-o", help="Folder to write to.", show_default=False)],
    without_labels: Annotated[
        bool, typer.Option("--without-labels", help="For annotators, who must not see each other's labels.")
    ] = False,
) -> int:
    """Write conversations for a labelling tool."""
    for path in export_corpus(folder, tool.value, out, without_labels):
        say(f"wrote {path}")
    return EXIT_DONE


@corpus_app.command("import")
@errors_are_lines
def import_command(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="What the tool exported.", show_default=False)],
    tool: Annotated[Tool, typer.Option("--from", help="The labelling tool.", show_default=False)],
    out: Annotated[Path, typer.Option("--output", "-o", help="Folder to write to.", show_default=False)],
) -> int:
    """Read labelled conversations back from a labelling tool."""
    settled = import_corpus(files, tool.value, out)
    written = [one.labelled for one in settled if one.labelled is not None]
    say(f"wrote {len(written)} conversations with {sum(len(c.sentences) for c in written)} labelled sentences")
    without = len(settled) - len(written)
    for n, what in (
        (sum(one.unlabelled for one in settled), "sentences have no label and are left out"),
        (without, "conversations have no label at all and are not written"),
        (
            sum(one.undecided for one in settled),
            "sentences are undecided between annotators: the first one's label stands",
        ),
    ):
        if n:
            say(f"{n} {what}")
    return EXIT_DONE
