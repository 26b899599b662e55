"""A disk that is full at any moment: one clear line, and with room again the run goes on to the same end."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.team.calls import dump, write_calls

FILES = 30


def mount(*arguments: str) -> bool:
    """Mount something; False where nobody lets us."""
    try:
        return subprocess.run(["mount", *arguments], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not mount("-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)):
        pytest.skip("mounting a small disk is not allowed here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def batch(folder: Path, out: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "analyzer", "batch", str(folder), "-o", str(out), "--model", "fast"]
    return subprocess.run([*command, "--workers", "2"], capture_output=True, text=True, check=False, timeout=300)


def test_a_full_disk_is_told_and_nothing_is_lost_or_doubled(tmp_path: Path, disk: Path) -> None:
    folder = write_calls(tmp_path / "in", FILES)
    assert batch(folder, tmp_path / "roomy" / "out").returncode == 0  # as far from the files as the small one
    true = dump(tmp_path / "roomy" / "out")
    refused = 0
    for size in ("64k", "300k", "700k", "1000k", "1300k"):  # full before, in and after the work
        assert mount("-o", f"remount,size={size}", str(disk))
        done = batch(folder, disk / "out")
        assert done.returncode in (0, 2), done.stderr
        assert "Traceback" not in done.stderr
        if done.returncode == 2:
            refused += 1
            assert done.stderr.startswith("error: "), done.stderr
            assert "[E-" in done.stderr
            assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert refused >= 3
    assert mount("-o", "remount,size=64m", str(disk))
    assert batch(folder, disk / "out").returncode == 0
    assert dump(disk / "out") == true
