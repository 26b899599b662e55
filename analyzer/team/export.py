"""The store as files for other programs: CSV, Parquet, Excel.

Rows are in the order of source and part, whatever the order in which they were analysed. Files are replaced whole,
and only their owner can read them.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final, Literal

from sqlalchemy import Boolean, Float, Integer, Table, select

from analyzer.errors import BadSettingsError, MissingExtraError
from analyzer.team.schema import PARTS, calls
from analyzer.team.store import Store

__all__ = ["FORMATS", "Form", "export", "neutral", "write_csv"]

Form = Literal["csv", "parquet", "xlsx"]
FORMATS: Final[tuple[Form, ...]] = ("csv", "parquet", "xlsx")
Row = Mapping[str, Any]

#: What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection").
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_XLSX_CELL: Final = 32_767
_XLSX_ROWS: Final = 1_048_576
_BATCH: Final = 10_000


def export(store: Store, folder: Path, form: Form = "csv") -> list[Path]:
    """Write the tables ``calls``, ``turns``, ``sentences``, ``measures`` and ``findings``.

    Parameters
    ----------
    store : Store
    folder : Path
        Has to be there.
    form : {"csv", "parquet", "xlsx"}
        Excel has a sheet a table, the others a file.

    Returns
    -------
    list of Path
        What was written. ``call_id`` is left out: ``source`` and ``part`` name a call. Sentences carry their words.

    Raises
    ------
    BadSettingsError
        ``E-OUTPUT``; ``E-XLSX`` where a table or a text is longer than Excel can hold.
    MissingExtraError
        Where pyarrow or openpyxl is not installed.
    """
    known = store.calls()
    tables: list[tuple[str, dict[str, type]]] = [("calls", _columns(calls))]
    tables += [(name, {"source": str, "part": str, **_columns(table)}) for name, table in PARTS.items()]
    tables = [(name, {**columns, "text": str} if name == "sentences" else columns) for name, columns in tables]
    write = {"csv": _all_csv, "parquet": _all_parquet, "xlsx": _all_xlsx}[form]
    return write(folder, [(name, columns, _rows(store, name, known)) for name, columns in tables])


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Write a CSV in UTF-8 in which no cell of text is a formula.

    Raises
    ------
    BadSettingsError
        ``E-OUTPUT`` where it cannot be written.
    """
    with _replacing(path, "w") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")  # with it, a lone \r in a cell is quoted as well
        writer.writerow(columns)
        writer.writerows([neutral(row.get(key)) for key in columns] for row in rows)


def neutral(value: Any) -> Any:
    """Return a cell that a spreadsheet takes for text where it is text.

    Examples
    --------
    >>> neutral("=HYPERLINK(1)"), neutral(-1.5), neutral("fine")
    ("'=HYPERLINK(1)", -1.5, 'fine')
    """
    return "'" + value if isinstance(value, str) and value.startswith(_FORMULA) else value


def _columns(table: Table) -> dict[str, type]:
    kinds: tuple[tuple[type, type], ...] = ((Boolean, bool), (Integer, int), (Float, float))
    return {
        c.name: next((python for sql, python in kinds if isinstance(c.type, sql)), str)
        for c in table.columns
        if c.name != "call_id"
    }


def _rows(store: Store, name: str, known: Sequence[Row]) -> Iterator[Row]:
    if name == "calls":
        yield from known
        return
    table = PARTS[name]
    second = list(table.primary_key.columns)[1]
    for call in known:
        texts: dict[int, str] = {}
        if name == "sentences":
            turns = PARTS["turns"]
            found = store.rows(select(turns.c.turn, turns.c.text).where(turns.c.call_id == call["call_id"]))
            texts = {row["turn"]: row["text"] for row in found}
        for row in store.rows(select(table).where(table.c.call_id == call["call_id"]).order_by(second)):
            if texts:
                row["text"] = texts[row["turn"]][row["start_char"] : row["end_char"]]
            yield {"source": call["source"], "part": call["part"], **row}


Tables = Sequence[tuple[str, dict[str, type], Iterator[Row]]]


def _all_csv(folder: Path, tables: Tables) -> list[Path]:
    written = []
    for name, columns, rows in tables:
        write_csv(folder / f"{name}.csv", list(columns), rows)
        written.append(folder / f"{name}.csv")
    return written


def _all_parquet(folder: Path, tables: Tables) -> list[Path]:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ModuleNotFoundError:
        raise MissingExtraError("parquet", "pyarrow") from None
    kinds = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
    written = []
    for name, columns, rows in tables:
        schema = pa.schema([(key, kinds[kind]) for key, kind in columns.items()])
        path = folder / f"{name}.parquet"
        with _replacing(path, "wb") as stream, pq.ParquetWriter(stream, schema) as writer:
            for batch in _batches(rows):
                writer.write_table(pa.Table.from_pylist([{k: row.get(k) for k in columns} for row in batch], schema))
        written.append(path)
    return written


def _all_xlsx(folder: Path, tables: Tables) -> list[Path]:
    try:
        from openpyxl import Workbook
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
    except ModuleNotFoundError:
        raise MissingExtraError("xlsx", "openpyxl") from None
    book = Workbook(write_only=True)
    for name, columns, rows in tables:
        sheet = book.create_sheet(name)
        sheet.append(list(columns))
        for number, row in enumerate(rows, 2):
            if number > _XLSX_ROWS:
                raise _too_long(f"the table {name} has more rows than an Excel sheet can hold")
            cells = []
            for key in columns:
                value = row.get(key)
                if isinstance(value, str):
                    if len(value) > _XLSX_CELL:
                        raise _too_long(f"a text of {row['source']} is longer than an Excel cell can be")
                    value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)
                cell = WriteOnlyCell(sheet, value)
                if isinstance(value, str):
                    cell.data_type = "s"  # never a formula
                cells.append(cell)
            sheet.append(cells)
    path = folder / "team.xlsx"
    with _replacing(path, "wb") as stream:
        book.save(stream)
    return [path]


def _too_long(what: str) -> BadSettingsError:
    return BadSettingsError("E-XLSX", f"{what}. Export CSV or Parquet.")


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


@contextmanager
def _replacing(path: Path, mode: Literal["w", "wb"]) -> Iterator[IO[Any]]:
    """Write beside a file and then put it in its place: it is never there by half."""
    beside = path.with_name(path.name + ".part")
    text: dict[str, Any] = {"encoding": "utf-8", "newline": "", "errors": "backslashreplace"} if mode == "w" else {}
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, mode, **text) as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    except OSError as error:
        raise BadSettingsError("E-OUTPUT", f"cannot be written: {error.strerror}.", source=path.name) from error
