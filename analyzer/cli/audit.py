"""``analyzer audit``: one conversation through the whole pipeline."""

from __future__ import annotations

import webbrowser
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analyzer.cli.console import EXIT_DONE, EXIT_FINDINGS, emit, errors_are_lines, render_text
from analyzer.errors import BadSettingsError

if TYPE_CHECKING:
    from analyzer.pipeline import Audit

__all__ = ["FailOn", "OutputFormat", "audit_cli", "audit_file", "fails"]


class OutputFormat(StrEnum):
    """What ``--format`` takes."""

    text = "text"
    json = "json"
    html = "html"


class FailOn(StrEnum):
    """What ``--fail-on`` takes."""

    high = "high"
    medium = "medium"


def audit_file(
    path: Path,
    *,
    as_format: str | None = None,
    encoding: str | None = None,
    reps: Sequence[str] = (),
    prospects: Sequence[str] = (),
    our_domains: Sequence[str] = (),
    speakers: Path | None = None,
    corrections: Path | None = None,
    after: Sequence[Path] = (),
    plan: Path | None = None,
    model: Path | str | None = None,
    folder: Path | None = None,
) -> Audit:
    """Read and audit a file, as ``analyzer audit`` does.

    Parameters
    ----------
    path : Path
        Transcript, chat or notes.
    as_format, encoding : str, optional
        What to take the file for, instead of finding out.
    reps, prospects : sequence of str
        Names of the people on each side.
    our_domains : sequence of str
        E-mail domains of those who sell, besides those of ``analyzer.toml``.
    speakers : Path, optional
        Who is on which side in every call; see `analyzer.speakers.known`.
    corrections : Path, optional
        A person's corrections, in CSV.
    after : sequence of Path
        Audits of earlier meetings with the account, as JSON.
    plan : Path, optional
        A plan in Markdown, whose questions are looked for.
    model : Path or str, optional
        Folder of a stage model, or the name of a packaged one; the packaged default otherwise.
    folder : Path, optional
        Where to look for ``analyzer.toml``; the working folder otherwise.

    Raises
    ------
    AnalyzerError
        Where the input, the settings, the corrections or the model cannot be used.
    """
    from analyzer.corrections import read_corrections
    from analyzer.earlier import read_earlier
    from analyzer.plan.planned import read_plan
    from analyzer.settings import load_settings
    from analyzer.transcripts import read

    # what is cheap to refuse is refused before the heavy imports
    settings = load_settings(folder or Path.cwd()).with_domains(our_domains)
    conversation, parse = read(path, as_format=as_format, encoding=encoding)
    rows = read_corrections(corrections) if corrections is not None else ()
    earlier = [read_earlier(file) for file in after]
    planned = read_plan(plan) if plan is not None else None

    from analyzer.pipeline import audit, load_model
    from analyzer.speakers import load_speakers

    return audit(
        conversation,
        parse=parse,
        reps=reps,
        prospects=prospects,
        settings=settings,
        speakers=load_speakers(speakers) if speakers is not None else None,
        corrections=rows,
        earlier=earlier,
        plan=planned,
        model=load_model(model) if model is not None else None,
    )


def fails(data: dict[str, Any], threshold: FailOn | None) -> bool:
    """Tell whether an audit holds a finding at or above a severity."""
    if threshold is None:
        return False
    failing = {"high"} if threshold is FailOn.high else {"high", "medium"}
    return any(finding["severity"] in failing for finding in data["findings"])


@errors_are_lines
def audit_cli(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Transcript, chat or notes.", show_default=False)],
    output_format: Annotated[OutputFormat, typer.Option("--format", help="What to print.")] = OutputFormat.text,
    out: Annotated[Path | None, typer.Option("-o", "--output", help="Write to this file instead.")] = None,
    as_format: Annotated[
        str | None, typer.Option("--as", metavar="FORMAT", help="Take the file for this format, such as vtt or notes.")
    ] = None,
    encoding: Annotated[str | None, typer.Option("--encoding", help="Encoding of the file.")] = None,
    rep: Annotated[list[str] | None, typer.Option("--rep", metavar="NAME", help="Who sells; repeatable.")] = None,
    prospect: Annotated[
        list[str] | None, typer.Option("--prospect", metavar="NAME", help="Who is sold to; repeatable.")
    ] = None,
    our_domain: Annotated[
        list[str] | None,
        typer.Option("--our-domain", metavar="DOMAIN", help="E-mail domain of those who sell; repeatable."),
    ] = None,
    speakers: Annotated[
        Path | None, typer.Option("--speakers", metavar="FILE", help="TOML of who is on which side in every call.")
    ] = None,
    corrections: Annotated[
        Path | None,
        typer.Option("--corrections", help="CSV of turn, start_char, end_char, stage, role that overrides labels."),
    ] = None,
    after: Annotated[
        list[Path] | None,
        typer.Option("--after", metavar="AUDIT", help="JSON audit of an earlier meeting with the account; repeatable."),
    ] = None,
    plan: Annotated[
        Path | None, typer.Option("--plan", metavar="PLAN", help="Markdown plan: which of its questions were asked.")
    ] = None,
    fail_on: Annotated[
        FailOn | None, typer.Option("--fail-on", help="Exit with 1 on a finding of this severity or above.")
    ] = None,
    model: Annotated[
        str | None, typer.Option("--model", metavar="MODEL", help="fast, accurate, or a model folder.")
    ] = None,
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in the browser (--format html).")] = False,
) -> int:
    """Audit a conversation: the stages, talk against pitch, the findings with quotes, what to say next time."""
    if open_page and (output_format is not OutputFormat.html or out is None):
        raise BadSettingsError("E-SETTINGS", "--open shows a page that is kept: add --format html and -o FILE.")
    audit = audit_file(
        file,
        as_format=as_format,
        encoding=encoding,
        reps=rep or (),
        prospects=prospect or (),
        our_domains=our_domain or (),
        speakers=speakers,
        corrections=corrections,
        after=after or (),
        plan=plan,
        model=model,
    )
    data = audit.to_dict()
    if output_format is OutputFormat.json:
        from analyzer.report.json_text import to_json

        emit(to_json(data), out)
    elif output_format is OutputFormat.html:
        from analyzer.report.page import render_page

        emit(render_page(data), out)
        if open_page and out is not None:
            webbrowser.open(out.resolve().as_uri())
    else:
        from analyzer.report.terminal import render

        render_text(render, data, out)
    return EXIT_FINDINGS if fails(data, fail_on) else EXIT_DONE
