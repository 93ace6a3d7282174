"""The friction screen: signs of trouble at the left, where they are in the middle, the single hits at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from convdesk.desk import theme
from convdesk.desk.screens.friction.hits_pane import HitsPane
from convdesk.desk.screens.friction.presenter import FrictionPresenter
from convdesk.desk.screens.friction.rules_panel import RulesPanel
from convdesk.desk.screens.friction.sentences import every_line, note, signal_line, signal_tip
from convdesk.desk.screens.friction.table_pane import TablePane
from convdesk.desk.widgets.busy import Busy
from convdesk.desk.widgets.empty import Empty
from convdesk.desk.widgets.parts import Elided, at_least, button, column, label, pane, row
from convdesk.desk.widgets.problem_bar import NoticeBar
from convdesk.desk.widgets.two_lines import refill, two_line_list
from convdesk.desk.widgets.working import Working
from convdesk.model.friction import Signal as Sign
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.desk.ports import Jobs
    from convdesk.desk.screens.friction.looks import FrictionLook, Questions


class FrictionScreen(Working):
    """Shows what FrictionPresenter decides. `import_wanted()`; `people_wanted(segment, words)`;

    `moment_wanted(person, µs)`: what else somebody did then.
    """

    import_wanted = Signal()
    people_wanted = Signal(object, str)
    moment_wanted = Signal(str, object)

    def __init__(self, jobs: Jobs, questions: Questions, zone: str) -> None:
        super().__init__()
        self._note, self.bar = Elided("muted"), NoticeBar()
        self.signals = two_line_list(tr("Signs of trouble"))
        self.hits, self.rules, self._table = HitsPane(zone), RulesPanel(), TablePane()
        self.table = self._table.table
        self.list = self._table
        self.changing = button(tr("Rules…"), lambda: self.show_rules_panel(True), name=tr("Look at the rules"))
        self.people = button("", self._show_people, name=tr("Show the people of this signal"))
        self._empty, self._stack, self._left = Empty(), QStackedWidget(), QStackedWidget()
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()
        self.presenter = FrictionPresenter(self, jobs, questions)
        self._busy = Busy(self._stack, self.presenter.cancel)
        self._join()

    def show_empty(self) -> None:
        self._busy.stop()
        self._note.say("")
        self.changing.hide()
        self._empty.say(
            tr("No signs of trouble can be told here"),
            tr(
                "Import recordings to find rage clicks, clicks without effect and thrashing, or an event log with "
                "pages to find quick returns."
            ),
            tr("Import files…"),
            self.import_wanted.emit,
        )
        self._stack.setCurrentWidget(self._empty)

    def show_friction(self, look: FrictionLook) -> None:
        self._busy.stop()
        self.bar.hide()
        self.changing.show()
        result = look.result
        self._note.say(note(result) + (tr(" · being tried, not kept") if look.kept else ""))
        self._note.setToolTip(result.definition)
        lines = [every_line(result), *(signal_line(found) for found in result.signals)]
        refill(self.signals, lines, 0 if look.signal is None else 1 + list(Sign).index(look.signal))
        for place, found in enumerate(result.signals, start=1):
            item = self.signals.item(place)
            item.setToolTip(signal_tip(found))
            if found.count is None:
                item.setForeground(theme.paints().ink_muted)
        self._offer_people(look)
        self._table.show_look(look)
        self._stack.setCurrentIndex(0)

    def show_rules_panel(self, is_shown: bool) -> None:
        self._left.setCurrentIndex(int(is_shown))
        self.changing.setEnabled(not is_shown)
        if is_shown:
            rest = self.splitter.sizes()[1:]
            self.splitter.setSizes([max(310, self.splitter.sizes()[0]), *rest])
            self.rules.presets.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.signals.setFocus(Qt.FocusReason.OtherFocusReason)

    def enable_edits(self, may_edit: bool) -> None:
        """Whether the study can be changed."""
        self.rules.enable_edits(may_edit)
        self.hits.enable_edits(may_edit)

    def _lay_out(self) -> None:
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(theme.sizes().related)
        told = column(label(tr("Signs of trouble"), "heading"), self.signals, row(self.people, 1))
        told.setStretch(1, 1)
        holder = QWidget()
        holder.setLayout(told)
        self._left.addWidget(holder)
        self._left.addWidget(self.rules)
        sides = (
            (pane(at_least(self._left, 250), tr("Signs of trouble")), 0),
            (pane(at_least(self._table, 320), tr("Where they are")), 1),
            (pane(at_least(self.hits, 300), tr("Hits")), 1),
        )
        for place, (side, stretch) in enumerate(sides):
            self.splitter.addWidget(side)
            self.splitter.setStretchFactor(place, stretch)
        self.splitter.setSizes([270, 600, 380])
        self._stack.addWidget(self.splitter)
        self._stack.addWidget(self._empty)
        heading = row(column(label(tr("Friction"), "title"), self._note, space=2), self.changing)
        heading.setStretch(0, 1)
        heading.setContentsMargins(4, 0, 0, 0)
        layout = column(heading, self.bar, self._stack)
        layout.setStretch(2, 1)
        self.setLayout(layout)

    def _join(self) -> None:
        presenter = self.presenter
        self.hits.follow(presenter.hits)
        self.rules.follow(presenter.rules)
        self.rules.left.connect(lambda: self.show_rules_panel(False))
        self.signals.currentRowChanged.connect(self._choose_signal)
        self.signals.itemActivated.connect(lambda _: self._show_people())
        self._table.listed.connect(presenter.choose_listing)
        self._table.chosen.connect(presenter.choose_row)
        self._table.people_wanted.connect(presenter.show_people)
        self._table.suppressed.connect(presenter.suppress)
        presenter.people_wanted = self.people_wanted.emit
        presenter.hits.moment_wanted = self.moment_wanted.emit

    def _choose_signal(self, place: int) -> None:
        if place >= 0:
            self.presenter.choose_signal(None if place == 0 else list(Sign)[place - 1])

    def _offer_people(self, look: FrictionLook) -> None:
        if look.signal is None:
            count = len(look.result.people) + look.result.more_people
        else:
            count = next(found.people or 0 for found in look.result.signals if found.signal is look.signal)
        self.people.setText(tr("Show the {n} people").format(n=f"{count:,}"))
        self.people.setEnabled(count > 0)

    def _show_people(self) -> None:
        self.presenter.show_people(None)
