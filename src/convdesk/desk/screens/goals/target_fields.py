"""The fields of a target: from which share to which, from when until when, within what time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QCheckBox, QDateEdit, QWidget

from convdesk.desk.screens.goals.how_fields import Number
from convdesk.desk.widgets.parts import column, holding, label, row
from convdesk.model.goal import Target
from convdesk.model.moment import DAY_US
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.desk.screens.goals.looks import Things
    from convdesk.model.goal import Goal

USUAL_DAYS = 90


class TargetFields(QWidget):
    """Shows its fields only while a target is wanted."""

    def __init__(self) -> None:
        super().__init__()
        self.wanted = QCheckBox(tr("Has a target"))
        self.wanted.setAccessibleName(tr("Has a target"))
        self.start, self.end = (Number(words, 100, "%", 1) for words in (tr("From share"), tr("To share")))
        self.begins, self.due = _day(tr("Begins")), _day(tr("Due"))
        self.within = Number(tr("Within days of somebody's first event"), 3650, tr("days"))
        self.within.setMinimum(1)
        fields = (
            (tr("Share of newcomers now"), self.start), (tr("Share it shall be"), self.end),
            (tr("Begins"), self.begins), (tr("Due"), self.due), (tr("Within, from their first event"), self.within),
        )  # fmt: skip
        self._fields = holding(column(*(row(label(words), 1, field) for words, field in fields)))
        self.setLayout(column(self.wanted, self._fields))
        self.wanted.toggled.connect(self._fields.setVisible)

    def show_goal(self, goal: Goal | None, things: Things) -> None:
        begins = things.days[0] if things.days else date(2026, 1, 1)
        usual = Target(0.3, 0.4, begins, begins + timedelta(days=USUAL_DAYS))
        target = goal.target if goal and goal.target else usual
        self.start.setValue(target.start_share * 100)
        self.end.setValue(target.goal_share * 100)
        for field, day in ((self.begins, target.begins), (self.due, target.due)):
            field.setDate(QDate(day.year, day.month, day.day))
        self.within.setValue(target.window_us / DAY_US)
        self.wanted.setChecked(bool(goal and goal.target))
        self._fields.setVisible(self.wanted.isChecked())

    def said(self) -> Target | None:
        """The target, where one is wanted."""
        if not self.wanted.isChecked():
            return None
        days = (_date(self.begins), _date(self.due))
        return Target(self.start.value() / 100, self.end.value() / 100, *days, round(self.within.value()) * DAY_US)


def _day(name: str) -> QDateEdit:
    made = QDateEdit()
    made.setAccessibleName(name)
    made.setDisplayFormat("d MMM yyyy")
    made.setAlignment(Qt.AlignmentFlag.AlignRight)
    made.setFixedWidth(130)
    return made


def _date(field: QDateEdit) -> date:
    day = field.date()
    return date(day.year(), day.month(), day.day())
