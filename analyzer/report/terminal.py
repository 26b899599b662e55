"""An audit on one screen: what a coach needs before the next call.

Everything is made from the data dict (`analyzer.report.data.audit_dict`) and put together from
`rich.text.Text`, never from markup, so that a transcript cannot style, move or hide anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from analyzer.conversation import CORE_STAGES
from analyzer.report.visible import clip, visible
from analyzer.report.words import (
    DEPTHS,
    HOW_KNOWN,
    MARKS,
    ROLE_NAMES,
    RUNGS,
    TIMING,
    UNSUITABLE,
    clock,
    facts_of,
    missing_of,
    moment,
    number,
    percent,
    plural,
    quotes_of,
    role_doubt,
    stage_name,
    status_of,
    sure,
    talk_parts,
    title,
    unit_of,
)

__all__ = ["render", "render_inspection"]

Data = Mapping[str, Any]

_MIN_WIDTH: Final = 40
_MAX_WIDTH: Final = 100  # longer lines are hard to read, however wide the window
_LABEL: Final = 10
_MAX_FINDINGS: Final = 3
_MAX_MISSING_LINES: Final = 2
_MAX_NAMES: Final = 4
_FIRST_TURNS: Final = 6
_FIRST_LINES: Final = 3

_VERDICT_STYLE: Final = {"covered": "green", "asked": "yellow", "skipped": "red", "unknown": "magenta"}
_SEVERITY_STYLE: Final = {"high": "bold red", "medium": "bold yellow", "low": "bold"}
_PARTS: Final = {"prospect": ("█", "cyan"), "rep": ("▒", "blue"), "pitch": ("▓", "bright_magenta")}
_SHORT_QUOTE: Final = 16


def render(data: Data, console: Console) -> None:
    """Print an audit: about 40 lines at 80 columns, from 60 columns on, with or without colour.

    Parameters
    ----------
    data : dict
        As `audit_dict` returns it.
    console : rich.console.Console
        Where to; its width and colours are respected.
    """
    page = _Page(console)
    _head(page, data)
    _verdict(page, data)
    _roles(page, data)
    page.blank()
    _strip(page, data["coverage"])
    page.blank()
    _talk(page, data["measures"])
    _questions(page, data["measures"])
    _commitments(page, data)
    _goals(page, data)
    _plan(page, data["plan"])
    page.blank()
    _findings(page, data)
    page.blank()
    _missing(page, data["measures"])
    _model(page, data)


def render_inspection(data: Data, console: Console) -> None:
    """Print how a file was read, who is taken for whom and why, and the first turns.

    Parameters
    ----------
    data : dict
        ``{"parse": …, "conversation": …}`` as in an audit.
    console : rich.console.Console
    """
    page = _Page(console)
    parse = data["parse"]
    _head(page, data)
    page.entry(
        "Read as",
        Text(visible(f"{parse['format']} ({parse['dialect']}), {parse['encoding']}, times: {TIMING[parse['timing']]}")),
    )
    counted = f"{parse['units']:,} units → {parse['turns']:,} turns"
    if parse["merged"]:
        counted += f" ({parse['merged']:,} joined to the turn before)"
    counted += f", {parse['speakers']:,} named {'speaker' if parse['speakers'] == 1 else 'speakers'}"
    page.entry("", Text(f"{counted}, {parse['words']:,} words"))
    turns = data["conversation"]["turns"]
    untimed = sum(turn["start_s"] is None for turn in turns)
    if parse["timing"] in {"turns", "starts"} and untimed:
        page.entry("", Text(f"{untimed:,} of {len(turns):,} turns without a time", "yellow"))
    if parse["unknown_turns"] and data["conversation"]["medium"] != "notes":
        page.entry("", Text(f"{parse['unknown_turns']:,} of {len(turns):,} turns without a speaker", "yellow"))
    for note in parse["dropped"]:
        page.entry("Left out", Text(visible(f"{note['what']}: {note['count']:,}, first at {note['where']}")))
    if not parse["dropped"]:
        page.entry("Left out", Text("nothing"))
    for warning in parse["warnings"]:
        places = f" ({', '.join(warning['places'])})" if warning["places"] else ""
        times = f", {warning['count']:,} times" if warning["count"] > 1 else ""
        text = f"{warning['message']}{times}{places} [{warning['code']}]"
        page.entry("Warning", Text(visible(text), "yellow"))
    for line in parse["preamble"][:_FIRST_LINES]:
        page.entry("Preamble", Text(clip(visible(line), page.width - _LABEL)))
    if len(parse["preamble"]) > _FIRST_LINES:
        page.entry("", Text(f"… and {len(parse['preamble']) - _FIRST_LINES:,} more lines that are no speech", "dim"))
    _roles(page, data, brief=False)
    page.blank()
    for index, turn in enumerate(turns[:_FIRST_TURNS]):
        name = f"{visible(turn['speaker'])} " if turn["speaker"] is not None else ""
        when = f" {clock(turn['start_s'])}" if turn["start_s"] is not None else ""
        line = Text(clip(f"{index}{when} {name}({turn['role']}): {visible(turn['text'])}", page.width))
        line.stylize("dim", 0, len(f"{index}{when}"))
        page.line(line)
    if len(turns) > _FIRST_TURNS:
        page.line(Text(f"… and {len(turns) - _FIRST_TURNS:,} more turns", "dim"))


class _Page:
    """Lines of text in the width of a console, without trailing blanks."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.width = max(_MIN_WIDTH, min(console.width, _MAX_WIDTH))

    def line(self, text: Text) -> None:
        text.rstrip()
        self.console.print(text, soft_wrap=True, highlight=False, markup=False, emoji=False)

    def blank(self) -> None:
        self.line(Text())

    def entry(self, label: str, text: Text, *, style: str = "dim", most: int | None = None) -> None:
        """Print `text` beside a label, wrapped with a hanging indent, in at most `most` lines."""
        self.hang(Text(label.ljust(_LABEL), style), text, most=most)

    def hang(self, head: Text, text: Text, *, most: int | None = None) -> None:
        """Print `text` after `head`, its further lines under its first."""
        indent = cell_len(head.plain)
        room = self.width - indent
        lines = list(text.wrap(self.console, room, overflow="fold")) or [Text()]
        if most is not None and len(lines) > most:
            lines = lines[:most]
            last = lines[-1].plain.rstrip()
            shortened = clip(last, room - 1)
            lines[-1] = Text(shortened if shortened.endswith("…") else shortened + "…", lines[-1].style)
        for nth, part in enumerate(lines):
            self.line(Text.assemble(head if nth == 0 else " " * indent, part))


