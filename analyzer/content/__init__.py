"""What the engines run on, as data: cue words, thresholds with their sources, coaching sentences.

Each file is TOML, read once and validated on reading, so that a coach can change the words without touching
code.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

__all__ = ["content", "phrases", "word_set"]


@lru_cache
def content(name: str) -> dict[str, Any]:
    """Return the table of one content file, such as ``content("speech")``."""
    return tomllib.loads((files("analyzer.content") / f"{name}.toml").read_text(encoding="utf-8"))


@lru_cache
def phrases(name: str, key: str) -> frozenset[str]:
    """Return a list of lower-case phrases of a content file as a set; see that file for the source."""
    found = content(name)[key]
    if not isinstance(found, list) or not all(isinstance(p, str) and p == p.lower() for p in found):
        raise ValueError(f"analyzer/content/{name}.toml: {key} must be a list of lower-case strings")
    return frozenset(found)


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text as a set: for closed classes of words, which are grammar and no content."""
    return frozenset(text.split())
