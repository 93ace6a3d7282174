"""The paths: the question above, the drawing in the middle, its numbers as tables at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QSplitter, QStackedWidget

from convdesk.desk import theme
from convdesk.desk.screens.paths.presenter import PathsPresenter
from convdesk.desk.screens.paths.question_bar import QuestionBar
from convdesk.desk.screens.paths.sankey_canvas import SankeyCanvas
from convdesk.desk.screens.paths.sentences import node_name, note, title
from convdesk.desk.screens.paths.tables_pane import TablesPane
from convdesk.desk.widgets.busy import Busy
from convdesk.desk.widgets.copying import copy_picture
from convdesk.desk.widgets.empty import Empty
from convdesk.desk.widgets.parts import Elided, at_least, button, column, holding, pane, row, scrolling
from convdesk.desk.widgets.problem_bar import NoticeBar
from convdesk.desk.widgets.working import Working
from convdesk.model.path import ENDED, OTHER, Nodes, Side
from convdesk.model.step import Matcher, Step, event_step
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.desk.ports import Jobs
    from convdesk.desk.screens.paths.looks import Questions, Starts
    from convdesk.model.page import PageGroup
    from convdesk.model.path import PathNode, PathResult, PathSpec, Transitions
    from convdesk.model.segment import Segment


class PathsScreen(Working):
    """Shows what PathsPresenter decides. `people_wanted(segment, words)`; `import_wanted()`: there is no data yet;
    `back_wanted()`: to the screen before, as no paths were looked at before these."""

    people_wanted = Signal(object, str)
    import_wanted = Signal()
    back_wanted = Signal()

    def __init__(self, jobs: Jobs, questions: Questions) -> None:
        super().__init__()
        self._title, self._note = Elided("title"), Elided("muted")
        self.bar = NoticeBar()
        self.question, self.canvas, self.tables = QuestionBar(), SankeyCanvas(), TablesPane()
        self.going_back = button(
            tr("Back"), self._go_back, name=tr("Back to the paths before, or to the screen before")
        )
        self.copying = button(tr("Copy picture"), lambda: copy_picture(self.canvas))
        self._can_go_back = False
        self._nothing, self._empty = Empty(), Empty()
        self._drawing, self._stack = QStackedWidget(), QStackedWidget()
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()
        self.presenter = PathsPresenter(self, jobs, questions)
        self._busy = Busy(self.splitter, self.presenter.cancel)
        self._join()

    @property
    def is_looked_at(self) -> bool:
        return self.isVisible()

    def show_empty(self) -> None:
        self._busy.stop()
        self._title.say(tr("Paths"))
        self._note.say("")
        self._empty.say(
            tr("What do people do before they leave?"),
            tr("Import an event log to see what people do before, between and after anything, step by step."),
            tr("Import files…"),
            self.import_wanted.emit,
        )
        self._acts.hide()
        self._stack.setCurrentWidget(self._empty)

    def show_starts(self, starts: Starts) -> None:
        self._stack.setCurrentIndex(0)
        self._acts.show()
        self.question.show_starts(starts)

    def show_question(self, spec: PathSpec, can_go_back: bool) -> None:
        self._busy.stop()
        self.question.show_question(spec)
        self._title.say(title(spec))
        self._can_go_back = can_go_back

    def show_paths(self, result: PathResult) -> None:
        self._busy.stop()
        self.bar.hide()
        self._note.say(note(result))
        self._note.setToolTip(result.definition)
        self.tables.show_paths(result)
        self.copying.setEnabled(bool(result.paths))
        if result.paths:
            self.canvas.show_result(result)
            self._drawing.setCurrentIndex(0)
        else:
            self._say_nothing(result.spec)

    def show_transitions(self, found: Transitions) -> None:
        self.tables.show_transitions(found)

    def show_pages(self, groups: tuple[PageGroup, ...]) -> None:
        self.question.show_pages(groups)
        self.tables.show_pages(groups)

    def enable_edits(self, may_edit: bool) -> None:
        """Whether the study can be changed."""
        self.tables.enable_edits(may_edit)

    def _say_nothing(self, spec: PathSpec) -> None:
        text = tr("Nobody matches: no event fills what the path begins with, or nobody of those who are meant did it.")
        if spec.side is Side.BETWEEN:
            text = tr("Nobody did the first and then the second.")
        self._nothing.say(
            tr("No paths here"), text, tr("From the beginning of the session"),
            lambda: self.presenter.look_at(None, Side.AFTER),
        )  # fmt: skip
        self._drawing.setCurrentWidget(self._nothing)

    def _lay_out(self) -> None:
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(theme.sizes().related)
        self._drawing.addWidget(scrolling(self.canvas, is_wide=True))
        self._drawing.addWidget(self._nothing)
        self.splitter.addWidget(pane(column(self._drawing), tr("Paths"), 10))
        self.splitter.addWidget(pane(at_least(self.tables, 250), tr("Numbers"), 10))
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([800, 400])
        layout = column(self.question, self.splitter)
        layout.setStretch(1, 1)
        self._stack.addWidget(holding(layout))
        self._stack.addWidget(self._empty)
        self._acts = holding(row(self.going_back, self.copying))
        heading = row(column(self._title, self._note, space=2), self._acts)
        heading.setStretch(0, 1)
        heading.setContentsMargins(4, 0, 0, 0)
        whole = column(heading, self.bar, self._stack)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def _join(self) -> None:
        presenter = self.presenter
        presenter.people_wanted = self._tell_people
        self.question.follow(presenter)
        self.canvas.node_chosen.connect(presenter.choose)
        self.canvas.edge_chosen.connect(presenter.list_people_between)
        self.canvas.menu_wanted.connect(self._offer)
        self.canvas.left.connect(presenter.back)
        self.tables.turned.connect(presenter.show_beside)
        self.tables.cell_chosen.connect(presenter.list_people_of)
        self.tables.grouped.connect(lambda pattern, is_apart: presenter.group(pattern, is_apart=is_apart))
        self.tables.ungrouped.connect(presenter.ungroup)

    def _tell_people(self, segment: Segment, words: str) -> None:
        self.people_wanted.emit(segment, words)

    def _go_back(self) -> None:
        if self._can_go_back:
            self.presenter.back()
        else:
            self.back_wanted.emit()

    def _offer(self, node: PathNode, where: QPoint) -> None:
        """What else can be asked of a node."""
        spec, menu = self.presenter.spec, QMenu(self)
        menu.setAccessibleName(node_name(node, spec.side))
        menu.addAction(tr("Show these people")).triggered.connect(lambda: self.presenter.list_people(node))
        if node.layer and node.name not in {OTHER, ENDED}:
            step = Step((Matcher(page=node.name),)) if spec.nodes is Nodes.PAGES else event_step(node.name)
            after, before = tr("What people do after it"), tr("What people do before it")
            menu.addAction(after).triggered.connect(lambda: self.presenter.look_at(step, Side.AFTER))
            menu.addAction(before).triggered.connect(lambda: self.presenter.look_at(step, Side.BEFORE))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(where)
