"""A call small enough to write a tool's files for by hand."""

from __future__ import annotations

from analyzer.corpus import Labelled, parse_labelled
from analyzer.corpus.convert import CONVERTERS, Settled, settle

__all__ = ["CALL", "settled"]

#: Emoji before and in what is labelled: offsets of browsers and of Python differ.
CALL: Labelled = parse_labelled(
    '+++\nid = "c1"\nmedium = "transcript"\ntrade = "bakery"\nkind = "sales_call"\n\n[speakers]\n"rep" = "rep"\n'
    '"Jo" = "prospect"\n\n[card]\ngoal_rung = 3\n+++\nturn\tspeaker\tstage\tlabels\ttext\n'
    "0\trep\tother\tother|other\t👋 Hi Jo!\n"
    "0\trep\tgoals\tgoals|values\tWhat do you want?\n"
    "1\tJo\tgoals\tgoals|goals\tTwo ovens 😀 by May.\n",
    "c1.tsv",
)


def settled(tool: str, *texts: str) -> list[Settled]:
    """Read what a tool gave back."""
    files = [(f"export-{k}", text) for k, text in enumerate(texts, 1)]
    return [settle(answers, "export-1") for answers in CONVERTERS[tool].parse(files)]