def _head(page: _Page, data: Data) -> None:
    conversation = data["conversation"]
    tail = " · ".join(facts_of(data))
    name = visible(conversation["id"])
    page.line(
        Text.assemble((clip(name, page.width), "bold"))
        if cell_len(name) + cell_len(tail) + 2 > page.width
        else Text.assemble((name, "bold"), "  ", (tail, "dim"))
    )
    if cell_len(name) + cell_len(tail) + 2 > page.width:
        page.line(Text(clip(tail, page.width), "dim"))


def _verdict(page: _Page, data: Data) -> None:
    suitability = data["suitability"]
    if suitability["verdict"] != "interview":
        said = UNSUITABLE.get(suitability["verdict"], visible(suitability["verdict"]))
        text = Text(f"NO INTERVIEW: {said} ({sure(suitability['confidence'])})", "bold red")
        if suitability["evidence"]:
            text.append(": " + "; ".join(visible(e) for e in suitability["evidence"]), "default not bold")
        page.hang(Text("! ", "bold red"), text, most=3)
    page.hang(Text(), Text(visible(data["verdict"]), "bold"))


def _roles(page: _Page, data: Data, *, brief: bool = True) -> None:
    conversation = data["conversation"]
    people: Sequence[Data] = conversation["participants"]
    page.blank()
    if conversation["medium"] == "notes":
        page.entry("Notes", Text("what the prospect said, except where a note says what the rep did or offered"))
    for role in ("rep", "prospect", "other", "unknown"):
        side = [p for p in people if p["role"] == role]
        if not side:
            continue
        if role in ("other", "unknown") and brief:
            names = ", ".join(visible(p["name"]) for p in side)
            page.entry(ROLE_NAMES[role], Text(names), most=1)
            continue
        for position, person in enumerate(side):
            page.entry(ROLE_NAMES[role] if not position else "", _person(person), most=2 if brief else None)
    _role_warning(page, data)


