"""The keys of all objects in a file of JSON lines, nested ones too, found in one pass of bounded memory."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import orjson

from convdesk.ingest.event_columns import pieces_of
from convdesk.ingest.event_database import literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from convdesk.ingest.event_database import Database

VALUE = "VALUE"
DEEPEST = 3
"""Objects deeper than this are values: nobody asks for the keys in them."""
FIRST_LINES = 5_000
MOST_ALIKE = 5_000
"""Up to this many different sets of keys are looked at line by line."""
_NOTHING = {"NULL", "JSON"}
"""What a line says of a key that may be anything in another: null, and an empty object."""

_IS_FLAT = "not contains(substr(ltrim(line), 2), '{')"


def shape_of(database: Database, lines: str, is_object: str) -> tuple[int, int, dict[str, Any]]:
    """How many lines are not blank, how many are objects, and their keys: key → VALUE, or the keys inside.

    `lines` is a relation with a column `line`; `is_object`: SQL for whether one is good. A key whose value is an object
    in some lines and something else in others is a value.
    """
    return by_likeness(database, lines, is_object) or by_structure(database, lines, is_object)


def by_likeness(database: Database, lines: str, is_object: str) -> tuple[int, int, dict[str, Any]] | None:
    """By one line for all that have the same keys, found by hash; None where too many differ.

    What a line says of new keys is looked at again, with their kinds in the hash, until nothing is new: among the
    first lines before all, so that one look through the whole file is mostly enough.
    """
    asked = {""}
    first = f"(select line from {lines} limit {FIRST_LINES})"
    return by_kinds(database, first, is_object, asked) and by_kinds(database, lines, is_object, asked)


def by_kinds(database: Database, lines: str, is_object: str, asked: set[str]) -> tuple[int, int, dict[str, Any]] | None:
    """As `by_likeness`, beginning with what is `asked` (pointers) already, and adding to it."""
    while True:
        kinds = _texts(sorted(asked - {""}))
        alike = f"hash(json_keys(line, {_texts(sorted(asked))}), json_type(line, {kinds}))"
        groups = database.rows(
            f"select case when {is_object} then {alike} end as alike, count(*) as times, "
            f"count(nullif(trim(line), '')), any_value(line) from {lines} group by 1 "
            f"order by times desc limit {MOST_ALIKE + 1}"
        )
        good = [(times, line) for alike, times, _, line in groups if alike is not None]
        if len(groups) > MOST_ALIKE:
            return None
        keys: dict[str, Any] = {}
        try:
            for _, found in sorted((-times, _structure(orjson.loads(line))) for times, line in good):
                _merge(keys, orjson.loads(found))
        except (orjson.JSONDecodeError, RecursionError):
            return None
        wanted = {pointer(*path) for path in _open_paths(keys)}
        if wanted <= asked:
            filled = sum(filled for _, _, filled, _ in groups)
            return filled, sum(times for times, _ in good), _known(keys)
        asked |= wanted


def shape_of_lines(lines: Iterable[bytes]) -> dict[str, Any] | None:
    """The keys of some lines, those of the most frequent lines first; None where one is no object."""
    try:
        values = [orjson.loads(line) for line in lines]
    except orjson.JSONDecodeError:
        return None
    if not all(isinstance(value, dict) for value in values):
        return None
    keys: dict[str, Any] = {}
    for _, found in sorted((-times, said) for said, times in Counter(map(_structure, values)).items()):
        _merge(keys, orjson.loads(found))
    return _known(keys)


def has_other_keys(database: Database, lines: str, keys: dict[str, Any]) -> bool:
    """Whether a line of the relation has a key that is not among `keys`, or whether that is hard to say."""
    places = _texts(["", *(pointer(*path) for path in _open_paths(keys))])
    groups = database.rows(
        f"select any_value(line) from {lines} group by hash(json_keys(line, {places})) limit {MOST_ALIKE + 1}"
    )
    try:
        return len(groups) > MOST_ALIKE or not all(_is_among(orjson.loads(line), keys) for (line,) in groups)
    except orjson.JSONDecodeError:
        return True


def _is_among(value: dict[str, Any], keys: dict[str, Any]) -> bool:
    """Whether an object and those in it have no other keys; what is a value may hold any."""
    return all(
        key in keys
        and not (isinstance(inner, dict) and isinstance(keys[key], dict) and not _is_among(inner, keys[key]))
        for key, inner in value.items()
    )


def _texts(places: Iterable[str]) -> str:
    return "[" + ", ".join(map(literal, places)) + "]::varchar[]"


def _structure(value: Any) -> str:
    """What `json_structure` would say, as far as it is asked for here."""
    return orjson.dumps({key: _said(inner, 1) for key, inner in value.items()}).decode()


def _said(value: Any, depth: int) -> Any:
    if isinstance(value, dict) and value and depth <= DEEPEST:
        return {key: _said(inner, depth + 1) for key, inner in value.items()}
    return "NULL" if value is None or value == {} else VALUE


def _open_paths(keys: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The paths that may still turn out to be something else: objects, and what was nothing so far."""
    for key, inner in keys.items():
        if inner != VALUE:
            yield (*path, key)
        if isinstance(inner, dict):
            yield from _open_paths(inner, (*path, key))


def by_structure(database: Database, lines: str, is_object: str) -> tuple[int, int, dict[str, Any]]:
    """By the structure of every line: slower, but for any number of different lines."""
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
