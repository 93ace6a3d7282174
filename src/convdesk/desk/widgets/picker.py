"""A button that opens a list to search in: for choosing one of ten thousand names, with their numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from convdesk.desk import theme
from convdesk.desk.choice import Choice, matching
from convdesk.desk.widgets.parts import column, label
from convdesk.words import tr, trn

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

LISTED_AT_MOST = 300
_WIDTH, _HEIGHT = 360, 380
_CHOICE = Qt.ItemDataRole.UserRole
_PAD = 8


class Picker(QPushButton):
    """`picked(value)` when one of the choices is chosen, `typed(text)` for words that are none of them."""

    picked = Signal(object)
    typed = Signal(str)

    def __init__(self, name: str, *, takes_words: bool = False) -> None:
        super().__init__()
        self._name = name
        self._choices: tuple[Choice, ...] = ()
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(60)
        self.setAccessibleName(name)
        self.list = ChoiceList(name, self, takes_words=takes_words)
        self.list.picked.connect(self._pick)
        self.list.typed.connect(self.typed)
        self.clicked.connect(lambda _=False: self.open())

    def show_choices(self, choices: tuple[Choice, ...]) -> None:
        """What can be picked."""
        self._choices = choices
        self.list.show_choices(choices)

    def say(self, words: str, tip: str = "") -> None:
        """What is picked now."""
        shown = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, 220)
        self.setText(f"{shown}  ▾")
        self.setToolTip(tip or words)
        self.setAccessibleName(f"{self._name}: {words}")

    def open(self) -> None:
        """Show the list below the button, ready to be typed into."""
        self.list.open_at(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def _pick(self, choice: Choice) -> None:
        self.picked.emit(choice.value)


class ChoiceList(QFrame):
    """A field and a list; Up and Down choose, Enter picks, Escape leaves."""

    picked = Signal(object)
    typed = Signal(str)

    def __init__(self, name: str, parent: QWidget, *, takes_words: bool) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        theme.dress(self, "pane")
        self._takes_words = takes_words
        self._choices: tuple[Choice, ...] = ()
        self.words = QLineEdit()
        self.words.setPlaceholderText(tr("Find"))
        self.words.setAccessibleName(tr("Find: {name}").format(name=name))
        self.words.textChanged.connect(self._filter)
        self.words.returnPressed.connect(self._choose)
        self.words.installEventFilter(self)
        self.found = QListWidget()
        self.found.setAccessibleName(name)
        self.found.setItemDelegate(ChoiceLook(self.found))
        self.found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.found.itemClicked.connect(lambda _: self._choose())
        self._more = label(look="caption", wraps=True)
        layout = column(self.words, self.found, self._more)
        layout.setStretch(1, 1)
        layout.setContentsMargins(*[theme.sizes().related] * 4)
        self.setLayout(layout)
        self.resize(_WIDTH, _HEIGHT)

    def show_choices(self, choices: tuple[Choice, ...]) -> None:
        self._choices = choices
        if self.isVisible():
            self._filter(self.words.text())

    def open_at(self, corner: QPoint) -> None:
        screen = self.screen().availableGeometry()
        left = max(screen.left(), min(corner.x(), screen.right() - self.width()))
        top = max(screen.top(), min(corner.y(), screen.bottom() - self.height()))
        self.move(left, top)
        self.words.clear()
        self._filter("")
        self.show()
        self.words.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Up and Down move in the list while the field is typed in."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
            if by is not None and self.found.count():
                self._move(by)
                return True
        return False

    def _filter(self, words: str) -> None:
        self.found.clear()
        found, group = matching(self._choices, words, LISTED_AT_MOST + 1), ""
        for choice in found[:LISTED_AT_MOST]:
            if choice.group != group and not words.strip():
                self._add_heading(choice.group)
            group = choice.group
            item = QListWidgetItem(choice.words)
            item.setData(_CHOICE, choice)
            self.found.addItem(item)
        if self._takes_words and words.strip() and all(one.words != words.strip() for one in found):
            item = QListWidgetItem(tr("Events that fit “{words}”").format(words=words.strip()))
            item.setData(_CHOICE, words.strip())
            self.found.addItem(item)
        self._more.setText(self._rest(len(found) > LISTED_AT_MOST))
        self._more.setVisible(bool(self._more.text()))
        self.found.setCurrentRow(0)
        self._move(0)

    def _rest(self, is_cut: bool) -> str:
        if not self._choices:
            return tr("There is nothing to choose from yet.")
        if not is_cut:
            return ""
        return trn("{n} name in all. Type to find more.", "{n} names in all. Type to find more.", len(self._choices))

    def _add_heading(self, words: str) -> None:
        item = QListWidgetItem(words)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.found.addItem(item)

    def _move(self, by: int) -> None:
        """To the next choice in a direction; headings are passed over."""
        count, row = self.found.count(), self.found.currentRow() + by
        for _ in range(count):
            row %= count
            if self.found.item(row).data(_CHOICE) is not None:
                self.found.setCurrentRow(row)
                return
            row += by or 1

    def _choose(self) -> None:
        item = self.found.currentItem()
        chosen = item.data(_CHOICE) if item is not None else None
        if chosen is None:
            return
        self.hide()
        (self.picked if isinstance(chosen, Choice) else self.typed).emit(chosen)


class ChoiceLook(QStyledItemDelegate):
    """The words at the left, the number at the right; headings muted."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(80, option.fontMetrics.height() + 10)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        colours, choice = theme.paints(), index.data(_CHOICE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if choice is not None and option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.accent_soft)
            painter.drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), 4, 4)
        box = QRectF(option.rect).adjusted(_PAD, 0, -_PAD, 0)
        note = choice.note if isinstance(choice, Choice) else ""
        painter.setPen(colours.ink_muted)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, note)
        box.setRight(box.right() - option.fontMetrics.horizontalAdvance(note) - _PAD)
        if choice is None:
            painter.setFont(theme.font_of(option.widget, "caption", is_bold=True))
        else:
            painter.setPen(colours.ink)
        text = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideMiddle, int(box.width()))
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()
