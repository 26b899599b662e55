"""Hostile files are read or refused in one line, soon and within bounds; never with a traceback."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from analyzer.errors import AnalyzerError
from analyzer.transcripts import read
from tests.transcripts.hostile import OK, Hostile, hostile_files

FILES = hostile_files()
ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs, sockets or limits here")

#: Command, CPU seconds, megabytes.
COMMANDS = [("inspect", 5, 512), ("audit", 10, 1024)]


def test_there_are_a_hundred() -> None:
    assert len({file.name for file in FILES}) == len(FILES) >= 100


@pytest.mark.parametrize("file", FILES, ids=lambda file: ascii(file.name))
def test_read(tmp_path: Path, file: Hostile) -> None:
    path = file.write(tmp_path)
    began = time.process_time()
    try:
        conversation, report = read(path)
    except AnalyzerError as error:
        assert error.code in file.expected, str(error)  # noqa: PT017
        message = str(error)
        assert str(tmp_path) not in message
        assert message.isprintable()
        assert len(message) <= 310
    else:
        assert OK in file.expected, (report.format, conversation.turns[:3])
        assert conversation.words() == report.words
    assert time.process_time() - began < 5


def _limited(seconds: int, megabytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    size = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_DATA, (size, size))


@pytest.mark.slow
@pytest.mark.parametrize(("command", "seconds", "megabytes"), COMMANDS, ids=lambda value: str(value))
def test_commands_within_limits(tmp_path: Path, command: str, seconds: int, megabytes: int) -> None:
    """Every seventh file; all of them with ``HOSTILE=all``."""
    chosen = FILES if os.environ.get("HOSTILE") == "all" else FILES[::7]
    one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    bad: list[str] = []
    for file in chosen:
        path = file.write(tmp_path)
        done = subprocess.run(
            [sys.executable, "-m", "analyzer.cli", command, "--", path.name],
            cwd=tmp_path,
            env={**os.environ, **one_thread},
            capture_output=True,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=lambda: _limited(seconds, megabytes),
            timeout=120,
            check=False,
        )
        message = done.stderr.decode("utf-8", "replace")
        if (
            done.returncode not in {0, 2}
            or "Traceback" in message
            or str(tmp_path) in message
            or (done.returncode == 0) is (OK not in file.expected)
            or b"\x1b" in done.stdout
        ):
            bad.append(f"{file.name!a}: {done.returncode} {message[-200:]}")
    assert bad == []
