"""Who a segment means in a study, and the segments it keeps."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convdesk.model.goal import Goal, GoalKind, Sort
from convdesk.model.problem import ProblemError
from convdesk.model.segment import Everyone, Named
from convdesk.operations import funnels, goals, history, named_segments, notes, segments
from small_study import SPEC, small_study


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    opened = small_study(tmp_path_factory.mktemp("segments"))
    funnels.save_funnel(opened, SPEC)
    goals.save_goal(opened, Goal("Ready", GoalKind.EVENT, Sort.ACQUISITION, step=SPEC.steps[2]))
    yield opened
    opened.close()


def who(study, text):
    return set(segments.people_in_segment(study, segments.read_segment(study, text)))


class TestConditions:
    def test_dates_are_days_of_the_study(self, study):
        assert len(who(study, "between(2026-03-02, 2026-03-03)")) == 19
        assert who(study, "between(2026-03-20, 2026-03-21)") == {"u00", "u19"}
        assert who(study, "between(2026-03-20T11:30, 2026-03-21)") == {"u00"}, "11:00 UTC is noon in Oslo"

    def test_how_often_in_a_period(self, study):
        assert who(study, "did(Help) in first 7d") == set()
        assert who(study, "did(Help) in first 19d") == {"u00"}
        assert who(study, "did(Help) during 2026-03-20..2026-03-21") == {"u00"}
        anything = "did(Sign up|Verify email|Profile|Help)"
        assert who(study, f"{anything}>=3") == {"u00", *(f"u{n:02}" for n in range(12, 19))}
        assert who(study, f"{anything}>=3 in any 1h") == {f"u{n:02}" for n in range(12, 19)}
        assert who(study, f"{anything}>=2 in any 5m") == {f"u{n:02}" for n in range(20)}
        assert who(study, f"{anything}<3") == {*(f"u{n:02}" for n in range(1, 12)), "u19"}

    def test_where_somebody_came_from_is_what_was_first_known(self, study):
        assert "u01" in who(study, "first(device)=phone")
        assert who(study, "first(device)=phone") | who(study, "first(device)=desktop") == who(study, "")
        assert not who(study, "first(device)=phone") & who(study, "first(device)=desktop")
        assert "u00" in who(study, "last(device)=desktop")

    def test_a_tag_on_a_recording_is_a_code(self, study):
        with pytest.raises(ProblemError, match="none yet"):
            who(study, "coded(expired)")
        recording = study.loaded().recordings[0]
        notes.add_note(study, recording.id, recording.started_ms, "The code had #expired")
        assert len(who(study, "coded(Expired)")) == 1
        assert who(study, "coded(Expired)") <= who(study, "recorded()")
        history.undo(study)

    def test_the_buckets_of_a_funnel_are_apart(self, study):
        found = [who(study, f'{word}(2 of "Onboarding")') for word in ("dropped", "open", "excluded")]
        reached, further = who(study, 'reached(2 of "Onboarding")'), who(study, 'reached(3 of "Onboarding")')
        assert sum(map(len, found)) + len(further) == len(reached)
        assert set().union(*found, further) == reached


conditions = st.sampled_from([
    "did(Help)", "prop(device)=phone", "answered()", "recorded()", "did(Profile)>=1 in any 1h", "first(device)=phone",
    'dropped(2 of "Onboarding")', "between(2026-03-02, 2026-03-03)", "rage()", "person(u01, u19)", "visited(/help)",
    "goal(Ready)",
])  # fmt: skip
expressions = st.recursive(
    conditions,
    lambda inner: st.one_of(
        inner.map("!({})".format),
        st.builds("({}) & ({})".format, inner, inner),
        st.builds("({}) | ({})".format, inner, inner),
    ),
    max_leaves=4,
)
often = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@often
@given(expressions, expressions)
def test_de_morgan_double_negation_and_partition_hold_in_a_study(study, one, other):
    everyone = who(study, "")
    assert who(study, f"!(({one}) & ({other}))") == who(study, f"!({one}) | !({other})")
    assert who(study, f"!(({one}) | ({other}))") == who(study, f"!({one}) & !({other})")
    assert who(study, f"!!({one})") == who(study, one)
    assert who(study, one) | who(study, f"!({one})") == everyone
    assert not who(study, one) & who(study, f"!({one})")
    parts = [who(study, f"({one}) & ({other})"), who(study, f"({one}) & !({other})")]
    assert sum(map(len, parts)) == len(who(study, one))


class TestKept:
    def test_a_segment_is_kept_renamed_removed_and_each_is_undone(self, study):
        stuck = segments.read_segment(study, "did(Verify email) & !did(Profile)")
        named_segments.save_segment(study, "Stuck", stuck)
        assert who(study, 'segment("Stuck")') == {*(f"u{n:02}" for n in range(12)), "u19"}
        named_segments.rename_segment(study, "Stuck", "At the code")
        assert [one.name for one in named_segments.list_segments(study)] == ["At the code"]
        named_segments.remove_segment(study, "At the code")
        assert named_segments.list_segments(study) == ()
        history.undo(study)
        history.undo(study)
        assert [(one.name, one.segment) for one in named_segments.list_segments(study)] == [("Stuck", stuck)]
        named_segments.save_segment(study, "Stuck", segments.read_segment(study, "did(Help)"))
        assert len(named_segments.list_segments(study)) == 1, "one of the same name is replaced"
        history.undo(study)
        history.undo(study)
        assert named_segments.list_segments(study) == ()

    def test_what_cannot_be_kept_says_why(self, study):
        named_segments.save_segment(study, "Kept", segments.read_segment(study, "did(Help)"))
        for name, segment in (("", "did(Help)"), ("Other", ""), ('a"b', "did(Help)"), ("Kept", 'segment("Kept")')):
            with pytest.raises(ProblemError) as caught:
                named_segments.save_segment(study, name, segments.read_segment(study, segment))
            assert caught.value.problem.remedy
        named_segments.save_segment(study, "Second", segments.read_segment(study, 'segment("Kept") | did(Profile)'))
        with pytest.raises(ProblemError, match="already"):
            named_segments.rename_segment(study, "Second", "Kept")
        with pytest.raises(ProblemError, match="“Kept”"):
            named_segments.find_segment(study, "None")
        history.undo(study)
        history.undo(study)

    def test_how_many_people_there_are_is_told_with_everyone(self, study):
        found = named_segments.count_segment(study, segments.read_segment(study, "did(Help)"))
        assert (found.people, found.of_people) == (1, len(who(study, "")))
        assert found.low < found.share < found.high
        assert named_segments.count_segment(study, Everyone()).share == 1

    def test_what_is_offered_comes_from_the_data(self, study):
        offered = named_segments.segment_choices(study)
        assert {choice.step.label for choice in offered.events} == {"Sign up", "Verify email", "Profile", "Help"}
        assert "device" in offered.properties
        assert offered.funnels == {"Onboarding": ("Sign up", "Verify email", "Profile")}
        assert [question.code for question in offered.questions] == ["Q1", "Q2"]
        assert offered.days == ("2026-03-02", "2026-03-20")

    def test_a_named_one_means_what_it_meant(self, study):
        segment = Named("Helped", segments.read_segment(study, "did(Help)"))
        assert set(segments.people_in_segment(study, segment)) == {"u00"}
