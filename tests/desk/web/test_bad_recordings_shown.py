"""Bad recordings in the real player: none hangs the screen, and every one leaves a usable rest or a sentence."""

from __future__ import annotations

import os
import signal
from contextlib import closing
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QElapsedTimer

from bad_recordings import BAD
from convdesk.desk.screens.heatmap.reading import Pictures
from convdesk.desk.screens.heatmap.study_questions import StudyQuestions as HeatQuestions
from convdesk.desk.screens.replay.screen import ReplayScreen
from convdesk.desk.screens.replay.study_questions import StudyQuestions
from convdesk.desk.web import door
from convdesk.desk.web.orders import Taken
from convdesk.model.problem import Problem
from convdesk.model.progress import silent
from convdesk.operations.imports import import_file
from convdesk.operations.studies import create_study
from desk.fakes import Now, Scripted

NOISE = ("propagateSizeHints", "QRhi", "RHI", "Vulkan", "vulkan", "GBM", "Sandboxing disabled", "GPUInfo")
pytestmark = [
    pytest.mark.qt_log_ignore(*NOISE, extend=True),
    pytest.mark.skipif(door.why_closed() is not None, reason="no web view here"),
]
LARGE = {"300,000 nodes", "20 MB attribute", "1,000 snapshots", "a storm"}
"""Nothing else is wrong with these; they take seconds to import or to draw."""
NAMES = sorted(BAD.keys() - LARGE)
QUICK_MS = 3_000
BARE = {"no full snapshot", "only meta"}
END = "Three of three"
AT_THE_END = {
    "root removed": None, "one event": "Two of three", "strange times": "Two of three", "cut fields": END,
    "full snapshot late": "Two of three", "two tabs unsaid": "turn 59",
}  # fmt: skip
"""What stands on the page at the end, where the change at the end is not in the recording."""
MORE = {"strange names": ["tag 0", "tag 14"], "5,000 levels": ["deep"], "odd letters": ["half \ufffd, nothing"]}
SAID = {
    "root removed": "The recording shows an empty page here", "unknown ids": "3 parts could not be shown",
    "waiting adds": "20,000 parts could not be shown", "missing files": "Not in the recording: 1 picture",
}  # fmt: skip
TEXT = "(() => {const page = convdesk.player.document; return page.body ? page.body.innerText : ''})()"
OURS = 1


@pytest.fixture
def desk(qtbot, tmp_path):
    """Opens the screen on a study of some of them, shown from the beginning of the first."""
    made, screens = create_study(tmp_path / "bad.convdesk", "Bad"), []

    def opened(*names):
        for number, name in enumerate(names):
            (tmp_path / f"bad-{number}.json").write_bytes(BAD[name]())
            import_file(made, tmp_path / f"bad-{number}.json")
        screen = ReplayScreen(Now(), StudyQuestions(made), Scripted(), "UTC")
        screens.append(screen)
        screen.resize(1100, 700)
        screen.show()
        told = SimpleNamespace(screen=screen, shown=[], transport=screen.presenter.transport)
        told.transport.shown = lambda: told.shown.append(told.transport.at_ms)
        wait(qtbot, told, screen.presenter.open)
        return told

    yield opened
    for screen in screens:
        screen.close()
        screen.deleteLater()
    made.close()


def wait(qtbot, desk, act) -> int:
    """Until the page stands or something is said; how long that took."""
    desk.shown.clear()
    desk.screen.bar.hide()
    took = QElapsedTimer()
    took.start()
    act()
    qtbot.waitUntil(lambda: bool(desk.shown) or not desk.screen.bar.isHidden(), timeout=20_000)
    return took.elapsed()


def seek(qtbot, desk, share) -> int:
    return wait(qtbot, desk, lambda: desk.transport.seek(desk.screen.presenter.replay.lasts_ms * share))


def text_of(qtbot, desk) -> str:
    found = []
    desk.screen.stage.view.page().runJavaScript(TEXT, OURS, found.append)
    qtbot.waitUntil(lambda: bool(found))
    return found[0]


@pytest.mark.parametrize("name", NAMES)
def test_a_bad_recording_shows_a_usable_rest_anywhere_and_says_what_it_leaves_out(qtbot, desk, name):
    desk = desk(name)
    if name in BARE:
        assert "no full snapshot" in desk.screen._about.accessibleName()
        assert not desk.screen.controls.playing.isEnabled()
        return
    assert max(seek(qtbot, desk, share) for share in (0.5, 0.0, 1.0)) < QUICK_MS
    assert desk.shown
    text = text_of(qtbot, desk)
    assert all(said in text for said in [AT_THE_END.get(name, END) or "", *MORE.get(name, [])])
    assert SAID.get(name, "") in desk.screen.controls._told.accessibleName()


