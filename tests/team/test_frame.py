"""Frames of calls: under pandas, on a Dask cluster with real processes, under Spark."""

from __future__ import annotations

import functools
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

import analyzer
from analyzer.cli import app
from analyzer.errors import AnalyzerError, BadSettingsError
from analyzer.pipeline import load_model
from analyzer.team.cluster import on_cluster
from analyzer.team.work import Job, Options
from analyzer.transcripts import read_text
from tests.team.calls import LINES, dump, write_calls

ROOT = Path(__file__).parents[2]
TEXT = "\n\n".join(LINES)
fast = functools.partial(analyzer.score_frame, model="fast")


def calls(count: int = 4) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "id": [f"c{n}" for n in range(count)],
            "text": [TEXT.format(n=100 + n, m=107 + n) for n in range(count)],
            "rep": ["Dana", None] * (count // 2),
            "date": [pd.Timestamp("2026-03-02")] * count,
        }
    )


@pytest.mark.parametrize("level", ["call", "sentence"])
def test_a_frame_has_the_columns_and_kinds_of_its_schema(level: Any) -> None:
    scored = fast(calls(), level)
    schema = analyzer.score_schema(level)
    assert list(scored.columns) == list(schema.columns)
    assert scored.dtypes.equals(schema.dtypes)
    assert fast(calls(0), level).dtypes.equals(schema.dtypes)
    assert set(scored["id"]) == {"c0", "c1", "c2", "c3"}
    assert scored["error_code"].isna().all()


def test_a_row_is_what_an_audit_says() -> None:
    row = fast(calls()).iloc[0]
    found = analyzer.audit(read_text(TEXT.format(n=100, m=107), "c0")[0], model=load_model("fast")).to_dict()
    assert row["verdict"] == found["verdict"]
    assert row["values_verdict"] == found["coverage"]["values"]["verdict"]
    assert row["listen_share"] == pytest.approx(found["measures"]["listen_share"]["value"])
    assert row["findings"] == len(found["findings"])
    assert (row["rep"], row["date"]) == ("Dana", "2026-03-02")
    sentences = fast(calls(), "sentence")
    own = sentences[sentences["id"] == "c0"]
    assert own["text"].tolist() == [s["text"] for s in found["sentences"]]
    assert own["stage"].tolist() == [s["stage"] for s in found["sentences"]]
    assert own.filter(like="p_").sum(axis=1).to_numpy() == pytest.approx(1, abs=1e-3)


def test_turns_come_as_lists_or_as_json() -> None:
    turns = [
        {"speaker": line.partition(":")[0], "text": line.partition(": ")[2].format(n=100, m=107)} for line in LINES
    ]
    frame = pd.DataFrame(
        {"id": ["list", "json", "whole"], "turns": [turns, json.dumps(turns), json.dumps({"turns": turns})]}
    )
    scored = fast(frame)
    assert scored["error_code"].isna().all()
    assert scored["verdict"].nunique() == 1
    assert scored["words"].nunique() == 1


def test_a_broken_row_stops_no_other() -> None:
    frame = calls()
    frame.loc[1, "text"] = None
    frame.loc[2, "text"] = '{"turns": [{"speaker": '
    for level in ("call", "sentence"):
        scored = fast(frame, level)
        broken = scored[scored["error_code"].notna()]
        assert list(broken["id"]) == ["c1", "c2"]
        assert broken["error"].str.len().min() > 10
        assert (
            broken.drop(columns=["id", "rep", "date", "account", "error_code", "error"], errors="ignore")
            .isna()
            .all(axis=None)
        )
        assert {"c0", "c3"} <= set(scored[scored["error_code"].isna()]["id"])


def test_what_is_no_frame_of_calls_is_refused() -> None:
    with pytest.raises(BadSettingsError, match="needs the columns id, and text or turns; it has a"):
        fast(pd.DataFrame({"a": [1]}))
    with pytest.raises(BadSettingsError, match="call or sentence"):
        analyzer.score_schema("word")  # type: ignore[arg-type]


