"""Annotated conversations: their file format, checks, counts and agreement.

The format is line-based and diffable; `corpus/README.md` documents it for annotators.
"""

from analyzer.corpus.format import (
    Labelled,
    LabelledSentence,
    format_labelled,
    parse_labelled,
    read_corpus,
    read_labelled,
)

__all__ = [
    "Labelled",
    "LabelledSentence",
    "format_labelled",
    "parse_labelled",
    "read_corpus",
    "read_labelled",
]
