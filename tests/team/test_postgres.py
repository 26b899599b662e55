"""The store in a real PostgreSQL: everything that it does in SQLite, with the same rows."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from analyzer.cli import app
from analyzer.team.schema import PARTS, calls, failures
from analyzer.team.store import Store
from tests.team.calls import write_call, write_calls

pytest.importorskip("psycopg", reason="the extra postgres is not installed")


def programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    if not found and on_path is None:
        pytest.skip("no PostgreSQL server on this machine; apt-get install postgresql")
    return found[-1].parent if found else Path(str(on_path)).parent


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a server of its own on the loopback; it is gone afterwards."""
    bin_ = programs()
    folder = tmp_path_factory.mktemp("postgres")
    as_user: list[str] = []
    if os.geteuid() == 0:  # the server refuses to run as root
        as_user = ["runuser", "-u", "postgres", "--"]
        shutil.chown(folder, "postgres", "postgres")
        for parent in folder.parents[:3]:
            parent.chmod(parent.stat().st_mode | 0o011)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = folder / "data"
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c fsync=off"
    subprocess.run(
        [*as_user, bin_ / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8"],
        check=True, capture_output=True,
    )  # fmt: skip
    subprocess.run(
        [*as_user, bin_ / "pg_ctl", "-D", data, "-o", options, "-l", folder / "log", "-w", "start"],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}"
    finally:
        subprocess.run(
            [*as_user, bin_ / "pg_ctl", "-D", data, "-m", "immediate", "stop"], check=True, capture_output=True
        )


@pytest.fixture
def url(server: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """Make a database for one test."""
    import psycopg

    name = f"t{abs(hash(request.node.name)) % 10**10}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        yield f"{server}/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def run(*args: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, list(args))
    assert done.exit_code == code, done.output
    return done.stdout


def rows(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Return what a store knows of calls, in an order of its own, without numbers that it gives itself."""
    ids = {row["call_id"]: (row["source"], row["part"]) for row in store.calls()}
    out = {"calls": [{k: v for k, v in row.items() if k != "call_id"} for row in store.calls()]}
    for name, table in PARTS.items():
        found = [row | {"call_id": ids[row["call_id"]]} for row in store.rows(select(table))]
        out[name] = sorted(found, key=lambda r: (r["call_id"], list(r.values())[1]))
    out["failures"] = sorted(store.rows(select(failures)), key=lambda r: r["source"])
    return out


def batch(folder: Path, out: Path, *more: str, code: int = 0) -> None:
    run("batch", str(folder), "-o", str(out), "--model", "fast", "--workers", "1", *more, code=code)


def test_both_stores_hold_the_same(url: str, tmp_path: Path) -> None:
    write_calls(tmp_path / "in", 5)
    write_call(tmp_path / "in" / "again.txt", 100)
    (tmp_path / "in" / "odd.txt").write_text(
        "Dana: Was it a \u0001 or \U0001f600, caf\u00e9?\n\nJill: 100% 'quoted' \\ :name %s\n" * 30
    )
    (tmp_path / "in" / "broken.vtt").write_text("nothing")
    batch(tmp_path / "in", tmp_path / "lite", code=2)
    batch(tmp_path / "in", tmp_path / "post", "--db", url, code=2)
    assert not (tmp_path / "post" / "store.sqlite").exists()
    with Store.open(tmp_path / "lite") as lite, Store.open(tmp_path / "post", url) as post:
        one, other = rows(lite), rows(post)
    assert one == other
    assert len(one["calls"]) == 7
    assert len(one["failures"]) == 1
    assert sum(row["duplicate_of"] is not None for row in one["calls"]) == 1
    assert (tmp_path / "lite" / "calls.csv").read_bytes() == (tmp_path / "post" / "calls.csv").read_bytes()


def test_a_second_run_does_what_is_new(url: str, tmp_path: Path) -> None:
    write_calls(tmp_path / "in", 4)
    batch(tmp_path / "in", tmp_path / "out", "--db", url)
    with Store.open(tmp_path / "out", url) as store:
        before = rows(store)
    write_call(tmp_path / "in" / "call-001.txt", 900)
    write_call(tmp_path / "in" / "new.txt", 901)
    done = CliRunner().invoke(
        app,
        ["batch", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "--model", "fast", "--db", url, "--workers", "1"],
    )
    assert "2 analysed, 3 unchanged" in done.output
    with Store.open(tmp_path / "out", url) as store:
        after = rows(store)
    assert len(after["calls"]) == 5
    kept = [row for row in after["calls"] if "call-001" not in row["source"] and "new" not in row["source"]]
    assert kept == [row for row in before["calls"] if "call-001" not in row["source"]]


def test_a_team_is_compared_and_shown(url: str, tmp_path: Path) -> None:
    write_calls(tmp_path / "in", 6)
    batch(tmp_path / "in", tmp_path / "lite")
    batch(tmp_path / "in", tmp_path / "post", "--db", url)
    for command in ("summary", "accounts", "trends", "triage"):
        said = [
            json.loads(run("team", command, str(tmp_path / out), "--format", "json", *more))
            for out, more in (("lite", ()), ("post", ("--db", url)))
        ]
        assert said[0] == said[1]
    for form in ("csv", "xlsx", "parquet"):
        run("team", "export", str(tmp_path / "post"), "-o", str(tmp_path / form), "--format", form, "--db", url)
        assert list((tmp_path / form).iterdir())
    run("team", "report", str(tmp_path / "lite"), "-o", str(tmp_path / "lite.html"))
    run("team", "report", str(tmp_path / "post"), "-o", str(tmp_path / "post.html"), "--db", url)
    assert (tmp_path / "lite.html").read_bytes() == (tmp_path / "post.html").read_bytes()


def test_what_is_forgotten_stays_so(url: str, tmp_path: Path) -> None:
    write_calls(tmp_path / "in", 3)
    batch(tmp_path / "in", tmp_path / "out", "--db", url)
    with Store.open(tmp_path / "out", url) as store:
        source = store.calls()[0]["source"]
    run("team", "forget", str(tmp_path / "out"), "--source", source, "--db", url)
    batch(tmp_path / "in", tmp_path / "out", "--db", url)
    with Store.open(tmp_path / "out", url) as store:
        assert source not in {row["source"] for row in store.calls()}
        assert len(store.calls()) == 2
        ids = {row["call_id"] for row in store.calls()}
        for table in PARTS.values():
            assert {row["call_id"] for row in store.rows(select(table.c.call_id))} <= ids


def test_two_writers_at_once_double_nothing(url: str, tmp_path: Path) -> None:
    import sys

    write_calls(tmp_path / "in", 30)
    command = [
        sys.executable,
        "-m",
        "analyzer",
        "batch",
        str(tmp_path / "in"),
        "--model",
        "fast",
        "--db",
        url,
        "--workers",
        "1",
    ]
    both = [subprocess.Popen([*command, "-o", str(tmp_path / f"out{k}")], stderr=subprocess.DEVNULL) for k in range(2)]
    assert [p.wait(timeout=120) for p in both] in ([0, 0], [0, 2], [2, 0])
    time.sleep(0.1)
    batch(tmp_path / "in", tmp_path / "out0", "--db", url)
    with Store.open(tmp_path / "out0", url) as store:
        assert len(store.rows(select(calls.c.source))) == len({row["source"] for row in store.calls()})


def test_a_server_that_is_not_there_is_named_without_its_password(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        app, ["team", "summary", str(tmp_path), "--db", "postgresql://me:geheim@127.0.0.1:9/none"]
    )
    assert done.exit_code == 2
    assert "geheim" not in done.output
    assert "E-STORE" in done.output
