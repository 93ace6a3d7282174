"""Makes what will be looked at later while nothing else goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

PAUSE_MS = 120


class Ahead(QObject):
    """Makes one thing after the other, each after a pause and when `is_free()`."""

    def __init__(
        self, is_free: Callable[[], bool], makers: Iterable[Callable[[], object]], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._is_free, self._makers = is_free, list(makers)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._make_next)
        self._timer.start(PAUSE_MS)

    def stop(self) -> None:
        """Make nothing more."""
        self._timer.stop()

    def _make_next(self) -> None:
        if not self._makers:
            self.stop()
        elif self._is_free():
            self._makers.pop(0)()
