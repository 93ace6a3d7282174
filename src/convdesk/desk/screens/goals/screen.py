"""The goals: a list at the left, targets and the tree in the middle, the goal that is edited at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget

from convdesk.desk import theme
from convdesk.desk.screens.goals.draw_targets import draw_goals
from convdesk.desk.screens.goals.editor_panel import EditorPanel
from convdesk.desk.screens.goals.looks import is_under
from convdesk.desk.screens.goals.presenter import GoalsPresenter
from convdesk.desk.screens.goals.proposals_pane import ProposalsPane
from convdesk.desk.screens.goals.sentences import goal_line, goal_tip, note, span_text
from convdesk.desk.widgets.busy import Busy
from convdesk.desk.widgets.copying import copy_picture
from convdesk.desk.widgets.drawn import Drawn
from convdesk.desk.widgets.parts import (
    Elided,
    at_least,
    button,
    chooser,
    column,
    fill,
    holding,
    label,
    pane,
    row,
    scrolling,
)
from convdesk.desk.widgets.problem_bar import NoticeBar
from convdesk.desk.widgets.two_lines import refill, two_line_list
from convdesk.desk.widgets.working import Working
from convdesk.model.moment import DAY_US
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.desk.ports import Jobs
    from convdesk.desk.screens.goals.looks import GoalsLook, Questions, Things
    from convdesk.model.goal import Goal, Proposal
    from convdesk.model.problem import Problem
    from convdesk.model.segment import Segment

WINDOWS = tuple(days * DAY_US for days in (1, 3, 7, 14, 30, 90))
POINTS = (1.0, 5.0, 10.0, 20.0)


class GoalsScreen(Working):
    """Shows what GoalsPresenter decides. `people_wanted(segment, words)`; `import_wanted()`: there is no data yet."""

    people_wanted = Signal(object, str)
    import_wanted = Signal()

    def __init__(self, jobs: Jobs, questions: Questions) -> None:
        super().__init__()
        self._note, self.bar, self._definition = Elided("muted"), NoticeBar(), Elided("caption")
        self.list, self.canvas = two_line_list(tr("Goals")), Drawn(tr("Goals as a tree"))
        self.editor, self.proposals = EditorPanel(), ProposalsPane()
        self.adding = button(tr("New goal…"), lambda: self.presenter.add(), "primary")
        self.changing = button(tr("Change…"), lambda: self.presenter.edit(), name=tr("Change the chosen goal"))
        self.removing = button(tr("Remove"), lambda: self.presenter.remove(), name=tr("Remove the chosen goal"))
        self.people = button(tr("People"), lambda: self.presenter.show_people(), name=tr("People who reached it"))
        self.window_chosen = chooser(tr("Within"), lambda at: self.presenter.ask_within(WINDOWS[at]))
        self.points_chosen = chooser(tr("Imagined rise"), lambda at: self.presenter.imagine(POINTS[at]))
        self._look: GoalsLook | None = None
        self._may_edit = True
        self._stack, self.splitter = QStackedWidget(), QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()
        self.presenter = GoalsPresenter(self, jobs, questions)
        self._busy = Busy(self._stack, self.presenter.cancel)
        self._join()

    @property
    def is_looked_at(self) -> bool:
        return self.isVisible()

    def show_refusal(self, problem: Problem) -> None:
        self.editor.show_problem(problem)

    def show_empty(self, proposals: tuple[Proposal, ...]) -> None:
        self._settle("", "")
        self.adding.setVisible(self._may_edit)
        self.proposals.show_proposals(proposals)
        self._look = None
        self._stack.setCurrentWidget(self.proposals)

    def show_goals(self, look: GoalsLook, chosen: str) -> None:
        self._settle(note(look), look.report.definition)
        self._look = look
        self.adding.setVisible(self._may_edit)
        macros = {found.goal.name for found in look.rows if found.goal.sort.is_macro}
        lines = [goal_line(one, is_under=is_under(one.goal) and one.goal.parent in macros) for one in look.rows]
        ids = [found.goal.id for found in look.rows]
        refill(self.list, lines, ids.index(chosen))
        for place, found in enumerate(look.rows):
            self.list.item(place).setToolTip(goal_tip(found))
            if found.reason:
                self.list.item(place).setForeground(theme.paints().ink_muted)
        spec = look.report.spec
        fill(self.window_chosen, [span_text(one) for one in WINDOWS], WINDOWS.index(spec.window_us))
        rises = [tr("by {n} points").format(n=f"{one:g}") for one in POINTS]
        fill(self.points_chosen, rises, POINTS.index(spec.points))
        self.canvas.show_drawing(lambda room: draw_goals(look.report, room))
        self._stack.setCurrentIndex(0)

    def show_editor(self, goal: Goal | None, look: GoalsLook, things: Things) -> None:
        self._stack.setCurrentIndex(0)
        self._editing.show()
        self.editor.show_goal(goal, look, things)

    def hide_editor(self) -> None:
        self._editing.hide()
        if self._look is None:
            self._stack.setCurrentWidget(self.proposals)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def enable_edits(self, may_edit: bool) -> None:
        """Whether the study can be changed."""
        self._may_edit = may_edit
        for part in (self.adding, self.changing, self.removing):
            part.setVisible(may_edit)
        self.proposals.enable_edits(may_edit)

    def _settle(self, words: str, definition: str) -> None:
        self._busy.stop()
        self.bar.hide()
        self._note.say(words)
        self._definition.say(definition)

    def _lay_out(self) -> None:
        scroll = scrolling(column(self.canvas), tr("Goals as a tree"), is_wide=True)
        for box in (self.window_chosen, self.points_chosen):
            box.setMaximumWidth(130)
        asked = row(
            label(tr("Reached within"), "muted"), self.window_chosen, label(tr("If it rose"), "muted"),
            self.points_chosen, 1, button(tr("Copy picture"), lambda: copy_picture(self.canvas)),
        )  # fmt: skip
        listed = column(self.list, row(self.people, 1, self.changing, self.removing))
        middle = column(asked, scroll, self._definition)
        middle.setStretch(1, 1)
        self._editing = pane(at_least(self.editor, 300), tr("Goal"))
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(theme.sizes().related)
        for part in (pane(at_least(holding(listed), 290), tr("Goals")), pane(middle, tr("Tree"), 10), self._editing):
            self.splitter.addWidget(part)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([310, 640, 320])
        self._editing.hide()
        self._stack.addWidget(self.splitter)
        self._stack.addWidget(self.proposals)
        heading = row(column(label(tr("Goals"), "title"), self._note, space=2), self.adding)
        heading.setStretch(0, 1)
        heading.setContentsMargins(4, 0, 0, 0)
        layout = column(heading, self.bar, self._stack)
        layout.setStretch(2, 1)
        self.setLayout(layout)

    def _join(self) -> None:
        presenter = self.presenter
        presenter.people_wanted = self._tell_people
        self.canvas.opened.connect(presenter.open_people)
        self.list.currentRowChanged.connect(self._choose)
        self.list.itemActivated.connect(lambda _: presenter.show_people())
        self.editor.kept.connect(presenter.keep)
        self.editor.left.connect(self.hide_editor)
        self.proposals.made.connect(presenter.make)
        self.proposals.import_wanted.connect(self.import_wanted.emit)

    def _choose(self, place: int) -> None:
        if self._look is not None and 0 <= place < len(self._look.rows):
            self.presenter.choose(self._look.rows[place].goal)

    def _tell_people(self, segment: Segment, words: str) -> None:
        self.people_wanted.emit(segment, words)
