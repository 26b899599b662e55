"""The words of a conversation as markup: each sentence a mark with its stage, its confidence and its findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from markupsafe import Markup, escape

from analyzer.report.page.timeline import STAGE_CLASS
from analyzer.report.visible import visible
from analyzer.report.words import clock

__all__ = ["numbers_by_sentence", "transcript_of"]

Data = Mapping[str, Any]

_ROLE_CLASS: Final = {"rep": "rep", "prospect": "pro", "other": "oth", "unknown": "unk"}


def numbers_by_sentence(findings: Sequence[Data]) -> dict[int, list[int]]:
    """Return for each sentence that a finding quotes the numbers of these findings, from 1."""
    out: dict[int, list[int]] = {}
    for number, finding in enumerate(findings, 1):
        due = [finding["due"]] if finding["due"] is not None and not finding["evidence"] else []
        for quote in [*finding["evidence"], *due]:
            numbers = out.setdefault(quote["sentence"], [])
            if number not in numbers:
                numbers.append(number)
    return out


def transcript_of(data: Data) -> Markup:
    """Return all turns as markup; what a transcript holds is text in it, and nothing else.

    Written by hand rather than by the template: a call of an hour has a thousand sentences, and the template
    engine would take longer over them than all the rest of the page.
    """
    found = numbers_by_sentence(data["findings"])
    turns: Sequence[Data] = data["conversation"]["turns"]
    by_turn: dict[int, list[Data]] = {}
    for sentence in data["sentences"]:
        by_turn.setdefault(sentence["turn"], []).append(sentence)
    out: list[str] = []
    for index, turn in enumerate(turns):
        name = escape(visible(turn["speaker"])) if turn["speaker"] is not None else ""
        when = clock(turn["start_s"]) if turn["start_s"] is not None else f"{index}"
        label = f"{name} " if name else ""
        out.append(
            f'<div class="t {_ROLE_CLASS[turn["role"]]}" id=t{index}><p><b>{label}</b>'
            f"<a href=#t{index}>{when}</a></p><p>"
        )
        out.extend(_marks(by_turn.get(index, ()), found))
        out.append("</p></div>\n")
    return Markup("".join(out))  # noqa: S704 - what came from the file is escaped above and below


def _marks(sentences: Sequence[Data], found: Mapping[int, Sequence[int]]) -> Iterator[str]:
    before = None
    for s in sentences:
        kind = STAGE_CLASS[s["stage"]]
        classes = kind
        if s["stage"] not in ("other", before):
            classes += " l"
        if s["unsure"]:
            classes += " u"
        if s["corrected"]:
            classes += " k"
        before = s["stage"]
        numbers = found.get(s["index"], ())
        about = f' data-f="{" ".join(map(str, numbers))}"' if numbers else ""
        yield f'<span id=s{s["index"]} class="{classes}" data-c={round(100 * s["confidence"])}{about}>'
        yield str(escape(visible(s["text"])))
        yield "</span>"
        for number in numbers:
            yield f'<sup><a href=#f{number} aria-label="finding {number}">{number}</a></sup>'
        yield " "
