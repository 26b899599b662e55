"""Finds the figures of a conversation, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, overload

from analyzer.figures.amounts import Amount, Amounts
from analyzer.figures.dates import Reader, When
from analyzer.figures.figure import Figure
from analyzer.figures.lexicon import Lexicon, lexicon
from analyzer.figures.pieces import Pieces, may_hold, pieces_of
from analyzer.sentences import Segmented

__all__ = ["Figures", "figures_in", "figures_of", "iso_date"]

# units in which "in two days" is how long something takes rather than a day in the calendar
_SHORT: Final = frozenset(("second", "minute", "hour", "day"))


class Figures(Sequence[tuple[Figure, ...]]):
    """The figures of a conversation: one tuple a sentence, found when it is first asked for.

    Most sentences are never asked for, and finding figures in all of them costs as much as cutting the whole
    conversation into sentences.

    Parameters
    ----------
    segmented : Segmented
    """

    def __init__(self, segmented: Segmented) -> None:
        self._segmented = segmented
        self._today = iso_date(segmented.conversation.date)
        self._found: dict[int, tuple[Figure, ...]] = {}

    def __len__(self) -> int:
        return len(self._segmented.sentences)

    @overload
    def __getitem__(self, index: int) -> tuple[Figure, ...]: ...
    @overload
    def __getitem__(self, index: slice) -> list[tuple[Figure, ...]]: ...
    def __getitem__(self, index: int | slice) -> tuple[Figure, ...] | list[tuple[Figure, ...]]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        if index not in self._found:
            self._found[index] = self._find(range(len(self))[index])
        return self._found[index]

    def may_count(self, index: int) -> bool:
        """Tell whether a sentence may hold a number other than one; finding its figures costs far more."""
        return bool(self._found.get(index)) or may_hold(self._segmented.sentences[index].text, lexicon().counting)

    def _find(self, index: int) -> tuple[Figure, ...]:
        sentence = self._segmented.sentences[index]
        turn = self._segmented.conversation.turns[sentence.turn]
        found = figures_in(turn.spoken, sentence.start_char, sentence.end_char, self._today)
        if not turn.masked:
            return found
        return tuple(replace(f, text=turn.text[f.start_char : f.end_char]) for f in found)


def figures_of(segmented: Segmented) -> Figures:
    """Find the figures of every sentence.

    Parameters
    ----------
    segmented : Segmented

    Returns
    -------
    Figures
        One tuple of `Figure` a sentence, in order of position; figures do not overlap. Dates are relative to
        ``conversation.date``; where it is not known, relative ones have neither `date_from` nor `date_to`.

    Examples
    --------
    >>> from analyzer.conversation import Conversation, Turn
    >>> from analyzer.sentences import segment
    >>> call = Conversation("x", (Turn(0, "Ann", "We want five days by March 2027."),))
    >>> [(f.text, f.value, f.unit, f.date_to) for f in figures_of(segment(call))[0]]
    [('five days', 5.0, 'day', None), ('March 2027', None, None, '2027-03-31')]
    """
    return Figures(segmented)


def iso_date(text: str | None) -> date | None:
    """Read the date of a conversation; None where there is none or it is no ISO date."""
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def figures_in(text: str, start: int = 0, end: int | None = None, today: date | None = None) -> tuple[Figure, ...]:
    """Find the figures in ``text[start:end]``.

    Parameters
    ----------
    text : str
        Text of a turn, tags blanked.
    start, end : int
    today : date, optional
        Date of the call.

    Examples
    --------
    >>> [(f.kind, f.value, f.unit, f.noun) for f in figures_in("forty k for 3 new vans")]
    [('plain', 40000.0, None, None), ('count', 3.0, None, 'new vans')]
    """
    lex = lexicon()
    if not may_hold(text[start:end], lex.triggers):
        return ()
    p = pieces_of(text, start, len(text) if end is None else end)
    if not p.numbers and not p.shapes and lex.triggers.isdisjoint(p.low):
        return ()
    found = _scan(p, lex, today)
    return tuple(_quoted(p, text, item) for item in _settled(p, found))


def _scan(p: Pieces, lex: Lexicon, today: date | None) -> list[Amount]:
    dates = Reader(p, lex, today)
    amounts = Amounts(dates)
    out: list[Amount] = []
    i, n = 0, len(p.low) - 4
    starters, numbers, shapes = lex.starters, p.numbers, p.shapes
    while i < n:
        if p.low[i] not in starters and i not in numbers and i not in shapes:
            i += 1
            continue
        phrase = lex.phrase_end(p, i)
        if phrase is not None:
            i = phrase
            continue
        aged = dates.age(i)
        if aged is not None:
            out.append(Amount(i, aged[0], "age", aged[1], None, "year"))
            i = aged[0]
            continue
        when = dates.at(i)
        if when is not None:
            out.append(_dated(i, when))
            i = when.end
            continue
        told = amounts.at(i)
        if told is None:
            i += 1
            continue
        out += told[0]
        i = max(told[1], i + 1)
    return out


def _dated(i: int, when: When) -> Amount:
    short = when.unit in _SHORT and when.value is not None and not when.past
    return Amount(i, when.end, "duration" if short else "date", when.value, when.high, when.unit, when=when)


def _settled(p: Pieces, found: Iterable[Amount]) -> list[Amount]:
    """Give "from nine days to five" its second unit, and drop what only says yes ("a hundred percent")."""
    out: list[Amount] = []
    for item in found:
        last = out[-1] if out else None
        if (
            item.kind == "plain"
            and last is not None
            and last.kind in ("duration", "money", "share", "count")
            and item.start == last.end + 1
            and p.low[last.end] == "to"
            and last.start > 0
            and (last.unit is not None or last.noun is not None)
        ):
            item = replace(item, kind=last.kind, unit=last.unit, noun=last.noun, per=item.per or last.per)
        if item.kind == "share" and item.value == 100 and item.unit == "%" and _only_agrees(p, item):
            continue
        out.append(item)
    return out


def _only_agrees(p: Pieces, item: Amount) -> bool:
    after = p.low[item.end]
    before = p.low[item.start - 1] if item.start else ""
    aims = before in ("to", "at", "of", "by", "hit", "reach", "want", "from", "about", "is", "are", "up")
    return not aims and (
        not after or not after[0].isalnum() or after in ("agree", "sure", "right", "behind", "with", "yes")
    )


def _quoted(p: Pieces, text: str, item: Amount) -> Figure:
    a, b = p.starts[item.start], p.ends[item.end - 1]
    when = item.when
    period = when.period if when is not None else None
    return Figure(
        start_char=a,
        end_char=b,
        text=text[a:b],
        kind=item.kind,
        value=item.value,
        high=item.high,
        unit=item.unit,
        noun=None if item.noun is None else text[p.starts[item.noun[0]] : p.ends[item.noun[1] - 1]],
        per=item.per,
        date_from=period[0].isoformat() if period is not None else None,
        date_to=period[1].isoformat() if period is not None else None,
        exact_to=when.exact_to if when is not None and when.unit != "time" else None,
        past=when.past if when is not None else False,
    )
