"""The timeline of one person: which kinds, the stretches with their entries, and all there is to say of one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QStackedWidget, QWidget

from convdesk.desk import theme
from convdesk.desk.numbers import count_text
from convdesk.desk.screens.people.timeline_list import TimelineList
from convdesk.desk.screens.people.timeline_words import KINDS, details
from convdesk.desk.widgets.busy import Busy
from convdesk.desk.widgets.empty import Empty
from convdesk.desk.widgets.parts import Elided, button, column, label, row, toggle
from convdesk.model.timeline import Entry, EntryKind
from convdesk.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.screens.people.looks import TimelineRows

_ACROSS = 3


class TimelinePane(QWidget):
    """`kinds_chosen(frozenset)`; `moment_wanted(Entry)`: a moment of a recording is to be watched."""

    kinds_chosen = Signal(object)
    moment_wanted = Signal(object)

    def __init__(self, zone: str, cancel: Callable[[], object]) -> None:
        super().__init__()
        self._zone = zone
        self._rows: TimelineRows | None = None
        self.kinds: dict[EntryKind, QPushButton] = {}
        self._count, self._hidden = Elided("muted"), label(look="caution", wraps=True)
        self.list = TimelineList(zone, tr("What this person did"))
        self.list.turned.connect(self._turn)
        self.list.opened.connect(self._watch)
        self.list.chosen.connect(self._say)
        self._details = label(look="muted", wraps=True)
        self.earlier = button(tr("Earlier"), lambda: self._turn(-1), name=tr("Go to the stretch before (Alt+Up)"))
        self.later = button(tr("Later"), lambda: self._turn(1), name=tr("Go to the next stretch (Alt+Down)"))
        for one in (self.earlier, self.later):
            one.setToolTip(one.accessibleName())
        self.watching = button(tr("Watch"), lambda: self._watch(self.list.currentIndex().row()),
                               name=tr("Watch this moment of the recording"))  # fmt: skip
        self._empty, self._stack = Empty(), QStackedWidget()
        self._lay_out()
        self._busy = Busy(self._stack, cancel)

    def show_busy(self, text: str) -> None:
        self._busy.start(text)

    def stop(self) -> None:
        self._busy.stop()

    def show_timeline(self, rows: TimelineRows, kinds: frozenset[EntryKind], place: int | None) -> None:
        """Show these lines, the one at `place` chosen; None: from the first on."""
        self._busy.stop()
        self._rows = rows
        self.list.lines.show_rows(rows)
        for kind, one in self.kinds.items():
            count = rows.counts.get(kind, 0)
            one.setText(f"{KINDS[kind]()} {count_text(count)}")
            one.setChecked(kind in kinds)
            one.setEnabled(count > 0)
        self._count.say(trn("{n} stretch", "{n} stretches", rows.visits))
        self._count.setToolTip(rows.definition)
        hidden = trn("{n} answer is not to be shown", "{n} answers are not to be shown", rows.hidden)
        self._hidden.setText(hidden)
        self._hidden.setVisible(rows.hidden > 0)
        if not len(rows):
            self._empty.say(tr("Nothing of these kinds"), tr("Choose other kinds above to see what else is known."))
        self._stack.setCurrentIndex(0 if len(rows) else 1)
        self.list.go_to(0 if place is None else place)
        self._say(self.list.currentIndex().row())

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setSpacing(theme.sizes().inside)
        for place, kind in enumerate(KINDS):
            one = self.kinds[kind] = toggle(KINDS[kind](), tr("Show {kind}").format(kind=KINDS[kind]().lower()))
            one.clicked.connect(lambda _: self._choose())
            grid.addWidget(one, *divmod(place, _ACROSS))
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._empty)
        turning = row(self._count, self.earlier, self.later)
        turning.setStretch(0, 1)
        said = row(self._details, self.watching)
        said.setStretch(0, 1)
        layout = column(turning, self._hidden, self._stack, said)
        layout.insertLayout(0, grid)
        layout.setStretch(3, 1)
        self.setLayout(layout)

    def _choose(self) -> None:
        self.kinds_chosen.emit(frozenset(kind for kind, one in self.kinds.items() if one.isChecked()))

    def _turn(self, by: int) -> None:
        if self._rows is not None:
            self.list.go_to(self._rows.heading_from(max(0, self.list.currentIndex().row()), by))

    def _watch(self, place: int) -> None:
        line = self.list.lines.line_at(place)
        if isinstance(line, Entry) and line.recording and line.at_us is not None:
            self.moment_wanted.emit(line)

    def _say(self, place: int) -> None:
        line = self.list.lines.line_at(place)
        self._details.setText(details(line, self._zone) if line is not None else "")
        self._details.setVisible(line is not None)
        self.watching.setVisible(isinstance(line, Entry) and bool(line.recording))
