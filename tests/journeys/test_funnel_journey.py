"""A funnel is made, counted by other rules, looked at from every side and reviewed, through the real window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt

from convdesk.desk.screens.funnel.draft import rows_of
from convdesk.desk.screens.funnel.looks import View
from convdesk.desk.screens.funnel.rules_presenter import PRESET
from convdesk.desk.screens.funnel.sentences import row_words
from convdesk.model.funnel_rules import Order
from convdesk.operations.funnels import list_funnels
from convdesk.operations.segments import people_in_segment

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "raise\\(\\)")


@pytest.fixture
def funnel(window):
    window.show_funnel()
    window.settled()
    return window.funnel


def lines(funnel) -> list[str]:
    return [row_words(funnel.presenter.spec, row) for row in rows_of(funnel.presenter.spec)]


def number(funnel, words: str):
    """The number whose words begin so."""
    return next(one for one in funnel.views.canvas.drawing.openings if one.words.startswith(words))


def test_a_funnel_is_made_by_typing_and_keys(qtbot, window, funnel, study):
    window.change_steps()
    qtbot.keyClicks(funnel.offer.search, "veri")
    assert funnel.offer.list.count() == 1
    qtbot.keyClick(funnel.offer.search, Qt.Key.Key_Return)
    window.settled()
    assert lines(funnel) == ["1  Open", "2  Verify", "3  Sign up", "4  Verify", "5  Done"]
    qtbot.keyClick(funnel.steps, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    window.settled()
    assert lines(funnel)[1:3] == ["2  Sign up", "3  Verify"]
    qtbot.keyClick(funnel.steps, Qt.Key.Key_Delete)
    window.settled()
    assert lines(funnel) == ["1  Open", "2  Sign up", "3  Verify", "4  Done"]
    assert len(list_funnels(study)) == 1
    window.undo()
    window.settled()
    assert len(lines(funnel)) == 5
    window.undo()
    window.settled()
    assert lines(funnel)[1:3] == ["2  Verify", "3  Sign up"]


def test_every_number_opens_exactly_its_people(qtbot, funnel, study):
    wanted = []
    funnel.people_wanted.connect(lambda people, who: wanted.append((people, who)))
    left = number(funnel, "28 people left after Verify")
    middle = QPointF(left.box[0] + left.box[2] / 2, left.box[1] + left.box[3] / 2)
    qtbot.mouseClick(funnel.views.canvas, Qt.MouseButton.LeftButton, pos=middle.toPoint())
    assert len(people_in_segment(study, wanted[0][0])) == 28
    funnel.views.canvas.setFocus()
    qtbot.keyClick(funnel.views.canvas, Qt.Key.Key_Home)
    qtbot.keyClick(funnel.views.canvas, Qt.Key.Key_Down)
    qtbot.keyClick(funnel.views.canvas, Qt.Key.Key_Return)
    assert len(wanted) >= 1


def test_rules_say_what_would_change_and_are_chosen_with_one_click(window, funnel, study):
    funnel.show_rules()
    window.settled()
    assert funnel.rules.effects["order", Order.STRICT].text() == "12"
    funnel.rules.buttons[PRESET, "mixpanel"].click()
    window.settled()
    assert list_funnels(study)[0].spec.rules.name == "mixpanel"
    assert "first entry only" in funnel.sentence.text()
    window.undo()
    window.settled()
    assert "latest usable entry" in funnel.sentence.text()


@pytest.mark.parametrize("view", [View.TIMES, View.TREND])
def test_a_view_is_chosen_and_follows_the_steps(window, funnel, view):
    funnel.views.switch[view].click()
    window.settled()
    before = funnel.views.canvas.drawing
    assert before.shapes
    funnel.presenter.remove(1)
    window.settled()
    assert funnel.views.canvas.drawing is not before


def test_a_breakdown_and_a_comparison_by_words(window, funnel):
    funnel.views.switch[View.COMPARISON].click()
    sides = funnel.views.options.sides
    sides.by.setCurrentIndex(2)
    sides.by.activated.emit(2)
    sides.words[1].setText("did(Done)")
    sides.words[1].editingFinished.emit()
    window.settled()
    assert number(funnel, "12 people of 12 who entered reached Done")
    sides.words[1].setText("did(Done")
    sides.words[1].editingFinished.emit()
    window.settled()
    assert "closing bracket" in funnel.views._empty._title.text()


def test_who_flips_is_listed_with_the_events_that_decide(window, funnel):
    funnel.presenter.rules.set_window("1m", is_final=True)
    funnel.views.switch[View.FLIPS].click()
    window.settled()
    funnel.presenter.views.want(tools=("", "no-window"))
    window.settled()
    pane = funnel.views.flips
    assert pane.people.model().rowCount() == 40
    assert pane.events.model().rowCount() >= 2


def test_the_review_follows_the_funnel_that_was_made(window, funnel):
    funnel.presenter.remove(1)
    window.settled()
    funnel.reviewing.click()
    window.settled()
    assert [step.name for step in window.review.funnel._result.steps] == ["Open", "Verify", "Done"]


def test_what_is_found_becomes_what_is_chosen_above_it(qtbot, window, funnel):
    funnel.steps.setCurrentRow(1)
    funnel.offer.adding.setCurrentIndex(1)
    funnel.offer.adding.activated.emit(1)
    qtbot.keyClicks(funnel.offer.search, "page:/help*")
    qtbot.keyClick(funnel.offer.search, Qt.Key.Key_Return)
    window.settled()
    assert funnel.presenter.spec.steps[1].name == "Sign up|page:/help*"
