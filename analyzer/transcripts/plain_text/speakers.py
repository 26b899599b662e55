"""Which of the names in front of a colon or time are speakers: the guards against notes, logs and prose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import median
from typing import Final

from analyzer.transcripts.names import STOP, is_numbered, label_role, looks_proper, normalise
from analyzer.transcripts.plain_text.headers import Header, Line

__all__ = ["accept", "accept_alone", "is_conversation"]

_MAX_SPEAKERS: Final = 30
_MAX_MEDIAN_HEADER: Final = 40

_STRONG: Final = frozenset(
    (
        "[name] time", "name (time)", "name (time) text", "name time", "[time] name:", "time name:",
        "[time] [name]",
        "time [name]", "bold", ">>", "speaker:",
    )
)  # fmt: skip
_NAME_THEN_TEXT: Final = frozenset({"[time] name", "time name"})


def accept(
    headers: Sequence[Header | None], lines: Sequence[Line], known: frozenset[str] = frozenset()
) -> frozenset[str]:
    """Decide which names speak (see the guards of the module's specification)."""
    strong: Counter[str] = Counter()
    colon: Counter[str] = Counter()
    below: Counter[str] = Counter()
    words: dict[str, int] = {}
    covered: Counter[str] = Counter()
    full = 0
    order: list[str] = []
    for i, header in enumerate(headers):
        alone = header is not None and header.timed and header.name is None and not header.rest
        full += bool(lines[i].text.strip()) and not alone
        if header is None or header.name is None:
            continue
        key = normalise(header.name)
        if header.shape in _STRONG:
            strong[key] += 1
        elif header.shape in {"name:", "q/a"}:
            colon[key] += 1
        elif header.shape in _NAME_THEN_TEXT or header.shape == "heading":
            below[key] += 1
            continue
        else:
            continue
        order.append(key)
        said = header.rest
        if not said and i + 1 < len(lines):
            below_it = headers[i + 1]
            if below_it is None or below_it.name is None or below_it.rest:
                said = lines[i + 1].text
                covered[key] += 1
        words[key] = words.get(key, 0) + len(said.split())
    counts = strong + colon
    sayers = {key for key in counts if words.get(key, 0) > 0 or strong[key]}
    proper = {key for key in sayers if looks_proper(key)}
    accepted = {key for key in strong if key in proper}
    accepted |= {key for key in colon if key in proper and counts[key] > 1}
    # A label alone on its line also speaks for the line below it.
    share = sum(counts[key] + covered[key] for key in proper) / max(full, 1)
    several = len({key for key in proper if counts[key] > 1})
    # Labels in small letters ("alice: …") are names where nearly every line has one and they take turns.
    # Beside headers that leave no doubt (a name with a time) they are names only in such headers themselves.
    plain = {
        key
        for key in sayers - proper
        if counts[key] > 1 and words[key] >= 3 * counts[key] and (strong[key] or not accepted & strong.keys())
    }
    if plain and sum(counts[key] for key in plain | accepted) >= 0.8 * full and len(plain | accepted) > 1:
        accepted |= plain
    if several:
        singles = {key for key in proper if counts[key] == 1}
        accepted |= {key for key in singles if label_role(key) is not None}
        if share >= 0.8 or (len(accepted) < 2 and share >= 0.6):
            accepted |= singles
        else:
            accepted |= _like_the_others(singles, accepted, headers, lines)
    elif not accepted and len(proper) >= 2 and share >= 0.6 and (len(proper) <= 3 or all(map(is_numbered, proper))):
        accepted |= proper
    # Whom the file itself lists, or marks as only its tool does, need not come twice.
    accepted |= known & (counts.keys() | below.keys())
    if not {"Q", "A"} <= accepted | set(colon):
        accepted -= {"Q", "A"}
    elif colon["Q"] and colon["A"]:
        accepted |= {"Q", "A"}
    if sum(counts[key] for key in accepted) < 2:
        repeated = {key for key, n in below.items() if n > 1 and looks_proper(key)}
        if len(repeated) > 1 or (repeated and len(below) > 1):
            accepted |= {key for key in below if looks_proper(key)}
    return frozenset(key for key in accepted if key.casefold() not in STOP)


def _like_the_others(
    singles: set[str], accepted: set[str], headers: Sequence[Header | None], lines: Sequence[Line]
) -> set[str]:
    """Accept a name that occurs once where it stands behind a blank line, as the accepted ones do."""
    keys = {i: normalise(h.name) for i, h in enumerate(headers) if h is not None and h.name is not None}
    theirs = [lines[i].starts for i, key in keys.items() if key in accepted]
    if not theirs or sum(theirs) < 0.8 * len(theirs):
        return set()
    return {keys[i] for i in keys if keys[i] in singles and lines[i].starts and (" " in keys[i] or keys[i].isupper())}


def _stands_alone(header: Header | None) -> bool:
    return header is not None and header.shape == "alone"


def accept_alone(headers: Sequence[Header | None], lines: Sequence[Line]) -> frozenset[str]:
    """Accept names alone on a line: those that come again, each with text below it."""
    counts: Counter[str] = Counter()
    for i, header in enumerate(headers):
        if header is None or header.shape not in {"alone", "heading"} or header.name is None:
            continue
        if header.shape == "heading" or (i + 1 < len(lines) and lines[i + 1].text.strip()):
            counts[normalise(header.name)] += 1
    repeated = {key for key, n in counts.items() if n > 1}
    # In a document the text below a name is a paragraph of its own.
    paragraphs = sum(
        1
        for i, line in enumerate(lines)
        if line.starts and line.text.strip() and not (i and headers[i] is None and _stands_alone(headers[i - 1]))
    )
    sides = all(label_role(key) is not None for key in counts)
    if len(counts) > 1 and (repeated or sides) and sum(counts.values()) >= 0.9 * paragraphs:
        return frozenset(counts)
    return frozenset(repeated) if len(repeated) > 1 else frozenset()


def is_conversation(plan_headers: Iterable[Header], names: frozenset[str]) -> bool:
    """Tell whether those who speak are few, or come again, and have short names: logs have many and long ones."""
    found = [normalise(h.name) for h in plan_headers if h.name is not None and normalise(h.name) in names]
    if len(found) < 2:
        return False
    distinct = len(set(found))
    if distinct < 2 and len(found) < 2:
        return False
    if distinct > _MAX_SPEAKERS and len(found) < 3 * distinct:
        return False
    return median(map(len, found)) < _MAX_MEDIAN_HEADER
