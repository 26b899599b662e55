"""Calls in a frame, audits in a frame: for pandas, and for engines that hand out frames, such as Dask and Spark."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import pandas as pd

from analyzer.conversation import CORE_STAGES, STAGES
from analyzer.errors import AnalyzerError, BadInputError, BadSettingsError

if TYPE_CHECKING:
    from analyzer.pipeline import Audit
    from analyzer.settings import Settings
    from analyzer.stages.classifier import StageClassifier

__all__ = ["Level", "score_frame", "score_schema", "spark_schema"]

Level = Literal["call", "sentence"]

_TEXT, _INT, _FLOAT, _BOOL = "string", "Int64", "Float64", "boolean"
_TOLD: Final = {"id": _TEXT, "rep": _TEXT, "date": _TEXT, "account": _TEXT}
_ERROR: Final = {"error_code": _TEXT, "error": _TEXT}
_CALL: Final[dict[str, str]] = {
    **_TOLD,
    "suitability": _TEXT,
    "verdict": _TEXT,
    **{f"{stage}_{key}": kind for stage in CORE_STAGES for key, kind in (("verdict", _TEXT), ("confidence", _FLOAT))},
    "words": _INT,
    "rep_words": _INT,
    "prospect_words": _INT,
    "rep_pitch_words": _INT,
    "rep_talk_share": _FLOAT,
    "pitch_share": _FLOAT,
    "listen_share": _FLOAT,
    "goal_rung": _INT,
    "values_depth": _INT,
    "next_step_outcome": _TEXT,
    "implement_outcome": _TEXT,
    "findings": _INT,
    "first_finding": _TEXT,
    "say_next": _TEXT,
    "model": _TEXT,
    **_ERROR,
}
_SENTENCE: Final[dict[str, str]] = {
    "id": _TEXT,
    "sentence": _INT,
    "turn": _INT,
    "start_char": _INT,
    "end_char": _INT,
    "text": _TEXT,
    "role": _TEXT,
    "words": _INT,
    "question": _TEXT,
    "stage": _TEXT,
    "confidence": _FLOAT,
    **{f"p_{stage}": _FLOAT for stage in STAGES},
    "unsure": _BOOL,
    "start_s": _FLOAT,
    "end_s": _FLOAT,
    **_ERROR,
}
_SPARK: Final = {_TEXT: "string", _INT: "bigint", _FLOAT: "double", _BOOL: "boolean"}


def score_schema(level: Level = "call") -> pd.DataFrame:
    """Return an empty frame with the columns and dtypes that `score_frame` gives, such as Dask asks for as ``meta``.

    Parameters
    ----------
    level : {"call", "sentence"}
        ``call``, one row a call: ``id, rep, date, account`` as they came in or as the call tells; ``suitability``;
        ``verdict``, one sentence; for each of the five stages ``*_verdict`` and ``*_confidence``; ``words`` and those
        of each side; shares as fractions of one; ``goal_rung`` (0 to 4), ``values_depth`` (0 to 3) and the outcomes
        of both commitments; ``findings``, how many, the first one's message and what to say next time. ``sentence``,
        one row a sentence: offsets are code points in its turn, times seconds. On both levels ``error_code`` and
        ``error`` say why a call could not be judged; everything else of it is missing then.

    Examples
    --------
    >>> score_schema("sentence").dtypes["stage"].name
    'string'
    """
    return pd.DataFrame({name: pd.Series([], dtype=kind) for name, kind in _columns(level).items()})


def spark_schema(level: Level = "call") -> str:
    """Return the same schema in Spark's words, for ``mapInPandas``.

    Examples
    --------
    >>> spark_schema("sentence")[:30]
    'id string, sentence bigint, tu'
    """
    return ", ".join(f"{name} {_SPARK[kind]}" for name, kind in _columns(level).items())


def score_frame(
    frame: pd.DataFrame, level: Level = "call", *, model: Path | str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    """Audit a frame of calls.

    Parameters
    ----------
    frame : DataFrame
        One row a call: ``id``, and ``text`` (a transcript, a chat or notes as a file would hold them, JSON included)
        or ``turns`` (a list of ``{"speaker", "role"?, "text", "start"?, "end"?}``, or that as JSON). Also ``rep``,
        ``date`` and ``account``, where they are known.
    level : {"call", "sentence"}
    model : Path or str, optional
        ``fast``, ``accurate`` or a folder; the packaged default otherwise.
    settings : Settings, optional
        As in `analyzer.pipeline.audit`.

    Returns
    -------
    DataFrame
        As `score_schema` says, in the order of the calls. A call that cannot be read takes one row, with its error; it
        stops no other.

    Raises
    ------
    BadSettingsError
        ``E-FRAME`` where a column is missing or the level is none.

    Examples
    --------
    >>> import analyzer, dask.dataframe, functools  # doctest: +SKIP
    >>> calls.map_partitions(analyzer.score_frame, meta=analyzer.score_schema())  # Dask  # doctest: +SKIP
    >>> scored = lambda frames: map(analyzer.score_frame, frames)  # doctest: +SKIP
    >>> calls.mapInPandas(scored, analyzer.spark_schema())  # Spark  # doctest: +SKIP
    """
    from analyzer.pipeline import load_model

    columns = _columns(level)
    if "id" not in frame.columns or not {"text", "turns"} & set(frame.columns):
        there = ", ".join(map(str, frame.columns)) or "none"
        raise BadSettingsError("E-FRAME", f"a frame of calls needs the columns id, and text or turns; it has {there}.")
    loaded = load_model(model)
    rows: list[dict[str, Any]] = []
    records: list[Any] = frame.to_dict(orient="records")
    for call in records:
        told = {key: _told(call.get(key)) for key in _TOLD}
        try:
            audit = _audited(call, told, loaded, settings)
        except AnalyzerError as error:
            rows.append(dict.fromkeys(columns) | {k: v for k, v in told.items() if k in columns}
                        | {"error_code": error.code, "error": str(error)})  # fmt: skip
            continue
        rows += _call_rows(audit, told) if level == "call" else _sentence_rows(audit, told)
    return pd.DataFrame(
        {name: pd.Series([row.get(name) for row in rows], dtype=kind) for name, kind in columns.items()}
    )


def _columns(level: Level) -> dict[str, str]:
    if level not in ("call", "sentence"):
        raise BadSettingsError("E-FRAME", f"the level is call or sentence, and not {level!r}.")
    return _CALL if level == "call" else _SENTENCE


def _told(value: Any) -> str | None:
    """Return a cell as text; dates as ISO days; nothing where it is empty, whatever the engine has for that."""
    if value is None or (not isinstance(value, str | list | tuple | np.ndarray) and pd.isna(value)):
        return None
    if hasattr(value, "isoformat"):
        return str(value.isoformat())[:10]
    return str(value) or None


def _audited(
    call: Mapping[str, Any], told: Mapping[str, str | None], model: StageClassifier, settings: Settings | None
) -> Audit:
    from analyzer.pipeline import audit
    from analyzer.transcripts import read_text

    name = told["id"] or "call"
    turns = call.get("turns")
    if turns is not None and not (isinstance(turns, float) and np.isnan(turns)):
        said = turns if isinstance(turns, str) else json.dumps({"id": name, "turns": _plain(turns)})
        if isinstance(turns, str) and turns.lstrip().startswith("["):
            said = f'{{"id": {json.dumps(name)}, "turns": {turns}}}'
        conversation, parse = read_text(said, name, as_format="json")
    else:
        text = _told(call.get("text"))
        if text is None:
            raise BadInputError("E-EMPTY", "the row holds neither text nor turns.", source=name)
        conversation, parse = read_text(text, name)
    known: dict[str, Any] = {key: value for key, value in told.items() if value is not None}
    return audit(replace(conversation, **known), parse=parse, model=model, settings=settings)


def _plain(value: Any) -> Any:
    """Make lists and dicts of what engines hand out in their place: arrays, rows, missing values."""
    if isinstance(value, Mapping):
        return {str(k): inner for k, v in value.items() if (inner := _plain(v)) is not None}
    if hasattr(value, "asDict"):
        return _plain(value.asDict())
    if isinstance(value, list | tuple | np.ndarray):
        return [_plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and np.isnan(value) else value


def _call_rows(audit: Audit, told: Mapping[str, str | None]) -> Iterator[dict[str, Any]]:
    from analyzer.team.records import record_of

    data = audit.to_dict()
    call = record_of(data, "")["call"]
    measures, findings = data["measures"], data["findings"]
    yield {
        **call,
        "id": told["id"] or data["conversation"]["id"],
        "rep_talk_share": measures["talk_share"]["rep"]["value"],
        "pitch_share": measures["pitch_share"]["value"],
        "listen_share": measures["listen_share"]["value"],
        "findings": len(findings),
        "first_finding": findings[0]["message"] if findings else None,
        "say_next": findings[0]["say_next"] if findings else None,
        "model": f"{data['model']['kind']} {data['model']['version'] or ''}".strip(),
    }


def _sentence_rows(audit: Audit, told: Mapping[str, str | None]) -> Iterator[dict[str, Any]]:
    data = audit.to_dict()
    for s in data["sentences"]:
        chances = {f"p_{stage}": p for stage, p in s["probabilities"].items()}
        yield {**s, **chances, "id": told["id"] or data["conversation"]["id"], "sentence": s["index"]}
