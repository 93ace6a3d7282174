"""The rail of screens at the left: an icon and a word each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QButtonGroup, QFrame, QToolButton

from convdesk.desk import icons, theme
from convdesk.desk.widgets.parts import column
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Sequence


class Rail(QFrame):
    """`chosen(name)` when a screen is chosen."""

    chosen = Signal(str)

    def __init__(self, screens: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        theme.dress(self, "rail")
        self.setAccessibleName(tr("Screens"))
        captions = QFontMetrics(theme.font_of(self, "caption", is_bold=True))
        widest = max(captions.horizontalAdvance(word) for _, word in screens)
        self._side = QSize(max(theme.sizes().rail - 8, widest + 16), icons.SIDE + captions.height() + 22)
        self.setFixedWidth(self._side.width() + 8)
        self._group = QButtonGroup(self)
        self._buttons = {name: self._button(name, word) for name, word in screens}
        layout = column(*self._buttons.values(), 1, space=theme.sizes().inside)
        layout.setContentsMargins(8, 8, 0, 8)
        self.setLayout(layout)

    def tell_keys(self, name: str, keys: str) -> None:
        """The keys that lead to a screen."""
        button = self._buttons[name]
        button.setToolTip(f"{button.text()} ({keys})")

    def mark(self, name: str) -> None:
        """Show which screen is on."""
        self._buttons[name].setChecked(True)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            for name, button in getattr(self, "_buttons", {}).items():
                button.setIcon(icons.icon(name))

    def _button(self, name: str, word: str) -> QToolButton:
        made = QToolButton()
        made.setText(word)
        made.setAccessibleName(word)
        made.setIcon(icons.icon(name))
        made.setIconSize(QSize(icons.SIDE, icons.SIDE))
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        made.setCheckable(True)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.setFixedSize(self._side)
        made.clicked.connect(lambda _=False: self.chosen.emit(name))
        theme.dress(made, "rail")
        self._group.addButton(made)
        return made
