"""The data dict of an audit as JSON text, the same bytes for the same data."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

__all__ = ["LONE_SURROGATE", "to_json"]

#: Half of a surrogate pair: legal in a Python string, and no character of any encoding.
LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def to_json(data: Mapping[str, Any]) -> str:
    """Return JSON text in the key order of `data`, with a newline at the end.

    Letters of every script stay as they are; half a surrogate pair becomes U+FFFD, one code point for one,
    so that offsets still hold.

    Raises
    ------
    ValueError
        For NaN and infinity, which JSON does not have.

    Examples
    --------
    >>> print(to_json({"text": "café", "share": 0.5}), end="")
    {
      "text": "café",
      "share": 0.5
    }
    """
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, indent=2)
    return LONE_SURROGATE.sub("\ufffd", text) + "\n"
