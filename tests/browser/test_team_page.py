"""The page of a team in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.team.page import render_team, report_data
from analyzer.team.population import population
from analyzer.team.store import Store
from tests.browser.conftest import Show, Shown, violations
from tests.team.test_report import REPS, team

__all__ = ["team"]


@pytest.fixture(scope="module")
def html(team: Path) -> str:
    with Store.open(team, create=False) as store:
        return render_team(report_data(store, population(store)))


def listed(shown: Shown, what: str) -> int:
    count: int = shown.at(f"[...document.querySelectorAll('{what}')].filter(i => i.checkVisibility()).length")
    return count


def test_filters_choose_what_is_listed(show: Show, html: str) -> None:
    shown = show(html)
    assert listed(shown, "tr.call") == 24
    shown.page.select_option("[name=rep]", REPS[2])
    assert listed(shown, "tr.call") == 2
    assert listed(shown, ".panel.item") == 1
    assert "2 of 24" in shown.page.inner_text("#count")
    shown.page.click("button[type=reset]")
    shown.page.wait_for_function("document.querySelectorAll('.x').length === 0")
    weeks = shown.at("[...document.querySelectorAll('tr.week')].map(w => w.dataset.week)")
    shown.page.select_option("[name=from]", weeks[1])
    shown.page.select_option("[name=to]", weeks[-2])
    assert listed(shown, "tr.week") == len(weeks) - 2
    assert 0 < listed(shown, "tr.call") < 24


@pytest.mark.parametrize("width", [320, 390, 1366])
def test_nothing_is_wider_than_the_screen(show: Show, html: str, width: int) -> None:
    assert show(html, width=width).at("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(show: Show, axe: str, html: str, scheme: str) -> None:
    assert violations(show(html, color_scheme=scheme), axe) == []


def test_it_is_read_without_the_script(show: Show, html: str) -> None:
    shown = show(html, java_script_enabled=False)
    assert not shown.page.locator("#filters").is_visible()
    assert shown.page.locator("tr.call").count() == 24
