"""The questions of the paths screen, answered by the operations on one study."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from convdesk.desk.choice import Choice
from convdesk.desk.numbers import count_text
from convdesk.desk.screens.paths.looks import Starts
from convdesk.model.dropoff import DropOff, biggest_drop_off
from convdesk.model.path import Nodes, PathSpec, Side
from convdesk.model.step import event_step
from convdesk.operations import funnels, page_groups, paths, studies
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.model.events import EventName
    from convdesk.model.funnel import FunnelResult
    from convdesk.model.page import PageGroup, PagePattern
    from convdesk.model.path import PathResult, Transitions, TransitionSpec
    from convdesk.model.progress import Progress
    from convdesk.operations.study import Study


class StudyQuestions:
    """The paths of one study."""

    def __init__(self, study: Study) -> None:
        self._study = study

    def starts(self, progress: Progress) -> Starts:
        events = studies.list_events(self._study)
        spec = funnels.propose_funnel(self._study, progress) if events else None
        result = funnels.count_funnel(self._study, spec, progress) if spec else None
        biggest = biggest_drop_off(result) if result else None
        first = PathSpec(biggest, Side.BEFORE) if biggest else PathSpec()
        has_pages = page_groups.has_pages(self._study)
        return Starts((*(_drop_offs(result) if result else ()), *_events(events)), first, has_pages)

    def pages(self, progress: Progress) -> tuple[PageGroup, ...]:
        return page_groups.list_page_groups(self._study, progress)

    def follow(self, spec: PathSpec, progress: Progress) -> PathResult:
        return paths.follow_paths(self._study, replace(spec, patterns=self._patterns(spec.nodes)), progress)

    def transitions(self, spec: TransitionSpec, progress: Progress) -> Transitions:
        return paths.count_transitions(self._study, replace(spec, patterns=self._patterns(spec.nodes)), progress)

    def group(self, pattern: str, is_apart: bool) -> None:
        page_groups.add_page_pattern(self._study, pattern, is_apart=is_apart)

    def ungroup(self, pattern: str) -> None:
        page_groups.remove_page_pattern(self._study, pattern)

    def _patterns(self, nodes: Nodes) -> tuple[PagePattern, ...]:
        return page_groups.list_page_patterns(self._study) if nodes is Nodes.PAGES else ()


def _drop_offs(result: FunnelResult) -> list[Choice]:
    """Leaving after each step of the funnel where anybody left, with how many did."""
    return [
        Choice(
            tr("Leaving after {step}").format(step=step.name), DropOff(result.spec, at), count_text(step.dropped),
            tr("Drop-offs of the funnel, with people"),
        )
        for at, step in enumerate(result.steps[:-1], start=1)
        if step.dropped
    ]  # fmt: skip


def _events(events: tuple[EventName, ...]) -> list[Choice]:
    group = tr("Events, with how often they happened")
    return [Choice(one.name, event_step(one.name), count_text(one.count), group) for one in events]
