"""Beside the stage: what happened, the notes, and the queue; each line goes to its moment or its recording."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QListWidget, QStackedWidget, QWidget

from convdesk.desk import theme
from convdesk.desk.screens.replay.event_list import EventList
from convdesk.desk.screens.replay.note_panel import NotePanel
from convdesk.desk.screens.replay.sentences import clock_text, queue_note, queued_lines
from convdesk.desk.widgets.parts import button, column, holding, label, row, toggle
from convdesk.desk.widgets.two_lines import refill, two_line_list
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.desk.screens.replay.looks import Line
    from convdesk.model.replay import Note, Queue, Replay

EVENTS, NOTES, QUEUE = range(3)


class Side(QWidget):
    """`sought(ms)`, `queued(place)`, `note_changed(id)`, `note_removed(id)`, `recorded_wanted()`."""

    sought = Signal(float)
    queued = Signal(int)
    note_changed = Signal(str)
    note_removed = Signal(str)
    recorded_wanted = Signal()
    everybody_wanted = Signal()

    def __init__(self, zone: str) -> None:
        super().__init__()
        self._zone = zone
        self._notes: tuple[Note, ...] = ()
        self._moments: list[float] = []
        self._ends: list[int | None] = []
        self.events = EventList()
        self.events.sought.connect(self.sought)
        self.note = NotePanel()
        self.notes = two_line_list(tr("Notes of this recording"))
        self.queue = two_line_list(tr("Recordings to watch"))
        self.editing = button(tr("Change note"), self._change_note)
        self.removing = button(tr("Remove note"), self._remove_note)
        self._no_notes = label(look="muted", wraps=True)
        self._queue_note = button("", self.recorded_wanted.emit, "link", tr("Show these people"))
        self.everybody = button(tr("All recordings"), self.everybody_wanted.emit, "link")
        self._stack = QStackedWidget()
        self._choices = QButtonGroup(self)
        self._tabs = [toggle(text) for text in (tr("What happened"), tr("Notes"), tr("Queue"))]
        self._lay_out()
        self._join()

    def show_replay(self, replay: Replay) -> None:
        self._notes = replay.notes
        clock = replay.clock
        self._moments = [clock.offset(note.at_ms) for note in replay.notes]
        ends = [None if note.to_ms is None else clock.offset(note.to_ms) for note in replay.notes]
        self._ends = ends
        spans = zip(self._moments, ends, strict=True)
        when = [clock_text(at) + ("" if to is None else f" – {clock_text(to)}") for at, to in spans]
        lines = [f"{note.text.splitlines()[0]}\n{at}" for note, at in zip(replay.notes, when, strict=True)]
        refill(self.notes, lines, min(self.notes.currentRow(), len(lines) - 1))
        self._tabs[NOTES].setText(f"{tr('Notes')}  {len(lines)}" if lines else tr("Notes"))
        self._no_notes.setVisible(not lines)
        self._enable()

    def show_lines(self, lines: tuple[Line, ...]) -> None:
        self.events.show_lines(lines)

    def show_time(self, at_ms: float) -> None:
        self.events.show_time(at_ms)

    def show_queue(self, queue: Queue, place: int | None) -> None:
        self._tabs[QUEUE].setText(f"{tr('Queue')}  {len(queue.items):,}")
        self._queue_note.setText(queue_note(queue))
        self._queue_note.setToolTip(queue.definition)
        if self.queue.count() != len(queue.items) or self.queue.property("title") != queue.title:
            refill(self.queue, [queued_lines(item, self._zone) for item in queue.items], -1)
            self.queue.setProperty("title", queue.title)
            self.queue.setToolTip(queue.definition)
        self.queue.blockSignals(True)
        self.queue.setCurrentRow(-1 if place is None else place)
        self.queue.blockSignals(False)

    def chosen_span(self) -> tuple[float, float | None] | None:
        """From where to where the chosen note goes, while the notes are shown."""
        place = self.notes.currentRow()
        if self._stack.currentIndex() != NOTES or not 0 <= place < len(self._moments):
            return None
        return self._moments[place], self._ends[place]

    def show_tab(self, tab: int) -> None:
        self._tabs[tab].setChecked(True)
        self._stack.setCurrentIndex(tab)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Delete on a note removes it, Return changes it."""
        if watched is self.notes and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Delete:
                self._remove_note()
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._change_note()
                return True
        return False

    def _lay_out(self) -> None:
        for place, tab in enumerate(self._tabs):
            self._choices.addButton(tab, place)
        self._tabs[EVENTS].setChecked(True)
        self._no_notes.setText(tr("Press N while you watch to write down what happens; undo takes it back."))
        below = row(self.editing, self.removing)
        below.addStretch(1)
        heading = row(self._queue_note, self.everybody)
        heading.insertStretch(1)
        for part in (
            self.events,
            holding(column(self._no_notes, self.notes, below)),
            holding(column(heading, self.queue)),
        ):
            self._stack.addWidget(part)
        tabs = row(*self._tabs, space=theme.sizes().inside)
        tabs.addStretch(1)
        layout = column(tabs, self.note, self._stack)
        layout.setStretch(2, 1)
        self.setLayout(layout)

    def _join(self) -> None:
        self._choices.idClicked.connect(self._stack.setCurrentIndex)
        self.queue.currentRowChanged.connect(self.queued)
        self.notes.currentRowChanged.connect(self._seek_note)
        self.notes.itemClicked.connect(lambda _: self._seek_note(self.notes.currentRow()))
        self.notes.installEventFilter(self)

    def _seek_note(self, place: int) -> None:
        self._enable()
        if 0 <= place < len(self._moments):
            self.sought.emit(self._moments[place])

    def _change_note(self) -> None:
        if self._chosen(self.notes):
            self.note_changed.emit(self._notes[self.notes.currentRow()].id)

    def _remove_note(self) -> None:
        if self._chosen(self.notes):
            self.note_removed.emit(self._notes[self.notes.currentRow()].id)

    def _chosen(self, items: QListWidget) -> bool:
        return 0 <= items.currentRow() < len(self._notes)

    def _enable(self) -> None:
        for part in (self.editing, self.removing):
            part.setEnabled(self._chosen(self.notes))
