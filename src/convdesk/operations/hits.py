"""Single signs of trouble: those of one place in the order of time, where they lie, and what was taken out by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse import friction_hits
from convdesk.analyse.friction import SIGNALS
from convdesk.model.friction import Occurrence
from convdesk.model.hits import MOST_HITS, HitList
from convdesk.model.progress import Progress
from convdesk.operations.segments import people_mask
from convdesk.operations.troubles import friction_of, ruled_clicks
from convdesk.store import behaviour

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convdesk.analyse.friction import Friction
    from convdesk.model.friction import Correction
    from convdesk.model.hits import HitSpec
    from convdesk.operations.loaded import Loaded
    from convdesk.operations.study import Study


def list_hits(study: Study, spec: HitSpec, progress: Progress | None = None) -> HitList:
    """The single occurrences in one place, and where they lie on the page most of them are on. Raises ProblemError."""
    progress, loaded = progress or Progress(), study.loaded()
    found = friction_of(study, progress, spec.friction.rules)
    rows = _asked(study, spec, found, progress)
    page = spec.where.page or friction_hits.most_common_page(found, rows)
    here = friction_hits.on_page(found, rows, page)
    lie = friction_hits.places(ruled_clicks(study, spec.friction.rules), here)
    viewports = lie.viewports()
    width = spec.width if spec.width in viewports else next(iter(viewports), None)
    first = np.sort(rows, order=["at_ms", "actor"])[:MOST_HITS]
    return HitList(
        spec, len(rows), tuple(_occurrence(loaded, found, row) for row in first.tolist()), page, viewports, width,
        lie.points(width), int((lie.rows < 0).sum()),
    )  # fmt: skip


def list_corrected(study: Study) -> tuple[Occurrence, ...]:
    """What was taken out by hand, oldest first; what is known of each moment is looked up in its recording."""
    loaded = study.loaded()
    return tuple(_corrected(loaded, one) for one in behaviour.load_corrections(study.workspace))


def _asked(study: Study, spec: HitSpec, found: Friction, progress: Progress) -> NDArray[np.void]:
    loaded, where = study.loaded(), spec.where
    rows = friction_hits.of_signals(found.found, spec.friction.signals)
    people = people_mask(study, spec.friction.segment, progress)
    rows = rows if people is None else rows[people[rows["actor"]]]
    rows = friction_hits.on_pages(found, rows, spec.friction.page)
    if where.page:
        rows = friction_hits.on_page(found, rows, where.page)
    if where.selector:
        rows = friction_hits.in_element(loaded.clicks, rows, where.selector)
    if where.recording:
        rows = rows[rows["recording"] == _number(loaded, where.recording)]
    if where.person:
        rows = rows[rows["actor"] == loaded.people.codes.get(where.person, -1)]
    return rows


def _number(loaded: Loaded, recording: str) -> int:
    """The place of a recording; −2, which none has, where it is not in the study any more."""
    ids = loaded.clicks.recording_ids
    return ids.index(recording) if recording in ids else -2


def _occurrence(loaded: Loaded, found: Friction, row: tuple[int, ...]) -> Occurrence:
    signal, actor, recording, at_ms, page, element = row
    clicks = loaded.clicks
    return Occurrence(
        SIGNALS[signal], loaded.people.names[actor], clicks.recording_ids[recording] if recording >= 0 else "", at_ms,
        found.pages[page] if page >= 0 else "", clicks.labels[element] if element >= 0 else "",
    )  # fmt: skip


def _corrected(loaded: Loaded, one: Correction) -> Occurrence:
    table, number = loaded.clicks, _number(loaded, one.recording)
    if number < 0:
        return Occurrence(one.signal, one.person, one.recording, one.at_ms, "", "", one.id)
    first, last = np.searchsorted(table.recording_of, [number, number + 1])
    rows = first + np.flatnonzero(table.clicks["at_ms"][first:last] == one.at_ms)
    page = table.pages[table.clicks["page"][rows[0]]] if len(rows) else ""
    label = table.labels[table.clicks["element"][rows[0]]] if len(rows) else ""
    person = loaded.people.names[int(table.actor_of_recording[number])]
    return Occurrence(one.signal, person, one.recording, one.at_ms, page, label, one.id)


def people_of_hits(study: Study, spec: HitSpec, progress: Progress | None = None) -> tuple[str, ...]:
    """The people of the hits of one place, by name; by the rules of the question, kept or not."""
    progress = progress or Progress()
    rows = _asked(study, spec, friction_of(study, progress, spec.friction.rules), progress)
    names = study.loaded().people.names
    return tuple(names[actor] for actor in np.unique(rows["actor"]).tolist())
