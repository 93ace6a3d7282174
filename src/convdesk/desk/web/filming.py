"""A film of a stretch of a recording: moment after moment pictured, encoded by the web engine's own VP8."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QBuffer, QIODevice, QObject, QSize, Qt
from PySide6.QtGui import QImage

from convdesk.desk.web.film_orders import Film

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.web.film_orders import FilmOrder
    from convdesk.desk.web.moment_camera import MomentCamera
    from convdesk.model.replay import Piece

BITS_PER_PIXEL = 2.0
"""A second: pages have sharp letters, and most of them stands still."""


class Filming(QObject):
    """Films; `done(Film)` or `failed(words)` is called once, `stepped(done, total)` in between."""

    def __init__(
        self, camera: MomentCamera, order: FilmOrder, done: Callable[[Film], object], failed: Callable[[str], object],
    ) -> None:  # fmt: skip
        super().__init__(camera)
        self._camera, self._order, self._done, self._failed = camera, order, done, failed
        self._film = Film(camera.width // 2 * 2, camera.height // 2 * 2, order.frame_ms)
        self._piece: Piece | None = None
        self._at = 0
        self._is_over = False
        camera.view.heard.connect(self._hear)

    def begin(self) -> None:
        if not self._order.is_video:
            self._next()
            return
        film, rate = self._film, 1000 / self._order.frame_ms
        bits = int(film.width * film.height * BITS_PER_PIXEL)
        begin = (film.width, film.height, bits, rate)
        self._camera.view.ask("film_begin", *begin, done=lambda _: self._next(), failed=self._fail)

    def cancel(self) -> None:
        """Stop; neither `done` nor `failed` is called."""
        if not self._is_over:
            self._is_over = True
            self._camera.close()

    def _next(self) -> None:
        if self._is_over:
            return
        self._order.stepped(self._at, len(self._order.times))
        if self._at == len(self._order.times):
            self._finish()
            return
        at_ms = self._order.times[self._at]
        if self._piece is None or not self._piece.shows(at_ms):
            self._order.fetch(at_ms, self._load)
        else:
            self._camera.shoot(at_ms, self._keep, self._fail)

    def _load(self, piece: Piece) -> None:
        if not self._is_over:
            self._piece = piece
            self._camera.load(piece, self._next, self._fail)

    def _keep(self, picture: QImage) -> None:
        """One frame: to the encoder, or kept as it is."""
        size = QSize(self._film.width, self._film.height)
        aspect, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        frame = picture if picture.size() == size else picture.scaled(size, aspect, smooth)
        frame = frame.convertToFormat(QImage.Format.Format_RGB32)
        at_ms, self._at = self._at * self._order.frame_ms, self._at + 1
        if self._order.is_video:
            address = self._camera.view.lend(bytes(frame.constBits()))
            self._camera.view.ask("film_frame", address, at_ms, done=lambda _: self._next(), failed=self._fail)
        else:
            self._film.frames.append(png_of(frame))
            self._next()

    def _hear(self, name: str, value: Any) -> None:
        if name == "chunk":
            self._film.chunks.append((value["at_ms"], value["is_key"], base64.b64decode(value["data"])))

    def _finish(self) -> None:
        if self._order.is_video:
            self._camera.view.ask("film_end", done=lambda _: self._end(), failed=self._fail)
        else:
            self._end()

    def _end(self) -> None:
        if not self._is_over:
            self._is_over = True
            self._camera.close()
            self._done(self._film)

    def _fail(self, why: str) -> None:
        if not self._is_over:
            self._is_over = True
            self._camera.close()
            self._failed(why)


def png_of(picture: QImage) -> bytes:
    """A picture as PNG."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())
