"""Files that hold totals and no events: which tool made them, and the tables in them."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from convdesk.ingest.delimited import DELIMITERS, unique_names
from convdesk.ingest.flat_events import text as text_of_value
from convdesk.ingest.lenient_json import parse
from convdesk.model.problem import ProblemError
from convdesk.model.reference import ReferenceTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from convdesk.ingest.record_shape import Shape

MOST_ROWS = 100_000
LINES_TRIED = 60
_INSTEAD = "Import it without naming a format: it is kept as a reference table, to look at and to compare with."


@dataclass(frozen=True)
class Totals:
    """What a file of totals is called, what its rows are, and whether it is JSON."""

    title: str
    rows: str
    is_json: bool = False

    @property
    def sentence(self) -> str:
        return f"These are totals, not events: {self.rows} ({self.title})."


def _has(*names: str) -> frozenset[str]:
    return frozenset(names)


_DAY, _VISIT, _ELEMENT = (f"each row sums up {what}" for what in ("a day", "a visit", "the clicks on an element"))
_HOTJAR, _MOUSEFLOW = Totals("Hotjar, list of recordings", _VISIT), Totals("Mouseflow, list of recordings", _VISIT)
_TABLES: tuple[tuple[frozenset[str], Totals], ...] = (
    (_has("date", "visitors", "visits", "page"), Totals("Plausible, pages", "each row sums up a page and a day")),
    (_has("date", "visitors", "pageviews"), Totals("Plausible", _DAY)),
    (_has("date", "visitors", "visits"), Totals("Plausible", _DAY)),
    (_has("date", "name", "visitors", "events"), Totals("Plausible, custom events", _DAY)),
    (_has("rank", "button", "clicks"), Totals("Clarity heat map", _ELEMENT)),
    (_has("scroll depth", "no of visitors"), Totals("Clarity scroll map", "each row sums up a depth of the page")),
    (_has("hotjar user id", "recording url", "pages"), _HOTJAR),
    (_has("hotjar user id", "recording url", "actions"), _HOTJAR),
    (_has("recording id", "visitor", "friction score"), _MOUSEFLOW),
    (_has("recording id", "pages", "friction score"), _MOUSEFLOW),
    (_has("element", "visible", "clicks"), Totals("Crazy Egg, list", _ELEMENT)),
    (_has("selector", "clicks", "%"), Totals("a heat map's list", _ELEMENT)),
    (_has("x", "y", "count"), Totals("Mouseflow heat map", "each row sums up the clicks at a place")),
)
_ASKED = _has("date submitted", "number")
_GA4 = Totals("GA4 exploration", "each row sums up many people")
_METRICS = Totals("Clarity, data export", "each row sums up sessions", is_json=True)
_HEAT = _has("selector", "offset_x", "offset_y", "value")
_PLACES = Totals("Matomo heat map", "each row sums up the clicks at a place of an element", is_json=True)
_POINTS = _has("count", "pointer_y", "pointer_relative_x")
_POSTHOG = Totals("PostHog heat map", "each row sums up the clicks at a place of the page", is_json=True)
_LINE_END = re.compile(r"\r\n?|\n")
_RULE = re.compile(r"#\s*-{5,}")


def totals_of(shape: Shape) -> Totals | None:
    """The kind of totals a file holds; None for anything else."""
    if shape.records and all("metricName" in record and "information" in record for record in shape.records):
        return _METRICS
    if shape.is_json and shape.records and all(record.keys() >= _HEAT for record in shape.records):
        return _PLACES
    if shape.is_json and shape.records and all(record.keys() >= _POINTS for record in shape.records):
        return _POSTHOG
    if _RULE.match(shape.text.lstrip()):
        return _GA4
    if not shape.is_table and not shape.text.strip():
        return None
    if shape.text.lstrip()[:1] in {"{", "["}:
        return None
    names = [{name.strip().casefold() for name in one} for one in _headers(shape)]
    fitting = (totals for known, totals in _TABLES for one in names if known <= one and not _ASKED & one)
    return next(fitting, None)


def refuse_totals(shape: Shape, where: str) -> None:
    """Raise ProblemError for a file of totals, whoever wants to read it as events."""
    found = totals_of(shape)
    if found:
        raise ProblemError(where, found.sentence, _INSTEAD)


def tables_in(text: str, totals: Totals, where: str) -> tuple[ReferenceTable, ...]:
    """The tables of a whole file; raises ProblemError when there is none."""
    try:
        found = tuple(_json_tables(text, totals, where) if totals.is_json else _sections(text, totals.title))
    except csv.Error as error:
        raise ProblemError(where, "The table is damaged.", "Export it again.") from error
    if not any(table.rows for table in found):
        raise ProblemError(where, "The file has a header and no rows.", "Export it again with its rows.")
    return found


def _headers(shape: Shape) -> Iterator[Sequence[str]]:
    """What may be the header of the file's table: that found, or a line below others."""
    yield shape.names
    for line in _LINE_END.split(shape.text, LINES_TRIED)[:LINES_TRIED]:
        for delimiter in DELIMITERS:
            if line.count(delimiter) > 1:
                yield [cell.strip('" \ufeff') for cell in line.split(delimiter)]


