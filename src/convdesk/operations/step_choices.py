"""What a study offers to make a funnel of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.analyse import step_choices as choices
from convdesk.model.progress import Progress

if TYPE_CHECKING:
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
