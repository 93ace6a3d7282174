"""What is decided of the marks and the coverage of a drop-off, with nothing behind it."""

from __future__ import annotations

import pytest

from convdesk.desk.screens.review.coverage_presenter import CoveragePresenter
from convdesk.desk.screens.review.draft_presenter import DraftPresenter
from convdesk.desk.screens.review.mark_words import mark_note, mark_tip, time_text
from convdesk.desk.screens.review.marks_presenter import MarksPresenter
from convdesk.model.driver import Mark, MarkKind
from convdesk.model.dropoff import DropOff
from convdesk.model.finding import Severity
from convdesk.model.marked import Channel, Heard, LastKnown, Marked
from convdesk.model.problem import ProblemError
from convdesk.model.segment import Both
from desk.fakes import MARKS, SPEC, FakeQuestions, Later, Now, Shown, drop_off_view

VIEW = drop_off_view(DropOff(SPEC, 3), None)
NEXT = drop_off_view(DropOff(SPEC, 4), None)


@pytest.fixture
def marks():
    made = MarksPresenter(Shown(), Now(), FakeQuestions())
    made.look(VIEW)
    return made


def listed(presenter) -> list[str]:
    return [mark.name for mark in presenter._view.last("show_marks")[0].rows]


def test_the_marks_follow_the_drop_off_and_say_how_many_are_clear(marks):
    look = marks._view.last("show_marks")[0]
    assert (look.table.spec.drop_off.at, look.clear) == (3, 2)
    marks.choose_exposure(60_000_000)
    marks.look(NEXT)
    spec = marks._view.last("show_marks")[0].table.spec
    assert (spec.drop_off.at, spec.exposure_us) == (4, 60_000_000)


def test_rows_of_one_kind_and_rows_of_few_people_are_asked_for(marks):
    assert "/help" not in listed(marks)
    marks.show_all(True)
    assert "/help" in listed(marks)
    marks.choose_kind(MarkKind.PROPERTY)
    assert listed(marks) == ["platform=ios"]
    marks.choose_kind(None)
    assert len(listed(marks)) == len(MARKS)


def test_each_side_of_a_row_opens_its_people(marks):
    told = []
    marks.people_wanted = lambda segment, words: told.append((segment, words))
    marks.show_people(0, has_left=True)
    marks.show_people(0, has_left=False)
    (left, said), (stayed, _) = told
    assert left == Marked(left.spec, MarkKind.EVENT, "Resend code", True)
    assert said == "540 people who left with Resend code"
    assert not stayed.has_left


def test_rows_become_evidence_of_a_finding_and_are_let_go_with_the_drop_off(marks):
    questions = FakeQuestions()
    draft = DraftPresenter(Shown(), Now(), questions)
    marks.toggle(0)
    marks.toggle(1)
    marks.toggle(1)
    assert marks._view.last("show_chosen") == (frozenset({0}),)
    draft.start(VIEW, None, (), marks.pieces)
    draft.add("Codes expire", "", Severity.MAJOR)
    pieces = questions.findings[0].pieces
    assert [piece.words for piece in pieces[1:]] == ["Resend code: 61 % of those who left, 17 % of those who went on"]
    marks.look(NEXT)
    assert marks.pieces == ()


def test_a_newer_drop_off_cancels_the_comparison_of_the_older():
    jobs = Later()
    marks = MarksPresenter(Shown(), jobs, FakeQuestions())
    marks.look(VIEW)
    marks.look(NEXT)
    first, second = jobs.waiting
    assert first.is_cancelled
    second.finish()
    assert marks._view.last("show_marks")[0].table.spec.drop_off.at == 4


def test_a_comparison_that_is_stopped_leaves_what_was_there_of_the_same_drop_off():
    jobs = Later()
    marks = MarksPresenter(Shown(), jobs, FakeQuestions())
    marks.look(VIEW)
    marks.cancel()
    assert jobs.waiting[-1].is_cancelled
    assert "show_stopped" in marks._view.names
    marks.again()
    jobs.waiting[-1].finish()
    marks.choose_exposure(60_000_000)
    marks.cancel()
    assert marks._view.names.count("show_marks") == 2
    assert marks._spec.exposure_us is None


def test_without_a_drop_off_or_with_a_problem_the_pane_says_so(marks):
    marks.clear()
    assert marks._view.names[-1] == "show_none"
    questions = FakeQuestions(problem=ProblemError("step 9", "Nobody can leave there.", "Choose another."))
    refused = MarksPresenter(Shown(), Now(), questions)
    refused.look(VIEW)
    assert refused._view.last("show_problem")[0].where == "step 9"


def test_the_words_say_goes_with_and_never_why():
    tip = mark_tip(MARKS[0])
    assert "Goes with leaving here." in tip
    assert "not why" in tip
    assert "540 of 881" in tip
    assert "because" not in tip
    assert mark_note(MARKS[0]) == "+45 points (+41 to +48) · q < 0.001"
    assert "may be chance" in mark_note(MARKS[1])
    close = Mark(MarkKind.PAGE, "/", 31_712, 31_728, 14_110, 14_162, 1.003, 1.001, 1.005, 1e-9, 1e-8)
    assert mark_note(close).startswith("+0.3 points (+0.2 to +0.4)")
    assert "few people" in mark_note(MARKS[1])
    nobody = Mark(MarkKind.ANSWER, "Q1=2", 3, 3, 0, 0, None, None, None, 1.0, 1.0)
    assert "nobody on one side" in mark_note(nobody)


def test_times_are_said_as_people_say_them():
    assert [time_text(s) for s in (29.5, 220.0, 7200.0, 345_600.0)] == ["29.5 s", "3.7 min", "2 h", "4 days"]


@pytest.fixture
def coverage():
    made = CoveragePresenter(Shown(), Now(), FakeQuestions())
    made.look(VIEW)
    return made


def test_coverage_begins_with_what_more_people_have(coverage):
    assert coverage._view.last("show_coverage")[1] is Channel.RECORDED
    coverage.choose(Channel.ANSWERED)
    assert coverage._view.last("show_coverage")[1] is Channel.ANSWERED


def test_those_heard_the_silent_ones_and_each_value_open_their_people(coverage):
    told = []
    coverage.people_wanted = lambda segment, words: told.append((segment, words))
    coverage.show_people(Channel.ANSWERED, is_heard=True)
    coverage.show_people(Channel.RECORDED, is_heard=False)
    assert told[0] == (VIEW.drop_off.segment & Heard(Channel.ANSWERED), "19 people who left here and answered")
    assert told[1][1] == "821 people who left here and were not recorded"
    coverage.choose(Channel.ANSWERED)
    coverage.show_row(0, is_heard=True)
    those = told[2][0]
    assert isinstance(those, Both)
    assert those.left.right == LastKnown("platform", "ios")
    assert told[2][1] == "12 people who left here and answered, platform=ios"


def test_coverage_that_is_stopped_can_be_asked_again():
    jobs = Later()
    coverage = CoveragePresenter(Shown(), jobs, FakeQuestions())
    coverage.look(VIEW)
    coverage.cancel()
    assert coverage._view.names[-1] == "show_stopped"
    coverage.again()
    jobs.waiting[-1].finish()
    assert coverage._view.names[-1] == "show_coverage"
    coverage.clear()
    assert coverage._view.names[-1] == "show_none"
