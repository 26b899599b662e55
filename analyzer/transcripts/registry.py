"""All formats, in the order in which a file is tried against them.

A new format is one file and one line here.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final

from analyzer.errors import BadInputError, BadSettingsError, one_line
from analyzer.transcripts import csv_table, docx, notes, own_json, plain_text, sbv, srt, table, webvtt, xlsx
from analyzer.transcripts.calls import Call, json_calls
from analyzer.transcripts.provider import provider_message
from analyzer.transcripts.raw import Format
from analyzer.transcripts.source import Source
from analyzer.transcripts.vendors import (
    assemblyai,
    avoma,
    aws_bda,
    aws_pca,
    aws_tca,
    aws_transcribe,
    azure_batch,
    azure_conv,
    azure_fast,
    chorus,
    close,
    convokit,
    deepgram,
    dialpad,
    elevenlabs,
    fathom,
    fireflies,
    generic,
    gladia,
    gong,
    google_stt,
    grain,
    hubspot,
    ibm_watson,
    intercom,
    meet_entries,
    openai_diarized,
    podcast_json,
    quo,
    recall,
    rev_ai,
    ringcentral,
    speechmatics,
    speechmatics_v1,
    teams_metadata,
    tldv,
    whisper,
    whisperx,
)

__all__ = ["FORMATS", "detect", "named", "unknown_json"]

#: Detection order: what declares itself first, what is recognised by its shape later, notes last.
FORMATS: Final[tuple[Format, ...]] = (
    docx.FORMAT,
    xlsx.FORMAT,
    own_json.FORMAT,
    fireflies.FORMAT,
    gong.FORMAT,
    chorus.FORMAT,
    avoma.FORMAT,
    fathom.FORMAT,
    grain.FORMAT,
    tldv.FORMAT,
    hubspot.FORMAT,
    recall.FORMAT,
    rev_ai.FORMAT,
    aws_transcribe.FORMAT,
    aws_tca.FORMAT,
    aws_pca.FORMAT,
    aws_bda.FORMAT,
    google_stt.FORMAT,
    azure_batch.FORMAT,
    azure_fast.FORMAT,
    azure_conv.FORMAT,
    deepgram.FORMAT,
    assemblyai.FORMAT,
    openai_diarized.FORMAT,
    podcast_json.FORMAT,
    whisperx.FORMAT,
    whisper.FORMAT,
    speechmatics.FORMAT,
    speechmatics_v1.FORMAT,
    ibm_watson.FORMAT,
    close.FORMAT,
    ringcentral.FORMAT,
    gladia.FORMAT,
    elevenlabs.FORMAT,
    dialpad.FORMAT,
    quo.FORMAT,
    intercom.FORMAT,
    meet_entries.FORMAT,
    teams_metadata.FORMAT,
    convokit.FORMAT,
    generic.FORMAT,
    webvtt.FORMAT,
    srt.FORMAT,
    sbv.FORMAT,
    csv_table.FORMAT,
    plain_text.FORMAT,
    notes.FORMAT,
)

_ALIASES: Final = {
    "webvtt": "vtt",
    "txt": "text",
    "md": "notes",
    "tsv": "csv",
    "openphone": "quo",
    "video-indexer": "azure-batch",
    "gong-extensive": "gong",
}
#: JSON formats by rank: any list of texts with speakers is generic, so nothing known may come after it.
_JSON: Final = (tuple(f for f in FORMATS if f.family == "json" and f is not generic.FORMAT), (generic.FORMAT,))
_MAX_KEY: Final = 20
#: Characters of a list in a message.
_ROOM: Final = 90


def named(name: str) -> Format:
    """Return the format that a user names.

    Raises
    ------
    BadSettingsError
        E-FORMAT, where there is none of that name.
    """
    wanted = name.strip().casefold().lstrip(".")
    wanted = _ALIASES.get(wanted, wanted)
    for fmt in FORMATS:
        if fmt.name == wanted:
            return fmt
    near = get_close_matches(wanted, _names(), 1)
    hint = f" Do you mean {near[0]}?" if near else ""
    known = _fitting(_names(), 2 * _ROOM)
    raise BadSettingsError("E-FORMAT", f"there is no format {one_line(name, 20)!r}.{hint} Known: {known}.")


def _names(family: str | None = None) -> list[str]:
    return [fmt.name for fmt in FORMATS if family in (None, fmt.family)]


def detect(source: Source, chosen: Format | None = None) -> tuple[Call, ...]:
    """Find the calls of a file and their format: the first that takes it for its own.

    Parameters
    ----------
    source : Source
    chosen : Format, optional
        The only format to try. One of text or bytes is taken at its word, without being asked.

    Returns
    -------
    tuple of Call
        One for most files; several for JSON Lines, lists of calls and pages of them.

    Raises
    ------
    BadInputError
        Where no format does. JSON never falls through to the readers of text.
    """
    if chosen is not None and chosen.family != "json":
        return (Call(source, chosen),)
    if chosen is not None:
        calls = json_calls(source, ((chosen,),)) if source.json is not None else ()
        if calls:
            return calls
        raise source.refuse("E-SCHEMA", f"this is not {chosen.title}.{_keys(source)} Leave out --as.")
    for fmt in FORMATS:
        if fmt.family == "bytes" and fmt.sniff(source):
            return (Call(source, fmt),)
    if source.json is not None:
        calls = json_calls(source, _JSON)
        if calls:
            return calls
        raise unknown_json(source)
    for fmt in FORMATS:
        if fmt.family == "text" and fmt.sniff(source):
            return (Call(source, fmt),)
    raise _unknown_text(source)


def _unknown_text(source: Source) -> BadInputError:
    header = csv_table.table_header(source)
    return table.no_text_column(source, header) if header is not None else plain_text.no_speakers(source)


def unknown_json(source: Source) -> BadInputError:
    """Return the error that refuses JSON of no known schema: the service's message, or the keys found."""
    value = source.json.value if source.json is not None else None
    told = provider_message(value)
    if told is not None:
        return source.refuse("E-PROVIDER", f"the service reports {told}. Export the call again.")
    if value in ({}, []):
        return source.refuse("E-NOSPEECH", "an empty list." if value == [] else "an empty object.")
    what = f"unknown JSON: a list of {len(value)} items." if isinstance(value, list) else "unknown JSON."
    return source.refuse("E-SCHEMA", f"{what}{_keys(source)} Supported: {_fitting(_names('json'), _ROOM)}.")


def _keys(source: Source) -> str:
    value = source.json.value if source.json is not None else None
    if isinstance(value, list):
        value = next((item for item in value if isinstance(item, dict)), None)
    if not isinstance(value, dict) or not value:
        return ""
    return f" Keys: {_fitting([one_line(key, _MAX_KEY) for key in value], _ROOM)}."


def _fitting(words: Sequence[str], room: int) -> str:
    """List as many words as fit; a message is one short line."""
    shown, length = 0, 0
    while shown < len(words) and length + len(words[shown]) <= room:
        length += len(words[shown]) + 2
        shown += 1
    more = len(words) - shown
    return ", ".join(words[:shown]) + (f" and {more} more" if more else "")
