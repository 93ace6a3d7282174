"""The page of shortcuts."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QWidget

from convdesk.desk import theme
from convdesk.desk.actions import ACTIONS, MENUS, Action
from convdesk.desk.item_models.table import TableColumn, TableModel
from convdesk.desk.widgets.parts import button, column, row
from convdesk.desk.widgets.table import table
from convdesk.words import tr


@dataclass(frozen=True)
class Keys:
    """What keys do, and where: in a menu, or on a screen that has the keyboard. `keys`: alternatives, by commas."""

    what: str
    keys: str
    where: str

    @property
    def text(self) -> str:
        native = QKeySequence.SequenceFormat.NativeText
        return ", ".join(QKeySequence(one).toString(native) for one in self.keys.split(", "))


MORE = (
    Keys(tr("Go from one drop-off to the next in the funnel"), "Up, Down", tr("Review")),
    Keys(tr("Go from one call-out to the next on the page"), "Left, Right", tr("Review")),
    Keys(tr("Choose a quote as evidence"), "Space", tr("Review")),
    Keys(tr("Move the chosen step"), "Alt+Up, Alt+Down", tr("Funnel")),
    Keys(tr("Remove the chosen step"), "Del", tr("Funnel")),
    Keys(tr("Show the people of a number"), "Return", tr("Funnel, Paths, Trends")),
    Keys(tr("Go from one element to the next"), "Left, Right", tr("Heatmap")),
    Keys(tr("Show the people of the chosen element"), "Return", tr("Heatmap")),
    Keys(tr("Go from one bar to the next"), "Left, Right, Up, Down", tr("Paths")),
    Keys(tr("What else can be asked of a bar"), "Menu", tr("Paths")),
    Keys(tr("Back to the paths before"), "Esc", tr("Paths")),
    Keys(tr("Play or stop"), "Space, K", tr("Replay")),
    Keys(tr("Back or on by 5 seconds"), "Left, Right", tr("Replay")),
    Keys(tr("Back or on by 1 second"), "Shift+Left, Shift+Right", tr("Replay")),
    Keys(tr("Back or on by 10 seconds"), "J, L", tr("Replay")),
    Keys(tr("Slower or faster"), "[, ]", tr("Replay")),
    Keys(tr("To the beginning"), "Home", tr("Replay")),
    Keys(tr("Note about this moment; it goes up to here"), "N, Shift+N", tr("Replay")),
    Keys(tr("Next or previous recording"), "Alt+Down, Alt+Up", tr("Replay")),
    Keys(tr("Not friction"), "Del", tr("Friction")),
    Keys(tr("Go from one point to the next"), "Left, Right, Up, Down", tr("Trends")),
    Keys(tr("Remove the finding"), "Del", tr("Findings")),
    Keys(tr("Split the chosen key off its person"), "Del", tr("People")),
    Keys(tr("To the stretch before or after"), "Alt+Up, Alt+Down", tr("People")),
    Keys(tr("Copy the chosen rows"), "Ctrl+C", tr("Any table")),
)


class ShortcutsPage(QDialog):
    """Everything that can be done by keys: what, which, and where."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keyboard shortcuts"))
        model = TableModel[Keys](
            (
                TableColumn(tr("What"), lambda one: one.what),
                TableColumn(tr("Keys"), lambda one: one.text),
                TableColumn(tr("Where"), lambda one: one.where),
            )
        )
        model.show_rows([*(_in_menu(action) for action in ACTIONS if action.keys), *MORE])
        self.table = table(model, tr("Keyboard shortcuts"))
        layout = column(self.table, row(1, button(tr("Close"), self.accept)))
        layout.setContentsMargins(*[theme.sizes().groups] * 4)
        self.setLayout(layout)
        self.resize(680, 600)


def _in_menu(action: Action) -> Keys:
    menu = tr("Menu {name}").format(name=tr(MENUS[action.menu]).replace("&", ""))
    return Keys(tr(action.title).removesuffix("…"), action.keys, menu)
