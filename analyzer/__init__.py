"""Audits first sales interviews, sentence by sentence, on the user's own machine.

>>> import analyzer
>>> conversation, parse_report = analyzer.read("call.vtt")  # doctest: +SKIP
>>> audit = analyzer.audit("call.vtt")  # doctest: +SKIP
>>> audit.findings_frame  # doctest: +SKIP

Importing the package loads neither spaCy, scikit-learn nor pandas: `read`, `read_all` and `audit` load what they need.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = [
    "Audit",
    "Conversation",
    "__version__",
    "audit",
    "read",
    "read_all",
    "score_frame",
    "score_schema",
    "spark_schema",
]

if TYPE_CHECKING:
    from analyzer.conversation import Conversation
    from analyzer.pipeline import Audit
    from analyzer.team.frame import score_frame, score_schema, spark_schema
    from analyzer.transcripts import ParseReport


def read(
    path: str | os.PathLike[str], *, as_format: str | None = None, encoding: str | None = None
) -> tuple[Conversation, ParseReport]:
    """Read a transcript, chat or notes; see `analyzer.transcripts.read`."""
    from analyzer.transcripts import read as read_file

    return read_file(path, as_format=as_format, encoding=encoding)


def read_all(
    path: str | os.PathLike[str], *, as_format: str | None = None, encoding: str | None = None
) -> list[tuple[Conversation, ParseReport]]:
    """Read a file that may hold several calls; see `analyzer.transcripts.read_all`."""
    from analyzer.transcripts import read_all as read_file

    return read_file(path, as_format=as_format, encoding=encoding)


def audit(source: str | os.PathLike[str] | Conversation, **options: Any) -> Audit:
    """Audit a file or a conversation; see `analyzer.pipeline.audit` for the options.

    Parameters
    ----------
    source : path-like or Conversation
    **options
        ``reps``, ``prospects``, ``settings``, ``our_domains`` (e-mail domains besides those of the settings),
        ``speakers`` (known speakers, or the path of their TOML), ``corrections`` (rows, or the path of a CSV),
        ``labels``, ``model`` (a stage model, the name of a packaged one, or a model folder); for a file also
        ``as_format`` and ``encoding``.

    Examples
    --------
    >>> audit = analyzer.audit("call.vtt", reps=["Dana"])  # doctest: +SKIP
    """
    from analyzer.conversation import Conversation
    from analyzer.pipeline import audit as audit_conversation
    from analyzer.pipeline import load_model

    if isinstance(options.get("model"), str | os.PathLike):
        options["model"] = load_model(options["model"])
    if isinstance(options.get("speakers"), str | os.PathLike):
        from analyzer.speakers import load_speakers

        options["speakers"] = load_speakers(Path(options["speakers"]))
    if "our_domains" in options:
        from analyzer.settings import Settings

        own = options.get("settings") or Settings()
        options["settings"] = own.with_domains(options.pop("our_domains"))
    if isinstance(options.get("corrections"), str | os.PathLike):
        from analyzer.corrections import read_corrections

        options["corrections"] = read_corrections(Path(options["corrections"]))
    if isinstance(source, Conversation):
        return audit_conversation(source, **options)
    reading = {key: options.pop(key) for key in ("as_format", "encoding") if key in options}
    conversation, parse = read(source, **reading)
    return audit_conversation(conversation, parse=parse, **options)


def __getattr__(name: str) -> Any:
    if name == "Conversation":
        from analyzer.conversation import Conversation

        return Conversation
    if name == "Audit":
        from analyzer.pipeline import Audit

        return Audit
    if name in ("score_frame", "score_schema", "spark_schema"):
        from analyzer.team import frame

        return getattr(frame, name)
    raise AttributeError(f"module 'analyzer' has no attribute {name!r}")
