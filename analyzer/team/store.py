"""The store: what is known of a team's calls, in SQLite beside them or in a PostgreSQL that a team shares.

Everything that belongs together is written in one transaction, so that a run that is broken off at any moment leaves
either all of it or none.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import (
    Connection,
    Delete,
    Dialect,
    Engine,
    Table,
    create_engine,
    delete,
    event,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from analyzer.errors import BadSettingsError, MissingExtraError, one_line
from analyzer.team.schema import PARTS, calls, failures, forgotten, migrate, runs

__all__ = ["STORE_FILE", "Store", "hashed", "make_private", "natural"]

STORE_FILE: Final = "store.sqlite"
_OWNER_FILE: Final = 0o600
_OWNER_FOLDER: Final = 0o700
_BUSY_S: Final = 30

Row = Mapping[str, Any]


def make_private(path: Path, *, folder: bool = False) -> None:
    """Create a file or folder that only its owner can read; one that exists is left as it is.

    Raises
    ------
    BadSettingsError
        ``E-OUTPUT`` where it cannot be made.
    """
    try:
        if folder:
            path.mkdir(mode=_OWNER_FOLDER, parents=True, exist_ok=True)
        else:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, _OWNER_FILE))
    except OSError as error:
        raise BadSettingsError("E-OUTPUT", f"cannot be made: {error.strerror}.", source=path.name) from error


def hashed(text_: str) -> str:
    """Return the hash under which something forgotten is remembered; case and blanks do not matter."""
    return hashlib.sha256(" ".join(text_.split()).casefold().encode("utf-8", "replace")).hexdigest()


def natural(row: Mapping[Any, Any]) -> tuple[str, int, str]:
    """Return the key of a call by which everything is ordered: its file, then its number in it."""
    part = str(row["part"])
    return str(row["source"]), int(part) if part.isascii() and part.isdigit() else 0, part


class Store:
    """A store that is open.

    Parameters
    ----------
    engine : Engine
        As `Store.open` makes it.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, folder: Path, url: str | None = None, *, create: bool = True) -> Store:
        """Open the store of a folder, or the one at a database URL, and bring it to this version.

        Parameters
        ----------
        folder : Path
            Holds ``store.sqlite``.
        url : str, optional
            Of another database: ``postgresql://user@host/name``.
        create : bool
            Whether to make one where there is none.

        Raises
        ------
        BadSettingsError
            ``E-STORE`` where there is none, it cannot be opened, or it is of a newer version.
        MissingExtraError
            Where the driver of the database is not installed.
        """
        if url is None:
            path = folder / STORE_FILE
            if not path.is_file() and not create:
                raise BadSettingsError(
                    "E-STORE", "there is no store in it. Run analyzer batch INPUT -o FOLDER first.", source=folder.name
                )
            make_private(path)
            engine = _sqlite(path)
        else:
            engine = _server(url)
        store = cls(engine)
        with store.writing() as connection:
            migrate(connection)
        return store

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction: all that is written in it, or none of it.

        Raises
        ------
        BadSettingsError
            ``E-STORE`` where the database refuses: disk full, locked, damaged, no connection.
        """
        with _told(), self._engine.begin() as connection:
            yield connection

    def rows(self, query: Any) -> list[dict[str, Any]]:
        """Return what a query selects, a dict a row."""
        with _told(), self._engine.connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def stream(self, query: Any) -> Iterator[dict[str, Any]]:
        """Yield what a query selects, without holding all of it."""
        with _told(), self._engine.connect().execution_options(yield_per=1000) as connection:
            for row in connection.execute(query).mappings():
                yield dict(row)

    def calls(self) -> list[dict[str, Any]]:
        """Return every call, ordered by source and part, whatever the order in which they were analysed."""
        return sorted(self.rows(select(calls)), key=natural)

    def fingerprints(self) -> dict[tuple[str, str], set[str]]:
        """Return the fingerprints of what is stored, by source and, for rows of tables, part."""
        found: dict[tuple[str, str], set[str]] = {}
        for row in self.rows(select(calls.c.source, calls.c.part, calls.c.fingerprint)):
            for key in {(row["source"], ""), (row["source"], row["part"])}:
                found.setdefault(key, set()).add(row["fingerprint"])
        return found

    def forgotten(self) -> dict[str, set[str]]:
        """Return the hashes of what must not be stored, by kind."""
        found: dict[str, set[str]] = {"source": set(), "account": set(), "content": set()}
        for row in self.rows(select(forgotten)):
            found[row["kind"]].add(row["sha256"])
        return found

    def begin_run(self, facts: Row) -> int:
        """Note that a run begins; return its number."""
        with self.writing() as connection:
            done = connection.execute(insert(runs).values(started_at=_now(), **facts))
            return int(done.inserted_primary_key[0])  # type: ignore[index]

    def end_run(self, run: int, counts: Row) -> None:
        """Note that a run ended, and mark every call whose words are those of a call before it."""
        with self.writing() as connection:
            _mark_duplicates(connection)
            connection.execute(update(runs).where(runs.c.run_id == run).values(finished_at=_now(), **counts))

    def replace(self, keys: Iterable[tuple[str, str | None]], new: Iterable[Row], failed: Iterable[Row]) -> None:
        """Put what was found in some files or rows in place of what is stored of them, in one transaction.

        Parameters
        ----------
        keys : iterable of (source, part)
            What was analysed; part is None for a whole file.
        new : iterable of mapping
            ``call`` (columns of `calls`), and by the names of `PARTS` rows as `record_of` makes them.
        failed : iterable of mapping
            Columns of `failures`.
        """
        with self.writing() as connection:
            ids: dict[tuple[str, str], int] = {}
            for source, part in keys:
                ours = calls.c.source == source
                failing = failures.c.source == source
                if part is not None:
                    ours &= calls.c.part == part
                    failing &= failures.c.part == part
                for row in connection.execute(select(calls.c.call_id, calls.c.source, calls.c.part).where(ours)):
                    ids[row.source, row.part] = row.call_id
                connection.execute(delete(calls).where(ours))
                connection.execute(delete(failures).where(failing))
            for record in new:
                _insert(connection, record, ids)
            for new_failure in failed:
                connection.execute(insert(failures).values(dict(new_failure)))

    def note_failures(self, rows: Iterable[Row], sources: Collection[str]) -> None:
        """Begin a run's failures: forget those of its files, which are tried again, and note what cannot be opened.

        Calls that were read from a file before stay, though it cannot be opened now. What an unchanged file of several
        calls lost (W-CALLS) stays noted too, since such a file is not read again.
        """
        with self.writing() as connection:
            for old in connection.execute(select(failures.c.source, failures.c.part, failures.c.code)).all():
                if old.source in sources and old.code != "W-CALLS":
                    connection.execute(_one_failure(old.source, old.part))
            for new in rows:
                connection.execute(insert(failures).values(dict(new)))

    def failures(self) -> list[dict[str, Any]]:
        """Return what could not be analysed, ordered by source."""
        return sorted(self.rows(select(failures)), key=natural)

    def forget(self, ids: Collection[int], keys: Iterable[tuple[str, str]], sources: Sequence[str]) -> None:
        """Delete calls for good, and remember the hashes of what must not come back.

        Parameters
        ----------
        ids : collection of int
            Calls to delete.
        keys : iterable of (kind, hash)
            Rows of `forgotten`.
        sources : sequence of str
            Files whose failures are deleted too: their messages may quote them.
        """
        with self.writing() as connection:
            for call in ids:
                connection.execute(delete(calls).where(calls.c.call_id == call))
            for source in sources:
                connection.execute(delete(failures).where(failures.c.source == source))
            for kind, digest in keys:
                same = (forgotten.c.kind == kind) & (forgotten.c.sha256 == digest)
                connection.execute(delete(forgotten).where(same))
                connection.execute(insert(forgotten).values(kind=kind, sha256=digest))
            _mark_duplicates(connection)
        self._vacuum()

    def _vacuum(self) -> None:
        """Leave no deleted words in the file or in its log."""
        with _told():
            if self._engine.dialect.name != "sqlite":
                with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                    connection.execute(text("VACUUM"))
                return
            # past SQLAlchemy, which would open a transaction: in one, nothing can be vacuumed
            raw = self._engine.raw_connection()
            try:
                for line in ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                    raw.execute(line).close()
            finally:
                raw.close()


def _one_failure(source: str, part: str) -> Delete:
    return delete(failures).where((failures.c.source == source) & (failures.c.part == part))


def _insert(connection: Connection, record: Row, ids: Mapping[tuple[str, str], int]) -> None:
    row = dict(record["call"])
    known = ids.get((row["source"], row["part"]))
    if known is not None:
        row["call_id"] = known  # a call keeps its number for as long as it is known
    done = connection.execute(insert(calls).values(**row))
    call = int(done.inserted_primary_key[0])  # type: ignore[index]
    for name, table in PARTS.items():
        if record[name]:
            # past SQLAlchemy's own executemany, which takes half the time of a transaction to name each value
            statement = _insertion(table, connection.dialect)
            connection.exec_driver_sql(statement, [(call, *item) for item in record[name]])


def _insertion(table: Table, dialect: Dialect) -> str:
    quote = dialect.identifier_preparer.quote
    names = ", ".join(quote(column.name) for column in table.columns)
    mark = "?" if dialect.paramstyle == "qmark" else "%s"
    return f"INSERT INTO {quote(table.name)} ({names}) VALUES ({', '.join([mark] * len(table.columns))})"  # noqa: S608


def _mark_duplicates(connection: Connection) -> None:
    columns = (calls.c.call_id, calls.c.source, calls.c.part, calls.c.content_sha256, calls.c.duplicate_of)
    first: dict[str, str] = {}
    for row in sorted(connection.execute(select(*columns)).mappings().all(), key=natural):
        name = f"{row['source']}#{row['part']}" if row["part"] else row["source"]
        same = first.setdefault(row["content_sha256"], name)
        of = same if same != name else None
        if of != row["duplicate_of"]:
            connection.execute(update(calls).where(calls.c.call_id == row["call_id"]).values(duplicate_of=of))


def _sqlite(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": _BUSY_S})

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _: object) -> None:
        # the driver would begin transactions by itself, and not before CREATE TABLE: migrations could be halved
        connection.isolation_level = None
        for line in (
            "journal_mode = WAL",  # readers and a writer side by side, and nothing half-written after a power cut
            "synchronous = FULL",
            "foreign_keys = ON",
            "secure_delete = ON",
        ):
            connection.execute(f"PRAGMA {line}").close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


def _server(url: str) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.drivername in ("postgresql", "postgres"):
            parsed = parsed.set(drivername="postgresql+psycopg")
        return create_engine(parsed)
    except (ArgumentError, NoSuchModuleError):
        raise BadSettingsError("E-STORE", "--db is no URL of a database. Write postgresql://user@host/name.") from None
    except ModuleNotFoundError:
        raise MissingExtraError("postgres", "psycopg") from None


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise BadSettingsError("E-STORE", f"the store cannot be used: {one_line(str(error.orig), 120)}.") from error
    except SQLAlchemyError as error:
        raise BadSettingsError("E-STORE", f"the store cannot be used: {one_line(str(error), 120)}.") from error


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
