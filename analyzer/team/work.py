"""What a worker does: a chunk of files from disk, audited, to a file of records on disk.

The process that runs the batch hands over names (and the text of a table's rows) and gets back a name.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from multiprocessing import parent_process
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from analyzer.errors import AnalyzerError, one_line
from analyzer.process import collect_seldom, spin_never
from analyzer.settings import Settings
from analyzer.team.inputs import FIELDS, Item

if TYPE_CHECKING:
    from analyzer.conversation import Conversation
    from analyzer.speakers import KnownSpeakers
    from analyzer.transcripts import ParseReport

__all__ = [
    "Job", "Options", "code_version", "content_of", "failed", "fingerprint", "model_version", "prepare_worker", "work",
]  # fmt: skip

#: What goes wrong only where the analyzer itself is wrong. One such file must not stop a night's run.
_FAULTS: Final = (
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)
#: Libraries that would start as many threads as there are cores in every worker.


@dataclass(frozen=True, slots=True)
class Options:
    """How every call of a batch is analysed; the same options and files give the same records.

    Parameters
    ----------
    as_format, encoding : str, optional
        What to take the files for.
    settings : Settings
    speakers : KnownSpeakers, optional
    model : str, optional
        Folder of a stage model or the name of a packaged one.
    redact : bool
        Whether identifiers are taken out before anything is analysed or stored.
    presidio : str, optional
        Pipeline for Presidio's recognisers, which then look for more; see `analyzer.presidio.load_finder`.
    """

    as_format: str | None = None
    encoding: str | None = None
    settings: Settings = field(default_factory=Settings)
    speakers: KnownSpeakers | None = None
    model: str | None = None
    redact: bool = False
    presidio: str | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """A chunk: its items with their content hashes, and where to write the records."""

    items: tuple[tuple[Item, str], ...]
    out: str
    options: Options
    versions: tuple[str, str]
    forgotten: frozenset[str] = frozenset()


@lru_cache(maxsize=1)
def code_version() -> str:
    """Return the version of the analyzer and a hash of what its audits depend on: code, content, small models."""
    from analyzer import __version__
    from analyzer.resources import model_dir

    package = Path(__file__).resolve().parent.parent
    files = sorted(p for p in package.rglob("*") if p.suffix in (".py", ".toml") and "cli" not in p.parts[-2:-1])
    digest = hashlib.sha256()
    for path in [p for p in files if "_data" not in p.parts]:
        digest.update(path.relative_to(package).as_posix().encode() + path.read_bytes())
    for name in ("roles", "sentences", "coverage"):
        digest.update(_folder_hash(model_dir(name)).encode())
    return f"{__version__}+{digest.hexdigest()[:12]}"


def model_version(model: str | None) -> tuple[str, str]:
    """Return the kind of a stage model and the hash of its files, without loading it.

    Raises
    ------
    ModelError
        ``E-MODEL`` where there is none.
    """
    from analyzer.pipeline import DEFAULT_MODEL
    from analyzer.resources import model_dir

    name = model or DEFAULT_MODEL
    folder = Path(name) if Path(name).is_dir() else model_dir(name)
    return folder.name, _folder_hash(folder)[:16]


def _folder_hash(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.iterdir() if p.is_file() and p.suffix != ".md"):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def content_of(item: Item) -> str:
    """Return the hash of a file's bytes or a row's text.

    Raises
    ------
    BadInputError
        Where the file cannot be opened; see `analyzer.transcripts.source.open_source`.
    """
    from analyzer.transcripts.source import open_source

    if item.text is not None:
        return hashlib.sha256(item.text.encode("utf-8", "replace")).hexdigest()
    return open_source(item.path).sha256


def fingerprint(item: Item, content: str, options: Options, versions: tuple[str, str]) -> str:
    """Return the hash of everything that a call's records depend on."""
    speakers = options.speakers
    known = None if speakers is None else [dict(speakers.names), dict(speakers.aliases), dict(speakers.domains)]
    settings = options.settings
    facts = [
        content, *versions, item.date, item.rep, item.account, item.told_over_file, item.not_found,
        options.as_format, options.encoding, options.redact, options.presidio, known,
        settings.company, settings.products, settings.competitors, settings.domains,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def prepare_worker() -> None:
    """Make a process a worker: one thread for linear algebra, Ctrl-C left to the parent, an end when it is gone."""
    collect_seldom()
    spin_never(worker=True)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    """End this process when its parent was killed: nobody would, and it would wait for work for ever."""
    parent.join()
    os._exit(1)


def work(job: Job) -> str:
    """Audit a chunk and write its records, JSON a line, to `job.out`.

    A line is ``{"call", "turns", "sentences", "measures", "findings"}`` or ``{"failed"}``. The file is there whole or
    not at all, and readable by its owner alone.

    Returns
    -------
    str
        `job.out`.
    """
    from analyzer.report.json_text import LONE_SURROGATE

    part = Path(job.out + ".part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as stream:
        for item, content in job.items:
            for line in _lines(item, content, job):
                stream.write(LONE_SURROGATE.sub("\ufffd", json.dumps(line, ensure_ascii=False)) + "\n")
    part.replace(job.out)
    return job.out


def _lines(item: Item, content: str, job: Job) -> list[dict[str, Any]]:
    try:
        return list(_records(item, content, job))
    except AnalyzerError as error:
        return [failed(item, error.code, str(error), job.options)]
    except _FAULTS as error:
        at = error.__traceback__
        while at is not None and at.tb_next is not None:
            at = at.tb_next
        where = f"{Path(at.tb_frame.f_code.co_filename).name}:{at.tb_lineno}" if at is not None else "?"
        what = f"the analyzer failed on it ({type(error).__name__} at {where}), a fault of ours. Please report it."
        return [failed(item, "E-FAULT", f"{Path(item.path).name}: {what} [E-FAULT]", job.options)]


def failed(item: Item, code: str, message: str, options: Options) -> dict[str, Any]:
    """Return the record of an item that could not be analysed."""
    if options.redact:  # a message may quote the file
        from analyzer.redact import redact_text

        message = redact_text(message)
    return {"failed": {"source": item.source, "part": item.part or "", "code": code, "message": message}}


def _records(item: Item, content: str, job: Job) -> Iterator[dict[str, Any]]:
    from analyzer.pipeline import audit, load_model
    from analyzer.redact import redact
    from analyzer.speakers import tell_roles
    from analyzer.team.records import content_hash, record_of
    from analyzer.team.store import hashed

    options = job.options
    model = load_model(options.model)
    read = _read(item, options)
    for number, (conversation, parse) in enumerate(read, 1):
        conversation, not_found = _told(conversation, item)
        if conversation.account is not None and hashed(conversation.account) in job.forgotten:
            continue
        rep, redacted = conversation.rep, None
        if options.redact:
            # first the sides, which addresses and names may tell
            told = tell_roles(conversation, (), (), options.settings, options.speakers)
            result = redact(told, options.presidio)
            conversation, redacted = result.conversation, sum(result.counts.values())
            conversation = replace(conversation, source_name=None)
        found = audit(conversation, parse=parse, settings=options.settings, speakers=options.speakers, model=model)
        record = record_of(found.to_dict(), content_hash(turn.spoken for turn in found.conversation.turns))
        if record["call"]["content_sha256"] in job.forgotten:
            continue
        part = item.part if item.part is not None else (str(number) if len(read) > 1 else "")
        code, version = job.versions
        record["call"] |= {
            "source": item.source,
            "part": part,
            "rep": rep,  # whom the team's tables are by; not one of the words
            "not_found": "; ".join(not_found) or None,
            "redacted": redacted,
            "source_sha256": content,
            "fingerprint": fingerprint(item, content, options, job.versions),
            "model_version": version,
            "code_version": code,
        }
        yield record
    for warning in read[0][1].warnings:
        if warning.code == "W-CALLS":  # what a file of several calls lost is a failure, whatever became of the rest
            what = (
                f"{Path(item.path).name}: {warning.count} of its calls could not be read: {'; '.join(warning.places)}"
            )
            yield failed(item, warning.code, one_line(f"{what} [{warning.code}]", 300), job.options)


def _read(item: Item, options: Options) -> Sequence[tuple[Conversation, ParseReport]]:
    from analyzer.transcripts import read_all, read_text

    if item.text is None:
        return read_all(item.path, as_format=options.as_format, encoding=options.encoding)
    name = f"{Path(item.path).name}#{item.part}"
    conversation, parse = read_text(item.text, name, as_format=options.as_format)
    return [(replace(conversation, id=f"{Path(item.path).stem}-{item.part}", source_name=Path(item.path).name), parse)]


def _told(conversation: Conversation, item: Item) -> tuple[Conversation, list[str]]:
    """Take date, rep and account: as told over the file, as the file says, as its name tells."""
    changes: dict[str, Any] = {}
    not_found = list(item.not_found)
    for key in FIELDS:
        own, told = getattr(conversation, key), getattr(item, key)
        if told is not None and (own is None or key in item.told_over_file):
            changes[key] = told
        elif own is not None:
            not_found = [why for why in not_found if not why.startswith(f"{key}:")]
        elif not any(why.startswith(f"{key}:") for why in not_found):
            not_found.append(f"{key}: not told")
    return replace(conversation, **changes), not_found
