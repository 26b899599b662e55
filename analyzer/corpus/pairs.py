"""Minimal pairs: two short passages that differ as little as possible, and yet in their label.

A set is one file, ``corpus/pairs/<set>.tsv``; its first line names the columns ``pair_id, role, stage, text``. A
passage is any number of lines of context, marked ``-`` in place of a stage, and then the one sentence that is judged; a
pair is two passages with the same number or name, one after the other. Lines that begin with ``#`` are comments. ::

    pair_id role      stage      text
    12      rep       -          What's your capacity?
    12      prospect  realities  Four hundred a week.
    12      rep       -          What capacity do you want?
    12      prospect  goals      Four hundred a week.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Final, cast

from analyzer.conversation import ROLES, STAGES, Conversation, Participant, Role, Stage, Turn
from analyzer.corpus.format import LabelledSentence
from analyzer.corpus.wording import word_parts
from analyzer.errors import BadLabelsError, one_line

__all__ = ["PAIR_COLUMNS", "SETS", "MinimalPair", "Passage", "is_pair_file", "pair_faults", "parse_pairs", "read_pairs"]

PAIR_COLUMNS: Final = ("pair_id", "role", "stage", "text")
_CONTEXT: Final = "-"
_NOT_OTHER: Final = tuple(s for s in STAGES if s != "other")
#: The sets, and the stages that stand on their two sides.
SETS: Final[dict[str, tuple[tuple[Stage, ...], tuple[Stage, ...]]]] = {
    "goal-reality": (("goals",), ("realities",)),
    "value-goal": (("values",), ("goals",)),
    "next_step-implement": (("next_step",), ("implement",)),
    "pitch-implement": (("pitch",), ("implement",)),
    "answer-backchannel": (_NOT_OTHER, ("other",)),
}
#: Share of words that the two passages of a pair have in common, in order; under it the change is hardly minimal.
_MINIMAL: Final = 0.25


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence with what was said before it.

    Parameters
    ----------
    lines : tuple of (role, text)
        The last one is the sentence that is judged.
    stage : Stage
    line : int
        Of that sentence in the file.
    """

    lines: tuple[tuple[Role, str], ...]
    stage: Stage
    line: int

    @property
    def text(self) -> str:
        """The sentence that is judged."""
        return self.lines[-1][1]

    def conversation(self, name: str) -> tuple[Conversation, LabelledSentence]:
        """Return the passage as a conversation, and its judged sentence; neighbouring lines of a role are one turn."""
        turns: list[Turn] = []
        for role, text in self.lines:
            if turns and turns[-1].role == role:
                turns[-1] = Turn(turns[-1].index, role, f"{turns[-1].text} {text}", role)
            else:
                turns.append(Turn(len(turns), role, text, role))
        people = tuple(Participant(r, r, "explicit", 1.0) for r in dict.fromkeys(t.role for t in turns))
        end = len(turns[-1].text)
        judged = LabelledSentence(len(turns) - 1, end - len(self.text), end, self.stage)
        return Conversation(name, tuple(turns), participants=people), judged


@dataclass(frozen=True, slots=True)
class MinimalPair:
    """Two passages that differ in little and in their stage.

    Parameters
    ----------
    set : str
        Name of the set, a key of `SETS`.
    name : str
        Number or name of the pair in its set.
    first, second : Passage
    """

    set: str
    name: str
    first: Passage
    second: Passage

    @property
    def similarity(self) -> float:
        """Share of the words that the two passages have in common, in order (difflib's ratio)."""
        a, b = (word_parts(" ".join(text for _, text in p.lines)) for p in (self.first, self.second))
        return SequenceMatcher(None, a, b, autojunk=False).ratio()


def is_pair_file(path: Path) -> bool:
    """Tell whether a file begins as a set of minimal pairs does."""
    try:
        with path.open(encoding="utf-8") as file:
            first = next((line for line in file if not line.startswith("#")), "")
    except (OSError, UnicodeDecodeError):
        return False
    return tuple(first.rstrip("\n").split("\t")) == PAIR_COLUMNS


def read_pairs(path: Path) -> tuple[MinimalPair, ...]:
    """Read one set, or all sets of a folder, in order of name.

    Raises
    ------
    BadLabelsError
        ``E-LABELS`` with file and line.
    """
    if path.is_dir():
        paths = sorted(path.glob("*.tsv"))
        if not paths:
            raise BadLabelsError("E-LABELS", "no minimal pairs (*.tsv) here.", source=path.name)
        return tuple(pair for each in paths for pair in read_pairs(each))
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadLabelsError("E-LABELS", f"cannot be read as UTF-8: {error}", source=path.name) from error
    return parse_pairs(text, path.name)


