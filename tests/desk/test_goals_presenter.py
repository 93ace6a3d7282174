"""What the goals screen decides: what is counted, kept and opened; how a goal is written; where a drawing puts it."""

from __future__ import annotations

from datetime import date

import pytest

from convdesk.desk.drawing import Room, Words
from convdesk.desk.screens.goals.draw_targets import draw_goals
from convdesk.desk.screens.goals.draw_tree import wrapped
from convdesk.desk.screens.goals.looks import GoalPeople, GoalsLook
from convdesk.desk.screens.goals.presenter import GoalsPresenter
from convdesk.desk.screens.goals.sentences import goal_line, goal_tip, ratio_text, target_now
from convdesk.model.change import Change
from convdesk.model.goal import (
    Branch,
    Course,
    Goal,
    GoalCount,
    GoalKind,
    GoalReport,
    GoalSpec,
    Lift,
    OfGoal,
    Part,
    Proposal,
    Sort,
    Target,
    TargetPoint,
    TargetState,
)
from convdesk.model.moment import DAY_US
from convdesk.model.problem import ProblemError
from convdesk.model.segment import Did
from convdesk.model.step import event_step
from desk.fakes import Later, Now, Shown

TARGET = Target(0.2, 0.4, date(2026, 3, 2), date(2026, 6, 1))
MACRO = Goal("Paid", GoalKind.EVENT, Sort.REVENUE, step=event_step("pay"), value=5, target=TARGET, id="1")
MICRO = Goal("Cart", GoalKind.EVENT, Sort.MILESTONE, step=event_step("cart"), parent="Paid", id="2")
LOOSE = Goal("Long", GoalKind.DURATION, Sort.SECONDARY, at_least=60, id="3")
CAUSAL = "If this were causal, and 10 points more of these 60 people did Cart, about +3 people would reach the macro."
LIFT = Lift(MICRO, 40, 30, 2, 20, 5, 3.0, 1.4, 6.5, 36, 31, 0.7, 0.95, 60.0, (3.0, 1.0, 4.0), CAUSAL)
STATE = TargetState(
    MACRO, TARGET, (TargetPoint("2026-03-02", 40, 9, 0.225, 0.12, 0.38, 0.2),), Course.ON_COURSE, "How it is meant."
)
SPEC = GoalSpec()
ROOM = Room(600, 400, 20, lambda text: 6.0 * len(text))


def report_of(spec=SPEC, goals=(LOOSE, MICRO, MACRO)) -> GoalReport:
    counts = tuple(GoalCount(goal, 50, 36, 80, 0.45, 0.35, 0.56, 250.0 if goal.value else None) for goal in goals)
    tree = (Branch(MACRO, (LIFT,)),) if MACRO in goals else ()
    return GoalReport(spec, counts, tree, (STATE,) if MACRO in goals else (), "Counted so.")


class Study:
    """A study that answers at once and keeps what it was asked and told."""

    def __init__(self, goals=(LOOSE, MICRO, MACRO), refuses: bool = False) -> None:
        self.goals, self.refuses = goals, refuses
        self.asked, self.kept, self.removed = [], [], []

    def look(self, spec, _progress):
        self.asked.append(spec)
        return GoalsLook(report_of(spec, self.goals), () if self.goals else (Proposal("Paid", "Why", (MACRO, MICRO)),))

    def things(self, _progress):
        return "things"

    def keep(self, goals):
        if self.refuses:
            raise ProblemError("goal", "It has no name.", "Give it one.")
        self.kept.append(goals)

    def remove(self, name):
        self.removed.append(name)


class View(Shown):
    is_looked_at = True

    def hide_editor(self) -> None:
        self.calls.append(("hide_editor",))


def made(study=None, jobs=None):
    study, view = study or Study(), View()
    presenter = GoalsPresenter(view, jobs or Now(), study)
    opened = []
    presenter.people_wanted = lambda segment, who: opened.append((segment, who))
    presenter.open()
    return presenter, view, study, opened


def test_micros_stand_under_their_macro_and_the_first_goal_is_chosen():
    presenter, view, _, _ = made()
    look, chosen = view.last("show_goals")
    assert [found.goal.name for found in look.rows] == ["Paid", "Cart", "Long"]
    assert (chosen, presenter.chosen) == ("1", MACRO)


