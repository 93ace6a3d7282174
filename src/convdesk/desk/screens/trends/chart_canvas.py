"""Draws series over time; points can be chosen with mouse and keyboard, periods with missing data are hatched."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from convdesk.desk import theme
from convdesk.desk.numbers import count_text, share_text
from convdesk.desk.screens.trends.chart_layout import ChartLayout, Plot, lay_out
from convdesk.desk.screens.trends.looks import Measure
from convdesk.desk.screens.trends.sentences import period_text, point_tip, value_text
from convdesk.words import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QColor

    from convdesk.desk.screens.trends.looks import Series, Wanted

Point = TypeVar("Point")
_LABELS = 132
_DOTS_UP_TO = 90
_BAND = 0.16


class ChartCanvas(QWidget):
    """`point_chosen(series, period)`: the people of a point are wanted."""

    point_chosen = Signal(object, int)

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Chart over time"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._series: tuple[Series, ...] = ()
        self._measure = Measure.PEOPLE
        self._layout: ChartLayout | None = None
        self._at = (0, 0)
        self._hovered: int | None = None

    def show_series(self, series: tuple[Series, ...], wanted: Wanted) -> None:
        """Draw these lines."""
        self._series, self._measure, self._hovered = series, wanted.measure, None
        last = max(0, len(series[0].trend.points) - 1) if series else 0
        self._at = (min(self._at[0], max(0, len(series) - 1)), min(self._at[1], last))
        self._lay_out()
        self._tell()

    def sizeHint(self) -> QSize:
        return QSize(600, 380)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 200)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._lay_out()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go along the line, up and down to another one, Enter lists the people."""
        series, period = self._at
        last = len(self._series[0].trend.points) - 1 if self._series else 0
        key = Qt.Key(event.key())
        moved = {
            Qt.Key.Key_Right: (series, min(last, period + 1)),
            Qt.Key.Key_Left: (series, max(0, period - 1)),
            Qt.Key.Key_Home: (series, 0),
            Qt.Key.Key_End: (series, last),
            Qt.Key.Key_Down: (min(len(self._series) - 1, series + 1), period),
            Qt.Key.Key_Up: (max(0, series - 1), period),
        }.get(key)
        if moved is not None and self._series:
            self._at = moved
            self._tell()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space} and self._series:
            self.point_chosen.emit(self._series[series], period)
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hovered = self._layout.period_at(event.position().x()) if self._layout else None
        self.setCursor(Qt.CursorShape.ArrowCursor if hovered is None else Qt.CursorShape.PointingHandCursor)
        if hovered != self._hovered:
            self._hovered = hovered
            self.update()

    def leaveEvent(self, _event: QEvent) -> None:
        self._hovered = None
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._layout is None or event.button() != Qt.MouseButton.LeftButton:
            return
        period = self._layout.period_at(event.position().x())
        if period is not None:
            self._at = (self._layout.series_near(period, event.position().y()), period)
            self._tell()
            self.point_chosen.emit(self._series[self._at[0]], period)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.words_at(event.pos().x()), self)
            return True
        return super().event(event)

    def words_at(self, x: float) -> str:
        """The exact numbers of all lines in the period there."""
        period = self._layout.period_at(x) if self._layout else None
        if period is None:
            return ""
        return "\n\n".join(point_tip(one, one.trend.points[period]) for one in self._series)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._layout is None or not self._series:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_marks(painter, self._layout)
        self._paint_scale(painter, self._layout)
        for n in range(len(self._series)):
            self._paint_line(painter, self._layout, n)
        self._paint_ends(painter, self._layout)
        self._paint_pointed(painter, self._layout)

    def _paint_marks(self, painter: QPainter, layout: ChartLayout) -> None:
        """Periods of which less may be known than happened: hatched."""
        brush = QBrush(theme.faded(theme.paints().open, 0.5), Qt.BrushStyle.BDiagPattern)
        plot = layout.plot
        for n, point in enumerate(self._series[0].trend.points):
            if point.is_marked:
                painter.fillRect(QRectF(plot.left + n * layout.step, plot.top, layout.step, plot.height), brush)

    def _paint_scale(self, painter: QPainter, layout: ChartLayout) -> None:
        colours, plot, unit = theme.paints(), layout.plot, self._series[0].trend.spec.unit
        painter.setFont(theme.font_of(self, "caption"))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for y, value in layout.ticks:
            painter.setPen(QPen(colours.line, 1))
            painter.drawLine(QPointF(plot.left, y), QPointF(plot.right, y))
            painter.setPen(colours.ink_muted)
            text = share_text(value) if self._measure is Measure.SHARE else count_text(round(value))
            painter.drawText(QRectF(0, y - 10, plot.left - 6, 20), right, text)
        for x, period in layout.dates:
            text = period_text(self._series[0].trend.points[period].start, unit)
            painter.drawText(QRectF(x - 50, plot.bottom + 4, 100, 18), Qt.AlignmentFlag.AlignHCenter, text)

    def _paint_line(self, painter: QPainter, layout: ChartLayout, n: int) -> None:
        colour = self._colour(n)
        for stretch in _stretches(layout.bands[n]):
            area = [QPointF(x, low) for x, low, _ in stretch] + [QPointF(x, high) for x, _, high in reversed(stretch)]
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.faded(colour, _BAND))
            painter.drawPolygon(QPolygonF(area))
            if len(stretch) == 1:
                x, low, high = stretch[0]
                painter.setPen(QPen(colour, 1.5))
                painter.drawLine(QPointF(x, low), QPointF(x, high))
        painter.setBrush(colour)
        for points in _stretches(layout.lines[n]):
            painter.setPen(QPen(colour, 2))
            painter.drawPolyline(QPolygonF([QPointF(*point) for point in points]))
            if len(layout.lines[n]) <= _DOTS_UP_TO or len(points) == 1:
                for point in points:
                    painter.drawEllipse(QPointF(*point), 2.2, 2.2)

    def _paint_ends(self, painter: QPainter, layout: ChartLayout) -> None:
        """Each line is called by its name where it ends."""
        painter.setFont(theme.font_of(self, "caption", is_bold=True))
        room = self.width() - layout.plot.right - 8
        for y, n in layout.ends:
            painter.setPen(self._colour(n))
            text = painter.fontMetrics().elidedText(self._series[n].words, Qt.TextElideMode.ElideMiddle, int(room))
            painter.drawText(QRectF(layout.plot.right + 6, y - 9, room, 18), Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_pointed(self, painter: QPainter, layout: ChartLayout) -> None:
        """The period under the pointer, and the point that the keyboard stands on."""
        colours, plot = theme.paints(), layout.plot
        if self._hovered is not None:
            x = plot.left + (self._hovered + 0.5) * layout.step
            painter.setPen(QPen(colours.line_strong, 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, plot.top), QPointF(x, plot.bottom))
        point = layout.lines[self._at[0]][self._at[1]] if self.hasFocus() else None
        if point is not None:
            painter.setPen(QPen(colours.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(*point), 6, 6)

    def _colour(self, n: int) -> QColor:
        categories = theme.paints().categories
        return categories[n % len(categories)]

    def _tell(self) -> None:
        if self._series and self._series[0].trend.points:
            series = self._series[self._at[0]]
            point = series.trend.points[self._at[1]]
            self.setAccessibleDescription(f"{value_text(self._measure, point)}. {point_tip(series, point)}")
        self.update()

    def _lay_out(self) -> None:
        if self._series and self._series[0].trend.points:
            caption = QFontMetrics(theme.font_of(self, "caption"))
            left = caption.horizontalAdvance("1,000,000") + 4
            plot = Plot(left, 10, self.width() - left - _LABELS, self.height() - caption.height() - 22)
            dates = caption.horizontalAdvance("00 Mmm, 00:00" if self._is_by_hour else "00 Mmm 00") + 14
            self._layout = lay_out(self._series, self._measure, plot, dates)
        else:
            self._layout = None
        self.update()

    @property
    def _is_by_hour(self) -> bool:
        return self._series[0].trend.spec.unit.value == "hour"


def _stretches(points: tuple[Point | None, ...]) -> list[list[Point]]:
    """The points without the gaps between them."""
    found: list[list[Point]] = [[]]
    for point in points:
        if point is not None:
            found[-1].append(point)
        elif found[-1]:
            found.append([])
    return [stretch for stretch in found if stretch]