@pytest.mark.parametrize("name", ["strange names", "unknown kinds", "root removed", "absurd windows"])
def test_it_plays_after_it_was_at_its_end(qtbot, desk, name):
    desk = desk(name)
    seek(qtbot, desk, 1.0)
    seek(qtbot, desk, 0.25)
    began = desk.transport.at_ms
    desk.transport.play()
    qtbot.waitUntil(lambda: desk.transport.at_ms > began + 200, timeout=5_000)
    desk.transport.pause()


def test_a_page_whose_process_ends_is_opened_again_once_and_then_said_to_be_too_much(qtbot, desk):
    desk = desk("frames", "circle")
    wait(qtbot, desk, lambda: kill(desk))
    assert desk.shown
    wait(qtbot, desk, lambda: kill(desk))
    assert "the page's process ended" in said(desk)
    assert not desk.shown
    seek(qtbot, desk, 1.0)
    assert END in text_of(qtbot, desk)


def test_a_page_that_ends_while_it_is_rebuilt_is_not_opened_again_by_itself(qtbot, desk):
    desk = desk("frames", "circle")
    hang(desk)
    wait(qtbot, desk, lambda: (desk.transport.seek(2_000), kill(desk)))
    assert "This moment cannot be rebuilt: the page's process ended" in said(desk)
    assert desk.screen.stage.view is None
    wait(qtbot, desk, desk.screen.next.click)
    assert "Two of three" in text_of(qtbot, desk)


def test_a_page_that_hangs_is_given_up_and_the_next_recording_is_shown(qtbot, desk):
    desk = desk("frames", "circle")
    desk.screen.stage.view._patience.setInterval(300)
    hang(desk)
    wait(qtbot, desk, lambda: desk.transport.seek(2_000))
    assert "it took longer than half a minute" in said(desk)
    wait(qtbot, desk, desk.screen.next.click)
    assert "Two of three" in text_of(qtbot, desk)


def test_the_next_recording_does_not_wait_for_a_page_that_hangs(qtbot, desk, monkeypatch):
    desk = desk("frames", "circle")
    hung = desk.screen.stage.view
    hang(desk)
    desk.transport.seek(2_000)
    monkeypatch.setattr("convdesk.desk.web.view.SLOW_MS", 100)
    qtbot.waitUntil(lambda: hung.is_slow)
    wait(qtbot, desk, desk.screen.next.click)
    assert desk.shown
    assert desk.screen.stage.view is not hung


def hang(desk) -> None:
    desk.screen.stage.view.page().runJavaScript("for (;;) ;", OURS)


def kill(desk) -> None:
    os.kill(desk.screen.stage.view.page().renderProcessPid(), signal.SIGKILL)


def said(desk) -> str:
    return desk.screen.bar.text


PICTURED = {
    "two tabs": ("/shop", "#go"), "strange names": ("/shop", "#go"), "absurd windows": ("/shop", "#go"),
    "unknown kinds": ("/shop", "#go"), "5,000 levels": ("/shop", "#go"), "100,000 px": ("/shop", "#go"),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(PICTURED))
def test_its_page_is_pictured_with_what_was_clicked(qtbot, tmp_path, name):
    page, selector = PICTURED[name]
    taken = pictured(qtbot, tmp_path, name, page)
    assert isinstance(taken, Taken), taken
    assert selector in taken.boxes


def test_an_empty_page_is_not_pictured_but_said(qtbot, tmp_path):
    refused = pictured(qtbot, tmp_path, "root removed", "/shop")
    assert isinstance(refused, Problem)
    assert "shows an empty page" in refused.what


def pictured(qtbot, folder, name, page):
    """The page of one recording, as the heatmap screen has it pictured; or why not."""
    (folder / "tape.json").write_bytes(BAD[name]())
    got = []
    with closing(create_study(folder / "one.convdesk", "One")) as made:
        import_file(made, folder / "tape.json")
        order = HeatQuestions(made, Pictures()).shot(page, None, silent()).order
        door.open_camera(order, got.append, got.append).take()
        qtbot.waitUntil(lambda: bool(got), timeout=20_000)
    return got[0]
