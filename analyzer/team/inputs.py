"""What a batch is over: folders, globs, files, a manifest, or tables in which a row is a call.

A file is named by its path from the folder that holds the output folder, however it was given. So a file has one name
from whatever folder the command is run, and a project's folder can be moved as a whole.
"""

from __future__ import annotations

import csv
import glob
import io
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from analyzer.errors import AnalyzerError, BadSettingsError, MissingExtraError, one_line
from analyzer.team.store import natural

__all__ = ["FIELDS", "Inputs", "Item", "RowColumns", "find_inputs", "name_pattern", "read_manifest"]

#: What may be told of a call beside its words.
FIELDS: Final = ("date", "rep", "account")
_TABLES: Final = (".csv", ".tsv", ".xlsx", ".jsonl", ".ndjson")
#: Endings under which calls are kept that no reader lists as its own.
_MORE_ENDINGS: Final = (".docx", ".jsonl", ".ndjson", ".json", ".txt", ".text", ".md", ".markdown", ".csv", ".tsv")
_MANIFEST: Final = "a manifest has the columns file, date, rep, account; only file has to be there"
_DAY: Final = r"\d{4}-?\d{2}-?\d{2}"
_FIELD: Final = re.compile(r"\{(\w+|\*)\}")


@dataclass(frozen=True, slots=True)
class Item:
    """One file, or one row of a table.

    Parameters
    ----------
    source : str
        Name of the file in the store.
    path : str
        Where it lies.
    part : str or None
        Row of a table; None for a whole file.
    text : str or None
        Text of the row.
    date, rep, account : str or None
        What manifest, row or file name tell.
    told_over_file : tuple of str
        Those of them that go before what the file says: a manifest's and a row's, not a file name's.
    not_found : tuple of str
        What was looked for and not found, in words.
    """

    source: str
    path: str
    part: str | None = None
    text: str | None = None
    date: str | None = None
    rep: str | None = None
    account: str | None = None
    told_over_file: tuple[str, ...] = ()
    not_found: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowColumns:
    """Which columns of a table hold what, where a row is a call."""

    text: str
    id: str | None = None
    date: str | None = None
    rep: str | None = None
    account: str | None = None


@dataclass(frozen=True, slots=True)
class Inputs:
    """What was found.

    Parameters
    ----------
    items : tuple of Item
        Ordered by source, rows of a table in its order; the same for the same files.
    refused : tuple of (source, part, AnalyzerError)
        Tables and rows that hold nothing to read.
    passed_over : mapping of str to int
        Files of folders that no reader is for, counted by their ending.
    """

    items: tuple[Item, ...]
    refused: tuple[tuple[str, str, AnalyzerError], ...]
    passed_over: Mapping[str, int]


def find_inputs(
    given: Sequence[str],
    out: Path,
    *,
    manifest: Path | None = None,
    pattern: str | None = None,
    rows: RowColumns | None = None,
) -> Inputs:
    """Find the files of a batch.

    Parameters
    ----------
    given : sequence of str
        Folders (searched at every depth, for endings that a reader has), files and globs (taken as they are).
    out : Path
        The output folder: names are told from the folder that holds it, and nothing in it is an input.
    manifest : Path, optional
        CSV of files with date, rep and account. Its files are inputs too.
    pattern : str, optional
        As `name_pattern` takes it.
    rows : RowColumns, optional
        Take every file for a table in which a row is a call.

    Raises
    ------
    BadSettingsError
        ``E-INPUT`` where something given is not there; ``E-MANIFEST``; ``E-OPTION`` for a bad pattern.
    """
    home = Path(os.path.abspath(out)).parent  # noqa: PTH100 - links stay links, a file keeps the name it was given
    naming = name_pattern(pattern) if pattern is not None else None
    told = read_manifest(manifest) if manifest is not None else {}
    passed_over: Counter[str] = Counter()
    paths = {str(p) for p in _files(given, Path(os.path.abspath(out)), passed_over, rows is not None)}  # noqa: PTH100
    items: list[Item] = []
    refused: list[tuple[str, str, AnalyzerError]] = []
    for path in sorted(paths | set(told)):
        item = Item(_name(path, home), path)
        if rows is not None:
            try:
                for row in _rows(Path(path), rows):
                    if isinstance(row, AnalyzerError):
                        refused.append((item.source, row.place or "", row))
                    else:
                        items.append(replace(row, source=item.source))
            except AnalyzerError as error:
                refused.append((item.source, "", error))
            continue
        if path in told:
            item = _with(item, told[path], "the manifest", over_file=True)
        if naming is not None:
            item = _with_name(item, naming)
        items.append(item)
    items.sort(key=lambda item: item.source)  # stable: rows stay in their order
    return Inputs(
        tuple(items), tuple(sorted(refused, key=lambda r: natural({"source": r[0], "part": r[1]}))), passed_over
    )


