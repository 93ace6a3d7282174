"""Rows that are looked up when they are seen, as a table that Qt can show: a million of them cost nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from convdesk.desk.item_models.table import TableColumn, cell

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = TypeVar("Row")
Found = TypeVar("Found", covariant=True)
Index = QModelIndex | QPersistentModelIndex
_AT_THE_TOP = QModelIndex()


class Rows(Protocol[Found]):
    """Anything with a length whose members are found by their place."""

    def __len__(self) -> int: ...
    def __getitem__(self, at: int, /) -> Found: ...


class SequenceModel(QAbstractTableModel, Generic[Row]):
    """A table over a sequence that others sort: `sort_wanted(column, is_falling)` when a header is chosen."""

    sort_wanted = Signal(int, bool)

    def __init__(self, columns: Sequence[TableColumn[Row]]) -> None:
        super().__init__()
        self._columns = tuple(columns)
        self._rows: Rows[Row] = ()
        self._latest: tuple[int, Row] | None = None

    def show_rows(self, rows: Rows[Row]) -> None:
        self.beginResetModel()
        self._rows, self._latest = rows, None
        self.endResetModel()

    def row_at(self, row: int) -> Row | None:
        return self._row(row) if 0 <= row < len(self._rows) else None

    def rowCount(self, parent: Index = _AT_THE_TOP) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _AT_THE_TOP) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.TextAlignmentRole}:
            return None
        return cell(self._columns[index.column()], self._row(index.row()), role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        return self._columns[section].heading(role)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if 0 <= column < len(self._columns):
            self.sort_wanted.emit(column, order is Qt.SortOrder.DescendingOrder)

    def _row(self, place: int) -> Row:
        """The row, looked up once for all of its cells."""
        if self._latest is None or self._latest[0] != place:
            self._latest = (place, self._rows[place])
        return self._latest[1]
