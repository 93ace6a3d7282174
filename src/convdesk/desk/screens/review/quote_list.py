"""Draws answers as quotes: many, of any length, in any direction of writing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF, QKeyEvent, QPainter, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from convdesk.desk import theme
from convdesk.desk.screens.review.sentences import byline
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.model.answers import Answer

Index = QModelIndex | QPersistentModelIndex
ANSWER = Qt.ItemDataRole.UserRole
SHORT = Qt.ItemDataRole.UserRole + 1
_AT_THE_TOP = QModelIndex()
_PAD = 12
_GAP = 8
_LEADING = 1.4
_BATCH = 40
SHOWN = 600
"""How many characters of a long quote are shown while it is not chosen."""


class QuoteModel(QAbstractListModel):
    """The answers shown, and which of them are chosen."""

    def __init__(self, zone: str) -> None:
        super().__init__()
        self.zone = zone
        self.chosen: frozenset[str] = frozenset()
        self._answers: tuple[Answer, ...] = ()

    def show_answers(self, answers: tuple[Answer, ...]) -> None:
        self.beginResetModel()
        self._answers = answers
        self.endResetModel()

    def choose(self, ids: frozenset[str]) -> None:
        self.chosen = ids
        if self._answers:
            self.dataChanged.emit(self.index(0), self.index(len(self._answers) - 1))

    def rowCount(self, parent: Index = _AT_THE_TOP) -> int:
        return 0 if parent.isValid() else len(self._answers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        answer = self._answers[index.row()]
        if role == ANSWER:
            return answer
        if role == Qt.ItemDataRole.DisplayRole:
            return answer.text
        if role == SHORT:
            return answer.text if answer.id in self.chosen else shortened(answer.text)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{answer.text}, {byline(answer, self.zone)}"
        return None


class QuoteDelegate(QStyledItemDelegate):
    """One quote: the words, below them who said it and when; a bar at the side when it is chosen."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width = _view_width(option)
        height = _laid_out(index.data(SHORT), _font(option), width - 2 * _PAD)[1]
        caption = theme.font_of(option.widget, "caption") if option.widget else option.font
        return QSize(width, int(height + _line(caption) + 2 * _PAD + _GAP))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        answer, model = _answer(index), index.model()
        assert isinstance(model, QuoteModel)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QRectF(option.rect).adjusted(1, 0, -1, -_GAP)
        card.setWidth(_view_width(option) - 2)
        _paint_card(painter, card, option, is_chosen=answer.id in model.chosen)
        colours = theme.paints()
        painter.setPen(colours.ink)
        layout, height = _laid_out(index.data(SHORT), _font(option), card.width() - 2 * _PAD + 2)
        layout.draw(painter, card.topLeft() + QRectF(_PAD - 1, _PAD - 2, 0, 0).topLeft())
        painter.setPen(colours.ink_muted)
        painter.setFont(theme.font_of(option.widget, "caption"))
        foot = QRectF(card.left() + _PAD, card.top() + _PAD + height, card.width() - 2 * _PAD, card.height())
        words = painter.fontMetrics().elidedText(
            byline(answer, model.zone), Qt.TextElideMode.ElideMiddle, int(foot.width())
        )
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, words)
        painter.restore()


class QuoteList(QListView):
    """`toggled(Answer)` when a quote is clicked, or Space or Enter pressed on it."""

    toggled = Signal(object)

    def __init__(self, zone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._quotes = QuoteModel(zone)
        self.setModel(self._quotes)
        self.setItemDelegate(QuoteDelegate(self))
        self.setAccessibleName(tr("Quotes"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(_BATCH)
        self.setMouseTracking(True)
        self.clicked.connect(lambda index: self.toggled.emit(index.data(ANSWER)))

    def show_answers(self, answers: tuple[Answer, ...]) -> None:
        self._quotes.show_answers(answers)
        self.scrollToTop()

    def show_chosen(self, ids: frozenset[str]) -> None:
        self._quotes.choose(ids)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Space, Qt.Key.Key_Return} and self.currentIndex().isValid():
            self.toggled.emit(self.currentIndex().data(ANSWER))
        else:
            super().keyPressEvent(event)


def shortened(text: str) -> str:
    """The beginning of a long text, cut between words where there are any."""
    if len(text) <= SHOWN:
        return text
    start = text[:SHOWN]
    return f"{(start.rpartition(' ')[0] or start).rstrip()} …"


def _answer(index: Index) -> Answer:
    answer: Answer = index.data(ANSWER)
    return answer


def _font(option: QStyleOptionViewItem) -> QFont:
    return QFont(option.font)


def _view_width(option: QStyleOptionViewItem) -> int:
    view = option.widget
    if not isinstance(view, QListView):
        return option.rect.width()
    return view.width() - view.verticalScrollBar().sizeHint().width() - 2


def _line(font: QFont) -> float:
    return QFontMetricsF(font).height()


def _laid_out(text: str, font: QFont, width: float) -> tuple[QTextLayout, float]:
    """The text in lines of that width, in the direction it is written in, and its height."""
    option = QTextOption()
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout = QTextLayout(f"“{text.strip()}”", font)
    layout.setTextOption(option)
    leading = max(_line(font), _LEADING * QFontInfo(font).pixelSize())
    layout.beginLayout()
    height = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(20.0, width))
        line.setPosition(line.position() + QRectF(0, height, 0, 0).topLeft())
        height += leading
    layout.endLayout()
    return layout, height


def _paint_card(painter: QPainter, card: QRectF, option: QStyleOptionViewItem, *, is_chosen: bool) -> None:
    colours = theme.paints()
    is_current = bool(option.state & QStyle.StateFlag.State_HasFocus)
    is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
    edge = colours.accent if is_chosen or is_current else colours.line_strong if is_hovered else colours.line
    painter.setPen(QPen(edge, 1.5 if is_current else 1))
    painter.setBrush(colours.accent_soft if is_chosen else colours.surface)
    painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
    if is_chosen:
        painter.fillRect(QRectF(card.left(), card.top() + 4, 4, card.height() - 8), colours.accent)
