"""What happened in a recording, line by line; the line of the moment that is shown is marked, a click goes there."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPolygonF
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from convdesk.desk import theme
from convdesk.desk.screens.replay.sentences import KINDS, clock_text, line_tip
from convdesk.desk.widgets.parts import chooser, column, fill
from convdesk.model.replay import MarkKind
from convdesk.words import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QColor

    from convdesk.desk.screens.replay.looks import Line

LINE = Qt.ItemDataRole.UserRole
TIME_PX, SIGN_PX = 46, 18
SHOWN = (None, MarkKind.STEP, MarkKind.FRICTION, MarkKind.CLICK, MarkKind.EVENT, MarkKind.PAGE, MarkKind.ANSWER)
_ROUND = {MarkKind.CLICK, MarkKind.EVENT, MarkKind.ANSWER}


class EventList(QWidget):
    """`sought(ms)` when a line is chosen."""

    sought = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self._all: tuple[Line, ...] = ()
        self._times: list[int] = []
        self._is_following = False
        self.kind = chooser(tr("What is listed"), lambda _: self._refill())
        fill(self.kind, [tr("Everything") if kind is None else KINDS[kind] for kind in SHOWN])
        self.list = QListWidget()
        self.list.setAccessibleName(tr("What happened"))
        self.list.setItemDelegate(OneLine(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(self._chosen)
        self.list.itemClicked.connect(lambda item: self._chosen(self.list.row(item)))
        layout = column(self.kind, self.list)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def show_lines(self, lines: tuple[Line, ...]) -> None:
        self._all = lines
        self._refill()

    def show_time(self, at_ms: float) -> None:
        """Mark the line of a moment, and keep it in sight."""
        place = bisect_right(self._times, at_ms + 1) - 1
        if place == self.list.currentRow():
            return
        self._is_following = True
        self.list.setCurrentRow(place)
        if place >= 0:
            self.list.scrollToItem(self.list.item(place))
        self._is_following = False

    def _refill(self) -> None:
        kind = SHOWN[self.kind.currentIndex()]
        lines = [line for line in self._all if kind is None or line.kind is kind]
        self._times = [line.at_ms for line in lines if line.at_ms is not None]
        self.list.blockSignals(True)
        self.list.clear()
        for line in lines:
            item = QListWidgetItem(line.title)
            item.setData(LINE, line)
            item.setToolTip(line_tip(line))
            self.list.addItem(item)
        self.list.blockSignals(False)

    def _chosen(self, place: int) -> None:
        if not self._is_following and 0 <= place < len(self._times):
            self.sought.emit(float(self._times[place]))


class OneLine(QStyledItemDelegate):
    """When, a sign of its kind, what, and muted what else."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, theme.sizes().row)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        worn, line, box = theme.paints(), index.data(LINE), QRectF(option.rect)
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_chosen or is_hovered:
            painter.fillRect(box, worn.accent_soft if is_chosen else worn.sunken)
        painter.setPen(worn.ink_muted)
        painter.setFont(theme.font_of(option.widget))
        when = "–" if line.at_ms is None else clock_text(line.at_ms)
        at = QRectF(box.left(), box.top(), TIME_PX, box.height())
        painter.drawText(at, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, when)
        _sign(painter, line.kind, QPointF(at.right() + SIGN_PX / 2 + 3, box.center().y()))
        rest = box.adjusted(TIME_PX + SIGN_PX + 8, 0, -6, 0)
        painter.setPen(worn.ink)
        painter.setFont(theme.font_of(option.widget, is_bold=line.kind in {MarkKind.STEP, MarkKind.PAGE}))
        used = _write(painter, rest, line.title)
        painter.setPen(worn.left if line.kind is MarkKind.FRICTION else worn.ink_muted)
        painter.setFont(theme.font_of(option.widget, "caption"))
        _write(painter, rest.adjusted(used + 10, 0, 0, 0), line.about)
        painter.restore()


def _sign(painter: QPainter, kind: MarkKind, at: QPointF) -> None:
    """A shape and a colour for each kind."""
    worn = theme.paints()
    colours: dict[MarkKind, QColor] = {
        MarkKind.CLICK: worn.bar, MarkKind.EVENT: worn.ink_muted, MarkKind.ANSWER: worn.good,
        MarkKind.FRICTION: worn.left, MarkKind.NOTE: worn.caution, MarkKind.STEP: worn.accent,
        MarkKind.PAGE: worn.line_strong,
    }  # fmt: skip
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours[kind])
    if kind in _ROUND:
        radius = 2.5 if kind is MarkKind.EVENT else 4.0
        painter.drawEllipse(at, radius, radius)
    elif kind is MarkKind.FRICTION:
        moves = (QPointF(0, -5), QPointF(5, 0), QPointF(0, 5), QPointF(-5, 0))
        painter.drawPolygon(QPolygonF([at + move for move in moves]))
    elif kind is MarkKind.PAGE:
        painter.drawRect(QRectF(at.x() - 5, at.y() - 4, 10, 8))
    else:
        painter.drawRoundedRect(QRectF(at.x() - 1.5, at.y() - 6, 3, 12), 1, 1)


def _write(painter: QPainter, box: QRectF, text: str) -> float:
    """Write in one line; how wide it became."""
    if box.width() < 12:
        return box.width()
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, shown)
    return float(painter.fontMetrics().horizontalAdvance(shown))
