"""Figures in speech: money, shares, counts, durations, dates, ages, as amounts and as periods.

What is no figure, although it has words of number or time in it: "one" and "a" that count nothing measured ("one of
those"), ordinals that are no date, labels ("phase two", "Office 365"), addresses, telephone numbers and versions,
idioms ("in two minds", "24/7"), and whole lists of such phrases in ``analyzer/content/figures.toml``. "Half the time"
is a share of 50 %, since people say it to count.
"""

from __future__ import annotations

from analyzer.figures.figure import FIGURE_KINDS, Figure, FigureKind
from analyzer.figures.find import Figures, figures_in, figures_of

__all__ = ["FIGURE_KINDS", "Figure", "FigureKind", "Figures", "figures_in", "figures_of"]
