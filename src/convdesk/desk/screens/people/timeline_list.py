"""Draws a timeline: stretches as headings, below each what happened; only what is seen is looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from convdesk.desk import theme
from convdesk.desk.screens.people.timeline_words import clock_text, line_words, visit_since, visit_words
from convdesk.model.timeline import Entry, EntryKind, Visit

if TYPE_CHECKING:
    from PySide6.QtGui import QColor

    from convdesk.desk.screens.people.looks import TimelineRows
    from convdesk.model.timeline import Line

Index = QModelIndex | QPersistentModelIndex
LINE = Qt.ItemDataRole.UserRole
_AT_THE_TOP = QModelIndex()
_PAD = 8
_DOT = 7
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class TimelineModel(QAbstractListModel):
    """The lines of a timeline, each looked up when it is drawn."""

    def __init__(self, zone: str) -> None:
        super().__init__()
        self.zone = zone
        self._rows: TimelineRows | None = None

    def show_rows(self, rows: TimelineRows | None) -> None:
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def line_at(self, place: int) -> Line | None:
        return self._rows[place] if self._rows is not None and 0 <= place < len(self._rows) else None

    def rowCount(self, parent: Index = _AT_THE_TOP) -> int:
        return 0 if parent.isValid() or self._rows is None else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self._rows is None:
            return None
        if role == LINE:
            return self._rows[index.row()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole}:
            return line_words(self._rows[index.row()], self.zone)
        return None


class TimelineDelegate(QStyledItemDelegate):
    """A heading: when, for how long, after how long a pause. An entry: the time, a dot of its kind, what happened."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(80, max(theme.sizes().row, option.fontMetrics.height() + _PAD))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line, model, colours = index.data(LINE), index.model(), theme.paints()
        assert isinstance(model, TimelineModel)
        box = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, colours.accent_soft)
        elif isinstance(line, Visit):
            painter.fillRect(box, colours.sunken)
        inside = box.adjusted(_PAD, 0, -_PAD, 0)
        if isinstance(line, Visit):
            _paint_visit(painter, inside, line, (model.zone, _widget(option)))
        elif line is not None:
            _paint_entry(painter, inside, line, (model.zone, _widget(option)))
        painter.restore()


class TimelineList(QListView):
    """`turned(by)` on Alt+Up and Alt+Down: the stretch before or after; `opened(place)` on Enter or double click."""

    turned = Signal(int)
    opened = Signal(int)
    chosen = Signal(int)

    def __init__(self, zone: str, name: str) -> None:
        super().__init__()
        self.lines = TimelineModel(zone)
        self.setModel(self.lines)
        self.setItemDelegate(TimelineDelegate(self))
        self.setAccessibleName(name)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))

    def go_to(self, place: int) -> None:
        """Choose a line and bring it near the top."""
        if 0 <= place < self.lines.rowCount():
            index = self.lines.index(place)
            self.setCurrentIndex(index)
            self.scrollTo(self.lines.index(max(0, place - 2)), QListView.ScrollHint.PositionAtTop)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.chosen.emit(current.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if by is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.turned.emit(by)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)


def hue(kind: EntryKind) -> QColor:
    """The colour of a kind's dot; its words say what it is as well."""
    colours = theme.paints()
    return {
        EntryKind.EVENT: colours.bar, EntryKind.PAGE: colours.line_strong, EntryKind.FRICTION: colours.left,
        EntryKind.ANSWER: colours.good, EntryKind.RECORDING: colours.caution, EntryKind.NOTE: colours.ink,
    }[kind]  # fmt: skip


def _paint_visit(painter: QPainter, line: QRectF, visit: Visit, about: tuple[str, QWidget]) -> None:
    zone, widget = about
    colours = theme.paints()
    painter.setFont(theme.font_of(widget, "caption"))
    since = visit_since(visit)
    painter.setPen(colours.ink_muted)
    _write(painter, line, since, _RIGHT)
    taken = painter.fontMetrics().horizontalAdvance(since) + _PAD
    painter.setFont(theme.font_of(widget, is_bold=True))
    painter.setPen(colours.ink)
    _write(painter, line.adjusted(0, 0, -taken, 0), visit_words(visit, zone), _LEFT)


def _paint_entry(painter: QPainter, line: QRectF, entry: Entry, about: tuple[str, QWidget]) -> None:
    zone, widget = about
    colours = theme.paints()
    painter.setFont(theme.font_of(widget))
    clock = clock_text(entry.at_us, zone)
    wide = painter.fontMetrics().horizontalAdvance("00:00:00") + _PAD
    painter.setPen(colours.ink_muted)
    _write(painter, QRectF(line.left(), line.top(), wide, line.height()), clock, _LEFT)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(hue(entry.kind))
    painter.drawEllipse(QRectF(line.left() + wide, line.center().y() - _DOT / 2, _DOT, _DOT))
    painter.setPen(colours.left if entry.kind is EntryKind.FRICTION else colours.ink)
    _write(painter, line.adjusted(wide + _DOT + _PAD, 0, 0, 0), line_words(entry, zone), _LEFT)


def _widget(option: QStyleOptionViewItem) -> QWidget:
    assert isinstance(option.widget, QWidget)
    return option.widget


def _write(painter: QPainter, line: QRectF, text: str, side: Qt.AlignmentFlag) -> None:
    painter.drawText(line, side, painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(line.width())))
