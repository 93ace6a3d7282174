"""What a study needs, made ready while the researcher reads the greeting."""

from __future__ import annotations

import gc
import importlib

HEAVY = ("convdesk.desk.window", "convdesk.operations.demo", "sqlite_utils", "duckdb", "scipy.stats")
"""In the order they are needed: the window and the operations first, so that opening a study does not wait long."""


def warm_up() -> None:
    """Import what is heavy, here and not in the midst of an import of files.

    What is there then stays for good: looking it through for garbage again and again would stop the window.
    """
    for name in HEAVY:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()


def cool_down() -> None:
    """Before the end: what stayed for good can go, so that libraries find nothing left over."""
    gc.unfreeze()
