"""JSON from a stranger: parsed with every limit caught, and with what it would hide said aloud."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from analyzer.errors import BadInputError, one_line
from analyzer.transcripts.report import ParseWarning

__all__ = ["JsonText", "clean_value", "load_json", "no_surrogates"]

#: Nesting that no export has, and that Python's own limit stays well above.
MAX_DEPTH: Final = 100

# "[00:01] Name:", "[Name] 15:05:17", "[inaudible] so": text in brackets and not a JSON list.
_BRACKETED_TEXT = re.compile(r"\s*\[[^\[\]{}\"]{1,80}\][ \t]*[^\s,\]]")
_BLANK = re.compile(r"[ \t\r\n]*")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class JsonText:
    """A parsed JSON document, or the list of those that follow each other, and what was odd about it."""

    value: Any
    warnings: tuple[ParseWarning, ...] = ()


def load_json(text: str, name: str) -> JsonText | None:
    """Parse `text`, or return None where it only looks like JSON and is a transcript in brackets.

    Raises
    ------
    BadInputError
        E-JSON with line and column; E-UNSAFE for nesting and numbers beyond any real file.
    """
    repeated: Counter[str] = Counter()

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(items)
        if len(found) < len(items):
            seen: set[str] = set()
            for key, _ in items:
                if key in seen:
                    repeated[key] += 1
                seen.add(key)
        return found

    try:
        value = _documents(text, json.JSONDecoder(object_pairs_hook=pairs))
    except json.JSONDecodeError as error:
        if _BRACKETED_TEXT.match(text[:200]):
            return None
        raise _broken(text, name, error) from None
    except RecursionError:
        raise BadInputError("E-UNSAFE", "the JSON is nested too deeply to be a transcript.", source=name) from None
    except ValueError:
        raise BadInputError("E-UNSAFE", "the JSON holds a number of thousands of digits.", source=name) from None
    if _depth_over(value, MAX_DEPTH):
        raise BadInputError("E-UNSAFE", "the JSON is nested too deeply to be a transcript.", source=name)
    warnings = tuple(
        ParseWarning("W-JSON", f"the key {one_line(key)!r} stands twice in one object; the last one counts", count)
        for key, count in repeated.items()
    )
    return JsonText(value, warnings)


def _documents(text: str, decoder: json.JSONDecoder) -> Any:
    """Return the document of a text, or the list of them where several follow each other (JSON Lines)."""
    value, end = decoder.raw_decode(text, _blank(text, 0))
    begin = _blank(text, end)
    if begin == len(text):
        return value
    if text[begin] not in "{[" or "\n" not in text[end:begin].replace("\r", "\n"):
        raise json.JSONDecodeError("Extra data", text, begin)
    values = [value]
    while begin < len(text):
        value, end = decoder.raw_decode(text, begin)
        values.append(value)
        begin = _blank(text, end)
    return values


def _blank(text: str, begin: int) -> int:
    found = _BLANK.match(text, begin)
    return found.end() if found is not None else begin


def _broken(text: str, name: str, error: json.JSONDecodeError) -> BadInputError:
    place = f"line {error.lineno} column {error.colno}"
    at_end = not text[error.pos :].strip() or error.msg.startswith("Unterminated string")
    if at_end:
        what = "the JSON ends too early (cut off?). Download it again."
    elif error.msg == "Extra data":
        what = "something else follows the JSON on its line. Give one JSON document, or one a line."
    else:
        what = f"this is not valid JSON ({error.msg.lower()}). Download it again."
    return BadInputError("E-JSON", what, source=name, place=place)


def _depth_over(value: Any, limit: int) -> bool:
    level: list[Any] = [value]
    for _ in range(limit):
        level = [
            child
            for item in level
            if isinstance(item, dict | list)
            for child in (item.values() if isinstance(item, dict) else item)
            if isinstance(child, dict | list)
        ]
        if not level:
            return False
    return True


def no_surrogates(text: str) -> str:
    """Return `text` with lone surrogates, which no encoding can write, as U+FFFD; offsets stay."""
    return _SURROGATE.sub("\ufffd", text)


def clean_value(value: Any) -> Any:
    """Return a JSON value that can be written again: no NaN, no Infinity, no lone surrogate."""
    if isinstance(value, str):
        return no_surrogates(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {no_surrogates(key): clean_value(item) for key, item in value.items()}
    if isinstance(value, list):
        return [clean_value(item) for item in value]
    return value
