"""A batch: many files into a store, in chunks, by several processes, and safe to be broken off at any moment.

Chunks are handed to workers in the order of the files and written in that order, each in one transaction. So the
store and its exports do not depend on the number of workers, and a run that was killed is finished by running it
again.
"""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from analyzer.errors import AnalyzerError, BadSettingsError
from analyzer.team.cluster import on_cluster
from analyzer.team.export import write_csv
from analyzer.team.inputs import Inputs, Item
from analyzer.team.store import Store, hashed, make_private
from analyzer.team.work import (
    Job,
    Options,
    code_version,
    content_of,
    failed,
    fingerprint,
    model_version,
    prepare_worker,
    work,
)

__all__ = ["BatchResult", "run_batch"]

#: Files in a chunk: enough that handing over costs nothing, few enough that little is done again after a kill.
_CHUNK: Final = 8
_SPOOL: Final = "spool"
_LOCK: Final = ".lock"
#: Chunks that each worker may be ahead of what is written, so that results do not pile up.
_AHEAD: Final = 2

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What a run did.

    Parameters
    ----------
    items : int
        Files and rows that were given.
    analysed, unchanged, forgotten : int
        Of them: analysed now, known already, and left out because somebody asked to forget them.
    failures : tuple of mapping
        ``source, part, code, message`` of what could not be analysed.
    calls : int
        Calls in the store.
    duplicates : int
        Calls with the words of another one.
    unsuitable : mapping of str to int
        Calls that no verdict is given on, by the reason.
    passed_over : mapping of str to int
        Files of folders that no reader is for, by ending.
    not_found : mapping of str to int
        Calls without a date, rep or account.
    """

    items: int
    analysed: int
    unchanged: int
    forgotten: int
    failures: tuple[Mapping[str, Any], ...]
    calls: int
    duplicates: int
    unsuitable: Mapping[str, int]
    passed_over: Mapping[str, int]
    not_found: Mapping[str, int]


def run_batch(
    inputs: Inputs,
    out: Path,
    options: Options | None = None,
    *,
    url: str | None = None,
    workers: int | None = None,
    dask: str | None = None,
    progress: Progress | None = None,
) -> BatchResult:
    """Analyse what is new or changed, and write ``calls.csv`` and ``failures.csv``.

    Parameters
    ----------
    inputs : Inputs
        As from `analyzer.team.inputs.find_inputs`.
    out : Path
        Folder of the store; made where there is none, readable by its owner alone.
    options : Options, optional
    url : str, optional
        Of a database to keep the store in, instead of a file in `out`.
    workers : int, optional
        Processes; as many as there are cores otherwise. One works in this process.
    dask : str, optional
        Address of a Dask scheduler, whose workers do the work instead.
    progress : callable, optional
        Called with the number of items done and of all.

    Raises
    ------
    BadSettingsError
        ``E-BUSY`` where another run writes to `out`; ``E-OUTPUT``, ``E-STORE`` where it cannot be written.
    ModelError
        Where there is no such model.
    MissingExtraError
        Where the database's driver or Dask is not installed.
    """
    options = options or Options()
    kind, weights = model_version(options.model)
    versions = (code_version(), weights)
    make_private(out, folder=True)
    with _alone(out), Store.open(out, url) as store:
        run = store.begin_run(
            {"code_version": versions[0], "model_kind": kind, "model_version": weights, "items": len(inputs.items)}
        )
        gone = store.forgotten()
        todo, refused, known, forgotten = _todo(inputs, options, versions, store.fingerprints(), gone)
        ours = {i.source for i in inputs.items} | {source for source, _, _ in inputs.refused}
        store.note_failures(refused, ours)
        spool = out / _SPOOL
        shutil.rmtree(spool, ignore_errors=True)  # of a run that was killed: its chunks are done again
        make_private(spool, folder=True)
        hashes = frozenset(gone["account"] | gone["content"])
        jobs = [
            Job(tuple(todo[n : n + _CHUNK]), str(spool / f"{n:08d}.jsonl"), options, versions, hashes)
            for n in range(0, len(todo), _CHUNK)
        ]
        done = len(inputs.items) - len(todo)
        if progress is not None:
            progress(done, len(inputs.items))
        for job in on_cluster(jobs, dask) if dask is not None else _worked(jobs, workers or os.cpu_count() or 1):
            _keep(store, job)
            done += len(job.items)
            if progress is not None:
                progress(done, len(inputs.items))
        shutil.rmtree(spool, ignore_errors=True)
        failures = tuple(row for row in store.failures() if row["source"] in ours)
        store.end_run(run, {"analysed": len(todo), "unchanged": len(known), "failed": len(failures)})
        calls = store.calls()
        write_csv(out / "calls.csv", list(calls[0]) if calls else ["source"], calls)
        write_csv(out / "failures.csv", ["source", "part", "code", "message"], store.failures())
    return BatchResult(
        items=len(inputs.items) + len(inputs.refused),
        analysed=len(todo),
        unchanged=len(known),
        forgotten=forgotten,
        failures=failures,
        calls=len(calls),
        duplicates=sum(1 for c in calls if c["duplicate_of"] is not None),
        unsuitable=Counter(c["suitability"] for c in calls if c["suitability"] != "interview"),
        passed_over=inputs.passed_over,
        not_found={key: n for key in ("date", "rep", "account") if (n := sum(1 for c in calls if c[key] is None))},
    )


def _todo(
    inputs: Inputs,
    options: Options,
    versions: tuple[str, str],
    stored: Mapping[tuple[str, str], set[str]],
    gone: Mapping[str, set[str]],
) -> tuple[list[tuple[Item, str]], list[Mapping[str, Any]], list[Item], int]:
    """Part the items: to analyse (with their content hashes), not to be opened, known, and how many to be forgotten."""
    todo: list[tuple[Item, str]] = []
    refused: list[Mapping[str, Any]] = [
        failed(Item(source, source, part), error.code, str(error), options)["failed"]
        for source, part, error in inputs.refused
    ]
    known: list[Item] = []
    forgotten = 0
    for item in inputs.items:
        if hashed(item.source) in gone["source"] or (item.account and hashed(item.account) in gone["account"]):
            forgotten += 1
            continue
        try:
            content = content_of(item)
        except AnalyzerError as error:
            refused.append(failed(item, error.code, str(error), options)["failed"])
            continue
        if content in gone["content"]:
            forgotten += 1
        elif fingerprint(item, content, options, versions) in stored.get((item.source, item.part or ""), ()):
            known.append(item)
        else:
            todo.append((item, content))
    return todo, refused, known, forgotten


def _keep(store: Store, job: Job) -> None:
    """Write a chunk's records, in one transaction, and drop its file."""
    path = Path(job.out)
    try:
        with path.open(encoding="utf-8") as stream:
            records = [json.loads(line) for line in stream]
        store.replace(
            [(item.source, item.part) for item, _ in job.items],
            [r for r in records if "call" in r],
            [r["failed"] for r in records if "failed" in r],
        )
        path.unlink()
    except OSError as error:
        raise _unwritable(error) from error


