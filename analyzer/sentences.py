"""Turns into sentences: spaCy's tokenizer, and boundaries that hold on transcripts.

Punctuation decides where there is some. Where a machine wrote none, a small linear model trained on this
project's corpus decides, token by token (`models/sentences`, trained by `analyzer.stages.boundaries`).

Only ``spacy.blank("en")`` is used: no downloaded model, and about 0.4 million words per CPU second.
"""

from __future__ import annotations

import json
import re
import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate, chain, pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.language import Language
from spacy.strings import StringStore

from analyzer.conversation import Conversation, Interval, Sentence, Turn, blanked, count_words
from analyzer.errors import ModelError
from analyzer.questions.kinds import kind_of
from analyzer.resources import model_dir

if TYPE_CHECKING:
    from pathlib import Path

    from spacy.tokens import Doc

__all__ = [
    "BoundaryModel",
    "Segmented",
    "Tokens",
    "hashed_words",
    "load_boundary_model",
    "make_sentence_component",
    "mix",
    "segment",
]

U64 = NDArray[np.uint64]
I64 = NDArray[np.int64]

# A transcript with fewer sentence ends than one in this many words was not punctuated by anyone: the longest
# mean sentence in tidy transcripts of speech is about 20 words.
_WORDS_PER_END: Final = 30
# In a punctuated transcript a stretch this long without a single mark is a gap in the punctuation.
_UNMARKED_STRETCH: Final = 40
# The vocabulary of a blank pipeline grows with every new word; past this many strings it is made anew, so
# that memory does not grow with the number of calls.
_MAX_STRINGS: Final = 200_000

_ENDERS = re.compile(r"[.?!…]*[.?!][.?!…]*|…+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CLOSERS: Final = frozenset("\"'”’)]}»*_")
_ABBREVIATION_END: Final = frozenset(
    (
        "a.m.",
        "p.m.",
        "inc.",
        "co.",
        "corp.",
        "ltd.",
        "etc.",
        "jr.",
        "sr.",
        "st.",
        "no.",
        "u.s.",
        "u.k.",
        "ph.d.",
    )
)
# words that begin a sentence after a single letter and a dot ("plan B. We …"), where a surname would not be
_STARTERS: Final = frozenset(
    ("i", "we", "you", "he", "she", "it", "they", "so", "and", "but", "the", "that", "this", "there", "yeah", "yes",
     "no", "okay", "ok", "what", "how", "do", "is", "are", "then", "because", "well", "if", "my", "our", "your",
     "right")
)  # fmt: skip

# classes of tokens that matter for boundaries
_PLAIN, _END, _ELLIPSIS, _CLOSE, _SPACE, _NEWLINE, _COMMA, _ABBREV, _INITIAL = range(9)
_WORD_KINDS: Final = frozenset((_PLAIN, _ABBREV, _INITIAL))
# tokens on either side that the boundary model looks at
_CONTEXT: Final = 3
_SHORTEST_STRETCH: Final = 3


@dataclass(frozen=True)
class Tokens:
    """Tokens of a conversation, blanks left out.

    Parameters
    ----------
    lower : ndarray of uint64, shape (n_tokens,)
        spaCy's hash of each token's lower-case form.
    bounds : ndarray of int64, shape (n_sentences + 1,)
        Sentence ``i`` holds ``lower[bounds[i]:bounds[i + 1]]``.
    vocab : mapping from hash to str
        Lower-case form of each distinct token.
    """

    lower: U64
    bounds: I64
    vocab: Mapping[int, str]


class _Vocabulary(Mapping[int, str]):
    """The distinct tokens of a conversation, looked up when asked for: most are known by their hash already."""

    def __init__(self, strings: StringStore, lower: U64) -> None:
        self._strings = strings
        self._lower = lower

    def __getitem__(self, key: int) -> str:
        return self._strings[key]

    def __iter__(self) -> Iterator[int]:
        return iter(np.unique(self._lower).tolist())

    def __len__(self) -> int:
        return len(np.unique(self._lower))


