"""What in a file looks personal, and what will happen to it: a line for each column, quiet where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QScrollArea, QSizePolicy, QWidget

from convdesk.desk import theme
from convdesk.desk.screens.imports.privacy_words import (
    ACTIONS,
    MEANINGS,
    action_of,
    kinds_of,
    summary_of,
)
from convdesk.desk.widgets.parts import Elided, chooser, column, fill, label, row
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.desk.screens.imports.looks import Entry
    from convdesk.model.privacy import Action, PersonalColumn

_SHOWN = 4
"""Lines that are seen without scrolling."""
_GAP = 4


class PrivacyPanel(QWidget):
    """`action_chosen(column, action)` when the researcher wants something else to happen."""

    action_chosen = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self._columns: tuple[PersonalColumn, ...] = ()
        self._boxes: list[QComboBox] = []
        self._summary = Elided("muted")
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        heading = row(label(tr("Privacy"), "label"), self._summary)
        heading.setStretch(1, 1)
        self.setLayout(column(heading, self._scroll, space=_GAP))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setAccessibleName(tr("Privacy"))
        self.hide()

    @property
    def boxes(self) -> list[QComboBox]:
        """What will happen to each column, in order."""
        return self._boxes

    def show_entry(self, entry: Entry) -> None:
        """Show a file that is not imported yet; the lines stay while it is the same."""
        columns = entry.proposal.personal if entry.proposal else ()
        self.setVisible(bool(columns))
        if not columns:
            return
        if columns != self._columns:
            self._columns = columns
            self._make_lines()
        self._summary.say(summary_of(entry))
        for line, box in zip(columns, self._boxes, strict=True):
            action = action_of(entry, line)
            place = line.choices.index(action) if action in line.choices else 0
            box.setCurrentIndex(place)
            box.setToolTip(MEANINGS[action])
            box.setAccessibleDescription(MEANINGS[action])

    def _make_lines(self) -> None:
        holder, grid = QWidget(), QGridLayout()
        theme.dress(holder, "clear")
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.sizes().related * 2)
        grid.setVerticalSpacing(_GAP)
        self._boxes = []
        for place, line in enumerate(self._columns):
            for side, part in enumerate(self._parts(line)):
                grid.addWidget(part, place, side)
        for side, share in enumerate((3, 4, 2, 0)):
            grid.setColumnStretch(side, share)
        grid.setRowStretch(len(self._columns), 1)
        holder.setLayout(grid)
        self._scroll.setWidget(holder)
        height = self._boxes[0].sizeHint().height() + _GAP
        self._scroll.setFixedHeight(min(len(self._columns), _SHOWN) * height)

    def _parts(self, line: PersonalColumn) -> tuple[QWidget, ...]:
        name, kinds, example = Elided(), Elided("muted"), Elided("muted")
        name.say(line.column)
        kinds.say(kinds_of(line))
        example.say(line.example)
        choices = line.choices
        box = chooser(
            tr("What happens to {column}").format(column=line.column),
            lambda place: self._choose(line.column, choices[place]),
        )
        box.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        fill(box, [ACTIONS[action] for action in choices])
        self._boxes.append(box)
        return name, kinds, example, box

    def _choose(self, name: str, action: Action) -> None:
        self.action_chosen.emit(name, action)
