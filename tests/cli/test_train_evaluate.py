"""``analyzer train`` and ``analyzer evaluate`` on a tiny corpus, as commands and as functions."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from analyzer.cli import app
from analyzer.cli.evaluate import evaluate
from analyzer.stages.fast import FastStageClassifier
from tests.corpus.test_pairs import EXAMPLES
from tests.stages.tiny import tiny_call, tiny_corpus, write_tiny


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(app, [str(a) for a in args])


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny(tmp_path_factory.mktemp("tiny") / "corpus")


@pytest.fixture(scope="module")
def trained(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    models = tmp_path_factory.mktemp("models")
    return models, run("train", "--corpus", corpus, "--output", models)


def test_train_saves_every_model_and_prints_held_out_scores(trained: tuple[Path, Result]) -> None:
    models, result = trained
    assert result.exit_code == 0, result.stderr
    assert sorted(p.name for p in models.iterdir()) == ["coverage", "fast", "roles", "sentences"]
    assert result.stdout.startswith("### fast: held-out trades of the corpus\n")
    assert "16 conversations, 294 labelled sentences." in result.stdout
    assert "no --real-speech" in result.stderr
    assert "held-out fold 3 of 3" in result.stderr
    card = (models / "fast" / "README.md").read_text(encoding="utf-8")
    assert card.startswith("# Model card: `fast`")
    assert FastStageClassifier.load(models / "fast").bits == 18


def test_evaluate_says_when_the_model_has_seen_the_folder(trained: tuple[Path, Result], corpus: Path) -> None:
    result = run("evaluate", "--on", corpus, "--model", trained[0] / "fast")
    assert result.exit_code == 0, result.stderr
    assert "how well it remembers" in result.stderr
    assert result.stdout.startswith("### corpus\n")
    for kind in ("chat", "notes", "sales_call"):
        assert f"### {kind}\n" in result.stdout
    assert "coverage verdicts right: " in result.stdout


def test_evaluate_in_json_is_what_the_function_returns(trained: tuple[Path, Result], tmp_path: Path) -> None:
    other = write_tiny(tmp_path / "other", [tiny_call(20), tiny_call(21), tiny_call(22)])
    result = run("evaluate", "--on", other, "--model", trained[0] / "fast", "--format", "json")
    assert result.exit_code == 0, result.stderr
    data = json.loads(result.stdout)
    assert data == json.loads(json.dumps(evaluate(other, trained[0] / "fast")))
    assert data["seen"] is False
    assert result.stderr == ""
    assert data["all"]["conversations"] == 3
    assert data["all"]["accuracy"]["value"] > 0.9


def test_the_packaged_model_is_the_default(corpus: Path) -> None:
    result = run("evaluate", "--on", corpus, "--format", "json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["all"]["sentences"] == 294


def test_a_finished_model_is_adapted_to_own_labels(trained: tuple[Path, Result], tmp_path: Path) -> None:
    own = write_tiny(tmp_path / "own", [tiny_call(k) for k in range(20, 26)])
    result = run("train", "--corpus", own, "-o", tmp_path / "m", "--base", trained[0] / "fast")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("### Your 6 conversations, each labelled by a model adapted without it\n")
    assert "\n| base | " in result.stdout
    assert "\n| adapted | " in result.stdout
    assert [p.name for p in (tmp_path / "m").iterdir()] == ["fast"]
    again = run("evaluate", "--on", own, "--model", tmp_path / "m" / "fast")
    assert again.exit_code == 0, again.stderr
    assert "how well it remembers" in again.stderr


def test_the_packaged_default_can_be_adapted(tmp_path: Path) -> None:
    own = write_tiny(tmp_path / "own", [tiny_call(k) for k in range(3)])
    result = run("train", "--corpus", own, "-o", tmp_path / "m", "--base", "default")
    assert result.exit_code == 0, result.stderr
    [folder] = (tmp_path / "m").iterdir()
    assert json.loads((folder / "meta.json").read_text(encoding="utf-8"))["name"].endswith(", adapted")


@pytest.mark.parametrize(
    "option", [["--real-speech", "x"], ["--real-labels", "x"], ["--model", "fast"], ["--cache", "x"]]
)
def test_base_takes_nothing_that_belongs_to_training_from_scratch(option: list[str], tmp_path: Path) -> None:
    own = write_tiny(tmp_path / "own", [tiny_call(k) for k in range(3)])
    result = run("train", "--corpus", own, "-o", tmp_path / "m", "--base", "default", *option)
    assert result.exit_code == 2
    assert result.stderr.startswith("error: --base adapts a finished model")
    assert "[E-SETTINGS]" in result.stderr
    assert not (tmp_path / "m").exists()


def test_adapting_needs_two_conversations_and_a_model(tmp_path: Path) -> None:
    own = write_tiny(tmp_path / "own", [tiny_call(0)])
    one = run("train", "--corpus", own, "-o", tmp_path / "m", "--base", "default")
    assert one.exit_code == 2
    assert "[E-LABELS]" in one.stderr
    none = run("train", "--corpus", own, "-o", tmp_path / "m", "--base", tmp_path / "no-model")
    assert none.exit_code == 2
    assert "[E-MODEL]" in none.stderr


def test_a_trained_model_audits(trained: tuple[Path, Result], tmp_path: Path) -> None:
    call = tiny_call(30).conversation
    turns = [{"speaker": t.speaker, "role": t.role, "text": t.text} for t in call.turns]
    path = tmp_path / "call.json"
    path.write_text(json.dumps({"id": "call", "turns": turns}), encoding="utf-8")
    result = run("audit", path, "--model", trained[0] / "fast", "--format", "json")
    assert result.exit_code == 0, result.stderr
    said = [s["stage"] for s in json.loads(result.stdout)["sentences"]]
    truth = [s.stage for s in tiny_call(30).sentences]
    assert sum(a == b for a, b in zip(said, truth, strict=True)) / len(truth) > 0.8


@pytest.mark.parametrize("command", ["train", "evaluate"])
@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("none", None, "no such folder"),
        ("empty", {}, "no labelled conversations"),
        ("bad", {"a.tsv": "+++\n"}, "a.tsv: line 1: the file must begin with front matter"),
        ("binary", {"a.tsv": "\udcff"}, "a.tsv: cannot be read as UTF-8"),
    ],
)
def test_a_folder_that_holds_no_corpus_is_one_line_and_exit_2(
    command: str, name: str, content: dict[str, str] | None, message: str, tmp_path: Path
) -> None:
    folder = tmp_path / name
    if content is not None:
        folder.mkdir()
        for file, text in content.items():
            (folder / file).write_bytes(text.encode("utf-8", errors="surrogateescape"))
    args: list[str | Path] = ["--corpus", folder, "-o", tmp_path / "m"] if command == "train" else ["--on", folder]
    result = run(command, *args)
    assert result.exit_code == 2
    assert result.stdout == ""
    last = result.stderr.splitlines()[-1]
    assert last.startswith("error: ")
    assert message in last
    assert "[E-LABELS]" in last
    assert str(tmp_path) not in last


def test_too_little_to_train_on_is_one_line_and_exit_2(tmp_path: Path) -> None:
    one_trade = [replace(c, trade="freight") for c in tiny_corpus(4)]
    result = run("train", "--corpus", write_tiny(tmp_path / "c", one_trade), "-o", tmp_path / "m")
    assert result.exit_code == 2
    assert "two trades and two labels" in result.stderr.splitlines()[-1]
    assert not (tmp_path / "m").exists()


def test_real_speech_that_is_none_is_refused_before_training(corpus: Path, tmp_path: Path) -> None:
    result = run("train", "--corpus", corpus, "-o", tmp_path / "m", "--real-speech", tmp_path)
    assert result.exit_code == 2
    assert result.stderr.startswith("error: conversations.jsonl: not conversations in JSON Lines")
    assert not (tmp_path / "m").exists()


def test_a_model_that_is_none_is_refused(corpus: Path, tmp_path: Path) -> None:
    result = run("evaluate", "--on", corpus, "--model", tmp_path)
    assert result.exit_code == 2
    assert "[E-MODEL]" in result.stderr
    assert result.stdout == ""


def test_minimal_pairs_are_scored(trained: tuple[Path, Result], tmp_path: Path) -> None:
    for name, text in EXAMPLES.items():
        (tmp_path / f"{name}.tsv").write_text(text, encoding="utf-8")
    model = trained[0] / "fast"
    result = run("evaluate", "--pairs", tmp_path, "--model", model)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("### Minimal pairs\n")
    scores = json.loads(run("evaluate", "--pairs", tmp_path, "--model", model, "--format", "json").stdout)
    assert scores["all"]["pairs"] == 10
    assert scores["all"]["both"] + scores["all"]["one"] + scores["all"]["none"] == 10
    one = run("evaluate", "--pairs", tmp_path / "goal-reality.tsv", "--model", model)
    assert "| all | 2 |" in one.stdout


def test_evaluate_is_told_what_on(tmp_path: Path) -> None:
    for result in (run("evaluate"), run("evaluate", "--on", tmp_path, "--pairs", tmp_path)):
        assert result.exit_code == 2
        assert result.stderr == "error: give either --on FOLDER or --pairs PATH. [E-OPTION]\n"
