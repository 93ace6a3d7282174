"""The line above the panes: what is looked at, in words, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from convdesk.desk.widgets.parts import Elided, button, column, row
from convdesk.words import tr


class Heading(QWidget):
    """`slides_wanted()` and `finding_wanted()`."""

    slides_wanted = Signal()
    finding_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.title, self.note = Elided("title"), Elided("muted")
        self._slides = button(tr("Slides…"), self.slides_wanted.emit, name=tr("Write slides"))
        self._finding = button(tr("Add finding"), self.finding_wanted.emit, "primary")
        layout = row(column(self.title, self.note, space=2), self._slides, self._finding)
        layout.setStretch(0, 1)
        layout.setContentsMargins(4, 0, 0, 0)
        self.setLayout(layout)
        self.enable(False)

    def say(self, title: str, note: str, definition: str) -> None:
        self.title.say(title)
        self.note.say(note)
        self.note.setToolTip(definition)

    def enable(self, has_drop_off: bool) -> None:
        """Whether there is a drop-off to write about."""
        self._slides.setEnabled(has_drop_off)
        self._finding.setEnabled(has_drop_off)
