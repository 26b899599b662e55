"""The gap: goals linked with the realities of the same subject and dimension, and how far they are apart.

A goal and a reality are of one dimension when both are lengths of time, money, shares, or counts of the same thing; a
bare number is of any. They are of one subject when they share words of content, when both count the same thing, or when
one answers "and today?" or "and what should it be?" right after the other. A goal without a figure is linked when it
says which way something has to go, and a reality with a figure names the same thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final

from analyzer.content import content
from analyzer.conversation import Evidence, Sentence
from analyzer.figures import Figure, Figures
from analyzer.ladders.cues import cues, plain
from analyzer.ladders.goals import Goal, is_amount, subject_words
from analyzer.measures.substance import content_words
from analyzer.stages.staged import Staged

__all__ = ["Gap", "Link", "gap_of"]

# What speaks for one subject: a link needs this much.
_ENOUGH: Final = 1.5
_PER_SHARED_WORD: Final = 1.5
# whoever names both numbers in one sentence has linked them
_SUMMED_UP: Final = 6.0
_TWO: Final = 2
# both numbers and how far they are apart
_MOST_NAMED: Final = 3
_THOUSAND: Final = 1000
_SAME: Final = 0.005
# in sentences: one shared word is enough only where it is still the same matter
_NEAR: Final = 4
_FAR_APART: Final = 50
_IN_THOUSANDS: Final = re.compile(r"(?:k|thousand|grand)$", re.IGNORECASE)
_SECONDS: Final = {
    "second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86_400.0, "week": 604_800.0, "fortnight": 1_209_600.0,
    "month": 2_629_746.0, "quarter": 7_889_238.0, "year": 31_556_952.0, "decade": 315_569_520.0,
}  # fmt: skip
_RELATIVE: Final = re.compile(r"\bby\s*(?:about|around|roughly|at least|some|up to|another|over)?\s*$", re.IGNORECASE)
_MORE_OR_LESS: Final = re.compile(
    r"^\s*(?:less|more|fewer|off|lower|higher|cheaper|faster|shorter|better)\b", re.IGNORECASE
)
_LESS: Final = re.compile(
    r"\b(?:cut|reduce|down|less|fewer|lower|drop|halve|shrink|off|cheaper|shorter|faster|trim|slash)\b", re.IGNORECASE
)
_ONE: Final = re.compile(r"\b(?:one|a single)\b(?! (?:of|at a|day))", re.IGNORECASE)
_ONLY: Final = re.compile(r"\b(?:only|just|actually|merely)\s*$", re.IGNORECASE)
_QUESTION_ABOUT: Final = re.compile(r"\bhow (many|much|long|often)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """A goal beside the reality of the same subject.

    Parameters
    ----------
    goal : int
        Position of the goal in the audit's goals.
    goal_evidence, reality_evidence : Evidence
    goal_value, reality_value : float or None
        In `unit`; None where there is no figure.
    difference : float or None
        How far they are apart, never negative; None where one of the two carries no figure.
    unit : str or None
        ``day``, ``USD``, ``points``, or what is counted, verbatim; None where none was told.
    per : str or None
        The unit of a rate ("a month").
    percent : float or None
        The difference as a share of the reality, in percent.
    """

    goal: int
    goal_evidence: Evidence
    reality_evidence: Evidence
    goal_value: float | None = None
    reality_value: float | None = None
    difference: float | None = None
    unit: str | None = None
    per: str | None = None
    percent: float | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """Goals and realities of a conversation laid side by side.

    Parameters
    ----------
    links : tuple of Link
        In the order of the goals.
    unlinked : tuple of int
        Positions of the goals that no reality was found for.
    connected : tuple of Evidence
        Sentences in which somebody connects a goal with its reality in words.
    """

    links: tuple[Link, ...] = ()
    unlinked: tuple[int, ...] = ()
    connected: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class _Measured:
    """A goal's and a reality's number in one unit."""

    goal: float
    reality: float
    unit: str | None
    per: str | None
    exact: bool  # both name their unit, and it is the same
    difference: float


def gap_of(staged: Staged, figures: Figures, goals: Sequence[Goal]) -> Gap:
    """Link goals with realities.

    Parameters
    ----------
    staged : Staged
    figures : Figures
    goals : sequence of Goal
        As from `analyzer.ladders.goals.goals_of`.
    """
    if not goals:
        return Gap()
    return _Linker(staged, figures, goals).gap()


class _Linker:
    def __init__(self, staged: Staged, figures: Figures, goals: Sequence[Goal]) -> None:
        self.staged = staged
        self.figures = figures
        self.goals = goals
        self.sentences = staged.sentences
        notes = staged.conversation.medium == "notes"
        stages = staged.stages
        self.realities = [
            s for s in self.sentences if s.words and stages[s.index] == "realities" and (notes or s.role == "prospect")
        ]
        # of this conversation alone, and gone with it: a cache on a method would keep every conversation for ever
        self._found_amounts: dict[int, list[Figure]] = {}
        self._found_words: dict[int, frozenset[str]] = {}

    def gap(self) -> Gap:
        found: list[tuple[float, int, Link]] = []
        counted = self._counted()
        for position, goal in enumerate(self.goals):
            words = self._words_of_goal(goal)
            for statement in self._statements(goal):
                for reality in counted:
                    scored = self._link(position, goal, words, statement, reality)
                    if scored is not None:
                        found.append(scored)
            found += self._summed_up(position, goal, counted)
        links: dict[int, Link] = {}
        taken: set[int] = set()
        for _, index, link in sorted(found, key=lambda item: (-item[0], item[2].goal, item[1])):
            if link.goal not in links and index not in taken:
                links[link.goal] = link
                taken.add(index)
        for position, goal in enumerate(self.goals):
            if position not in links and (named := self._in_words(position, goal, taken)) is not None:
                links[position] = named
        ordered = tuple(links[k] for k in sorted(links))
        return Gap(
            ordered,
            tuple(k for k in range(len(self.goals)) if k not in links),
            tuple(self.staged.evidence(i) for i in self._connected(ordered)),
        )

    def _counted(self) -> list[Sentence]:
        """Return the realities with a number: nothing is linked to another one, and an hour of talk is full of them."""
        return [r for r in self.realities if self.figures[r.index] or _ONE.search(r.text)]

    def _statements(self, goal: Goal) -> Iterator[int]:
        """Return the sentence of a goal that a reality is laid beside: the one with its amount, or the first."""
        if goal.amount is not None:
            yield goal.amount.evidence.sentence
            return
        own = [i for i in goal.sentences if self.sentences[i].role != "rep"]
        yield next((i for i in own if self._amounts(i)), own[0] if own else goal.sentences[0])

    def _amounts(self, i: int) -> list[Figure]:
        if i not in self._found_amounts:
            self._found_amounts[i] = [f for f in self.figures[i] if is_amount(f) or f.kind == "age"]
        return self._found_amounts[i]

    # -- one pair ----------------------------------------------------------------------------------------------

    def _link(
        self, position: int, goal: Goal, words_of_goal: frozenset[str], statement: int, reality: Sentence
    ) -> tuple[float, int, Link] | None:
        common = words_of_goal & self._words_of_reality(reality.index)
        wanted = self._goal_figure(goal, statement)
        if wanted is None and not common:
            return None
        shared = len(common - _measures())
        # "tonnes from the hectare" twice: one measure links nothing, a pair of them does
        score = _PER_SHARED_WORD * min(shared + (len(common & _measures()) > 1), 2)
        measured: _Measured | None = None
        if wanted is not None:
            measured = self._measure(statement, wanted, reality)
            if measured is None:
                within = wanted.kind == "duration" and shared and self.figures[reality.index]
                if not within:
                    return None
                score -= 0.5
            elif not measured.difference:
                return None  # the goal said again, not how things are
            else:
                score += self._told_together(goal, statement, reality)
                score += 0.5 * measured.exact + 2.0 * self._same_things(wanted, reality)
                if not measured.exact and not _same_size(measured):
                    score -= 1.0  # "three of us" is not where three hundred thousand words begin
        elif not (shared and self._has_direction(goal) and self.figures[reality.index]):
            return None
        words = plain(reality.text)
        score += 0.25 * cues("gap", "now")(words) - 1.0 * cues("gap", "then")(words)
        if score < _ENOUGH:
            return None
        if measured is not None:
            return score, reality.index, self._measured_link(position, statement, reality, measured)
        link = Link(position, self.staged.evidence(statement), self.staged.evidence(reality.index))
        return score, reality.index, link

    def _summed_up(self, position: int, goal: Goal, counted: Sequence[Sentence]) -> Iterator[tuple[float, int, Link]]:
        """Link what somebody names together later: "so from thirty-four up to fifty"."""
        statement = next(self._statements(goal))
        wanted = self._goal_figure(goal, statement)
        if wanted is None or wanted.value is None:
            return
        for s in self._spoken(statement + 1):
            if self.staged.stages[s.index] not in ("goals", "realities"):
                continue  # the numbers of an offer are those of a price list
            values = {f.value for f in self._amounts(s.index) if f.value is not None}
            if not _TWO <= len(values) <= _MOST_NAMED or not _named(wanted.value, values):
                continue
            for reality in counted:
                if reality.index >= s.index or reality.index == statement:
                    continue
                for f in self._amounts(reality.index):
                    if f.value is None or f.value == wanted.value or not _named(f.value, values):
                        continue
                    if (measured := _apart(wanted, f)) is not None and measured.difference:
                        yield _SUMMED_UP, reality.index, self._measured_link(position, statement, reality, measured)

    def _measured_link(self, position: int, statement: int, reality: Sentence, measured: _Measured) -> Link:
        percent = 100 * measured.difference / measured.reality if measured.reality > 0 else None
        return Link(
            position, self.staged.evidence(statement), self.staged.evidence(reality.index), measured.goal,
            measured.reality, measured.difference, measured.unit, measured.per, percent,
        )  # fmt: skip

    def _in_words(self, position: int, goal: Goal, taken: set[int]) -> Link | None:
        """Link a goal that says which way something has to go with what was said of the same thing, without figures."""
        if not self._has_direction(goal):
            return None
        own = [i for i in goal.sentences if self.sentences[i].role != "rep"] or list(goal.sentences)
        words = frozenset[str]().union(*(subject_words(self.sentences[i].text) for i in own)) - _measures()
        counted = any(self._amounts(i) for i in own)
        best: tuple[int, int, int] | None = None
        for reality in self.realities:
            if reality.index in taken or (counted and self.figures[reality.index]):
                continue  # figures of another dimension, or of another thing
            shared = len(words & subject_words(reality.text))
            if shared >= _TWO or (shared and abs(reality.index - own[0]) <= _NEAR):
                key = (shared, -abs(reality.index - own[0]), reality.index)
                best = key if best is None else max(best, key)
        if best is None:
            return None
        return Link(position, self.staged.evidence(own[0]), self.staged.evidence(best[2]))

    def _goal_figure(self, goal: Goal, statement: int) -> Figure | None:
        if goal.amount is not None:
            return goal.amount.figure
        return next((f for f in self._amounts(statement)), goal.date.figure if _is_age(goal) and goal.date else None)

    def _words_of_reality(self, i: int) -> frozenset[str]:
        if i not in self._found_words:
            question = self._question_before(i)
            asked = subject_words(self.sentences[question].text) if question is not None else frozenset()
            self._found_words[i] = subject_words(self.sentences[i].text) | asked
        return self._found_words[i]

    def _words_of_goal(self, goal: Goal) -> frozenset[str]:
        out: frozenset[str] = frozenset()
        for i in goal.sentences:
            out |= subject_words(self.sentences[i].text)
            question = self._question_before(i)
            out |= subject_words(self.sentences[question].text) if question is not None else frozenset()
        return out

    def _question_before(self, i: int) -> int | None:
        """Return the rep's sentence that the talk around sentence `i` answers."""
        for k in range(i - 1, max(-1, i - 4), -1):
            if self.sentences[k].role == "rep":
                return k
        return None

    def _told_together(self, goal: Goal, statement: int, reality: Sentence) -> float:
        """Weigh what speaks for one subject without a shared word: "and today?", "and what should it be?"."""
        question = self._question_before(reality.index)
        if reality.index > statement:
            if question is None or question < statement or self._other_between(goal, statement, reality.index):
                return 0.0
            asked = self.sentences[question].text
            bare = not subject_words(asked) or cues("gap", "points_back")(plain(asked))
            if cues("gap", "now")(plain(asked)):
                return 2.0 if bare else 1.25
            if bare and not self._prospect_between(statement, question):
                return 1.25  # "and how many are?" right after the goal
            return 1.25 if bare and cues("gap", "now")(plain(reality.text)) else 0.0
        question = self._question_before(statement)
        if question is None or question < reality.index:
            return 0.0
        between = [r for r in self.realities if reality.index < r.index < statement and self._amounts(r.index)]
        if len(between) > 1:
            return 0.0
        asked = self.sentences[question].text
        bare = not subject_words(asked) or cues("gap", "points_back")(plain(asked))
        short = len(subject_words(self.sentences[statement].text)) <= 2
        return (2.0 if short else 1.5) - 0.5 * len(between) if bare else 0.0

    def _other_between(self, goal: Goal, statement: int, reality: int) -> bool:
        """Tell whether a further goal of the same kind was named between a goal and a reality."""
        kind = goal.amount.figure.kind if goal.amount is not None and goal.amount.figure is not None else None
        return any(
            statement < g.sentences[0] < reality
            and (g.amount is None or g.amount.figure is None or kind is None or g.amount.figure.kind == kind)
            for g in self.goals
        )

    def _prospect_between(self, start: int, end: int) -> bool:
        turn = self.sentences[start].turn
        return any(s.role == "prospect" and s.turn != turn for s in self.sentences[start + 1 : end])

    def _same_things(self, wanted: Figure, reality: Sentence) -> bool:
        """Tell whether both count the same things, not only in the same measure."""
        if wanted.noun is None:
            return False
        head = _head(wanted.noun)
        return head not in _measures() and any(
            f.noun is not None and _head(f.noun) == head for f in self.figures[reality.index]
        )

    def _has_direction(self, goal: Goal) -> bool:
        return any(cues("gap", "directions")(plain(self.sentences[i].text)) for i in goal.sentences)

    # -- numbers -----------------------------------------------------------------------------------------------

    def _measure(self, statement: int, wanted: Figure, reality: Sentence) -> _Measured | None:
        """Bring a goal's number and one of a reality's into one unit."""
        text = self.staged.conversation.turns[self.sentences[statement].turn].text
        relative = _is_relative(text, wanted)
        told = self.staged.conversation.turns[reality.turn].text
        best: _Measured | None = None
        for f in self._amounts(reality.index):
            if f.value is None or f.past or wanted.value is None or self._asked_otherwise(reality.index, wanted, f):
                continue
            made = _by_share(text, wanted, f) if relative else _apart(wanted, f)
            if made is None:
                continue
            if _ONLY.search(told[: f.start_char]):
                return made  # "of nine hundred only four hundred eat with us"
            if best is None or (made.exact and not best.exact):
                best = made
        if best is None and not relative and not self._amounts(reality.index) and wanted.value is not None:
            best = self._lone_one(wanted, reality)
        return best

    def _lone_one(self, wanted: Figure, reality: Sentence) -> _Measured | None:
        """Read the "one" of "there's one in the first team": a number only beside a goal that counts."""
        if (
            wanted.kind not in ("count", "plain")
            or wanted.value is None
            or wanted.value <= 1
            or not _ONE.search(reality.text)
        ):
            return None
        return _Measured(wanted.value, 1.0, wanted.noun, wanted.per, False, wanted.value - 1.0)

    def _asked_otherwise(self, i: int, wanted: Figure, found: Figure) -> bool:
        """Tell whether a bare number answers a question for something else than the goal's."""
        question = self._question_before(i)
        if found.kind != "plain" or question is None:
            return False
        match = _QUESTION_ABOUT.search(self.sentences[question].text)
        if match is None:
            return False
        kind = match.group(1).lower()
        if kind == "long":
            return wanted.kind not in ("duration", "plain")
        if kind == "many":
            if wanted.kind in ("duration", "money"):
                return True
            counted = subject_words(self.sentences[question].text)
            return wanted.noun is not None and bool(counted) and not content_words(wanted.noun) & counted
        return False

    # -- said in words -----------------------------------------------------------------------------------------

    def _connected(self, links: Sequence[Link]) -> list[int]:
        """Return the sentences that lay a goal beside its reality: the difference, both numbers, or words of a gap."""
        out: set[int] = set()
        starts = [goal.sentences[0] for goal in self.goals]
        if starts and self.realities:
            both_said = max(min(starts), self.realities[0].index)
            words_of_a_gap = cues("gap", "connects")
            named = (s.index for s in self._spoken(both_said + 1) if words_of_a_gap(plain(s.text)))
            out |= set(islice(named, 1))
        for link in links:
            own = (link.goal_evidence.sentence, link.reality_evidence.sentence)
            out |= set(islice((s.index for s in self._spoken(max(own) + 1) if self._connects(s, link)), 1))
        return sorted(out)

    def _spoken(self, start: int) -> Iterator[Sentence]:
        return (s for s in self.sentences[start:] if s.role in ("rep", "prospect") and s.words)

    def _connects(self, s: Sentence, link: Link) -> bool:
        if link.difference is None:
            return False
        if 1 not in (link.difference, link.goal_value, link.reality_value) and not self.figures.may_count(s.index):
            return False
        values = {f.value for f in self._amounts(s.index) if f.value is not None}
        if link.difference == 1 and _ONE.search(s.text):
            return True
        if link.goal_value is not None and link.reality_value is not None and values:
            both = _named(link.goal_value, values) and _named(link.reality_value, values)
            if both and len(values) >= _TWO and link.goal_value != link.reality_value:
                return True
        return _named(link.difference, values)


