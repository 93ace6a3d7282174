"""The panel the steps of a funnel are chosen in: events with their counts above, the steps below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from convdesk.desk import theme
from convdesk.desk.numbers import count_text, people_text
from convdesk.desk.screens.review.sentences import window_words
from convdesk.desk.screens.review.steps import WINDOWS
from convdesk.desk.widgets.busy import BusyLine
from convdesk.desk.widgets.parts import button, chooser, column, fill, holding, label, row
from convdesk.desk.widgets.problem_bar import NoticeBar
from convdesk.model.funnel import Per
from convdesk.words import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from convdesk.desk.screens.review.builder_presenter import BuilderPresenter
    from convdesk.desk.screens.review.steps import Steps
    from convdesk.model.events import EventName
    from convdesk.model.problem import Problem

NAME = Qt.ItemDataRole.UserRole


class StepList(QListWidget):
    """`removed(place)` on Delete, `moved(place, by)` on Alt+Up and Alt+Down, `entered(place)` on Enter."""

    removed = Signal(int)
    moved = Signal(int, int)
    entered = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        place = self.currentRow()
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if place >= 0 and event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.removed.emit(place)
        elif place >= 0 and by and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.moved.emit(place, by)
        elif place >= 0 and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.entered.emit(place)
        else:
            super().keyPressEvent(event)


class BuilderPanel(QWidget):
    """Shows what BuilderPresenter decides. `left()` when the researcher keeps the old steps."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._presenter: BuilderPresenter | None = None
        self._windows: list[int | None] = list(WINDOWS)
        self.words = QLineEdit()
        self.words.setPlaceholderText(tr("Find an event, or write page:/cart*"))
        self.words.setAccessibleName(tr("Find an event or write a step"))
        self.words.textChanged.connect(self._filter)
        self.words.returnPressed.connect(self._add_found)
        self._line = BusyLine()
        self._bar = NoticeBar()
        self.names = _list(tr("Events"))
        self.names.itemDoubleClicked.connect(lambda _: self._add_chosen())
        self.names.entered.connect(lambda _: self._add_chosen())
        self.steps = _list(tr("Steps"))
        self.steps.removed.connect(self._remove)
        self.steps.moved.connect(self._move)
        self.window_box = chooser(tr("Window"), self._choose_window)
        self.per = chooser(tr("Counted"), self._choose_per)
        fill(self.per, [tr("people"), tr("sessions")])
        self.apply = button(tr("Count funnel"), self._apply, "primary")
        self.setLayout(self._laid_out())

    def follow(self, presenter: BuilderPresenter) -> None:
        self._presenter = presenter

    def show_names(self, names: tuple[EventName, ...]) -> None:
        self._line.stop()
        self.names.clear()
        for name in names:
            item = QListWidgetItem(f"{name.name}  ·  {count_text(name.count)}")
            item.setData(NAME, name.name)
            item.setToolTip(people_text(name.actors))
            self.names.addItem(item)
        self._filter(self.words.text())

    def show_steps(self, steps: Steps, chosen: int) -> None:
        self._bar.hide()
        self.steps.clear()
        self.steps.addItems([f"{place}  {step.label}" for place, step in enumerate(steps.steps, start=1)])
        self.steps.setCurrentRow(chosen)
        self.apply.setEnabled(steps.is_enough)
        self._windows = list(WINDOWS) if steps.window_us in WINDOWS else [steps.window_us, *WINDOWS]
        fill(self.window_box, [window_words(window) for window in self._windows], self._windows.index(steps.window_us))
        self.per.setCurrentIndex(list(Per).index(steps.per))

    def show_busy(self) -> None:
        self.words.clear()
        self._line.start()
        self.words.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_problem(self, problem: Problem) -> None:
        self._line.stop()
        self._bar.tell_problem(problem)

    def _laid_out(self) -> QVBoxLayout:
        adding = button(tr("Add step"), self._add_chosen, name=tr("Add the chosen event as a step"))
        up = button(tr("Up"), lambda: self._move(self.steps.currentRow(), -1), name=tr("Move the step up"))
        down = button(tr("Down"), lambda: self._move(self.steps.currentRow(), 1), name=tr("Move the step down"))
        removing = button(tr("Remove"), lambda: self._remove(self.steps.currentRow()), name=tr("Remove the step"))
        keeping = button(tr("Cancel"), self.left.emit, name=tr("Keep the funnel as it was"))
        inside = theme.sizes().inside
        events = holding(column(label(tr("Events"), "label"), self.words, self._line, self.names, row(1, adding)))
        steps = holding(column(label(tr("Steps"), "label"), self.steps, row(1, up, down, removing, space=inside)))
        rules = column(row(label(tr("Count"), "muted"), self.per), self.window_box)
        layout = column(
            label(tr("Choose steps"), "heading"), self._bar, events, steps, rules, row(1, keeping, self.apply)
        )
        layout.setStretch(2, 3)
        layout.setStretch(3, 2)
        return layout

    def _filter(self, words: str) -> None:
        wanted = words.casefold().strip()
        first = -1
        for place in range(self.names.count()):
            item = self.names.item(place)
            is_hidden = bool(wanted) and wanted not in str(item.data(NAME)).casefold()
            item.setHidden(is_hidden)
            first = place if first < 0 and not is_hidden else first
        self.names.setCurrentRow(first)

    def _add_found(self) -> None:
        """Enter: the first event found; nothing found: a step as it is written."""
        if self.names.currentItem() is not None and ":" not in self.words.text():
            self._add_chosen()
        elif self._presenter and self.words.text().strip():
            self._presenter.add_written(self.words.text())

    def _add_chosen(self) -> None:
        item = self.names.currentItem()
        if self._presenter and item is not None:
            self._presenter.add_event(str(item.data(NAME)))

    def _remove(self, place: int) -> None:
        if self._presenter and place >= 0:
            self._presenter.remove(place)

    def _move(self, place: int, by: int) -> None:
        if self._presenter and place >= 0:
            self._presenter.move(place, by)

    def _choose_window(self, place: int) -> None:
        if self._presenter:
            self._presenter.choose_window(self._windows[place])

    def _choose_per(self, place: int) -> None:
        if self._presenter:
            self._presenter.choose_per(list(Per)[place])

    def _apply(self) -> None:
        if self._presenter:
            self._presenter.apply()


def _list(name: str) -> StepList:
    made = StepList()
    made.setAccessibleName(name)
    made.setUniformItemSizes(True)
    made.setMinimumHeight(56)
    theme.dress(made, "boxed")
    return made
