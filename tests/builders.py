"""Staged conversations for tests, made line by line; no model is needed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from analyzer.conversation import STAGES, Conversation, Interval, Medium, Participant, Role, Stage, Turn
from analyzer.corpus import Labelled
from analyzer.sentences import segment
from analyzer.stages.staged import Staged

__all__ = ["FILLING", "Line", "call", "labelled_call", "padded", "stage_conversation", "swapped"]

#: A line of a call: role, stage, text; with start and end in seconds where the call has times.
Line = tuple[Role, Stage, str] | tuple[Role, Stage, str, float, float]

#: Words of a prospect that belong to no stage, enough for coverage to be judged at all (50 words).
FILLING: Line = (
    "prospect",
    "other",
    "hello there this line is only here so that enough was said by the other side " * 4,
)


def call(*lines: Line, medium: Medium = "transcript", sure: float | None = None, masked: Iterable[str] = ()) -> Staged:
    """Make a call of one turn and one sentence a line.

    Parameters
    ----------
    *lines : (role, stage, text) or (role, stage, text, start_s, end_s)
    medium : Medium
    sure : float, optional
        Probability of each line's stage, as a model would give it, the rest spread evenly. Without it the
        labels are given by a person.
    masked : iterable of str
        Tags that are no speech, such as ``[laughs]``.
    """
    turns: list[Turn] = []
    for index, (role, _, text, *times) in enumerate(lines):
        tags = [(text.index(tag), text.index(tag) + len(tag)) for tag in masked if tag in text]
        span: tuple[Interval, ...] = ((times[0], times[1]),) if times else ()
        turns.append(
            Turn(
                index,
                role,
                text,
                role,
                start_s=times[0] if times else None,
                end_s=times[1] if times else None,
                spans=span,
                masked=tuple(tags),
            )
        )
    names = dict.fromkeys(line[0] for line in lines)
    conversation = Conversation(
        "call",
        tuple(turns),
        medium,
        tuple(Participant(name, name, "explicit", 1.0) for name in names),
    )
    spans = [(t.index, 0, len(t.text)) for t in turns]
    return stage_conversation(conversation, spans, [line[1] for line in lines], sure)


def stage_conversation(
    conversation: Conversation,
    spans: Sequence[tuple[int, int, int]],
    stages: Sequence[Stage],
    sure: float | None = None,
) -> Staged:
    """Stage a conversation whose sentences and labels are known; `sure` as in `call`."""
    n = len(stages)
    given = sure is None
    top = 1.0 if sure is None else sure
    rest = (1.0 - top) / (len(STAGES) - 1)
    probabilities = np.full((n, len(STAGES)), rest, dtype=np.float32)
    for i, stage in enumerate(stages):
        probabilities[i, STAGES.index(stage)] = top
    return Staged(segment(conversation, spans), probabilities, np.full(n, given))


def labelled_call(labelled: Labelled) -> Staged:
    """Stage a conversation of the corpus with its labels in force."""
    return stage_conversation(
        labelled.conversation,
        [(s.turn, s.start_char, s.end_char) for s in labelled.sentences],
        [s.stage for s in labelled.sentences],
    )


def padded(*lines: Line, sure: float | None = None) -> Staged:
    """Make a call with enough words of the prospect, and a greeting by each side at its beginning."""
    return call(("rep", "other", "Thanks for making the time."), FILLING, *lines, sure=sure)


def swapped(staged: Staged, roles: dict[Role, Role]) -> Staged:
    """Return the same call with other roles."""
    conversation = staged.conversation
    turns = tuple(replace(t, role=roles.get(t.role, t.role)) for t in conversation.turns)
    spans = [(s.turn, s.start_char, s.end_char) for s in staged.sentences]
    segmented = segment(replace(conversation, turns=turns), spans)
    return replace(staged, segmented=segmented)
