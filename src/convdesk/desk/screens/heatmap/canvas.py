"""Draws a page with its heat, dots and strips; says what lies under the pointer; a rectangle chooses what is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLine, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
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
from PySide6.QtWidgets import QFrame, QGraphicsPixmapItem, QGraphicsScene, QGraphicsView, QRubberBand, QToolTip, QWidget

from convdesk.desk import theme
from convdesk.desk.screens.heatmap import overlay
from convdesk.desk.screens.heatmap.sentences import band_words, element_words, group_words, marks
from convdesk.desk.widgets.page_items import heat_item, stretched
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.desk.screens.heatmap.looks import HeatLook
    from convdesk.model.heatmap import ElementHeat

_SMALLEST, _LARGEST = 0.05, 4.0
_DRAG_PX = 6
_DOT_PX = 4.0


class HeatCanvas(QGraphicsView):
    """`element_chosen(selector)`, `element_opened(selector)` by double click, `area_chosen(QRectF)` in page pixels."""

    element_chosen = Signal(str)
    element_opened = Signal(str)
    area_chosen = Signal(QRectF)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setScene(QGraphicsScene(self))
        self.setAccessibleName(tr("Page with heat"))
        self.viewport().setAccessibleName(tr("Page with heat"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setMouseTracking(True)
        self._look: HeatLook | None = None
        self._heat: QGraphicsPixmapItem | None = None
        self._strength = 1.0
        self._chosen: str | None = None
        self._is_fitted = True
        self._pressed: QPoint | None = None
        self._band = QRubberBand(QRubberBand.Shape.Rectangle, self.viewport())

    def show_look(self, look: HeatLook) -> None:
        """Draw another heatmap; the zoom stays while the page stays."""
        before, self._look = self._look, look
        scene, result = self.scene(), look.result
        scene.clear()
        page = QRectF(0, 0, result.page_width, result.page_height)
        scene.setSceneRect(page)
        if isinstance(look.image, QImage):
            stretched(scene, QPixmap.fromImage(look.image), page)
        else:
            scene.addRect(page, QPen(Qt.PenStyle.NoPen), theme.paints().paper)
        self._heat = heat_item(scene, result.heat) if result.heat and not result.dots else None
        self.strengthen(self._strength)
        if before is None or before.result.page_width != result.page_width:
            self.fit()
        self.viewport().update()

    def show_element(self, selector: str | None) -> None:
        """Outline an element, and bring it into the view."""
        self._chosen = selector
        found = self._element(selector)
        if found and found.box:
            self.ensureVisible(QRectF(*found.box))
        elif found and found.at:
            self.ensureVisible(QRectF(found.at[0] - 40, found.at[1] - 40, 80, 80))
        self.viewport().update()

    def strengthen(self, strength: float) -> None:
        """How much of the heat is shown, 0 to 1."""
        self._strength = strength
        if self._heat is not None:
            self._heat.setOpacity(strength)

    def fit(self) -> None:
        """The page as wide as the view, at most life size."""
        page = self.scene().sceneRect()
        if not page.isEmpty():
            side = self.verticalScrollBar().sizeHint().width() + 4
            scale = min(1.0, max(1, self.width() - side) / page.width())
            self.setTransform(QTransform.fromScale(scale, scale))
        self._is_fitted = True

    def zoom_by(self, factor: float) -> None:
        self._is_fitted = False
        scale = max(_SMALLEST, min(_LARGEST, self.transform().m11() * factor))
        self.setTransform(QTransform.fromScale(scale, scale))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._is_fitted:
            self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1.0015 ** event.angleDelta().y())
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go through the elements, Enter opens the people of the one that is marked."""
        selectors = [one.selector for one in self._look.result.elements] if self._look else []
        by = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()))
        if by is not None and selectors:
            at = selectors.index(self._chosen) + by if self._chosen in selectors else (0 if by > 0 else -1)
            self.element_chosen.emit(selectors[at % len(selectors)])
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._chosen:
            self.element_opened.emit(self._chosen)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if self._pressed is not None and (at - self._pressed).manhattanLength() > _DRAG_PX:
            self._band.setGeometry(QRect(self._pressed, at).normalized())
            self._band.show()
        elif self._pressed is None:
            QToolTip.showText(event.globalPosition().toPoint(), self._words_at(at), self.viewport())
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, None
        if pressed is None:
            return
        if self._band.isVisible():
            self._band.hide()
            self.area_chosen.emit(
                self.mapToScene(QRect(pressed, event.position().toPoint()).normalized()).boundingRect()
            )
            return
        found = self._element_at(pressed)
        if found:
            self.element_chosen.emit(found.selector)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        found = self._element_at(event.position().toPoint())
        if found:
            self.element_opened.emit(found.selector)

    def sizeHint(self) -> QSize:
        return QSize(640, 480)

    def drawBackground(self, painter: QPainter, rect: QRectF | object) -> None:
        if isinstance(rect, QRectF):
            painter.fillRect(rect, theme.paints().canvas)

    def drawForeground(self, painter: QPainter, _rect: object) -> None:
        """Outlines, dots and the fold are drawn in pixels of the view, so that they are seen at every zoom."""
        if self._look is None:
            return
        painter.save()
        edge = QPen(theme.paints().paper_line)
        edge.setCosmetic(True)
        painter.setPen(edge)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self.scene().sceneRect())
        overlay.draw_dots(painter, self._look.result.dots, _DOT_PX / self.transform().m11())
        chosen = self._element(self._chosen)
        if chosen:
            overlay.draw_outline(painter, chosen, 14 / self.transform().m11())
        painter.resetTransform()
        painter.setFont(theme.font_of(self, "caption", is_bold=True))
        page = self.scene().sceneRect()
        for y, words in marks(self._look.result):
            ends = (self.mapFromScene(x, y) for x in (page.left(), page.right()))
            overlay.draw_mark(painter, QLine(*ends), words, self.viewport().width())
        overlay.draw_groups(painter, [group_words(group) for group in self._look.result.groups])
        painter.restore()

    def _element(self, selector: str | None) -> ElementHeat | None:
        elements = self._look.result.elements if self._look else ()
        return next((one for one in elements if one.selector == selector), None)

    def _element_at(self, at: QPoint) -> ElementHeat | None:
        """The smallest element under a place of the view; without boxes, the nearest within reach."""
        if self._look is None:
            return None
        place, elements = self.mapToScene(at), self._look.result.elements
        under = [one for one in elements if one.box and QRectF(*one.box).contains(place)]
        if under:
            return min(under, key=lambda one: one.box[2] * one.box[3] if one.box else 0)
        near = [
            (abs(one.at[0] - place.x()) + abs(one.at[1] - place.y()), one) for one in elements if one.at and not one.box
        ]
        closest = min(near, key=lambda pair: pair[0], default=None)
        return closest[1] if closest and closest[0] < 40 / self.transform().m11() else None

    def _words_at(self, at: QPoint) -> str:
        """What a tool tip says of a place."""
        if self._look is None:
            return ""
        result, place = self._look.result, self.mapToScene(at)
        if result.bands:
            band = next((one for one in result.bands if one.top_px <= place.y() < one.bottom_px), None)
            return band_words(band) if band else ""
        found = self._element_at(at)
        return element_words(found, result) if found else ""
