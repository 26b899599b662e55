"""The changes that make a transcript worse keep every label at its sentence."""

from __future__ import annotations

import numpy as np
import pytest

from analyzer.conversation import STAGES, Conversation, Participant, Turn
from analyzer.corpus import LabelledSentence
from analyzer.stages.datasets import GoldConversation, gold_spans
from tests.benchmarks.robustness import bare, misheard, nameless, paraphrased, rewritten


def gold() -> GoldConversation:
    text = "Hi, Ms O'Hara! [laughs] It's $3.50 a follow-up — right?"
    turns = (Turn(0, "Ann", text, "rep", masked=((15, 23),)), Turn(1, "Bo", "Mm. We don't.", "prospect"))
    spans = [(0, 0, 14, "other"), (0, 24, 55, "pitch"), (1, 0, 3, "other"), (1, 4, 13, "realities")]
    people = (Participant("Ann", "rep", "explicit", 1.0), Participant("Bo", "prospect", "explicit", 1.0))
    sentences = tuple(LabelledSentence(t, a, b, s) for t, a, b, s in spans)  # type: ignore[arg-type]
    return GoldConversation(Conversation("c", turns, participants=people), sentences, "s", "s")


def sentences_of(g: GoldConversation) -> list[str]:
    return [g.conversation.turns[s.turn].text[s.start_char : s.end_char] for s in g.sentences]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hi, Ms O'Hara!", "hi ms o'hara"),
        ("It's $3.50 at 10:30, a follow-up.", "it's $3.50 at 10:30 a follow up"),
        ("'Quoted' words…", "quoted words"),
        ("?!", "?!"),
        (" ", " "),
    ],
)
def test_bare_text(text: str, expected: str) -> None:
    assert bare(text) == expected


def test_labels_and_tags_keep_their_places() -> None:
    changed = rewritten(gold(), bare)
    assert sentences_of(changed) == ["hi ms o'hara", "it's $3.50 a follow up  right", "mm", "we don't"]
    [span] = changed.conversation.turns[0].masked
    assert changed.conversation.turns[0].text[slice(*span)] == "[laughs]"
    assert gold_spans(changed)[1].tolist() == [STAGES.index(s.stage) for s in gold().sentences]


def test_nothing_changes_where_nothing_is_changed() -> None:
    assert rewritten(gold(), lambda text: text) == gold()


def test_a_tenth_of_the_words_is_misheard() -> None:
    text = " ".join(f"w{i}" for i in range(4000))
    changed = misheard(text, np.random.default_rng(0), ["ear"]).split()
    replaced_or_put_in = changed.count("ear")
    kept = len(set(changed) - {"ear"})
    assert 0.08 < 1 - kept / 4000 < 0.12 * 0.85 + 0.01
    assert 200 < replaced_or_put_in < 380
    assert misheard(text, np.random.default_rng(0), ["ear"]).split() == changed


@pytest.mark.parametrize("seed", range(30))
def test_no_sentence_is_lost_whole(seed: int) -> None:
    rng = np.random.default_rng(seed)
    changed = rewritten(gold(), lambda text: misheard(text, rng, ["ear"], rate=1.0))
    assert all(any(map(str.isalnum, s)) for s in sentences_of(changed))


def test_nobody_is_told_from_a_name() -> None:
    changed = nameless(gold()).conversation
    assert [(t.speaker, t.role) for t in changed.turns] == [("Speaker 1", "unknown"), ("Speaker 2", "unknown")]
    assert changed.participants == ()


def test_a_paraphrase_takes_the_place_of_its_sentence() -> None:
    changed = paraphrased(gold(), {1: "Each one costs [pause] 3.50.", 3: "No."})
    assert sentences_of(changed) == ["Hi, Ms O'Hara!", "Each one costs [pause] 3.50.", "Mm.", "No."]
    text = changed.conversation.turns[0].text
    assert [text[a:b] for a, b in changed.conversation.turns[0].masked] == ["[pause]"]
