"""Everything that can be wrong with a corpus, each fault with its place and words, the worst first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from analyzer.corpus.cards import card_faults
from analyzer.corpus.duplicates import alike_conversations, near_duplicates, repeated_sentences
from analyzer.corpus.folders import Kind, parts_of
from analyzer.corpus.format import Labelled, corpus_paths, read_labelled
from analyzer.corpus.frames import reused_frames
from analyzer.corpus.pairs import MinimalPair, pair_faults, read_pairs
from analyzer.corpus.stand_off import read_stand_off_labels
from analyzer.corpus.wording import Line, lines_of
from analyzer.errors import BadLabelsError, one_line

__all__ = ["Fault", "check_folder"]

_QUOTE: Final = 90
_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to look at in a corpus.

    Parameters
    ----------
    code : str
        ``E-LABELS`` (format), ``E-ID`` (id and file name differ, or an id stands twice), ``E-CARD`` (vocabulary),
        ``W-LABELS`` (doubtful labels column), ``W-REPEATED`` (one sentence, several conversations), ``W-NEAR`` (nearly
        one sentence), ``W-ALIKE`` (two conversations that share much), ``W-FRAME`` (a ready-made phrase), ``W-PAIR`` (a
        doubtful minimal pair).
    what : str
        With its place and the words.
    """

    code: str
    what: str

    def __str__(self) -> str:
        return f"{self.what} [{self.code}]"


def check_folder(folder: Path) -> list[Fault]:
    """Check a corpus, or a part of one; see `analyzer.corpus.folders` for what a part is.

    Returns
    -------
    list of Fault
        Errors of format first, then each kind of repetition from the most to the least repeated.

    Raises
    ------
    BadLabelsError
        Where there is nothing to check.
    """
    return [fault for kind, part in parts_of(folder) for fault in _CHECKS[kind](part)]


def _conversations(folder: Path) -> list[Fault]:
    faults: list[Fault] = []
    corpus: list[Labelled] = []
    for path in corpus_paths(folder):
        try:
            corpus.append(read_labelled(path))
        except BadLabelsError as error:
            faults.append(_of_format(error))
    faults += _ids(corpus)
    for labelled in corpus:
        name = labelled.conversation.source_name or labelled.conversation.id
        faults += [Fault("E-CARD", f"{name}: {one_line(what, 200)}") for what in card_faults(labelled.card)]
        faults += [Fault("W-LABELS", f"{name}: {what}") for what in _label_faults(labelled)]
    faults += [
        Fault(
            "W-REPEATED",
            f"in {len(r.places)} conversations ({_some([f'{name} turn {turn}' for name, turn in r.places])}): "
            f"“{one_line(r.words, _QUOTE)}”",
        )
        for r in repeated_sentences(corpus)
    ]
    lines = lines_of(corpus)
    for group in near_duplicates(lines):
        # one wording is reported above
        if len(_wordings(corpus, group.lines)) > 1:
            shown = "; ".join(
                f"{_place(corpus, line)}: “{one_line(_text(corpus, line), _QUOTE)}”" for line in group.lines[:_SHOWN]
            )
            faults.append(
                Fault("W-NEAR", f"in {group.conversations} conversations, {group.similarity:.0%} alike: {shown}")
            )
    for pair in alike_conversations(lines):
        first, second = (corpus[k].conversation.id for k in (pair.first, pair.second))
        faults.append(
            Fault(
                "W-ALIKE",
                f"{first} and {second} share {pair.shared} runs of five words ({pair.share:.1%} of the shorter one), "
                f"such as “{pair.example}”",
            )
        )
    for frame in reused_frames(corpus, lines):
        places = _some([_place(corpus, line) for line in frame.lines])
        words = " ".join(frame.words)
        faults.append(
            Fault(
                "W-FRAME", f"{frame.where} in {len(frame.lines)} conversations ({places}): “{one_line(words, _QUOTE)}”"
            )
        )
    return faults


def _ids(corpus: Sequence[Labelled]) -> list[Fault]:
    faults = [
        Fault("E-ID", f"{c.conversation.source_name}: its id is {c.conversation.id}")
        for c in corpus
        if c.conversation.source_name != f"{c.conversation.id}.tsv"
    ]
    twice = [name for name, n in Counter(c.conversation.id for c in corpus).items() if n > 1]
    return faults + [Fault("E-ID", f"{name}: several files have this id") for name in twice]


def _label_faults(labelled: Labelled) -> list[str]:
    """Judge the labels column: as many labels everywhere, and a stage that somebody gave unless they differed."""
    counts = Counter(len(s.labels) for s in labelled.sentences)
    faults = []
    if len(counts) > 1:
        told = ", ".join(f"{n} sentences with {k}" for k, n in sorted(counts.items()))
        faults.append(f"not every sentence has as many labels: {told}")
    overruled = [
        s for s in labelled.sentences if len(s.labels) > 1 and len(set(s.labels)) == 1 and s.stage != s.labels[0]
    ]
    faults += [
        f"turn {s.turn}: stage {s.stage}, though every annotator said {s.labels[0]}: "
        f"“{one_line(labelled.text_of(s), _QUOTE)}”"
        for s in overruled
    ]
    single = sum(len(s.labels) == 1 and s.stage != s.labels[0] for s in labelled.sentences)
    if single:
        faults.append(f"{single} sentences whose stage is not the one label that they were given")
    return faults


def _stand_off(folder: Path) -> list[Fault]:
    try:
        read_stand_off_labels(folder)
    except BadLabelsError as error:
        return [_of_format(error)]
    return []


def _pairs(folder: Path) -> list[Fault]:
    faults: list[Fault] = []
    pairs: list[MinimalPair] = []
    for path in corpus_paths(folder):
        try:
            pairs += read_pairs(path)
        except BadLabelsError as error:
            faults.append(_of_format(error))
    return faults + [Fault("W-PAIR", f"{p.set}.tsv: pair {p.name}: {what}") for p, what in pair_faults(tuple(pairs))]


_CHECKS: Final[dict[Kind, Callable[[Path], list[Fault]]]] = {
    "conversations": _conversations,
    "stand-off": _stand_off,
    "pairs": _pairs,
}


def _of_format(error: BadLabelsError) -> Fault:
    return Fault(error.code, str(error).removesuffix(f" [{error.code}]"))


def _place(corpus: Sequence[Labelled], line: Line) -> str:
    labelled = corpus[line.conversation]
    return f"{labelled.conversation.id} turn {labelled.sentences[line.sentence].turn}"


def _text(corpus: Sequence[Labelled], line: Line) -> str:
    labelled = corpus[line.conversation]
    return labelled.text_of(labelled.sentences[line.sentence])


def _wordings(corpus: Sequence[Labelled], lines: Sequence[Line]) -> set[str]:
    return {"".join(c.lower() for c in _text(corpus, line) if c.isalnum()) for line in lines}


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
