"""A file must stay as it is while it is read."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def unchanged(path: Path) -> Iterator[None]:
    """Raise ProblemError after the block if the file was changed, or is gone."""
    before = _state(path)
    yield
    if _state(path) != before:
        what = "The file changed while it was read."
        raise ProblemError(path.name, what, "Import it again when whatever writes it has finished, or import a copy.")


def _state(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError as error:
        what = "The file is gone, or can no longer be reached."
        raise ProblemError(path.name, what, "Put it back, or choose another file.") from error
    return found.st_size, found.st_mtime_ns
