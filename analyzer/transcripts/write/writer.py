"""What a writer is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from analyzer.conversation import Conversation

__all__ = ["Writer"]


@dataclass(frozen=True, slots=True)
class Writer:
    """A format that conversations are written in.

    Parameters
    ----------
    name : str
        Short name.
    extension : str
        Extension that asks for it, with its point.
    text : callable
        Conversation to the text of a file, which the reader of the format reads back.
    """

    name: str
    extension: str
    text: Callable[[Conversation], str]
