"""What makes a record flat: members by their own names where these are free, ids that are texts, times in UTC."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from convdesk.ingest import lenient_json
from convdesk.ingest.json_records import second_try
from convdesk.ingest.vendor import RowProblem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from convdesk.ingest.vendor import Event

_PLAIN_TIME = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d{1,9})?")
_SCALARS = frozenset({str, int, float})


def members(value: Any, name: str) -> Event:
    """A copy of an object, which may be written as JSON text; empty where there is none; raises RowProblem."""
    if value.__class__ is dict:
        return dict(value)
    if value is None or value == "":
        return {}
    found = second_try(value.encode("utf-8", "replace")) if value.__class__ is str else None
    if found.__class__ is not dict:
        raise RowProblem(f"“{name}” is no JSON object.", "Export the file again, without changing its columns.")
    return dict(found)


def with_free_names(found: Event, taken: frozenset[str], prefix: str) -> Event:
    """The same members; those whose names are taken have the prefix before theirs."""
    if taken.isdisjoint(found):
        return found
    return {f"{prefix}.{name}" if name in taken else name: value for name, value in found.items()}


class Prefixed(dict[str, str]):
    """Names with a prefix, each made once: `names["plan"]` is `user.plan`."""

    def __init__(self, prefix: str) -> None:
        super().__init__()
        self._prefix = prefix

    def __missing__(self, name: str) -> str:
        made = self[name] = self._prefix + name
        return made


def plain(value: Any, name: str) -> Any:
    """An id or a name as it is; None where it is empty; raises RowProblem where it is a list, an object or a yes."""
    if value is None or value == "":
        return None
    if value.__class__ not in _SCALARS:
        raise RowProblem(f"“{name}” is neither a text nor a number.", "Look at the record in the file; leave it out.")
    return value


def needed(value: Any, name: str) -> Any:
    """The same of what a record must have."""
    found = plain(value, name)
    if found is None:
        raise RowProblem(f"The record has no “{name}”.", "Fill it in, or leave the record out.")
    return found


def first_of(record: Event, names: Iterable[str]) -> Any:
    """The first of some members that says anything; None where none does."""
    for name in names:
        value = record.get(name)
        if value is not None and value != "":
            return value
    return None


def text(value: Any) -> str:
    """A scalar as text; empty for anything else."""
    return value if value.__class__ is str else str(value) if value.__class__ in _SCALARS else ""


def as_kept(value: Any) -> str:
    """A value as it will be kept: texts as they are, nothing as an empty text, the rest as JSON."""
    if value is None or isinstance(value, str):
        return value or ""
    return lenient_json.write(value).decode("utf-8", "replace")


def in_utc(value: Any) -> Any:
    """A time the vendor writes in UTC without saying so, now saying so; others as they are."""
    if value.__class__ is str and _PLAIN_TIME.fullmatch(value):
        return value + "Z"
    return value


def joined(*parts: Any) -> str:
    """Parts of one id as one text."""
    return "\x1f".join(map(str, parts))
