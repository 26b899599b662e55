"""The stage classifier as a spaCy component, so that its labels join any spaCy pipeline.

``nlp.add_pipe("interview_stages")`` labels the sentences of a Doc. Who speaks is read from ``doc.spans["turns"]``,
spans with a role as their label, as `conversation_doc` makes them; without it the Doc is one turn of nobody known.
"""

from __future__ import annotations

from typing import Any, Final, cast

from spacy.language import Language
from spacy.tokens import Doc, Span

from analyzer.conversation import ROLES, STAGES, Conversation, Role, Turn
from analyzer.sentences import segment
from analyzer.stages.classifier import StageClassifier, load_classifier

__all__ = ["StageComponent", "conversation_doc", "make_stage_component"]

_GROUP: Final = "stages"
_TURNS: Final = "turns"


def conversation_doc(conversation: Conversation, nlp: Language) -> Doc:
    """Make a Doc of a conversation: its turns joined with line breaks, ``doc.spans["turns"]`` labelled by role.

    Parameters
    ----------
    conversation : Conversation
    nlp : spacy.language.Language
        Whose tokenizer is used.
    """
    docs = [nlp.make_doc(turn.spoken + "\n") for turn in conversation.turns]
    whole = Doc.from_docs(docs, ensure_whitespace=False) if docs else nlp.make_doc("")
    bounds = [0]
    for doc in docs:
        bounds.append(bounds[-1] + len(doc))
    whole.spans[_TURNS] = [
        Span(whole, a, b, label=turn.role)
        for turn, a, b in zip(conversation.turns, bounds, bounds[1:], strict=False)
        if b > a
    ]
    return whole


class StageComponent:
    """Labels sentences: ``doc.spans["stages"]``, and ``span._.stage_confidence`` on each of them.

    Parameters
    ----------
    model : StageClassifier
    """

    def __init__(self, model: StageClassifier) -> None:
        self.model = model

    def __call__(self, doc: Doc) -> Doc:
        """Set ``doc.spans["stages"]``: one span a sentence, its label the stage."""
        spans = list(doc.spans[_TURNS]) if _TURNS in doc.spans else [doc[:]] if len(doc) else []
        turns = tuple(
            Turn(i, span.label_ or None, span.text, cast("Role", span.label_) if span.label_ in ROLES else "unknown")
            for i, span in enumerate(spans)
        )
        segmented = segment(Conversation("doc", turns))
        probabilities = self.model.predict_proba([segmented])[0]
        found: list[Span] = []
        for sentence, row in zip(segmented.sentences, probabilities, strict=True):
            start = spans[sentence.turn].start_char
            span = doc.char_span(
                start + sentence.start_char,
                start + sentence.end_char,
                label=STAGES[int(row.argmax())],
                alignment_mode="expand",
            )
            if span is not None:  # never with `expand`, whose type says otherwise
                span._.stage_confidence = round(float(row.max()), 4)
                found.append(span)
        doc.spans[_GROUP] = found
        return doc

    # the packaged model is named in the config: nothing of it is written with the pipeline
    def to_bytes(self, **_: Any) -> bytes:
        """Return nothing: the config says which model to load."""
        return b""

    def from_bytes(self, _data: bytes, **_: Any) -> StageComponent:
        """Return itself: the config says which model to load."""
        return self

    def to_disk(self, _path: Any, **_: Any) -> None:
        """Write nothing: the config says which model to load."""

    def from_disk(self, _path: Any, **_: Any) -> StageComponent:
        """Return itself: the config says which model to load."""
        return self


@Language.factory("interview_stages", default_config={"model": "fast"})
def make_stage_component(nlp: Language, name: str, model: str) -> StageComponent:
    """Make the component; `model` is ``fast``, ``accurate`` or a model folder."""
    del nlp, name
    if not Span.has_extension("stage_confidence"):
        Span.set_extension("stage_confidence", default=None)
    return StageComponent(load_classifier(model))
