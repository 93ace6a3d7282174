"""What the heatmap screen looks at: plain values that come back from work and are shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from convdesk.desk.screens.heatmap.rebuild_presenter import ShotQuestions

if TYPE_CHECKING:
    from pathlib import Path

    from convdesk.model.heatmap import HeatResult, HeatSpec
    from convdesk.model.page import Bucket, Layout, PageVisits
    from convdesk.model.progress import Progress
    from convdesk.model.segment import Segment

Area = tuple[float, float, float, float]
"""Left, top, width, height in CSS pixels of what is drawn on."""


@dataclass(frozen=True)
class Comparison:
    """Two groups to be told apart on a page, with the words for them."""

    words: str
    segment: Segment
    minus: Segment


@dataclass(frozen=True)
class Choices:
    """What can be chosen: pages with clicks or visits, comparisons at the steps of funnels, properties for dots."""

    pages: tuple[PageVisits, ...]
    comparisons: tuple[Comparison, ...]
    properties: tuple[str, ...]


@dataclass(frozen=True)
class HeatLook:
    """One heatmap; `image`: the decoded picture, None where there is none. `states`: pictures of the page's states."""

    result: HeatResult
    image: object | None
    states: tuple[str, ...] = ()
    layout: Layout | None = None


class Questions(ShotQuestions, Protocol):
    """What the heatmap screen asks of a study, and the edits it makes; all of it is called off the UI thread."""

    def choices(self, progress: Progress) -> Choices: ...
    def usual_bucket(self, page: str) -> Bucket | None: ...
    def heat(self, spec: HeatSpec, progress: Progress) -> HeatLook: ...
    def people_in(self, spec: HeatSpec, area: Area, progress: Progress) -> tuple[str, ...]: ...
    def add_picture(self, page: str, file: Path, width: int) -> None: ...
    def draw_box(self, look: HeatLook, name: str, area: Area) -> None: ...
    def remove_box(self, look: HeatLook, name: str) -> None: ...
    def save_picture(self, spec: HeatSpec, out: Path, progress: Progress) -> bool: ...
    def add_finding(self, look: HeatLook, title: str) -> None: ...
