"""Presidio's recognisers beside our own patterns, by an engine that fetches nothing.

Presidio's own engine downloads what it lacks: a language model, and the list of the internet's suffixes. This one takes
a spaCy pipeline that is installed, or none at all, and leaves out the recognisers that would ask a network; what those
look for (addresses, links) `analyzer.redact` finds itself. Needs the extra ``presidio``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

import spacy

from analyzer.errors import BadSettingsError, MissingExtraError

__all__ = ["BLANK", "Finder", "load_finder"]

#: Takes a text; yields start, end, and the kind of each identifier, in lower case: ``us_ssn``, ``person``.
Finder = Callable[[str], Iterator[tuple[int, int, str]]]

#: The name of no pipeline: numbers that have a form are found, names are not.
BLANK: Final = "blank"
# asks the network for suffixes, or finds what stays: dates, peoples, firms
_LEFT_OUT: Final = ("EmailRecognizer", "UrlRecognizer", "DateRecognizer")
_STAYS: Final = frozenset(("DATE_TIME", "NRP", "ORGANIZATION", "URL", "EMAIL_ADDRESS", "AGE", "ID"))
#: Below this, Presidio guesses: any eight digits may be a driving licence.
_LEAST_SCORE: Final = 0.5


@lru_cache(maxsize=2)
def load_finder(pipeline: str) -> Finder:
    """Make a finder of identifiers.

    Parameters
    ----------
    pipeline : str
        Name or folder of an installed spaCy pipeline whose named entities tell people and places, or `BLANK`.

    Raises
    ------
    MissingExtraError
        ``E-EXTRA`` where Presidio is not installed.
    BadSettingsError
        ``E-PRESIDIO`` where there is no such pipeline; none is ever downloaded.
    """
    logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)  # it warns of each language that is not asked for
    try:
        from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
        from presidio_analyzer.nlp_engine import SpacyNlpEngine
    except ImportError:
        raise MissingExtraError("presidio", "Presidio") from None
    try:
        nlp = spacy.blank("en") if pipeline == BLANK else spacy.load(pipeline)
    except OSError:
        raise BadSettingsError(
            "E-PRESIDIO",
            f"no spaCy pipeline {pipeline!r} is installed, and none is downloaded. Install it, give its folder, or "
            f"say --presidio {BLANK} for numbers without names.",
        ) from None
    engine = SpacyNlpEngine()
    engine.nlp = {"en": nlp}  # loaded already: its own loading would download
    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"], nlp_engine=engine)
    for name in _LEFT_OUT:
        registry.remove_recognizer(name)
    analyzer = AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["en"])

    def find(text: str) -> Iterator[tuple[int, int, str]]:
        for found in sorted(
            analyzer.analyze(text, language="en", score_threshold=_LEAST_SCORE),
            key=lambda r: (-r.score, r.start, r.end, r.entity_type),
        ):
            if found.entity_type not in _STAYS:
                yield found.start, found.end, found.entity_type.lower()

    return find
