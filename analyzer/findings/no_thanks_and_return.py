"""A call that ends without thanks, or without leave to come back with ideas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from analyzer.findings.finding import Context, Finding, say_next
from analyzer.ladders.cues import cues, plain

__all__ = ["NoThanksAndReturn"]

# The last sentences of a conversation are its end; a farewell among them shows that nothing was cut off.
_END: Final = 12
#: Of eleven endings in 111 conversations of the corpus on which it fires, read one by one, ten lack what it says.
_READ_RIGHT: Final = 0.9


class NoThanksAndReturn:
    """Fires where a call that ends with a farewell has no thanks of the rep's, or no word of coming back. Low.

    Not on notes, and not on excerpts: without a farewell nothing is said of the end.
    """

    name = "no_thanks_and_return"

    def find(self, context: Context) -> Iterator[Finding]:
        """Return at most one finding."""
        staged = context.staged
        if staged.conversation.medium == "notes":
            return
        end = [s for s in staged.sentences if s.words][-_END:]
        texts = [(s, plain(s.text)) for s in end]
        farewell = next((s for s, words in texts if cues("endings", "farewells")(words)), None)
        own = [words for s, words in texts if s.role == "rep"]
        if farewell is None or not own:
            return
        thanked = any(cues("endings", "thanks")(words) for words in own)
        returns = any(cues("endings", "returns")(words) for words in own)
        if thanked and returns:
            return
        lacks = [
            name for name, there in (("thanks", thanked), ("a word of coming back with ideas", returns)) if not there
        ]
        yield Finding(
            name=self.name,
            stage="next_step",
            severity="low",
            confidence=_READ_RIGHT,
            message=f"The call ended without {' and without '.join(lacks)}.",
            evidence=(staged.evidence(farewell.index),),
            candidates=(),
            due=staged.evidence(farewell.index),
            say_next=say_next(self.name, "next_step"),
        )
