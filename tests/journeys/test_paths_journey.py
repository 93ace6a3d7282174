"""What people did before they left, followed through the real window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from convdesk.desk.screens.paths.looks import Beside
from convdesk.model.dropoff import DropOff
from convdesk.model.path import Nodes, Side
from convdesk.operations import page_groups, segments
from convdesk.operations.imports import remove_sources
from convdesk.operations.studies import describe_study

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", r"support raise", "grabbing the")


@pytest.fixture
def screen(window):
    window.show_paths()
    window.settled()
    return window.paths


def names(screen) -> list[str]:
    return [f"{box.node.layer} {box.node.name}" for box in screen.canvas._layout.boxes]


def test_the_review_leads_to_what_came_before_leaving(window):
    window.review.heading._before.click()
    window.settled()
    screen = window.paths
    assert screen.isVisible()
    assert isinstance(screen.presenter.spec.anchor, DropOff)
    assert screen._title.accessibleName() == "What people did before leaving after Verify"
    assert names(screen)[:2] == ["0 leaving after Verify", "1 Verify"]
    screen.grab()


def test_a_node_is_reached_by_keys_and_lists_its_people(qtbot, screen, study):
    told = []
    screen.people_wanted.connect(lambda segment, words: told.append((segment, words)))
    screen.canvas.setFocus()
    qtbot.keyClick(screen.canvas, Qt.Key.Key_Left)
    assert screen.canvas.current.node.name == "Verify"
    assert "28 of 28 people" in screen.canvas.accessibleDescription()
    qtbot.keyClick(screen.canvas, Qt.Key.Key_Return)
    assert len(segments.people_in_segment(study, told[0][0])) == 28
    assert told[0][1].startswith("Verify, 1 before")


def test_the_people_of_a_node_are_listed_and_back_returns_to_the_paths(qtbot, window, screen):
    screen.canvas.setFocus()
    qtbot.keyClick(screen.canvas, Qt.Key.Key_Left)
    qtbot.keyClick(screen.canvas, Qt.Key.Key_Return)
    window.settled()
    assert window.people.isVisible()
    assert window.people.table.model().rowCount() == 28
    window.go_back()
    window.settled()
    assert screen.isVisible()
    assert screen.canvas.current.node.name == "Verify"


def test_a_node_and_a_link_are_clicked(qtbot, screen, study):
    told = []
    screen.people_wanted.connect(lambda segment, _: told.append(segment))
    at = screen.canvas.place_of(1, "Verify")
    qtbot.mouseClick(screen.canvas, Qt.MouseButton.LeftButton, pos=at.toPoint())
    between = (at + screen.canvas.place_of(0, screen.canvas._result.anchor)) / 2
    where = between.toPoint()
    qtbot.mouseMove(screen.canvas, where)
    qtbot.mouseClick(screen.canvas, Qt.MouseButton.LeftButton, pos=where)
    assert [len(segments.people_in_segment(study, one)) for one in told] == [28, 28]
    assert "28 people" in screen.canvas.words_at(where)


def test_another_start_is_searched_for_and_back_returns(qtbot, window, screen):
    screen.question.start.open()
    qtbot.keyClicks(screen.question.start.list.words, "sign")
    qtbot.keyClick(screen.question.start.list.words, Qt.Key.Key_Return)
    window.settled()
    assert screen._title.accessibleName() == "What people did before Sign up"
    screen.question.side.activated.emit(1)
    window.settled()
    assert screen._title.accessibleName() == "What people did after Sign up"
    qtbot.keyClick(screen.canvas, Qt.Key.Key_Escape)
    window.settled()
    assert screen._title.accessibleName() == "What people did before Sign up"


def test_pages_are_grouped_by_hand_and_the_grouping_is_undone(qtbot, window, screen, study):
    screen.presenter.look_at(None, Side.AFTER)
    screen.presenter.change(nodes=Nodes.PAGES)
    screen.tables.turn(Beside.PAGES)
    window.settled()
    assert "1 /open" in names(screen)
    qtbot.keyClicks(screen.tables.pattern, "/*e*")
    qtbot.keyClick(screen.tables.pattern, Qt.Key.Key_Return)
    window.settled()
    assert "1 /*e*" in names(screen)
    window.commands["undo"].trigger()
    window.settled()
    assert "1 /open" in names(screen)
    assert page_groups.list_page_patterns(study) == ()


def test_the_tables_are_sorted_and_copied(window, screen):
    screen.tables.turn(Beside.FOLLOWS)
    window.settled()
    screen.tables.follows.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    screen.tables._copy()
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0] == "From,To,People,Times,Share"
    assert lines[1].startswith("Open,Sign up,48")
    screen.tables.turn(Beside.STEPS)
    model = screen.tables.steps.model()
    row = next(row for row in range(model.rowCount()) if model.index(row, 0).data() == "Verify")
    screen.tables.steps.setCurrentIndex(model.index(row, 1))
    told = []
    screen.people_wanted.connect(lambda segment, _: told.append(segment))
    screen.tables.steps.activated.emit(screen.tables.steps.currentIndex())
    assert len(told) == 1


def test_nobody_and_nothing_say_what_to_do(window, screen, study):
    screen.presenter.start_with("Nowhere")
    window.settled()
    assert screen._drawing.currentWidget() is screen._nothing
    screen.presenter.start_with("purchase[plan]")
    window.settled()
    assert "is not a condition" in screen.bar.text
    remove_sources(study, [source.id for source in describe_study(study).sources])
    window.settled()
    assert screen._stack.currentWidget() is screen._empty