@dataclass(frozen=True)
class Segmented:
    """A conversation with its sentences and their tokens.

    Parameters
    ----------
    conversation : Conversation
    sentences : tuple of Sentence
    tokens : Tokens
    reworded : mapping from (turn, start_char) to str
        What a model reads in place of a sentence's text, where names were replaced by what they stand for.
    """

    conversation: Conversation
    sentences: tuple[Sentence, ...]
    tokens: Tokens
    reworded: Mapping[tuple[int, int], str] = field(default_factory=dict)


class BoundaryModel:
    """Linear model of sentence boundaries between tokens, for text without punctuation.

    Parameters
    ----------
    weights : ndarray of float32, shape (2 ** bits,)
        Weight of each hashed feature.
    intercept : float
    threshold : float
        Log-odds above which a boundary is set.
    """

    def __init__(self, weights: NDArray[np.float32], intercept: float, threshold: float) -> None:
        self.weights = weights
        self.intercept = intercept
        self.threshold = threshold
        self._mask = np.uint64(len(weights) - 1)

    def features(self, lower: U64) -> U64:
        """Return hashed features of each position, shape (n_tokens, 9): the boundary *before* token i."""
        n = len(lower)
        pad = np.zeros(n + 6, dtype=np.uint64)
        pad[3 : 3 + n] = lower
        t = [pad[k : k + n] for k in range(6)]  # tokens i-3 … i+2
        groups = (
            (t[2],), (t[3],), (t[1],), (t[4],), (t[2], t[3]), (t[1], t[2]), (t[3], t[4]), (t[1], t[2], t[3]),
            (t[2], t[3], t[4]),
        )  # fmt: skip
        out = np.empty((n, len(groups)), dtype=np.uint64)
        for j, group in enumerate(groups):
            h = np.full(n, 0x9E3779B97F4A7C15 + 0x51ED270B * (j + 1), dtype=np.uint64)
            for part in group:
                h = mix(h ^ part)
            out[:, j] = h & self._mask
        return out

    def boundaries(self, lower: U64) -> NDArray[np.bool_]:
        """Return for each token whether a sentence begins there, shape (n_tokens,)."""
        if not len(lower):
            return np.zeros(0, dtype=np.bool_)
        scores = self.weights[self.features(lower)].sum(axis=1) + self.intercept
        starts: NDArray[np.bool_] = scores > self.threshold
        starts[0] = True
        return starts

    def save(self, folder: Path, meta: dict[str, Any]) -> None:
        """Write arrays and JSON, never a pickle."""
        folder.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(folder / "weights.npz", weights=self.weights.astype(np.float16))
        facts = {"format": 1, "intercept": self.intercept, "threshold": self.threshold, **meta}
        (folder / "meta.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")


@lru_cache(maxsize=1)
def load_boundary_model() -> BoundaryModel | None:
    """Load the packaged boundary model; None where a checkout has not trained one yet."""
    try:
        folder = model_dir("sentences")
    except ModelError:
        return None
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    if meta["format"] != 1:
        raise ModelError("E-MODEL", f"models/sentences has format {meta['format']}, not 1. Reinstall the package.")
    with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
        weights = arrays["weights"].astype(np.float32)
    return BoundaryModel(weights, float(meta["intercept"]), float(meta["threshold"]))


def mix(h: U64) -> U64:
    """Scramble 64-bit hashes (the finaliser of MurmurHash3), elementwise."""
    h = h ^ (h >> np.uint64(33))
    h = h * np.uint64(0xFF51AFD7ED558CCD)
    h = h ^ (h >> np.uint64(33))
    h = h * np.uint64(0xC4CEB9FE1A85EC53)
    return h ^ (h >> np.uint64(33))