def _sections(text: str, title: str) -> Iterator[ReferenceTable]:
    """Tables between blank lines and comments; lines before the first that are no table give it its title."""
    names: list[str] = []
    for number, (notes, lines) in enumerate(_blocks(text, "#" if _RULE.match(text.lstrip()) else "\0"), 1):
        delimiter = max(DELIMITERS, key=lines[0].count)
        rows = [row for row in csv.reader(lines, delimiter=delimiter) if any(cell.strip() for cell in row)]
        width = len(rows[0]) if rows else 0
        names = [*names, *notes]
        if width < 2 or len(rows) < 2 or (all(len(row) == 2 for row in rows) and number == 1 and _is_preamble(rows)):
            names += [" ".join(cell for cell in row if cell) for row in rows]
            continue
        header = unique_names(rows[0])
        padded = (tuple((*row, *[""] * (width - len(row)))[:width]) for row in rows[1 : MOST_ROWS + 1])
        yield ReferenceTable(_titled(title, names), header, tuple(padded))
        names = []


def _is_preamble(rows: Sequence[Sequence[str]]) -> bool:
    """Whether rows of two cells tell about the file, as “Project name, Shop” does, rather than being a table."""
    return not any(re.fullmatch(r"[\d.,%\s]+", row[1]) for row in rows[1:]) or "project" in rows[0][0].casefold()


def _blocks(text: str, mark: str) -> Iterator[tuple[list[str], list[str]]]:
    """Comments (lines that begin with the mark), and the lines below them up to a blank line or the next comment."""
    notes: list[str] = []
    lines: list[str] = []
    for line in [*text.splitlines(), ""]:
        is_note = line.startswith(mark)
        if (is_note or not line.strip(",;\t ")) and lines:
            yield notes, lines
            notes, lines = [], []
        if is_note:
            notes += [line.strip("# -\r")] if line.strip("# -\r") else []
        elif line.strip(",;\t "):
            lines.append(line)


def _titled(title: str, names: Iterable[str]) -> str:
    return " · ".join(dict.fromkeys([title, *list(names)[:3]]))


def _json_tables(text: str, totals: Totals, where: str) -> Iterator[ReferenceTable]:
    """One table for each metric of Clarity's data export; the only one of a list of objects."""
    try:
        found = parse(text)
    except ValueError as error:
        raise ProblemError(where, "The JSON breaks off or is damaged.", "Export the file again.") from error
    inner = found.get("results") if isinstance(found, dict) else found
    items = inner if isinstance(inner, list) else []
    if totals is not _METRICS:
        yield from _json_table(totals.title, items)
        return
    for metric in items:
        rows = metric.get("information") if isinstance(metric, dict) else None
        title = f"Clarity · {text_of_value(metric.get('metricName'))}"
        yield from _json_table(title, rows if isinstance(rows, list) else [])


def _json_table(title: str, rows: Sequence[Any]) -> Iterator[ReferenceTable]:
    """Objects as a table under all their names; none where there are no objects."""
    found = [row for row in rows if isinstance(row, dict)]
    header = tuple(dict.fromkeys(name for row in found for name in row))
    if header:
        cells = tuple(tuple(text_of_value(row.get(name)) for name in header) for row in found[:MOST_ROWS])
        yield ReferenceTable(title, header, cells)
