"""Starts the desk; with arguments, the command line."""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> int:
    """The program: `convdesk` and `convdesk STUDY` open the desk, everything else is a command."""
    words = sys.argv[1:]
    if not words or (len(words) == 1 and words[0].endswith(".convdesk")):
        return open_desk(Path(words[0]) if words else None)
    try:
        from convdesk.cli.program import run
    except KeyboardInterrupt:
        sys.stderr.write("convdesk: Stopped. Nothing was begun.\n")
        return 1
    return run(words, open_desk)


def open_desk(study: Path | None) -> int:
    """The welcome window, or a study's; returns the exit status when the last window closes."""
    from convdesk.desk.app import start

    return start(study)


if __name__ == "__main__":
    sys.exit(main())
