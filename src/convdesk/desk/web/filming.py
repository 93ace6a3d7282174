"""A film of a stretch of a recording: moment after moment pictured, encoded by the web engine's own VP8.

Moments at which nothing can have changed are not pictured, pictures like the one before are not encoded, and while one
is encoded the next is shown.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QBuffer, QIODevice, QObject, QSize, Qt
from PySide6.QtGui import QImage

from convdesk.desk.web.film_orders import Film
from convdesk.model.finding import LARGEST_FILM_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.web.film_orders import FilmOrder
    from convdesk.desk.web.moment_camera import MomentCamera
    from convdesk.model.replay import Piece

BITS_PER_PIXEL = 2.0
"""A second: pages have sharp letters, and most of them stands still."""
ROOM = 0.8
"""How much of what a film may have at most is planned for: an encoder keeps its rate only on average."""
TOGETHER = 50
"""Of how many moments the next one that looks otherwise is asked for at once; one frame at least comes of them."""
MOST_ENCODED = 2


class Filming(QObject):
    """Films; `done(Film)` or `failed(words)` is called once, `stepped(done, total)` in between."""

    def __init__(
        self, camera: MomentCamera, order: FilmOrder, done: Callable[[Film], object], failed: Callable[[str], object],
    ) -> None:  # fmt: skip
        super().__init__(camera)
        self._camera, self._order, self._done, self._failed = camera, order, done, failed
        self._film = Film(camera.width // 2 * 2, camera.height // 2 * 2, len(order.times) * order.frame_ms)
        self._piece: Piece | None = None
        self._last: QImage | None = None
        self._at, self._told_ms, self._encoding = 0, -1, 0
        self._is_settled = self._waits = self._is_over = False
        camera.view.heard.connect(self._hear)

    def begin(self) -> None:
        if not self._order.is_video:
            self._next()
            return
        film, rate = self._film, 1000 / self._order.frame_ms
        most = LARGEST_FILM_BYTES * 8 * ROOM * 1000 / film.lasts_ms
        bits = int(min(film.width * film.height * BITS_PER_PIXEL, most))
        begin = (film.width, film.height, bits, rate)
        self._camera.view.ask("film_begin", *begin, done=lambda _: self._next(), failed=self._fail)

    def cancel(self) -> None:
        """Stop; neither `done` nor `failed` is called."""
        if not self._is_over:
            self._is_over = True
            self._camera.close()

    def _next(self) -> None:
        """Go on to the next picture, unless enough wait to be encoded."""
        self._waits = self._encoding >= MOST_ENCODED
        if self._is_over or self._waits:
            return
        self._order.stepped(self._at, len(self._order.times))
        if self._at == len(self._order.times):
            self._finish()
            return
        at_ms, piece = self._order.times[self._at], self._piece
        if piece is None or not piece.shows(at_ms):
            self._order.fetch(at_ms, self._load)
            return
        times = [when for when in self._order.times[self._at : self._at + TOGETHER] if piece.shows(when)]
        self._camera.shoot_next(times, self._is_settled, lambda place, picture: self._take(times, place, picture),
                                self._fail)  # fmt: skip

    def _load(self, piece: Piece) -> None:
        if not self._is_over:
            self._piece, self._is_settled = piece, False
            self._camera.load(piece, self._next, self._fail)

    def _take(self, times: list[float], place: int, picture: QImage | None) -> None:
        """The picture of one of these moments, the first at which something changed; None: nothing did."""
        if self._is_over:
            return
        self._at += len(times) if picture is None else place + 1
        at_ms = (self._at - 1) * self._order.frame_ms
        if picture is None:
            self._repeat(at_ms)
            self._next()
            return
        frame = self._fitted(picture)
        self._is_settled = frame == self._last
        self._last = frame
        if not self._is_settled:
            self._keep(frame, at_ms)
        elif at_ms - self._told_ms >= TOGETHER * self._order.frame_ms:
            self._repeat(at_ms)
        self._next()

    def _fitted(self, picture: QImage) -> QImage:
        size = QSize(self._film.width, self._film.height)
        aspect, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        frame = picture if picture.size() == size else picture.scaled(size, aspect, smooth)
        return frame.convertToFormat(QImage.Format.Format_RGB32)

    def _keep(self, frame: QImage, at_ms: int) -> None:
        """One frame: to the encoder, or kept as it is."""
        if self._is_over:
            return
        self._told_ms = at_ms
        if self._order.is_video:
            self._encode("film_frame", self._camera.view.lend(bytes(frame.constBits())), at_ms)
        else:
            self._film.frames.append((at_ms, png_of(frame)))

    def _repeat(self, at_ms: int) -> None:
        """The frame before is still seen."""
        self._told_ms = at_ms
        if self._order.is_video:
            self._encode("film_again", at_ms)

    def _encode(self, verb: str, *values: Any) -> None:
        self._encoding += 1
        self._camera.view.ask(verb, *values, done=lambda _: self._encoded(), failed=self._fail)

    def _encoded(self) -> None:
        self._encoding -= 1
        if self._waits:
            self._next()

    def _hear(self, name: str, value: Any) -> None:
        if name == "chunk":
            self._film.chunks.append((value["at_ms"], value["is_key"], base64.b64decode(value["data"])))

    def _finish(self) -> None:
        if not self._order.is_video:
            self._end()
            return
        ends = self._film.lasts_ms - self._order.frame_ms
        if self._told_ms < ends:
            self._repeat(ends)
        self._camera.view.ask("film_end", done=lambda _: self._end(), failed=self._fail)

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
