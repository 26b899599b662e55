"""The classifier inside a spaCy pipeline."""

from __future__ import annotations

import spacy

from analyzer.conversation import STAGES, Conversation, Turn
from analyzer.pipeline import load_model
from analyzer.sentences import segment
from analyzer.stages.component import conversation_doc

CALL = Conversation(
    "x",
    (
        Turn(0, "Ann", "Hi Bob. What number are you aiming for?", "rep"),
        Turn(
            1, "Bob", "We want five days by March [laughs]. Right now it takes us nine.", "prospect", masked=((27, 35),)
        ),
        Turn(2, "Ann", "Our platform automates all of that.", "rep"),
    ),
)


def test_a_doc_gets_the_labels_of_the_audit() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("interview_stages")
    doc = nlp(conversation_doc(CALL, nlp))
    segmented = segment(CALL)
    expected = [STAGES[i] for i in load_model("fast").predict([segmented])[0]]
    spans = doc.spans["stages"]
    assert [s.label_ for s in spans] == expected
    assert [" ".join(s.text.split()) for s in spans] == [
        " ".join(s.text.replace("[laughs]", "").split()) for s in segmented.sentences
    ]
    assert all(0 < s._.stage_confidence <= 1 for s in spans)


def test_plain_text_is_one_turn_of_nobody_known() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("interview_stages", config={"model": "fast"})
    assert len(nlp("We want five days. Right now it takes nine.").spans["stages"]) == 2
    assert len(nlp("").spans["stages"]) == 0


def test_a_pipeline_is_saved_and_loaded() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("interview_stages")
    again = spacy.blank("en")
    again.add_pipe("interview_stages")
    again.from_bytes(nlp.to_bytes())
    text = "We want five days."
    here, there = nlp(text), again(text)
    assert [s.label_ for s in there.spans["stages"]] == [s.label_ for s in here.spans["stages"]] != []
