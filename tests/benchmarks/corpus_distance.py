"""How far the written corpus is from real talk: whether a plain classifier tells them apart, and by what.

    python tests/benchmarks/corpus_distance.py --real-speech DIR [--corpus corpus/conversations]

DIR holds ``conversations.jsonl``, one conversation a line in the project's JSON; its texts are read and never stored.
Speech (transcripts) and typed talk (chats) are compared apart; what a model wrote (``kind`` "synthetic") counts as
neither and has a row of its own. Prints Markdown for the data card.

The classifier is a logistic regression on words and pairs of neighbouring words of turns of at least five words. Topic
is masked: function words and the 500 words most common on both sides stay, everything else becomes the class of its
ending, so that it cannot tell freight from founders. It is cross-validated by conversation; intervals are bootstraps
over conversations. 0.5 is chance: a corpus that nobody can tell from real talk.
"""

from __future__ import annotations

import argparse
import json
import sys
import warnings
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score, roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold
from spacy.lang.en.stop_words import STOP_WORDS

from analyzer.content import phrases
from analyzer.conversation import Conversation, Turn
from analyzer.corpus import read_corpus
from analyzer.measures.speech import is_backchannel, plain_words
from analyzer.questions import kind_of
from analyzer.sentences import segment
from analyzer.stages.datasets import load_punctuated
from analyzer.transcripts.clean import masked_ranges

ROOT = Path(__file__).parents[2]
TYPED: Final = ("persuasionforgood", "CaSiNo")
MIN_WORDS: Final = 5
SHARED: Final = 500
MIN_TURNS: Final = 5
FOLDS: Final = 5
DRAWS: Final = 500
TELLING: Final = 30
HALF: Final = 0.5

OPEN: Final = frozenset(
    ("what", "where", "when", "why", "who", "whose", "which", "how", "what's", "where's", "who's", "how's", "when's",
     "what're")
)  # fmt: skip
CLOSED: Final = frozenset(
    ("do", "does", "did", "are", "is", "am", "was", "were", "have", "has", "had", "can", "could", "will", "would",
     "should", "shall", "may", "might", "don't", "doesn't", "didn't", "aren't", "isn't", "wasn't", "weren't", "haven't",
     "hasn't", "can't", "couldn't", "won't", "wouldn't", "shouldn't")
)  # fmt: skip
LEAD_IN: Final = frozenset(
    ("and", "so", "but", "okay", "ok", "um", "uh", "er", "erm", "well", "now", "right", "yeah", "yes", "no", "oh",
     "alright", "then", "because", "like", "sorry", "hey", "hi")
)  # fmt: skip
TAGS: Final = frozenset(
    ("right", "yeah", "huh", "eh", "okay", "ok", "correct", "no", "isn't it", "is it", "aren't you", "are you",
     "don't you", "do you", "doesn't it", "won't it", "wouldn't it", "wasn't it", "haven't you", "didn't you",
     "aren't they", "you know")
)  # fmt: skip
ENDINGS: Final = ("ing", "ed", "ly", "tion", "s")


@dataclass(frozen=True)
class Talk:
    """A conversation, and which group it is counted in."""

    conversation: Conversation
    group: str
    is_real: bool


def written(corpus: Path, by: str) -> dict[str, list[Talk]]:
    """Return the corpus' talks, by medium; `by` names what groups them, ``register`` or ``kind``."""
    out: dict[str, list[Talk]] = {"transcript": [], "chat": []}
    for one in read_corpus(corpus):
        call = one.conversation
        if call.medium in out:
            # tags are no words on either side
            turns = tuple(Turn(t.index, t.speaker, t.text, t.role, masked=masked_ranges(t.text)) for t in call.turns)
            register = str(one.card.get("register", "not said")).partition(":")[0]
            group = register if by == "register" else one.kind or "not said"
            out[call.medium].append(Talk(Conversation(f"corpus/{call.id}", turns), group, False))
    return out


