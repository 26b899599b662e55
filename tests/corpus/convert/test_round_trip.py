"""Conversation to tool and back: nothing is lost, whatever the words are."""

from __future__ import annotations

import doctest
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from analyzer.cli import app
from analyzer.conversation import STAGES, Conversation, Medium, Participant, Turn
from analyzer.corpus import Labelled, LabelledSentence, format_labelled, parse_labelled, read_corpus
from analyzer.corpus.convert import CONVERTERS, settle, utf16
from analyzer.corpus.convert.utf16 import Utf16
from tests.stages.tiny import tiny_call, tiny_corpus, tiny_notes, write_tiny

CONVERSATIONS = Path(__file__).parents[3] / "corpus" / "conversations"
TOOLS = sorted(CONVERTERS)


def and_back(corpus: list[Labelled], tool: str) -> list[Labelled]:
    converter = CONVERTERS[tool]
    files = converter.export(corpus, False)
    name, text = next(iter(files.items()))
    out = []
    for answers in converter.parse([(name, text)]):
        settled = settle(answers, name)
        assert (settled.unlabelled, settled.undecided) == (0, 0)
        assert settled.labelled is not None
        out.append(settled.labelled)
    return out


stages = st.sampled_from(STAGES)
words = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs")), min_size=1, max_size=6)
tricky = st.sampled_from(
    ["=SUM(1)", "-1", "'cause", "+44", "@home", 'say "hi"', "a,b;c", "😀", "👩🏽‍🌾", "#", "|", "\\", "null"]
)
sentence = st.lists(words | tricky, min_size=1, max_size=5).map(" ".join)
labelled_sentence = st.tuples(sentence, stages, st.lists(stages, max_size=3))
turn = st.tuples(st.sampled_from(["rep", "Jo: “J”", "=x"]), st.lists(labelled_sentence, min_size=1, max_size=4))
card = st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), st.text(max_size=9) | st.booleans(), max_size=3)


@st.composite
def conversations(draw: Callable[[st.SearchStrategy[Any]], Any]) -> Labelled:
    medium: Medium = draw(st.sampled_from(["transcript", "chat", "notes"]))
    rows = draw(st.lists(turn, min_size=1, max_size=5))
    heading = draw(st.none() | sentence) if medium == "notes" else None
    roles = {"rep": "rep", "Jo: “J”": "prospect", "=x": "other"}
    turns: list[Turn] = []
    sentences: list[LabelledSentence] = []
    for i, (speaker, parts) in enumerate(rows):
        role = "prospect" if medium == "notes" else roles[speaker]
        who = None if medium == "notes" else speaker
        turns.append(Turn(i, who, " ".join(text for text, _, _ in parts), role, heading=heading))  # type: ignore[arg-type]
        start = 0
        for text, stage, labels in parts:
            sentences.append(LabelledSentence(i, start, start + len(text), stage, tuple(labels)))
            start += len(text) + 1
    names = [] if medium == "notes" else dict.fromkeys(t.speaker or "" for t in turns)
    people = tuple(Participant(n, roles[n], "explicit", 1.0, ("given in the corpus",)) for n in names)  # type: ignore[arg-type]
    name = draw(st.from_regex(r"[a-z0-9][a-z0-9.@_-]{0,8}", fullmatch=True))
    conversation = Conversation(name, tuple(turns), medium, people, source_name=f"{name}.tsv")
    trade, kind = draw(st.none() | sentence), draw(st.none() | sentence)
    return Labelled(conversation, tuple(sentences), trade, kind, draw(card))


@pytest.mark.parametrize("tool", TOOLS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(conversations())
def test_anything_comes_back(tool: str, one: Labelled) -> None:
    # front matter that TOML cannot hold is no matter of the tools
    expected = parse_labelled(format_labelled(one), f"{one.conversation.id}.tsv")
    assert expected == one
    assert and_back([one], tool) == [one]


@pytest.mark.parametrize("tool", TOOLS)
def test_the_corpus_comes_back(tool: str) -> None:
    corpus = list(read_corpus(CONVERSATIONS))[::9]
    assert [format_labelled(c) for c in and_back(corpus, tool)] == [format_labelled(c) for c in corpus]


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(app, ["corpus", *map(str, args)])


@pytest.mark.parametrize("tool", TOOLS)
def test_the_commands(tool: str, tmp_path: Path) -> None:
    folder = write_tiny(tmp_path / "corpus", tiny_corpus(3))
    exported = run("export", folder, "--to", tool, "-o", tmp_path / "out")
    assert exported.exit_code == 0, exported.stderr
    first = Path(exported.stderr.splitlines()[0].removeprefix("wrote "))
    back = run("import", first, "--from", tool, "-o", tmp_path / "back")
    assert back.exit_code == 0, back.stderr
    assert (
        back.stderr
        == f"wrote 4 conversations with {sum(len(c.sentences) for c in tiny_corpus(3))} labelled sentences\n"
    )
    for path in folder.iterdir():
        assert (tmp_path / "back" / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("tool", TOOLS)
def test_without_labels_nothing_of_them_or_of_the_card_is_shown(tool: str, tmp_path: Path) -> None:
    one = replace(tiny_call(0), card={"values_depth": "SECRET"})
    folder = write_tiny(tmp_path / "corpus", [one, tiny_notes()])
    exported = run("export", folder, "--to", tool, "-o", tmp_path / "out", "--without-labels")
    first = Path(exported.stderr.splitlines()[0].removeprefix("wrote "))
    text = first.read_text(encoding="utf-8")
    assert "SECRET" not in text
    assert "accept" not in text
    assert not any(f'"{key}":' in text for key in ("annotations", "labels"))
    assert tool != "csv" or ",labels," not in text
    back = run("import", first, "--from", tool, "-o", tmp_path / "back")
    assert back.exit_code == 0
    assert "wrote 0 conversations with 0 labelled sentences" in back.stderr
    assert "2 conversations have no label at all and are not written" in back.stderr


def test_bad_files_are_one_line(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"\xff")
    for tool in TOOLS:
        result = run("import", tmp_path / "x", "--from", tool, "-o", tmp_path / "o")
        assert result.exit_code == 2
        assert result.stderr.startswith("error: x: cannot be read as UTF-8")
        assert result.stderr.count("\n") == 1
    (tmp_path / "file").write_text("")
    folder = write_tiny(tmp_path / "corpus", [tiny_call(0)])
    result = run("export", folder, "--to", "csv", "-o", tmp_path / "file")
    assert (result.exit_code, result.stderr) == (2, "error: file: cannot be made a folder. [E-OUTPUT]\n")


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("😀👍🏽"), max_size=20), st.integers(0, 20))
def test_offsets_are_those_of_utf_16(text: str, at: int) -> None:
    at = min(at, len(text))
    units = Utf16(text).units(at)
    assert units == len(text[:at].encode("utf-16-le")) // 2
    assert Utf16(text).code_points(units) == at


def test_the_docstring_runs() -> None:
    assert doctest.testmod(utf16).attempted
    assert not doctest.testmod(utf16).failed
