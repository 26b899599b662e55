"""What every labelling tool has in common: a conversation without its labels, and the answers of its annotators."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from analyzer.conversation import STAGES, Stage
from analyzer.corpus.format import COLUMNS, Labelled, front_matter, is_file_name, parse_labelled
from analyzer.errors import BadLabelsError, one_line

__all__ = [
    "Answers",
    "Converter",
    "Labels",
    "Region",
    "Row",
    "Settled",
    "Sheet",
    "answered",
    "integer",
    "json_value",
    "labels_by_annotator",
    "refuse",
    "rows_of_cells",
    "sealed",
    "settle",
    "sheet_of",
    "stage_named",
    "text_or_none",
    "unsealed",
]

#: One annotator's labels: index of the sentence to stage.
Labels = Mapping[int, Stage]

_UNFIT: Final = "\t\n\r"
_ROW_CELLS: Final = 5


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence to be labelled.

    Parameters
    ----------
    turn : int
    speaker, heading : str or None
    text : str
    """

    turn: int
    speaker: str | None
    heading: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A conversation without its labels.

    Parameters
    ----------
    front_matter : str
        As the corpus' file has it.
    rows : tuple of Row
    """

    front_matter: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """What annotators made of a conversation.

    Parameters
    ----------
    sheet : Sheet
    place : str
        Where its file says so, for messages.
    adjudicated : mapping of int to Stage
        Labels that decide.
    annotators : sequence of mapping
        Independent labels, one mapping an annotator, always in the same order.
    unseen : int
        Sentences that the file does not even hold.
    """

    sheet: Sheet
    place: str
    adjudicated: Labels
    annotators: Sequence[Labels]
    unseen: int = 0


@dataclass(frozen=True, slots=True)
class Settled:
    """A conversation with the labels that came back.

    Parameters
    ----------
    labelled : Labelled or None
        None where not one sentence has a label.
    unlabelled : int
        Sentences without any label, left out.
    undecided : int
        Sentences on which annotators differ, without a majority or an adjudicator: the first annotator's label stands.
    """

    labelled: Labelled | None
    unlabelled: int
    undecided: int


@dataclass(frozen=True, slots=True)
class Converter:
    """A labelling tool.

    Parameters
    ----------
    name : str
    export : callable
        Takes the conversations and whether to leave the labels out (annotators must not see each other's); returns the
        files to write, name to text.
    parse : callable
        Takes the files that came back, (name, text) each; returns the answers, a conversation each.
    """

    name: str
    export: Callable[[Sequence[Labelled], bool], dict[str, str]]
    parse: Callable[[Sequence[tuple[str, str]]], list[Answers]]


def sheet_of(labelled: Labelled) -> Sheet:
    """Return a conversation without its labels."""
    turns = labelled.conversation.turns
    rows = [Row(s.turn, turns[s.turn].speaker, turns[s.turn].heading, labelled.text_of(s)) for s in labelled.sentences]
    return Sheet(front_matter(labelled), tuple(rows))


def labels_by_annotator(labelled: Labelled) -> list[dict[int, Stage]]:
    """Return the independent labels of a conversation, one mapping an annotator."""
    most = max((len(s.labels) for s in labelled.sentences), default=0)
    return [{i: s.labels[k] for i, s in enumerate(labelled.sentences) if len(s.labels) > k} for k in range(most)]


def settle(answers: Answers, source: str) -> Settled:
    """Make a labelled conversation of the answers.

    The stage in force is the adjudicator's; without one the annotators' majority, and where there is none the first
    annotator's. A sentence that nobody labelled is left out, since the corpus has no place for it.

    Raises
    ------
    BadLabelsError
        ``E-LABELS`` where what came back is no conversation of the corpus.
    """
    kept: list[tuple[Row, Stage, tuple[Stage, ...]]] = []
    undecided = 0
    for i, row in enumerate(answers.sheet.rows):
        labels = tuple(labels[i] for labels in answers.annotators if i in labels)
        stage = answers.adjudicated.get(i)
        if stage is None and labels:
            (stage, most), *others = Counter(labels).most_common(2)
            if others and others[0][1] == most:
                stage = labels[0]
                undecided += 1
        if stage is not None:
            kept.append((row, stage, labels))
    unlabelled = answers.unseen + len(answers.sheet.rows) - len(kept)
    if not kept:
        return Settled(None, unlabelled, 0)
    try:
        text = _corpus_text(answers.sheet.front_matter, kept)
        labelled = parse_labelled(text, answers.place)
    except BadLabelsError as error:
        raise refuse(source, answers.place, f"is no conversation of the corpus: {error.what}") from error
    name = labelled.conversation.id
    if not is_file_name(name):
        raise refuse(source, answers.place, f"id {one_line(name)!r} cannot be the name of a file.")
    conversation = replace(labelled.conversation, source_name=f"{name}.tsv")
    return Settled(replace(labelled, conversation=conversation), unlabelled, undecided)


def _corpus_text(head: str, kept: Iterable[tuple[Row, Stage, tuple[Stage, ...]]]) -> str:
    lines = ["+++", head, "+++", "\t".join(COLUMNS)]
    turn, last, heading = -1, None, None
    for row, stage, labels in kept:
        if row.turn != last:
            # a turn of which no sentence was labelled leaves no gap
            turn, last = turn + 1, row.turn
        if row.heading != heading and row.heading is not None:
            lines.append("\t".join(("#", "", "", "", row.heading)))
        heading = row.heading
        cells = (str(turn), row.speaker or "", stage, "|".join(labels), row.text)
        if any(c in cell for cell in (*cells, heading or "") for c in _UNFIT):
            raise BadLabelsError("E-LABELS", "a text holds a tab or a line break.")
        lines.append("\t".join(cells))
    text = "\n".join(lines) + "\n"
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise BadLabelsError("E-LABELS", "a text holds half a character (a lone surrogate).") from error
    return text


def refuse(source: str, place: str, what: str) -> BadLabelsError:
    """Return the error to raise for what came back from a tool."""
    return BadLabelsError("E-LABELS", what, source=source, place=place)


def json_value(text: str, source: str, place: str) -> Any:
    """Parse JSON; whatever is wrong with it is one line."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise refuse(source, place, f"not JSON: {one_line(str(error), 80)}.") from error


def stage_named(value: object, source: str, place: str) -> Stage:
    """Return a stage, or refuse a label that is none."""
    if value not in STAGES:
        raise refuse(source, place, f"label {one_line(str(value))!r} is not one of {list(STAGES)}.")
    return value


def sealed(front_matter: str) -> str:
    """Return front matter in Base64: an annotator must not read the scenario card, and some tools show meta data."""
    return base64.b64encode(front_matter.encode("utf-8", "surrogatepass")).decode("ascii")


def unsealed(text: str, source: str, place: str) -> str:
    """Return front matter as it was before `sealed`."""
    try:
        return base64.b64decode(text, validate=True).decode("utf-8")
    except ValueError as error:
        raise refuse(source, place, "front_matter is not what analyzer corpus export wrote.") from error


def integer(value: object, source: str, place: str) -> int:
    """Return a whole number of at least 0, also where the tool writes it as text."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise refuse(source, place, f"{one_line(str(value))!r} is no number.")


def text_or_none(value: object, source: str, place: str) -> str | None:
    """Return a text, None for none."""
    if value is None or isinstance(value, str):
        return value or None
    raise refuse(source, place, f"{one_line(str(value))!r} is no text.")


def rows_of_cells(
    cells: object, text_of: Callable[[int], str | None], source: str, place: str
) -> list[tuple[Row, int, int]]:
    """Return the rows that a meta field carries as ``[turn, speaker, heading, start, end]``, with their offsets.

    Parameters
    ----------
    cells : object
    text_of : callable
        Text that the offsets of a turn point into; None for no such turn.
    source, place : str
    """
    if not isinstance(cells, list) or not cells:
        raise refuse(source, place, "no rows: was this exported by analyzer corpus export?")
    out = []
    for k, cell in enumerate(cells):
        at = f"{place}[{k}]"
        if not isinstance(cell, list) or len(cell) != _ROW_CELLS:
            raise refuse(source, at, "a row has to be turn, speaker, heading, start and end.")
        turn, start, end = (integer(cell[i], source, at) for i in (0, 3, 4))
        text = text_of(turn)
        if text is None or not start < end <= len(text):
            raise refuse(source, at, "no such place in the text.")
        speaker, heading = (text_or_none(cell[i], source, at) for i in (1, 2))
        out.append((Row(turn, speaker, heading, text[start:end]), start, end))
    return out


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of text that somebody labelled: offsets in code points, and where its file says so."""

    start: int
    end: int
    stage: Stage
    place: str


def answered(spans: Sequence[tuple[int, int]], regions: Iterable[Region], source: str) -> dict[int, Stage]:
    """Return the labels of sentences that regions cover by more than half: people drag the mouse a little off.

    Parameters
    ----------
    spans : sequence of (start, end)
        Of the sentences, in order.
    regions : iterable of Region
        Of one annotator, in the same text.
    source : str

    Raises
    ------
    BadLabelsError
        ``E-LABELS`` where one sentence gets two different labels.
    """
    out: dict[int, Stage] = {}
    for region in regions:
        for i, (start, end) in enumerate(spans):
            covered = min(end, region.end) - max(start, region.start)
            if 2 * covered > end - start and out.setdefault(i, region.stage) != region.stage:
                raise refuse(source, region.place, f"one sentence has two labels, {out[i]} and {region.stage}.")
    return out
