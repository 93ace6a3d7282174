"""A researcher's picture of a page, of any kind, as PNG: pictures, or the first page of a PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QImage, QImageReader, QImageWriter, QPainter

from convdesk.desk import theme
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from pathlib import Path

PDF_WIDTH_PX = 2880
"""How wide the first page of a PDF is drawn: twice a usual window, so that it stays sharp when zoomed."""
_REMEDY = "Save it as PNG or JPEG and try again."


class Pictures:
    """Pictures as bytes and as what is drawn. May be used on any thread."""

    def decode(self, data: bytes) -> QImage:
        """What is drawn of a picture's bytes; empty where they are none."""
        return QImage.fromData(data)

    def encode(self, image: object) -> bytes:
        """A picture that was taken as PNG."""
        assert isinstance(image, QImage)
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, QByteArray(b"png")).write(image)
        return bytes(data.data())

    def read(self, file: Path) -> bytes:
        """A picture's file as PNG; raises ProblemError for what is none, or is cut off."""
        return self.encode(_pdf_page(file) if file.suffix.lower() == ".pdf" else _picture(file))


def _picture(file: Path) -> QImage:
    reader = QImageReader(str(file))
    reader.setAutoTransform(True)
    image = reader.read()
    if image.isNull():
        raise ProblemError(file.name, f"The picture cannot be read ({reader.errorString()}).", _REMEDY)
    return image


def _pdf_page(file: Path) -> QImage:
    try:
        from PySide6.QtPdf import QPdfDocument
    except ImportError as error:
        raise ProblemError(file.name, "Reading PDF needs a part of Qt that is not installed.", _REMEDY) from error
    document = QPdfDocument()
    if document.load(str(file)) is not QPdfDocument.Error.None_ or document.pageCount() < 1:
        raise ProblemError(file.name, "The PDF cannot be read, or has no page.", _REMEDY)
    size = document.pagePointSize(0)
    drawn = document.render(0, QSize(PDF_WIDTH_PX, max(round(PDF_WIDTH_PX * size.height() / size.width()), 1)))
    on_white = QImage(drawn.size(), QImage.Format.Format_RGB32)
    on_white.fill(theme.colour(theme.colours_of(False).paper))
    painter = QPainter(on_white)
    try:
        painter.drawImage(0, 0, drawn)
    finally:
        painter.end()
    return on_white
