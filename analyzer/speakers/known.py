"""A file of people who are on one side in every call, kept beside the calls.

::

    [rep]
    names = ["Dana Reed", "Lee Park"]
    domains = ["brightpath.example"]

    [prospect]
    names = ["Jo Moss"]
    domains = ["acme.example"]

    [aliases]
    "Dana's iPhone" = "Dana Reed"

All parts are optional. A name that is in no call is no mistake; names are compared whole, without regard to case and
blanks. Domains count for speakers whose e-mail address the transcript has.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from analyzer.conversation import Participant, Role
from analyzer.errors import BadSettingsError, one_line
from analyzer.settings import checked_domain, within
from analyzer.transcripts.names import domain_of, normalise

__all__ = ["KnownSpeakers", "load_speakers"]

_SIDES: Final[tuple[Role, ...]] = ("rep", "prospect")
_LISTS: Final = ("names", "domains")


@dataclass(frozen=True)
class KnownSpeakers:
    """Who is on which side, whatever the transcript says.

    Parameters
    ----------
    source : str
        Name of the file, for the evidence.
    names : mapping of str to Role
        Sides by name, as `normalise` and `casefold` leave it.
    aliases : mapping of str to str
        Other names of the same people, both compared so.
    domains : mapping of str to Role
        Sides by e-mail domain; what is below a domain is of it.
    """

    source: str
    names: Mapping[str, Role] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    domains: Mapping[str, Role] = field(default_factory=dict)

    def side_of(self, person: Participant) -> tuple[Role, str] | None:
        """Return the side of a speaker and why, by name before e-mail; None where the file does not tell."""
        name = _folded(person.name)
        role = self.names.get(self.aliases.get(name, name))
        if role is not None:
            also = ", an alias" if name in self.aliases else ""
            return role, f"named as {role} in {one_line(self.source)}{also}"
        domain = domain_of(person.metadata.get("email"))
        for known, side in self.domains.items():
            if domain is not None and within(domain, (known,)):
                return side, f"e-mail at {one_line(domain)}, {side} in {one_line(self.source)}"
        return None


def load_speakers(path: Path) -> KnownSpeakers:
    """Read a file of known speakers.

    Raises
    ------
    BadSettingsError
        ``E-SETTINGS`` when the file is missing, is not TOML, holds unknown keys or wrong types, gives somebody both
        sides, or an alias for nobody.
    """
    name = path.name or "speakers"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise BadSettingsError("E-SETTINGS", f"cannot be read: {why}. Give a TOML file.", source=name) from error
    unknown = sorted(set(table) - {*_SIDES, "aliases"})
    if unknown:
        raise _wrong(name, f"unknown keys {unknown}. Known: [rep], [prospect], [aliases]")
    names: dict[str, Role] = {}
    domains: dict[str, Role] = {}
    for side in _SIDES:
        section = _section(name, table, side)
        more = sorted(set(section) - set(_LISTS))
        if more:
            raise _wrong(name, f"unknown keys {more} in [{side}]. Known: {', '.join(_LISTS)}")
        for text in _texts(name, section, side, "names"):
            if names.setdefault(_folded(text), side) != side:
                raise _wrong(name, f"{one_line(text)!r} is given both sides")
        for text in _texts(name, section, side, "domains"):
            if domains.setdefault(checked_domain(text, name), side) != side:
                raise _wrong(name, f"the domain {one_line(text)!r} is given both sides")
    aliases: dict[str, str] = {}
    for alias, person in _section(name, table, "aliases").items():
        if not isinstance(person, str) or _folded(person) not in names:
            raise _wrong(name, f"the alias {one_line(alias)!r} is of nobody in [rep] or [prospect]")
        aliases[_folded(alias)] = _folded(person)
    return KnownSpeakers(name, names, aliases, domains)


def _section(source: str, table: Mapping[str, Any], key: str) -> dict[str, Any]:
    section = table.get(key, {})
    if not isinstance(section, dict):
        raise _wrong(source, f"{key} has to be a section, [{key}]")
    return section


def _texts(source: str, section: Mapping[str, Any], side: str, key: str) -> list[str]:
    found = section.get(key, [])
    if not isinstance(found, list) or not all(isinstance(text, str) and text.strip() for text in found):
        raise _wrong(source, f"{side}.{key} has to be a list of texts")
    return found


def _wrong(source: str, what: str) -> BadSettingsError:
    return BadSettingsError("E-SETTINGS", f"{what}.", source=source)


def _folded(name: str) -> str:
    return normalise(name).casefold()
