"""The page of a call, as a coach uses it: by mouse, by keyboard, on a phone, in the dark, on paper."""

from __future__ import annotations

import time
from typing import Any

import pytest

from analyzer.report.page import render_page
from tests.browser.conftest import Show, Shown, violations
from tests.report.audits import audit_of, without_roles
from tests.report.test_page import HOSTILE, data_of


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    return data_of(audit_of())


@pytest.fixture
def shown(show: Show, data: dict[str, Any]) -> Shown:
    return show(render_page(data))


def visible_sentences(shown: Shown) -> list[str]:
    found: list[str] = shown.at("[...document.querySelectorAll('#words .t > p + p > span')]"
                                ".filter(s => s.checkVisibility()).map(s => s.id)")  # fmt: skip
    return found


def test_a_click_on_the_strip_leads_to_the_words(shown: Shown, data: dict[str, Any]) -> None:
    first = data["coverage"]["realities"]["first"]
    shown.page.click(".strip .realities a")
    assert shown.at("document.querySelector('#words .cur').id") == f"s{first['sentence']}"
    assert shown.page.locator(f"#s{first['sentence']}").is_visible()


def test_the_timeline_shows_and_leads_by_mouse(shown: Shown, data: dict[str, Any]) -> None:
    at = next(s["index"] for s in data["sentences"] if s["stage"] == "pitch")
    mark = shown.page.locator(f"#marks path:nth-child({at + 1})")
    mark.hover(force=True)
    assert data["sentences"][at]["text"] in shown.page.inner_text("#now")
    assert "pitch, 88 % sure" in shown.page.inner_text("#now")
    mark.click(force=True)
    assert shown.at("document.activeElement.id") == f"s{at}"


def test_the_timeline_shows_and_leads_by_keyboard(shown: Shown, data: dict[str, Any]) -> None:
    shown.page.focus("[aria-label^=Timeline]")
    for _ in range(4):
        shown.page.keyboard.press("ArrowRight")
    shown.page.keyboard.press("ArrowLeft")
    assert data["sentences"][2]["text"] in shown.page.inner_text("#now")
    shown.page.keyboard.press("Enter")
    assert shown.at("document.activeElement.id") == "s2"


def test_a_pin_leads_to_its_finding(shown: Shown, data: dict[str, Any]) -> None:
    shown.page.click(".pins li:first-child a")
    assert shown.at("location.hash") == "#f1"
    assert data["findings"][0]["message"] in shown.page.inner_text("#f1")


def test_keys_walk_through_sentences_and_findings(shown: Shown) -> None:
    keys = shown.page.keyboard
    for key in "jjjk":
        keys.press(key)
    assert shown.at("document.activeElement.id") == "s1"
    for key in "nnnp":
        keys.press(key)
    assert shown.at("document.activeElement.id") == "f2"
    keys.press("?")
    assert shown.at("document.getElementById('help').open")
    keys.press("j")
    assert shown.at("document.getElementById('help').open")
    keys.press("Escape")
    assert not shown.at("document.getElementById('help').open")
    keys.press("/")
    assert shown.at("document.activeElement.name") == "words"
    keys.type("jjj")  # typed, not walked
    assert shown.page.input_value("[name=words]") == "jjj"
    assert visible_sentences(shown) == []
    keys.press("Escape")
    assert shown.at("document.activeElement === document.body")


