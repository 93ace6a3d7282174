"""Goals kept together and renamed, the people behind each of their numbers, and what the data suggests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from convdesk.model.driver import DriverSpec
from convdesk.model.dropoff import DropOff
from convdesk.model.funnel import FunnelRules, FunnelSpec
from convdesk.model.goal import Goal, GoalKind, GoalSpec, OfGoal, Part, Sort, Target
from convdesk.model.moment import DAY_US
from convdesk.model.notation import segment_from_json, segment_to_json
from convdesk.model.path import PathSpec, Side
from convdesk.model.problem import ProblemError
from convdesk.model.step import event_step
from convdesk.model.trend import TrendSpec
from convdesk.operations import drivers, goals, history, paths, segments, trends
from convdesk.operations.goal_proposals import propose_goals
from convdesk.operations.imports import import_file
from convdesk.operations.studies import create_study

MACRO = Goal("Done", GoalKind.EVENT, Sort.ACQUISITION, step=event_step("done"))
MICRO = Goal("Try", GoalKind.EVENT, Sort.MILESTONE, step=event_step("try"), parent="Done")


@pytest.fixture
def study(tmp_path):
    lines = ["user_id,event,time,url"]
    for n in range(30):
        day = 1 + n % 20
        lines.append(f"u{n},open,2026-03-{day:02}T08:00:00Z,https://a.example/")
        if n % 2:
            lines.append(f"u{n},try,2026-03-{day:02}T09:00:00Z,https://a.example/try")
        if n % 3 == 0:
            lines.append(f"u{n},done,2026-03-{day:02}T10:00:00Z,https://a.example/done")
        lines.append(f"u{n},bye,2026-03-{day + 9:02}T10:00:00Z,https://a.example/")
    log = tmp_path / "log.csv"
    log.write_text("\n".join(lines) + "\n", encoding="utf-8")
    made = create_study(tmp_path / "s.convdesk", "S")
    import_file(made, log)
    return made


def names(study) -> list[tuple[str, str]]:
    return [(goal.name, goal.parent) for goal in goals.list_goals(study)]


def test_goals_are_kept_together_and_undone_together(study):
    goals.keep_goals(study, (MACRO, MICRO))
    assert names(study) == [("Done", ""), ("Try", "Done")]
    history.undo(study)
    assert names(study) == []


def test_a_macro_that_is_renamed_takes_its_micros_along_in_one_edit(study):
    goals.keep_goals(study, (MACRO, MICRO))
    goals.keep_goals(study, (replace(goals.find_goal(study, "Done"), name=" Activated "),))
    assert names(study) == [("Activated", ""), ("Try", "Activated")]
    history.undo(study)
    assert names(study) == [("Done", ""), ("Try", "Done")]


def test_a_name_that_is_taken_is_refused(study):
    goals.keep_goals(study, (MACRO,))
    with pytest.raises(ProblemError, match="goal of that name"):
        goals.keep_goals(study, (replace(MACRO, sort=Sort.REVENUE),))


def test_the_people_behind_a_number_are_as_many_as_it_says(study):
    target = Target(0.2, 0.5, date(2026, 3, 2), date(2026, 6, 1), DAY_US)
    goals.keep_goals(study, (replace(MACRO, target=target), MICRO))
    spec = GoalSpec(DAY_US)
    report = goals.measure_goals(study, spec)
    lift = report.tree[0].lifts[0]
    counts = {Part.DID: lift.did, Part.DID_THEN: lift.did_then, Part.DID_OPEN: lift.did_open,
              Part.DID_NOT: lift.did_not, Part.DID_NOT_THEN: lift.did_not_then, Part.THROUGH: lift.through}  # fmt: skip
    assert lift.did_then > 0
    assert lift.did_not_then > 0
    for part, count in counts.items():
        assert len(goals.people_of_part(study, "Try", part, spec)) == count
    for point in report.targets[0].points:
        assert len(goals.people_of_part(study, "Done", Part.WEEK, spec, point.week)) == point.reached
    assert len(goals.people_of_part(study, "Done", Part.REACHED, spec)) == report.goals[0].people


def test_a_segment_of_those_who_reached_a_goal_follows_the_goal(study):
    goals.keep_goals(study, (MACRO, MICRO))
    reached = segments.read_segment(study, 'goal("Done")')
    before = segments.people_in_segment(study, reached)
    assert before == goals.people_of_goal(study, "Done")
    trend = trends.count_trend(study, TrendSpec(segment=reached))
    goals.save_goal(study, replace(goals.find_goal(study, "Done"), step=MICRO.step))
    assert segments.people_in_segment(study, reached) == goals.people_of_goal(study, "Try") != before
    assert trends.count_trend(study, TrendSpec(segment=reached)).people != trend.people
    both = set(segments.people_in_segment(study, ~reached)) & set(segments.people_in_segment(study, reached))
    assert not both
    with pytest.raises(ProblemError, match="no goal of that name"):
        segments.people_in_segment(study, segments.read_segment(study, "goal(Other)"))


def test_paths_and_marks_of_those_who_reached_a_goal_follow_the_goal(study):
    goals.keep_goals(study, (MACRO, MICRO))
    reached = segments.read_segment(study, 'goal("Done")')
    funnel = FunnelSpec((event_step("open"), event_step("bye")), FunnelRules(5 * DAY_US), segment=reached)
    questions = [
        lambda: paths.follow_paths(study, PathSpec(segment=reached)).people,
        lambda: paths.follow_paths(study, PathSpec(DropOff(funnel, 1), Side.BEFORE)).people,
        lambda: drivers.compare_leavers(study, DriverSpec(DropOff(funnel, 1))).left,
    ]
    assert [ask() for ask in questions] == [10] * 3
    goals.save_goal(study, replace(goals.find_goal(study, "Done"), step=MICRO.step))
    assert [ask() for ask in questions] == [15] * 3


def test_kept_parts_of_goals_are_read_back_as_they_were():
    for part in Part:
        segment = OfGoal("Done", part, DAY_US, "2026-03-02", ~OfGoal("Try"))
        assert segment_from_json(segment_to_json(segment)) == segment
        assert "Done" in segment.in_words()


def test_the_data_suggests_the_last_step_what_leads_to_it_and_its_page(study):
    whole, alone, page = propose_goals(study)
    assert whole.goals[0] == alone.goals[0]
    assert all(goal.parent == whole.goals[0].name for goal in whole.goals[1:])
    assert page.goals[0].kind is GoalKind.PAGE
    goals.keep_goals(study, whole.goals)
    assert len(goals.list_goals(study)) == len(whole.goals)


def test_a_study_without_events_suggests_nothing(tmp_path):
    assert propose_goals(create_study(tmp_path / "e.convdesk", "E")) == ()
