"""Write beside, flush to disk, swap: an export is there whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_BUSY = {errno.EBUSY, errno.ETXTBSY}
_NAME_CHARACTERS = 40


@contextmanager
def beside(out: Path) -> Iterator[Path]:
    """A path in the folder of `out` to write to: it takes the place of `out` at the end, or is gone on failure.

    Raises ProblemError where the folder is missing or read-only, the disk is full or `out` is in use.
    """
    target = out.resolve()
    _check(target, out)
    made = target.with_name(f".{target.stem[:_NAME_CHARACTERS]}-{secrets.token_hex(6)}{target.suffix}")
    try:
        _start(made, out)
        yield made
        _flush(made)
        _swap(made, target, out)
    except OSError as error:
        raise _problem(out, error) from error
    finally:
        made.unlink(missing_ok=True)


def _check(target: Path, out: Path) -> None:
    if target.is_dir():
        raise ProblemError(str(out), "This is a folder, not a file.", "Give the name of a file in it.")
    if not target.parent.is_dir():
        raise ProblemError(
            str(out), f"The folder {target.parent} does not exist.", "Create it, or choose another folder."
        )
    if target.exists() and not os.access(target, os.W_OK):
        raise ProblemError(str(out), "This file is write-protected.", "Choose another name, or unprotect it.")


def _start(made: Path, out: Path) -> None:
    try:
        made.touch(exist_ok=False)
    except OSError as error:
        if error.errno in _FORBIDDEN:
            raise ProblemError(
                str(out), "Nothing can be written to this folder.", "Choose a folder that is yours to write to."
            ) from error
        raise


def _flush(made: Path) -> None:
    with made.open("r+b") as file:
        os.fsync(file.fileno())


def _swap(made: Path, target: Path, out: Path) -> None:
    try:
        if target.exists():
            shutil.copymode(target, made)
        os.replace(made, target)  # noqa: PTH105 - named as what it is: the atomic swap
    except OSError as error:
        if error.errno in _FORBIDDEN | _BUSY:
            raise ProblemError(
                str(out), "This file is open in another program.", "Close it there, or choose another name."
            ) from error
        raise
    _flush_folder(target.parent)


def _flush_folder(folder: Path) -> None:
    """Make the swap itself last; folders cannot be opened on every system."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _problem(out: Path, error: OSError) -> ProblemError:
    if error.errno in _FULL:
        return ProblemError(str(out), "The disk is full.", "Free some space, or choose another disk.")
    if error.errno in _FORBIDDEN:
        return ProblemError(
            str(out), "This file cannot be written.", "Choose another folder or name, or close it elsewhere."
        )
    reason = error.strerror or type(error).__name__
    return ProblemError(str(out), f"This file cannot be written ({reason}).", "Choose another folder or name.")
