"""The heatmap screen's questions, answered by the operations on one study."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from convdesk.desk.screens.heatmap.looks import Choices, Comparison, HeatLook
from convdesk.desk.screens.heatmap.rebuild_presenter import PlannedShot
from convdesk.desk.web.orders import Order
from convdesk.model.finding import Severity
from convdesk.model.funnel import Bucket as FunnelBucket
from convdesk.model.funnel import InBucket
from convdesk.model.page import Layout
from convdesk.operations import (
    clicks,
    findings,
    funnels,
    heat_figures,
    heatmaps,
    page_shots,
    pictures,
    replays,
    saved,
    studies,
)
from convdesk.words import tr

if TYPE_CHECKING:
    from pathlib import Path

    from convdesk.desk.screens.heatmap.looks import Area
    from convdesk.desk.web.orders import Taken
    from convdesk.model.funnel import FunnelSpec
    from convdesk.model.heatmap import HeatSpec
    from convdesk.model.page import Bucket
    from convdesk.model.progress import Progress
    from convdesk.operations.page_shots import ShotPlan
    from convdesk.operations.study import Study


class PictureCode(Protocol):
    """Pictures as bytes and as what is drawn; all of it is called on a worker."""

    def decode(self, data: bytes) -> object: ...
    def encode(self, image: object) -> bytes: ...
    def read(self, file: Path) -> bytes: ...


class StudyQuestions:
    """The pages of one study."""

    def __init__(self, study: Study, pictures: PictureCode) -> None:
        self._study, self._code = study, pictures
        self._kept: tuple[str, object | None] = ("", None)

    def choices(self, progress: Progress) -> Choices:
        named = [kept.spec for kept in saved.saved_funnels(self._study)]
        proposed = funnels.propose_funnel(self._study, progress)
        specs = named or ([proposed] if proposed else [])
        properties = studies.list_properties(self._study)
        return Choices(clicks.list_pages(self._study), _comparisons(specs), properties)

    def usual_bucket(self, page: str) -> Bucket | None:
        return heatmaps.usual_bucket(self._study, page)

    def heat(self, spec: HeatSpec, progress: Progress) -> HeatLook:
        result = heatmaps.heatmap(self._study, spec, progress)
        picture = result.picture
        if picture and self._kept[0] != picture.image:
            self._kept = picture.image, self._code.decode(pictures.picture_bytes(self._study, picture))
        every = pictures.list_pictures(self._study)
        states = sorted({one.state for one in every if one.page == (picture.page if picture else spec.page)})
        layout = pictures.layout_of(self._study, picture) if picture else None
        return HeatLook(result, self._kept[1] if picture else None, tuple(states), layout)

    def people_in(self, spec: HeatSpec, area: Area, progress: Progress) -> tuple[str, ...]:
        return heatmaps.people_in_area(self._study, spec, area, progress)

    def add_picture(self, page: str, file: Path, width: int) -> None:
        pictures.keep_picture(self._study, pictures.Shot(page, width), self._code.read(file), where=file.name)

    def draw_box(self, look: HeatLook, name: str, area: Area) -> None:
        layout = _layout_of(look)
        kept = replace(layout, boxes={**layout.boxes, name: area})
        pictures.keep_layout(self._study, kept, tr("Draw the box “{name}”").format(name=name))

    def remove_box(self, look: HeatLook, name: str) -> None:
        layout = _layout_of(look)
        kept = replace(layout, boxes={one: box for one, box in layout.boxes.items() if one != name})
        pictures.keep_layout(self._study, kept, tr("Remove the box “{name}”").format(name=name))

    def shot(self, page: str, bucket: Bucket | None, progress: Progress) -> PlannedShot:
        return self._planned(page_shots.plan_shot(self._study, page, bucket), progress, is_picture=True)

    def shot_at(self, recording: str, at_ms: int, state: str, progress: Progress) -> PlannedShot:
        plan = page_shots.plan_shot_at(self._study, recording, at_ms, state)
        return self._planned(plan, progress, is_picture=True)

    def more_of(self, plan: ShotPlan, missing: tuple[str, ...], progress: Progress) -> PlannedShot | None:
        more = page_shots.plan_more(self._study, plan, missing)
        return self._planned(more, progress, is_picture=False) if more else None

    def keep_shot(self, plan: ShotPlan, taken: Taken) -> None:
        png = self._code.encode(taken.image)
        measured = page_shots.Measured(taken.width, taken.height, taken.boxes, taken.layouts, taken.inner)
        page_shots.keep_shot(self._study, plan, png, measured)

    def _planned(self, plan: ShotPlan, progress: Progress, *, is_picture: bool) -> PlannedShot:
        opened = replays.open_replay(self._study, plan.recording, progress=progress)
        at_ms = opened.replay.clock.offset(plan.at_ms)
        piece = opened.piece_at(at_ms, plan.page).content
        return PlannedShot(plan, Order(piece, at_ms, plan.sizes, plan.selectors, is_picture))

    def save_picture(self, spec: HeatSpec, out: Path, progress: Progress) -> bool:
        return heat_figures.save_heat_picture(self._study, heatmaps.heatmap(self._study, spec, progress), out)

    def add_finding(self, look: HeatLook, title: str) -> None:
        evidence = findings.heat_evidence(look.result.spec)
        findings.add_finding(self._study, title, look.result.definition, Severity.MINOR, [evidence])


def _comparisons(specs: list[FunnelSpec]) -> tuple[Comparison, ...]:
    """Those who left after each step against those who went on."""
    return tuple(
        Comparison(
            tr("Left after {step}, minus went on").format(step=spec.steps[at - 1].label),
            InBucket(spec, FunnelBucket.DROPPED, at), InBucket(spec, FunnelBucket.REACHED, at + 1),
        )
        for spec in specs
        for at in range(1, len(spec.steps))
    )  # fmt: skip


def _layout_of(look: HeatLook) -> Layout:
    """The boxes of the picture that is looked at; none yet, of the same page, width and state."""
    if look.layout:
        return look.layout
    picture = look.result.picture
    if picture is None:
        raise ValueError("boxes are drawn on pictures only")
    return Layout("", picture.page, picture.width, picture.height, {}, picture.state)
