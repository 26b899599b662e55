"""Earlier meetings with the same account: what they covered need not be covered again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from analyzer.conversation import CORE_STAGES, Conversation, Stage
from analyzer.errors import BadSettingsError

__all__ = ["CoveredEarlier", "Earlier", "covered_earlier", "read_earlier"]

_MAX_BYTES: Final = 100 * 2**20


@dataclass(frozen=True, slots=True)
class CoveredEarlier:
    """A stage that an earlier meeting covered.

    Parameters
    ----------
    conversation : str
        Id of that meeting.
    date : str or None
        Its ISO date, where it is known.
    text, speaker : str, str or None
        The prospect's words that covered it, verbatim.
    confidence : float
        How sure that verdict was.
    """

    conversation: str
    date: str | None
    text: str
    speaker: str | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Earlier:
    """The audit of an earlier meeting, as far as it matters later.

    Parameters
    ----------
    conversation : str
    date, account : str or None
    covered : mapping of Stage to CoveredEarlier
    """

    conversation: str
    date: str | None
    account: str | None
    covered: Mapping[Stage, CoveredEarlier]

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Earlier:
        """Take what matters from an audit's data (``Audit.to_dict()``).

        Raises
        ------
        KeyError, TypeError, IndexError
            Where it is no audit.
        """
        call = data["conversation"]
        name, date = str(call["id"]), call["date"]
        covered = {}
        for stage in CORE_STAGES:
            found = data["coverage"][stage]
            if found["verdict"] == "covered":
                quote = found["evidence"][0]
                covered[stage] = CoveredEarlier(
                    name, date, str(quote["text"]), quote["speaker"], float(found["confidence"])
                )
            elif found.get("earlier") is not None:  # a third meeting knows what the first one covered
                covered[stage] = CoveredEarlier(**found["earlier"])
        return cls(name, date, call["account"], covered)


def read_earlier(path: Path) -> Earlier:
    """Read an audit that ``analyzer audit --format json`` wrote.

    Raises
    ------
    BadSettingsError
        ``E-AFTER`` where it cannot be read or is no audit.
    """
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise BadSettingsError("E-AFTER", "too large for an audit (over 100 MB).", source=path.name)
        return Earlier.of(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise BadSettingsError(
            "E-AFTER", f"cannot be read: {error.strerror or 'no file'}.", source=path.name or "."
        ) from error
    except (ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        raise BadSettingsError(
            "E-AFTER", "not an audit. Give what `analyzer audit FILE --format json -o OUT` wrote.", source=path.name
        ) from error


def covered_earlier(conversation: Conversation, earlier: Iterable[Earlier]) -> dict[Stage, CoveredEarlier]:
    """Join earlier meetings: for each stage the last one that covered it.

    Parameters
    ----------
    conversation : Conversation
        The meeting that is audited now.
    earlier : iterable of Earlier

    Raises
    ------
    BadSettingsError
        ``E-AFTER`` where one is of another account, or took place later.
    """
    known: Sequence[Earlier] = sorted(earlier, key=lambda e: (e.date or "", e.conversation))
    out: dict[Stage, CoveredEarlier] = {}
    for meeting in known:
        if meeting.account and conversation.account and meeting.account != conversation.account:
            raise BadSettingsError(
                "E-AFTER",
                f"the earlier audit is of {meeting.account!r}, this call is with {conversation.account!r}. Leave it "
                "out, or correct the account in one of the files.",
                source=meeting.conversation,
            )
        if meeting.date and conversation.date and meeting.date > conversation.date:
            raise BadSettingsError(
                "E-AFTER", f"took place on {meeting.date}, after this call ({conversation.date}).",
                source=meeting.conversation,
            )  # fmt: skip
        out |= meeting.covered
    return {stage: out[stage] for stage in CORE_STAGES if stage in out}
