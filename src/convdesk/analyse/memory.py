"""Answers that are kept: each is worked out once, and the oldest make room."""

from __future__ import annotations

import hashlib
import threading
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from numpy.typing import NDArray

SMALL_BYTES = 16_384
"""What an answer that does not say its bytes is taken to weigh."""
TEXT_BYTES = 100
"""What a text is taken to weigh."""
WEIGHED = 64
"""Members of a long tuple that are weighed; the others are taken to be like them."""


def told_apart(people: NDArray[np.bool_] | None) -> bytes | None:
    """What tells some people (a mask) from others, to keep an answer by; None for everyone."""
    return None if people is None else hashlib.blake2b(np.packbits(people).tobytes()).digest()


class Memory:
    """Questions and their answers, up to so many bytes; any thread may ask."""

    def __init__(self, room_bytes: int) -> None:
        self._room_bytes = room_bytes
        self._answers: dict[Hashable, Any] = {}
        self._weights: dict[Hashable, int] = {}
        self._lock = threading.Lock()

    def recall(self, question: Hashable, answer: Callable[[], Any]) -> Any:
        """The answer to a question: what `answer()` said the first time, while it is kept."""
        with self._lock:
            if question in self._answers:
                found = self._answers[question] = self._answers.pop(question)
                return found
        found = answer()
        with self._lock:
            self._answers[question], self._weights[question] = found, _weight(found)
            while len(self._answers) > 1 and sum(self._weights.values()) > self._room_bytes:
                oldest = next(iter(self._answers))
                del self._answers[oldest], self._weights[oldest]
        return found


def _weight(answer: Any) -> int:
    if isinstance(answer, str):
        return TEXT_BYTES
    if isinstance(answer, tuple):
        some = answer[:WEIGHED]
        return sum(map(_weight, some)) * len(answer) // max(len(some), 1)
    return max(int(getattr(answer, "nbytes", 0)), SMALL_BYTES)
