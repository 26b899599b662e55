"""Whatever comes back from a tool is read or refused with its file: never a traceback."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from analyzer.corpus.convert import CONVERTERS, settle
from analyzer.errors import BadLabelsError
from tests.corpus.convert.calls import CALL

ODD: list[Any] = [None, True, 0, -1, 3, 10**30, 1.5, "", "goals", "é\ud800", "a\nb", [], {}, [1], {"a": 1}, ["goals"]]
MARKS = ['"', ",", "\n", "\x00", "9", "|", "x", "", "\r", ";", "\ud800"]


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a JSON value but its top."""
    if path:
        yield path
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from paths(child, (*path, key))


def damaged(value: Any, rng: random.Random) -> str:
    *parents, last = rng.choice(list(paths(value)))
    node = value
    for key in parents:
        node = node[key]
    if rng.random() < 0.2:
        node.pop(last)
    else:
        node[last] = rng.choice(ODD)
    return json.dumps(value)


def broken(text: str, tool: str, rng: random.Random) -> str:
    if tool == "label-studio":
        return damaged(json.loads(text), rng)
    if tool == "csv":
        marks = list(text)
        for _ in range(rng.randint(1, 4)):
            marks[rng.randrange(len(marks))] = rng.choice(MARKS)
        return "".join(marks)
    lines = text.splitlines()
    k = rng.randrange(len(lines))
    lines[k] = damaged(json.loads(lines[k]), rng)
    return "\n".join(lines)


@pytest.mark.parametrize("tool", sorted(CONVERTERS))
def test_damaged_files(tool: str) -> None:
    rng = random.Random(tool)  # noqa: S311
    text = next(iter(CONVERTERS[tool].export([CALL], False).values()))
    outcomes = set()
    for _ in range(400):
        try:
            for answers in CONVERTERS[tool].parse([("f", broken(text, tool, rng))]):
                settle(answers, "f")
            outcomes.add("read")
        except BadLabelsError as error:
            outcomes.add("refused with its file" if str(error).startswith("f: ") else str(error))
    assert outcomes == {"read", "refused with its file"}
