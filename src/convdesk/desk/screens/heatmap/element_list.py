"""The elements of a page as a table: who clicked them, of how many, and how two groups differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from convdesk.desk.item_models.table import TableColumn, TableModel
from convdesk.desk.screens.heatmap.sentences import points
from convdesk.desk.widgets.parts import button, column, label, row
from convdesk.desk.widgets.table import table
from convdesk.model.heatmap import Band, ElementHeat
from convdesk.model.share import share_text
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.model.heatmap import HeatResult


class ElementList(QWidget):
    """`chosen(selector)`, `opened(selector)`: show its people."""

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._single, self._compared, self._bands = TableModel(_SINGLE), TableModel(_COMPARED), TableModel(_BANDS)
        self._views = [
            table(self._single, tr("Elements")),
            table(self._compared, tr("Elements compared")),
            table(self._bands, tr("Strips of the page")),
        ]
        self._stack = QStackedWidget()
        self._title = label(tr("Elements"), "heading")
        self._show_people = button(tr("People"), self._open, name=tr("Show the people who clicked the element"))
        self._show_people.setEnabled(False)
        for view in self._views:
            self._stack.addWidget(view)
        for view in self._views[:2]:
            view.selectionModel().currentRowChanged.connect(self._choose)
            view.doubleClicked.connect(lambda _: self._open())
        heading = row(self._title, 1, self._show_people)
        layout = column(heading, self._stack)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def show_result(self, result: HeatResult) -> None:
        """The rows that belong to a heatmap."""
        place = 2 if result.spec.view.is_in_bands else int(result.spec.minus is not None)
        self._title.setText(tr("Strips of the page") if place == 2 else tr("Elements"))
        self._show_people.setVisible(place != 2)
        self._show_people.setEnabled(False)
        if place == 2:
            self._bands.show_rows(result.bands[::5])
        else:
            (self._single, self._compared)[place].show_rows(result.elements)
        self._stack.setCurrentIndex(place)
        self._views[place].horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)

    def show_element(self, selector: str | None) -> None:
        """Mark an element's row."""
        view, model = self._views[self._stack.currentIndex()], self._model()
        if model is None:
            return
        rows = range(model.rowCount())
        place = next((n for n in rows if getattr(model.row_at(n), "selector", None) == selector), -1)
        view.selectionModel().blockSignals(True)
        if place < 0:
            view.clearSelection()
        else:
            view.selectRow(place)
        view.selectionModel().blockSignals(False)
        self._show_people.setEnabled(place >= 0)

    def _model(self) -> TableModel[ElementHeat] | None:
        return (self._single, self._compared, None)[self._stack.currentIndex()]

    def _current(self) -> ElementHeat | None:
        model = self._model()
        return model.row_at(self._views[self._stack.currentIndex()].currentIndex().row()) if model else None

    def _choose(self, _now: QModelIndex, _before: QModelIndex) -> None:
        found = self._current()
        if found:
            self.chosen.emit(found.selector)

    def _open(self) -> None:
        found = self._current()
        if found:
            self.opened.emit(found.selector)


def _people(element: ElementHeat) -> str:
    if not element.seen or element.people > element.seen:
        return f"{element.people:,}"
    return f"{element.people:,} · {share_text(element.people / element.seen)}"


def _clicks(element: ElementHeat) -> str:
    return f"{element.clicks:,} / {'–' if element.dead is None else f'{element.dead:,}'}"


def _watchers(band: Band) -> str:
    return f"{band.people:,} · {share_text(band.people / band.seen)}" if band.seen else f"{band.people:,}"


def _size(element: ElementHeat) -> float:
    difference = element.difference
    return difference.difference or 0.0 if difference else 0.0


def _marked(element: ElementHeat) -> str:
    """The difference, with a mark where its interval leaves none out."""
    return ("● " if element.difference and element.difference.is_clear else "○ ") + points(element)


_SINGLE = (
    TableColumn[ElementHeat](tr("Element"), lambda one: one.label),
    TableColumn[ElementHeat](tr("People"), _people, lambda one: one.people, is_number=True),
    TableColumn[ElementHeat](tr("Clicks / no effect"), _clicks, lambda one: one.clicks, is_number=True),
)
_COMPARED = (
    TableColumn[ElementHeat](tr("Element"), lambda one: one.label),
    TableColumn[ElementHeat](tr("Difference"), _marked, _size, is_number=True),
)
_BANDS = (
    TableColumn[Band](tr("From"), lambda one: tr("{px} px").format(px=round(one.top_px)), lambda one: one.top_px),
    TableColumn[Band](tr("People"), _watchers, lambda one: one.people, is_number=True),
    TableColumn[Band](
        tr("Seconds"), lambda one: "–" if one.seconds is None else f"{one.seconds:.1f}",
        lambda one: one.seconds or 0.0, is_number=True,
    ),
)  # fmt: skip
