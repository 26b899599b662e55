"""How firm a commitment is at the end of a conversation: for the next step, and for implementing.

Per proposed action the last word counts; of the actions that are still open at the end, the strongest
(annotation guide, `next_step_outcome`). What the rep alone takes on commits nobody else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from analyzer.content import content
from analyzer.conversation import Evidence, Sentence, Stage
from analyzer.ladders.cues import Cues, cues, plain
from analyzer.ladders.moments import moment_in

if TYPE_CHECKING:
    from analyzer.stages.staged import Staged

__all__ = ["OUTCOMES", "Commitment", "Commitments", "Outcome", "Who", "commitments_of"]

Outcome = Literal["none", "declined", "deferred", "hedged", "agreed", "agreed_dated"]
Who = Literal["prospect", "rep", "both"]
#: From the weakest to the firmest.
OUTCOMES: Final[tuple[Outcome, ...]] = ("none", "declined", "deferred", "hedged", "agreed", "agreed_dated")
# who has to act: the rep alone, both sides together, or the prospect
_Kind = Literal["owes", "joins", "asks"]
_MAX_EVIDENCE: Final = 3


@dataclass(frozen=True, slots=True)
class Commitment:
    """Where one kind of commitment ended.

    Parameters
    ----------
    outcome : Outcome or None
        None where it cannot be known.
    who : {"prospect", "rep", "both"} or None
        Who has to act; None where nothing is to be done.
    what : str or None
        The sentence that names the action, verbatim.
    when : str or None
        The time that was agreed, verbatim.
    evidence : tuple of Evidence
        Up to three sentences: the action, the last word on it, and where the time was named. Empty for `none`
        where nothing was proposed.
    why : str or None
        Why the outcome is not known.
    """

    outcome: Outcome | None
    who: Who | None = None
    what: str | None = None
    when: str | None = None
    evidence: tuple[Evidence, ...] = ()
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Commitments:
    """Both commitments at the end of a conversation."""

    next_step: Commitment
    implement: Commitment


@dataclass
class _Action:
    """One proposed action while the conversation is read."""

    kind: _Kind | None = None
    proposed: Sentence | None = None  # the last proposal of it
    offered: str | None = None  # a time in a proposal that nobody has accepted yet
    offered_in: Sentence | None = None
    outcome: Outcome = "none"
    said: Sentence | None = None  # the last word on it
    taken: bool = False  # the prospect takes a part
    when: str | None = None
    when_in: Sentence | None = None
    stops: bool = False  # the last question asked for what stands in the way: a "no" to it refuses nothing
    open: bool = False


@dataclass
class _Reading:
    """What has been proposed and answered so far, of one stage."""

    actions: dict[str, _Action] = field(default_factory=dict)
    current: str = ""

    def action(self, words: tuple[str, ...], *, proposing: bool) -> _Action:
        """Return the action that is meant: the one that is named, otherwise the one that was last talked about."""
        name = next((name for name, known in _actions().items() if known(words)), None)
        if name is not None and (proposing or name in self.actions or not self.actions):
            self.current = name
        elif not self.current:
            self.current = name or "it"
        return self.actions.setdefault(self.current, _Action())


def commitments_of(staged: Staged) -> Commitments:
    """Read where the next step and implementing stand at the end.

    Parameters
    ----------
    staged : Staged
        Sentences labelled `next_step` and `implement` are read, and short answers right after one.
    """
    return Commitments(_read(staged, "next_step"), _read(staged, "implement"))


def _read(staged: Staged, stage: Stage) -> Commitment:
    reading = _Reading()
    notes = staged.conversation.medium == "notes"
    for sentence in _sentences(staged, stage):
        words = plain(sentence.text)
        if not words:
            continue
        if notes:
            _note(reading, sentence, words)
        elif sentence.role == "rep":
            _propose(reading, sentence, words, stage)
        elif sentence.role == "prospect":
            _answer(reading, sentence, words)
    return _ending(staged, reading)


def _sentences(staged: Staged, stage: Stage) -> Iterator[Sentence]:
    """Yield the stage's sentences, and the prospect's first words right after one of the rep's."""
    stages = staged.stages
    asked = False
    for sentence in staged.sentences:
        if not sentence.words:
            continue
        label = stages[sentence.index]
        if label == stage:
            yield sentence
            asked = sentence.role == "rep"
        elif sentence.role == "prospect":
            if asked and label == "other" and sentence.words <= _SHORT:
                yield sentence
            asked = False
        elif label != "other":
            asked = False