def _worked(jobs: Sequence[Job], workers: int) -> Iterator[Job]:
    """Yield every chunk when its records are on disk, in order."""
    workers = min(workers, len(jobs))
    try:
        if workers <= 1:
            for job in jobs:
                work(job)
                yield job
            return
        yield from _in_pool(jobs, workers)
    except OSError as error:
        raise _unwritable(error) from error


def _in_pool(jobs: Sequence[Job], workers: int) -> Iterator[Job]:
    waiting = deque(jobs)
    while waiting:
        running: deque[tuple[Job, Future[str]]] = deque()
        with _pool(workers) as pool:
            try:
                while waiting or running:
                    while waiting and len(running) < workers * (1 + _AHEAD):
                        running.append((waiting[0], pool.submit(work, waiting[0])))
                        waiting.popleft()
                    running[0][1].result()
                    yield running.popleft()[0]
                return
            except BrokenProcessPool:
                pass
        # a worker died, of lack of memory or of a file: find out which by giving each a process of its own
        for job, _ in running:
            yield from _singly(job)


def _singly(job: Job) -> Iterator[Job]:
    with _pool(1) as pool:
        try:
            pool.submit(work, job).result()
        except BrokenProcessPool:
            pass
        else:
            yield job
            return
    if len(job.items) > 1:
        for n, one in enumerate(job.items):
            yield from _singly(replace(job, items=(one,), out=f"{job.out}.{n}"))
        return
    item = job.items[0][0]
    what = f"{Path(item.path).name}: the process that read it died, perhaps for lack of memory. [E-CRASH]"
    Path(job.out).write_text(json.dumps(failed(item, "E-CRASH", what, job.options)) + "\n", encoding="utf-8")
    yield job


def _pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=prepare_worker)


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Keep a second run out of the folder; the lock goes with the process, however it ends."""
    path = out / _LOCK
    make_private(path)
    try:
        import fcntl
    except ModuleNotFoundError:  # Windows: the store's own locks keep it whole, only work may be done twice
        yield
        return
    with path.open("rb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BadSettingsError(
                "E-BUSY", "another analyzer batch writes to it. Wait for it, or give another folder.", source=out.name
            ) from None
        yield


def _unwritable(error: OSError) -> BadSettingsError:
    return BadSettingsError(
        "E-OUTPUT", f"cannot write: {(error.strerror or str(error)).lower()}. Run again to go on from there."
    )
