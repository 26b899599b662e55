"""Chunks of a batch on a Dask cluster: an engine that is there, instead of one of our own. Needs the extra ``dask``."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from analyzer.errors import BadSettingsError, MissingExtraError
from analyzer.process import collect_seldom
from analyzer.team.work import Job, code_version, failed, work

__all__ = ["on_cluster"]

_TIMEOUT_S: Final = 20
#: Chunks a worker has waiting, so that it never stands idle while the store is written.
_AHEAD: Final = 2


def on_cluster(jobs: Sequence[Job], address: str) -> Iterator[Job]:
    """Yield every chunk when its records are on disk, in order, worked by the cluster at `address`.

    A chunk whose worker died is worked by another one; a chunk that killed several is taken apart, until the file is
    found that does it. A chunk's records appear whole or not at all, so that none is lost or doubled.

    Parameters
    ----------
    jobs : sequence of Job
        Their files and their folder of results must be where the workers see them under the same path.
    address : str
        Of the scheduler, such as ``tcp://scheduler:8786``.

    Raises
    ------
    BadSettingsError
        ``E-DASK`` where there is no scheduler or no worker, or a worker has other code or does not see the folder.
    MissingExtraError
        Where Dask is not installed.
    """
    try:
        from distributed import Client
    except ImportError:
        raise MissingExtraError("dask", "a Dask cluster") from None
    if not jobs:
        return
    try:
        client = Client(address, timeout=_TIMEOUT_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise BadSettingsError(
            "E-DASK", f"no scheduler answers at {address!r}. Start one, or leave out --dask."
        ) from error
    with client:
        count = _checked(client, Path(jobs[0].out).parent.resolve())
        client.run(collect_seldom)
        waiting = deque(map(_with_whole_paths, jobs))
        running: deque[tuple[Job, Any]] = deque()
        while waiting or running:
            while waiting and len(running) < count * (1 + _AHEAD):
                job = waiting.popleft()
                running.append((job, client.submit(work, job, pure=False)))
            job, future = running.popleft()
            yield from _finished(client, job, future)


def _with_whole_paths(job: Job) -> Job:
    """Make the paths of a chunk whole: a worker has another working folder than we have."""
    items = tuple((replace(item, path=str(Path(item.path).resolve())), content) for item, content in job.items)
    return replace(job, items=items, out=str(Path(job.out).resolve()))


def _checked(client: Any, folder: Path) -> int:
    """Return the number of workers, each of which has our code and sees the folder."""
    try:
        client.wait_for_workers(1, timeout=_TIMEOUT_S)
    except TimeoutError as error:
        raise BadSettingsError(
            "E-DASK", "the scheduler has no worker. Start some with: dask worker ADDRESS."
        ) from error
    probe = folder / "seen"
    probe.touch()
    try:
        answers: dict[str, tuple[bool, str]] = client.run(_worker_facts, str(probe))
    except ModuleNotFoundError as error:
        raise BadSettingsError("E-DASK", f"a worker has not all that is needed installed: {error}.") from error
    finally:
        probe.unlink()
    for worker, (sees, code) in answers.items():
        if code != code_version():
            raise BadSettingsError(
                "E-DASK", f"the worker at {worker} has other code of this analyzer. Install the same."
            )
        if not sees:
            raise BadSettingsError(
                "E-DASK", f"the worker at {worker} does not see the output folder. Give one that all machines share, "
                "under the same path; the input has to be shared too.",
            )  # fmt: skip
    return len(answers)


def _worker_facts(probe: str) -> tuple[bool, str]:
    return Path(probe).exists(), code_version()


def _finished(client: Any, job: Job, future: Any) -> Iterator[Job]:
    from distributed.scheduler import KilledWorker

    try:
        future.result()
    except KilledWorker:
        pass
    else:
        yield job
        return
    if len(job.items) > 1:
        parts = [replace(job, items=(one,), out=f"{job.out}.{n}") for n, one in enumerate(job.items)]
        futures = [client.submit(work, part, pure=False) for part in parts]
        for part, own in zip(parts, futures, strict=True):
            yield from _finished(client, part, own)
        return
    item = job.items[0][0]
    what = f"{Path(item.path).name}: the workers that read it died, perhaps for lack of memory. [E-CRASH]"
    Path(job.out).write_text(json.dumps(failed(item, "E-CRASH", what, job.options)) + "\n", encoding="utf-8")
    yield job