class _Tokenizer(threading.local):
    """A blank pipeline, and what it made of each blank-separated piece of text so far.

    spaCy's own cache keeps nothing more of a text once it holds one exception such as "don't", so most words would be
    taken apart again and again. Both are made anew before the vocabulary grows without bound. Each thread has its own:
    spaCy's vocabulary is not safe to share, and engines call us from several.
    """

    def __init__(self) -> None:
        self._nlp: Language | None = None
        self._kinds: dict[int, int] = {}
        #: hashes, lengths (the last one with the blank after it) and kinds of a piece's tokens
        self._known: dict[str, tuple[list[int], list[int], list[int]]] = {}

    def pipeline(self) -> Language:
        if self._nlp is None or max(len(self._nlp.vocab.strings), len(self._known)) > _MAX_STRINGS:
            self._nlp = spacy.blank("en")
            self._nlp.max_length = 50_000_000
            self._kinds = {}
            self._known = {}
        return self._nlp

    def tokens(self, nlp: Language, text: str) -> tuple[list[int], list[int], list[int]]:
        """Return the hashes (n,), offsets (n + 1,) and kinds (n,) of a text's tokens, as `nlp` has them."""
        parts = text.split(" ")
        if parts != text.split():
            return self._read(nlp, text)
        known = self._known
        try:
            found = [known[part] for part in parts]
        except KeyError:
            self._learn(nlp, [part for part in dict.fromkeys(parts) if part not in known])
            found = [known[part] for part in parts]
        offsets = list(accumulate(chain.from_iterable([lengths for _, lengths, _ in found]), initial=0))
        offsets[-1] -= 1  # no blank after the last one
        return (
            list(chain.from_iterable([hashes for hashes, _, _ in found])),
            offsets,
            list(chain.from_iterable([kinds for _, _, kinds in found])),
        )

    def _learn(self, nlp: Language, parts: Sequence[str]) -> None:
        hashes, offsets, kinds = self._read(nlp, " ".join(parts))
        at = end = 0
        for part in parts:
            first, end = at, end + len(part) + 1
            at = bisect_left(offsets, end, first) if end <= offsets[-1] else len(hashes)
            lengths = [b - a for a, b in pairwise(offsets[first : at + 1])]
            if at == len(hashes):
                lengths[-1] += 1
            self._known[part] = hashes[first:at], lengths, kinds[first:at]

    def _read(self, nlp: Language, text: str) -> tuple[list[int], list[int], list[int]]:
        columns = nlp.make_doc(text).to_array(["LOWER", "LENGTH", "SPACY"]).reshape(-1, 3)
        hashes = columns[:, 0].tolist()
        offsets = list(accumulate((columns[:, 1] + columns[:, 2]).tolist(), initial=0))
        kinds = self._kinds
        strings = nlp.vocab.strings
        for h in hashes:
            if h not in kinds:
                kinds[h] = _kind(strings[h])
        return hashes, offsets, [kinds[h] for h in hashes]


_TOKENIZER = _Tokenizer()


def _kind(text: str) -> int:
    if text.isspace():
        return _NEWLINE if "\n" in text or "\r" in text else _SPACE
    if _ENDERS.fullmatch(text):
        return _ELLIPSIS if text in ("…", "..", "...", "....") else _END
    if all(c in _CLOSERS for c in text):
        return _CLOSE
    if text in {",", ";", ":", "-", "–", "—"}:
        return _COMMA
    if text.endswith("."):
        return _INITIAL if len(text) == 2 else _ABBREV if text in _ABBREVIATION_END else _PLAIN
    return _PLAIN


def _visible(turn: Turn) -> str:
    """Return the turn's text with tags blanked and lone surrogates replaced, so that offsets stay."""
    text = turn.spoken
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def _starts_by_punctuation(text: str, kinds: Sequence[int], offsets: Sequence[int]) -> list[int]:
    """Return the indices of tokens that begin a sentence, by punctuation and line breaks alone."""
    starts = [0]
    n = len(kinds)
    i = 0
    while i < n:
        kind = kinds[i]
        if kind in (_PLAIN, _COMMA, _SPACE, _CLOSE):
            i += 1
            continue
        j = i + 1
        while j < n and kinds[j] in (_END, _ELLIPSIS, _CLOSE, _SPACE):
            if kinds[j] == _CLOSE and offsets[j] > 0 and text[offsets[j] - 1].isspace():
                break  # an opening quote, not a closing one
            if kinds[j] == _END and kind in (_ELLIPSIS, _NEWLINE):
                kind = _END
            j += 1
        if j >= n:
            break
        head = text[offsets[j]]
        if (
            kind == _END
            or (kind == _ELLIPSIS and (head.isupper() or head.isdigit()))
            or (kind == _NEWLINE and (not head.islower() or "\n\n" in text[offsets[i] : offsets[j]]))
            or (kind == _ABBREV and head.isupper())
            or (kind == _INITIAL and head.isupper() and _next_word(text, offsets[j]) in _STARTERS)
        ):
            starts.append(j)
        i = j if j > i + 1 else i + 1
    return starts


