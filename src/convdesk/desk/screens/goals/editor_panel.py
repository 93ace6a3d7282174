"""The panel in which a goal is made or changed: every field in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from convdesk.desk import theme
from convdesk.desk.screens.goals.how_fields import HowFields, Number
from convdesk.desk.screens.goals.sentences import NATURES, SORTS
from convdesk.desk.screens.goals.target_fields import TargetFields
from convdesk.desk.widgets.parts import button, chooser, column, fill, holding, label, row, scrolling
from convdesk.desk.widgets.problem_bar import NoticeBar
from convdesk.model.goal import Goal, Sort
from convdesk.model.problem import ProblemError
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.desk.screens.goals.looks import GoalsLook, Things
    from convdesk.model.problem import Problem

NOTHING, FIXED, PROPERTY = range(3)
_SORTS, _NATURES = tuple(SORTS), tuple(NATURES)
MOST = 1e9


class EditorPanel(QWidget):
    """`kept(goal)` when it shall be kept, `left()` when the panel is closed."""

    kept = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._id, self._macros = "", tuple[str, ...]()
        self._heading, self._bar = label(look="heading"), NoticeBar()
        self.name = QLineEdit()
        self.name.setAccessibleName(tr("Name of the goal"))
        self.name.returnPressed.connect(self._keep)
        self.sort = chooser(tr("What it is for"), lambda _: self._show_fitting())
        self.nature, self.parent_macro = (chooser(words, lambda _: None) for words in (tr("Kind"), tr("Leads to")))
        self.how, self.target = HowFields(), TargetFields()
        self.worth = chooser(tr("Worth"), lambda _: self._show_fitting())
        self.value, self.value_property = Number(tr("Each time is worth"), MOST, decimals=2), QLineEdit()
        self.value.setMinimum(-MOST)
        self.value_property.setAccessibleName(tr("Property that holds the value"))
        self.value_property.setPlaceholderText(tr("Property, such as amount"))
        self._micro = holding(
            column(label(tr("Leads to"), "label"), self.parent_macro, label(tr("By what"), "label"), self.nature)
        )
        self.keeping = button(tr("Keep goal"), self._keep, "primary")
        self.setLayout(self._laid_out())
        fill(self.sort, SORTS.values())
        fill(self.nature, NATURES.values())
        fill(self.worth, (tr("Nothing"), tr("A fixed amount each time"), tr("The number in a property")))

    def show_goal(self, goal: Goal | None, look: GoalsLook, things: Things) -> None:
        """The fields of a goal; None: a new one."""
        self._bar.hide()
        self._id = goal.id if goal else ""
        self._heading.setText(tr("Change goal") if goal else tr("New goal"))
        others = (found.goal for found in look.report.goals if found.goal.id != self._id)
        self._macros = tuple(other.name for other in others if other.sort.is_macro)
        place = 1 + self._macros.index(goal.parent) if goal and goal.parent in self._macros else 0
        fill(self.parent_macro, (tr("Nothing yet"), *self._macros), place)
        self.name.setText(goal.name if goal else "")
        self.sort.setCurrentIndex(_SORTS.index(goal.sort if goal else Sort.MILESTONE if self._macros else Sort.REVENUE))
        self.nature.setCurrentIndex(_NATURES.index(goal.nature) if goal else 0)
        if goal is None and self._macros:
            self.parent_macro.setCurrentIndex(1)
        self._show_worth(goal)
        self.how.show_goal(goal, things)
        self.target.show_goal(goal, things)
        self._show_fitting()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_problem(self, problem: Problem) -> None:
        self._bar.tell_problem(problem)

    def said(self) -> Goal:
        """What the fields say; raises ProblemError for what no field can say."""
        sort, worth = _SORTS[self.sort.currentIndex()], self.worth.currentIndex()
        about: dict[str, Any] = self.how.said()
        if worth == PROPERTY and not self.value_property.text().strip():
            raise ProblemError(tr("goal"), tr("It is not said which property holds the value."), tr("Name it."))
        at = self.parent_macro.currentIndex()
        return Goal(
            name=self.name.text().strip(), sort=sort, nature=None if sort.is_macro else self._nature(),
            value=self.value.value() if worth == FIXED else None,
            value_property=self.value_property.text().strip() if worth == PROPERTY else "",
            parent=self._macros[at - 1] if at > 0 and not sort.is_macro else "", target=self.target.said(),
            id=self._id, **about,
        )  # fmt: skip

    def _nature(self) -> Any:
        return _NATURES[self.nature.currentIndex()]

    def _show_worth(self, goal: Goal | None) -> None:
        self.value.setValue(goal.value if goal and goal.value is not None else 0)
        self.value_property.setText(goal.value_property if goal else "")
        worth = PROPERTY if goal and goal.value_property else FIXED if goal and goal.value is not None else NOTHING
        self.worth.setCurrentIndex(worth)

    def _show_fitting(self) -> None:
        """Only the fields that the choices made ask for."""
        self._micro.setVisible(not _SORTS[self.sort.currentIndex()].is_macro)
        self.value.setVisible(self.worth.currentIndex() == FIXED)
        self.value_property.setVisible(self.worth.currentIndex() == PROPERTY)

    def _keep(self) -> None:
        try:
            goal = self.said()
        except ProblemError as error:
            self.show_problem(error.problem)
        else:
            self.kept.emit(goal)

    def _laid_out(self) -> QVBoxLayout:
        parts = (
            label(tr("Name"), "label"), self.name, label(tr("It is a"), "label"), self.sort, self._micro,
            label(tr("Reached when"), "label"), self.how, label(tr("Each time is worth"), "label"), self.worth,
            self.value, self.value_property, self.target, 1,
        )  # fmt: skip
        inner = column(*parts, space=theme.sizes().inside + 2)
        inner.setContentsMargins(0, 4, 8, 8)
        scroll = scrolling(inner, tr("Goal"), takes_focus=True)
        leaving = button(tr("Cancel"), self.left.emit)
        layout = column(self._heading, self._bar, scroll, row(leaving, 1, self.keeping))
        layout.setStretch(2, 1)
        return layout
