"""The pages of a team's calls, beside the team's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from analyzer.conversation import Conversation, Participant, Turn
from analyzer.report.page import render_page
from analyzer.team.schema import turns
from analyzer.team.store import Store, hashed, make_private
from analyzer.transcripts.clean import masked_ranges

__all__ = ["audit_again", "page_name", "write_pages"]

Row = Mapping[str, Any]
_LONGEST: Final = 60


def page_name(source: str, part: str) -> str:
    """Return the name of a call's page: what can be read of its source, and a hash, so that no two are the same."""
    words = re.sub(r"[^\w-]+", "-", f"{Path(source).stem} {part}".strip()).strip("-").lower()[:_LONGEST]
    return f"{words}-{hashed(f'{source}#{part}')[:8]}.html"


def write_pages(
    store: Store, chosen: Iterable[Row], folder: Path, audits: Mapping[str, Mapping[str, Any]] | None = None
) -> dict[tuple[str, str], str]:
    """Write the pages of some calls, readable by their owner alone.

    Parameters
    ----------
    store : Store
    chosen : iterable of mapping
        Rows of ``calls``.
    folder : Path
    audits : mapping of source to audit, optional
        Where the audits themselves are there. Otherwise the call is audited again from the turns in the store, with
        the sides that it knows, by the packaged model of that kind.

    Returns
    -------
    dict of (source, part) to str
        Names of the pages in `folder`.
    """
    make_private(folder, folder=True)
    out: dict[tuple[str, str], str] = {}
    for call in chosen:
        data = audits[call["source"]] if audits is not None else audit_again(store, call)
        name = page_name(call["source"], call["part"])
        path = folder / name
        make_private(path)
        path.write_text(render_page(data), encoding="utf-8", errors="replace")
        out[call["source"], call["part"]] = name
    return out


def audit_again(store: Store, call: Row) -> dict[str, Any]:
    """Audit a call from its turns in the store; how its file was read is not known any more."""
    from analyzer.pipeline import audit, load_model

    said: list[Turn] = []
    for row in store.rows(select(turns).where(turns.c.call_id == call["call_id"]).order_by(turns.c.turn)):
        start, end, talk = row["start_s"], row["end_s"], row["talk_s"]
        # the store keeps how long a turn was talked, and not where its pauses were
        spans = ((start, start + talk),) if start is not None and end is not None and talk else ()
        said.append(
            Turn(
                row["turn"], row["speaker"], row["text"], row["role"],
                start_s=start, end_s=end, spans=spans, masked=masked_ranges(row["text"]),
            )
        )  # fmt: skip
    sides = {turn.speaker: turn.role for turn in said if turn.speaker is not None}
    people = tuple(
        Participant(name, role, "metadata" if role != "unknown" else "none", 1.0 if role != "unknown" else None, ())
        for name, role in sides.items()
    )
    conversation = Conversation(
        call["conversation_id"], tuple(said), call["medium"], people,
        date=call["date"], account=call["account"], rep=call["rep"], source_name=Path(call["source"]).name,
    )  # fmt: skip
    return audit(conversation, model=load_model(call["model_kind"])).to_dict()
