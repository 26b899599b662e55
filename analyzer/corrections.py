"""Arguing back: a person's corrections of stages and roles, read from CSV.

Columns ``turn, start_char, end_char, stage, role``; a row gives a stage for the sentence that its range lies
in or overlaps most, or a role for the speaker of its turn, or both. Empty offsets with a role mean the turn.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, cast

from analyzer.conversation import ROLES, STAGES, Conversation, Participant, Role, Sentence, Stage
from analyzer.errors import BadLabelsError

__all__ = ["Correction", "corrected_roles", "corrected_stages", "read_corrections"]

# beyond any offset of any file, and few enough for int()
_MAX_DIGITS: Final = 12
_SHOWN: Final = 30
_COLUMNS: Final = ("turn", "start_char", "end_char", "stage", "role")


@dataclass(frozen=True, slots=True)
class Correction:
    """One row: a stage for a range of a turn, or a role for the turn's speaker."""

    line: int
    turn: int
    start_char: int | None
    end_char: int | None
    stage: Stage | None
    role: Role | None


def read_corrections(path: Path) -> tuple[Correction, ...]:
    """Read a corrections file.

    Raises
    ------
    BadLabelsError
        ``E-CORRECTION`` with the line.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle)
            names = tuple(n.strip().lower() for n in reader.fieldnames or ())
            if "turn" not in names or not {"stage", "role"} & set(names):
                raise BadLabelsError(
                    "E-CORRECTION",
                    f"columns are {list(names)}. Needed: turn and stage or role; known: {', '.join(_COLUMNS)}.",
                    source=path.name,
                )
            return tuple(
                _row(
                    path.name,
                    reader.line_num,
                    {k.strip().lower(): (v or "").strip() for k, v in row.items() if k},
                )
                for row in reader
            )
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadLabelsError("E-CORRECTION", f"cannot be read: {error}", source=path.name) from error


def _row(source: str, line: int, row: dict[str, str]) -> Correction:
    def number(key: str, required: bool) -> int | None:
        text = row.get(key, "")
        if not text and not required:
            return None
        if not text.isdecimal() or len(text) > _MAX_DIGITS:
            raise _bad(source, line, f"{key} is {text[:_SHOWN]!r}, not a whole number of at most {_MAX_DIGITS} digits.")
        return int(text)

    turn = number("turn", True)
    start, end = number("start_char", False), number("end_char", False)
    stage, role = row.get("stage", ""), row.get("role", "")
    if stage and stage not in STAGES:
        raise _bad(source, line, f"stage {stage!r} is not one of {', '.join(STAGES)}.")
    if role and role not in ROLES:
        raise _bad(source, line, f"role {role!r} is not one of {', '.join(ROLES)}.")
    if not stage and not role:
        raise _bad(source, line, "neither a stage nor a role.")
    if stage and (start is None or end is None or end <= start):
        raise _bad(source, line, "a stage needs start_char and end_char, the end after the start.")
    return Correction(
        line,
        cast("int", turn),
        start,
        end,
        stage if stage in STAGES else None,
        role if role in ROLES else None,
    )


def corrected_roles(
    conversation: Conversation, corrections: Sequence[Correction], source: str = "corrections"
) -> tuple[Conversation, frozenset[int]]:
    """Apply role corrections: the role goes to the speaker, in every turn; without a speaker to the turn.

    Returns
    -------
    Conversation
    frozenset of int
        Turns whose role was corrected.
    """
    by_speaker: dict[str, Role] = {}
    by_turn: dict[int, Role] = {}
    for c in corrections:
        if c.turn >= len(conversation.turns):
            raise _bad(source, c.line, f"turn {c.turn} is past the last one, {len(conversation.turns) - 1}.")
        if c.role is None:
            continue
        speaker = conversation.turns[c.turn].speaker
        if speaker is None:
            by_turn[c.turn] = c.role
        elif by_speaker.setdefault(speaker, c.role) != c.role:
            raise _bad(source, c.line, f"speaker {speaker!r} is given two roles.")
    touched = frozenset(t.index for t in conversation.turns if t.index in by_turn or t.speaker in by_speaker)
    if not touched:
        return conversation, touched
    turns = tuple(
        replace(t, role=by_turn.get(t.index) or by_speaker[t.speaker or ""]) if t.index in touched else t
        for t in conversation.turns
    )
    participants = tuple(
        Participant(p.name, by_speaker[p.name], "explicit", 1.0, ("corrected by a person",), p.metadata)
        if p.name in by_speaker
        else p
        for p in conversation.participants
    )
    return replace(conversation, turns=turns, participants=participants), touched


def corrected_stages(
    sentences: Sequence[Sentence], corrections: Sequence[Correction], source: str = "corrections"
) -> dict[int, Stage]:
    """Match stage corrections to sentences.

    A range that covers several sentences (at least half of each) corrects them all; otherwise the sentence that
    it overlaps most.
    """
    out: dict[int, Stage] = {}
    for c in corrections:
        if c.stage is None or c.start_char is None or c.end_char is None:
            continue
        overlaps = [
            (min(s.end_char, c.end_char) - max(s.start_char, c.start_char), s) for s in sentences if s.turn == c.turn
        ]
        hit = [(o, s) for o, s in overlaps if o > 0]
        if not hit:
            raise _bad(source, c.line, f"no sentence of turn {c.turn} at {c.start_char}–{c.end_char}.")
        mostly = [s for o, s in hit if 2 * o >= s.end_char - s.start_char]
        for s in mostly or [max(hit, key=lambda pair: pair[0])[1]]:
            out[s.index] = c.stage
    return out


def _bad(source: str, line: int, what: str) -> BadLabelsError:
    return BadLabelsError("E-CORRECTION", what, source=source, place=f"line {line}")
