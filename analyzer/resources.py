"""Where the packaged models lie: in the wheel under ``analyzer/_data``, in a checkout at the top."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from analyzer.errors import ModelError

__all__ = ["model_dir"]


def model_dir(name: str) -> Path:
    """Return the folder of a packaged model.

    Parameters
    ----------
    name : str
        Folder name, such as ``"fast"``.

    Raises
    ------
    ModelError
        ``E-MODEL`` when this installation carries no such model.
    """
    packaged = Path(str(files("analyzer"))) / "_data" / "models" / name
    checkout = Path(__file__).resolve().parent.parent / "models" / name
    for folder in (packaged, checkout):
        if folder.is_dir():
            return folder
    raise ModelError("E-MODEL", f"this installation carries no model called {name!r}. Reinstall the package.")