def real(folder: Path) -> dict[str, list[Talk]]:
    """Return real talks, by medium, and those that a model wrote under ``written``."""
    lines = (folder / "conversations.jsonl").read_text(encoding="utf-8").split("\n")
    kinds = {table["id"]: table.get("kind") for table in map(json.loads, filter(None, lines))}
    out: dict[str, list[Talk]] = {"transcript": [], "chat": [], "written": []}
    for gold in load_punctuated(folder):
        typed = any(name in gold.source for name in TYPED)
        medium = "written" if kinds[gold.conversation.id] == "synthetic" else "chat" if typed else "transcript"
        out[medium].append(Talk(gold.conversation, gold.source.partition(" (")[0], True))
    return out


def surface(talks: Sequence[Talk]) -> dict[str, float]:
    """Return the surface measures of a group of talks, pooled; see the table's head for what each is."""
    turns = [t for talk in talks for t in talk.conversation.turns if t.words]
    said = [plain_words(t.spoken) for t in turns]
    sizes = np.array([t.words for t in turns])
    n = max(sum(map(len, said)), 1)
    fillers = phrases("speech", "fillers_single")
    hesitations = sum(word in fillers for words in said for word in words)
    repeats = sum(a == b for words in said for a, b in pairwise(words))
    phrase = sum((a, b) in {("i", "mean"), ("you", "know")} for w in said for a, b in pairwise(w))
    sentences = [s for talk in talks for s in segment(talk.conversation).sentences if s.words]
    forms = Counter(form for s in sentences if (form := question_form(s.text)))
    asked = max(forms.total(), 1)
    return {
        "conversations": len(talks),
        "turns": len(turns),
        **{f"q{q}": float(np.percentile(sizes, q)) for q in (25, 50, 75)},
        "short": float((sizes <= 3).mean()),
        "um": 100 * hesitations / n,
        "repeats": 100 * repeats / n,
        "phrases": 100 * phrase / n,
        "backchannels": float(np.mean([is_backchannel(t.spoken) for t in turns])),
        "questions": forms.total() / max(len(sentences), 1),
        **{form: forms[form] / asked for form in ("open", "closed", "tag", "statement")},
    }


def question_form(text: str) -> str | None:
    """Return how a sentence asks: ``open``, ``closed``, with a ``tag``, as a ``statement``; None when it does not."""
    if kind_of(text) is None:
        return None
    words = plain_words(text)
    start = next((k for k, word in enumerate(words) if word not in LEAD_IN), 0)
    first = words[start] if words else ""
    if first in OPEN:
        return "open"
    if first in CLOSED:
        return "closed"
    if len(words) > 1 and (words[-1] in TAGS or " ".join(words[-2:]) in TAGS):
        return "tag"
    return "open" if OPEN & set(words) else "statement"


def masked(words: Iterable[str], kept: frozenset[str]) -> str:
    """Return a turn's words with topic words replaced by their class."""
    return " ".join(word if word in kept else word_class(word) for word in words)


def word_class(word: str) -> str:
    """Return ``<num>``, or the ending of a word that says what it is about."""
    if any(c.isdigit() for c in word):
        return "<num>"
    return next((f"<{e}>" for e in ENDINGS if word.endswith(e) and len(word) > len(e) + 2), "<w>")


def shared_words(corpus: Sequence[Talk], other: Sequence[Talk]) -> frozenset[str]:
    """Return the function words, and those that the largest share of conversations uses on both sides."""
    shares = []
    for side in (corpus, other):
        used = Counter(w for talk in side for w in {w for t in talk.conversation.turns for w in plain_words(t.spoken)})
        shares.append({word: n / len(side) for word, n in used.items()})
    common = sorted(shares[0].keys() & shares[1].keys(), key=lambda w: (-min(shares[0][w], shares[1][w]), w))
    return frozenset(common[:SHARED]) | frozenset(STOP_WORDS) | phrases("speech", "fillers_single")


