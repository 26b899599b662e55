"""How much worse, and how different, the same audits are when the transcript is worse.

    python -m tests.benchmarks.robustness --on DEV-SET [--model fast|accurate|FOLDER]
    python -m tests.benchmarks.robustness --on DEV-SET --cache CACHE/fast-KEY --real-speech DIR
    python -m tests.benchmarks.robustness --on corpus/conversations --paraphrases corpus/paraphrases [--gold]

Every conversation is audited as it is and after a change: lower case without punctuation; a tenth of the words
misheard (60 % replaced, 25 % lost, 15 % put in; seeded); nobody's role known and the speakers called Speaker 1, 2, ….
With ``--paraphrases`` those conversations are audited instead that all files of a folder say again: in plain words, and
as somebody with middling English says it. Such a file has a line a sentence, tab-separated: the conversation's id, the
sentence's index among the labelled ones, from 0, and its paraphrase. With ``--gold`` the annotators' labels are given,
so that what is read above the labels is tried alone. With ``--cache`` each conversation is labelled by the fold's model
that saw nothing of its kind of talk (of the corpus: of its trade).

Macro-F1 is of the labels in the audits; verdicts and findings are compared with those of the unchanged conversation:
the share of the stages' verdicts that differ, and of the findings (by name and stage) of either audit that the other
does not have.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Final
from zlib import crc32

import numpy as np

from analyzer.conversation import CORE_STAGES, STAGES, Role
from analyzer.corpus import LabelledSentence
from analyzer.corrections import Correction
from analyzer.pipeline import Audit, audit, load_model
from analyzer.stages.classifier import StageClassifier
from analyzer.stages.datasets import GoldConversation, load_gold, project_labels
from analyzer.stages.evaluation import Prediction, score
from analyzer.stages.training import fold_models
from analyzer.transcripts.clean import masked_ranges
from tests.benchmarks.shared import data_options, material_of, say, table, unseen_models

__all__ = ["bare", "misheard", "nameless", "paraphrased", "rewritten"]

_WORD_ERRORS: Final = 0.1
_REPLACED: Final = 0.6
_LOST: Final = 0.25
_SEED: Final = 0
# marks inside figures and words stay: 3.5, 10:30, don't; so do signs that are read out
_MARKS = re.compile(r"(?<!\w)['’]|['’](?!\w)|(?<!\d)[.,:]|[.,:](?!\d)|[^\w\s'’.,:%$£€&+@#/]")


def bare(text: str) -> str:
    """Lower the case and take out punctuation; text without a word stays as it is."""
    changed = _MARKS.sub("", re.sub(r"(?<=\w)[-–](?=\w)", " ", text.lower()))
    return changed if any(map(str.isalnum, changed)) else text


def misheard(text: str, rng: np.random.Generator, vocabulary: Sequence[str], rate: float = _WORD_ERRORS) -> str:
    """Replace, lose or put in words, each word with the probability `rate`; one word stays at least."""
    out: list[str] = []
    left = sum(any(map(str.isalnum, word)) for word in text.split())
    for piece in re.findall(r"\s+|\S+", text):
        if not any(map(str.isalnum, piece)) or rng.random() >= rate:
            out.append(piece)
            continue
        kind = rng.random()
        word = vocabulary[int(rng.integers(len(vocabulary)))]
        if kind < _REPLACED:
            out.append(word)
        elif kind >= _REPLACED + _LOST:
            out.append(f"{piece} {word}")
        elif left > 1:
            left -= 1
        else:
            out.append(piece)
    return "".join(out)


def rewritten(gold: GoldConversation, change: Callable[[str], str]) -> GoldConversation:
    """Return the conversation with `change` made to every stretch of speech, labels and tags in their places."""
    turns = []
    places: list[dict[int, int]] = []
    for turn in gold.conversation.turns:
        own = [s for s in gold.sentences if s.turn == turn.index]
        edges = {0, len(turn.text)} | {e for s in own for e in (s.start_char, s.end_char)}
        edges |= {e for span in turn.masked for e in span}
        place = {0: 0}
        parts: list[str] = []
        for a, b in pairwise(sorted(edges)):
            piece = turn.text[a:b]
            parts.append(piece if any(x <= a and b <= y for x, y in turn.masked) else change(piece))
            place[b] = place[a] + len(parts[-1])
        masked = tuple((place[a], place[b]) for a, b in turn.masked)
        turns.append(replace(turn, text="".join(parts), masked=masked))
        places.append(place)
    sentences = tuple(
        replace(s, start_char=places[s.turn][s.start_char], end_char=places[s.turn][s.end_char]) for s in gold.sentences
    )
    return replace(gold, conversation=replace(gold.conversation, turns=tuple(turns)), sentences=sentences)


def nameless(gold: GoldConversation) -> GoldConversation:
    """Return the conversation as a file has it that says nothing of who is who; notes have no speakers."""
    call = gold.conversation
    if call.medium == "notes":
        return gold
    names = {t.speaker: f"Speaker {i}" for i, t in enumerate({t.speaker: t for t in call.turns}.values(), 1)}
    unknown: Role = "unknown"
    turns = tuple(replace(t, speaker=names[t.speaker], role=unknown) for t in call.turns)
    return replace(gold, conversation=replace(call, turns=turns, participants=(), metadata={}))


def paraphrased(gold: GoldConversation, said: dict[int, str]) -> GoldConversation:
    """Return the conversation with the sentences of `said`, by index, in the place of its own."""
    texts: dict[int, str] = {t.index: "" for t in gold.conversation.turns}
    sentences: list[LabelledSentence] = []
    for i, s in enumerate(gold.sentences):
        text = said.get(i, gold.conversation.turns[s.turn].text[s.start_char : s.end_char])
        before = texts[s.turn] + " " if texts[s.turn] else ""
        texts[s.turn] = before + text
        sentences.append(replace(s, start_char=len(before), end_char=len(before) + len(text)))
    turns = tuple(
        replace(t, text=texts[t.index], masked=masked_ranges(texts[t.index])) for t in gold.conversation.turns
    )
    return replace(gold, conversation=replace(gold.conversation, turns=turns), sentences=tuple(sentences))


@dataclass(frozen=True)
class Outcome:
    """What is compared of an audit."""

    prediction: Prediction
    verdicts: dict[str, str]
    findings: frozenset[tuple[str, str | None]]


def outcome(gold: GoldConversation, model: StageClassifier, *, given: bool = False) -> Outcome:
    corrections = [
        Correction(i, s.turn, s.start_char, s.end_char, s.stage, None) for i, s in enumerate(gold.sentences, 1)
    ]
    result: Audit = audit(gold.conversation, model=model, corrections=corrections if given else ())
    index = project_labels(gold, result.staged.segmented)
    padded = np.concatenate([result.staged.probabilities, np.zeros((1, len(STAGES)), dtype=np.float32)])
    truth = np.array([STAGES.index(s.stage) for s in gold.sentences], dtype=np.int64)
    return Outcome(
        Prediction(gold.conversation.id, gold.source, truth, padded[index]),
        {s: result.coverage[s].verdict for s in CORE_STAGES},
        frozenset((f.finding.name, f.finding.stage) for f in result.findings),
    )


def compared(before: Sequence[Outcome], after: Sequence[Outcome]) -> dict[str, Any]:
    pairs = list(zip(before, after, strict=True))
    verdicts = [(a.verdicts[s], b.verdicts[s]) for a, b in pairs for s in CORE_STAGES]
    either = sum(len(a.findings | b.findings) for a, b in pairs)
    return {
        "score": score([o.prediction for o in after]),
        "verdicts": len(verdicts),
        "verdicts_changed": round(sum(a != b for a, b in verdicts) / len(verdicts), 4),
        "verdicts_turned_unknown": round(sum(a != b == "unknown" for a, b in verdicts) / len(verdicts), 4),
        "findings": either,
        "findings_changed": round(sum(len(a.findings ^ b.findings) for a, b in pairs) / max(either, 1), 4),
    }


def read_paraphrases(path: Path) -> dict[str, dict[int, str]]:
    out: dict[str, dict[int, str]] = {}
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line:
            name, index, text = line.split("\t")
            out.setdefault(name, {})[int(index)] = text
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--on", type=Path, required=True, help="folder of labelled conversations")
    parser.add_argument("--model", help="the packaged default otherwise")
    parser.add_argument("--cache", type=Path, help="folds' models, to leave each conversation's kind of talk out")
    parser.add_argument("--paraphrases", type=Path, help="folder of files that say conversations again")
    parser.add_argument("--gold", action="store_true", help="give the annotators' labels")
    parser.add_argument("--output", type=Path, help="JSON file")
    data_options(parser)
    options = parser.parse_args()
    golds = load_gold(options.on)
    told = (
        {p.stem: read_paraphrases(p) for p in sorted(options.paraphrases.glob("*.tsv"))} if options.paraphrases else {}
    )
    if told:
        golds = [g for g in golds if all(g.conversation.id in said for said in told.values())]
    if options.most:
        golds = golds[: options.most]
    model = load_model(options.model)
    instead: dict[str, StageClassifier] = {}
    if options.cache:
        material = material_of(options)
        instead = unseen_models(golds, material, fold_models(material, options.cache))
    vocabulary = [w for g in golds for t in g.conversation.turns for w in t.spoken.split()]

    def deafened(gold: GoldConversation) -> GoldConversation:
        rng = np.random.default_rng([_SEED, crc32(gold.conversation.id.encode())])
        return rewritten(gold, lambda text: misheard(text, rng, vocabulary))

    def said_again(said: dict[str, dict[int, str]]) -> Callable[[GoldConversation], GoldConversation]:
        return lambda g: paraphrased(g, said[g.conversation.id])

    changes: dict[str, Callable[[GoldConversation], GoldConversation]] = {"as it is": lambda g: g}
    if told:
        changes |= {name: said_again(said) for name, said in told.items()}
    else:
        changes |= {
            "lower case, no punctuation": lambda g: rewritten(g, bare),
            "10 % word errors": deafened,
            "roles unknown": nameless,
        }
    results: dict[str, Any] = {}
    before: list[Outcome] = []
    for name, change in changes.items():
        say(name)
        after = [outcome(change(g), instead.get(g.conversation.id, model), given=options.gold) for g in golds]
        before = before or after
        results[name] = compared(before, after)
    if options.output:
        options.output.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    base = results["as it is"]["score"]["macro_f1"]["value"]
    rows = [
        [name, r["score"]["macro_f1"], r["score"]["macro_f1"]["value"] - base, r["score"]["accuracy"],
         r["verdicts_changed"], r["verdicts_turned_unknown"], r["findings_changed"]]
        for name, r in results.items()
    ]  # fmt: skip
    head = [
        "change",
        "macro-F1 (95 %)",
        "drop",
        "accuracy",
        "verdicts changed",
        "of them to unknown",
        "findings changed",
    ]
    sys.stdout.write(f"{len(golds)} conversations, {results['as it is']['verdicts']} verdicts\n\n{table(head, rows)}")


if __name__ == "__main__":
    main()
