"""What people do, asked of a whole study: the numbers, their people, what was decided by hand and undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from convdesk.model.driver import DriverSpec, JoinStrength, MarkKind
from convdesk.model.dropoff import DropOff
from convdesk.model.friction import RULES, FrictionSpec, Showed, Signal, rules_named
from convdesk.model.goal import Goal, GoalKind, GoalSpec, Sort, Target
from convdesk.model.heat import ClickKind, ClickSpec
from convdesk.model.notation import segment_from_json, segment_to_json
from convdesk.model.path import PathSpec, Side, TransitionSpec
from convdesk.model.problem import ProblemError
from convdesk.model.progress import Cancelled, Progress
from convdesk.model.step import PropertyTest, event_step
from convdesk.model.timeline import EntryKind, TimelineSpec
from convdesk.model.trend import RetentionSpec, TrendSpec, Unit
from convdesk.operations import clicks, drivers, friction, goals, history, notes, paths, segments, timeline, trends
from convdesk.operations.person_timeline import person_timeline
from small_study import SPEC, STEPS, small_study

LEFT = DropOff(SPEC, 2)


@pytest.fixture
def study(tmp_path):
    opened = small_study(tmp_path)
    yield opened
    opened.close()


def counts(study, spec=None):
    spec = spec or FrictionSpec(rules=friction.friction_rules(study))
    return {found.signal: found.count for found in friction.count_friction(study, spec).signals}


def test_friction_of_a_study_its_people_and_what_cannot_be_told(study):
    found = counts(study)
    assert (found[Signal.RAGE], found[Signal.DEAD]) == (2, 6)
    assert found[Signal.ERROR] is None
    for signal in (Signal.RAGE, Signal.DEAD):
        who = friction.people_with_friction(study, FrictionSpec(), signal)
        assert who == ("u00", "u03") == segments.people_in_segment(study, Showed(signal))
    assert segments.people_in_segment(study, segments.read_segment(study, "rage(/verify*) & person(u00)")) == ("u00",)
    assert friction.people_with_friction(study, FrictionSpec("/nowhere"), Signal.RAGE) == ()


def test_an_occurrence_that_was_dismissed_counts_nowhere_until_it_is_undone(study):
    one = friction.list_occurrences(study, FrictionSpec(), Signal.RAGE)[0]
    kept = friction.dismiss(study, Signal.RAGE, one.recording, one.at_ms, "a game")
    assert counts(study)[Signal.RAGE] == 1
    assert clicks.count_clicks(study, ClickSpec("*", ClickKind.RAGE)).clicks == 3
    history.undo(study)
    assert counts(study)[Signal.RAGE] == 2
    history.redo(study)
    friction.take_back(study, kept.id)
    assert (counts(study)[Signal.RAGE], friction.list_corrections(study)) == (2, ())
    with pytest.raises(ProblemError):
        friction.dismiss(study, Signal.RAGE, one.recording, one.at_ms + 1)


def test_other_rules_count_anew_everywhere_and_can_be_undone(study):
    friction.change_rules(study, friction.suppress(RULES, "resend*"))
    assert counts(study)[Signal.RAGE] == 0
    assert clicks.count_clicks(study, ClickSpec("*", ClickKind.RAGE)).clicks == 0
    assert counts(study, FrictionSpec())[Signal.RAGE] == 2
    history.undo(study)
    assert friction.friction_rules(study) == RULES
    assert counts(study, FrictionSpec(rules=rules_named("amplitude")))[Signal.RAGE] == 0
    with pytest.raises(ProblemError):
        friction.change_rules(study, replace(RULES, rage_clicks=1))


def test_drivers_and_coverage_of_a_drop_off(study):
    found = drivers.compare_leavers(study, DriverSpec(LEFT, 3_600_000_000, is_all=True))
    assert (found.left, found.stayed) == (12, 7)
    rows = {(row.kind, row.name): row for row in found.rows}
    assert not any(kind is MarkKind.FRICTION for kind, _ in rows), "it was before they reached the step"
    assert rows[MarkKind.PROPERTY, "device=phone"].left == 12
    assert rows[MarkKind.ANSWER, "Q1=2"].left_with == 1
    assert not any(row.name in STEPS for row in found.rows)
    assert drivers.compare_leavers(study, DriverSpec(LEFT, 3_600_000_000, is_all=True)) is found
    seen = drivers.coverage_detail(study, LEFT)
    assert (seen.coverage.left, seen.coverage.answered, seen.coverage.recorded) == (12, 3, 2)
    assert seen.answered_by[JoinStrength.ACTOR] == 2
    assert seen.answered_by[JoinStrength.RESPONDENT] == 1
    for row in (*seen.answered, *seen.recorded):
        assert row.low <= row.heard_share - row.silent_share <= row.high


def test_paths_list_the_people_of_every_number_and_only_the_segment_counts(study):
    found = paths.follow_paths(study, PathSpec(event_step("Sign up"), length=2, least_share=0))
    for layer in found.layers[1:]:
        for node in layer:
            assert len(segments.people_in_segment(study, node.segment)) == node.count
    left = paths.follow_paths(study, PathSpec(LEFT, Side.BEFORE, length=2))
    assert left.paths == 12
    only = segments.read_segment(study, "prop(device)=phone")
    some = paths.follow_paths(study, PathSpec(event_step("Sign up"), segment=only))
    assert some.paths == len(segments.people_in_segment(study, only)) == 13
    moved = paths.count_transitions(study, TransitionSpec())
    assert {(row.source, row.target): row.people for row in moved.rows}["Sign up", "Verify email"] == 20
    with pytest.raises(ProblemError):
        paths.follow_paths(study, PathSpec(event_step("Sign up"), Side.BETWEEN))


def test_a_segment_of_a_path_or_of_friction_can_be_kept_and_read_again(study):
    found = paths.follow_paths(study, PathSpec(LEFT, Side.BEFORE, length=2))
    for segment in (found.layers[1][0].segment, found.edges[-1].segment, Showed(Signal.DEAD, "/verify*")):
        assert segment_from_json(segment_to_json(segment)) == segment


def test_trends_and_retention_are_of_the_studys_zone(study):
    found = trends.count_trend(study, TrendSpec(event_step("Sign up"), Unit.DAY))
    assert (found.zone, found.points[0].start, found.points[0].people) == ("Europe/Oslo", "2026-03-02", 19)
    assert sum(point.is_gap for point in found.points) == 17
    assert found.points[0].missing == ("events.csv",)
    back = trends.count_retention(study, RetentionSpec(unit=Unit.WEEK, periods=3))
    assert [(cohort.start, cohort.people) for cohort in back.cohorts] == [("2026-03-02", 19), ("2026-03-16", 1)]
    assert back.cohorts[0].cells[0].returned == 0
    assert back.cohorts[0].cells[1:] == (None, None)
    with pytest.raises(ProblemError):
        trends.count_retention(study, RetentionSpec(periods=0))


def test_a_timeline_holds_everything_known_of_a_person_in_order(study):
    whole = timeline.look_along(study, TimelineSpec("u00"))
    kinds = [entry.kind for entry in whole.entries]
    assert {kind: kinds.count(kind) for kind in EntryKind} == {
        EntryKind.EVENT: 3, EntryKind.PAGE: 1, EntryKind.FRICTION: 4, EntryKind.ANSWER: 2, EntryKind.RECORDING: 1,
        EntryKind.NOTE: 0,
    }  # fmt: skip
    assert [entry.at_us for entry in whole.entries] == sorted(entry.at_us for entry in whole.entries)
    assert whole.total == len(whole.entries) == 11
    part = timeline.look_along(study, TimelineSpec("u00", 3, 2))
    assert part.entries == whole.entries[3:5]
    since = timeline.look_along(study, TimelineSpec("u00", from_us=whole.entries[-1].at_us))
    assert since.entries == whole.entries[-1:]
    only = timeline.look_along(study, TimelineSpec("u00", kinds=frozenset({EntryKind.EVENT})))
    assert [entry.title for entry in only.entries] == ["Sign up", "Verify email", "Help"]
    with pytest.raises(ProblemError):
        timeline.look_along(study, TimelineSpec("nobody"))


def test_notes_on_somebodys_recordings_stand_in_their_timeline_with_codes(study):
    recorded = timeline.look_along(study, TimelineSpec("u00", kinds=frozenset({EntryKind.RECORDING}))).entries[0]
    at_ms = recorded.at_us // 1000 + 2_000
    notes.add_note(study, recorded.recording, at_ms, "Waits for the #code, #lost", at_ms + 5_000)
    (found,) = timeline.look_along(study, TimelineSpec("u00", kinds=frozenset({EntryKind.NOTE}))).entries
    assert (found.title, found.at_us, found.offset_ms) == ("Waits for the #code, #lost", at_ms * 1000, 2_000)
    assert found.details == {"codes": "code, lost", "lasts": "5 s"}
    assert person_timeline(study, "u00").counts[EntryKind.NOTE] == 1
    assert not timeline.look_along(study, TimelineSpec("u01", kinds=frozenset({EntryKind.NOTE}))).entries


def test_goals_are_kept_counted_listed_and_undone(study):
    macro = goals.save_goal(study, Goal(
        "Profile", GoalKind.EVENT, Sort.ACQUISITION, step=event_step("Profile"), value=3,
        target=Target(0.2, 0.5, date(2026, 3, 1), date(2026, 4, 1)),
    ))  # fmt: skip
    goals.save_goal(
        study, Goal("Verify", GoalKind.EVENT, Sort.MILESTONE, step=event_step("Verify email"), parent="Profile")
    )
    test = PropertyTest("", "<=", "3")
    goals.save_goal(study, Goal("Hard", GoalKind.ANSWER, Sort.SECONDARY, question="Q1", answer=test, parent="Profile"))
    assert goals.find_goal(study, "Profile") == macro
    report = goals.measure_goals(study, GoalSpec())
    assert {found.goal.name: (found.count, found.people) for found in report.goals} == {
        "Profile": (7, 7), "Verify": (20, 20), "Hard": (3, 3),
    }  # fmt: skip
    for found in report.goals:
        assert len(goals.people_of_goal(study, found.goal.name)) == found.people
    (branch,) = report.tree
    assert [(lift.micro.name, lift.did, lift.did_then, lift.through) for lift in branch.lifts] == [
        ("Verify", 19, 7, 7), ("Hard", 3, 0, 0),
    ]  # fmt: skip
    assert report.targets[0].goal == macro
    goals.remove_goal(study, "Hard")
    history.undo(study)
    assert len(goals.list_goals(study)) == 3


def test_a_goal_that_cannot_be_counted_is_refused_with_a_sentence(study):
    plain = Goal("G", GoalKind.EVENT, Sort.REVENUE, step=event_step("Profile"))
    bad = [
        replace(plain, name=" "), replace(plain, step=None), replace(plain, kind=GoalKind.DURATION),
        replace(plain, kind=GoalKind.ANSWER), replace(plain, parent="Nothing"),
        replace(plain, target=Target(0.2, 0.5, date(2026, 3, 2), date(2026, 3, 1))),
        replace(plain, target=Target(0.2, 5, date(2026, 3, 2), date(2026, 4, 1))),
    ]  # fmt: skip
    for goal in bad:
        with pytest.raises(ProblemError):
            goals.save_goal(study, goal)
    with pytest.raises(ProblemError):
        goals.find_goal(study, "G")


def test_every_question_hears_that_it_should_stop(study):
    progress = Progress()
    progress.cancel()
    asked = [
        lambda: friction.count_friction(study, FrictionSpec(rules=rules_named("sentry")), progress),
        lambda: drivers.compare_leavers(study, DriverSpec(LEFT), progress),
        lambda: paths.follow_paths(study, PathSpec(), progress),
        lambda: paths.count_transitions(study, TransitionSpec(), progress),
        lambda: trends.count_trend(study, TrendSpec(), progress),
        lambda: timeline.look_along(study, TimelineSpec("u00"), progress),
    ]
    for question in asked:
        with pytest.raises(Cancelled):
            question()