def read_manifest(path: Path) -> dict[str, dict[str, str]]:
    """Read a manifest: CSV with the columns file, date, rep, account, separated by comma, semicolon or tab.

    Returns
    -------
    dict
        By absolute path; files are told from the manifest's folder.

    Raises
    ------
    BadSettingsError
        ``E-MANIFEST`` where it cannot be read, has no column file, or names a file twice.
    """
    try:
        lines = list(_table(path))
    except AnalyzerError as error:
        raise BadSettingsError("E-MANIFEST", f"{error.what} ({_MANIFEST})", source=path.name) from error
    told: dict[str, dict[str, str]] = {}
    for number, row in lines:
        low = {(key or "").strip().casefold(): value for key, value in row.items()}
        if "file" not in low:
            raise BadSettingsError("E-MANIFEST", f"there is no column file: {_MANIFEST}.", source=path.name)
        name = low["file"].strip()
        if not name:
            raise BadSettingsError("E-MANIFEST", "no file is named.", source=path.name, place=f"row {number}")
        whole = os.path.abspath(path.parent / name)  # noqa: PTH100
        if whole in told:
            raise BadSettingsError(
                "E-MANIFEST", f"{one_line(name)} is named twice.", source=path.name, place=f"row {number}"
            )
        told[whole] = {key: low[key].strip() for key in FIELDS if low.get(key, "").strip()}
    return told


def name_pattern(text: str) -> re.Pattern[str]:
    """Return the pattern of file names like ``{date}_{rep}_{account}``, without ending; ``{*}`` is anything.

    Raises
    ------
    BadSettingsError
        ``E-OPTION`` for unknown or repeated fields.

    Examples
    --------
    >>> name_pattern("{date}_{rep}").fullmatch("2026-03-02_Dana Reed")["rep"]
    'Dana Reed'
    """
    parts = _FIELD.split(text)
    fields = [f for f in parts[1::2] if f != "*"]
    wrong = sorted({f for f in fields if f not in FIELDS or fields.count(f) > 1})
    if wrong or not fields:
        raise BadSettingsError(
            "E-OPTION", f"--name-pattern {one_line(text)!r}: write each of {{date}}, {{rep}}, {{account}} at most once."
        )
    regex = "".join(
        re.escape(part) if n % 2 == 0 else ".*?" if part == "*" else f"(?P<{part}>{_DAY if part == 'date' else '.+?'})"
        for n, part in enumerate(parts)
    )
    return re.compile(regex)


def _files(given: Iterable[str], out: Path, passed_over: Counter[str], tables: bool) -> Iterator[Path]:
    for text in given:
        path = Path(os.path.abspath(text))  # noqa: PTH100
        if path.is_dir():
            yield from _inside(path, out, passed_over, tables)
        elif path.exists():
            yield path
        elif glob.has_magic(text):
            found = [Path(os.path.abspath(p)) for p in glob.glob(text, recursive=True)]  # noqa: PTH100, PTH207
            files = [p for p in found if p.is_file() and out not in p.parents]
            if not files:
                raise BadSettingsError("E-INPUT", "no file is matched. Check the pattern.", source=text)
            yield from files
        else:
            raise BadSettingsError("E-INPUT", "there is no such file or folder. Check the path.", source=text)


def _inside(folder: Path, out: Path, passed_over: Counter[str], tables: bool) -> Iterator[Path]:
    from analyzer.transcripts.registry import FORMATS

    endings = set(_TABLES) if tables else {e.casefold() for f in FORMATS for e in f.extensions} | set(_MORE_ENDINGS)
    for root, folders, names in os.walk(folder):
        here = Path(root)
        folders[:] = sorted(f for f in folders if not f.startswith(".") and here / f != out)
        for name in sorted(names):
            if name.startswith("."):
                continue
            ending = Path(name).suffix.casefold()
            if ending in endings:
                yield here / name
            else:
                passed_over[ending or "no ending"] += 1


def _name(path: str, home: Path) -> str:
    try:
        return Path(os.path.relpath(path, home)).as_posix()
    except ValueError:  # another drive
        return Path(path).as_posix()


