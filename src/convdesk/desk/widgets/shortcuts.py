"""The page of shortcuts."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QWidget

from convdesk.desk import theme
from convdesk.desk.actions import ACTIONS, MENUS, Action
from convdesk.desk.item_models.table import TableColumn, TableModel
from convdesk.desk.widgets.parts import button, column, row
from convdesk.desk.widgets.table import table
from convdesk.words import tr

MORE = (
    Action("", "Go from one drop-off to the next in the funnel", "", "review", "Up"),
    Action("", "Go from one call-out to the next on the page", "", "review", "Right"),
    Action("", "Choose a quote as evidence", "", "review", "Space"),
    Action("", "Move a step up while choosing steps", "", "review", "Alt+Up"),
    Action("", "Split the chosen key off its person", "", "view", "Del"),
)


class ShortcutsPage(QDialog):
    """Every command that has keys, with its menu."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keyboard shortcuts"))
        model = TableModel[Action](
            (
                TableColumn(tr("What"), lambda one: tr(one.title).removesuffix("…")),
                TableColumn(tr("Keys"), lambda one: _keys(one)),
                TableColumn(tr("Menu"), lambda one: tr(MENUS[one.menu]).replace("&", "")),
            )
        )
        model.show_rows([action for action in (*ACTIONS, *MORE) if action.keys])
        self.table = table(model, tr("Keyboard shortcuts"))
        layout = column(self.table, row(1, button(tr("Close"), self.accept)))
        layout.setContentsMargins(*[theme.sizes().groups] * 4)
        self.setLayout(layout)
        self.resize(520, 560)


def _keys(action: Action) -> str:
    return QKeySequence(action.keys).toString(QKeySequence.SequenceFormat.NativeText)
