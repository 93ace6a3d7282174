"""Where the files that come with convdesk are: in an installed wheel, an editable install and a frozen app alike."""

from __future__ import annotations

from functools import cache
from pathlib import Path

REPLAY_PARTS = ("rrweb.min.js", "rrweb.min.css", "licences.txt")


@cache
def folder(name: str) -> Path:
    """The folder of that name (`resources`, `sample_sessions`); FileNotFoundError when the installation lacks it."""
    package = Path(__file__).parent
    for place in (package, package.parents[1]):
        if (place / name).is_dir():
            return place / name
    raise FileNotFoundError(f"this installation of convdesk lacks its folder {name}")


def replay_parts() -> Path | None:
    """The folder of rrweb's replayer, fetched when convdesk was installed; None when it did not come along."""
    parts = folder("resources") / "replay" / "parts"
    return parts if all((parts / name).is_file() for name in REPLAY_PARTS) else None
