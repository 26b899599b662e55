"""The corpus' file format: TOML front matter, then one tab-separated line a sentence.

::

    +++
    id = "017-freight"
    medium = "transcript"
    trade = "freight"

    [speakers]
    rep = "rep"
    "prospect:Gail" = "prospect"

    [card]
    next_step_outcome = "hedged"
    +++
    turn<TAB>speaker<TAB>stage<TAB>labels<TAB>text
    0<TAB>rep<TAB>other<TAB>other<TAB>Hi Gail, is now okay?
    0<TAB>rep<TAB>goals<TAB>values|goals<TAB>What would you like out of this?

A turn's text is its sentences joined with one blank. ``stage`` is the label in force; ``labels`` are the
independent annotators' labels before adjudication, joined by ``|``. In notes a line with ``#`` in the turn
column is a heading.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast

from analyzer.conversation import MEDIA, ROLES, STAGES, Conversation, Medium, Participant, Role, Stage, Turn
from analyzer.errors import BadLabelsError, one_line

__all__ = [
    "COLUMNS",
    "Labelled",
    "LabelledSentence",
    "corpus_paths",
    "format_labelled",
    "front_matter",
    "is_file_name",
    "parse_labelled",
    "read_corpus",
    "read_labelled",
]

COLUMNS: Final = ("turn", "speaker", "stage", "labels", "text")
_FENCE: Final = "+++"
_FILE_NAME: Final = re.compile(r"(?!\.)[\w.@+-]+")
_KNOWN: Final = frozenset({"id", "medium", "date", "rep", "account", "trade", "kind", "origin", "speakers", "card"})


@dataclass(frozen=True, slots=True)
class LabelledSentence:
    """A sentence with its label in force and the independent labels before adjudication."""

    turn: int
    start_char: int
    end_char: int
    stage: Stage
    labels: tuple[Stage, ...] = ()


@dataclass(frozen=True)
class Labelled:
    """A conversation with a stage for every sentence.

    Parameters
    ----------
    conversation : Conversation
    sentences : tuple of LabelledSentence
        In order; offsets point into the turns' texts.
    trade, kind : str or None
        What is sold, and the kind of talk (sales_call, discovery, consultation, chat, notes …); evaluation
        holds out whole trades.
    card : mapping
        The scenario that the conversation was written from: its conversation-level truth.
    """

    conversation: Conversation
    sentences: tuple[LabelledSentence, ...]
    trade: str | None = None
    kind: str | None = None
    card: Mapping[str, Any] = field(default_factory=dict)

    def text_of(self, sentence: LabelledSentence) -> str:
        """Return the words of one of its sentences."""
        return self.conversation.turns[sentence.turn].text[sentence.start_char : sentence.end_char]


def read_labelled(path: Path) -> Labelled:
    """Read one file of the corpus.

    Raises
    ------
    BadLabelsError
        ``E-LABELS`` with file and line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadLabelsError("E-LABELS", f"cannot be read as UTF-8: {error}", source=path.name) from error
    return parse_labelled(text, path.name)


def read_corpus(folder: Path) -> Iterator[Labelled]:
    """Read every ``*.tsv`` below `folder`, in order of name.

    Raises
    ------
    BadLabelsError
        When there is none, or one is not in the format.
    """
    for path in corpus_paths(folder):
        yield read_labelled(path)


def corpus_paths(folder: Path) -> list[Path]:
    """Return every ``*.tsv`` below `folder`, in order of name.

    Raises
    ------
    BadLabelsError
        When there is none.
    """
    paths = sorted(folder.rglob("*.tsv"))
    if not paths:
        raise BadLabelsError("E-LABELS", "no labelled conversations (*.tsv) here.", source=folder.name)
    return paths


def is_file_name(name: str) -> bool:
    """Tell whether an id can name a file of the corpus: letters, digits and ``_ - . @ +``, no dot in front."""
    return _FILE_NAME.fullmatch(name) is not None


def parse_labelled(text: str, source: str = "corpus") -> Labelled:
    """Parse one labelled conversation; see the module's docstring for the format."""
    lines = text.split("\n")
    if not lines or lines[0] != _FENCE or _FENCE not in lines[1:]:
        raise _bad(source, 1, "the file must begin with front matter between two +++ lines.")
    fence = lines.index(_FENCE, 1)
    try:
        head = tomllib.loads("\n".join(lines[1:fence]))
    except tomllib.TOMLDecodeError as error:
        raise _bad(source, 1, f"front matter is not TOML: {error}.") from error
    unknown = sorted(set(head) - _KNOWN)
    if unknown:
        raise _bad(source, 1, f"unknown keys {unknown}; known are {sorted(_KNOWN)}.")
    if not isinstance(head.get("id"), str):
        raise _bad(source, 1, "front matter needs an id.")
    medium = head.get("medium", "transcript")
    if medium not in MEDIA:
        raise _bad(source, 1, f"medium {medium!r} is not one of {list(MEDIA)}.")
    for key in ("date", "rep", "account", "trade", "kind"):
        if not isinstance(head.get(key, ""), str):
            raise _bad(source, 1, f"{key} must be a text in quotation marks.")
    for key in ("speakers", "card"):
        if not isinstance(head.get(key, {}), dict):
            raise _bad(source, 1, f"{key} must be a table.")
    speakers = head.get("speakers", {})
    for name, role in speakers.items():
        if role not in ROLES:
            raise _bad(source, 1, f"role {role!r} of speaker {name!r} is not one of {list(ROLES)}.")
    if tuple("".join(lines[fence + 1 : fence + 2]).split("\t")) != COLUMNS:
        raise _bad(source, fence + 2, f"the line after the front matter must name the columns: {COLUMNS}.")

    builder = _Builder(source, cast("Medium", medium), speakers)
    for number, line in enumerate(lines[fence + 2 :], fence + 3):
        if line:
            builder.add(number, line.split("\t"))
    turns, sentences = builder.finish()
    conversation = Conversation(
        id=head["id"],
        turns=turns,
        medium=cast("Medium", medium),
        participants=tuple(
            Participant(name, role, "explicit", 1.0, ("given in the corpus",)) for name, role in speakers.items()
        ),
        date=head.get("date"),
        rep=head.get("rep"),
        account=head.get("account"),
        source_name=source,
    )
    return Labelled(conversation, sentences, head.get("trade"), head.get("kind"), head.get("card", {}))


