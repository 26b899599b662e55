"""WebVTT, with the dialects of Zoom, Teams, Webex and rolling captions."""

from __future__ import annotations

import re
from typing import Final

from analyzer.conversation import Participant
from analyzer.transcripts.captions import caption_units
from analyzer.transcripts.cues import CueFile, read_cues
from analyzer.transcripts.raw import Format, Raw, Unit
from analyzer.transcripts.report import Collector
from analyzer.transcripts.source import Source
from analyzer.transcripts.told import told_by_units

__all__ = ["FORMAT"]

_TEAMS_ID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F-]{22,40}(?:/[0-9-]+)?")


def _sniff(source: Source) -> bool:
    # Only leading blanks; a strict reader would want the signature as the very first characters.
    head = source.text[:200].lstrip()
    return head.startswith("WEBVTT") and (len(head) == 6 or not head[6].isalnum())


def _parse(source: Source) -> Raw:
    log = Collector()
    lines = source.lines
    skip = next((i for i, line in enumerate(lines) if line.strip()), 0)
    if not lines[skip].lstrip().startswith("WEBVTT"):
        log.warn("W-CUE", "the WEBVTT header is missing", "line 1")
    file = read_cues(
        lines if skip == 0 else ["WEBVTT" + lines[skip].lstrip()[6:], *lines[skip + 1 :]], log, webvtt=True
    )
    if not file.cues:
        raise source.refuse("E-NOSPEECH", "no cues in it. Export the transcript again when it is done.")
    captions = caption_units(file.cues, log, carry_over=False)
    return Raw(
        captions.units,
        _dialect(file, captions.dialect),
        participants=_told(captions.units),
        metadata={"header": file.header} if file.header else {},
        dropped=log.dropped,
        warnings=log.warnings,
    )


def _told(units: tuple[Unit, ...]) -> tuple[Participant, ...]:
    people = told_by_units(units, "the class of the voice")
    # Whom no class names is for the roster, which knows labels such as "Rep".
    return tuple(person for person in people if person.role != "unknown")


def _dialect(file: CueFile, voices: str) -> str:
    """Name the tool that writes such files."""
    if voices in {"webex", "teams-json"}:
        return voices
    guid = any(cue.identifier and _TEAMS_ID.fullmatch(cue.identifier) for cue in file.cues)
    if file.unpadded or (guid and voices == "voices"):
        return "teams"
    if voices == "names" and all(cue.identifier and cue.identifier.isdigit() for cue in file.cues):
        return "zoom"
    return voices


FORMAT: Final = Format("vtt", "WebVTT subtitles", (".vtt", ".webvtt"), _sniff, _parse)
