"""Where a note is written: about a moment, or from one to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit

from convdesk.desk import theme
from convdesk.desk.screens.replay.sentences import clock_text
from convdesk.desk.widgets.parts import button, column, label, row
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.desk.screens.replay.looks import Draft


class NotePanel(QFrame):
    """`written(text)`, `kept()`, `ended()`: it goes up to here, `let_go()`."""

    written = Signal(str)
    kept = Signal()
    ended = Signal()
    let_go = Signal()

    def __init__(self) -> None:
        super().__init__()
        theme.dress(self, "pane")
        self.setAccessibleName(tr("Note"))
        self._when = label(look="label")
        self._tags = label(look="muted", wraps=True)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(tr("Text of the note"))
        self.text.setPlaceholderText(tr("What happens here? #words become tags"))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(84)
        self.text.textChanged.connect(lambda: self.written.emit(self.text.toPlainText()))
        self.text.installEventFilter(self)
        self.ending = button(tr("Until here"), self.ended.emit)
        self.ending.setToolTip(tr("Let the note go up to the moment that is shown now (Shift+N)"))
        self.keeping = button(tr("Keep note"), self.kept.emit, "primary")
        self.keeping.setToolTip(tr("Keep the note (Ctrl+Return)"))
        closing = button(tr("Cancel"), self.let_go.emit, "link", tr("Let the note go"))
        head = row(self._when, self.ending)
        head.setStretch(0, 1)
        foot = row(closing, self.keeping)
        foot.insertStretch(0)
        layout = column(head, self.text, self._tags, foot)
        layout.setContentsMargins(12, 10, 12, 10)
        self.setLayout(layout)
        self.hide()

    def show_draft(self, draft: Draft | None, tags: tuple[str, ...]) -> None:
        was_hidden = self.isHidden()
        self.setVisible(draft is not None)
        if draft is None:
            return
        upto = "" if draft.to_ms is None else f" – {clock_text(draft.to_ms)}"
        self._when.setText(tr("Note at {moment}").format(moment=f"{clock_text(draft.at_ms)}{upto}"))
        self.ending.setVisible(not draft.ref)
        self._tags.setText("  ".join(f"#{tag}" for tag in tags[:8]))
        self._tags.setVisible(bool(tags))
        if self.text.toPlainText() != draft.text:
            self.text.blockSignals(True)
            self.text.setPlainText(draft.text)
            self.text.blockSignals(False)
        if was_hidden:
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Ctrl+Return keeps the note, Escape lets it go; here they mean nothing else."""
        if not isinstance(event, QKeyEvent) or not (self._keeps(event) or event.key() == Qt.Key.Key_Escape):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        elif event.type() == QEvent.Type.KeyPress:
            (self.kept if self._keeps(event) else self.let_go).emit()
        return True

    @staticmethod
    def _keeps(event: QKeyEvent) -> bool:
        is_return = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        return is_return and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
