"""A call as a brief for what comes after it: what the prospect raised, and a follow-up made of the prospect's words.

After Brock: read your notes and ask what they open up; thank, and come back with ideas. Nothing is invented: every
line quotes a sentence, says what was read in it, or leaves a blank to be filled in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from analyzer.report.visible import visible

__all__ = ["brief_markdown"]

Data = dict[str, Any]

_MARKS: Final = re.compile(r"([\\`*_\[\]<>#|~])")
_KINDS: Final[Mapping[str, str]] = {
    "problem": "Problems", "wish": "Wishes", "feeling": "What matters", "person": "People",
}  # fmt: skip
_OUTCOMES: Final[Mapping[str, str]] = {
    "none": "nothing was agreed", "declined": "declined", "deferred": "put off", "hedged": "a polite yes",
    "agreed": "agreed", "agreed_dated": "agreed, with a date",
}  # fmt: skip
_RUNGS: Final[Mapping[int, str]] = {1: "a wish", 2: "half measured", 3: "dated", 4: "exact"}
_TAKEN_BACK: Final = 2


def brief_markdown(data: Data) -> str:
    """Write an audit's opportunities down as Markdown.

    Parameters
    ----------
    data : dict
        As from ``Audit.to_dict()``.

    Returns
    -------
    str
        Ready to be sent to oneself or pasted into a CRM; transcripts' own marks are escaped.
    """
    return "\n".join(
        [*_head(data), *_raised(data), *_goals(data), *_commitments(data), *_open(data), *_follow_up(data)]
    )


def _head(data: Data) -> Iterator[str]:
    call = data["conversation"]
    yield f"# After the call: {_text(call['account'] or call['id'])}"
    yield ""
    people = [
        f"{_text(p['name'])} ({p['role']})" for p in call["participants"] if p["role"] in ("rep", "prospect", "unknown")
    ]
    yield " · ".join(part for part in (call["date"] and _text(call["date"]), ", ".join(people)) if part)
    yield ""
    if data["suitability"]["verdict"] != "interview":
        yield f"This was read as {_text(data['suitability']['verdict'].replace('_', ' '))}, not as an interview."
        yield ""


def _raised(data: Data) -> Iterator[str]:
    yield "## What they raised"
    yield ""
    if not data["raised"]:
        yield "Nothing was found: no problem, wish, person or matter close to the heart in the prospect's own words."
        yield ""
        return
    for kind, title in _KINDS.items():
        own = [raised for raised in data["raised"] if raised["kind"] == kind]
        if not own:
            continue
        yield f"### {title}"
        yield ""
        for raised in own:
            yield f"- {_quote(raised['evidence'])}"
            yield f"  - {_taken_up(raised)}"
        yield ""


def _taken_up(raised: Data) -> str:
    if raised["heard"] is None:
        return "said last: to be taken up"
    reply = _quote(raised["reply"])
    return f"taken up: {reply}" if raised["heard"] else f"**passed over**, to be taken up; the next words were {reply}"


def _goals(data: Data) -> Iterator[str]:
    yield "## Goals, and how far they are"
    yield ""
    if not data["goals"]:
        yield "No goal was named."
    links = {link["goal"]: link for link in data["gap"]["links"]}
    for position, goal in enumerate(data["goals"]):
        lacks = f"; no {', no '.join(goal['missing'])}" if goal["missing"] else ""
        yield f"- {_quote(goal['evidence'][0])}: {_RUNGS[goal['rung']]} ({goal['rung']} of 4{lacks})"
        if position in links:
            yield f"  - today: {_quote(links[position]['reality_evidence'])}{_difference(links[position])}"
        if goal["ask_next"] is not None:
            yield f"  - ask: {_text(goal['ask_next'])}"
    yield ""


def _difference(link: Data) -> str:
    if link["difference"] is None:
        return ""
    unit = f" {_text(link['unit'])}" if link["unit"] else ""
    share = f", {abs(link['percent']):.0f} %" if link["percent"] is not None else ""
    return f" (apart: {link['difference']:g}{unit}{share})"


def _commitments(data: Data) -> Iterator[str]:
    yield "## Where it was left"
    yield ""
    for name, title in (("next_step", "Next step"), ("implement", "Implementing")):
        found = data["commitments"][name]
        if found["outcome"] is None:
            yield f"- {title}: unknown ({_text(found['why'])})"
            continue
        when = f" ({_text(found['when'])})" if found["when"] else ""
        who = f"; {found['who']} to act" if found["who"] else ""
        said = f": {_quote(found['evidence'][-1])}" if found["evidence"] else ""
        yield f"- {title}: {_OUTCOMES[found['outcome']]}{when}{who}{said}"
    yield ""


def _open(data: Data) -> Iterator[str]:
    thin = [(stage, found) for stage, found in data["coverage"].items() if found["verdict"] in ("skipped", "asked")]
    if not thin:
        return
    yield "## Still open"
    yield ""
    asks = {f["stage"]: f["say_next"] for f in data["findings"] if f["name"] in ("skipped", "asked_only")}
    for stage, found in thin:
        question = f": {_text(asks[stage])}" if stage in asks else ""
        yield f"- {stage.replace('_', ' ')} ({found['verdict']}){question}"
    yield ""


def _follow_up(data: Data) -> Iterator[str]:
    yield "## Follow-up, to be finished by you"
    yield ""
    name = next((p["name"] for p in data["conversation"]["participants"] if p["role"] == "prospect"), None)
    yield f"> Dear {_text(name)}," if name else "> Hello,"
    yield ">"
    yield "> thank you for your time and for speaking so openly."
    for words in _worth_taking_back(data):
        yield ">"
        yield f"> You said: “{_text(words)}”"
    step = data["commitments"]["next_step"]
    yield ">"
    yield "> I have been thinking about it, and would like to come back to you with two or three ideas: …"
    if step["outcome"] == "agreed_dated" and step["when"]:
        yield f"> We said {_text(step['when'])}; I look forward to it."
    else:
        yield "> Which day would suit you?"
    yield ""


def _worth_taking_back(data: Data) -> Sequence[str]:
    """Return the prospect's words to come back to: passed over first, then goals."""
    missed = [r["evidence"]["text"] for r in data["raised"] if r["heard"] is not True and r["kind"] != "person"]
    goals = [goal["text"] for goal in data["goals"]]
    return list(dict.fromkeys([*missed, *goals]))[:_TAKEN_BACK]


def _quote(evidence: Data) -> str:
    where = f"{_clock(evidence['start_s'])}" if evidence["start_s"] is not None else f"turn {evidence['turn']}"
    speaker = f"{_text(evidence['speaker'])}, " if evidence["speaker"] else ""
    return f"“{_text(evidence['text'])}” ({speaker}{where})"


def _clock(seconds: float) -> str:
    whole = int(seconds)
    hours, minutes = whole // 3600, whole % 3600 // 60
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


def _text(text: str) -> str:
    """Make untrusted words one line of Markdown that shows them as they are."""
    return _MARKS.sub(r"\\\1", " ".join(visible(text).split()))
