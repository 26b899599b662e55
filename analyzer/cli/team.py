"""``analyzer team``: what a store of calls says of a team."""

from __future__ import annotations

import json
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import quote

import typer

from analyzer.cli.console import EXIT_DONE, emit, errors_are_lines, render_text, say
from analyzer.errors import BadSettingsError

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from analyzer.team.forget import Forgotten
    from analyzer.team.population import Population
    from analyzer.team.store import Store

__all__ = ["accounts", "export_store", "forget_calls", "report", "summary", "team_app", "trends", "triage"]

team_app = typer.Typer(
    help="Compare reps, accounts and weeks; choose calls to listen to; export; forget.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class TableFormat(StrEnum):
    """What ``--format`` takes."""

    text = "text"
    json = "json"
    csv = "csv"


class Anonymous(StrEnum):
    """What ``team report --anonymous`` takes."""

    codes = "codes"
    initials = "initials"


class ExportFormat(StrEnum):
    """What ``team export --format`` takes."""

    csv = "csv"
    parquet = "parquet"
    xlsx = "xlsx"


Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="Output folder of analyzer batch.", show_default=False)]
Url = Annotated[str | None, typer.Option("--db", metavar="URL", help="Of the store, where it is in a database.")]
Form = Annotated[TableFormat, typer.Option("--format", help="What to print.")]
Mix = Annotated[bool, typer.Option("--mix-models", help="Take calls that different models judged together.")]


@contextmanager
def _open(folder: Path, url: str | None, mix_models: bool) -> Iterator[tuple[Store, Population]]:
    from analyzer.team.population import population
    from analyzer.team.store import Store

    with Store.open(folder, url, create=False) as store:
        yield store, population(store, mix_models=mix_models)


def summary(folder: Path, *, url: str | None = None, mix_models: bool = False) -> tuple[pd.DataFrame, Population]:
    """Return the table of the team and its reps; see `analyzer.team.summary`."""
    with _open(folder, url, mix_models) as (store, over):
        from analyzer.team.summary import summary_frame

        return summary_frame(store, over), over


def accounts(folder: Path, *, url: str | None = None, mix_models: bool = False) -> tuple[pd.DataFrame, Population]:
    """Return one row an account; see `analyzer.team.accounts`."""
    with _open(folder, url, mix_models) as (_, over):
        from analyzer.team.accounts import accounts_frame

        return accounts_frame(over), over


def trends(
    folder: Path, *, url: str | None = None, mix_models: bool = False, weeks: bool = False
) -> tuple[pd.DataFrame, Population]:
    """Return what changed, or each week; see `analyzer.team.trends`."""
    with _open(folder, url, mix_models) as (store, over):
        from analyzer.team.trends import changes_frame, weeks_frame

        return (weeks_frame if weeks else changes_frame)(store, over), over


def triage(
    folder: Path, *, url: str | None = None, mix_models: bool = False, limit: int | None = None
) -> tuple[pd.DataFrame, Population]:
    """Return which calls to listen to first; see `analyzer.team.triage`."""
    with _open(folder, url, mix_models) as (store, over):
        from analyzer.team.triage import triage_frame

        return triage_frame(store, over, limit), over


def report(
    folder: Path,
    out: Path,
    *,
    pages: bool = False,
    anonymous: Literal["codes", "initials"] | None = None,
    rank: bool = False,
    url: str | None = None,
    mix_models: bool = False,
) -> Population:
    """Write the page of a team; see `analyzer.team.page`.

    Raises
    ------
    BadSettingsError
        ``E-STORE`` where the folder holds neither a store nor audits; ``E-SETTINGS`` where pages with names are asked
        for beside a page without.
    """
    from analyzer.team.audits import audits_in, store_of_audits
    from analyzer.team.page import render_team, report_data
    from analyzer.team.pages import write_pages
    from analyzer.team.population import population
    from analyzer.team.store import STORE_FILE, Store

    if pages and anonymous is not None:
        raise BadSettingsError("E-SETTINGS", "the calls' own pages hold names: leave out --pages or --anonymous.")
    audits = audits_in(folder) if url is None and folder.is_dir() and not (folder / STORE_FILE).is_file() else {}
    with store_of_audits(audits) if audits else Store.open(folder, url, create=False) as store:
        over = population(store, mix_models=mix_models)
        beside = out.with_name(f"{out.stem}-calls")
        names = write_pages(store, over.calls, beside, audits or None) if pages else {}
        links = {key: f"{quote(beside.name)}/{name}" for key, name in names.items()}
        emit(render_team(report_data(store, over, anonymous=anonymous, rank=rank, pages=links)), out)
    return over


def export_store(folder: Path, form: str, out: Path | None = None, *, url: str | None = None) -> list[Path]:
    """Write the store's tables as files; see `analyzer.team.export.export`."""
    with _open(folder, url, True) as (store, _):
        from analyzer.team.export import export
        from analyzer.team.store import make_private

        if out is not None:
            make_private(out, folder=True)
        return export(store, out or folder, form)  # type: ignore[arg-type]


def forget_calls(
    folder: Path, *, source: str | None = None, account: str | None = None, url: str | None = None
) -> Forgotten:
    """Delete calls for good; see `analyzer.team.forget.forget`."""
    with _open(folder, url, True) as (store, _):
        from analyzer.team.forget import forget

        return forget(store, folder, source=source, account=account)


