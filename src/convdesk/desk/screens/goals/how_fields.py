"""The fields that say how a goal is reached: an event, a page, an amount, an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QLineEdit, QWidget

from convdesk.desk.screens.goals.sentences import KINDS
from convdesk.desk.widgets.parts import chooser, column, fill, holding, label, row
from convdesk.desk.widgets.picker import Picker
from convdesk.model.goal import GoalKind
from convdesk.model.problem import ProblemError
from convdesk.model.step import Matcher, PropertyTest, Step, parse_step
from convdesk.words import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QWheelEvent

    from convdesk.desk.screens.goals.looks import Things
    from convdesk.model.goal import Goal

OPERATORS = ("", "=", "!=", ">=", "<=", ">", "<")
ORDER = tuple(KINDS)


@dataclass(frozen=True)
class Amount:
    """How an amount is asked for: the words, the unit, what is proposed, how far it goes."""

    words: str
    unit: str
    usual: float
    most: float


AMOUNTS = {
    GoalKind.DURATION: Amount(tr("At least"), tr("s"), 180, 86_400),
    GoalKind.PAGES: Amount(tr("At least"), tr("pages"), 5, 10_000),
    GoalKind.SCROLL: Amount(tr("At least, from the top"), tr("px"), 1200, 1_000_000),
}


class Number(QDoubleSpinBox):
    """A number that the wheel scrolls past instead of changing it."""

    def __init__(self, name: str, most: float, unit: str = "", decimals: int = 0) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setDecimals(decimals)
        self.setRange(0, most)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFixedWidth(112)
        if unit:
            self.setSuffix(f" {unit}")

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class HowFields(QWidget):
    """Shows only the fields of the kind that is chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.kind = chooser(tr("Reached when"), lambda _: self._show_kind())
        self.step = Picker(tr("Which"), takes_words=True)
        self.step.picked.connect(self._pick)
        self.step.typed.connect(self._type)
        self.amount, self._amount_words = Number(tr("At least"), 1_000_000), label()
        self.question = chooser(tr("Question"), lambda _: None)
        self.operator: QComboBox = chooser(tr("Answer"), lambda _: self._show_kind())
        self.answer = QLineEdit()
        self.answer.setAccessibleName(tr("Answer to compare with"))
        self._things: Things | None = None
        self._steps: dict[GoalKind, Step] = {}
        self._step_row = holding(row(self.step, 1))
        self._amount_row = holding(row(self._amount_words, 1, self.amount))
        self._answer_row = holding(column(self.question, row(self.operator, self.answer)))
        self.setLayout(column(self.kind, self._step_row, self._amount_row, self._answer_row))
        fill(self.kind, KINDS.values())
        fill(self.operator, [one or tr("any answer") for one in OPERATORS])

    @property
    def chosen(self) -> GoalKind:
        return ORDER[max(0, self.kind.currentIndex())]

    def show_goal(self, goal: Goal | None, things: Things) -> None:
        """The fields of a goal; None: a new one."""
        self._things, self._steps = things, {}
        kind = goal.kind if goal else GoalKind.EVENT
        if goal and goal.step:
            self._steps[kind] = goal.step
        codes = [code for code, _ in things.questions]
        place = codes.index(goal.question) if goal and goal.question in codes else 0
        fill(self.question, [f"{code}  {text}" for code, text in things.questions], place)
        test = goal.answer if goal else None
        self.operator.setCurrentIndex(OPERATORS.index(test.operator) if test else 0)
        self.answer.setText(test.value if test else "")
        self.kind.setCurrentIndex(ORDER.index(kind))
        self._show_kind()
        if goal and goal.at_least is not None:
            self.amount.setValue(goal.at_least)

    def said(self) -> dict[str, Any]:
        """The fields as a goal has them; raises ProblemError for a question that is not there."""
        kind = self.chosen
        found: dict[str, Any] = {"kind": kind, "step": self._steps.get(kind)}
        if kind in AMOUNTS:
            found["at_least"] = self.amount.value()
        if kind is GoalKind.ANSWER:
            questions = self._things.questions if self._things else ()
            if not questions:
                raise ProblemError(tr("goal"), tr("The study has no questions."), tr("Import a survey first."))
            operator = OPERATORS[self.operator.currentIndex()]
            found["question"] = questions[max(0, self.question.currentIndex())][0]
            found["answer"] = PropertyTest("", operator, self.answer.text().strip()) if operator else None
        return found

    def _show_kind(self) -> None:
        kind = self.chosen
        is_page = kind in {GoalKind.PAGE, GoalKind.SCROLL}
        self._step_row.setVisible(kind is GoalKind.EVENT or is_page)
        self._amount_row.setVisible(kind in AMOUNTS)
        self._answer_row.setVisible(kind is GoalKind.ANSWER)
        self.answer.setVisible(bool(OPERATORS[max(0, self.operator.currentIndex())]))
        if self._things is not None:
            self.step.show_choices(self._things.pages if is_page else self._things.events)
        if kind in AMOUNTS:
            amount = AMOUNTS[kind]
            self._amount_words.setText(amount.words)
            self.amount.setSuffix(f" {amount.unit}")
            self.amount.setMaximum(amount.most)
            self.amount.setValue(amount.usual)
        self._say_step()

    def _say_step(self) -> None:
        kind, step = self.chosen, self._steps.get(self.chosen)
        nothing = {GoalKind.EVENT: tr("Choose an event"), GoalKind.SCROLL: tr("Any page")}
        self.step.say(step.label if step else nothing.get(kind, tr("Choose a page")))

    def _pick(self, step: Step) -> None:
        self._steps[self.chosen] = step
        self._say_step()

    def _type(self, words: str) -> None:
        """A pattern of pages, or an event with conditions; what cannot be read as `purchase[plan=pro]` is a name."""
        if self.chosen in {GoalKind.PAGE, GoalKind.SCROLL}:
            self._pick(Step((Matcher(page=words.removeprefix("page:").strip()),)))
            return
        try:
            self._pick(parse_step(words))
        except ProblemError:
            self._pick(Step((Matcher(event=words),)))
