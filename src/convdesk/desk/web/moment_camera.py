"""A camera for moments: a view nobody sees, of the size of the recorded window, and pictures of what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer

from convdesk.desk import theme
from convdesk.desk.web.camera import BAR_PX, BITS, number_at
from convdesk.desk.web.view import SCRIPTS, ReplayView
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QImage

    from convdesk.model.replay import Piece

LOOK_EVERY_MS, PATIENCE_MS = 4, 6_000


class MomentCamera(QObject):
    """Takes pictures of moments, one after the other. `view` can do more for whoever makes a film of them."""

    def __init__(self, width: int, height: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.width, self.height = width, height
        self.view = ReplayView(scripts=(*SCRIPTS, "camera.js", "film.js"))
        self.view.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        self.view.resize(width, height + 2 * BAR_PX)
        self.view.show()
        self.view.ask("room", 0)
        worn = theme.colours_of(is_dark=False)
        self.view.ask("wear", {"ground": worn.sunken, "accent": worn.accent})
        self._number = 0
        self._since = QElapsedTimer()
        self._looking = QTimer(self)
        self._looking.setInterval(LOOK_EVERY_MS)
        self._looking.timeout.connect(self._look)
        self._done: Callable[[QImage], object] | None = None
        self._failed: Callable[[str], object] | None = None

    def load(self, piece: Piece, done: Callable[[], object], failed: Callable[[str], object]) -> None:
        """Put a piece of a recording before the camera."""
        self.view.open_piece(piece.content, lambda _: done(), failed)

    def shoot(self, at_ms: float, done: Callable[[QImage], object], failed: Callable[[str], object]) -> None:
        """A picture of a moment of the piece, `width` × `height` CSS pixels at the screen's own sharpness."""
        number = self._count()
        self._done, self._failed = done, failed
        self.view.ask("seek", at_ms, failed=failed)
        self.view.ask("mark", number, done=lambda _: self._begin(number), failed=failed)

    def shoot_next(
        self, times: list[float], is_settled: bool, done: Callable[[int, QImage | None], object],
        failed: Callable[[str], object],
    ) -> None:  # fmt: skip
        """A picture of the first of these moments that can look otherwise than the one before, with its place.

        Unless the one before `is_settled`, it is of the first of all. (-1, None) where nothing can have changed.
        """
        number = self._count()

        def shown(place: int) -> None:
            if place < 0:
                done(place, None)
                return
            self._done, self._failed = lambda picture: done(place, picture), failed
            self._begin(number)

        self.view.ask("film_show", times, number, is_settled, done=shown, failed=failed)

    def close(self) -> None:
        """Put the camera away."""
        self._looking.stop()
        self._done = None
        self._failed = None
        self.view.hide()
        self.view.deleteLater()
        self.deleteLater()

    def _count(self) -> int:
        """The number that the next picture is known by."""
        self._number = self._number % ((1 << BITS) - 2) + 1
        return self._number

    def _begin(self, number: int) -> None:
        if number == self._number and self._done is not None:
            self._since.start()
            self._looking.start()

    def _look(self) -> None:
        """Whether what can be grabbed now is the picture that was asked for."""
        picture = self.view.grab().toImage()
        ratio = picture.devicePixelRatio()
        ends = (round(BAR_PX / 2 * ratio), picture.height() - 1 - round(BAR_PX / 2 * ratio))
        if all(number_at(picture, y, ratio) == self._number for y in ends):
            self._looking.stop()
            done, self._done = self._done, None
            high = round(self.height * ratio)
            if done is not None:
                done(picture.copy(0, round(BAR_PX * ratio), picture.width(), high))
        elif self._since.elapsed() > PATIENCE_MS:
            self._looking.stop()
            self._done = None
            if self._failed is not None:
                self._failed(tr("The page was not drawn in time."))
