"""The line above the panes: what is looked at, in words, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from convdesk.desk.widgets.parts import Elided, button, column, row
from convdesk.words import tr


class Heading(QWidget):
    """`before_wanted()`, `recordings_wanted()`, `slides_wanted()` and `finding_wanted()`."""

    before_wanted = Signal()
    slides_wanted = Signal()
    finding_wanted = Signal()
    recordings_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.title, self.note = Elided("title"), Elided("muted")
        self._before = button(
            tr("What came before?"), self.before_wanted.emit, name=tr("What did they do before leaving here?")
        )
        self._before.setToolTip(tr("What did they do before leaving here? Shows their paths."))
        self._slides = button(tr("Slides…"), self.slides_wanted.emit, name=tr("Write slides"))
        self._finding = button(tr("Add finding"), self.finding_wanted.emit, "primary")
        self.watching = button(tr("Watch recordings"), self.recordings_wanted.emit)
        words = column(self.title, self.note, space=2)
        layout = row(words, self.watching, self._before, self._slides, self._finding)
        layout.setStretch(0, 1)
        layout.setContentsMargins(4, 0, 0, 0)
        self.setLayout(layout)
        self.enable(False)

    def say(self, title: str, note: str, definition: str) -> None:
        self.title.say(title)
        self.note.say(note)
        self.note.setToolTip(definition)

    def offer_recordings(self, count: int) -> None:
        """How many of the people who left were recorded."""
        self.watching.setText(tr("Watch {n} recorded").format(n=f"{count:,}") if count else tr("Watch recordings"))
        self.watching.setAccessibleName(tr("Watch the recordings of those who left"))
        self.watching.setToolTip(
            tr("Of those who left here, {n} were recorded: watch them, the most telling first").format(n=f"{count:,}")
        )
        self.watching.setEnabled(count > 0)

    def enable(self, has_drop_off: bool) -> None:
        """Whether there is a drop-off to write about."""
        self._before.setEnabled(has_drop_off)
        self._slides.setEnabled(has_drop_off)
        self.watching.setEnabled(has_drop_off and self.watching.isEnabled())
        self._finding.setEnabled(has_drop_off)
