"""Draws a page as its visitors saw it, the heat of their clicks over it, and call-outs at the top elements."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QPixmap,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsPixmapItem, QGraphicsScene, QGraphicsView, QWidget

from convdesk.desk import theme
from convdesk.desk.screens.review.callout_paint import PAD, paint_box, paint_line
from convdesk.desk.screens.review.callouts import Box, place
from convdesk.desk.screens.review.ink import Ink
from convdesk.desk.screens.review.sentences import element_words
from convdesk.desk.widgets.page_items import heat_item, stretched
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.desk.screens.review.looks import PageLook
    from convdesk.model.heat import ElementClicks

CALL_OUTS = 4
_FILLED = 1.5
_SMALLEST, _LARGEST = 0.1, 4.0


class Zoom(Enum):
    """How large the page is: filling the view, as wide as it, or as the researcher chose."""

    FILL = "fill"
    FIT = "fit"
    FREE = "free"


@dataclass(frozen=True)
class CallOut:
    """An element with what is said of it."""

    element: ElementClicks
    words: str


class PageCanvas(QGraphicsView):
    """`element_chosen(selector)` when a call-out is clicked; `zoomed(Zoom, scale)` when the scale changes."""

    element_chosen = Signal(str)
    zoomed = Signal(Zoom, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setScene(QGraphicsScene(self))
        self.setAccessibleName(tr("Page with clicks"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setAccessibleName(tr("Page with clicks"))
        self._call_outs: tuple[CallOut, ...] = ()
        self._boxes: list[Box] = []
        self._ink: Ink | None = None
        self._placed_for: object = None
        self._seen: list[CallOut] = []
        self._chosen: str | None = None
        self._heat: QGraphicsPixmapItem | None = None
        self._heat_strength = 1.0
        self._zoom = Zoom.FILL
        self._pressed_at = QPoint()

    def show_page(self, look: PageLook) -> None:
        """Draw another page."""
        scene = self.scene()
        scene.clear()
        page = QRectF(0, 0, look.width, look.height)
        scene.setSceneRect(page)
        self._ink = self._placed_for = None
        if isinstance(look.image, QImage):
            self._ink = Ink(look.image, look.width)
            stretched(scene, QPixmap.fromImage(look.image), page)
        else:
            scene.addRect(page, QPen(Qt.PenStyle.NoPen), theme.paints().paper)
        self._heat = heat_item(scene, look.heat) if look.heat else None
        self.strengthen(self._heat_strength)
        placed = [one for one in look.clicks.elements if one.x is not None and one.y is not None]
        self._call_outs = tuple(CallOut(one, element_words(one)) for one in placed[:CALL_OUTS])
        self._zoom_again()
        self._look_at_hottest()

    def show_element(self, selector: str | None) -> None:
        self._chosen = selector
        self.viewport().update()

    def strengthen(self, strength: float) -> None:
        """How much of the heat is shown, 0 to 1."""
        self._heat_strength = strength
        if self._heat is not None:
            self._heat.setOpacity(strength)

    def fit(self) -> None:
        """The whole width of the page in the view, never larger than life."""
        across, _ = self._room()
        self._scale(Zoom.FIT, min(1.0, across))

    def fill(self) -> None:
        """As little room left over as can be while two thirds of the page's width are seen; at most life size."""
        across, down = self._room()
        self._scale(Zoom.FILL, min(1.0, max(across, min(down, across * _FILLED))))
        self._look_at_hottest()

    def zoom_to(self, scale: float) -> None:
        """A scale, 1 being life size."""
        self._scale(Zoom.FREE, max(_SMALLEST, min(_LARGEST, scale)))

    def zoom_by(self, factor: float) -> None:
        self.zoom_to(self.transform().m11() * factor)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1.0015 ** event.angleDelta().y())
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go from one call-out to the next."""
        by = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()))
        if by is None or not self._call_outs:
            super().keyPressEvent(event)
            return
        selectors = [one.element.selector for one in self._call_outs]
        at = selectors.index(self._chosen) + by if self._chosen in selectors else (0 if by > 0 else -1)
        self.element_chosen.emit(selectors[at % len(selectors)])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._zoom_again()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        at = event.position().toPoint()
        if (at - self._pressed_at).manhattanLength() < 5:
            self._choose_at(at)

    def drawBackground(self, painter: QPainter, rect: QRectF | object) -> None:
        if isinstance(rect, QRectF):
            painter.fillRect(rect, theme.paints().canvas)

    def drawForeground(self, painter: QPainter, _rect: object) -> None:
        """Call-outs are drawn in pixels of the view, so that they can be read at every zoom."""
        painter.save()
        edge = QPen(theme.paints().paper_line)
        edge.setCosmetic(True)
        painter.setPen(edge)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self.scene().sceneRect())
        painter.resetTransform()
        painter.setFont(theme.font_of(self, "caption", is_bold=True))
        shown = self._shown(painter)
        for call_out, anchor, box in shown:
            paint_line(painter, anchor, box, is_chosen=call_out.element.selector == self._chosen)
        for call_out, _, box in shown:
            paint_box(painter, call_out.words, box, is_chosen=call_out.element.selector == self._chosen)
        painter.restore()

    def _shown(self, painter: QPainter) -> list[tuple[CallOut, QPointF, Box]]:
        """The call-outs whose element is in the view, each with its place."""
        view = self.viewport().rect()
        seen = []
        for one in self._call_outs:
            anchor = QPointF(self.mapFromScene(QPointF(one.element.x or 0, one.element.y or 0)))
            if QRectF(view).contains(anchor):
                seen.append((one, anchor))
        self._seen = [one for one, _ in seen]
        self._place([at for _, at in seen], painter.fontMetrics())
        return [(one, at, box) for (one, at), box in zip(seen, self._boxes, strict=True)]

    def _place(self, anchors: list[QPointF], metrics: QFontMetrics) -> None:
        """Find places for the call-outs seen, unless they are where they were."""
        view = self.viewport().rect()
        room = view.width() - 16
        widths = [min(room, metrics.horizontalAdvance(one.words) + 2 * PAD) for one in self._seen]
        points = [(at.x(), at.y()) for at in anchors]
        bounds = Box(8, 8, room, view.height() - 16)
        if self._placed_for != (points, widths, bounds):
            self._placed_for = (points, widths, bounds)
            self._boxes = place(points, widths, metrics.height() + PAD, bounds, self._covered)

    def _covered(self, box: Box) -> float:
        """How much of the page's picture under a box is drawn on."""
        if self._ink is None:
            return 0.0
        area = QRectF(box.x, box.y, box.width, box.height).toAlignedRect()
        return self._ink.share_in(self.mapToScene(area).boundingRect())

    def _choose_at(self, at: QPoint) -> None:
        for call_out, box in zip(self._seen, self._boxes, strict=True):
            if QRectF(box.x, box.y, box.width, box.height).contains(QPointF(at)):
                self.element_chosen.emit(call_out.element.selector)
                return

    def _room(self) -> tuple[float, float]:
        """The scales at which the page is as wide, and as high, as the view."""
        page = self.scene().sceneRect()
        if page.isEmpty():
            return 1.0, 1.0
        side = self.verticalScrollBar().sizeHint().width() + 4
        return max(1, self.width() - side) / page.width(), max(1, self.height() - side) / page.height()

    def _scale(self, zoom: Zoom, scale: float) -> None:
        self._zoom = zoom
        self.setTransform(QTransform.fromScale(scale, scale))
        self.zoomed.emit(zoom, scale)

    def _zoom_again(self) -> None:
        """The same zoom for another page, or another size of the view."""
        if self._zoom is Zoom.FILL:
            self.fill()
        elif self._zoom is Zoom.FIT:
            self.fit()

    def _look_at_hottest(self) -> None:
        """Bring the elements that are spoken of into the view, the hottest for sure."""
        if self._call_outs:
            hottest = self._call_outs[0].element
            others = [one.element for one in self._call_outs[:3]]
            xs, ys = [one.x or 0 for one in others], [one.y or 0 for one in others]
            self.centerOn(QPointF((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2))
            self.ensureVisible(QRectF((hottest.x or 0) - 60, (hottest.y or 0) - 60, 120, 160))
        self.viewport().update()
