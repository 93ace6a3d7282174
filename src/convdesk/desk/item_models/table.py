"""Rows of plain Python as a table that Qt can show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
_AT_THE_TOP = QModelIndex()


@dataclass(frozen=True)
class TableColumn(Generic[Row]):
    """One column: its title, the text of a row, what it is sorted by, whether it holds numbers, its tool tip."""

    title: str
    text: Callable[[Row], str]
    order: Callable[[Row], Any] | None = None
    is_number: bool = False
    tip: Callable[[Row], str] | None = None

    def heading(self, role: int) -> Any:
        """What a header shows of it."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self.title
        return _alignment(self.is_number) if role == Qt.ItemDataRole.TextAlignmentRole else None


def cell(column: TableColumn[Row], row: Row, role: int) -> Any:
    """What a view shows of a row in a column."""
    if role == Qt.ItemDataRole.ToolTipRole and column.tip is not None:
        return column.tip(row)
    if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
        return column.text(row)
    return _alignment(column.is_number) if role == Qt.ItemDataRole.TextAlignmentRole else None


class TableModel(QAbstractTableModel, Generic[Row]):
    """A table of rows that are replaced as a whole."""

    def __init__(self, columns: Sequence[TableColumn[Row]]) -> None:
        super().__init__()
        self._columns = tuple(columns)
        self._rows: list[Row] = []

    def show_rows(self, rows: Sequence[Row]) -> None:
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def row_at(self, row: int) -> Row | None:
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def rowCount(self, parent: Index = _AT_THE_TOP) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _AT_THE_TOP) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        return cell(self._columns[index.column()], self._rows[index.row()], role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        return self._columns[section].heading(role)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if not 0 <= column < len(self._columns):
            return
        chosen = self._columns[column]
        self.layoutAboutToBeChanged.emit()
        self._rows.sort(key=chosen.order or chosen.text, reverse=order is Qt.SortOrder.DescendingOrder)
        self.layoutChanged.emit()


def _alignment(is_number: bool) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
