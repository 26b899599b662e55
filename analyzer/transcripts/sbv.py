"""SBV, the captions that YouTube Studio exports: ``H:MM:SS.mmm,H:MM:SS.mmm``, text, blank line."""

from __future__ import annotations

import re
from typing import Final

from analyzer.transcripts.captions import caption_units
from analyzer.transcripts.cues import Cue
from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.report import Collector
from analyzer.transcripts.source import Source
from analyzer.transcripts.times import checked, parse_clock

__all__ = ["FORMAT"]

_TIMING = re.compile(
    r"\s*([0-9]{1,4}:[0-9]{2}:[0-9]{2}\.[0-9]{1,3})\s*,\s*([0-9]{1,4}:[0-9]{2}:[0-9]{2}\.[0-9]{1,3})\s*"
)


def _sniff(source: Source) -> bool:
    return any(_TIMING.fullmatch(line) is not None for line in source.lines[:40] if len(line) < 100)


def _parse(source: Source) -> Raw:
    log = Collector()
    cues: list[Cue] = []
    for number, line in enumerate(source.lines, 1):
        match = _TIMING.fullmatch(line) if len(line) < 100 else None
        if match is not None:
            place = f"line {number}"
            start, end = checked(parse_clock(match.group(1)), parse_clock(match.group(2)), place, log)
            cues.append(Cue(start, end, place))
        elif not line.strip():
            continue
        elif cues:
            cues[-1].lines.append(line)
        else:
            log.drop(f"line {number}", "lines before the first cue")
    if not cues:
        raise source.refuse("E-NOSPEECH", "no captions in it.")
    captions = caption_units(cues, log, carry_over=True)
    return Raw(captions.units, captions.dialect, dropped=log.dropped, warnings=log.warnings)


FORMAT: Final = Format("sbv", "SBV captions", (".sbv",), _sniff, _parse)
