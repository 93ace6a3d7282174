"""Behind every number of a funnel stand exactly so many people; funnels are kept while they are made."""

from __future__ import annotations

from dataclasses import replace

import pytest

from convdesk.model.funnel import Breakdown, Bucket, Exclusion, InBucket, Touch
from convdesk.model.funnel_people import in_bucket, never_entered, removed, under_way, went_on
from convdesk.model.funnel_presets import find_preset, with_window
from convdesk.model.funnel_results import Every
from convdesk.model.funnel_rules import FunnelRules, OnExclusion
from convdesk.model.moment import DAY_US
from convdesk.model.notation import segment_from_json, segment_to_json
from convdesk.model.segment import HasProperty
from convdesk.model.step import PropertyTest, event_step
from convdesk.operations import funnel_answers, funnels, history, segments, step_choices
from small_study import SPEC, small_study

HELPED = replace(
    SPEC, rules=FunnelRules(30 * DAY_US), exclusions=(Exclusion(event_step("Help"), 2, 3),), optional=frozenset(),
    segment=HasProperty(PropertyTest("device", "=", "desktop")),
)  # fmt: skip


@pytest.fixture
def study(tmp_path):
    opened = small_study(tmp_path)
    yield opened
    opened.close()


def number(study, segment) -> int:
    return len(segments.people_in_segment(study, segment))


@pytest.mark.parametrize("way", list(OnExclusion))
def test_every_number_of_a_funnel_opens_exactly_its_people(study, way):
    spec = replace(HELPED, rules=replace(HELPED.rules, on_exclusion=way))
    result = funnels.count_funnel(study, spec)
    for place, step in enumerate(result.steps, 1):
        found = [number(study, in_bucket(spec, bucket, place)) for bucket in Bucket]
        assert found == [step.reached, step.dropped, step.open, step.excluded]
        if place < len(result.steps):
            assert number(study, went_on(spec, place)) == step.went_on
    assert number(study, never_entered(spec)) == result.never_entered
    assert number(study, under_way(spec)) == sum(step.open for step in result.steps)
    if way is OnExclusion.REMOVED:
        assert number(study, removed(spec)) == result.removed


@pytest.mark.parametrize("touch", list(Touch))
def test_every_number_of_a_breakdown_opens_exactly_its_people(study, touch):
    spec = replace(SPEC, breakdown=Breakdown("device", touch))
    splits = funnels.count_funnel(study, spec).splits
    assert splits
    for split in splits:
        for place, step in enumerate(split.steps, 1):
            segment = InBucket(spec, Bucket.REACHED, place, split.label)
            assert number(study, segment) == step.reached
            assert segment_from_json(segment_to_json(segment)) == segment
            assert f"with device {split.label}" in segment.in_words()


def test_every_point_of_a_trend_opens_exactly_its_people(study):
    points = funnel_answers.trend_funnel(study, SPEC, Every.DAY).points
    for point in points:
        assert number(study, InBucket(replace(SPEC, entered=point.period), Bucket.REACHED, 1)) == point.entered
    assert sum(point.entered for point in points) == 20


def test_every_flip_opens_exactly_its_people(study):
    rules = with_window(find_preset("posthog"), 60_000_000), with_window(find_preset("no-window"), None)
    flips = funnel_answers.find_flips(study, SPEC, *rules)
    assert flips.count > 0
    for each in flips.counts:
        assert number(study, each.people) == each.count


def test_a_funnel_is_kept_step_by_step_and_each_step_is_taken_back(study):
    kept = funnels.keep_funnel(study, SPEC, None, "Make funnel")
    shorter = replace(SPEC, steps=SPEC.steps[:2])
    funnels.keep_funnel(study, shorter, kept.id, "Remove step “Profile”")
    assert [one.spec.steps for one in funnels.list_funnels(study)] == [shorter.steps]
    assert history.undo_label(study) == "Remove step “Profile”"
    history.undo(study)
    assert [one.spec.steps for one in funnels.list_funnels(study)] == [SPEC.steps]


def test_a_name_that_another_funnel_has_gets_a_number(study):
    funnels.keep_funnel(study, SPEC, None, "Make funnel")
    copy = funnels.keep_funnel(study, SPEC, None, "Duplicate funnel")
    assert copy.name == copy.spec.name == "Onboarding 2"
    assert funnels.keep_funnel(study, copy.spec, copy.id, "Rename").name == "Onboarding 2"


def test_a_study_offers_its_events_pages_and_values(study):
    found = step_choices.step_choices(study)
    assert [one.step.name for one in found.events[:2]] == ["Sign up", "Verify email"]
    assert "page:/help" in {one.step.name for one in found.pages}
    assert "device" in found.properties
    assert {one.value for one in step_choices.property_values(study, "device")} == {"phone", "desktop"}
