"""How this program's processes run: garbage and threads."""

from __future__ import annotations

import gc
import os
from typing import Final

__all__ = ["collect_seldom", "spin_never"]

#: Imports make half a million objects that live to the end, and an audit some thousands that die together. At
#: Python's usual 700 the collector walks them again and again: a sixth of the time to the first line of output, and
#: a tenth of an audit's.
#: The two further numbers: how many young collections before an older one.
_COLLECT_AFTER: Final = (100_000, 20, 100)
_THREADS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def collect_seldom() -> None:
    """Let the collector of cycles run seldom; for processes that are this program's own, never on import."""
    gc.set_threshold(*_COLLECT_AFTER)


def spin_never(*, worker: bool = False) -> None:
    """Keep linear algebra to one thread: its matrices are small, and threads that wait for each other burn a core.

    Before numpy is imported.

    Parameters
    ----------
    worker : bool
        Whether the process is one of several that share the cores: then whatever the user set. Otherwise a user's own
        setting stays, and so do OpenMP's threads, which training needs.
    """
    if worker:
        os.environ.update(dict.fromkeys(_THREADS, "1"))
    else:
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
