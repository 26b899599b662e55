"""The command line: one file a command, each a thin Typer function with an importable twin.

Data goes to stdout, messages go to stderr. Exit codes: 0 done, 1 findings at or above ``--fail-on``, 2 bad
input or usage. Nothing heavy is imported before a command runs, so that ``--help`` answers at once.
"""

from __future__ import annotations

from typing import Annotated

import typer

from analyzer import __version__
from analyzer.cli.audit import audit_cli
from analyzer.cli.batch import batch_cli
from analyzer.cli.brief import brief_cli
from analyzer.cli.compare import compare_cli
from analyzer.cli.console import emit, use_utf8
from analyzer.cli.convert import convert_cli
from analyzer.cli.corpus import corpus_app
from analyzer.cli.evaluate import evaluate_command
from analyzer.cli.inspect import inspect_cli
from analyzer.cli.plan import plan_cli
from analyzer.cli.redact import redact_cli
from analyzer.cli.schema import schema_cli
from analyzer.cli.team import team_app
from analyzer.cli.train import train_command
from analyzer.process import collect_seldom, spin_never

__all__ = ["app", "main"]

app = typer.Typer(
    name="analyzer",
    help="Audits first sales interviews, sentence by sentence: what was listened to, pitched and skipped.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

# in the order of the help; a new command is one file and one line here
app.command("audit")(audit_cli)
app.command("brief")(brief_cli)
app.command("plan")(plan_cli)
app.command("compare")(compare_cli)
app.command("inspect")(inspect_cli)
app.command("convert")(convert_cli)
app.command("batch")(batch_cli)
app.add_typer(team_app, name="team")
app.command("redact")(redact_cli)
app.command("train")(train_command)
app.command("evaluate")(evaluate_command)
app.command("schema")(schema_cli)
app.add_typer(corpus_app, name="corpus")


def _version(wanted: bool) -> None:
    if wanted:
        emit(f"analyzer {__version__}\n")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Audits first sales interviews, sentence by sentence: what was listened to, pitched and skipped."""


def main() -> None:
    """Run the command line."""
    collect_seldom()
    spin_never()
    use_utf8()
    app()
