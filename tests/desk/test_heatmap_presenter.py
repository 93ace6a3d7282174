"""What the heatmap screen decides: what is asked when something is chosen, and whom a click opens."""

from __future__ import annotations

from pathlib import Path

import pytest

from convdesk.desk.screens.heatmap.looks import Choices, Comparison, HeatLook
from convdesk.desk.screens.heatmap.presenter import HeatmapPresenter
from convdesk.desk.screens.heatmap.sentences import element_words, fit_words, marks, note
from convdesk.model.change import Change
from convdesk.model.difference import difference_of
from convdesk.model.heatmap import Band, Clicked, ElementHeat, HeatResult, HeatSpec, HeatView, Placement
from convdesk.model.page import Bucket, PagePicture, PageVisits
from convdesk.model.problem import ProblemError
from convdesk.model.segment import Everyone, Listed
from desk.fakes import Later, Now, Shown

LEFT, STAYED = Listed(frozenset("a")), Listed(frozenset("b"))
PAGES = (PageVisits("/verify", 9, 3, 3, {1440: 9}), PageVisits("/", 2, 5, 5, {1440: 2}))
RESEND = ElementHeat("#resend", "Resend", None, 6, 2, 3, 3, 6, (500, 300))


class FakeHeat:
    """Answers at once, and remembers what was asked and edited."""

    def __init__(self, *pages):
        self.pages = pages or PAGES
        self.asked, self.edits, self.inside = [], [], ("u1", "u2")
        self.problem = None

    def choices(self, _progress):
        return Choices(self.pages, (Comparison("Left after Verify", LEFT, STAYED),), ("device",))

    def usual_bucket(self, page):
        return Bucket.PHONE if page == "/" else Bucket.DESKTOP

    def heat(self, spec, _progress):
        self.asked.append(spec)
        if self.problem:
            raise self.problem
        picture = PagePicture("p", spec.page, 1440, 900, "i")
        return HeatLook(HeatResult(spec, spec.bucket, {Bucket.DESKTOP: 9}, 9, 3, 3, 1440, 900, "All clicks.",
                                   picture=picture, elements=(RESEND,)), None)  # fmt: skip

    def people_in(self, *_):
        return self.inside

    def __getattr__(self, name):
        return lambda *words: self.edits.append((name, *words))


def finish(jobs):
    """Let all work end, and what follows from it."""
    while jobs.waiting:
        jobs.waiting.pop(0).finish()


def opened(fake=None, jobs=None):
    fake, view = fake or FakeHeat(), Shown()
    presenter = HeatmapPresenter(view, jobs or Now(), fake)
    presenter.open()
    return presenter, view, fake


def test_the_page_with_most_clicks_is_shown_first_on_its_usual_screen():
    _, view, fake = opened()
    assert fake.asked == [HeatSpec("/verify", bucket=Bucket.DESKTOP)]
    assert view.last("show_heat")[0].result.clicks == 9


def test_a_study_without_recorded_pages_is_empty():
    fake = FakeHeat()
    fake.pages = ()
    _, view, _ = opened(fake)
    assert view.names[-1] == "show_empty"


def test_another_page_is_shown_on_its_own_usual_screen():
    presenter, _, fake = opened()
    presenter.choose_page("/")
    assert (fake.asked[-1].page, fake.asked[-1].bucket) == ("/", Bucket.PHONE)


def test_a_comparison_is_of_clicks_and_ends_where_it_makes_no_sense():
    presenter, view, fake = opened()
    presenter.choose_view(HeatView.MOVE)
    presenter.compare(0)
    assert (fake.asked[-1].view, fake.asked[-1].segment, fake.asked[-1].minus) == (HeatView.CLICK, LEFT, STAYED)
    presenter.choose_view(HeatView.DEAD)
    assert fake.asked[-1].minus == STAYED
    presenter.choose_view(HeatView.SCROLL)
    assert (fake.asked[-1].minus, fake.asked[-1].segment) == (None, Everyone())
    assert view.last("show_heat")[1] == -1


def test_the_windows_segment_is_asked_for_but_leaves_a_comparison_alone():
    presenter, _, fake = opened()
    presenter.use_segment(LEFT)
    assert fake.asked[-1].segment == LEFT
    presenter.compare(0)
    asked = len(fake.asked)
    presenter.use_segment(STAYED)
    assert len(fake.asked) == asked
    presenter.compare(-1)
    assert (fake.asked[-1].segment, fake.asked[-1].minus) == (STAYED, None)


def test_another_screen_asks_for_a_comparison_on_a_page():
    presenter, view, fake = opened()
    presenter.look_at("/", (LEFT, STAYED))
    presenter.open()
    last = fake.asked[-1]
    assert (last.page, last.bucket, last.segment, last.minus) == ("/", Bucket.PHONE, LEFT, STAYED)
    assert view.last("show_heat")[1] == 0


def test_choices_are_kept_from_one_question_to_the_next():
    presenter, _, fake = opened()
    presenter.weigh(by_people=True)
    presenter.spread(40)
    presenter.choose_screen(None)
    presenter.colour_by("device")
    last = fake.asked[-1]
    assert (last.is_by_people, last.radius_px, last.bucket, last.confetti) == (True, 40, None, "device")


