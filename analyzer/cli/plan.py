"""``analyzer plan``: questions for each of the five conversations, to be taken into a call."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from analyzer.cli.console import EXIT_DONE, emit, errors_are_lines
from analyzer.errors import BadSettingsError

__all__ = ["plan_cli"]

_KEYS: Final = ("trade", "product", "account")
_MAX_BYTES: Final = 100 * 2**20


@errors_are_lines
def plan_cli(
    trade: Annotated[str | None, typer.Option(help="Trade of the customer, such as logistics.")] = None,
    product: Annotated[str | None, typer.Option(help="What you sell.")] = None,
    account: Annotated[str | None, typer.Option(help="Whom you meet.")] = None,
    file: Annotated[Path | None, typer.Option("--file", help="TOML with trade, product, account.")] = None,
    after: Annotated[
        Path | None,
        typer.Option("--after", metavar="AUDIT", help="JSON audit of an earlier meeting: what it left open."),
    ] = None,
    out: Annotated[Path | None, typer.Option("-o", "--output", help="Write to this file instead.")] = None,
) -> int:
    """Make a call plan as Markdown: open questions for each of the five conversations, what was left open first."""
    from analyzer.plan.planned import plan_of

    told = _from_file(file) if file is not None else {}
    told |= {key: value for key, value in zip(_KEYS, (trade, product, account), strict=True) if value is not None}
    emit(plan_of(**told, after=_audit(after) if after is not None else None).to_markdown(), out)
    return EXIT_DONE


def _from_file(path: Path) -> dict[str, str]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadSettingsError("E-PLAN", f"no TOML that can be read: {error}.", source=path.name or ".") from error
    wrong = sorted(key for key, value in table.items() if key not in _KEYS or not isinstance(value, str))
    if wrong:
        raise BadSettingsError(
            "E-PLAN", f"{', '.join(wrong)}: give {', '.join(_KEYS)}, each as text.", source=path.name
        )
    return dict(table)


def _audit(path: Path) -> dict[str, Any]:
    import json

    try:
        if path.stat().st_size > _MAX_BYTES:
            raise BadSettingsError("E-AFTER", "too large for an audit (over 100 MB).", source=path.name)
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadSettingsError(
            "E-AFTER", f"cannot be read: {error.strerror or 'no file'}.", source=path.name or "."
        ) from error
    except (ValueError, RecursionError) as error:
        raise BadSettingsError("E-AFTER", "no JSON that can be read.", source=path.name) from error
    if not isinstance(data, dict):
        raise BadSettingsError("E-AFTER", "not an audit.", source=path.name)
    return data