def _next_word(text: str, start: int) -> str:
    end = start
    while end < len(text) and text[end].isalpha():
        end += 1
    return text[start:end].lower()


def segment(conversation: Conversation, spans: Sequence[tuple[int, int, int]] | None = None) -> Segmented:
    """Cut a conversation into sentences.

    Parameters
    ----------
    conversation : Conversation
    spans : sequence of (turn, start_char, end_char), optional
        Sentences that are already known, such as an annotator's; then nothing is decided here.

    Returns
    -------
    Segmented
        Every turn with a non-blank character has at least one sentence, and sentences never cross turns.

    Examples
    --------
    >>> from analyzer.conversation import Conversation, Turn
    >>> call = Conversation(id="x", turns=(Turn(0, "Ann", "Nine days. We want five."),))
    >>> [s.text for s in segment(call).sentences]
    ['Nine days.', 'We want five.']
    """
    nlp = _TOKENIZER.pipeline()
    pieces = [_cut(nlp, turn, spans is None) for turn in conversation.turns]
    model = load_boundary_model() if spans is None else None
    if model is not None:
        _refine(model, pieces)
    given: dict[int, list[tuple[int, int]]] = {}
    for turn_index, a, b in spans or ():
        given.setdefault(turn_index, []).append((a, b))

    sentences: list[Sentence] = []
    sizes: list[int] = []
    lower = np.array(list(chain.from_iterable([piece.lower for piece in pieces])), dtype=np.uint64)
    kinds = np.fromiter(chain.from_iterable(piece.kinds for piece in pieces), np.int8, len(lower))
    content = (kinds != _SPACE) & (kinds != _NEWLINE)
    if spans is not None:
        kept: list[U64] = []
        done = 0
        for turn, piece in zip(conversation.turns, pieces, strict=True):
            own, at = content[done : done + len(piece.kinds)], np.array(piece.offsets[:-1], dtype=np.int64)
            here = lower[done : done + len(piece.kinds)]
            done += len(piece.kinds)
            for k, (first, last) in enumerate(given.get(turn.index, ())):
                inside = (at >= first) & (at < last) & own
                sentences.append(_sentence(len(sentences), turn, first, last, first=k == 0))
                kept.append(here[inside])
                sizes.append(int(inside.sum()))
        lower = np.concatenate(kept) if kept else np.zeros(0, np.uint64)
    else:
        before = [0, *np.cumsum(content).tolist()]
        done = 0
        for turn, piece in zip(conversation.turns, pieces, strict=True):
            offsets = piece.offsets
            made = False
            for a, b in zip(piece.starts, [*piece.starts[1:], len(piece.kinds)], strict=True):
                size = before[done + b] - before[done + a]
                if size:
                    begin, end = _with_its_tags(turn, offsets[a]), _with_its_tags(turn, offsets[b])
                    sentences.append(_sentence(len(sentences), turn, begin, end, first=not made))
                    sizes.append(size)
                    made = True
            if not made and turn.text.strip():
                # nothing but tags: still a place in the conversation, with no word in it
                sentences.append(_sentence(len(sentences), turn, 0, len(turn.text)))
                sizes.append(0)
            done += len(piece.kinds)
        lower = lower[content]
    bounds = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    return Segmented(conversation, tuple(sentences), Tokens(lower, bounds, _Vocabulary(nlp.vocab.strings, lower)))


def hashed_words(text: str) -> tuple[U64, tuple[str, ...]]:
    """Return the hashes and the lower-case forms of a text's tokens, as `segment` would have them."""
    doc = _TOKENIZER.pipeline().make_doc(text)
    words = tuple(t.lower_ for t in doc if not t.is_space)
    return np.array([t.lower for t in doc if not t.is_space], dtype=np.uint64), words


@dataclass
class _Piece:
    """A turn's tokens: hashes (n,), offsets (n + 1,), kinds (n,), and where sentences start."""

    lower: list[int]
    offsets: list[int]
    kinds: list[int]
    starts: list[int]


