"""What happens when convdesk itself makes a mistake, and when something can be mended."""

from __future__ import annotations

import logging
import sys

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from convdesk.desk.problems import Mistakes
from convdesk.desk.widgets.problem_bar import NoticeBar
from convdesk.model.problem import Problem

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def mistakes(qapp):
    made = Mistakes(qapp)
    yield made
    made.close()
    if made._dialog is not None:
        made._dialog.close()
    made.deleteLater()


def test_a_mistake_opens_a_window_with_a_report_to_copy(qtbot, mistakes):
    logging.getLogger("convdesk").warning("the log was long")
    mistakes.meet(KeyError("someone"))
    qtbot.waitUntil(lambda: mistakes._dialog is not None and mistakes._dialog.isVisible())
    mistakes._dialog.copy()
    copied = QGuiApplication.clipboard().text()
    assert "KeyError" in copied
    assert "the log was long" in copied
    assert "someone" not in copied


def test_a_second_mistake_joins_the_first_in_its_window(qtbot, mistakes):
    mistakes.meet(KeyError())
    qtbot.waitUntil(lambda: mistakes._dialog is not None)
    first = mistakes._dialog
    mistakes.meet(ValueError())
    qtbot.waitUntil(lambda: "ValueError" in first._report.toPlainText())
    assert mistakes._dialog is first


def test_what_nothing_else_caught_is_met_too(qtbot, mistakes):
    before = sys.excepthook
    mistakes.install()
    try:
        sys.excepthook(ZeroDivisionError, ZeroDivisionError(), None)
        qtbot.waitUntil(lambda: mistakes._dialog is not None)
    finally:
        sys.excepthook = before


def test_a_problem_says_what_where_and_what_to_do_with_a_button_that_helps(qtbot):
    place, helped = QWidget(), []
    qtbot.addWidget(place)
    bar = NoticeBar(place)
    place.show()
    bar.tell_problem(
        Problem("log.csv", "It has no times.", "Say which column holds them."), "Choose", lambda: helped.append(1)
    )
    assert bar.text == "log.csv: It has no times. Say which column holds them."
    bar.helping.click()
    assert helped == [1]
    bar.tell_done("Slides written")
    assert not bar.helping.isVisible()
