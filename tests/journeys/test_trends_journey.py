"""Numbers over time through the real window: lines, splits, times of the week, who came back, and their people."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from convdesk.desk.screens.trends.looks import Measure, Mode
from convdesk.model.step import event_step
from convdesk.model.trend import Unit
from convdesk.operations import segments
from convdesk.operations.imports import remove_sources
from convdesk.operations.studies import describe_study

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", r"support raise", "grabbing the")


@pytest.fixture
def screen(window):
    window.show_trends()
    window.settled()
    return window.trends


@pytest.fixture
def told(screen, study):
    heard = []
    screen.people_wanted.connect(lambda segment, _: heard.append(len(segments.people_in_segment(study, segment))))
    return heard


def test_it_opens_with_all_people_by_day_and_marks_days_without_data(screen):
    assert screen._title.accessibleName() == "Any event: people by day"
    points = screen._series[0].trend.points
    assert (len(points), sum(point.is_gap for point in points)) == (31, 21)
    assert "21 periods without data" in screen._note.accessibleName()
    screen.grab()


def test_a_point_is_reached_by_keys_and_lists_its_people(qtbot, screen, told):
    screen.chart.setFocus()
    qtbot.keyClick(screen.chart, Qt.Key.Key_Home)
    qtbot.keyClick(screen.chart, Qt.Key.Key_Right)
    assert "2 Mar 2026" in screen.chart.accessibleDescription()
    qtbot.keyClick(screen.chart, Qt.Key.Key_Return)
    assert told == [screen._series[0].trend.points[1].people]


def test_a_point_is_clicked(qtbot, screen, told):
    x, y = screen.chart._layout.lines[0][0]
    qtbot.mouseClick(screen.chart, Qt.MouseButton.LeftButton, pos=screen.chart.rect().topLeft() + _point(x, y))
    assert told == [screen._series[0].trend.points[0].people]
    assert "1 Mar 2026" in screen.chart.words_at(x)


def test_lines_are_added_by_searching_and_copied_as_a_table(qtbot, window, screen):
    screen.presenter.put(event_step("Open"))
    window.settled()
    screen.question.adding.open()
    qtbot.keyClicks(screen.question.adding.list.words, "sig")
    qtbot.keyClick(screen.question.adding.list.words, Qt.Key.Key_Return)
    window.settled()
    assert screen._title.accessibleName() == "Open and Sign up: people by day"
    screen.copy_numbers()
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0] == "Period,Open,Sign up,Missing"
    assert len(lines) == 32
    screen.copy_picture()
    assert not QApplication.clipboard().pixmap().isNull()
    screen.presenter.change(measure=Measure.SHARE, unit=Unit.WEEK)
    window.settled()
    screen.grab()


def test_times_of_the_week_list_their_people(qtbot, window, screen, told):
    screen.question.modes[Mode.HOURS].click()
    window.settled()
    screen.grid.setFocus()
    for _ in range(10):
        qtbot.keyClick(screen.grid, Qt.Key.Key_Right)
    qtbot.keyClick(screen.grid, Qt.Key.Key_Return)
    assert screen.grid.grid.cells[0][10].text == str(told[0])
    screen.copy_numbers()
    assert QApplication.clipboard().text().startswith("Hour,00,01")
    screen.grab()


def test_who_came_back_lists_its_people_and_leaves_open_what_is_not_over(qtbot, window, screen, told):
    screen.question.modes[Mode.RETENTION].click()
    screen.presenter.change(unit=Unit.WEEK)
    window.settled()
    assert any(cell.strength is None for cells in screen.grid.grid.cells for cell in cells)
    qtbot.mouseClick(screen.grid, Qt.MouseButton.LeftButton, pos=screen.grid.box_of(0, 0).center().toPoint())
    assert str(told[0]) == screen.grid.grid.cells[0][0].text
    assert "of" in screen.grid.words_at(screen.grid.box_of(0, 1).center().toPoint())


def test_nothing_and_no_data_say_what_to_do(window, screen, study):
    screen.presenter.put_typed("Nowhere")
    window.settled()
    assert screen._body.currentWidget() is screen._nothing
    screen.presenter.put_typed("purchase[plan]")
    window.settled()
    assert screen.bar.isVisible()
    remove_sources(study, [source.id for source in describe_study(study).sources])
    window.settled()
    assert screen._stack.currentWidget() is screen._empty


def _point(x: float, y: float):
    from PySide6.QtCore import QPoint

    return QPoint(round(x), round(y))
