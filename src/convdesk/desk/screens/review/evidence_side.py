"""The right side of the review: what people said, what marks those who left, how many were heard; findings below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QStackedWidget, QWidget

from convdesk.desk.screens.review.answers_pane import AnswersPane
from convdesk.desk.screens.review.coverage_pane import CoveragePane
from convdesk.desk.screens.review.draft_panel import DraftPanel
from convdesk.desk.screens.review.marks_pane import MarksPane
from convdesk.desk.widgets.parts import column, holding, row, toggle
from convdesk.words import tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QPushButton


class EvidenceSide(QWidget):
    """Three panes of which one is seen, and the panel a finding is written in."""

    def __init__(self, zone: str) -> None:
        super().__init__()
        self.answers, self.marks, self.coverage = AnswersPane(zone), MarksPane(), CoveragePane()
        self.draft = DraftPanel()
        self._stack = QStackedWidget()
        self._group = QButtonGroup(self)
        self.tabs = [
            self._tab(tr("Answers"), tr("Show what people said"), self.answers),
            self._tab(tr("Marks"), tr("Show what marks those who left"), self.marks),
            self._tab(tr("Coverage"), tr("Show how many of them were heard"), self.coverage),
        ]
        self.tabs[0].setChecked(True)
        side = column(row(*self.tabs, 1, space=4), self._stack, self.draft)
        side.setStretch(1, 1)
        self.setLayout(side)

    def show_answers(self) -> None:
        self._turn(0)

    def show_marks(self) -> None:
        self._turn(1)

    def show_coverage(self) -> None:
        self._turn(2)

    def _tab(self, text: str, name: str, pane: QWidget) -> QPushButton:
        place = self._stack.addWidget(holding(column(pane)))
        made = toggle(text, name)
        made.setToolTip(name)
        made.clicked.connect(lambda _=False: self._turn(place))
        self._group.addButton(made)
        return made

    def _turn(self, place: int) -> None:
        self.tabs[place].setChecked(True)
        self._stack.setCurrentIndex(place)
        lists = (self.answers.quotes, self.marks.list, self.coverage.list)
        lists[place].setFocus(Qt.FocusReason.TabFocusReason)
