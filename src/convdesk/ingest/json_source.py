"""JSON lines as a relation: the union of the keys of all lines, nested objects flattened, the rest as JSON text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from convdesk.ingest.delimited import MOST_COLUMNS
from convdesk.ingest.event_database import literal
from convdesk.ingest.event_source import Rejects
from convdesk.ingest.json_shape import VALUE, pointer, shape_of
from convdesk.ingest.lenient_json import write
from convdesk.model.imports import PROBLEMS_KEPT
from convdesk.model.problem import Problem, ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from convdesk.ingest.event_database import Database

DEEPEST = 2
LONGEST_LINE_BYTES = 32 << 20
OPENED = ("properties", "event_properties", "params", "data")
"""Objects whose members go by their own names where these are free."""


@dataclass(frozen=True)
class JsonSource:
    """One file of JSON lines; `pointers` are JSON pointers to the columns."""

    path: Path
    where: str
    names: tuple[str, ...]
    pointers: tuple[str, ...]
    bad: int
    warnings: tuple[Problem, ...] = ()
    line_word: str = "line"
    tally: str = ""
    is_quick: bool = False
    seen: tuple[tuple[str, ...], ...] = ()

    def relation(self, places: Sequence[int], *, is_final: bool) -> str:  # noqa: ARG002 - bad lines are known
        wanted = sorted(set(places))
        pointers = ", ".join(literal(self.pointers[place]) for place in wanted)
        columns = ", ".join(f"found[{number}] as c{place}" for number, place in enumerate(wanted, 1))
        extracted = (
            f"select json_extract_string(line, [{pointers}]) as found from {lines_of(self.path)} where {self._is_row}"
        )
        return f"(select {columns} from ({extracted}))"

    def rejects(self, database: Database, loaded: int) -> Rejects:  # noqa: ARG002 - bad lines are known
        if not self.bad:
            return Rejects(warnings=self.warnings)
        numbered = f"select row_number() over () as number, line from {lines_of(self.path)}"
        found = database.rows(
            f"select number from ({numbered}) where trim(line) <> '' and not {IS_OBJECT} "
            f"order by 1 limit {PROBLEMS_KEPT}"
        )
        first = tuple((line, self._not_json(line)) for (line,) in found)
        return Rejects(self.bad, first, self.warnings)

    def _not_json(self, line: int) -> Problem:
        remedy = f"Each {self.line_word} must be one whole object in braces."
        return Problem(f"{self.line_word} {line}", f"The {self.line_word} is no JSON object.", remedy)

    @property
    def _is_row(self) -> str:
        """SQL for whether a line is a row; where all are, they need not be looked through again."""
        return IS_OBJECT if self.bad else "trim(line) <> ''"

    def lines_of(self, database: Database, rows: Sequence[int]) -> dict[int, int]:
        database.lend("wanted", {"row": np.array(rows, np.int64)})
        numbered = f"select row_number() over () as number, line from {lines_of(self.path)}"
        objects = f"select number, row_number() over (order by number) - 1 as row from ({numbered}) where {IS_OBJECT}"
        found = database.rows(f"select row, number from ({objects}) join wanted using (row)")
        return dict(found)


IS_OBJECT = "(starts_with(ltrim(line), '{') and json_valid(line))"


def lines_of(path: Path) -> str:
    """A file as a relation of its lines; blank ones are NULL."""
    return (
        f"read_csv({literal(str(path))}, auto_detect = false, header = false, columns = {{line: 'varchar'}}, "
        f"delim = '\\x01', quote = '', escape = '', strict_mode = false, max_line_size = {LONGEST_LINE_BYTES})"
    )


def json_source(
    database: Database, path: Path, where: str, warnings: tuple[Problem, ...], *, line_word: str = "line"
) -> JsonSource:
    """Look through all lines for their keys; raises ProblemError when there are none."""
    lines, good, structure = shape_of(database, lines_of(path), IS_OBJECT)
    if not good:
        what = "No line of this file is a whole JSON object."
        raise ProblemError(where, what, "Export one object a line, and the file to its end.")
    found = list(flattened(structure))
    if len(found) > MOST_COLUMNS:
        what = f"The objects have {len(found):,} different keys; at most {MOST_COLUMNS:,} can be read."
        raise ProblemError(where, what, "Export fewer keys: who, what, when and what you compare by.")
    names = named(found)
    pointers = tuple(pointer(*keys) for keys in found)
    return JsonSource(path, where, names, pointers, lines - good, warnings, line_word)


def named(paths: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Names of columns from paths of keys: dotted, the members of opened objects by their own name where free."""
    taken = {keys[0] for keys in paths if len(keys) == 1}
    names = []
    for keys in paths:
        short = ".".join(keys[1:]) if len(keys) > 1 and keys[0] in OPENED else ""
        name = short if short and short not in taken else ".".join(keys)
        if len(keys) > 1:
            taken.add(name)
        names.append(name)
    return tuple(names)


def flat_row(value: dict[str, Any]) -> dict[tuple[str, ...], str]:
    """One object as path → text, as the relation would give it."""
    row = {}
    for keys in flattened(_structure(value)):
        found: Any = value
        for key in keys:
            found = found.get(key) if isinstance(found, dict) else None
        row[keys] = "" if found is None else found if isinstance(found, str) else write(found).decode()
    return row


def _structure(value: Any) -> Any:
    return {key: _structure(inner) for key, inner in value.items()} if isinstance(value, dict) else VALUE


def flattened(structure: Any, keys: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The paths of a structure that become columns."""
    for key, inner in structure.items():
        if isinstance(inner, dict) and inner and len(keys) < DEEPEST:
            yield from flattened(inner, (*keys, key))
        else:
            yield (*keys, key)
