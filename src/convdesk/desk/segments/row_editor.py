"""One condition that can be changed: how it begins, its fields, and the way to take it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from convdesk.desk import theme
from convdesk.desk.widgets.parts import button, clear, column, label, row
from convdesk.desk.widgets.picker import Picker
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.desk.segments.fields import Field
    from convdesk.desk.segments.looks import RowLook

_SHORT = 52


class RowEditor(QFrame):
    """`turned()`, `changed(key, value)`, `removed()`."""

    turned = Signal()
    changed = Signal(str, object)
    removed = Signal()

    def __init__(self) -> None:
        super().__init__()
        theme.dress(self, "sunken")
        self.turning = button("", self.turned.emit)
        self.turning.setToolTip(tr("Turn round: who does, or who does not"))
        self.removing = button("×", self.removed.emit, "link", tr("Remove the condition"))
        self._first, self._more = row(space=4), row(space=4)
        self._hint = label(look="caution", wraps=True)
        head = row(self.turning, self._first, self.removing, space=6)
        head.setStretch(1, 1)
        layout = column(head, self._more, self._hint, space=4)
        layout.setContentsMargins(8, 6, 4, 6)
        self.setLayout(layout)
        self._keys: tuple[str, ...] | None = None
        self.fields: dict[str, Picker | QLineEdit | QWidget] = {}

    def show_row(self, look: RowLook) -> None:
        """Show this condition; where the fields are the same ones, they stay and keep the keyboard."""
        self.turning.setText(look.beginning)
        self.turning.setAccessibleName(look.beginning)
        keys = tuple(f"{field.key}{bool(field.choices) or field.takes_words}" for field in look.fields)
        if keys != self._keys:
            self._keys = keys
            self._make(look.fields)
        for field in look.fields:
            _say(self.fields[field.key], field)
        self._hint.setText(look.hint)
        self._hint.setVisible(bool(look.hint))

    def _make(self, fields: tuple[Field, ...]) -> None:
        clear(self._first)
        clear(self._more)
        self.fields = {}
        for place, field in enumerate(fields):
            line = self._first if place == 0 else self._more
            for part in self._parts(field):
                line.addWidget(part, int(place == 0 and part is self.fields[field.key]))
        self._more.addStretch(1)

    def _parts(self, field: Field) -> list[QWidget]:
        self.fields[field.key] = made = self._widget(field)
        around = [label(words, "muted") if words else None for words in (field.before, field.after)]
        return [part for part in (around[0], made, around[1]) if part is not None]

    def _widget(self, field: Field) -> QWidget:
        if field.choices or field.takes_words:
            picker = Picker(field.name, takes_words=field.takes_words)
            picker.picked.connect(lambda value: self.changed.emit(field.key, value))
            picker.typed.connect(lambda text: self.changed.emit(field.key, text))
            return picker
        if not field.key:
            return label(field.words, wraps=True)
        line = QLineEdit()
        line.setAccessibleName(field.name)
        line.setToolTip(field.name)
        if field.key in {"times", "length"}:
            line.setFixedWidth(_SHORT)
        line.editingFinished.connect(lambda: self._typed(field.key, line))
        return line

    def _typed(self, key: str, line: QLineEdit) -> None:
        if line.isModified():
            line.setModified(False)
            self.changed.emit(key, line.text().strip())


def _say(widget: QWidget, field: Field) -> None:
    if isinstance(widget, Picker):
        widget.show_choices(field.choices)
        widget.say(field.words or tr("choose…"), field.name)
    elif isinstance(widget, QLineEdit) and not (widget.hasFocus() and widget.isModified()):
        widget.setText(field.words)
        widget.setModified(False)
