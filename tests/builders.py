"""Small logs and studies for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.people import resolve
from convdesk.analyse.table import EventTable
from convdesk.columns import SourceEvents

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = tuple[object, int, str]
"""(person, time in microseconds, event name), or with a dict of further columns as a fourth member."""


def source_of(rows: Sequence[tuple], name: str = "log", *, span: int | None = None) -> SourceEvents:
    """An event log as the store would give it back. Times are microseconds from 0; `span` ends the data later."""
    people = sorted({f"user:{row[0]}" for row in rows})
    code = {key: n for n, key in enumerate(people)}
    ordered = sorted(rows, key=lambda row: (code[f"user:{row[0]}"], row[1]))
    last = max((row[1] for row in rows), default=0) if span is None else span
    stride = 2 * (last + 1)
    texts: dict[str, list[str | None]] = {"event": [row[2] for row in ordered]}
    for extra in sorted({key for row in rows if len(row) > 3 for key in row[3]}):
        texts[extra] = [row[3].get(extra) if len(row) > 3 else None for row in ordered]
    terms = {key: list(dict.fromkeys(t for t in column if t is not None)) for key, column in texts.items()}
    columns = {
        key: np.array([-1 if t is None else terms[key].index(t) for t in column], np.int32)
        for key, column in texts.items()
    }
    keys = np.array([code[f"user:{row[0]}"] * stride + row[1] for row in ordered], np.int64)
    return SourceEvents(
        source=name, rows=len(rows), t0_us=0, tick_us=1, span_ticks=last, stride=stride, actor_count=len(people),
        names=("actor", *columns), keys=lambda: keys, column=columns.__getitem__,
        terms=lambda key: people if key == "actor" else terms[key], links=list,
    )  # fmt: skip


def table_of(rows: Sequence[tuple], *, span: int | None = None) -> EventTable:
    source = source_of(rows, span=span)
    return EventTable([source], resolve([source], [], []))
