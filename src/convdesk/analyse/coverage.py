"""How those of a drop-off who were heard differ from the silent ones, on what is known of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse import contrast
from convdesk.analyse.drivers import known_values
from convdesk.columns import PROPERTY
from convdesk.model.driver import LEAST_PEOPLE, MOST_VALUES, Difference

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convdesk.analyse.table import EventTable
    from convdesk.model.progress import Progress

    Mask = NDArray[np.bool_]


def differences(table: EventTable, people: Mask, heard: Mask, progress: Progress) -> tuple[Difference, ...]:
    """Every value of every property with few values, the clearest difference first; none where a side is empty."""
    actors = np.flatnonzero(people)
    is_heard = heard[actors]
    both = int(np.count_nonzero(is_heard)), int(np.count_nonzero(~is_heard))
    names = [name for name in table.names if name.startswith(PROPERTY)] if all(both) else []
    found: list[tuple[str, str, int, int]] = []
    for number, name in enumerate(names):
        progress.step(number, len(names), "Comparing who was heard")
        values = known_values(table, name, actors)
        met = np.unique(values[values >= 0])
        for value in met.tolist() if len(met) <= MOST_VALUES else ():
            has = values == value
            row = (name.removeprefix(PROPERTY), table.terms(name)[value])
            found.append((*row, int((has & is_heard).sum()), int((has & ~is_heard).sum())))
    return _compared(found, *both)


def _compared(found: list[tuple[str, str, int, int]], heard: int, silent: int) -> tuple[Difference, ...]:
    """All values are tested; those with few people are not shown."""
    if not found:
        return ()
    with_heard, with_silent = np.array([row[2:] for row in found], np.int64).T
    counts = with_heard, np.full(len(found), heard), with_silent, np.full(len(found), silent)
    p = contrast.fisher(*counts)
    numbers = np.stack([*contrast.newcombe(*counts), p, contrast.adjusted(p)], axis=1).tolist()
    rows = [
        Difference(prop, value, with_heard, heard, with_silent, silent, *number)
        for (prop, value, with_heard, with_silent), number in zip(found, numbers, strict=True)
        if with_heard + with_silent >= LEAST_PEOPLE
    ]
    return tuple(sorted(rows, key=lambda row: (row.q, row.p, row.prop, row.value)))
