"""Everything that can be done, as data: menus, command palette and the page of shortcuts are made from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QAction, QKeySequence

from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Mapping, Set

    from PySide6.QtWidgets import QMenuBar, QWidget


@dataclass(frozen=True)
class Action:
    """One command. `does` names whose callback it is; `needs` the condition under which it can be done.

    `on`: the screen it shows something on, which comes to the front first.
    """

    id: str
    title: str
    does: str
    menu: str
    keys: str = ""
    needs: str = ""
    on: str = ""


MENUS = {"file": "&File", "edit": "&Edit", "view": "&View", "review": "&Review", "help": "&Help"}

ACTIONS = (
    Action("new", "New study…", "desk.new_study", "file", "Ctrl+N"),
    Action("open", "Open study…", "desk.open_study", "file", "Ctrl+O"),
    Action("sample", "Sample study", "desk.open_sample", "file"),
    Action("import", "Import files…", "window.import_files", "file", "Ctrl+I", "writable"),
    Action("slides", "Write slides…", "window.write_slides", "file", "Ctrl+E", "drop_off"),
    Action("close", "Close study", "desk.close_study", "file", "Ctrl+W"),
    Action("quit", "Quit", "desk.quit", "file", "Ctrl+Q"),
    Action("undo", "Undo", "window.undo", "edit", "Ctrl+Z", "undo"),
    Action("redo", "Redo", "window.redo", "edit", "Ctrl+Shift+Z", "redo"),
    Action("withdraw", "Withdraw a person…", "privacy.start", "edit", "", "writable"),
    Action("finding", "Add finding", "window.start_finding", "edit", "Ctrl+Return", "drop_off_writable"),
    Action("find_quote", "Find in answers", "window.find_quote", "edit", "Ctrl+F"),
    Action("show_review", "Review", "window.show_review", "view", "Ctrl+1"),
    Action("show_funnel", "Funnel", "window.show_funnel", "view", "Ctrl+2"),
    Action("show_heatmap", "Heatmap", "window.show_heatmap", "view", "Ctrl+3"),
    Action("show_paths", "Paths", "window.show_paths", "view", "Ctrl+4"),
    Action("show_replay", "Replay", "window.show_replay", "view", "Ctrl+5"),
    Action("show_friction", "Friction", "window.show_friction", "view", "Ctrl+6"),
    Action("show_trends", "Trends", "window.show_trends", "view", "Ctrl+7"),
    Action("show_goals", "Goals", "window.show_goals", "view", "Ctrl+8"),
    Action("show_findings", "Findings", "window.show_findings", "view", "Ctrl+9"),
    Action("show_data", "Data", "window.show_data", "view", "Ctrl+Shift+D"),
    Action("show_people", "People", "window.show_people", "view", "Ctrl+Shift+P"),
    Action("segment", "Choose whom every screen shows…", "window.choose_segment", "view", "Ctrl+G"),
    Action("make_segment", "Make a segment…", "window.make_segment", "view", "Ctrl+Shift+G"),
    Action("everyone", "Show everyone", "window.use_everyone", "view", "Ctrl+Alt+G"),
    Action("back", "Back", "window.go_back", "view", "Alt+Left"),
    Action("find_person", "Find a person", "window.find_person", "edit", "Ctrl+Shift+F"),
    Action("zoom_fit", "Fit the page's width", "window.zoom_fit", "view", "Ctrl+0"),
    Action("zoom_life", "Page at 100 %", "window.zoom_life", "view", "Ctrl+Alt+0"),
    Action("zoom_in", "Zoom in", "window.zoom_in", "view", "Ctrl++"),
    Action("zoom_out", "Zoom out", "window.zoom_out", "view", "Ctrl+-"),
    Action("system", "Appearance: System", "desk.wear_system", "view"),
    Action("light", "Appearance: Light", "desk.wear_light", "view"),
    Action("dark", "Appearance: Dark", "desk.wear_dark", "view"),
    Action("steps", "Choose steps…", "window.change_steps", "review", "Ctrl+L"),
    Action("next", "Next drop-off", "review.next_drop_off", "review", "Ctrl+Down", "drop_off", on="review"),
    Action("previous", "Previous drop-off", "review.previous_drop_off", "review", "Ctrl+Up", "drop_off", on="review"),
    Action("clicks", "Show clicks", "page.show_clicks", "review", "Alt+1", "drop_off", on="review"),
    Action("rage", "Show rage clicks", "page.show_rage", "review", "Alt+2", "drop_off", on="review"),
    Action("dead", "Show clicks without effect", "page.show_dead", "review", "Alt+3", "drop_off", on="review"),
    Action("said", "What people said", "evidence.show_answers", "review", "Alt+4", "drop_off", on="review"),
    Action(
        "watch",
        "Watch the recordings of those who left",
        "review.watch_recordings",
        "review",
        "Ctrl+Shift+W",
        "drop_off",
    ),
    Action("compare", "Compare the page with those who went on", "page.compare", "review", "Ctrl+Shift+M", "drop_off"),
    Action("before", "What they did before leaving", "review.show_before", "review", "Ctrl+Shift+B", "drop_off"),
    Action("marks", "What marks those who left", "evidence.show_marks", "review", "Alt+5", "drop_off", on="review"),
    Action(
        "coverage", "How many of them were heard", "evidence.show_coverage", "review", "Alt+6", "drop_off", on="review"
    ),
    Action("picture", "Add page picture…", "review.add_picture", "review", "", "drop_off_writable", on="review"),
    Action("palette", "Find a command…", "guide.show_palette", "help", "Ctrl+K"),
    Action("shortcuts", "Keyboard shortcuts", "guide.show_shortcuts", "help", "F1"),
    Action("about", "About convdesk", "guide.show_about", "help"),
)


class Commands:
    """The actions of a window, each joined to its callback."""

    def __init__(self, owner: QWidget, targets: Mapping[str, object]) -> None:
        self._made = {action.id: _made(action, owner, targets) for action in ACTIONS}

    def __getitem__(self, action_id: str) -> QAction:
        return self._made[action_id]

    def fill(self, bar: QMenuBar) -> None:
        """Menus in their order."""
        for menu_id, title in MENUS.items():
            menu = bar.addMenu(tr(title))
            menu.setAccessibleName(tr(title).replace("&", ""))
            menu.addActions([self._made[one.id] for one in ACTIONS if one.menu == menu_id])

    def enable(self, holding: Set[str]) -> None:
        """Only what can be done now, given the conditions that hold."""
        for action in ACTIONS:
            self._made[action.id].setEnabled(not action.needs or action.needs in holding)

    def name(self, action_id: str, what: str | None) -> None:
        """Say in the menu what undo or redo would take back or do again."""
        title = tr(next(one.title for one in ACTIONS if one.id == action_id))
        self._made[action_id].setText(f"{title}: {what}" if what else title)

    def usable(self) -> list[QAction]:
        """What can be done now."""
        return [self._made[one.id] for one in ACTIONS if self._made[one.id].isEnabled()]


def callback(does: str, targets: Mapping[str, object]) -> Any:
    """The method an action names, as in `review.zoom_in`."""
    target, _, method = does.partition(".")
    return getattr(targets[target], method)


def _made(action: Action, owner: QWidget, targets: Mapping[str, object]) -> QAction:
    made = QAction(tr(action.title), owner)
    made.setObjectName(action.id)
    if action.keys:
        made.setShortcut(QKeySequence(action.keys))
    if action.on:
        bring = callback("window.bring", targets)
        made.triggered.connect(lambda _checked=False: bring(action.on))
    does = callback(action.does, targets)
    made.triggered.connect(lambda _checked=False: does())
    return made
