"""The trends: series over time with their numbers beside them, times of the week, and who came back."""

from __future__ import annotations

import csv
import io
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QSplitter, QStackedWidget

from convdesk.desk import theme
from convdesk.desk.item_models.table import TableColumn, TableModel
from convdesk.desk.screens.trends.chart_canvas import ChartCanvas
from convdesk.desk.screens.trends.grid_canvas import GridCanvas
from convdesk.desk.screens.trends.looks import Measure, Mode
from convdesk.desk.screens.trends.presenter import TrendsPresenter
from convdesk.desk.screens.trends.question_bar import QuestionBar
from convdesk.desk.screens.trends.sentences import (
    MEASURES,
    hours_grid,
    hours_note,
    interval_of,
    mark_text,
    name_of,
    period_words,
    retention_grid,
    retention_note,
    retention_title,
    trend_note,
    trend_title,
    value_text,
)
from convdesk.desk.widgets.busy import Busy
from convdesk.desk.widgets.copying import copied_by_keys, copy_picture, copy_table
from convdesk.desk.widgets.empty import Empty
from convdesk.desk.widgets.parts import Elided, at_least, button, column, holding, pane, row, scrolling
from convdesk.desk.widgets.problem_bar import NoticeBar
from convdesk.desk.widgets.table import table
from convdesk.desk.widgets.working import Working
from convdesk.words import tr

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex

    from convdesk.desk.ports import Jobs
    from convdesk.desk.screens.trends.looks import Grid, Questions, Series, Things, Wanted
    from convdesk.model.segment import Segment
    from convdesk.model.trend import RetentionResult, TimesOfDay, TrendPoint

CHART, GRID, NOTHING = range(3)


class TrendsScreen(Working):
    """Shows what TrendsPresenter decides. `people_wanted(segment, words)`; `import_wanted()`: there is no data yet."""

    people_wanted = Signal(object, str)
    import_wanted = Signal()

    def __init__(self, jobs: Jobs, questions: Questions) -> None:
        super().__init__()
        self._title, self._note = Elided("title"), Elided("muted")
        self.bar = NoticeBar()
        self.question, self.chart, self.grid = QuestionBar(), ChartCanvas(), GridCanvas()
        self._periods: TableModel[int] = TableModel(())
        self.table = table(self._periods, tr("Numbers by period"))
        self._series: tuple[Series, ...] = ()
        self._nothing, self._empty = Empty(), Empty()
        self._body, self._stack = QStackedWidget(), QStackedWidget()
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()
        self.presenter = TrendsPresenter(self, jobs, questions)
        self._busy = Busy(self._body, self.presenter.cancel)
        self._join()

    @property
    def is_looked_at(self) -> bool:
        return self.isVisible()

    def show_empty(self) -> None:
        self._busy.stop()
        self._title.say(tr("Trends"))
        self._note.say("")
        self._empty.say(
            tr("How does it change over time?"),
            tr("Import an event log to see how often and by how many people anything is done, and who comes back."),
            tr("Import files…"),
            self.import_wanted.emit,
        )
        self._acts.hide()
        self._stack.setCurrentWidget(self._empty)

    def show_things(self, things: Things) -> None:
        self._stack.setCurrentIndex(0)
        self._acts.show()
        self.question.show_things(things)

    def show_wanted(self, wanted: Wanted) -> None:
        self.question.show_wanted(wanted)

    def show_series(self, series: tuple[Series, ...], wanted: Wanted) -> None:
        definition = series[0].trend.definition if series else ""
        is_anything = any(one.trend.count for one in series)
        self._say(trend_title(series, wanted), trend_note(series, wanted) if is_anything else "", definition)
        if not is_anything:
            self._say_nothing()
            return
        self._series = series
        self.chart.show_series(series, wanted)
        self._show_periods(series, wanted)
        self._body.setCurrentIndex(CHART)

    def show_hours(self, found: TimesOfDay, wanted: Wanted) -> None:
        title = tr("{what}: at which times of the week").format(what=name_of(found.spec.step))
        self._say(title, hours_note(found), found.definition)
        measure = Measure.EVENTS if wanted.measure is Measure.EVENTS else Measure.PEOPLE
        self._show_grid(hours_grid(found, measure), is_anything=bool(found.count))

    def show_retention(self, found: RetentionResult) -> None:
        self._say(retention_title(found), retention_note(found), found.definition)
        self._show_grid(retention_grid(found), is_anything=bool(found.cohorts))

    def _say(self, title: str, note: str, definition: str) -> None:
        self._busy.stop()
        self.bar.hide()
        self._title.say(title)
        self._note.say(note)
        self._note.setToolTip(definition)

    def _say_nothing(self) -> None:
        self._nothing.say(
            tr("Nothing matches"), tr("No event of those who are meant fits. Count something else, or everybody."),
            tr("Count any event"), lambda: self.presenter.change(steps=(None,), split="", first=None, back=None),
        )  # fmt: skip
        self._body.setCurrentIndex(NOTHING)

    def _show_grid(self, grid: Grid, *, is_anything: bool) -> None:
        if not is_anything:
            self._say_nothing()
            return
        self.grid.show_grid(grid)
        self._body.setCurrentIndex(GRID)

    def _show_periods(self, series: tuple[Series, ...], wanted: Wanted) -> None:
        """The numbers as a table: all of one line, or the same number of each line."""
        before, self._periods = self._periods, TableModel(_columns(series, wanted.measure))
        self._periods.show_rows(range(len(series[0].trend.points)))
        self.table.setModel(self._periods)
        before.deleteLater()

    def _choose_row(self, index: QModelIndex) -> None:
        period = self._periods.row_at(index.row())
        if period is not None:
            at = index.column() - 1 if len(self._series) > 1 else 0
            self.presenter.list_people_at(self._series[min(max(at, 0), len(self._series) - 1)], period)

    def _choose_cell(self, at: int, later: int) -> None:
        if self.presenter.wanted.mode is Mode.HOURS:
            self.presenter.list_people_in_hour(at, later)
        else:
            self.presenter.list_people_of_cohort(at, later)

    def copy_numbers(self) -> None:
        """What is shown, as CSV."""
        if self._body.currentIndex() == CHART:
            copy_table(self.table)
            return
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(self.grid.text())
        QApplication.clipboard().setText(text.getvalue())

    def copy_picture(self) -> None:
        copy_picture(self.chart if self._body.currentIndex() == CHART else self.grid)

    def _lay_out(self) -> None:
        self.table.horizontalHeader().setResizeContentsPrecision(60)
        copied_by_keys(self.table)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(theme.sizes().related)
        self.splitter.addWidget(pane(column(self.chart), tr("Chart"), 10))
        self.splitter.addWidget(pane(at_least(self.table, 250), tr("Numbers"), 10))
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([760, 440])
        table = column(scrolling(self.grid, is_wide=True))
        for part in (self.splitter, pane(table, tr("Table"), 10), self._nothing):
            self._body.addWidget(part)
        layout = column(self.question, self._body)
        layout.setStretch(1, 1)
        self._stack.addWidget(holding(layout))
        self._stack.addWidget(self._empty)
        copying = button(tr("Copy numbers"), self.copy_numbers, name=tr("Copy the numbers as CSV"))
        self._acts = holding(row(copying, button(tr("Copy picture"), self.copy_picture)))
        heading = row(column(self._title, self._note, space=2), self._acts)
        heading.setStretch(0, 1)
        heading.setContentsMargins(4, 0, 0, 0)
        whole = column(heading, self.bar, self._stack)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def _join(self) -> None:
        self.presenter.people_wanted = self._tell_people
        self.question.follow(self.presenter)
        self.chart.point_chosen.connect(self.presenter.list_people_at)
        self.table.activated.connect(self._choose_row)
        self.grid.cell_chosen.connect(self._choose_cell)

    def _tell_people(self, segment: Segment, words: str) -> None:
        self.people_wanted.emit(segment, words)