def _person(person: Data) -> Text:
    text = Text(visible(person["name"]), "bold")
    how = HOW_KNOWN.get(person["source"])
    parts = [how] if how else []
    if person["source"] == "inferred" and person["confidence"] is not None:
        parts.append(sure(person["confidence"]))
    said = ", ".join(parts)
    why = "; ".join(visible(e) for e in person["evidence"])
    if said and why:
        said += ": "
    text.append(f"  {said}{why}", "default not bold")
    return text


def _role_warning(page: _Page, data: Data) -> None:
    doubt = role_doubt(data)
    if doubt is None:
        return
    turning, unknown = doubt
    text = Text("WHO IS THE REP IS NOT KNOWN.", "bold reverse red")
    text.append(" ", "default")
    if turning:
        verb = "turns" if turning == 1 else "turn"
        text.append(f"{plural(turning, 'finding')}, marked ⇄, {verb} over with the roles swapped. ", "bold red")
    if unknown:
        names = ", ".join(visible(n) for n in unknown[:4]) + (", …" if len(unknown) > 4 else "")
        text.append(f"Name the rep with --rep (unknown: {names}).", "red")
    else:
        text.append("The file names no speakers.", "red")
    page.hang(Text("! ", "bold red"), text, most=4)


def _strip(page: _Page, coverage: Data) -> None:
    width = min(page.width // len(CORE_STAGES), 17)
    indent, since = ("  ", "from ") if width > 13 else ("", "")
    rows = (Text(), Text(), Text())
    for stage in CORE_STAGES:
        found = coverage[stage]
        verdict = found["verdict"]
        style = _VERDICT_STYLE[verdict]
        first = found["first"]
        how_sure = f" {percent(found['confidence'])}" if found["confidence"] is not None else ""
        cells = (
            (f"{MARKS[verdict]} {stage_name(stage)}", f"bold {style}"),
            (f"{indent}{verdict}{how_sure}", style),
            (indent + (f"{since}{moment(first)}" if first else "–"), "dim"),
        )
        for row, (cell, cell_style) in zip(rows, cells, strict=True):
            row.append(clip(cell, width - 1).ljust(width), cell_style)
    for row in rows:
        page.line(row)
    reasons: dict[str, list[str]] = {}
    for stage in CORE_STAGES:
        if coverage[stage]["verdict"] == "unknown" and coverage[stage]["why"]:
            reasons.setdefault(coverage[stage]["why"], []).append(stage_name(stage))
    for why, stages in reasons.items():
        whose = "" if len(stages) == len(CORE_STAGES) else f" ({', '.join(stages)})"
        page.entry("Unknown", Text(visible(why) + whose), most=2)
    before = [(stage, coverage[stage]["earlier"]) for stage in CORE_STAGES if coverage[stage]["earlier"] is not None]
    for nth, (stage, met) in enumerate(before):
        when = met["date"] or met["conversation"]
        text = Text.assemble(
            f"{stage_name(stage)} covered on {visible(when)}: ", (f"“{visible(met['text'])}”", "italic")
        )
        page.entry("Earlier" if nth == 0 else "", text)


def _talk(page: _Page, measures: Data) -> None:
    prospect, rep = (measures["talk_share"][side] for side in ("prospect", "rep"))
    divided = talk_parts(measures)
    if divided is None:
        page.entry("Talk", Text(f"not measured: {visible(prospect['why'] or rep['why'])}"), style="bold")
    else:
        parts = [(*_PARTS[part], name, value) for part, name, value in divided]
        page.entry("Talk", _bar([(p[0], p[1], p[3]) for p in parts], page.width - _LABEL), style="bold")
        legend = Text("  ").join(
            Text.assemble((mark, style), f" {name} {percent(value)}") for mark, style, name, value in parts
        )
        page.entry("", legend)
        page.entry("", Text(f"{status_of(prospect)}: {visible(prospect['basis'])}", "dim"), most=2)
    ratio = measures["listen_to_pitch"]
    if ratio["value"] is None:
        page.entry("Listening", Text(f"against pitch: not measured, {visible(ratio['why'])}"), style="bold")
        return
    text = Text.assemble((f"{ratio['value']:,.1f} : 1", "bold"), f" prospect speech to rep pitch ({status_of(ratio)})")
    if ratio["why"]:
        text.append(f"; {visible(ratio['why'])}", "dim")
    page.entry("Listening", text, style="bold", most=2)


def _questions(page: _Page, measures: Data) -> None:
    asked = measures["questions"]["rep"]
    if asked["value"] is None:
        return  # listed among what was not measured
    kinds = {kind: sides["rep"]["value"] for kind, sides in measures["question_kinds"].items()}
    text = Text.assemble(
        (f"{asked['value']:,}", "bold"),
        f" by the rep: {kinds['open']} open, {kinds['closed']} closed, {kinds['statement']} statement-shaped",
    )
    earned = measures["question_yield"]
    if earned["value"] is not None:
        text.append(f"; each earned {earned['value']:,.0f} words (median)")
    unanswered = len(asked["details"]["unanswered"])
    if unanswered:
        text.append(f", {unanswered:,} unanswered")
    page.entry("Questions", text, style="bold", most=2)


def _commitments(page: _Page, data: Data) -> None:
    """Say where both commitments ended and how deep values went, each outcome with its last words."""
    for position, (name, found) in enumerate(data["commitments"].items()):
        if found["outcome"] is None:
            if position == 0:
                page.entry("Committed", Text(f"unknown: {visible(found['why'])}"), style="bold", most=2)
            continue
        if position > 0 and found["outcome"] == "none":
            continue  # that nobody spoke of it, the strip says
        outcome = found["outcome"].replace("_", ", ")
        text = Text.assemble(f"{stage_name(name)}: ", (outcome, f"bold {_OUTCOME_STYLE[found['outcome']]}"))
        if found["when"] is not None:
            text.append(f" ({visible(found['when'])})")
        if found["evidence"]:
            quote = found["evidence"][-1]
            room = page.width - _LABEL - cell_len(text.plain) - cell_len(moment(quote)) - 4
            if room >= _MIN_QUOTE:
                text.append(f" “{clip(visible(quote['text']), room)}”", "italic")
                text.append(f" {moment(quote)}", "dim")
        page.entry("Committed" if position == 0 else "", text, style="bold", most=2)
    rung = data["values_depth"]["rung"]
    if rung:  # that nothing was named, the strip says
        page.entry("Values", Text(f"{rung} of 3: {DEPTHS[rung]}"), style="bold", most=2)


_MIN_QUOTE: Final = 12
_OUTCOME_STYLE: Final = {
    "none": "red", "declined": "red", "deferred": "yellow", "hedged": "yellow", "agreed": "green",
    "agreed_dated": "green",
}  # fmt: skip


def _goals(page: _Page, data: Data) -> None:
    """Say how concrete the best goal is, what it lacks, and how far a goal with figures is from how things are."""
    goals: Sequence[Data] = data["goals"]
    if goals:
        goal = max(goals, key=lambda g: g["rung"])
        lacks = f"no {', no '.join(goal['missing'])}" if goal["missing"] else "nothing missing"
        tail = f" {moment(goal['evidence'][0])} · {goal['rung']} of 4, {RUNGS[goal['rung']]} ({lacks})"
        if len(goals) > 1:
            tail += f" and {plural(len(goals) - 1, 'more goal')}"
        room = page.width - _LABEL
        words = clip(visible(goal["text"]), max(room - cell_len(tail) - 2, _SHORT_QUOTE))
        text = Text.assemble((f"“{words}”", "italic"), (tail, "default not italic"))
        page.entry("Goals", text, style="bold", most=2)
    link = next((k for k in data["gap"]["links"] if k["difference"] is not None), None)
    if link is not None:
        wanted, real = link["goal_evidence"], link["reality_evidence"]
        share = f", {percent(link['percent'] / 100)}" if link["percent"] is not None else ""
        said = f"{number(link['difference'])}{unit_of(link)}{share}: "
        room = max((page.width - _LABEL - cell_len(said) - 14) // 2, _SHORT_QUOTE)
        text = Text.assemble(
            (said, "bold"),
            (f"“{clip(visible(real['text']), room)}”", "italic"),
            " now, ",
            (f"“{clip(visible(wanted['text']), room)}”", "italic"),
        )
        page.entry("Gap", text, style="bold", most=2)


def _plan(page: _Page, plan: Data | None) -> None:
    """Say how many planned questions were asked, and name those that were not."""
    if plan is None:
        return
    questions: Sequence[Data] = plan["questions"]
    left = [q for q in questions if q["asked"] is None]
    asked = f"{len(questions) - len(left):,} of {plural(len(questions), 'planned question')} asked"
    page.entry("Plan", Text(asked), style="bold")
    for question in left[:_MAX_PLANNED]:
        page.entry("", Text(f"not asked ({stage_name(question['stage'])}): {visible(question['text'])}"), most=2)
    if len(left) > _MAX_PLANNED:
        page.entry("", Text(f"and {len(left) - _MAX_PLANNED:,} more; --format json has them all", "dim"))


_MAX_PLANNED: Final = 5


def _bar(parts: Sequence[tuple[str, str, float]], width: int) -> Text:
    """Divide `width` cells by shares; what is there at all is seen, and the cells always add up."""
    total = sum(value for *_, value in parts) or 1.0
    cells = [max(round(width * value / total), 1 if value > 0 else 0) for *_, value in parts]
    widest = max(range(len(cells)), key=lambda i: cells[i])
    cells[widest] += width - sum(cells)
    return Text.assemble(*((mark * n, style) for (mark, style, _), n in zip(parts, cells, strict=True)))


def _findings(page: _Page, data: Data) -> None:
    findings: Sequence[Data] = data["findings"]
    if not findings:
        judged = any(found["verdict"] != "unknown" for found in data["coverage"].values())
        page.line(Text("No findings." if judged else "No findings: no stage could be judged.", "bold"))
        return
    for finding in findings[:_MAX_FINDINGS]:
        _finding(page, finding)
    rest = findings[_MAX_FINDINGS:]
    if rest:
        listed = "; ".join(f"{title(f)} ({f['severity']}, {percent(f['confidence'])})" for f in rest)
        page.hang(Text("  and ", "dim"), Text(listed), most=2)
    page.blank()
    changes: Sequence[Data] = data["card"]
    for nth, change in enumerate(changes):
        head = "Say next time  " if nth == 0 else " " * len("Say next time  ")
        text = Text(f"{change['where']} {moment(change['moment'])}: ", "dim")
        text.append(visible(change["say"]), "bold not dim")
        page.hang(Text(head, "bold green"), text, most=4)
    if not changes:
        page.hang(Text("Say next time  ", "bold green"), Text(visible(findings[0]["say_next"]), "bold"), most=4)


def _finding(page: _Page, finding: Data) -> None:
    severity = finding["severity"]
    head = Text(f"{severity.upper():<7}", _SEVERITY_STYLE[severity])
    text = Text(visible(finding["message"]))
    text.append(f" ({sure(finding['confidence'])})", "dim")
    page.hang(head, text, most=3)
    if finding["holds_if"] is not None:
        held = ", ".join(f"{role} = {visible(name)}" for role, name in finding["holds_if"].items())
        page.hang(Text("     ⇄ ", "bold red"), Text(f"only if {held}", "red"), most=2)
    for label, quote in quotes_of(finding):
        room = page.width - 7 - cell_len(label)
        said = f" {moment(quote)}"
        if quote["speaker"] is not None:
            said = f" {clip(visible(quote['speaker']), 20)},{said}"
        words = clip(visible(quote["text"]), room - cell_len(said) - 2)
        page.line(Text.assemble(" " * 7, (label, "dim"), (f"“{words}”", "italic"), (said, "dim")))


def _missing(page: _Page, measures: Data) -> None:
    reasons = missing_of(measures)
    if reasons:
        said = "; ".join(f"{_some(names)} ({visible(why)})" for why, names in reasons)
        page.hang(Text("Not measured  ", "dim"), Text(said, "dim"), most=_MAX_MISSING_LINES)


def _some(names: Sequence[str]) -> str:
    """List names, the first of them where they are many."""
    shown = names if len(names) <= _MAX_NAMES + 1 else names[:_MAX_NAMES]
    rest = len(names) - len(shown)
    return ", ".join(shown) + (f" and {rest} more" if rest else "")


def _model(page: _Page, data: Data) -> None:
    model = data["model"]
    named = [visible(str(model[key])) for key in ("name", "version") if model[key] is not None]
    text = " ".join(["model", *(named or ["without a name"])])
    unsure = sum(1 for s in data["sentences"] if s["unsure"])
    if unsure:
        text += f" · unsure of {unsure:,} of {plural(len(data['sentences']), 'sentence')}"
    corrected = sum(1 for s in data["sentences"] if s["corrected"])
    if corrected:
        text += f" · {corrected:,} corrected by a person"
    warnings = data["parse"]["warnings"] if data["parse"] is not None else ()
    if warnings:
        text += f" · read with {plural(len(warnings), 'warning')} (analyzer inspect)"
    page.hang(Text(), Text(text, "dim"))
