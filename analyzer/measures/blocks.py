"""Stretches of talk by one side: what switches, pauses and interruptions are counted in.

A file may cut one side's talk into any number of neighbouring turns. Counting in blocks makes every measure
of interaction independent of where the file was cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from analyzer.conversation import Interval, Role, Turn
from analyzer.measures.speech import MAX_BACKCHANNEL_WORDS, is_backchannel, union_seconds

__all__ = ["Block", "blocks_of"]

# Neighbouring turns of one side with a longer silence between them stay apart; the value is the readers'.
_MAX_GAP_S: Final = 2.0


@dataclass(frozen=True, slots=True)
class Block:
    """Neighbouring turns of one side.

    Parameters
    ----------
    role : Role
    turns : tuple of Turn
        Those that hold a word, in order.
    words : int
    spans : tuple of (float, float)
        Timed pieces in seconds; empty where none of the turns has times.
    start_s, end_s : float
        First start and last end in seconds; infinity and minus infinity where there is no time.
    backchannel : bool
        Whether the whole block only shows that someone listens.
    """

    role: Role
    turns: tuple[Turn, ...]
    words: int
    spans: tuple[Interval, ...]
    start_s: float
    end_s: float
    backchannel: bool

    @property
    def timed(self) -> bool:
        """Whether start and end are known."""
        return bool(self.spans)

    def breaks(self, words: int, seconds: float) -> bool:
        """Tell whether this block breaks the other side's stretch: longer than so many words and seconds."""
        return self.words > words and (not self.spans or union_seconds(self.spans) > seconds)


def blocks_of(turns: Iterable[Turn]) -> tuple[Block, ...]:
    """Join neighbouring turns of one side; turns without a word are left out.

    Where both times are known, a silence of more than two seconds keeps two turns apart.
    """
    return tuple(_block(group) for group in _groups(turns))


def _groups(turns: Iterable[Turn]) -> Iterator[list[Turn]]:
    group: list[Turn] = []
    end: float | None = None
    for turn in turns:
        if not turn.words:
            continue
        start = min(turn.spans)[0] if turn.spans else None
        apart = end is not None and start is not None and start - end > _MAX_GAP_S
        if group and (turn.role != group[-1].role or apart):
            yield group
            group, end = [], None
        group.append(turn)
        latest = max([b for _, b in turn.spans], default=None)
        end = latest if end is None or latest is None else max(end, latest)
    if group:
        yield group


def _block(group: list[Turn]) -> Block:
    words = sum([turn.words for turn in group])
    spans = tuple([span for turn in group for span in turn.spans])
    return Block(
        role=group[0].role,
        turns=tuple(group),
        words=words,
        spans=spans,
        start_s=min(spans)[0] if spans else float("inf"),
        end_s=max([b for _, b in spans]) if spans else float("-inf"),
        backchannel=words <= MAX_BACKCHANNEL_WORDS and is_backchannel(" ".join(turn.spoken for turn in group)),
    )
