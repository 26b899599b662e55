"""What a finding is, what a check is, and what they share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, Protocol

from analyzer.content import content
from analyzer.conversation import CORE_STAGES, STAGES, Evidence, Stage

if TYPE_CHECKING:
    from analyzer.earlier import CoveredEarlier
    from analyzer.ladders import Ladders
    from analyzer.measures import Measures
    from analyzer.measures.coverage import Coverage
    from analyzer.stages.staged import Staged

__all__ = [
    "READ_RIGHT",
    "SEVERITIES",
    "STAGE_NAMES",
    "Candidate",
    "Check",
    "Context",
    "Finding",
    "Severity",
    "due",
    "in_words",
    "nearest",
    "say_next",
]

Severity = Literal["high", "medium", "low"]
#: From the most to the least severe.
SEVERITIES: Final[tuple[Severity, ...]] = ("high", "medium", "low")
#: The stages as a coach names them.
STAGE_NAMES: Final[Mapping[Stage, str]] = {
    "values": "values",
    "goals": "goals",
    "realities": "current realities",
    "next_step": "the next step",
    "implement": "the commitment to implement",
    "pitch": "the pitch",
    "other": "everything else",
}
_MAX_CANDIDATES: Final = 3
#: How often a ladder is read rightly: share of the excerpts of ``corpus/ladders``, part ``test``, that the rules were
#: not written against (``tests/benchmarks/ladders.py``). ``unconnected`` and ``unheard``: of those that were read so.
READ_RIGHT: Final[Mapping[str, float]] = {
    "goal_rung": 0.85,
    "unconnected": 0.75,
    "next_step": 0.78,
    "implement": 0.72,
    "unheard": 0.85,
}


@dataclass(frozen=True)
class Candidate:
    """A sentence that comes nearest to what is absent.

    Parameters
    ----------
    evidence : Evidence
    probability : float
        That the sentence is of the absent stage, by the model.
    """

    evidence: Evidence
    probability: float


@dataclass(frozen=True)
class Finding:
    """One thing that a coach would raise.

    Parameters
    ----------
    name : str
        Name of the check, as in measures.md.
    stage : Stage or None
        What it is about, where it is about one stage.
    severity : {"high", "medium", "low"}
    confidence : float
        Probability that it holds, in [0, 1].
    message : str
        What was found: one sentence.
    evidence : tuple of Evidence
        Sentences that it rests on.
    candidates : tuple of Candidate
        Of an absence: the nearest sentences, up to three, the most probable first.
    due : Evidence or None
        Of an absence: the moment at which the stage was due.
    say_next : str
        One thing to say next time.
    """

    name: str
    stage: Stage | None
    severity: Severity
    confidence: float
    message: str
    evidence: tuple[Evidence, ...]
    candidates: tuple[Candidate, ...]
    due: Evidence | None
    say_next: str


@dataclass(frozen=True)
class Context:
    """All that a check may look at."""

    staged: Staged
    coverage: Mapping[Stage, Coverage]
    measures: Measures
    ladders: Ladders
    #: Stages that an earlier meeting covered: nothing was due on them now.
    earlier: Mapping[Stage, CoveredEarlier]


class Check(Protocol):
    """One kind of finding: a file of its own, and a line in the registry."""

    @property
    def name(self) -> str:
        """Name of the findings that it makes."""
        ...

    def find(self, context: Context) -> Iterable[Finding]:
        """Return its findings, in any order."""
        ...


def say_next(name: str, stage: Stage) -> str:
    """Return the sentence to say next time, from ``analyzer/content/say_next.toml``.

    Raises
    ------
    ValueError
        When the file has none for this finding and stage: a fault of the content, not of any input.
    """
    found = content("say_next").get(name, {}).get(stage)
    if not isinstance(found, str) or not found.strip():
        raise ValueError(f"analyzer/content/say_next.toml has no sentence for {name}.{stage}")
    return found


def nearest(context: Context, stage: Stage, roles: tuple[str, ...]) -> tuple[Candidate, ...]:
    """Quote the sentences that come nearest to a stage that is absent.

    Parameters
    ----------
    context : Context
    stage : Stage
    roles : tuple of Role
        Whose sentences are looked at.

    Returns
    -------
    tuple of Candidate
        Up to three, the most probable first. None where a person ruled all of them out.
    """
    staged = context.staged
    column = [float(p) for p in staged.probabilities[:, STAGES.index(stage)]]
    able = [s.index for s in staged.sentences if s.role in roles and s.words and column[s.index] > 0]
    best = sorted(able, key=lambda i: (-column[i], i))[:_MAX_CANDIDATES]
    return tuple(Candidate(staged.evidence(i), column[i]) for i in best)


def due(context: Context, stage: Stage) -> Evidence | None:
    """Quote the moment at which an absent stage was due.

    Values, goals and realities were due before what comes later in Bachrach's order: the first sentence of a
    later stage, or of the rep's pitch, whichever is said first. The two commitments were due at the end, the
    last words of the rep. Notes do not keep the order of what was said, so nothing was due at any of them.
    """
    staged = context.staged
    if staged.conversation.medium == "notes":
        return None
    spoken = [s for s in staged.sentences if s.words]
    if stage in ("next_step", "implement"):
        closing = [s.index for s in spoken if s.role == "rep"]
        return staged.evidence(closing[-1]) if closing else None
    stages = staged.stages
    later = frozenset(CORE_STAGES[CORE_STAGES.index(stage) + 1 :])
    at = next(
        (
            s.index
            for s in spoken
            if (stages[s.index] in later and s.role in ("rep", "prospect"))
            or (stages[s.index] == "pitch" and s.role == "rep")
        ),
        None,
    )
    if at is None:
        return staged.evidence(spoken[-1].index) if spoken else None
    return staged.evidence(at)


def in_words(stages: Iterable[Stage]) -> str:
    """Name stages in a sentence: ``values, goals and current realities``."""
    names = [STAGE_NAMES[stage] for stage in stages]
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
