"""The data: which files the study is made of, which events they brought, and what was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QSplitter, QStackedWidget, QTableView, QTreeView, QVBoxLayout

from convdesk.desk import theme
from convdesk.desk.item_models.table import TableColumn, TableModel
from convdesk.desk.item_models.tree import TreeModel
from convdesk.desk.numbers import count_text, moment_text, size_text
from convdesk.desk.screens.data.answers_panel import AnswersPanel
from convdesk.desk.screens.data.looks import grouped
from convdesk.desk.screens.data.presenter import DataPresenter
from convdesk.desk.widgets.busy import Busy
from convdesk.desk.widgets.empty import Empty
from convdesk.desk.widgets.parts import Elided, button, column, label, pane, row, toggle
from convdesk.desk.widgets.problem_bar import NoticeBar
from convdesk.desk.widgets.table import table, tree
from convdesk.desk.widgets.working import Working
from convdesk.words import tr, trn

if TYPE_CHECKING:
    from PySide6.QtCore import QItemSelection, QModelIndex

    from convdesk.desk.ports import Jobs
    from convdesk.desk.screens.data.looks import Questions, Said, SourceRow, StudyData
    from convdesk.model.answers import Answer, Question
    from convdesk.model.events import EventName, StudySummary


class DataScreen(Working):
    """Shows what DataPresenter decides. `import_wanted()`: the researcher asks for files to import."""

    import_wanted = Signal()

    def __init__(self, jobs: Jobs, questions: Questions, zone: str) -> None:
        super().__init__()
        self._formats: dict[str, str] = {}
        self._sources = TreeModel(_source_columns(zone, self._formats))
        self._names = TableModel(_name_columns(zone))
        self.sources: QTreeView = tree(self._sources, tr("Sources"))
        self.names: QTableView = table(self._names, tr("Events"))
        self._asked = TableModel(_question_columns())
        self.questions: QTableView = table(self._asked, tr("Survey questions"), stretched=1)
        self.answers = AnswersPanel()
        self._kinds = {"events": toggle(tr("Events")), "answers": toggle(tr("Survey answers"))}
        self._below = QStackedWidget()
        self._note = Elided("muted")
        self.bar = NoticeBar()
        self._empty = Empty()
        self._stack = QStackedWidget()
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self._removing = button(tr("Remove source"), self.remove_source)
        self._lay_out()
        self.presenter = DataPresenter(self, jobs, questions)
        self.answers.searched.connect(self.presenter.search)
        self._busy = Busy(self._stack, self.presenter.cancel)
        self.sources.selectionModel().selectionChanged.connect(self._enable)
        self._sources.modelReset.connect(self._enable)
        self._enable()

    def show_empty(self) -> None:
        self._busy.stop()
        self._note.say("")
        self._empty.say(
            tr("This study has no data yet"),
            tr("Import event logs, session recordings and survey answers; drop them here, or choose them."),
            tr("Import files…"),
            self.import_wanted.emit,
        )
        self._stack.setCurrentWidget(self._empty)

    def show_data(self, data: StudyData) -> None:
        self._busy.stop()
        self.bar.hide()
        self._formats.update(data.formats)
        self._sources.show_rows(grouped(data.summary.sources))
        self._names.show_rows(data.names)
        self._asked.show_rows(data.questions)
        self._note.say(_summary_words(data.summary))
        self._offer(has_events=bool(data.names), has_answers=bool(data.questions))
        self._stack.setCurrentIndex(0)

    def show_said(self, said: Said) -> None:
        self.answers.show_said(said)

    def show_found(self, said: Said, found: tuple[Answer, ...], words: str) -> None:
        self.answers.show_found(said, found, words)

    def remove_source(self) -> None:
        """Take the chosen source out; all recordings where they are chosen together."""
        chosen = self._sources.row_of(self.sources.currentIndex())
        if chosen is not None:
            self.presenter.remove(chosen)

    def _lay_out(self) -> None:
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(theme.sizes().related)
        importing = button(tr("Import files…"), self.import_wanted.emit, "primary")
        sources = column(row(label(tr("Sources"), "heading"), 1, self._removing), self.sources)
        self.splitter.addWidget(pane(sources, tr("Sources")))
        self.splitter.addWidget(pane(self._what_came(), tr("Events and answers")))
        self.splitter.setSizes([260, 340])
        self._stack.addWidget(self.splitter)
        self._stack.addWidget(self._empty)
        texts = column(label(tr("Data"), "title"), self._note, space=2)
        heading = row(texts, importing)
        heading.setStretch(0, 1)
        heading.setContentsMargins(4, 0, 0, 0)
        layout = column(heading, self.bar, self._stack)
        layout.setStretch(2, 1)
        self.setLayout(layout)

    def _what_came(self) -> QVBoxLayout:
        """Events or survey answers, whichever is chosen."""
        answered = QSplitter(Qt.Orientation.Horizontal)
        answered.setChildrenCollapsible(False)
        answered.setHandleWidth(theme.sizes().related)
        for part in (self.questions, self.answers):
            answered.addWidget(part)
        answered.setSizes([560, 560])
        self._below.addWidget(self.names)
        self._below.addWidget(answered)
        group = QButtonGroup(self)
        for place, one in enumerate(self._kinds.values()):
            group.addButton(one)
            one.clicked.connect(lambda _=False, place=place: self._below.setCurrentIndex(place))
        layout = column(row(*self._kinds.values(), 1, space=theme.sizes().inside), self._below)
        layout.setStretch(1, 1)
        self.questions.selectionModel().currentRowChanged.connect(self._choose_question)
        return layout

    def _offer(self, *, has_events: bool, has_answers: bool) -> None:
        """Only what came can be chosen; what is shown stays, where it came."""
        there = {"events": has_events or not has_answers, "answers": has_answers}
        for name, one in self._kinds.items():
            one.setVisible(there[name])
        shown = ("events", "answers")[self._below.currentIndex()]
        chosen = shown if there[shown] else next(name for name, is_there in there.items() if is_there)
        self._kinds[chosen].setChecked(True)
        self._below.setCurrentIndex(tuple(self._kinds).index(chosen))

    def _choose_question(self, now: QModelIndex, _before: QModelIndex) -> None:
        question = self._asked.row_at(now.row())
        if question is not None:
            self.presenter.choose_question(question)

    def _enable(self, _selected: QItemSelection | None = None) -> None:
        self._removing.setEnabled(self.sources.selectionModel().hasSelection())


def _source_columns(zone: str, formats: dict[str, str]) -> tuple[TableColumn[SourceRow], ...]:
    return (
        TableColumn(tr("File"), lambda one: one.name),
        TableColumn(tr("Format"), lambda one: formats.get(one.format, one.format)),
        TableColumn(tr("Kind"), lambda one: one.kind.value),
        TableColumn(tr("Kept"), lambda one: count_text(one.kept), lambda one: one.kept, is_number=True),
        TableColumn(tr("Rejected"), lambda one: count_text(one.rejected), lambda one: one.rejected, is_number=True),
        TableColumn(
            tr("Imported"), lambda one: moment_text(one.imported_at, zone), lambda one: one.imported_at, is_number=True
        ),
    )


def _name_columns(zone: str) -> tuple[TableColumn[EventName], ...]:
    return (
        TableColumn(tr("Event"), lambda one: one.name),
        TableColumn(tr("Times"), lambda one: count_text(one.count), lambda one: one.count, is_number=True),
        TableColumn(tr("People"), lambda one: count_text(one.actors), lambda one: one.actors, is_number=True),
        TableColumn(tr("First"), lambda one: moment_text(one.first, zone), lambda one: one.first, is_number=True),
        TableColumn(tr("Last"), lambda one: moment_text(one.last, zone), lambda one: one.last, is_number=True),
    )


def _question_columns() -> tuple[TableColumn[Question], ...]:
    return (
        TableColumn(tr("Code"), lambda one: one.code, lambda one: one.position),
        TableColumn(tr("Question"), lambda one: one.text),
        TableColumn(tr("Kind"), lambda one: one.kind.value),
        TableColumn(tr("Answered"), lambda one: count_text(one.answered), lambda one: one.answered, is_number=True),
    )


def _summary_words(summary: StudySummary) -> str:
    parts = [
        trn("{n} event", "{n} events", summary.events),
        trn("{n} person", "{n} people", summary.actors),
        trn("{n} recording", "{n} recordings", summary.recordings),
        trn("{n} survey answer", "{n} survey answers", summary.answers),
        size_text(summary.bytes),
    ]
    return " · ".join(parts)
