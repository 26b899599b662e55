"""Makes one self-contained page of a template, its style and its script: nothing is fetched, from anywhere."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from analyzer.report.visible import visible
from analyzer.report.words import clock, moment, number, percent, plural, stage_name, status_of, sure, title

__all__ = ["page_of"]

_SHARED = "analyzer.report.page"


@lru_cache(maxsize=32)
def _text(package: str, name: str) -> str:
    return files(package).joinpath(name).read_text(encoding="utf-8")


@lru_cache(maxsize=4)
def _environment(package: str) -> Environment:
    def source(name: str) -> str:
        return _text(_SHARED if name == "base.html.j2" else package, name)

    environment = Environment(
        loader=FunctionLoader(source), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    environment.filters |= {
        "clock": clock,
        "moment": moment,
        "number": number,
        "percent": percent,
        "said": visible,
        "stage": stage_name,
        "status": status_of,
        "sure": sure,
        "title_of": title,
    }
    environment.globals["plural"] = plural
    return environment


def page_of(package: str, template: str, style: str, script: str, **values: Any) -> str:
    """Return a page as HTML, its style and script inline, behind a policy that lets it fetch nothing.

    Parameters
    ----------
    package : str
        Package that holds the files.
    template, style, script : str
        Names of the files; the template extends ``base.html.j2``, the style follows ``base.css``.
    **values
        For the template; ``title`` among them. Text is escaped, only `Markup` is taken as it is.
    """
    code = _text(package, script)
    digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    return (
        _environment(package)
        .get_template(template)
        .render(
            style=Markup(_text(_SHARED, "base.css") + _text(package, style)),  # noqa: S704 - the package's own files
            script=Markup(code),  # noqa: S704
            script_hash=digest,
            **values,
        )
    )
