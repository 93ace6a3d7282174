"""What the beginning of a file shows of its records: in which form they are, the first of them, and their keys."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

import orjson

from convdesk.ingest.delimited import dialect_of
from convdesk.ingest.json_array import first_objects
from convdesk.ingest.json_items import array_at
from convdesk.ingest.json_records import JsonItems, JsonLines, wrapped
from convdesk.ingest.parquet_records import ParquetRows, row_texts
from convdesk.ingest.record_forms import TextLines
from convdesk.ingest.sniff import PARQUET, head_of, text_of
from convdesk.ingest.spreadsheet import is_xlsx, read_sheet
from convdesk.ingest.table_records import SheetRows, Table, sheet_header
from convdesk.model.problem import ProblemError
from convdesk.model.progress import silent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from convdesk.ingest.reader import Head
    from convdesk.ingest.record_forms import RecordForm

Record = dict[str, Any]

LOOKED_AT = 200
LINES_TRIED = 5
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True)
class Shape:
    """The first records of a file. `names`: the columns of a table; `text`: the beginning of what is text."""

    form: RecordForm
    records: tuple[Record, ...] = ()
    names: tuple[str, ...] = ()
    text: str = ""

    @property
    def is_table(self) -> bool:
        """Whether its rows are flat and under a header."""
        return isinstance(self.form, (Table, SheetRows))

    @property
    def is_json(self) -> bool:
        """Whether a record may hold lists and objects."""
        return bool(self.records) and not self.is_table

    def has(self, *keys: str) -> bool:
        """Whether some record, or the header, has each of these keys."""
        return all(key in self.names or any(key in record for record in self.records) for key in keys)

    def has_any(self, *keys: str) -> bool:
        return any(self.has(key) for key in keys)

    def share(self, keys: frozenset[str]) -> float:
        """The share of the first records that have all of these keys."""
        return sum(keys <= record.keys() for record in self.records) / max(len(self.records), 1)


def parts_in(path: Path) -> list[Path]:
    """The file itself, or the files of a folder in order of their names, but for hidden ones."""
    if not path.is_dir():
        return [path]
    return sorted(one for one in path.rglob("*") if one.is_file() and not one.name.startswith("."))


def shape_of_file(path: Path) -> Shape:
    """The shape of one file; raises ProblemError when it cannot be read at all."""
    return shape_of(head_of(path))


@lru_cache(maxsize=2)
def shape_of(head: Head) -> Shape:
    """The shape of a file; lines of text where its beginning is nothing else."""
    path = next(iter(parts_in(head.path)), head.path)
    try:
        if head.data.startswith(PARQUET):
            return Shape(ParquetRows(), tuple(_parquet_rows(path)))
        if head.data.startswith(_ZIP):
            return _sheet_shape(path) if is_xlsx(path) else Shape(TextLines())
        text = text_of(head)
        return _json_shape(text, is_whole=head.is_whole) or _table_shape(text, path.name, is_whole=head.is_whole)
    except ProblemError:
        return Shape(TextLines(), text=text_of(head))


def _parquet_rows(path: Path) -> Iterator[Record]:
    for _, rows in islice(row_texts(path, silent()), 1):
        yield from (found for row in rows[:LOOKED_AT] if (found := _object(row)))


def _sheet_shape(path: Path) -> Shape:
    rows = read_sheet(path, silent()).rows
    names, before = sheet_header(rows)
    first = rows[before : before + LOOKED_AT]
    return Shape(SheetRows(), tuple(_filled(names, row) for row in first if any(row)), names)


def _table_shape(text: str, where: str, *, is_whole: bool) -> Shape:
    dialect = dialect_of(text, where, is_whole=is_whole)
    records = tuple(_filled(dialect.names, row) for row in dialect.rows[:LOOKED_AT])
    return Shape(Table(dialect.delimiter, dialect.names, dialect.lines_before), records, dialect.names, text)


def _json_shape(text: str, *, is_whole: bool) -> Shape | None:
    """The shape of JSON; None for other text."""
    plain = text.lstrip()
    if not plain.startswith(("{", "[")):
        return None
    lines = plain.split("\n", LOOKED_AT)[:LOOKED_AT]
    if plain.startswith("{") and (_object(lines[0]) or sum(bool(_object(line)) for line in lines[:LINES_TRIED]) > 1):
        found = [record for line in lines if (record := _object(line))]
        is_wrapped = any(wrapped(record) is not None for record in found[:LINES_TRIED])
        inner = [one for record in found for one in wrapped(record) or (record,)] if is_wrapped else found
        return Shape(JsonLines(is_wrapped), tuple(inner[:LOOKED_AT]), text=text)
    at = array_at(text)
    if at is not None:
        return Shape(JsonItems(), tuple(first_objects(text[at:], LOOKED_AT)), text=text)
    alone = _object(text) if is_whole else None
    return Shape(JsonItems(), (alone,) if alone else (), text=text)


def _object(text: str) -> Record | None:
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return value if isinstance(value, dict) else None


def _filled(names: tuple[str, ...], cells: Any) -> Record:
    return {name: cell for name, cell in zip(names, cells, strict=False) if cell}
