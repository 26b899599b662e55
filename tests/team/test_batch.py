from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from analyzer.errors import BadSettingsError
from analyzer.team import batch as batch_module
from analyzer.team.batch import BatchResult, run_batch
from analyzer.team.forget import forget
from analyzer.team.inputs import RowColumns, find_inputs
from analyzer.team.store import Store
from analyzer.team.work import Options
from tests.team.calls import dump, write_call, write_calls


def run(
    tmp_path: Path, *given: Path | str, options: Options | None = None, workers: int = 1, **how: object
) -> BatchResult:
    out = tmp_path / "team"
    return run_batch(find_inputs([str(g) for g in given], out, **how), out, options, workers=workers)  # type: ignore[arg-type]


def test_a_broken_file_is_a_failure_and_the_rest_goes_on(tmp_path: Path) -> None:
    calls = write_calls(tmp_path / "calls", 3)
    (calls / "broken.json").write_text('{"turns": [')
    (calls / "logo.png").write_bytes(b"\x89PNG")
    done = run(tmp_path, calls)
    assert (done.items, done.analysed, done.unchanged, done.calls) == (4, 4, 0, 3)
    [failure] = done.failures
    assert (failure["source"], failure["code"]) == ("calls/broken.json", "E-JSON")
    assert dict(done.passed_over) == {".png": 1}
    assert "calls/broken.json,,E-JSON," in (tmp_path / "team" / "failures.csv").read_text()
    found = dump(tmp_path / "team")
    assert [row[0] for row in found["calls"]] == [f"calls/call-00{n}.txt" for n in range(3)]
    assert len(found["turns"]) == 30
    assert len(found["measures"]) > 30


def test_unchanged_files_are_not_analysed_again_and_changed_ones_replace_what_was_known(tmp_path: Path) -> None:
    calls = write_calls(tmp_path / "calls", 2)
    run(tmp_path, calls)
    before = dump(tmp_path / "team")
    again = run(tmp_path, calls)
    assert (again.analysed, again.unchanged) == (0, 2)
    assert dump(tmp_path / "team") == before
    write_call(calls / "call-001.txt", 777)
    third = run(tmp_path, calls / "*.txt")  # another way to name the same files
    assert (third.analysed, third.unchanged, third.calls) == (1, 1, 2)
    text = [row[5] for row in dump(tmp_path / "team")["turns"] if row[0] == "calls/call-001.txt"]
    assert "777" in " ".join(map(str, text))


def test_another_model_or_option_is_another_analysis(tmp_path: Path) -> None:
    calls = write_calls(tmp_path / "calls", 1)
    run(tmp_path, calls)
    assert run(tmp_path, calls, options=Options(redact=True)).analysed == 1


def test_a_failure_is_gone_when_the_file_is_mended_and_an_unreadable_file_loses_nothing(tmp_path: Path) -> None:
    calls = write_calls(tmp_path / "calls", 1)
    broken = calls / "late.txt"
    broken.write_text("")
    assert [f["code"] for f in run(tmp_path, calls).failures] == ["E-EMPTY"]
    write_call(broken, 5)
    assert run(tmp_path, calls).failures == ()
    (tmp_path / "list.csv").write_text("file\ncalls/call-000.txt\ncalls/late.txt\n")
    broken.unlink()
    done = run(tmp_path, manifest=tmp_path / "list.csv")
    assert [f["code"] for f in done.failures] == ["E-MISSING"]
    assert done.calls == 2


def test_the_number_of_workers_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = write_calls(tmp_path / "calls", 4)
    (calls / "broken.json").write_text("[")
    monkeypatch.setattr(batch_module, "_CHUNK", 2)
    found, exports = [], []
    for workers in (1, 2):
        run(tmp_path, calls, workers=workers)
        found.append(dump(tmp_path / "team"))
        exports.append((tmp_path / "team" / "calls.csv").read_bytes())
        (tmp_path / "team").rename(tmp_path / f"team-{workers}")
    assert found[0] == found[1]
    assert exports[0] == exports[1]


