"""The question about time, put together part by part: what, by which period, counted how."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from convdesk.desk import theme
from convdesk.desk.choice import Choice
from convdesk.desk.screens.trends.looks import Measure, Mode
from convdesk.desk.screens.trends.sentences import MEASURES, UNITS, name_of
from convdesk.desk.widgets.parts import button, chooser, clear, column, fill, label, row, toggle
from convdesk.desk.widgets.picker import Picker
from convdesk.model.trend import Unit
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.desk.screens.trends.looks import Things, Wanted
    from convdesk.desk.screens.trends.presenter import TrendsPresenter

PERIODS = (4, 6, 8, 12, 16, 26)
_DOT = 10


class QuestionBar(QWidget):
    """Shows what is asked and tells the presenter of each change."""

    def __init__(self) -> None:
        super().__init__()
        self._presenter: TrendsPresenter | None = None
        self._properties: tuple[str, ...] = ()
        self.modes = {
            Mode.TIME: toggle(tr("Over time")),
            Mode.HOURS: toggle(tr("Times of the week")),
            Mode.RETENTION: toggle(tr("Who came back")),
        }
        self.adding = Picker(tr("Add a line"), takes_words=True)
        self.what = Picker(tr("What is counted"), takes_words=True)
        self.first = Picker(tr("What they did first"), takes_words=True)
        self.back = Picker(tr("What counts as coming back"), takes_words=True)
        self.unit = chooser(tr("By which period"), lambda at: self._change(unit=self._units[at]))
        self.measure = chooser(tr("What is shown"), lambda at: self._change(measure=tuple(Measure)[at]))
        self.split = chooser(tr("Split by a property"), self._split)
        self.periods = chooser(tr("How many periods after"), lambda at: self._change(periods=PERIODS[at]))
        self._units: tuple[Unit, ...] = tuple(Unit)
        self._lines = QHBoxLayout()
        self._set_up()
        self._lay_out()

    def follow(self, presenter: TrendsPresenter) -> None:
        self._presenter = presenter
        self.adding.picked.connect(presenter.add)
        self.adding.typed.connect(presenter.add_typed)
        self.what.picked.connect(presenter.put)
        self.what.typed.connect(presenter.put_typed)
        self.first.picked.connect(lambda step: self._change(first=step))
        self.first.typed.connect(presenter.begin_typed)
        self.back.picked.connect(lambda step: self._change(back=step))
        self.back.typed.connect(presenter.back_typed)
        for mode, made in self.modes.items():
            made.clicked.connect(lambda _=False, one=mode: self._change(mode=one))

    def show_things(self, things: Things) -> None:
        """What can be counted, and by what it can be split."""
        self._properties = things.properties
        choices = (Choice(tr("Any event"), None, "", tr("Everything")), *things.choices)
        for picker in (self.adding, self.what, self.first, self.back):
            picker.show_choices(choices)

    def show_wanted(self, wanted: Wanted) -> None:
        for mode, made in self.modes.items():
            made.setChecked(mode is wanted.mode)
        self._show_parts(wanted.mode)
        is_back = wanted.mode is Mode.RETENTION
        self._units = tuple(Unit)[1:] if is_back else tuple(Unit)
        unit = wanted.retention.unit if is_back else wanted.unit
        fill(self.unit, (UNITS[one]() for one in self._units), self._units.index(unit))
        measures = tuple(Measure)[:2] if wanted.mode is Mode.HOURS else tuple(Measure)
        measured = min(tuple(Measure).index(wanted.measure), len(measures) - 1)
        fill(self.measure, (MEASURES[one]() for one in measures), measured)
        self._show_split(wanted)
        fill(self.periods, (tr("{n} periods").format(n=n) for n in PERIODS), PERIODS.index(wanted.periods))
        self.what.say(name_of(wanted.steps[0]))
        self.first.say(tr("First seen") if wanted.first is None else tr("First {step}").format(step=wanted.first.label))
        self.back.say(tr("any event") if wanted.back is None else wanted.back.label)
        self._show_lines(wanted)

    def _show_parts(self, mode: Mode) -> None:
        """Only what belongs to what is looked at."""
        is_time, is_hours, is_back = (mode is one for one in (Mode.TIME, Mode.HOURS, Mode.RETENTION))
        shown: dict[QWidget, bool] = {
            self.adding: is_time, self.split: is_time and bool(self._properties), self.unit: not is_hours,
            self.what: is_hours, self.first: is_back, self.back: is_back, self._and: is_back, self.periods: is_back,
            self.measure: not is_back,
        }  # fmt: skip
        for part, is_shown in shown.items():
            part.setVisible(is_shown)

    def _show_split(self, wanted: Wanted) -> None:
        texts = (tr("Not split"), *(tr("by {name}").format(name=name) for name in self._properties))
        fill(self.split, texts, self._properties.index(wanted.split) + 1 if wanted.split in self._properties else 0)

    def _show_lines(self, wanted: Wanted) -> None:
        """A button for each line, which takes it away."""
        clear(self._lines)
        if wanted.mode is not Mode.TIME:
            return
        steps = wanted.steps[:1] if wanted.split else wanted.steps
        for at, step in enumerate(steps):
            name = name_of(step)
            taking = tr("Take away {name}").format(name=name)
            made = button(f"{name}  ✕", partial(self._remove, at), "link", taking)
            made.setEnabled(len(steps) > 1 or step is not None)
            if not wanted.split:
                made.setIcon(_dot(at))
            self._lines.addWidget(made)

    def _remove(self, at: int) -> None:
        if self._presenter is not None:
            self._presenter.remove(at)

    def _split(self, at: int) -> None:
        self._change(split=self._properties[at - 1] if at else "")

    def _change(self, **parts: object) -> None:
        if self._presenter is not None:
            self._presenter.change(**parts)

    def _set_up(self) -> None:
        self.adding.say(tr("Add a line"))

    def _lay_out(self) -> None:
        for box, width in ((self.unit, 118), (self.measure, 148), (self.split, 160), (self.periods, 120)):
            _fix(box, width)
        self._and = label(tr("and came back with"), "muted")
        self._lines.setSpacing(2)
        first = row(*self.modes.values(), space=4)
        asked = row(self.what, self.first, self._and, self.back, self.unit, self.measure, self.split, self.periods)
        second = row(self.adding, self._lines, 1)
        whole = row(first, 1, asked)
        self.setLayout(column(whole, second))


def _fix(box: QComboBox, width: int) -> None:
    box.setFixedWidth(max(width, box.minimumSizeHint().width()))


def _dot(n: int) -> QIcon:
    """The colour of a line."""
    picture = QPixmap(_DOT, _DOT)
    picture.fill(theme.faded(theme.paints().surface, 0))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    categories = theme.paints().categories
    painter.setBrush(categories[n % len(categories)])
    painter.setPen(categories[n % len(categories)])
    painter.drawEllipse(QRectF(1, 1, _DOT - 2, _DOT - 2))
    painter.end()
    return QIcon(picture)
