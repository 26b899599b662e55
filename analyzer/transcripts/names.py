"""Speakers' names: what may be one, which two are the same, and which name a side."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from analyzer.conversation import Role, RoleSource

__all__ = [
    "LABEL_ROLES",
    "LOG_LEVELS",
    "STOP",
    "Label",
    "Roster",
    "domain_of",
    "is_numbered",
    "is_unknown",
    "label_role",
    "looks_proper",
    "may_be_name",
    "normalise",
    "squash",
]

#: Labels that name a side. `Rep` and `Prospect` are this project's own words, hence explicit; the others are
#: what transcripts of sales calls and interviews use.
LABEL_ROLES: Final[dict[str, Role]] = {
    **dict.fromkeys(
        (
            "rep", "sales rep", "sales", "salesperson", "salesman", "saleswoman", "sales representative",
            "seller",
            "ae", "account executive", "sdr", "bdr", "agent", "interviewer", "q",
        ),
        "rep",
    ),
    **dict.fromkeys(
        ("prospect", "customer", "client", "buyer", "lead", "interviewee", "participant", "a"),
        "prospect",
    ),
}  # fmt: skip
_EXPLICIT: Final = frozenset({"rep", "prospect"})

_UNKNOWN: Final = frozenset(
    (
        "", "unknown", "unknown speaker", "unidentified", "unidentified speaker", "unknown participant",
        "no speaker", "speaker unknown", "speaker ?", "?", "??", "???",
    )
)  # fmt: skip

#: Words before a colon that are no speakers: headings, mail, metadata, notes and logs.
STOP: Final = frozenset(
    (
        "note", "notes", "n.b", "nb", "ps", "p.s", "date", "agenda", "attendees", "attendee", "summary",
        "link", "links", "topic", "topics", "subject", "from", "to", "cc", "bcc", "re", "fw", "fwd",
        "time", "times", "duration", "location", "participants", "http", "https", "ftp", "mailto",
        "file", "title", "url", "tags", "category", "categories",
        "author", "published", "description", "keywords", "language", "kind", "episode", "version",
        "format", "id", "info", "warn", "warning", "error", "debug", "trace", "fatal", "notice",
        "critical", "todo", "fixme", "example", "e.g", "i.e", "reminder", "disclaimer", "company",
        "contact", "phone", "email", "website", "address", "industry", "budget", "pain", "pains",
        "pricing", "price", "goal", "goals", "timeline", "timing", "authority", "need", "needs",
        "champion", "competitors", "competition", "background", "situation", "challenge", "challenges",
        "problem", "problems", "impact", "values", "realities", "outcome", "outcomes", "context",
        "overview", "highlights", "takeaways", "decisions", "decision", "risks", "risk", "questions",
        "break", "recording", "transcript", "status", "stage", "deal", "amount",
        "source", "sources", "conclusion", "objections", "opportunity", "account", "next_step",
        "nextsteps", "metrics", "implement", "pitch", "reality", "value",
        "action items", "action item", "next step", "next steps", "key takeaways", "meeting notes",
        "call notes", "follow up", "follow-up", "follow ups", "decision maker", "decision makers",
        "decision criteria", "decision process", "pain points", "pain point", "view recording",
        "meeting recording", "meeting id", "close date", "call date", "start time", "end time", "to do",
        "to-do", "current situation", "current state", "open questions", "main points", "key points",
        "buying process", "economic buyer",
    )
)  # fmt: skip

#: Those of them that begin the lines of logs.
LOG_LEVELS: Final = frozenset(
    ("info", "warn", "warning", "error", "debug", "trace", "fatal", "notice", "critical")
)  # fmt: skip
#: Words that open a sentence and may stand before a colon there ("So: what now?").
_OPENERS: Final = frozenset(
    (
        "so", "well", "yes", "yeah", "yep", "no", "nope", "ok", "okay", "right", "now", "first", "second",
        "third", "finally", "lastly", "also", "but", "and", "because", "then", "thus", "question", "point",
        "fact", "plus", "or", "if", "when", "what", "why", "how", "who", "where", "which", "that", "this",
        "these", "those", "it", "i", "we", "you", "he", "she", "they", "actually", "basically", "honestly",
        "meaning", "remember", "look", "listen", "see", "here", "there", "again", "anyway",
        "alternatively", "namely", "otherwise", "therefore", "however", "examples", "result", "results",
        "reason", "reasons", "idea", "quick", "thanks", "please", "sure", "good", "great",
    )
)  # fmt: skip
_PARTICLES: Final = frozenset(
    (
        "de", "da", "di", "del", "della", "der", "den", "van", "von", "of", "the", "and", "y", "la",
        "le", "los", "las", "el", "al", "bin", "ibn", "dos", "du", "zu", "af", "av", "te", "ter", "'t",
    )
)  # fmt: skip
_ZERO_WIDTH = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
# Names are normalised before these look at them, so that one blank is all there is.
_SUFFIX = re.compile(r"\s?[(\[]([^()\[\]]{1,60})[)\]]$")
_BRACKETED = re.compile(r"[(\[][^()\[\]]{1,60}[)\]]")
# "Rep - Ana Ruiz", "Ana Ruiz | Customer"
_PARTS = re.compile(r"\s[-–—|/]\s")
_MACHINE = re.compile(r"[a-z]{1,20}[_ -]?[0-9]{1,3}", re.IGNORECASE)
_NUMBERED = re.compile(r"[\s_#-]{0,9}[0-9]{1,3}$")
_TIME_LIKE = re.compile(r"[0-9]:[0-9]")
_SENTENCE_STOP = re.compile(r"[!;…]|\?(?=.)|\.\s+(?=[a-z])|//|\\|\.\.|(?<=[a-z]{4})\.\s|\.$")
_ABBREVIATED = re.compile(r"(?:\b\w{1,3}|Prof|Capt|Hon)\.$")


class Label(NamedTuple):
    """What a speaker label says of the side, and why."""

    role: Role
    source: RoleSource
    evidence: str


#: Longer ones are no names, and are not kept: a file could fill the memory with them.
_KEPT_CHARS: Final = 100


def normalise(name: str) -> str:
    """Return a name for comparison: NFC, one kind of blank, no zero-width characters."""
    return _normalised(name) if len(name) <= _KEPT_CHARS else _normalised.__wrapped__(name)


@lru_cache(maxsize=4096)  # a file says the same few names in thousands of lines
def _normalised(name: str) -> str:
    if name.isascii():
        return " ".join(name.split())
    return " ".join(unicodedata.normalize("NFC", _ZERO_WIDTH.sub("", name)).split())


def squash(name: str) -> str:
    """Return a name for display: as written, with its blanks collapsed and trimmed."""
    return _squashed(name) if len(name) <= _KEPT_CHARS else _squashed.__wrapped__(name)


@lru_cache(maxsize=4096)
def _squashed(name: str) -> str:
    return " ".join(name.split())


def domain_of(email: object) -> str | None:
    """Return the domain of an e-mail address in small letters; None for anything that is no address."""
    if not isinstance(email, str) or "@" not in email:
        return None
    return email.rsplit("@", 1)[1].strip().strip(">").casefold() or None


def is_unknown(name: str) -> bool:
    """Tell whether a label says that nobody knows who speaks."""
    return _says_unknown(name) if len(name) <= _KEPT_CHARS else _says_unknown.__wrapped__(name)


@lru_cache(maxsize=4096)
def _says_unknown(name: str) -> bool:
    bare = normalise(name)
    return bare == "UU" or bare.casefold().strip("()[]<>*").strip() in _UNKNOWN


def _bare_label(name: str) -> str:
    return _NUMBERED.sub("", normalise(name).casefold().strip("*_ ")).strip()


def label_role(name: str, *, pairs: frozenset[str] = frozenset()) -> Label | None:
    """Return the side that a label names.

    Parameters
    ----------
    name : str
        Label as written: "Rep", "Customer 2", "Ana Ruiz (Prospect)".
    pairs : frozenset of str
        All bare labels of the file (see `Roster.labels`). "Q" and "A" are sides only where both occur, and a
        "Participant" only where somebody else interviews: meeting tools call everybody participant.

    Returns
    -------
    Label or None
        None where the label names no side.
    """
    bare = _bare_label(name)
    inside = False
    if bare not in LABEL_ROLES:
        suffix = _SUFFIX.search(normalise(name))
        parts = [suffix.group(1)] if suffix is not None else _PARTS.split(normalise(name))
        sides = [part for part in map(_bare_label, parts) if part in LABEL_ROLES and part not in {"q", "a"}]
        if len(sides) != 1:
            return None
        bare, inside = sides[0], True
    role = LABEL_ROLES[bare]
    if bare in {"q", "a"} and not {"q", "a"} <= pairs:
        return None
    if bare == "participant" and not any(LABEL_ROLES.get(other) == "rep" for other in pairs):
        return None
    source: RoleSource = "explicit" if bare in _EXPLICIT and not inside else "metadata"
    if bare in {"q", "a"}:
        evidence = f"the label {squash(name)!r}: in this file Q asks and A answers"
    else:
        evidence = f"the label {squash(name)!r} names the side"
    return Label(role, source, evidence)


def may_be_name(label: str, *, max_words: int = 6, max_chars: int = 60) -> bool:
    """Tell whether a text before a colon or time could name a speaker at all.

    Names hold bars, brackets, commas, apostrophes, emoji, digits and e-mail addresses; they are short,
    hold no sentence's punctuation, no time and no address, and are none of the words of `STOP`.
    """
    text = squash(label)
    if not text or len(text) > max_chars or (len(text) > 20 and len(text.split()) > max_words):
        return False
    return _is_written_like_a_name(text)


@lru_cache(maxsize=4096)  # a file says the same few names in thousands of lines; all are short here
def _is_written_like_a_name(text: str) -> bool:
    head = text[0]
    if not (head.isalnum() or head in "@(<[+#'\"’“" or unicodedata.category(head) in {"So", "Mn", "Sk"}):
        return False
    if _TIME_LIKE.search(text) is not None:
        return False
    bad = _SENTENCE_STOP.search(text)
    if bad is not None and (bad.end() != len(text) or _ABBREVIATED.search(text) is None):
        return False
    if not any(char.isalnum() for char in text) and not is_unknown(text):
        return False
    return text.casefold().strip("*_ .") not in STOP


def is_numbered(label: str) -> bool:
    """Tell whether a label is one that a machine gave: "Speaker 1", "spk_0", "S2"."""
    return _MACHINE.fullmatch(label) is not None


def looks_proper(label: str) -> bool:
    """Tell whether a label is written like a name, so that one occurrence may do."""
    text = squash(label)
    if _bare_label(text) in LABEL_ROLES or is_unknown(text) or "@" in text:
        return True
    # What stands in brackets, "(she/her)" or "(external)", may be written in any way.
    bare = _BRACKETED.sub(" ", text).strip() or text
    words = [word.strip("()[]\"'’“”,.|/") for word in bare.split()]
    words = [word for word in words if word]
    if not words or len(words) > 5:
        return False
    if words[0].casefold() in _OPENERS:
        return False
    if is_numbered(text):
        return True
    return all(not word[0].islower() or word.casefold() in _PARTICLES for word in words)


class Roster:
    """Speakers of one file, in order of first appearance, with the spellings that mean the same person."""

    def __init__(self, names: Iterable[str | None]) -> None:
        exact: dict[str, str] = {}
        for name in dict.fromkeys(names):
            if name is not None and not is_unknown(name):
                exact.setdefault(normalise(name), squash(name))
        self._canonical: dict[str, str] = {}
        shown: dict[str, str] = {}
        for key, name in exact.items():
            fold = key.casefold()
            # Case alone parts two people only where neither is a label in capitals.
            if fold in shown and (key.isupper() or shown[fold].isupper() or _bare_label(key) in LABEL_ROLES):
                self._canonical[key] = shown[fold]
            else:
                self._canonical[key] = name
                shown.setdefault(fold, name)
        self._seen: dict[str, str | None] = {}
        self.names = tuple(dict.fromkeys(self._canonical.values()))
        self.labels = frozenset(_bare_label(name) for name in self.names)

    def of(self, name: str | None) -> str | None:
        """Return the name to show, or None for an unknown speaker."""
        if name is None:
            return None
        if name not in self._seen:
            self._seen[name] = None if is_unknown(name) else self._canonical.get(normalise(name), squash(name))
        return self._seen[name]
