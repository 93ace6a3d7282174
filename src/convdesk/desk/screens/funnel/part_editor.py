"""Changes what is chosen in the list of steps: whether it may be skipped, its conditions, where an exclusion holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QSizePolicy, QStackedWidget

from convdesk.desk.screens.funnel.draft import Part, Row
from convdesk.desk.widgets.parts import button, chooser, column, fill, holding, label, row
from convdesk.model.funnel import FunnelSpec
from convdesk.model.step import PropertyTest
from convdesk.words import tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QBoxLayout

    from convdesk.model.step_choices import PropertyValue

OPERATORS = ("=", "!=", ">=", "<=", ">", "<")
TYPING_MS = 150
SHOWN = 200


class PartEditor(QStackedWidget):
    """`optional_chosen(step, is_optional)`, `bounds_chosen(exclusion, start, end)` from 0, `removed()`.

    `test_written(row, test)` while a condition is typed, `test_added(row, test)` when it is wanted;
    `values_wanted(name)`: the values of a property.
    """

    optional_chosen = Signal(int, bool)
    bounds_chosen = Signal(int, int, int)
    test_written = Signal(object, object)
    test_added = Signal(object, object)
    values_wanted = Signal(str)
    removed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._row: Row | None = None
        self._spec = FunnelSpec(())
        self.optional = QCheckBox(tr("May be skipped"))
        self.optional.setAccessibleName(tr("This step may be skipped"))
        self.optional.setToolTip(tr("It is counted, and skipping it costs nothing; never the first or the last step."))
        self.optional.clicked.connect(self._choose_optional)
        self.prop = chooser(tr("Property"), self._choose_property)
        self.operator = chooser(tr("How it is compared"), lambda _: self._typing.start())
        fill(self.operator, OPERATORS)
        self.operator.setMinimumContentsLength(1)
        self.operator.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.prop.setMinimumContentsLength(4)
        self.value = _editable(tr("Value"))
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self._tell_written)
        self.value.editTextChanged.connect(lambda _: self._typing.start())
        line = self.value.lineEdit()
        if line is not None:
            line.returnPressed.connect(self._add_test)
        self.adding = button(tr("Add"), self._add_test, name=tr("Add the condition"))
        self.start = chooser(tr("Excluded from step"), lambda _: self._choose_bounds())
        self.end = chooser(tr("Excluded until step"), lambda _: self._choose_bounds())
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.addWidget(label(tr("Choose a step to change it"), "muted"))
        self.addWidget(holding(self._step_side()))
        self.addWidget(holding(self._exclusion_side()))

    def show_row(self, spec: FunnelSpec, chosen: Row | None) -> None:
        """Show what can be changed of a line."""
        self._spec, self._row = spec, chosen
        if chosen is None:
            self.setCurrentIndex(0)
        elif chosen.part is Part.EXCLUSION:
            self._show_exclusion(spec, chosen)
        else:
            is_between = 0 < chosen.place < len(spec.steps) - 1
            self.optional.setEnabled(is_between)
            self.optional.setChecked(chosen.place + 1 in spec.optional)
            self.setCurrentIndex(1)

    def show_properties(self, names: tuple[str, ...]) -> None:
        fill(self.prop, [tr("where…"), *names])
        for part in (self.prop, self.operator, self.value, self.adding):
            part.setEnabled(bool(names))

    def show_values(self, values: tuple[PropertyValue, ...]) -> None:
        text = self.value.currentText()
        self.value.blockSignals(True)
        self.value.clear()
        self.value.addItems([one.value for one in values[:SHOWN]])
        self.value.setEditText(text)
        self.value.blockSignals(False)

    def _step_side(self) -> QBoxLayout:
        removing = button(tr("Remove"), self.removed.emit, name=tr("Remove the chosen line"))
        first = row(self.optional, 1, removing)
        second = row(self.prop, self.operator, self.value, self.adding, space=4)
        second.setStretch(0, 3)
        second.setStretch(2, 3)
        return column(first, second)

    def _exclusion_side(self) -> QBoxLayout:
        removing = button(tr("Remove"), self.removed.emit, name=tr("Remove the chosen line"))
        first = row(label(tr("Must not happen between"), "muted"), 1, removing)
        second = row(self.start, label(tr("and"), "muted"), self.end, space=4)
        second.setStretch(0, 1)
        second.setStretch(2, 1)
        return column(first, second)

    def _show_exclusion(self, spec: FunnelSpec, chosen: Row) -> None:
        names = [f"{number}  {step.label}" for number, step in enumerate(spec.steps, 1)]
        each = spec.exclusions[chosen.place]
        fill(self.start, names[:-1], each.start - 1)
        fill(self.end, names, each.end - 1)
        self.setCurrentIndex(2)

    def _choose_optional(self, is_optional: bool) -> None:
        if self._row is not None:
            self.optional_chosen.emit(self._row.place, is_optional)

    def _choose_bounds(self) -> None:
        if self._row is not None:
            start = self.start.currentIndex()
            end = max(self.end.currentIndex(), start + 1)
            self.bounds_chosen.emit(self._row.place, start, end)

    def _choose_property(self, at: int) -> None:
        if at > 0:
            self.values_wanted.emit(self.prop.currentText())
            self.value.setFocus(Qt.FocusReason.OtherFocusReason)

    def _test(self) -> PropertyTest | None:
        value = self.value.currentText().strip()
        if self.prop.currentIndex() < 1 or not value:
            return None
        return PropertyTest(self.prop.currentText(), self.operator.currentText(), value)

    def _tell_written(self) -> None:
        test = self._test()
        if test is not None and self._row is not None:
            self.test_written.emit(self._row, test)

    def _add_test(self) -> None:
        test = self._test()
        self._typing.stop()
        if test is not None and self._row is not None:
            self.value.blockSignals(True)
            self.value.setEditText("")
            self.value.blockSignals(False)
            self.test_added.emit(self._row, test)


def _editable(name: str) -> QComboBox:
    """A box with known values into which anything can be written."""
    made = QComboBox()
    made.setEditable(True)
    made.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    made.setAccessibleName(name)
    made.view().setAccessibleName(name)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(4)
    line = made.lineEdit()
    if line is not None:
        line.setAccessibleName(name)
        line.setPlaceholderText(tr("value"))
    return made
