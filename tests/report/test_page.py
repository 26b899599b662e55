"""The page of a call: what is on it, what it costs, and that no transcript can be more than text on it."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from analyzer.pipeline import Audit
from analyzer.report.page import render_page
from analyzer.report.page.timeline import timeline_of
from analyzer.suitability import Suitability
from tests.report.audits import CALL, audit_of, without_roles

HOSTILE = '</span></p><script>alert(1)</script><img src=x onerror="alert(2)"> {{ 7 * 7 }} \u202etxt\u0000 &amp; "x"'
_VOID = {"meta", "input", "br", "img", "link", "path", "rect"}


class Reader(HTMLParser):
    """Reads a page strictly: every element is closed in its order; keeps texts, elements and ids."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)
        self.close()
        assert self.open == [], self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open
        assert self.open.pop() == tag, tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in ("script", "style"):
            self.text += data


def data_of(audit: Audit) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(json.dumps(audit.to_dict()))
    return data


@pytest.mark.parametrize("timed", [True, False])
def test_the_page_tells_the_story_of_the_json(timed: bool) -> None:
    data = data_of(audit_of(timed=timed))
    page = Reader(render_page(data))
    text = " ".join(page.text.split())
    assert data["verdict"] in text
    for stage, found in data["coverage"].items():
        assert f"{stage.replace('_', ' ')} {found['verdict']}" in text
    assert data["findings"]
    for finding in data["findings"]:
        assert finding["message"] in text
        assert finding["say_next"] in text
    for change in data["card"]:
        assert change["say"] in text
    for sentence in data["sentences"]:
        assert sentence["text"] in text
    assert "Not for employment decisions" in text
    assert ("Drawn over words" in text) is not timed


def test_every_link_of_the_page_leads_to_a_place_on_it() -> None:
    page = Reader(render_page(data_of(audit_of())))
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = [attributes["href"] for tag, attributes in page.elements if tag == "a"]
    assert len(links) > 30
    for link in links:
        assert link is not None
        assert link.startswith("#")
        assert link[1:] in ids, link


def test_the_page_asks_nobody_for_anything() -> None:
    html = render_page(data_of(audit_of()))
    page = Reader(html)
    assert not [t for t, a in page.elements if t in ("link", "img", "iframe", "object", "base") or "src" in a]
    assert not re.findall(r"https?://|//[a-z]|url\((?!#hatch)|@import|fetch\(|XMLHttp|import\(", html)
    policy = next(a["content"] for t, a in page.elements if t == "meta" and "http-equiv" in a)
    assert policy is not None
    assert policy.startswith("default-src 'none'")


def test_a_transcript_is_text_and_nothing_else() -> None:
    audit = audit_of([(role, stage, f"{text} {HOSTILE}") for role, stage, text in CALL], names={"rep": HOSTILE})
    data = data_of(audit)
    data["conversation"]["id"] = data["conversation"]["account"] = HOSTILE
    for finding in data["findings"]:
        finding["message"] = finding["say_next"] = HOSTILE
    html = render_page(data)
    page = Reader(html)
    assert sum(tag == "script" for tag, _ in page.elements) == 1
    assert not [t for t, a in page.elements if t == "img" or any(name.startswith("on") for name in a)]
    assert "<script>alert(1)</script>" in page.text
    assert "{{ 7 * 7 }}" in page.text
    assert "\\u202etxt\\x00" in page.text
    assert "\u202e" not in html
    assert "\x00" not in html


def test_unknown_roles_are_said_first_with_what_turns_over() -> None:
    audit = audit_of(holds_if={"rep": "Dana", "prospect": "Gail"})
    data = data_of(without_roles(audit))
    page = Reader(render_page(data)).text
    head = page[: page.index("The course of the conversation")]
    assert "Who is the rep is not known" in head
    assert f"{len(data['findings'])} findings, marked ⇄ below, would turn over" in " ".join(head.split())
    assert page.count("⇄ only if") == len(data["findings"])


def test_notes_have_no_lanes_and_say_why() -> None:
    data = data_of(audit_of(medium="notes", timed=False))
    assert timeline_of(data) is None
    html = render_page(data)
    page = Reader(html)
    assert "No lanes: notes hold no speech" in page.text
    assert "Talk against pitch" not in page.text
    assert not [t for t, a in page.elements if a.get("id") == "timeline"]


def test_what_is_no_interview_says_so() -> None:
    data = data_of(audit_of(suitability=Suitability("too_short", 0.8, ("31 words",))))
    page = " ".join(Reader(render_page(data)).text.split())
    assert "No interview: too short for an audit (80% sure). 31 words" in page
    assert "No findings" in page


def test_an_empty_conversation_has_a_page() -> None:
    audit = audit_of([("rep", "other", "…")], suitability=Suitability("too_short", 1.0, ()))
    assert "Nothing was said" in Reader(render_page(data_of(audit))).text


def test_marks_stand_in_the_order_of_the_sentences_and_inside_the_picture() -> None:
    for timed in (True, False):
        data = data_of(audit_of(timed=timed))
        timeline = timeline_of(data)
        assert timeline is not None
        assert timeline.timed is timed
        marks = re.search(r'<g id="marks">(.*?)</g>', timeline.svg)
        assert marks is not None
        paths = re.findall(r'class="(.)" d="M([\d.]+) (\d+)h([\d.]+)', marks.group(1))
        assert len(paths) == len(data["sentences"])
        starts = [float(x) for _, x, _, _ in paths]
        assert starts == sorted(starts)
        assert all(x >= 76 and x + float(w) <= 997 for x, w in zip(starts, [p[3] for p in paths], strict=True))
        lanes = {s["role"]: {p[2] for p, t in zip(paths, data["sentences"], strict=True) if t["role"] == s["role"]}
                 for s in data["sentences"]}  # fmt: skip
        assert lanes == {"rep": {"59"}, "prospect": {"20"}}
        assert len(timeline.pins) == len(data["findings"])


def test_an_hour_stays_small() -> None:
    # an hour of talk is about 9,000 words: as many turns of the call as make them
    words = sum(len(text.split()) for _, _, text in CALL)
    data = data_of(audit_of(list(CALL) * (9000 // words)))
    page = render_page(data).encode()
    assert len(data["sentences"]) > 800
    assert len(page) < 300_000