def _is_age(goal: Goal) -> bool:
    return goal.date is not None and goal.date.figure is not None and goal.date.figure.kind == "age"


@lru_cache(maxsize=1)
def _measures() -> frozenset[str]:
    return frozenset(content("gap")["measures"])


def _head(noun: str) -> str:
    word = noun.lower().split()[-1]
    return next(iter(content_words(word)), word)


def _same_size(measured: _Measured) -> bool:
    low, high = sorted((abs(measured.goal), abs(measured.reality)))
    return high <= _FAR_APART * low


def _named(value: float, values: set[float]) -> bool:
    """Tell whether a value is among others, whose thousands may have been left out: "two hundred now, three wanted"."""
    return any(abs(v - value) < _SAME or (value >= _THOUSAND and abs(v * _THOUSAND - value) < _SAME) for v in values)


def _said_short(short: Figure, long: Figure) -> float | None:
    """Return a bare number in the thousands that the other was told in: "fifty k", "thirty-one"."""
    if short.kind != "plain" or short.value is None or long.value is None or not _IN_THOUSANDS.search(long.text):
        return None
    whole = short.value * _THOUSAND
    return whole if short.value < _THOUSAND <= long.value and long.value <= 10 * whole <= 100 * long.value else None


def _is_relative(text: str, f: Figure) -> bool:
    """Tell whether an amount is told relative to how things are: "by a quarter", "20 % less", "twice as much"."""
    if f.unit == "x":
        return True
    if f.kind not in ("share", "count", "money", "duration", "plain"):
        return False
    before, after = text[: f.start_char], text[f.end_char :]
    return (f.kind == "share" and bool(_RELATIVE.search(before) or _MORE_OR_LESS.match(after))) or (
        f.kind == "share" and re.search(r"\bin\s*$", before) is not None and f.value == 50
    )


