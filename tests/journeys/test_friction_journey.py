"""From a count of rage clicks to the rule that tells them, the hit that is none, and what else the person did."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from convdesk.desk.screens.friction.looks import Listing
from convdesk.model.friction import RULES, FrictionSpec, Signal
from convdesk.operations import friction
from convdesk.operations.segments import people_in_segment
from small_study import small_study

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def study(tmp_path):
    return small_study(tmp_path)


@pytest.fixture
def screen(window):
    window.show_friction()
    window.settled()
    return window.friction


def signals(screen) -> list[str]:
    return [screen.signals.item(row).text() for row in range(screen.signals.count())]


def place_of(signal: Signal) -> int:
    return 1 + list(Signal).index(signal)


def rage(study) -> int | None:
    spec = FrictionSpec(rules=friction.friction_rules(study))
    return friction.count_friction(study, spec).signals[0].count


def test_every_signal_is_told_or_says_why_not(screen):
    lines = signals(screen)
    assert lines[place_of(Signal.RAGE)].startswith("Rage click · 2\n2 of 2 people")
    assert "No errors are logged" in lines[place_of(Signal.ERROR)]
    assert lines[0].startswith("All signs of trouble")


def test_a_page_an_element_and_their_people(qtbot, window, screen, study):
    told = []
    screen.people_wanted.connect(lambda segment, words: told.append((segment, words)))
    screen.signals.setCurrentRow(place_of(Signal.RAGE))
    window.settled()
    screen.list.tabs[Listing.ELEMENTS].click()
    window.settled()
    screen.table.selectRow(0)
    window.settled()
    assert screen.hits.list.count() == 2
    row = screen.list.current
    qtbot.keyClick(screen.table, Qt.Key.Key_Return)
    assert len(people_in_segment(study, told[-1][0])) == row.people
    screen.people.click()
    assert len(people_in_segment(study, told[-1][0])) == 2


def test_a_rule_is_tried_kept_undone_and_set_to_the_defaults(qtbot, window, screen, study):
    screen.changing.click()
    screen.rules.spins["rage_clicks"].setValue(9)
    qtbot.waitUntil(lambda: "finds 0" in screen.rules._effects[Signal.RAGE].text())
    assert "was 2" in screen.rules._effects[Signal.RAGE].text()
    assert rage(study) == 2, "nothing is kept yet"
    screen.rules.keeping.click()
    window.settled()
    assert rage(study) == 0
    assert window.commands["undo"].text() == "Undo: Friction rules “own”"
    window.commands["undo"].trigger()
    window.settled()
    assert friction.friction_rules(study) == RULES
    assert screen.rules.spins["rage_clicks"].value() == 3
    screen.rules.presets.setCurrentIndex(2)
    screen.rules.presets.activated.emit(2)
    window.settled()
    screen.rules.leaving.click()
    window.settled()
    assert friction.friction_rules(study) == RULES
    assert screen.rules.presets.currentIndex() == 0


def test_an_element_that_is_meant_to_be_clicked_often(window, screen, study):
    screen.list.tabs[Listing.ELEMENTS].click()
    window.settled()
    screen.table.selectRow(0)
    screen.list.suppressing.click()
    window.settled()
    assert "was 2" in screen.rules._effects[Signal.RAGE].text()
    screen.rules.keeping.click()
    window.settled()
    assert rage(study) == 0


def test_a_hit_that_is_none_counts_nowhere_until_it_is_said_to_be_one(qtbot, window, screen, study):
    screen.signals.setCurrentRow(place_of(Signal.RAGE))
    window.settled()
    qtbot.keyClick(screen.hits.list, Qt.Key.Key_Delete)
    window.settled()
    assert rage(study) == 1
    assert "1 taken out by hand" in screen._note.accessibleName()
    screen.hits.corrected.click()
    window.settled()
    assert screen.hits.list.count() == 1
    screen.hits.restoring.click()
    window.settled()
    assert rage(study) == 2
    assert screen.hits.list.count() == 0


def test_a_study_without_recordings_and_pages_says_what_to_import(window, screen, study):
    from convdesk.operations.imports import remove_sources
    from convdesk.operations.studies import describe_study

    remove_sources(study, [source.id for source in describe_study(study).sources])
    window.settled()
    assert screen._stack.currentWidget() is screen._empty
