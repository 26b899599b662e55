"""The project's own JSON: taken verbatim, turn by turn.

``{"id", "medium"?, "date"?, "rep"?, "account"?, "turns": [{"speaker", "role"?, "text", "start"?, "end"?}]}``,
times in seconds. Turns are never merged, split, re-ordered or cleaned: turn *n* of the file is turn *n* of
the conversation, and offsets are code points of its text. Unknown keys of the file go to
``Conversation.metadata`` under their own names; those of turn *n* to ``metadata["turns"][str(n)]``.
"""

from __future__ import annotations

from typing import Any, Final

from analyzer.conversation import MEDIA, ROLES, Medium, Participant, Role, RoleSource
from analyzer.errors import one_line
from analyzer.transcripts.json_text import clean_value, no_surrogates
from analyzer.transcripts.names import LABEL_ROLES, label_role, normalise
from analyzer.transcripts.notes import role_of_note
from analyzer.transcripts.raw import Format, Raw, Unit
from analyzer.transcripts.report import Collector
from analyzer.transcripts.source import Source
from analyzer.transcripts.times import seconds

__all__ = ["FORMAT"]

_KEYS: Final = frozenset({"id", "medium", "date", "rep", "account", "turns"})
_TURN_KEYS: Final = frozenset({"speaker", "role", "text", "start", "end"})


def _sniff(source: Source) -> bool:
    document = source.json
    return document is not None and isinstance(document.value, dict) and "turns" in document.value


def _parse(source: Source) -> Raw:
    document = source.json
    value = document.value if document is not None else None
    if document is None or not isinstance(value, dict) or "turns" not in value:
        raise source.refuse("E-SCHEMA", 'this is not the project\'s own JSON, which has a key "turns".')
    log = Collector()
    items = value["turns"]
    if not isinstance(items, list):
        raise _wrong(source, "turns", "a list", items)
    if not items:
        raise source.refuse("E-NOSPEECH", "no turns in it.", "turns")
    medium = _medium(source, value)
    extra: dict[str, Any] = {}
    units = tuple(_unit(source, item, i, medium, extra, log) for i, item in enumerate(items))
    rep = _text(source, value, "rep", "rep")
    metadata = {no_surrogates(k): clean_value(v) for k, v in value.items() if k not in _KEYS}
    if extra:
        metadata["turns"] = extra
    return Raw(
        units=units,
        dialect="own",
        medium=medium,
        merge=False,
        participants=_participants(units, rep, log),
        id=_id(source, value),
        date=_text(source, value, "date", "date"),
        rep=rep,
        account=_text(source, value, "account", "account"),
        metadata=metadata,
        dropped=log.dropped,
        warnings=document.warnings + log.warnings,
    )


def _wrong(source: Source, key: str, wanted: str, value: object) -> Exception:
    kind = {
        "NoneType": "null", "dict": "an object", "list": "a list", "str": "a text", "bool": "true or false",
        "int": "a number", "float": "a number",
    }.get(type(value).__name__, type(value).__name__)  # fmt: skip
    return source.refuse("E-SCHEMA", f"{key} has to be {wanted} and is {kind}.", key)


def _text(source: Source, owner: dict[str, Any], key: str, place: str) -> str | None:
    value = owner.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise _wrong(source, place, "a text", value)
    return no_surrogates(value)


def _id(source: Source, value: dict[str, Any]) -> str | None:
    found = value.get("id")
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    return _text(source, value, "id", "id")


def _medium(source: Source, value: dict[str, Any]) -> Medium:
    found = _text(source, value, "medium", "medium")
    if found is None:
        return "transcript"
    if found not in MEDIA:
        raise source.refuse("E-SCHEMA", f"{one_line(found)!r} is no medium. Use {', '.join(MEDIA)}.", "medium")
    return found


def _role(source: Source, item: dict[str, Any], place: str, log: Collector) -> Role | None:
    found = _text(source, item, "role", f"{place}.role")
    if found is None:
        return None
    if found in ROLES:
        return found
    mapped = LABEL_ROLES.get(found.casefold().strip())
    if mapped is None:
        log.warn("W-ROLE", f"the role {one_line(found)!r} is none of {', '.join(ROLES)}; taken as unknown", place)
        return "unknown"
    log.warn("W-ROLE", f"the role {one_line(found)!r} is taken as {mapped}", place)
    return mapped


def _unit(source: Source, item: object, index: int, medium: Medium, extra: dict[str, Any], log: Collector) -> Unit:
    place = f"turns[{index}]"
    if not isinstance(item, dict):
        raise _wrong(source, place, "an object", item)
    if not isinstance(item.get("text"), str):
        raise _wrong(source, f"{place}.text", "a text", item.get("text"))
    text = item["text"]
    clean = no_surrogates(text)
    if clean != text:
        log.warn("W-TEXT", "a lone surrogate, which is no character; shown as U+FFFD", place)
    speaker = _text(source, item, "speaker", f"{place}.speaker")
    role = _role(source, item, place, log)
    if role is None and medium == "notes" and speaker is None:
        role = role_of_note(clean)
    start, end = _time(item, "start", place, log), _time(item, "end", place, log)
    if start is not None and end is not None and end < start:
        log.warn("W-TIME", "an end before its start; the end is taken as unknown", place)
        end = None
    other = {no_surrogates(k): clean_value(v) for k, v in item.items() if k not in _TURN_KEYS}
    if other:
        extra[str(index)] = other
    return Unit(speaker if speaker != "" else None, clean, start, end, place, role)


def _time(item: dict[str, Any], key: str, place: str, log: Collector) -> float | None:
    value = item.get(key)
    if value is None:
        return None
    number = seconds(value)
    if number is None:
        log.warn("W-TIME", "a time that is no number of seconds from 0; taken as unknown", f"{place}.{key}")
    return number


def _participants(units: tuple[Unit, ...], rep: str | None, log: Collector) -> tuple[Participant, ...]:
    """Give each speaker the role that the file's turns, its `rep` or the label itself names."""
    told: dict[str, dict[Role, int]] = {}
    for unit in units:
        if unit.speaker is not None:
            counts = told.setdefault(unit.speaker, {})
            if unit.role is not None and unit.role != "unknown":
                counts[unit.role] = counts.get(unit.role, 0) + 1
    bare = frozenset(normalise(name).casefold() for name in told)
    found: list[Participant] = []
    for name, counts in told.items():
        role: Role = "unknown"
        source: RoleSource = "none"
        evidence: tuple[str, ...] = ()
        if counts:
            role = max(counts, key=lambda key: counts[key])
            source, evidence = "explicit", (f"the file gives the role {role!r}",)
            if len(counts) > 1:
                log.warn(
                    "W-SPEAKER",
                    "a speaker with more than one role in the file; each turn keeps its own",
                    name,
                )
        elif rep is not None and normalise(rep).casefold() == normalise(name).casefold():
            role, source, evidence = "rep", "explicit", ('the file\'s key "rep" names this speaker',)
        elif (label := label_role(name, pairs=bare)) is not None:
            role, source, evidence = label.role, label.source, (label.evidence,)
        found.append(Participant(name, role, source, None if source == "none" else 1.0, evidence))
    return tuple(found)


FORMAT: Final = Format("json", "this project's own JSON", (".json",), _sniff, _parse, "json")
