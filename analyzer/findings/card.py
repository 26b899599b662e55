"""The coaching card: the one or two changes that would have mattered most, and the moment for each.

A change is a question in the prospect's own words, put where it would have made the finding go away: tests put it
there, with an answer, and audit again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from analyzer.conversation import Evidence, Sentence
from analyzer.findings.finding import Finding
from analyzer.stages.staged import Staged

__all__ = ["Change", "card_of"]

_CHANGES: Final = 2
_EVEN_ODDS: Final = 0.5
#: Findings whose moment comes after words that were said; that of all others comes before words that came too early.
_AFTER: Final = frozenset({"shallow", "fuzzy_goal", "no_gap", "polite_yes", "unheard"})
#: Findings that say again, of one stage, what another says.
_SAME: Final = {"retrace": "thin", "skipped": "thin", "asked_only": "thin", "shallow": "thin", "fuzzy_goal": "thin",
                "no_implement_check": "thin", "out_of_order": "thin"}  # fmt: skip
#: Their sentence to say speaks of the talk itself, and takes up no one thing that was said.
_OF_THE_TALK: Final = frozenset({"retrace", "no_implement_check", "no_thanks_and_return"})
_SUBSTANCE: Final = ("values", "goals", "realities")
# What is quoted back takes a few words to be known again, and no more than one breath.
_QUOTE_WORDS: Final = (4, 14)


@dataclass(frozen=True, slots=True)
class Change:
    """One change that would have mattered.

    Parameters
    ----------
    finding : int
        Position of the finding that it would have cleared.
    moment : Evidence
        The sentence next to which it belongs.
    after : bool
        Whether it belongs after that sentence; before it otherwise.
    quote : Evidence or None
        The prospect's sentence that it takes up.
    say : str
        What to say there.
    """

    finding: int
    moment: Evidence
    after: bool
    quote: Evidence | None
    say: str


def card_of(staged: Staged, findings: Sequence[Finding]) -> tuple[Change, ...]:
    """Choose up to two changes, the weightiest finding first, no two about the same thing.

    Parameters
    ----------
    staged : Staged
    findings : sequence of Finding
        As from `analyzer.findings.findings_of`, the most severe first.

    Returns
    -------
    tuple of Change
        Empty on notes, which keep no moments, and where nothing is likelier right than wrong.
    """
    if staged.conversation.medium == "notes":
        return ()
    out: list[Change] = []
    seen: set[tuple[str, str | None]] = set()
    moments: set[int] = set()
    for position, finding in enumerate(findings):
        topic = (_SAME.get(finding.name, finding.name), finding.stage)
        if finding.confidence < _EVEN_ODDS or finding.severity == "low" or topic in seen:
            continue
        after = finding.name in _AFTER
        moment = max(finding.evidence, key=lambda e: e.sentence) if after and finding.evidence else finding.due
        if finding.name == "unheard":
            moment = finding.evidence[0]
        if moment is None or moment.sentence in moments:
            continue
        seen.add(topic)
        moments.add(moment.sentence)
        quote = None if finding.name in _OF_THE_TALK else _own_words(staged, moment, after)
        out.append(Change(position, moment, after, quote, _in_own_words(finding.say_next, quote)))
        if len(out) == _CHANGES:
            break
    return tuple(out)


def _own_words(staged: Staged, moment: Evidence, after: bool) -> Evidence | None:
    """Quote the prospect at a moment, or the last words of substance before it."""
    if after and staged.sentences[moment.sentence].role == "prospect":
        return moment
    stages = staged.stages
    for sentence in reversed(staged.sentences[: moment.sentence]):
        if sentence.role == "prospect" and stages[sentence.index] in _SUBSTANCE and _fits(sentence):
            return staged.evidence(sentence.index)
    return None


def _fits(sentence: Sentence) -> bool:
    return sentence.words >= _QUOTE_WORDS[0] and not sentence.is_question


def _in_own_words(question: str, quote: Evidence | None) -> str:
    if quote is None:
        return question
    words = quote.text.split()
    if "“" in question:
        return question  # it quotes them already
    most = _QUOTE_WORDS[1]
    said = " ".join(words[:most]).rstrip(".,;:!?…") + ("…" if len(words) > most else "")
    return f"You said “{said}”. {question}"
