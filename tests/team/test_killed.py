"""A run that is killed at any moment goes on where it stopped: nothing lost, doubled or half-written.

A few kills here; ``KILLS=50 pytest tests/team/test_killed.py`` does fifty.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.team.calls import dump, write_calls

KILLS = int(os.environ.get("KILLS", "4"))
FILES = 30
# Starting Python and loading the model takes about so long; kills fall before, in and after the work.
_LONGEST_S = 6.0


def start(folder: Path, out: Path) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        "-m",
        "analyzer",
        "batch",
        str(folder),
        "-o",
        str(out),
        "--model",
        "fast",
        "--workers",
        "2",
    ]
    return subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, cwd=folder.parent
    )


def test_killed_at_random_moments_it_finishes_the_same(tmp_path: Path) -> None:
    folder = write_calls(tmp_path / "in", FILES)
    whole = start(folder, tmp_path / "whole")
    assert whole.wait(300) == 0
    true = dump(tmp_path / "whole")
    assert len(true["calls"]) == FILES
    dice = random.Random(int.from_bytes(os.urandom(4)))  # noqa: S311 - any moment will do
    killed = 0
    finished_early = 0
    out = tmp_path / "out-0"
    while killed < KILLS:
        run = start(folder, out)
        time.sleep(dice.uniform(0.1, _LONGEST_S))
        if run.poll() is None:
            os.killpg(run.pid, dice.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGINT]))
            run.wait(60)
            killed += 1
            if (out / "store.sqlite").exists():
                known = dump(out)  # whole and sound at any moment
                assert set(known["calls"]) <= set(true["calls"])
        else:
            finished_early += 1
            assert dump(out) == true
            out = tmp_path / f"out-{finished_early}"  # begin anew, so that kills keep falling into work
    assert start(folder, out).wait(300) == 0
    assert dump(out) == true