@team_app.command("summary")
@errors_are_lines
def summary_cli(folder: Folder, url: Url = None, form: Form = TableFormat.text, mix_models: Mix = False) -> int:
    """Print coverage, pitch and talk of the team and each rep, with intervals, and which differences are no noise."""
    frame, over = summary(folder, url=url, mix_models=mix_models)
    _print(frame, over, form, ["rep", "quantity", "calls", "value", "low", "high", "pooled", "rest", "differs", "why"])
    known = frame["verdict_accuracy"].dropna()
    if form is TableFormat.text and len(known):
        say(f"Coverage verdicts are right in {known.min():.0%} to {known.max():.0%} of real calls, by stage.")
    return EXIT_DONE


@team_app.command("accounts")
@errors_are_lines
def accounts_cli(folder: Folder, url: Url = None, form: Form = TableFormat.text, mix_models: Mix = False) -> int:
    """Print for each account what was covered over its meetings, and what is still open."""
    frame, over = accounts(folder, url=url, mix_models=mix_models)
    _print(frame, over, form, ["account", "calls", "first_date", "last_date", "open"])
    without = sum(1 for call in over.calls if call["account"] is None)
    if without:
        say(f"{without:,} calls have no account and are left out")
    return EXIT_DONE


@team_app.command("trends")
@errors_are_lines
def trends_cli(
    folder: Folder,
    url: Url = None,
    form: Form = TableFormat.text,
    mix_models: Mix = False,
    weeks: Annotated[bool, typer.Option("--weeks", help="Print each week instead of what changed.")] = False,
) -> int:
    """Print what changed between the earlier and the later weeks, where calls carry dates."""
    frame, over = trends(folder, url=url, mix_models=mix_models, weeks=weeks)
    _print(frame, over, form, list(frame.columns))
    without = sum(1 for call in over.calls if call["date"] is None)
    if without:
        say(f"{without:,} calls have no date and are left out")
    return EXIT_DONE


@team_app.command("triage")
@errors_are_lines
def triage_cli(
    folder: Folder,
    url: Url = None,
    form: Form = TableFormat.text,
    mix_models: Mix = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many calls.")] = 20,
) -> int:
    """Print which calls to listen to first, and why."""
    frame, over = triage(folder, url=url, mix_models=mix_models, limit=limit)
    _print(frame, over, form, ["source", "part", "rep", "date", "expected", "why"])
    return EXIT_DONE


@team_app.command("report")
@errors_are_lines
def report_cli(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER", help="Output folder of analyzer batch, or a folder of JSON audits.", show_default=False
        ),
    ],
    out: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="The page.", show_default=False)],
    pages: Annotated[bool, typer.Option("--pages", help="Write each call's page too, beside the team's.")] = False,
    anonymous: Annotated[
        Anonymous | None, typer.Option("--anonymous", help="Show reps under codes or initials, without quotes.")
    ] = None,
    rank: Annotated[bool, typer.Option("--rank", help="Order reps by what they cover instead of by name.")] = False,
    url: Url = None,
    mix_models: Mix = False,
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
) -> int:
    """Write the page of a team: who covers what, with intervals, and which calls to listen to first."""
    over = report(
        folder,
        out,
        pages=pages,
        anonymous=anonymous.value if anonymous is not None else None,
        rank=rank,
        url=url,
        mix_models=mix_models,
    )
    say(f"wrote {out} over {len(over.calls):,} calls")
    if open_page:
        webbrowser.open(out.resolve().as_uri())
    return EXIT_DONE


@team_app.command("export")
@errors_are_lines
def export_cli(
    folder: Folder,
    form: Annotated[ExportFormat, typer.Option("--format", help="What to write.")] = ExportFormat.csv,
    out: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FOLDER", help="Where to; FOLDER otherwise.")
    ] = None,
    url: Url = None,
) -> int:
    """Write calls, turns, sentences, measures and findings for other programs."""
    for path in export_store(folder, form.value, out, url=url):
        say(f"wrote {path}")
    return EXIT_DONE


@team_app.command("forget")
@errors_are_lines
def forget_cli(
    folder: Folder,
    source: Annotated[str | None, typer.Option("--source", help="A file, as in calls.csv.")] = None,
    account: Annotated[str | None, typer.Option("--account", help="An account.")] = None,
    url: Url = None,
) -> int:
    """Delete a file's or an account's calls for good; later runs leave them out."""
    done = forget_calls(folder, source=source, account=account, url=url)
    say(f"{done.calls:,} calls deleted; they stay left out")
    for path in done.copies:
        say(f"may hold a copy: {path}")
    return EXIT_DONE


def _print(frame: pd.DataFrame, over: Population, form: TableFormat, shown: list[str]) -> None:
    rows: list[dict[str, Any]] = json.loads(frame.to_json(orient="records"))
    if form is TableFormat.json:
        emit(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    elif form is TableFormat.csv:
        from analyzer.team.export import neutral

        emit(frame.map(neutral).to_csv(index=False, lineterminator="\r\n"))
    else:
        render_text(_table(shown), {"rows": rows})
    out = ", ".join(f"{n:,} {why}" for why, n in over.left_out.items())
    say(f"{len(over.calls):,} calls" + (f"; left out: {out}" if out else ""))


def _table(shown: list[str]) -> Callable[[dict[str, Any], Console], None]:
    def render(data: dict[str, Any], console: Console) -> None:
        from rich.table import Table
        from rich.text import Text

        from analyzer.report.visible import visible

        table = Table(box=None, pad_edge=False)
        for key in shown:
            table.add_column(key)
        for row in data["rows"]:
            table.add_row(*(Text(visible(_cell(key, row[key]))) for key in shown))
        console.print(table)

    return render


def _cell(key: str, value: Any) -> str:
    if value is None:
        return "team" if key == "rep" else ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.2f}" if isinstance(value, float) else str(value)
