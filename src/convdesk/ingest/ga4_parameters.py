"""The parameters of GA4's events: lists of keys and values, as objects, as text, or spread over several rows."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

from convdesk.ingest.flat_events import first_of
from convdesk.ingest.json_records import second_try
from convdesk.ingest.vendor import Outcome, RowProblem
from convdesk.model.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from convdesk.ingest.record_forms import Placed
    from convdesk.ingest.record_shape import Record, Shape
    from convdesk.ingest.vendor import Event

KEYS = ("event_params.key", "event_params_key", "param_key", "key")
"""The column of keys where a query repeated an event for each of its parameters."""

_VALUES = ("string_value", "int_value", "float_value", "double_value")
_LEVELS = ("list", "key_value", "event_params")
_SAME = ("event_name", "event_timestamp", "user_pseudo_id", "event_bundle_sequence_id")
_BETWEEN = re.compile(r"\}\s+\{")
_ARRAY = re.compile(r"\barray\((\[.*?\])(?:,\s*dtype=\w+)?\)", re.DOTALL)
_LONGEST_PRINTED = 1 << 16
_REMEDY = "Export the table again as JSON lines or Parquet."


def params_of(found: Any, *, depth: int = 0) -> Event:
    """Parameters as name → value, the first where a key comes twice; raises RowProblem for what is no such list."""
    if found is None or found == "":
        return {}
    if found.__class__ is str:
        found = _from_text(found)
    if found.__class__ is dict and depth < len(_LEVELS):
        inner = next((found[name] for name in _LEVELS if name in found), None)
        return dict(found) if inner is None else params_of(inner, depth=depth + 1)
    if found.__class__ is not list:
        raise RowProblem("“event_params” is no list of keys and values.", _REMEDY)
    params: Event = {}
    for one in found:
        pair: Any = one.get("element", one) if one.__class__ is dict else None
        if pair.__class__ is not dict or (key := pair.get("key")).__class__ is not str:
            raise RowProblem("A parameter of the event has no key.", _REMEDY)
        value = pair.get("value")
        if value.__class__ is dict:
            said = value.get("string_value") or value.get("int_value")
            value = first_of(value, _VALUES) if said is None or said == "" else said
        if value is not None and key not in params:
            params[key] = value
    return params


def _from_text(found: str) -> Any:
    """A list written as JSON, or as Python and NumPy would print it."""
    value = second_try(found.encode("utf-8", "replace"))
    if value.__class__ in (list, dict):
        return value
    if len(found) > _LONGEST_PRINTED:
        raise RowProblem("“event_params” is too long a text.", _REMEDY)
    try:
        return ast.literal_eval(_BETWEEN.sub("}, {", _ARRAY.sub(r"\1", found.strip())))
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError) as error:
        raise RowProblem("“event_params” cannot be read as a list.", _REMEDY) from error


class Unnested:
    """Joins rows that are one event: queries and consoles repeat an event, or leave blanks, for each parameter."""

    def __init__(self, shape: Shape) -> None:
        self._key = next((key for key in KEYS if shape.has(key)), "")
        self._values = [name for name in shape.names if name.rpartition(".")[2] in _VALUES]
        self.is_needed = bool(self._key and self._values)
        self._joined = 0

    def gather(self, records: Iterator[Placed]) -> Iterator[Placed]:
        """Each event at the place of its first row."""
        held: Placed | None = None
        for place, record in records:
            if record.__class__ is not dict:
                yield place, record
                continue
            pair = self._pair(record)
            if held is not None and self._continues(held[1], record, pair):
                self._joined += 1
                held[1]["event_params"].append(pair)
                continue
            if held is not None:
                yield held
            record["event_params"] = [pair] if pair["key"] else []
            held = place, record
        if held is not None:
            yield held

    def outcome(self) -> Outcome:
        if not self._joined:
            return Outcome()
        many = f"{self._joined:,} rows hold further parameters of the event above them; they were joined to it."
        one = "1 row holds a further parameter of the event above it; it was joined to that."
        what = one if self._joined == 1 else many
        return Outcome((Problem("", what, "Nothing needs to be done."),))

    def _pair(self, record: Record) -> Event:
        """The parameter of a row, taken out of it."""
        found = [value for name in self._values if (value := record.pop(name, None)) not in (None, "")]
        return {"key": record.pop(self._key, ""), "value": found[0] if found else None}

    def _continues(self, held: Record, record: Record, pair: Event) -> bool:
        """Whether a row goes on with the event held: it has no name of its own, or the same one and a new key."""
        if not record.get("event_name"):
            return bool(pair["key"])
        is_same = all(held.get(name) == record.get(name) for name in _SAME)
        return is_same and all(pair["key"] != one["key"] for one in held["event_params"])
