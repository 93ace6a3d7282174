"""The rows of a click log in compact columns, as they are written; what they mean is decided when all are known."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from convdesk.ingest.click_kinds import MATOMO_COLUMNS, MATOMO_KINDS, kind_word
from convdesk.ingest.click_places import NO_VALUE, place_in
from convdesk.ingest.roles import plain_name
from convdesk.model.imports import PROBLEMS_KEPT
from convdesk.model.mapping import Role
from convdesk.model.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from convdesk.ingest.click_table import ClickTable
    from convdesk.model.mapping import Mapping
    from convdesk.model.progress import Progress

    Codes = NDArray[np.int64]

ROWS_A_STEP = 20_000
_NAN = float("nan")


class Coded:
    """Texts as codes, four bytes a row."""

    def __init__(self) -> None:
        self.terms: dict[str, int] = {}
        self._codes = array("i")

    def put(self, text: str) -> None:
        self._codes.append(self.terms.setdefault(text, len(self.terms)))

    @property
    def texts(self) -> list[str]:
        return list(self.terms)

    def codes(self) -> Codes:
        return np.frombuffer(self._codes, np.int32).astype(np.int64) if self._codes else np.empty(0, np.int64)


@dataclass
class ClickRows:
    """All usable rows. `size`: viewport width and height; `times`: numbers, NaN where `time_texts` has a text."""

    rejected: int = 0
    problems: list[Problem] = field(default_factory=list)
    x: array[float] = field(default_factory=lambda: array("f"))
    y: array[float] = field(default_factory=lambda: array("f"))
    width: array[float] = field(default_factory=lambda: array("f"))
    height: array[float] = field(default_factory=lambda: array("f"))
    times: array[float] = field(default_factory=lambda: array("d"))
    lines: array[int] = field(default_factory=lambda: array("i"))
    time_texts: dict[int, str] = field(default_factory=dict)
    kind: Coded = field(default_factory=Coded)
    session: Coded = field(default_factory=Coded)
    user: Coded = field(default_factory=Coded)
    email: Coded = field(default_factory=Coded)
    page: Coded = field(default_factory=Coded)
    element: Coded = field(default_factory=Coded)

    def __len__(self) -> int:
        return len(self.x)

    def reject(self, where: str, what: str, remedy: str) -> None:
        """Count a row that cannot be used."""
        self.rejected += 1
        if len(self.problems) < PROBLEMS_KEPT:
            self.problems.append(Problem(where, what, remedy))


def read_rows(table: ClickTable, mapping: Mapping, progress: Progress) -> ClickRows:
    """Every row of a table by the roles of the mapping."""
    rows = ClickRows()
    put = _putter(rows, table.names, mapping)
    width = len(table.names)
    for count, (line, cells) in enumerate(table.rows):
        if count % ROWS_A_STEP == 0:
            progress.step(count, 0, "Reading the click log")
        if len(cells) != width:
            where, what = f"{table.line_word} {line}", f"The row has {len(cells):,} columns, not {width:,}."
            if cells:
                rows.reject(where, what, "Give every row all columns.")
            else:
                rows.reject(where, "There is no point with x and y here.", "Look at it in the file; leave it out.")
        else:
            put(line, cells)
    return rows


def _putter(rows: ClickRows, names: tuple[str, ...], mapping: Mapping) -> Callable[[int, list[str]], None]:
    """What puts one row's cells where they belong."""
    at = {role: [names.index(name) for name in mapping.all_named(role) if name in names] for role in Role}
    x_at, y_at, time_at = (next(iter(at[role]), None) for role in (Role.X, Role.Y, Role.TIME))
    sizes = [(rows.width, next(iter(at[Role.WIDTH]), None)), (rows.height, next(iter(at[Role.HEIGHT]), None))]
    kinds = [(plain_name(names[place]), place) for place in at[Role.KIND]]
    numbered = MATOMO_KINDS if set(map(plain_name, names)) >= MATOMO_COLUMNS else {}
    coded = [(column, next(iter(at[role]), None)) for column, role in (
        (rows.session, Role.SESSION), (rows.user, Role.USER), (rows.email, Role.EMAIL), (rows.page, Role.PAGE),
        (rows.element, Role.ELEMENT))]  # fmt: skip

    def put(line: int, cells: list[str]) -> None:
        x, y = _place(cells[x_at] if x_at is not None else "", cells[y_at] if y_at is not None else None)
        rows.x.append(x)
        rows.y.append(y)
        rows.lines.append(min(line, 2**31 - 1))
        rows.times.append(_time(rows, cells[time_at]) if time_at is not None else _NAN)
        said = (kind_word(name, numbered.get(cells[place], cells[place])) for name, place in kinds)
        rows.kind.put(" ".join(filter(None, said)))
        for column, place in coded:
            column.put(cells[place].strip() if place is not None else "")
        for size, place in sizes:
            found = place_in(cells[place]) if place is not None else None
            size.append(found[0] if found and 0 < found[0] <= 100_000 else 0)

    return put


def _place(x_said: str, y_said: str | None) -> tuple[float, float]:
    """x and y, NaN where there is none; both may stand in the cell of x."""
    x = place_in(x_said)
    if x is None:
        return _NAN, _NAN
    y = x[1] if x[1] is not None else None
    if y is None and y_said is not None:
        found = place_in(y_said)
        y = found[0] if found else None
    if y is None or (x[0] == NO_VALUE and y == NO_VALUE) or max(abs(x[0]), abs(y)) > 10_000_000:
        return _NAN, _NAN
    return x[0], y


def _time(rows: ClickRows, said: str) -> float:
    """A time that is a number; a text is kept to be read with all others."""
    plain = said.strip()
    try:
        return float(plain) if "_" not in plain and plain.lower() not in _NO_NUMBERS else _NAN
    except ValueError:
        if plain and len(plain) <= 64:
            rows.time_texts[len(rows.times)] = plain
        return _NAN


_NO_NUMBERS = frozenset({"", "nan", "inf", "-inf", "infinity", "-infinity", "+inf", "+infinity", "none", "null"})