@dataclass(frozen=True)
class Turns:
    """Turns to tell apart: masked texts, truth (1 real), and the index of each one's conversation."""

    texts: list[str]
    truth: NDArray[np.int64]
    talk: NDArray[np.int64]


def turns_of(talks: Sequence[Talk], kept: frozenset[str]) -> Turns:
    rows = [
        (masked(words, kept), int(talk.is_real), k)
        for k, talk in enumerate(talks)
        for t in talk.conversation.turns
        if len(words := plain_words(t.spoken)) >= MIN_WORDS
    ]
    return Turns([r[0] for r in rows], np.array([r[1] for r in rows]), np.array([r[2] for r in rows]))


def fitted(texts: Sequence[str], truth: NDArray[np.int64]) -> tuple[TfidfVectorizer, LogisticRegression]:
    vectors = TfidfVectorizer(
        ngram_range=(1, 2),
        analyzer="word",
        tokenizer=str.split,
        token_pattern=None,
        min_df=MIN_TURNS,
        sublinear_tf=True,
    )
    model = LogisticRegression(class_weight="balanced", max_iter=300, C=1.0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(vectors.fit_transform(texts), truth)
    return vectors, model


def held_out(turns: Turns) -> NDArray[np.float64]:
    """Return for each turn the probability that it is real, by a model that saw none of its conversation."""
    out = np.zeros(len(turns.texts))
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0)
    for inside, outside in folds.split(turns.texts, turns.truth, turns.talk):
        vectors, model = fitted([turns.texts[i] for i in inside], turns.truth[inside])
        out[outside] = model.predict_proba(vectors.transform([turns.texts[i] for i in outside]))[:, 1]
    return out


def with_interval(turns: Turns, scores: NDArray[np.float64], metric: Any) -> str:
    """Write a metric with its 95 % interval over conversations."""
    rows = {k: np.flatnonzero(turns.talk == k) for k in np.unique(turns.talk)}
    keys = np.array(list(rows))
    rng = np.random.default_rng(0)
    drawn = []
    for _ in range(DRAWS):
        index = np.concatenate([rows[k] for k in rng.choice(keys, len(keys))])
        if len(set(turns.truth[index].tolist())) > 1:
            drawn.append(metric(turns.truth[index], scores[index]))
    low, high = np.percentile(drawn, [2.5, 97.5])
    return f"{metric(turns.truth, scores):.3f} ({low:.3f} to {high:.3f})"


