"""Conditions and groups inside one another, with what is added to each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from convdesk.desk import theme
from convdesk.desk.segments.draft import Mode
from convdesk.desk.segments.looks import GroupLook
from convdesk.desk.segments.row_editor import RowEditor
from convdesk.desk.widgets.parts import button, chooser, clear, column, fill, label, row
from convdesk.desk.widgets.picker import Picker
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.desk.choice import Choice
    from convdesk.desk.segments.draft import Place

MODES = (Mode.ALL, Mode.ANY, Mode.NONE)


class GroupEditor(QFrame):
    """`asked(what, place, value)`: add, group, combine, turn, change, remove; for itself and all that is inside."""

    asked = Signal(str, object, object)

    def __init__(self, place: Place = ()) -> None:
        super().__init__()
        self._place = place
        self._shape: object = None
        self._kinds: tuple[Choice, ...] = ()
        self.parts: list[RowEditor | GroupEditor] = []
        self.combining = chooser(tr("How these conditions go together"), self._combine)
        fill(self.combining, (tr("all of these"), tr("any of these"), tr("none of these")))
        self.adding, self.grouping = Picker(tr("Add a condition")), Picker(tr("Add a group"))
        self.adding.picked.connect(lambda kind: self.asked.emit("add", self._place, kind))
        self.grouping.picked.connect(lambda kind: self.asked.emit("group", self._place, kind))
        self._inside = column(space=theme.sizes().inside)
        leaving = button("×", lambda: self.asked.emit("remove", place, None), "link", tr("Remove the group"))
        leaving.setVisible(bool(place))
        head = row(label(tr("People of whom"), "muted"), self.combining, leaving, space=6)
        head.setStretch(1, 1)
        layout = column(head, self._inside, row(self.adding, self.grouping, 1, space=6))
        if place:
            theme.dress(self, "group")
            layout.setContentsMargins(8, 6, 4, 6)
        self.setLayout(layout)

    def show_kinds(self, kinds: tuple[Choice, ...]) -> None:
        """What kinds of conditions can be added."""
        self._kinds = kinds
        for picker, words in ((self.adding, tr("Add a condition")), (self.grouping, tr("Add a group"))):
            picker.show_choices(kinds)
            picker.say(words)
            picker.setAccessibleName(words)
        for part in self.parts:
            if isinstance(part, GroupEditor):
                part.show_kinds(kinds)

    def show_group(self, look: GroupLook) -> None:
        """Show these parts; editors stay as long as there are as many of each kind in the same order."""
        self.combining.setCurrentIndex(MODES.index(look.mode))
        shape = tuple(isinstance(part, GroupLook) for part in look.parts)
        if shape != self._shape:
            self._shape = shape
            self._make(look)
        for part, inner in zip(self.parts, look.parts, strict=True):
            if isinstance(part, GroupEditor) and isinstance(inner, GroupLook):
                part.show_group(inner)
            elif isinstance(part, RowEditor) and not isinstance(inner, GroupLook):
                part.show_row(inner)

    def _make(self, look: GroupLook) -> None:
        clear(self._inside)
        self.parts = []
        for number, inner in enumerate(look.parts):
            place = (*self._place, number)
            part = self._group(place) if isinstance(inner, GroupLook) else self._row(place)
            self.parts.append(part)
            self._inside.addWidget(part)

    def _group(self, place: Place) -> GroupEditor:
        made = GroupEditor(place)
        made.show_kinds(self._kinds)
        made.asked.connect(self.asked)
        return made

    def _row(self, place: Place) -> RowEditor:
        made = RowEditor()
        made.turned.connect(lambda: self.asked.emit("turn", place, None))
        made.changed.connect(lambda key, value: self.asked.emit("change", place, (key, value)))
        made.removed.connect(lambda: self.asked.emit("remove", place, None))
        return made

    def _combine(self, index: int) -> None:
        self.asked.emit("combine", self._place, MODES[index])


def editors(group: GroupEditor) -> list[QWidget]:
    """All conditions, from top to bottom."""
    found: list[QWidget] = []
    for part in group.parts:
        found += editors(part) if isinstance(part, GroupEditor) else [part]
    return found
