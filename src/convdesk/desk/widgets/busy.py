"""While work is under way: the old result dimmed, a thin line, and Cancel after a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from convdesk.desk import theme
from convdesk.desk.widgets.parts import Elided, button, row
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

CANCEL_AFTER_MS = 300
_LINE = 3
_TICK_MS = 40
_DIMMED = 0.55


class BusyLine(QWidget):
    """A thin line: how far the work is, or that it goes on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(_LINE)
        self.setAccessibleName(tr("Progress"))
        self._share: float | None = None
        self._at = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._move)

    def start(self) -> None:
        self._share = None
        if not theme.is_motion_reduced():
            self._timer.start()
        self.show()

    def stop(self) -> None:
        self._timer.stop()
        self.hide()

    def step(self, done: int, total: int) -> None:
        """How far the work is; total 0: unknown."""
        self._share = min(1.0, done / total) if total else None
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.paints().bar_track)
        painter.fillRect(self._done_part(), theme.paints().bar)

    def _done_part(self) -> QRectF:
        if self._share is not None:
            return QRectF(0, 0, self.width() * self._share, self.height())
        third = self.width() / 3
        return QRectF(self._at * (self.width() + third) - third, 0, third, self.height())

    def _move(self) -> None:
        self._at = (self._at + 0.025) % 1.0
        self.update()


class Busy(QWidget):
    """Lies over a widget, dims it and offers to cancel; mouse clicks go no further."""

    def __init__(self, over: QWidget, cancelled: Callable[[], object]) -> None:
        super().__init__(over)
        self._line = BusyLine(self)
        self._text = Elided("muted")
        self.cancelling = button(tr("Cancel"), cancelled)
        self._strip = QWidget(self)
        layout = row(self._text, self.cancelling)
        layout.setStretch(0, 1)
        layout.setContentsMargins(12, 8, 12, 8)
        self._strip.setLayout(layout)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(CANCEL_AFTER_MS)
        self._later.timeout.connect(self._offer)
        over.installEventFilter(self)
        self.hide()

    def start(self, text: str) -> None:
        """Dim at once; say what is under way and offer to cancel after a moment."""
        self._text.say(text)
        self._strip.hide()
        self._later.start()
        self._line.start()
        self.setGeometry(self._over().rect())
        self.show()
        self.raise_()

    def step(self, done: int, total: int, text: str = "") -> None:
        self._line.step(done, total)
        if text:
            self._text.say(text)

    def stop(self) -> None:
        self._later.stop()
        self._line.stop()
        self.hide()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._over().rect())
        return False

    def resizeEvent(self, _event: object) -> None:
        self._line.setGeometry(1, 1, max(0, self.width() - 2), _LINE)
        self._strip.setGeometry(0, _LINE, self.width(), self._strip.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect().adjusted(1, 1, -1, -1), theme.faded(theme.paints().surface, _DIMMED))
        if self._strip.isVisible():
            painter.fillRect(self._strip.geometry(), theme.paints().surface)

    def _offer(self) -> None:
        self._strip.show()
        self.resizeEvent(None)

    def _over(self) -> QWidget:
        over = self.parent()
        assert isinstance(over, QWidget)
        return over