class _Builder:
    """Collects lines into turns."""

    def __init__(self, source: str, medium: Medium, speakers: Mapping[str, Role]) -> None:
        self.source = source
        self.medium = medium
        self.speakers = speakers
        self.turns: list[Turn] = []
        self.sentences: list[LabelledSentence] = []
        self.heading: str | None = None
        self.speaker: str | None = None
        self.texts: list[str] = []

    def add(self, number: int, cells: list[str]) -> None:
        if len(cells) != len(COLUMNS):
            raise _bad(self.source, number, f"{len(cells)} columns, not {len(COLUMNS)}.")
        turn, speaker, stage, labels, text = cells
        if not text.strip() or text != text.strip():
            raise _bad(self.source, number, "the sentence is empty, or has blanks around it.")
        if turn == "#":
            self._close()
            self.heading = text
            return
        if turn not in (str(len(self.turns)), str(len(self.turns) + bool(self.texts))):
            raise _bad(self.source, number, f"turn {one_line(turn)!r} does not follow turn {len(self.turns)}.")
        if turn != str(len(self.turns)):
            self._close()
        names: tuple[str, ...] = tuple(labels.split("|")) if labels else ()
        for name in (stage, *names):
            if name not in STAGES:
                raise _bad(self.source, number, f"stage {name!r} is not one of {list(STAGES)}.")
        if self.texts and (speaker or None) != self.speaker:
            raise _bad(self.source, number, f"turn {turn} has two speakers.")
        if speaker and speaker not in self.speakers:
            raise _bad(self.source, number, f"speaker {speaker!r} is not in [speakers].")
        self.speaker = speaker or None
        start = sum(len(t) + 1 for t in self.texts)
        self.texts.append(text)
        self.sentences.append(
            LabelledSentence(
                int(turn), start, start + len(text), cast("Stage", stage), cast("tuple[Stage, ...]", names)
            )
        )

    def _close(self) -> None:
        if not self.texts:
            return
        if self.speaker is not None:
            role = self.speakers[self.speaker]
        else:
            role = "prospect" if self.medium == "notes" else "unknown"
        self.turns.append(Turn(len(self.turns), self.speaker, " ".join(self.texts), role, heading=self.heading))
        self.texts = []

    def finish(self) -> tuple[tuple[Turn, ...], tuple[LabelledSentence, ...]]:
        self._close()
        if not self.turns:
            raise _bad(self.source, 1, "there is no sentence.")
        return tuple(self.turns), tuple(self.sentences)


def format_labelled(labelled: Labelled) -> str:
    """Write a labelled conversation in the corpus' format; `parse_labelled` reads it back the same."""
    conversation = labelled.conversation
    rows = ["\t".join(COLUMNS)]
    heading: str | None = None
    for sentence in labelled.sentences:
        turn = conversation.turns[sentence.turn]
        if turn.heading != heading and turn.heading is not None:
            rows.append("\t".join(("#", "", "", "", turn.heading)))
        heading = turn.heading
        rows.append(
            "\t".join(
                (
                    str(sentence.turn),
                    turn.speaker or "",
                    sentence.stage,
                    "|".join(sentence.labels),
                    labelled.text_of(sentence),
                )
            )
        )
    return "\n".join([_FENCE, front_matter(labelled), _FENCE, *rows]) + "\n"


def front_matter(labelled: Labelled) -> str:
    """Write what stands between the two fences: everything that is true of the whole conversation."""
    conversation = labelled.conversation
    head: list[str] = [f"id = {_toml(conversation.id)}", f"medium = {_toml(conversation.medium)}"]
    for key, value in (
        ("date", conversation.date),
        ("rep", conversation.rep),
        ("account", conversation.account),
        ("trade", labelled.trade),
        ("kind", labelled.kind),
    ):
        if value is not None:
            head.append(f"{key} = {_toml(value)}")
    if conversation.participants:
        head += ["", "[speakers]"]
        head += [f"{_toml(p.name)} = {_toml(p.role)}" for p in conversation.participants]
    if labelled.card:
        head += ["", "[card]", *(f"{key} = {_toml(value)}" for key, value in labelled.card.items())]
    return "\n".join(head)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_toml(k)} = {_toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "[" + ", ".join(_toml(v) for v in value) + "]"
    text = str(value)
    escaped = "".join(
        {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}.get(c, c if c.isprintable() else f"\\U{ord(c):08x}")
        for c in text
    )
    return f'"{escaped}"'


def _bad(source: str, line: int, what: str) -> BadLabelsError:
    return BadLabelsError("E-LABELS", what, source=source, place=f"line {line}")
