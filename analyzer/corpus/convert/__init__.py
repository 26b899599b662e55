"""The corpus to and from the tools in which people label text, one file a tool.

Each tool gets what it can show; what it cannot hold (front matter, headings, and where a tool has one annotator only,
the labels before adjudication) travels in its meta field and comes back with it. Nothing here reaches a network.
"""

from __future__ import annotations

from typing import Final

from analyzer.corpus.convert import csv_table, doccano, label_studio, prodigy
from analyzer.corpus.convert.sheet import Converter, Settled, settle

__all__ = ["CONVERTERS", "Converter", "Settled", "settle"]

CONVERTERS: Final[dict[str, Converter]] = {
    tool.name: tool for tool in (label_studio.FORMAT, prodigy.FORMAT, doccano.FORMAT, csv_table.FORMAT)
}
