"""The nouns of the project: conversation, participant, turn, sentence, evidence.

Everything here is frozen. Data flows one way through the package, and nothing downstream changes what a
reader produced; a step that knows more returns a new object (`dataclasses.replace`).

Units: times are seconds from the start of the recording; offsets are code points of `Turn.text`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, Literal, get_args

__all__ = [
    "CORE_STAGES",
    "MEDIA",
    "OUTCOMES",
    "QUESTION_KINDS",
    "ROLES",
    "STAGES",
    "Conversation",
    "Evidence",
    "Interval",
    "Medium",
    "Outcome",
    "Participant",
    "QuestionKind",
    "Role",
    "RoleSource",
    "Sentence",
    "Stage",
    "Turn",
    "blanked",
    "count_words",
]

Role = Literal["rep", "prospect", "other", "unknown"]
Medium = Literal["transcript", "notes", "chat"]
Stage = Literal["values", "goals", "realities", "next_step", "implement", "pitch", "other"]
Outcome = Literal["none", "declined", "deferred", "hedged", "agreed", "agreed_dated"]
QuestionKind = Literal["open", "closed", "statement"]
RoleSource = Literal["explicit", "metadata", "inferred", "none"]
Interval = tuple[float, float]

ROLES: Final[tuple[Role, ...]] = get_args(Role)
QUESTION_KINDS: Final[tuple[QuestionKind, ...]] = get_args(QuestionKind)
#: How a commitment can end, from the weakest to the firmest.
OUTCOMES: Final[tuple[Outcome, ...]] = get_args(Outcome)
MEDIA: Final[tuple[Medium, ...]] = get_args(Medium)
#: The seven labels, in the order in which models and reports list them.
STAGES: Final[tuple[Stage, ...]] = get_args(Stage)
#: The five conversations of a first interview, in Bachrach's order.
CORE_STAGES: Final[tuple[Stage, ...]] = STAGES[:5]


def blanked(text: str, masked: tuple[tuple[int, int], ...]) -> str:
    """Return `text` with blanks in the place of the masked ranges, its length unchanged."""
    for a, b in masked:
        a, b = max(a, 0), min(b, len(text))
        if a < b:
            text = text[:a] + " " * (b - a) + text[b:]
    return text


@lru_cache(maxsize=16_384)  # turns and sentences are counted again in several rooms
def count_words(text: str, masked: tuple[tuple[int, int], ...] = (), start: int = 0) -> int:
    """Count blank-separated pieces that hold a letter or digit, leaving out masked tags.

    Parameters
    ----------
    text : str
        Text to count in.
    masked : tuple of (int, int)
        Ranges that are no speech ([inaudible] and the like), in the coordinates of the turn.
    start : int
        Where `text` begins in the turn.

    Returns
    -------
    int
        Number of words. An underscore alone is no word.
    """
    if masked:
        text = blanked(text, tuple((a - start, b - start) for a, b in masked))
    pieces = text.split()
    # nearly all begin with a letter or digit: only the others are looked at closely
    odd = [piece for piece in pieces if not piece[0].isalnum()]
    return len(pieces) - sum(not any(map(str.isalnum, piece)) for piece in odd)


@dataclass(frozen=True, slots=True)
class Participant:
    """Someone who speaks, as the file names them.

    Parameters
    ----------
    name : str
        Name or label, as written in the file.
    role : Role
        Side of the conversation.
    source : RoleSource
        What decided the role: told by the user or file (`explicit`), a field that implies it (`metadata`),
        what was said (`inferred`), or nothing (`none`).
    confidence : float or None
        Probability that the role is right; 1 when told, None when unknown.
    evidence : tuple of str
        Why, in words a user can check.
    metadata : mapping
        E-mail, company and whatever else the file says of this person.
    """

    name: str
    role: Role = "unknown"
    source: RoleSource = "none"
    confidence: float | None = None
    evidence: tuple[str, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says until another one speaks.

    Parameters
    ----------
    index : int
        Position in the conversation, from 0.
    speaker : str or None
        Name as in `Participant.name`; None where the file does not say.
    text : str
        Verbatim text; offsets of sentences and evidence point into it.
    role : Role
        Side of the speaker.
    start_s, end_s : float or None
        First start and last end in seconds; None where unknown.
    spans : tuple of (float, float)
        Timed pieces that the turn was merged from, in file order. Talk time is their union, never
        ``end_s - start_s``.
    masked : tuple of (int, int)
        Ranges of `text` that are tags and no speech, sorted and disjoint.
    heading : str or None
        For notes: the headings above the item. Context, never a sentence.
    place : str or None
        Where the turn begins in the source ("line 12", "cue 3", "turns[4]").
    """

    index: int
    speaker: str | None
    text: str
    role: Role = "unknown"
    start_s: float | None = None
    end_s: float | None = None
    spans: tuple[Interval, ...] = ()
    masked: tuple[tuple[int, int], ...] = ()
    heading: str | None = None
    place: str | None = None

    @property
    def words(self) -> int:
        """Number of spoken words."""
        return count_words(self.text, self.masked)

    @property
    def spoken(self) -> str:
        """The text with its tags blanked: as long as `text`, so that offsets stay."""
        return blanked(self.text, self.masked)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a turn.

    Parameters
    ----------
    index : int
        Position in the conversation, from 0.
    turn : int
        Index of its turn.
    start_char, end_char : int
        ``turn.text[start_char:end_char] == text``.
    text : str
        Verbatim text.
    role : Role
        Side of the speaker.
    words : int
        Spoken words, tags left out.
    question : {"open", "closed", "statement"} or None
        What kind of question it is, with or without a mark; None where it asks nothing (`analyzer.questions`).
    start_s, end_s : float or None
        Times interpolated by characters within the turn's spans; None where the turn has none.
    """

    index: int
    turn: int
    start_char: int
    end_char: int
    text: str
    role: Role
    words: int
    question: QuestionKind | None = None
    start_s: float | None = None
    end_s: float | None = None

    @property
    def is_question(self) -> bool:
        """Whether it asks something, with or without a question mark."""
        return self.question is not None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quoted sentence, with what is needed to find it again.

    ``conversation.turns[turn].text[start_char:end_char] == text``, always.
    """

    sentence: int
    turn: int
    start_char: int
    end_char: int
    text: str
    start_s: float | None
    speaker: str | None


