"""Whether a sentence asks something, and whether it leaves the answer open.

Speech is judged by the shape of its clauses, from left to right: a question word with an auxiliary, an
auxiliary before its subject, an imperative that invites, a wish to know. A question mark decides what no shape
decides, and where a machine wrote neither marks nor capitals the shapes stand alone. What counts as open follows
the coding of counselling speech (MISC, MITI; see ``analyzer/content/questions.toml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from analyzer.content import phrases, word_set
from analyzer.conversation import QuestionKind

__all__ = ["kind_of"]

_WH: Final = word_set("what where whereabouts when why who whom whose which how")
_SHORT: Final = frozenset(("s", "re", "d", "ll", "ve"))
_PLAIN_AUX: Final = word_set(
    "do does did are is am was were have has had can could will would shall should may might must"
)
_NOT_AUX: Final = word_set(
    "don't doesn't didn't aren't isn't ain't wasn't weren't haven't hasn't hadn't can't couldn't won't wouldn't "
    "shouldn't dont doesnt didnt arent isnt wasnt werent havent hasnt couldnt wouldnt shouldnt"
)
_AUX: Final = _PLAIN_AUX | _NOT_AUX | {"d'you", "d'ya"}
_BE: Final = frozenset(("is", "was", "are", "were", "am"))
_PEOPLE: Final = word_set("you we they i he she u ya y'all")
_PRONOUNS: Final = _PEOPLE | {"it", "this", "that", "there", "these", "those"}
_DETERMINERS: Final = word_set(
    "the your my our his her their its any anyone anybody anything everyone everybody everything someone somebody "
    "something people all both a an each some"
)
_SUBJECTS: Final = _PRONOUNS | _DETERMINERS
# an auxiliary and this subject also begin bids and conditions: "do that for me", "have a seat", "had I known"
_BIDS: Final = word_set("do have had may might shall must don't dont")
# "Did it myself", "Was that or nothing": a subject left out, where somebody put a full stop
_DROPPED: Final = word_set("did does was had did didn't doesn't wasn't do")
_THINGS: Final = frozenset(("it", "that", "this", "these", "those", "there"))
_PUNCTUATION: Final = ".,!?;:-–—…\"“”‘()[]*_/'"
_MOST_PHRASE: Final = 5
_MOST_LEAD_INS: Final = 8
# between a question word and its auxiliary: "what kind of vans do you run"
_MOST_NOUNS: Final = 5
_REPORTED: Final = re.compile(
    r"\b(?:i|he|she|they|we|it|people|everybody|everyone|somebody|someone|wife|husband|boss|mum|mom|dad)"
    r"(?: just| always| was| were| am|'m|'s|'re| kept| keep| keeps)?"
    r" (?:said|says|asked|asks|asking|thought|thinking|like|went|goes|go)(?: to)?(?: me| myself| him| her| them| us)?"
    r"[,:]? [\"“'‘]?(?:(?:so|well|oh|okay|hey|and)[, ]+)?"
    r"(?:(?:what|where|when|why|who|which|how)(?:'s|'re|'d)? \w+|"
    r"(?:do|does|did|are|is|am|was|have|has|can|could|will|would|should) (?:you|i|we|they|he|she|it|this|that)\b)"
)
_QUOTED_END: Final = re.compile(r"\?[\"”’']+[ ,]*\w")
_CLOSED_WH: Final = frozenset(("who", "whom", "whose", "which", "when", "whereabouts"))
# a choice or a guess after a comma closes an open question: "what is it, the money or the time?"
_SPOILERS: Final = word_set("is are was were do does did would could can has have")
_CHECKS: Final = re.compile(
    r"\b(?:does|did) (?:that|this|it) (?:make (?:any )?sense|sound \w+(?: \w+)?|work(?: for you)?|help)$|"
    r"\bis (?:that|this|it) (?:right|okay|ok|fair|correct|fine|alright|all right|true)(?: with you| to say| by you)?$"
)
_ASSENTS: Final = word_set("right correct yeah yes no huh eh true fair agreed deal innit")
_ANY: Final = frozenset(("any", "anything", "anyone", "anybody"))
_ANY_NOT: Final = word_set("of time day way one longer more is was would can you that i we they who")
_CONDITIONS: Final = word_set("have need want decide wish to change choose feel ever")
_YOU: Final = frozenset(("you", "your", "you're", "you've", "you'd", "yourself", "u", "yours"))
_FACT_AFTER_ADJECTIVE: Final = word_set("name number address date age price cost budget salary weight score email")
# what may stand between "tell me" or "I wonder" and what is asked for
_AROUND: Final = word_set(
    "a bit little more again please then now just quickly briefly honestly some so um uh exactly lot"
)
_WONDERING: Final = word_set("you just a bit little also this um uh to from")
_REPEATED_CHARS: Final = 30
_BREAKS: Final = frozenset(",;:—–-….")
_BREAK: Final = re.compile(r"[;:—–…-](?: |$)|\.(?= )")


def kind_of(text: str) -> QuestionKind | None:
    """Return what kind of question a sentence is, or None where it asks nothing.

    Parameters
    ----------
    text : str
        One sentence, as said or as transcribed, with or without marks and capitals, tags blanked.

    Returns
    -------
    {"open", "closed", "statement"} or None
        ``open`` leaves the answer to the other side, an inviting imperative included; ``closed`` asks for a
        yes, a no, a choice or one fact; ``statement`` has the word order of a statement, or no verb, and asks
        all the same, which only a mark or a tag shows.

    Notes
    -----
    Tags: "right?" and "isn't it?" ask for assent, so that their sentence is a ``statement``; the stage of a tag
    on its own is that of what it belongs to. "Okay?", "you know?" and a listener's "really?" or "yeah?" ask
    nothing. "Does that make sense?" and "is that okay?" are closed. A reflection asks only where it has a mark or a
    tag. A question that is reported ("she said, why would I?") asks nobody.

    Examples
    --------
    >>> kind_of("so what would you change about that")
    'open'
    >>> kind_of("How many vans do you run?")
    'closed'
    >>> kind_of("So you want five days?")
    'statement'
    >>> kind_of("What we do is simple.") is None
    True
    """
    # talk is full of the same few short sentences: "Yeah.", "Okay, great.", "Does that make sense?"
    return _kind_of(text) if len(text) <= _REPEATED_CHARS else _kind_of.__wrapped__(text)


@lru_cache(maxsize=8192)
def _kind_of(text: str) -> QuestionKind | None:
    low = text.lower()
    if "’" in low:
        low = low.replace("’", "'")
    if "?" in low:
        return _marked(low)
    return _unmarked(low)


def _marked(low: str) -> QuestionKind | None:
    if (_REPORTED.search(low) is not None and not low.startswith(("so you", "you"))) or _QUOTED_END.search(low):
        return None
    pieces = [piece for piece in low.split("?")[:-1] if any(map(str.isalnum, piece))]
    if not pieces:
        return "statement"
    words, starts = _words(pieces[-1])
    said = " ".join(words)
    if said in _set("listening"):
        return None
    at = _skip(words, 0)
    if said in _set("open_fragments"):
        return "open"
    if at == len(words):
        return None if said in _set("lead_ins") else "statement"
    if " ".join(words[at:]) in _set("listening"):
        return None
    mere = _set("mere_tags")
    # a tag: what stands before it decides
    last = starts[-1]
    tag = " ".join(words[last:]) if last else ""
    size = 0 if tag else next((n for n in (2, 3, 5, 6) if len(words) - n > at and " ".join(words[-n:]) in mere), 0)
    if size:
        last, tag = len(words) - size, " ".join(words[-size:])
    if tag in mere:
        return _asked(words[:last], [s for s in starts if s < last], ended=True)
    if tag and (tag in _ASSENTS or _is_tag(words[last:])):
        return _asked(words[:last], [s for s in starts if s < last], ended=True) or "statement"
    found = _asked(words, starts, marked=True)
    if found is not None:
        return found
    if _phrase(words, at, "elliptical"):
        return "closed"
    if " ".join(words[at:]) in _set("open_fragments"):
        return "open"
    if words[-1] in _WH and len(words) - at <= 3 and words[-2:] != ["or", "what"] and not _PEOPLE & set(words):
        return _kind(words, len(words) - 1)
    return "statement"


def _unmarked(low: str) -> QuestionKind | None:
    stripped = low.rstrip(" \"”'’)]*_")
    ended = stripped.endswith((".", "!")) and not stripped.endswith(("..", "…"))
    pieces = low.split()
    if not _may_ask(low, pieces, ended=ended):
        return None
    words, starts = _words(low)
    found = _asked(words, starts, ended=ended)
    if found is not None or ended:
        return found
    at = _skip(words, 0)
    if at < len(words) - 1 and words[at] in _ANY and words[at + 1] not in _ANY_NOT:
        return "closed"  # "any other pain", "anything else"
    if len(words) > 3 and words[-2] in _NOT_AUX and words[-1] in _PRONOUNS and words[-3] not in _PEOPLE:
        return "statement"  # "that is a lot isn't it"
    return "closed" if _CHECKS.search(" ".join(words)) else None


def _asked(
    words: Sequence[str], starts: Sequence[int], *, marked: bool = False, ended: bool = False
) -> QuestionKind | None:
    """Find the first clause that asks: at the beginning, then after each comma, then anywhere."""
    if not words:
        return None
    reach = len(words)
    for number, start in enumerate(starts):
        at = _skip(words, start)
        if number and at + 1 in starts and words[at] in _WH:
            continue  # "you'd send it, what, after tea"
        if at < reach:
            found = _clause(words, at, marked=marked, ended=ended, later=number > 0 and at == start)
            if found is not None:
                return _spoiled(words, starts, at) if found == "open" and marked else found
    if ended:
        return None
    return _anywhere(words, marked=marked)


def _anywhere(words: Sequence[str], *, marked: bool) -> QuestionKind | None:
    """Find an inversion in the middle of a stretch without commas: "when you come home do you drink"."""
    inner = _inner()
    for k in range(1, len(words) - 1):
        word, after = words[k], words[k + 1]
        if word not in inner:
            continue
        if _head(words[k - 1]) in _PRONOUNS or words[k - 1] in _AUX:
            continue
        base, short = _base(word)
        if base is not None and words[k - 1] not in ("know", "see", "that's", "is", "understand"):
            third = words[k + 2] if k + 2 < len(words) else ""
            if (
                (after in _AUX and after not in _BE and third in _PEOPLE)
                or (after in _BE and third in ("you", "we", "they", "your"))
                or (short and after in ("your",))
            ):
                return _kind(words, k)
            if base == "how" and after in ("many", "much", "long", "often") and _inverts(words, k + 2):
                return "closed"
        elif (
            word in _AUX
            and word not in _BE - {"are", "were"}
            and after in _PEOPLE
            and word not in ("had", "may", "might", "must", "shall")
            and words[k - 1] not in _WH
            and words[k - 1] not in ("so", "neither", "nor", "as", "than", "only", "that", "well")
            and not (after == "you" and k + 2 < len(words) and words[k + 2] == "know" and not marked)
        ):
            return _aux(words, k)
    return None


def _clause(words: Sequence[str], at: int, *, marked: bool, ended: bool, later: bool) -> QuestionKind | None:
    """Judge the clause that begins at `at`; `later` is one right after a comma, which may be relative."""
    word = words[at]
    if word in _set("prepositions") and at + 1 < len(words) and _base(words[at + 1])[0] is not None:
        return _question_word(words, at + 1, marked=marked, ended=ended, later=later)
    found = _wondering(words, at, marked=marked) or _invitation(words, at)
    if found is not None:
        return found
    if _base(word)[0] is not None:
        return _question_word(words, at, marked=marked, ended=ended, later=later)
    if word == "if" and words[at + 1 : at + 2] == ["you"] and words[at + 2 : at + 3] in (["could"], ["can"], ["would"]):
        return _request(words, at + 3)  # "if you could just tell me about …"
    if word in _AUX and _asks_by_auxiliary(words, at, marked=marked, ended=ended, later=later):
        return _aux(words, at)
    return None


def _question_word(words: Sequence[str], at: int, *, marked: bool, ended: bool, later: bool) -> QuestionKind | None:
    base, short = _base(words[at])
    rest = words[at + 1 :]
    if not rest:
        alone = marked or (not ended and base in ("why", "what", "how"))
        return (_kind(words, at) if alone else None) if not later or marked else None
    after = rest[0]
    if short:
        asks = marked or not _states(words, at)
        if (later and (base in ("who", "which") or not marked)) and after not in _SUBJECTS:
            asks = False
    elif _head(after) in _PRONOUNS and after not in ("that", "this", "these", "those"):
        return _without_auxiliary(words, at, marked=marked, ended=ended)
    elif after in _AUX:
        third = rest[1] if len(rest) > 1 else ""
        if base in ("which", "who") and (later or (base == "which" and not marked)) and third not in _PEOPLE:
            asks = False
        elif ended:
            asks = third in _SUBJECTS and not _states(words, at)
        else:
            asks = marked or third in _PRONOUNS or not _states(words, at)
    elif base == "how" and after not in _set("manner_after"):
        asks = marked or (
            not (len(rest) > 1 and rest[1] in _PEOPLE)
            and (after in ("many", "much", "long", "often", "old", "soon", "far") or _inverts(words, at + 2))
            and (not ended or _inverts(words, at + 2))
        )
    elif after in ("about", "come", "if", "else", "so", "not", "for"):
        asks = (marked or not ended or after in ("about", "come")) and not (after == "if" and base != "what")
    elif after in _set("subject_verbs"):
        asks = marked or (not ended and not later and not _states(words, at))
    else:
        asks = (marked and not (later and base in ("which", "who", "when", "where"))) or _inverts(words, at + 1)
    return _kind(words, at) if asks else None


def _without_auxiliary(words: Sequence[str], at: int, *, marked: bool, ended: bool) -> QuestionKind | None:
    """Judge a question word right before a subject: "what you do", which asks only where it is short."""
    if ended:
        return None
    base, _ = _base(words[at])
    rest = words[at + 2 :]
    if (
        base in ("how", "what", "where", "why")
        and rest
        and len(rest) <= 3
        and words[at + 1] in ("you", "we", "it", "they")
    ):
        going = rest[0].endswith("ing") or rest[0] in ("from", "at", "think", "got", "need", "want", "mean", "say")
        if going and (marked or (base in ("how", "where") and len(words) - at <= 4)):
            return _kind(words, at)
    return None


def _asks_by_auxiliary(words: Sequence[str], at: int, *, marked: bool, ended: bool, later: bool) -> bool:
    word = words[at]
    if word.startswith("d'y"):
        return True
    subject = words[at + 1] if at + 1 < len(words) else ""
    if marked and not later:
        return word not in ("might", "may", "could", "would", "must") or subject not in (
            "be", "love", "like", "have", "need", "work", "want", "say", "probably", "not",
        )  # fmt: skip
    if subject in _PEOPLE:
        verb = words[at + 2] if at + 2 < len(words) else ""
        if not marked and (word in ("had", "must") or (word in ("should", "were") and verb in _CONDITIONS)):
            return False
        return not (word in ("may", "might") and subject not in ("i", "we"))
    if word in _NOT_AUX:
        return marked or (subject in _THINGS and word not in ("don't", "dont"))
    if ended and (word in _DROPPED or subject not in _THINGS):
        return False
    if subject in _THINGS:
        return word not in _BIDS or (word == "have" and subject in ("these", "those") and marked)
    if subject in _DETERMINERS:
        return word not in _BIDS or marked
    return marked and bool(subject) and word not in ("might", "may", "could", "would", "must", "had", "do", "have")


def _aux(words: Sequence[str], at: int) -> QuestionKind:
    """Judge an auxiliary before its subject: closed, unless it asks to tell."""
    k = at + 2 if not words[at].startswith("d'y") else at + 1
    if words[at] in ("can", "could", "will", "would", "do", "are", "can't", "couldn't", "won't", "wouldn't", "d'you"):
        return _request(words, k) or "closed"
    return "closed"


def _request(words: Sequence[str], at: int) -> QuestionKind | None:
    """Judge what somebody is asked to do: to tell, or something else."""
    while size := _phrase(words, at, "asides"):
        at += size
    invited = _invitation(words, at)
    return "open" if invited is None and _phrase(words, at, "gerunds") else invited


def _invitation(words: Sequence[str], at: int) -> QuestionKind | None:
    size = _phrase(words, at, "invitations")
    if not size:
        return None
    verb = words[at]
    k = at + size
    while k < len(words) and words[k] in _AROUND:
        k += 1
    if k == len(words):
        return None if verb == "explain" and len(words) > at + size + 1 else "open"
    if verb == "tell":
        rest = " ".join(words[k : k + 3])
        if rest == "about it" and len(words) == k + 2 and k == at + 2:
            return None  # "Tell me about it": a sigh
        if any(rest == p or rest.startswith(p + " ") for p in _set("closed_tellings")):
            return "closed"
        if words[k] in _set("no_tellings") and words[k - 1] != "more":
            return None
    if _base(words[k])[0] is not None:
        return _kind(words, k)
    if words[k] in ("if", "whether"):
        return "closed"
    return "open"


def _wondering(words: Sequence[str], at: int, *, marked: bool) -> QuestionKind | None:
    size = _phrase(words, at, "wonderings")
    if not size:
        return None
    k = at + size
    while k < len(words) and words[k] in _WONDERING:
        k += 1
    permission = words[at] in ("can", "could", "may", "might", "do")
    if k == len(words):
        return "closed" if permission or marked else None
    word = words[k]
    if _base(word)[0] is not None:
        return _kind(words, k)
    if word in ("if", "whether"):
        # "I wonder if it's building up" muses; "I'm wondering if you …" asks
        return "closed" if marked or permission or not _YOU.isdisjoint(words[k:]) else None
    if word in ("about", "more"):
        return None if words[at] in ("let", "i") and "ask" in words[at : at + size] and not marked else "open"
    return "closed" if permission else None


def _kind(words: Sequence[str], at: int) -> QuestionKind:
    """Tell an open question word from one that asks for a fact."""
    base, short = _base(words[at])
    rest = words[at + 1 :]
    after = rest[0] if rest else ""
    if "scale" in rest:
        return "closed"  # "what would you say it is on a scale of one to ten"
    if base == "why":
        proposes = (after in ("don't", "not") and len(rest) > 1 and rest[1] in ("we", "i")) or (
            after == "not" and len(rest) > 2 and rest[1] not in ("because", "just", "is", "then")
        )
        if after in ("don't", "dont") and len(rest) > 2 and rest[1] == "you":
            return _invitation(words, at + 3 + (rest[2] in ("just", "please", "start"))) or "open"
        return "closed" if proposes else "open"
    if base == "how":
        if after == "about":
            about = rest[1] if len(rest) > 1 else ""
            return "closed" if _is_day(rest[1:4]) or about in ("we", "i", "if") or about.endswith("ing") else "open"
        if after and not short and after not in _set("manner_after"):
            return "closed"
        return "closed" if _is_day(rest[1:3]) and rest[-1] in ("sound", "work", "look", "you", "suit") else "open"
    if base == "where":
        said = " ".join(rest)
        return "open" if any(place in said for place in _set("open_places")) else "closed"
    if base in _CLOSED_WH:
        return "closed"
    if after == "about":
        return "closed" if _is_day(rest[1:3]) else "open"
    k = 0
    while k < len(rest) and k < 3 and (rest[k] in _BE or rest[k] in _DETERMINERS or rest[k] in ("was", "be")):
        k += 1
    noun = rest[k] if k < len(rest) else ""
    if noun in _set("facts") and (k > 0 or short or not after or after == noun):
        return "closed"
    # "what's your full name", "what was the exact date": an adjective between
    if k > 0 and k + 1 < len(rest) and rest[k + 1] in _FACT_AFTER_ADJECTIVE:
        return "closed"
    return "open"


def _spoiled(words: Sequence[str], starts: Sequence[int], at: int) -> QuestionKind:
    """Tell an open question from one whose answers are offered after a comma."""
    for start in starts:
        k = _skip(words, start) if start > at else start
        if at < start <= k < len(words) - 1 and words[k] in _SPOILERS and words[k + 1] in _PRONOUNS:
            return "closed" if words[k : k + 3] != ["do", "you", "think"] else "open"
    last = starts[-1]
    return (
        "closed"
        if last > at and "or" in words[last + 1 :] and words[-1] not in ("or", "anything", "something")
        else "open"
    )


def _states(words: Sequence[str], at: int) -> bool:
    """Tell whether a question word begins a statement: "what matters to us is speed"."""
    return any(
        w in ("is", "was", "isn't", "wasn't") and words[k - 1] not in _WH for k, w in enumerate(words) if k > at + 2
    )


def _inverts(words: Sequence[str], at: int) -> bool:
    """Tell whether an auxiliary before its subject stands within a few words."""
    reach = min(len(words) - 1, at + _MOST_NOUNS)
    for k in range(at, reach):
        if _head(words[k]) in _PEOPLE or words[k] in ("that", "there"):
            return False
        if words[k] in _AUX and (words[k + 1] in _SUBJECTS):
            return True
    return False


def _is_tag(words: Sequence[str]) -> bool:
    """Tell a tag: "isn't it", "don't you", "is it", "could we"."""
    return len(words) == 2 and words[0] in _AUX and words[1] in _PRONOUNS


def _is_day(words: Iterable[str]) -> bool:
    return any(w in _set("days") or w[:1].isdigit() for w in words)


def _words(low: str) -> tuple[list[str], list[int]]:
    """Return words without punctuation, and where clauses begin: at 0 and after each comma or dash."""
    words: list[str] = []
    starts = [0]
    for piece in low.split():
        word = piece.strip(_PUNCTUATION)
        if word:
            # "do, do you", "who, who's": a word begun again is said once
            if words and (word == words[-1] or (word.startswith(words[-1] + "'") and word[-2] == "'")):
                words[-1] = word
            else:
                words.append(word)
        if piece[-1] in _BREAKS and words and starts[-1] != len(words):
            starts.append(len(words))
    if starts[-1] == len(words) and len(starts) > 1:
        starts.pop()
    return words, starts


@lru_cache(maxsize=4096)
def _base(word: str) -> tuple[str | None, bool]:
    """Split a question word from what is contracted with it: ``what's`` is ``("what", True)``."""
    head, _, tail = word.partition("'")
    if head not in _WH or (tail and tail not in _SHORT):
        return ({"whats": "what", "hows": "how", "wheres": "where", "whos": "who"}.get(word), True)
    return head, bool(tail)


