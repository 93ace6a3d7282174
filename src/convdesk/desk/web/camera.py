"""Takes pictures of whole pages: a recording is rebuilt out of sight and captured tile by tile, each known by its bars.

What is grabbed from a web view may be one frame behind, or made for another size: only a tile whose bars of black and
white cells say its number, above and below, is taken.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer
from PySide6.QtGui import QImage

from convdesk.desk.web.orders import Taken
from convdesk.desk.web.view import SCRIPTS, ReplayView
from convdesk.model.problem import Problem
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.web.orders import Boxes, Inners, Order

TILE_PX, BAR_PX, CELL_PX, BITS = 1000, 8, 8, 16
TALLEST_PX = 30_000
"""Taller pages are cut: Qt draws no picture that is taller than 32,767 pixels."""
PATIENCE_MS, GLANCE_MS = 6_000, 4
LONGEST_MS = 60_000


class PageCamera(QObject):
    """Takes one picture; `done(Taken)` or `failed(Problem)` is called once, and the view is gone then."""

    def __init__(
        self, order: Order, done: Callable[[Taken], object], failed: Callable[[Problem], object],
        parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._order, self._done, self._failed = order, done, failed
        self._view = ReplayView(scripts=(*SCRIPTS, "capture.js"))
        self._view.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        self._view.resize(1280, TILE_PX)
        self._view.show()
        self._view.failed.connect(self._fail)
        self._numbers, self._is_over = count(1), False
        self._glance = QTimer(self, interval=GLANCE_MS, singleShot=False)
        self._glance.timeout.connect(self._look)
        self._limit = QTimer(self, interval=LONGEST_MS, singleShot=True)
        self._limit.timeout.connect(lambda: self._fail(tr("it took longer than a minute")))
        self._waited = QElapsedTimer()
        self._image, self._top, self._number = QImage(), 0, 0
        self._size, self._page_height = (0, 0), 0
        self._boxes: Boxes = {}
        self._layouts: dict[int, tuple[int, Boxes]] = {}
        self._inner: dict[int, Inners] = {}
        self._plain = 0

    def take(self) -> None:
        """Begin."""
        self._limit.start()
        self._view.open_piece(self._order.piece, self._opened)
        self._view.ask("fit", False)

    def cancel(self) -> None:
        """Forget it: neither `done` nor `failed` is called."""
        self._end()

    def _opened(self, _: Any) -> None:
        self._view.rebuild(self._order.at_ms, self._rebuilt)

    def _rebuilt(self, found: dict[str, Any]) -> None:
        self._plain = int(found["plain"])
        if found["is_empty"]:
            self._fail(tr("at this moment the recording shows an empty page"))
        elif self._order.is_picture:
            self._lay_out()
        else:
            self._view.ask("boxes", self._order.selectors, done=self._measured_here)

    def _measured_here(self, found: dict[str, Any]) -> None:
        self._boxes, self._inner[round(found["width"])] = _boxes(found), _inner(found)
        self._lay_out()

    def _lay_out(self) -> None:
        self._view.ask("boxes_at", self._order.sizes, self._order.selectors, done=self._measured)

    def _measured(self, found: list[dict[str, Any]]) -> None:
        self._layouts = {int(one["width"]): (round(one["height"]), _boxes(one)) for one in found}
        self._inner = {**{int(one["width"]): _inner(one) for one in found}, **self._inner}
        if not self._order.is_picture:
            self._finish(None)
            return
        self._view.ask("expand", done=self._expanded)

    def _expanded(self, size: dict[str, float]) -> None:
        width, self._page_height = round(size["width"]), round(size["height"])
        if width < 1 or self._page_height < 1:
            self._fail(tr("the page has no size"))
            return
        self._size = width, min(self._page_height, TALLEST_PX)
        self._view.resize(max(width, BITS * CELL_PX), TILE_PX + 2 * BAR_PX)
        self._view.ask("boxes", self._order.selectors, done=self._boxed)

    def _boxed(self, found: dict[str, Any]) -> None:
        self._boxes, self._inner[self._size[0]] = _boxes(found), _inner(found)
        ratio = self._view.devicePixelRatioF()
        self._image = QImage(round(self._size[0] * ratio), round(self._size[1] * ratio), QImage.Format.Format_RGB32)
        self._show_tile(0)

    def _show_tile(self, top: int) -> None:
        self._top, self._number = top, next(self._numbers) * 7919 % 65_521
        self._waited.start()
        self._view.ask("tile", self._number, top, done=lambda _: self._glance.start())

    def _look(self) -> None:
        """Take the frame when it is the one that was asked for; otherwise look again soon."""
        frame = self._view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        if not self._is_wanted(frame):
            if self._waited.hasExpired(PATIENCE_MS):
                self._fail(tr("a part of the page was not drawn in time"))
            return
        self._glance.stop()
        self._copy(frame)
        if self._top + TILE_PX < self._size[1]:
            self._show_tile(self._top + TILE_PX)
            return
        self._finish(self._image)

    def _finish(self, image: QImage | None) -> None:
        self._end()
        self._done(Taken(image, *self._size, self._boxes, self._layouts, self._page_height, self._inner, self._plain))

    def _is_wanted(self, frame: QImage) -> bool:
        ratio = self._view.devicePixelRatioF()
        if frame.height() != round(self._view.height() * ratio):
            return False
        middle = round(BAR_PX / 2 * ratio)
        return all(number_at(frame, row, ratio) == self._number for row in (middle, frame.height() - 1 - middle))

    def _copy(self, frame: QImage) -> None:
        """The tile's rows into the picture; a frame may be wider than the page."""
        ratio = self._view.devicePixelRatioF()
        into, rows = memoryview(self._image.bits()), round(min(TILE_PX, self._size[1] - self._top) * ratio)
        out_of, first, start = frame.constBits(), round(BAR_PX * ratio), round(self._top * ratio)
        wide, stride = self._image.bytesPerLine(), frame.bytesPerLine()
        for row in range(min(rows, self._image.height() - start)):
            at = (start + row) * wide
            begin = (first + row) * stride
            into[at : at + wide] = out_of[begin : begin + wide]

    def _fail(self, why: str) -> None:
        if self._is_over:
            return
        self._end()
        what = tr("The page could not be pictured: {why}.").format(why=why)
        self._failed(Problem(tr("page picture"), what, tr("Try another moment, or add a picture of your own.")))

    def _end(self) -> None:
        if self._is_over:
            return
        self._is_over = True
        self._glance.stop()
        self._limit.stop()
        self._view.failed.disconnect(self._fail)
        self._view.close()
        self._view.deleteLater()


def _boxes(found: dict[str, Any]) -> Boxes:
    return {name: (box[0], box[1], box[2], box[3]) for name, box in found["boxes"].items()}


def _inner(found: dict[str, Any]) -> Inners:
    return {name: (one[0], one[1], one[2], one[3], one[4], one[5]) for name, one in found["inner"].items()}


def number_at(frame: QImage, row: int, ratio: float) -> int:
    """The number that the cells in a row of pixels say."""
    number = 0
    for bit in range(BITS):
        pixel = frame.pixelColor(round((bit * CELL_PX + CELL_PX / 2) * ratio), row)
        number |= int(pixel.lightness() < 128) << bit
    return number
