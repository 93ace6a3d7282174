"""A segment is made by rows and by text, kept, used by every screen, and taken off, through the real window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from convdesk.model.segment import Everyone
from convdesk.operations.named_segments import list_segments

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "raise\\(\\)", "grabbing the keyboard")


@pytest.fixture
def chosen(window):
    return window._chosen


@pytest.fixture
def builder(window, chosen):
    window.make_segment()
    window.settled()
    return chosen.builder


def first_step(window) -> int:
    return window.review.funnel._result.steps[0].reached


def test_everyone_is_shown_and_counted(chosen):
    assert chosen.bar._count.text() == "60 people"
    assert chosen.bar.lifting.isHidden()


def test_one_is_made_by_rows_and_every_screen_follows(qtbot, window, chosen, builder):
    builder.group.adding.picked.emit("did")
    window.settled()
    row = builder.group.parts[0]
    row.fields["step"].typed.emit("Done")
    window.settled()
    assert builder.text.toPlainText() == "did(Done)"
    assert builder.count.text() == "12 of 60 people · 20 %"
    qtbot.mouseClick(row.turning, Qt.MouseButton.LeftButton)
    window.settled()
    assert builder.count.text().startswith("48 of 60")
    builder.applying.click()
    window.settled()
    assert not builder.isVisible()
    assert first_step(window) == 48
    window.show_people()
    window.settled()
    assert window.people.table.model().rowCount() == 48
    window.show_funnel()
    window.settled()
    assert "48" in window.funnel.views.canvas.drawing.openings[0].words
    window.show_data()
    assert "everyone" in chosen.bar._note.text()
    window.use_everyone()
    window.show_review()
    window.settled()
    assert first_step(window) == 60
    assert chosen.bar.presenter.using == Everyone()


def test_one_is_written_kept_and_the_keeping_is_undone(qtbot, window, chosen, builder, study):
    builder.text.setFocus()
    qtbot.keyClicks(builder.text, "did(Verify) & did(Do")
    assert builder.text.completer.popup().isVisible()
    qtbot.keyClick(builder.text.completer.popup(), Qt.Key.Key_Return)
    qtbot.keyClicks(builder.text, ")")
    window.settled()
    assert builder.text.toPlainText() == "did(Verify) & did(Done)"
    assert len(builder.group.parts) == 2
    qtbot.keyClicks(builder.name, "Finished")
    qtbot.keyClick(builder.name, Qt.Key.Key_Return)
    window.settled()
    assert [one.name for one in list_segments(study)] == ["Finished"]
    assert chosen.bar.picker.text().startswith("Finished")
    assert first_step(window) == 12
    qtbot.keyClick(builder, Qt.Key.Key_Escape)
    assert not builder.isVisible()
    window.undo()
    window.settled()
    assert list_segments(study) == ()
    assert first_step(window) == 12, "who is shown stays"


def test_what_cannot_be_read_is_pointed_at(window, builder):
    builder.text.setPlainText("did(Verify) & magic(x)")
    assert "magic" in builder._wrong.text()
    assert builder.text.extraSelections()[0].cursor.selectedText() == "magic(x)"
    assert not builder.applying.isEnabled()
    builder.text.setPlainText("did(Verify)")
    window.settled()
    assert builder.applying.isEnabled()
    assert builder.text.extraSelections() == []


def test_its_people_are_listed_and_back_returns(window, builder):
    builder.text.setPlainText("did(Done)")
    builder.listing.click()
    window.settled()
    assert window.people.list.whom.text == "Those who did Done · 12 people"
    window.go_back()
    assert window._screens.currentWidget() is window.review


def test_a_kept_one_is_chosen_by_keys(qtbot, window, chosen, builder):
    builder.text.setPlainText("did(Done)")
    builder.presenter.save("Finished")
    window.settled()
    builder.presenter.close()
    window.use_everyone()
    window.choose_segment()
    qtbot.keyClicks(chosen.bar.picker.list.words, "fini")
    qtbot.keyClick(chosen.bar.picker.list.words, Qt.Key.Key_Return)
    window.settled()
    assert first_step(window) == 12


def test_everything_in_the_bar_and_the_builder_has_a_name(window, chosen, builder):
    for kind in ("did", "property", "funnel", "answered", "friction", "seen"):
        builder.presenter.add((), kind)
    builder.presenter.add_group((), "recorded")
    window.settled()
    nameless = [
        type(widget).__name__
        for part in (chosen.bar, builder)
        for widget in part.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not widget.accessibleName()
        and not widget.objectName().startswith("qt_")
        and type(widget).__name__ not in {"QComboBoxListView", "QComboBoxPrivateContainer"}
    ]
    assert nameless == []


def test_every_screen_follows_or_says_that_it_does_not(window, chosen, builder):
    builder.text.setPlainText("did(Done)")
    builder.applying.click()
    window.settled()
    silent = set()
    for name in (
        "review",
        "funnel",
        "heatmap",
        "paths",
        "replay",
        "friction",
        "trends",
        "goals",
        "people",
        "data",
        "findings",
    ):
        window._show(name)
        window.settled()
        assert chosen.bar.lifting.isVisible(), "always there while a filter is on"
        if chosen.bar._note.text():
            silent.add(name)
    assert silent == {"data", "findings"}
