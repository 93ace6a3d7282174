"""What the funnel screen decides, with a study that answers at once."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from convdesk.desk.drawing import Room, Words
from convdesk.desk.screens.funnel.draft import Part, Row
from convdesk.desk.screens.funnel.looks import Adding, CompareBy, View
from convdesk.desk.screens.funnel.offer_presenter import Kind
from convdesk.desk.screens.funnel.presenter import FunnelPresenter
from convdesk.model.change import Change
from convdesk.model.funnel import Bucket, InBucket, Per
from convdesk.model.funnel_rules import Entries, Order, Ties
from convdesk.model.moment import DAY_US, SECOND_US
from convdesk.model.step import PropertyTest, event_step
from desk.fakes import NAMES, SPEC, Later, Now, Shown
from desk.funnel_fakes import FakeFunnels

ROOM = Room(900, 500, 22, lambda text: 7.0 * len(text))


class Funnel:
    """The presenter with everything around it."""

    def __init__(self, jobs=None, questions=None) -> None:
        self.view, self.questions = Shown(), questions or FakeFunnels()
        self.panes = SimpleNamespace(offer=Shown(), rules=Shown(), views=Shown())
        self.presenter = FunnelPresenter(self.view, self.panes, jobs or Now(), self.questions)
        self.presenter.open()

    @property
    def names(self) -> list[str]:
        return [step.label for step in self.presenter.spec.steps]

    def drawing(self):
        draw, _ = self.panes.views.last("show_drawing")
        return draw(ROOM)


@pytest.fixture
def made():
    return Funnel()


def texts(drawing) -> list[str]:
    return [shape.text for shape in drawing.shapes if isinstance(shape, Words)]


def test_it_begins_with_a_proposed_funnel_that_is_not_kept_yet(made):
    assert made.names == list(NAMES)
    assert made.view.last("show_names") == ((), -1)
    assert made.questions.labels == []


def test_when_looking_for_a_funnel_is_stopped_one_can_be_built():
    made = Funnel(jobs=Later())
    assert made.view.names[-1] == "show_busy"
    made.presenter.cancel()
    assert made.view.names[-1] == "show_spec"
    assert made.names == []


def test_a_study_without_events_has_nothing_to_make_a_funnel_of():
    assert Funnel(questions=FakeFunnels(spec=None)).view.names[-1] == "show_empty"


def test_a_step_found_is_put_after_the_chosen_one_counted_and_kept(made):
    made.presenter.choose_row(1)
    made.presenter.add(event_step("Help"))
    assert made.names[:4] == ["Landing page", "Sign up", "Help", "Verify email"]
    assert made.questions.counted[-1].steps == made.presenter.spec.steps
    assert made.questions.labels == ["Add step “Help”"]
    assert made.view.last("show_spec") == (made.presenter.spec, 2)
    assert made.view.last("show_names") == (("Onboarding",), 0)


def test_what_is_found_can_be_an_alternative_or_must_not_happen(made):
    made.presenter.choose_row(1)
    made.presenter.adding = Adding.OTHER
    made.presenter.add(event_step("Log in"))
    assert made.presenter.spec.steps[1].name == "Sign up|Log in"
    made.presenter.adding = Adding.EXCLUSION
    made.presenter.add(event_step("Help"))
    (exclusion,) = made.presenter.spec.exclusions
    assert (exclusion.step.name, exclusion.start, exclusion.end) == ("Help", 2, 3)


def test_steps_are_moved_skipped_bounded_tested_and_removed_each_as_one_edit(made):
    made.presenter.move(5, 4)
    assert made.names[4:] == ["Done", "Connect data"]
    made.presenter.make_optional(2, is_optional=True)
    assert made.presenter.spec.optional == {3}
    made.presenter.add_test(Row(Part.STEP, 0), PropertyTest("device", "=", "phone"))
    assert made.presenter.spec.steps[0].name == "Landing page[device=phone]"
    made.presenter.remove(1)
    assert made.presenter.spec.steps[0].name == "Landing page"
    assert len(made.questions.labels) == 4
    assert made.questions.labels[-1] == "Remove “where device = phone”"


def test_what_is_tried_out_is_counted_and_not_kept(made):
    made.presenter.try_move(0, 2)
    assert [step.label for step in made.questions.counted[-1].steps][:3] == ["Sign up", "Verify email", "Landing page"]
    assert made.names == list(NAMES)
    assert made.questions.labels == []


def test_two_quick_edits_of_a_new_funnel_make_one_funnel():
    jobs, questions = Later(), FakeFunnels()
    made = Funnel(jobs, questions)
    for job in list(jobs.waiting):
        job.finish()
    made.presenter.begin_empty()
    made.presenter.add(event_step("A"))
    made.presenter.add(event_step("B"))
    for job in [job for job in jobs.waiting if job.task.writes]:
        job.finish()
    assert [[step.name for step in one.spec.steps] for one in questions.kept_funnels] == [["A", "B"]]


def test_an_undone_edit_is_shown_as_it_was(made):
    made.presenter.add(event_step("Help"))
    (kept,) = made.questions.kept_funnels
    made.questions.kept_funnels[0] = replace(kept, spec=SPEC)
    made.presenter.hear(Change("Undo", frozenset({"funnels"})))
    assert made.names == list(NAMES)


def test_news_of_its_own_edit_does_not_take_a_newer_one_back():
    jobs, questions = Later(), FakeFunnels()
    made = Funnel(jobs, questions)
    for job in list(jobs.waiting):
        job.finish()
    made.presenter.add(event_step("A"))
    before = len(jobs.waiting)
    made.presenter.hear(Change("Add step", frozenset({"funnels"})))
    assert len(jobs.waiting) == before


def test_funnels_are_named_duplicated_chosen_and_removed(made):
    made.presenter.rename("Way in")
    made.presenter.duplicate()
    assert [one.name for one in made.questions.kept_funnels] == ["Way in", "Way in"]
    made.presenter.choose(0)
    made.presenter.remove_funnel()
    assert [one.id for one in made.questions.kept_funnels] == ["f2"]
    made.presenter.rename("  ")
    assert made.presenter.spec.name == "Way in"


def test_a_ready_made_funnel_is_another_funnel(made):
    made.presenter.offer.choose(Kind.WAYS)
    (line,), counts = made.panes.offer.last("show_offer")
    assert counts == {Kind.EVENTS: 6, Kind.PAGES: 1, Kind.WAYS: 1}
    assert (line.text, line.note) == ("Landing page → Sign up → Verify email", "1,200")
    made.presenter.begin_with(line.funnel)
    assert made.names == ["Landing page", "Sign up", "Verify email"]


def test_a_study_for_reading_only_keeps_nothing_and_counts_all_the_same():
    made = Funnel()
    made.presenter.may_keep = False
    made.presenter.add(event_step("Help"))
    assert (made.questions.labels, "Help" in made.names) == ([], True)


def test_the_offer_is_found_as_it_is_typed(made):
    made.presenter.offer.search("ver")
    lines, counts = made.panes.offer.last("show_offer")
    assert [line.text for line in lines] == ["Verify email"]
    assert counts[Kind.PAGES] == 0
    assert lines[0].tip == "Verify email\n2,144 people (43 % of all), 4,288 events"


class TestRules:
    def test_a_tools_rules_come_with_one_click_and_keep_a_window_that_was_chosen(self, made):
        made.presenter.rules.choose("preset", "mixpanel")
        rules = made.presenter.spec.rules
        assert (rules.name, rules.entries, rules.grace_us) == ("mixpanel", Entries.FIRST, 2 * SECOND_US)
        made.presenter.rules.set_window("3d", is_final=True)
        made.presenter.rules.choose("preset", "posthog")
        assert made.presenter.spec.rules.window_us == 3 * DAY_US
        assert made.questions.labels[0] == "Count as Mixpanel, uniques does"

    def test_another_choice_makes_the_rules_the_funnels_own(self, made):
        made.presenter.rules.choose("preset", "mixpanel")
        made.presenter.rules.choose("order", Order.STRICT)
        assert made.presenter.spec.rules.name == "convdesk"
        made.presenter.rules.choose("per", Per.SESSION)
        assert made.presenter.spec.per is Per.SESSION

    def test_ties_that_need_a_grace_get_one_and_others_none(self, made):
        made.presenter.rules.choose("ties", Ties.GRACE)
        assert made.presenter.spec.rules.grace_us == SECOND_US
        made.presenter.rules.set_grace("5s", is_final=True)
        assert made.presenter.spec.rules.grace_us == 5 * SECOND_US
        made.presenter.rules.choose("ties", Ties.FAVOUR)
        assert made.presenter.spec.rules.grace_us == 0

    def test_what_would_change_is_counted_for_every_choice_while_the_panel_is_looked_at(self, made):
        assert made.panes.rules.last("show_effects") == ({},)
        made.presenter.rules.show(True)
        effects = made.panes.rules.last("show_effects")[0]
        assert effects["order", Order.STRICT].text == "400  −471"
        assert effects["preset", "convdesk"].is_same
        assert "18.1 %" in effects["preset", "convdesk"].words

    def test_where_as_many_come_through_of_fewer_that_is_what_is_said(self, made):
        count = made.questions.count

        def fewer(spec, progress):
            found = count(spec, progress)
            first = replace(found.steps[0], reached=4000)
            return replace(found, steps=(first, *found.steps[1:])) if spec.per is Per.SESSION else found

        made.questions.count = fewer
        made.presenter.rules.show(True)
        effects = made.panes.rules.last("show_effects")[0]
        assert effects["per", Per.SESSION].text == "871  of 4,000"

    def test_a_choice_that_cannot_be_counted_says_why(self, made):
        made.presenter.make_optional(1, is_optional=True)
        made.presenter.rules.show(True)
        effect = made.panes.rules.last("show_effects")[0]["order", Order.ANY]
        assert (effect.text, "no step can be skipped" in effect.words) == ("–", True)

    def test_a_window_is_counted_while_it_is_typed_and_kept_when_it_is_done(self, made):
        made.presenter.rules.set_window("3d", is_final=False)
        assert made.questions.counted[-1].rules.window_us == 3 * DAY_US
        assert made.questions.labels == []
        made.presenter.rules.set_window("xd", is_final=False)
        assert "30s" in made.panes.rules.last("show_refusal")[0]
        made.presenter.rules.set_window("none", is_final=True)
        assert made.presenter.spec.rules.window_us is None


class TestViews:
    def test_every_number_of_the_steps_opens_its_people(self, made):
        drawing = made.drawing()
        people = [opening.people for opening in drawing.openings if opening.people is not None]
        assert InBucket(SPEC, Bucket.DROPPED, 3) in people
        assert InBucket(SPEC, Bucket.OPEN, 3) in people
        assert {"Reached", "Left", "Under way", "4,812", "188 people never entered"} <= set(texts(drawing))

    def test_columns_give_way_where_there_is_no_room(self, made):
        draw, _ = made.panes.views.last("show_drawing")
        narrow = draw(replace(ROOM, width=460))
        assert "Median time" not in texts(narrow)
        assert {"Reached", "Left"} <= set(texts(narrow))

    def test_a_breakdown_asks_for_a_property_first_and_opens_groups(self, made):
        made.presenter.views.want(view=View.SPLIT)
        assert made.panes.views.last("show_hint")[0] == "Split by what?"
        made.presenter.views.want(prop="device")
        people = [opening.people for opening in made.drawing().openings if opening.people is not None]
        assert {one.group for one in people} == {"phone", "(no value)"}

    def test_times_trend_and_comparison_are_drawn_with_their_people(self, made):
        for changes in ({"view": View.TIMES}, {"step": 3}, {"view": View.TREND}):
            made.presenter.views.want(**changes)
            drawing = made.drawing()
            assert drawing.shapes
            assert all(opening.words for opening in drawing.openings)
        made.presenter.views.want(view=View.COMPARISON)
        assert made.panes.views.last("show_hint")[0] == "Compare whom?"
        made.presenter.views.compare(prop="device", one="phone")
        assert {"device = phone", "everyone else"} <= set(texts(made.drawing()))
        made.presenter.views.compare(by=CompareBy.WORDS, words=("", "did(Help)"))
        assert made.questions.compared[-1].words == ("", "did(Help)")

    def test_flips_put_two_tools_side_by_side_with_the_funnels_window_or_their_usual_ones(self, made):
        made.presenter.views.want(view=View.FLIPS, tools=("posthog", "no-window"))
        flips = made.panes.views.last("show_flips")[0]
        assert [rules.window_us for rules in flips.rules()] == [7 * DAY_US, None]
        made.presenter.views.want(has_usual_windows=True)
        assert made.panes.views.last("show_flips")[0].rules()[0].window_us == 14 * DAY_US

    def test_a_question_without_an_answer_says_what_to_do_in_the_place_of_the_view(self, made):
        made.presenter.make_optional(1, is_optional=True)
        made.presenter.rules.choose("order", Order.ANY)
        title, remedy = made.panes.views.last("show_hint")
        assert "no step can be skipped" in title
        assert remedy == "Leave the optional steps out."

    def test_a_newer_question_cancels_the_older(self):
        jobs = Later()
        made = Funnel(jobs)
        for job in list(jobs.waiting):
            job.finish()
        counting = jobs.waiting[-1]
        made.presenter.try_move(0, 2)
        assert counting.is_cancelled
