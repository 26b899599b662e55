"""Small invented calls as files, and what a store holds, for comparison."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

LINES = (
    "Dana: Morning Jill, thanks for making the time. What would you like to get done this year?",
    "Jill: We send out {n} parcels a day, and I want every one of them out of the door within two days.",
    "Dana: And where are you today?",
    "Jill: It takes us nine days. Last month {m} customers left us over it, and that cost us four thousand pounds.",
    "Dana: Why does that matter to you?",
    "Jill: My father built this firm, and I promised him that nobody would ever wait for an order of ours.",
    "Dana: We build routing software. It plans the whole day in a minute, and {n} firms run on it.",
    "Jill: Does it run on the old phones that my drivers have?",
    "Dana: It does. Shall I show it to you and your brother on Tuesday at ten?",
    "Jill: Yes, Tuesday at ten works, and I will bring the figures of the last quarter with me.",
)


def write_call(path: Path, n: int) -> Path:
    """Write a call of ten turns; other numbers are other words."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join(LINES).format(n=n, m=n + 7) + "\n", encoding="utf-8")
    return path


def write_calls(folder: Path, count: int) -> Path:
    """Write a folder of calls that differ."""
    for n in range(count):
        write_call(folder / f"call-{n:03d}.txt", 100 + n)
    return folder


def dump(out: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return all that a store knows of calls, without clock times, in an order of its own."""
    connection = sqlite3.connect(out / "store.sqlite")
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        found: dict[str, list[tuple[Any, ...]]] = {}
        names = [c[1] for c in connection.execute("PRAGMA table_info(calls)") if c[1] != "call_id"]
        found["calls"] = connection.execute(f"SELECT {', '.join(names)} FROM calls ORDER BY source, part").fetchall()  # noqa: S608
        for table in ("turns", "sentences", "measures", "findings"):
            names = [f"t.{c[1]}" for c in connection.execute(f"PRAGMA table_info({table})") if c[1] != "call_id"]
            found[table] = connection.execute(
                f"SELECT source, part, {', '.join(names)} FROM {table} t JOIN calls USING (call_id) "  # noqa: S608
                f"ORDER BY source, part, {names[0]}"
            ).fetchall()
        found["failures"] = connection.execute("SELECT * FROM failures ORDER BY source, part").fetchall()
        return found
    finally:
        connection.close()
