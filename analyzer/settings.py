"""What a team tells the analyzer about itself, in an ``analyzer.toml`` of the working folder.

::

    [own]
    company = "Brightpath"
    products = ["Blueprint", "Brightpath Pro"]
    competitors = ["Northway"]
    domains = ["brightpath.example"]
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Final

from analyzer.errors import BadSettingsError, one_line

__all__ = ["SETTINGS_FILE", "Settings", "checked_domain", "load_settings", "within"]

SETTINGS_FILE: Final = "analyzer.toml"
_DOMAIN = re.compile(r"[^\s@:/.]+(?:\.[^\s@:/.]+)+")
_LISTS: Final = ("products", "competitors", "domains")


@dataclass(frozen=True)
class Settings:
    """The own company, products, competitors and e-mail domains.

    Used to tell the rep from the prospect and to recognise pitch by name, and shown as evidence wherever
    they decided something.
    """

    company: str | None = None
    products: tuple[str, ...] = ()
    competitors: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()

    @cached_property
    def own_names(self) -> re.Pattern[str] | None:
        """Pattern of the own company and products, None where none is given."""
        return _names(((self.company,) if self.company else ()) + self.products)

    @cached_property
    def rival_names(self) -> re.Pattern[str] | None:
        """Pattern of competitors, None where none is given."""
        return _names(self.competitors)

    def with_domains(self, domains: Iterable[str]) -> Settings:
        """Return the settings with more own e-mail domains.

        Raises
        ------
        BadSettingsError
            ``E-SETTINGS`` when one of them is no domain.
        """
        return replace(self, domains=self.domains + tuple(map(checked_domain, domains)))


def checked_domain(text: str, source: str | None = None) -> str:
    """Return an e-mail domain as it is compared: in small letters, without an ``@`` before it.

    Raises
    ------
    BadSettingsError
        ``E-SETTINGS`` when it is none.
    """
    domain = text.strip().removeprefix("@").casefold()
    if _DOMAIN.fullmatch(domain) is None:
        raise BadSettingsError(
            "E-SETTINGS", f"{one_line(text)!r} is no e-mail domain. Write it like brightpath.example.", source=source
        )
    return domain


def within(domain: str, domains: Iterable[str]) -> bool:
    """Tell whether a domain is one of `domains` or below one of them."""
    return any(domain == known.casefold() or domain.endswith("." + known.casefold()) for known in domains)


def _names(names: tuple[str, ...]) -> re.Pattern[str] | None:
    if not names:
        return None
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(n) for n in longest_first)})(?!\w)", re.IGNORECASE)


def load_settings(folder: Path) -> Settings:
    """Read ``analyzer.toml`` in `folder`; a folder without one gives empty settings.

    Raises
    ------
    BadSettingsError
        ``E-SETTINGS`` when the file is not TOML or holds unknown keys or wrong types.
    """
    path = folder / SETTINGS_FILE
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError, RecursionError, tomllib.TOMLDecodeError) as error:
        raise BadSettingsError("E-SETTINGS", f"cannot be read: {error}", source=SETTINGS_FILE) from error
    own = table.get("own", {})
    unknown = (
        sorted(set(table) - {"own"}) + sorted(set(own) - {"company", *_LISTS}) if isinstance(own, dict) else ["own"]
    )
    if unknown:
        raise BadSettingsError(
            "E-SETTINGS",
            f"unknown keys {unknown}. Known: [own] company, {', '.join(_LISTS)}.",
            source=SETTINGS_FILE,
        )
    company = own.get("company")
    if company is not None and not (isinstance(company, str) and company.strip()):
        raise BadSettingsError("E-SETTINGS", "own.company must be a name.", source=SETTINGS_FILE)
    lists: dict[str, tuple[str, ...]] = {}
    for key in _LISTS:
        value = own.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
            raise BadSettingsError("E-SETTINGS", f"own.{key} must be a list of names.", source=SETTINGS_FILE)
        lists[key] = tuple(v.strip() for v in value)
    return Settings(company.strip() if company else None, **lists)
