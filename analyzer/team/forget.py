"""Forgetting a file or an account: its rows, for good, and it does not come back with the next run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from analyzer.errors import BadSettingsError, one_line
from analyzer.team.export import write_csv
from analyzer.team.store import Store, hashed

__all__ = ["Forgotten", "forget"]

#: What a run writes by itself: written anew without what was forgotten.
_OWN: Final = ("calls.csv", "failures.csv")
_COPIES: Final = (".csv", ".parquet", ".xlsx")


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was forgotten.

    Parameters
    ----------
    calls : int
        Calls deleted.
    copies : tuple of Path
        Exports in the folder that hold, or may hold, copies. Deleting them is left to the user.
    """

    calls: int
    copies: tuple[Path, ...]


def forget(store: Store, folder: Path, *, source: str | None = None, account: str | None = None) -> Forgotten:
    """Delete every call of a file or an account, and calls with the same words, and remember their hashes alone.

    Afterwards the database is vacuumed, so that no words stay behind in its file. A later run leaves out the file, the
    account, and any copy of the same content under another name.

    Parameters
    ----------
    store : Store
    folder : Path
        Where exports are looked for.
    source : str, optional
        As in ``calls.source``.
    account : str, optional
        Case and blanks do not matter.

    Raises
    ------
    BadSettingsError
        ``E-OPTION`` unless exactly one of them is given; ``E-INPUT`` where a source is unknown.
    """
    if (source is None) == (account is None):
        raise BadSettingsError("E-OPTION", "give either --source or --account.")
    everything = store.calls()
    if source is not None:
        found = [c for c in everything if c["source"] == source]
        failed = [row for row in store.failures() if row["source"] == source]
        if not found and not failed:
            raise BadSettingsError(
                "E-INPUT",
                f"the store knows no source {one_line(source)!r}. Take it from the column source of calls.csv.",
            )
        keys = {("source", hashed(source))}
    else:
        found = [c for c in everything if c["account"] is not None and hashed(c["account"]) == hashed(account or "")]
        keys = {("account", hashed(account or ""))}
    words = {c["content_sha256"] for c in found}
    found = [c for c in everything if c["content_sha256"] in words]
    ids = {c["call_id"] for c in found}
    keys |= {("content", digest) for digest in words}
    # the file of a call is forgotten with it, unless it holds calls that stay
    kept = {c["source_sha256"] for c in everything if c["call_id"] not in ids}
    keys |= {("content", c["source_sha256"]) for c in found if c["source_sha256"] not in kept}
    sources = sorted({c["source"] for c in found} | ({source} if source is not None else set()))
    store.forget(sorted(ids), sorted(keys), sources)
    calls = store.calls()
    if (folder / "calls.csv").exists():
        write_csv(folder / "calls.csv", list(calls[0]) if calls else ["source"], calls)
        write_csv(folder / "failures.csv", ["source", "part", "code", "message"], store.failures())
    return Forgotten(len(found), tuple(_copies(folder, [*sources, *([account] if account else [])])))


def _copies(folder: Path, names: list[str]) -> list[Path]:
    """Return exports below the folder that name one of the sources, or cannot be looked into."""
    out = []
    for path in sorted(p for p in folder.rglob("*") if p.suffix in _COPIES and p.is_file()):
        if path.parent == folder and path.name in _OWN:
            continue
        data = path.read_bytes()
        if path.suffix != ".csv" or any(name.encode("utf-8", "replace") in data for name in names):
            out.append(path)
    return out
