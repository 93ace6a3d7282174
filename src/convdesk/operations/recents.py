"""The studies opened lately, for the welcome window."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_config_path

if TYPE_CHECKING:
    from convdesk.operations.study import Study

KEEP = 12


@dataclass(frozen=True)
class RecentStudy:
    """A study that was open; `opened_at` is ISO 8601 UTC."""

    path: str
    title: str
    opened_at: str

    @property
    def is_there(self) -> bool:
        return Path(self.path).is_file()


def recent_studies() -> list[RecentStudy]:
    """The latest first. A list that cannot be read is an empty list: it is a convenience, not data."""
    try:
        found = json.loads(_file().read_text(encoding="utf-8"))
        return [RecentStudy(str(row["path"]), str(row["title"]), str(row["opened_at"])) for row in found]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def remember_recent(study: Study) -> None:
    """Put a study at the head of the list."""
    path = str(study.path.resolve())
    entry = RecentStudy(path, study.title, study.workspace.stamps.now_text())
    _write([entry, *(row for row in recent_studies() if row.path != path)][:KEEP])


def forget_recent(path: str) -> None:
    """Take a study off the list; the study itself is left alone."""
    _write([row for row in recent_studies() if row.path != path])


def _write(rows: list[RecentStudy]) -> None:
    file = _file()
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(".part")
    beside.write_text(json.dumps([asdict(row) for row in rows], ensure_ascii=False), encoding="utf-8")
    beside.replace(file)


def _file() -> Path:
    root = os.environ.get("CONVDESK_DATA")
    return (Path(root) if root else user_config_path("convdesk")) / "recent.json"
