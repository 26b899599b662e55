"""A conversation as token windows: what the accurate model encodes, and which tokens belong to which sentence.

Whole stretches of the dialogue are encoded at once, so that a short answer is read together with its question
(sequential sentence classification: Cohan, Beltagy, King, Dalvi and Weld, 2019). Every sentence is followed by a
separator of its own that tells who speaks. Windows overlap, so that each sentence has context on both sides in one
of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from analyzer.conversation import MEDIA, ROLES, Medium

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from analyzer.sentences import Segmented

__all__ = ["MARKERS", "OVERLAP", "SIZE", "Piece", "Window", "pieces_of", "windows_of"]

#: Tokens in a window and tokens that two neighbours share, markers included. Between them: tokens encoded per token.
SIZE: Final = 256
OVERLAP: Final = 96
#: Of a longer sentence (nobody punctuated it) the beginning and the end are kept.
_LONGEST: Final = 96
_TAIL: Final = 32

# BERT's vocabulary keeps ids 1 to 99 unused; they become the markers of this model.
_CLS: Final = 101
_ROLE_ID: Final = {role: 1 + i for i, role in enumerate(ROLES)}
_MEDIUM_ID: Final = {medium: 11 + i for i, medium in enumerate(MEDIA)}
_BEGIN: Final = 21
_END: Final = 22
#: Marker to the word whose meaning it begins with: seller, customer, someone, ?; conversation, notes, chat; begin, end.
MARKERS: Final = dict(
    zip((*_ROLE_ID.values(), *_MEDIUM_ID.values(), _BEGIN, _END),
        (14939, 8013, 2619, 1029, 4512, 3964, 11834, 4088, 2203), strict=True)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence's tokens with its separator as the last one.

    Parameters
    ----------
    ids : tuple of int
    """

    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """Consecutive sentences encoded together.

    Parameters
    ----------
    ids : tuple of int
        Token ids, at most `SIZE`.
    first : int
        Index of the first sentence.
    bounds : tuple of int
        Sentence ``first + k`` lies at ``ids[bounds[k]:bounds[k + 1]]``; its separator is the last of them.
    """

    ids: tuple[int, ...]
    first: int
    bounds: tuple[int, ...]


def pieces_of(tokenizer: Tokenizer, segmented: Segmented, *, roles: bool = True) -> list[Piece]:
    """Tokenise every sentence; masked tags are left out, own names read as what they stand for.

    Parameters
    ----------
    tokenizer : tokenizers.Tokenizer
        BERT's, without truncation and padding.
    segmented : Segmented
    roles : bool
        Whether the separators tell the speaker's role.
    """
    turns = segmented.conversation.turns
    spoken = {t.index: t.spoken if t.masked else t.text for t in turns}
    texts = [
        segmented.reworded.get((s.turn, s.start_char)) or spoken[s.turn][s.start_char : s.end_char]
        for s in segmented.sentences
    ]
    out = []
    for sentence, encoded in zip(
        segmented.sentences, tokenizer.encode_batch_fast(texts, add_special_tokens=False), strict=True
    ):
        ids = encoded.ids
        if len(ids) > _LONGEST:
            ids = ids[: _LONGEST - _TAIL] + ids[-_TAIL:]
        out.append(Piece((*ids, _ROLE_ID[sentence.role if roles else "unknown"])))
    return out


def windows_of(
    pieces: Sequence[Piece], medium: Medium, *, size: int = SIZE, overlap: int = OVERLAP, first_size: int | None = None
) -> list[Window]:
    """Cut a conversation into overlapping windows, always the same way.

    Parameters
    ----------
    pieces : sequence of Piece
    medium : Medium
    size, overlap : int
        In tokens; `size` has to exceed the longest piece by four.
    first_size : int, optional
        Size of the first window, where training shifts the cuts.

    Returns
    -------
    list of Window
        Every sentence lies in at least one of them.
    """
    lengths = [len(p.ids) for p in pieces]
    n = len(pieces)
    out: list[Window] = []
    start = 0
    while start < n:
        room = (first_size if first_size is not None and not out else size) - 4
        end, used = start, 0
        while end < n and (used + lengths[end] <= room or end == start):
            used += lengths[end]
            end += 1
        out.append(_window(pieces, medium, start, end))
        if end == n:
            break
        back, shared = end, 0
        while back - 1 > start and shared + lengths[back - 1] <= overlap:
            back -= 1
            shared += lengths[back]
        start = back
    return out


def _window(pieces: Sequence[Piece], medium: Medium, start: int, end: int) -> Window:
    ids = [_CLS, _MEDIUM_ID[medium]]
    if start == 0:
        ids.append(_BEGIN)
    bounds = [len(ids)]
    for piece in pieces[start:end]:
        ids.extend(piece.ids)
        bounds.append(len(ids))
    if end == len(pieces):
        ids.append(_END)
    return Window(tuple(ids), start, tuple(bounds))