def _head(word: str) -> str:
    """Return a word without what is contracted with it: ``we'd`` is ``we``."""
    return word.partition("'")[0]


def _skip(words: Sequence[str], at: int) -> int:
    """Return the first word after any lead-ins."""
    for _ in range(_MOST_LEAD_INS):
        size = _phrase(words, at, "lead_ins")
        if not size:
            break
        at += size
    return at


@lru_cache(maxsize=32)
def _set(key: str) -> frozenset[str]:
    return phrases("questions", key)


@lru_cache(maxsize=32)
def _by_first(key: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Phrases of a list by their first word, the longest first."""
    out: dict[str, list[tuple[str, ...]]] = {}
    for phrase in _set(key):
        parts = tuple(phrase.split())
        out.setdefault(parts[0], []).append(parts)
    return {first: tuple(sorted(found, key=lambda p: (-len(p), p))) for first, found in out.items()}


def _phrase(words: Sequence[str], at: int, key: str) -> int:
    """Return the length of the longest listed phrase that begins at `at`; 0 where there is none."""
    if at >= len(words):
        return 0
    for parts in _by_first(key).get(words[at], ()):
        if len(parts) == 1 or tuple(words[at : at + len(parts)]) == parts:
            return len(parts)
    return 0


def _may_ask(low: str, pieces: Sequence[str], *, ended: bool) -> bool:
    """Tell whether a sentence without a mark is worth a look: most are not, and this is cheap."""
    beginners, followers = _beginners()
    broken = "," in low or _BREAK.search(low) is not None
    leads, longer = _set("lead_ins"), _longer_leads()
    begins = True
    k = 0
    while k < len(pieces):
        piece = pieces[k]
        k += 1
        if begins:
            word = piece if piece.isalpha() else piece.strip(_PUNCTUATION)
            if word in beginners:
                return True
            after = followers.get(word)
            if after is not None and not after.isdisjoint(pieces[k : k + 3]):
                return True
            if word in longer:
                rest = [other.strip(_PUNCTUATION) for other in pieces[k : k + _MOST_PHRASE]]
                size = next((len(phrase) for phrase in longer[word] if rest[: len(phrase)] == phrase), 0)
                if size:
                    k += size
                    continue
            begins = word in leads
        if not begins:
            if not broken:
                break  # one clause, and its first words ask nothing
            begins = piece[-1] in _BREAKS
    if ended:
        return False
    return not _inner_words().isdisjoint(pieces) or any(
        before in _AUX and word in _PRONOUNS for before, word in pairwise(pieces)
    )


@lru_cache(maxsize=1)
def _longer_leads() -> dict[str, list[list[str]]]:
    """Return what follows the first word of lead-ins of several words."""
    out: dict[str, list[list[str]]] = {}
    for first, phrases_ in _by_first("lead_ins").items():
        longer = [list(parts[1:]) for parts in phrases_ if len(parts) > 1]
        if longer:
            out[first] = longer
    return out


@lru_cache(maxsize=1)
def _beginners() -> tuple[frozenset[str], dict[str, frozenset[str]]]:
    """Words that begin a clause that asks; and those that do with one of these soon after."""
    asking = frozenset(_inner())
    followers = dict.fromkeys(_set("prepositions"), asking)
    followers["if"] = frozenset(("could", "can", "would"))
    for phrase in _set("wonderings"):
        first, *others = phrase.split()
        if others:
            followers[first] = followers.get(first, frozenset()) | frozenset(others[-1:]) | frozenset(others[:1])
    firsts = {p.split()[0] for p in _set("invitations")} | {p for p in _set("wonderings") if " " not in p}
    return frozenset(_inner() | firsts | _ANY), followers


@lru_cache(maxsize=1)
def _inner_words() -> frozenset[str]:
    return _inner() - _AUX


@lru_cache(maxsize=1)
def _inner() -> frozenset[str]:
    """Words that ask in the middle of a clause too."""
    contracted = {f"{w}'{s}" for w in _WH for s in _SHORT}
    return frozenset(_WH | contracted | _AUX | {"whats", "hows", "wheres", "whos"})
