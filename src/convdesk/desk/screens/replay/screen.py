"""Replay: the page as somebody saw it, what they did there, and the next recording worth watching."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QStackedWidget

from convdesk.desk import theme
from convdesk.desk.screens.replay.controls import LEAP_MS, Controls
from convdesk.desk.screens.replay.keeping import Keeping
from convdesk.desk.screens.replay.presenter import ReplayPresenter
from convdesk.desk.screens.replay.sentences import about_replay, place_text
from convdesk.desk.screens.replay.side import NOTES, Side
from convdesk.desk.screens.replay.stage import Stage
from convdesk.desk.screens.replay.studio import Studio
from convdesk.desk.widgets.busy import Busy
from convdesk.desk.widgets.empty import Empty
from convdesk.desk.widgets.parts import Elided, at_least, button, column, holding, pane, row
from convdesk.desk.widgets.problem_bar import NoticeBar
from convdesk.desk.widgets.working import Working
from convdesk.words import tr

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QHideEvent

    from convdesk.desk.ports import Ask, Jobs
    from convdesk.desk.screens.replay.looks import Draft, Line, Questions
    from convdesk.model.problem import Problem
    from convdesk.model.replay import Queue, Replay


class ReplayScreen(Working):
    """Shows what ReplayPresenter decides. `people_wanted(segment, words)`; `import_wanted()`: nothing is recorded."""

    people_wanted = Signal(object, str)
    import_wanted = Signal()
    findings_wanted = Signal()
    page_picture_wanted = Signal(str, object, str)

    def __init__(self, jobs: Jobs, questions: Questions, ask: Ask, zone: str) -> None:
        super().__init__()
        self._zone = zone
        self.bar = NoticeBar()
        self.title, self._about = Elided("title"), Elided("muted")
        self.person = button(tr("Show person"), lambda: self.presenter.show_person(), "link")
        self.previous = button(tr("Previous"), lambda: self.presenter.move(-1), name=tr("Previous recording"))
        self.next = button(tr("Next"), lambda: self.presenter.move(1), "primary", tr("Next recording"))
        self.stage, self.controls, self.side = Stage(), Controls(), Side(zone)
        self.timeline = self.controls.timeline
        self._empty = Empty()
        self._stack = QStackedWidget()
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()
        self.presenter = ReplayPresenter(self, (self.stage, Studio(self)), jobs, questions)
        self._busy = Busy(self.stage, self.presenter.cancel)
        self.keeping = Keeping(self.presenter, self.side, ask)
        self._join()
        self._listen_to_keys()

    def show_empty(self) -> None:
        self._busy.stop()
        self._empty.say(
            tr("What did they see?"),
            tr("Import session recordings (rrweb, PostHog, Sentry and others) to watch what people saw and did."),
            tr("Import files…"),
            self.import_wanted.emit,
        )
        self.title.say(tr("Replay"))
        self._about.say("")
        self._acts.hide()
        self._stack.setCurrentWidget(self._empty)

    def show_done(self, text: str) -> None:
        self.bar.tell_done(text)

    def show_working(self, text: str) -> None:
        """A picture or film is being made."""
        self._busy.start(text)

    def show_written(self, text: str, file: Path | None) -> None:
        self._busy.stop()
        if file is None:
            self.bar.tell_done(text, tr("Show findings"), self.findings_wanted.emit)
        else:
            opened = QUrl.fromLocalFile(str(file))
            self.bar.tell_done(text, tr("Open"), lambda: QDesktopServices.openUrl(opened))

    def show_kept_less(self, problem: Problem) -> None:
        """A finding was added with less than was asked for."""
        self._busy.stop()
        self.bar.tell_problem(problem, tr("Show findings"), self.findings_wanted.emit)

    def show_stopped(self, text: str) -> None:
        self._busy.stop()
        self.bar.tell_stopped(text)

    def show_queue(self, queue: Queue, place: int | None) -> None:
        self.side.show_queue(queue, place)
        self._place = place_text(queue, place)
        self.previous.setEnabled(bool(place))
        self.next.setEnabled(place is not None and place + 1 < len(queue.items))
        for part in (self.previous, self.next):
            part.setToolTip(queue.definition)

    def show_replay(self, replay: Replay) -> None:
        self._busy.stop()
        self._stack.setCurrentIndex(0)
        self._acts.show()
        self.bar.hide()
        self.title.say(replay.person or tr("Nobody known"))
        told = "  ".join(problem.what for problem in replay.told)
        self._about.say(" · ".join(one for one in (about_replay(replay, self._zone), self._place, told) if one))
        self.person.setEnabled(bool(replay.person))
        self.timeline.show_marks(replay.marks, replay.lasts_ms)
        self.controls.show_length(replay.lasts_ms)
        self.controls.enable(replay.can_be_shown)
        self.controls.show_time(self.presenter.transport.at_ms)
        self.side.show_replay(replay)
        if not replay.can_be_shown:
            self.bar.tell_problem(replay.told[0])

    def show_lines(self, lines: tuple[Line, ...]) -> None:
        self.side.show_lines(lines)

    def show_time(self, at_ms: float) -> None:
        self.controls.show_time(at_ms)
        self.side.show_time(at_ms)

    def show_playing(self, is_playing: bool) -> None:
        self.controls.show_playing(is_playing)

    def show_speed(self, factor: float) -> None:
        self.controls.show_speed(factor)

    def show_told(self, text: str) -> None:
        self.controls.show_told(text)

    def show_draft(self, draft: Draft | None, tags: tuple[str, ...]) -> None:
        self.side.note.show_draft(draft, tags)
        self.timeline.show_draft(draft.at_ms if draft else None, draft.to_ms if draft else None)
        if draft is None and self.isVisible():
            self.timeline.setFocus()

    def enable_edits(self, may_edit: bool) -> None:
        """Whether the study can be changed."""
        for part in (self.controls.noting, self.side.editing, self.side.removing):
            part.setVisible(may_edit)
        self.controls.finding.setVisible(may_edit)
        self._may_edit = may_edit

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.presenter.leave()

    def _lay_out(self) -> None:
        self._place, self._may_edit = "", True
        watching = column(self.stage, self.controls)
        watching.setStretch(0, 1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(theme.sizes().related)
        for place, part in enumerate(
            (pane(watching, tr("Replay"), 10), pane(at_least(self.side, 300), tr("Beside"), 12))
        ):
            self.splitter.addWidget(part)
            self.splitter.setStretchFactor(place, 1 - place)
        self.splitter.setSizes([900, 360])
        self._stack.addWidget(self.splitter)
        self._stack.addWidget(self._empty)
        self._acts = holding(row(self.person, self.previous, self.next))
        heading = row(column(self.title, self._about, space=2), self._acts)
        heading.setStretch(0, 1)
        heading.setContentsMargins(4, 0, 0, 0)
        layout = column(heading, self.bar, self._stack)
        layout.setStretch(2, 1)
        self.setLayout(layout)

    def _join(self) -> None:
        transport, notes = self.presenter.transport, self.presenter.notes
        self.presenter.people_wanted = self.people_wanted.emit
        self.stage.moved.connect(transport.moved)
        self.stage.ended.connect(transport.ended)
        self.stage.lost.connect(transport.renew)
        self.stage.broken.connect(transport.stop)
        self.stage.slowed.connect(transport.tell_slow)
        self.timeline.sought.connect(transport.seek)
        self.controls.toggled.connect(transport.toggle)
        self.controls.leapt.connect(transport.seek_by)
        self.controls.speed_chosen.connect(transport.change_speed)
        self.controls.skip_chosen.connect(transport.skip_idle)
        self.controls.note_wanted.connect(notes.begin)
        self.keeping.listen_to(self.controls, self.page_picture_wanted.emit)
        self.side.sought.connect(transport.seek)
        self.side.queued.connect(self.presenter.choose)
        self.side.recorded_wanted.connect(self.presenter.show_recorded)
        self.side.everybody_wanted.connect(self.presenter.watch_everybody)
        self.side.note_changed.connect(notes.change)
        self.side.note_removed.connect(notes.remove)
        panel = self.side.note
        panel.written.connect(notes.write)
        panel.kept.connect(notes.keep)
        panel.ended.connect(notes.end_here)
        panel.let_go.connect(notes.let_go)

    def _listen_to_keys(self) -> None:
        transport = self.presenter.transport
        keys = {
            "Space": transport.toggle, "K": transport.toggle,
            "Left": lambda: transport.seek_by(-LEAP_MS), "Right": lambda: transport.seek_by(LEAP_MS),
            "Shift+Left": lambda: transport.seek_by(-1_000), "Shift+Right": lambda: transport.seek_by(1_000),
            "J": lambda: transport.seek_by(-2 * LEAP_MS), "L": lambda: transport.seek_by(2 * LEAP_MS),
            "Home": lambda: transport.seek(0), "[": lambda: transport.faster(-1), "]": lambda: transport.faster(1),
            "N": self._begin_note, "Shift+N": self._end_note,
            "Alt+Down": lambda: self.presenter.move(1), "Alt+Up": lambda: self.presenter.move(-1),
        }  # fmt: skip
        for key, does in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(does)

    def _end_note(self) -> None:
        if self._may_edit:
            self.side.show_tab(NOTES)
            self.presenter.notes.end_here()

    def _begin_note(self) -> None:
        if not self._may_edit:
            return
        self.side.show_tab(NOTES)
        self.presenter.notes.begin()
