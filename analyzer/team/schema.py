"""The store's tables, and how a store of an older version becomes one of this version.

| table | one row | |
|---|---|---|
| ``calls`` | a call | ``source`` is its file, as a path from the folder that holds the store's folder; ``part`` is the call's number in a file of several, or the row of a table |
| ``turns`` | a turn | the words, verbatim |
| ``sentences`` | a sentence | its words are ``turns.text[start_char:end_char]``, so that nothing is kept twice |
| ``measures`` | a number | as in measures frames |
| ``findings`` | a finding | as in findings frames |
| ``failures`` | a file that could not be analysed | with the code of its error; gone once it could |
| ``forgotten`` | a source, account or content not to be stored again | only hashes |
| ``runs`` | a run of ``analyzer batch`` | the only table with clock times |

Units are in the names: ``_s`` seconds, ``_char`` code points of the turn's text. Shares and confidences are fractions
of one. Unknown is NULL. Turns and sentences count from 0.
"""  # noqa: E501

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    insert,
    inspect,
    select,
    update,
)

from analyzer.conversation import CORE_STAGES
from analyzer.errors import BadSettingsError

__all__ = [
    "MIGRATIONS",
    "PARTS",
    "calls",
    "failures",
    "findings",
    "forgotten",
    "measures",
    "metadata",
    "migrate",
    "runs",
    "sentences",
    "turns",
]

Migration = Callable[[Connection], None]

metadata: Final = MetaData()

