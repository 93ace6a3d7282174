"""Takes pages' pictures one after the other, out of sight; the web engine is loaded when the first is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.desk.web import door
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject

    from convdesk.desk.web.camera import PageCamera
    from convdesk.desk.web.orders import Order, Taken
    from convdesk.model.problem import Problem


class Photography:
    """One picture at a time; `owner` keeps the cameras."""

    def __init__(self, owner: QObject) -> None:
        self._owner = owner
        self._camera: PageCamera | None = None

    def take(self, order: Order, done: Callable[[Taken], None], failed: Callable[[Problem], None]) -> None:
        """Take a picture; one of the two is called once."""
        try:
            self._camera = door.open_camera(order, done, failed, self._owner)
        except ProblemError as error:
            failed(error.problem)
        else:
            self._camera.take()

    def stop(self) -> None:
        """Forget the picture that is being taken."""
        if self._camera is not None:
            self._camera.cancel()
