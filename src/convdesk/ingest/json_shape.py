"""The keys of all objects in a file of JSON lines, nested ones too, found in one pass of bounded memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from convdesk.ingest.event_columns import pieces_of
from convdesk.ingest.event_database import literal

if TYPE_CHECKING:
    from convdesk.ingest.event_database import Database

VALUE = "VALUE"
_NOTHING = {"NULL", "JSON"}
"""What a line says of a key that may be anything in another: null, and an empty object."""

_IS_FLAT = "not contains(substr(ltrim(line), 2), '{')"


def shape_of(database: Database, lines: str, is_object: str) -> tuple[int, int, dict[str, Any]]:
    """How many lines are not blank, how many are objects, and their keys: key → VALUE, or the keys inside.

    `lines` is a relation with a column `line`; `is_object`: SQL for whether one is good. A key whose value is an object
    in some lines and something else in others is a value.
    """
    shape = f"case when {_IS_FLAT} then to_json(json_keys(line))::varchar else json_structure(line)::varchar end"
    database.rows(
        f"create table memory.main.shapes as select case when {is_object} then {shape} end as v, count(*) as times, "
        f"count(nullif(trim(line), '')) as filled from {lines} group by 1 order by (v is null), times desc, v"
    )
    counts = "sum(filled), coalesce(sum(times) filter (v is not null), 0), count(v)"
    total, good, shapes = database.row(f"select {counts} from shapes")
    keys, flat = _gathered(database, shapes)
    database.rows("drop table shapes")
    in_question = [key for key, inner in keys.items() if key in flat and isinstance(inner, dict)]
    for key in _values_among(database, in_question, f"{lines} where {is_object} and {_IS_FLAT}"):
        keys[key] = VALUE
    return int(total or 0), int(good), _known(keys)


def pointer(*keys: str) -> str:
    """The JSON pointer to a key inside keys."""
    return "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in keys)


def _gathered(database: Database, shapes: int) -> tuple[dict[str, Any], set[str]]:
    """The keys of all shapes (None: only nothings so far), and those of flat lines, whose values are not known."""
    keys: dict[str, Any] = {}
    flat: set[str] = set()
    for piece in pieces_of(database, "shapes", shapes):
        for shape in map(orjson.loads, piece):
            if isinstance(shape, dict):
                _merge(keys, shape)
            else:
                flat.update(shape)
                keys.update((key, None) for key in shape if key not in keys)
    return keys, flat


def _merge(keys: dict[str, Any], shape: dict[str, Any]) -> None:
    for key, inner in shape.items():
        before = keys.get(key)
        if isinstance(inner, dict) and inner:
            if before != VALUE:
                keys[key] = before or {}
                _merge(keys[key], inner)
        elif isinstance(inner, str) and inner in _NOTHING:
            keys.setdefault(key, None)
        else:
            keys[key] = VALUE


def _values_among(database: Database, keys: list[str], relation: str) -> list[str]:
    """Those keys that are neither an object nor null in some line of the relation."""
    if not keys:
        return []
    types = f"json_type(line, [{', '.join(literal(pointer(key)) for key in keys)}])"
    chosen = ", ".join(
        f"coalesce(bool_or(t[{place}] not in ('OBJECT', 'NULL')), false)" for place in range(1, len(keys) + 1)
    )
    found = database.row(f"select {chosen} from (select {types} as t from {relation})")
    return [key for key, is_value in zip(keys, found, strict=True) if is_value]


def _known(keys: dict[str, Any]) -> dict[str, Any]:
    return {key: _known(inner) if isinstance(inner, dict) else VALUE for key, inner in keys.items()}
