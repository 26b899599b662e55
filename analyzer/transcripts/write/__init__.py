"""Conversations out, one file a format: WebVTT, the project's own JSON, CSV, Markdown.

What a format cannot hold is not guessed from its description: what was written is read back and compared.

>>> from analyzer.transcripts.write import WRITERS
>>> [writer.name for writer in WRITERS]
['vtt', 'json', 'csv', 'md']
"""

from __future__ import annotations

from typing import Final, NamedTuple

from analyzer.conversation import Conversation
from analyzer.errors import BadSettingsError, one_line
from analyzer.transcripts.write import csv_table, markdown, own_json, webvtt
from analyzer.transcripts.write.losses import losses
from analyzer.transcripts.write.writer import Writer

__all__ = ["WRITERS", "Written", "write", "writer_for"]

#: A new format is one file and one entry here.
WRITERS: Final[tuple[Writer, ...]] = (webvtt.WRITER, own_json.WRITER, csv_table.WRITER, markdown.WRITER)


class Written(NamedTuple):
    """A conversation as the text of a file, and what of it the file does not hold, in words for a user."""

    text: str
    lost: tuple[str, ...]


def writer_for(name: str) -> Writer:
    """Return the writer that a file name's extension asks for.

    Raises
    ------
    BadSettingsError
        E-OUTPUT, where none does.
    """
    for writer in WRITERS:
        if name.casefold().endswith(writer.extension):
            return writer
    known = ", ".join(writer.extension for writer in WRITERS)
    raise BadSettingsError("E-OUTPUT", f"no format is written under such a name. Use {known}.", source=one_line(name))


def write(conversation: Conversation, name: str) -> Written:
    """Write a conversation in the format that a file name asks for.

    Parameters
    ----------
    conversation : Conversation
    name : str
        Name of the file to be, with its extension.

    Returns
    -------
    Written
        Text for UTF-8, and the losses.

    Raises
    ------
    BadSettingsError
        E-OUTPUT, where the name asks for no format that is written.
    BadInputError
        E-OUTPUT, where the format cannot hold the conversation at all (WebVTT without any time).
    """
    writer = writer_for(name)
    text = writer.text(conversation)
    return Written(text, losses(conversation, text, name))
