"""The viewport widths of a page's clicks: all of them together, or one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from convdesk.desk import theme
from convdesk.desk.numbers import clicks_text
from convdesk.desk.widgets.parts import clear, row, toggle
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.desk.screens.review.looks import PageLook

ALL = 0


class WidthRow(QWidget):
    """`chosen(width)` in pixels, 0 for all widths together. What is pressed is what is counted."""

    chosen = Signal(int)

    def __init__(self, after: QWidget) -> None:
        super().__init__()
        self._after = after
        self._row = row(space=theme.sizes().inside)
        self._row.setContentsMargins(0, 0, 0, 0)
        self.setLayout(self._row)

    def show_look(self, look: PageLook) -> None:
        """One button for all widths together, and one for each of the three most clicked at; none for a single one."""
        held = QApplication.focusWidget()
        had_keyboard = held is not None and self.isAncestorOf(held)
        clear(self._row)
        found = look.clicks.viewports
        self.setVisible(len(found) > 1)
        if len(found) < 2:
            return
        before = self._after
        for width in (ALL, *sorted(found, key=lambda width: -found[width])[:3]):
            one = _all_button(look) if width == ALL else _width_button(width, found[width])
            one.setChecked(width == (look.clicks.spec.width or ALL))
            one.clicked.connect(lambda _=False, width=width: self.chosen.emit(width))
            self._row.addWidget(one)
            QWidget.setTabOrder(before, one)
            before = one
            if had_keyboard and one.isChecked():
                one.setFocus()


def _all_button(look: PageLook) -> QPushButton:
    made = toggle(tr("All"), tr("All viewport widths together"))
    words = tr("{n} at all widths are counted; those at {width} pixels are drawn")
    made.setToolTip(words.format(n=clicks_text(sum(look.clicks.viewports.values())), width=look.clicks.shown_width))
    return made


def _width_button(width: int, clicks: int) -> QPushButton:
    made = toggle(str(width), tr("Viewport {width} pixels wide").format(width=width))
    made.setToolTip(tr("{n} at this width: only they are counted").format(n=clicks_text(clicks)))
    return made