def whole_talks(turns: Turns, scores: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return truth and mean log-odds, a conversation each."""
    odds = np.log(scores / (1 - scores))
    keys = np.unique(turns.talk)
    return (
        np.array([turns.truth[turns.talk == k][0] for k in keys]),
        np.array([odds[turns.talk == k].mean() for k in keys]),
    )


def telling(turns: Turns) -> tuple[list[str], list[str]]:
    """Return the features that tell most, of the corpus and of real talk: weight times spread."""
    vectors, model = fitted(turns.texts, turns.truth)
    x = vectors.transform(turns.texts)
    mean = np.asarray(x.mean(axis=0)).ravel()
    spread = np.sqrt(np.maximum(np.asarray(x.multiply(x).mean(axis=0)).ravel() - mean**2, 0))
    order = np.argsort(model.coef_[0] * spread)
    names = vectors.get_feature_names_out()
    return [str(names[i]) for i in order[:TELLING]], [str(names[i]) for i in order[::-1][:TELLING]]


def compare(corpus: Sequence[Talk], other: Sequence[Talk], title: str) -> list[str]:
    """Return the classifier's part of the report for one medium."""
    talks = [*corpus, *other]
    turns = turns_of(talks, shared_words(corpus, other))
    scores = held_out(turns)
    truth, odds = whole_talks(turns, scores)
    groups = sorted({t.group for t in other})
    size = (
        f"{len(corpus)} written and {len(other)} real conversations, {int((turns.truth == 0).sum()):,} and "
        f"{int(turns.truth.sum()):,} turns of at least {MIN_WORDS} words."
    )
    by_turn = with_interval(turns, scores, roc_auc_score)
    right = with_interval(turns, (scores > HALF).astype(float), balanced_accuracy_score)
    lines = [
        f"### {title}",
        "",
        size,
        "",
        "| told apart | AUC (95 %) | balanced accuracy (95 %) |",
        "|---|---|---|",
        f"| turn by turn | {by_turn} | {right} |",
        f"| whole conversations | {roc_auc_score(truth, odds):.3f} | {balanced_accuracy_score(truth, odds > 0):.3f} |",
    ]
    own = np.array([t.group for t in talks], dtype=object)[turns.talk]
    for group in groups:
        part = (turns.truth == 0) | (own == group)
        left = Turns(
            [t for t, keep in zip(turns.texts, part, strict=True) if keep], turns.truth[part], turns.talk[part]
        )
        lines.append(
            f"| … against {group} | {with_interval(left, scores[part], roc_auc_score)} | "
            f"{balanced_accuracy_score(left.truth, scores[part] > HALF):.3f} |"
        )
    typical = telling(turns)
    lines += ["", f"Most telling of the corpus: {', '.join(f'`{f}`' for f in typical[0])}.", ""]
    return [*lines, f"Most telling of real talk: {', '.join(f'`{f}`' for f in typical[1])}.", ""]


NOTE: Final = (
    'Repeats are a word said twice running (restarts; also "no no"). Questions by simple cues: with a question word '
    'first open, with an auxiliary first closed, a statement with "right?" a tag; the shares are of the questions.'
)
HEAD: Final = (
    "| group | conversations | turns | words a turn: quartiles | ≤ 3 words | um, uh / 100 words | repeats / 100 | "
    "I mean, you know / 100 | backchannel turns | sentences that ask | open | closed | tag | statement |"
)


def surface_rows(talks: Sequence[Talk], label: str) -> list[str]:
    """Return one row a group, of all talks first where there are several groups."""
    groups = sorted({t.group for t in talks})
    parts = [(f"**{label}**", list(talks))] if len(groups) > 1 else []
    parts += [(f"{label}: {g}", [t for t in talks if t.group == g]) for g in groups]
    rows = []
    for name, part in parts:
        m = surface(part)
        rows.append(
            f"| {name} | {m['conversations']:.0f} | {m['turns']:,.0f} | "
            f"{m['q25']:.0f}, {m['q50']:.0f}, {m['q75']:.0f} | "
            f"{m['short']:.0%} | {m['um']:.2f} | {m['repeats']:.2f} | {m['phrases']:.2f} | {m['backchannels']:.0%} | "
            f"{m['questions']:.0%} | "
            + " | ".join(f"{m[f]:.0%}" for f in ("open", "closed", "tag", "statement"))
            + " |"
        )
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=ROOT / "corpus" / "conversations")
    parser.add_argument("--real-speech", type=Path, required=True)
    options = parser.parse_args()
    by_register, by_kind = (written(options.corpus, by) for by in ("register", "kind"))
    other = real(options.real_speech)
    lines = ["## How far the corpus is from real talk", ""]
    for medium, title in (("transcript", "Speech"), ("chat", "Typed talk")):
        if by_kind[medium] and other[medium]:
            lines += compare(by_kind[medium], other[medium], title)
    lines += ["### On the surface", "", HEAD, "|" + "---|" * 14]
    for medium, name in (("transcript", "speech"), ("chat", "typed")):
        lines += surface_rows(by_register[medium], f"corpus, {name}")
        if len({t.group for t in by_kind[medium]}) > 1:
            lines += surface_rows(by_kind[medium], f"corpus, {name}")[1:]
        lines += surface_rows(other[medium], f"real, {name}")
    lines += surface_rows(other["written"], "written by a model elsewhere")
    lines += ["", NOTE]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
