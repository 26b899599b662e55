"""Notes of a call, in Markdown or plain text: each bullet or paragraph a turn without speaker.

Headings are context (`Turn.heading`), never turns. What notes hold is the prospect's, unless the note says
what its writer, the rep, did or offered (annotation guide, last rule).
"""

from __future__ import annotations

import re
from typing import Final

from analyzer.conversation import Role
from analyzer.transcripts.clean import decode_entities, one_blank, unescape_markdown, without_bold
from analyzer.transcripts.names import LOG_LEVELS, STOP
from analyzer.transcripts.raw import Format, Raw, Unit
from analyzer.transcripts.report import Collector
from analyzer.transcripts.source import Source

__all__ = ["FORMAT", "is_note_like", "role_of_note"]

_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*)")
_BULLET = re.compile(r"(\s*)(?:[-*+•‣◦▪–—·]|[0-9]{1,3}[.)]|\([0-9a-z]\)|[a-z]\))(?:\s+|(?=\[))(.*)")
_CHECKBOX = re.compile(r"^\[[ xX]?\]\s+")
_RULE = re.compile(r"\s*(?:-{3,}|\*{3,}|_{3,}|={3,})\s*")
_BOLD_HEADING = re.compile(r"\s*(?:\*\*|__)([^*_]{1,80}?):?(?:\*\*|__):?\s*")
_PLAIN_HEADING = re.compile(r"[^\s.!?][^.!?]{0,58}:\s*")
_QUOTE = re.compile(r"\s{0,3}>\s?")
_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\s]{0,500}\)")
_OPENING = re.compile(
    r"(?:(?:call|meeting|discovery|sales|interview|visit|phone|my)\s+)?notes?\b(?!\s*:\s*\S{0,3}$)"
    r"|(?:met|spoke|talked|called|chatted|call|meeting|visit|lunch|coffee|conversation)\s+(?:with|to)\s",
    re.IGNORECASE,
)
_FRONT_MATTER = re.compile(r"---\s*")

# What the writer did or will do. Subjects other than the writer ("they showed us", "she sent") keep the note
# with the prospect; so does "showed interest".
_DID = (
    r"(?:explained|offered|showed|demoed|demo'd|demonstrated|presented|pitched|sent|emailed|e-mailed|mailed|"
    r"shared|"
    r"proposed|quoted|suggested|recommended|described|introduced|walked|told|promised|mentioned|highlighted|"
    r"outlined|pointed|reassured|agreed\s+to\s+send|summarised|summarized|gave|talked|ran|positioned|"
    r"followed\s+up|asked|thanked|probed|called|booked|scheduled|invited|clarified|confirmed|went\s+through|"
    r"took\s+(?:him|her|them)|advised|answered|covered|discussed\s+our|left)"
)
_WILL = (
    r"(?:send|share|email|e-mail|mail|follow|call|prepare|put|get|come|set|book|schedule|draft|write|check|"
    r"show|"
    r"demo|offer|present|bring|ask|introduce|quote|propose|ring|forward|arrange|give|make|circle|look|"
    r"confirm|loop)"
)
_REP_FIRST_PERSON = re.compile(
    rf"(?:^|[.;!?:]\s+|\b(?:and|then|so|but)\s+|[,—–-]\s+)(?:then\s+)?(?:I|we)\s+(?:(?:also|then|briefly|just|"
    rf"again|"
    rf"have|had|quickly|already|did|next|first|finally)\s+){{0,2}}{_DID}\b"
    rf"|\b(?:I|we)(?:['’]ll|\s+will|\s+shall|['’]m\s+going\s+to|\s+am\s+going\s+to|\s+promised\s+to|"
    rf"\s+need\s+to|"
    rf"\s+owe|\s+to)\s+(?:also\s+|then\s+)?{_WILL}\b",
    re.IGNORECASE,
)
_REP_ELLIPTIC = re.compile(
    rf"(?:(?:also|then|briefly|again|quickly)\s+)?(?:{_DID}(?!\s+(?:interest|concern|frustration|"
    rf"that\s+(?:he|she|they)|"
    rf"(?:us|me|about|if|whether|for)\b))|(?:will|to|todo:?|to-do:?|action:?|must|need\s+to)\s+{_WILL})\b"
    rf"|(?:my|our)\s+(?:pitch|offer|proposal|demo)\b|(?:demo|pitch|proposal)\s+(?:given|shown|done|sent)\b"
    rf"|rep\s+(?:{_DID}|will)\b",
    re.IGNORECASE,
)


def role_of_note(text: str) -> Role:
    """Return the side whose words or acts a note holds.

    Parameters
    ----------
    text : str
        One bullet or paragraph, written by the rep.

    Returns
    -------
    Role
        `rep` where the note says what its writer did, offered or will do; `prospect` otherwise.
    """
    head = text[:2000].strip()
    if _REP_ELLIPTIC.match(head) is not None or _REP_FIRST_PERSON.search(head) is not None:
        return "rep"
    return "prospect"


