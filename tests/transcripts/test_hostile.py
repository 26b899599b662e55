"""Hostile files are read or refused in one line, soon and within bounds; never with a traceback."""

from __future__ import annotations

import os
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

#: Command, CPU seconds, megabytes; for files of at most a megabyte, which a long call is, and six times as much for
#: the larger ones.
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
    # what hangs takes minutes; the limit itself is kept below, in a process that holds nothing but the command
    assert time.process_time() - began < 20


# Limits that a child sets itself: between fork and exec nothing of Python's is safe where there are threads.
LIMITED = """
import resource, sys
seconds, megabytes = int(sys.argv[1]), int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
resource.setrlimit(resource.RLIMIT_DATA, (megabytes << 20, megabytes << 20))
sys.argv = ["analyzer", *sys.argv[3:]]
from analyzer.cli import main
main()
"""


@pytest.mark.slow
@pytest.mark.parametrize(("command", "seconds", "megabytes"), COMMANDS, ids=lambda value: str(value))
def test_commands_within_limits(tmp_path: Path, command: str, seconds: int, megabytes: int) -> None:
    """Every seventh file; all of them with ``HOSTILE=all``."""
    chosen = FILES if os.environ.get("HOSTILE") == "all" else FILES[::7]
    one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    bad: list[str] = []
    for file in chosen:
        path = file.write(tmp_path)
        more = 6 if path.is_file() and path.stat().st_size > 1_000_000 else 1
        done = subprocess.run(
            [sys.executable, "-c", LIMITED, str(more * seconds), str(more * megabytes), command, "--", path.name],
            cwd=tmp_path,
            env={**os.environ, **one_thread},
            capture_output=True,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            timeout=600,
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
