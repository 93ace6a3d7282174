"""What can be added: events, pages and ready-made funnels, found as is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QButtonGroup, QLineEdit, QListWidget, QWidget

from convdesk.desk.screens.funnel.looks import Adding
from convdesk.desk.screens.funnel.offer_presenter import Kind, Line
from convdesk.desk.widgets.noted_lines import NotedLine, dress_noted, refill_noted
from convdesk.desk.widgets.parts import chooser, column, fill, row, toggle
from convdesk.model.problem import ProblemError
from convdesk.words import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from convdesk.desk.screens.funnel.offer_presenter import OfferPresenter
    from convdesk.model.problem import Problem
    from convdesk.model.step import Step
    from convdesk.model.step_choices import PropertyValue

ADDING = tuple(Adding)
_KINDS = {Kind.EVENTS: tr("Events"), Kind.PAGES: tr("Pages"), Kind.WAYS: tr("Ways")}
_NO_CHOICES = {
    Kind.EVENTS: tr("No event is called so. Enter adds it as it is written."),
    Kind.PAGES: tr("No page fits. Write page:/cart* and press Enter."),
    Kind.WAYS: tr("No way that many people go was found."),
}


class OfferList(QListWidget):
    """`chosen()` on Enter."""

    chosen = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if Qt.Key(event.key()) in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.chosen.emit()
        else:
            super().keyPressEvent(event)


class SearchLine(QLineEdit):
    """A line whose Up and Down move in a list beside it."""

    def __init__(self, items: QListWidget) -> None:
        super().__init__()
        self._items = items

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if by is None:
            super().keyPressEvent(event)
        else:
            self._items.setCurrentRow(min(max(self._items.currentRow() + by, 0), self._items.count() - 1))


class OfferPane(QWidget):
    """`step_wanted(step)`, `funnel_wanted(spec)`, `adding_chosen(adding)`; problems of what is written: `refused`."""

    step_wanted = Signal(object)
    funnel_wanted = Signal(object)
    adding_chosen = Signal(object)
    refused = Signal(object)
    properties_found = Signal(object)
    values_found = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._presenter: OfferPresenter | None = None
        self._lines: tuple[Line, ...] = ()
        self.list = OfferList()
        dress_noted(self.list, tr("What can be added"))
        self.list.setDragEnabled(True)
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.list.chosen.connect(self.add_chosen)
        self.list.itemDoubleClicked.connect(lambda _: self.add_chosen())
        self.search = SearchLine(self.list)
        self.search.setPlaceholderText(tr("Find an event or page, or write page:/cart*"))
        self.search.setAccessibleName(tr("Find an event or page, or write a step"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(self._add_found)
        self.adding = chooser(tr("What is found becomes"), lambda at: self.adding_chosen.emit(ADDING[at]))
        fill(self.adding, [tr("Add as a step"), tr("Add to the chosen step (or)"), tr("Exclude after the chosen step")])
        self.kinds = {kind: toggle(name) for kind, name in _KINDS.items()}
        self._group = QButtonGroup(self)
        for kind, made in self.kinds.items():
            self._group.addButton(made)
            made.clicked.connect(lambda _=False, kind=kind: self._choose(kind))
        self.kinds[Kind.EVENTS].setChecked(True)
        layout = column(row(self.adding), self.search, row(*self.kinds.values(), 1, space=4), self.list)
        layout.setStretch(3, 1)
        self.setLayout(layout)

    def follow(self, presenter: OfferPresenter) -> None:
        self._presenter = presenter

    def show_offer(self, lines: tuple[Line, ...], counts: dict[Kind, int]) -> None:
        self._lines = lines
        refill_noted(self.list, [NotedLine(line.text, line.note, line.tip) for line in lines], 0 if lines else -1)
        for kind, made in self.kinds.items():
            made.setText(f"{_KINDS[kind]} {counts[kind]:,}")
        chosen = next(kind for kind, made in self.kinds.items() if made.isChecked())
        self.list.setToolTip("" if lines else _NO_CHOICES[chosen])

    def show_properties(self, names: tuple[str, ...]) -> None:
        self.properties_found.emit(names)

    def show_values(self, values: tuple[PropertyValue, ...]) -> None:
        self.values_found.emit(values)

    def show_adding(self, adding: Adding) -> None:
        self.adding.setCurrentIndex(ADDING.index(adding))

    def line_chosen(self) -> Line | None:
        at = self.list.currentRow()
        return self._lines[at] if 0 <= at < len(self._lines) else None

    def add_chosen(self) -> None:
        """The chosen line becomes a step, or the funnel."""
        line = self.line_chosen()
        if line is not None and line.step is not None:
            self._add(line.step)
        elif line is not None and line.funnel is not None:
            self.funnel_wanted.emit(line.funnel)

    def _add_found(self) -> None:
        """Enter: the chosen line; nothing found, or written as a step: what was written."""
        text = self.search.text().strip()
        is_written = any(sign in text for sign in (":", "[", "|"))
        if self.line_chosen() is not None and not is_written:
            self.add_chosen()
        elif text and self._presenter:
            try:
                self._add(self._presenter.read(text))
            except ProblemError as error:
                self._refuse(error.problem)

    def _add(self, step: Step) -> None:
        self.step_wanted.emit(step)
        self.search.selectAll()

    def _refuse(self, problem: Problem) -> None:
        self.refused.emit(problem)

    def _search(self, text: str) -> None:
        if self._presenter:
            self._presenter.search(text)

    def _choose(self, kind: Kind) -> None:
        if self._presenter:
            self._presenter.choose(kind)
