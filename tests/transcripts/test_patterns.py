"""No pattern of the readers takes more than linear time, as it is used, whatever it is shown."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import pytest

import analyzer.transcripts

LENGTH = 100_000
#: CPU seconds for all adversaries; a quadratic pattern takes minutes for a single one.
LIMIT_S = 4.0
#: Methods that look for a match anywhere.
SEARCHING = {"search", "sub", "subn", "split", "findall", "finditer"}


def uses() -> Iterator[tuple[str, str, re.Pattern[str]]]:
    """Every pattern with every way in which its own module uses it."""
    for info in pkgutil.walk_packages(analyzer.transcripts.__path__, "analyzer.transcripts."):
        module = importlib.import_module(info.name)
        source = inspect.getsource(module)
        for name, value in sorted(vars(module).items()):
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                methods = set(re.findall(rf"\b{name}\.(\w+)\b", source))
                for method in sorted({"search" if m in SEARCHING else m for m in methods} - {"pattern"}):
                    yield f"{info.name.removeprefix('analyzer.transcripts.')}.{name}", method, value


USES = {f"{name}.{method}": (pattern, method) for name, method, pattern in uses()}
UNITS = [
    " ", "\t", "\n", "a", "A", "1", "1:", "00:00:01 ", "1:1:", "[", "(", "((", "[a", "<", "<v ", "<v.a", "*", "**", "_",
    "__", ">", ">>", "-", "- ", ":", ": ", "a: ", "A b ", ".", ". ", "&", "&a", "&#1", "{", "{\\", "\\", "#", "# ", "=",
    "♪", "%", "%a", "'", "'=", "/", "|", "| ", "From a to b", "a  ", "Ana (", ") ", "Q1", "-->", "0:0:0.0 --> ",
    "note ", "I explained ", "we will ", "and ", "a\u00a0", "😀",
]  # fmt: skip


@pytest.fixture(scope="module")
def adversaries() -> list[str]:
    """Runs of one unit, also with an end that makes a match fail late."""
    runs = [(unit * (LENGTH // len(unit) + 1))[:LENGTH] for unit in UNITS]
    return [run + end for run in runs for end in ("", "\x00")]


@contextmanager
def stopped_after(seconds: float) -> Iterator[None]:
    """Interrupt: a quadratic pattern would not come back by itself."""

    def stop(_: int, __: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no interval timers here")
@pytest.mark.parametrize("use", sorted(USES))
def test_linear(adversaries: list[str], use: str) -> None:
    pattern, method = USES[use]
    began = time.process_time()
    for text in adversaries:
        with stopped_after(10 * LIMIT_S):
            getattr(pattern, method)(text)
        assert time.process_time() - began < LIMIT_S, text[:20]


def test_every_pattern_is_used() -> None:
    assert len(USES) > 40