_SHORT: Final = 6


def _propose(reading: _Reading, sentence: Sentence, words: tuple[str, ...], stage: Stage) -> None:
    asks, joins, owes = _cue("asks_prospect")(words), _cue("joins")(words), _cue("owes")(words)
    span = moment_in(sentence.text)
    if stage == "implement":
        joins = False
        if _cue("stoppers")(words):
            reading.action(words, proposing=False).stops = True
            return
        if _cue("explores")(words) and not asks:
            reading.action(words, proposing=False).open = False
            return
    if not (asks or joins or owes or (span is not None and reading.actions)):
        return
    action = reading.action(words, proposing=True)
    action.stops = _cue("stoppers")(words)
    if asks or joins or owes:
        ringing = joins and not asks and span is None and not sentence.is_question and words[0] in ("i'll", "i", "we'll")
        action.kind = "asks" if asks and not joins else "owes" if owes and not asks and not joins or ringing else "joins"
        action.proposed = sentence
    action.open = True
    if span is not None:
        action.offered, action.offered_in = sentence.text[span[0] : span[1]], sentence


def _answer(reading: _Reading, sentence: Sentence, words: tuple[str, ...]) -> None:
    current = reading.actions.get(reading.current)
    outcome, taken = _judge(words, sentence, asked=current is not None and (current.open or current.outcome != "none"))
    if outcome is None:
        return
    if outcome in ("yes", "no") and not reading.actions:
        return
    action = reading.action(words, proposing=taken)
    span = moment_in(sentence.text)
    own = None if span is None else sentence.text[span[0] : span[1]]
    if outcome == "no":
        if action.stops or not action.open:
            return
        outcome = "declined"
    if outcome == "yes":
        if action.stops or (not action.open and own is None):
            return
        if action.kind == "owes" and own is None and not action.taken:
            outcome = "hedged" if OUTCOMES.index(action.outcome) < OUTCOMES.index("agreed") else action.outcome
        else:
            outcome = "agreed"
    if outcome == "time":
        if not action.open and action.outcome not in ("agreed", "agreed_dated"):
            return
        outcome = "agreed" if own is not None and not sentence.is_question else action.outcome
    action.taken = action.taken or taken
    action.said = sentence
    if outcome == "agreed":
        when, where = (own, sentence) if own is not None else (action.offered, action.offered_in) if action.open else (None, None)
        if when is not None:
            action.when, action.when_in = when, where
        outcome = "agreed_dated" if action.when is not None else "agreed"
    elif outcome in ("declined", "deferred", "hedged"):
        action.when = own if outcome == "deferred" else None
        action.when_in = sentence if action.when else None
    action.outcome = outcome
    action.open = False
    action.offered = action.offered_in = None


_Word = Literal["yes", "no", "time", "declined", "deferred", "hedged", "agreed"]


