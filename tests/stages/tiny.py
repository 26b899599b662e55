"""A corpus small enough to train on in a test: every stage has its words, every verdict occurs in every call."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from analyzer.conversation import CORE_STAGES, Conversation, Medium, Participant, Role, Stage, Turn
from analyzer.corpus import Labelled, LabelledSentence, format_labelled

__all__ = ["labelled", "tiny_call", "tiny_corpus", "tiny_notes", "write_tiny"]

_ASKED: Final[dict[Stage, str]] = {
    "values": "What matters most to you as a family?",
    "goals": "Where would you like to be by next spring?",
    "realities": "How do you get it done today?",
    "next_step": "Shall we meet again on Tuesday at ten?",
    "implement": "Who has to approve the budget for this?",
}
_TOLD: Final[dict[Stage, tuple[str, str]]] = {
    "values": ("I never want my children to worry about money.", "Being honest with people matters most to me."),
    "goals": ("We want {n} orders out of the door each day.", "By next spring I would like a second shop."),
    "realities": ("Right now it takes us {n} days for each order.", "Today it is all done on paper by two people."),
    "next_step": ("Tuesday at ten suits me in your office.", "Send the invitation to my own address please."),
    "implement": ("My boss approves any budget over {n} thousand.", "We would sign once the contract is checked."),
}
_PITCH: Final = (
    "Our platform automates all of the paperwork.",
    "It comes with support for {n} users.",
    "Our customers save a lot of time with our product.",
)
_SMALL_TALK: Final = (
    "Hello there, it has been raining all week over here.",
    "The road was closed again, so everybody came in late this morning.",
    "My colleague says hello, she was on the train with you last year.",
    "We had the football on last night and nobody slept very much.",
    "Anyway, the coffee is here now, so that is better already.",
)
_TRADES: Final = ("bakery", "freight", "roofing", "dental", "printing")


def labelled(
    name: str,
    rows: list[tuple[Role, list[tuple[Stage, str]]]],
    *,
    trade: str | None = None,
    kind: str | None = None,
    medium: Medium = "transcript",
) -> Labelled:
    """Make a labelled conversation of turns of sentences; speakers are called by their roles."""
    turns, sentences = [], []
    for i, (role, parts) in enumerate(rows):
        speaker = None if medium == "notes" else role
        turns.append(Turn(i, speaker, " ".join(text for _, text in parts), role))
        start = 0
        for stage, text in parts:
            sentences.append(LabelledSentence(i, start, start + len(text), stage, (stage, stage)))
            start += len(text) + 1
    names = dict.fromkeys(role for role, _ in rows) if medium != "notes" else {}
    people = tuple(Participant(r, r, "explicit", 1.0, ("given in the corpus",)) for r in names)
    conversation = Conversation(name, tuple(turns), medium, people, source_name=f"{name}.tsv")
    return Labelled(conversation, tuple(sentences), trade, kind)


def tiny_call(k: int) -> Labelled:
    """Make the k-th call; which stages are covered, only asked or skipped goes round with `k`."""
    rows: list[tuple[Role, list[tuple[Stage, str]]]] = [("rep", [("other", "Hi, can you hear me okay?")])]
    rows.append(("prospect", [("other", _SMALL_TALK[(k + j) % 5]) for j in range(5)]))
    pitch: tuple[Role, list[tuple[Stage, str]]] = ("rep", [("pitch", text.format(n=k + 3)) for text in _PITCH])
    if k % 2:
        rows += [pitch, ("prospect", [("other", "Right, okay.")])]
    for i, stage in enumerate(CORE_STAGES):
        state = ("covered", "asked", "skipped")[(k + i + k // 5) % 3]
        if state == "covered":
            rows.append(("rep", [(stage, _ASKED[stage])]))
            rows.append(("prospect", [(stage, text.format(n=k + i + 2)) for text in _TOLD[stage]]))
        elif state == "asked":
            rows += [("rep", [(stage, _ASKED[stage])]), ("prospect", [("other", "I don't know.")])]
    if not k % 2:
        rows += [pitch, ("prospect", [("other", "Fine, thank you.")])]
    rows.append(("rep", [("other", "Thank you, bye now.")]))
    kind = "chat" if k % 4 == 3 else "sales_call"
    medium: Medium = "chat" if kind == "chat" else "transcript"
    return labelled(f"{k:03d}-{_TRADES[k % 5]}", rows, trade=_TRADES[k % 5], kind=kind, medium=medium)


def tiny_notes() -> Labelled:
    """Make a set of notes."""
    rows: list[tuple[Role, list[tuple[Stage, str]]]] = [
        ("prospect", [("realities", "Two people, all on paper.")]),
        ("prospect", [("goals", "Wants a second shop by next spring.")]),
        ("prospect", [("next_step", "Meet on Tuesday at ten.")]),
    ]
    return labelled("900-notes", rows, trade="bakery", kind="notes", medium="notes")


def tiny_corpus(n: int = 15) -> list[Labelled]:
    """Make `n` calls and one set of notes."""
    return [*(tiny_call(k) for k in range(n)), tiny_notes()]


def write_tiny(folder: Path, corpus: list[Labelled] | None = None) -> Path:
    """Write the corpus in its file format; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in corpus if corpus is not None else tiny_corpus():
        text = format_labelled(one)
        (folder / f"{one.conversation.id}.tsv").write_text(text, encoding="utf-8", newline="\n")
    return folder