def test_without_goals_the_data_suggests_some_and_one_click_makes_them():
    presenter, view, study, _ = made(Study(goals=()))
    (proposals,) = view.last("show_empty")
    presenter.make(proposals[0])
    assert study.kept == [(MACRO, MICRO)]


def test_the_window_the_rise_and_the_chosen_people_are_asked_with():
    presenter, _, study, _ = made()
    presenter.ask_within(DAY_US)
    presenter.imagine(5)
    presenter.use_segment(Did(event_step("x")))
    assert study.asked[-1] == GoalSpec(DAY_US, Did(event_step("x")), 5)
    assert len(study.asked) == 4


def test_it_counts_again_only_after_what_it_shows_has_changed():
    presenter, _, study, _ = made()
    presenter.open()
    presenter.hear(Change("A note", frozenset({"notes"})))
    assert len(study.asked) == 1
    presenter.hear(Change("Keep goal", frozenset({"goals"})))
    assert len(study.asked) == 2


def test_numbers_open_segments_that_follow_the_goal():
    presenter, _, _, opened = made()
    presenter.show_people()
    assert opened[-1][0] == OfGoal(MACRO.name)
    presenter.open_people(GoalPeople(MICRO, Part.DID_THEN), "who")
    assert opened[-1] == (OfGoal(MICRO.name, Part.DID_THEN, presenter.spec.window_us), "who")


def test_a_goal_is_changed_kept_refused_and_removed():
    presenter, view, study, _ = made()
    presenter.edit()
    assert view.last("show_editor")[0] == MACRO
    presenter.add()
    assert view.last("show_editor")[0] is None
    presenter.keep(LOOSE)
    presenter.choose(MICRO)
    presenter.remove()
    assert (study.kept, study.removed) == ([(LOOSE,)], ["Cart"])
    study.refuses = True
    presenter.keep(LOOSE)
    assert view.last("show_refusal")[0].what == "It has no name."


def test_a_count_that_is_cancelled_leaves_the_question_that_is_shown():
    jobs = Later()
    presenter, view, _, _ = made(jobs=jobs)
    presenter.cancel()
    assert view.last("show_empty") == ((),)
    presenter.open()
    jobs.waiting[-1].finish()
    presenter.ask_within(DAY_US)
    presenter.cancel()
    assert presenter.spec == GoalSpec()


def test_a_goal_and_a_target_are_told_with_n_interval_and_worth():
    count = report_of().goals[2]
    assert goal_line(count, is_under=False) == "Paid · revenue\n36 people · 45 % (35–56 %) · worth 250"
    assert "36 people of 80 reached it" in goal_tip(count)
    assert goal_line(GoalCount(MICRO, reason="No pages."), is_under=True) == "↳ Cart · milestone\nNo pages."
    assert ratio_text(LIFT) == "ratio 3.00 (1.40 to 6.50)"
    assert target_now(STATE).startswith("Week of 2 Mar 2026: 9 of 40 · 22 % (12–38 %); the line is at 20 %")


def test_every_number_of_the_tree_is_drawn_and_opens_its_people():
    drawing = draw_goals(report_of(), ROOM)
    written = " ".join(shape.text for shape in drawing.shapes if isinstance(shape, Words))
    assert "30 of 40 · 75 %" in written
    assert "5 of 20 · 25 %" in written
    assert CAUSAL in written
    assert "On course" in written
    parts = [one.people.part for one in drawing.openings if one.people]
    assert parts == [
        Part.WEEK, Part.REACHED, Part.DID, Part.DID_THEN, Part.DID_NOT, Part.DID_NOT_THEN, Part.THROUGH, Part.DID_OPEN,
    ]  # fmt: skip
    assert all(box[0] + box[2] <= ROOM.width + 0.5 for box in (one.box for one in drawing.openings))


@pytest.mark.parametrize("width", [40, 120, 400])
def test_wrapped_lines_keep_every_word(width):
    lines = wrapped(CAUSAL, ROOM, width)
    assert " ".join(lines) == CAUSAL
    assert all(" " not in line or ROOM.wide(line) <= width for line in lines)
