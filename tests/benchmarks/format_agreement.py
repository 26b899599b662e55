"""How far the audit of a call depends on the format that it came in.

    python tests/benchmarks/format_agreement.py FOLDER

Takes the conversations of a folder (the project's JSON), writes each as WebVTT, SRT and plain text, audits all four,
and prints: the same words per speaker, the roles that were told by name, the roles that were inferred, the share of
words whose stage agrees, and the largest difference in talk time.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from analyzer.conversation import Conversation
from analyzer.pipeline import Audit, audit
from analyzer.transcripts import read


def clock(seconds: float, mark: str) -> str:
    whole, ms = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02d}:{whole % 3600 // 60:02d}:{whole % 60:02d}{mark}{ms:03d}"


def as_vtt(call: Conversation) -> str | None:
    if not all(t.spans for t in call.turns if t.words):
        return None
    blocks = [
        f"{clock(t.spans[0][0], '.')} --> {clock(t.spans[0][1], '.')}\n<v {t.speaker}>{escaped(t.text)}</v>"
        for t in call.turns
    ]
    return "WEBVTT\n\n" + "\n\n".join(blocks) + "\n"


def as_srt(call: Conversation) -> str | None:
    if not all(t.spans for t in call.turns if t.words):
        return None
    blocks = [
        f"{i}\n{clock(t.spans[0][0], ',')} --> {clock(t.spans[0][1], ',')}\n{t.speaker}: {' '.join(t.text.split())}"
        for i, t in enumerate(call.turns, 1)
    ]
    return "\n\n".join(blocks) + "\n"


def as_text(call: Conversation) -> str | None:
    return "\n\n".join(f"{t.speaker}: {' '.join(t.text.split())}" for t in call.turns) + "\n"


def escaped(text: str) -> str:
    return " ".join(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").split())


def words_by_speaker(result: Audit) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for turn in result.conversation.turns:
        out.setdefault(turn.speaker or "", []).extend(filter(is_word, turn.spoken.split()))
    return {name: words for name, words in out.items() if words}


def is_word(piece: str) -> bool:
    return any(c.isalnum() for c in piece)


def stage_of_words(result: Audit) -> list[tuple[str, str]]:
    """Every word with its stage, ordered by speaker, then by place: merging turns moves no word of a speaker."""
    rows = [
        (result.conversation.turns[s.turn].speaker or "", word, stage)
        for s, stage in zip(result.staged.sentences, result.staged.stages, strict=True)
        for word in result.conversation.turns[s.turn].spoken[s.start_char : s.end_char].split()
        if is_word(word)
    ]
    return [(word, stage) for speaker in sorted({r[0] for r in rows}) for name, word, stage in rows if name == speaker]


def main() -> None:
    formats: dict[str, Callable[[Conversation], str | None]] = {"vtt": as_vtt, "srt": as_srt, "txt": as_text}
    for path in sorted(Path(sys.argv[1]).glob("*.json")):
        call, _ = read(path)
        original = audit(call)
        sides = {p.name: p.role for p in original.conversation.participants}
        reps = [n for n, r in sides.items() if r == "rep"]
        prospects = [n for n, r in sides.items() if r == "prospect"]
        for ending, write in formats.items():
            text = write(call)
            if text is None:
                continue
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / f"call.{ending}"
                file.write_text(text, encoding="utf-8")
                exported, _ = read(file)
            again = audit(exported, reps=reps, prospects=prospects)
            inferred = {p.name: p.role for p in audit(exported).conversation.participants}
            same_words = words_by_speaker(again) == words_by_speaker(original)
            told = {p.name: p.role for p in again.conversation.participants} == sides
            a, b = stage_of_words(original), stage_of_words(again)
            agree = sum(x == y for x, y in zip(a, b, strict=False)) / max(len(a), 1)
            talk = [
                abs(x - y)
                for role in ("rep", "prospect")
                if (x := seconds(original, role)) is not None and (y := seconds(again, role)) is not None
            ]
            sys.stdout.write(
                f"{path.stem:40} {ending}  words {'same' if same_words else 'DIFFER'}  "
                f"roles told {'same' if told else 'DIFFER'}, inferred "
                f"{sum(inferred.get(n) == r for n, r in sides.items())} right, "
                f"{sum(inferred.get(n) == 'unknown' for n in sides)} unknown of {len(sides)}  "
                f"stages {agree:.1%} of words  "
                f"talk time {f'within {max(talk):.2f} s' if talk else 'not measured in one of them'}\n"
            )


def seconds(result: Audit, role: str) -> float | None:
    value = result.to_dict()["measures"]["talk_time"][role]["value"]
    return float(value) if value is not None else None


if __name__ == "__main__":
    main()
