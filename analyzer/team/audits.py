"""A folder of audits, as ``analyzer audit --format json`` writes them, as a store."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from analyzer.errors import BadSettingsError
from analyzer.team.records import content_hash, record_of
from analyzer.team.store import Store

__all__ = ["audits_in", "store_of_audits"]

_MAX_BYTES: Final = 100_000_000


def audits_in(folder: Path) -> dict[str, dict[str, Any]]:
    """Read every audit of a folder, by the name of its file; other JSON is left alone.

    Raises
    ------
    BadSettingsError
        ``E-STORE`` where a file cannot be read.
    """
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.glob("*.json")):
        try:
            if path.stat().st_size > _MAX_BYTES:
                raise BadSettingsError("E-STORE", "too large for an audit (over 100 MB).", source=path.name)
            data = json.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise BadSettingsError("E-STORE", f"cannot be read: {error.strerror}.", source=path.name) from error
        except (ValueError, RecursionError):
            continue
        if isinstance(data, dict) and {"schema_version", "conversation", "coverage", "findings"} <= data.keys():
            found[path.name] = data
    return found


@contextmanager
def store_of_audits(audits: dict[str, dict[str, Any]]) -> Iterator[Store]:
    """Open a store of these audits, which is gone afterwards.

    Raises
    ------
    BadSettingsError
        ``E-STORE`` where one of them is no audit of this version.
    """
    records = []
    models: Counter[tuple[str, str]] = Counter()
    for name, data in audits.items():
        try:
            content = content_hash(turn["text"] for turn in data["conversation"]["turns"])
            record = record_of(data, content)
            version = data["model"]["weights_sha256"] or "unknown"
        except (KeyError, TypeError, IndexError) as error:
            raise BadSettingsError(
                "E-STORE", f"not an audit of this version ({type(error).__name__}: {error}). Audit the call again.",
                source=name,
            ) from error  # fmt: skip
        digest = hashlib.sha256(json.dumps(data, sort_keys=True).encode("utf-8", "replace")).hexdigest()
        record["call"] |= {
            "source": name, "part": "", "not_found": None, "redacted": None,
            "source_sha256": data["conversation"]["source_sha256"] or digest,
            "fingerprint": digest, "model_version": version, "code_version": "unknown",
        }  # fmt: skip
        models[record["call"]["model_kind"], version] += 1
        records.append(record)
    kind, version = max(models, key=lambda m: (models[m], m)) if models else ("none", "none")
    with TemporaryDirectory() as folder, Store.open(Path(folder)) as store:
        facts = {"code_version": "unknown", "model_kind": kind, "model_version": version, "items": len(records)}
        run = store.begin_run(facts)
        store.replace([(name, None) for name in audits], records, [])
        store.end_run(run, {"analysed": len(records), "unchanged": 0, "failed": 0})
        yield store
