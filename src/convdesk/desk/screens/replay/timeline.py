"""The timeline under a replay: pages, steps, what was done, trouble, notes; click or drag to go there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from convdesk.desk import theme
from convdesk.desk.screens.replay.sentences import marks_tip
from convdesk.model.page import path_of
from convdesk.model.replay import MarkKind
from convdesk.words import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QColor

    from convdesk.model.replay import Mark

PAGES, STEPS, ACTS, NOTES = 20, 18, 18, 10
GAP, SIDE = 3, 8
NEAR_PX = 6
_LANES = {MarkKind.STEP: 1, MarkKind.EVENT: 2, MarkKind.CLICK: 2, MarkKind.FRICTION: 2, MarkKind.ANSWER: 2}


class Timeline(QWidget):
    """`sought(ms)` when a moment is wanted."""

    sought = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self._marks: tuple[Mark, ...] = ()
        self._lasts_ms = 0
        self._at_ms = 0.0
        self._draft: tuple[float, float | None] | None = None
        self.setAccessibleName(tr("Timeline"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    def show_marks(self, marks: tuple[Mark, ...], lasts_ms: int) -> None:
        self._marks = tuple(mark for mark in marks if mark.at_ms is not None)
        self._lasts_ms = lasts_ms
        self.update()

    def show_time(self, at_ms: float) -> None:
        self._at_ms = at_ms
        self.update()

    def show_draft(self, begins: float | None, ends: float | None) -> None:
        """The stretch a note is being written about."""
        self._draft = None if begins is None else (begins, ends)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, PAGES + STEPS + ACTS + NOTES + 4 * GAP)

    def marks_near(self, x: float) -> list[Mark]:
        """What is marked about there."""
        return [mark for mark in self._marks if abs(self._x(mark.at_ms or 0) - x) <= NEAR_PX]

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._seek(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._seek(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            x = event.pos().x()
            QToolTip.showText(event.globalPos(), marks_tip(self.marks_near(x), self._ms(x)), self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        if self._lasts_ms:
            self._paint_pages(painter)
            for kind in (
                MarkKind.EVENT,
                MarkKind.CLICK,
                MarkKind.ANSWER,
                MarkKind.FRICTION,
                MarkKind.STEP,
                MarkKind.NOTE,
            ):
                self._paint_kind(painter, kind)
            self._paint_draft(painter)
            self._paint_now(painter)
        painter.end()

    def _paint_ground(self, painter: QPainter) -> None:
        worn = theme.paints()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(worn.bar_track)
        painter.drawRoundedRect(QRectF(SIDE, 0, self.width() - 2 * SIDE, PAGES), 3, 3)
        painter.setBrush(worn.line)
        for top in (PAGES + GAP + STEPS - 1, PAGES + STEPS + 2 * GAP + ACTS // 2):
            painter.drawRect(QRectF(SIDE, top, self.width() - 2 * SIDE, 1))
        if self.hasFocus():
            painter.setPen(worn.accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

    def _paint_pages(self, painter: QPainter) -> None:
        worn = theme.paints()
        pages = [mark for mark in self._marks if mark.kind is MarkKind.PAGE]
        ends = [*(self._x(mark.at_ms or 0) for mark in pages[1:]), self.width() - SIDE]
        painter.setFont(theme.font_of(self, "caption"))
        for mark, right in zip(pages, ends, strict=True):
            left = self._x(mark.at_ms or 0)
            painter.fillRect(QRectF(left, 2, 1, PAGES - 4), worn.line_strong)
            box = QRectF(left + 5, 0, max(0.0, right - left - 8), PAGES)
            painter.setPen(worn.ink_muted)
            text = painter.fontMetrics().elidedText(path_of(mark.title), Qt.TextElideMode.ElideMiddle, int(box.width()))
            if box.width() > 24:
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_kind(self, painter: QPainter, kind: MarkKind) -> None:
        marks = [mark for mark in self._marks if mark.kind is kind]
        paint = {
            MarkKind.EVENT: self._paint_event, MarkKind.CLICK: self._paint_click, MarkKind.ANSWER: self._paint_answer,
            MarkKind.FRICTION: self._paint_trouble, MarkKind.NOTE: self._paint_note,
        }  # fmt: skip
        if kind is MarkKind.STEP:
            self._paint_steps(painter, marks)
            return
        for mark in marks:
            paint[kind](painter, mark)

    def _paint_steps(self, painter: QPainter, marks: list[Mark]) -> None:
        worn, top = theme.paints(), PAGES + GAP
        painter.setFont(theme.font_of(self, "caption", is_bold=True))
        free = 0.0
        for mark in marks:
            x = self._x(mark.at_ms or 0)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(worn.accent)
            painter.drawRect(QRectF(x - 0.5, top, 1.5, STEPS))
            width = painter.fontMetrics().horizontalAdvance(mark.title)
            if x + 5 >= free and x + 5 + width <= self.width():
                painter.setPen(worn.accent)
                painter.drawText(QRectF(x + 5, top, width + 2, STEPS - 2), Qt.AlignmentFlag.AlignVCenter, mark.title)
                free = x + width + 12

    def _paint_event(self, painter: QPainter, mark: Mark) -> None:
        painter.fillRect(QRectF(self._x(mark.at_ms or 0), self._middle - 7, 1.2, 14), theme.paints().ink_muted)

    def _paint_click(self, painter: QPainter, mark: Mark) -> None:
        self._dot(painter, mark, theme.paints().bar, 3.0)

    def _paint_answer(self, painter: QPainter, mark: Mark) -> None:
        self._dot(painter, mark, theme.paints().good, 4.5)

    def _paint_trouble(self, painter: QPainter, mark: Mark) -> None:
        """A diamond: told from a click by its shape as well."""
        x, y, r = self._x(mark.at_ms or 0), self._middle, 5.0
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.paints().left)
        painter.drawPolygon(QPolygonF([QPointF(x, y - r), QPointF(x + r, y), QPointF(x, y + r), QPointF(x - r, y)]))

    def _paint_note(self, painter: QPainter, mark: Mark) -> None:
        self._span(painter, mark.at_ms or 0, mark.to_ms, theme.paints().caution)

    def _paint_draft(self, painter: QPainter) -> None:
        if self._draft is not None:
            self._span(painter, *self._draft, theme.paints().accent)

    def _paint_now(self, painter: QPainter) -> None:
        x = self._x(self._at_ms)
        painter.fillRect(QRectF(x - 1, 0, 2, self.height()), theme.paints().ink)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.paints().ink)
        painter.drawPolygon(QPolygonF([QPointF(x - 5, 0), QPointF(x + 5, 0), QPointF(x, 7)]))

    def _dot(self, painter: QPainter, mark: Mark, colour: QColor, radius: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(QPointF(self._x(mark.at_ms or 0), self._middle), radius, radius)

    def _span(self, painter: QPainter, begins: float, ends: float | None, colour: QColor) -> None:
        left = self._x(begins)
        width = 8.0 if ends is None else max(8.0, self._x(ends) - left)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(left - 1, PAGES + STEPS + ACTS + 3 * GAP, width, NOTES - 2), 3, 3)

    @property
    def _middle(self) -> float:
        return PAGES + STEPS + 2 * GAP + ACTS / 2 + 0.5

    def _x(self, at_ms: float) -> float:
        share = at_ms / self._lasts_ms if self._lasts_ms else 0.0
        return SIDE + max(0.0, min(1.0, share)) * (self.width() - 2 * SIDE)

    def _ms(self, x: float) -> float:
        share = (x - SIDE) / max(1, self.width() - 2 * SIDE)
        return max(0.0, min(1.0, share)) * self._lasts_ms

    def _seek(self, event: QMouseEvent) -> None:
        if self._lasts_ms:
            self.sought.emit(self._ms(event.position().x()))
