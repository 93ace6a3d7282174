"""A page's picture and its heat as items of a scene."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPixmap, QTransform

if TYPE_CHECKING:
    from PySide6.QtWidgets import QGraphicsPixmapItem, QGraphicsScene

    from convdesk.model.heat import HeatPicture


def stretched(scene: QGraphicsScene, pixmap: QPixmap, page: QRectF) -> QGraphicsPixmapItem:
    """A picture over the whole page, whatever its own size is."""
    item = scene.addPixmap(pixmap)
    item.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
    if not pixmap.isNull():
        item.setTransform(QTransform.fromScale(page.width() / pixmap.width(), page.height() / pixmap.height()))
    return item


def heat_item(scene: QGraphicsScene, heat: HeatPicture) -> QGraphicsPixmapItem:
    """Heat over its page."""
    raster = heat.raster
    image = QImage(raster.rgba, raster.width, raster.height, 4 * raster.width, QImage.Format.Format_RGBA8888)
    return stretched(scene, QPixmap.fromImage(image), QRectF(0, 0, heat.page_width, heat.page_height))
