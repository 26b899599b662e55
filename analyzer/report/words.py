"""How reports say things: one wording for the terminal and for the pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from analyzer.report.visible import visible

__all__ = [
    "DEPTHS",
    "HOW_KNOWN",
    "MARKS",
    "ROLE_NAMES",
    "RUNGS",
    "TIMING",
    "UNSUITABLE",
    "clock",
    "facts_of",
    "leaves",
    "missing_of",
    "moment",
    "number",
    "percent",
    "plural",
    "quotes_of",
    "role_doubt",
    "stage_name",
    "status_of",
    "sure",
    "talk_parts",
    "title",
    "unit_of",
]

Data = Mapping[str, Any]

MARKS: Final = {"covered": "●", "asked": "◐", "skipped": "○", "unknown": "?"}
ROLE_NAMES: Final = {"rep": "Rep", "prospect": "Prospect", "other": "Others", "unknown": "Unknown"}
#: How it is known who is on which side.
HOW_KNOWN: Final = {"explicit": "told", "metadata": "from the file", "inferred": "from what is said"}
UNSUITABLE: Final = {
    "too_short": "too short for an audit",
    "one_sided": "no two sides to tell apart",
    "not_sales": "not a sales conversation",
    "not_english": "not in English",
}
RUNGS: Final = {1: "a wish", 2: "measured", 3: "dated", 4: "exact"}
DEPTHS: Final = {
    1: "something was named as important, and nobody asked why",
    2: "the rep asked why and got an answer",
    3: "the rep asked why again and reached a personal reason",
}
TIMING: Final = {
    "turns": "start and end of each turn",
    "starts": "starts only",
    "blocks": "one for several turns",
    "none": "none",
}
_TIME_UNITS: Final = frozenset(
    ("second", "minute", "hour", "day", "week", "fortnight", "month", "quarter", "year", "decade")
)


def stage_name(name: str) -> str:
    """Return a name of the data as words: ``next_step`` is "next step"."""
    return visible(name).replace("_", " ")


def title(finding: Data) -> str:
    """Name a finding, with its stage where it has one."""
    name = visible(finding["name"]).replace("_", " ")
    return name if finding["stage"] is None else f"{name}: {stage_name(finding['stage'])}"


def percent(value: float) -> str:
    """Round to whole percents, but never to a certainty or an impossibility that is not there."""
    rounded = round(100 * value)
    if rounded == 100 and value < 1:
        return ">99%"
    if rounded == 0 and value > 0:
        return "<1%"
    return f"{rounded}%"


def sure(confidence: float | None) -> str:
    """Say how sure something is."""
    return "confidence unknown" if confidence is None else f"{percent(confidence)} sure"


def status_of(measure: Data) -> str:
    """Say how a measure was come by, an estimate with its band."""
    band = measure.get("band")
    if measure["status"] == "estimated" and band is not None and measure["unit"] == "share":
        return f"estimated ±{round(100 * band)} points"
    return str(measure["status"]).replace("_", " ")


def plural(count: int, noun: str) -> str:
    """Count a noun."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def number(value: float) -> str:
    """Write a number without needless decimals."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def unit_of(link: Data) -> str:
    """Return the unit of a link of the gap, with a blank before it, or nothing."""
    unit = link["unit"]
    if unit is None:
        return ""
    ending = "s" if unit in _TIME_UNITS and link["difference"] != 1 else ""
    return f" {visible(unit)}{ending}" + (f" a {visible(link['per'])}" if link["per"] is not None else "")


def clock(seconds: float) -> str:
    """Write seconds as a player of the call shows them."""
    whole = int(seconds)
    hours, rest = divmod(whole, 3600)
    minutes, secs = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{secs:02}" if hours else f"{minutes}:{secs:02}"


def moment(quote: Data) -> str:
    """Say where a quote is: its time, or its turn as numbered in the JSON and in corrections."""
    return clock(quote["start_s"]) if quote["start_s"] is not None else f"turn {quote['turn']}"


def quotes_of(finding: Data) -> Iterator[tuple[str, Data]]:
    """Choose at most two quotes: what the finding rests on, or else the nearest candidate and the due moment."""
    if finding["evidence"]:
        yield "", finding["evidence"][0]
        return
    if finding["candidates"]:
        near = finding["candidates"][0]
        yield f"nearest ({percent(near['probability'])}): ", near["evidence"]
    if finding["due"] is not None:
        yield "was due: ", finding["due"]


def leaves(value: Data) -> Iterator[Data]:
    """Go through the measures below a name, by role or stage."""
    if "status" in value:
        yield value
        return
    for inner in value.values():
        yield from leaves(inner)


def missing_of(measures: Data) -> list[tuple[str, Sequence[str]]]:
    """Return what was not measured: a reason, and the names of the measures."""
    reasons: dict[str, list[str]] = {}
    for name, value in measures.items():
        for measure in leaves(value):
            if measure["status"] == "not_measured":
                names = reasons.setdefault(measure["why"], [])
                if stage_name(name) not in names:
                    names.append(stage_name(name))
    return list(reasons.items())


def role_doubt(data: Data) -> tuple[int, list[str]] | None:
    """Say whether it is unknown who is the rep.

    Returns
    -------
    (int, list of str) or None
        How many findings turn over with the roles swapped, and the names of those whose side is unknown; None where
        the sides are known.
    """
    if data["conversation"]["medium"] == "notes":
        return None
    sides = {turn["role"] for turn in data["conversation"]["turns"]}
    unknown = [p["name"] for p in data["conversation"]["participants"] if p["role"] == "unknown"]
    turning = sum(1 for f in data.get("findings", ()) if f["holds_if"] is not None)
    lost = [role for role in ("rep", "prospect") if role not in sides]
    if not turning and not (unknown and lost) and len(lost) < 2:
        return None
    return turning, unknown


def facts_of(data: Data) -> list[str]:
    """Return what stands beside a conversation's name: medium, length, turns, words, date and account."""
    conversation = data["conversation"]
    turns: Sequence[Data] = conversation["turns"]
    facts = [conversation["medium"]]
    ends = [t["end_s"] for t in turns if t["end_s"] is not None]
    if ends:
        facts.append(clock(max(ends)))
    facts.append(plural(len(turns), "item" if conversation["medium"] == "notes" else "turn"))
    if data["parse"] is not None and data["parse"].get("words") is not None:
        facts.append(plural(data["parse"]["words"], "word"))
    return facts + [visible(conversation[key]) for key in ("date", "account") if conversation[key] is not None]


def talk_parts(measures: Data) -> list[tuple[str, str, float]] | None:
    """Divide the talk into the prospect's, the rep's without pitch, and pitch, as (part, name, share).

    None where the talk was not measured; two parts where only the pitch was not.
    """
    share, pitch = measures["talk_share"], measures["pitch_share"]["value"]
    prospect, rep = share["prospect"]["value"], share["rep"]["value"]
    if prospect is None or rep is None:
        return None
    if pitch is None:
        return [("prospect", "prospect", prospect), ("rep", "rep", rep)]
    return [
        ("prospect", "prospect", prospect), ("rep", "rep, no pitch", max(rep - pitch, 0.0)), ("pitch", "pitch", pitch)
    ]  # fmt: skip