def _columns(series: tuple[Series, ...], measure: Measure) -> list[TableColumn[int]]:
    """Rows are the places of periods."""
    points, unit = series[0].trend.points, series[0].trend.spec.unit
    head = TableColumn[int](tr("Period"), lambda n: period_words(points[n], unit), lambda n: n)
    mark = TableColumn[int](tr("Missing"), lambda n: mark_text(points[n]))
    if len(series) == 1:
        return [head, *_all_numbers(points, measure), mark]
    lines = [
        TableColumn[int](one.words, partial(_value, one, measure), partial(_order, one, measure), is_number=True)
        for one in series
    ]
    return [head, *lines, mark]


def _all_numbers(points: tuple[TrendPoint, ...], first: Measure) -> list[TableColumn[int]]:
    """What the chart shows comes first; each with its interval."""
    made = []
    for one in (first, *(other for other in Measure if other is not first)):
        order, title = partial(_order_of, points, one), MEASURES[one]()
        made.append(TableColumn[int](title, partial(_of_point, points, one), order, is_number=True))
        ends = tr("{what}, 95 %").format(what=title)
        made.append(TableColumn[int](ends, partial(_interval_of, points, one), order, is_number=True))
    return made


def _interval_of(points: tuple[TrendPoint, ...], measure: Measure, n: int) -> str:
    return interval_of(measure, points[n])


def _of_point(points: tuple[TrendPoint, ...], measure: Measure, n: int) -> str:
    return value_text(measure, points[n])


def _order_of(points: tuple[TrendPoint, ...], measure: Measure, n: int) -> float:
    value = measure.of(points[n])
    return -1.0 if value is None else float(value)


def _value(series: Series, measure: Measure, n: int) -> str:
    return value_text(measure, series.trend.points[n])


def _order(series: Series, measure: Measure, n: int) -> float:
    return _order_of(series.trend.points, measure, n)
