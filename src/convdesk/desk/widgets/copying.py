"""Tables and charts to the clipboard: a table as text that spreadsheets take, a chart as a picture."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication

from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtCore import QAbstractItemModel
    from PySide6.QtWidgets import QTableView, QWidget


def table_text(model: QAbstractItemModel, rows: Iterable[int] | None = None, delimiter: str = ",") -> str:
    """A table with its headings as CSV, in the order in which it is shown; `rows`: only these."""
    columns, wanted = range(model.columnCount()), range(model.rowCount()) if rows is None else rows
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow([model.headerData(at, Qt.Orientation.Horizontal) for at in columns])
    top = QModelIndex()
    writer.writerows([[model.index(row, at, top).data() for at in columns] for row in wanted])
    return text.getvalue()


def copy_table(view: QTableView) -> None:
    """The whole table as CSV."""
    QApplication.clipboard().setText(table_text(view.model()))


def copy_picture(widget: QWidget) -> None:
    """A widget as it looks now, in the resolution of the screen."""
    QApplication.clipboard().setPixmap(widget.grab())


def copied_by_keys(view: QTableView) -> None:
    """Ctrl+C copies the chosen rows, or all where none is chosen, with tabs between the cells."""

    def copy() -> None:
        chosen = sorted({index.row() for index in view.selectionModel().selectedIndexes()})
        QApplication.clipboard().setText(table_text(view.model(), chosen or None, "\t"))

    action = QAction(tr("Copy"), view)
    action.setShortcut(QKeySequence.StandardKey.Copy)
    action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    action.triggered.connect(lambda _=False: copy())
    view.addAction(action)
