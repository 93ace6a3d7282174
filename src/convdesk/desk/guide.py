"""What helps to find one's way: the command palette, the page of shortcuts, what this app is."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMessageBox

from convdesk.desk.widgets.command_palette import CommandPalette
from convdesk.desk.widgets.shortcuts import ShortcutsPage
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget


class Guide:
    """Opens its pages over a window; `usable` gives the commands that can be used now."""

    def __init__(self, window: QWidget, usable: Callable[[], list[QAction]]) -> None:
        self._window, self._usable = window, usable

    def show_palette(self) -> None:
        CommandPalette(self._usable(), self._window).open()

    def show_shortcuts(self) -> None:
        ShortcutsPage(self._window).open()

    def show_about(self) -> None:
        about = QMessageBox(self._window)
        about.setWindowTitle(tr("About convdesk"))
        about.setText(tr("convdesk {version}").format(version=version("convdesk")))
        about.setInformativeText(tr("An offline desk for UX research. MIT licence. Your data stays on this computer."))
        about.open()
