"""From a device that two people share to people told apart, through the real window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt

from convdesk.model.funnel import Bucket, InBucket
from convdesk.model.segment import Did
from convdesk.model.step import event_step
from convdesk.model.timeline import EntryKind, TimelineSpec
from convdesk.operations import people
from convdesk.operations.studies import describe_study
from convdesk.operations.timeline import look_along

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def screen(window):
    window.show_people()
    window.settled()
    return window.people


def listed(screen) -> list[str]:
    model = screen.table.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_everybody_is_listed_and_the_first_is_looked_at(screen):
    assert len(listed(screen)) == 60
    assert screen.person.name.accessibleName() == listed(screen)[0] == "u0"
    assert screen.table.selectionModel().selectedRows()[0].row() == 0


def test_somebody_is_found_by_an_id_and_chosen_by_key(qtbot, window, screen):
    told = []
    window.news.selected.connect(told.append)
    qtbot.keyClicks(screen.list.search, "u17")
    qtbot.waitUntil(lambda: listed(screen) == ["u17"])
    qtbot.keyClick(screen.table, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    screen.table.selectRow(0)
    window.settled()
    assert screen.person.name.accessibleName() == "u17"
    assert told[-1].actors == {"u17"}


def test_two_are_merged_and_taken_apart_with_one_keystroke(qtbot, window, screen, study):
    screen.person.merging.click()
    window.settled()
    offer = screen.person._offer
    qtbot.keyClicks(offer.words, "u31")
    qtbot.waitUntil(lambda: offer.found.count() == 1)
    qtbot.keyClick(offer.words, Qt.Key.Key_Return)
    window.settled()
    assert describe_study(study).actors == 59
    assert "Merge u31 with u0" in screen.bar.text
    assert screen.person.keys.count() >= 2
    assert window.commands["undo"].text() == "Undo: Merge u31 with u0"
    window.commands["undo"].trigger()
    window.settled()
    assert describe_study(study).actors == 60
    assert len(listed(screen)) == 60


def test_a_merge_is_left_with_escape(qtbot, window, screen):
    screen.person.merging.click()
    window.settled()
    qtbot.keyClick(screen.person._offer.words, Qt.Key.Key_Escape)
    assert not screen.person._offer.isVisible()


def test_a_key_is_split_off_where_it_is_seen(qtbot, window, screen, study):
    people.merge_people(study, "u0", "u31")
    window.settled()
    names = [key.name for key in screen.person._keys]
    screen.person.keys.setCurrentRow(names.index("u31"))
    qtbot.keyClick(screen.person.keys, Qt.Key.Key_Delete)
    window.settled()
    assert describe_study(study).actors == 60
    screen.bar.helping.click()
    window.settled()
    assert describe_study(study).actors == 59


def lines(screen) -> list[str]:
    model = screen.person.timeline.list.lines
    return [model.index(row).data() for row in range(model.rowCount())]


def test_the_timeline_tells_what_somebody_did_stretch_by_stretch(qtbot, window, screen):
    screen.person.showing_timeline.click()
    window.settled()
    assert lines(screen)[:3] == ["1 Mar 2026, 10:00 · 3 min · 4 entries", "Open · /open", "Sign up · /sign-up"]
    assert len(lines(screen)) == 7
    qtbot.keyClick(screen.person.timeline.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert screen.person.timeline.list.currentIndex().row() == 5
    assert "session s0" in screen.person.timeline._details.text()
    qtbot.keyClick(screen.person.timeline.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert screen.person.timeline.list.currentIndex().row() == 0


def test_only_the_kinds_that_are_chosen_stay_in_the_timeline(window, screen):
    screen.person.showing_timeline.click()
    window.settled()
    pane = screen.person.timeline
    assert pane.kinds[EntryKind.EVENT].text() == "Events 5"
    assert not pane.kinds[EntryKind.RECORDING].isEnabled()
    pane.kinds[EntryKind.EVENT].click()
    window.settled()
    assert lines(screen) == []
    assert pane._stack.currentWidget() is pane._empty
    pane.kinds[EntryKind.EVENT].click()
    window.settled()
    assert len(lines(screen)) == 7


def test_a_moment_of_somebody_is_gone_to_from_elsewhere(window, screen, study):
    window.show_review()
    moment = next(entry for entry in look_along(study, TimelineSpec("u7")).entries if entry.title == "Verify")
    window.show_moment_of("u7", moment.at_us)
    window.settled()
    assert screen.person.name.accessibleName() == "u7"
    assert lines(screen)[screen.person.timeline.list.currentIndex().row()] == "Verify · /verify"


def test_a_match_table_is_looked_at_brought_in_and_removed(window, screen, study, tmp_path):
    table = tmp_path / "crm.csv"
    table.write_text("user_id,respondent\nu40,r0\nu41,u42\nu43,\n", encoding="utf-8")
    screen.presenter.preview_matches(table)
    window.settled()
    assert screen._middle.currentWidget() is screen.matches
    assert describe_study(study).actors == 60
    screen.matches.matching.click()
    window.settled()
    assert screen._middle.currentWidget() is screen.list
    assert "crm.csv" in screen.bar.text
    screen.presenter.remove_table("crm.csv")
    window.settled()
    assert describe_study(study).actors == 60


def test_a_table_that_cannot_be_read_is_told_with_what_helps(window, screen, tmp_path):
    screen.presenter.preview_matches(tmp_path / "none.csv")
    window.settled()
    assert "none.csv" in screen.bar.text


def test_sorting_by_a_header_asks_the_study(window, screen):
    screen.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    window.settled()
    assert listed(screen)[:2] == ["u0", "u1"]
    assert screen.person.name.accessibleName() == "u0"


def test_several_people_are_meant_together(window, screen):
    told = []
    window.news.selected.connect(told.append)
    model = screen.table.model()
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    screen.table.selectionModel().select(model.index(3, 0), flags)
    window.settled()
    assert len(told[-1].actors) == 2


@pytest.mark.usefixtures("screen")
def test_the_review_counts_anew_after_a_merge(window, study):
    before = window.review.funnel._result.steps[0].reached
    people.merge_people(study, "u50", "u51")
    window.settled()
    assert window.review.funnel._result.steps[0].reached == before - 1


def test_a_study_without_data_says_what_to_do(window, screen, study):
    from convdesk.operations.imports import remove_sources

    remove_sources(study, [source.id for source in describe_study(study).sources])
    window.settled()
    assert screen._stack.currentWidget() is screen._empty


def test_the_people_of_a_number_open_and_back_goes_where_they_were_opened(window):
    window.show_findings()
    window.show_people_of(Did(event_step("Done")), "those who did Done")
    window.settled()
    screen = window.people
    assert len(listed(screen)) == 12
    assert screen.list.whom.text == "Those who did Done · 12 people"
    window.commands["back"].trigger()
    window.settled()
    assert window._screens.currentWidget() is window.findings
    window.show_people()
    window.settled()
    assert len(listed(screen)) == 60
    assert screen.list.whom.isHidden()


def test_everyone_is_listed_again_with_one_click(window):
    window.show_people_of(Did(event_step("Done")), "those who did Done")
    window.settled()
    window.people.list.whom.lifting.click()
    window.settled()
    assert len(listed(window.people)) == 60


def test_the_people_behind_a_mark_of_the_review_are_the_counted_ones(window):
    segment = InBucket(window.review.presenter.spec, Bucket.DROPPED, 3)
    window.review.people_wanted.emit(segment, segment.in_words())
    window.settled()
    assert window.people.list.whom.text == "Those who left after Verify · 28 people"
