"""Watching what people saw, through the real window and the real player, on recordings of the sample study."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QPushButton

from convdesk import places
from convdesk.desk.screens.findings.still import Still
from convdesk.desk.web import door
from convdesk.model.finding import EvidenceKind
from convdesk.model.replay import QueueSpec
from convdesk.model.segment import Listed
from convdesk.operations import clips, notes
from convdesk.operations.findings import list_findings
from convdesk.operations.funnels import save_funnel
from convdesk.operations.imports import import_file
from convdesk.operations.studies import create_study
from convdesk.operations.timeline import look_at_latest

NOISE = ("propagateSizeHints", "QRhi", "RHI", "Vulkan", "vulkan", "GBM", "Sandboxing disabled", "GPUInfo")
pytestmark = [pytest.mark.qt_log_ignore(*NOISE, extend=True)]
needs_player = pytest.mark.skipif(door.why_closed() is not None, reason="no web view here")
WATCHED = ("u-01065", "u-00858", "u-00870")
STEPS = ("Landing page", "Sign up", "Verify email", "Profile")


BROKEN = b"""{"first_ms": 0, "idle": [], "events": [
{"type": 4, "timestamp": 1000, "data": {"href": "", "width": 300, "height": 200}},
{"type": 2, "timestamp": 1000, "data": {"initialOffset": {"left": 0, "top": 0}, "node": {"type": 0, "id": 1, "childNodes":
  [{"type": 2, "id": 2, "tagName": "html", "attributes": {}, "childNodes": []}]}}},
{"type": 3, "timestamp": 1500, "data": {"source": 6, "positions": [null]}},
{"type": 3, "timestamp": 1600, "data": {"source": 3, "id": 1, "x": 0, "y": 0}},
{"type": 5, "timestamp": 2000, "data": {"tag": "end", "payload": {}}}]}"""


@pytest.fixture
def study(tmp_path):
    """Three recordings of people who left after Verify email, and their events."""
    from convdesk.model.funnel import FunnelSpec
    from convdesk.model.step import event_step

    sample = places.folder("sample_sessions")
    wanted = {path.name.partition("_")[0]: path for path in sorted((sample / "recordings").glob("*.json"))}
    log = (sample / "events.csv").read_text(encoding="utf-8").splitlines()
    kept = [log[0], *(row for row in log[1:] if row.startswith(WATCHED)), log[-1]]
    (tmp_path / "log.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    made = create_study(tmp_path / "March.convdesk", "March")
    import_file(made, tmp_path / "log.csv")
    for user in WATCHED:
        import_file(made, wanted[user])
    save_funnel(made, FunnelSpec(tuple(event_step(step) for step in STEPS), name="Onboarding"))
    return made


@pytest.fixture
def shown(window):
    """Told each time a page stands as it was."""
    told = []
    window.replay.presenter.transport.shown = lambda: told.append(window.replay.presenter.transport.at_ms)
    return told


@pytest.fixture
def replay(qtbot, window, shown):
    """The replay of those who left, on its first page."""
    window.review.heading.watching.click()
    qtbot.waitUntil(lambda: bool(shown), timeout=20_000)
    window.settled()
    yield window.replay
    window.replay.presenter.leave()


def seek(qtbot, shown, screen, at_ms) -> None:
    shown.clear()
    screen.presenter.transport.seek(at_ms)
    qtbot.waitUntil(lambda: bool(shown), timeout=10_000)


@needs_player
def test_those_who_left_are_watched_from_the_drop_off_the_most_telling_first(replay):
    assert replay.title.accessibleName() == "u-01065"
    assert "1 of 3 recordings of those who left after Verify email" in replay._about.accessibleName()
    assert "phone 390 × 844" in replay._about.accessibleName()
    assert replay.side.queue.count() == 3


@needs_player
def test_the_page_is_drawn(qtbot, replay):
    def colours():
        picture = replay.stage.grab().toImage()
        return {picture.pixel(x, y) for x in range(0, picture.width(), 9) for y in range(0, picture.height(), 9)}

    qtbot.waitUntil(lambda: len(colours()) > 10, timeout=5_000)


@needs_player
def test_a_click_on_the_timeline_and_on_a_line_go_to_the_moment(qtbot, replay, shown):
    shown.clear()
    middle = QPoint(replay.timeline.width() // 2, 10)
    qtbot.mouseClick(replay.timeline, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.waitUntil(lambda: bool(shown), timeout=10_000)
    assert shown[-1] == pytest.approx(replay.presenter.replay.lasts_ms / 2, rel=0.02)
    shown.clear()
    events = replay.side.events.list
    events.setCurrentRow(0)
    qtbot.waitUntil(lambda: bool(shown), timeout=10_000)
    assert shown[-1] == 0


@needs_player
def test_it_plays_and_pauses_by_key_and_the_list_follows(qtbot, replay):
    transport = replay.presenter.transport
    began = transport.at_ms
    transport.change_speed(8.0)
    replay.timeline.setFocus()
    qtbot.keyClick(replay.timeline, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: transport.at_ms > began + 4_000, timeout=20_000)
    assert replay.controls.playing.text() == "Pause"
    assert replay.side.events.list.currentRow() > 0
    qtbot.keyClick(replay.timeline, Qt.Key.Key_K)
    assert not transport.is_playing
    assert replay.controls.playing.text() == "Play"


@needs_player
def test_it_stops_at_the_end(qtbot, replay, shown):
    transport = replay.presenter.transport
    transport.change_speed(16.0)
    seek(qtbot, shown, replay, replay.presenter.replay.lasts_ms - 1_500)
    transport.play()
    qtbot.waitUntil(lambda: not transport.is_playing, timeout=20_000)
    assert transport.at_ms == replay.presenter.replay.lasts_ms


@needs_player
def test_a_note_from_here_to_there_is_kept_marked_and_undone(qtbot, window, study, replay, shown):
    seek(qtbot, shown, replay, 17_000)
    replay.timeline.setFocus()
    qtbot.keyClick(replay.timeline, Qt.Key.Key_N)
    panel = replay.side.note
    assert panel.text.hasFocus() or QApplication.focusWidget() is None
    qtbot.keyClicks(panel.text, "Presses Resend n times #dead")
    assert panel.text.toPlainText() == "Presses Resend n times #dead", "keys of the replay are letters here"
    seek(qtbot, shown, replay, 28_000)
    panel.ending.click()
    qtbot.keyClick(panel.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    window.settled()
    (note,) = notes.list_notes(study)
    assert (note.to_ms - note.at_ms, note.tags) == (11_000, ("dead",))
    assert replay.side.notes.count() == 1
    assert panel.isHidden()
    window.undo()
    window.settled()
    assert replay.side.notes.count() == 0


@needs_player
def test_next_shows_the_next_recording_of_the_queue(qtbot, replay, shown):
    shown.clear()
    replay.next.click()
    qtbot.waitUntil(lambda: bool(shown), timeout=10_000)
    assert replay.title.accessibleName() == "u-00858"
    assert replay.side.queue.currentRow() == 1
    assert replay.previous.isEnabled()


@needs_player
def test_one_moment_of_a_person_s_timeline_is_watched(qtbot, window, study, shown):
    window.show_people()
    window.settled()
    moment = next(entry for entry in look_at_latest(study, "u-00870").entries if entry.title == "click without effect")
    window.people.person.recordings_wanted.emit(
        QueueSpec(Listed(frozenset({"u-00870"}))), moment.recording, moment.at_us // 1000
    )
    qtbot.waitUntil(lambda: bool(shown), timeout=20_000)
    assert shown[-1] == moment.offset_ms
    assert window.replay.side.queue.count() == 1


def test_without_a_web_view_the_app_says_how_to_get_it_and_lists_what_happened(window, monkeypatch):
    monkeypatch.setattr(door, "find_spec", lambda _: None)
    window.show_replay()
    window.settled()
    screen = window.replay
    said = " ".join(text.text() for text in screen.stage.currentWidget().findChildren(type(screen.side._no_notes)))
    assert "not installed" in said
    assert "pip install" in said
    assert screen.side.events.list.count() > 20
    screen.side.events.sought.emit(5_000.0)
    assert screen.presenter.transport.at_ms == 5_000
    screen.next.click()
    window.settled()
    assert screen.side.queue.currentRow() == 1


@needs_player
def test_a_moment_is_kept_as_picture_and_a_stretch_as_a_film(qtbot, window, replay, tmp_path):
    clips = replay.presenter.clips
    clips.save_picture(17_500, tmp_path / "moment.png")
    qtbot.waitUntil((tmp_path / "moment.png").exists, timeout=20_000)
    with Image.open(tmp_path / "moment.png") as picture:
        assert picture.size == (390, 844)
        assert len(picture.convert("RGB").getcolors(1 << 20)) > 20
    window.settled()
    clips.save_clip((17_000.0, 18_000.0), tmp_path / "clip.webm")
    qtbot.waitUntil((tmp_path / "clip.webm").exists, timeout=60_000)
    data = (tmp_path / "clip.webm").read_bytes()
    assert b"V_VP8" in data
    assert len(data) > 5_000
    window.settled()


@needs_player
def test_a_moment_is_added_to_the_findings_under_the_words_of_its_note(qtbot, study, replay, shown):
    seek(qtbot, shown, replay, 17_000)
    replay.presenter.notes.begin()
    replay.presenter.notes.write("Resend does nothing")
    replay.keeping.add_to_findings()
    qtbot.waitUntil(lambda: "Finding added" in replay.bar.text, timeout=20_000)
    (finding,) = list_findings(study)
    assert finding.title == "Resend does nothing"
    assert finding.evidence[0].kind is EvidenceKind.MOMENT


@needs_player
def test_a_stretch_that_is_evidence_keeps_its_film_which_plays_from_the_findings(
    qtbot, window, study, replay, monkeypatch
):
    replay.presenter.clips.add_evidence((17_000.0, 17_600.0), "Presses in vain")
    qtbot.waitUntil(lambda: "Finding added" in replay.bar.text, timeout=60_000)
    (piece,) = list_findings(study)[0].evidence
    assert b"V_VP8" in clips.moment_film(study, piece)
    played = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: played.append(Path(url.toLocalFile()).read_bytes()))
    window.show_findings()
    findings = window.findings
    qtbot.waitUntil(lambda: findings.presenter.card is not None, timeout=20_000)
    playing = next(one for one in findings.findChildren(QPushButton) if one.text() == "Play film")
    playing.click()
    qtbot.waitUntil(lambda: bool(played), timeout=20_000)
    (still,) = findings.findChildren(Still)
    qtbot.waitUntil(still.isVisible, timeout=20_000)
    qtbot.mouseClick(still, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(played) == 2, timeout=20_000)
    assert played == [clips.moment_film(study, piece)] * 2
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _: False)
    playing.click()
    qtbot.waitUntil(lambda: "in a browser" in findings.bar.text, timeout=20_000)


@needs_player
def test_changes_that_cannot_be_made_are_left_out_and_counted(qtbot, replay):
    told = []
    replay.stage.view.ask(
        "open",
        replay.stage.view._shelf.put(BROKEN),
        done=lambda _: replay.stage.view.ask("seek", 900, done=told.append, failed=told.append),
        failed=told.append,
    )
    qtbot.waitUntil(lambda: bool(told), timeout=10_000)
    assert told[0]["broken"] >= 1
