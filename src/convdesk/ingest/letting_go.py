"""Letting go of millions of small objects: a few at a time, for all other threads stand still meanwhile."""

from __future__ import annotations

import gc
import threading
from typing import Any

AT_ONCE = 500
MANY = 20_000
NAME = "letting go"


def let_go(items: list[Any]) -> None:
    """Empty a list a few items at a time."""
    while items:
        del items[-AT_ONCE:]


def let_go_later(*values: Any) -> None:
    """Empty lists, and lists in objects, so that whoever cancelled what made them need not wait for it."""
    lists: list[list[Any]] = []
    stack = list(values)
    while stack:
        value = stack.pop()
        if isinstance(value, list):
            lists.append(value)
        elif isinstance(value, dict):
            stack.extend(value.values())
    if sum(map(len, lists)) > MANY:
        gc.freeze()  # what is on its way out need not be looked through for garbage meanwhile
        threading.Thread(target=_empty, args=(lists,), name=NAME, daemon=True).start()


def _empty(lists: list[list[Any]]) -> None:
    while lists:
        let_go(lists.pop())
    gc.unfreeze()