def _cut(nlp: Language, turn: Turn, by_punctuation: bool) -> _Piece:
    text = _visible(turn)
    lower, offsets, kinds = _TOKENIZER.tokens(nlp, text)
    starts = _starts_by_punctuation(text, kinds, offsets) if kinds and by_punctuation else [0]
    return _Piece(lower, offsets, kinds, starts)


def _refine(model: BoundaryModel, pieces: Sequence[_Piece]) -> None:
    """Add boundaries inside stretches that nobody punctuated, all of them in one call of the model."""
    counts = Counter(chain.from_iterable(piece.kinds for piece in pieces))
    n_words = sum(counts[k] for k in _WORD_KINDS)
    n_ends = counts[_END] + counts[_ELLIPSIS]
    unpunctuated = n_words > _WORDS_PER_END * max(n_ends, 1)
    stretches: list[tuple[_Piece, list[int]]] = []
    for piece in pieces:
        for a, b in zip(piece.starts, [*piece.starts[1:], len(piece.kinds)], strict=True):
            if b - a < (_SHORTEST_STRETCH if unpunctuated else _UNMARKED_STRETCH):
                continue
            words = [i for i in range(a, b) if piece.kinds[i] in _WORD_KINDS]
            unmarked = len(words) >= _UNMARKED_STRETCH and _COMMA not in piece.kinds[a:b]
            if len(words) >= _SHORTEST_STRETCH and (unpunctuated or unmarked):
                stretches.append((piece, words))
    if not stretches:
        return
    row: list[int] = []
    for piece, words in stretches:
        row.extend([piece.lower[word] for word in words])
        row.extend([0] * _CONTEXT)
    found = model.boundaries(np.array(row, dtype=np.uint64))
    at = 0
    for piece, words in stretches:
        new = [word for word, start in zip(words[1:], found[at + 1 : at + len(words)].tolist(), strict=True) if start]
        piece.starts = sorted({*piece.starts, *new})
        at += len(words) + _CONTEXT


def _with_its_tags(turn: Turn, start: int) -> int:
    """Move a boundary before the tags that open right at it: ``<UNSURE>`` belongs to the words that it marks."""
    for first, last in reversed(turn.masked):
        if last == start and turn.text[first] == "<" and not turn.text.startswith("</", first):
            start = first
    return start


def _sentence(index: int, turn: Turn, start: int, end: int, *, first: bool = False) -> Sentence:
    raw = turn.text[start:end]
    quoted = raw.strip()
    start += len(raw) - len(raw.lstrip()) if quoted else 0
    end = start + len(quoted)
    start_s = end_s = None
    if turn.spans:
        # times are interpolated by characters over the turn's timed spans
        size = len(turn.text)
        start_s, end_s = _at(turn.spans, start / size), _at(turn.spans, end / size)
    elif first:
        # starts only: the turn's first sentence begins with it, where the others begin is unknown
        start_s = turn.start_s
    return Sentence(
        index=index,
        turn=turn.index,
        start_char=start,
        end_char=end,
        text=quoted,
        role=turn.role,
        words=count_words(quoted, turn.masked, start),
        question=kind_of(
            blanked(quoted, tuple((a - start, b - start) for a, b in turn.masked)) if turn.masked else quoted
        ),
        start_s=start_s,
        end_s=end_s,
    )


def _at(spans: Sequence[Interval], share: float) -> float:
    """Return the time at which `share` of the spans' total length has passed."""
    if len(spans) == 1:
        a, b = spans[0]
        return a + share * (b - a)
    left = share * sum(b - a for a, b in spans)
    for a, b in spans:
        if left <= b - a:
            return a + left
        left -= b - a
    return spans[-1][1]


@Language.factory("interview_sentences")
def make_sentence_component(nlp: Language, name: str) -> Any:
    """Make the spaCy component ``interview_sentences``, which sets sentence starts as `segment` does.

    Registered under spaCy's entry points: ``spacy.blank("en").add_pipe("interview_sentences")``.
    """
    del nlp, name

    def interview_sentences(doc: Doc) -> Doc:
        if not len(doc):
            return doc
        conversation = Conversation(id="", turns=(Turn(0, None, doc.text),))
        # blanks before the first sentence belong to it
        starts = {s.start_char for s in segment(conversation).sentences[1:]}
        for token in doc:
            token.is_sent_start = token.i == 0 or token.idx in starts
        return doc

    return interview_sentences
