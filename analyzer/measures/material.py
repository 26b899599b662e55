"""What every measure is taken from, prepared once, and the reasons why one cannot be taken."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal

from analyzer.conversation import Conversation, Role, Sentence, Stage
from analyzer.measures.blocks import Block, blocks_of
from analyzer.measures.exchanges import Exchange, exchanges_of
from analyzer.measures.measure import Status
from analyzer.measures.speech import Speech, account, nobody_is

if TYPE_CHECKING:
    from analyzer.stages.staged import Staged

__all__ = ["MAX_STRANGE_SHARE", "SIDES", "Material", "Side", "material_of", "other_side"]

Side = Literal["rep", "prospect"]
#: The two sides that shares are computed between.
SIDES: Final[tuple[Side, Side]] = ("rep", "prospect")
#: Above this share of speech by other or unknown people a share between the two sides says little
#: (measures.md, `talk_share`).
MAX_STRANGE_SHARE: Final = 0.2


def other_side(side: Side) -> Side:
    """Return the side across the table."""
    return "prospect" if side == "rep" else "rep"


@dataclass(frozen=True)
class Material:
    """A staged conversation with its speech accounted for.

    Parameters
    ----------
    staged : Staged
    stages : tuple of Stage
        Hard labels, one a sentence.
    speech : Speech
    blocks : tuple of Block
    """

    staged: Staged
    stages: tuple[Stage, ...]
    speech: Speech
    blocks: tuple[Block, ...]

    @property
    def conversation(self) -> Conversation:
        """The conversation."""
        return self.staged.conversation

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its sentences, in order."""
        return self.staged.sentences

    @property
    def call_bounds(self) -> tuple[float, float]:
        """First start and last end of any speech, in seconds; only where `speech` is in seconds."""
        spans = [span for turn in self.conversation.turns for span in turn.spans]
        return min(a for a, _ in spans), max(b for _, b in spans)

    @property
    def status(self) -> Status:
        """Status of amounts of speech: measured in seconds, or estimated from words."""
        return "measured" if self.speech.basis == "seconds" else "estimated"

    @property
    def caveat(self) -> str | None:
        """Why amounts are estimates, or what measured ones leave out; None where nothing is missing."""
        if self.speech.basis == "words":
            return f"{self._why_untimed()}: estimated from words"
        left_out = self.speech.untimed_turns
        return f"{left_out} turn{'s' if left_out > 1 else ''} without times left out" if left_out else None

    @property
    def noun(self) -> str:
        """What amounts are counted in, for a basis."""
        return "seconds" if self.speech.basis == "seconds" else "words"

    @cached_property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The rep's questions, each with what it earned."""
        return exchanges_of(self.staged)

    @cached_property
    def _amounts(self) -> dict[tuple[Role, Stage], float]:
        sums: dict[tuple[Role, Stage], float] = {}
        for sentence, stage, amount in zip(self.sentences, self.stages, self.speech.by_sentence, strict=True):
            key = (sentence.role, stage)
            sums[key] = sums.get(key, 0.0) + amount
        return sums

    def amount(self, role: Role, stage: Stage) -> float:
        """Speech of a role in a stage, in seconds or words."""
        return self._amounts.get((role, stage), 0.0)

    def beside(self) -> dict[str, float]:
        """Speech that belongs to neither side and stands beside a share, in seconds or words."""
        return {role: self.speech.by_role[role] for role in ("other", "unknown") if self.speech.words[role]}

    def lacks(self, *sides: Side, times: bool = False, sides_known: bool = False) -> str | None:
        """Say why a measure cannot be taken.

        Parameters
        ----------
        *sides : {"rep", "prospect"}
            Sides that must have spoken.
        times : bool
            Whether starts and ends are needed.
        sides_known : bool
            Whether too much speech by other or unknown people forbids it.

        Returns
        -------
        str or None
            The reason; None where nothing is missing.
        """
        if self.conversation.medium == "notes":
            return "notes hold no speech"
        if not sum(self.speech.words.values()):
            return "there are no words"
        if sides_known and self.speech.strange_share > MAX_STRANGE_SHARE:
            return (
                f"{self.speech.strange_share:.0%} of the speech is by people whose side is other or unknown, "
                f"over {MAX_STRANGE_SHARE:.0%}"
            )
        silent = [side for side in sides if not self.speech.words[side]]
        if silent:
            return nobody_is(silent, self.speech.words["unknown"])
        return self._why_untimed() if times and self.speech.basis == "words" else None

    def _why_untimed(self) -> str:
        left_out = self.speech.untimed_turns
        if not any(turn.spans for turn in self.conversation.turns):
            return "the file holds no start and end times"
        if not left_out:
            return "the file's times hold no length"
        return f"no start and end times for {left_out} turn{'s' if left_out > 1 else ''}"


def material_of(staged: Staged) -> Material:
    """Prepare a staged conversation for measuring."""
    return Material(
        staged,
        staged.stages,
        account(staged.conversation, staged.sentences),
        blocks_of(staged.conversation.turns),
    )
