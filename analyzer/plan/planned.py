"""A plan as Markdown that a rep takes into the call, and that is read back after it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from analyzer.conversation import CORE_STAGES, Stage
from analyzer.errors import BadSettingsError
from analyzer.plan.bank import questions_for

__all__ = ["HEADINGS", "Plan", "Planned", "plan_of", "read_plan"]

#: The five conversations as a plan heads them.
HEADINGS: Final[Mapping[Stage, str]] = {
    "values": "Values", "goals": "Goals", "realities": "Current realities", "next_step": "Next step",
    "implement": "Commitment to implement",
}  # fmt: skip
#: Findings of an earlier meeting whose question is still to be asked.
_LEAVES_OPEN: Final = ("skipped", "asked_only", "polite_yes", "no_implement_check", "no_gap")
_STAGE_OF: Final[Mapping[str, Stage]] = {"problem": "realities", "wish": "goals", "feeling": "values"}
_BULLET: Final = re.compile(r"^[-*+] +(?:\[[ xX]\] +)?(.+)$")
_HEADING: Final = re.compile(r"^#+ +(.+?) *#*$")
_ESCAPED: Final = re.compile(r"\\([\\`*_\[\]<>#|~])")
_MARKS: Final = re.compile(r"([\\`*_\[\]<>#|~])")
_MAX_BYTES: Final = 2**20


@dataclass(frozen=True, slots=True)
class Planned:
    """A question that a rep means to ask.

    Parameters
    ----------
    stage : Stage
        The conversation that it is of.
    text : str
    why : str or None
        What an earlier meeting left open, where it comes from one.
    """

    stage: Stage
    text: str
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Questions for a call.

    Parameters
    ----------
    title : str
    questions : tuple of Planned
        In Bachrach's order; what an earlier meeting left open comes first in its stage.
    """

    title: str
    questions: tuple[Planned, ...]

    def to_markdown(self) -> str:
        """Write the plan down; `read_plan` reads it back."""
        lines = [f"# Plan: {_escaped(self.title)}", ""]
        for stage, heading in HEADINGS.items():
            lines += [f"## {heading}", ""]
            for question in self.questions:
                if question.stage == stage:
                    lines.append(f"- [ ] {_escaped(question.text)}")
                    if question.why is not None:
                        lines.append(f"  - {_escaped(question.why)}")
            lines.append("")
        return "\n".join(lines)


def plan_of(
    *,
    trade: str | None = None,
    product: str | None = None,
    account: str | None = None,
    after: Mapping[str, Any] | None = None,
) -> Plan:
    """Make a plan from the question bank and from what an earlier meeting left open.

    Parameters
    ----------
    trade, product, account : str, optional
        As in `analyzer.plan.bank.questions_for`.
    after : mapping, optional
        The audit of an earlier meeting (``Audit.to_dict()``).

    Raises
    ------
    BadSettingsError
        ``E-TRADE`` for an unknown trade; ``E-AFTER`` where `after` is no audit.
    """
    left: list[Planned] = []
    if after is not None:
        try:
            account = account or after["conversation"]["account"]
            left = list(_left_open(after))
        except (KeyError, TypeError, IndexError) as error:
            raise BadSettingsError(
                "E-AFTER", "not an audit. Give what `analyzer audit FILE --format json` wrote."
            ) from error
    bank = questions_for(trade, product=product, account=account)
    questions = [
        planned
        for stage in CORE_STAGES
        for planned in (*(q for q in left if q.stage == stage), *(Planned(stage, text) for text in bank[stage]))
    ]
    unique = {(q.stage, q.text.lower()): q for q in reversed(questions)}
    return Plan(account or product or trade or "first meeting", tuple(reversed(unique.values())))


def _left_open(audit: Mapping[str, Any]) -> Iterator[Planned]:
    """Yield the questions that an earlier audit leaves: what was thin, fuzzy, soft or passed over."""
    call = audit["conversation"]
    when = call["date"] or call["id"]
    seen: set[tuple[str, str]] = set()
    for raised in audit.get("raised", ()):
        if raised["heard"] is False and raised["kind"] in _STAGE_OF:
            words = _clipped(raised["evidence"]["text"])
            yield Planned(
                _STAGE_OF[raised["kind"]], f"You said “{words}”. Tell me more about that?", f"passed over on {when}"
            )
    for goal in audit.get("goals", ()):
        if goal["ask_next"] is not None:
            yield Planned(
                "goals", goal["ask_next"], f"{when}: “{_clipped(goal['text'])}” (no {', no '.join(goal['missing'])})"
            )
    for finding in audit["findings"]:
        stage = finding["stage"]
        if stage in CORE_STAGES and finding["name"] in (
            "skipped",
            "asked_only",
            "polite_yes",
            "no_implement_check",
            "no_gap",
        ):
            if (stage, finding["say_next"]) not in seen:
                yield Planned(stage, finding["say_next"], f"{when}: {finding['message']}")
            seen.add((stage, finding["say_next"]))


def read_plan(path: Path) -> Plan:
    """Read a plan: bullets under the headings of the five conversations; what else stands there is the rep's own.

    Raises
    ------
    BadSettingsError
        ``E-PLAN`` where the file cannot be read or holds no question.
    """
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise BadSettingsError("E-PLAN", "too large for a plan (over 1 MB).", source=path.name)
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else error.strerror or "no file"
        raise BadSettingsError("E-PLAN", f"cannot be read: {reason}.", source=path.name or ".") from error
    stages = {heading.lower(): stage for stage, heading in HEADINGS.items()}
    stages |= {stage.replace("_", " "): stage for stage in CORE_STAGES}
    title, stage, questions = path.stem, None, []
    for line in lines:
        if heading := _HEADING.match(line.strip()):
            name = _unescaped(heading[1])
            stage = stages.get(name.lower())
            if name.lower().startswith("plan:"):
                title = name[5:].strip()
        elif stage is not None and (bullet := _BULLET.match(line)):
            questions.append(Planned(stage, _unescaped(bullet[1].strip())))
    if not questions:
        raise BadSettingsError(
            "E-PLAN",
            f"no question found. Write them as bullets (- …) under the headings {', '.join(HEADINGS.values())}.",
            source=path.name,
        )
    return Plan(title, tuple(questions))


def _clipped(text: str, most: int = 14) -> str:
    words = text.split()
    return " ".join(words[:most]).rstrip(".,;:!?…") + ("…" if len(words) > most else "")


def _escaped(text: str) -> str:
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)
