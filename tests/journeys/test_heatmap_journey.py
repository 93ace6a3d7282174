"""From the page with most clicks to those who clicked, over the researcher's own picture, through the real window."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QPushButton

from convdesk.desk.screens.review.width_row import WidthRow
from convdesk.desk.web import door
from convdesk.desk.web.door import why_closed
from convdesk.model.heatmap import HeatView
from convdesk.operations.imports import import_files
from convdesk.operations.pictures import list_layouts, list_pictures
from small_study import recording

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "RHI|QRhi", "Vulkan", "GPUInfo", "GBM")


@pytest.fixture
def study(study, tmp_path):
    """Two people whose clicks were recorded: u30 left, u5 went on."""
    for user in ("u5", "u30"):
        (tmp_path / f"{user}.json").write_text(json.dumps(recording(user)))
    import_files(study, [tmp_path / "u5.json", tmp_path / "u30.json"])
    return study


@pytest.fixture
def screen(window):
    window.show_heatmap()
    window.settled()
    return window._screens["heatmap"]


def picture(folder) -> object:
    image = QImage(1440, 900, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    image.save(str(folder / "page.jpg"))
    return folder / "page.jpg"


def test_the_page_its_elements_and_what_it_counts_are_shown(screen):
    assert screen._title.text() == "/verify-email"
    assert screen._note.accessibleName() == "6 clicks by 2 people · 2 people saw the page"
    view = screen.elements._views[0]
    assert [view.model().index(0, column).data() for column in range(3)] == ["Resend code", "2 · 100 %", "6 / 6"]


def test_an_element_marked_on_the_page_is_marked_in_the_list_and_opens_its_people(qtbot, screen):
    told = []
    screen.people_wanted.connect(lambda *words: told.append(words))
    at = screen.canvas.mapFromScene(500, 300)
    qtbot.mouseClick(screen.canvas.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert screen.elements._current().selector == "#resend"
    qtbot.keyClick(screen.canvas, Qt.Key.Key_Return)
    assert told[-1][1] == "Clicked Resend code on /verify-email"


def test_a_rectangle_opens_the_people_in_it(qtbot, window, screen):
    told = []
    screen.people_wanted.connect(lambda *words: told.append(words))
    start, end = (screen.canvas.mapFromScene(*place) for place in ((450, 250), (560, 350)))
    viewport = screen.canvas.viewport()
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(viewport, start + QPoint(20, 10))
    qtbot.mouseMove(viewport, end)
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=end)
    window.settled()
    assert told[-1][0].actors == {"u5", "u30"}


def test_an_own_picture_is_added_as_jpeg_with_a_box_drawn_on_it_and_both_are_undone(window, screen, study, tmp_path):
    screen.presenter.drawing.add_picture(picture(tmp_path))
    window.settled()
    assert [one.width for one in list_pictures(study)] == [1440]
    assert screen._boxes.isVisible()
    screen.presenter.drawing.draw_box("Buttons", (400.0, 200.0, 300.0, 200.0))
    window.settled()
    assert screen.elements._views[0].model().index(0, 0).data() == "Buttons"
    for _ in range(2):
        window.undo()
        window.settled()
    assert (list_pictures(study), list_layouts(study)) == ((), ())


def test_a_picture_that_is_none_is_refused_with_a_way_out(window, screen, tmp_path):
    (tmp_path / "page.png").write_bytes(b"no picture")
    screen.presenter.drawing.add_picture(tmp_path / "page.png")
    window.settled()
    assert "cannot be read" in screen.bar.text


def test_every_view_is_drawn_or_says_why_not(window, screen):
    for view in HeatView:
        screen.presenter.choose_view(view)
        window.settled()
        is_told = screen._middle.currentIndex() == 1 or screen.bar.isVisible()
        assert is_told is (view in {HeatView.MOVE, HeatView.ERROR})


def test_what_is_seen_is_saved_and_becomes_a_finding(window, screen, tmp_path):
    screen.presenter.drawing.save_picture(tmp_path / "heat.png")
    screen.presenter.drawing.add_finding("Resend is dead")
    window.settled()
    assert (tmp_path / "heat.png").stat().st_size > 1000
    window.show_findings()
    window.settled()
    assert "Resend is dead" in window.findings.list.model().index(0, 0).data()


def test_from_the_review_those_who_left_are_compared_with_those_who_went_on(window, screen):
    window.review.page.comparison_wanted.emit("/verify-email")
    window.settled()
    spec = screen._shown.result.spec
    assert (spec.page, spec.minus.in_words()) == ("/verify-email", "those who reached Done")
    assert window._screens.currentWidget() is screen


@pytest.mark.skipif(why_closed() is not None, reason="there is no web view here")
def test_a_page_is_rebuilt_from_a_recording_with_its_elements_and_undone(qtbot, window, screen, study):
    screen.rebuild()
    qtbot.waitUntil(lambda: bool(list_pictures(study)), timeout=60_000)
    window.settled()
    assert list_pictures(study)[0].is_rebuilt
    assert "1 element found of 1" in screen.bar.text
    assert screen._shown.result.elements[0].box is not None
    window.undo()
    window.settled()
    assert (list_pictures(study), list_layouts(study)) == ((), ())


@pytest.mark.skipif(why_closed() is not None, reason="there is no web view here")
def test_a_moment_of_a_recording_is_pictured_as_a_state_of_its_page(qtbot, window, screen, study):
    recording = study.loaded().recordings[0]
    window.picture_page(recording.id, recording.started_ms + 15_000, "before the burst")
    qtbot.waitUntil(lambda: bool(list_pictures(study)), timeout=60_000)
    window.settled()
    (picture,) = list_pictures(study)
    assert (picture.page, picture.state) == ("/verify-email", "before the burst")
    assert screen._shown.result.picture == picture
    assert screen.controls.state.currentText() == "before the burst"


def test_without_a_web_view_the_app_says_how_to_get_it(monkeypatch, screen):
    monkeypatch.setattr(door, "find_spec", lambda _: None)
    screen.rebuild()
    assert "not installed" in screen.bar.text
    assert "pip install" in screen.bar.text


def test_the_zoom_commands_zoom_the_page_that_is_looked_at(window, screen):
    before, behind = screen.canvas.transform().m11(), window.review.page.canvas.transform().m11()
    window.commands["zoom_in"].trigger()
    assert screen.canvas.transform().m11() > before
    window.commands["zoom_life"].trigger()
    assert screen.canvas.transform().m11() == pytest.approx(1)
    assert window.review.page.canvas.transform().m11() == behind


def test_the_width_that_is_pressed_in_the_review_is_the_one_that_is_counted(qtbot, window):
    row = window.review.page.findChild(WidthRow)
    look = window.review.presenter.page._look
    clicks = replace(look.clicks, viewports={1440: 5, 390: 1}, shown_width=1440)
    row.show_look(replace(look, clicks=clicks))
    buttons = row.findChildren(QPushButton)
    assert [one.text() for one in buttons] == ["All", "1440", "390"]
    assert [one.isChecked() for one in buttons] == [True, False, False], "what is counted, not what is drawn"
    with qtbot.waitSignal(row.chosen) as told:
        buttons[2].click()
    assert told.args == [390]
