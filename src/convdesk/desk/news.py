"""What happened, told to every screen: exactly two signals."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

if TYPE_CHECKING:
    from convdesk.model.change import Change
    from convdesk.operations.study import Study


class News(QObject):
    """`changed(Change)` after each committed edit; `selected(DropOff | Segment)` when other people are meant.

    A study tells of a commit on the thread that made it; the news are heard on the UI thread. While many
    edits come one after the other, `gather()` keeps them, and `let_go()` tells of all of them at once.
    """

    changed = Signal(object)
    selected = Signal(object)
    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_gathering = False
        self._gathered: list[Change] = []
        self._arrived.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def follow(self, study: Study) -> None:
        study.listen(self.hear)

    def hear(self, change: Change) -> None:
        """Take in a change on any thread."""
        self._arrived.emit(change)

    def gather(self) -> None:
        """Tell nothing for now."""
        self._is_gathering = True

    def let_go(self) -> None:
        """Tell what was gathered, as one change."""
        self._is_gathering = False
        gathered, self._gathered = self._gathered, []
        if gathered:
            tables = frozenset().union(*(change.tables for change in gathered))
            self.changed.emit(replace(gathered[-1], tables=tables))

    @Slot(object)
    def _tell(self, change: Change) -> None:
        if self._is_gathering:
            self._gathered.append(change)
        else:
            self.changed.emit(change)
