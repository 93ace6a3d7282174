"""What the segment bar and the builder decide."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convdesk.desk.choice import Choice
from convdesk.desk.segments.bar_presenter import BarPresenter
from convdesk.desk.segments.builder_presenter import BuilderPresenter
from convdesk.desk.segments.completions import completions
from convdesk.desk.segments.draft import Group, Mode, Row, group_of, segment_of
from convdesk.desk.segments.fields import KINDS, Offered, changed, fields_of, kind_choices, kind_of, start_of
from convdesk.model.answers import Question, QuestionKind
from convdesk.model.change import Change
from convdesk.model.expression import Known, parse_segment
from convdesk.model.funnel import FunnelSpec
from convdesk.model.problem import ProblemError
from convdesk.model.segment import Answered, Both, Did, Either, Everyone, Named, Not, SavedSegment
from convdesk.model.segment_choices import SegmentChoices, SegmentCount
from convdesk.model.step import event_step, parse_step
from convdesk.model.step_choices import StepChoice
from desk.fakes import Later, Now, Shown

A, B, C = (Did(event_step(name)) for name in "abc")
FUNNEL = FunnelSpec((event_step("a"), event_step("b")), name="Onboarding")
CHOICES = SegmentChoices(
    tuple(StepChoice(event_step(name), 5, 9) for name in "abc"), (StepChoice(parse_step("page:/cart"), 3, 3),),
    ("plan", "device"), (Question("q", "s", 1, "How easy?", QuestionKind.SCALE, 12),), {"Onboarding": ("a", "b")},
    (SavedSegment("1", "Payers", B),), ("expired",), 40, ("2026-03-01", "2026-03-31"), ("Paid",),
)  # fmt: skip
OFFERED = Offered(CHOICES, {"Onboarding": FUNNEL}, {"plan": (Choice("pro", "pro"),)})


class FakeStudy:
    """Forty people; whoever is meant is counted by the length of the words."""

    def __init__(self):
        self.kept = [SavedSegment("1", "Payers", B)]
        self.counted, self.problem = [], None

    def known(self):
        return Known({"Onboarding": FUNNEL}, {one.name: one.segment for one in self.kept})

    def saved(self):
        return tuple(self.kept)

    def choices(self, progress):
        progress.raise_if_cancelled()
        return CHOICES

    def values(self, name):
        return (Choice(f"{name} one", f"{name} one", "9"),)

    def count(self, segment, progress):
        progress.raise_if_cancelled()
        if self.problem:
            raise self.problem
        self.counted.append(segment)
        return SegmentCount(len(self.counted), 40, 0.1, 0.2)

    def save(self, name, segment):
        if not name:
            raise ProblemError("segment", "It needs a name.", "Write one.")
        self.kept.append(SavedSegment("2", name, segment))
        return self.kept[-1]

    def rename(self, _name, other):
        return SavedSegment("1", other, B)

    def remove(self, name):
        self.kept = [one for one in self.kept if one.name != name]


@pytest.fixture
def view():
    return Shown()


@pytest.fixture
def study():
    return FakeStudy()


class TestBar:
    @pytest.fixture
    def bar(self, view, study):
        made = BarPresenter(view, Now(), study)
        self.used = []
        made.used = self.used.append
        made.open()
        return made

    def test_everyone_is_shown_at_first(self, bar, view):
        assert bar.using == Everyone()
        assert view.last("show_using") == ("",)
        assert view.last("show_saved") == (("Payers",), "")
        assert view.last("show_count")[0].of_people == 40

    def test_a_kept_one_is_used_counted_and_taken_off(self, bar, view):
        bar.choose("Payers")
        assert self.used == [Named("Payers", B)]
        assert view.last("show_using") == ("“Payers”",)
        bar.choose("")
        assert self.used[-1] == Everyone()

    def test_the_same_again_asks_nothing(self, bar, study):
        bar.use(A)
        counted = len(study.counted)
        bar.use(A)
        assert len(study.counted) == counted
        assert self.used == [A]

    def test_one_that_is_changed_elsewhere_means_what_it_means_now(self, bar, study):
        bar.choose("Payers")
        study.kept = [SavedSegment("1", "Payers", C)]
        bar.hear(Change("Save segment", frozenset({"segments"})))
        assert bar.using == Named("Payers", C)

    def test_one_that_is_removed_stays_as_it_was(self, bar, study, view):
        bar.choose("Payers")
        study.kept = []
        bar.hear(Change("Remove segment", frozenset({"segments"})))
        assert bar.using == B
        assert view.last("show_saved") == ((), "")

    def test_other_people_are_counted_anew(self, bar, study):
        counted = len(study.counted)
        bar.hear(Change("Import", frozenset({"sources"})))
        assert len(study.counted) == counted + 1

    def test_what_cannot_be_counted_is_told(self, bar, study, view):
        study.problem = ProblemError("property", "No event has it.", "There are: plan.")
        bar.use(A)
        assert view.last("show_problem")[0].remedy == "There are: plan."

    def test_a_newer_choice_cancels_the_older_count(self, view, study):
        jobs = Later()
        bar = BarPresenter(view, jobs, study)
        bar.use(A)
        bar.use(B)
        assert [waiting.is_cancelled for waiting in jobs.waiting] == [True, False]


class TestBuilder:
    @pytest.fixture
    def builder(self, view, study):
        made = BuilderPresenter(view, Now(), study)
        made.open(Everyone())
        return made

    def text(self, view):
        return view.last("show_text")[0]

    def test_rows_are_written_as_text_and_counted(self, builder, view, study):
        builder.add((), "did")
        builder.add_group((), "answered")
        builder.turn((0,))
        builder.add((1,), "recorded")
        assert self.text(view) == "!did(a) & (answered(Q1) | recorded())"
        assert study.counted[-1] == builder.segment
        assert view.last("show_count")[0].people == len(study.counted)

    def test_what_is_written_becomes_rows(self, builder, view):
        builder.write("did(a) & !(did(b) | did(c))")
        group = view.last("show_draft")[0]
        assert group.mode is Mode.ALL
        assert group.parts[0].fields[0].words == "a"
        assert (group.parts[1].mode, len(group.parts[1].parts)) == (Mode.NONE, 2)

    def test_what_cannot_be_read_is_pointed_at_and_the_rows_stay(self, builder, view):
        builder.write("did(a)")
        builder.write("did(a) & magic(x)")
        words, at = view.last("show_wrong")
        assert at == 9
        assert "magic" in words
        assert builder.segment == A

    def test_parts_are_changed_combined_and_taken_out(self, builder, view):
        builder.write("did(a) & did(b)")
        builder.change((0,), "step", event_step("c"))
        builder.change((1,), "times", "3")
        builder.combine((), Mode.ANY)
        assert self.text(view) == "did(c) | did(b)>=3"
        builder.take_out((0,))
        assert self.text(view) == "did(b)>=3"
        builder.clear()
        assert builder.segment == Everyone()

    def test_a_group_that_is_left_empty_goes(self, builder):
        builder.write("did(a) & (did(b) | did(c))")
        builder.take_out((1, 0))
        builder.take_out((1, 0))
        assert builder.segment == A

    def test_words_that_cannot_be_read_leave_the_condition(self, builder, view):
        builder.write("did(a)>=2")
        builder.change((0,), "times", "often")
        assert "number" in view.last("show_wrong")[0]
        assert builder.segment == Did(event_step("a"), 2)

    def test_a_property_takes_its_most_frequent_value(self, builder, view):
        builder.add((), "property")
        assert self.text(view) == 'prop(plan)="plan one"'
        builder.change((0,), "name", "device")
        assert self.text(view) == 'prop(device)="device one"'

    def test_an_event_that_never_happens_is_hinted_at(self, builder, view):
        builder.write("did(z)")
        assert view.last("show_draft")[0].parts[0].hint
        builder.write("did(a)")
        assert not view.last("show_draft")[0].parts[0].hint

    def test_a_condition_made_elsewhere_keeps_its_place_in_the_text(self, builder, view):
        own = FunnelSpec((event_step("x"), event_step("y")))
        from convdesk.model.funnel import Bucket, InBucket

        builder.open(InBucket(own, Bucket.DROPPED, 1) & A)
        assert self.text(view) == 'those("those who left after x") & did(a)'
        builder.write(self.text(view) + " & did(b)")
        assert builder.segment == InBucket(own, Bucket.DROPPED, 1) & A & B

    def test_it_is_kept_under_a_name_and_used(self, builder, view, study):
        used = []
        builder.applied = used.append
        builder.write("did(a)")
        builder.save("First")
        assert study.kept[-1].segment == A
        assert used == [Named("First", A)]
        assert view.last("show_name") == ("First",)
        builder.save("")
        assert "needs a name" in view.last("show_wrong")[0]

    def test_a_kept_one_is_renamed_and_removed(self, builder, view, study):
        builder.open(Named("Payers", B))
        assert view.last("show_name") == ("Payers",)
        builder.rename("Customers")
        assert "Customers" in view.last("show_said")[0]
        builder.open(Named("Payers", B))
        builder.remove()
        assert study.kept == []

    def test_it_is_used_under_its_name_only_while_it_means_the_same(self, builder):
        used = []
        builder.applied = used.append
        builder.open(Named("Payers", B))
        builder.apply()
        builder.open(Named("Payers", B))
        builder.write("did(b) & did(c)")
        builder.apply()
        assert used == [Named("Payers", B), Both(B, C)]

    def test_the_people_are_opened(self, builder):
        asked = []
        builder.people_wanted = lambda *told: asked.append(told)
        builder.write("did(a)")
        builder.show_people()
        assert asked == [(A, "those who did a")]


conditions = st.recursive(
    st.sampled_from([A, B, C, Answered("Q1")]),
    lambda inner: st.one_of(st.builds(Both, inner, inner), st.builds(Either, inner, inner), st.builds(Not, inner)),
    max_leaves=7,
)


def holds(segment, done) -> bool:
    match segment:
        case Both(left, right):
            return holds(left, done) and holds(right, done)
        case Either(left, right):
            return holds(left, done) or holds(right, done)
        case Not(inner):
            return not holds(inner, done)
    return segment in done


@given(conditions, st.frozensets(st.sampled_from([A, B, C, Answered("Q1")])))
def test_rows_mean_the_same_people_as_the_segment(segment, done):
    assert holds(segment_of(group_of(segment)), done) == holds(segment, done)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_begins_with_something_that_can_be_changed_and_shown(kind):
    condition = start_of(kind, OFFERED)
    assert condition is not None
    assert kind_of(condition) == kind
    for field in fields_of(condition, OFFERED):
        for choice in field.choices[:3]:
            assert kind_of(changed(condition, field.key, choice.value)) == kind


def test_only_what_the_study_has_is_offered():
    kinds = {choice.value for choice in kind_choices(Offered(SegmentChoices(), {}, {}))}
    assert kinds == {"survey", "recorded", "friction", "listed"}
    assert len(kind_choices(OFFERED)) == len(KINDS)


def test_an_empty_group_means_everyone():
    assert segment_of(Group(Mode.NONE, (Group(),))) == Everyone()
    assert segment_of(Group(Mode.ALL, (Row(A, True), Group()))) == Not(A)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("did(", (4, ("a", "b", "c"))),
        ("did(a) & vis", (9, ("visited(",))),
        ("visited(/c", (8, ("/cart",))),
        ("prop(dev", (5, ("device",))),
        ('dropped(1 of "Onb', (14, ('Onboarding")',))),
        ('segment("Pay', (9, ("Payers",))),
        ("did(a) ", (7, ())),
        ("answered(", (9, ("Q1",))),
    ],
)
def test_names_are_completed_where_they_stand(text, found):
    assert completions(text, len(text), CHOICES) == found


def test_a_completed_expression_reads():
    text = 'dropped(1 of "'
    start, names = completions(text, len(text), CHOICES)
    assert parse_segment(text[:start] + names[0], {"Onboarding": FUNNEL}).step == 1
