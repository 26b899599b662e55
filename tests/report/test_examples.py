"""The examples in the docstrings run."""

from __future__ import annotations

import doctest
import importlib

import pytest


@pytest.mark.parametrize("name", ["data", "json_text", "visible"])
def test_docstrings(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"analyzer.report.{name}"))
    assert result.attempted
    assert not result.failed
