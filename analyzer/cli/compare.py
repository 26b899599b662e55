"""``analyzer compare``: notes laid beside the transcript of the same meeting."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analyzer.cli.audit import OutputFormat, audit_file
from analyzer.cli.console import EXIT_DONE, emit, errors_are_lines
from analyzer.errors import BadInputError

if TYPE_CHECKING:
    from analyzer.compare import Comparison

__all__ = ["compare_cli", "comparison_dict"]


@errors_are_lines
def compare_cli(
    notes: Annotated[Path, typer.Argument(metavar="NOTES", help="Notes of a meeting.", show_default=False)],
    transcript: Annotated[
        Path, typer.Argument(metavar="TRANSCRIPT", help="Transcript of the same meeting.", show_default=False)
    ],
    output_format: Annotated[OutputFormat, typer.Option("--format", help="What to print.")] = OutputFormat.text,
    out: Annotated[Path | None, typer.Option("-o", "--output", help="Write to this file instead.")] = None,
    rep: Annotated[list[str] | None, typer.Option("--rep", metavar="NAME", help="Who sells; repeatable.")] = None,
    model: Annotated[
        str | None, typer.Option("--model", metavar="MODEL", help="fast, accurate, or a model folder.")
    ] = None,
) -> int:
    """Lay notes beside the transcript: claims without evidence, figures that differ, what the notes miss."""
    from analyzer.compare import compare

    noted = audit_file(notes, as_format="notes", model=model)
    talk = audit_file(transcript, reps=rep or (), model=model)
    if talk.conversation.medium == "notes":
        raise BadInputError(
            "E-COMPARE", "holds notes, not a transcript. Give the notes first, the transcript second.",
            source=transcript.name,
        )  # fmt: skip
    data = comparison_dict(compare(noted.staged, talk.staged))
    if output_format is OutputFormat.json:
        from analyzer.report.json_text import to_json

        emit(to_json(data), out)
    else:
        emit(_text(data), out)
    return EXIT_DONE


def comparison_dict(found: Comparison) -> dict[str, Any]:
    """Return a comparison as JSON types: `supported`, `unsupported`, `conflicts`, `missed`, each with its quotes."""
    from dataclasses import asdict

    from analyzer.report.data import plain

    return {
        key: plain([asdict(item) for item in getattr(found, key)])
        for key in ("supported", "unsupported", "conflicts", "missed")
    }


def _text(data: dict[str, Any]) -> str:
    from analyzer.report.visible import visible

    def quote(evidence: dict[str, Any]) -> str:
        where = f"turn {evidence['turn']}" if evidence["start_s"] is None else f"{evidence['start_s']:.0f} s"
        return f"“{visible(evidence['text'])}” ({where})"

    lines = [f"{len(data['supported'])} of the notes' claims have their evidence in the talk.", ""]
    lines.append(f"Without evidence in the talk: {len(data['unsupported']) or 'none'}")
    for claim in data["unsupported"]:
        lines.append(f"  {claim['stage'].replace('_', ' ')}: {quote(claim['evidence'])}")
        if claim["support"] is not None:
            lines.append(f"    nearest ({claim['share']:.0%}): {quote(claim['support'])}")
    lines += ["", f"Figures that differ: {len(data['conflicts']) or 'none'}"]
    for conflict in data["conflicts"]:
        lines.append(f"  noted {visible(conflict['noted'])}: {quote(conflict['claim'])}")
        lines.append(f"    said {visible(conflict['said'])}: {quote(conflict['support'])}")
    lines += ["", f"Said and not in the notes: {len(data['missed']) or 'none'}"]
    lines += [f"  {missed['stage'].replace('_', ' ')}: {quote(missed['evidence'])}" for missed in data["missed"]]
    return "\n".join(lines) + "\n"
