"""One family of errors, each with a stable code that users and tests can search for.

A message says what is wrong, where, and what to do, on one line: ``FILE: PLACE: what. What to do.``
"""

from __future__ import annotations

__all__ = [
    "AnalyzerError",
    "BadInputError",
    "BadLabelsError",
    "BadSettingsError",
    "MissingExtraError",
    "ModelError",
    "one_line",
]

_MAX_MESSAGE = 300
_MAX_QUOTE = 40


def one_line(text: str, limit: int = _MAX_QUOTE) -> str:
    """Return `text` fit for a message: control characters escaped, at most `limit` characters.

    Transcripts are untrusted: what is quoted from them must not move a terminal's cursor.
    """
    safe = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text[: limit + 1])
    return safe if len(text) <= limit else safe[:limit] + "…"


class AnalyzerError(Exception):
    """Base of every error that a user can cause and cure.

    Parameters
    ----------
    code : str
        Stable code, such as ``"E-EMPTY"``.
    what : str
        What is wrong and what to do, in one or two sentences.
    source : str, optional
        The file's name (never an absolute path).
    place : str, optional
        Line, cue or key in the file.
    """

    def __init__(self, code: str, what: str, *, source: str | None = None, place: str | None = None) -> None:
        self.code = code
        self.what = what
        self.source = source
        self.place = place
        super().__init__(str(self))

    def __str__(self) -> str:
        where = ": ".join(one_line(part, 80) for part in (self.source, self.place) if part)
        text = f"{where}: {self.what}" if where else self.what
        return one_line(f"{text} [{self.code}]", _MAX_MESSAGE)


class BadInputError(AnalyzerError):
    """A file that cannot be read as a conversation."""


class BadLabelsError(AnalyzerError):
    """A corpus, labels or corrections file that is not in its documented format."""


class BadSettingsError(AnalyzerError):
    """An ``analyzer.toml`` or an option that cannot be followed."""


class ModelError(AnalyzerError):
    """A model folder that is incomplete, damaged, or made for other code."""


class MissingExtraError(AnalyzerError):
    """A feature whose optional packages are not installed."""

    def __init__(self, extra: str, needs: str, *, source: str | None = None) -> None:
        super().__init__(
            "E-EXTRA",
            f"{needs} is not installed. Run: pip install 'interview-analyzer[{extra}]'",
            source=source,
        )
