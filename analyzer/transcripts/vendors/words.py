"""Words to utterances, for services that list words only."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from analyzer.transcripts.vendors.reading import Reading, spoken

__all__ = ["PAUSE_S", "Word", "is_closing", "say_words"]

#: A silence, in seconds, that ends an utterance. Word times know pauses that the times of a cue hide; a second lies
#: above those inside a phrase and below `merge.MAX_GAP_S`, so that turns come out as for other formats and talk time
#: leaves the silence out.
PAUSE_S: Final = 1.0

_CLOSING = re.compile(r"[,.?!:;…、。，？！：；]+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a mark.

    Parameters
    ----------
    text : JSON value
        As written; what is no text is left out, with a warning.
    start_s, end_s : float or None
        Seconds.
    speaker : str or None
        Name to show.
    place : str
        JSON path below the call.
    glued : bool
        Whether it follows the word before without a blank. A mark that does belongs to that word's speaker.
    """

    text: object
    start_s: float | None
    end_s: float | None
    speaker: str | None
    place: str
    glued: bool = False


def is_closing(text: object) -> bool:
    """Tell whether a token is a mark that closes the word before it, and so has no blank before it."""
    return isinstance(text, str) and _CLOSING.fullmatch(text.strip()) is not None


def say_words(reading: Reading, words: Iterable[Word], blank: str = " ") -> None:
    """Join words to utterances: a new one where the speaker changes or after `PAUSE_S` of silence.

    Parameters
    ----------
    reading : Reading
        Takes the utterances.
    words : iterable of Word
        In file order, which is kept.
    blank : str
        What stands between two words; nothing in languages that are written without blanks.
    """
    pieces: list[str] = []
    first: Word | None = None
    last_end: float | None = None
    latest: float | None = None
    for word in words:
        text = word.text.strip() if isinstance(word.text, str) else spoken(word.text)
        if not text:
            if word.text is not None and not isinstance(word.text, str):
                reading.log.warn("W-ITEM", "something else in the place of a word; left out", word.place)
            continue
        if first is None or not _goes_on(first, word, latest):
            if first is not None:
                reading.say(first.place, first.speaker, "".join(pieces), first.start_s, last_end)
            first, pieces, last_end, latest = word, [], None, None
        elif not word.glued:
            pieces.append(blank)
        pieces.append(text)
        end = word.end_s
        if end is not None and (word.start_s is None or end >= word.start_s):
            last_end = end if last_end is None else max(last_end, end)
        known = end if end is not None else word.start_s
        latest = known if known is not None else latest
    if first is not None:
        reading.say(first.place, first.speaker, "".join(pieces), first.start_s, last_end)


def _goes_on(first: Word, word: Word, latest: float | None) -> bool:
    if word.speaker != first.speaker:
        return word.glued and is_closing(word.text)
    return word.glued or latest is None or word.start_s is None or word.start_s - latest <= PAUSE_S
