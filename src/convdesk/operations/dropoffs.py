"""A drop-off seen from all sides: its people, their last page, the clicks there, their answers, coverage."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse import clicks, funnel, funnel_words
from convdesk.analyse.drivers import known_values
from convdesk.columns import PAGE
from convdesk.model.dropoff import Coverage, DropOff, DropOffView, LastPage
from convdesk.model.funnel import Bucket
from convdesk.model.heat import ClickSpec
from convdesk.model.page import path_of
from convdesk.model.problem import ProblemError
from convdesk.model.progress import Progress
from convdesk.model.share import wilson
from convdesk.operations import answers
from convdesk.operations.segments import people_mask
from convdesk.operations.troubles import ruled_clicks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convdesk.operations.loaded import Loaded
    from convdesk.operations.study import Study

    Mask = NDArray[np.bool_]

PAGES_SHOWN = 8


def look_at(
    study: Study,
    drop_off: DropOff,
    *,
    page: str | None = None,
    width: int | None = None,
    progress: Progress | None = None,
) -> DropOffView:
    """Everything that hangs on a drop-off. `page`, `width`: look at the clicks there instead of the proposed page."""
    progress = progress or Progress()
    loaded, outcome = study.loaded(), _followed(study, drop_off, progress)
    left_units = int(np.count_nonzero(outcome.members(Bucket.DROPPED, drop_off.at)))
    reached = int(np.count_nonzero(outcome.members(Bucket.REACHED, drop_off.at)))
    people = loaded.mask(funnel.units_in(outcome, Bucket.DROPPED, drop_off.at))
    progress.raise_if_cancelled()
    pages = _last_pages(loaded, people)
    shown = page or _most_telling(loaded, pages, people)
    low, high = wilson(left_units, reached) or (0.0, 0.0)
    who = drop_off.segment.in_words()
    return DropOffView(
        drop_off=drop_off, reached=reached, left=left_units, share=left_units / reached if reached else 0.0,
        low=low, high=high, coverage=coverage_among(loaded, people), last_pages=pages, page=shown,
        clicks=clicks.count(ruled_clicks(study), ClickSpec(shown, segment=drop_off.segment, width=width), people)
        if shown else None,
        answers=tuple(answers.answers_of(study, q, people, who) for q in answers.list_questions(study)),
        definition=funnel_words.definition(drop_off.funnel, loaded.table),
    )  # fmt: skip


def _followed(study: Study, drop_off: DropOff, progress: Progress) -> funnel.Outcome:
    if not 1 <= drop_off.at < len(drop_off.funnel.steps):
        last = len(drop_off.funnel.steps) - 1
        raise ProblemError(f"step {drop_off.at}", "Nobody can leave after that step.", f"Choose one of 1 to {last}.")
    people = people_mask(study, drop_off.funnel.segment, progress)
    return funnel.follow(study.loaded().table, drop_off.funnel, people, progress)


def coverage_of(study: Study, drop_off: DropOff) -> Coverage:
    """How much of a drop-off the feedback speaks for."""
    return look_at(study, drop_off).coverage


def people_who_left(study: Study, drop_off: DropOff, progress: Progress) -> Mask:
    """Those who left after the step, as a mask over all actors. Raises ProblemError, Cancelled."""
    outcome = _followed(study, drop_off, progress)
    return study.loaded().mask(funnel.units_in(outcome, Bucket.DROPPED, drop_off.at))


def coverage_among(loaded: Loaded, people: Mask) -> Coverage:
    """How many of these people answered or were recorded."""
    answered, recorded = np.zeros_like(people), np.zeros_like(people)
    answered[list(loaded.respondent_actors.values())] = True
    recorded[loaded.recording_actors] = True
    return Coverage(
        left=int(people.sum()), answered=int((people & answered).sum()), recorded=int((people & recorded).sum()),
        heard=int((people & (answered | recorded)).sum()),
    )  # fmt: skip


def _last_pages(loaded: Loaded, people: Mask) -> tuple[LastPage, ...]:
    """Where these people were seen last: in the event log where it has pages, else in their recordings."""
    found = _last_event_pages(loaded, people) or clicks.last_pages(loaded.clicks, people)
    return tuple(LastPage(page, n) for page, n in found.most_common(PAGES_SHOWN))


def _last_event_pages(loaded: Loaded, people: Mask) -> Counter[str]:
    table = loaded.table
    if PAGE not in table.names:
        return Counter()
    codes = known_values(table, PAGE, np.flatnonzero(people))
    terms, pages = table.terms(PAGE), Counter[str]()
    for code, count in zip(*np.unique(codes[codes >= 0], return_counts=True), strict=True):
        pages[path_of(terms[code])] += int(count)
    return pages


def _most_telling(loaded: Loaded, pages: tuple[LastPage, ...], people: Mask) -> str | None:
    """Of their last pages the one most of them left from that has recorded clicks of theirs; else any such page."""
    table = loaded.clicks
    clicked = Counter(table.pages[code] for code in table.clicks["page"][people[table.actors]].tolist())
    for last in pages:
        if clicked[last.page]:
            return last.page
    return clicked.most_common(1)[0][0] if clicked else (pages[0].page if pages else None)