def test_an_element_opens_the_people_of_those_asked_for_who_clicked_it():
    presenter, _, _ = opened()
    told = []
    presenter.people_wanted = lambda *words: told.append(words)
    presenter.use_segment(LEFT)
    presenter.open_element("#resend")
    assert told == [(Clicked("/verify", "#resend") & LEFT, "Clicked Resend on /verify")]


def test_a_rectangle_opens_the_people_in_it_or_says_that_there_are_none():
    presenter, view, fake = opened()
    told = []
    presenter.people_wanted = lambda *words: told.append(words)
    presenter.open_area((0, 0, 10, 10))
    assert told == [(Listed(frozenset({"u1", "u2"})), "2 people who clicked here on /verify")]
    fake.inside = ()
    presenter.open_area((0, 0, 10, 10))
    assert view.last("show_done") == ("Nobody clicked there",)


def test_a_marked_element_stays_marked_while_it_is_there():
    presenter, view, _ = opened()
    presenter.choose_element("#resend")
    presenter.choose_view(HeatView.DEAD)
    assert view.last("show_element") == ("#resend",)
    presenter.choose_page("/")
    assert view.last("show_element") == (None,)


def test_what_cannot_be_drawn_is_a_problem_and_the_choice_can_be_changed():
    presenter, view, fake = opened()
    fake.problem = ProblemError("clicks before an error", "No errors are logged.", "Choose another view.")
    presenter.choose_view(HeatView.ERROR)
    assert view.last("show_problem")[0].what == "No errors are logged."
    fake.problem = None
    presenter.choose_view(HeatView.CLICK)
    assert view.names[-2] == "show_heat"


def test_a_newer_choice_drops_the_older_and_cancelling_brings_the_last_picture_back():
    jobs = Later()
    presenter, view, fake = opened(jobs=jobs)
    finish(jobs)
    presenter.choose_view(HeatView.RAGE)
    presenter.choose_view(HeatView.DEAD)
    finish(jobs)
    assert fake.asked[-1].view is HeatView.DEAD
    presenter.choose_view(HeatView.FIRST)
    presenter.cancel()
    assert view.last("show_heat")[0].result.spec.view is HeatView.DEAD


def test_boxes_pictures_and_findings_are_written_for_what_is_looked_at():
    presenter, view, fake = opened()
    drawing = presenter.drawing
    drawing.draw_box(" Menu ", (1, 2, 3, 4))
    drawing.draw_box("  ", (1, 2, 3, 4))
    drawing.add_picture(Path("page.png"))
    drawing.add_finding("Resend is dead")
    names = [edit[0] for edit in fake.edits]
    assert names == ["draw_box", "add_picture", "add_finding"]
    assert fake.edits[0][2:] == ("Menu", (1, 2, 3, 4))
    assert fake.edits[1][1:] == ("/verify", Path("page.png"), 1440)
    assert view.last("show_done") == ("Added the finding “Resend is dead”",)


@pytest.mark.parametrize(("table", "is_asked"), [("pictures", True), ("layouts", True), ("goals", False)])
def test_it_looks_again_when_a_picture_or_a_box_changes(table, is_asked):
    presenter, _, fake = opened()
    asked = len(fake.asked)
    presenter.hear(Change("x", frozenset({table})))
    assert (len(fake.asked) > asked) is is_asked


def result(**values):
    spec = values.pop("spec", HeatSpec("/verify"))
    given = {"placed": Placement(8, 1, 1), "elements": (RESEND,)} | values
    return HeatResult(spec, Bucket.DESKTOP, {}, 10, 2, 3, 1440, 900, "All clicks.", **given)


def test_the_note_says_of_how_many_and_how_well_it_fits():
    assert note(result()) == "10 clicks by 2 people · 3 people saw the page · layout match 80 %"
    assert "1 was moved to the edge of its element" in fit_words(result())


def test_clicks_out_of_sight_are_said_in_the_note_and_explained_in_its_tool_tip():
    found = result(placed=Placement(7, 1, 0, 0, 2))
    assert note(found).endswith("· layout match 88 % · 2 out of sight in lists or panes")
    assert "2 lie in parts of lists or panes that this picture does not show" in fit_words(found)
    assert note(result(placed=Placement(0, 0, 0, 0, 1))).endswith("saw the page · 1 out of sight in a list or pane")


def test_the_tool_tip_of_an_element_has_its_interval_and_says_that_few_are_few():
    words = element_words(RESEND, result())
    assert "2 people, 67 % of 3 (21–94 %)" in words
    assert "few people" in words


def test_the_tool_tip_of_a_difference_has_both_groups():
    compared = ElementHeat("#a", "A", None, 1, 8, 10, 0, 0, difference=difference_of(8, 10, 1, 10))
    words = element_words(compared, result())
    assert "8 of 10 against 1 of 10 people" in words
    assert "+70 points" in words


def test_lines_across_the_page_say_how_far_people_got():
    bands = tuple(Band(n * 10, n * 10 + 10, 10 - n, 10) for n in range(10))
    found = marks(result(spec=HeatSpec("/verify", HeatView.SCROLL), bands=bands, fold_px=45.0))
    assert found == [
        (45.0, "half of the windows end here"), (30, "fewer than 75 % got here"), (60, "fewer than 50 % got here"),
        (80, "fewer than 25 % got here"),
    ]  # fmt: skip
