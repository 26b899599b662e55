"""Says first whether a conversation can be audited as an interview at all, and why not."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final, Literal

from spacy.strings import get_string_id

from analyzer.content import content, phrases
from analyzer.conversation import Conversation, Role
from analyzer.sentences import Segmented

__all__ = ["Suitability", "SuitabilityVerdict", "suitability_of"]

SuitabilityVerdict = Literal["interview", "too_short", "one_sided", "not_sales", "not_english"]

_MEETING_SPEAKERS: Final = 3
_MEETING_CUES: Final = 3
_VOICEMAIL_CUES: Final = 2


@dataclass(frozen=True, slots=True)
class Suitability:
    """Whether a conversation is an interview that verdicts can be given on.

    Parameters
    ----------
    verdict : {"interview", "too_short", "one_sided", "not_sales", "not_english"}
        Anything but ``interview`` makes every stage `unknown`, and no finding is reported.
    confidence : float
    evidence : tuple of str
        What was counted.
    """

    verdict: SuitabilityVerdict
    confidence: float
    evidence: tuple[str, ...]

    @property
    def auditable(self) -> bool:
        """Whether verdicts are given."""
        return self.verdict == "interview"


@lru_cache
def _cues(key: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(re.escape(p) for p in sorted(phrases('suitability', key)))})\b", re.IGNORECASE)


def suitability_of(segmented: Segmented) -> Suitability:
    """Judge a conversation whose roles are assigned as far as they can be.

    Parameters
    ----------
    segmented : Segmented
    """
    conversation = segmented.conversation
    limits: dict[str, Any] = content("suitability")
    words = conversation.words()
    notes = conversation.medium == "notes"
    least = limits["min_words_notes"] if notes else limits["min_words"]

    english = _english_share(segmented)
    if words >= 10 and english < limits["min_function_words"]:
        return Suitability(
            "not_english",
            0.9,
            (f"{english:.0%} of the words are English function words; English has about 50%",),
        )
    speaking = _words_by_speaker(conversation)
    if not notes and (len(speaking) <= 1 or words < 3 * least):
        voicemail = sorted(set(_said(conversation, "voicemail")))
        if len(voicemail) >= _VOICEMAIL_CUES:
            return Suitability("not_sales", 0.9, ("a voicemail: " + ", ".join(f"“{v}”" for v in voicemail[:3]),))
    if words < least:
        return Suitability("too_short", 1.0, (f"{words} words; at least {least} are needed",))
    if notes:
        return Suitability("interview", 0.9, (f"notes of {words} words",))
    one_sided = _one_sided(conversation, speaking, words, limits["min_side_share"])
    if one_sided:
        return Suitability("one_sided", 0.95, (one_sided,))
    told = any(p.role in ("rep", "prospect") for p in conversation.participants)
    if not told and len(speaking) >= _MEETING_SPEAKERS:
        cues = _said(conversation, "meeting")
        if len(cues) >= _MEETING_CUES:
            return Suitability(
                "not_sales",
                0.7,
                (
                    f"{len(speaking)} people speak, and nobody is known to sell or buy",
                    "talk of a meeting: " + ", ".join(f"“{c}”" for c in sorted(set(cues))[:3]),
                ),
            )
    return Suitability("interview", 0.9, (f"{words} words by {len(speaking)} speakers",))


def _said(conversation: Conversation, key: str) -> list[str]:
    """Return every cue that was said, in lower case and in order."""
    text = " ".join(t.text for t in conversation.turns)
    return [m.lower() for m in _cues(key).findall(text)]


def _one_sided(conversation: Conversation, speaking: dict[str, int], words: int, least: float) -> str | None:
    if len(speaking) <= 1:
        named = sum(speaking.values())
        if not named:
            return "no turn names its speaker"
        return "only one person speaks" if named == words else f"one speaker is named, of {named} of {words} words"
    by_role: Counter[Role] = Counter()
    for turn in conversation.turns:
        by_role[turn.role] += turn.words
    if not by_role["unknown"]:
        sides: tuple[Role, ...] = ("rep", "prospect")
        for role in sides:
            if by_role[role] < least * words:
                return f"the {role} speaks {by_role[role]} of {words} words"
    return None


def _words_by_speaker(conversation: Conversation) -> dict[str, int]:
    out: dict[str, int] = {}
    for turn in conversation.turns:
        # turns without a name still belong to a side where the file gives roles
        name = turn.speaker if turn.speaker is not None else (f"<{turn.role}>" if turn.role != "unknown" else None)
        if name is not None and (words := turn.words):
            out[name] = out.get(name, 0) + words
    return out


def _english_share(segmented: Segmented) -> float:
    total = sum(s.words for s in segmented.sentences)
    hits = sum(map(_function_words().__contains__, segmented.tokens.lower.tolist()))
    return hits / total if total else 0.0


@cache
def _function_words() -> frozenset[int]:
    """Return the hashes of English function words, with either apostrophe."""
    known = phrases("suitability", "function_words")
    return frozenset(get_string_id(form) for word in known for form in (word, word.replace("'", "’")))
