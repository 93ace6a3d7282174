"""An open study: the one handle that operations take."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from convdesk.store import people, rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from convdesk.model.change import Change
    from convdesk.operations.loaded import Loaded
    from convdesk.store.workspace import Workspace


class Study:
    """A study that is open. Any thread may use it: reads run side by side, writes one at a time."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._loading = threading.Lock()
        self._loaded: Loaded | None = None

    @property
    def path(self) -> Path:
        return self.workspace.path

    @property
    def is_read_only(self) -> bool:
        return self.workspace.is_read_only

    @property
    def title(self) -> str:
        return rows.study_row(self.workspace)[1]

    @property
    def zone(self) -> str:
        return rows.study_row(self.workspace)[2]

    def listen(self, heard: Callable[[Change], None]) -> None:
        """Be told of every committed change, on the thread that committed it."""
        self.workspace.history.listen(heard)

    def loaded(self) -> Loaded:
        """The observed data as columns, put together again when a source came or went or identity changed."""
        from convdesk.operations.loaded import Loaded

        with self._loading:
            sources = tuple(source.id for source in rows.load_sources(self.workspace) if not source.is_removed)
            stamp = people.identity_stamp(self.workspace)
            before = self._loaded
            if before is not None and (before.sources, before.stamp) == (sources, stamp):
                return before
            self._loaded = Loaded(self.workspace, sources, stamp, before)
            return self._loaded

    def forget(self) -> None:
        """Read the observed data anew when it is next asked for: it was rewritten."""
        with self._loading:
            self._loaded = None

    def close(self) -> None:
        """Close the file and leave a single file behind."""
        self.workspace.close()
