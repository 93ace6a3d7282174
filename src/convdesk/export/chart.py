"""The funnel as a native, editable bar chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convdesk.export.draw import describe
from convdesk.export.funnel_words import step_lines
from convdesk.export.measure import width
from convdesk.export.paint import chart_data, paint
from convdesk.export.palette import EXCLUDED, INK, LEFT, OPEN, STAYED, SURFACE
from convdesk.export.wording import count, one_line, shortened_inside
from convdesk.model.share import share_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convdesk.export.boxes import Box
    from convdesk.model.funnel import FunnelResult, StepCount

MOST_ROWS = 10
_LABELS_LEAST, _LABELS_MOST = 0.14, 0.4
_LEGEND_SHARE = 0.09
_WENT_ON, _UNDER_WAY, _LEFT, _EXCLUDED = "Went on or finished", "Still under way", "Left", "Excluded"
_TONES = {_WENT_ON: STAYED, _UNDER_WAY: OPEN, _LEFT: LEFT, _EXCLUDED: EXCLUDED}


def chart_parts(result: FunnelResult) -> list[range]:
    """The steps of each slide: as many slides as readable labels need, as even as they go."""
    steps = len(result.steps)
    slides = -(-steps // MOST_ROWS)
    size = -(-steps // slides) if slides else 0
    return [range(start, min(start + size, steps)) for start in range(0, steps, size or 1)]


def write_chart(slide: Any, box: Box, result: FunnelResult, part: range, scale: float) -> None:
    """Bars of the steps of `part`, all slides on the same axis from 0 to the people who started."""
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Pt

    categories = [_category(result.steps[index], index, len(part)) for index in part]
    series = {name: [values[index] for index in part] for name, values in _series(result).items()}
    data = chart_data(categories, series)
    place = (Pt(box.left), Pt(box.top), Pt(box.width), Pt(box.height))
    frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_STACKED, *place, data)
    frame.name = "Funnel"
    describe(frame, "Bar chart of the funnel. " + " ".join(step_lines(result)[index] for index in part))
    size = (12 if len(part) <= 7 else 11) * scale
    names_share = _names_share(categories, size, box.width)
    _set_chart(frame.chart, result.entered, size, box.width * (1 - names_share))
    _set_plot_place(frame.chart, box.height, names_share)
    _set_gap(frame.chart, box.height * (1 - _LEGEND_SHARE) / len(part))


def _series(result: FunnelResult) -> dict[str, list[int]]:
    """The parts each bar is made of; all but the first only where there are any."""
    steps = result.steps
    following: Sequence[int] = [*(step.reached for step in steps[1:]), steps[-1].reached]
    columns = {
        _WENT_ON: list(following),
        _UNDER_WAY: [step.open for step in steps],
        _LEFT: [step.dropped for step in steps],
        _EXCLUDED: [step.excluded for step in steps],
    }
    return {name: values for name, values in columns.items() if name == _WENT_ON or any(values)}


def _category(step: StepCount, index: int, rows: int) -> str:
    name = shortened_inside(one_line(step.name), 100 if rows <= 6 else 56)
    rate = f" ({share_text(step.rate_from_previous)})" if index and step.rate_from_previous is not None else ""
    left = f", {count(step.dropped)} left" if step.dropped else ""
    return f"{index + 1}. {name}\n{count(step.reached)} reached{rate}{left}"


def _names_share(categories: list[str], size: float, across: float) -> float:
    """The share of the width that the longest line beside the bars needs, within reason."""
    longest = max(width(line, size) for name in categories for line in name.split("\n"))
    return min(_LABELS_MOST, max(_LABELS_LEAST, (longest + size) / across))


def _set_chart(chart: Any, most: int, size: float, across: float) -> None:
    from pptx.enum.chart import XL_LEGEND_POSITION
    from pptx.util import Pt

    chart.has_title = False
    chart.font.size = Pt(size)
    paint(chart.font.color, INK)
    chart.has_legend = True
    chart.legend.position = XL_LEGEND_POSITION.TOP
    chart.legend.include_in_layout = False
    _set_axes(chart, most)
    plot = chart.plots[0]
    plot.overlap = 100
    least = most * size * 3.2 / across
    for series in plot.series:
        _set_series(series, size, least)


def _set_axes(chart: Any, most: int) -> None:
    from pptx.enum.chart import XL_TICK_LABEL_POSITION, XL_TICK_MARK

    steps, people = chart.category_axis, chart.value_axis
    steps.reverse_order = True
    steps.major_tick_mark = XL_TICK_MARK.NONE
    steps.format.line.fill.background()
    people.minimum_scale, people.maximum_scale = 0, max(1, most)
    people.has_major_gridlines = False
    people.visible = False
    people.tick_label_position = XL_TICK_LABEL_POSITION.NONE


def _set_series(series: Any, size: float, least: float) -> None:
    """Colour, hatch for what is not known yet, and the value inside where the bar has room for it."""
    from pptx.enum.chart import XL_LABEL_POSITION
    from pptx.enum.dml import MSO_PATTERN
    from pptx.util import Pt

    tone = _TONES[series.name]
    is_hatched = series.name == _UNDER_WAY
    if is_hatched:
        series.format.fill.patterned()
        series.format.fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
        paint(series.format.fill.fore_color, tone)
        paint(series.format.fill.back_color, SURFACE)
        paint(series.format.line.color, tone)
    else:
        series.format.fill.solid()
        paint(series.format.fill.fore_color, tone)
    labels = series.data_labels
    labels.show_value = True
    labels.number_format = f'[<{max(1, round(least))}]"";#,##0'
    labels.number_format_is_linked = False
    labels.position = XL_LABEL_POSITION.CENTER
    labels.font.size, labels.font.bold = Pt(size), True
    paint(labels.font.color, INK if is_hatched else SURFACE)


def _set_plot_place(chart: Any, height: float, names_share: float) -> None:
    """A fixed share of the width for the names of the steps, whatever the program would guess."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    top = min(_LEGEND_SHARE, 30 / height)
    sizes = {"x": names_share, "y": top, "w": 0.99 - names_share, "h": 1 - top}
    inside = "".join(f'<c:{name} val="{value:.4f}"/>' for name, value in sizes.items())
    modes = '<c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
    layout = f"<c:layout {nsdecls('c')}><c:manualLayout>{modes}{inside}</c:manualLayout></c:layout>"
    area = chart._chartSpace.chart.plotArea
    for old in area.findall("{*}layout"):
        area.remove(old)
    area.insert(0, parse_xml(layout))


def _set_gap(chart: Any, row_height: float) -> None:
    """Bars of at most 30 points, with room between them."""
    bar = min(30.0, row_height * 0.7)
    chart.plots[0].gap_width = max(0, min(500, round((row_height / bar - 1) * 100)))
