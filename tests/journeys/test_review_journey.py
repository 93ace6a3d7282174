"""From a drop-off to a finding, through the real window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from convdesk.desk.screens.data.looks import grouped
from convdesk.model.finding import EvidenceKind
from convdesk.model.mapping import Role
from convdesk.operations.findings import list_findings
from convdesk.operations.funnels import list_funnels
from convdesk.operations.segments import people_in_segment
from convdesk.operations.studies import describe_study, open_study
from journeys.conftest import Heartbeat, write_log

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
BLOCKED_AT_MOST_MS = 50
NEVER_LONGER_MS = 250
"""A machine that others use as well stops for a moment now and then: the quietest import counts, and this for all."""


@pytest.fixture
def review(window):
    return window.review


def quotes(review) -> list[str]:
    model = review.answers.quotes.model()
    return [model.index(row).data() for row in range(model.rowCount())]


def test_opening_looks_at_the_largest_loss(review):
    assert review.heading.title.accessibleName() == "28 people left after Verify, before Done"
    assert review.funnel._at == 3


def test_selecting_a_drop_off_by_key_moves_the_title_and_the_answers(qtbot, window, review):
    assert len(quotes(review)) == 20
    qtbot.keyClick(review.funnel, Qt.Key.Key_Up)
    window.settled()
    assert review.heading.title.accessibleName() == "8 people left after Sign up, before Verify"
    assert quotes(review) == []
    qtbot.keyClick(review.funnel, Qt.Key.Key_Down)
    window.settled()
    assert len(quotes(review)) == 20


def test_selecting_a_drop_off_by_mouse_tells_the_news(qtbot, window, review):
    told = []
    window.news.selected.connect(told.append)
    row = review.funnel._layout.losses[0]
    qtbot.mouseClick(review.funnel, Qt.MouseButton.LeftButton, pos=QPoint(20, row.top + 4))
    window.settled()
    assert [drop_off.at for drop_off in told] == [1]


def test_only_answers_with_the_words_stay(qtbot, window, review):
    qtbot.keyClicks(review.answers.search, "the 7.")
    qtbot.waitUntil(lambda: len(quotes(review)) < 20)
    window.settled()
    assert quotes(review) == ["The code had expired for the 7. time.", "The code had expired for the 17. time."]


def test_a_finding_is_added_undone_and_done_again(qtbot, window, review, study):
    model = review.answers.quotes.model()
    review.answers.quotes.toggled.emit(model.index(0).data(Qt.ItemDataRole.UserRole))
    window.commands["finding"].trigger()
    qtbot.keyClicks(review.draft.title, "Codes expire too early")
    review.draft.adding.click()
    window.settled()
    (finding,) = list_findings(study)
    assert (finding.title, len(finding.evidence)) == ("Codes expire too early", 2)
    assert window.commands["undo"].text() == "Undo: Add finding “Codes expire too early”"
    window.commands["undo"].trigger()
    window.settled()
    assert list_findings(study) == ()
    window.commands["redo"].trigger()
    window.settled()
    assert len(list_findings(study)) == 1


def test_a_finding_is_changed_where_it_is_read(qtbot, window, study):
    window.commands["finding"].trigger()
    qtbot.keyClicks(window.review.draft.title, "Codes expire")
    window.review.draft.adding.click()
    window.settled()
    window.show_findings()
    window.settled()
    screen = window.findings
    assert "28 people left after Verify" in screen.presenter.card.evidence[0].words
    screen.title.setText("Codes expire too early")
    screen.title.editingFinished.emit()
    window.settled()
    assert list_findings(study)[0].title == "Codes expire too early"
    assert screen.list.item(0).text().startswith("Codes expire too early")
    screen.presenter.remove()
    window.settled()
    assert list_findings(study) == ()


def test_other_steps_are_counted_kept_and_undone(window, review, study):
    review.steps_wanted.emit()
    window.settled()
    window.funnel.presenter.remove(1)
    window.settled()
    assert len(list_funnels(study)) == 1
    window.show_review()
    window.settled()
    assert [step.name for step in review.funnel._result.steps] == ["Open", "Verify", "Done"]
    window.undo()
    window.settled()
    assert [step.name for step in review.funnel._result.steps] == ["Open", "Sign up", "Verify", "Done"]


@pytest.mark.usefixtures("warm")
def test_the_window_stays_alive_during_imports(window, study, tmp_path, capsys):
    before = describe_study(study).actors
    more = write_log(tmp_path / "more.csv", people=20_000)
    beats = [heartbeat_of_an_import(window, more) for _ in range(3)]
    told = ", ".join(f"{beat.longest_ms} ms (95 %: {beat.usual_longest_ms} ms)" for beat in beats)
    with capsys.disabled():
        print(f"\nlongest waits of the UI thread during imports: {told}")  # noqa: T201
    assert min(beat.longest_ms for beat in beats) <= BLOCKED_AT_MOST_MS
    assert max(beat.usual_longest_ms for beat in beats) <= BLOCKED_AT_MOST_MS
    assert max(beat.longest_ms for beat in beats) <= NEVER_LONGER_MS
    assert describe_study(study).actors == before


def heartbeat_of_an_import(window, path) -> Heartbeat:
    """Look at a file and import it, as a researcher would, and take it back; the beats until it was in."""
    window.show_review()
    window.settled()
    heartbeat = Heartbeat()
    window.import_paths([path])
    window.settled()
    window.imports.starting.click()
    window.settled()
    heartbeat.stop()
    (entry,) = window.imports.presenter.entries
    assert entry.reports[0].kept > 50_000
    window.undo()
    window.settled()
    return heartbeat


def test_a_file_with_unknown_columns_is_imported_once_they_are_known(window, tmp_path):
    odd = tmp_path / "odd.csv"
    odd.write_text("p,q,r\nu1,Open,2026-03-01T10:00:00Z\nu2,Buy,2026-03-01T10:00:00Z\n", encoding="utf-8")
    window.import_paths([odd])
    window.settled()
    presenter = window.imports.presenter
    for column, role in (("p", Role.USER), ("q", Role.EVENT), ("r", Role.TIME)):
        presenter.set_role(column, role)
    presenter.start()
    window.settled()
    (entry,) = presenter.entries
    assert (entry.reports[0].kept, entry.reports[0].is_failed) == (2, False)


def test_a_source_is_removed_and_brought_back(window, study):
    window.show_data()
    window.settled()
    window.data.sources.setCurrentIndex(window.data.sources.model().index(0, 0))
    window.data.remove_source()
    window.settled()
    assert len(describe_study(study).sources) == 1
    window.undo()
    window.settled()
    assert len(describe_study(study).sources) == 2


def test_a_study_without_events_says_what_to_do(window, study):
    for row, _ in grouped(describe_study(study).sources):
        window.data.presenter.remove(row)
        window.settled()
    window.show_review()
    assert window.review._stack.currentWidget() is window.review._empty


def test_closing_during_an_import_leaves_the_study_as_it_was(qtbot, window, study, tmp_path):
    before = describe_study(study)
    window.import_paths([write_log(tmp_path / "more.csv", people=20_000)])
    window.settled()
    window.imports.starting.click()
    qtbot.waitUntil(lambda: window.imports.presenter.is_importing)
    window.close()
    again = open_study(study.path)
    assert describe_study(again).events == before.events
    assert [source.id for source in describe_study(again).sources] == [source.id for source in before.sources]
    again.close()


def test_an_import_is_undone_while_another_screen_is_shown(window, study, tmp_path):
    before = describe_study(study).events
    window.import_paths([write_log(tmp_path / "more.csv", people=30)])
    window.settled()
    window.imports.starting.click()
    window.settled()
    assert describe_study(study).events > before
    window.show_findings()
    window.undo()
    window.settled()
    assert describe_study(study).events == before


def test_files_dropped_on_the_window_are_looked_at(window, tmp_path):
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(write_log(tmp_path / "more.csv", people=30)))])
    copying, left, bare = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(40, 40), copying, dropped, left, bare))
    window.settled()
    assert [entry.items[0].label for entry in window.imports.presenter.entries] == ["more.csv"]


def test_what_marks_those_who_left_follows_the_step_and_becomes_evidence(qtbot, window, review, study):
    review.side.show_marks()
    window.settled()
    rows = review.marks.list.model()
    names = [rows.index(row).data() for row in range(rows.rowCount())]
    assert names, "something is shown"
    told = []
    review.people_wanted.connect(lambda segment, words: told.append((segment, words)))
    review.marks.list.setCurrentIndex(rows.index(0))
    row = review.marks._rows[0]
    (review.marks.leavers if row.left_with else review.marks.goers).click()
    assert len(people_in_segment(study, told[0][0])) == (row.left_with or row.stayed_with)
    qtbot.keyClick(review.marks.list, Qt.Key.Key_Space)
    assert review.marks.evidence.isChecked()
    review.presenter.start_finding()
    review.draft.title.setText("They leave without an answer")
    review.draft.adding.click()
    window.settled()
    assert [piece.kind for piece in list_findings(study)[0].evidence] == [EvidenceKind.DROP_OFF, EvidenceKind.MARK]
    window.show_findings()
    window.settled()
    card = window.findings.presenter._cards[0]
    assert row.name in card.evidence[1].words


def test_coverage_says_how_many_were_heard_and_opens_the_silent_ones(window, review, study):
    review.side.show_coverage()
    window.settled()
    told = []
    review.people_wanted.connect(lambda segment, words: told.append((segment, words)))
    assert review.coverage.answered.text() == "Answered · 20"
    review.coverage.silent.click()
    assert told[0][1] == "8 people who left here and did not answer"
    assert len(people_in_segment(study, told[0][0])) == 8
