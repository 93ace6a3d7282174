"""The people: how keys became them at the left, everybody in the middle, one person from near at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget

from convdesk.desk import theme
from convdesk.desk.ports import FileKind
from convdesk.desk.screens.people.list_pane import ListPane
from convdesk.desk.screens.people.match_panel import MatchPanel
from convdesk.desk.screens.people.person_pane import PersonPaneWidget
from convdesk.desk.screens.people.presenter import PeoplePresenter
from convdesk.desk.screens.people.report_pane import ReportPane
from convdesk.desk.screens.people.sentences import absent, empty_words, note
from convdesk.desk.widgets.busy import Busy
from convdesk.desk.widgets.empty import Empty
from convdesk.desk.widgets.parts import Elided, at_least, button, column, label, pane, row
from convdesk.desk.widgets.problem_bar import NoticeBar
from convdesk.desk.widgets.working import Working
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.desk.ports import Ask, Jobs
    from convdesk.desk.screens.people.looks import PeopleRows, Questions, Summary, Wanted
    from convdesk.model.people import MatchReport
    from convdesk.model.problem import Problem

TABLES = FileKind("Match tables", ("*.csv", "*.tsv", "*.txt"))


class PeopleScreen(Working):
    """Shows what PeoplePresenter decides. `import_wanted()`: there is no data yet; `undo_wanted()`: take it back;

    `back_wanted()`: go back to where these people were opened.
    """

    import_wanted = Signal()
    undo_wanted = Signal()
    back_wanted = Signal()

    def __init__(self, jobs: Jobs, questions: Questions, ask: Ask, zone: str) -> None:
        super().__init__()
        self._ask = ask
        self._may_edit = True
        self._note = Elided("muted")
        self.bar = NoticeBar()
        self.report, self.list, self.matches = ReportPane(), ListPane(zone), MatchPanel()
        self.table = self.list.table
        self.person = PersonPaneWidget(zone)
        self._empty = Empty()
        self._middle, self._stack = QStackedWidget(), QStackedWidget()
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.matching = button(tr("Import match table…"), self.choose_table)
        self._lay_out()
        self.presenter = PeoplePresenter(self, jobs, questions)
        self._busy = Busy(self._stack, self.presenter.cancel)
        self._join()

    def show_empty(self, respondents: int) -> None:
        """Nobody who did something; people who answered may be there, and are not listed without a log."""
        self._busy.stop()
        self._note.say("")
        self.matching.hide()
        title, text = empty_words(respondents)
        self._empty.say(
            title,
            text,
            tr("Import files…"),
            self.import_wanted.emit,
        )
        self._stack.setCurrentWidget(self._empty)

    def show_problem(self, problem: Problem) -> None:
        self._busy.stop()
        self.list.line.stop()
        self.bar.tell_problem(problem)

    def show_summary(self, summary: Summary) -> None:
        self._busy.stop()
        self.matching.setVisible(self._may_edit)
        self._note.say(note(summary.report))
        self._note.setToolTip(summary.report.definition)
        self.report.show_summary(summary)
        self.list.show_absent(absent(summary.report))
        self._stack.setCurrentIndex(0)

    def show_whom(self, words: str) -> None:
        self.list.show_whom(words)

    def show_people(self, rows: PeopleRows, wanted: Wanted, chosen: int) -> None:
        self.list.show_people(rows, wanted, chosen)

    def show_matches(self, report: MatchReport | None) -> None:
        """A match table to be looked at; None: the list again."""
        self._busy.stop()
        if report is not None:
            self.bar.hide()
            self.matches.show_report(report)
            self.matches.matching.setFocus()
        self._middle.setCurrentIndex(int(report is not None))

    def show_done(self, text: str) -> None:
        self._busy.stop()
        self.bar.tell_done(text, tr("Undo"), self._undo)

    def choose_table(self) -> None:
        """Ask for a match table and look through it."""
        self._ask.for_files(tr("Import match table"), TABLES, lambda files: self.presenter.preview_matches(files[0]))

    def find_person(self) -> None:
        """Go to the search field."""
        self.list.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.list.search.selectAll()

    def show_moment(self, person: str, at_us: int) -> None:
        """What somebody did around a moment."""
        self.presenter.person.look_at_moment(person, at_us)

    def enable_edits(self, may_edit: bool) -> None:
        """Whether the study can be changed."""
        self._may_edit = may_edit
        self.matching.setVisible(may_edit)
        self.person.enable_edits(may_edit)

    def _lay_out(self) -> None:
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(theme.sizes().related)
        self._middle.addWidget(self.list)
        self._middle.addWidget(self.matches)
        sides = (
            (pane(at_least(self.report, 218), tr("How keys became people")), 0),
            (pane(at_least(self._middle, 330), tr("Everyone")), 1),
            (pane(at_least(self.person, 278), tr("Person")), 0),
        )
        for place, (side, stretch) in enumerate(sides):
            self.splitter.addWidget(side)
            self.splitter.setStretchFactor(place, stretch)
        self.splitter.setSizes([264, 586, 340])
        self._stack.addWidget(self.splitter)
        self._stack.addWidget(self._empty)
        heading = row(column(label(tr("People"), "title"), self._note, space=2), self.matching)
        heading.setStretch(0, 1)
        heading.setContentsMargins(4, 0, 0, 0)
        layout = column(heading, self.bar, self._stack)
        layout.setStretch(2, 1)
        self.setLayout(layout)

    def _join(self) -> None:
        self.person.follow(self.presenter.person)
        self.list.searched.connect(self.presenter.search)
        self.list.everyone_wanted.connect(self.presenter.show_everyone)
        self.list.back_wanted.connect(self.back_wanted)
        self.list.sorted.connect(lambda order, is_falling: self.presenter.sort(order, is_falling=is_falling))
        self.list.chosen.connect(self.presenter.choose)
        self.report.conflict_chosen.connect(lambda words: self.list.look_for(words))
        self.report.removed.connect(self.presenter.remove_table)
        self.matches.accepted.connect(self.presenter.match)
        self.matches.left.connect(self.presenter.leave_matches)

    def _undo(self) -> None:
        self.bar.hide()
        self.undo_wanted.emit()