def started(*command: str, ready: str) -> tuple[subprocess.Popen[str], str]:
    """Start a process and return it with the line that says it is ready."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-m", *command], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=environment
    )
    assert process.stderr is not None
    for line in process.stderr:
        if re.search(ready, line):
            return process, line
    raise AssertionError(f"{command} did not start")


@pytest.fixture(scope="module")
def cluster() -> Iterator[tuple[str, list[subprocess.Popen[str]]]]:
    """A real scheduler and two workers, each a process of its own."""
    pytest.importorskip("distributed", reason="the extra dask is not installed")
    scheduler, line = started(
        "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", ready="Scheduler at:"
    )
    address = re.findall(r"tcp://\S+", line)[0]
    workers = []
    try:
        for _ in range(2):
            worker, _ = started(
                "distributed.cli.dask_worker", address, "--nthreads", "2", "--no-dashboard", "--no-nanny",
                ready="Registered to:",
            )  # fmt: skip
            workers.append(worker)
        yield address, workers
    finally:
        for process in [*workers, scheduler]:
            process.terminate()
            process.wait()


def test_dask_gives_the_rows_that_pandas_gives(cluster: tuple[str, Any]) -> None:
    import dask.dataframe as dd
    from distributed import Client

    frame = calls(8)
    with Client(cluster[0], set_as_default=False) as client:
        lazy = dd.from_pandas(frame, npartitions=4).map_partitions(fast, meta=analyzer.score_schema())
        scored = client.compute(lazy).result().reset_index(drop=True)
    there = fast(frame)
    assert scored.astype(there.dtypes).equals(there)


def test_a_batch_on_a_cluster_loses_and_doubles_nothing_when_a_worker_dies(
    cluster: tuple[str, list[subprocess.Popen[str]]], tmp_path: Path
) -> None:
    address, workers = cluster
    write_calls(tmp_path / "in", 240)
    here, there = tmp_path / "here", tmp_path / "there"
    batch = [sys.executable, "-m", "analyzer", "batch", str(tmp_path / "in"), "--model", "fast"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    run = subprocess.Popen(
        [*batch, "-o", str(there), "--dask", address], env=environment, stderr=subprocess.PIPE, text=True
    )
    limit = time.monotonic() + 120
    while not list((there / "spool").glob("*.jsonl")):
        assert run.poll() is None
        assert time.monotonic() < limit
        time.sleep(0.005)
    workers[0].send_signal(signal.SIGKILL)  # in the middle of its chunks
    assert run.poll() is None
    said = run.communicate(timeout=240)[1]
    assert run.returncode == 0, said
    subprocess.run([*batch, "-o", str(here), "--workers", "1"], env=environment, check=True, capture_output=True)
    one, other = dump(here), dump(there)
    assert len(one["calls"]) == 240
    assert one == other


def test_a_cluster_that_cannot_do_it_says_why(tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="the extra dask is not installed")
    job = Job((), str(tmp_path / "x.jsonl"), Options(), ("", ""), frozenset())
    with pytest.raises(AnalyzerError, match="no scheduler answers") as error:
        next(on_cluster([job], "tcp://127.0.0.1:9"))
    assert error.value.code == "E-DASK"
    done = CliRunner().invoke(
        app, ["batch", str(ROOT / "corpus" / "sample"), "-o", str(tmp_path / "o"), "--dask", "nonsense"]
    )
    assert done.exit_code == 2
    assert "E-DASK" in done.output


@pytest.mark.filterwarnings("ignore")  # Spark's own, about the pandas that it meets
def test_spark_gives_the_rows_that_pandas_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    pyspark = pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
    session = (
        pyspark.SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.executorEnv.PYTHONPATH", str(ROOT))
        .getOrCreate()
    )
    try:
        frame = calls(4)
        frame["date"] = "2026-03-02"
        spark = session.createDataFrame(frame.where(frame.notna(), None).astype(object)).repartition(2)
        scored = spark.mapInPandas(lambda frames: map(fast, frames), analyzer.spark_schema()).toPandas()
    finally:
        session.stop()
    there = fast(frame)
    scored = scored.sort_values("id").reset_index(drop=True).astype(there.dtypes)
    assert scored.equals(there)
