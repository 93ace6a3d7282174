"""What happened, told to every screen: exactly two signals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

if TYPE_CHECKING:
    from convdesk.model.change import Change
    from convdesk.operations.study import Study


class News(QObject):
    """`changed(Change)` after each committed edit; `selected(DropOff | Segment)` when other people are meant.

    A study tells of a commit on the thread that made it; the news are heard on the UI thread.
    """

    changed = Signal(object)
    selected = Signal(object)
    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._arrived.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def follow(self, study: Study) -> None:
        study.listen(self.hear)

    def hear(self, change: Change) -> None:
        """Take in a change on any thread."""
        self._arrived.emit(change)

    @Slot(object)
    def _tell(self, change: Change) -> None:
        self.changed.emit(change)
