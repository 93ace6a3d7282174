"""What can be chosen above each view: the property of a breakdown, the sides of a comparison, two tools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDateEdit, QLineEdit, QStackedWidget, QWidget

from convdesk.desk.screens.funnel.looks import OWN_RULES, CompareBy, View, Wanted
from convdesk.desk.widgets.parts import chooser, fill, holding, label, row
from convdesk.model.funnel import FunnelSpec, Touch
from convdesk.model.funnel_presets import PRESETS
from convdesk.model.funnel_results import Every
from convdesk.words import tr

if TYPE_CHECKING:
    from datetime import date

    from convdesk.model.step_choices import PropertyValue

TOUCHES = tuple(Touch)
EVERY = (Every.DAY, Every.WEEK)
TOOLS = (OWN_RULES, *PRESETS)
BYS = tuple(CompareBy)
TYPING_MS = 400


class ViewOptions(QStackedWidget):
    """`wanted(dict)`: fields of Wanted that were chosen; `sides_wanted(dict)`: of Sides; `values_wanted(name)`."""

    wanted = Signal(object)
    sides_wanted = Signal(object)
    values_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._properties: tuple[str, ...] = ()
        self.prop: QComboBox = _box(tr("Property to split by"), lambda at: self._want(prop=self.prop.itemText(at)))
        self.touch = _box(tr("Which value counts"), lambda at: self._want(touch=TOUCHES[at]))
        fill(self.touch, [tr("the first in the data"), tr("at the first step"), tr("at the last step"),
                          tr("at a step"), tr("each value on its own")])  # fmt: skip
        self.touch_step = _box(tr("At which step"), lambda at: self._want(step=at + 1))
        self.step = _box(tr("From where to where"), lambda at: self._want(step=0 if at == 0 else at + 1))
        self.every = _box(tr("Periods"), lambda at: self._want(every=EVERY[at]))
        fill(self.every, [tr("by day of entry"), tr("by week of entry")])
        self.sides = SidesOptions()
        self.sides.wanted.connect(self.sides_wanted.emit)
        self.sides.values_wanted.connect(self.values_wanted.emit)
        self.tools = [self._tool(side) for side in (0, 1)]
        self.windows = QCheckBox(tr("each with its usual window"))
        self.windows.setAccessibleName(tr("Each tool with its usual window"))
        self.windows.clicked.connect(lambda is_on: self._want(has_usual_windows=is_on))
        self._lay_out()

    def show_wanted(self, wanted: Wanted, spec: FunnelSpec) -> None:
        self.setCurrentIndex(list(View).index(wanted.view))
        names = [f"{number}  {step.label}" for number, step in enumerate(spec.steps, 1)]
        properties = self._properties if wanted.prop else (tr("choose a property"), *self._properties)
        fill(self.prop, properties, properties.index(wanted.prop) if wanted.prop in properties else 0)
        self.touch.setCurrentIndex(TOUCHES.index(wanted.touch))
        fill(self.touch_step, names, min(max(wanted.step - 1, 0), max(len(names) - 1, 0)))
        self.touch_step.setVisible(wanted.touch is Touch.STEP)
        ways = [tr("the whole funnel"), *(tr("the step to {step}").format(step=name) for name in names[1:])]
        fill(self.step, ways, wanted.step - 1 if 1 < wanted.step <= len(names) else 0)
        self.every.setCurrentIndex(EVERY.index(wanted.every))
        for box, tool in zip(self.tools, wanted.tools, strict=True):
            box.setCurrentIndex(TOOLS.index(tool))
        self.windows.setChecked(wanted.has_usual_windows)
        self.sides.show_sides(wanted)

    def show_properties(self, names: tuple[str, ...]) -> None:
        self._properties = names
        fill(self.prop, [tr("choose a property"), *names])
        self.sides.show_properties(names)

    def _tool(self, side: int) -> QComboBox:
        def choose(_: int) -> None:
            self._want(tools=tuple(TOOLS[box.currentIndex()] for box in self.tools))

        made = _box([tr("Rules of one side"), tr("Rules of the other side")][side], choose)
        fill(made, [tr("this funnel's rules"), *(preset.title for preset in PRESETS.values())])
        return made

    def _lay_out(self) -> None:
        pages = {
            View.STEPS: (label(tr("Choose a number to see its people"), "muted"), 1),
            View.SPLIT: (label(tr("by"), "muted"), self.prop, self.touch, self.touch_step, 1),
            View.TIMES: (label(tr("through"), "muted"), self.step, 1),
            View.TREND: (self.every, 1),
            View.COMPARISON: (self.sides,),
            View.FLIPS: (self.tools[0], label(tr("against"), "muted"), self.tools[1], self.windows, 1),
        }
        for parts in pages.values():
            self.addWidget(holding(row(*parts)))

    def _want(self, **changes: object) -> None:
        self.wanted.emit(changes)


class SidesOptions(QWidget):
    """Who is compared. `wanted(dict)`: fields of Sides that were chosen; `values_wanted(name)`."""

    wanted = Signal(object)
    values_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.by = _box(tr("What the sides differ in"), lambda at: self.wanted.emit({"by": BYS[at]}))
        fill(self.by, [tr("by a property"), tr("by time of entry"), tr("by description")])
        self.prop = _box(tr("Property to compare by"), self._choose_property)
        self.one = _box(tr("Value of one side"), lambda _: self._choose_values())
        self.other = _box(tr("Value of the other side"), lambda _: self._choose_values())
        self.days = [_day(name, self._typing_days) for name in
                     (tr("First day"), tr("Last day"), tr("Other first day"), tr("Other last day"))]  # fmt: skip
        self.words = [self._line(name) for name in (tr("One side"), tr("Other side"))]
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(TYPING_MS)
        self._later.timeout.connect(self._tell_days)
        self._pages = QStackedWidget()
        first, last, other_first, other_last = self.days
        against = [label(tr("against"), "muted") for _ in BYS]
        self._values = (self.one, against[0], self.other)
        for page in (
            (self.prop, self.one, against[0], self.other, 1),
            (first, label("–", "muted"), last, against[1], other_first, label("–", "muted"), other_last, 1),
            (self.words[0], against[2], self.words[1]),
        ):
            self._pages.addWidget(holding(row(*page)))
        layout = row(self.by, self._pages)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def show_sides(self, wanted: Wanted) -> None:
        sides = wanted.sides
        self.by.setCurrentIndex(BYS.index(sides.by))
        self._pages.setCurrentIndex(BYS.index(sides.by))

    def show_properties(self, names: tuple[str, ...]) -> None:
        fill(self.prop, [tr("choose a property"), *names])
        for part in self._values:
            part.hide()

    def show_values(self, values: tuple[PropertyValue, ...]) -> None:
        """The values of the chosen property: the most frequent one against everyone else."""
        names = [one.value for one in values]
        fill(self.one, names)
        fill(self.other, [tr("everyone else"), *names])
        for part in self._values:
            part.show()
        self._choose_values()

    def show_days(self, days: tuple[date, date]) -> None:
        """Two halves of the data, to begin with."""
        half = days[0] + (days[1] - days[0]) / 2
        for edit, day in zip(self.days, (days[0], half, half, days[1]), strict=True):
            edit.blockSignals(True)
            edit.setDate(QDate(day.year, day.month, day.day))
            edit.blockSignals(False)
        self.days[2].setDate(self.days[2].date().addDays(1))

    def _choose_property(self, at: int) -> None:
        if at > 0:
            self.values_wanted.emit(self.prop.itemText(at))

    def _choose_values(self) -> None:
        if self.prop.currentIndex() > 0:
            other = self.other.currentText() if self.other.currentIndex() > 0 else ""
            self.wanted.emit({"prop": self.prop.currentText(), "one": self.one.currentText(), "other": other})

    def _typing_days(self) -> None:
        self._later.start()

    def _tell_days(self) -> None:
        dates = (edit.date() for edit in self.days)
        self.wanted.emit({"days": tuple(day.toPython() for day in dates)})

    def _line(self, name: str) -> QLineEdit:
        made = QLineEdit()
        made.setAccessibleName(name)
        made.setPlaceholderText(tr("{name}, such as prop(platform)=ios").format(name=name))
        made.setToolTip(tr("did(products) & !did(purchase), prop(platform)=ios, answered(Q3)<=6; nothing: everyone"))
        made.editingFinished.connect(self._tell_words)
        return made

    def _tell_words(self) -> None:
        one, other = (line.text() for line in self.words)
        self.wanted.emit({"words": (one, other)})


def _box(name: str, chosen: object) -> QComboBox:
    """A chooser as wide as its longest choice, up to a limit."""
    made = chooser(name, chosen)  # type: ignore[arg-type]
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    made.setMaximumWidth(240)
    return made


def _day(name: str, changed: object) -> QDateEdit:
    made = QDateEdit()
    made.setAccessibleName(name)
    made.setDisplayFormat("d MMM yyyy")
    made.dateChanged.connect(lambda _: changed())  # type: ignore[operator]
    return made
