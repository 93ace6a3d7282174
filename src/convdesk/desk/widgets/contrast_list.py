"""A list of things found more often on one side than on the other: what it is, both shares, their difference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from convdesk.desk import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QColor

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
_AT_THE_TOP = QModelIndex()
_PAD = 10
_GAP = 6
_BAR = 7
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Side:
    """One side of a contrast: how many have it, of how many, and that in words."""

    count: int
    of: int
    words: str

    @property
    def share(self) -> float:
        return self.count / self.of if self.of else 0.0


@dataclass(frozen=True)
class Contrast:
    """One thing on both sides. `note`: the difference in words; `is_clear`: more than chance; `tip`: all there is."""

    name: str
    kind: str
    sides: tuple[Side, Side]
    note: str
    is_clear: bool
    is_small: bool
    tip: str


@dataclass(frozen=True)
class Hues:
    """Roles of the theme for both sides; the second is hatched where it stands for what is not known."""

    one: str = "left"
    other: str = "stayed"
    is_hatched: bool = False


class ContrastModel(QAbstractListModel):
    """The rows, and which of them are chosen as evidence."""

    def __init__(self) -> None:
        super().__init__()
        self.chosen: frozenset[int] = frozenset()
        self._rows: tuple[Contrast, ...] = ()

    def show_rows(self, rows: Sequence[Contrast], chosen: frozenset[int]) -> None:
        self.beginResetModel()
        self._rows, self.chosen = tuple(rows), chosen
        self.endResetModel()

    def choose(self, places: frozenset[int]) -> None:
        self.chosen = places
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def rowCount(self, parent: Index = _AT_THE_TOP) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.tip
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.name}, {row.sides[0].words}, {row.sides[1].words}, {row.note}"
        return None


class ContrastDelegate(QStyledItemDelegate):
    """Name and kind; two bars under each other; the difference. What may be chance is muted."""

    def __init__(self, hues: Hues, parent: QWidget) -> None:
        super().__init__(parent)
        self._hues = hues

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        lines = option.fontMetrics.height() + 3 * self._caption(option)
        return QSize(120, lines + 2 * _PAD + _GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, model, colours = index.data(ROW), index.model(), theme.paints()
        assert isinstance(model, ContrastModel)
        card = QRectF(option.rect).adjusted(1, 0, -1, -_GAP)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_card(painter, card, option, is_chosen=index.row() in model.chosen)
        inside = card.adjusted(_PAD + 2, _PAD - 2, -_PAD, -_PAD)
        name = QRectF(inside.left(), inside.top(), inside.width(), option.fontMetrics.height())
        self._paint_name(painter, name, row, option)
        painter.setFont(theme.font_of(_widget(option), "caption"))
        line = QRectF(inside.left(), name.bottom() + 1, inside.width(), self._caption(option))
        for side, role in zip(row.sides, (self._hues.one, self._hues.other), strict=True):
            is_hatched = self._hues.is_hatched and role == self._hues.other
            self._paint_side(painter, line, side, (getattr(colours, role), is_hatched))
            line.translate(0, line.height())
        painter.setPen(colours.caution if row.is_small else colours.ink if row.is_clear else colours.ink_muted)
        _write(painter, line, row.note, _LEFT)
        painter.restore()

    def _paint_name(self, painter: QPainter, line: QRectF, row: Contrast, option: QStyleOptionViewItem) -> None:
        colours = theme.paints()
        painter.setFont(theme.font_of(_widget(option), "caption"))
        kind = painter.fontMetrics().horizontalAdvance(row.kind)
        painter.setPen(colours.ink_muted)
        _write(painter, line, row.kind, _RIGHT)
        painter.setFont(theme.font_of(_widget(option), is_bold=row.is_clear))
        painter.setPen(colours.ink if row.is_clear else colours.ink_muted)
        _write(painter, line.adjusted(0, 0, -kind - _GAP, 0), row.name, _LEFT, Qt.TextElideMode.ElideMiddle)

    def _paint_side(self, painter: QPainter, line: QRectF, side: Side, hue: tuple[QColor, bool]) -> None:
        colours, (colour, is_hatched) = theme.paints(), hue
        room = min(0.42 * line.width(), line.width() - painter.fontMetrics().horizontalAdvance(side.words) - _GAP)
        room = max(room, 0.25 * line.width())
        track = QRectF(line.left(), line.center().y() - _BAR / 2, room, _BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillRect(track, colours.bar_track)
        filled = QRectF(track.left(), track.top(), max(track.width() * side.share, 1.0 if side.count else 0.0), _BAR)
        painter.fillRect(filled, QBrush(colour, Qt.BrushStyle.BDiagPattern) if is_hatched else QBrush(colour))
        painter.setPen(colours.ink)
        _write(painter, line.adjusted(room + _GAP, 0, 0, 0), side.words, _LEFT)

    def _caption(self, option: QStyleOptionViewItem) -> int:
        return QFontMetrics(theme.font_of(_widget(option), "caption")).height() + 2


class ContrastList(QListView):
    """`marked(row)` when Space is pressed; `opened(row)` on Enter or double click; `chosen(row)` when it is current."""

    marked = Signal(int)
    opened = Signal(int)
    chosen = Signal(int)

    def __init__(self, name: str, hues: Hues) -> None:
        super().__init__()
        self._contrasts = ContrastModel()
        self.setModel(self._contrasts)
        self.setItemDelegate(ContrastDelegate(hues, self))
        self.setAccessibleName(name)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))

    def show_rows(self, rows: Sequence[Contrast], chosen: frozenset[int] = frozenset()) -> None:
        self._contrasts.show_rows(rows, chosen)
        self.scrollToTop()
        self.chosen.emit(-1)

    def show_chosen(self, places: frozenset[int]) -> None:
        self._contrasts.choose(places)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.chosen.emit(current.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        if row >= 0 and event.key() == Qt.Key.Key_Space:
            self.marked.emit(row)
        elif row >= 0 and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.opened.emit(row)
        else:
            super().keyPressEvent(event)


def _widget(option: QStyleOptionViewItem) -> QWidget:
    assert isinstance(option.widget, QWidget)
    return option.widget


def _paint_card(painter: QPainter, card: QRectF, option: QStyleOptionViewItem, *, is_chosen: bool) -> None:
    colours = theme.paints()
    is_current = bool(option.state & QStyle.StateFlag.State_Selected)
    is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
    edge = colours.accent if is_chosen or is_current else colours.line_strong if is_hovered else colours.line
    painter.setPen(QPen(edge, 1.5 if is_current else 1))
    painter.setBrush(colours.accent_soft if is_chosen else colours.surface)
    painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
    if is_chosen:
        painter.fillRect(QRectF(card.left(), card.top() + 4, 4, card.height() - 8), colours.accent)


def _write(
    painter: QPainter, line: QRectF, text: str, side: Qt.AlignmentFlag,
    cut: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> None:  # fmt: skip
    painter.drawText(line, side, painter.fontMetrics().elidedText(text, cut, int(line.width())))
