"""Goals of the prospect, and how concrete each became: the ladder of goal concreteness.

| rung | is |
|---|---|
| 1 | an outcome without measure or time |
| 2 | a metric or an amount, or a date |
| 3 | a metric or an amount, and a date |
| 4 | a metric, an amount, and a date as exact as a month |

A goal is said over several sentences and by both sides: what the rep put into a question counts where the prospect
takes it over, by a yes or by an answer that leaves it standing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Literal

from analyzer.content import content
from analyzer.conversation import Evidence, Role, Sentence
from analyzer.figures import Figure, Figures
from analyzer.ladders.cues import Cues, plain
from analyzer.measures.speech import plain_words
from analyzer.measures.substance import content_words
from analyzer.stages.staged import Staged

__all__ = ["PARTS", "Goal", "Part", "PartName", "goals_of", "is_amount", "subject_words"]

PartName = Literal["metric", "amount", "date"]
#: What makes a goal concrete, in the order in which it is asked for.
PARTS: Final[tuple[PartName, ...]] = ("metric", "amount", "date")
_MONTH_OR_BETTER: Final = frozenset(("day", "month"))
_MOST_WORDS: Final = 12
_BARE: Final = 2  # so few words name no wish
_METRIC_WORDS: Final = 6
_BACK: Final = 6  # words before a figure in which a "not" takes it back
_CLAUSE: Final = re.compile(
    r"[,;:.!?]| - |\b(?:because|cause|so that|so|but|otherwise|if|when|which|then)\b", re.IGNORECASE
)
# "not a date, just this year": what follows is no longer taken back
_FURTHER: Final = re.compile(
    r"\b(a(?:nother)? (?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth))\b(?:[ ,]+([^\W\d_]+))?",
    re.IGNORECASE,
)
_RESET: Final = frozenset(("just", "but", "only", "rather"))
_DEADLINE: Final = re.compile(
    r"\b(?:by|until|till|before|in|from|for|over|on|come|within|at)(?: the| our| my)?\s*$", re.IGNORECASE
)
#: Where a sentence without punctuation goes on to the next one.
_RUN_ON: Final = re.compile(r"(?<=\w{2})\s+(?:it|i|we|he|she|they|my|that's|it's|you) (?:\w+)", re.IGNORECASE)
_LONE_AMOUNT: Final = re.compile(
    r"\b(?:at most|at least|no more than|not more than|maximum|max|under|want|exactly)\s+(one)\b"
    r"(?!\s+(?:of|day|that|who))"
    r"|(?:^|[,.]\s*|\bto\s+|\bat\s+)(none|zero)\b",
    re.IGNORECASE,
)
_COUNTED_IN: Final = re.compile(
    r"\bhow (?:many|much)\s+(?!(?:would|should|could|can|do|does|did|is|are|will|may|you|we|of)\b)"
    r"((?:[^\W\d_]+[ -]?){1,6}?)\s*"
    r"(?:\b(?:would|should|do|does|did|can|could|is|are|will|may|to|until|by|left)\b|[,?.]|$)"
    r"|\bwhat (?!(?:would|should|do|does|did|is|are|can|could|will|number|figure|sum|exactly|else)\b)"
    r"((?:[^\W\d_]+ ){1,3}?)(?:would|should|do|is|are)\b",
    re.IGNORECASE,
)

_FILLERS: Final = r"^(?:\W*(?:and|so|well|um|uh|yeah|yes|okay)\b\W*)*"
#: "Missed bins, that's the figure that …".
_NAMED_NUMBER: Final = re.compile(
    _FILLERS + r"([^,;.?!]{3,60}?),?\s+(?:that's|that is|is|are)\s+(?:the|my|our)\s+(?:\w+\s+)?"
    r"(?:figure|number|metric|kpi|measure)\b",
    re.IGNORECASE,
)
#: A phrase, and what shows that it is what the sentence speaks of.
_LEADING: Final = re.compile(
    r"^(?:\W*(?:and|so|well|um|uh|yeah|yes|okay|but|the|our|my|your|if|you have|do you know|less|more|fewer)\b\W*)*"
    r"([^\W\d_][^,;.?!]{1,50}?)"
    r"(?:,|\?| then\b| (?:at|under|over|below|above|to|from|is|are|was|were|stands?|takes?|costs?|worked|should|must"
    r"|has|have)\b)",
    re.IGNORECASE,
)
_CHANGED: Final = re.compile(
    r"\b(?:cut|reduce|lower|raise|increase|grow|improve|boost|double|halve|triple|shrink|bring|get)\s+(?:down\s+|up\s+)?"
    r"(?:the\s+|our\s+|my\s+|their\s+)?((?!(?:it|that|this|them|those|us|me|there|to|down|up|by|in)\b)"
    r"(?:[^\W\d_]+[ -]?){1,4}?)\s*"
    r"(?:\b(?:by|from|to|down|up|in|within|until|before|under|below|at)\b|[,.;?!]|$)",
    re.IGNORECASE,
)
_LESS_OF: Final = re.compile(
    r"\b(?:less|more|fewer)\s+((?:[^\W\d_]+ ?){1,3}?)\s*(?:[,?.]|\b(?:is|then|and)\b|$)", re.IGNORECASE
)
_PRONOUNS: Final = frozenset(
    ("i", "we", "you", "he", "she", "it", "they", "that", "this", "there", "i'd", "we'd", "i'm", "we're", "it's",
        "that's", "not", "no",
     "what", "which", "how", "when", "would", "let's", "want", "let", "because", "none", "who", "shall", "by", "in",
     "on", "until")
)  # fmt: skip
_NEAR: Final = 4
_CHANGE: Final = re.compile(
    _FILLERS + r"([^,;.?!]{3,60}?),?\s+(?:(?:those|they|it|that|this|which)\s+)?"
    r"(?:has to|have to|needs? to|must|should|got to|gotta|(?:that )?is what (?:i|we) (?:like|want|need) to)\s+"
    r"(?:come down|go down|drop|fall|shrink|rise|go up|bring down|bring up|get down)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Part:
    """A metric, an amount or a date of a goal.

    Parameters
    ----------
    text : str
        Verbatim: ``turns[evidence.turn].text[start_char:end_char]``.
    start_char, end_char : int
    evidence : Evidence
        The sentence that it stands in.
    supplied_by : Role
        Who said it first.
    asked_by : Evidence or None
        The rep's question that asked for it; None where it came unasked.
    figure : Figure or None
        Of amounts and dates.
    """

    text: str
    start_char: int
    end_char: int
    evidence: Evidence
    supplied_by: Role
    asked_by: Evidence | None
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal of the prospect.

    Parameters
    ----------
    rung : int
        1 to 4.
    text : str
        The sentence that states it, verbatim.
    metric, amount, date : Part or None
    missing : tuple of str
        Of ``metric``, ``amount``, ``year`` and ``month``, what was not said.
    ask_next : str or None
        The question that would move it up, in the prospect's own words; None on rung 4.
    asked_for : tuple of PartName
        What the rep asked for, answered or not.
    sentences : tuple of int
        Indices of the sentences that it was said in, in order.
    evidence : tuple of Evidence
        Those sentences.
    """

    rung: int
    text: str
    metric: Part | None
    amount: Part | None
    date: Part | None
    missing: tuple[str, ...]
    ask_next: str | None
    asked_for: tuple[PartName, ...]
    sentences: tuple[int, ...]
    evidence: tuple[Evidence, ...]


