"""Reps under other names: codes or initials, everywhere on a page."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Literal

__all__ = ["Anonymous", "Names"]

Anonymous = Literal["codes", "initials"]


class Names:
    """Shows reps under their names, or under codes or initials.

    Parameters
    ----------
    reps : iterable of str
    anonymous : {"codes", "initials"} or None

    Examples
    --------
    >>> Names(["Dana Reed", "Tom Oak"], "initials")("Dana Reed")
    'D. R.'
    >>> Names(["Dana Reed"], "codes").hide("Hi, Dana here, Dana Reed.")
    'Hi, rep 1 here, rep 1.'
    """

    def __init__(self, reps: Iterable[str], anonymous: Anonymous | None = None) -> None:
        self.anonymous = anonymous
        # not in the order of the alphabet, which would give the names away
        order = sorted(set(reps), key=lambda name: hashlib.sha256(name.encode("utf-8", "replace")).hexdigest())
        self._shown: dict[str, str] = {}
        for number, name in enumerate(order, 1):
            shown = name
            if anonymous == "codes":
                shown = f"rep {number}"
            elif anonymous == "initials":
                shown = " ".join(f"{part[0].upper()}." for part in re.findall(r"\w+", name)) or f"rep {number}"
                if shown in self._shown.values():
                    shown = f"{shown} ({number})"
            self._shown[name] = shown
        self._parts: dict[str, str] = {}
        for name, shown in self._shown.items():
            for part in (name, *re.findall(r"\w{2,}", name)):
                self._parts.setdefault(part.casefold(), shown)
        longest = sorted(self._parts, key=len, reverse=True)
        self._found = (
            re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)", re.IGNORECASE) if longest else None
        )

    def __call__(self, rep: str | None) -> str | None:
        """Return what a rep is shown as."""
        return None if rep is None else self._shown.get(rep, rep if self.anonymous is None else "a rep")

    def hide(self, text: str) -> str:
        """Put what reps are shown as in place of their names, and of each part of them, in running text."""
        if self.anonymous is None or self._found is None:
            return text
        return self._found.sub(lambda m: self._parts[m.group().casefold()], text)
