"""Small pictures for the team's page: a rate or a mean with its interval, and a course over weeks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from markupsafe import Markup, escape

__all__ = ["course", "dots"]

_LEFT: Final = 92
_WIDTH: Final = 200
_ROW: Final = 24


def dots(rows: Sequence[dict[str, Any]], team: dict[str, float | None], title: str) -> Markup:
    """Draw a row each: the value as a dot, its interval as a line, the team's value as a tick.

    Parameters
    ----------
    rows : sequence of dict
        ``name``, ``label``, ``class``, ``value``, ``low``, ``high``: fractions of one, or None where unknown.
    team : mapping of name to value
    title : str
        What a reader hears who does not see it.
    """
    height = _ROW * len(rows) + 22
    head = (
        f'<svg viewBox="0 0 {_LEFT + _WIDTH + 48} {height}" role="img" class="dots"><title>{escape(title)}</title>'
        f'<path class="grid" d="M{_LEFT} 4v{_ROW * len(rows)}M{_LEFT + _WIDTH / 2} 4v{_ROW * len(rows)}'
        f'M{_LEFT + _WIDTH} 4v{_ROW * len(rows)}"/>'
        f'<text x="{_LEFT}" y="{height - 4}" text-anchor="middle">0</text>'
        f'<text x="{_LEFT + _WIDTH / 2}" y="{height - 4}" text-anchor="middle">50%</text>'
        f'<text x="{_LEFT + _WIDTH}" y="{height - 4}" text-anchor="middle">100%</text>'
    )
    out = [head]
    for k, row in enumerate(rows):
        y = 4 + _ROW * k + _ROW / 2
        out.append(f'<text class="name" x="0" y="{y + 4:.0f}">{escape(row["label"])}</text>')
        there = team.get(row["name"])
        if there is not None:
            out.append(f'<path class="team" d="M{_LEFT + _WIDTH * there:.1f} {y - 8:.1f}v16"/>')
        if row["value"] is None:
            out.append(f'<text x="{_LEFT + 6}" y="{y + 4:.0f}">unknown</text>')
            continue
        if row["low"] is not None:
            a, b = (max(0.0, min(1.0, row[key])) for key in ("low", "high"))
            length = max(_WIDTH * (b - a), 0.5)
            out.append(f'<path class="range {row["class"]}" d="M{_LEFT + _WIDTH * a:.1f} {y:.1f}h{length:.1f}"/>')
        out.append(f'<circle class="{row["class"]}" cx="{_LEFT + _WIDTH * row["value"]:.1f}" cy="{y:.1f}" r="5"/>')
        out.append(f'<text class="value" x="{_LEFT + _WIDTH + 8}" y="{y + 4:.0f}">{100 * row["value"]:.0f}%</text>')
    return Markup("".join(out) + "</svg>")  # noqa: S704 - texts are escaped above, all else is ours


def course(weeks: Sequence[dict[str, Any]], title: str) -> Markup:
    """Draw a mean or rate by week with its intervals; no line joins them, for a line would be a trend.

    Parameters
    ----------
    weeks : sequence of dict
        ``week``, ``calls``, ``value``, ``low``, ``high``.
    title : str
    """
    height, left, width = 170, 40, 900
    step = width / max(len(weeks), 1)
    every = max(1, round(len(weeks) / 12))

    def y(value: float) -> float:
        return 10 + 120 * (1 - max(0.0, min(1.0, value)))

    head = (
        f'<svg viewBox="0 0 {left + width + 10} {height}" role="img" class="course"><title>{escape(title)}</title>'
        f'<path class="grid" d="M{left} {y(0):.0f}h{width}M{left} {y(0.5):.0f}h{width}M{left} {y(1):.0f}h{width}"/>'
        f'<text x="0" y="{y(0) + 4:.0f}">0</text><text x="0" y="{y(0.5) + 4:.0f}">50%</text>'
        f'<text x="0" y="{y(1) + 4:.0f}">100%</text>'
    )
    out = [head]
    for k, week in enumerate(weeks):
        x = left + step * (k + 0.5)
        if week["low"] is not None:
            top, bottom = y(week["high"]), y(week["low"])
            out.append(f'<path class="range" d="M{x:.1f} {top:.1f}v{max(bottom - top, 0.5):.1f}"/>')
        out.append(f'<circle cx="{x:.1f}" cy="{y(week["value"]):.1f}" r="4.5"/>')
        if k % every == 0:
            label = f"{escape(week['week'])} ({week['calls']})"
            out.append(f'<text x="{x:.1f}" y="150" text-anchor="middle">{label}</text>')
    return Markup("".join(out) + "</svg>")  # noqa: S704 - as above
