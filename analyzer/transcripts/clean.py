"""Text of a unit made readable (markup first, then entities, once), and where its tags stand."""

from __future__ import annotations

import html
import re
from typing import Final

__all__ = [
    "decode_entities",
    "is_sound",
    "masked_ranges",
    "one_blank",
    "strip_markup",
    "unescape_markdown",
    "without_bold",
]

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
# Markup of subtitles: class, italic, bold, underline, voice end, language, ruby, font; times; ASS codes.
_MARKUP = re.compile(
    r"</?(?:c|i|b|u|v|s|lang|ruby|rt|font|span|em|strong)(?:[.\s/][^<>\n]{0,300})?>"
    r"|<[0-9]{1,4}:[0-9]{2}(?::[0-9]{2})?[.,][0-9]{1,6}>"
    r"|\{\\[^{}\n]{0,100}\}",
    re.IGNORECASE,
)
_BREAK = re.compile(r"<br\s{0,4}/?>|\\N", re.IGNORECASE)
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!>~|&])")

#: Words that make a bracketed remark a sound or editor's tag, with the forms seen in Rev, AWS, Otter, Zoom
#: and hand-made transcripts. At least the first or the last word of the remark has to be one of them.
SOUND_WORDS: Final = frozenset(
    (
        "applause", "audio", "background", "beep", "beeping", "beeps", "bleep", "blank_audio", "breath",
        "breathes", "breathing", "chatter", "cheering", "cheers", "chuckle", "chuckles", "chuckling",
        "clapping", "claps", "clears", "cough", "coughing", "coughs", "cross-talk", "crosstalk",
        "cries", "crying", "exhale", "exhales", "foreign", "gasp", "gasps", "giggle", "giggles",
        "giggling", "groan", "groans", "hesitation", "hmm", "inaudible", "inaudible_speech",
        "indiscernible", "indistinct", "inhale", "inhales", "interposing", "laugh", "laughing",
        "laughs", "laughter", "mumbles", "mumbling", "music", "nods", "noise", "noises", "overlapping",
        "overlap", "pause", "paused", "pauses", "phonetic", "redacted", "ringing", "rings", "scoffs",
        "sic", "sigh", "sighing", "sighs", "silence", "silent", "sneeze", "sneezes", "sniff",
        "sniffing", "sniffles", "sniffs", "static", "typing", "unclear", "unidentifiable", "unin",
        "unintelligible", "unk", "unsure", "unknown", "vocalized", "whispering", "whispers",
        "whistling", "yawns",
    )
)  # fmt: skip
#: Whole remarks that no single word gives away.
SOUND_PHRASES: Final = frozenset(
    (
        "cross talk", "speaks foreign language", "foreign language", "hold music", "dial tone", "phone rings",
        "no audio", "off mic", "audio cuts out", "audio drops", "break in audio", "end of recording",
        "start of recording", "recording starts", "recording ends", "clears throat", "door closes",
        "door opens",
        "end of transcript", "end transcript", "?", "??", "???", "...", "…", "ph", "guess",
    )
)  # fmt: skip

_TIME = r"[0-9]{1,3}:[0-9]{2}(?::[0-9]{2})?(?:[.,][0-9]{1,6})?"
# One candidate per bracket; contents are short and hold no bracket, so that a scan is linear.
_CANDIDATE = re.compile(
    r"\\?\[(?P<square>[^\[\]\n]{0,60})\]"
    r"|\((?P<round>[^()\n]{1,60})\)"
    r"|\{(?P<curly>[^{}\n]{1,40})\}"
    r"|<(?P<angle>/?[A-Za-z_][A-Za-z0-9_-]{0,40}\s{0,3}/?)>"
    r"|(?<![*\w])\*(?P<star>[A-Za-z][A-Za-z ]{1,38})\*(?![*\w])"
    r"|(?<![\w%])%(?P<percent>[A-Za-z_]{2,20})\b"
    r"|[♪♫]+"
)
# Long runs of signs, and of characters without a blank as no language written in ASCII has: not only no speech, but
# what tokenizers take quadratic time on.
_NOISE = re.compile(r"[^\w\s]{200,}|[!-~]{5000,}")
_NOISE_CHARS: Final = 200
_MAY_MASK = re.compile(r"[\[({<*%♪♫]")
_TIMES = re.compile(rf"(?:[-–@]\s{{0,3}})?{_TIME}")
# Masks of identifiers ([PII], [PERSON_NAME], [BLANK_AUDIO]) are written in capitals.
_CAPITALS = re.compile(r"[A-Z][A-Z0-9]*(?:[ _-][A-Z0-9]+){0,4}")
_WORD = re.compile(r"[\w?…][\w'’?.…-]*")


