"""What the trends screen decides: lines, splits, the two grids, whose people; and where a chart puts things."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convdesk.desk.choice import Choice
from convdesk.desk.screens.trends.chart_layout import LEAST_LABEL_GAP, Plot, lay_out, nice_ticks
from convdesk.desk.screens.trends.looks import Measure, Mode, Series, Things, Wanted
from convdesk.desk.screens.trends.presenter import MOST_SERIES, TrendsPresenter
from convdesk.desk.screens.trends.sentences import (
    hours_grid,
    mark_text,
    period_text,
    point_tip,
    retention_grid,
    trend_note,
    trend_title,
    value_text,
)
from convdesk.model.change import Change
from convdesk.model.segment import Everyone, Listed
from convdesk.model.step import event_step
from convdesk.model.trend import (
    Cohort,
    DidAtTime,
    DidDuring,
    RetentionResult,
    Returned,
    TimesOfDay,
    TrendPoint,
    TrendResult,
    TrendSpec,
    Unit,
)
from desk.fakes import Later, Now, Shown

DAY = 86_400_000_000


def trend_of(spec: TrendSpec, counts=(4, 0, 9), gaps=(1,), missing=(2,)) -> TrendResult:
    """One period a count; some without data, some that a source does not wholly cover."""
    points = tuple(
        TrendPoint(
            f"2026-03-{n + 1:02}", f"2026-03-{n + 2:02}", count, count, 0 if n in gaps else 20,
            None if n in gaps else count / 20, None if n in gaps else count / 30, None if n in gaps else count / 10,
            n in gaps, ("log.csv",) if n in missing else (), n * DAY, (n + 1) * DAY,
            *((count / 2, count * 2, count / 3, count * 3) if count else ()),
        )
        for n, count in enumerate(counts)
    )  # fmt: skip
    return TrendResult(spec, "Europe/Oslo", points, sum(counts), 11, "Counted so.")


class Study:
    """A study that answers at once and keeps what it was asked."""

    def __init__(self, *, is_empty: bool = False) -> None:
        self.asked, self.is_empty = [], is_empty

    def things(self, _progress):
        choices = () if self.is_empty else (Choice("Sign up", event_step("Sign up"), "60"),)
        return Things(choices, ("device",), Unit.WEEK)

    def series(self, wanted, _progress):
        self.asked.append(wanted)
        return tuple(Series(step.label if step else "Any", trend_of(wanted.trend)) for step in wanted.steps)

    def hours(self, spec, _progress):
        self.asked.append(spec)
        grid = tuple(tuple(day * hour for hour in range(24)) for day in range(7))
        return TimesOfDay(spec, "Europe/Oslo", grid, grid, 9, "Counted so.")

    def retention(self, spec, _progress):
        self.asked.append(spec)
        back = Returned(40, 10, 0.25, 0.14, 0.4)
        cohorts = (Cohort("2026-03-02", 40, (back, None), (0, 7 * DAY, 14 * DAY, 21 * DAY)),)
        return RetentionResult(spec, "Europe/Oslo", cohorts, (back, None), "Counted so.")


class View(Shown):
    is_looked_at = True


@pytest.fixture
def study():
    return Study()


@pytest.fixture
def presenter(study):
    made = TrendsPresenter(View(), Now(), study)
    made.open()
    return made


def test_it_opens_with_the_people_of_any_event_by_the_period_that_suits_the_data(presenter, study):
    assert study.asked == [Wanted(unit=Unit.WEEK)]
    assert presenter._view.names[-1] == "show_series"


def test_a_study_without_events_shows_an_empty_state():
    made = TrendsPresenter(View(), Now(), Study(is_empty=True))
    made.open()
    assert made._view.names[-1] == "show_empty"


def test_lines_are_added_once_and_taken_away_and_never_too_many(presenter, study):
    presenter.put(event_step("Sign up"))
    presenter.add(event_step("Help"))
    presenter.add(event_step("Help"))
    assert [step.label for step in study.asked[-1].steps] == ["Sign up", "Help"]
    presenter.remove(0)
    presenter.remove(0)
    assert study.asked[-1].steps == (None,)
    for n in range(2 * MOST_SERIES):
        presenter.add(event_step(f"e{n}"))
    assert len(study.asked[-1].steps) == MOST_SERIES


def test_a_new_line_ends_a_split(presenter, study):
    presenter.change(split="device")
    presenter.add_typed("purchase[plan=pro]")
    assert (study.asked[-1].split, study.asked[-1].steps[0].label) == ("", "purchase[plan=pro]")
    presenter.add_typed("purchase[plan]")
    assert presenter._view.names[-1] == "show_problem"


def test_times_of_the_week_and_retention_are_asked_for_the_same_people(presenter, study):
    presenter.use_segment(Listed(frozenset({"u1"})))
    presenter.change(mode=Mode.HOURS)
    presenter.put_typed("Help")
    assert study.asked[-1] == TrendSpec(event_step("Help"), Unit.WEEK, Listed(frozenset({"u1"})))
    presenter.change(mode=Mode.RETENTION, unit=Unit.HOUR)
    presenter.begin_typed("Sign up")
    presenter.back_typed("Help")
    asked = study.asked[-1]
    assert (asked.first, asked.back, asked.unit) == (event_step("Sign up"), event_step("Help"), Unit.DAY)


def test_the_people_chosen_in_the_window_count_in_every_question(presenter, study):
    among = Listed(frozenset({"u7"}))
    presenter.use_segment(among)
    presenter.put_typed("Help")
    assert study.asked[-1].segment == among
    presenter.use_segment(Everyone())
    assert study.asked[-1].segment == Everyone()


def test_every_number_lists_its_people_with_words(presenter):
    told = []
    presenter.people_wanted = lambda segment, words: told.append((segment, words))
    presenter.list_people_at(presenter._view.last("show_series")[0][0], 2)
    presenter.change(mode=Mode.HOURS)
    presenter.list_people_in_hour(1, 9)
    presenter.change(mode=Mode.RETENTION)
    presenter.list_people_of_cohort(0, 1)
    presenter.list_people_of_cohort(0, 2)
    presenter.list_people_of_cohort(1, 0)
    assert told[0] == (DidDuring(None, 2 * DAY, 3 * DAY), "Any, week of 3 Mar 2026")
    assert told[1] == (DidAtTime(None, 1, 9, "Europe/Oslo"), "Any event, Tuesday from 09:00 to 09:59")
    assert told[2][1] == "Any event for the first time, week of 2 Mar 2026, back week 1"
    assert len(told) == 3, "a cell that is still open has nobody to list"


def test_what_changed_is_counted_again_when_it_is_looked_at(presenter, study):
    presenter.open()
    presenter.hear(Change("Add finding", frozenset({"findings"})))
    assert len(study.asked) == 1
    presenter._view.is_looked_at = False
    presenter.hear(Change("Import", frozenset({"sources"})))
    presenter.open()
    assert len(study.asked) == 2


def test_cancel_brings_back_what_was_shown(study):
    jobs = Later()
    made = TrendsPresenter(View(), jobs, study)
    made.open()
    made.cancel()
    assert made._view.names[-1] == "show_empty"
    made.open()
    jobs.waiting[-1].finish()
    jobs.waiting[-1].finish()
    made.change(unit=Unit.DAY)
    made.cancel()
    assert made.wanted.unit is Unit.WEEK
    assert made._view.names[-1] == "show_series"
    assert jobs.waiting[-1].is_cancelled


def test_what_is_shown_is_said_with_what_is_missing():
    wanted = Wanted(steps=(event_step("Sign up"), event_step("Help")))
    series = tuple(Series(step.label, trend_of(TrendSpec(step))) for step in wanted.steps)
    assert trend_title(series, wanted) == "Sign up and Help: people by day"
    assert "1 period without data · 1 period not wholly covered" in trend_note(series, wanted)
    points = series[0].trend.points
    assert [mark_text(point) for point in points] == ["", "no data", "not all of log.csv"]
    assert [value_text(Measure.PEOPLE, point) for point in points] == ["4", "–", "9"]
    assert "20 % of the 20 people with any event (95 % interval 13.3–40.0 %)" in point_tip(series[0], points[0])
    assert "Few people" in point_tip(series[0], points[0])
    assert "No event of anybody" in point_tip(series[0], points[1])
    assert "Not wholly covered by log.csv" in point_tip(series[0], points[2])
    assert period_text("2026-03-05T14:00+01:00", Unit.HOUR) == "5 Mar, 14:00"


def test_grids_hold_the_exact_numbers_and_leave_open_what_is_not_over():
    study = Study()
    hours = hours_grid(study.hours(TrendSpec(), None), Measure.PEOPLE)
    assert (hours.rows[0], hours.columns[-1], hours.cells[6][23].strength) == ("Monday", "23", 1.0)
    assert hours.cells[0][0].text == ""
    grid = retention_grid(study.retention(Wanted(unit=Unit.WEEK, periods=2).retention, None))
    assert grid.rows == ("2 Mar 2026", "All")
    assert [cell.text for cell in grid.cells[0]] == ["40", "25 %", ""]
    assert grid.cells[0][2].strength is None
    assert "10 of 40 people (25 %, 95 % interval 14.0–40.0 %)" in grid.cells[0][1].tip
    assert "cannot be told yet" in grid.cells[0][2].tip


PLOT = Plot(50, 10, 600, 300)


def test_a_chart_begins_at_zero_and_leaves_gaps_open():
    drawn = lay_out([Series("A", trend_of(TrendSpec()))], Measure.PEOPLE, PLOT, 60)
    first, gap, last = drawn.lines[0]
    assert gap is None
    assert first[1] > last[1]
    assert drawn.ticks[0] == (PLOT.bottom, 0.0)
    assert drawn.ticks[-1][0] == pytest.approx(PLOT.top)
    assert [drawn.period_at(x) for x in (0, 60, 649, 900)] == [None, 0, 2, None]
    assert drawn.series_near(0, 0) == 0


@pytest.mark.parametrize(("measure", "low", "high"), [("events", 2, 8), ("people", 4 / 3, 12), ("share", 4 / 30, 0.4)])
def test_what_is_measured_has_a_band_where_anybody_did_it(measure, low, high):
    drawn = lay_out([Series("A", trend_of(TrendSpec()))], Measure(measure), PLOT, 60)
    first, gap, _ = drawn.bands[0]
    assert gap is None
    scale = (drawn.ticks[0][0] - drawn.ticks[1][0]) / (drawn.ticks[1][1] - drawn.ticks[0][1])
    assert first is not None
    assert [(PLOT.bottom - y) / scale for y in first[1:]] == pytest.approx([low, high])


def test_a_point_tells_its_intervals():
    trend = trend_of(TrendSpec())
    assert "95 % intervals: 2.0–8.0 events, 1–12 people" in point_tip(Series("A", trend), trend.points[0])


def test_labels_of_lines_that_end_together_stand_apart():
    drawn = lay_out([Series(f"{n}", trend_of(TrendSpec(), (1, 1, 0))) for n in range(6)], Measure.PEOPLE, PLOT, 60)
    heights = sorted(y for y, _ in drawn.ends)
    assert all(low - high >= LEAST_LABEL_GAP - 1e-6 for high, low in pairwise(heights))
    assert heights[-1] <= PLOT.bottom


@given(st.floats(0, 1e7), st.integers(2, 12), st.booleans())
def test_ticks_are_round_cover_the_most_and_are_not_too_many(most, about, whole):
    ticks = nice_ticks(most, about, whole=whole)
    assert ticks[0] == 0
    assert ticks[-1] >= most * 0.999
    assert 2 <= len(ticks) <= about + 3
    assert not whole or all(tick == int(tick) for tick in ticks)
