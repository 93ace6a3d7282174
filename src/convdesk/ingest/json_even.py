"""JSON lines whose keys the first lines show: read at once; keys are counted, so that none is overlooked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from convdesk.ingest.event_database import MANY_COLUMNS, literal
from convdesk.ingest.event_source import Rejects, RereadError
from convdesk.ingest.json_shape import FIRST_LINES, has_other_keys, shape_of_lines
from convdesk.ingest.json_source import flattened, json_source, lines_of, named

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from convdesk.ingest.event_database import Database
    from convdesk.ingest.event_source import Source
    from convdesk.ingest.plain_text import PlainText

KEY_END = b'":'
COUNTED = (KEY_END, b" :", b"\t:")
"""The end of a key, and of one with a blank before its colon: where there are such, keys cannot be counted."""

FIRST_BYTES = 4 << 20
LONGEST_OBJECT_BYTES = 1 << 20
MOST_MEMBERS = 65_535

Path = tuple[str, ...]


@dataclass(frozen=True)
class EvenJson:
    """One file of JSON lines, each one object whose keys are among `keys` (key → a text, or the keys inside).

    `paths` are the keys of its columns, `packed` the places of those whose values may hold keys of their own.
    """

    text: PlainText
    keys: dict[str, Any]
    names: tuple[str, ...]
    paths: tuple[Path, ...]
    packed: tuple[int, ...]
    line_word: str = "line"
    tally: str = "members"
    is_quick: bool = True
    seen: tuple[tuple[str, ...], ...] = ()

    @property
    def where(self) -> str:
        return self.text.where

    def relation(self, places: Sequence[int], *, is_final: bool) -> str:
        """Only what is asked for is read; in the end all of it, with how many members each line has."""
        wanted = range(len(self.paths)) if is_final else sorted(set(places))
        tree = _tree(self.paths[place] for place in wanted)
        columns = [f"{_access(self.paths[place])} as c{place}" for place in wanted]
        if is_final:
            columns.append(f"{self._members(tree)} as members")
        kinds = ", ".join(f"{_quoted(key)}: {literal(_kind(inner))}" for key, inner in tree.items())
        return (
            f"(select {', '.join(columns)} from read_json({literal(str(self.text.path))}, columns = {{{kinds}}}, "
            f"format = 'newline_delimited', records = true, maximum_object_size = {LONGEST_OBJECT_BYTES}) as line)"
        )

    def _members(self, tree: dict[str, Any]) -> str:
        there = [f"({_access(path)} is not null)::integer" for path in _nodes(tree)]
        inside = [_count_sql(_access(self.paths[place]), KEY_END.decode()) for place in self.packed]
        return f"least({' + '.join(there + inside)}, {MOST_MEMBERS})::usmallint"

    def rejects(self, database: Database, loaded: int) -> Rejects:
        """None; raises RereadError unless each line is a row, and each key of a line is known or a known one's null."""
        found, fewest = database.row("select coalesce(sum(members), 0), coalesce(min(members), 0) from log")
        rest = self.text.counts[0] - int(found)
        if loaded != self.text.lines or not fewest or (rest and rest != self._nulls(database)):
            raise RereadError(self.line_by_line)
        return Rejects(warnings=self.text.warnings)

    def _nulls(self, database: Database) -> int | None:
        """How many keys have null for a value; None where one of these may be unknown."""
        lines = f"(select line from {lines_of(self.text.path)} where contains(line, 'null'))"
        if self.packed or has_other_keys(database, lines, self.keys):
            return None
        count = " + ".join(_count_sql("line", KEY_END.decode() + value) for value in ("null", " null"))
        return int(database.row(f"select coalesce(sum({count}), 0) from {lines}")[0])

    def line_by_line(self, database: Database) -> Source:
        """The same file, each line looked at for its keys first."""
        return json_source(database, self.text.path, self.where, self.text.warnings, line_word=self.line_word)

    def lines_of(self, database: Database, rows: Sequence[int]) -> dict[int, int]:  # noqa: ARG002 - each line is a row
        return {row: row + 1 for row in rows}


def even_json(text: PlainText, line_word: str = "line") -> EvenJson | None:
    """The file as its first lines show it; None where it cannot be read at once, or keys cannot be counted."""
    lines = _first_lines(text)
    keys = None if any(text.counts[1:]) else shape_of_lines(lines)
    if not keys:
        return None
    paths = tuple(flattened(keys))
    nodes = [tuple(key.casefold() for key in node) for node in _nodes(_tree(paths)) if _can_be_named(node[-1])]
    names = dict(zip(paths, named(paths), strict=True))
    is_any_order = names == dict(zip(paths[::-1], named(paths[::-1]), strict=True))
    if len(paths) > MANY_COLUMNS or len(set(nodes)) < len([*_nodes(_tree(paths))]) or not is_any_order:
        return None
    return EvenJson(text, keys, tuple(names.values()), paths, tuple(_packed(paths, lines)), line_word)


def _first_lines(text: PlainText) -> list[bytes]:
    with text.path.open("rb") as file:
        lines = file.read(FIRST_BYTES).split(b"\n", FIRST_LINES)
    return lines[:-1] or lines


def _packed(paths: tuple[Path, ...], lines: list[bytes]) -> Iterator[int]:
    """The places of the columns with a value that holds the end of a key."""
    values = [orjson.loads(line) for line in lines]
    for place, path in enumerate(paths):
        if any(KEY_END in orjson.dumps(_value_at(value, path)) for value in values):
            yield place


def _value_at(value: Any, path: Path) -> Any:
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _can_be_named(key: str) -> bool:
    """Whether SQL can name a column so."""
    return bool(key) and "\0" not in key


def _tree(paths: Iterator[Path] | tuple[Path, ...]) -> dict[str, Any]:
    """Key → the keys inside, or nothing for a column."""
    tree: dict[str, Any] = {}
    for path in paths:
        inner = tree
        for key in path:
            inner = inner.setdefault(key, {})
    return tree


def _nodes(tree: dict[str, Any], path: Path = ()) -> Iterator[Path]:
    """The paths to all keys."""
    for key, inner in tree.items():
        yield (*path, key)
        yield from _nodes(inner, (*path, key))


def _kind(inner: dict[str, Any]) -> str:
    """The type that reads a key: a text, or an object of texts."""
    if not inner:
        return "varchar"
    return f"struct({', '.join(f'{_quoted(key)} {_kind(more)}' for key, more in inner.items())})"


def _access(path: Path) -> str:
    return ".".join(["line", *map(_quoted, path)])


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _count_sql(text: str, part: str) -> str:
    """SQL for how often a part occurs in a text, not overlapping; 0 where there is none."""
    return f"coalesce((length({text}) - length(replace({text}, {literal(part)}, ''))) // {len(part)}, 0)"
