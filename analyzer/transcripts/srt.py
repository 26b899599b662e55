"""SubRip subtitles, and WebVTT that lost its header."""

from __future__ import annotations

from typing import Final

from analyzer.transcripts.captions import caption_units
from analyzer.transcripts.cues import has_arrow_timing, read_cues
from analyzer.transcripts.raw import Format, Raw
from analyzer.transcripts.report import Collector
from analyzer.transcripts.source import Source

__all__ = ["FORMAT"]


def _sniff(source: Source) -> bool:
    return has_arrow_timing(source.lines)


def _parse(source: Source) -> Raw:
    log = Collector()
    # A comma in the first timing line is SubRip's; with a point it is WebVTT without its first line.
    timing = next((line for line in source.lines if "-->" in line), "")
    headless = "," not in timing and "." in timing
    file = read_cues(source.lines, log, webvtt=headless, place=source.place)
    if not file.cues:
        raise source.refuse("E-NOSPEECH", "no subtitles in it.")
    if headless and not file.unpadded:
        log.warn("W-CUE", "times as in WebVTT, but no WEBVTT header; read all the same", source.place(1))
    captions = caption_units(file.cues, log, carry_over=True, name_lines=file.unpadded)
    return Raw(
        captions.units,
        # Only Teams writes times without padding: its old Word export, or a copy out of it.
        "teams" if file.unpadded else "headerless-vtt" if headless else captions.dialect,
        metadata={"header": file.header} if file.header else {},
        dropped=log.dropped,
        warnings=log.warnings,
    )


FORMAT: Final = Format("srt", "SubRip subtitles", (".srt",), _sniff, _parse)