def test_equal_words_are_a_duplicate_whatever_the_format(tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    write_call(calls / "b.txt", 1)
    turns = [line.split(": ", 1) for line in (calls / "b.txt").read_text().split("\n\n")]
    (calls / "a.json").write_text(json.dumps({"turns": [{"speaker": s, "text": t.strip()} for s, t in turns]}))
    assert run(tmp_path, calls).duplicates == 1
    with Store.open(tmp_path / "team") as store:
        assert {c["source"]: c["duplicate_of"] for c in store.calls()} == {
            "calls/a.json": None,
            "calls/b.txt": "calls/a.json",
        }


def test_dates_reps_and_accounts_come_from_where_they_are_told_and_never_from_the_file_time(tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    write_call(calls / "2026-03-02_Dana Reed_Harker.txt", 1)
    write_call(calls / "other.txt", 2)
    (tmp_path / "m.csv").write_text("File;Date;Rep\ncalls/other.txt;2/3/26;Lee Park\n")
    done = run(tmp_path, calls, manifest=tmp_path / "m.csv", pattern="{date}_{rep}_{account}")
    assert dict(done.not_found) == {"date": 1, "account": 1}
    with Store.open(tmp_path / "team") as store:
        first, second = store.calls()
    assert (first["date"], first["rep"], first["account"]) == ("2026-03-02", "Dana Reed", "Harker")
    assert (second["date"], second["rep"], second["account"]) == (None, "Lee Park", None)
    assert "'2/3/26' in the manifest is no date" in second["not_found"]
    assert "account: the file's name does not fit the pattern" in second["not_found"]


def test_a_row_of_a_table_is_a_call(tmp_path: Path) -> None:
    table = tmp_path / "crm.csv"
    said = write_call(tmp_path / "x" / "c.txt", 3).read_text().replace("\n\n", "\n")
    table.write_text(
        'id,owner,when,notes\nm1,Dana,2026-01-05,"'
        + said.replace('"', '""')
        + '"\nm2,Lee,2026-01-06,\nm1,Lee,2026-01-07,x\n'
    )
    rows = RowColumns("notes", "id", "when", "owner")
    done = run(tmp_path, table, rows=rows)
    assert done.calls == 1
    assert [(f["part"], f["code"]) for f in done.failures] == [("m2", "E-EMPTY"), ("row 3", "E-COLUMNS")]
    assert run(tmp_path, table, rows=rows).unchanged == 1
    with Store.open(tmp_path / "team") as store:
        [call] = store.calls()
    assert (call["part"], call["rep"], call["date"], call["conversation_id"]) == ("m1", "Dana", "2026-01-05", "crm-m1")


def test_forgotten_files_stay_forgotten_and_copies_are_listed(tmp_path: Path) -> None:
    calls = write_calls(tmp_path / "calls", 2)
    run(tmp_path, calls)
    out = tmp_path / "team"
    (out / "copy.csv").write_text("source\ncalls/call-001.txt\n")
    (out / "harmless.csv").write_text("source\ncalls/call-000.txt\n")
    with Store.open(out) as store:
        done = forget(store, out, source="calls/call-001.txt")
    assert (done.calls, done.copies) == (1, (out / "copy.csv",))
    for path in out.iterdir():
        if path.name.startswith("store.sqlite"):
            assert b"call-001" not in path.read_bytes()
            assert b"101 parcels" not in path.read_bytes()
    assert "call-001" not in (out / "calls.csv").read_text()
    (calls / "call-001.txt").rename(calls / "renamed.txt")
    again = run(tmp_path, calls)
    assert (again.forgotten, again.calls) == (1, 1)


def test_an_account_is_forgotten_with_all_of_its_calls(tmp_path: Path) -> None:
    calls = write_calls(tmp_path / "calls", 2)
    (tmp_path / "m.csv").write_text("file,account\ncalls/call-000.txt,Harker Ltd\ncalls/call-001.txt,Moss\n")
    run(tmp_path, manifest=tmp_path / "m.csv")
    with Store.open(tmp_path / "team") as store:
        assert forget(store, tmp_path / "team", account="harker  ltd").calls == 1
        with pytest.raises(BadSettingsError, match="E-INPUT"):
            forget(store, tmp_path / "team", source="calls/none.txt")
    write_call(calls / "call-000.txt", 55)
    again = run(tmp_path, manifest=tmp_path / "m.csv")
    assert (again.forgotten, again.calls) == (1, 1)


def test_nothing_that_identifies_is_stored_under_redact(tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    path = write_call(calls / "a.txt", 1)
    path.write_text(path.read_text() + "\nJill: Write to jill.moss@harker.example or ring +44 20 7946 0018, Dana.\n")
    run(tmp_path, calls, options=Options(redact=True))
    for file in (tmp_path / "team").iterdir():
        for secret in (b"harker.example", b"7946", b"Jill", b"Dana"):
            assert secret not in file.read_bytes(), (file, secret)
    with Store.open(tmp_path / "team") as store:
        assert store.calls()[0]["redacted"] > 10


def test_files_are_their_owners_alone(tmp_path: Path) -> None:
    calls = write_calls(tmp_path / "calls", 1)
    old = os.umask(0)
    try:
        run(tmp_path, calls)
    finally:
        os.umask(old)
    out = tmp_path / "team"
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    for path in out.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_two_runs_do_not_write_to_one_folder(tmp_path: Path) -> None:
    calls = write_calls(tmp_path / "calls", 1)
    out = tmp_path / "team"
    out.mkdir()
    with batch_module._alone(out), pytest.raises(BadSettingsError, match="E-BUSY"):
        run(tmp_path, calls)


def test_a_fault_of_ours_stops_no_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = write_calls(tmp_path / "calls", 2)

    def faulty(*_: object) -> dict[str, object]:
        raise KeyError("nonsense")

    monkeypatch.setattr("analyzer.team.records.record_of", faulty)
    done = run(tmp_path, calls)
    assert {f["code"] for f in done.failures} == {"E-FAULT"}
    assert "KeyError at test_batch.py" in done.failures[0]["message"]