@dataclass(frozen=True, slots=True)
class Conversation:
    """One interview, call, chat or set of notes.

    Parameters
    ----------
    id : str
        Identifier; the file's name without extension where the file has none.
    turns : tuple of Turn
        In the order of the file.
    medium : Medium
        How it was held or kept: a transcript of speech, typed chat, or notes.
    participants : tuple of Participant
        In order of first appearance.
    date : str or None
        ISO date of the conversation; never the file's own time.
    rep, account : str or None
        Whose call it is, and with whom, where the file or the user says so.
    source_name : str or None
        File name, without folder.
    source_sha256 : str or None
        Hash of the file's bytes, in hex.
    metadata : mapping
        Everything else that the file said. Never quoted as speech.
    """

    id: str
    turns: tuple[Turn, ...]
    medium: Medium = "transcript"
    participants: tuple[Participant, ...] = ()
    date: str | None = None
    rep: str | None = None
    account: str | None = None
    source_name: str | None = None
    source_sha256: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        wrong = next((i for i, turn in enumerate(self.turns) if turn.index != i), None)
        if wrong is not None:
            raise ValueError(f"turn {wrong} has index {self.turns[wrong].index}; turns count from 0")

    def words(self, role: Role | None = None) -> int:
        """Count spoken words, of one role or of all."""
        return sum(turn.words for turn in self.turns if role is None or turn.role == role)
