"""The first rows of a file, under what each column means; the meaning can be changed in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHeaderView, QStyledItemDelegate, QTableView

from convdesk.desk import theme
from convdesk.model.mapping import Role
from convdesk.words import tr

if TYPE_CHECKING:
    from PySide6.QtCore import QAbstractItemModel
    from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

    from convdesk.desk.screens.imports.looks import Entry
    from convdesk.model.mapping import Column

Index = QModelIndex | QPersistentModelIndex
_AT_THE_TOP = QModelIndex()
_WIDEST = 220
ROLES = tuple(Role)


class PreviewModel(QAbstractTableModel):
    """Row 0 holds the roles, the rows below the file's own. `role_chosen(column, role)` when one is changed."""

    role_chosen = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self._columns: tuple[Column, ...] = ()
        self._rows: tuple[tuple[str, ...], ...] = ()

    def show_entry(self, entry: Entry) -> None:
        """Show a file; only the roles change while it is the same."""
        columns = entry.mapping.columns if entry.mapping else ()
        rows = entry.proposal.rows if entry.proposal else ()
        is_same = rows == self._rows and [one.name for one in columns] == [one.name for one in self._columns]
        if is_same:
            self._columns = columns
            self.dataChanged.emit(self.index(0, 0), self.index(0, max(0, len(columns) - 1)))
            return
        self.beginResetModel()
        self._columns, self._rows = columns, rows
        self.endResetModel()

    def rowCount(self, parent: Index = _AT_THE_TOP) -> int:
        return 0 if parent.isValid() or not self._columns else 1 + len(self._rows)

    def columnCount(self, parent: Index = _AT_THE_TOP) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if index.row() == 0 else flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return self._columns[section].name if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self._columns[index.column()]
        if index.row() == 0:
            return self._role_data(column, role)
        row = self._rows[index.row() - 1]
        text = row[index.column()] if index.column() < len(row) else ""
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return text
        if role == Qt.ItemDataRole.ForegroundRole and column.role is Role.SKIP:
            return theme.paints().ink_muted
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if index.row() != 0 or role != Qt.ItemDataRole.EditRole:
            return False
        self.role_chosen.emit(self._columns[index.column()].name, Role(value))
        return True

    def _role_data(self, column: Column, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{column.role.value} ▾"
        if role == Qt.ItemDataRole.EditRole:
            return column.role.value
        if role == Qt.ItemDataRole.ForegroundRole:
            is_plain = column.role in {Role.SKIP, Role.PROPERTY}
            return theme.paints().ink_muted if is_plain else theme.paints().accent
        if role == Qt.ItemDataRole.BackgroundRole:
            return theme.paints().sunken
        if role == Qt.ItemDataRole.FontRole:
            font = QFont()
            font.setWeight(QFont.Weight.DemiBold)
            return font
        if role in {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole}:
            return tr("{column} means: {role}").format(column=column.name, role=column.role.value)
        return None


class RoleDelegate(QStyledItemDelegate):
    """Chooses a role in place."""

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, _index: Index) -> QWidget:
        box = QComboBox(parent)
        box.addItems([role.value for role in ROLES])
        box.setAccessibleName(tr("What the column means"))
        box.activated.connect(lambda _: self._finish(box))
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QComboBox):
            editor.setCurrentText(index.data(Qt.ItemDataRole.EditRole))
            editor.showPopup()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QComboBox) and editor.currentText() != index.data(Qt.ItemDataRole.EditRole):
            model.setData(index, editor.currentText())

    def _finish(self, box: QComboBox) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box)


class PreviewTable(QTableView):
    """The preview as a table; a click, Enter or F2 on a role changes it."""

    def __init__(self) -> None:
        super().__init__()
        self.preview = PreviewModel()
        self.setModel(self.preview)
        self.setItemDelegate(RoleDelegate(self))
        self.setAccessibleName(tr("First rows of the file"))
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.SelectedClicked
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.clicked.connect(self._edit)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.sizes().row)
        self.horizontalHeader().setMaximumSectionSize(_WIDEST)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.horizontalHeader().setHighlightSections(False)
        self.preview.modelReset.connect(self.resizeColumnsToContents)
        theme.dress(self, "boxed")

    def _edit(self, index: QModelIndex) -> None:
        if index.row() == 0:
            self.edit(index)
