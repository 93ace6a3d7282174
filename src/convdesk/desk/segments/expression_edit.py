"""A field for an expression: names are completed, and what cannot be read is underlined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QAbstractItemView, QCompleter, QPlainTextEdit, QTextEdit

from convdesk.desk import theme
from convdesk.desk.segments.completions import completions
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QFocusEvent

    from convdesk.model.segment_choices import SegmentChoices

_LINES = 4
_COMPLETES = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Escape, Qt.Key.Key_Backtab}


class ExpressionEdit(QPlainTextEdit):
    """`written(text)` with each change by hand; Ctrl+Space or typing offers names, Enter or Tab takes one."""

    written = Signal(str)

    def __init__(self, choices: Callable[[], SegmentChoices]) -> None:
        super().__init__()
        self._choices = choices
        self._begins = 0
        self._is_shown = False
        self.setFont(theme.fixed_font())
        self.setTabChangesFocus(True)
        self.setAccessibleName(tr("The segment as an expression"))
        self.setPlaceholderText(tr("For example: did(Sign up) & !did(Purchase)"))
        self.setFixedHeight(self.fontMetrics().lineSpacing() * _LINES + 18)
        self._names = QStringListModel(self)
        self.completer = QCompleter(self._names, self)
        self.completer.setWidget(self)
        self.completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._popup().setAccessibleName(tr("Names that fit"))
        self.completer.activated.connect(self._complete)
        self.textChanged.connect(self._tell)

    def show_text(self, text: str) -> None:
        """Another expression, without telling of it; the one that is being written stays as it is."""
        if text != self.toPlainText():
            self._is_shown = True
            self.setPlainText(text)
            self._is_shown = False

    def show_wrong(self, at: int) -> None:
        """Underline from a place on; −1: nothing is wrong."""
        if at < 0:
            self.setExtraSelections([])
            return
        wrong = QTextEdit.ExtraSelection()
        form = QTextCharFormat()
        form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        form.setUnderlineColor(theme.paints().left)
        cursor = QTextCursor(self.document())
        end = len(self.toPlainText())
        cursor.setPosition(min(at, max(0, end - 1)))
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        wrong.cursor, wrong.format = cursor, form
        self.setExtraSelections([wrong])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_offered = self._popup().isVisible()
        if is_offered and Qt.Key(event.key()) in _COMPLETES:
            event.ignore()
            return
        wants = event.key() == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if not wants:
            super().keyPressEvent(event)
        if wants or event.text().strip():
            self._offer()
        elif is_offered:
            self._popup().hide()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._popup().hide()

    def _popup(self) -> QAbstractItemView:
        popup = self.completer.popup()
        assert popup is not None
        return popup

    def _offer(self) -> None:
        text, cursor = self.toPlainText(), self.textCursor().position()
        self._begins, names = completions(text, cursor, self._choices())
        piece = text[self._begins : cursor]
        if not names or names == (piece,):
            self._popup().hide()
            return
        self._names.setStringList(list(names))
        self._popup().setCurrentIndex(self._names.index(0, 0))
        place: QRect = self.cursorRect()
        place.setWidth(min(280, self.width() - 20))
        self.completer.complete(place)

    def _complete(self, name: str) -> None:
        cursor = self.textCursor()
        end = cursor.position()
        cursor.setPosition(self._begins)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(name)
        self.setTextCursor(cursor)

    def _tell(self) -> None:
        if not self._is_shown:
            self.written.emit(self.toPlainText())
