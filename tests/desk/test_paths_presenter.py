"""What the paths screen decides: the question asked, what is opened, whose people, and the way back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from convdesk.desk.choice import Choice, matching
from convdesk.desk.screens.paths.looks import Beside, Starts
from convdesk.desk.screens.paths.presenter import PathsPresenter
from convdesk.desk.screens.paths.sankey_layout import LEAST_COLUMN, Room, lay_out, least_height
from convdesk.desk.screens.paths.sentences import edge_tip, node_tip, note, title
from convdesk.model.change import Change
from convdesk.model.dropoff import DropOff
from convdesk.model.page import PageGroup
from convdesk.model.path import (
    ENDED,
    OTHER,
    CountedBy,
    Nodes,
    OnPath,
    PathEdge,
    PathNode,
    PathResult,
    PathSpec,
    Side,
    Transitions,
)
from convdesk.model.problem import ProblemError
from convdesk.model.segment import Everyone, Listed
from convdesk.model.step import event_step
from desk.fakes import SPEC, Later, Now, Shown

LEFT = DropOff(SPEC, 3)


def result_of(spec: PathSpec, paths: int = 100) -> PathResult:
    """Three names in the first layer, of which the last is merged; half of them end in the second."""
    counts = {"Help": 60, "Resend": 30, OTHER: 10}
    if 1 in spec.opened:
        counts = {"Help": 60, "Resend": 30, "About": 6, "Legal": 4}
    first = tuple(node(spec, 1, name, n, merged=2 if name == OTHER else 0) for name, n in counts.items())
    second = (node(spec, 2, "Help", 50), node(spec, 2, ENDED, 50))
    edges = [PathEdge(0, "start", n.name, n.count, OnPath(spec, 0, "start", n.name)) for n in first]
    edges += [PathEdge(1, n.name, e, n.count // 2, OnPath(spec, 1, n.name, e)) for n in first for e in ("Help", ENDED)]
    start = node(spec, 0, "start", paths)
    matrix = (("Help", (60, 50)), (ENDED, (0, 50)))
    return PathResult(spec, paths, paths, "start", ((start,), first, second), tuple(edges), matrix, "Counted so.")


def node(spec, layer, name, count, merged=0):
    return PathNode(layer, name, count, count / 100, 4 if name == "Help" else 0, 9, merged, OnPath(spec, layer, name))


class Paths:
    """A study that answers at once and keeps what it was asked."""

    def __init__(self, *, is_empty: bool = False) -> None:
        self.asked, self.grouped, self.is_empty = [], [], is_empty
        self.problem: ProblemError | None = None

    def starts(self, _progress):
        choices = () if self.is_empty else (Choice("Help", event_step("Help"), "60"),)
        return Starts(choices, PathSpec(LEFT, Side.BEFORE), True)

    def pages(self, _progress):
        return (PageGroup("/item/:id", 9, ("/item/1",), 90, None),)

    def follow(self, spec, _progress):
        if self.problem:
            raise self.problem
        self.asked.append(spec)
        return result_of(spec)

    def transitions(self, spec, _progress):
        self.asked.append(spec)
        return Transitions(spec, (), 0, 0, "")

    def group(self, pattern, is_apart):
        self.grouped.append((pattern, is_apart))

    def ungroup(self, pattern):
        self.grouped.append(pattern)


class View(Shown):
    is_looked_at = True


@pytest.fixture
def study():
    return Paths()


@pytest.fixture
def presenter(study):
    made = PathsPresenter(View(), Now(), study)
    made.open()
    return made


def shown(presenter):
    return presenter._view


def test_it_opens_with_what_came_before_the_biggest_drop_off(presenter, study):
    assert study.asked == [PathSpec(LEFT, Side.BEFORE)]
    assert shown(presenter).last("show_paths")[0].spec == study.asked[0]
    assert title(study.asked[0]) == "What people did before leaving after Verify email"


def test_a_study_without_events_shows_an_empty_state():
    made = PathsPresenter(View(), Now(), Paths(is_empty=True))
    made.open()
    assert made._view.names[-1] == "show_empty"


def test_it_is_counted_again_only_when_something_has_changed(presenter, study):
    presenter.open()
    presenter.hear(Change("Add finding", frozenset({"findings"})))
    assert len(study.asked) == 1
    presenter.hear(Change("Group pages", frozenset({"page_patterns"})))
    assert len(study.asked) == 2
    presenter._view.is_looked_at = False
    presenter.hear(Change("Import", frozenset({"sources"})))
    assert len(study.asked) == 2
    presenter.open()
    assert len(study.asked) == 3


def test_others_are_opened_and_back_closes_them(presenter, study):
    other = shown(presenter).last("show_paths")[0].layers[1][-1]
    presenter.choose(other)
    assert study.asked[-1].opened == {1}
    assert [n.name for n in shown(presenter).last("show_paths")[0].layers[1]] == ["Help", "Resend", "About", "Legal"]
    presenter.back()
    assert study.asked[-1].opened == frozenset()
    assert shown(presenter).last("show_question")[1] is False


def test_a_node_and_a_link_list_their_people_with_words(presenter):
    told = []
    presenter.people_wanted = lambda segment, words: told.append((segment, words))
    result = shown(presenter).last("show_paths")[0]
    presenter.choose(result.layers[1][0])
    presenter.list_people_between(result.edges[0])
    presenter.list_people_of("Resend", 2)
    assert told[0] == (result.layers[1][0].segment, f"Help, 1 before · {title(result.spec)}")
    assert told[1][0] == result.edges[0].segment
    assert (told[2][0].layer, told[2][0].spec.least_share) == (2, 0.0)


def test_between_waits_for_its_end(presenter, study):
    presenter.change(anchor=event_step("Help"))
    presenter.change(side=Side.BETWEEN)
    assert study.asked[-1].side is Side.BEFORE
    presenter.end_with("Done")
    assert (study.asked[-1].side, study.asked[-1].until) == (Side.BETWEEN, event_step("Done"))
    assert title(study.asked[-1]) == "What people did between Help and Done"


def test_what_cannot_be_read_is_said_with_what_helps(presenter):
    presenter.start_with("purchase[plan]")
    assert shown(presenter).names[-1] == "show_problem"


def test_the_people_chosen_in_the_window_are_told(presenter, study):
    presenter.use_segment(Listed(frozenset({"u1"})))
    assert study.asked[-1].segment == Listed(frozenset({"u1"}))
    assert "only 1 people listed by hand" in note(shown(presenter).last("show_paths")[0])


def test_the_people_chosen_in_the_window_count_in_every_question_and_never_in_the_way_back(presenter, study):
    among = Listed(frozenset({"u7"}))
    presenter.use_segment(among)
    presenter.start_with("Help")
    assert study.asked[-1].segment == among
    presenter.use_segment(Everyone())
    assert study.asked[-1].segment == Everyone()
    presenter.back()
    assert study.asked[-1].segment == Everyone()


def test_what_follows_and_pages_are_asked_when_they_are_looked_at(presenter, study):
    presenter.show_beside(Beside.FOLLOWS)
    assert study.asked[-1].by is CountedBy.PEOPLE
    presenter.change(by=CountedBy.TRANSITIONS, nodes=Nodes.PAGES)
    assert (study.asked[-1].by, study.asked[-1].nodes) == (CountedBy.TRANSITIONS, Nodes.PAGES)
    presenter.show_beside(Beside.PAGES)
    assert shown(presenter).last("show_pages")[0][0].pattern == "/item/:id"
    presenter.group("/a/*", is_apart=True)
    presenter.ungroup("/a/*")
    assert study.grouped == [("/a/*", True), "/a/*"]


def test_a_newer_question_cancels_the_older_and_cancel_brings_back_what_was_shown(study):
    jobs = Later()
    made = PathsPresenter(View(), jobs, study)
    made.open()
    made.cancel()
    assert made._view.names[-1] == "show_empty"
    made.open()
    jobs.waiting[-1].finish()
    jobs.waiting[-1].finish()
    made.change(length=7)
    made.change(length=8)
    assert [job.is_cancelled for job in jobs.waiting[-2:]] == [True, False]
    made.cancel()
    assert made.spec.length == 5
    assert made._view.last("show_paths")[0].spec.length == 5


def test_a_question_that_fails_is_told(presenter, study):
    study.problem = ProblemError("paths", "The event logs tell no pages.", "Look at events.")
    presenter.change(nodes=Nodes.PAGES)
    assert shown(presenter).names[-1] == "show_problem"


def test_every_node_says_its_n_its_loops_and_the_definition():
    result = result_of(PathSpec(event_step("Sign up")))
    help_, _, other = result.layers[1]
    assert "60 of 100 people (60 %)" in node_tip(help_, result)
    assert "4 did it again right after, 9 more times together" in node_tip(help_, result)
    assert "Counted so." in node_tip(result.layers[2][1], result)
    assert node_tip(other, result).startswith("2 others")
    assert "Help → Help" in edge_tip(next(e for e in result.edges if e.layer == 1), result)


ROOM = Room(700, 400, 30, 20)


@pytest.mark.parametrize("side", list(Side))
def test_time_runs_from_left_to_right_and_labels_never_overlap(side):
    drawn = lay_out(result_of(PathSpec(event_step("A"), side)), ROOM)
    anchor = drawn.box_of(0, "start")
    assert anchor.x == (max if side is Side.BEFORE else min)(box.x for box in drawn.boxes)
    for box in drawn.boxes:
        below = drawn.below(box, 1)
        assert below is None or below.top >= box.top + max(box.height, ROOM.label)
    assert drawn.height <= ROOM.height + 1
    assert all(ribbon.left_x < ribbon.right_x for ribbon in drawn.ribbons)


def test_ribbons_fill_the_bars_they_come_from_and_arrive_at():
    drawn = lay_out(result_of(PathSpec(event_step("A"))), ROOM)
    first = [ribbon for ribbon in drawn.ribbons if ribbon.edge.layer == 0]
    start = drawn.box_of(0, "start")
    assert sum(ribbon.thickness for ribbon in first) == pytest.approx(start.height)
    for ribbon in first:
        assert ribbon.thickness == pytest.approx(drawn.box_of(1, ribbon.edge.target).height)


def test_many_nodes_make_the_drawing_higher_and_many_places_wider():
    spec = PathSpec(event_step("A"))
    many = replace(result_of(spec), layers=(
        (node(spec, 0, "start", 100),), tuple(node(spec, 1, f"e{n}", 2) for n in range(50)),
        *((node(spec, n, "e", 1),) for n in range(2, 9)),
    ), edges=())  # fmt: skip
    assert least_height(many, ROOM) >= 50 * ROOM.label
    drawn = lay_out(many, ROOM)
    assert drawn.column >= LEAST_COLUMN
    assert drawn.height >= 50 * ROOM.label


def test_nothing_is_drawn_of_nothing():
    spec = PathSpec(event_step("A"))
    empty = PathResult(spec, 0, 0, "A", ((node(spec, 0, "A", 0),),), (), (), "")
    assert lay_out(empty, ROOM).ribbons == ()


def test_arrows_find_the_nearest_neighbour():
    drawn = lay_out(result_of(PathSpec(event_step("A"))), ROOM)
    start = drawn.box_of(0, "start")
    assert drawn.beside(start, 1).node.layer == 1
    assert drawn.beside(start, -1) is None
    assert drawn.below(start, 1) is None
    assert drawn.box_at(start.x + 2, start.middle) is start


def test_choices_are_found_by_their_beginning_first():
    choices = tuple(Choice(words, None) for words in ("Sign up", "Help", "Design", "sign out"))
    assert [one.words for one in matching(choices, "sign", 10)] == ["Sign up", "sign out", "Design"]
    assert [one.words for one in matching(choices, " ", 2)] == ["Sign up", "Help"]
