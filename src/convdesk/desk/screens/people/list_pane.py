"""Everybody in a list that can be searched and sorted; a million people scroll."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QWidget

from convdesk.desk.item_models.sequence import SequenceModel
from convdesk.desk.item_models.table import TableColumn
from convdesk.desk.numbers import count_text, day_text, people_text
from convdesk.desk.screens.people.sentences import kinds_text
from convdesk.desk.screens.people.whom import Whom
from convdesk.desk.widgets.busy import BusyLine
from convdesk.desk.widgets.parts import Elided, column, holding, label, row
from convdesk.desk.widgets.table import table
from convdesk.model.people import PersonOrder, PersonRow
from convdesk.model.segment import Everyone
from convdesk.words import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from convdesk.desk.screens.people.looks import PeopleRows, Wanted

TYPING_MS = 200
ORDERS = tuple(PersonOrder)
_LEAST_NAME = 120
_GIVE_WAY = (PersonOrder.FIRST, PersonOrder.SESSIONS, PersonOrder.RECORDINGS, PersonOrder.ANSWERS, PersonOrder.KEYS)
"""Columns that go first where there is no room; all of them are said of the person who is looked at."""


class ListPane(QWidget):
    """`searched(text)`, `sorted(order, is_falling)`, `chosen(places)`, the current one first.

    Of some people only: `everyone_wanted()`, and `back_wanted()` to where they were opened.
    """

    searched = Signal(str)
    sorted = Signal(object, bool)
    chosen = Signal(list)
    everyone_wanted = Signal()
    back_wanted = Signal()

    def __init__(self, zone: str) -> None:
        super().__init__()
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Find a person by any id"))
        self.search.setAccessibleName(tr("Find a person by any id"))
        self.search.setClearButtonEnabled(True)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self._tell_search)
        self.search.textChanged.connect(lambda _: self._typing.start())
        self._model: SequenceModel[PersonRow] = SequenceModel(_columns(zone))
        self._model.sort_wanted.connect(self._sort)
        self.table = table(self._model, tr("People"))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.horizontalHeader().setResizeContentsPrecision(60)
        self.table.selectionModel().selectionChanged.connect(self._tell_chosen)
        self._absent: frozenset[PersonOrder] = frozenset()
        self._count = Elided("muted")
        self._none = label(look="muted", wraps=True)
        self._none.hide()
        self.line = BusyLine()
        self.line.stop()
        self.whom = Whom(self.everyone_wanted.emit, self.back_wanted.emit)
        self._title = label(tr("Everyone"), "heading")
        heading = row(self._title, self._count)
        heading.setStretch(1, 1)
        self._everyone = holding(heading)
        layout = column(self._everyone, self.whom, self.search, self.line, self._none, self.table)
        layout.setStretch(5, 1)
        self.setLayout(layout)

    def show_people(self, rows: PeopleRows, wanted: Wanted, chosen: int) -> None:
        """Show this list; the one who is looked at stays chosen, without being told of again."""
        self.line.stop()
        header = self.table.horizontalHeader()
        header.blockSignals(True)
        order = Qt.SortOrder.DescendingOrder if wanted.is_falling else Qt.SortOrder.AscendingOrder
        header.setSortIndicator(ORDERS.index(wanted.order), order)
        header.blockSignals(False)
        selection = self.table.selectionModel()
        selection.blockSignals(True)
        self._model.show_rows(rows)
        if chosen >= 0:
            at = self._model.index(chosen, 0)
            rows_too = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            selection.setCurrentIndex(at, rows_too)
            self.table.scrollTo(at)
        selection.blockSignals(False)
        self._count.say(_count_words(rows, wanted))
        self.whom.show_count(rows.total)
        is_everyone = isinstance(wanted.segment, Everyone)
        self._title.setText(tr("Everyone") if is_everyone else tr("Those in the segment"))
        self._none.setText(_none_words(wanted))
        self._none.setVisible(not len(rows))
        self._fit()

    def show_whom(self, words: str) -> None:
        """Who the people are that are listed from now on; no words: everyone. Nothing is searched for."""
        self.whom.show_whom(words)
        self._everyone.setVisible(not words)
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self._typing.stop()

    def show_absent(self, absent: frozenset[PersonOrder]) -> None:
        """What nobody of the study has: no column for it."""
        self._absent = absent
        self._fit()

    def look_for(self, text: str) -> None:
        """Search for this at once."""
        self.search.setText(text)
        self._typing.stop()
        self._tell_search()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Hide what gives way until the name has room."""
        view = self.table
        hidden = set(self._absent)
        widths = {order: self._width(place) for place, order in enumerate(ORDERS) if place}
        room = view.viewport().width() - _LEAST_NAME
        for order in _GIVE_WAY:
            if sum(width for one, width in widths.items() if one not in hidden) > room:
                hidden.add(order)
        for place, order in enumerate(ORDERS):
            view.setColumnHidden(place, order in hidden)

    def _width(self, place: int) -> int:
        """How wide a column wants to be, hidden or not."""
        self.table.setColumnHidden(place, False)
        return max(self.table.sizeHintForColumn(place), self.table.horizontalHeader().sectionSizeHint(place))

    def _sort(self, place: int, is_falling: bool) -> None:
        self.line.start()
        self.sorted.emit(ORDERS[place], is_falling)

    def _tell_search(self) -> None:
        self.line.start()
        self.searched.emit(self.search.text())

    def _tell_chosen(self, _chosen: QItemSelection, _before: QItemSelection) -> None:
        current = self.table.currentIndex().row()
        places = [index.row() for index in self.table.selectionModel().selectedRows()]
        if places:
            self.chosen.emit(sorted(places, key=lambda place: (place != current, place)))


def _columns(zone: str) -> tuple[TableColumn[PersonRow], ...]:
    """In the order of PersonOrder."""
    return (
        TableColumn(tr("Person"), lambda one: one.name),
        TableColumn(tr("Keys"), kinds_text),
        TableColumn(tr("Events"), lambda one: count_text(one.events), is_number=True),
        TableColumn(tr("Sessions"), lambda one: count_text(one.sessions), is_number=True),
        TableColumn(tr("Recordings"), lambda one: _few(one.recordings), is_number=True),
        TableColumn(tr("Answers"), lambda one: _few(one.answers), is_number=True),
        TableColumn(tr("First seen"), lambda one: day_text(one.first, zone), is_number=True),
        TableColumn(tr("Last seen"), lambda one: day_text(one.last, zone), is_number=True),
    )


def _few(count: int) -> str:
    """What most people have none of."""
    return count_text(count) if count else "–"


def _none_words(wanted: Wanted) -> str:
    if not wanted.search.strip():
        return tr("Nobody is among them.")
    return tr("Nobody has “{words}” in a key.").format(words=wanted.search.strip())


def _count_words(rows: PeopleRows, wanted: Wanted) -> str:
    if not wanted.search.strip():
        return people_text(len(rows))
    return tr("{who} with “{words}” in a key, or seen with it").format(
        who=people_text(len(rows)), words=wanted.search.strip()
    )
