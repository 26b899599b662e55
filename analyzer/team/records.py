"""An audit as the rows of the store's tables."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter
from typing import Any, Final

from analyzer.conversation import CORE_STAGES
from analyzer.report.rows import finding_rows, measure_rows, turn_rows
from analyzer.team.schema import PARTS

__all__ = ["content_hash", "record_of"]

_WORD: Final = re.compile(r"[^\W_]+")


def record_of(data: Mapping[str, Any], content_sha256: str) -> dict[str, Any]:
    """Return what the store keeps of an audit.

    Parameters
    ----------
    data : dict
        As `analyzer.report.data.audit_dict` returns it, or as it is read back from the JSON.
    content_sha256 : str
        As from `content_hash`.

    Returns
    -------
    dict
        ``call``: the columns of ``calls`` that an audit fills; and by the names of `PARTS` lists of rows, each a tuple
        in the order of the table's columns behind ``call_id``.
    """
    of, parse = data["conversation"], data["parse"]
    sentences = data["sentences"]
    starts = [t["start_s"] for t in of["turns"] if t["start_s"] is not None]
    ends = [t["end_s"] for t in of["turns"] if t["end_s"] is not None]

    said: Counter[tuple[str, bool]] = Counter()
    for s in sentences:
        said[s["role"], s["stage"] == "pitch"] += s["words"]

    call = {
        "conversation_id": of["id"],
        "date": of["date"],
        "rep": of["rep"],
        "account": of["account"],
        "medium": of["medium"],
        "format": parse["format"] if parse is not None else "memory",
        "dialect": parse["dialect"] if parse is not None else "",
        "warnings": json.dumps(parse["warnings"], ensure_ascii=False)
        if parse is not None and parse["warnings"]
        else None,
        "duration_s": max(ends) - min(starts) if starts and ends and max(ends) >= min(starts) else None,
        "words": said.total(),
        "rep_words": said["rep", True] + said["rep", False],
        "prospect_words": said["prospect", True] + said["prospect", False],
        "rep_pitch_words": said["rep", True],
        "suitability": data["suitability"]["verdict"],
        "suitability_why": "; ".join(data["suitability"]["evidence"]),
        "verdict": data["verdict"],
        "content_sha256": content_sha256,
        "model_kind": data["model"]["kind"],
    }
    call |= {
        "goal_rung": data["measures"]["goal_rung"]["value"],
        "values_depth": data["values_depth"]["rung"],
        **{f"{name}_outcome": data["commitments"][name]["outcome"] for name in ("next_step", "implement")},
    }
    for stage in CORE_STAGES:
        call[f"{stage}_verdict"] = data["coverage"][stage]["verdict"]
        call[f"{stage}_confidence"] = data["coverage"][stage]["confidence"]
    rows = {
        "turns": turn_rows(data),
        "sentences": sentences,
        "measures": [{"row": n, **row} for n, row in enumerate(measure_rows(data))],
        "findings": [{"row": n, **row} for n, row in enumerate(finding_rows(data))],
    }
    return {"call": call, **{name: list(map(_VALUES[name], rows[name])) for name in rows}}


def _getter(name: str) -> Callable[[Mapping[str, Any]], Any]:
    keys = [c.name for c in PARTS[name].columns][1:]
    return itemgetter(*["index" if (name, key) == ("sentences", "sentence") else key for key in keys])


_VALUES: Final = {name: _getter(name) for name in PARTS}


def content_hash(texts: Iterable[str]) -> str:
    """Return the hash of what was said: the words of the turns alone, so that it is the same in every format."""
    digest = hashlib.sha256()
    for text in texts:
        digest.update(" ".join([*_WORD.findall(text.casefold()), ""]).encode("utf-8", "replace"))
    return digest.hexdigest()