def _judge(words: tuple[str, ...], sentence: Sentence, *, asked: bool) -> tuple[_Word | None, bool]:
    """Judge what the prospect says of an action, and whether the prospect takes a part in it.

    Parameters
    ----------
    words : tuple of str
        As from `plain`.
    sentence : Sentence
    asked : bool
        Whether something is proposed: politeness is a polite yes only to a proposal.
    """
    take = _taking(words)
    declined = _cue("declines").find(words)
    deferred = _cue("defers").find(words)
    maybe = _cue("hedges").find(words)
    hedged = maybe or (_cue("polite").find(words) if asked else None)
    moved = _cue("other_times")(words)
    dated = moment_in(sentence.text) is not None
    if declined is not None and any(_outlasts(span, declined) for span in (take, deferred)):
        declined = None  # "leave it with me", "we can't sign now"
    if declined is not None and not moved:
        firm = take is not None and words[take[0]] in _FIRM and "but" not in words[take[0] : declined[0]]
        return ("agreed", True) if firm else ("declined", False)
    if deferred is not None:
        later = take is not None and take[0] >= deferred[1] and dated
        return ("agreed", True) if later else ("deferred", False)
    if sentence.is_question and take is None and hedged is None:
        return None, False
    soft = not _SOFT.isdisjoint(words)
    if take is not None:
        within = hedged is not None and hedged[0] <= take[0] and hedged[1] >= take[1]
        # "we'll see how we go": what is loosely said after a maybe takes nothing on
        loose = maybe is not None and not dated and words[take[0]] not in _FIRM
        if soft or loose or (within and not dated):
            return "hedged", not within
        return "agreed", True
    if hedged is not None or (asked and _cue("conditions")(words)):
        return "hedged", False
    if moved:
        return "time", False
    if words[0] in ("no", "nope", "nah") and words[1:2] != ("problem",) and words[1:2] != ("worries",):
        return ("yes" if _cue("assents")(words[1:]) else "no"), False
    if _cue("assents")(words):
        return "yes", False
    return ("time" if dated else None), False


def _taking(words: tuple[str, ...]) -> tuple[int, int] | None:
    """Find an action that is taken on; "don't put me down" takes nothing on."""
    at = 0
    while (found := _cue("takes").find(words, at)) is not None:
        if not found[0] or words[found[0] - 1] not in _NOT:
            return found
        at = found[0] + 1
    return None


def _outlasts(outer: tuple[int, int] | None, inner: tuple[int, int]) -> bool:
    return outer is not None and outer[0] <= inner[0] + 1 and inner[0] < outer[1] and outer[1] > inner[1]


_NOT: Final = frozenset(("don't", "not", "never", "won't", "can't", "didn't", "doesn't", "couldn't", "wouldn't", "nobody"))
_FIRM: Final = frozenset(("i'll", "we'll", "let's", "i'm", "we're"))
_SOFT: Final = frozenset(
    ("maybe", "might", "perhaps", "possibly", "probably", "could", "would", "i'd", "we'd", "hafta", "unless", "depends")
)


def _note(reading: _Reading, sentence: Sentence, words: tuple[str, ...]) -> None:
    """Read a line of notes: what was proposed, what was said of it, or both."""
    judged, _ = _judge(words, sentence, asked=True)
    if _OFFERED.intersection(words) and judged in (None, "yes", "time", "agreed"):
        _propose(reading, sentence, words, "next_step")
        return
    if judged in ("time", None) and (_cue("joins")(words) or _cue("asks_prospect")(words)):
        _propose(reading, sentence, words, "next_step")
        if judged == "time":
            _answer(reading, sentence, words)
        return
    _answer(reading, sentence, words)


_OFFERED: Final = frozenset(("offered", "asked", "proposed", "suggested", "said", "tried", "will", "send", "i'll", "me"))


def _ending(staged: Staged, reading: _Reading) -> Commitment:
    if not reading.actions:
        return Commitment("none")
    best = max(reading.actions.values(), key=lambda a: (OUTCOMES.index(a.outcome), a.said.index if a.said else -1))
    quoted: list[Sentence] = []
    for sentence in (best.proposed, best.said, best.when_in):
        if sentence is not None and sentence not in quoted:
            quoted.append(sentence)
    evidence = tuple(staged.evidence(s.index) for s in sorted(quoted, key=lambda s: s.index)[:_MAX_EVIDENCE])
    named = best.said if best.taken and best.said is not None else best.proposed or best.said
    return Commitment(
        best.outcome,
        who=_who(best),
        what=None if named is None else named.text,
        when=best.when,
        evidence=evidence,
    )


def _who(action: _Action) -> Who | None:
    if action.outcome in ("none", "declined"):
        return None
    if action.kind == "joins":
        return "both"
    if action.kind == "owes":
        return "both" if action.taken else "rep"
    return "prospect"


def _cue(key: str) -> Cues:
    return cues("commitments", key)


@lru_cache(maxsize=1)
def _actions() -> dict[str, Cues]:
    return {name: Cues(patterns) for name, patterns in content("commitments")["actions"].items()}