def _by_share(text: str, wanted: Figure, real: Figure) -> _Measured | None:
    if wanted.value is None or real.value is None or real.value <= 0:
        return None
    if wanted.unit == "x":
        target = real.value * wanted.value
    elif wanted.unit == "%":
        sign = -1 if _LESS.search(text) else 1
        target = real.value * (1 + sign * wanted.value / 100)
    else:
        return None
    unit = "points" if real.kind == "share" else real.unit or real.noun
    return _Measured(target, real.value, unit, real.per, real.kind != "plain", abs(target - real.value))


def _apart(wanted: Figure, real: Figure) -> _Measured | None:
    """Subtract two absolute figures of one dimension; a bare number takes the other's unit."""
    if wanted.value is None or real.value is None:
        return None
    kinds = {wanted.kind, real.kind}
    value = _said_short(real, wanted) or real.value
    exact = wanted.kind == real.kind
    unit: str | None = wanted.unit or wanted.noun or real.unit or real.noun
    if kinds == {"duration"}:
        if wanted.unit is None or real.unit is None:
            return None
        value = real.value * _SECONDS[real.unit] / _SECONDS[wanted.unit]
        exact = wanted.unit == real.unit
    elif kinds == {"money"}:
        if wanted.unit is not None and real.unit is not None and wanted.unit != real.unit:
            return None
    elif kinds == {"share"}:
        if "x" in (wanted.unit, real.unit):
            return None
        unit = "points"
    elif kinds == {"count"}:
        if wanted.noun is None or real.noun is None or _head(wanted.noun) != _head(real.noun):
            return None
    elif "age" in kinds:
        if kinds - {"age", "plain"}:
            return None
        unit = "year"
    elif "plain" not in kinds:
        return None
    elif "share" in kinds:
        if "x" in (wanted.unit, real.unit):
            return None
        unit = "points"
    per = wanted.per or real.per
    if wanted.per is not None and real.per is not None and wanted.per != real.per:
        if wanted.per not in _SECONDS or real.per not in _SECONDS:
            return None
        value = value * _SECONDS[wanted.per] / _SECONDS[real.per]
    return _Measured(wanted.value, round(value, 4), unit, per, exact, abs(round(wanted.value - value, 4)))
