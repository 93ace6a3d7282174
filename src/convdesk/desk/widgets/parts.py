"""The small parts every screen is built from: labels, buttons, rows and columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayoutItem,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSpacerItem,
    QVBoxLayout,
    QWidget,
)

from convdesk.desk import theme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

L = TypeVar("L", bound=QBoxLayout)


def label(text: str = "", look: str = "body", *, wraps: bool = False) -> QLabel:
    """A text that can be selected by nobody and read by a screen reader."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wraps)
    theme.dress(made, look)
    return made


class Elided(QLabel):
    """A label of one line that gives way to its neighbours and says the rest in its tool tip."""

    def __init__(self, look: str = "body", side: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> None:
        super().__init__()
        self._whole = self._about = ""
        self._side = side
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(40)
        theme.dress(self, look)

    def say(self, text: str) -> None:
        self._whole, self._about = text, ""
        self.setAccessibleName(text)
        self._fit()

    def setToolTip(self, text: str) -> None:
        """More about what was said last: it follows what did not fit, however wide the label becomes."""
        self._about = text
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._whole), super().sizeHint().height())

    def resizeEvent(self, _event: object) -> None:
        self._fit()

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, self._side, self.width())
        self.setText(shown)
        rest = self._whole if shown != self._whole else ""
        super().setToolTip("\n\n".join(part for part in (rest, self._about) if part))


def button(text: str, clicked: Callable[[], object], look: str = "plain", name: str = "") -> QPushButton:
    """A button with a verb; `name` is what a screen reader says where the text is not enough."""
    made = QPushButton(text)
    made.setAccessibleName(name or text)
    made.setAutoDefault(False)
    made.clicked.connect(lambda _checked=False: clicked())
    theme.dress(made, look)
    return made


def toggle(text: str, name: str = "") -> QPushButton:
    """A button that stays down."""
    made = QPushButton(text)
    made.setCheckable(True)
    made.setAccessibleName(name or text)
    made.setAutoDefault(False)
    return made


def chooser(name: str, chosen: Callable[[int], object]) -> QComboBox:
    """A combo box that gives way instead of pushing its neighbours out."""
    made = QComboBox()
    made.setAccessibleName(name)
    made.view().setAccessibleName(name)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(8)
    made.activated.connect(lambda index: chosen(index))
    return made


def fill(box: QComboBox, texts: Iterable[str], current: int = 0) -> None:
    """Other choices in a combo box, without telling of it as a choice."""
    box.blockSignals(True)
    box.clear()
    box.addItems(list(texts))
    box.setCurrentIndex(current)
    box.blockSignals(False)


def row(*parts: QWidget | QBoxLayout | int, space: int | None = None) -> QHBoxLayout:
    """Parts side by side; a number is a stretch."""
    return _filled(QHBoxLayout(), parts, space)


def column(*parts: QWidget | QBoxLayout | int, space: int | None = None) -> QVBoxLayout:
    """Parts one below the other; a number is a stretch."""
    return _filled(QVBoxLayout(), parts, space)


def holding(layout: QBoxLayout, margin: int = 0) -> QWidget:
    """A widget around a layout."""
    holder = QWidget()
    layout.setContentsMargins(margin, margin, margin, margin)
    holder.setLayout(layout)
    return holder


def scrolling(
    inside: QWidget | QBoxLayout, name: str = "", *, is_wide: bool = False, takes_focus: bool = False
) -> QScrollArea:
    """What scrolls where there is too much of it; `is_wide`: from side to side as well."""
    holder = inside if isinstance(inside, QWidget) else QWidget()
    if isinstance(inside, QBoxLayout):
        holder.setLayout(inside)
    theme.dress(holder, "clear")
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setAccessibleName(name)
    if not is_wide:
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    if not takes_focus:
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setWidget(holder)
    return scroll


def pane(layout: QBoxLayout, name: str, margin: int | None = None) -> QFrame:
    """A surface on the canvas with a thin border: the only frame there is."""
    frame = QFrame()
    frame.setAccessibleName(name)
    space = theme.sizes().groups if margin is None else margin
    layout.setContentsMargins(space, space, space, space)
    frame.setLayout(layout)
    theme.dress(frame, "pane")
    return frame


def at_least(part: QWidget, width: int) -> QVBoxLayout:
    """The part, never narrower than that or than what is in it."""
    made = column(part, space=0)
    made.addItem(QSpacerItem(width, 0, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed))
    made.setStretch(0, 1)
    return made


def rule() -> QFrame:
    """A hairline."""
    line = QFrame()
    line.setFixedHeight(1)
    theme.dress(line, "rule")
    return line


def clear(layout: QBoxLayout) -> None:
    """Take everything out of a layout and let it go."""
    while layout.count():
        _let_go(layout.takeAt(0))


def _let_go(item: QLayoutItem | None) -> None:
    widget = item.widget() if item else None
    if widget is not None:
        widget.hide()
        widget.deleteLater()


def _filled(layout: L, parts: Iterable[QWidget | QBoxLayout | int], space: int | None) -> L:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(theme.sizes().related if space is None else space)
    for part in parts:
        if isinstance(part, int):
            layout.addStretch(part)
        elif isinstance(part, QBoxLayout):
            layout.addLayout(part)
        else:
            layout.addWidget(part)
    return layout
