"""Beside the drawing: the matrix of steps, what follows on what, and how pages are grouped."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QStackedWidget, QTableView, QWidget

from convdesk.desk.item_models.table import TableColumn, TableModel
from convdesk.desk.numbers import count_text, share_text
from convdesk.desk.screens.paths.looks import Beside
from convdesk.desk.screens.paths.sentences import group_tip, transitions_note
from convdesk.desk.widgets.copying import copied_by_keys, copy_table
from convdesk.desk.widgets.parts import Elided, button, column, holding, label, row, toggle
from convdesk.desk.widgets.table import table
from convdesk.model.path import ENDED, OTHER, Side, Transition
from convdesk.words import tr, trn

if TYPE_CHECKING:
    from PySide6.QtCore import QAbstractItemModel

    from convdesk.model.page import PageGroup
    from convdesk.model.path import PathResult, Transitions

MatrixRow = tuple[str, tuple[int, ...]]


class TablesPane(QWidget):
    """`turned(beside)`, `cell_chosen(name, layer)`, `grouped(pattern, is_apart)`, `ungrouped(pattern)`."""

    turned = Signal(object)
    cell_chosen = Signal(str, int)
    grouped = Signal(str, bool)
    ungrouped = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._result: PathResult | None = None
        self._steps: TableModel[MatrixRow] = TableModel(())
        self.steps = _sorted_table(self._steps, tr("Who has what at which place"))
        self.steps.setSelectionBehavior(QTableView.SelectionBehavior.SelectItems)
        self.steps.activated.connect(self._choose_cell)
        self._follows: TableModel[Transition] = TableModel(_transition_columns())
        self.follows = _sorted_table(self._follows, tr("What follows directly on what"), 1)
        self._pages: TableModel[PageGroup] = TableModel(_page_columns())
        self.pages = _sorted_table(self._pages, tr("Groups of pages"))
        self.pages.selectionModel().selectionChanged.connect(lambda _a, _b: self._enable())
        self.pattern = QLineEdit()
        self.joining = button(tr("Group"), lambda: self._tell_group(is_apart=False), name=tr("Count as one page"))
        self.parting = button(tr("Keep apart"), lambda: self._tell_group(is_apart=True))
        self.forgetting = button(tr("Ungroup"), self._tell_ungroup, "link", tr("Forget this group of pages"))
        self._inside, self._note = label(look="caption", wraps=True), Elided("caption")
        self._buttons = {
            Beside.STEPS: toggle(tr("Steps")),
            Beside.FOLLOWS: toggle(tr("What follows")),
            Beside.PAGES: toggle(tr("Pages")),
        }
        self._stack = QStackedWidget()
        self._lay_out()
        self.turn(Beside.STEPS)

    def turn(self, beside: Beside) -> None:
        """Show one of the tables."""
        for one, made in self._buttons.items():
            made.setChecked(one is beside)
        self._stack.setCurrentIndex(tuple(self._buttons).index(beside))
        self._say_note()
        self.turned.emit(beside)

    def show_paths(self, result: PathResult) -> None:
        """The matrix of these paths: one column a place."""
        self._result = result
        before, self._steps = self._steps, TableModel(_step_columns(result))
        self._steps.show_rows(result.matrix if result.paths else ())
        self.steps.setModel(self._steps)
        before.deleteLater()
        self._say_note()

    def show_transitions(self, found: Transitions) -> None:
        self._follows.show_rows(found.rows)
        self.follows.setToolTip(found.definition)
        self.follows.setProperty("note", transitions_note(found))
        self._say_note()

    def show_pages(self, groups: tuple[PageGroup, ...]) -> None:
        self._pages.show_rows(groups)
        self.pages.setProperty("note", trn("{n} group of pages", "{n} groups of pages", len(groups)))
        self._enable()
        self._say_note()

    def enable_edits(self, may_edit: bool) -> None:
        """Whether pages can be grouped in this study."""
        for part in (self.pattern, self.joining, self.parting, self.forgetting):
            part.setVisible(may_edit)

    def _lay_out(self) -> None:
        self.pattern.setPlaceholderText("/shop/*")
        self.pattern.setAccessibleName(tr("Pages to group, as a path with * or :name"))
        self.pattern.setToolTip(tr("* stands for anything, :name for one part of a path, as in /shop/:section/*"))
        self.pattern.returnPressed.connect(lambda: self._tell_group(is_apart=False))
        self._inside.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        edits = row(self.pattern, self.joining, self.parting)
        edits.setStretch(0, 1)
        for part in (self.steps, self.follows, holding(column(self.pages, row(self._inside, self.forgetting), edits))):
            self._stack.addWidget(part)
        copying = button(tr("Copy table"), self._copy, "link")
        for beside, made in self._buttons.items():
            made.clicked.connect(lambda _=False, one=beside: self.turn(one))
        bottom = row(self._note, copying)
        bottom.setStretch(0, 1)
        layout = column(row(*self._buttons.values(), 1, space=4), self._stack, bottom)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def _table(self) -> QTableView:
        return (self.steps, self.follows, self.pages)[self._stack.currentIndex()]

    def _copy(self) -> None:
        copy_table(self._table())

    def _say_note(self) -> None:
        note = self._table().property("note") or ""
        if self._table() is self.steps and self._result is not None:
            note = tr("Double-click or Enter on a number: its people")
        self._note.say(str(note))

    def _choose_cell(self, index: QModelIndex) -> None:
        found = self._steps.row_at(index.row())
        if found is not None and index.column() and found[0] not in {OTHER, ENDED} and found[1][index.column() - 1]:
            self.cell_chosen.emit(found[0], index.column())

    def _enable(self) -> None:
        chosen = self._pages.row_at(self.pages.currentIndex().row())
        self.forgetting.setEnabled(chosen is not None and chosen.own is not None)
        self._inside.setText(group_tip(chosen) if chosen else tr("Choose a group to see which addresses are in it."))

    def _tell_group(self, *, is_apart: bool) -> None:
        if self.pattern.text().strip():
            self.grouped.emit(self.pattern.text(), is_apart)
            self.pattern.clear()

    def _tell_ungroup(self) -> None:
        chosen = self._pages.row_at(self.pages.currentIndex().row())
        if chosen is not None and chosen.own is not None:
            self.ungrouped.emit(chosen.own.pattern)


def _sorted_table(model: QAbstractItemModel, name: str, stretched: int = 0) -> QTableView:
    view = table(model, name, stretched)
    view.horizontalHeader().setResizeContentsPrecision(60)
    view.horizontalHeader().setMinimumSectionSize(52)
    copied_by_keys(view)
    return view


def _step_columns(result: PathResult) -> list[TableColumn[MatrixRow]]:
    side = result.spec.side
    names = {OTHER: tr("Others"), ENDED: tr("Nothing before") if side is Side.BEFORE else tr("No further event")}

    def at(place: int, row: MatrixRow) -> str:
        count = row[1][place]
        return count_text(count) if count else "–"

    def order(place: int, row: MatrixRow) -> int:
        return row[1][place]

    sign = "−" if side is Side.BEFORE else "+"
    places = range(len(result.matrix[0][1]) if result.matrix else 0)
    return [
        TableColumn(tr("What"), lambda row: names.get(row[0], row[0])),
        *(
            TableColumn(f"{sign}{n + 1}", partial(at, n), partial(order, n), is_number=True)
            for n in places
        ),
    ]  # fmt: skip


def _transition_columns() -> list[TableColumn[Transition]]:
    return [
        TableColumn(tr("From"), lambda row: _plain(row.source)),
        TableColumn(tr("To"), lambda row: tr("↻ again") if row.is_loop else _plain(row.target)),
        TableColumn(tr("People"), lambda row: count_text(row.people), lambda row: row.people, is_number=True),
        TableColumn(tr("Times"), lambda row: count_text(row.count), lambda row: row.count, is_number=True),
        TableColumn(tr("Share"), lambda row: share_text(row.share), lambda row: row.share, is_number=True),
    ]


def _page_columns() -> list[TableColumn[PageGroup]]:
    return [
        TableColumn(tr("Page"), lambda one: tr("{page} · own").format(page=one.pattern) if one.own else one.pattern),
        TableColumn(tr("Addresses"), lambda one: count_text(one.addresses), lambda one: one.addresses, is_number=True),
        TableColumn(tr("Events"), lambda one: count_text(one.events), lambda one: one.events, is_number=True),
    ]


def _plain(name: str) -> str:
    return tr("Others") if name == OTHER else name
