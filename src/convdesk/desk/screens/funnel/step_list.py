"""The list of steps: moved by drag and by key, removed, and taking in what is dragged from the offer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListWidget

from convdesk.desk.screens.funnel.draft import Part, rows_of
from convdesk.desk.screens.funnel.sentences import row_note, row_words
from convdesk.desk.widgets.noted_lines import NotedLine, dress_noted, refill_noted
from convdesk.model.funnel import FunnelSpec
from convdesk.words import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QKeyEvent

    from convdesk.desk.screens.funnel.draft import Row

_DEPTHS = {Part.STEP: 0, Part.OTHER: 1, Part.TEST: 2, Part.EXCLUSION: 1}


class StepList(QListWidget):
    """`removed(row)` on Delete; `moved(step, to)` on Alt+Up, Alt+Down and drop; `entered()` on Enter.

    `hovered(step, to)` while a step is dragged over another place, `left()` when it is let go elsewhere;
    `taken_in(to)` when something of another list is dropped before a step.
    """

    removed = Signal(int)
    moved = Signal(int, int)
    hovered = Signal(int, int)
    left = Signal()
    taken_in = Signal(int)
    entered_row = Signal()

    def __init__(self) -> None:
        super().__init__()
        dress_noted(self, tr("Steps"))
        self.setToolTip(tr("Drag to move, or Alt+Up and Alt+Down; Delete removes; Enter goes to what can be added"))
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self._rows: tuple[Row, ...] = ()
        self._spec = FunnelSpec(())
        self._over: tuple[int, int] | None = None

    def show_spec(self, spec: FunnelSpec, chosen: int) -> None:
        self._spec, self._rows = spec, rows_of(spec)
        lines = [
            NotedLine(row_words(spec, row), row_note(spec, row), row_words(spec, row), _DEPTHS[row.part])
            for row in self._rows
        ]
        refill_noted(self, lines, chosen)

    def row_chosen(self) -> Row | None:
        at = self.currentRow()
        return self._rows[at] if 0 <= at < len(self._rows) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, key = self.row_chosen(), Qt.Key(event.key())
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(key)
        is_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if row is not None and key in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.removed.emit(self.currentRow())
        elif row is not None and by and is_alt:
            if row.part is not Part.EXCLUSION:
                self.moved.emit(row.place, row.place + by)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.entered_row.emit()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if isinstance(event.source(), QListWidget):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        super().dragMoveEvent(event)
        event.acceptProposedAction()
        row, to = self.row_chosen(), self._step_at(event.position().y())
        if event.source() is not self or row is None or row.part is Part.EXCLUSION:
            return
        over = row.place, self._target(row.place, to)
        if over != self._over:
            self._over = over
            self.hovered.emit(*over)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._over = None
        self.left.emit()

    def dropEvent(self, event: QDropEvent) -> None:
        """A drop is told; whoever hears of it shows the list anew."""
        self._over = None
        to = self._step_at(event.position().y())
        row = self.row_chosen()
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        if event.source() is not self:
            self.taken_in.emit(to)
        elif row is not None and row.part is not Part.EXCLUSION:
            self.moved.emit(row.place, self._target(row.place, to))

    def _target(self, place: int, before: int) -> int:
        """Where a step comes to stand that is put before another."""
        return min(before - 1 if before > place else before, len(self._spec.steps) - 1)

    def _step_at(self, y: float) -> int:
        """The step before which something at that height would be put."""
        for at, row in enumerate(self._rows):
            box = self.visualItemRect(self.item(at))
            if row.part is Part.STEP and y < box.center().y():
                return row.place
        return len(self._spec.steps)
