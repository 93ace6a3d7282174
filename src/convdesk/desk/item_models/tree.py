"""Rows of plain Python, some with more rows inside, as a tree of two levels that Qt can show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt

from convdesk.desk.item_models.table import TableColumn, cell

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
_AT_THE_TOP = QModelIndex()
_TOP = 0


class TreeModel(QAbstractItemModel, Generic[Row]):
    """A row and the rows inside it, replaced as a whole. An index of the lower level knows its parent's number."""

    def __init__(self, columns: Sequence[TableColumn[Row]]) -> None:
        super().__init__()
        self._columns = tuple(columns)
        self._shown: tuple[tuple[Row, tuple[Row, ...]], ...] = ()
        self._rows: list[tuple[Row, list[Row]]] = []

    def show_rows(self, rows: Sequence[tuple[Row, Sequence[Row]]]) -> None:
        """Show these rows; the same as before leave open what was opened."""
        shown = tuple((row, tuple(inside)) for row, inside in rows)
        if shown == self._shown:
            return
        self.beginResetModel()
        self._shown = shown
        self._rows = [(row, list(inside)) for row, inside in shown]
        self.endResetModel()

    def row_of(self, index: Index) -> Row | None:
        """The row an index stands for; None for no index."""
        if not index.isValid():
            return None
        above = index.internalId()
        return self._rows[index.row()][0] if above == _TOP else self._rows[above - 1][1][index.row()]

    def index(self, row: int, column: int, parent: Index = _AT_THE_TOP) -> QModelIndex:
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else _TOP)

    def parent(self, index: Index = _AT_THE_TOP) -> QModelIndex:  # type: ignore[override]
        if not index.isValid() or index.internalId() == _TOP:
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, 0, _TOP)

    def rowCount(self, parent: Index = _AT_THE_TOP) -> int:
        if not parent.isValid():
            return len(self._rows)
        is_group = parent.column() == 0 and parent.internalId() == _TOP
        return len(self._rows[parent.row()][1]) if is_group else 0

    def columnCount(self, _parent: Index = _AT_THE_TOP) -> int:
        return len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row_of(index)
        return None if row is None else cell(self._columns[index.column()], row, role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        return self._columns[section].heading(role)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if not 0 <= column < len(self._columns):
            return
        key = self._columns[column].order or self._columns[column].text
        is_falling = order is Qt.SortOrder.DescendingOrder
        self.beginResetModel()
        self._rows.sort(key=lambda one: key(one[0]), reverse=is_falling)
        for _, inside in self._rows:
            inside.sort(key=key, reverse=is_falling)
        self.endResetModel()
