"""From screen to screen by commands, and what a screen offers where there is nothing for it yet."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton

from convdesk.operations.imports import import_file
from convdesk.operations.studies import create_study

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "RHI|QRhi", "Vulkan", "GPUInfo", "GBM")


@pytest.fixture
def study(tmp_path):
    """A log of two people, without recordings or answers."""
    log = tmp_path / "log.csv"
    log.write_text(
        "user_id,event,time\nann,Open,2026-03-01T10:00:00Z\nann,Buy,2026-03-01T10:01:00Z\n"
        "bob,Open,2026-03-01T10:00:00Z\nann,Open,2026-03-31T10:00:00Z\n",
        encoding="utf-8",
    )
    made = create_study(tmp_path / "Log.convdesk", "Log")
    import_file(made, log)
    return made


def offered(screen) -> set[str]:
    """The buttons with words that can be seen and pressed."""
    return {one.text() for one in screen.findChildren(QPushButton) if one.isVisible() and one.isEnabled()} - {""}


@pytest.mark.parametrize("command", ["marks", "coverage", "said", "rage", "next"])
def test_a_command_of_the_review_brings_the_review_to_the_front(window, command):
    window.show_trends()
    window.settled()
    window.commands[command].trigger()
    window.settled()
    assert window._screens.shown == "review"


def test_a_command_of_the_review_leaves_the_keyboard_where_it_is_on_the_review(window):
    window.show_review()
    window.review.side.show_answers()
    window.review.page.canvas.setFocus()
    held = window.focusWidget()
    window.commands["clicks"].trigger()
    assert window.focusWidget() is held


@pytest.mark.parametrize("name", ["heatmap", "replay"])
def test_a_screen_without_recordings_offers_to_import_and_nothing_that_cannot_be_done(window, name):
    getattr(window, f"show_{name}")()
    window.settled()
    assert offered(window._screens[name]) == {"Import files…"}


def test_the_review_offers_to_import_what_it_lacks(window):
    sides = (window.review.page, window.review.answers)
    assert ["Import files…" in offered(side) for side in sides] == [True, True]


def test_slides_are_offered_where_the_findings_are_once_there_are_some(qtbot, window):
    window.show_findings()
    window.settled()
    assert offered(window.findings) == {"Go to the review"}
    window.commands["finding"].trigger()
    qtbot.keyClicks(window.review.draft.title, "Nobody buys")
    window.review.draft.adding.click()
    window.settled()
    window.show_findings()
    window.settled()
    assert "Write slides…" in offered(window.findings)


def test_nobody_recorded_is_not_watched(window):
    window.commands["watch"].trigger()
    window.settled()
    assert window._screens.shown == "review"


def test_back_on_the_paths_leads_to_the_review_they_were_opened_from(window):
    window.commands["before"].trigger()
    window.settled()
    assert window._screens.shown == "paths"
    window.paths.going_back.click()
    window.settled()
    assert window._screens.shown == "review"
