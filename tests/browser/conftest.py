"""A real browser for the pages: Debian's Chromium, offline, with every request and every complaint written down."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

#: Without the background flags the browser itself would ask its maker's hosts.
ARGUMENTS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium on this machine; apt-get install chromium")
    with sync_api.sync_playwright() as play:
        started = play.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


@dataclass
class Shown:
    """A page that is open, and what it asked for and complained of."""

    page: Any
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def at(self, script: str) -> Any:
        """Return the value of a JavaScript expression."""
        return self.page.evaluate(script)


Show = Callable[..., Shown]


def refused(shown: Shown, dialog: Any) -> None:
    """Note a dialog that something opened, and close it."""
    shown.complaints.append(f"dialog: {dialog.message}")
    dialog.dismiss()


@pytest.fixture
def show(browser: Any, tmp_path: Path) -> Iterator[Show]:
    """Open HTML in a new context; at the end nothing may have been asked of a network, and nothing complained of."""
    contexts: list[Any] = []
    opened: list[Shown] = []

    def open_page(html: str, *, width: int = 1366, height: int = 900, **options: Any) -> Shown:
        file = tmp_path / f"page-{len(contexts)}.html"
        file.write_text(html, encoding="utf-8")
        context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce", **options)
        contexts.append(context)
        page = context.new_page()
        shown = Shown(page)
        page.on("request", lambda r: shown.asked.append(r.url) if r.url != file.as_uri() else None)
        page.on("console", lambda m: shown.complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: shown.complaints.append(str(e)))
        page.on("dialog", lambda d: refused(shown, d))
        context.set_offline(True)
        page.goto(file.as_uri())
        opened.append(shown)
        return shown

    yield open_page
    for shown in opened:
        assert [url for url in shown.asked if not url.startswith(("file:", "data:"))] == []
        assert shown.complaints == []
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """Return the source of axe-core, from where ``AXE_CORE`` says."""
    path = os.environ.get("AXE_CORE")
    if path is None:
        pytest.skip("AXE_CORE does not say where axe.min.js lies; npm install axe-core")
    return Path(path).read_text(encoding="utf-8")


def violations(shown: Shown, axe: str) -> list[str]:
    """Return what axe-core finds serious or critical: the rule, and the first places."""
    # through the debugger: the page's own policy rightly lets no foreign script in
    shown.page.context.new_cdp_session(shown.page).send("Page.setBypassCSP", {"enabled": True})
    shown.page.reload()
    shown.page.add_script_tag(content=axe)
    found = shown.page.evaluate("axe.run({resultTypes: ['violations']})")
    return [
        f"{v['id']}: {json.dumps([n['target'] for n in v['nodes'][:3]])} {v['nodes'][0]['failureSummary']}"
        for v in found["violations"]
        if v["impact"] in ("serious", "critical")
    ]