def parse_pairs(text: str, source: str) -> tuple[MinimalPair, ...]:
    """Parse one set; `source` is its file's name, which says which set it is."""
    name = source.removesuffix(".tsv")
    if name not in SETS:
        raise BadLabelsError("E-LABELS", f"no set is called so; there are {list(SETS)}.", source=source)
    pairs: list[MinimalPair] = []
    open_pair: list[Passage] = []
    last: str | None = None
    for pair, passage in _passages(text, source):
        if open_pair and pair != last:
            raise _bad(source, open_pair[0].line, f"pair {one_line(last or '')!r} has one passage, not two.")
        if not open_pair and any(pair == p.name for p in pairs):
            raise _bad(
                source, passage.line, f"pair {one_line(pair)!r} was there before, or has more than two passages."
            )
        open_pair.append(passage)
        last = pair
        if len(open_pair) == 2:
            pairs.append(MinimalPair(name, pair, open_pair[0], open_pair[1]))
            _validate(pairs[-1], source)
            open_pair = []
    if open_pair:
        raise _bad(source, open_pair[0].line, f"pair {one_line(last or '')!r} has one passage, not two.")
    if not pairs:
        raise _bad(source, 1, "there is no pair.")
    return tuple(pairs)


def pair_faults(pairs: tuple[MinimalPair, ...]) -> list[tuple[MinimalPair, str]]:
    """Return the pairs that are in the format and yet doubtful, with the reason."""
    faults = [
        (p, f"the passages share {p.similarity:.0%} of their words: is that a minimal change?")
        for p in pairs
        if p.similarity < _MINIMAL
    ]
    seen: dict[tuple[tuple[Role, str], ...], MinimalPair] = {}
    for p in pairs:
        for passage in (p.first, p.second):
            before = seen.setdefault(passage.lines, p)
            if before is not p:
                faults.append((p, f"line {passage.line} repeats a passage of pair {before.name!r} of {before.set}"))
    return faults


def _passages(text: str, source: str) -> Iterator[tuple[str, Passage]]:
    lines = [(n, line) for n, line in enumerate(text.split("\n"), 1) if line and not line.startswith("#")]
    if not lines or tuple(lines[0][1].split("\t")) != PAIR_COLUMNS:
        raise _bad(source, lines[0][0] if lines else 1, f"the first line must name the columns: {PAIR_COLUMNS}.")
    context: list[tuple[Role, str]] = []
    name: str | None = None
    for number, line in lines[1:]:
        cells = line.split("\t")
        if len(cells) != len(PAIR_COLUMNS):
            raise _bad(source, number, f"{len(cells)} columns, not {len(PAIR_COLUMNS)}.")
        pair, role, stage, words = cells
        if not pair.strip() or not words.strip() or words != words.strip():
            raise _bad(source, number, "the pair or the text is empty, or has blanks around it.")
        if role not in ROLES:
            raise _bad(source, number, f"role {one_line(role)!r} is not one of {list(ROLES)}.")
        if stage not in (*STAGES, _CONTEXT):
            raise _bad(source, number, f"stage {one_line(stage)!r} is not one of {[*STAGES, _CONTEXT]}.")
        if context and pair != name:
            raise _bad(source, number, f"the context of pair {one_line(name or '')!r} has no sentence after it.")
        name = pair
        context.append((role, words))
        if stage != _CONTEXT:
            yield pair, Passage(tuple(context), cast("Stage", stage), number)
            context = []
    if context:
        raise _bad(source, lines[-1][0], f"the context of pair {one_line(name or '')!r} has no sentence after it.")


def _validate(pair: MinimalPair, source: str) -> None:
    a, b = pair.first, pair.second
    one, other = SETS[pair.set]
    if not ((a.stage in one and b.stage in other) or (b.stage in one and a.stage in other)):
        what = f"{a.stage} and {b.stage} are not the two sides of {pair.set}."
        raise _bad(source, b.line, what)
    if a.lines == b.lines:
        raise _bad(source, b.line, "the two passages are the same.")


def _bad(source: str, line: int, what: str) -> BadLabelsError:
    return BadLabelsError("E-LABELS", what, source=source, place=f"line {line}")