calls: Final = Table(
    "calls",
    metadata,
    Column("call_id", Integer, primary_key=True),
    Column("source", Text, nullable=False),
    Column("part", Text, nullable=False, comment="empty for a file of one call"),
    Column("conversation_id", Text, nullable=False),
    Column("date", Text, comment="ISO; never the time of the file"),
    Column("rep", Text),
    Column("account", Text),
    Column("not_found", Text, comment="which of date, rep and account could not be found, and why"),
    Column("medium", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("dialect", Text, nullable=False),
    Column("warnings", Text, comment="JSON"),
    Column("redacted", Integer, comment="identifiers taken out; NULL where none were looked for"),
    Column("duration_s", Float, comment="first start to last end"),
    Column("words", Integer, nullable=False),
    Column("rep_words", Integer, nullable=False),
    Column("prospect_words", Integer, nullable=False),
    Column("rep_pitch_words", Integer, nullable=False),
    Column("suitability", Text, nullable=False),
    Column("suitability_why", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    *(
        column
        for stage in CORE_STAGES
        for column in (Column(f"{stage}_verdict", Text, nullable=False), Column(f"{stage}_confidence", Float))
    ),
    Column("goal_rung", Integer, comment="of the most concrete goal, 0 to 4; NULL where not measured"),
    Column("values_depth", Integer, comment="0 to 3; NULL where not known"),
    Column("next_step_outcome", Text, comment="none to agreed_dated; NULL where not known"),
    Column("implement_outcome", Text),
    Column("duplicate_of", Text, comment="source of the first call with the same words"),
    Column("content_sha256", Text, nullable=False, comment="of the words alone"),
    Column("source_sha256", Text, nullable=False, comment="of the file or row"),
    Column("fingerprint", Text, nullable=False, comment="of content, model, code and options: unchanged is not redone"),
    Column("model_kind", Text, nullable=False),
    Column("model_version", Text, nullable=False),
    Column("code_version", Text, nullable=False),
    UniqueConstraint("source", "part"),
)
Index("calls_content", calls.c.content_sha256)


def _of_call(name: str, *columns: Column[object]) -> Table:
    """Make a table of things in a call, in the order of their call."""
    return Table(
        name,
        metadata,
        Column("call_id", ForeignKey("calls.call_id", ondelete="CASCADE"), primary_key=True),
        *columns,
        sqlite_with_rowid=False,  # rows lie in the order of their key, which needs no second index
    )


turns: Final = _of_call(
    "turns",
    Column("turn", Integer, primary_key=True, autoincrement=False),
    Column("speaker", Text),
    Column("role", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("start_s", Float),
    Column("end_s", Float),
    Column("talk_s", Float, comment="union of its timed spans"),
    Column("words", Integer, nullable=False),
    Column("sentences", Integer, nullable=False),
)
sentences: Final = _of_call(
    "sentences",
    Column("sentence", Integer, primary_key=True, autoincrement=False),
    Column("turn", Integer, nullable=False),
    Column("start_char", Integer, nullable=False),
    Column("end_char", Integer, nullable=False),
    Column("start_s", Float),
    Column("end_s", Float),
    Column("role", Text, nullable=False),
    Column("words", Integer, nullable=False),
    Column("is_question", Boolean, nullable=False),
    Column("question", Text, comment="open, closed or statement; NULL where it asks nothing"),
    Column("stage", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("unsure", Boolean, nullable=False),
    Column("corrected", Boolean, nullable=False),
)
measures: Final = _of_call(
    "measures",
    Column("row", Integer, primary_key=True, autoincrement=False),
    Column("measure", Text, nullable=False),
    Column("stage", Text),
    Column("role", Text),
    Column("kind", Text),
    Column("value", Float),
    Column("unit", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("basis", Text, nullable=False),
    Column("why", Text),
    Column("band", Float),
    Column("details", Text, comment="JSON"),
)
findings: Final = _of_call(
    "findings",
    Column("row", Integer, primary_key=True, autoincrement=False),
    Column("finding", Text, nullable=False),
    Column("stage", Text),
    Column("severity", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("message", Text, nullable=False),
    Column("say_next", Text, nullable=False),
    Column("quotes", Integer, nullable=False),
    Column("quote", Text),
    Column("quote_sentence", Integer),
    Column("quote_turn", Integer),
    Column("quote_start_s", Float),
    Column("quote_speaker", Text),
    Column("due_turn", Integer),
    Column("holds_if", Text, comment="JSON; NULL where it holds whoever is the rep"),
)
#: The tables of what is in a call, in the order in which they are written.
PARTS: Final[dict[str, Table]] = {t.name: t for t in (turns, sentences, measures, findings)}

failures: Final = Table(
    "failures",
    metadata,
    Column("source", Text, primary_key=True),
    Column("part", Text, primary_key=True),
    Column("code", Text, nullable=False),
    Column("message", Text, nullable=False),
)
forgotten: Final = Table(
    "forgotten",
    metadata,
    Column("kind", Text, primary_key=True, comment="source, account or content"),
    Column("sha256", Text, primary_key=True),
)
runs: Final = Table(
    "runs",
    metadata,
    Column("run_id", Integer, primary_key=True),
    Column("started_at", Text, nullable=False),
    Column("finished_at", Text, comment="NULL where the run was broken off"),
    Column("code_version", Text, nullable=False),
    Column("model_kind", Text, nullable=False),
    Column("model_version", Text, nullable=False),
    Column("items", Integer, nullable=False),
    Column("analysed", Integer),
    Column("unchanged", Integer),
    Column("failed", Integer),
)
_version: Final = Table("schema_version", MetaData(), Column("version", Integer, nullable=False))


def _first(connection: Connection) -> None:
    metadata.create_all(connection)


#: Migration *n* makes a store of version *n* from one of version *n* - 1. A released one is never changed.
MIGRATIONS: Final[tuple[Migration, ...]] = (_first,)


def migrate(connection: Connection, migrations: Sequence[Migration] = MIGRATIONS) -> int:
    """Bring a store to this version, inside the caller's transaction.

    Returns
    -------
    int
        The version that it now has.

    Raises
    ------
    BadSettingsError
        ``E-STORE`` where the store was written by a newer version.
    """
    there = inspect(connection).has_table(_version.name)
    found = connection.execute(select(_version.c.version)).scalar_one() if there else 0
    if found > len(migrations):
        raise BadSettingsError(
            "E-STORE",
            f"the store has version {found}, this analyzer knows {len(migrations)}. Update interview-analyzer.",
        )
    if found == len(migrations):
        return found  # nothing is written, so that readers wait for nobody
    if not there:
        _version.create(connection)
        connection.execute(insert(_version).values(version=0))
    for step in migrations[found:]:
        step(connection)
    connection.execute(update(_version).values(version=len(migrations)))
    return len(migrations)
