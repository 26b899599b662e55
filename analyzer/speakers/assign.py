"""Gives every turn a role: explicit, then metadata, then inference, otherwise unknown."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analyzer.conversation import Conversation, Participant, Role, RoleSource
from analyzer.errors import BadSettingsError, one_line
from analyzer.sentences import Segmented
from analyzer.settings import Settings, within
from analyzer.speakers.infer import RoleModel, speaker_cues
from analyzer.speakers.known import KnownSpeakers
from analyzer.transcripts.names import domain_of

__all__ = ["RoleHypotheses", "assign_roles", "hypotheses", "tell_roles"]


# how far before a name its owner shows ("I'm calling from", "here at", "our")
_LEAD: Final = 24
_OWNS = re.compile(
    r"\b(?:from|here at|we at|us at|i'm with|i am with|on behalf of|our|this is|team at)\s+$", re.IGNORECASE
)


@dataclass(frozen=True)
class RoleHypotheses:
    """The two ways round, where the roles of a conversation stay unknown.

    Parameters
    ----------
    likely, swapped : Conversation
        The conversation with the likelier assignment filled in, and with the sides swapped.
    probability : float
        Of `likely`.
    """

    likely: Conversation
    swapped: Conversation
    probability: float


def tell_roles(
    conversation: Conversation,
    reps: Sequence[str] = (),
    prospects: Sequence[str] = (),
    settings: Settings | None = None,
    speakers: KnownSpeakers | None = None,
) -> Conversation:
    """Fill in roles that the user or the file tells; nothing is inferred.

    What is told of this call goes before what is told of all calls, and that before the transcript's own fields.
    An own e-mail domain goes before a field of the transcript too: it is the user who says which are the own.

    Parameters
    ----------
    conversation : Conversation
    reps, prospects : sequence of str
        Names given by the user; compared without case and with blanks folded.
    settings : Settings, optional
        Own company and e-mail domains.
    speakers : KnownSpeakers, optional
        People and domains that are on one side in every call.

    Raises
    ------
    BadSettingsError
        ``E-ROLE`` when a name is not in the conversation, or is given both sides.
    """
    settings = settings or Settings()
    conversation = _complete(conversation)
    told: dict[str, tuple[Role, RoleSource, float, str]] = {}
    known = {p.name: _fold(p.name) for p in conversation.participants}
    sides: tuple[tuple[Role, Sequence[str]], ...] = (("rep", reps), ("prospect", prospects))
    for role, names in sides:
        for name in names:
            fitting = _called(name, known)
            if len(fitting) != 1:
                listed = ", ".join(one_line(p.name, 30) for p in conversation.participants[:8]) or "none"
                who = f"{len(fitting)} people are" if fitting else "nobody is"
                raise BadSettingsError(
                    "E-ROLE",
                    f"{who} called {one_line(name, 30)!r}. Speakers here: {listed}.",
                    source=conversation.source_name,
                )
            [original] = fitting
            if told.get(original, (role,))[0] != role:
                raise BadSettingsError(
                    "E-ROLE", f"{one_line(name, 30)!r} is given both sides.", source=conversation.source_name
                )
            told[original] = (role, "explicit", 1.0, f"named as {role} by the user")
    if len(conversation.participants) == 2 and len(told) == 1:
        [(name, (role, *_))] = told.items()
        other = next(p.name for p in conversation.participants if p.name != name)
        opposite: Role = "prospect" if role == "rep" else "rep"
        told[other] = (opposite, "explicit", 1.0, f"the other one of two: {one_line(name, 30)} is the {role}")

    def decide(p: Participant) -> Participant:
        if p.name in told:
            role, source, confidence, why = told[p.name]
            return replace(p, role=role, source=source, confidence=confidence, evidence=(why,))
        known = speakers.side_of(p) if speakers is not None else None
        if known is not None:
            return replace(p, role=known[0], source="explicit", confidence=1.0, evidence=(known[1],))
        hint = _from_metadata(conversation, p, settings)
        # Only that somebody is of the own side: who has another address may still work for the same company.
        overruled = p.source == "metadata" and hint is not None and hint[0] == "rep" and p.role != "rep"
        if p.role != "unknown" and not overruled:
            return p
        return replace(p, role=hint[0], source="metadata", confidence=0.95, evidence=(hint[1],)) if hint else p

    participants = _introduced(conversation, tuple(decide(p) for p in conversation.participants), settings)
    # in a call of two, one side told by the file settles the other
    known_now = [p for p in participants if p.role in ("rep", "prospect")]
    if len(participants) == 2 and len(known_now) == 1:
        sure = known_now[0]
        rest: Role = "prospect" if sure.role == "rep" else "rep"
        participants = tuple(
            p
            if p.role != "unknown"
            else replace(
                p,
                role=rest,
                source="metadata",
                confidence=sure.confidence,
                evidence=(f"the other one of two: {one_line(sure.name, 30)} is the {sure.role}",),
            )
            for p in participants
        )
    return _with_participants(conversation, participants)


def _complete(conversation: Conversation) -> Conversation:
    """Make turns and participants agree; a conversation made in memory may give the one without the other.

    A speaker without a participant gets one, with the role of most of their turns. Turns of a speaker none of
    whose turns has a role take the participant's.
    """
    roles: dict[str, list[Role]] = {}
    for turn in conversation.turns:
        if turn.speaker is not None:
            given = roles.setdefault(turn.speaker, [])
            if turn.role != "unknown":
                given.append(turn.role)
    known = {p.name: p.role for p in conversation.participants}
    new = tuple(_participant(name, given) for name, given in roles.items() if name not in known)
    bare = {name: known[name] for name, given in roles.items() if not given and known.get(name, "unknown") != "unknown"}
    if not new and not bare:
        return conversation
    turns = conversation.turns
    if bare:
        turns = tuple(replace(t, role=bare[t.speaker]) if t.speaker in bare else t for t in turns)
    return replace(conversation, turns=turns, participants=(*conversation.participants, *new))


def _participant(name: str, given: list[Role]) -> Participant:
    if not given:
        return Participant(name)
    [(role, _)] = Counter(given).most_common(1)
    return Participant(name, role, "explicit", 1.0, (f"the turns give the role {role!r}",))


def assign_roles(
    segmented: Segmented, model: RoleModel, blind: Callable[[Segmented], NDArray[np.float32]]
) -> Segmented:
    """Infer the roles that are still unknown, where the evidence is strong enough.

    Parameters
    ----------
    segmented : Segmented
    model : RoleModel
    blind : callable
        Gives stage probabilities without looking at roles; called only when it is needed.
    """
    conversation = segmented.conversation
    open_names = [p.name for p in conversation.participants if p.role == "unknown"]
    if conversation.medium == "notes" or not open_names or len(conversation.participants) < 2:
        return segmented
    cues = speaker_cues(segmented, blind(segmented))
    participants = []
    for p in conversation.participants:
        if p.name not in open_names or p.name not in cues:
            participants.append(p)
            continue
        chance = model.probability(cues[p.name])
        rep = chance >= 0.5
        sure = max(chance, 1 - chance)
        role: Role = "unknown" if sure < model.threshold else "rep" if rep else "prospect"
        participants.append(
            replace(
                p,
                role=role,
                source="inferred" if role != "unknown" else "none",
                confidence=sure if role != "unknown" else None,
                evidence=model.evidence(cues[p.name], rep)
                if role != "unknown"
                else (f"more likely the {'rep' if rep else 'prospect'}, but only with probability {sure:.2f}",),
            )
        )
    roles = {p.role for p in participants}
    if open_names and not {"rep", "prospect"} <= roles and len(participants) == 2:
        # one side alone is no assignment
        participants = [
            replace(p, role="unknown", source="none", confidence=None) if p.name in open_names else p
            for p in participants
        ]
    return with_conversation(segmented, _with_participants(conversation, tuple(participants)))


def hypotheses(
    segmented: Segmented, model: RoleModel, blind: Callable[[Segmented], NDArray[np.float32]]
) -> RoleHypotheses | None:
    """Return both assignments of the speakers whose role stayed unknown; None when there is none."""
    conversation = segmented.conversation
    names = [p.name for p in conversation.participants if p.role == "unknown"]
    if not names or conversation.medium == "notes":
        return None
    cues = speaker_cues(segmented, blind(segmented))
    chance = {name: model.probability(cues[name]) if name in cues else 0.5 for name in names}
    if len(names) == 1:
        guess: dict[str, Role] = {names[0]: "rep" if chance[names[0]] >= 0.5 else "prospect"}
    else:
        first = max(names, key=lambda n: (chance[n], n))
        last = min(names, key=lambda n: (chance[n], n))
        guess = {n: "rep" if chance[n] >= 0.5 else "prospect" for n in names}
        guess[first], guess[last] = "rep", "prospect"
    swap: dict[Role, Role] = {"rep": "prospect", "prospect": "rep"}
    odds = max(chance[n] if guess[n] == "rep" else 1 - chance[n] for n in names)
    return RoleHypotheses(
        _with_roles(conversation, guess),
        _with_roles(conversation, {n: swap[r] for n, r in guess.items()}),
        odds,
    )


def _with_roles(conversation: Conversation, roles: dict[str, Role]) -> Conversation:
    return _with_participants(
        conversation,
        tuple(replace(p, role=roles[p.name]) if p.name in roles else p for p in conversation.participants),
    )


def _with_participants(conversation: Conversation, participants: tuple[Participant, ...]) -> Conversation:
    """Return the conversation with new roles; only turns of people whose role changed are touched."""
    before = {p.name: p.role for p in conversation.participants}
    changed = {p.name: p.role for p in participants if p.role != before[p.name]}
    turns = tuple(replace(t, role=changed[t.speaker]) if t.speaker in changed else t for t in conversation.turns)
    return replace(conversation, turns=turns, participants=participants)


def with_conversation(segmented: Segmented, conversation: Conversation) -> Segmented:
    """Return the same sentences with the roles of `conversation`."""
    turns = conversation.turns
    sentences = tuple(
        s if s.role == turns[s.turn].role else replace(s, role=turns[s.turn].role) for s in segmented.sentences
    )
    return replace(segmented, conversation=conversation, sentences=sentences)


def _introduced(
    conversation: Conversation, participants: tuple[Participant, ...], settings: Settings
) -> tuple[Participant, ...]:
    """Take whoever introduces themselves with the own company or speaks of "our" product for a rep.

    Only where it tells the speakers apart: when all of them do so, it shows nothing.
    """
    names = settings.own_names
    if names is None or conversation.medium == "notes":
        return participants
    said: dict[str, str] = {}
    for turn in conversation.turns:
        if turn.speaker is not None and turn.speaker not in said:
            for match in names.finditer(turn.text):
                lead = turn.text[: match.start()][-_LEAD:]
                if _OWNS.search(lead):
                    whole_words = lead if len(lead) < _LEAD else lead.partition(" ")[2]
                    said[turn.speaker] = whole_words + match[0]
                    break
    if not said or len(said) == len(participants):
        return participants
    return tuple(
        replace(p, role="rep", source="metadata", confidence=0.9, evidence=(f"says “{one_line(said[p.name])}”",))
        if p.role == "unknown" and p.name in said
        else p
        for p in participants
    )


def _from_metadata(conversation: Conversation, p: Participant, settings: Settings) -> tuple[Role, str] | None:
    if conversation.rep is not None and _fold(conversation.rep) == _fold(p.name):
        return "rep", "the file names them as the rep"
    domain = domain_of(p.metadata.get("email"))
    if domain is not None and settings.domains:
        own = within(domain, settings.domains)
        shown = one_line(domain)
        return ("rep", f"e-mail at the own domain {shown}") if own else ("prospect", f"e-mail at {shown}")
    company = p.metadata.get("company")
    if isinstance(company, str) and settings.company:
        if _fold(company) == _fold(settings.company):
            return "rep", f"of the own company, {settings.company}"
        return "prospect", f"of another company, {one_line(company, 30)}"
    return None


def _called(name: str, known: dict[str, str]) -> list[str]:
    """Return whom a name means: who is written so, otherwise of that very name, otherwise with it as a word."""
    if name in known:
        return [name]
    folded = _fold(name)
    same = [original for original, full in known.items() if full == folded]
    return same or [original for original, full in known.items() if folded in full.split()]


def _fold(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split()).casefold()
