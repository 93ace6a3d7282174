"""Two groups of small things: side by side where there is room, else one below the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from convdesk.desk import theme
from convdesk.desk.widgets.parts import holding

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QResizeEvent


class Beside(QWidget):
    """The first group at the left; the second at the right, or below it."""

    def __init__(self, first: QBoxLayout, second: QBoxLayout) -> None:
        super().__init__()
        self._first, self._second = holding(first), holding(second)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.sizes().inside)
        self._row.addWidget(self._first)
        self._row.addStretch(1)
        self._row.addWidget(self._second)
        self._row.setSizeConstraint(QBoxLayout.SizeConstraint.SetNoConstraint)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """As narrow as the wider group."""
        first, second = self._first.minimumSizeHint(), self._second.minimumSizeHint()
        return QSize(max(first.width(), second.width()), self._row.minimumSize().height())

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        needed = self._first.sizeHint().width() + self._second.sizeHint().width() + 2 * theme.sizes().inside
        is_row = needed <= self.width()
        wanted = QBoxLayout.Direction.LeftToRight if is_row else QBoxLayout.Direction.TopToBottom
        if self._row.direction() is not wanted:
            self._row.setDirection(wanted)
            self._row.setAlignment(self._first, Qt.AlignmentFlag(0) if is_row else Qt.AlignmentFlag.AlignLeft)
            self._row.setAlignment(self._second, Qt.AlignmentFlag(0) if is_row else Qt.AlignmentFlag.AlignLeft)
            self.updateGeometry()
