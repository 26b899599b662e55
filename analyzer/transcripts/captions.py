"""What cues say and who says it: voices, names before a colon, dashes, chevrons, and rolling captions."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from analyzer.conversation import ROLES, Role
from analyzer.transcripts.clean import decode_entities, is_sound, one_blank, strip_markup
from analyzer.transcripts.cues import WEBEX_ID, Cue
from analyzer.transcripts.names import looks_proper, may_be_name, normalise, squash
from analyzer.transcripts.raw import Unit
from analyzer.transcripts.report import Collector

__all__ = ["Captions", "caption_units"]

_VOICE = re.compile(
    r"<v(?:\.(?P<classes>[^\s<>]{0,200}))?(?:[ \t\n]+(?P<name>[^<>]{0,300}))?>|</v[ \t]{0,9}>", re.IGNORECASE
)
# <Given Surname>: a voice without its "v".
_BARE_VOICE = re.compile(r"\s*<([^\W\d_][^<>/=]{0,80})>")
_INLINE_TIME = re.compile(r"<[0-9]{1,4}:[0-9]{2}(?::[0-9]{2})?[.,][0-9]{1,6}>")
_BRACKET_NAME = re.compile(r"\[([^\[\]]{1,60})\]:?(?:\s+|$)")
_DASH = re.compile(r"\s*[-–—]\s*(?=[^\s\-–—>])")
_KNOWN_TAGS: Final = frozenset(
    (
        "c", "i", "b", "u", "v", "s", "lang", "ruby", "rt", "font", "span", "em", "strong", "br", "p",
        "div",
    )
)  # fmt: skip

#: A name in a caption may be long: "Surname, Given (Company) | Team (External)".
_NAME_WORDS: Final = 14
_NAME_CHARS: Final = 80
#: Share of cues that begin with the last line of the cue before, from which on captions are rolling ones.
_ROLLING_SHARE: Final = 0.4


@dataclass(frozen=True, slots=True)
class Captions:
    """The units of a caption file, and how its speakers are written."""

    units: tuple[Unit, ...]
    dialect: str


@dataclass(slots=True)
class _Piece:
    """Text of one voice in a cue, before names are settled."""

    cue: Cue
    text: str
    speaker: str | None = None
    label: str | None = None
    rest: str = ""
    bracket: bool = False
    breaks: bool = False
    role: Role | None = None


def caption_units(cues: Sequence[Cue], log: Collector, *, carry_over: bool, name_lines: bool = False) -> Captions:
    """Turn cues into units.

    Parameters
    ----------
    cues : sequence of Cue
        In file order.
    log : Collector
        Takes what is dropped (empty cues, repeated lines of rolling captions).
    carry_over : bool
        Whether a cue without a name goes on with the speaker before (SRT) or is of an unknown one (WebVTT).
    name_lines : bool
        Whether the tool is known to write the speaker on a line of its own (Teams' Word export).

    Returns
    -------
    Captions
        Units in file order; several voices of one cue are several units with the cue's time.
    """
    if any(cue.identifier and '"' in cue.identifier and WEBEX_ID.fullmatch(cue.identifier) for cue in cues):
        return Captions(_finish([_webex(cue) for cue in cues], log), "webex")
    payloads = ["\n".join(cue.lines) if len(cue.lines) != 1 else cue.lines[0] for cue in cues]
    if any(payload.startswith("{") and "spokenText" in payload for payload in payloads):
        return Captions(
            _finish([_teams_json(c, p, log) for c, p in zip(cues, payloads, strict=True)], log), "teams-json"
        )
    if any("<v" in payload or "<V" in payload for payload in payloads):
        found = [piece for c, p in zip(cues, payloads, strict=True) for piece in _voices(c, p)]
        if any(piece.speaker is not None or piece.role is not None for piece in found):
            return Captions(_finish(found, log), "voices")
    bare = _bare_voices(cues, payloads)
    if bare is not None:
        return Captions(_finish(bare, log), "voices")
    first_lines = _first_line_names(cues, known=name_lines)
    if name_lines and first_lines is not None:
        return Captions(_finish(first_lines, log), "name-line")
    timed = any(_INLINE_TIME.search(payload) is not None for payload in payloads if "<" in payload)
    pieces = [piece for cue in cues for piece in _pieces(cue)]
    names = _accepted(pieces, len(cues))
    if not names:
        if first_lines is not None:
            return Captions(_finish(first_lines, log), "name-line")
        if timed or _is_rolling(cues):
            return Captions(_rolling(cues, log), "rolling")
    named = _settle(pieces, names, log, carry_over=carry_over, cues=len(cues))
    return Captions(_finish(pieces, log), "names" if named else "plain")


def _plain(text: str) -> str:
    return decode_entities(strip_markup(text)) if "<" in text or "&" in text or "{" in text or "\\" in text else text


def _finish(pieces: Sequence[_Piece], log: Collector) -> tuple[Unit, ...]:
    units: list[Unit] = []
    for piece in pieces:
        text = one_blank(piece.text)
        if text:
            cue = piece.cue
            units.append(Unit(piece.speaker, text, cue.start_s, cue.end_s, cue.place, piece.role, breaks=piece.breaks))
        else:
            log.drop(piece.cue.place, "cues without text")
    return tuple(units)


def _webex(cue: Cue) -> _Piece:
    match = WEBEX_ID.fullmatch(cue.identifier or "")
    name = decode_entities(match.group(1)).strip() if match is not None else ""
    return _Piece(cue, _plain("\n".join(cue.lines)), name or None)


def _teams_json(cue: Cue, payload: str, log: Collector) -> _Piece:
    try:
        value = json.loads(payload)
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, dict) and isinstance(value.get("spokenText"), str):
        name = value.get("speakerName")
        return _Piece(cue, value["spokenText"], name if isinstance(name, str) and name.strip() else None)
    log.warn("W-CUE", "a cue whose JSON cannot be read; kept as text", cue.place)
    return _Piece(cue, _plain(payload))


@lru_cache(maxsize=1024)  # the pattern lets no long one through
def _voice(name: str) -> str | None:
    return squash(decode_entities(name)) or None


def _voices(cue: Cue, payload: str) -> list[_Piece]:
    pieces: list[_Piece] = []
    speaker: str | None = None
    role: Role | None = None
    since = 0
    for match in _VOICE.finditer(payload):
        before = _plain(payload[since : match.start()]) if since < match.start() else ""
        if before.strip():
            pieces.append(_Piece(cue, before, speaker, role=role))
        classes, name = match.group("classes", "name")
        # The class with which this project's writer tells the side.
        role = next((side for side in ROLES if side in classes.split(".")), None) if classes else None
        speaker = _voice(name) if name is not None else None
        since = match.end()
    rest = _plain(payload[since:]) if since < len(payload) else ""
    if rest.strip() or not pieces:
        pieces.append(_Piece(cue, rest, speaker, role=role))
    return pieces


def _bare_voices(cues: Sequence[Cue], payloads: Sequence[str]) -> list[_Piece] | None:
    """Read ``<Given Surname> text``; None where the file does not name speakers so."""
    matches = [_BARE_VOICE.match(payload) if "<" in payload else None for payload in payloads]
    counts = Counter(match.group(1).strip() for match in matches if match is not None)
    names = {
        name
        for name, count in counts.items()
        if name.split(None, 1)[0].split(".")[0].casefold() not in _KNOWN_TAGS
        and not is_sound(name)
        and (len(name.split()) > 1 or (count > 1 and not name.isupper() and name[0].isupper()))
        and looks_proper(name)
    }
    if not names:
        return None
    pieces: list[_Piece] = []
    for cue, payload, match in zip(cues, payloads, matches, strict=True):
        if match is not None and match.group(1).strip() in names:
            name = match.group(1).strip()
            text = payload[match.end() :].replace(f"</{name}>", "")
            pieces.append(_Piece(cue, _plain(text), squash(decode_entities(name))))
        else:
            pieces.append(_Piece(cue, _plain(payload)))
    return pieces


def _pieces(cue: Cue) -> list[_Piece]:
    """Cut a cue where another person begins: at dashes, chevrons and lines with a name before a colon."""
    found: list[_Piece] = []
    several = len(cue.lines) > 1
    for line in cue.lines:
        text = _plain(line).strip()
        if ">>" in text:
            _chevrons(cue, text, found)
            continue
        dash = _DASH.match(text) if text[:1] in {"-", "–", "—"} else None
        if dash is not None:
            found.append(_labelled(cue, text[dash.end() :], breaks=True))
            continue
        piece = _labelled(cue, text) if ": " in text or text[:1] == "[" or text.endswith(":") else None
        if piece is not None and (piece.label is not None or not found):
            found.append(piece)
        elif found and several:
            found[-1].text += "\n" + text
            found[-1].rest += "\n" + text
        else:
            found.append(_Piece(cue, text))
    return found or [_Piece(cue, "")]


def _chevrons(cue: Cue, text: str, found: list[_Piece]) -> None:
    parts = re.split(r">{2,3}", text)
    if parts[0].strip():
        if found:
            found[-1].text += "\n" + parts[0]
            found[-1].rest += "\n" + parts[0]
        else:
            found.append(_labelled(cue, parts[0].strip()))
    found.extend(_labelled(cue, part.strip(), breaks=True) for part in parts[1:] if part.strip())


def _labelled(cue: Cue, text: str, *, breaks: bool = False) -> _Piece:
    piece = _Piece(cue, text, breaks=breaks)
    if text[:1] == "[":
        match = _BRACKET_NAME.match(text)
        if match is not None:
            name = match.group(1).strip()
            if not is_sound(name) and may_be_name(name, max_words=_NAME_WORDS, max_chars=_NAME_CHARS):
                piece.label, piece.rest, piece.bracket = name, text[match.end() :], True
            return piece
    at = text.find(": ", 0, _NAME_CHARS + 2)
    if at < 0 and text.endswith(":") and len(text) <= _NAME_CHARS + 1:
        at = len(text) - 1
    if at > 0 or (at == 0 and text.startswith(": ")):
        label = text[:at]
        if not label.strip() or may_be_name(label, max_words=_NAME_WORDS, max_chars=_NAME_CHARS):
            piece.label, piece.rest = label.strip(), text[at + 1 :].strip()
    return piece


def _accepted(pieces: Sequence[_Piece], cues: int) -> frozenset[str]:
    """Decide which labels are names: those that come again, or look like one where the file names people."""
    counts: Counter[str] = Counter()
    brackets: Counter[str] = Counter()
    behind: set[str] = set()
    for piece in pieces:
        if piece.label:
            (brackets if piece.bracket else counts)[normalise(piece.label)] += 1
            if piece.breaks:
                behind.add(normalise(piece.label))
    proper = {name for name in counts if looks_proper(name)}
    share = sum(counts[name] for name in proper) / max(cues, 1)
    total = sum(counts.values()) / max(cues, 1)
    accepted = {name for name, n in counts.items() if n > 1 and (name in proper or (n > 2 and total >= 0.5))}
    # A chevron or dash in front says that somebody begins, so that one occurrence will do.
    accepted |= proper & behind
    if share >= 0.5:
        accepted |= proper
    elif len(accepted) >= 2:
        accepted |= {name for name in proper if len(name.split()) > 1}
    in_brackets = {name for name, n in brackets.items() if n > 1 and looks_proper(name)}
    if len(in_brackets) > 1 or sum(brackets[name] for name in in_brackets) >= 0.5 * max(cues, 1):
        accepted |= in_brackets
    return frozenset(accepted)


def _settle(pieces: Sequence[_Piece], names: frozenset[str], log: Collector, *, carry_over: bool, cues: int) -> bool:
    """Give each piece its speaker; return whether any has one."""
    # an hour has a thousand labels, and two or three that differ
    labels = {piece.label for piece in pieces if piece.label is not None}
    known = {label for label in labels if normalise(label) in names}
    named = sum(piece.label in known for piece in pieces)
    if not named:
        return False
    if not carry_over and named * 2 < cues:
        carry_over = True
        log.warn(
            "W-SPEAKER",
            "most cues have no name; they are taken as going on with the speaker before",
            count=cues - named,
        )
    speakers: dict[str | None, str | None] = {
        label: squash(label) or None for label in labels if label in known or not label
    }
    current: str | None = None
    for piece in pieces:
        if piece.label in speakers:
            current = speakers[piece.label]
            piece.speaker, piece.text = current, piece.rest
            piece.breaks = False
        elif piece.breaks:
            current = None
        elif carry_over:
            piece.speaker = current
    return True


def _first_line_names(cues: Sequence[Cue], *, known: bool) -> list[_Piece] | None:
    """Read cues whose first line is the speaker's name alone; few of them will do where that is known of the tool."""
    full = [cue for cue in cues if len(cue.lines) > 1]
    if not full or (not known and (len(full) < 4 or len(full) < 0.8 * len(cues))):
        return None
    firsts = Counter(normalise(_plain(cue.lines[0])) for cue in full)
    repeated = {
        name
        for name, count in firsts.items()
        if (count > 1 or known) and len(name.split()) <= 5 and may_be_name(name) and looks_proper(name)
    }
    if (len(repeated) < 2 and not known) or sum(firsts[name] for name in repeated) < 0.8 * len(full):
        return None
    pieces: list[_Piece] = []
    for cue in cues:
        name = normalise(_plain(cue.lines[0])) if len(cue.lines) > 1 else ""
        if name in firsts and (name in repeated or (name and may_be_name(name) and looks_proper(name))):
            pieces.append(_Piece(cue, _plain("\n".join(cue.lines[1:])), squash(_plain(cue.lines[0]))))
        else:
            pieces.append(_Piece(cue, _plain("\n".join(cue.lines))))
    return pieces


def _is_rolling(cues: Sequence[Cue]) -> bool:
    """Tell whether cues repeat: cue k shows the last line of cue k-1 again above its new one."""
    if len(cues) < 6:
        return False
    again = lines = 0
    before = ""
    for cue in cues:
        shown = [line for line in (one_blank(_plain(line)) for line in cue.lines) if line]
        if not shown:
            continue
        lines += 1
        again += shown[0] == before and len(before.split()) > 1
        before = shown[-1]
    return again >= _ROLLING_SHARE * max(lines, 1)


def _rolling(cues: Sequence[Cue], log: Collector) -> tuple[Unit, ...]:
    """Keep each line of rolling captions once, in the cue that first shows it."""
    units: list[Unit] = []
    last = ""
    for cue in cues:
        kept: list[str] = []
        for line in cue.lines:
            text = one_blank(_plain(line))
            if not text:
                continue
            if text == last:
                log.drop(cue.place, "repeated lines of rolling captions")
                continue
            last = text
            kept.append(text)
        # A change of speaker inside a cue begins a unit of its own.
        parts = [part.strip() for part in re.split(r">{2,3}", " ".join(kept))]
        for i, part in enumerate(parts):
            if part:
                units.append(Unit(None, part, cue.start_s, cue.end_s, cue.place, breaks=i > 0))
    return tuple(units)
