"""What of many changes of a page is left once later ones have undone them: what a player must make, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import Sequence

STYLE = "style"


def folded(lines: Sequence[bytes]) -> list[bytes | None]:
    """Mutations in the order of time, each as JSON, without what a later one of them writes anew; None: nothing left.

    The page is the same after the last of them as without folding.
    """
    fold = _Fold()
    return [fold.take(line) for line in reversed(lines)][::-1]


class _Fold:
    """Hand it mutations from the last to the first."""

    def __init__(self) -> None:
        self._written: set[Any] = set()
        self._set: set[tuple[Any, str]] = set()
        self._styled: set[tuple[Any, str]] = set()

    def take(self, line: bytes) -> bytes | None:
        """What is left of one mutation; one of a shape nobody knows stays as it is."""
        event = orjson.loads(line)
        data = event["data"]
        texts, attributes = data.get("texts"), data.get("attributes")
        if not _are_objects(texts) or not _are_objects(attributes):
            return line
        data["texts"] = [one for one in reversed(texts) if self._is_last_text(one)][::-1]
        left = [self._left(one) for one in reversed(attributes)]
        data["attributes"] = [one for one in reversed(left) if one is not None]
        if data["texts"] == texts and data["attributes"] == attributes:
            return line
        if not (data["texts"] or data["attributes"] or data.get("adds") or data.get("removes")):
            return None
        return orjson.dumps(event)

    def _is_last_text(self, one: dict[str, Any]) -> bool:
        is_last = one.get("id") not in self._written
        self._written.add(one.get("id"))
        return is_last

    def _left(self, one: dict[str, Any]) -> dict[str, Any] | None:
        """The attributes that are not set anew later; None where there are none."""
        node, changed = one.get("id"), one.get("attributes")
        if not isinstance(changed, dict):
            return one
        left = {}
        for name, value in changed.items():
            if (node, name) in self._set:
                continue
            if name == STYLE and isinstance(value, dict):
                value = {rule: said for rule, said in value.items() if (node, rule) not in self._styled}
                self._styled.update((node, rule) for rule in value)
                if not value:
                    continue
            else:
                self._set.add((node, name))
            left[name] = value
        return {**one, "attributes": left} if left else None


def _are_objects(found: Any) -> bool:
    return isinstance(found, list) and all(isinstance(one, dict) for one in found)
