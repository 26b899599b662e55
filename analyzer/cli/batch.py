"""``analyzer batch``: a team's calls into a store."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analyzer.cli.console import EXIT_BAD_INPUT, EXIT_DONE, errors_are_lines, say
from analyzer.errors import BadSettingsError

if TYPE_CHECKING:
    from analyzer.team.batch import BatchResult

__all__ = ["batch", "batch_cli", "summary_lines"]

#: Failures that are shown; all of them are in the report.
_SHOWN = 5


def batch(
    inputs: Sequence[str],
    out: Path,
    *,
    manifest: Path | None = None,
    name_pattern: str | None = None,
    rows: dict[str, str | None] | None = None,
    as_format: str | None = None,
    encoding: str | None = None,
    our_domains: Sequence[str] = (),
    speakers: Path | None = None,
    model: str | None = None,
    redact: bool = False,
    presidio: str | None = None,
    url: str | None = None,
    workers: int | None = None,
    dask: str | None = None,
    folder: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> BatchResult:
    """Analyse many files, as ``analyzer batch`` does.

    Parameters
    ----------
    inputs : sequence of str
        Folders, files and globs.
    out : Path
        Folder of the store.
    manifest : Path, optional
        CSV of files with date, rep and account.
    name_pattern : str, optional
        How file names tell date, rep and account: ``{date}_{rep}``.
    rows : dict, optional
        Take files for tables in which a row is a call: the columns ``text`` and perhaps ``id, date, rep, account``.
    as_format, encoding, our_domains, speakers, model, folder
        As in `analyzer.cli.audit.audit_file`.
    redact : bool
        Take identifiers out before anything is stored.
    presidio : str, optional
        With `redact`: pipeline for Presidio's recognisers; see `analyzer.presidio.load_finder`.
    url : str, optional
        Of a database.
    workers : int, optional
    dask : str, optional
    progress : callable, optional
        As in `analyzer.team.batch.run_batch`.

    Raises
    ------
    AnalyzerError
        Where the options cannot be followed; files that cannot be read are failures in the result.
    """
    from analyzer.settings import load_settings
    from analyzer.speakers.known import load_speakers
    from analyzer.team.batch import run_batch
    from analyzer.team.inputs import RowColumns, find_inputs
    from analyzer.team.work import Options
    from analyzer.transcripts.registry import named

    if as_format is not None:
        named(as_format)  # a wrong name is one mistake of the user's, and no failure of every file
    if presidio is not None:
        from analyzer.presidio import load_finder

        if not redact:
            raise BadSettingsError("E-OPTION", "--presidio needs --redact.")
        load_finder(presidio)  # nor is a pipeline that is not there
    options = Options(
        as_format=as_format,
        encoding=encoding,
        settings=load_settings(folder or Path.cwd()).with_domains(our_domains),
        speakers=load_speakers(speakers) if speakers is not None else None,
        model=model,
        redact=redact,
        presidio=presidio,
    )
    columns = RowColumns(**rows) if rows is not None else None  # type: ignore[arg-type]
    found = find_inputs(inputs, out, manifest=manifest, pattern=name_pattern, rows=columns)
    if not found.items and not found.refused:
        raise BadSettingsError("E-INPUT", "there is nothing to read. Give folders or files that hold transcripts.")
    return run_batch(found, out, options, url=url, workers=workers, dask=dask, progress=progress)


def summary_lines(result: BatchResult) -> list[str]:
    """Say what a run did: a line each for what a reader has to know."""
    lines = [
        f"{result.items:,} given: {result.analysed:,} analysed, {result.unchanged:,} unchanged"
        + (f", {result.forgotten:,} to be forgotten and left out" if result.forgotten else "")
        + f"; {result.calls:,} calls in the store"
    ]
    if result.duplicates:
        lines.append(f"{result.duplicates:,} calls have the words of another one and are left out of rates")
    if result.unsuitable:
        what = ", ".join(f"{n:,} {why.replace('_', ' ')}" for why, n in sorted(result.unsuitable.items()))
        lines.append(f"{sum(result.unsuitable.values()):,} calls are left out of rates: {what}")
    if result.not_found:
        what = ", ".join(f"{n:,} without {key}" for key, n in result.not_found.items())
        lines.append(f"not told: {what} (column not_found of calls.csv says why)")
    if result.passed_over:
        what = ", ".join(f"{n:,} {ending}" for ending, n in sorted(result.passed_over.items()))
        lines.append(f"passed over, no transcript by its ending: {what}")
    lines += [f"failed: {row['message']}" for row in result.failures[:_SHOWN]]
    if result.failures:
        lines.append(f"{len(result.failures):,} failed; all of them are in failures.csv")
    return lines


@contextmanager
def _bar() -> Iterator[Callable[[int, int], None] | None]:
    """Show progress with rate and time left on a terminal; elsewhere nothing."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TimeRemainingColumn
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:.1f} files/s" if task.speed else "")

    columns: tuple[Any, ...] = (BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@errors_are_lines
def batch_cli(
    inputs: Annotated[
        list[str] | None, typer.Argument(metavar="INPUT...", help="Folders, files, globs.", show_default=False)
    ] = None,
    out: Annotated[
        Path, typer.Option("-o", "--output", metavar="FOLDER", help="Folder of the store and exports.")
    ] = Path("team"),
    manifest: Annotated[
        Path | None, typer.Option("--manifest", metavar="FILE", help="CSV with file, date, rep, account.")
    ] = None,
    name_pattern: Annotated[
        str | None, typer.Option("--name-pattern", metavar="PATTERN", help="Of file names, such as {date}_{rep}_{*}.")
    ] = None,
    row_is_call: Annotated[
        bool, typer.Option("--row-is-call", help="Take files for tables (CSV, XLSX, JSON Lines): a row is a call.")
    ] = False,
    text_column: Annotated[str | None, typer.Option("--text-column", help="Of such a table.")] = None,
    id_column: Annotated[
        str | None, typer.Option("--id-column", help="Of such a table; else the row's number.")
    ] = None,
    date_column: Annotated[str | None, typer.Option("--date-column", help="Of such a table.")] = None,
    rep_column: Annotated[str | None, typer.Option("--rep-column", help="Of such a table.")] = None,
    account_column: Annotated[str | None, typer.Option("--account-column", help="Of such a table.")] = None,
    as_format: Annotated[
        str | None, typer.Option("--as", metavar="FORMAT", help="Take every file for this format.")
    ] = None,
    encoding: Annotated[str | None, typer.Option("--encoding", help="Encoding of the files.")] = None,
    our_domain: Annotated[
        list[str] | None,
        typer.Option("--our-domain", metavar="DOMAIN", help="E-mail domain of those who sell; repeatable."),
    ] = None,
    speakers: Annotated[
        Path | None, typer.Option("--speakers", metavar="FILE", help="TOML of who is on which side in every call.")
    ] = None,
    model: Annotated[
        str | None, typer.Option("--model", metavar="MODEL", help="fast, accurate, or a model folder.")
    ] = None,
    redact: Annotated[
        bool, typer.Option("--redact", help="Replace names, addresses and numbers before anything is stored.")
    ] = False,
    presidio: Annotated[
        str | None,
        typer.Option(
            "--presidio",
            metavar="PIPELINE",
            help="With --redact: Presidio's recognisers too, with this installed spaCy pipeline, or blank.",
        ),
    ] = None,
    url: Annotated[
        str | None, typer.Option("--db", metavar="URL", help="postgresql://… to keep the store there.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="Processes; one a core otherwise.", show_default=False)
    ] = None,
    dask: Annotated[
        str | None,
        typer.Option(
            "--dask", metavar="ADDRESS", help="tcp://scheduler:8786: let the workers of a Dask cluster do it."
        ),
    ] = None,
) -> int:
    """Analyse many files into a store; run it again to go on after a break, or for what is new. 2: some failed."""
    columns = {"id": id_column, "date": date_column, "rep": rep_column, "account": account_column}
    if row_is_call and text_column is None:
        raise BadSettingsError("E-OPTION", "--row-is-call needs --text-column: which column holds what was said?")
    if not row_is_call and (text_column is not None or any(columns.values())):
        raise BadSettingsError("E-OPTION", "columns are told only with --row-is-call.")
    if not inputs and manifest is None:
        raise BadSettingsError("E-OPTION", "give folders, files or globs, or --manifest FILE.")
    with _bar() as progress:
        result = batch(
            inputs or (),
            out,
            manifest=manifest,
            name_pattern=name_pattern,
            rows={"text": text_column, **columns} if row_is_call else None,
            as_format=as_format,
            encoding=encoding,
            our_domains=our_domain or (),
            speakers=speakers,
            model=model,
            redact=redact,
            presidio=presidio,
            url=url,
            workers=workers,
            dask=dask,
            progress=progress,
        )
    for line in summary_lines(result):
        say(line)
    return EXIT_BAD_INPUT if result.failures else EXIT_DONE
