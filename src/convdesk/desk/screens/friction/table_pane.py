"""The table of friction: pages, elements, recordings or people, with how often, in whom and in which share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelection, QObject, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from convdesk.desk.item_models.table import TableColumn, TableModel
from convdesk.desk.numbers import count_text
from convdesk.desk.screens.friction.looks import Listing
from convdesk.desk.screens.friction.sentences import LISTINGS, tally_name, tally_share, tally_tip
from convdesk.desk.widgets.parts import Elided, button, column, holding, row, toggle
from convdesk.desk.widgets.table import table
from convdesk.model.friction import Signal as Sign
from convdesk.model.friction import Tally
from convdesk.words import tr, trn

if TYPE_CHECKING:
    from convdesk.desk.screens.friction.looks import FrictionLook


class TablePane(QWidget):
    """`listed(Listing)`, `chosen(Tally | None)`, `people_wanted(Tally)`, `suppressed(Tally)`."""

    listed = Signal(object)
    chosen = Signal(object)
    people_wanted = Signal(object)
    suppressed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._listing = Listing.PAGES
        self._model: TableModel[Tally] = TableModel(self._columns())
        self.table = table(self._model, tr("Friction"))
        self.table.selectionModel().selectionChanged.connect(self._tell)
        self.table.doubleClicked.connect(lambda _: self._open())
        self.table.installEventFilter(self)
        group = QButtonGroup(self)
        self.tabs = {listing: toggle(words(), tr("List by {what}").format(what=words().lower()))
                     for listing, words in LISTINGS.items()}  # fmt: skip
        for listing, tab in self.tabs.items():
            group.addButton(tab)
            tab.clicked.connect(lambda _=False, listing=listing: self.listed.emit(listing))
        self._more = Elided("caption")
        self.opening = button("", self._open, name=tr("Show the people of this row"))
        self.suppressing = button(tr("Meant to be clicked often"), self._suppress)
        self.suppressing.setToolTip(
            tr("Clicks on this element never count as rage; you see what it does before you keep it.")
        )
        self._acts = holding(row(self.opening, self.suppressing, 1, space=4))
        layout = column(row(*self.tabs.values(), 1, space=4), self.table, self._more, self._acts)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def show_look(self, look: FrictionLook) -> None:
        """Show these rows; the one that was chosen stays chosen where it is still there."""
        kept = self.current
        is_same = look.listing is self._listing
        self._listing = look.listing
        self.tabs[look.listing].setChecked(True)
        selection = self.table.selectionModel()
        selection.blockSignals(True)
        self._model.show_rows(look.rows)
        selection.blockSignals(False)
        self.table.setColumnHidden(1, look.listing is not Listing.ELEMENTS)
        for column_of_people in (3, 4, 5):
            self.table.setColumnHidden(column_of_people, look.listing in {Listing.SESSIONS, Listing.PEOPLE})
        if look.listing is Listing.ELEMENTS:
            self.table.setColumnHidden(4, True)
        left_out = {Listing.SESSIONS: look.result.more_sessions, Listing.PEOPLE: look.result.more_people}
        more = left_out.get(look.listing, 0)
        self._more.say(trn("{n} more with less friction", "{n} more with less friction", more) if more else "")
        self._more.setVisible(more > 0)
        place = next((n for n, one in enumerate(look.rows) if kept and is_same and _same(one, kept)), -1)
        if place >= 0:
            self.table.selectRow(place)
        self._offer()

    @property
    def current(self) -> Tally | None:
        """The row that is chosen."""
        rows = self.table.selectionModel().selectedRows()
        return self._model.row_at(rows[0].row()) if rows else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter opens the people of the row; Escape lets go of it."""
        if watched is not self.table or event.type() != QEvent.Type.KeyPress:
            return False
        key = event.key()  # type: ignore[attr-defined]
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._open()
        elif key == Qt.Key.Key_Escape:
            self.table.clearSelection()
        return key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape}

    def _columns(self) -> tuple[TableColumn[Tally], ...]:
        return (
            TableColumn(tr("Where"), lambda one: tally_name(one, self._listing), None, False, self._tip),
            TableColumn(tr("Page"), lambda one: one.page, None, False, self._tip),
            TableColumn(tr("Times"), lambda one: count_text(one.total), lambda one: one.total, True, self._tip),
            TableColumn(tr("People"), lambda one: count_text(one.people), lambda one: one.people, True, self._tip),
            TableColumn(
                tr("Of"), lambda one: count_text(one.of) if one.of else "–", lambda one: one.of or 0, True, self._tip
            ),
            TableColumn(tr("Share"), tally_share, _share_order, True, self._tip),
        )

    def _tip(self, row: Tally) -> str:
        return tally_tip(row, self._listing)

    def _tell(self, _chosen: QItemSelection, _before: QItemSelection) -> None:
        self._offer()
        self.chosen.emit(self.current)

    def _offer(self) -> None:
        row = self.current
        self._acts.setVisible(row is not None)
        if row is not None:
            self.opening.setText(trn("Show the {n} person", "Show the {n} people", row.people))
            is_clicked = self._listing is Listing.ELEMENTS and Sign.RAGE in row.counts
            self.suppressing.setVisible(is_clicked)

    def _open(self) -> None:
        if self.current is not None:
            self.people_wanted.emit(self.current)

    def _suppress(self) -> None:
        if self.current is not None:
            self.suppressed.emit(self.current)


def _of(row: Tally) -> str:
    return count_text(row.of) if row.of else "–"


def _same(one: Tally, other: Tally) -> bool:
    return (one.name, one.page) == (other.name, other.page)


def _share_order(row: Tally) -> float:
    return row.people / row.of if row.of else -1.0
