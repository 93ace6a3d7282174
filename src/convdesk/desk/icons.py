"""Line icons in the colours worn now, and the app's own icon."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from convdesk.desk import theme
from convdesk.desk.resources import resource

SIDE = 20


def icon(name: str, side: int = SIDE) -> QIcon:
    """A line icon: muted, in the accent colour when it is on."""
    colours = theme.paints()
    drawn = QIcon()
    drawn.addPixmap(_drawn(name, colours.ink_muted, side), QIcon.Mode.Normal, QIcon.State.Off)
    drawn.addPixmap(_drawn(name, colours.accent, side), QIcon.Mode.Normal, QIcon.State.On)
    return drawn


def app_icon() -> QIcon:
    """The app's own icon in the sizes desktops ask for."""
    renderer = QSvgRenderer(str(resource("icons", "convdesk.svg")))
    own = QIcon()
    for side in (16, 32, 48, 128):
        own.addPixmap(_rendered(renderer, side, 1.0))
    return own


def app_picture(side: int) -> QPixmap:
    """The app's icon as a picture of `side` pixels."""
    return _rendered(QSvgRenderer(str(resource("icons", "convdesk.svg"))), side, _pixel_ratio())


def _drawn(name: str, colour: QColor, side: int) -> QPixmap:
    source = resource("icons", f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", colour.name())
    return _rendered(QSvgRenderer(QByteArray(source.encode())), side, _pixel_ratio())


def _rendered(renderer: QSvgRenderer, side: int, ratio: float) -> QPixmap:
    picture = QPixmap(QSize(side, side) * ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer.render(painter, QRectF(picture.rect()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def _pixel_ratio() -> float:
    screen = QGuiApplication.primaryScreen()
    return screen.devicePixelRatio() if screen else 1.0
