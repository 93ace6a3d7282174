"""What a study offers to make a funnel of."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from convdesk.analyse import step_choices as choices
from convdesk.model.moment import EPOCH, zone_of
from convdesk.model.progress import Progress

if TYPE_CHECKING:
    from datetime import date

    from convdesk.model.step_choices import PropertyValue, StepChoices
    from convdesk.operations.study import Study


def step_choices(study: Study, progress: Progress | None = None) -> StepChoices:
    """Events and pages with their people, ways that many people go, and the properties there are."""
    table = study.loaded().table
    found: StepChoices = table.remembered("step choices", lambda: choices.step_choices(table, progress or Progress()))
    return found


def property_values(study: Study, name: str) -> tuple[PropertyValue, ...]:
    """The values of a property, most frequent first."""
    table = study.loaded().table
    found: tuple[PropertyValue, ...] = table.remembered(("values", name), lambda: choices.property_values(table, name))
    return found


def days_of(study: Study) -> tuple[date, date] | None:
    """The first and the last day of the events, in the study's zone; None without events."""
    table = study.loaded().table
    if not len(table):
        return None
    zone = zone_of(study.zone)
    first, last = (EPOCH + timedelta(microseconds=table.at_us(ticks)) for ticks in (0, table.span_ticks))
    return first.astimezone(zone).date(), last.astimezone(zone).date()