@dataclass
class _Draft:
    """A goal while its sentences are put together."""

    sentences: list[int] = field(default_factory=list)
    words: set[str] = field(default_factory=set)
    metric: Part | None = None
    amount: Part | None = None
    date: Part | None = None
    asked: dict[PartName, int] = field(default_factory=dict)
    own: list[int] = field(default_factory=list)  # the prospect's sentences of it


def goals_of(staged: Staged, figures: Figures) -> tuple[Goal, ...]:
    """Find the prospect's goals and how concrete each became.

    Parameters
    ----------
    staged : Staged
    figures : Figures
        Of the same sentences.

    Returns
    -------
    tuple of Goal
        In the order in which they were first said. A stage of goals in which the prospect only declines to
        name one gives none.
    """
    return _Reader(staged, figures).goals()


def is_amount(figure: Figure) -> bool:
    """Tell whether a figure can be the amount of a goal: any number that is no date, age or past."""
    return (figure.kind not in ("date", "age") or figure.unit == "time") and not figure.past


@lru_cache(maxsize=1)
def _idle() -> frozenset[str]:
    return frozenset(content("goals")["goals"]["idle"])


def subject_words(text: str) -> frozenset[str]:
    """Return the words of a text that may name what is counted, without a plural s.

    Examples
    --------
    >>> sorted(subject_words("We want fewer returns by June."))
    ['june', 'return']
    """
    return content_words(text) - _idle()


