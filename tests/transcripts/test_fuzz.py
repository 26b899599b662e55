"""Samples that were cut, doubled and garbled, family by family: read or refused, never anything else.

Short here. ``FUZZ_SECONDS=120 pytest tests/transcripts/test_fuzz.py`` goes on for two minutes a family.
"""

from __future__ import annotations

import io
import json
import os
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from analyzer.errors import AnalyzerError
from analyzer.transcripts import formats, read
from tests.transcripts.office_files import archive

FIXTURES = Path(__file__).parent / "fixtures"
SECONDS = float(os.environ.get("FUZZ_SECONDS", "0"))
FAMILIES = {
    "subtitles": (".vtt", ".srt", ".sbv"),
    "text": (".txt", ".md"),
    "documents": (".docx",),
    "tables": (".csv", ".tsv", ".xlsx"),
    "json": (".json",),
}
PIECES = [
    b"-->", b"<v ", b"\n\n", b"\n", b"\r", b": ", b"[00:01]", b"&#9;", b"\x00", b"\xff", b"<", b"{", b">>", b"**", b'"',
    b",", b";", b"\t", b"0:0:1.5", b"</w:p>", b"<w:p>", b"<w:tbl>", b"]]>", b"Speaker", b"text", b"# ", b"- ", b"---\n",
    b"Transcript\n", b"\xe2\x80\xae", b"\xf0\x9f\x98\x80", b"999999999", b"-1", b"nan", b"PK\x03\x04",
]  # fmt: skip


def survives(path: Path, data: bytes, as_format: str | None) -> None:
    """Read, and check what has to hold of anything that is read."""
    path.write_bytes(data)
    try:
        conversation, report = read(path, as_format=as_format)
    except AnalyzerError as error:
        assert str(path.parent) not in str(error)  # noqa: PT017
        assert str(error).isprintable()  # noqa: PT017
        return
    assert conversation.words() == report.words
    for turn in conversation.turns:
        before = 0
        for a, b in turn.masked:
            assert before <= a < b <= len(turn.text)
            before = b
        for start, end in turn.spans:
            assert 0 <= start <= end
        assert turn.start_s is None or turn.start_s >= 0
    json.dumps(report.to_dict(), allow_nan=False).encode("utf-8")


@st.composite
def garbled(draw: st.DrawFn, sample: bytes) -> bytes:
    """Cut, double, change and insert in some places."""
    data = bytearray(sample)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data)))
        kind = draw(st.sampled_from(["cut", "insert", "change", "double"]))
        if kind == "cut":
            del data[at : at + draw(st.integers(1, 40))]
        elif kind == "insert":
            data[at:at] = draw(st.sampled_from(PIECES))
        elif kind == "change" and at < len(data):
            data[at] = draw(st.integers(0, 255))
        else:
            data[at:at] = data[at : at + 30]
    return bytes(data)


@st.composite
def mutants(draw: st.DrawFn, samples: list[bytes]) -> bytes:
    """A garbled sample; of an Office file also one whose parts are garbled and the archive sound."""
    sample = draw(st.sampled_from(samples))
    if not sample.startswith(b"PK") or draw(st.booleans()):
        return draw(garbled(sample))
    with zipfile.ZipFile(io.BytesIO(sample)) as made:
        members = {name: made.read(name) for name in made.namelist()}
    part = draw(st.sampled_from(sorted(members)))
    return archive({**members, part: draw(garbled(members[part]))})


@pytest.mark.parametrize("family", FAMILIES)
def test_family(tmp_path: Path, family: str) -> None:
    samples = [path.read_bytes() for path in sorted(FIXTURES.iterdir()) if path.suffix in FAMILIES[family]]
    assert len(samples) >= 3

    @settings(
        max_examples=400 if SECONDS else 60,
        deadline=None,
        phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        data=st.one_of(mutants(samples), st.binary(max_size=300)),
        as_format=st.one_of(st.none(), st.sampled_from(formats())),
    )
    def once(data: bytes, as_format: str | None) -> None:
        survives(tmp_path / "x.txt", data, as_format)

    until = time.monotonic() + SECONDS
    once()
    while time.monotonic() < until:
        once()
