"""All formats, in the order in which a file is tried against them.

A new format is one file and one line here.
"""

from __future__ import annotations

from typing import Final

from analyzer.errors import BadInputError, BadSettingsError, one_line
from analyzer.transcripts import csv_table, docx, notes, own_json, plain_text, sbv, srt, table, webvtt, xlsx
from analyzer.transcripts.raw import Format
from analyzer.transcripts.source import Source

__all__ = ["FORMATS", "detect", "named"]

#: Detection order: what declares itself first, what is recognised by its shape later, notes last.
FORMATS: Final[tuple[Format, ...]] = (
    docx.FORMAT,
    xlsx.FORMAT,
    own_json.FORMAT,
    webvtt.FORMAT,
    srt.FORMAT,
    sbv.FORMAT,
    csv_table.FORMAT,
    plain_text.FORMAT,
    notes.FORMAT,
)

_ALIASES: Final = {"webvtt": "vtt", "txt": "text", "md": "notes", "tsv": "csv"}
_PROVIDER_KEYS: Final = ("error", "errors", "error_message", "errorMessage", "message", "detail")
_UNFINISHED: Final = frozenset(("error", "failed", "processing", "queued", "in_progress", "submitted", "pending"))
_MAX_KEYS: Final = 8


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
    known = ", ".join(fmt.name for fmt in FORMATS)
    raise BadSettingsError("E-FORMAT", f"there is no format {one_line(name)!r}. Known formats: {known}.")


def detect(source: Source) -> Format:
    """Return the first format that takes the file for its own.

    Raises
    ------
    BadInputError
        Where no format does. JSON never falls through to the readers of text.
    """
    for fmt in FORMATS:
        if fmt.family == "bytes" and fmt.sniff(source):
            return fmt
    family = "text" if source.json is None else "json"
    for fmt in FORMATS:
        if fmt.family == family and fmt.sniff(source):
            return fmt
    raise _unknown_json(source) if family == "json" else _unknown_text(source)


def _unknown_text(source: Source) -> BadInputError:
    header = csv_table.table_header(source)
    return table.no_text_column(source, header) if header is not None else plain_text.no_speakers(source)


def _unknown_json(source: Source) -> BadInputError:
    document = source.json
    value = document.value if document is not None else None
    if isinstance(value, dict):
        told = _provider_message(value)
        if told is not None:
            return source.refuse("E-PROVIDER", f"the service reports {told}. Export the call again.")
        keys = ", ".join(one_line(key) for key in list(value)[:_MAX_KEYS])
        more = ", …" if len(value) > _MAX_KEYS else ""
        return source.refuse("E-SCHEMA", f'unknown JSON. Keys: {keys}{more}. Expected a key "turns".')
    if not value:
        return source.refuse("E-NOSPEECH", "an empty list.")
    return source.refuse("E-SCHEMA", f'a list of {len(value)} items. Expected an object with a key "turns".')


def _provider_message(value: dict[str, object]) -> str | None:
    status = value.get("status", value.get("jobStatus"))
    failed = isinstance(status, str) and status.casefold() in _UNFINISHED
    for key in _PROVIDER_KEYS:
        message = value.get(key)
        if isinstance(message, dict):
            message = message.get("message", message.get("code"))
        if isinstance(message, list) and message and isinstance(message[0], dict):
            message = message[0].get("message")
        if isinstance(message, str) and message and (failed or key.startswith("error") or len(value) <= 4):
            # A signed address or key in the message stays out of it.
            words = [word for word in message.split() if "://" not in word and "=" not in word]
            return f'"{key}": {one_line(" ".join(words), 120)}'
    return f'"status": {one_line(status)}' if failed and isinstance(status, str) else None
