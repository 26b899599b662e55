"""The question bank: data, validated when it is read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from analyzer.content import content
from analyzer.conversation import CORE_STAGES, Stage
from analyzer.errors import BadSettingsError

__all__ = ["questions_for", "trades"]

_SLOTS: Final = ("product", "account")


@lru_cache(maxsize=1)
def _bank() -> tuple[dict[Stage, tuple[str, ...]], dict[str, dict[Stage, tuple[str, ...]]]]:
    table = content("question_bank")

    def checked(where: str, stages: object) -> dict[Stage, tuple[str, ...]]:
        if not isinstance(stages, dict) or not set(stages) <= set(CORE_STAGES):
            raise ValueError(
                f"analyzer/content/question_bank.toml: {where} must hold lists for {', '.join(CORE_STAGES)}"
            )
        for stage, questions in stages.items():
            if not questions or not all(isinstance(q, str) and q.rstrip().endswith((".", "?")) for q in questions):
                raise ValueError(f"analyzer/content/question_bank.toml: {where}.{stage} must be a list of questions")
        return {stage: tuple(stages[stage]) for stage in CORE_STAGES if stage in stages}

    return checked("general", table["general"]), {
        name: checked(name, stages) for name, stages in table["trades"].items()
    }


def trades() -> tuple[str, ...]:
    """Return the trades that have questions of their own, in alphabetical order."""
    return tuple(sorted(_bank()[1], key=str.lower))


def questions_for(
    trade: str | None = None, *, product: str | None = None, account: str | None = None
) -> Mapping[Stage, tuple[str, ...]]:
    """Return questions for each of the five conversations, those of the trade first.

    Parameters
    ----------
    trade : str, optional
        One of `trades`; case does not matter.
    product, account : str, optional
        Fill the slots of the questions; a question whose slot is not filled is left out.

    Raises
    ------
    BadSettingsError
        ``E-TRADE`` where the trade is not in the bank.
    """
    general, by_trade = _bank()
    own: Mapping[Stage, tuple[str, ...]] = {}
    if trade is not None:
        known = {name.lower(): questions for name, questions in by_trade.items()}
        if trade.strip().lower() not in known:
            raise BadSettingsError("E-TRADE", f"{trade!r} has no questions. Give one of: {', '.join(trades())}.")
        own = known[trade.strip().lower()]
    filled = {name: value for name, value in zip(_SLOTS, (product, account), strict=True) if value}
    return {
        stage: tuple(
            question.format(**filled)
            for question in (*own.get(stage, ()), *general[stage])
            if all(f"{{{slot}}}" not in question or slot in filled for slot in _SLOTS)
        )
        for stage in CORE_STAGES
    }
