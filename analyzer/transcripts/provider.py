"""What a speech service says of a job that failed or is not done: its own words, without addresses and keys."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from analyzer.errors import one_line

__all__ = ["opens_something", "provider_message"]

_KEYS: Final = ("error", "errors", "error_message", "errorMessage", "failure_reason", "message", "detail")
_STATUS_KEYS: Final = ("status", "jobStatus", "JobStatus", "transcription_status")
_UNFINISHED: Final = frozenset(
    (
        "error", "failed", "failure", "processing", "queued", "in_progress", "in-progress", "inprogress", "submitted",
        "pending", "running", "notstarted", "absent",
    )
)  # fmt: skip
# A key or token: long, and of letters and digits mixed. It is tried once a run of its characters: linear.
_TOKEN = re.compile(r"(?<![\w.+/-])(?=[A-Za-z_.+/-]*[0-9])(?=[0-9_.+/-]*[A-Za-z])[A-Za-z0-9_.+/-]{20,}", re.ASCII)
_OPENS = re.compile(r"://|@|\bsk-|\beyJ|\bbearer\b|\b(?:sig|signature|token|key)=", re.IGNORECASE)


def opens_something(text: str) -> bool:
    """Tell whether a text holds an address, an e-mail or a key, which may open a recording or an account."""
    return _OPENS.search(text) is not None


def provider_message(value: object, *, known: bool = False) -> str | None:
    """Return what the service reports in place of a transcript, or None where it reports nothing wrong.

    Parameters
    ----------
    value : JSON value
        The document, or the part of it that should be a call.
    known : bool
        Whether it is of a known schema: then only a status or an error counts, and no other message.

    Returns
    -------
    str or None
        ``"error": Invalid file`` with the service's own words, or ``"status": processing``.
    """
    if not isinstance(value, dict):
        return None
    status = next((value[key] for key in _STATUS_KEYS if isinstance(value.get(key), str)), None)
    if status is None and value.get("done") is False:
        status = "running"
    failed = status is not None and status.casefold() in _UNFINISHED
    for key in _KEYS:
        message = _message(value.get(key))
        if message and (failed or key.startswith("error") or (not known and len(value) <= 4)):
            words = " ".join(word for word in message.split() if not _may_open(word))
            return f'"{key}": {one_line(words, 120)}'
    return f'"status": {one_line(status)}' if failed and status is not None else None


def _may_open(word: str) -> bool:
    return "=" in word or opens_something(word) or _TOKEN.search(word) is not None


def _message(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, Mapping):
        value = value.get("message", value.get("code"))
    return value if isinstance(value, str) else None
