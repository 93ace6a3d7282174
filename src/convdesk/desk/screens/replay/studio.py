"""The studio of the replay screen: pictures and films of what is watched, made out of sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from convdesk.desk.web.door import open_moment_camera
from convdesk.model.problem import Problem, ProblemError
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QImage

    from convdesk.desk.web.film_orders import Film, FilmOrder
    from convdesk.desk.web.filming import Filming
    from convdesk.desk.web.moment_camera import MomentCamera
    from convdesk.model.replay import Piece

LONGEST_SIDE = 1280


class Studio(QObject):
    """Makes one picture or film at a time."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._filming: Filming | None = None
        self._camera: MomentCamera | None = None

    def picture(
        self, piece: Piece, at_ms: float, size: tuple[int, int], done: Callable[[bytes], object],
        failed: Callable[[Problem], object],
    ) -> None:  # fmt: skip
        """A moment in the size of the recorded window, as PNG."""
        camera = self._opened(size, failed)
        if camera is None:
            return
        from convdesk.desk.web.filming import png_of

        self._camera = camera

        def taken(picture: QImage) -> None:
            if self._let_go(camera):
                done(png_of(picture))

        def refused(why: str) -> None:
            if self._let_go(camera):
                _telling(failed)(why)

        camera.load(piece, lambda: camera.shoot(at_ms, taken, refused), refused)

    def film(self, order: FilmOrder, done: Callable[[Film], object], failed: Callable[[Problem], object]) -> None:
        """A stretch, no side longer than LONGEST_SIDE."""
        size, share = order.size, min(1.0, LONGEST_SIDE / max(order.size))
        camera = self._opened((round(size[0] * share / 2) * 2, round(size[1] * share / 2) * 2), failed)
        if camera is not None:
            from convdesk.desk.web.filming import Filming

            self._filming = Filming(camera, order, done, _telling(failed))
            self._filming.begin()

    def cancel(self) -> None:
        """Neither `done` nor `failed` is called of what is under way."""
        if self._filming is not None:
            self._filming.cancel()
            self._filming = None
        if self._camera is not None:
            self._let_go(self._camera)

    def _let_go(self, camera: MomentCamera) -> bool:
        """Put the camera of a picture away; whether it was still wanted."""
        is_wanted, self._camera = camera is self._camera, None
        if is_wanted:
            camera.close()
        return is_wanted

    def _opened(self, size: tuple[int, int], failed: Callable[[Problem], object]) -> MomentCamera | None:
        self.cancel()
        try:
            return open_moment_camera(max(size[0], 128), max(size[1], 64), self)
        except ProblemError as error:
            failed(error.problem)
            return None


def _telling(failed: Callable[[Problem], object]) -> Callable[[str], object]:
    what = tr("It could not be pictured: {why}")
    remedy = tr("Try another moment, or a shorter stretch.")
    return lambda why: failed(Problem(tr("recording"), what.format(why=why[:200]), remedy))