def one_blank(text: str) -> str:
    """Join what blanks, tabs and line breaks separate with one blank each."""
    if text.isprintable() and "  " not in text:  # the only blank that is printed is the space
        return text.strip(" ")
    return " ".join(text.split())


def decode_entities(text: str) -> str:
    """Decode entities that are closed by a semicolon, once: ``AT&T`` and ``&copy 2020`` stay as they are."""
    if "&" not in text:
        return text
    return _ENTITY.sub(lambda match: html.unescape(match.group()), text)


def strip_markup(text: str) -> str:
    """Remove the markup of subtitles and only that; tags that nobody knows stay."""
    if "<" not in text and "{" not in text and "\\" not in text:
        return text
    return _MARKUP.sub("", _BREAK.sub(" ", text))


#: Marks of bold text: two or three asterisks that lean on a word. Alone they blank a name: "I am ***".
_BOLD: Final = re.compile(r"(?<![*\w])\*{2,3}(?=[\w\"“‘(])|(?<=[^\s*])\*{2,3}(?![*\w])")


def without_bold(text: str) -> str:
    """Take the marks of bold text away, and leave the asterisks that blank a name."""
    return _BOLD.sub("", text) if "**" in text else text


def unescape_markdown(text: str) -> str:
    r"""Take the backslashes out of ``\-`` and ``\!`` as Markdown exports write them."""
    return _ESCAPE.sub(r"\1", text) if "\\" in text else text


def is_sound(remark: str) -> bool:
    """Tell whether a bracketed remark names a sound or an editor's note, and is no speech."""
    bare = one_blank(_TIMES.sub(" ", remark)).strip("*_").casefold()
    if not bare:
        return True
    if bare in SOUND_PHRASES:
        return True
    words = [word.strip(".?'’") for word in _WORD.findall(bare)]
    return 0 < len(words) <= 6 and (words[0] in SOUND_WORDS or words[-1] in SOUND_WORDS)


def masked_ranges(text: str) -> tuple[tuple[int, int], ...]:
    """Find the tags in `text` that are no speech.

    Words between an opening and a closing tag (``<UNSURE>oh</UNSURE>``) are speech; only the tags
    are masked.

    Parameters
    ----------
    text : str
        Text of a turn, as it is shown.

    Returns
    -------
    tuple of (int, int)
        Ranges in code points, sorted and disjoint.
    """
    noise = [match.span() for match in _NOISE.finditer(text)] if len(text) >= _NOISE_CHARS else []
    if _MAY_MASK.search(text) is None:
        return tuple(noise)
    found: list[tuple[int, int]] = []
    for match in _CANDIDATE.finditer(text):
        kind = match.lastgroup
        # Markdown writes a backslash before brackets; verbatim text keeps it
        inner = match.group(kind).rstrip("\\") if kind else ""
        if kind is None:
            sound = True
        elif kind == "angle":
            # Decoded text may hold "<div>", which somebody said; services use capitals or known words.
            name = inner.strip("/ ")
            sound = name.isupper() or is_sound(name.replace("_", " "))
        elif kind == "square":
            sound = not inner.strip(" _") or _CAPITALS.fullmatch(inner) is not None or is_sound(inner)
        elif kind == "percent":
            sound = inner.isupper() or is_sound(inner)
        else:
            sound = is_sound(inner)
        if sound:
            found.append(match.span())
    return tuple(_joined(sorted(found + noise))) if noise else tuple(found)


def _joined(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Make sorted ranges disjoint."""
    out = ranges[:1]
    for a, b in ranges[1:]:
        if a < out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], b))
        else:
            out.append((a, b))
    return out
