"""A conversation with a stage for each sentence: what measures and findings are computed from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from analyzer.conversation import STAGES, Conversation, Evidence, Sentence, Stage
from analyzer.sentences import Segmented

__all__ = ["Staged"]


@dataclass(frozen=True, eq=False)
class Staged:
    """Sentences with their stages; compared by identity, so that what is derived from one can be kept.

    Parameters
    ----------
    segmented : Segmented
    probabilities : ndarray of float, shape (n_sentences, 7)
        In the order of `STAGES`; a label that a person gave has probability 1.
    given : ndarray of bool, shape (n_sentences,)
        Whether a person gave the label.
    kind : str
        Kind of stage model that the probabilities come from.
    """

    segmented: Segmented
    probabilities: NDArray[np.float32]
    given: NDArray[np.bool_]
    kind: str = "fast"

    @property
    def conversation(self) -> Conversation:
        """The conversation."""
        return self.segmented.conversation

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its sentences, in order."""
        return self.segmented.sentences

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """The most probable stage of each sentence."""
        return tuple(STAGES[i] for i in self.probabilities.argmax(axis=1).tolist())

    def with_given(self, labels: dict[int, Stage]) -> Staged:
        """Return a copy in which a person's labels replace the model's."""
        probabilities, given = self.probabilities.copy(), self.given.copy()
        for index, stage in labels.items():
            probabilities[index] = 0.0
            probabilities[index, STAGES.index(stage)] = 1.0
            given[index] = True
        return replace(self, probabilities=probabilities, given=given)

    def evidence(self, index: int) -> Evidence:
        """Quote sentence `index`."""
        s = self.sentences[index]
        speaker = self.conversation.turns[s.turn].speaker
        return Evidence(index, s.turn, s.start_char, s.end_char, s.text, s.start_s, speaker)
