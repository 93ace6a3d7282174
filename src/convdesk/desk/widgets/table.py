"""A table as every screen shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QTreeView

from convdesk.desk import theme

if TYPE_CHECKING:
    from PySide6.QtCore import QAbstractItemModel


def table(model: QAbstractItemModel, name: str, stretched: int = 0) -> QTableView:
    """Whole rows are chosen, columns sort, one column takes the room that is left."""
    view = QTableView()
    view.setModel(model)
    view.setAccessibleName(name)
    _choose_rows(view)
    view.setTabKeyNavigation(False)
    view.setShowGrid(False)
    view.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
    view.setSortingEnabled(True)
    view.setWordWrap(False)
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(theme.sizes().row)
    _share_room(view.horizontalHeader(), stretched)
    return view


def tree(model: QAbstractItemModel, name: str, stretched: int = 0) -> QTreeView:
    """The same for rows with rows inside them."""
    view = QTreeView()
    view.setModel(model)
    view.setAccessibleName(name)
    _choose_rows(view)
    view.setUniformRowHeights(True)
    view.header().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
    view.setSortingEnabled(True)
    _share_room(view.header(), stretched)
    return view


def _choose_rows(view: QAbstractItemView) -> None:
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)


def _share_room(header: QHeaderView, stretched: int) -> None:
    """One column takes the room that is left."""
    header.setStretchLastSection(False)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
    header.setHighlightSections(False)
