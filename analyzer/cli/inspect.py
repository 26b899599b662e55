"""``analyzer inspect``: how a file is read and who is taken for whom, before any analysis."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from analyzer.cli.audit import OutputFormat
from analyzer.cli.console import EXIT_DONE, emit, errors_are_lines, render_text

__all__ = ["inspect_cli", "inspect_file"]


def inspect_file(
    path: Path,
    *,
    as_format: str | None = None,
    encoding: str | None = None,
    reps: Sequence[str] = (),
    prospects: Sequence[str] = (),
    our_domains: Sequence[str] = (),
    speakers: Path | None = None,
    folder: Path | None = None,
) -> dict[str, Any]:
    """Read a file and find out who is on which side.

    Parameters
    ----------
    path, as_format, encoding, reps, prospects, our_domains, speakers, folder
        As in `analyzer.cli.audit.audit_file`.

    Returns
    -------
    dict
        ``schema_version``, ``parse`` and ``conversation``, with the same keys as in an audit.

    Raises
    ------
    AnalyzerError
        Where the file cannot be read.
    """
    from analyzer.report.data import SCHEMA_VERSION, conversation_dict, plain
    from analyzer.settings import load_settings
    from analyzer.transcripts import read

    settings = load_settings(folder or Path.cwd()).with_domains(our_domains)
    conversation, parse = read(path, as_format=as_format, encoding=encoding)

    from analyzer.pipeline import load_model
    from analyzer.sentences import segment
    from analyzer.speakers import assign_roles, load_role_model, load_speakers, tell_roles

    known = load_speakers(speakers) if speakers is not None else None
    told = tell_roles(conversation, reps, prospects, settings, known)
    # the model is loaded only where somebody's side has to be inferred
    assigned = assign_roles(segment(told), load_role_model(), lambda of: load_model().predict_blind(of))
    return {
        "schema_version": SCHEMA_VERSION,
        "parse": plain(parse.to_dict()),
        "conversation": conversation_dict(assigned.conversation),
    }


@errors_are_lines
def inspect_cli(
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
) -> int:
    """Show how a file is read: what was kept and left out, who is taken for whom and why, the first turns."""
    data = inspect_file(
        file,
        as_format=as_format,
        encoding=encoding,
        reps=rep or (),
        prospects=prospect or (),
        our_domains=our_domain or (),
        speakers=speakers,
    )
    if output_format is OutputFormat.json:
        from analyzer.report.json_text import to_json

        emit(to_json(data), out)
    else:
        from analyzer.report.terminal import render_inspection

        render_text(render_inspection, data, out)
    return EXIT_DONE
