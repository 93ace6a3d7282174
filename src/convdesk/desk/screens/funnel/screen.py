"""The funnel: made at the left, seen in its views at the right, its rule in one sentence above."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QSplitter, QStackedWidget, QWidget

from convdesk.desk import theme
from convdesk.desk.screens.funnel.offer_pane import OfferPane
from convdesk.desk.screens.funnel.part_editor import PartEditor
from convdesk.desk.screens.funnel.presenter import FunnelPresenter
from convdesk.desk.screens.funnel.rules_pane import RulesPane
from convdesk.desk.screens.funnel.step_list import StepList
from convdesk.desk.screens.funnel.views_pane import ViewsPane
from convdesk.desk.widgets.busy import Busy
from convdesk.desk.widgets.empty import Empty
from convdesk.desk.widgets.parts import at_least, button, column, fill, holding, label, pane, row, toggle
from convdesk.desk.widgets.problem_bar import NoticeBar
from convdesk.desk.widgets.working import Working
from convdesk.model.funnel_words import rule_sentence
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.desk.ports import Jobs
    from convdesk.desk.screens.funnel.looks import Offer, Questions
    from convdesk.model.funnel import FunnelSpec


class FunnelScreen(Working):
    """Shows what FunnelPresenter decides.

    `people_wanted(segment, who)`: the people of a number; `review_wanted(funnel)`: its drop-offs with pages and
    quotes; `import_wanted()`: there is no data yet.
    """

    people_wanted = Signal(object, str)
    review_wanted = Signal(object)
    import_wanted = Signal()

    def __init__(self, jobs: Jobs, questions: Questions, zone: str) -> None:
        super().__init__()
        self.offer, self.rules, self.views = OfferPane(), RulesPane(), ViewsPane(zone)
        self.steps, self.editor = StepList(), PartEditor()
        self.name = _name_box()
        self.sentence = label(look="muted", wraps=True)
        self.bar = NoticeBar()
        self._empty = Empty()
        self._side, self._stack = QStackedWidget(), QStackedWidget()
        self.tabs = (toggle(tr("Steps"), tr("Make the steps")), toggle(tr("Rules"), tr("Choose the rules")))
        self.reviewing = button(tr("Review drop-offs"), self._review, "primary")
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()
        self.presenter = FunnelPresenter(self, self, jobs, questions)
        self._busy = Busy(self._stack, self.presenter.cancel)
        self._join()

    def show_empty(self) -> None:
        self._busy.stop()
        self._empty.say(
            tr("Which way do people go?"),
            tr(
                "Import an event log to make a funnel of its events and pages, count it by any tool's rules, "
                "and see who left where."
            ),
            tr("Import files…"), self.import_wanted.emit,
        )  # fmt: skip
        self._stack.setCurrentWidget(self._empty)

    def show_names(self, names: tuple[str, ...], at: int) -> None:
        fill(self.name, names, at)

    def show_spec(self, spec: FunnelSpec, chosen: int) -> None:
        self._busy.stop()
        self.bar.hide()
        self._stack.setCurrentIndex(0)
        self.name.setEditText(spec.name)
        self.sentence.setText(rule_sentence(spec))
        self.steps.show_spec(spec, chosen)
        self.editor.show_row(spec, self.steps.row_chosen())
        self.reviewing.setEnabled(len(spec.steps) > 1)

    def find_event(self) -> None:
        """Go to the line in which events are found."""
        self._choose_side(0)
        self.offer.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.offer.search.selectAll()

    def show_rules(self) -> None:
        """Go to the rules."""
        self._choose_side(1)
        self.rules.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def enable_edits(self, may_edit: bool) -> None:
        """Whether the study can be changed; if not, a funnel can be made all the same, and is not kept."""
        self.presenter.may_keep = may_edit

    def _lay_out(self) -> None:
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(theme.sizes().related)
        switch = row(*self.tabs, 1, space=theme.sizes().inside)
        for place, tab in enumerate(self.tabs):
            tab.clicked.connect(lambda _=False, place=place: self._choose_side(place))
        making = column(self.steps, self.editor, self.offer)
        making.setStretch(0, 4)
        making.setStretch(2, 5)
        self.steps.setMinimumHeight(90)
        self._side.addWidget(holding(making))
        self._side.addWidget(self.rules)
        left = column(switch, self._side)
        left.setStretch(1, 1)
        sides = (
            (pane(at_least(holding(left), 300), tr("Steps and rules")), 0),
            (pane(column(self.views), tr("Views")), 1),
        )
        for place, (side, stretch) in enumerate(sides):
            self.splitter.addWidget(side)
            self.splitter.setStretchFactor(place, stretch)
        self.splitter.setSizes([352, 880])
        body = column(self._heading(), self.bar, self.splitter)
        body.setStretch(2, 1)
        self._stack.addWidget(holding(body))
        self._stack.addWidget(self._empty)
        self.setLayout(column(self._stack))
        self._choose_side(0)

    def _heading(self) -> QWidget:
        making = button(tr("New"), lambda: self.presenter.begin_empty(), name=tr("Make another funnel"))
        copying = button(tr("Duplicate"), lambda: self.presenter.duplicate(), name=tr("Duplicate the funnel"))
        removing = button(tr("Remove"), lambda: self.presenter.remove_funnel(), name=tr("Remove the funnel"))
        self._edits = (making, copying, removing)
        first = row(self.name, 1, making, copying, removing, self.reviewing)
        layout = column(first, self.sentence, space=theme.sizes().inside)
        made = holding(layout)
        layout.setContentsMargins(4, 0, 0, 0)
        return made

    def _join(self) -> None:
        presenter = self.presenter
        self.offer.follow(presenter.offer)
        self.rules.follow(presenter.rules)
        self.views.follow(presenter.views)
        self.views.opened.connect(self.people_wanted.emit)
        self.offer.step_wanted.connect(lambda step: presenter.add(step))
        self.offer.funnel_wanted.connect(presenter.begin_with)
        self.offer.refused.connect(self.show_problem)
        self.offer.adding_chosen.connect(lambda adding: setattr(presenter, "adding", adding))
        self.offer.properties_found.connect(self.editor.show_properties)
        self.offer.properties_found.connect(self.views.options.show_properties)
        self.offer.values_found.connect(self._take_values)
        self.views.options.values_wanted.connect(presenter.offer.list_values)
        presenter.offer.offered = self._take_offer
        self.name.activated.connect(presenter.choose)
        line = self.name.lineEdit()
        if line is not None:
            line.editingFinished.connect(lambda: presenter.rename(self.name.currentText()))
        self._join_steps()

    def _join_steps(self) -> None:
        presenter, steps, editor = self.presenter, self.steps, self.editor
        steps.currentRowChanged.connect(self._choose_row)
        steps.removed.connect(presenter.remove)
        steps.moved.connect(presenter.move)
        steps.hovered.connect(presenter.try_move)
        steps.left.connect(lambda: presenter.try_out(presenter.spec))
        steps.taken_in.connect(self._take_in)
        steps.entered_row.connect(self.find_event)
        editor.optional_chosen.connect(lambda place, is_on: presenter.make_optional(place, is_optional=is_on))
        editor.bounds_chosen.connect(presenter.bound)
        editor.test_written.connect(presenter.try_test)
        editor.test_added.connect(presenter.add_test)
        editor.values_wanted.connect(presenter.offer.list_values)
        editor.removed.connect(lambda: presenter.remove(steps.currentRow()))

    def _take_values(self, values: object) -> None:
        is_comparing = self.views.options.sides.isVisible() and not self.editor.prop.currentIndex() > 0
        taking = self.views.options.sides if is_comparing else self.editor
        taking.show_values(values)  # type: ignore[arg-type]

    def _take_offer(self, offer: Offer) -> None:
        if offer.days is not None:
            self.views.options.sides.show_days(offer.days)

    def _choose_row(self, at: int) -> None:
        self.presenter.choose_row(at)
        self.editor.show_row(self.presenter.spec, self.steps.row_chosen())

    def _take_in(self, place: int) -> None:
        line = self.offer.line_chosen()
        if line is not None and line.step is not None:
            self.presenter.add(line.step, place)

    def _choose_side(self, place: int) -> None:
        for at, tab in enumerate(self.tabs):
            tab.setChecked(at == place)
        self._side.setCurrentIndex(place)

    def _review(self) -> None:
        self.review_wanted.emit(self.presenter.spec)


def _name_box() -> QComboBox:
    """The name of the funnel, which can be changed, and the other funnels below it."""
    made = QComboBox()
    made.setEditable(True)
    made.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    made.setAccessibleName(tr("Funnel"))
    made.view().setAccessibleName(tr("Funnels"))
    made.setMinimumContentsLength(24)
    made.setMinimumWidth(280)
    made.setToolTip(tr("Write to name the funnel; open to choose another one"))
    line = made.lineEdit()
    if line is not None:
        line.setAccessibleName(tr("Name of the funnel"))
        theme.dress(line, "heading")
    made.setCompleter(None)  # type: ignore[arg-type]
    return made
