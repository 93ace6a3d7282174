"""What the review decides, with a study that answers at once."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from convdesk.desk.screens.review.presenter import ReviewPresenter
from convdesk.model.change import Change
from convdesk.model.dropoff import DropOff
from convdesk.model.finding import Severity
from convdesk.model.heat import ClickKind
from convdesk.model.problem import ProblemError
from desk.fakes import ANSWERS, SPEC, FakeQuestions, Later, Now, Shown

BROKEN = ProblemError("funnel", "It cannot be counted.", "Choose other steps.")


class Review:
    """A presenter with everything it talks to."""

    def __init__(self, questions=None, jobs=None) -> None:
        self.view = Shown()
        self.panes = SimpleNamespace(page=Shown(), answers=Shown(), marks=Shown(), coverage=Shown(), draft=Shown())
        self.questions = questions or FakeQuestions()
        self.jobs = jobs or Now()
        self.presenter = ReviewPresenter(self.view, self.panes, self.jobs, self.questions)
        self.selected = []
        self.presenter.selected = self.selected.append


@pytest.fixture
def review():
    made = Review()
    made.presenter.open()
    return made


def edit(*tables):
    return Change("An edit", frozenset(tables))


def test_a_study_without_events_says_what_the_place_is_for():
    made = Review(FakeQuestions(spec=None))
    made.presenter.open()
    assert made.view.names[-1] == "show_empty"


def test_opening_shows_the_funnel_and_looks_at_its_largest_loss(review):
    assert review.view.last("show_funnel")[1] == 3
    assert review.view.last("show_drop_off")[0].left == 869
    assert review.selected == [DropOff(SPEC, 3)]


def test_selecting_a_drop_off_moves_all_three_panes(review):
    review.presenter.select(2)
    assert review.view.last("show_drop_off")[0].drop_off.at == 2
    assert review.panes.page.last("show_page")[0].clicks.spec.segment == DropOff(SPEC, 2).segment
    assert review.panes.answers.last("show_coverage")[0].drop_off.at == 2
    assert review.selected[-1] == DropOff(SPEC, 2)


@pytest.mark.parametrize("at", [0, 6, 7])
def test_nobody_leaves_before_the_first_or_after_the_last_step(review, at):
    review.presenter.select(at)
    assert review.view.last("show_funnel")[1] == 3


def test_moving_goes_from_one_drop_off_to_the_next(review):
    review.presenter.move(1)
    assert review.view.last("show_funnel")[1] == 4
    review.presenter.move(-1)
    assert review.view.last("show_funnel")[1] == 3


def test_a_newer_selection_is_shown_and_the_older_one_is_dropped():
    jobs = Later()
    made = Review(jobs=jobs)
    made.presenter.open()
    jobs.waiting[-1].finish()
    jobs.waiting[-1].finish()
    made.presenter.select(1)
    first = jobs.waiting[-1]
    made.presenter.select(2)
    jobs.waiting[-1].finish()
    first.finish()
    assert [drop_off.at for drop_off in made.selected] == [2]


def test_an_import_counts_the_funnel_again_and_keeps_the_drop_off(review):
    review.presenter.select(2)
    review.presenter.hear(edit("sources"))
    assert len(review.questions.counted) == 2
    assert review.view.last("show_funnel")[1] == 2


def test_a_finding_that_was_added_does_not_count_again(review):
    review.presenter.hear(edit("findings", "evidence"))
    assert len(review.questions.counted) == 1


def test_undoing_the_choice_of_steps_shows_the_steps_before(review):
    review.questions.spec = replace(SPEC, steps=SPEC.steps[:3])
    review.presenter.hear(edit("funnels"))
    assert review.questions.counted[-1].steps == SPEC.steps[:3]


def test_a_funnel_looked_at_elsewhere_is_followed_when_the_review_is_looked_at(review):
    spec = replace(SPEC, steps=SPEC.steps[:4], name="Other")
    review.presenter.take(spec)
    assert len(review.questions.counted) == 1
    review.presenter.catch_up()
    review.presenter.catch_up()
    assert [one.steps for one in review.questions.counted] == [SPEC.steps, spec.steps]


def test_an_edit_of_another_funnel_leaves_the_one_that_is_followed(review):
    other = replace(SPEC, steps=SPEC.steps[:4], name="Other")
    review.questions.others = {"Other": other}
    review.presenter.take(other)
    review.presenter.catch_up()
    review.presenter.hear(edit("funnels"))
    assert review.presenter.spec == other


def test_a_funnel_that_cannot_be_counted_is_told_in_the_bar():
    made = Review(FakeQuestions(problem=BROKEN))
    made.presenter.open()
    assert made.view.last("show_problem") == (BROKEN.problem,)


def test_cancelling_brings_back_what_was_looked_at(review):
    review.presenter.cancel()
    assert review.view.last("show_funnel")[1] == 3
    assert review.view.names[-1] == "show_drop_off"


def test_cancelling_the_very_first_count_leaves_the_place_empty():
    made = Review(jobs=Later())
    made.presenter.open()
    made.presenter.cancel()
    assert made.view.names[-1] == "show_empty"


def test_written_slides_are_told_with_their_file(review, tmp_path):
    out = tmp_path / "march.pptx"
    review.presenter.write_slides(out)
    text, file = review.view.last("show_done")
    assert "march.pptx" in text
    assert file == out


class TestPage:
    def test_rage_clicks_are_asked_for_the_same_people_and_page(self, review):
        review.presenter.page.choose_kind(ClickKind.RAGE)
        look, kind = review.panes.page.last("show_page")
        assert kind is ClickKind.RAGE
        assert look.clicks.spec.segment == DropOff(SPEC, 3).segment

    def test_the_kind_stays_when_another_drop_off_is_chosen(self, review):
        review.presenter.page.choose_kind(ClickKind.DEAD)
        review.presenter.select(2)
        assert review.panes.page.last("show_page")[1] is ClickKind.DEAD

    def test_another_page_or_width_is_asked_for(self, review):
        review.presenter.page.choose_page("/help")
        review.presenter.page.choose_width(390)
        look, _ = review.panes.page.last("show_page")
        assert (look.clicks.page, look.width) == ("/help", 390)
        review.presenter.page.choose_width(None)
        look, _ = review.panes.page.last("show_page")
        assert look.clicks.spec.width is None

    def test_people_without_clicks_have_an_empty_page(self):
        made = Review(FakeQuestions(has_clicks=False))
        made.presenter.open()
        assert "show_none" in made.panes.page.names
        assert "show_page" not in made.panes.page.names

    def test_choosing_an_element_twice_lets_go_of_it(self, review):
        page = review.presenter.page
        page.choose_element("#resend")
        assert page.element.words == "Resend code · 4,310 clicks · 610 people · 60 % no effect"
        page.choose_element("#resend")
        assert page.element is None

    def test_a_dropped_picture_becomes_that_of_the_page_and_width(self, review, tmp_path):
        review.presenter.page.add_picture(tmp_path / "page.png")
        assert review.questions.pictures == [("/verify-email", tmp_path / "page.png", 1440)]


class TestAnswers:
    def test_the_open_question_with_most_answers_is_shown_first(self, review):
        assert review.panes.answers.last("show_questions")[1] == 1
        assert review.panes.answers.last("show_answers")[0].answers == ANSWERS

    def test_a_chosen_question_stays_when_another_drop_off_is_chosen(self, review):
        review.presenter.answers.choose_question(0)
        review.presenter.select(2)
        assert review.panes.answers.last("show_questions")[1] == 0

    def test_only_answers_with_the_words_are_shown(self, review):
        review.presenter.answers.search(" expired ")
        found, words = review.panes.answers.last("show_answers")
        assert (found.n, words) == (2, "expired")

    def test_a_quote_is_chosen_and_let_go_of(self, review):
        answers = review.presenter.answers
        answers.toggle(ANSWERS[0])
        answers.toggle(ANSWERS[1])
        answers.toggle(ANSWERS[0])
        assert answers.chosen == (ANSWERS[1],)


class TestFinding:
    def test_it_rests_on_the_drop_off_the_element_and_the_quotes_chosen(self, review):
        review.presenter.page.choose_element("#resend")
        review.presenter.answers.toggle(ANSWERS[0])
        review.presenter.start_finding()
        review.presenter.draft.add("Codes expire", "", Severity.MAJOR)
        (draft,) = review.questions.findings
        assert [type(piece.what).__name__ for piece in draft.pieces] == ["DropOff", "ClickedElement", "Answer"]
        assert review.panes.draft.names[-2:] == ["show_closed", "show_added"]

    def test_what_is_chosen_later_is_offered_too_and_what_was_unticked_stays_so(self, review):
        review.presenter.start_finding()
        review.presenter.draft.tick(0, False)
        review.presenter.answers.toggle(ANSWERS[0])
        review.presenter.draft.add("Codes expire", "", Severity.MAJOR)
        (draft,) = review.questions.findings
        assert [piece.what for piece in draft.pieces] == [ANSWERS[0]]

    def test_one_without_a_title_asks_for_it(self, review):
        review.presenter.start_finding()
        review.presenter.draft.add("  ", "", Severity.MAJOR)
        assert review.questions.findings == []
        assert "title" in review.panes.draft.last("show_problem")[0].what

    def test_one_that_could_not_be_kept_stays_open(self, review):
        review.presenter.start_finding()
        review.questions.problem = BROKEN
        review.presenter.draft.add("Codes expire", "", Severity.MAJOR)
        assert review.panes.draft.names[-1] == "show_problem"
        assert review.presenter.draft.is_open

    def test_it_is_left_when_another_drop_off_is_chosen(self, review):
        review.presenter.start_finding()
        review.presenter.select(2)
        assert review.panes.draft.names[-1] == "show_closed"
