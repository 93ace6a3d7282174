"""Every number over time lists its people; groups of pages are kept and undone; a split adds up."""

from __future__ import annotations

import pytest

from convdesk.model.path import Nodes, PathSpec
from convdesk.model.problem import ProblemError
from convdesk.model.progress import Cancelled, Progress
from convdesk.model.step import event_step
from convdesk.model.trend import RetentionSpec, TrendSpec, Unit
from convdesk.operations import history, page_groups, paths, segments, trends
from small_study import small_study


@pytest.fixture
def study(tmp_path):
    opened = small_study(tmp_path)
    yield opened
    opened.close()


def how_many(study, segment):
    return len(segments.people_in_segment(study, segment))


@pytest.mark.parametrize("step", [None, event_step("Verify email")])
@pytest.mark.parametrize("unit", [Unit.DAY, Unit.WEEK])
def test_every_period_lists_its_people(study, step, unit):
    only = segments.read_segment(study, "prop(device)=phone")
    found = trends.count_trend(study, TrendSpec(step, unit, only))
    assert [how_many(study, found.people_at(point)) for point in found.points] == [p.people for p in found.points]


def test_every_hour_of_the_week_lists_its_people(study):
    found = trends.count_times_of_day(study, TrendSpec())
    assert found.people[0][11] == how_many(study, found.people_at(0, 11)) == 19
    assert how_many(study, found.people_at(6, 3)) == 0


def test_every_cell_of_retention_lists_its_people(study):
    found = trends.count_retention(study, RetentionSpec(unit=Unit.DAY, periods=18))
    assert found.cohorts
    for cohort in found.cohorts:
        assert how_many(study, found.people_of(cohort)) == cohort.people
        for later, cell in enumerate(cohort.cells, start=1):
            if cell is not None:
                assert how_many(study, found.people_of(cohort, later)) == cell.returned
                stayed_away = found.people_of(cohort, later, came_back=False)
                assert how_many(study, stayed_away) == cell.people - cell.returned


def test_a_trend_by_a_property_adds_up_to_the_whole(study):
    spec = TrendSpec(event_step("Sign up"))
    whole = trends.count_trend(study, spec)
    split = trends.split_trend(study, spec, "device")
    assert split.values == ("phone", "desktop")
    assert sum(one.count for one in split.trends) == whole.count
    few = trends.split_trend(study, TrendSpec(), "device", 1)
    assert (few.values, few.other_values) == (("phone", None), 1)
    assert sum(one.count for one in few.trends) == trends.count_trend(study, TrendSpec()).count
    assert trends.list_properties(study) == ("device",)
    with pytest.raises(ProblemError, match="device"):
        trends.split_trend(study, spec, "colour")


def test_own_groups_of_pages_are_seen_counted_and_undone(study):
    assert next(group.pattern for group in page_groups.list_page_groups(study)) == "/sign-up"
    page_groups.add_page_pattern(study, " /*e*/ ")
    groups = page_groups.list_page_groups(study)
    joined = next(group for group in groups if group.own)
    assert (joined.pattern, joined.addresses) == ("/*e*", 3)
    spec = PathSpec(nodes=Nodes.PAGES, patterns=page_groups.list_page_patterns(study), least_share=0)
    assert "/*e*" in {node.name for layer in paths.follow_paths(study, spec).layers for node in layer}
    history.undo(study)
    assert page_groups.list_page_patterns(study) == ()
    history.redo(study)
    page_groups.remove_page_pattern(study, "/*e*")
    assert page_groups.list_page_patterns(study) == ()


def test_a_group_of_pages_that_cannot_be_is_refused(study):
    page_groups.add_page_pattern(study, "/a/*")
    for wrong in ("a/*", "", "/a/*"):
        with pytest.raises(ProblemError):
            page_groups.add_page_pattern(study, wrong)
    page_groups.add_page_pattern(study, "/a/*", is_apart=True)
    assert [one.is_apart for one in page_groups.list_page_patterns(study)] == [True]
    with pytest.raises(ProblemError, match="such group"):
        page_groups.remove_page_pattern(study, "/b")


def test_grouping_and_splitting_hear_that_they_should_stop(study):
    stopped = Progress()
    stopped.cancel()
    with pytest.raises(Cancelled):
        page_groups.list_page_groups(study, stopped)
    with pytest.raises(Cancelled):
        trends.split_trend(study, TrendSpec(), "device", progress=stopped)
