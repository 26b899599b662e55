"""How firm a commitment is at the end of a conversation: for the next step, and for implementing.

Per proposed action the last word counts; of the actions that are still open at the end, the strongest
(annotation guide, `next_step_outcome`). What the rep alone takes on commits nobody else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from analyzer.content import content, word_set
from analyzer.conversation import OUTCOMES, Evidence, Outcome, Sentence, Stage
from analyzer.ladders.cues import Cues, cues, plain
from analyzer.ladders.moments import exact_to_day, moment_in

if TYPE_CHECKING:
    from analyzer.stages.staged import Staged

__all__ = ["Commitment", "Commitments", "Who", "commitments_of"]

Who = Literal["prospect", "rep", "both"]
# who has to act: the rep alone, both sides together, or the prospect
_Kind = Literal["owes", "joins", "asks"]
_MAX_EVIDENCE: Final = 3
_SHORT: Final = 6
_RINGING: Final = frozenset(("i'll", "i", "we'll"))
_FIRM_OUTCOMES: Final = ("agreed", "agreed_dated")
_DECIDING: Final = word_set("sign buy yes go join order switch i'd we'd i'll we'll")
_UNTIL: Final = re.compile(r"\b(?:when|once|after|till|until|before) (?!now\b|then\b)[^,.;?!]+", re.IGNORECASE)
_NOES: Final = frozenset(("no", "nope", "nah", "neither", "out", "never"))
_YESES: Final = word_set("ah oh yes yeah yep sure okay aye absolutely definitely")
_MAYBE: Final = word_set("maybe might perhaps possibly probably could hafta unless depends")
_AFTER: Final = word_set("look looks looking looked")
_GOING_ON: Final = frozenset(("and", "then"))
_PAST: Final = frozenset(("was", "were", "had", "did", "ago"))
_NOT: Final = word_set("don't not never won't can't didn't doesn't couldn't wouldn't nobody")
_FIRM: Final = frozenset(("i'll", "we'll", "let's", "i'm", "we're"))
_SOFT: Final = word_set("maybe might perhaps possibly probably could would i'd we'd hafta unless depends")
_OFFERED: Final = word_set("offered asked proposed suggested said tried will send i'll me")


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
    rings: bool = False  # whoever comes back is the rep: "ring me in March"
    returns: bool = False  # the prospect comes back: "I'll call you in March"
    stops: bool = False  # the last question asked for what stands in the way: a "no" to it refuses nothing
    open: bool = False


@dataclass
class _Reading:
    """What has been proposed and answered so far, of one stage."""

    actions: dict[str, _Action] = field(default_factory=dict)
    current: str = ""
    exploring: bool = False  # the rep's last question asked who decides or what stands in the way

    def action(self, words: tuple[str, ...], *, proposing: bool) -> _Action:
        """Return the action that is meant: the one that is named, otherwise the one that was last talked about."""
        name = next((name for name, known in _actions().items() if known(words)), None)
        if name is not None and (proposing or name in self.actions or not self.actions):
            self.current = name
        elif not self.current:
            self.current = name or "it"
        if name is not None and self.current == name and name not in self.actions and "it" in self.actions:
            self.actions[name] = self.actions.pop("it")  # what had no name until now
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
            _note(reading, sentence, words, stage)
        elif sentence.role == "rep":
            _propose(reading, sentence, words, stage)
        elif sentence.role == "prospect":
            _answer(reading, sentence, words, stage)
    return _ending(staged, reading, stage)


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


def _propose(reading: _Reading, sentence: Sentence, words: tuple[str, ...], stage: Stage) -> None:
    """Take in what the rep proposes, asks for or says over again."""
    asks, joins, owes = _cue("asks_prospect")(words), _cue("joins")(words), _cue("owes")(words)
    if asks and _cue("offers")(words):
        asks, owes = False, True
    span = moment_in(sentence.text)
    if stage == "implement":
        explores = _cue("explores")(words) and not asks
        stops = _cue("stoppers")(words)
        reading.exploring = explores or stops
        if reading.exploring or not (asks or sentence.is_question or span is not None):
            if reading.exploring and reading.current:
                reading.actions[reading.current].open = False
            return
        joins, owes = False, False
    elif not (asks or joins or owes or sentence.is_question or span is not None):
        return
    named = span is not None and exact_to_day(sentence.text[span[0] : span[1]])
    new = asks or joins or owes or sentence.is_question or (stage == "next_step" and named)
    if not new and not reading.actions:
        return
    action = reading.action(words, proposing=new)
    action.stops = stage == "next_step" and not (asks or joins or owes) and _cue("stoppers")(words)
    if new and not (action.outcome == "deferred" and not sentence.is_question):
        alone = words[0] in _RINGING and not sentence.is_question and span is None and joins and not asks
        if asks or joins or owes or action.kind is None:
            lone = (owes and not asks and not joins) or alone
            action.kind = "asks" if asks and not joins else "owes" if lone else "joins"
        action.proposed = sentence
    action.open = True
    if span is not None:
        action.offered, action.offered_in = sentence.text[span[0] : span[1]], sentence


def _answer(reading: _Reading, sentence: Sentence, words: tuple[str, ...], stage: Stage) -> None:
    """Take in what the prospect says of the action that is being talked about."""
    current = reading.actions.get(reading.current)
    asked = current is not None and (current.open or current.outcome != "none")
    opened = current is not None and current.open
    word, taken = _judge(words, sentence, asked=asked, opened=opened, weighs=asked if stage == "next_step" else opened)
    if word is None or (word in ("yes", "no") and current is None):
        return
    if (
        stage == "implement"
        and reading.exploring
        and (word in ("yes", "no", "time", "polite") or (word == "hedged" and _DECIDING.isdisjoint(words)))
    ):
        return  # tells who decides, what there is to spend, what could stop it
    if word == "time" and (current is None or stage == "implement"):
        span = moment_in(sentence.text)
        if span is None or not exact_to_day(sentence.text[span[0] : span[1]]):
            return
    action = reading.action(words, proposing=taken)
    if word in ("yes", "no", "time") and (action.stops or not (action.open or word == "time")):
        return
    span = moment_in(sentence.text)
    own = None if span is None else sentence.text[span[0] : span[1]]
    if word == "polite":
        if action.outcome in (*_FIRM_OUTCOMES, "declined", "deferred") and not opened:
            return  # polite words take nothing back
        word = "hedged"
    elif word == "no":
        word = "declined"
    elif word == "time":
        if (
            own is None
            or sentence.is_question
            or not (
                action.open or action.outcome in (*_FIRM_OUTCOMES, "deferred") or action.proposed is action.said is None
            )
        ):
            return
        word = "agreed"
    elif word == "yes":
        word = "hedged" if action.kind == "owes" and own is None and not action.taken else "agreed"
        if word == "hedged" and action.outcome in _FIRM_OUTCOMES:
            return
    if action.outcome == "deferred" and word in ("agreed", "hedged"):
        # "in October, then": what was put off stays so until a day is named
        when = own or action.offered
        if when is None or not exact_to_day(when):
            action.when = own or action.when or when
            action.open = False
            return
    action.taken = action.taken or taken
    action.said = sentence
    if word == "agreed":
        when, where = (
            (own, sentence) if own is not None else (action.offered, action.offered_in) if opened else (None, None)
        )
        if when is not None:
            action.when, action.when_in = when, where
        action.outcome = "agreed_dated" if action.when is not None else "agreed"
    else:
        action.outcome = word
        action.when = (own or _put_off_to(sentence.text)) if word == "deferred" else None
        action.when_in = sentence if action.when else None
    action.rings, action.returns = _cue("rings_me")(words), _cue("rings_you")(words)
    action.open = False
    action.offered = action.offered_in = None


def _put_off_to(text: str) -> str | None:
    """Quote an event that a matter is put off to: "when the reports are over"."""
    found = _UNTIL.search(text)
    return None if found is None else found[0].rstrip()


_Word = Literal["yes", "no", "time", "polite", "declined", "deferred", "hedged", "agreed"]


def _judge(
    words: tuple[str, ...], sentence: Sentence, *, asked: bool, opened: bool, weighs: bool
) -> tuple[_Word | None, bool]:
    """Judge what the prospect says of an action, and whether the prospect takes a part in it.

    Parameters
    ----------
    words : tuple of str
        As from `plain`.
    sentence : Sentence
    asked : bool
        Whether something was proposed: politeness is a polite yes only to a proposal.
    opened : bool
        Whether a proposal still waits for its answer.
    weighs : bool
        Whether what tells how things are elsewhere ("we don't need that") refuses here.
    """
    take = _taking(words)
    declined = _cue("declines").find(words) or (_cue("declines_if_asked").find(words) if weighs else None)
    deferred = _put_off(words)
    maybe = _cue("hedges").find(words)
    hedged = maybe or (_cue("polite").find(words) if asked else None)
    moved = _cue("other_times")(words)
    span = moment_in(sentence.text)
    dated = span is not None
    to_the_day = span is not None and exact_to_day(sentence.text[span[0] : span[1]])
    if declined is not None:
        later = _cue("defers").find(words, declined[0])
        if later is not None and later[1] > declined[1]:
            deferred, declined = later, None  # "leave it till May", "I'm not buying, ask me after the harvest"
        elif any(_outlasts(other, declined) for other in (take, maybe)) or (
            declined[0] and words[declined[0] - 1] == "why"
        ):
            declined = None  # "leave it with me", "I don't see why we wouldn't"
    if declined is not None and not moved:
        firm = take is not None and words[take[0]] in _FIRM and "but" not in words[take[0] : declined[0]]
        return ("agreed", True) if firm else ("declined", False)
    if deferred is not None and take is not None and take[0] < deferred[0]:
        # "I'll sign it when I get it", "I take three thousand now, and after that every month" put nothing off
        arrives = _cue("on_arrival").find(words, take[1])
        if (arrives is not None and arrives[0] <= deferred[0]) or words[deferred[0] - 1] in _GOING_ON:
            deferred = None
    if deferred is not None:
        day = to_the_day and (take is not None or moved or opened) and _cue("not_nows").find(words) is None
        return ("agreed", take is not None) if day else ("deferred", False)
    if sentence.is_question and take is None and hedged is None and words[0] not in _YESES:
        return None, False
    refuses = (words[0] in _NOES and words[1:2] not in (("problem",), ("worries",))) or (
        len(words) > 1 and words[-1] == "no"
    )
    assents = _cue("assents")(words)
    soft = not _SOFT.isdisjoint(words)
    if opened and to_the_day and maybe is None and not refuses and _MAYBE.isdisjoint(words) and _PAST.isdisjoint(words):
        return "agreed", take is not None
    if take is not None and not (refuses and words[-1] == "no"):
        within = hedged is not None and hedged[0] <= take[0] and hedged[1] >= take[1]
        # "we'll see how we go": what is loosely said after a maybe takes nothing on
        loose = maybe is not None and not dated and words[take[0]] not in _FIRM
        if opened and words[0] in _YESES and _MAYBE.isdisjoint(words) and not loose:
            return "agreed", True  # "yeah, I'd do that"
        if soft or loose or (within and not dated):
            return "hedged", not within
        return "agreed", True
    if refuses and opened and not _cue("goes_on")(words):
        return "no", False
    if maybe is not None:
        return "hedged", False
    if hedged is not None or (asked and _cue("conditions")(words)):
        return "polite", False
    if moved:
        return "time", False
    if assents:
        return "yes", False
    return ("time" if dated and _PAST.isdisjoint(words) else None), False


def _taking(words: tuple[str, ...]) -> tuple[int, int] | None:
    """Find an action that is taken on; "don't put me down" takes nothing on."""
    at = 0
    while (found := _cue("takes").find(words, at)) is not None:
        if not found[0] or words[found[0] - 1] not in _NOT:
            return found
        at = found[0] + 1
    return None


def _put_off(words: tuple[str, ...]) -> tuple[int, int] | None:
    """Find words that put something off; "looks after the machines" does not."""
    found = _cue("defers").find(words)
    while (
        found is not None
        and words[found[0]] == "after"
        and words[found[0] - 1 : found[0]]
        and (words[found[0] - 1] in _AFTER)
    ):
        found = _cue("defers").find(words, found[0] + 1)
    return found


def _outlasts(outer: tuple[int, int] | None, inner: tuple[int, int]) -> bool:
    return outer is not None and outer[0] <= inner[0] + 1 and inner[0] < outer[1] and outer[1] > inner[1]


def _note(reading: _Reading, sentence: Sentence, words: tuple[str, ...], stage: Stage) -> None:
    """Read a line of notes: what was proposed, what was said of it, or both."""
    judged, _ = _judge(words, sentence, asked=True, opened=False, weighs=True)
    proposes = bool(_OFFERED.intersection(words)) or _cue("joins")(words) or _cue("asks_prospect")(words)
    if proposes and judged in (None, "yes", "time"):
        _propose(reading, sentence, words, "next_step")
        if judged != "time":
            return
    _answer(reading, sentence, words, stage)


def _ending(staged: Staged, reading: _Reading, stage: Stage) -> Commitment:
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
        who=_who(best, stage),
        what=None if named is None else named.text,
        when=best.when,
        evidence=evidence,
    )


def _who(action: _Action, stage: Stage) -> Who | None:
    if action.outcome in ("none", "declined"):
        return None
    if stage == "implement":
        return "prospect"  # whose decision it is
    if action.outcome == "deferred" and (action.rings or action.returns):
        return "rep" if action.rings else "prospect"
    if action.outcome == "hedged" and action.kind != "joins":
        return "prospect" if action.kind == "asks" else "rep"
    if action.kind is None:
        return "both" if action.outcome != "agreed" else "prospect"
    if action.kind == "owes":
        return "both" if action.taken else "rep"
    return "both" if action.kind == "joins" else "prospect"


def _cue(key: str) -> Cues:
    return cues("commitments", key)


@lru_cache(maxsize=1)
def _actions() -> dict[str, Cues]:
    return {name: Cues(patterns) for name, patterns in content("commitments")["actions"].items()}
