"""How long work tells what it is doing, and hears that it should stop."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


_T = TypeVar("_T")


class Cancelled(Exception):
    """The user asked for this work to stop."""


class Progress:
    """Handed to every long operation; without a listener it is silent, so tests need none.

    `step` is called often and must stay cheap. `cancel` may be called from any thread.
    """

    def __init__(self, report: Callable[[int, int, str], None] | None = None) -> None:
        self._report = report
        self._is_cancelled = threading.Event()
        self._stoppers: list[Callable[[], None]] = []
        self._lock = threading.RLock()

    def step(self, done: int, total: int, text: str = "") -> None:
        """Say how far the work is (total 0: unknown); raises Cancelled if it should stop."""
        self.raise_if_cancelled()
        if self._report:
            self._report(done, total, text)

    def raise_if_cancelled(self) -> None:
        if self._is_cancelled.is_set():
            raise Cancelled

    def heeding(self, items: Iterable[_T]) -> Iterator[_T]:
        """The items one by one; raises Cancelled between them if the work should stop."""
        for item in items:
            if self._is_cancelled.is_set():
                raise Cancelled
            yield item

    def heeding_now_and_then(self, items: Iterable[_T], every: int = 10_000) -> Iterator[_T]:
        """The items one by one, where each is too little to look up for: heard once in so many."""
        for number, item in enumerate(items):
            if number % every == 0 and self._is_cancelled.is_set():
                raise Cancelled
            yield item

    @property
    def is_cancelled(self) -> bool:
        return self._is_cancelled.is_set()

    def cancel(self) -> None:
        """Ask the work to stop; a call that cannot look up is interrupted."""
        with self._lock:
            self._is_cancelled.set()
            stoppers = list(self._stoppers)
        for stop in stoppers:
            stop()

    @contextmanager
    def interruptible(self, stop: Callable[[], None]) -> Iterator[None]:
        """While a call that cannot look up runs, let cancel() interrupt it through `stop`."""
        with self._lock:
            self.raise_if_cancelled()
            self._stoppers.append(stop)
        try:
            yield
        except Exception as error:
            if self.is_cancelled:
                raise Cancelled from error
            raise
        finally:
            with self._lock:
                self._stoppers.remove(stop)


def silent() -> Progress:
    """A progress nobody listens to."""
    return Progress()