def test_filters_leave_what_they_say(shown: Shown, data: dict[str, Any]) -> None:
    page, sentences = shown.page, data["sentences"]
    everything = [f"s{s['index']}" for s in sentences]
    assert visible_sentences(shown) == everything
    for box in page.locator("[name=stage]").all():
        if box.get_attribute("value") != "r":
            box.uncheck()
    assert visible_sentences(shown) == [f"s{s['index']}" for s in sentences if s["stage"] == "realities"]
    assert "3 of 15 sentences" in page.inner_text("#count")
    page.select_option("[name=role]", "rep")
    assert visible_sentences(shown) == [
        f"s{s['index']}" for s in sentences if s["stage"] == "realities" and s["role"] == "rep"
    ]
    page.click("button[type=reset]")
    page.wait_for_function("document.querySelectorAll('.x').length === 0")
    page.check("[name=unsure]")
    assert visible_sentences(shown) == [f"s{s['index']}" for s in sentences if s["unsure"]]
    page.uncheck("[name=unsure]")
    page.select_option("[name=finding]", "1")
    quoted = {q["sentence"] for q in data["findings"][0]["evidence"]}
    assert quoted <= {int(i[1:]) for i in visible_sentences(shown)} != set(range(len(sentences)))
    page.select_option("[name=finding]", "")
    page.fill("[name=words]", "DIESEL")
    assert visible_sentences(shown) == [f"s{s['index']}" for s in sentences if "diesel" in s["text"]]
    # a link to a sentence that is filtered away shows it all the same
    page.click(".strip .realities a")
    assert shown.page.locator("#words .cur").is_visible()


@pytest.mark.parametrize("width", [320, 390, 768, 1366])
def test_nothing_is_wider_than_the_screen(show: Show, data: dict[str, Any], width: int) -> None:
    shown = show(render_page(data), width=width)
    assert shown.at("document.documentElement.scrollWidth") <= width


def test_it_is_read_without_the_script(show: Show, data: dict[str, Any]) -> None:
    shown = show(render_page(data), java_script_enabled=False)
    text = shown.page.locator("body").text_content()  # what lies below the screen is not laid out yet
    for sentence in data["sentences"]:
        assert sentence["text"] in text
    assert not shown.page.locator("#filters").is_visible()
    shown.page.click(".strip .realities a")
    assert shown.page.url.endswith(f"#s{data['coverage']['realities']['first']['sentence']}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["call", "notes", "unknown roles"])
def test_axe_finds_nothing_serious(show: Show, axe: str, data: dict[str, Any], scheme: str, kind: str) -> None:
    if kind == "notes":
        data = data_of(audit_of(medium="notes", timed=False))
    if kind == "unknown roles":
        data = data_of(without_roles(audit_of(holds_if={"rep": "Dana", "prospect": "Gail"})))
    shown = show(render_page(data), color_scheme=scheme)
    assert violations(shown, axe) == []


def test_it_prints_whole_on_both_papers(shown: Shown) -> None:
    for paper in ("A4", "Letter"):
        printed = shown.page.pdf(format=paper)
        assert printed.startswith(b"%PDF")
    shown.page.emulate_media(media="print")
    assert not shown.page.locator("#filters").is_visible()
    assert shown.page.locator("#words .t").last.is_visible()


def test_twenty_thousand_hostile_sentences_are_text_and_come_quickly(show: Show, data: dict[str, Any]) -> None:
    sentences, turns = [], []
    for k in range(20_000):
        s = data["sentences"][k % len(data["sentences"])]
        text = f"{HOSTILE} \u200f{k}"
        times = {"start_s": 2.0 * k, "end_s": 2.0 * k + 2, "role": s["role"]}
        sentences.append(s | times | {"index": k, "turn": k, "start_char": 0, "end_char": len(text), "text": text})
        turns.append(data["conversation"]["turns"][0] | times | {"text": text, "speaker": HOSTILE[:40]})
    large = data | {"sentences": sentences, "conversation": data["conversation"] | {"turns": turns}}
    before = time.monotonic()
    shown = show(render_page(large))
    shown.page.keyboard.press("j")
    assert shown.at("document.activeElement.id") == "s0"
    assert time.monotonic() - before < 60  # two or three seconds; what hangs takes minutes
    assert shown.at("document.querySelectorAll('#words .t').length") == 20_000
    assert shown.at("document.querySelectorAll('img, iframe, #words script').length") == 0
    assert "<script>alert(1)</script>" in shown.page.text_content("#s19999")
