"""Draws the funnel: steps with their numbers, and rows of those who left that can be chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from convdesk.desk import theme
from convdesk.desk.numbers import count_text, share_text
from convdesk.desk.screens.review.funnel_layout import FunnelLayout, Lines, LossRow, StepRow, lay_out
from convdesk.desk.screens.review.funnel_words import loss_text, loss_words, step_words
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.model.funnel import FunnelResult

_BAR = 14
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class FunnelCanvas(QWidget):
    """`chosen(at)` is emitted when the row of those who left after step `at` is chosen."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Funnel"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._result: FunnelResult | None = None
        self._layout = FunnelLayout((), (), 0)
        self._at: int | None = None
        self._hovered: int | None = None

    def show_result(self, result: FunnelResult, at: int | None) -> None:
        """Draw a funnel with one drop-off chosen."""
        self._result, self._at = result, at
        self._lay_out()
        chosen = self._row_of(at)
        self.setAccessibleDescription(loss_words(self._layout, chosen, result.spec) if chosen else "")

    def sizeHint(self) -> QSize:
        return QSize(280, self._layout.height)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, self._layout.height)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange} and self._result:
            self._lay_out()
        super().changeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._layout.loss_at(event.position().y(), self._lines().row)
        if at is not None:
            self.chosen.emit(at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hovered = self._layout.loss_at(event.position().y(), self._lines().row)
        self.setCursor(Qt.CursorShape.ArrowCursor if hovered is None else Qt.CursorShape.PointingHandCursor)
        if hovered != self._hovered:
            self._hovered = hovered
            self.update()

    def leaveEvent(self, _event: QEvent) -> None:
        self._hovered = None
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go from one drop-off to the next."""
        losses = len(self._layout.losses)
        at = self._at or 0
        target = {
            Qt.Key.Key_Down: min(at + 1, losses),
            Qt.Key.Key_Up: max(at - 1, 1),
            Qt.Key.Key_Home: 1,
            Qt.Key.Key_End: losses,
        }.get(Qt.Key(event.key()))
        if target is None or not losses:
            super().keyPressEvent(event)
        elif target != self._at:
            self.chosen.emit(target)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.words_at(event.pos().y()), self)
            return True
        return super().event(event)

    def words_at(self, y: float) -> str:
        """The exact numbers of what lies at that height."""
        if self._result is None:
            return ""
        at = self._layout.loss_at(y, self._lines().row)
        row = self._row_of(at)
        if row is not None:
            return loss_words(self._layout, row, self._result.spec)
        below = [step for step in self._layout.steps if step.top <= y]
        return step_words(below[-1], self._result.spec) if below else ""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for row in self._layout.steps:
            self._paint_step(painter, row)
        for loss in self._layout.losses:
            self._paint_loss(painter, loss)

    def _paint_step(self, painter: QPainter, row: StepRow) -> None:
        colours, lines = theme.paints(), self._lines()
        line = QRectF(0, row.top, self.width(), lines.text)
        counts = count_text(row.step.reached)
        share = share_text(row.reached)
        wide = self.fontMetrics().horizontalAdvance("100 %") + 12
        painter.setFont(theme.font_of(self))
        painter.setPen(colours.caution if row.is_few else colours.ink_muted)
        painter.drawText(line, _RIGHT, share)
        few = f"{counts} · {tr('few')}" if row.is_few else counts
        painter.drawText(line.adjusted(0, 0, -wide, 0), _RIGHT, few)
        taken = wide + painter.fontMetrics().horizontalAdvance(few) + 12
        painter.setFont(theme.font_of(self, is_bold=True))
        painter.setPen(colours.ink)
        name = f"{row.number}  {row.step.name}"
        room = line.adjusted(0, 0, -taken, 0)
        painter.drawText(
            room, _LEFT, painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(room.width()))
        )
        self._paint_bar(painter, row, QRectF(0, row.top + lines.text, self.width(), lines.bar))

    def _paint_bar(self, painter: QPainter, row: StepRow, box: QRectF) -> None:
        colours = theme.paints()
        painter.setPen(Qt.PenStyle.NoPen)
        _rounded(painter, box, colours.bar_track)
        painter.save()
        painter.setClipRect(QRectF(box.left(), box.top(), box.width() * row.reached, box.height()))
        is_chosen = row.number == self._at
        at = 0.0
        for share, brush in (
            (row.went_on, QBrush(colours.bar)),
            (row.left, QBrush(colours.left if is_chosen else theme.faded(colours.left, theme.LEFT_PALE))),
            (row.open, QBrush(colours.open, Qt.BrushStyle.BDiagPattern)),
            (row.excluded, QBrush(colours.open, Qt.BrushStyle.CrossPattern)),
        ):
            part = QRectF(box.left() + box.width() * at, box.top(), box.width() * share, box.height())
            painter.fillRect(part, brush)
            if at and share:
                painter.fillRect(QRectF(part.left() - 0.75, part.top(), 1.5, part.height()), colours.surface)
            at += share
        painter.restore()
        self._paint_whisker(painter, row, box)

    def _paint_whisker(self, painter: QPainter, row: StepRow, box: QRectF) -> None:
        if row.low is None or row.high is None:
            return
        painter.setPen(QPen(theme.paints().ink, 1))
        middle = box.bottom() + 3
        left, right = (box.left() + box.width() * share for share in (row.low, row.high))
        painter.drawLine(QPointF(left, middle), QPointF(right, middle))
        for end in (left, right):
            painter.drawLine(QPointF(end, middle - 2), QPointF(end, middle + 2))

    def _paint_loss(self, painter: QPainter, row: LossRow) -> None:
        if self._result is None:
            return
        colours, lines = theme.paints(), self._lines()
        box = QRectF(0, row.top, self.width(), lines.row)
        is_chosen = row.at == self._at
        painter.setPen(Qt.PenStyle.NoPen)
        if is_chosen:
            _rounded(painter, box, colours.left_soft)
            painter.fillRect(QRectF(box.left(), box.top(), 4, box.height()), colours.left)
        elif row.at == self._hovered:
            _rounded(painter, box, colours.sunken)
        painter.setFont(theme.font_of(self, is_bold=is_chosen))
        painter.setPen(colours.left if is_chosen else colours.ink_muted)
        inside = box.adjusted(14, 0, -8, 0)
        text, metrics = loss_text(row, self._result.spec), painter.fontMetrics()
        painter.drawText(inside, _LEFT, metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(inside.width())))
        under_way = tr("{n} under way").format(n=count_text(row.open)) if row.open else ""
        painter.setFont(theme.font_of(self))
        beside = painter.fontMetrics().horizontalAdvance(under_way)
        if metrics.horizontalAdvance(text) + beside + 6 < inside.width():
            painter.setPen(colours.open)
            painter.drawText(inside, _RIGHT, under_way)
        if is_chosen and self.hasFocus():
            painter.setPen(QPen(colours.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 5, 5)

    def _row_of(self, at: int | None) -> LossRow | None:
        return next((loss for loss in self._layout.losses if loss.at == at), None)

    def _lines(self) -> Lines:
        text = self.fontMetrics().height() + 6
        return Lines(text=text, bar=_BAR, row=max(theme.sizes().row, text + 6), gap=theme.sizes().related)

    def _lay_out(self) -> None:
        if self._result is not None:
            self._layout = lay_out(self._result, self._lines())
        self.updateGeometry()
        self.update()


def _rounded(painter: QPainter, box: QRectF, colour: QColor) -> None:
    painter.setBrush(colour)
    painter.drawRoundedRect(box, 4, 4)