def is_note_like(lines: list[str]) -> bool:
    """Tell whether text without speakers is clearly notes: mainly bullets and headings, or it says so."""
    bullets = headings = total = 0
    opening = ""
    for line in lines:
        if not line.strip() or len(line) > 10_000:
            total += bool(line.strip())
            continue
        total += 1
        if _HEADING.fullmatch(line) is not None or _BOLD_HEADING.fullmatch(line) is not None:
            headings += 1
        elif _BULLET.match(line) is not None:
            bullets += 1
        opening = opening or line.strip().lstrip("#*_ ")
    if bullets >= 2 and (bullets + headings) * 2 >= total:
        return True
    if headings and bullets and (bullets + headings) * 10 >= total * 3:
        return True
    if headings >= 2:
        return True
    # "Budget: 20k", "Next step: demo": the fields of a call sheet.
    fields = sum(map(_is_field, lines))
    return (fields >= 3 and fields * 2 >= total) or _OPENING.match(opening) is not None


def _is_field(line: str) -> bool:
    label, colon, _ = line[:60].partition(":")
    word = label.strip("*_ ").casefold()
    return bool(colon) and word in STOP and word not in LOG_LEVELS


def _sniff(source: Source) -> bool:
    return is_note_like(source.lines)


class _Outline:
    """The headings above the current line, as a path."""

    def __init__(self) -> None:
        self._levels: list[tuple[int, str]] = []

    def enter(self, level: int, title: str) -> None:
        while self._levels and self._levels[-1][0] >= level:
            self._levels.pop()
        self._levels.append((level, title))

    @property
    def path(self) -> str | None:
        return " > ".join(title for _, title in self._levels) or None


def _parse(source: Source) -> Raw:
    log = Collector()
    outline = _Outline()
    units: list[Unit] = []
    pending: list[str] = []
    begun = 0
    metadata: dict[str, str] = {}
    lines = source.lines
    first = _front_matter(lines, metadata, log)

    def flush() -> None:
        text = one_blank(" ".join(pending))
        pending.clear()
        if text:
            units.append(Unit(None, text, place=source.place(begun), role=role_of_note(text), heading=outline.path))

    for number in range(first, len(lines)):
        line = lines[number]
        blank_before = number == first or not lines[number - 1].strip()
        if not line.strip():
            flush()
            continue
        short = len(line) <= 10_000
        if short and _RULE.fullmatch(line) is not None:
            flush()
            log.drop(source.place(number + 1), "rules between sections")
            continue
        heading = _heading(line, lines, number, blank_before) if short else None
        if heading is not None:
            flush()
            outline.enter(*heading)
            continue
        bullet = _BULLET.match(line) if short else None
        if bullet is not None:
            flush()
            begun = number + 1
            pending.append(_plain(_CHECKBOX.sub("", bullet.group(2), count=1)))
            continue
        if short and _is_field(line):
            flush()
        if not pending:
            begun = number + 1
        pending.append(_plain(_QUOTE.sub("", line)))
    flush()
    if not units:
        raise source.refuse("E-NOSPEECH", "headings only, no notes under them.")
    return Raw(
        tuple(units), "markdown" if any("#" in line[:7] for line in lines) else "text", "notes", merge=False,
        timing="none", metadata={"front_matter": metadata} if metadata else {},
        dropped=log.dropped, warnings=log.warnings,
    )  # fmt: skip


def _front_matter(lines: list[str], metadata: dict[str, str], log: Collector) -> int:
    """Read YAML front matter into metadata; return the line after it."""
    if not lines or _FRONT_MATTER.fullmatch(lines[0]) is None:
        return 0
    for end in range(1, min(len(lines), 60)):
        if _FRONT_MATTER.fullmatch(lines[end]) is not None:
            inner = [line for line in lines[1:end] if line.strip()]
            if not inner or ":" not in inner[0]:
                return 0
            for line in inner:
                key, _, value = line.partition(":")
                metadata[key.strip()] = value.strip()
            log.drop("line 1", "lines of front matter", len(inner))
            return end + 1
    return 0


def _heading(line: str, lines: list[str], number: int, blank_before: bool) -> tuple[int, str] | None:
    match = _HEADING.fullmatch(line)
    if match is not None:
        return len(match.group(1)), _plain(match.group(2)).strip("#*_ \t")
    match = _BOLD_HEADING.fullmatch(line)
    if match is not None:
        return 7, one_blank(_plain(match.group(1)))
    following = lines[number + 1] if number + 1 < len(lines) else ""
    underlined = re.fullmatch(r"(=|-){3,}\s*", following) if blank_before and len(following) < 200 else None
    if underlined is not None and len(line) <= 100:
        return (1 if underlined.group(1) == "=" else 2), one_blank(_plain(line))
    # "Goals:" alone above its bullets or paragraph.
    if _BULLET.match(line) is None and len(line) <= 60 and _PLAIN_HEADING.fullmatch(line.strip()) is not None:
        return 8, one_blank(_plain(line)).rstrip(": ")
    return None


def _plain(text: str) -> str:
    text = _LINK.sub(r"\1", text) if "](" in text else text
    return decode_entities(unescape_markdown(without_bold(text).replace("__", "")))


FORMAT: Final = Format("notes", "notes of a call, Markdown or text", (".md", ".txt"), _sniff, _parse)