@lru_cache
def _table(name: str) -> Cues:
    """Return a list of patterns of ``goals.toml`` by its dotted name."""
    section, key = name.split(".")
    found = content("goals")[section][key]
    if not isinstance(found, list) or not all(isinstance(p, str) for p in found):
        raise ValueError(f"analyzer/content/goals.toml: {name} must be a list of patterns")
    return Cues(found)


class _Reader:
    def __init__(self, staged: Staged, figures: Figures) -> None:
        self.staged = staged
        self.figures = figures
        self.sentences = staged.sentences
        self.stages = staged.stages
        self.notes = staged.conversation.medium == "notes"

    def goals(self) -> tuple[Goal, ...]:
        drafts: list[_Draft] = []
        asked: list[int] = []  # the rep's goal sentences since the prospect last spoke
        before: Sentence | None = None
        between = False  # something else was talked about since the last goal sentence
        for s in self.sentences:
            if not s.words:
                continue
            goal = self.stages[s.index] == "goals"
            if s.role == "rep" and not self.notes:
                if before is not None and before.role != "rep":
                    asked = []
                if goal:
                    asked.append(s.index)
                    if drafts and not between:
                        self._note_asked(drafts[-1], s.index)
            elif (s.role == "prospect" or self.notes) and goal:
                self._take(drafts, s, asked if before is not None and before.role == "rep" else [], asked, between)
                between = False
            elif s.role == "prospect" or self.stages[s.index] not in ("other", "goals"):
                between = between or self.stages[s.index] in ("next_step", "implement", "pitch")
            before = s
        return tuple(self._closed(d) for d in drafts if d.own)

    # -- which goal a sentence belongs to ----------------------------------------------------------------------

    def _take(self, drafts: list[_Draft], s: Sentence, just_asked: list[int], asked: list[int], between: bool) -> None:
        words = plain(s.text)
        found = self._own_figures(s)
        kinds = {kind for i in just_asked for kind in self._asks(i)}
        wished = _table("goals.wishes")(words)
        denied = _denies(words) and not found and not (wished and len(words) > _BACK and not just_asked)
        if denied and not self._wishes_after_denial(words):
            if drafts:
                for i in asked:
                    self._note_asked(drafts[-1], i)
            return
        draft = self._draft_for(drafts, s, words, found, kinds, bool(just_asked), between)
        if draft is None:
            draft = _Draft()
            drafts.append(draft)
            self._adopt_question(draft, asked)
        for i in asked:
            self._note_asked(draft, i)
        self._add(draft, s, words, found, just_asked, kinds)

    def _wishes_after_denial(self, words: Sequence[str]) -> bool:
        """Tell whether a wish follows the "no": "no, I just want it calmer"."""
        first = _table("answers.denials").find(words)
        return (
            first is not None
            and _table("goals.wishes").find(words, first[1]) is not None
            and len(words) > first[1] + _BACK
        )

    def _draft_for(
        self,
        drafts: list[_Draft],
        s: Sentence,
        words: Sequence[str],
        found: Sequence[Figure],
        kinds: set[PartName],
        answering: bool,
        between: bool,
    ) -> _Draft | None:
        """Return the goal that a sentence belongs to; None where it begins one."""
        if not drafts:
            return None
        last = drafts[-1]
        subject = subject_words(s.text)
        if _table("goals.others")(words) and not subject & last.words:
            return None
        shared = [d for d in drafts if subject & d.words]
        if kinds and answering:
            return last  # an answer to a sharpening question
        points_back = any(word in _anaphors() for word in words[:6])
        if shared:
            return last if last in shared else shared[-1]
        amounts = [f for f in found if is_amount(f)]
        if self._clashes(last, amounts):
            return None
        if answering and not between:
            return last
        stands_alone = _table("goals.wishes")(words) and len(subject) > 1
        if between:
            return last if not stands_alone and (points_back or not subject) else None
        if stands_alone and not points_back and last.amount is not None and s.turn != last.sentences[-1]:
            return None if self.sentences[last.sentences[-1]].turn != s.turn or amounts else last
        return last

    def _clashes(self, draft: _Draft, amounts: Sequence[Figure]) -> bool:
        """Tell whether amounts count something else than the goal's amount does."""
        known = draft.amount.figure if draft.amount is not None else None
        if known is None or not amounts:
            return False
        return all(_dimension(f) != _dimension(known) for f in amounts if f.kind != "plain") and any(
            f.kind != "plain" for f in amounts
        )

    # -- what a sentence adds to its goal ----------------------------------------------------------------------

    def _own_figures(self, s: Sentence) -> list[Figure]:
        """Return the figures of a sentence that it does not take back."""
        figures = self.figures[s.index]
        if not figures:
            return []
        text = self.staged.conversation.turns[s.turn].text
        return [f for f in figures if not f.past and not _taken_back(text, s, f) and not _compared(text, s, f)]

    def _adopt_question(self, draft: _Draft, asked: Sequence[int]) -> None:
        """Let the rep's question that led to a goal name its subject."""
        for i in asked:
            draft.words |= subject_words(self.sentences[i].text)

    def _add(
        self,
        draft: _Draft,
        s: Sentence,
        words: Sequence[str],
        found: Sequence[Figure],
        asked: list[int],
        kinds: set[PartName],
    ) -> None:
        draft.sentences.append(s.index)
        draft.own.append(s.index)
        draft.words |= subject_words(s.text)
        amounts = [f for f in found if is_amount(f)]
        dates = [f for f in found if f.kind in ("date", "age") and f.unit != "time"]
        dates = [f for f in dates if _led(self._text(s), s, f)] or dates
        told = [f for f in amounts if f.kind != "plain"] or amounts
        if told:
            draft.amount = self._part(draft, "amount", s, *_span(told, self._text(s)), told[-1])
        elif (lone := _LONE_AMOUNT.search(s.text)) is not None and draft.amount is None:
            group = 1 if lone.group(1) else 2
            start = s.start_char + lone.start(group)
            draft.amount = self._part(draft, "amount", s, start, s.start_char + lone.end(group), None)
        elif draft.amount is None and (further := _FURTHER.search(s.text)) is not None and _is_thing(further.group(2)):
            start = s.start_char + further.start(1)
            draft.amount = self._part(draft, "amount", s, start, s.start_char + further.end(1), None)
        if dates:
            last = dates[-1]
            draft.date = self._part(draft, "date", s, last.start_char, last.end_char, last)
        self._take_over(draft, s, words, asked)
        metric = self._metric(draft, s, words, found, asked, kinds)
        if metric is not None and (draft.metric is None or "metric" in kinds):
            draft.metric = metric

    def _text(self, s: Sentence) -> str:
        return self.staged.conversation.turns[s.turn].text

    def _take_over(self, draft: _Draft, s: Sentence, words: Sequence[str], asked: list[int]) -> None:
        """Take what the rep put into the question, where the answer leaves it standing."""
        if _denies(words) and not _table("answers.confirms")(words[:1]):
            return
        kept = self._own_figures(s)
        taken_back = {is_amount(f) for f in self.figures[s.index] if f not in kept}
        for i in asked:
            question = self.sentences[i]
            for f in self.figures[i]:
                amount = is_amount(f)
                if f.past or amount in taken_back:
                    continue
                if not amount and draft.date is None:
                    draft.date = self._part(draft, "date", question, f.start_char, f.end_char, f)
                    draft.sentences.append(i)
                elif amount and draft.amount is None and _table("answers.confirms")(words[:3]):
                    draft.amount = self._part(draft, "amount", question, f.start_char, f.end_char, f)
                    draft.sentences.append(i)

    def _part(self, draft: _Draft, name: PartName, s: Sentence, start: int, end: int, figure: Figure | None) -> Part:
        asked = draft.asked.get(name)
        evidence = self.staged.evidence(s.index)
        by = self.staged.evidence(asked) if asked is not None and asked < s.index else None
        return Part(self._text(s)[start:end], start, end, evidence, s.role, by, figure)

    # -- metrics -----------------------------------------------------------------------------------------------

    def _metric(
        self,
        draft: _Draft,
        s: Sentence,
        words: Sequence[str],
        found: Sequence[Figure],
        asked: list[int],
        kinds: set[PartName],
    ) -> Part | None:
        if "metric" in kinds and not _denies(words):
            span = self._phrase(s, found)
            if span is not None:
                return self._part(draft, "metric", s, *span, None)
        told = [(s.index, f) for f in found]
        if draft.amount is not None and draft.amount.figure is not None:
            told.append((draft.amount.evidence.sentence, draft.amount.figure))  # it may be the rep's
        for i, f in told:
            if is_amount(f) and f.unit != "x" and f.noun is not None and f.noun not in ("times", "points"):
                return self._part(draft, "metric", self.sentences[i], *self._noun_span(i, f, f.noun), None)
        counted = self._directed(s)
        if counted is not None:
            return self._part(draft, "metric", s, *counted, None)
        amount = draft.amount
        if amount is None or amount.evidence.sentence != s.index:
            return None
        figure = amount.figure
        span = self._changed(s) or self._leading(s)
        if span is not None:
            return self._part(draft, "metric", s, *span, None)
        before = [k for i in self._shortly_before(s.index) for k in (i, *self._question_of(i))]
        for i in (*reversed(asked), *before):
            rep = self.sentences[i].role == "rep"
            span = (self._counted_in(i) if rep else self._counted(i)) or self._leading(self.sentences[i])
            if span is not None:
                return self._part(draft, "metric", self.sentences[i], *span, None)
        if figure is not None and (figure.kind == "money" or (figure.kind == "duration" and figure.unit is not None)):
            return self._part(draft, "metric", s, figure.start_char, figure.end_char, None)
        if figure is not None and figure.unit == "x":
            return None
        for i in (s.index, *reversed(asked)):
            span = self._phrase(self.sentences[i], self.figures[i])
            if span is not None:
                return self._part(draft, "metric", self.sentences[i], *span, None)
        return None

    def _noun_span(self, i: int, f: Figure, noun: str) -> tuple[int, int]:
        """Return where the noun of a figure stands: in it, or behind it."""
        start = self._text(self.sentences[i]).find(noun, f.start_char)
        return start, start + len(noun)

    def _counted(self, i: int) -> tuple[int, int] | None:
        """Find what a figure of a sentence counts."""
        f = next((f for f in self.figures[i] if f.noun is not None and is_amount(f)), None)
        return None if f is None or f.noun is None else self._noun_span(i, f, f.noun)

    def _changed(self, s: Sentence) -> tuple[int, int] | None:
        """Find what a sentence with an amount wants changed: "cut rework by a fifth", "double our turnover"."""
        match = _CHANGED.search(s.text)
        if match is None or not subject_words(match.group(1)):
            return None
        return s.start_char + match.start(1), s.start_char + match.end(1)

    def _shortly_before(self, index: int) -> list[int]:
        """Return the sentences just before, the nearest first, that tell how things are with a figure."""
        near = range(index - 1, max(-1, index - _NEAR - 1), -1)
        return [i for i in near if self.stages[i] in ("realities", "goals") and self.figures[i]]

    def _question_of(self, i: int) -> tuple[int, ...]:
        """Return the rep's sentence that sentence `i` answers, where it stands right before."""
        return (i - 1,) if i and self.sentences[i - 1].role == "rep" and self.sentences[i].role != "rep" else ()

    def _counted_in(self, i: int) -> tuple[int, int] | None:
        """Find what a question asks the number of: "how many doctor visits a day should …"."""
        question = self.sentences[i]
        for pattern in (_COUNTED_IN, _LESS_OF):
            match = pattern.search(question.text)
            if match is not None:
                named = match.group(1) or match.group(match.lastindex or 1)
                start = question.start_char + match.start(match.lastindex or 1)
                if subject_words(named):
                    return start, start + len(named.rstrip())
        return None

    def _leading(self, s: Sentence) -> tuple[int, int] | None:
        """Find a short phrase at the beginning that the rest is said of: "Yield at …", "the waiting list is …"."""
        match = _LEADING.match(s.text)
        if match is None:
            return None
        named = match.group(1)
        words = plain_words(named)
        if len(words) > _METRIC_WORDS or not subject_words(named) or not _PRONOUNS.isdisjoint(words):
            return None
        if any(
            f.start_char < s.start_char + match.end(1) and f.end_char > s.start_char + match.start(1)
            for f in self.figures[s.index]
        ):
            return None
        return s.start_char + match.start(1), s.start_char + match.end(1)

    def _directed(self, s: Sentence) -> tuple[int, int] | None:
        """Find a metric that has to go up or down, or "fewer" and "more" of what is counted."""
        named = _NAMED_NUMBER.match(s.text) or _CHANGE.match(s.text)
        if named is not None and subject_words(named.group(1)):
            return s.start_char + named.start(1), s.start_char + named.end(1)
        if not _table("goals.directions")(plain(s.text)):
            return None
        known = _metrics()
        last: re.Match[str] | None = None
        for match in re.finditer(r"[^\W\d_]+(?:-[^\W\d_]+)*", s.text):
            if match.group().lower() in known:
                led = last is not None and subject_words(last.group()) and s.text[last.end() : match.start()] == " "
                first = last if last is not None and led else match
                return s.start_char + first.start(), s.start_char + match.end()
            last = match
        counted = re.search(
            r"(?<!no )\b(?:fewer|more)\s+((?:[^\W\d_]+\s+)?[^\W\d_]{3,}s)\b(?<!ss)", s.text, re.IGNORECASE
        )
        if counted is not None:
            return s.start_char + counted.start(1), s.start_char + counted.end(1)
        return None

    def _phrase(self, s: Sentence, found: Sequence[Figure]) -> tuple[int, int] | None:
        """Find the first run of words in a sentence that names something, up to a comma or a figure."""
        text = self._text(s)
        cuts = sorted([(f.start_char, f.end_char) for f in found])
        at = s.start_char
        for start, end in [*cuts, (s.end_char, s.end_char)]:
            for piece in re.finditer(r"[^,;.?!]+", text[at:start]):
                named = list(re.finditer(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", piece.group()))
                while named and not subject_words(named[0].group()):
                    named.pop(0)
                named = named[:_METRIC_WORDS]
                while named and not subject_words(named[-1].group()):
                    named.pop()
                if named:
                    base = at + piece.start()
                    return base + named[0].start(), base + named[-1].end()
            at = end
        return None

    # -- what the rep asks for ---------------------------------------------------------------------------------

    def _note_asked(self, draft: _Draft, i: int) -> None:
        for kind in self._asks(i):
            draft.asked.setdefault(kind, i)

    def _asks(self, i: int) -> list[PartName]:
        """Tell what a sentence of the rep asks for."""
        s = self.sentences[i]
        words = plain(s.text)
        asked: list[PartName] = [name for name in PARTS if _table(f"asks.{name}")(words)]
        if words[-1:] in (("by",), ("until",), ("till",)) and "date" not in asked:
            asked.append("date")
        if asked or (words[:1] and words[0] in ("what", "which", "how", "why", "who", "where")):
            return asked
        if not s.is_question:
            return asked
        for f in self.figures[i]:
            name: PartName = "amount" if is_amount(f) else "date"
            if name not in asked:
                asked.append(name)
        return asked

    # -- the goal ----------------------------------------------------------------------------------------------

    def _closed(self, draft: _Draft) -> Goal:
        exact = draft.date.figure.exact_to if draft.date is not None and draft.date.figure is not None else None
        measured = draft.metric is not None or draft.amount is not None
        if measured and draft.date is not None:
            full = draft.metric is not None and draft.amount is not None and exact in _MONTH_OR_BETTER
            rung = 4 if full else 3
        else:
            rung = 2 if measured or draft.date is not None else 1
        missing = [name for name, part in (("metric", draft.metric), ("amount", draft.amount)) if part is None]
        if draft.date is None:
            missing += ["year", "month"]
        elif exact not in _MONTH_OR_BETTER:
            missing.append("month")
        order = tuple(sorted(set(draft.sentences)))
        return Goal(
            rung=rung,
            text=self.sentences[draft.own[0]].text,
            metric=draft.metric,
            amount=draft.amount,
            date=draft.date,
            missing=tuple(missing),
            ask_next=self._ask_next(draft, missing) if rung < 4 else None,
            asked_for=tuple(name for name in PARTS if name in draft.asked),
            sentences=order,
            evidence=tuple(self.staged.evidence(i) for i in order),
        )

    def _ask_next(self, draft: _Draft, missing: Sequence[str]) -> str | None:
        templates = content("goals")["ask_next"]
        words = self._wish_words(draft)
        if not missing:
            return None
        if missing[0] == "month" and draft.date is not None:
            return str(templates["month"]).format(date=draft.date.text)
        name = {"metric": "metric", "amount": "amount"}.get(missing[0], "date")
        if words is None:
            return str(templates[f"{name}_plain"])
        if name == "amount" and draft.metric is not None and draft.metric.text != words:
            return str(templates["amount_of"]).format(words=words, metric=draft.metric.text)
        return str(templates[name]).format(words=words)

    def _wish_words(self, draft: _Draft) -> str | None:
        """Return the prospect's own words for the goal, verbatim and short; None where none are."""
        own = [self.sentences[i] for i in draft.own]
        wished = [s for s in own if _table("goals.wishes")(plain(s.text))]
        for s in (*wished, *own):
            cut = _CLAUSE.split(s.text, maxsplit=1)[0].strip()
            run_on = _RUN_ON.search(s.text)
            short = s.text[: run_on.start()].strip() if run_on is not None else ""
            for text in (s.text.rstrip(" .!?,;"), cut, short):
                words = text.split()
                told = not self.figures[s.index] or len(words) > _BARE
                if told and subject_words(text) and _BARE <= len(words) <= _MOST_WORDS:
                    return text
        return None


def _dimension(f: Figure) -> str:
    if f.kind == "count" and f.noun is not None:
        return f"count {sorted(content_words(f.noun))}"
    return f.kind


def _span(told: Sequence[Figure], text: str) -> tuple[int, int]:
    """Return the words of an amount: the last one, with the "from" before it."""
    last = told[-1]
    if len(told) > 1 and text[told[-2].end_char : last.start_char].strip().lower() == "to":
        return told[-2].start_char, last.end_char
    return last.start_char, last.end_char


@lru_cache(maxsize=1)
def _anaphors() -> frozenset[str]:
    return frozenset(content("goals")["goals"]["anaphors"])


@lru_cache(maxsize=1)
def _metrics() -> frozenset[str]:
    return frozenset(content("goals")["goals"]["metrics"])


@lru_cache(maxsize=1)
def _negations() -> frozenset[str]:
    return frozenset(content("goals")["answers"]["negations"])


@lru_cache(maxsize=1)
def _limits() -> frozenset[str]:
    return frozenset(content("goals")["answers"]["limits"])


def _denies(words: Sequence[str]) -> bool:
    """Tell whether an answer begins by giving nothing: "no", "I don't know", after a filler or two."""
    found = _table("answers.denials").find(words)
    return found is not None and found[0] <= 2


def _taken_back(text: str, s: Sentence, f: Figure) -> bool:
    """Tell whether a figure is negated: "not eighty", "don't nail me to a summer", "ten's not fine"."""
    before = re.split(r"[,;:.!?]", text[s.start_char : f.start_char])[-1]
    words = plain_words(before)
    for k in range(max(0, len(words) - _BACK), len(words)):
        if words[k] in _negations():
            follows = words[k + 1] if k + 1 < len(words) else ""
            if words[k + 1 :] and not _RESET.isdisjoint(words[k + 1 :]):
                continue
            if follows not in _limits() and not (words[k] == "no" and not follows and before.rstrip().endswith(",")):
                return True
    # "ten's not fine"
    after = re.split(r"[,;:.!?]", text[f.end_char : s.end_char])[0]
    return re.match(r"(?:['’]s| is| are|s)? (?:not|n't|isn't|no good)\b", after) is not None


def _compared(text: str, s: Sentence, f: Figure) -> bool:
    """Tell whether a date is what a goal is compared with: "twice as good as today"."""
    return f.kind == "date" and re.search(r"\b(?:as|than|like)\s*$", text[s.start_char : f.start_char]) is not None


def _led(text: str, s: Sentence, f: Figure) -> bool:
    """Tell whether a date is said to be one to keep: "by mid-December", "before the new year"."""
    return _DEADLINE.search(text[s.start_char : f.start_char]) is not None or f.text.lower().startswith(
        ("in ", "within", "over")
    )


def _is_thing(word: str | None) -> bool:
    return word is None or word.lower() not in frozenset(content("goals")["goals"]["no_ordinals"])
