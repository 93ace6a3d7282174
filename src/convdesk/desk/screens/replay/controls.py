"""The controls under a replay: play, where it is, how fast, and whether idle time is skipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QMenu, QPushButton, QWidget

from convdesk.desk.screens.replay.looks import SPEEDS
from convdesk.desk.screens.replay.sentences import clock_text
from convdesk.desk.screens.replay.timeline import Timeline
from convdesk.desk.widgets.parts import Elided, button, chooser, column, fill, label, row
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.desk.screens.replay.looks import Offer

LEAP_MS = 5_000


class Controls(QWidget):
    """`toggled()`, `leapt(ms)`, `speed_chosen(factor)`, `skip_chosen(bool)`; `…_wanted()`: what is to be kept."""

    toggled = Signal()
    leapt = Signal(float)
    speed_chosen = Signal(float)
    skip_chosen = Signal(bool)
    note_wanted = Signal()
    picture_wanted = Signal()
    clip_wanted = Signal()
    page_wanted = Signal()
    evidence_wanted = Signal()
    keep_opened = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._lasts_ms = 0
        self.timeline = Timeline()
        self.playing = button(tr("Play"), self.toggled.emit, "primary")
        self.playing.setToolTip(tr("Play or pause (space, K)"))
        self.back = button(tr("−5 s"), lambda: self.leapt.emit(-LEAP_MS), name=tr("Back five seconds"))
        self.back.setToolTip(tr("Back five seconds (←); J: ten"))
        self.on = button(tr("+5 s"), lambda: self.leapt.emit(LEAP_MS), name=tr("On five seconds"))
        self.on.setToolTip(tr("On five seconds (→); L: ten"))
        self.noting = button(tr("Add note"), self.note_wanted.emit)
        self.noting.setToolTip(tr("Write a note about this moment (N); Shift+N: it ends here"))
        self.keeping = self._keep_button()
        self.time = label("0:00 / 0:00", "label")
        self.speed = chooser(tr("Speed"), lambda place: self.speed_chosen.emit(SPEEDS[place]))
        fill(self.speed, [f"{factor:g} ×" for factor in SPEEDS], SPEEDS.index(1.0))
        self.speed.setToolTip(tr("How fast it plays ([ and ])"))
        self.skipping = QCheckBox(tr("Skip idle time"))
        self.skipping.setAccessibleName(tr("Skip idle time"))
        self.skipping.setToolTip(tr("Leap over stretches of more than 5 s in which nothing is done"))
        self.skipping.setChecked(True)
        self.skipping.toggled.connect(self.skip_chosen)
        self._told = Elided("muted")
        playing = row(self.playing, self.back, self.on, self.time, self.speed, self.skipping)
        line = row(playing, self._told, self.keeping, self.noting)
        line.setStretch(1, 1)
        self.setLayout(column(self.timeline, line))

    def show_length(self, lasts_ms: int) -> None:
        self._lasts_ms = lasts_ms
        self.show_time(0)

    def show_time(self, at_ms: float) -> None:
        self.time.setText(f"{clock_text(at_ms)} / {clock_text(self._lasts_ms)}")
        self.timeline.show_time(at_ms)

    def show_playing(self, is_playing: bool) -> None:
        self.playing.setText(tr("Pause") if is_playing else tr("Play"))
        self.playing.setAccessibleName(self.playing.text())

    def show_speed(self, factor: float) -> None:
        self.speed.setCurrentIndex(SPEEDS.index(factor))

    def show_told(self, text: str) -> None:
        self._told.say(text)

    def _keep_button(self) -> QPushButton:
        """A menu of what can be kept of a moment or a stretch."""
        made = button(tr("Keep…"), lambda: None, name=tr("Keep a picture, a clip or a finding"))
        made.setToolTip(tr("Keep this moment; a clip is of the note chosen or being written, else of ten seconds"))
        menu = QMenu(made)
        menu.setAccessibleName(tr("Keep"))
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(self.keep_opened)
        self.picturing = menu.addAction(tr("Picture of this moment…"), self.picture_wanted.emit)
        self.paging = menu.addAction(tr("Whole page, for heatmaps…"), self.page_wanted.emit)
        self.filming = menu.addAction(tr("Clip…"), self.clip_wanted.emit)
        self.finding = menu.addAction(tr("Add to findings"), self.evidence_wanted.emit)
        made.setMenu(menu)
        return made

    def show_offer(self, offer: Offer) -> None:
        """What keeping comes to now, said in the menu before it is begun."""
        self.filming.setText(offer.clip)
        self.filming.setEnabled(offer.can_be_clip)
        self.finding.setText(offer.finding)
        for action in (self.filming, self.finding):
            action.setToolTip(offer.about)

    def enable(self, can_be_shown: bool) -> None:
        """Whether there is a page that can be played."""
        for part in (self.playing, self.back, self.on, self.speed, self.skipping, self.keeping):
            part.setEnabled(can_be_shown)
