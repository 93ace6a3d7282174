"""Tones as python-pptx wants its colours; its classes carry no types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from convdesk.export.palette import Tone


def paint(colour: Any, tone: Tone) -> None:
    """The theme's colour where the tone names one, so that a template wins; else the tone's own."""
    from pptx.dml import color
    from pptx.enum import dml

    theme_colours: Any = dml.MSO_THEME_COLOR
    exact: Any = color.RGBColor
    if tone.theme:
        colour.theme_color = theme_colours[tone.theme]
    else:
        colour.rgb = exact(*tone.rgb)


def chart_data(categories: list[str], series: dict[str, list[int]]) -> Any:
    """Counts by category as python-pptx wants them for a chart."""
    from pptx.chart import data

    kind: Any = data.CategoryChartData
    table = kind(number_format="#,##0")
    table.categories = categories
    for name, values in series.items():
        table.add_series(name, values)
    return table