def _with(item: Item, told: Mapping[str, str], who: str, *, over_file: bool) -> Item:
    """Take what is told of an item; what is no date is said and left out."""
    changes: dict[str, Any] = {}
    missing = list(item.not_found)
    for field in FIELDS:
        value = told.get(field)
        if value is None or getattr(item, field) is not None:
            continue
        if field == "date":
            day = _iso(value)
            if day is None:
                missing.append(f"date: {one_line(value)!r} in {who} is no date like 2026-03-02")
                continue
            value = day
        changes[field] = value
    over = (*item.told_over_file, *changes) if over_file else item.told_over_file
    return replace(item, **changes, told_over_file=over, not_found=tuple(missing))


def _with_name(item: Item, naming: re.Pattern[str]) -> Item:
    found = naming.fullmatch(Path(item.path).stem)
    if found is None:
        lacking = [f for f in FIELDS if f in naming.groupindex and getattr(item, f) is None]
        why = tuple(f"{field}: the file's name does not fit the pattern" for field in lacking)
        return replace(item, not_found=item.not_found + why)
    told = {key: value.strip() for key, value in found.groupdict().items() if value.strip()}
    return _with(item, told, "the file's name", over_file=False)


def _iso(text: str) -> str | None:
    try:
        return date.fromisoformat(text[:10] if "T" in text or " " in text else text).isoformat()
    except ValueError:
        return None


def _rows(path: Path, columns: RowColumns) -> Iterator[Item | AnalyzerError]:
    wanted = [c for c in (columns.text, columns.id, columns.date, columns.rep, columns.account) if c is not None]
    seen: set[str] = set()
    for number, row in _table(path):
        missing = [c for c in wanted if c not in row]
        if missing and path.suffix.casefold() not in (".jsonl", ".ndjson"):
            there = ", ".join(one_line(str(key), 20) for key in list(row)[:8])
            raise BadSettingsError(
                "E-COLUMNS", f"there is no column {missing[0]!r}. There are: {there}.", source=path.name
            )
        part = (row.get(columns.id) or "").strip() if columns.id is not None else str(number)
        text = row.get(columns.text) or ""
        if not part or part in seen:
            what = f"its id {one_line(part)!r} is on an earlier row" if part else "it has no id"
            yield BadSettingsError("E-COLUMNS", f"{what}.", source=path.name, place=f"row {number}")
        elif not text.strip():
            yield BadSettingsError("E-EMPTY", "it has no text.", source=path.name, place=part)
        else:
            told = {
                field: str(row[column]).strip()
                for field in FIELDS
                if (column := getattr(columns, field)) is not None and str(row.get(column) or "").strip()
            }
            lacking = tuple(
                f"{field}: the row has none" for field in FIELDS if getattr(columns, field) and field not in told
            )
            yield _with(Item("", str(path), part, text, not_found=lacking), told, "the row", over_file=True)
        seen.add(part)


def _table(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Return rows with their numbers, from 1, as texts by column."""
    ending = path.suffix.casefold()
    if ending == ".xlsx":
        return _excel(path)
    if ending in (".jsonl", ".ndjson"):
        return _json_lines(path)
    return _separated(path)


def _separated(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    from analyzer.transcripts.source import MAX_BYTES, open_source

    text = open_source(path).text
    head = text.split("\n", 1)[0]
    separator = max(",;\t", key=head.count)
    csv.field_size_limit(MAX_BYTES)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, restkey="", restval="")
    try:
        for number, row in enumerate(reader, 1):
            yield number, {key: value for key, value in row.items() if key}
    except csv.Error as error:
        raise BadSettingsError("E-TABLE", f"cannot be read as CSV: {error}.", source=path.name) from error


def _json_lines(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    from analyzer.transcripts.source import open_source

    for number, line in enumerate(open_source(path).text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line, parse_int=str, parse_float=str)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict):
            raise BadSettingsError(
                "E-JSON", "is no JSON object. Give one object a line.", source=path.name, place=f"line {number}"
            )
        yield number, {key: value for key, value in row.items() if isinstance(value, str)}


def _excel(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    from zipfile import BadZipFile

    try:
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException
    except ModuleNotFoundError:
        raise MissingExtraError("xlsx", "openpyxl", source=path.name) from None
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (OSError, BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise BadSettingsError("E-TABLE", "cannot be read as an Excel file.", source=path.name) from error
    try:
        lines = book.worksheets[0].iter_rows(values_only=True)
        head = [str(name) if name is not None else "" for name in next(lines, ())]
        for number, values in enumerate(lines, 1):
            if any(value is not None for value in values):
                yield number, {key: _cell(value) for key, value in zip(head, values, strict=False) if key}
    finally:
        book.close()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    return str(value)
