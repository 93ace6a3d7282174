"""What heat is drawn on: the picture of a page that fits the question, its boxes, or a blank page of the right size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse import heat, page_clicks
from convdesk.analyse.anchor import Ground
from convdesk.model.page import bucket_of, path_of
from convdesk.operations.pictures import list_layouts, list_pictures

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convdesk.analyse.clicks import ClickTable
    from convdesk.model.heatmap import HeatSpec
    from convdesk.model.page import Bucket, Layout, PagePicture
    from convdesk.operations.study import Study

    Rows = NDArray[np.int64]

MARGIN_PX = 200
LEAST_WIDTH_PX, LEAST_HEIGHT_PX, WIDEST_PX = 320, 600, 8_192


@dataclass(frozen=True)
class Setting:
    """Everything a heatmap stands on. `rows`: the clicks of the page on such screens; `layouts`: by window width."""

    bucket: Bucket | None
    buckets: dict[Bucket, int]
    rows: Rows
    picture: PagePicture | None
    layouts: dict[int, Layout]
    ground: Ground

    @property
    def key(self) -> tuple[object, ...]:
        """Equal for equal settings: an edit of a picture or a box makes another one."""
        boxes = tuple(
            (width, one.id, hash((tuple(one.boxes.items()), tuple(one.inner.items()))))
            for width, one in sorted(self.layouts.items())
        )
        return self.bucket, self.picture, self.ground.width, self.ground.height, boxes

    @property
    def grounds(self) -> dict[int, Ground]:
        """The page laid out in windows of other widths."""
        return {
            width: Ground(width, layout.height, layout.boxes, layout.inner) for width, layout in self.layouts.items()
        }

    def height_factors(self, widths: NDArray[np.integer]) -> NDArray[np.float64]:
        """By how much heights in windows of such widths are stretched on the ground; 1 where that is not known."""
        factors = np.ones(len(widths))
        for width, layout in self.layouts.items():
            if layout.height:
                factors[widths == width] = self.ground.height / layout.height
        return factors


def setting_for(study: Study, table: ClickTable, spec: HeatSpec) -> Setting:
    """The setting of a question: its kind of screen, picture, layouts and ground."""
    on_page = page_clicks.rows_on(table, spec.page)
    buckets = page_clicks.buckets_of(table, on_page)
    bucket, rows = spec.bucket, on_page
    if bucket and len(rows):
        rows = rows[page_clicks.in_bucket(table.clicks["width"][rows], bucket)]
    picture = _best_picture(study, table, spec, (rows, bucket))
    page = picture.page if picture else path_of(spec.page)
    layouts = {
        layout.width: layout for layout in list_layouts(study) if (layout.page, layout.state) == (page, spec.state)
    }
    return Setting(bucket, buckets, rows, picture, layouts, _ground(table.clicks[rows], picture, layouts))


def usual_bucket(table: ClickTable, pattern: str) -> Bucket | None:
    """The kind of screen of most clicks on a page, else of most stays; None where nobody was seen on it."""
    clicked = page_clicks.buckets_of(table, page_clicks.rows_on(table, pattern))
    if clicked or not len(table.visits):
        return next(iter(clicked), None)
    widths = table.visits["width"][page_clicks.page_codes(table, pattern)[table.visits["page"]]]
    return bucket_of(int(np.median(widths))) if len(widths) else None


def _best_picture(
    study: Study, table: ClickTable, spec: HeatSpec, clicked: tuple[Rows, Bucket | None]
) -> PagePicture | None:
    """The picture for such screens of the page with most clicks, nearest to the width of most windows."""
    rows, bucket = clicked
    usual = _commonest(table.clicks["width"][rows])
    pages, counts = np.unique(table.clicks["page"][rows], return_counts=True)
    clicks_on = {table.pages[code]: int(n) for code, n in zip(pages.tolist(), counts.tolist(), strict=True)}
    fitting = [
        picture
        for picture in list_pictures(study)
        if picture.state == spec.state and bucket in {None, bucket_of(picture.width)}
        and (picture.page in clicks_on or picture.page == path_of(spec.page))
    ]  # fmt: skip
    return min(fitting, key=lambda one: (-clicks_on.get(one.page, 0), abs(one.width - usual)), default=None)


def _ground(clicks: NDArray[np.void], picture: PagePicture | None, layouts: dict[int, Layout]) -> Ground:
    if picture:
        layout = layouts.get(picture.width)
        return Ground(picture.width, picture.height, layout.boxes if layout else {}, layout.inner if layout else {})
    placed = clicks[~np.isnan(clicks["x"])]
    right, bottom = (float(placed[axis].max()) if len(placed) else 0.0 for axis in ("x", "y"))
    width = _commonest(clicks["width"]) or min(max(round(right) + MARGIN_PX, LEAST_WIDTH_PX), WIDEST_PX)
    layout = layouts.get(width)
    if layout:
        return Ground(width, layout.height, layout.boxes, layout.inner)
    return Ground(width, min(max(round(bottom) + MARGIN_PX, LEAST_HEIGHT_PX), heat.TALLEST_PX), {})


def _commonest(widths: NDArray[np.integer]) -> int:
    """The width of most windows; 0 where none is known that a screen could have."""
    known, counts = np.unique(widths[(widths > 0) & (widths <= WIDEST_PX)], return_counts=True)
    return int(known[np.argmax(counts)]) if len(known) else 0
